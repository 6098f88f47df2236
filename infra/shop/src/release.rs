//! Publishing the built site: only what changed is written, what was live before is kept, and going back is one
//! command.
//!
//! A target holds `live/`, which is served, `objects/`, every content once under its hash, and two manifests (path
//! and hash of each file): `current.json` and `previous.json`. Contents come first, then the live files, assets
//! before pages, and the manifest last. `pending.json` names the files of a publication while it runs: after one that
//! was cut off, the next one of any release puts right what it left. Files whose addresses hold a hash are never taken
//! away, because an older page in some cache still names them.

use crate::workspace::hexadecimal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

const CURRENT: &str = "current.json";
const PREVIOUS: &str = "previous.json";
const PENDING: &str = "pending.json";
const CHANGED: &str = "changed.txt";
/// Their addresses hold a hash of what is there.
const KEPT: [&str; 2] = ["assets/", "processed_images/"];

/// Why a site was not published.
#[derive(Debug, thiserror::Error)]
pub enum ReleaseError {
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// Nothing was live before what is live now.
    #[error("there is no release before this one")]
    NothingBefore,
    /// A content that a manifest names is gone.
    #[error("the content {0} is missing in objects/")]
    Missing(String),
}

/// The files of a release: their paths and the hashes of their contents.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Manifest(BTreeMap<String, String>);

/// What a publication did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Published {
    /// How many files the release has.
    pub files: usize,
    /// The paths that were written, for the CDN to forget.
    pub written: Vec<String>,
    /// The paths that were taken away.
    pub removed: Vec<String>,
}

/// Where releases are kept.
pub trait Target {
    /// What is stored under a key.
    ///
    /// # Errors
    /// [`ReleaseError::File`].
    fn get(&self, key: &str) -> Result<Option<Vec<u8>>, ReleaseError>;

    /// Stores something; the same again changes nothing.
    ///
    /// # Errors
    /// [`ReleaseError::File`].
    fn put(&self, key: &str, content: &[u8]) -> Result<(), ReleaseError>;

    /// Takes something away; that it is gone already is fine.
    ///
    /// # Errors
    /// [`ReleaseError::File`].
    fn remove(&self, key: &str) -> Result<(), ReleaseError>;
}

/// A folder of this machine.
#[derive(Debug)]
pub struct Folder(pub PathBuf);

impl Target for Folder {
    fn get(&self, key: &str) -> Result<Option<Vec<u8>>, ReleaseError> {
        let path = self.0.join(key);
        match fs::read(&path) {
            Ok(content) => Ok(Some(content)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(ReleaseError::File { path, source }),
        }
    }

    fn put(&self, key: &str, content: &[u8]) -> Result<(), ReleaseError> {
        let path = self.0.join(key);
        if let Some(folder) = path.parent() {
            at(folder, fs::create_dir_all(folder))?;
        }
        // Beside it first: whoever reads meanwhile sees the old file or the new one, whole.
        let mut beside = path.clone().into_os_string();
        beside.push(".new");
        at(&path, fs::write(&beside, content).and_then(|()| fs::rename(&beside, &path)))
    }

    fn remove(&self, key: &str) -> Result<(), ReleaseError> {
        let path = self.0.join(key);
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                Err(ReleaseError::File { path, source: error })
            }
            Ok(()) | Err(_) => Ok(()),
        }
    }
}

fn at<T>(path: &Path, result: io::Result<T>) -> Result<T, ReleaseError> {
    result.map_err(|source| ReleaseError::File { path: path.to_path_buf(), source })
}

impl Manifest {
    /// The manifest of a built site.
    ///
    /// # Errors
    /// [`ReleaseError::File`].
    pub fn of(public: &Path) -> Result<Self, ReleaseError> {
        let mut files = BTreeMap::new();
        let mut folders = vec![public.to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in at(&folder, fs::read_dir(&folder))? {
                let path = at(&folder, entry)?.path();
                if path.is_dir() {
                    folders.push(path);
                } else if let Ok(name) = path.strip_prefix(public) {
                    let content = at(&path, fs::read(&path))?;
                    let name = name.to_string_lossy().replace('\\', "/");
                    files.insert(name, hexadecimal(&Sha256::digest(&content)));
                }
            }
        }
        Ok(Self(files))
    }

    /// The paths of files that are not the same in both.
    pub fn differing<'m>(&'m self, other: &'m Self) -> Vec<&'m str> {
        let paths: BTreeSet<&String> = self.0.keys().chain(other.0.keys()).collect();
        let differs = |path: &&String| self.0.get(*path) != other.0.get(*path);
        paths.into_iter().filter(differs).map(String::as_str).collect()
    }

    fn read(target: &impl Target, key: &str) -> Result<Option<Self>, ReleaseError> {
        let Some(content) = target.get(key)? else { return Ok(None) };
        at(Path::new(key), serde_json::from_slice(&content).map(Some).map_err(io::Error::from))
    }

    fn write(&self, target: &impl Target, key: &str) -> Result<(), ReleaseError> {
        let text = at(Path::new(key), serde_json::to_string_pretty(self).map_err(io::Error::from))?;
        target.put(key, text.as_bytes())
    }
}

/// Makes a built site the live one.
///
/// # Errors
/// [`ReleaseError`]; what was live stays live, or becomes the new release file by file until the next attempt.
pub fn publish(public: &Path, target: &impl Target) -> Result<Published, ReleaseError> {
    let next = Manifest::of(public)?;
    let now = Manifest::read(target, CURRENT)?.unwrap_or_default();
    for (path, hash) in next.0.iter().filter(|(path, hash)| now.0.get(*path) != Some(*hash)) {
        let file = public.join(path);
        target.put(&format!("objects/{hash}"), &at(&file, fs::read(&file))?)?;
    }
    let published = make_live(target, &now, &next)?;
    if next != now {
        now.write(target, PREVIOUS)?;
        next.write(target, CURRENT)?;
    }
    target.remove(PENDING)?;
    Ok(published)
}

/// Makes the release before the live one live again; once more goes forward again.
///
/// # Errors
/// [`ReleaseError`].
pub fn roll_back(target: &impl Target) -> Result<Published, ReleaseError> {
    let now = Manifest::read(target, CURRENT)?.unwrap_or_default();
    let before = Manifest::read(target, PREVIOUS)?.filter(|before| !before.0.is_empty());
    let before = before.ok_or(ReleaseError::NothingBefore)?;
    let published = make_live(target, &now, &before)?;
    now.write(target, PREVIOUS)?;
    before.write(target, CURRENT)?;
    target.remove(PENDING)?;
    Ok(published)
}

/// Whether a file stays when newer pages do not name it.
fn is_kept(path: &str) -> bool {
    KEPT.iter().any(|folder| path.starts_with(folder))
}

/// The paths of which nobody knows what is live, because a publication that changed them was cut off.
fn pending(target: &impl Target) -> Result<BTreeSet<String>, ReleaseError> {
    let Some(content) = target.get(PENDING)? else { return Ok(BTreeSet::new()) };
    at(Path::new(PENDING), serde_json::from_slice(&content).map_err(io::Error::from))
}

/// Writes what is different, assets first, and takes away what is no longer there.
fn make_live(target: &impl Target, now: &Manifest, next: &Manifest) -> Result<Published, ReleaseError> {
    let unsure = pending(target)?;
    let differs =
        |(path, hash): &(&String, &String)| now.0.get(*path) != Some(*hash) || unsure.contains(*path);
    let mut changed: Vec<(&String, &String)> = next.0.iter().filter(differs).collect();
    changed.sort_by_key(|(path, _)| !is_kept(path));
    let known: BTreeSet<&String> = now.0.keys().chain(&unsure).collect();
    let gone = |path: &&String| !next.0.contains_key(*path) && !is_kept(path);
    let removed: Vec<String> = known.into_iter().filter(gone).cloned().collect();
    let touched = changed.iter().map(|(path, _)| *path).chain(&removed).chain(&unsure);
    let touched: BTreeSet<&String> = touched.collect();
    let text = at(Path::new(PENDING), serde_json::to_vec_pretty(&touched).map_err(io::Error::from))?;
    target.put(PENDING, &text)?;
    for (path, hash) in &changed {
        let content = target.get(&format!("objects/{hash}"))?;
        let content = content.ok_or_else(|| ReleaseError::Missing((*hash).clone()))?;
        target.put(&format!("live/{path}"), &content)?;
    }
    for path in &removed {
        target.remove(&format!("live/{path}"))?;
    }
    let written: Vec<String> = changed.into_iter().map(|(path, _)| path.clone()).collect();
    let lines: Vec<String> = written.iter().chain(&removed).map(|path| format!("/{path}\n")).collect();
    target.put(CHANGED, lines.concat().as_bytes())?;
    Ok(Published { files: next.0.len(), written, removed })
}

#[cfg(test)]
mod tests {
    use super::*;
    use tempfile::TempDir;

    fn a_site(files: &[(&str, &str)]) -> TempDir {
        let folder = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        folder
    }

    fn live(target: &TempDir, path: &str) -> Option<String> {
        fs::read_to_string(target.path().join("live").join(path)).ok()
    }

    const FIRST: &[(&str, &str)] = &[
        ("assets/1/a.css", "red"),
        ("index.html", "one"),
        ("old/index.html", "old"),
        ("processed_images/a.1.webp", "mug"),
        ("same.txt", "same"),
    ];
    const SECOND: &[(&str, &str)] =
        &[("assets/2/a.css", "blue"), ("index.html", "two"), ("same.txt", "same")];

    #[test]
    fn only_what_changed_is_written_and_assets_stay() {
        let (target, first, second) = (tempfile::tempdir().unwrap(), a_site(FIRST), a_site(SECOND));
        let folder = Folder(target.path().to_path_buf());
        assert_eq!(publish(first.path(), &folder).unwrap().written.len(), 5);
        let again = publish(first.path(), &folder).unwrap();
        assert_eq!(again, Published { files: 5, written: vec![], removed: vec![] });
        let published = publish(second.path(), &folder).unwrap();
        assert_eq!(published.written, ["assets/2/a.css", "index.html"]);
        assert_eq!(published.removed, ["old/index.html"]);
        assert_eq!(live(&target, "index.html").as_deref(), Some("two"));
        assert_eq!(
            live(&target, "assets/1/a.css").as_deref(),
            Some("red"),
            "an older page may still need it"
        );
        assert_eq!(live(&target, "processed_images/a.1.webp").as_deref(), Some("mug"));
        let changed = fs::read_to_string(target.path().join(CHANGED)).unwrap();
        assert_eq!(changed, "/assets/2/a.css\n/index.html\n/old/index.html\n");
    }

    #[test]
    fn going_back_brings_the_release_before_and_going_back_again_the_newer_one() {
        let (target, first, second) = (tempfile::tempdir().unwrap(), a_site(FIRST), a_site(SECOND));
        let folder = Folder(target.path().to_path_buf());
        publish(first.path(), &folder).unwrap();
        assert!(matches!(roll_back(&folder), Err(ReleaseError::NothingBefore)));
        publish(second.path(), &folder).unwrap();
        roll_back(&folder).unwrap();
        assert_eq!(live(&target, "index.html").as_deref(), Some("one"));
        assert_eq!(live(&target, "old/index.html").as_deref(), Some("old"));
        roll_back(&folder).unwrap();
        assert_eq!(live(&target, "index.html").as_deref(), Some("two"));
        assert_eq!(live(&target, "old/index.html"), None);
    }

    /// A folder in which writing the file of this path fails.
    struct Cut(Folder, &'static str);

    impl Target for Cut {
        fn get(&self, key: &str) -> Result<Option<Vec<u8>>, ReleaseError> {
            self.0.get(key)
        }

        fn put(&self, key: &str, content: &[u8]) -> Result<(), ReleaseError> {
            if key == self.1 {
                return at(Path::new(key), Err(io::ErrorKind::StorageFull.into()));
            }
            self.0.put(key, content)
        }

        fn remove(&self, key: &str) -> Result<(), ReleaseError> {
            self.0.remove(key)
        }
    }

    /// A target whose first release is live and whose second was cut off before this file.
    fn cut_off(before: &'static str) -> (TempDir, Folder) {
        let (target, first, second) = (tempfile::tempdir().unwrap(), a_site(FIRST), a_site(SECOND));
        let folder = Folder(target.path().to_path_buf());
        publish(first.path(), &folder).unwrap();
        let cut = Cut(Folder(target.path().to_path_buf()), before);
        publish(second.path(), &cut).unwrap_err();
        (target, folder)
    }

    #[test]
    fn a_publication_that_was_cut_off_is_completed_by_the_next_one() {
        for place in ["live/assets/2/a.css", "live/index.html", PREVIOUS, CURRENT] {
            let (target, folder) = cut_off(place);
            publish(a_site(SECOND).path(), &folder).unwrap();
            assert_eq!(live(&target, "index.html").as_deref(), Some("two"), "{place}");
            assert_eq!(live(&target, "old/index.html"), None, "{place}");
            roll_back(&folder).unwrap();
            assert_eq!(live(&target, "index.html").as_deref(), Some("one"), "{place}");
        }
    }

    #[test]
    fn a_publication_that_was_cut_off_leaves_nothing_in_another_release() {
        let third = &[("index.html", "one"), ("old/index.html", "old"), ("same.txt", "same")];
        let (target, folder) = cut_off(CURRENT);
        assert_eq!(live(&target, "index.html").as_deref(), Some("two"));
        let published = publish(a_site(third).path(), &folder).unwrap();
        assert_eq!(published.written, ["index.html", "old/index.html"]);
        assert_eq!(live(&target, "index.html").as_deref(), Some("one"));
        assert_eq!(live(&target, "old/index.html").as_deref(), Some("old"));
        let again = publish(a_site(third).path(), &folder).unwrap();
        assert_eq!(again, Published { files: 3, written: vec![], removed: vec![] });
    }
}
