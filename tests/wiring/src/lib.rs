//! The repository's files as data, for tests that compare what must be the same in two places.
//!
//! Nothing here judges, and nothing here builds or runs the shop.

use std::io;
use std::path::{Path, PathBuf};

/// A text file of the repository.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// Its path from the repository's top, such as `functions/cart/src/lib.rs`.
    pub path: String,
    /// What is in it.
    pub text: String,
}

impl Source {
    /// The lines with their numbers, from 1, without those that are only a comment.
    pub fn code_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let numbered = self.text.lines().enumerate().map(|(index, line)| (index.saturating_add(1), line));
        numbered.filter(|(_, line)| !line.trim_start().starts_with("//"))
    }

    /// What a reader is told about a line: `path:number: line`.
    pub fn at(&self, number: usize, line: &str) -> String {
        format!("{}:{number}: {}", self.path, line.trim())
    }
}

/// The repository's top.
pub fn top() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Folders that hold nothing written by hand.
const MADE: [&str; 3] = ["target", "node_modules", ".shop"];

/// Every file below a folder of the repository whose name ends in this, by path; without what was built or
/// installed.
///
/// # Errors
/// When a folder or file cannot be read.
pub fn files(folder: &str, ending: &str) -> io::Result<Vec<Source>> {
    let mut found = Vec::new();
    collect(&top(), Path::new(folder), ending, &mut found)?;
    found.sort_by(|a: &Source, b: &Source| a.path.cmp(&b.path));
    Ok(found)
}

fn collect(top: &Path, folder: &Path, ending: &str, found: &mut Vec<Source>) -> io::Result<()> {
    for entry in std::fs::read_dir(top.join(folder))? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        let path = folder.join(&name);
        if entry.file_type()?.is_dir() {
            if !MADE.contains(&name.as_str()) {
                collect(top, &path, ending, found)?;
            }
        } else if name.ends_with(ending) {
            let text = std::fs::read_to_string(top.join(&path))?;
            found.push(Source { path: path.to_string_lossy().replace('\\', "/"), text });
        }
    }
    Ok(())
}

/// The text literals of a line of Rust, as written; a literal that spans lines ends with the line.
pub fn literals(line: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = line;
    while let Some((_, after)) = rest.split_once('"') {
        let end = end_of_literal(after);
        found.push(after.get(..end).unwrap_or(after));
        rest = after.get(end.saturating_add(1)..).unwrap_or_default();
    }
    found
}

fn end_of_literal(text: &str) -> usize {
    let mut escaped = false;
    for (position, letter) in text.char_indices() {
        match letter {
            '"' if !escaped => return position,
            '\\' => escaped = !escaped,
            _ => escaped = false,
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lines_literals_are_what_stands_between_quotes() {
        assert_eq!(literals(r#"a("/cart", "say \"hi\"") + "open"#), ["/cart", r#"say \"hi\""#, "open"]);
        assert_eq!(literals("no text"), [""; 0]);
    }
}
