//! Secrets come by their name and the version that the deployment chose, and the shells from their layer.

use crate::{nothing, template};
use serde_json::{Value, json};
use std::collections::BTreeSet;

/// Every text below a value.
fn texts<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => found.push(text),
        Value::Array(values) => values.iter().for_each(|value| texts(value, found)),
        Value::Object(values) => values.values().for_each(|value| texts(value, found)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// The dynamic references of all resources, without their braces.
fn references() -> Vec<String> {
    let template = template();
    let mut found = Vec::new();
    for (logical_id, _) in template.resource_types() {
        texts(template.resource(logical_id).unwrap(), &mut found);
    }
    let references = found.iter().flat_map(|text| text.split("{{resolve:").skip(1));
    references.map(|rest| rest.split("}}").next().unwrap_or_default().to_owned() + "}").collect()
}

#[test]
fn every_secret_is_named_by_parameters_with_its_version() {
    let template = template();
    let parameters: BTreeSet<&str> =
        template.parameters.iter().map(|parameter| parameter.name.as_str()).collect();
    let mut wrong = Vec::new();
    for reference in references() {
        let parts: Vec<&str> = reference.split(':').collect();
        let named = match parts.as_slice() {
            ["secretsmanager", name, "SecretString", _key, "", version] => {
                let name = name.trim_start_matches("${").trim_end_matches('}');
                let version = version.trim_start_matches("${").trim_end_matches('}');
                // CloudFormation looks up a secret again only when the reference itself changes.
                parameters.contains(name)
                    && parameters.contains(version)
                    && name.strip_suffix("Name") == version.strip_suffix("Version")
            }
            _ => false,
        };
        if !named {
            wrong.push(reference);
        }
    }
    nothing(&wrong, "write {{resolve:secretsmanager:${XName}:SecretString:key::${XVersion}}}");
}

#[test]
fn there_are_not_more_references_than_cloudformation_takes() {
    let count = references().len();
    assert!((1..=60).contains(&count), "{count} dynamic references, and 60 is the most of one stack");
}

#[test]
fn who_answers_pages_has_the_layer_with_the_shells() {
    let template = template();
    for function in &template.functions {
        let layers = &template.resource(&function.logical_id).unwrap()["Properties"]["Layers"];
        let shells = function.environment.get(contract::config::SHELL_FOLDER);
        let wanted = if shells.is_some() { json!([{"Ref": "ShellLayer"}]) } else { Value::Null };
        assert_eq!(*layers, wanted, "{}", function.logical_id);
        // Lambda unpacks layers into /opt; the layer's one folder is named shell.
        assert!(shells.is_none_or(|folder| folder == "/opt/shell"), "{}", function.logical_id);
    }
}
