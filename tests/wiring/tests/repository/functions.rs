//! A function is its folder: one crate, one binary, one entry in the template, one log group.

use crate::{nothing, pascal_case, template};
use cargo_metadata::{Metadata, MetadataCommand, TargetKind};
use serde_json::json;
use std::collections::BTreeSet;
use wiring::top;

fn metadata() -> Metadata {
    MetadataCommand::new().cargo_path(env!("CARGO")).current_dir(top()).no_deps().exec().unwrap()
}

/// The folders of functions.
fn folders() -> BTreeSet<String> {
    std::fs::read_dir(top().join("functions"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.file_type().unwrap().is_dir() && entry.file_name() != "shared")
        .map(|entry| entry.file_name().into_string().unwrap())
        .collect()
}

#[test]
fn every_folder_is_a_function_of_the_template_and_the_other_way_round() {
    let template = template();
    let found: BTreeSet<String> = template.functions.iter().map(|function| function.folder.clone()).collect();
    assert_eq!(found, folders(), "CodeUri of the template's functions, and the folders in functions/");
}

#[test]
fn a_functions_logical_id_is_its_folder_in_pascal_case() {
    let template = template();
    let wrong: Vec<String> = template
        .functions
        .iter()
        .filter(|function| function.logical_id != format!("{}Function", pascal_case(&function.folder)))
        .map(|function| format!("{} is built from functions/{}", function.logical_id, function.folder))
        .collect();
    nothing(&wrong, "functions named otherwise than their folder");
}

#[test]
fn a_functions_crate_and_its_one_binary_are_named_like_its_folder() {
    let metadata = metadata();
    for folder in folders() {
        let package = metadata.packages.iter().find(|package| {
            package.manifest_path.as_str().ends_with(&format!("functions/{folder}/Cargo.toml"))
        });
        let package = package.unwrap_or_else(|| unreachable!("functions/{folder} is no member"));
        assert_eq!(package.name.as_str(), folder, "the crate in functions/{folder}");
        let binaries: Vec<&str> = package
            .targets
            .iter()
            .filter(|target| target.kind.contains(&TargetKind::Bin))
            .map(|target| target.name.as_str())
            .collect();
        assert_eq!(binaries, [folder.as_str()], "the binaries of functions/{folder}");
    }
}

#[test]
fn a_functions_main_only_wires() {
    for folder in folders() {
        let main = std::fs::read_to_string(top().join(format!("functions/{folder}/src/main.rs"))).unwrap();
        assert!(main.lines().count() <= 20, "functions/{folder}/src/main.rs does more than wire");
        assert!(main.contains("edge::run::"), "functions/{folder}/src/main.rs does not run through edge");
    }
}

#[test]
fn every_function_has_its_own_log_group_that_forgets() {
    let template = template();
    for function in &template.functions {
        let wanted = format!("{}LogGroup", pascal_case(&function.folder));
        assert_eq!(function.log_group.as_deref(), Some(wanted.as_str()), "{}", function.logical_id);
        let retention = template.resource(&wanted).unwrap().pointer("/Properties/RetentionInDays");
        assert_eq!(retention, Some(&json!({"Ref": "LogRetentionDays"})), "{wanted} keeps its logs for ever");
    }
    let days = template.parameters.iter().find(|parameter| parameter.name == "LogRetentionDays").unwrap();
    assert!(days.default.is_some() && !days.allowed_values.is_empty(), "how long logs are kept is bounded");
}
