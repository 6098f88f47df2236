//! The contract's routes are the template's, and no function answers or links to another.

use crate::{function_sources, nothing, source_of, template};
use contract::routes::ROUTES;
use std::collections::BTreeSet;
use template_reader::EventSource;
use wiring::literals;

#[test]
fn the_template_has_the_contracts_routes_and_no_other() {
    let template = template();
    let mut found = BTreeSet::new();
    for function in &template.functions {
        for event in &function.events {
            if let EventSource::Http(route) = &event.source {
                found.insert((route.method.clone(), route.path.clone(), function.folder.clone()));
            }
        }
    }
    let of_contract = |route: &contract::routes::Route| {
        (route.method.to_owned(), route.path.to_owned(), route.function.to_owned())
    };
    let wanted: BTreeSet<_> = ROUTES.iter().map(of_contract).collect();
    let missing: Vec<String> = wanted.difference(&found).map(|route| format!("{route:?}")).collect();
    nothing(&missing, "routes of contract::routes that the template does not have");
    let unknown: Vec<String> = found.difference(&wanted).map(|route| format!("{route:?}")).collect();
    nothing(&unknown, "routes of the template that contract::routes does not have");
    assert_eq!(ROUTES.len(), wanted.len(), "contract::routes names a route twice");
}

#[test]
fn the_description_for_programs_has_every_route_for_people_and_programs() {
    let text = include_str!("../../../../functions/shared/contract/openapi.json");
    let description: serde_json::Value = serde_json::from_str(text).unwrap();
    let missing: Vec<String> = ROUTES
        .iter()
        .filter(|route| route.function != "payment-webhook")
        .filter(|route| description["paths"][route.path][route.method.to_lowercase()].is_null())
        .map(|route| format!("{} {}", route.method, route.path))
        .collect();
    nothing(&missing, "routes that openapi.json does not describe");
}

/// Whether a path as it stands in code is a route, or the beginning of one that an id is put behind.
fn is_route(path: &str) -> bool {
    let path = path.split(['?', '#']).next().unwrap_or_default();
    let steps: Vec<&str> = path.split('/').collect();
    let fits =
        |wanted: &str, step: &str| wanted == step || (wanted.starts_with('{') && step.starts_with('{'));
    ROUTES.iter().any(|route| {
        let wanted: Vec<&str> = route.path.split('/').collect();
        let begins = path.ends_with('/') && route.path.starts_with(path);
        let same_length = wanted.len() == steps.len();
        begins || (same_length && wanted.iter().zip(&steps).all(|(wanted, step)| fits(wanted, step)))
    })
}

#[test]
fn code_names_no_path_that_is_not_a_route() {
    let first = |path: &str| path.split(['/', '?', '{']).nth(1).unwrap_or_default().to_owned();
    let ours: BTreeSet<String> = ROUTES.iter().map(|route| first(route.path)).collect();
    let mut unknown = Vec::new();
    for source in function_sources() {
        for (number, line) in source.code_lines() {
            let mut paths = literals(line).into_iter().filter(|text| text.starts_with('/'));
            if paths.any(|path| ours.contains(&first(path)) && !is_route(path)) {
                unknown.push(source.at(number, line));
            }
        }
    }
    nothing(&unknown, "paths in code that contract::routes does not have");
}

#[test]
fn every_http_function_dispatches_on_each_step_of_its_routes() {
    let mut missing = Vec::new();
    for route in ROUTES {
        let source = source_of(&format!("functions/{}", route.function));
        let only_one = ROUTES.iter().filter(|other| other.function == route.function).count() == 1;
        let step_is_named = |step: &str| {
            step.starts_with('{') || source.contains(&format!("\"{step}\"")) || source.contains(route.path)
        };
        if !only_one && !route.path.split('/').skip(1).all(step_is_named) {
            missing.push(format!("{} does not name {} {}", route.function, route.method, route.path));
        }
    }
    nothing(&missing, "routes that their function does not answer");
}
