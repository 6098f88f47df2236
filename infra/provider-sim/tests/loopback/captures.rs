//! Captures that fail for good, and what a person captures or cancels in the dashboard.

use provider_sim::CaptureFate;
use serde_json::json;

use super::support::Shop;

const APPROVED: &str = "4242424242424242";
const CAPTURE_DECLINED: &str = "4000000000007130";
const CAPTURE_EXPIRED: &str = "4000000000007148";

#[tokio::test]
async fn a_declined_capture_sends_the_intent_back_for_another_way_to_pay() {
    let shop = Shop::open().await;
    let intent = shop.authorized_by("ord_1", CAPTURE_DECLINED).await;
    let path = format!("/v1/payment_intents/{intent}/capture");
    let refused = shop.post_with_key(&path, "", "key-1").await;
    assert_eq!((refused.status, refused.text("/error/type")), (402, "card_error"));
    assert_eq!((refused.code(), refused.text("/error/decline_code")), ("card_declined", "generic_decline"));
    assert_eq!(refused.text("/error/payment_intent/status"), "requires_payment_method");
    let after = shop.get(&format!("/v1/payment_intents/{intent}?expand[]=latest_charge")).await;
    assert_eq!(after.text("/status"), "requires_payment_method");
    assert_eq!(
        (after.text("/latest_charge/status"), &after.body["amount_capturable"]),
        ("failed", &json!(0))
    );
    assert_eq!(shop.last_event_types(2), ["charge.failed", "payment_intent.payment_failed"]);
    let repeat = shop.post_with_key(&path, "", "key-1").await;
    assert_eq!((repeat.status, repeat.replayed), (402, true));
    let fresh = shop.post(&path, "").await;
    assert_eq!((fresh.status, fresh.code()), (400, "payment_intent_unexpected_state"));
    shop.days(8);
    assert_eq!(
        shop.get(&format!("/v1/payment_intents/{intent}")).await.text("/status"),
        "requires_payment_method",
        "nothing is left that could lapse"
    );
    let totals = shop.totals("ord_1");
    assert_eq!((totals.capturable, totals.captured), (0, 0));
}

#[tokio::test]
async fn a_capture_of_an_authorization_that_the_bank_gave_up_cancels_the_intent() {
    let shop = Shop::open().await;
    let intent = shop.authorized_by("ord_1", CAPTURE_EXPIRED).await;
    let refused = shop.post(&format!("/v1/payment_intents/{intent}/capture"), "").await;
    assert_eq!((refused.status, refused.code()), (400, "charge_expired_for_capture"));
    let after = shop.get(&format!("/v1/payment_intents/{intent}")).await;
    assert_eq!((after.text("/status"), after.text("/cancellation_reason")), ("canceled", "automatic"));
    assert_eq!(shop.last_event_types(2), ["charge.expired", "payment_intent.canceled"]);
    assert_eq!(shop.totals("ord_1").voided, 1);
}

#[tokio::test]
async fn the_control_decides_what_the_next_capture_does() {
    let shop = Shop::open().await;
    let control = shop.sim.control();
    let intent = shop.authorized_by("ord_1", APPROVED).await;
    control.plan_capture(&intent, CaptureFate::Declined).expect("authorized");
    let refused = control.capture(&intent, None).expect_err("the bank refuses");
    assert_eq!(refused.to_string(), "Your card was declined.");
    assert!(control.plan_capture(&intent, CaptureFate::Taken).is_err(), "it is not authorized any more");
    let after = shop.get(&format!("/v1/payment_intents/{intent}")).await;
    assert_eq!(after.text("/status"), "requires_payment_method", "what was refused stays refused");
}

#[tokio::test]
async fn a_person_captures_and_cancels_in_the_dashboard() {
    let shop = Shop::open().await;
    let control = shop.sim.control();
    let first = shop.authorized("ord_1").await;
    let captured = control.capture(&first, Some(1000)).expect("authorized");
    assert_eq!((&captured["status"], &captured["amount_received"]), (&json!("succeeded"), &json!(1000)));
    assert!(control.capture(&first, None).is_err(), "it is captured");
    let second = shop.authorized("ord_2").await;
    let canceled = control.cancel(&second).expect("authorized");
    assert_eq!(
        (&canceled["status"], &canceled["cancellation_reason"]),
        (&json!("canceled"), &json!("requested_by_customer"))
    );
    assert!(control.cancel(&second).is_err(), "it is canceled");
}
