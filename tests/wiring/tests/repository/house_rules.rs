//! Rules that no compiler checks: what stands at the top, how long files are, which words are not used.

use crate::{function_sources, nothing, rust_files};
use std::collections::BTreeSet;
use wiring::{Source, literals, top};

const LINES_MAX: usize = 450;

/// What stands at the top of the repository.
const TOP: &[&str] =
    &["Cargo.lock", "Cargo.toml", "LICENSE", "README.md", "functions", "infra", "site", "tests"];
/// Dot-files that may stand beside it.
const DOT_FILES: &[&str] = &[
    ".cargo",
    ".ci",
    ".clippy.toml",
    ".config",
    ".deny.toml",
    ".github",
    ".gitignore",
    ".rustfmt.toml",
    ".typos.toml",
];
/// What is made there and never kept.
const MADE: &[&str] = &[".git", ".shop", "target"];

#[test]
fn the_top_level_is_what_the_architecture_says() {
    let entries = std::fs::read_dir(top()).unwrap();
    let entries: BTreeSet<String> =
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    let known = |entry: &&String| [TOP, DOT_FILES, MADE].iter().any(|list| list.contains(&entry.as_str()));
    let others: Vec<String> = entries.iter().filter(|entry| !known(entry)).cloned().collect();
    nothing(&others, "entries that do not belong at the top");
    let missing: Vec<String> =
        TOP.iter().filter(|entry| !entries.contains(**entry)).map(|entry| (*entry).to_owned()).collect();
    nothing(&missing, "entries that are missing at the top");
}

#[test]
fn no_rust_file_is_too_long_to_be_one_idea() {
    let long: Vec<String> = rust_files()
        .iter()
        .map(|source| (source.text.lines().count(), &source.path))
        .filter(|(lines, _)| *lines > LINES_MAX)
        .map(|(lines, path)| format!("{path} has {lines} lines"))
        .collect();
    nothing(&long, &format!("files of more than {LINES_MAX} lines"));
}

#[test]
fn every_rust_file_says_first_what_it_is_for() {
    let silent = |source: &&Source| !source.text.starts_with("//! ");
    let silent: Vec<String> = rust_files().iter().filter(silent).map(|source| source.path.clone()).collect();
    nothing(&silent, "files that do not begin with a module doc");
}

/// The lines of code with one of these in them.
fn lines_with(sources: &[Source], wanted: &[String]) -> Vec<String> {
    let mut found = Vec::new();
    for source in sources {
        for (number, line) in source.code_lines() {
            if wanted.iter().any(|wanted| line.contains(wanted)) {
                found.push(source.at(number, line));
            }
        }
    }
    found
}

#[test]
fn no_test_is_skipped_and_none_wants_a_panic() {
    let attributes: Vec<String> = ["ignore", "should_panic"].map(|name| format!("#[{name}")).into();
    nothing(&lines_with(&rust_files(), &attributes), "a test that cannot run here says so by failing");
}

#[test]
fn nothing_is_left_to_do() {
    let macros: Vec<String> = ["todo", "unimplemented", "dbg"].map(|name| format!("{name}!(")).into();
    nothing(&lines_with(&rust_files(), &macros), "unfinished code");
}

#[test]
fn lints_are_expected_and_never_allowed() {
    let attributes: Vec<String> = ["#[", "#!["].map(|opening| format!("{opening}{}", "allow(")).into();
    nothing(
        &lines_with(&rust_files(), &attributes),
        "write `expect(…, reason = …)`, which ends with its reason",
    );
}

/// Names that say nothing about what is in there.
const EMPTY_NAMES: &[&str] =
    &["common", "helper", "helpers", "manager", "managers", "misc", "service", "services", "util", "utils"];

#[test]
fn nothing_is_named_for_nothing() {
    let empty = |name: &str| name.split(['-', '_', '.']).any(|word| EMPTY_NAMES.contains(&word));
    let mut found = Vec::new();
    for source in rust_files() {
        if source.path.split('/').any(empty) {
            found.push(source.path.clone());
        }
        for (number, line) in source.code_lines() {
            let module = line.trim().trim_start_matches("pub ").trim_start_matches("pub(crate) ");
            if module.strip_prefix("mod ").is_some_and(|rest| empty(rest.trim_end_matches([';', '{', ' ']))) {
                found.push(source.at(number, line));
            }
        }
    }
    nothing(&found, "files and modules named for nothing in particular");
}

#[test]
fn no_float_comes_near_the_shop() {
    let is_float = |word: &str| word == "f32" || word == "f64";
    let mut found = Vec::new();
    // How well a product fits some words is no amount.
    let relevance = |path: &str| path == "functions/search/src/rank.rs";
    for source in function_sources().into_iter().filter(|source| !relevance(&source.path)) {
        for (number, line) in source.code_lines() {
            if line.split(|letter: char| !letter.is_alphanumeric() && letter != '_').any(is_float) {
                found.push(source.at(number, line));
            }
        }
    }
    nothing(&found, "floats in the shop's code");
}

#[test]
fn keys_of_the_table_are_written_only_in_one_file() {
    let is_key = |text: &&str| {
        let end = text.find('#').unwrap_or_default();
        end >= 4 && text.get(..end).unwrap_or_default().bytes().all(|byte| byte.is_ascii_uppercase())
    };
    let mut found = Vec::new();
    for source in rust_files() {
        if source.path == "functions/shared/store/src/table.rs" {
            continue;
        }
        for (number, line) in source.code_lines() {
            if literals(line).iter().any(is_key) {
                found.push(source.at(number, line));
            }
        }
    }
    nothing(&found, "keys of the table outside store::table");
}

#[test]
fn only_the_edge_reads_the_clock_the_environment_and_chance() {
    let calls = ["SystemTime::now(", "env::var(", "env::vars(", "getrandom::"].map(str::to_owned);
    let sources: Vec<Source> = function_sources()
        .into_iter()
        .filter(|source| {
            !source.path.starts_with("functions/shared/edge/") && !source.path.contains("/tests")
        })
        .collect();
    nothing(&lines_with(&sources, &calls), "functions are told the time and the environment");
}
