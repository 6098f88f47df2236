//! Webhooks: signatures, retries, policies.

use std::time::Duration;

use axum::http::StatusCode;
use provider_sim::{DeliveryPolicy, FlushOrder, signature};

use super::support::{Hook, SECRET, START_MS, Shop};

const AUTHORIZED: [&str; 4] = [
    "payment_intent.created",
    "charge.succeeded",
    "payment_intent.amount_capturable_updated",
    "checkout.session.completed",
];

async fn shop_with_hook() -> (Shop, Hook) {
    let hook = Hook::open().await;
    let target = hook.target.clone();
    let shop = Shop::with(|config| config.webhook = Some(target)).await;
    (shop, hook)
}

fn sorted(mut kinds: Vec<String>) -> Vec<String> {
    kinds.sort();
    kinds
}

#[tokio::test]
async fn events_are_delivered_signed_and_then_owed_no_more() {
    let (shop, hook) = shop_with_hook().await;
    shop.authorized("ord_1").await;
    hook.until(4).await;
    assert_eq!(sorted(hook.kinds()), sorted(AUTHORIZED.map(str::to_owned).to_vec()));
    for arrived in hook.arrived() {
        assert_eq!(arrived.signature, signature(SECRET, START_MS / 1000, &arrived.body));
    }
    assert!(shop.sim.control().webhooks_idle(Duration::from_secs(5)).await);
    let owed = shop.get("/v1/events?delivery_success=false").await;
    assert_eq!(owed.body["data"].as_array().map(Vec::len), Some(0));
}

#[tokio::test]
async fn a_webhook_that_is_not_taken_comes_again_later_and_later() {
    let (shop, hook) = shop_with_hook().await;
    hook.answer_with(StatusCode::SERVICE_UNAVAILABLE);
    let session = shop.session("ord_1").await;
    shop.sim.control().expire_session(&session).expect("the session is open");
    hook.until(1).await;
    let mut pauses = Vec::new();
    for count in 2..=4 {
        let due_ms = failed(&shop, count - 1).await;
        pauses.push(due_ms - shop.clock.now_ms());
        shop.clock.advance_ms(due_ms - shop.clock.now_ms());
        hook.until(count).await;
    }
    assert_eq!(pauses, [1_000, 2_000, 4_000]);
    hook.answer_with(StatusCode::NO_CONTENT);
    let due_ms = failed(&shop, 4).await;
    shop.clock.advance_ms(due_ms - shop.clock.now_ms());
    hook.until(5).await;
    assert!(shop.sim.control().webhooks_idle(Duration::from_secs(5)).await);
    let ids: Vec<_> = hook.arrived().iter().map(|arrived| arrived.event()["id"].clone()).collect();
    assert!(ids.iter().all(|id| *id == ids[0]), "every attempt is the same event");
}

/// Waits until the one delivery has failed so often; answers when it is due next.
async fn failed(shop: &Shop, attempts: usize) -> i64 {
    let recorded = async {
        loop {
            let owed = shop.sim.control().deliveries().expect("the ledger is readable");
            let delivery = owed.first().expect("one delivery is owed");
            if usize::try_from(delivery.attempts) == Ok(attempts) {
                return delivery.due_ms;
            }
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), recorded).await.expect("the failure is recorded")
}

#[tokio::test]
async fn held_events_wait_and_can_go_newest_first() {
    let (shop, hook) = shop_with_hook().await;
    let control = shop.sim.control();
    control.set_delivery_policy(DeliveryPolicy::Hold);
    shop.authorized("ord_1").await;
    assert!(control.webhooks_idle(Duration::from_secs(5)).await);
    assert_eq!((hook.arrived().len(), control.deliveries().expect("readable").len()), (0, 4));
    assert_eq!(control.flush(FlushOrder::NewestFirst).expect("writable"), 4);
    hook.until(4).await;
    let mut wanted = AUTHORIZED.map(str::to_owned).to_vec();
    wanted.reverse();
    assert_eq!(hook.kinds(), wanted);
}

#[tokio::test]
async fn dropped_events_are_in_the_list_only() {
    let (shop, hook) = shop_with_hook().await;
    shop.sim.control().set_delivery_policy(DeliveryPolicy::Drop);
    shop.authorized("ord_1").await;
    assert!(shop.sim.control().webhooks_idle(Duration::from_secs(5)).await);
    assert_eq!(hook.arrived().len(), 0);
    assert_eq!(shop.event_types(), AUTHORIZED);
}

#[tokio::test]
async fn events_can_come_five_times_each() {
    let (shop, hook) = shop_with_hook().await;
    shop.sim.control().set_delivery_policy(DeliveryPolicy::Duplicate { times: 5 });
    shop.authorized("ord_1").await;
    hook.until(20).await;
    assert!(shop.sim.control().webhooks_idle(Duration::from_secs(5)).await);
    let completed = hook.kinds().into_iter().filter(|kind| kind == "checkout.session.completed");
    assert_eq!((hook.arrived().len(), completed.count()), (20, 5));
}

#[tokio::test]
async fn events_can_come_in_reverse() {
    let (shop, hook) = shop_with_hook().await;
    shop.sim.control().set_delivery_policy(DeliveryPolicy::Reversed { window_ms: 0 });
    shop.authorized("ord_1").await;
    hook.until(4).await;
    let mut wanted = AUTHORIZED.map(str::to_owned).to_vec();
    wanted.reverse();
    assert_eq!(hook.kinds(), wanted);
}

#[tokio::test]
async fn events_can_come_late() {
    let (shop, hook) = shop_with_hook().await;
    shop.sim.control().set_delivery_policy(DeliveryPolicy::Delay { delay_ms: 3_000 });
    shop.authorized("ord_1").await;
    tokio::time::sleep(Duration::from_millis(50)).await;
    assert_eq!(hook.arrived().len(), 0);
    shop.clock.advance_ms(3_000);
    hook.until(4).await;
}

#[tokio::test]
async fn an_event_can_be_sent_again() {
    let (shop, hook) = shop_with_hook().await;
    let session = shop.session("ord_1").await;
    shop.sim.control().expire_session(&session).expect("the session is open");
    hook.until(1).await;
    let event = hook.arrived()[0].event();
    shop.sim.control().resend(event["id"].as_str().unwrap_or_default()).expect("the event exists");
    hook.until(2).await;
    assert_eq!(hook.arrived()[1].event()["id"], event["id"]);
}
