//! Keeps a folder equal to what it should hold, and touches only what differs: Zola scales a picture again
//! when its file is newer than the scaled one.

use super::content::Files;
use super::{SiteError, at};
use std::collections::BTreeSet;
use std::ffi::OsString;
use std::fs;
use std::path::Path;

/// Makes a folder hold exactly these files.
pub(super) fn write_all(folder: &Path, files: &Files) -> Result<(), SiteError> {
    let mut wanted = BTreeSet::new();
    for (name, text) in files {
        write(&folder.join(name), text.as_bytes())?;
        let parts: Vec<&str> = name.split('/').collect();
        wanted.extend(
            (1..=parts.len()).map(|count| parts.iter().take(count).copied().collect::<Vec<_>>().join("/")),
        );
    }
    remove_others(folder, "", &wanted)
}

fn remove_others(folder: &Path, below: &str, wanted: &BTreeSet<String>) -> Result<(), SiteError> {
    let here = folder.join(below);
    for entry in at(&here, fs::read_dir(&here))? {
        let entry = at(&here, entry)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let name = if below.is_empty() { name } else { format!("{below}/{name}") };
        if !wanted.contains(&name) {
            remove(&entry.path())?;
        } else if entry.path().is_dir() {
            remove_others(folder, &name, wanted)?;
        }
    }
    Ok(())
}

/// Writes a file unless it is there with the same content.
pub(super) fn write(path: &Path, content: &[u8]) -> Result<(), SiteError> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(());
    }
    if let Some(folder) = path.parent() {
        at(folder, fs::create_dir_all(folder))?;
    }
    at(path, fs::write(path, content))
}

/// The texts of all files of a folder that may be missing, by their paths below it.
pub(super) fn read_all(folder: &Path) -> Result<Files, SiteError> {
    let mut files = Files::new();
    if !folder.is_dir() {
        return Ok(files);
    }
    for entry in at(folder, fs::read_dir(folder))? {
        let path = at(folder, entry)?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            files.extend(read_all(&path)?.into_iter().map(|(below, text)| (format!("{name}/{below}"), text)));
        } else {
            files.insert(name, at(&path, fs::read_to_string(&path))?);
        }
    }
    Ok(files)
}

/// Makes a folder equal to another, apart from entries that are left alone.
pub(super) fn copy_folder(from: &Path, to: &Path, spared: &[&str]) -> Result<(), SiteError> {
    at(to, fs::create_dir_all(to))?;
    let mut names: BTreeSet<OsString> = spared.iter().map(Into::into).collect();
    for entry in at(from, fs::read_dir(from))? {
        let entry = at(from, entry)?;
        let target = to.join(entry.file_name());
        if spared.iter().any(|name| entry.file_name() == *name) {
            continue;
        }
        names.insert(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target, &[])?;
        } else {
            write(&target, &at(&entry.path(), fs::read(entry.path()))?)?;
        }
    }
    for entry in at(to, fs::read_dir(to))? {
        let entry = at(to, entry)?;
        if !names.contains(&entry.file_name()) {
            remove(&entry.path())?;
        }
    }
    Ok(())
}

/// Removes a file or a folder with all it holds.
pub(super) fn remove(path: &Path) -> Result<(), SiteError> {
    at(path, if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) })
}
