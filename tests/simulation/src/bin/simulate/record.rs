//! The record of what was run: a row for every ten thousand seeds, committed with the code that they ran.

use simulation::modes::Summary;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Seeds of a row.
pub const SEEDS: u64 = 10_000;

fn path() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("results.tsv")
}

/// The seed after the last that the record tells of.
pub fn end() -> u64 {
    let text = fs::read_to_string(path()).unwrap_or_default();
    text.lines().filter_map(|line| line.split('\t').nth(1)?.parse().ok()).max().unwrap_or_default()
}

/// Adds the row of the seeds before this one.
pub fn add(end: u64, row: &Summary) -> io::Result<()> {
    let commit = Command::new("git")
        .args(["rev-parse", "--short", "HEAD"])
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .output()
        .map(|output| String::from_utf8_lossy(&output.stdout).trim().to_owned())?;
    let Summary { schedules, calls, traces, failures, .. } = row;
    let from = end.saturating_sub(SEEDS);
    let line = format!("{from}\t{end}\t{commit}\t{schedules}\t{calls}\t{}\t{traces:016x}\n", failures.len());
    let mut file = fs::OpenOptions::new().append(true).create(true).open(path())?;
    if file.metadata()?.len() == 0 {
        file.write_all(b"from\tto\tcommit\tschedules\tcalls\tviolations\ttraces\n")?;
    }
    file.write_all(line.as_bytes())
}
