//! The folder that becomes the functions' layer: page shells and search data alone, laid out as the site is.
//!
//! A function finds them in `/opt/shell`, because Lambda unpacks a layer into `/opt`.

use super::content::Files;
use super::{SiteError, at, mirror};
use std::fs;
use std::path::Path;

/// The layer's one folder.
const FOLDER: &str = "shell";
/// What functions read below a locale's folder: the shell's page, and what is searched.
const READ: &[&str] = &["shell/index.html", "search.json", "skus.json"];

/// Makes the layer hold what functions read of every locale of a built site, and nothing else.
///
/// # Errors
/// [`SiteError`] when a file cannot be read or written.
pub(super) fn write(public: &Path, layer: &Path) -> Result<(), SiteError> {
    let mut kept = Files::new();
    let mut take = |prefix: &str| -> Result<(), SiteError> {
        for file in READ {
            let name = format!("{prefix}{file}");
            let path = public.join(&name);
            if path.is_file() {
                kept.insert(name, at(&path, fs::read_to_string(&path))?);
            }
        }
        Ok(())
    };
    take("")?;
    for entry in at(public, fs::read_dir(public))? {
        let locale = at(public, entry)?.file_name();
        take(&format!("{}/", locale.to_string_lossy()))?;
    }
    let folder = layer.join(FOLDER);
    at(&folder, fs::create_dir_all(&folder))?;
    mirror::write_all(&folder, &kept)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;
    use std::path::PathBuf;

    fn files(folder: &Path) -> BTreeSet<PathBuf> {
        let mut found = BTreeSet::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { found.extend(files(&path)) } else { found.extend([path]) }
        }
        found
    }

    #[test]
    fn a_layer_has_the_shell_and_search_data_of_every_locale_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        let (public, layer) = (folder.path().join("public"), folder.path().join("layer"));
        let put = |name: &str| {
            let path = public.join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, name).unwrap();
        };
        let read = ["shell/index.html", "en-gb/shell/index.html", "en-gb/search.json", "en-gb/skus.json"];
        for name in read.into_iter().chain(["index.html", "en-gb/index.html"]) {
            put(name);
        }
        put("old/shell/index.html");
        write(&public, &layer).unwrap();
        fs::remove_dir_all(public.join("old")).unwrap();
        write(&public, &layer).unwrap();
        let wanted = read.map(|name| layer.join(FOLDER).join(name));
        assert_eq!(files(&layer), wanted.clone().into());
        assert_eq!(fs::read_to_string(&wanted[1]).unwrap(), "en-gb/shell/index.html");
    }
}
