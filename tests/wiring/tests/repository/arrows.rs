//! Which crate may know which: the exact list.

use crate::nothing;
use cargo_metadata::{DependencyKind, Metadata, MetadataCommand, Package};
use std::collections::{BTreeMap, BTreeSet};
use wiring::{files, top};

/// Every arrow between our crates, dependencies of tests aside.
const ARROWS: &[(&str, &[&str])] = &[
    // The rules know nothing, the promises know the rules, and each layer above knows only these two.
    ("domain", &[]),
    ("contract", &["domain"]),
    ("store", &["contract", "domain"]),
    ("edge", &["contract", "domain", "texts"]),
    ("gateway", &["domain"]),
    ("texts", &["domain"]),
    ("views", &["domain", "texts"]),
    ("mail", &["domain", "texts"]),
    // Only functions bring layers together.
    ("cart", &["contract", "domain", "edge", "store", "texts", "views"]),
    ("checkout", &["contract", "domain", "edge", "gateway", "payment-settle", "store", "texts", "views"]),
    ("hold-sweep", &["contract", "domain", "edge", "outbox-relay", "store"]),
    ("offers", &["contract", "domain", "edge", "store", "texts"]),
    ("order-notify", &["contract", "domain", "edge", "mail", "store"]),
    ("order-status", &["contract", "domain", "edge", "store", "texts", "views"]),
    ("outbox-relay", &["contract", "domain", "edge", "store"]),
    ("payment-reconcile", &["contract", "domain", "edge", "gateway", "payment-settle", "store"]),
    ("payment-settle", &["contract", "domain", "edge", "gateway", "store"]),
    ("payment-webhook", &["contract", "domain", "edge", "gateway", "store", "texts"]),
    ("search", &["contract", "domain", "edge", "store", "texts", "views"]),
    ("stock-update", &["contract", "domain", "edge", "store"]),
    // The tools. What stands in for AWS and for the provider knows nothing of the shop.
    ("audit", &["domain", "store"]),
    ("embedded", &[]),
    ("provider-sim", &[]),
    ("template-reader", &[]),
    (
        "local",
        &[
            "cart",
            "checkout",
            "contract",
            "domain",
            "edge",
            "embedded",
            "hold-sweep",
            "offers",
            "order-notify",
            "order-status",
            "outbox-relay",
            "payment-reconcile",
            "payment-settle",
            "payment-webhook",
            "provider-sim",
            "search",
            "stock-update",
            "store",
            "template-reader",
        ],
    ),
    (
        "shop",
        &["audit", "contract", "domain", "edge", "embedded", "local", "store", "template-reader", "texts"],
    ),
    ("journeys", &["audit", "contract", "domain", "edge", "embedded", "local", "provider-sim", "store"]),
    ("hostile", &[]),
    (
        "simulation",
        &[
            "audit",
            "cart",
            "checkout",
            "contract",
            "domain",
            "edge",
            "gateway",
            "hold-sweep",
            "journeys",
            "order-notify",
            "order-status",
            "outbox-relay",
            "payment-reconcile",
            "payment-settle",
            "payment-webhook",
            "provider-sim",
            "stock-update",
            "store",
        ],
    ),
    ("wiring", &[]),
];

/// What our crates' tests may use besides: stand-ins, and whatever makes the template's stores.
const TEST_ONLY: &[&str] =
    &["contract", "domain", "embedded", "hostile", "local", "provider-sim", "store", "template-reader"];

/// What a layer must never see, by the beginning of its name.
const FORBIDDEN: &[(&str, &[&str])] = &[
    (
        "domain",
        &["aws", "getrandom", "http", "hyper", "jiff", "lambda", "rand", "reqwest", "serde_json", "tokio"],
    ),
    ("contract", &["aws", "getrandom", "hyper", "lambda", "reqwest", "tokio"]),
    ("store", &["aws-sdk-s", "aws_lambda", "axum", "getrandom", "http", "hyper", "lambda", "reqwest"]),
    ("gateway", &["aws", "axum", "getrandom", "lambda", "serde_dynamo"]),
    ("views", &["aws", "getrandom", "http", "lambda", "reqwest", "serde_json", "tokio"]),
    ("mail", &["aws-sdk-d", "aws-sdk-sq", "aws_lambda", "getrandom", "lambda", "reqwest"]),
    ("edge", &["aws-sdk-dynamodb", "reqwest", "serde_dynamo"]),
];

fn metadata() -> Metadata {
    MetadataCommand::new().cargo_path(env!("CARGO")).current_dir(top()).no_deps().exec().unwrap()
}

/// The names of a crate's dependencies of this kind, ours or everybody else's.
fn dependencies(package: &Package, kind: DependencyKind, ours: bool) -> BTreeSet<&str> {
    let fits = |dependency: &&cargo_metadata::Dependency| {
        dependency.kind == kind && dependency.path.is_some() == ours
    };
    package.dependencies.iter().filter(fits).map(|dependency| dependency.name.as_str()).collect()
}

#[test]
fn the_arrows_are_exactly_these() {
    let metadata = metadata();
    let found: BTreeMap<&str, BTreeSet<&str>> = metadata
        .packages
        .iter()
        .map(|package| (package.name.as_str(), dependencies(package, DependencyKind::Normal, true)))
        .collect();
    let wanted: BTreeMap<&str, BTreeSet<&str>> =
        ARROWS.iter().map(|(name, arrows)| (*name, arrows.iter().copied().collect())).collect();
    let mut differences = Vec::new();
    for name in found.keys().chain(wanted.keys()).collect::<BTreeSet<_>>() {
        if found.get(name) != wanted.get(name) {
            differences.push(format!("{name} -> {:?}, listed is {:?}", found.get(name), wanted.get(name)));
        }
    }
    nothing(&differences, "arrows that differ from the list in this test; a new one is a decision");
}

#[test]
fn tests_bring_in_only_stand_ins() {
    let metadata = metadata();
    let mut others = Vec::new();
    for package in &metadata.packages {
        let used = dependencies(package, DependencyKind::Development, true);
        others.extend(
            used.iter()
                .filter(|name| !TEST_ONLY.contains(name))
                .map(|name| format!("{} -> {name}", package.name)),
        );
    }
    nothing(&others, "crates of ours that only tests depend on");
}

#[test]
fn no_layer_sees_what_it_must_not() {
    let metadata = metadata();
    let mut seen = Vec::new();
    for (name, forbidden) in FORBIDDEN {
        let package = metadata.packages.iter().find(|package| package.name.as_str() == *name).unwrap();
        for dependency in dependencies(package, DependencyKind::Normal, false) {
            if forbidden.iter().any(|beginning| dependency.starts_with(beginning)) {
                seen.push(format!("{name} -> {dependency}"));
            }
        }
    }
    nothing(&seen, "dependencies that their layer exists to keep out");
}

#[test]
fn nothing_is_generated_while_building() {
    let metadata = metadata();
    let built: Vec<String> = metadata
        .packages
        .iter()
        .filter(|package| !dependencies(package, DependencyKind::Build, false).is_empty())
        .map(|package| package.name.to_string())
        .collect();
    nothing(&built, "crates with build dependencies");
}

#[test]
fn members_are_listed_one_by_one_and_every_crate_is_one() {
    let manifest = std::fs::read_to_string(top().join("Cargo.toml")).unwrap();
    let members = manifest.split_once("members = [").unwrap().1.split_once(']').unwrap().0;
    let members: BTreeSet<&str> =
        members.lines().filter_map(|line| line.trim().strip_prefix('"')?.strip_suffix("\",")).collect();
    let globs: Vec<String> =
        members.iter().filter(|member| member.contains('*')).map(|member| (*member).to_owned()).collect();
    nothing(&globs, "members that are not one folder");
    let manifests =
        ["functions", "infra", "site", "tests"].map(|folder| files(folder, "Cargo.toml").unwrap());
    let folders: BTreeSet<String> = manifests
        .into_iter()
        .flatten()
        .filter_map(|manifest| Some(manifest.path.strip_suffix("/Cargo.toml")?.to_owned()))
        .collect();
    let folders: BTreeSet<&str> = folders.iter().map(String::as_str).collect();
    assert_eq!(members, folders, "the members in Cargo.toml, and the folders with a Cargo.toml");
}

#[test]
fn every_crate_follows_the_workspaces_lints_and_edition() {
    let mut apart = Vec::new();
    for folder in ["functions", "infra", "tests"] {
        for manifest in files(folder, "Cargo.toml").unwrap() {
            let follows =
                ["edition.workspace = true", "rust-version.workspace = true", "[lints]\nworkspace = true"];
            apart.extend(
                follows
                    .into_iter()
                    .filter(|line| !manifest.text.contains(line))
                    .map(|line| format!("{} lacks `{}`", manifest.path, line.replace('\n', " "))),
            );
        }
    }
    nothing(&apart, "crates that go their own way");
}
