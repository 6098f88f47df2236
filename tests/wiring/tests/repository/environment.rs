//! A function's variables in the template are those it reads, both ways.

use crate::{has_route, nothing, rust_files, source_of, template};
use contract::config::{BY_FUNCTION, WITH_A_ROUTE};
use std::collections::{BTreeMap, BTreeSet};
use wiring::literals;

#[test]
fn the_template_sets_exactly_what_each_function_reads() {
    let template = template();
    let found: BTreeMap<&str, BTreeSet<&str>> = template
        .functions
        .iter()
        .map(|function| (function.folder.as_str(), function.environment.keys().map(String::as_str).collect()))
        .collect();
    let mut wanted: BTreeMap<&str, BTreeSet<&str>> =
        BY_FUNCTION.iter().map(|(function, names)| (*function, names.iter().copied().collect())).collect();
    for (function, names) in &mut wanted {
        if template.function(function).is_some_and(has_route) {
            names.extend(WITH_A_ROUTE);
        }
    }
    let mut differences = Vec::new();
    for folder in found.keys().chain(wanted.keys()).collect::<BTreeSet<_>>() {
        let (found, wanted) = (found.get(folder), wanted.get(folder));
        if found != wanted {
            differences
                .push(format!("{folder}: the template sets {found:?}, contract::config has {wanted:?}"));
        }
    }
    nothing(&differences, "variables of the template and of contract::config::BY_FUNCTION");
}

#[test]
fn edge_reads_what_the_contract_lists_for_every_function_with_a_route() {
    let source = source_of("functions/shared/edge");
    assert_eq!(WITH_A_ROUTE, ["ORIGIN_SECRETS"]);
    assert!(source.contains("required(lookup, ORIGIN_SECRETS)"), "edge does not read {WITH_A_ROUTE:?}");
    assert!(source.contains("Gate::read(&config::environment)?"), "edge::run::http has no gate");
}

#[test]
fn each_function_reads_what_the_contract_lists_for_it() {
    let names: BTreeSet<&str> = BY_FUNCTION.iter().flat_map(|(_, names)| names.iter().copied()).collect();
    let mut differences = Vec::new();
    for (function, wanted) in BY_FUNCTION {
        let mut source = source_of(&format!("functions/{function}"));
        if source.contains("ProvidersConfig::read(lookup)") {
            source.push_str(&source_of("functions/payment-settle"));
        }
        let reads = |name: &&str| source.contains(&format!("(lookup, {name})"));
        let read: BTreeSet<&str> = names.iter().copied().filter(reads).collect();
        let wanted: BTreeSet<&str> = wanted.iter().copied().collect();
        if read != wanted {
            differences.push(format!("{function}: Config::read reads {read:?}, contract has {wanted:?}"));
        }
    }
    nothing(&differences, "variables that a function reads and that contract::config lists for it");
}

#[test]
fn names_of_variables_stand_only_in_the_contract() {
    let mut names: BTreeSet<&str> = BY_FUNCTION.iter().flat_map(|(_, names)| names.iter().copied()).collect();
    names.extend(WITH_A_ROUTE);
    let mut repeated = Vec::new();
    for source in rust_files() {
        if source.path == "functions/shared/contract/src/config.rs" || !source.path.contains("/src/") {
            continue;
        }
        for (number, line) in source.code_lines() {
            if literals(line).iter().any(|text| names.contains(text)) {
                repeated.push(source.at(number, line));
            }
        }
    }
    nothing(&repeated, "write contract::config::NAME instead of its text");
}
