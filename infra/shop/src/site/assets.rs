//! Files under addresses that hold their hash. Templates name them `/assets/@/<path>` and ask for the hash that a
//! browser checks with `integrity="@<path>"`; after Zola ran, both are filled in here, each file hashed once.
//!
//! What is at such an address never changes, so browsers keep it for ever, and a page of an older release, or
//! one that a function answers, still finds the style and the scripts it was made with.

use super::{SiteError, at, bad, mirror, scaled};
use crate::workspace::hexadecimal;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256, Sha384};
use std::collections::BTreeMap;
use std::collections::btree_map::Entry;
use std::fs;
use std::path::{Path, PathBuf};

/// What stands for the address of a file.
const ADDRESS: &str = "/assets/@/";

/// What stands for a file's hash, inside the attribute that the browser reads.
const INTEGRITY: &str = "integrity=\"@";

/// Hexadecimal digits of the hash in an address: enough that no two versions of a file share one.
const DIGITS: usize = 16;

/// A file's part of an address, and its hash for browsers.
struct Hashes {
    address: String,
    integrity: String,
}

/// The files that pages name, each hashed once and put under its address.
struct Assets<'p> {
    public: &'p Path,
    known: BTreeMap<String, Hashes>,
}

/// Fills in every page of the built site, the pictures' addresses among the rest, and puts what they name in its place.
pub(super) fn place(public: &Path, pictures: &BTreeMap<String, String>) -> Result<(), SiteError> {
    let mut assets = Assets { public, known: BTreeMap::new() };
    for page in pages(public)? {
        let html = at(&page, fs::read_to_string(&page))?;
        let html = filled(&html, scaled::MARK, |path| {
            let address = pictures.get(path).cloned();
            address
                .ok_or_else(|| bad(&page.display().to_string(), 1, format!("no picture is scaled to {path}")))
        })?;
        let html = filled(&html, ADDRESS, |path| Ok(format!("/assets/{}", assets.hashes(path)?.address)))?;
        let html =
            filled(&html, INTEGRITY, |path| Ok(format!("integrity=\"{}", assets.hashes(path)?.integrity)))?;
        at(&page, fs::write(&page, html))?;
    }
    Ok(())
}

/// A text in which each mark and the path behind it became what stands for that path.
fn filled(
    text: &str,
    mark: &str,
    mut write: impl FnMut(&str) -> Result<String, SiteError>,
) -> Result<String, SiteError> {
    let mut parts = text.split(mark);
    let mut filled = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let end = part.find(['"', ' ', '<', '&']).unwrap_or(part.len());
        let (path, rest) = part.split_at(end);
        filled.push_str(&write(path)?);
        filled.push_str(rest);
    }
    Ok(filled)
}

impl Assets<'_> {
    fn hashes(&mut self, path: &str) -> Result<&Hashes, SiteError> {
        Ok(match self.known.entry(path.to_owned()) {
            Entry::Occupied(known) => known.into_mut(),
            Entry::Vacant(unknown) => unknown.insert(placed(self.public, path)?),
        })
    }
}

/// Hashes a file and puts it under its address.
fn placed(public: &Path, path: &str) -> Result<Hashes, SiteError> {
    let file = public.join(path);
    let content = at(&file, fs::read(&file))?;
    let hash = hexadecimal(&Sha256::digest(&content));
    let address = format!("{}/{path}", hash.get(..DIGITS).unwrap_or(&hash));
    mirror::write(&public.join("assets").join(&address), &content)?;
    let integrity = format!("sha384-{}", STANDARD.encode(Sha384::digest(&content)));
    Ok(Hashes { address, integrity })
}

/// Every built page.
fn pages(folder: &Path) -> Result<Vec<PathBuf>, SiteError> {
    let mut pages = Vec::new();
    for entry in at(folder, fs::read_dir(folder))? {
        let path = at(folder, entry)?.path();
        if path.is_dir() {
            pages.extend(self::pages(&path)?);
        } else if path.extension().is_some_and(|extension| extension == "html") {
            pages.push(path);
        }
    }
    pages.sort();
    Ok(pages)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn site(html: &str) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("index.html"), html).unwrap();
        fs::write(folder.path().join("shop.css"), "a{}").unwrap();
        folder
    }

    #[test]
    fn an_asset_has_an_address_and_an_integrity_of_its_own() {
        let site =
            site(r#"<link href="/assets/@/shop.css" integrity="@shop.css"> <a data-integrity="@shop.css">"#);
        place(site.path(), &BTreeMap::new()).unwrap();
        let html = fs::read_to_string(site.path().join("index.html")).unwrap();
        let address = &hexadecimal(&Sha256::digest("a{}"))[..DIGITS];
        let integrity = STANDARD.encode(Sha384::digest("a{}"));
        assert_eq!(
            html,
            format!(
                "<link href=\"/assets/{address}/shop.css\" integrity=\"sha384-{integrity}\"> \
                 <a data-integrity=\"sha384-{integrity}\">"
            )
        );
        assert_eq!(fs::read(site.path().join(format!("assets/{address}/shop.css"))).unwrap(), b"a{}");
    }

    #[test]
    fn a_scaled_picture_is_filled_in_and_one_that_is_not_there_stops_the_build() {
        let site = site(r#"<img src="/scaled/@/320/mug" srcset="/scaled/@/320/mug 320w">"#);
        let pictures = BTreeMap::from([("320/mug".to_owned(), "/processed_images/mug.1.webp".to_owned())]);
        place(site.path(), &pictures).unwrap();
        let html = fs::read_to_string(site.path().join("index.html")).unwrap();
        let address = "/processed_images/mug.1.webp";
        assert_eq!(html, format!("<img src=\"{address}\" srcset=\"{address} 320w\">"));
        fs::write(site.path().join("index.html"), r#"<img src="/scaled/@/320/owl">"#).unwrap();
        let error = place(site.path(), &pictures).unwrap_err().to_string();
        assert!(error.contains("no picture is scaled to 320/owl"), "{error}");
    }

    #[test]
    fn a_file_that_is_not_there_stops_the_build() {
        let site = site("<link href=\"/assets/@/other.css\">");
        let error = place(site.path(), &BTreeMap::new()).unwrap_err().to_string();
        assert!(error.contains("other.css: "), "{error}");
    }
}
