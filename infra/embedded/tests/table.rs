//! The embedded DynamoDB through the SDK: refusals, transactions, persistence, the wake-up, faults.
#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use std::{collections::HashMap, sync::Arc};

use aws_sdk_dynamodb::{
    Client,
    config::retry::RetryConfig,
    operation::{
        create_table::{CreateTableError, CreateTableOutput},
        put_item::{PutItemError, PutItemOutput},
        transact_write_items::TransactWriteItemsError,
    },
    types::{
        AttributeDefinition, AttributeValue, BillingMode, GlobalSecondaryIndex, KeySchemaElement, KeyType,
        Projection, ProjectionType, Put, ReturnValuesOnConditionCheckFailure, ScalarAttributeType,
        TransactWriteItem,
    },
};
use embedded::{EmbeddedAws, EmbeddedConfig, EmbeddedError, Fault, PlannedFaults, Refusal, Service};

type SdkResult<T, E> = Result<T, aws_sdk_dynamodb::error::SdkError<E>>;

async fn create_table(client: &Client) {
    client
        .create_table()
        .table_name("shop")
        .billing_mode(BillingMode::PayPerRequest)
        .attribute_definitions(
            AttributeDefinition::builder()
                .attribute_name("pk")
                .attribute_type(ScalarAttributeType::S)
                .build()
                .unwrap(),
        )
        .key_schema(KeySchemaElement::builder().attribute_name("pk").key_type(KeyType::Hash).build().unwrap())
        .send()
        .await
        .unwrap();
}

async fn memory_table() -> (EmbeddedAws, Client, tempfile::TempDir) {
    table_with(None).await
}

async fn table_with(faults: Option<Arc<PlannedFaults>>) -> (EmbeddedAws, Client, tempfile::TempDir) {
    let mails = tempfile::tempdir().unwrap();
    let mut config = EmbeddedConfig::in_memory(mails.path());
    config.faults = faults.map(|faults| faults as Arc<dyn embedded::Faults>);
    let aws = EmbeddedAws::open(config).unwrap();
    let client = without_retries(&aws.dynamodb());
    create_table(&client).await;
    (aws, client, mails)
}

fn without_retries(client: &Client) -> Client {
    Client::from_conf(client.config().to_builder().retry_config(RetryConfig::disabled()).build())
}

async fn put_new(client: &Client, key: &str, value: &str) -> SdkResult<PutItemOutput, PutItemError> {
    client
        .put_item()
        .table_name("shop")
        .item("pk", AttributeValue::S(key.into()))
        .item("value", AttributeValue::S(value.into()))
        .condition_expression("attribute_not_exists(pk)")
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
        .send()
        .await
}

fn put_new_action(key: &str) -> TransactWriteItem {
    let put = Put::builder()
        .table_name("shop")
        .item("pk", AttributeValue::S(key.into()))
        .condition_expression("attribute_not_exists(pk)")
        .return_values_on_condition_check_failure(ReturnValuesOnConditionCheckFailure::AllOld)
        .build()
        .unwrap();
    TransactWriteItem::builder().put(put).build()
}

async fn get(client: &Client, key: &str) -> Option<HashMap<String, AttributeValue>> {
    let found = client.get_item().table_name("shop").key("pk", AttributeValue::S(key.into())).send().await;
    found.unwrap().item
}

#[tokio::test]
async fn a_refused_condition_answers_the_item_that_was_there() {
    let (_aws, client, _mails) = memory_table().await;
    put_new(&client, "a", "first").await.unwrap();
    let refused = put_new(&client, "a", "second").await.unwrap_err().into_service_error();
    let PutItemError::ConditionalCheckFailedException(refused) = refused else { panic!("{refused:?}") };
    assert_eq!(refused.item().unwrap()["value"], AttributeValue::S("first".into()));
}

#[tokio::test]
async fn a_canceled_transaction_gives_its_reasons_in_order_and_changes_nothing() {
    let (_aws, client, _mails) = memory_table().await;
    put_new(&client, "b", "there").await.unwrap();
    let canceled = client
        .transact_write_items()
        .transact_items(put_new_action("a"))
        .transact_items(put_new_action("b"))
        .transact_items(put_new_action("c"))
        .send()
        .await
        .unwrap_err()
        .into_service_error();
    let TransactWriteItemsError::TransactionCanceledException(canceled) = canceled else {
        panic!("{canceled:?}")
    };
    let reasons = canceled.cancellation_reasons();
    let codes: Vec<&str> = reasons.iter().filter_map(|reason| reason.code()).collect();
    assert_eq!(codes, ["None", "ConditionalCheckFailed", "None"]);
    assert_eq!(reasons[1].item().unwrap()["value"], AttributeValue::S("there".into()));
    assert_eq!(get(&client, "a").await, None);
}

#[tokio::test]
async fn items_are_there_after_the_folder_is_opened_again() {
    let folder = tempfile::tempdir().unwrap();
    {
        let aws = EmbeddedAws::open(EmbeddedConfig::in_folder(folder.path())).unwrap();
        create_table(&aws.dynamodb()).await;
        put_new(&aws.dynamodb(), "a", "kept").await.unwrap();
    }
    let aws = EmbeddedAws::open(EmbeddedConfig::in_folder(folder.path())).unwrap();
    assert_eq!(get(&aws.dynamodb(), "a").await.unwrap()["value"], AttributeValue::S("kept".into()));
}

#[tokio::test]
async fn a_folder_is_opened_by_one_shop_at_a_time() {
    let folder = tempfile::tempdir().unwrap();
    let _first = EmbeddedAws::open(EmbeddedConfig::in_folder(folder.path())).unwrap();
    let second = EmbeddedAws::open(EmbeddedConfig::in_folder(folder.path()));
    assert!(matches!(second, Err(EmbeddedError::InUse(_))));
}

#[tokio::test]
async fn a_successful_write_wakes_and_a_refused_one_does_not() {
    let (aws, client, _mails) = memory_table().await;
    let mut writes = aws.on_write();
    put_new(&client, "a", "first").await.unwrap();
    assert!(writes.has_changed().unwrap());
    writes.mark_unchanged();
    put_new(&client, "a", "second").await.unwrap_err();
    get(&client, "a").await;
    assert!(!writes.has_changed().unwrap());
}

#[tokio::test]
async fn an_injected_conflict_names_its_position_and_changes_nothing() {
    let faults = Arc::new(PlannedFaults::new());
    let (_aws, client, _mails) = table_with(Some(Arc::clone(&faults))).await;
    let conflict = Fault::Refuse(Refusal::TransactionConflict { position: 1 });
    faults.plan(Service::DynamoDb, "TransactWriteItems", conflict);
    faults.plan(Service::DynamoDb, "PutItem", conflict);
    let request =
        client.transact_write_items().transact_items(put_new_action("a")).transact_items(put_new_action("b"));
    let canceled = request.clone().send().await.unwrap_err().into_service_error();
    let TransactWriteItemsError::TransactionCanceledException(canceled) = canceled else {
        panic!("{canceled:?}")
    };
    let codes: Vec<&str> =
        canceled.cancellation_reasons().iter().filter_map(|reason| reason.code()).collect();
    assert_eq!(codes, ["None", "TransactionConflict"]);
    assert_eq!(get(&client, "a").await, None);
    let single = put_new(&client, "a", "x").await.unwrap_err().into_service_error();
    assert!(matches!(single, PutItemError::TransactionConflictException(_)), "{single:?}");
    request.send().await.unwrap();
}

#[tokio::test]
async fn an_injected_throttle_is_retried_by_the_sdk() {
    let faults = Arc::new(PlannedFaults::new());
    let (aws, client, _mails) = table_with(Some(Arc::clone(&faults))).await;
    faults.plan(Service::DynamoDb, "PutItem", Fault::Refuse(Refusal::Throttled));
    let throttled = put_new(&client, "a", "x").await.unwrap_err().into_service_error();
    assert_eq!(throttled.meta().code(), Some("ThrottlingException"));
    faults.plan(Service::DynamoDb, "PutItem", Fault::Refuse(Refusal::Throttled));
    put_new(&aws.dynamodb(), "a", "x").await.unwrap();
    assert_eq!(faults.left(), 0);
}

#[tokio::test]
async fn a_lost_answer_was_applied_and_a_lost_request_was_not() {
    let faults = Arc::new(PlannedFaults::new());
    let (_aws, client, _mails) = table_with(Some(Arc::clone(&faults))).await;
    faults.plan(Service::DynamoDb, "PutItem", Fault::LoseRequest);
    faults.plan(Service::DynamoDb, "PutItem", Fault::LoseAnswer);
    let lost = put_new(&client, "a", "x").await.unwrap_err();
    assert!(lost.as_service_error().is_none(), "{lost:?}");
    assert_eq!(get(&client, "a").await, None);
    put_new(&client, "a", "x").await.unwrap_err();
    assert!(get(&client, "a").await.is_some());
}

#[tokio::test]
async fn a_process_that_dies_after_the_call_has_written_and_never_hears_of_it() {
    let faults = Arc::new(PlannedFaults::new());
    let (aws, client, _mails) = table_with(Some(Arc::clone(&faults))).await;
    faults.plan(Service::DynamoDb, "PutItem", Fault::HangAfter);
    let mut writes = aws.on_write();
    let hanging = tokio::spawn({
        let client = client.clone();
        async move { put_new(&client, "a", "x").await }
    });
    writes.changed().await.unwrap();
    assert!(!hanging.is_finished());
    hanging.abort();
    assert!(get(&client, "a").await.is_some());
}

/// A table in files with one of its parts missing, as `kill -9` can leave it, opened again.
async fn reopened_without(part: &str, key: Option<&str>) -> (tempfile::TempDir, EmbeddedAws) {
    let folder = tempfile::tempdir().unwrap();
    let open = || EmbeddedAws::open(EmbeddedConfig::in_folder(folder.path())).unwrap();
    let aws = open();
    create_table_with_index(&aws.dynamodb()).await.unwrap();
    if let Some(key) = key {
        put_new(&aws.dynamodb(), key, "1").await.unwrap();
    }
    drop(aws);
    let file = rusqlite::Connection::open(folder.path().join("dynamodb.sqlite")).unwrap();
    file.execute_batch(&format!("DROP TABLE \"{part}\"")).unwrap();
    drop(file);
    let aws = open();
    (folder, aws)
}

async fn create_table_with_index(client: &Client) -> SdkResult<CreateTableOutput, CreateTableError> {
    let text = |name: &str| {
        let kind = ScalarAttributeType::S;
        AttributeDefinition::builder().attribute_name(name).attribute_type(kind).build().unwrap()
    };
    let hash = |name: &str| {
        KeySchemaElement::builder().attribute_name(name).key_type(KeyType::Hash).build().unwrap()
    };
    let keys_only = Projection::builder().projection_type(ProjectionType::KeysOnly).build();
    let index = GlobalSecondaryIndex::builder().index_name("due").key_schema(hash("bucket"));
    let index = index.projection(keys_only).build().unwrap();
    let table = client.create_table().table_name("shop").billing_mode(BillingMode::PayPerRequest);
    let table = table.attribute_definitions(text("pk")).attribute_definitions(text("bucket"));
    table.key_schema(hash("pk")).global_secondary_indexes(index).send().await
}

#[tokio::test]
async fn a_table_whose_creation_was_cut_off_can_be_created() {
    for part in ["shop", "shop::gsi::due"] {
        let (_folder, aws) = reopened_without(part, None).await;
        let client = without_retries(&aws.dynamodb());
        create_table_with_index(&client).await.unwrap();
        put_new(&client, "a", "1").await.unwrap();
    }
}

#[tokio::test]
async fn a_table_with_items_is_kept_whatever_part_of_it_is_missing() {
    let (_folder, aws) = reopened_without("shop::gsi::due", Some("a")).await;
    assert!(get(&aws.dynamodb(), "a").await.is_some());
}
