//! The storefront's scripts: bundled and made small by esbuild, each with the libraries it needs.

use super::zola::{self, ZolaError};
use super::{BUNDLES, SiteError};
use crate::workspace::Workspace;
use std::path::Path;
use std::process::Command;

/// Bundles `site/scripts/` into the folder that Zola copies.
pub(super) fn bundle(workspace: &Workspace, folder: &Path) -> Result<(), SiteError> {
    zola::install(workspace)?;
    let run = Command::new("node")
        .arg(workspace.site().join("tools/bundle.mjs"))
        .arg(folder.join("static").join(BUNDLES))
        .output();
    let output = run.map_err(|error| ZolaError::Missing(zola::start_failed(&error)))?;
    if output.status.success() { Ok(()) } else { Err(ZolaError::Scripts(zola::words(&output)).into()) }
}
