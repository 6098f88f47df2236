//! A table's changes to a function.

use std::time::Duration;

use aws_lambda_events::{
    dynamodb::{Event, EventRecord},
    streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse},
};
use aws_sdk_dynamodb::types::AttributeValue;
use local::engine::Handler;

use crate::{Notes, Stage, error, stage};

async fn put(stage: &Stage, key: &str, unsent: bool) {
    let text = |value: &str| AttributeValue::S(value.into());
    let mut request = stage
        .aws
        .dynamodb()
        .put_item()
        .table_name("shop")
        .item("pk", text(key))
        .item("sk", text("STATE"))
        .item("bucket", text("3"))
        .item("tags", AttributeValue::Ss(vec!["x".into()]));
    if unsent {
        request = request.item("unsent_since_ms", AttributeValue::N("5".into()));
    }
    request.send().await.unwrap();
}

async fn mark_sent(client: &aws_sdk_dynamodb::Client, key: &str) {
    client
        .update_item()
        .table_name("shop")
        .key("pk", AttributeValue::S(key.into()))
        .key("sk", AttributeValue::S("STATE".into()))
        .update_expression("REMOVE unsent_since_ms")
        .send()
        .await
        .unwrap();
}

fn key_of(record: &EventRecord) -> String {
    match &record.change.keys["pk"] {
        serde_dynamo::AttributeValue::S(key) => key.clone(),
        other => unreachable!("{other:?}"),
    }
}

fn keys(event: &Event) -> Vec<String> {
    let mut keys: Vec<String> = event.records.iter().map(key_of).collect();
    keys.sort();
    keys
}

#[tokio::test]
async fn unsent_items_are_handed_over_once_with_their_new_image() {
    let notes = Notes::new();
    let stage = stage().await;
    let (seen, client) = (notes.clone(), stage.aws.dynamodb());
    let stage = stage.with(
        "relay",
        Handler::stream(move |event: Event| {
            let (seen, client) = (seen.clone(), client.clone());
            async move {
                for record in &event.records {
                    mark_sent(&client, &key_of(record)).await;
                }
                seen.add(event);
                Ok(DynamoDbEventResponse::default())
            }
        }),
    );
    put(&stage, "before the start", true).await;
    let engine = stage.start();
    notes.wait_for(1).await;
    put(&stage, "sent", false).await;
    put(&stage, "after the start", true).await;
    let events = notes.wait_for(2).await;
    engine.stop().await;
    assert_eq!(
        notes.all().iter().flat_map(keys).collect::<Vec<_>>(),
        ["before the start", "after the start"]
    );
    let record = &events[0].records[0];
    assert_eq!(record.event_name, "MODIFY");
    assert_eq!(record.change.new_image["unsent_since_ms"], serde_dynamo::AttributeValue::N("5".into()));
    assert_eq!(record.change.new_image["tags"], serde_dynamo::AttributeValue::Ss(vec!["x".into()]));
    assert!(record.change.sequence_number < events[1].records[0].change.sequence_number);
}

#[tokio::test(start_paused = true)]
async fn a_poison_record_stands_alone_and_is_left_after_two_retries_until_its_item_changes() {
    let notes = Notes::new();
    let stage = stage().await;
    let (seen, client) = (notes.clone(), stage.aws.dynamodb());
    let stage = stage.with(
        "relay",
        Handler::stream(move |event: Event| {
            let (seen, client) = (seen.clone(), client.clone());
            async move {
                let keys = keys(&event);
                seen.add(keys.clone());
                if keys.iter().any(|key| key == "poison") {
                    return Err(error("cannot be sent"));
                }
                for key in keys {
                    mark_sent(&client, &key).await;
                }
                Ok(DynamoDbEventResponse::default())
            }
        }),
    );
    for key in ["a", "b", "poison", "c"] {
        put(&stage, key, true).await;
    }
    let engine = stage.start();
    tokio::time::sleep(Duration::from_secs(30)).await;
    let alone =
        |notes: &Notes<Vec<String>>| notes.all().iter().filter(|keys| keys.as_slice() == ["poison"]).count();
    assert_eq!(alone(&notes), 3);
    // The others were sent, each with no more company than the halving left it.
    let last_with = |key: &str| notes.all().into_iter().rfind(|keys| keys.iter().any(|other| other == key));
    for key in ["a", "b", "c"] {
        assert!(!last_with(key).unwrap().contains(&"poison".to_owned()));
    }
    mark_changed(&stage).await;
    tokio::time::sleep(Duration::from_secs(5)).await;
    engine.stop().await;
    assert_eq!(alone(&notes), 6);
}

async fn mark_changed(stage: &Stage) {
    stage
        .aws
        .dynamodb()
        .update_item()
        .table_name("shop")
        .key("pk", AttributeValue::S("poison".into()))
        .key("sk", AttributeValue::S("STATE".into()))
        .update_expression("SET note = :note")
        .expression_attribute_values(":note", AttributeValue::S("changed".into()))
        .send()
        .await
        .unwrap();
}

#[tokio::test(start_paused = true)]
async fn only_the_records_reported_as_failed_are_tried_again() {
    let notes = Notes::new();
    let stage = stage().await;
    let (seen, client) = (notes.clone(), stage.aws.dynamodb());
    let stage = stage.with(
        "relay",
        Handler::stream(move |event: Event| {
            let (seen, client) = (seen.clone(), client.clone());
            async move {
                let mut answer = DynamoDbEventResponse::default();
                for record in &event.records {
                    if key_of(record) == "bad" {
                        let mut failure = DynamoDbBatchItemFailure::default();
                        failure.item_identifier = record.change.sequence_number.clone();
                        answer.batch_item_failures.push(failure);
                    } else {
                        mark_sent(&client, &key_of(record)).await;
                    }
                }
                seen.add(keys(&event));
                Ok(answer)
            }
        }),
    );
    put(&stage, "bad", true).await;
    put(&stage, "good", true).await;
    let engine = stage.start();
    tokio::time::sleep(Duration::from_secs(20)).await;
    engine.stop().await;
    assert_eq!(notes.all(), [vec!["bad", "good"], vec!["bad"], vec!["bad"]]);
}
