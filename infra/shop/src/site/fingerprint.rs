//! A hash of everything that decides what the built site looks like.

use super::{BUILT_FROM, COPIED, SCALED_PICTURES, SiteError, at, listed};
use crate::workspace::hexadecimal;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;

/// The hash of the generated source, the tools that build it and the address it is built for.
pub(super) fn of(folder: &Path, tools: &Path, base_url: &str) -> Result<String, SiteError> {
    let mut hash = Sha256::new();
    hash.update(base_url.as_bytes());
    add(&mut hash, &folder.join("config.toml"))?;
    add(&mut hash, &folder.join("content"))?;
    add(&mut hash, &folder.join(listed::FOLDER))?;
    for name in COPIED {
        add(&mut hash, &folder.join(name))?;
    }
    add(&mut hash, tools)?;
    Ok(hexadecimal(&hash.finalize()))
}

fn add(hash: &mut Sha256, path: &Path) -> Result<(), SiteError> {
    let name = path.file_name().unwrap_or_default();
    if name == SCALED_PICTURES || name == BUILT_FROM {
        return Ok(());
    }
    hash.update(name.as_encoded_bytes());
    if path.is_dir() {
        let mut entries = Vec::new();
        for entry in at(path, fs::read_dir(path))? {
            entries.push(at(path, entry)?.path());
        }
        entries.sort();
        hash.update(entries.len().to_le_bytes());
        return entries.iter().try_for_each(|entry| add(hash, entry));
    }
    let content = at(path, fs::read(path))?;
    hash.update(content.len().to_le_bytes());
    hash.update(&content);
    Ok(())
}
