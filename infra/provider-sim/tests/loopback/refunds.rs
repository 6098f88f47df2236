//! Refunds: what becomes of them days later, and the ones a person makes in the dashboard.

use provider_sim::DashboardRefund;
use serde_json::json;

use super::support::Shop;

const APPROVED: &str = "4242424242424242";
const REFUND_FAILS: &str = "4000000000005126";
const REFUND_TAKES_DAYS: &str = "4000000000007726";

#[tokio::test]
async fn a_refund_can_fail_days_after_it_succeeded_and_its_amount_can_be_refunded_again() {
    let shop = Shop::open().await;
    let intent = shop.captured_by("ord_1", REFUND_FAILS).await;
    let refund = shop.post("/v1/refunds", &format!("payment_intent={intent}&amount=1000")).await;
    assert_eq!((refund.status, refund.text("/status")), (200, "succeeded"));
    assert_eq!((shop.totals("ord_1").refunded, shop.totals("ord_1").refunds_failed), (1000, 0));
    shop.days(5);
    let failed = shop.get(&format!("/v1/refunds/{}", refund.text("/id"))).await;
    assert_eq!(
        (failed.text("/status"), failed.text("/failure_reason")),
        ("failed", "expired_or_canceled_card")
    );
    assert!(failed.text("/failure_balance_transaction").starts_with("txn_"));
    let types = ["refund.updated", "charge.refund.updated", "refund.failed"];
    assert_eq!(shop.last_event_types(3), types);
    assert_eq!((shop.totals("ord_1").refunded, shop.totals("ord_1").refunds_failed), (0, 1));
    let whole = shop.post("/v1/refunds", &format!("payment_intent={intent}")).await;
    assert_eq!(whole.body["amount"], json!(2400));
}

#[tokio::test]
async fn a_refund_can_be_pending_for_days() {
    let shop = Shop::open().await;
    let intent = shop.captured_by("ord_1", REFUND_TAKES_DAYS).await;
    let refund = shop.post("/v1/refunds", &format!("payment_intent={intent}")).await;
    assert_eq!((refund.text("/status"), refund.text("/pending_reason")), ("pending", "processing"));
    let again = shop.post("/v1/refunds", &format!("payment_intent={intent}")).await;
    assert_eq!(again.code(), "charge_already_refunded", "what is on its way is not refunded twice");
    let canceled = shop.post(&format!("/v1/refunds/{}/cancel", refund.text("/id")), "").await;
    assert_eq!(
        (canceled.status, canceled.text("/error/message")),
        (400, "Canceling this refund is unsupported.")
    );
    shop.days(5);
    let later = shop.get(&format!("/v1/refunds/{}", refund.text("/id"))).await;
    assert_eq!((later.text("/status"), later.text("/pending_reason")), ("succeeded", "(none)"));
    assert_eq!(shop.last_event_types(2), ["refund.updated", "charge.refund.updated"]);
}

#[tokio::test]
async fn one_read_shows_a_charge_with_its_refunds() {
    let shop = Shop::open().await;
    let session = shop.session("ord_1").await;
    shop.pay(&session, APPROVED);
    let intent = shop.intent_of(&session).await;
    shop.post(&format!("/v1/payment_intents/{intent}/capture"), "").await;
    for amount in 1..=12 {
        let form = format!("payment_intent={intent}&amount={amount}&metadata[refund]={amount}");
        assert_eq!(shop.post("/v1/refunds", &form).await.status, 200);
    }
    let path = format!("/v1/payment_intents/{intent}?expand[]=latest_charge.refunds");
    let intent = shop.get(&path).await;
    let refunds = &intent.body["latest_charge"]["refunds"];
    assert_eq!((refunds["data"].as_array().map(Vec::len), &refunds["has_more"]), (Some(10), &json!(true)));
    assert_eq!(intent.text("/latest_charge/refunds/data/0/metadata/refund"), "12");
    assert_eq!(intent.body["latest_charge"]["amount_refunded"], json!(78));
    let path = format!("/v1/checkout/sessions/{session}?expand[]=payment_intent.latest_charge.refunds");
    let session = shop.get(&path).await;
    assert_eq!(&session.body["payment_intent"]["latest_charge"]["refunds"], refunds);
    let plain = shop.get(&format!("/v1/charges/{}", intent.text("/latest_charge/id"))).await;
    assert_eq!(plain.body.get("refunds"), None, "refunds are shown only where they are asked for");
}

#[tokio::test]
async fn what_the_provider_does_not_expand_is_refused() {
    let shop = Shop::open().await;
    let intent = shop.authorized("ord_1").await;
    for path in ["latest_charge.dispute", "refunds", "latest_charge.refunds.data.charge.payment_intent"] {
        let answer = shop.get(&format!("/v1/payment_intents/{intent}?expand[]={path}")).await;
        assert_eq!((answer.status, answer.text("/error/param")), (400, "expand"), "{path}");
    }
}

#[tokio::test]
async fn the_dashboard_refunds_by_the_same_rules_without_the_shops_metadata() {
    let shop = Shop::open().await;
    let control = shop.sim.control();
    let intent = shop.captured_by("ord_1", APPROVED).await;
    let part = DashboardRefund { amount: Some(1500), reason: Some("duplicate".to_owned()) };
    let refund = control.refund(&intent, &part).expect("captured");
    assert_eq!((&refund["amount"], &refund["metadata"]), (&json!(1500), &json!({})));
    let too_much = control.refund(&intent, &part).expect_err("900 are left");
    assert!(too_much.to_string().contains("greater than unrefunded amount"));
    let rest = control.refund(&intent, &DashboardRefund::default()).expect("900 are left");
    assert_eq!(rest["amount"], json!(900));
    assert_eq!(shop.last_event_types(2), ["refund.created", "charge.refunded"]);
    let event = control.events().expect("readable").remove(0);
    assert_eq!(event["request"], json!({ "id": null, "idempotency_key": null }));
    assert!(control.refund("pi_none", &DashboardRefund::default()).is_err());
}

#[tokio::test]
async fn a_refund_ends_when_the_control_says_so() {
    let shop = Shop::open().await;
    let control = shop.sim.control();
    let intent = shop.captured_by("ord_1", REFUND_TAKES_DAYS).await;
    let make = async |amount: i64| {
        let form = format!("payment_intent={intent}&amount={amount}");
        shop.post("/v1/refunds", &form).await.text("/id").to_owned()
    };
    let (first, second, third) = (make(100).await, make(200).await, make(300).await);
    assert_eq!(control.succeed_refund(&first).expect("pending")["status"], "succeeded");
    let canceled = control.cancel_refund(&second).expect("pending");
    assert_eq!(
        (&canceled["status"], &canceled["failure_reason"]),
        (&json!("canceled"), &json!("merchant_request"))
    );
    let failed = control.fail_refund(&third, Some("lost_or_stolen_card")).expect("pending");
    assert_eq!(failed["failure_reason"], "lost_or_stolen_card");
    assert!(control.fail_refund(&third, None).is_err(), "it has failed");
    assert!(control.fail_refund(&first, Some("bad_mood")).is_err());
    assert!(control.require_refund_action(&first).is_err(), "cards know no such thing");
    let totals = shop.totals("ord_1");
    assert_eq!((totals.refunded, totals.refunds, totals.refunds_failed), (100, 3, 2));
}

#[tokio::test]
async fn a_refund_of_a_debit_may_wait_for_the_customer_and_be_canceled_then() {
    let shop = Shop::open().await;
    let (_, intent) = shop.debited("ord_1", "DE89370400440532013000").await;
    shop.days(5);
    let refund = shop.post("/v1/refunds", &format!("payment_intent={intent}")).await;
    assert_eq!(refund.text("/status"), "pending");
    shop.sim.control().require_refund_action(refund.text("/id")).expect("a pending refund of a debit");
    shop.days(30);
    let waiting = shop.get(&format!("/v1/refunds/{}", refund.text("/id"))).await;
    assert_eq!(waiting.text("/status"), "requires_action");
    let canceled = shop.post(&format!("/v1/refunds/{}/cancel", refund.text("/id")), "").await;
    assert_eq!((canceled.status, canceled.text("/status")), (200, "canceled"));
    assert_eq!(shop.totals("ord_1").refunded, 0);
}
