//! The page shells that the site build made: read once, kept, filled by the views.

use domain::ids::Locale;
use domain::language::Language;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// The shells of all locales, from a folder laid out as the site is.
#[derive(Debug)]
pub struct Shells {
    folder: PathBuf,
    read: Mutex<BTreeMap<Locale, String>>,
}

/// What is answered where the site build is missing: readable, and plain about it.
fn bare(locale: &Locale) -> String {
    let (tag, direction) = (locale.as_str(), Language::of(locale).direction().attribute());
    format!(
        "<!doctype html><html lang=\"{tag}\" dir=\"{direction}\"><head><meta charset=\"utf-8\"><title><!--title-->\
         </title></head><body><main id=\"main\"><!--slot--></main></body></html>"
    )
}

impl Shells {
    /// The shells under this folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), read: Mutex::new(BTreeMap::new()) }
    }

    /// The shell of a locale; `prefix` is where its static pages are.
    pub fn of(&self, locale: &Locale, prefix: &str) -> String {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(shell) = read.get(locale) {
            return shell.clone();
        }
        let path = self.folder.join(prefix.trim_start_matches('/')).join("shell").join("index.html");
        match std::fs::read_to_string(&path) {
            Ok(shell) => {
                read.insert(locale.clone(), shell.clone());
                shell
            }
            Err(error) => {
                tracing::error!(path = %path.display(), %error, "the page shell is missing");
                bare(locale)
            }
        }
    }
}
