//! The provider's bad days, its memory, and other shops on the same account.

use std::collections::BTreeMap;
use std::time::Duration;

use provider_sim::{ForeignPayment, OutageKind};
use serde_json::json;

use super::support::{Hook, KEY, Shop, session_form};

const MINUTE_MS: i64 = 60_000;

#[tokio::test]
async fn nothing_is_done_while_the_provider_is_down_and_all_works_when_it_is_back() {
    let hook = Hook::open().await;
    let target = hook.target.clone();
    let shop = Shop::with(|config| config.webhook = Some(target)).await;
    let control = shop.sim.control();
    let session = shop.session("ord_1").await;
    control.start_outage(OutageKind::Unreachable, Some(20 * MINUTE_MS));
    let form = session_form("ord_2");
    assert!(shop.try_post("/v1/checkout/sessions", &form, Some("key-1")).await.is_none());
    let read = shop.browser().get(shop.url("/v1/events")).bearer_auth(KEY).send().await;
    assert!(read.is_err(), "the connection is dropped");
    let page = shop.browser().get(shop.url(&format!("/pay/{session}"))).send().await;
    assert!(page.is_err(), "shoppers see it as well");
    control.expire_session(&session).expect("the control works");
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(hook.arrived().len(), 0, "webhooks wait");
    assert_eq!(control.sessions().expect("readable").len(), 1, "nothing was applied");
    shop.clock.advance_ms(20 * MINUTE_MS);
    assert_eq!(control.outage(), None);
    hook.until(1).await;
    let made = shop.post_with_key("/v1/checkout/sessions", &form, "key-1").await;
    assert_eq!((made.status, made.replayed), (200, false), "no answer was kept");
}

#[tokio::test]
async fn an_unavailable_provider_answers_with_errors_that_are_not_kept() {
    let shop = Shop::open().await;
    let control = shop.sim.control();
    control.start_outage(OutageKind::Unavailable, None);
    let form = session_form("ord_1");
    let down = shop.post_with_key("/v1/checkout/sessions", &form, "key-1").await;
    assert_eq!((down.status, down.text("/error/type")), (503, "api_error"));
    control.end_outage();
    assert_eq!(shop.post_with_key("/v1/checkout/sessions", &form, "key-1").await.status, 200);
}

#[tokio::test]
async fn events_are_kept_for_thirty_days() {
    let shop = Shop::open().await;
    shop.authorized("ord_1").await;
    let old = shop.get("/v1/events").await.text("/data/0/id").to_owned();
    shop.days(30);
    assert_eq!(shop.get(&format!("/v1/events/{old}")).await.status, 200);
    shop.clock.advance_ms(1_000);
    assert_eq!(shop.get(&format!("/v1/events/{old}")).await.status, 404);
    let left = shop.get("/v1/events?type=checkout.session.completed").await;
    assert_eq!(left.body["data"], json!([]));
    assert_eq!(shop.get(&format!("/v1/events?starting_after={old}")).await.code(), "resource_missing");
}

#[tokio::test]
async fn another_shops_payments_share_the_account() {
    let shop = Shop::open().await;
    let control = shop.sim.control();
    let metadata = BTreeMap::from([("shop".to_owned(), "another".to_owned())]);
    let theirs = ForeignPayment {
        amount: 999,
        currency: "usd".to_owned(),
        metadata,
        authorize_only: false,
        without_session: false,
    };
    let intent = control.foreign_payment(&theirs).expect("a good card");
    assert_eq!((&intent["status"], &intent["metadata"]["shop"]), (&json!("succeeded"), &json!("another")));
    let id = intent["id"].as_str().expect("an id");
    let sessions = shop.get(&format!("/v1/checkout/sessions?payment_intent={id}")).await;
    assert_eq!(sessions.text("/data/0/metadata/shop"), "another");
    assert_eq!(shop.last_event_types(1), ["checkout.session.completed"]);
}

#[tokio::test]
async fn a_payment_of_another_integration_has_no_session() {
    let shop = Shop::open().await;
    let control = shop.sim.control();
    let bare = ForeignPayment {
        amount: 999,
        currency: "eur".to_owned(),
        metadata: BTreeMap::new(),
        authorize_only: true,
        without_session: true,
    };
    let intent = control.foreign_payment(&bare).expect("a good card");
    assert_eq!((&intent["status"], &intent["metadata"]), (&json!("requires_capture"), &json!({})));
    let id = intent["id"].as_str().expect("an id");
    let sessions = shop.get(&format!("/v1/checkout/sessions?payment_intent={id}")).await;
    assert_eq!(sessions.body["data"], json!([]));
    let types = ["payment_intent.created", "charge.succeeded", "payment_intent.amount_capturable_updated"];
    assert_eq!(shop.event_types(), types);
    let free = ForeignPayment { amount: 0, ..bare };
    assert!(control.foreign_payment(&free).is_err());
}
