//! Where things are: the shop's folder and what the command makes in it.

use std::path::{Path, PathBuf};

/// Bytes as hexadecimal digits, as hashes are written.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes
        .iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .filter_map(|digit| char::from_digit(digit.into(), 16))
        .collect()
}

/// The folder of the shop and the places in it that are made, not written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    root: PathBuf,
}

impl Workspace {
    /// The workspace in this folder.
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// The workspace that the current folder is in, else the one this command was built from.
    pub fn find() -> Self {
        let here = std::env::current_dir().unwrap_or_default();
        let marked =
            |folder: &&Path| folder.join("infra/template.yaml").is_file() && folder.join("site").is_dir();
        let found = here.ancestors().find(marked).map(Path::to_path_buf);
        let built_from =
            || Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap_or(&here).to_path_buf();
        Self::new(found.unwrap_or_else(built_from))
    }

    /// The folder with `Cargo.toml`, `functions`, `site`, `infra` and `tests`.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The merchant's and designer's part of the storefront.
    pub fn site(&self) -> PathBuf {
        self.root.join("site")
    }

    /// Everything that this command makes; may be deleted at any time.
    pub fn made(&self) -> PathBuf {
        self.root.join(".shop")
    }

    /// The storefront's source as the site generator reads it.
    pub fn made_site(&self) -> PathBuf {
        self.made().join("site")
    }

    /// The built storefront.
    pub fn public(&self) -> PathBuf {
        self.made_site().join("public")
    }

    /// What the functions' layer is made of.
    pub fn shell_layer(&self) -> PathBuf {
        self.made().join("shell-layer")
    }

    /// The local shop's data, unless it was told to keep them elsewhere.
    pub fn data(&self) -> PathBuf {
        self.made().join("data")
    }

    /// Tools that were installed for the tests.
    pub fn tools(&self) -> PathBuf {
        self.made().join("tools")
    }
}
