//! What is wrong in the shop's files, each with its place: all of it is told at once, in reading order.

use std::cell::RefCell;
use std::fmt;

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Problem {
    /// The file, relative to the shop's folder.
    pub file: String,
    /// The line, counted from one.
    pub line: usize,
    /// What is wrong, as a lower-case fragment.
    pub what: String,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}: {}", self.file, self.line, self.what)
    }
}

/// Why there is no catalogue: every problem of every file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BadCatalog(pub Vec<Problem>);

impl fmt::Display for BadCatalog {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for problem in &self.0 {
            writeln!(f, "{problem}")?;
        }
        let count = self.0.len();
        write!(f, "{count} {} in the shop's files", if count == 1 { "problem" } else { "problems" })
    }
}

impl std::error::Error for BadCatalog {}

/// Collects problems while files are read.
#[derive(Debug, Default)]
pub(crate) struct Problems {
    found: RefCell<Vec<Problem>>,
}

impl Problems {
    /// Adds one.
    pub(crate) fn say(&self, file: &str, line: usize, what: impl Into<String>) {
        self.found.borrow_mut().push(Problem { file: file.to_owned(), line, what: what.into() });
    }

    /// How many there are so far.
    pub(crate) fn count(&self) -> usize {
        self.found.borrow().len()
    }

    /// All of them by file and line; those said about one line keep the order they were found in.
    pub(crate) fn into_sorted(self) -> Vec<Problem> {
        let mut found = self.found.into_inner();
        found.sort_by(|a, b| (&a.file, a.line).cmp(&(&b.file, b.line)));
        found.dedup();
        found
    }
}
