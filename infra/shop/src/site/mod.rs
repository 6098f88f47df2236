//! The storefront: its pages are generated from the catalogue into `.shop/site/`, one set per locale, and
//! built there by Zola into `.shop/site/public/`.
//!
//! Beside it lies `.shop/shell-layer/`, what the template's layer is made of.
//!
//! The same sources make the same files. What did not change is not written again, so that scaled pictures
//! are kept; a build that fails leaves the site of the last good one in place.

mod agree;
mod assets;
mod card;
mod content;
mod delivery;
mod find;
mod fingerprint;
mod front;
mod layer;
mod listed;
mod mirror;
mod pages;
mod scaled;
mod scripts;
mod settings;
mod shelves;
#[cfg(test)]
mod tests;
mod texts;
mod zola;

pub use self::zola::{ZolaError, install};

use crate::catalog::{BadCatalog, Catalog, Problem};
use crate::workspace::Workspace;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// Folders of `site/` that Zola reads as they are.
const COPIED: &[&str] = &["templates", "sass", "static", "data"];

/// What Zola keeps scaled pictures in; ours to leave alone.
const SCALED_PICTURES: &str = "processed_images";

/// Where the bundled scripts are, below `static/`.
const BUNDLES: &str = "js";

/// The hash of what the built site was built from.
const BUILT_FROM: &str = "built-from";

/// Why the storefront could not be built.
#[derive(Debug, thiserror::Error)]
pub enum SiteError {
    /// The merchant's files are wrong.
    #[error(transparent)]
    Catalog(#[from] BadCatalog),
    /// A file could not be read or written.
    #[error("{path}: {source}")]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// A page's front matter or the settings could not be written.
    #[error("{file}: {source}")]
    Toml {
        /// The file that would have been made.
        file: String,
        /// What is wrong.
        source: toml::ser::Error,
    },
    /// The built site says another price than the catalogue.
    #[error("{place} says that {what} costs {found}, and it is sold for {sold}")]
    OtherPrice {
        /// The file or folder that says it.
        place: PathBuf,
        /// The SKU, or the title of a product.
        what: String,
        /// What it says.
        found: String,
        /// What the catalogue says.
        sold: String,
    },
    /// Zola could not be had, or refused.
    #[error(transparent)]
    Zola(#[from] ZolaError),
}

/// A storefront that is ready to be served.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Site {
    /// The folder with `index.html`.
    pub public: PathBuf,
    /// How many pages were generated, in all locales.
    pub pages: usize,
    /// Whether it was there already, made from the same sources.
    pub unchanged: bool,
}

/// Adds the file's name to an error of the system.
fn at<T>(path: &Path, result: io::Result<T>) -> Result<T, SiteError> {
    result.map_err(|source| SiteError::File { path: path.to_path_buf(), source })
}

/// Builds the storefront for this address; only one build runs at a time.
///
/// # Errors
/// [`SiteError`]; the site of the last good build stays.
pub fn build(workspace: &Workspace, catalog: &Catalog, base_url: &str) -> Result<Site, SiteError> {
    let _lock = lock(workspace)?;
    build_locked(workspace, catalog, base_url)
}

/// Builds the storefront even where nothing changed since the last time.
///
/// # Errors
/// [`SiteError`].
pub fn build_anew(workspace: &Workspace, catalog: &Catalog, base_url: &str) -> Result<Site, SiteError> {
    let _lock = lock(workspace)?;
    let note = workspace.made_site().join(BUILT_FROM);
    if note.exists() {
        mirror::remove(&note)?;
    }
    build_locked(workspace, catalog, base_url)
}

/// Builds the storefront and copies it to a folder of its own, where no later build changes it.
///
/// # Errors
/// [`SiteError`].
pub fn build_apart(
    workspace: &Workspace,
    catalog: &Catalog,
    base_url: &str,
    apart: &Path,
) -> Result<Site, SiteError> {
    let _lock = lock(workspace)?;
    let site = build_locked(workspace, catalog, base_url)?;
    mirror::copy_folder(&site.public, apart, &[])?;
    Ok(Site { public: apart.to_path_buf(), ..site })
}

/// Waits until no other process builds; the build is ours until the file is closed.
fn lock(workspace: &Workspace) -> Result<File, SiteError> {
    let folder = workspace.made_site();
    at(&folder, fs::create_dir_all(&folder))?;
    let path = workspace.made().join("site.lock");
    let lock = at(&path, File::create(&path))?;
    at(&path, lock.lock())?;
    Ok(lock)
}

fn build_locked(workspace: &Workspace, catalog: &Catalog, base_url: &str) -> Result<Site, SiteError> {
    let folder = workspace.made_site();
    let pages = generate(workspace, catalog)?;
    let public = workspace.public();
    scripts::bundle(workspace, &folder)?;
    let sources = fingerprint::of(&folder, &workspace.site().join("tools"), base_url)?;
    let note = folder.join(BUILT_FROM);
    if public.join("index.html").is_file() && fs::read_to_string(&note).is_ok_and(|hash| hash == sources) {
        layer::write(&public, &workspace.shell_layer())?;
        return Ok(Site { public, pages, unchanged: true });
    }
    zola::build(workspace, base_url, &folder, |built| {
        assets::place(built, &scaled::take(built)?)?;
        agree::check(catalog, built)
    })?;
    layer::write(&public, &workspace.shell_layer())?;
    at(&note, fs::write(&note, &sources))?;
    Ok(Site { public, pages, unchanged: false })
}

/// Writes what Zola reads; answers how many pages that is.
///
/// # Errors
/// [`SiteError`].
pub fn generate(workspace: &Workspace, catalog: &Catalog) -> Result<usize, SiteError> {
    let site = workspace.site();
    let folder = workspace.made_site();
    let texts = texts::read(workspace.root(), catalog)?;
    let catalogs = front::catalogs(catalog);
    let finds = front::finds(&catalogs, &texts);
    let fronts = front::fronts(catalog, &catalogs, &finds, &texts);
    let mut files = content::generate(&fronts)?;
    files.extend(pages::generate(workspace.root(), catalog, &fronts)?);
    let pages = files.len();
    listed::write(&folder, &fronts, &files)?;
    files.extend(scaled::generate(catalog)?);
    mirror::write_all(&folder.join("content"), &files)?;
    for name in COPIED {
        mirror::copy_folder(&site.join(name), &folder.join(name), &[SCALED_PICTURES, BUNDLES])?;
    }
    let config = settings::settings(workspace.root(), &fronts, &texts)?;
    mirror::write(&folder.join("config.toml"), config.as_bytes())?;
    Ok(pages)
}

/// One problem as a catalogue that cannot be used.
fn bad(file: &str, line: usize, what: impl Into<String>) -> SiteError {
    SiteError::Catalog(BadCatalog(vec![Problem { file: file.to_owned(), line, what: what.into() }]))
}
