//! The sweep: asks for a look at what is due, relays what the stream left, and leaves the rest alone.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use aws_sdk_dynamodb::types::AttributeValue;
use contract::config::{NOTICES_QUEUE_URL, PAYMENTS_QUEUE_URL, TABLE_NAME};
use contract::messages::{Message, OrderRef};
use domain::ids::{MessageId, OrderId};
use domain::time::{Span, Timestamp};
use embedded::{EmbeddedAws, EmbeddedConfig, Fault, Faults, PlannedFaults, Refusal, Service};
use hold_sweep::{Config, Shop, handle};
use std::path::Path;
use std::sync::Arc;
use store::Store;
use store::events::StoredEvent;
use store::table::{self, BUCKET, DUE_AT_MS, PK, SK};

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

fn an_order(number: u8) -> OrderId {
    OrderId::from_bits([number; 16])
}

impl Stage {
    /// As much of an order as the index of what is due shows.
    async fn due(&self, order: &OrderId, at: Timestamp) {
        let key = table::order_state(order);
        let item = self.aws.dynamodb().put_item().table_name("shop");
        item.item(PK, AttributeValue::S(key.pk))
            .item(SK, AttributeValue::S(key.sk))
            .item(BUCKET, AttributeValue::S(table::bucket(order.as_str())))
            .item(DUE_AT_MS, AttributeValue::N(at.as_ms().to_string()))
            .send()
            .await
            .unwrap();
    }

    /// An item with a message in its outbox since a time.
    async fn tell(&self, id: &str, since: Timestamp) -> String {
        let message = Message::OrderPlaced(OrderRef { order_id: an_order(9) });
        let message = message.write(&MessageId::from_bits([1; 16]), since).unwrap();
        let (kind, object_id) = ("payment_intent.succeeded", "pi_1");
        let told = Some(message.clone());
        let event = StoredEvent { provider: "stripe", id, kind, object_id, order: None, message: told };
        self.store.store_event(&event, since).await.unwrap();
        message
    }

    async fn queue(&self, name: &str) -> Vec<String> {
        let messages = self.aws.queues().messages(name, 100).await.unwrap();
        messages.into_iter().map(|message| message.body).collect()
    }

    /// The orders that somebody was asked to look at.
    async fn asked(&self) -> Vec<OrderId> {
        let mut orders = Vec::new();
        for body in self.queue("payments").await {
            match Message::read(&body).unwrap() {
                (_, Message::OrderDue(OrderRef { order_id })) => orders.push(order_id),
                (_, other) => unreachable!("the sweep asked for {other:?}"),
            }
        }
        orders.sort();
        orders
    }
}

#[tokio::test]
async fn a_look_is_asked_for_every_order_that_is_due_and_no_other() {
    let stage = a_stage().await;
    for number in 1..=12 {
        stage.due(&an_order(number), NOW.minus(Span::minutes(u32::from(number)))).await;
    }
    stage.due(&an_order(20), NOW).await;
    stage.due(&an_order(21), NOW.plus(Span::seconds(1))).await;
    handle(&stage.shop, NOW).await.unwrap();
    let wanted: Vec<OrderId> = (1..=12).chain([20]).map(an_order).collect();
    assert_eq!(stage.asked().await, wanted);
}

#[tokio::test]
async fn the_stream_has_half_a_minute_before_the_sweep_relays() {
    let stage = a_stage().await;
    let old = stage.tell("evt_1", NOW.minus(Span::seconds(30))).await;
    stage.tell("evt_2", NOW.minus(Span::seconds(29))).await;
    for _ in 0..2 {
        handle(&stage.shop, NOW).await.unwrap();
    }
    assert_eq!(stage.queue("notices").await, [old]);
}

#[tokio::test]
async fn an_item_that_cannot_be_relayed_keeps_nobody_waiting() {
    let stage = a_stage().await;
    let before = NOW.minus(Span::minutes(5));
    stage.tell("evt_1", before).await;
    stage.tell("evt_2", before).await;
    for _ in 0..3 {
        stage.faults.plan(Service::Sqs, "SendMessageBatch", Fault::Refuse(Refusal::Internal));
    }
    handle(&stage.shop, NOW).await.unwrap();
    assert_eq!(stage.queue("notices").await.len(), 1);
    handle(&stage.shop, NOW).await.unwrap();
    assert_eq!(stage.queue("notices").await.len(), 2);
}

#[tokio::test]
async fn while_the_queue_is_down_the_sweep_fails_and_the_next_finds_the_same() {
    let stage = a_stage().await;
    stage.due(&an_order(1), NOW).await;
    for _ in 0..3 {
        stage.faults.plan(Service::Sqs, "SendMessageBatch", Fault::Refuse(Refusal::Internal));
    }
    assert!(handle(&stage.shop, NOW).await.is_err());
    handle(&stage.shop, NOW).await.unwrap();
    assert_eq!(stage.asked().await, [an_order(1)]);
}

#[tokio::test]
async fn a_quiet_shop_is_swept_without_a_word() {
    let stage = a_stage().await;
    handle(&stage.shop, NOW).await.unwrap();
    assert_eq!((stage.queue("payments").await, stage.queue("notices").await), (vec![], vec![]));
}
