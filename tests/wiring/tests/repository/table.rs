//! The template's table is the one that the store reads and writes.

use crate::template;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::table::{BUCKET, DUE_AT_MS, DUE_INDEX, EXPIRES_AT_S, PK, SK, UNSENT_INDEX, UNSENT_SINCE_MS};
use template_reader::{EventSource, Index, Key, StreamSource, Table, Template};

fn the_table(template: &Template) -> &Table {
    let [table] = template.tables.as_slice() else { unreachable!("the shop has one table") };
    table
}

fn key(hash: &str, range: &str) -> Key {
    Key { hash: hash.to_owned(), range: Some(range.to_owned()) }
}

#[test]
fn keys_are_those_of_the_store() {
    let template = template();
    let table = the_table(&template);
    assert_eq!(table.key, key(PK, SK), "ShopTable.KeySchema differs from store::table");
    let types = [(PK, "S"), (SK, "S"), (BUCKET, "S"), (DUE_AT_MS, "N"), (UNSENT_SINCE_MS, "N")];
    let types: BTreeMap<String, String> =
        types.into_iter().map(|(name, kind)| (name.to_owned(), kind.to_owned())).collect();
    assert_eq!(table.attributes, types, "ShopTable.AttributeDefinitions differ from store::table");
}

#[test]
fn indexes_are_those_of_the_store_and_hold_only_keys() {
    let template = template();
    let index = |name: &str, range: &str| Index {
        name: name.to_owned(),
        key: key(BUCKET, range),
        projection: "KEYS_ONLY".to_owned(),
    };
    assert_eq!(
        the_table(&template).indexes,
        [index(DUE_INDEX, DUE_AT_MS), index(UNSENT_INDEX, UNSENT_SINCE_MS)],
        "ShopTable.GlobalSecondaryIndexes differ from store::table"
    );
}

#[test]
fn garbage_is_collected_by_the_stores_attribute() {
    assert_eq!(the_table(&template()).ttl_attribute.as_deref(), Some(EXPIRES_AT_S));
}

#[test]
fn the_stream_shows_new_images_to_the_relay_while_something_is_unsent() {
    let template = template();
    assert_eq!(the_table(&template).stream.as_deref(), Some("NEW_IMAGE"));
    let readers: Vec<(&str, &StreamSource)> = template
        .functions
        .iter()
        .flat_map(|function| function.events.iter().map(|event| (function.folder.as_str(), &event.source)))
        .filter_map(|(folder, source)| match source {
            EventSource::Stream(stream) => Some((folder, stream)),
            EventSource::Http(_) | EventSource::Queue(_) | EventSource::Schedule { .. } => None,
        })
        .collect();
    let [("outbox-relay", stream)] = readers.as_slice() else {
        unreachable!("the stream is read by outbox-relay alone, not by {readers:?}")
    };
    let unsent = json!({"dynamodb": {"NewImage": {UNSENT_SINCE_MS: {"N": [{"exists": true}]}}}});
    assert_eq!(stream.filters, [unsent], "the filter does not test store::table::UNSENT_SINCE_MS");
    let poison_blocks_nobody = (stream.bisects, stream.reports_batch_item_failures, stream.retries_max);
    assert_eq!(poison_blocks_nobody, (true, true, Some(2)), "bisect, report failures, two retries");
    assert!(stream.age_max.is_some_and(|age| age.as_secs() <= 300), "a change is given up after 300 s");
}

#[test]
fn the_table_survives_its_stack_and_a_mistake() {
    let template = template();
    let table = template.resource("ShopTable").unwrap();
    let property = |pointer: &str| table.pointer(pointer).cloned().unwrap_or(Value::Null);
    assert_eq!(property("/DeletionPolicy"), json!("Retain"));
    assert_eq!(property("/UpdateReplacePolicy"), json!("Retain"));
    assert_eq!(property("/Properties/DeletionProtectionEnabled"), json!(true));
    assert_eq!(
        property("/Properties/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled"),
        json!(true)
    );
    assert_eq!(property("/Properties/BillingMode"), json!("PAY_PER_REQUEST"));
}
