//! Items as the records of a table's stream, and the filters that choose among them.

use std::collections::HashMap;

use aws_sdk_dynamodb::types::AttributeValue;
use base64::{Engine as _, engine::general_purpose::STANDARD};
use serde_json::{Map, Value, json};
use template_reader::{Key, StreamSource, Table};

use super::EngineError;

/// An item by attribute names.
pub(crate) type Item = HashMap<String, AttributeValue>;

/// An item in DynamoDB's JSON.
pub(crate) fn image(item: &Item) -> Map<String, Value> {
    item.iter().map(|(name, value)| (name.clone(), attribute(value))).collect()
}

fn attribute(value: &AttributeValue) -> Value {
    let base64 = |blob: &aws_sdk_dynamodb::primitives::Blob| STANDARD.encode(blob);
    match value {
        AttributeValue::S(text) => json!({ "S": text }),
        AttributeValue::N(number) => json!({ "N": number }),
        AttributeValue::B(blob) => json!({ "B": base64(blob) }),
        AttributeValue::Bool(flag) => json!({ "BOOL": flag }),
        AttributeValue::Null(flag) => json!({ "NULL": flag }),
        AttributeValue::Ss(texts) => json!({ "SS": texts }),
        AttributeValue::Ns(numbers) => json!({ "NS": numbers }),
        AttributeValue::Bs(blobs) => json!({ "BS": blobs.iter().map(base64).collect::<Vec<_>>() }),
        AttributeValue::L(items) => json!({ "L": items.iter().map(attribute).collect::<Vec<_>>() }),
        AttributeValue::M(entries) => json!({ "M": image(entries) }),
        unknown => {
            tracing::error!(?unknown, "an attribute of an unknown type");
            json!({ "NULL": true })
        }
    }
}

/// The record of an item's present state, as a stream with new images shows a change.
pub(crate) fn record(
    table: &Table,
    table_name: &str,
    image: &Map<String, Value>,
    sequence_number: &str,
    now_ms: i64,
) -> Value {
    let keys: Map<String, Value> = key_names(&table.key)
        .filter_map(|name| image.get(name).map(|value| (name.to_owned(), value.clone())))
        .collect();
    let region = embedded::REGION;
    json!({
        "eventID": format!("local{sequence_number}"),
        "eventName": "MODIFY",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": region,
        "eventSourceARN": format!("arn:aws:dynamodb:{region}:000000000000:table/{table_name}/stream/local"),
        "dynamodb": {
            "ApproximateCreationDateTime": now_ms / 1_000,
            "Keys": keys,
            "NewImage": image,
            "SequenceNumber": sequence_number,
            "SizeBytes": Value::Object(image.clone()).to_string().len(),
            "StreamViewType": table.stream,
        },
    })
}

/// The attributes of a key.
pub(crate) fn key_names(key: &Key) -> impl Iterator<Item = &str> {
    std::iter::once(key.hash.as_str()).chain(key.range.as_deref())
}

/// Whether a record passes one of the filters; without filters everything passes.
pub(crate) fn passes(source: &StreamSource, record: &Value) -> bool {
    source.filters.is_empty() || source.filters.iter().any(|pattern| matches(pattern, Some(record)))
}

fn matches(pattern: &Value, value: Option<&Value>) -> bool {
    match pattern {
        Value::Object(fields) => {
            fields.iter().all(|(name, inner)| matches(inner, value.and_then(|value| value.get(name))))
        }
        Value::Array(rules) => rules.iter().any(|rule| match rule.get("exists").and_then(Value::as_bool) {
            Some(wanted) => value.is_some() == wanted,
            None => value == Some(rule),
        }),
        _ => false,
    }
}

/// The index whose sort key the filters ask for: what it lists is what the function has to see.
pub(crate) fn watched_index<'a>(
    source: &StreamSource,
    table: &'a Table,
) -> Result<&'a template_reader::Index, EngineError> {
    let asked = |name: &str| {
        let pointer = format!("/dynamodb/NewImage/{name}");
        !source.filters.is_empty() && source.filters.iter().all(|pattern| pattern.pointer(&pointer).is_some())
    };
    table
        .indexes
        .iter()
        .find(|index| index.key.range.as_deref().is_some_and(asked))
        .ok_or_else(|| EngineError::Stream { table: table.logical_id.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_tests_leaves_for_existence_or_equality() {
        let pattern = json!({ "dynamodb": { "NewImage": { "a": { "N": [{ "exists": true }] } } } });
        let with = json!({ "dynamodb": { "NewImage": { "a": { "N": "1" } } } });
        let without = json!({ "dynamodb": { "NewImage": { "b": { "N": "1" } } } });
        assert!(matches(&pattern, Some(&with)));
        assert!(!matches(&pattern, Some(&without)));
        assert!(matches(
            &json!({ "eventName": ["INSERT", "MODIFY"] }),
            Some(&json!({ "eventName": "MODIFY" }))
        ));
    }
}
