//! Debits: days between the shopper's click and the money.

use provider_sim::{DebitOutcome, DebitPayment, DebitPlan};
use serde_json::json;

use super::support::{Shop, debit_form, session_form};

const SETTLES: &str = "DE89370400440532013000";
const FAILS: &str = "DE62370400440532013001";
const SETTLES_SLOWLY: &str = "DE08370400440532013003";
const TAKEN_BACK: &str = "DE35370400440532013002";
const POOR: &str = "DE65370400440002222227";

#[tokio::test]
async fn a_submitted_debit_completes_the_session_unpaid() {
    let shop = Shop::open().await;
    let (session, intent) = shop.debited("ord_1", SETTLES).await;
    let session = shop.get(&format!("/v1/checkout/sessions/{session}")).await;
    assert_eq!((session.text("/status"), session.text("/payment_status")), ("complete", "unpaid"));
    assert_eq!(session.body["payment_method_types"], json!(["card", "sepa_debit"]));
    let path = format!("/v1/payment_intents/{intent}?expand[]=latest_charge");
    let intent = shop.get(&path).await;
    assert_eq!((intent.text("/status"), &intent.body["amount_received"]), ("processing", &json!(0)));
    assert_eq!(intent.text("/latest_charge/status"), "pending");
    assert!(intent.text("/latest_charge/id").starts_with("py_"));
    assert_eq!(intent.text("/latest_charge/payment_method_details/sepa_debit/last4"), "3000");
    let types = [
        "payment_intent.created",
        "charge.pending",
        "payment_intent.processing",
        "checkout.session.completed",
    ];
    assert_eq!(shop.event_types(), types);
    assert_eq!((shop.totals("ord_1").processing, shop.totals("ord_1").captured), (2400, 0));
}

#[tokio::test]
async fn a_debit_settles_on_its_fifth_day() {
    let shop = Shop::open().await;
    let (session, intent) = shop.debited("ord_1", SETTLES).await;
    shop.days(5);
    shop.clock.advance_ms(-1);
    assert_eq!(shop.get(&format!("/v1/payment_intents/{intent}")).await.text("/status"), "processing");
    shop.clock.advance_ms(1);
    let settled = shop.get(&format!("/v1/payment_intents/{intent}")).await;
    assert_eq!((settled.text("/status"), &settled.body["amount_received"]), ("succeeded", &json!(2400)));
    let session = shop.get(&format!("/v1/checkout/sessions/{session}")).await;
    assert_eq!(session.text("/payment_status"), "paid");
    let types = ["charge.succeeded", "payment_intent.succeeded", "checkout.session.async_payment_succeeded"];
    assert_eq!(shop.last_event_types(3), types);
    assert_eq!((shop.totals("ord_1").processing, shop.totals("ord_1").captured), (0, 2400));
}

#[tokio::test]
async fn a_debit_that_fails_leaves_a_complete_session_that_cannot_be_paid_again() {
    let shop = Shop::open().await;
    let (session, intent) = shop.debited("ord_1", FAILS).await;
    shop.days(5);
    let failed = shop.get(&format!("/v1/payment_intents/{intent}?expand[]=latest_charge")).await;
    assert_eq!(failed.text("/status"), "requires_payment_method");
    assert_eq!(failed.text("/last_payment_error/code"), "payment_intent_payment_attempt_failed");
    assert_eq!(failed.text("/last_payment_error/payment_method/type"), "sepa_debit");
    assert_eq!(failed.text("/latest_charge/status"), "failed");
    let after = shop.get(&format!("/v1/checkout/sessions/{session}")).await;
    assert_eq!((after.text("/status"), after.text("/payment_status")), ("complete", "unpaid"));
    let types = ["charge.failed", "payment_intent.payment_failed", "checkout.session.async_payment_failed"];
    assert_eq!(shop.last_event_types(3), types);
    let again = DebitPayment { iban: SETTLES.to_owned(), email: None, after_ms: None };
    assert!(shop.sim.control().pay_by_debit(&session, &again).is_err());
    assert_eq!((shop.totals("ord_1").processing, shop.totals("ord_1").captured), (0, 0));
}

#[tokio::test]
async fn some_accounts_take_longer_or_have_a_reason_of_their_own() {
    let shop = Shop::open().await;
    let (_, slow) = shop.debited("ord_1", SETTLES_SLOWLY).await;
    let (_, poor) = shop.debited("ord_2", POOR).await;
    shop.days(5);
    assert_eq!(shop.get(&format!("/v1/payment_intents/{slow}")).await.text("/status"), "processing");
    let poor = shop.get(&format!("/v1/payment_intents/{poor}")).await;
    assert_eq!(poor.text("/last_payment_error/code"), "insufficient_funds");
    shop.days(3);
    assert_eq!(shop.get(&format!("/v1/payment_intents/{slow}")).await.text("/status"), "succeeded");
}

#[tokio::test]
async fn a_debit_that_is_taken_back_is_lost_at_once() {
    let shop = Shop::open().await;
    let (_, intent) = shop.debited("ord_1", TAKEN_BACK).await;
    shop.days(5);
    let disputes = shop.get(&format!("/v1/disputes?payment_intent={intent}")).await;
    assert_eq!(
        (disputes.text("/data/0/status"), disputes.text("/data/0/reason")),
        ("lost", "debit_not_authorized")
    );
    let refund = shop.post("/v1/refunds", &format!("payment_intent={intent}")).await;
    assert_eq!(refund.code(), "charge_disputed");
    assert_eq!((shop.totals("ord_1").captured, shop.totals("ord_1").disputed), (2400, 2400));
}

#[tokio::test]
async fn the_control_decides_how_and_when_a_debit_ends() {
    let shop = Shop::open().await;
    let control = shop.sim.control();
    let (_, first) = shop.debited("ord_1", SETTLES).await;
    let failed = control.end_debit(&first, DebitOutcome::InsufficientFunds).expect("under way");
    assert_eq!(failed["last_payment_error"]["code"], "insufficient_funds");
    assert!(control.end_debit(&first, DebitOutcome::Settles).is_err(), "it has ended");
    let (_, second) = shop.debited("ord_2", FAILS).await;
    let plan = DebitPlan { outcome: DebitOutcome::Settles, after_ms: 12 * 86_400_000 };
    control.plan_debit(&second, plan).expect("under way");
    shop.days(11);
    assert_eq!(shop.get(&format!("/v1/payment_intents/{second}")).await.text("/status"), "processing");
    shop.days(1);
    assert_eq!(shop.get(&format!("/v1/payment_intents/{second}")).await.text("/status"), "succeeded");
}

#[tokio::test]
async fn a_debit_under_way_cannot_be_canceled_captured_refunded_or_expired() {
    let shop = Shop::open().await;
    let (session, intent) = shop.debited("ord_1", SETTLES).await;
    for action in ["cancel", "capture"] {
        let answer = shop.post(&format!("/v1/payment_intents/{intent}/{action}"), "").await;
        assert_eq!((answer.status, answer.code()), (400, "payment_intent_unexpected_state"), "{action}");
    }
    let refund = shop.post("/v1/refunds", &format!("payment_intent={intent}")).await;
    assert!(refund.text("/error/message").contains("does not have a successful charge to refund"));
    let expired = shop.post(&format!("/v1/checkout/sessions/{session}/expire"), "").await;
    assert!(expired.text("/error/message").contains("has a status of `complete`"));
}

#[tokio::test]
async fn a_card_beside_a_debit_is_captured_by_request() {
    let shop = Shop::open().await;
    let session = shop.session_with_debit("ord_1").await;
    shop.pay(&session, "4242424242424242");
    let intent = shop.intent_of(&session).await;
    let authorized = shop.get(&format!("/v1/payment_intents/{intent}")).await;
    assert_eq!(
        (authorized.text("/status"), authorized.text("/capture_method")),
        ("requires_capture", "automatic_async")
    );
    assert_eq!(authorized.text("/payment_method_options/card/capture_method"), "manual");
    let captured = shop.post(&format!("/v1/payment_intents/{intent}/capture"), "").await;
    assert_eq!(captured.text("/status"), "succeeded");
}

#[tokio::test]
async fn debits_are_refused_where_the_provider_refuses_them() {
    let shop = Shop::open().await;
    let methods = "payment_method_types[]=card&payment_method_types[]=sepa_debit";
    let manual = format!("{}&{methods}", session_form("ord_1"));
    let refused = shop.post("/v1/checkout/sessions", &manual).await;
    assert_eq!((refused.status, refused.text("/error/param")), (400, "payment_intent_data[capture_method]"));
    let pounds = debit_form("ord_1").replace("[currency]=eur", "[currency]=gbp");
    let refused = shop.post("/v1/checkout/sessions", &pounds).await;
    assert!(refused.text("/error/message").contains("`sepa_debit` only supports"), "{}", refused.body);
    let session = shop.session("ord_2").await;
    let payment = DebitPayment { iban: SETTLES.to_owned(), email: None, after_ms: None };
    let error = shop.sim.control().pay_by_debit(&session, &payment).expect_err("cards only");
    assert_eq!(error.to_string(), "the session does not offer this way to pay");
}
