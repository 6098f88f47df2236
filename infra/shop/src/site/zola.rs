//! Zola: found or installed, run, and its result put in place at once.

use super::{SiteError, at, mirror};
use crate::tools;
use crate::workspace::Workspace;
use std::fs;
use std::io;
use std::path::Path;
use std::process::{Command, Output};

/// Why Zola did not build the site.
#[derive(Debug, thiserror::Error)]
pub enum ZolaError {
    /// Zola is run by Node, or comes from npm.
    #[error("{0}")]
    Missing(String),
    /// It could not be installed.
    #[error("the packages of site/ could not be installed with `npm ci --ignore-scripts`:\n{0}")]
    Install(String),
    /// The scripts cannot be bundled.
    #[error("the scripts of site/scripts cannot be bundled:\n{0}")]
    Scripts(String),
    /// It refused the site.
    #[error("zola refused the site:\n{0}")]
    Refused(String),
}

/// Makes sure that the site's tools can be run: what `site/package.json` pins, where a Zola on the PATH comes
/// first. Answers whether something had to be installed.
///
/// # Errors
/// [`ZolaError::Missing`] and [`ZolaError::Install`].
pub fn install(workspace: &Workspace) -> Result<bool, ZolaError> {
    if let Some(missing) = tools::node().missing_line() {
        return Err(ZolaError::Missing(missing));
    }
    tools::install_packages(&workspace.site()).map_err(ZolaError::Install)
}

/// Builds the site into `public/`: beside it first, where `finish` completes and checks it, then swapped, so that a served site is never half there.
pub(super) fn build(
    workspace: &Workspace,
    base_url: &str,
    folder: &Path,
    finish: impl FnOnce(&Path) -> Result<(), SiteError>,
) -> Result<(), SiteError> {
    install(workspace)?;
    let (next, public, last) =
        (folder.join("public.next"), folder.join("public"), folder.join("public.last"));
    let run = Command::new("node")
        .arg(workspace.site().join("tools/run-zola.mjs"))
        .args(["build", "--force", "--base-url", base_url, "--output-dir"])
        .arg(&next)
        .current_dir(folder)
        .output();
    let output = run.map_err(|error| ZolaError::Missing(start_failed(&error)))?;
    if !output.status.success() {
        return Err(ZolaError::Refused(words(&output)).into());
    }
    finish(&next)?;
    if last.exists() {
        mirror::remove(&last)?;
    }
    if public.exists() {
        at(&public, fs::rename(&public, &last))?;
    }
    at(&public, fs::rename(&next, &public))?;
    if last.exists() { mirror::remove(&last) } else { Ok(()) }
}

pub(super) fn start_failed(error: &io::Error) -> String {
    format!("node did not start: {error}")
}

/// What a command said, without the lines that only report progress.
pub(super) fn words(output: &Output) -> String {
    let text = [output.stdout.as_slice(), output.stderr.as_slice()].concat();
    let text = String::from_utf8_lossy(&text).into_owned();
    text.lines().filter(|line| !line.trim().is_empty()).collect::<Vec<_>>().join("\n")
}
