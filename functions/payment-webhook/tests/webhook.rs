//! The webhook: what is signed is stored once with its message, and nothing else is believed.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use contract::config::{TABLE_NAME, WEBHOOK_SECRETS};
use contract::messages::{Message, ProviderEventReceived};
use domain::ids::OrderId;
use domain::payments::Provider;
use domain::time::{Span, Timestamp};
use embedded::{EmbeddedAws, EmbeddedConfig, Fault, Faults, PlannedFaults, Refusal, Service};
use hmac::{Hmac, KeyInit, Mac};
use lambda_http::{Body, http};
use payment_webhook::{Config, Shop, handle};
use serde_json::{Value, json};
use sha2::Sha256;
use std::fmt::Write;
use std::path::Path;
use std::sync::Arc;
use store::Store;
use store::table::{Key, provider_event};

const NOW: Timestamp = Timestamp::from_ms(1_795_318_200_000);

struct Stage {
    shop: Shop,
    store: Store,
    faults: Arc<PlannedFaults>,
    _aws: EmbeddedAws,
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
    local::engine::create_stores(&template, &aws.dynamodb(), &aws.sqs()).await.unwrap();
    let lookup = |name: &str| match name {
        TABLE_NAME => Some("shop".to_owned()),
        WEBHOOK_SECRETS => Some("whsec_current, whsec_previous".to_owned()),
        _ => None,
    };
    let shop = Shop::new(Config::read(&lookup).unwrap(), aws.dynamodb()).unwrap();
    Stage { shop, store: Store::new(aws.dynamodb(), "shop"), faults, _aws: aws, _folder: folder }
}

fn order() -> OrderId {
    OrderId::from_bits([1; 16])
}

fn an_event(shop: &str) -> Value {
    json!({
        "id": "evt_1",
        "type": "payment_intent.succeeded",
        "created": NOW.as_seconds(),
        "data": {"object": {"id": "pi_1", "metadata": {"shop": shop, "order_id": order().as_str()}}},
    })
}

fn signature(secret: &str, at: Timestamp, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{}.{body}", at.as_seconds()).as_bytes());
    let digest = mac.finalize().into_bytes();
    let digits = digest.iter().fold(String::new(), |mut digits, byte| {
        write!(digits, "{byte:02x}").unwrap();
        digits
    });
    format!("t={},v1={digits}", at.as_seconds())
}

fn key() -> Key {
    provider_event("stripe", "evt_1")
}

impl Stage {
    async fn post(&self, signature: &str, body: &str) -> u16 {
        let request = http::Request::post("/webhooks/stripe").header("stripe-signature", signature);
        let request = request.header("content-type", "application/json").body(Body::from(body)).unwrap();
        handle(&self.shop, request, NOW).await.status().as_u16()
    }

    /// The messages that somebody still has to be told.
    async fn unsent(&self) -> Vec<Message> {
        let unsent = self.store.unsent(&key()).await.unwrap();
        let bodies = unsent.map(|unsent| unsent.messages).unwrap_or_default();
        bodies.iter().map(|body| Message::read(body).unwrap().1).collect()
    }
}

#[tokio::test]
async fn a_signed_event_is_stored_once_with_the_message_to_look() {
    let stage = a_stage().await;
    let body = an_event("shop").to_string();
    assert_eq!(stage.post(&signature("whsec_current", NOW, &body), &body).await, 204);
    let message = ProviderEventReceived {
        order_id: order(),
        event_id: "evt_1".to_owned(),
        provider: Some(Provider::Stripe),
    };
    assert_eq!(stage.unsent().await, [Message::ProviderEventReceived(message)]);
    let unsent = stage.store.unsent(&key()).await.unwrap().unwrap();
    stage.store.strike(&unsent).await.unwrap();
    assert_eq!(stage.post(&signature("whsec_previous", NOW, &body), &body).await, 204);
    assert_eq!(stage.unsent().await, [], "a repeat makes nobody look again");
}

#[tokio::test]
async fn what_is_not_signed_as_agreed_is_refused_and_not_stored() {
    let stage = a_stage().await;
    let body = an_event("shop").to_string();
    let old = NOW.minus(Span::minutes(6));
    let changed = body.replace("pi_1", "pi_2");
    for (header, body) in [
        (signature("whsec_other", NOW, &body), &body),
        (signature("whsec_current", old, &body), &body),
        (signature("whsec_current", NOW, &body), &changed),
        (String::new(), &body),
    ] {
        assert_eq!(stage.post(&header, body).await, 400, "{header}");
    }
    assert_eq!(stage.unsent().await, []);
}

#[tokio::test]
async fn another_shops_event_is_taken_and_tells_nobody() {
    let stage = a_stage().await;
    let body = an_event("another").to_string();
    assert_eq!(stage.post(&signature("whsec_current", NOW, &body), &body).await, 204);
    assert_eq!(stage.unsent().await, []);
}

#[tokio::test]
async fn a_lost_answer_of_the_table_loses_no_event() {
    let stage = a_stage().await;
    stage.faults.plan(Service::DynamoDb, "PutItem", Fault::LoseAnswer);
    let body = an_event("shop").to_string();
    assert_eq!(stage.post(&signature("whsec_current", NOW, &body), &body).await, 204);
    assert_eq!(stage.unsent().await.len(), 1);
}

#[tokio::test]
async fn an_event_that_was_not_stored_is_not_taken() {
    let stage = a_stage().await;
    for _ in 0..3 {
        stage.faults.plan(Service::DynamoDb, "PutItem", Fault::Refuse(Refusal::Internal));
    }
    let body = an_event("shop").to_string();
    let header = signature("whsec_current", NOW, &body);
    assert_eq!(stage.post(&header, &body).await, 503);
    assert_eq!(stage.post(&header, &body).await, 204);
    assert_eq!(stage.unsent().await.len(), 1);
}
