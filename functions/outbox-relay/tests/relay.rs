//! The relay: what an item tells reaches its queue at least once, and is then no longer unsent.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use aws_lambda_events::event::dynamodb::{Event, EventRecord};
use contract::config::{NOTICES_QUEUE_URL, PAYMENTS_QUEUE_URL, TABLE_NAME};
use contract::messages::{Message, OrderRef};
use domain::ids::{MessageId, OrderId};
use domain::time::Timestamp;
use embedded::{EmbeddedAws, EmbeddedConfig, Fault, Faults, PlannedFaults, Refusal, Service};
use outbox_relay::{Config, Shop, handle};
use serde_json::json;
use std::path::Path;
use std::sync::Arc;
use store::Store;
use store::events::StoredEvent;
use store::table::{Key, provider_event};

const NOW: Timestamp = Timestamp::from_ms(1_795_318_200_000);

struct Stage {
    shop: Shop,
    store: Store,
    faults: Arc<PlannedFaults>,
    aws: EmbeddedAws,
    _folder: tempfile::TempDir,
}

async fn a_stage() -> Stage {
    let folder = tempfile::tempdir().unwrap();
    let faults = Arc::new(PlannedFaults::new());
    let mut config = EmbeddedConfig::in_memory(folder.path());
    config.faults = Some(Arc::clone(&faults) as Arc<dyn Faults>);
    let aws = EmbeddedAws::open(config).unwrap();
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../infra/template.yaml");
    let template = template_reader::Template::read(&path).unwrap();
    let names = local::engine::create_stores(&template, &aws.dynamodb(), &aws.sqs()).await.unwrap();
    let lookup = |name: &str| match name {
        TABLE_NAME => Some("shop".to_owned()),
        PAYMENTS_QUEUE_URL => names.queue_urls.get("PaymentsQueue").cloned(),
        NOTICES_QUEUE_URL => names.queue_urls.get("NoticesQueue").cloned(),
        _ => None,
    };
    let shop = Shop::new(Config::read(&lookup).unwrap(), aws.dynamodb(), aws.sqs());
    Stage { shop, store: Store::new(aws.dynamodb(), "shop"), faults, aws, _folder: folder }
}

fn due() -> String {
    let message = Message::OrderDue(OrderRef { order_id: OrderId::from_bits([1; 16]) });
    message.write(&MessageId::from_bits([1; 16]), NOW).unwrap()
}

fn placed() -> String {
    let message = Message::OrderPlaced(OrderRef { order_id: OrderId::from_bits([1; 16]) });
    message.write(&MessageId::from_bits([2; 16]), NOW).unwrap()
}

/// A record of the stream that names an item.
fn a_record(key: &Key, number: &str) -> EventRecord {
    let record = json!({
        "eventID": number,
        "eventName": "MODIFY",
        "eventVersion": "1.1",
        "eventSource": "aws:dynamodb",
        "awsRegion": "eu-central-1",
        "eventSourceARN": "arn:aws:dynamodb:eu-central-1:000000000000:table/shop/stream/local",
        "dynamodb": {
            "ApproximateCreationDateTime": NOW.as_seconds(),
            "Keys": {"pk": {"S": key.pk}, "sk": {"S": key.sk}},
            "NewImage": {},
            "SequenceNumber": number,
            "SizeBytes": 100,
            "StreamViewType": "NEW_IMAGE",
        },
    });
    serde_json::from_value(record).unwrap()
}

impl Stage {
    /// An item with this message in its outbox.
    async fn tell(&self, id: &str, message: String) -> Key {
        let (kind, object_id) = ("payment_intent.succeeded", "pi_1");
        let event =
            StoredEvent { provider: "stripe", id, kind, object_id, order: None, message: Some(message) };
        self.store.store_event(&event, NOW).await.unwrap();
        provider_event("stripe", id)
    }

    /// Handles records of these items and answers the numbers of those that failed.
    async fn relay(&self, keys: &[&Key]) -> Vec<String> {
        let mut event = Event::default();
        event.records = (1..).zip(keys).map(|(number, key)| a_record(key, &number.to_string())).collect();
        let answer = handle(&self.shop, event, NOW).await;
        answer.batch_item_failures.into_iter().filter_map(|failure| failure.item_identifier).collect()
    }

    async fn queue(&self, name: &str) -> Vec<String> {
        let messages = self.aws.queues().messages(name, 100).await.unwrap();
        messages.into_iter().map(|message| message.body).collect()
    }
}

#[tokio::test]
async fn each_message_goes_to_its_queue_as_it_stands_in_the_item_and_once() {
    let stage = a_stage().await;
    let (first, second) = (stage.tell("evt_1", due()).await, stage.tell("evt_2", placed()).await);
    for _ in 0..2 {
        assert_eq!(stage.relay(&[&first, &second]).await, [""; 0]);
    }
    assert_eq!(stage.queue("payments").await, [due()]);
    assert_eq!(stage.queue("notices").await, [placed()]);
    assert_eq!(stage.store.unsent(&first).await.unwrap(), None);
}

#[tokio::test]
async fn what_the_queue_did_not_take_stays_unsent_and_others_go_on() {
    let stage = a_stage().await;
    let (first, second) = (stage.tell("evt_1", due()).await, stage.tell("evt_2", placed()).await);
    for _ in 0..3 {
        stage.faults.plan(Service::Sqs, "SendMessageBatch", Fault::Refuse(Refusal::Internal));
    }
    assert_eq!(stage.relay(&[&first, &second]).await, ["1"]);
    assert!(stage.store.unsent(&first).await.unwrap().is_some());
    assert_eq!(stage.queue("notices").await, [placed()]);
    assert_eq!(stage.relay(&[&first]).await, [""; 0]);
    assert_eq!(stage.queue("payments").await, [due()]);
}

#[tokio::test]
async fn a_crash_between_sending_and_striking_sends_again_and_loses_nothing() {
    let stage = a_stage().await;
    let key = stage.tell("evt_1", due()).await;
    for _ in 0..3 {
        stage.faults.plan(Service::DynamoDb, "UpdateItem", Fault::LoseRequest);
    }
    stage.relay(&[&key]).await;
    assert!(stage.store.unsent(&key).await.unwrap().is_some());
    stage.relay(&[&key]).await;
    assert_eq!(stage.queue("payments").await, [due(), due()]);
    assert_eq!(stage.store.unsent(&key).await.unwrap(), None);
}

#[tokio::test]
async fn something_that_is_no_message_fails_alone() {
    let stage = a_stage().await;
    let (poison, good) = (stage.tell("evt_1", "{}".to_owned()).await, stage.tell("evt_2", due()).await);
    assert_eq!(stage.relay(&[&poison, &good]).await, ["1"]);
    assert_eq!(stage.queue("payments").await, [due()]);
}

#[tokio::test]
async fn an_item_that_is_gone_or_was_relayed_is_nothing_to_do() {
    let stage = a_stage().await;
    assert_eq!(stage.relay(&[&provider_event("stripe", "evt_9")]).await, [""; 0]);
    assert_eq!(stage.queue("payments").await, [""; 0]);
}
