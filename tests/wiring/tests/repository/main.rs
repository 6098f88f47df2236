//! Facts that live in one place: whatever repeats them says the same.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test stops at the first surprise")]

mod alarms;
mod arrows;
mod cdn;
mod environment;
mod functions;
mod house_rules;
mod messages;
mod permissions;
mod routes;
mod secrets;
mod table;
mod texts;

use template_reader::{EventSource, Function, QueueSource, Template};
use wiring::{Source, files, top};

fn template() -> Template {
    Template::read(&top().join("infra/template.yaml")).unwrap()
}

/// Every Rust file that somebody wrote.
fn rust_files() -> Vec<Source> {
    ["functions", "infra", "tests"].into_iter().flat_map(|folder| files(folder, ".rs").unwrap()).collect()
}

/// The Rust files that run in a function.
fn function_sources() -> Vec<Source> {
    let mut sources = files("functions", ".rs").unwrap();
    sources.retain(|source| source.path.contains("/src/"));
    sources
}

/// The text of a crate's sources.
fn source_of(folder: &str) -> String {
    files(&format!("{folder}/src"), ".rs").unwrap().into_iter().map(|source| source.text).collect()
}

/// How a function is called by a queue, if it is.
fn queue_source(function: &Function) -> Option<&QueueSource> {
    function.events.iter().find_map(|event| match &event.source {
        EventSource::Queue(source) => Some(source),
        EventSource::Http(_) | EventSource::Stream(_) | EventSource::Schedule { .. } => None,
    })
}

/// Whether a function answers requests.
fn has_route(function: &Function) -> bool {
    function.events.iter().any(|event| matches!(event.source, EventSource::Http(_)))
}

/// `payment-webhook` as `PaymentWebhook`.
fn pascal_case(folder: &str) -> String {
    let word = |word: &str| {
        let (first, rest) = word.split_at(1);
        first.to_uppercase() + rest
    };
    folder.split('-').map(word).collect()
}

/// Fails with the list, when there is anything in it.
#[track_caller]
fn nothing(found: &[String], why: &str) {
    assert!(found.is_empty(), "{why}:\n  {}\n", found.join("\n  "));
}
