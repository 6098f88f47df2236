//! Disputes: opened by test cards or by the payer's bank, answered, won and lost.

use provider_sim::{DashboardDispute, DashboardRefund, DisputeKind, DisputeVerdict};
use serde_json::json;

use super::support::Shop;

const APPROVED: &str = "4242424242424242";
const FRAUDULENT: &str = "4000000000000259";
const NOT_RECEIVED: &str = "4000000000002685";
const INQUIRY: &str = "4000000000001976";

async fn dispute_of(shop: &Shop, intent: &str) -> String {
    let list = shop.get(&format!("/v1/disputes?payment_intent={intent}")).await;
    assert_eq!(list.body["data"].as_array().map(Vec::len), Some(1));
    list.text("/data/0/id").to_owned()
}

#[tokio::test]
async fn the_test_card_for_disputes_is_charged_back_when_it_is_captured() {
    let shop = Shop::open().await;
    let intent = shop.authorized_by("ord_1", FRAUDULENT).await;
    let none = shop.get(&format!("/v1/disputes?payment_intent={intent}")).await;
    assert_eq!(none.body["data"], json!([]));
    shop.post(&format!("/v1/payment_intents/{intent}/capture"), "").await;
    let types = [
        "charge.captured",
        "charge.dispute.created",
        "charge.dispute.funds_withdrawn",
        "payment_intent.succeeded",
    ];
    assert_eq!(shop.last_event_types(4), types);
    let id = dispute_of(&shop, &intent).await;
    let dispute = shop.get(&format!("/v1/disputes/{id}?expand[]=charge")).await;
    assert_eq!((dispute.text("/status"), dispute.text("/reason")), ("needs_response", "fraudulent"));
    assert_eq!(
        (&dispute.body["amount"], &dispute.body["is_charge_refundable"]),
        (&json!(2400), &json!(false))
    );
    assert_eq!(dispute.body["balance_transactions"][0]["amount"], json!(-2400));
    assert_eq!(dispute.body["charge"]["disputed"], json!(true));
    assert_eq!(dispute.text("/payment_method_details/card/network_reason_code"), "10.4");
    let refund = shop.post("/v1/refunds", &format!("payment_intent={intent}")).await;
    assert_eq!((refund.status, refund.code()), (400, "charge_disputed"));
    assert_eq!(shop.totals("ord_1").disputed, 2400);
}

#[tokio::test]
async fn winning_evidence_wins_and_the_money_comes_back() {
    let shop = Shop::open().await;
    let intent = shop.captured_by("ord_1", NOT_RECEIVED).await;
    let id = dispute_of(&shop, &intent).await;
    let form = "evidence[uncategorized_text]=winning_evidence&submit=true";
    let answered = shop.post(&format!("/v1/disputes/{id}"), form).await;
    assert_eq!((answered.status, answered.text("/status")), (200, "under_review"));
    assert_eq!(answered.body["evidence_details"]["submission_count"], json!(1));
    assert_eq!(shop.last_event_types(2), ["charge.dispute.updated", "charge.updated"]);
    shop.clock.advance_ms(5_000);
    let won = shop.get(&format!("/v1/disputes/{id}")).await;
    assert_eq!((won.text("/status"), won.text("/reason")), ("won", "product_not_received"));
    assert_eq!(won.body["balance_transactions"][1]["amount"], json!(2400));
    assert_eq!(shop.last_event_types(2), ["charge.dispute.funds_reinstated", "charge.dispute.closed"]);
    assert_eq!((shop.totals("ord_1").disputed, shop.totals("ord_1").disputes), (0, 1));
    let refund = shop.post("/v1/refunds", &format!("payment_intent={intent}")).await;
    assert_eq!(refund.status, 200, "a payment whose dispute was won can be refunded");
}

#[tokio::test]
async fn losing_evidence_loses_and_so_does_accepting() {
    let shop = Shop::open().await;
    let first = shop.captured_by("ord_1", FRAUDULENT).await;
    let id = dispute_of(&shop, &first).await;
    shop.post(&format!("/v1/disputes/{id}"), "evidence[uncategorized_text]=losing_evidence").await;
    shop.clock.advance_ms(5_000);
    assert_eq!(shop.get(&format!("/v1/disputes/{id}")).await.text("/status"), "lost");
    let second = shop.captured_by("ord_2", FRAUDULENT).await;
    let id = dispute_of(&shop, &second).await;
    let closed = shop.post(&format!("/v1/disputes/{id}/close"), "").await;
    assert_eq!(closed.text("/status"), "lost");
    assert_eq!(shop.last_event_types(2), ["charge.dispute.closed", "charge.updated"]);
    let again = shop.post(&format!("/v1/disputes/{id}/close"), "").await;
    assert_eq!((again.status, again.text("/error/message")), (400, "This dispute is already closed"));
    assert_eq!(shop.totals("ord_2").disputed, 2400);
}

#[tokio::test]
async fn an_inquiry_moves_no_money_until_it_is_escalated() {
    let shop = Shop::open().await;
    let intent = shop.captured_by("ord_1", INQUIRY).await;
    let id = dispute_of(&shop, &intent).await;
    let inquiry = shop.get(&format!("/v1/disputes/{id}")).await;
    assert_eq!(
        (inquiry.text("/status"), &inquiry.body["balance_transactions"]),
        ("warning_needs_response", &json!([]))
    );
    let refund = shop.post("/v1/refunds", &format!("payment_intent={intent}&amount=400")).await;
    assert_eq!(refund.status, 200, "what is only inquired about can be refunded");
    shop.post(&format!("/v1/disputes/{id}"), "evidence[uncategorized_text]=escalate_inquiry_evidence").await;
    shop.clock.advance_ms(5_000);
    let escalated = shop.get(&format!("/v1/disputes/{id}")).await;
    assert_eq!(
        (escalated.text("/status"), escalated.text("/payment_method_details/card/case_type")),
        ("needs_response", "chargeback")
    );
    assert_eq!((shop.totals("ord_1").refunded, shop.totals("ord_1").disputed), (400, 2000));
}

#[tokio::test]
async fn a_person_opens_and_decides_disputes_in_the_dashboard() {
    let shop = Shop::open().await;
    let control = shop.sim.control();
    let intent = shop.captured_by("ord_1", APPROVED).await;
    let part = DashboardDispute { kind: Some(DisputeKind::ProductNotReceived), amount: Some(1000) };
    let first = control.dispute(&intent, part).expect("captured");
    let id = first["id"].as_str().expect("an id").to_owned();
    assert_eq!(shop.totals("ord_1").disputed, 1000);
    let more = DashboardDispute { amount: Some(1401), ..DashboardDispute::default() };
    assert!(control.dispute(&intent, more).is_err(), "1400 are left");
    let answered = control.decide_dispute(&id, DisputeVerdict::Respond).expect("open");
    assert_eq!(answered["status"], "under_review");
    assert!(control.decide_dispute(&id, DisputeVerdict::Escalate).is_err(), "it is a chargeback");
    assert_eq!(control.decide_dispute(&id, DisputeVerdict::Win).expect("open")["status"], "won");
    assert!(control.decide_dispute(&id, DisputeVerdict::Lose).is_err(), "it is closed");
    assert_eq!(shop.totals("ord_1").disputed, 0);
    let second = control.dispute(&intent, DashboardDispute::default()).expect("captured");
    assert_eq!((&second["amount"], &second["reason"]), (&json!(2400), &json!("fraudulent")));
    let wrong = DashboardDispute { kind: Some(DisputeKind::DebitNotAuthorized), amount: None };
    assert!(control.dispute(&intent, wrong).is_err(), "cards know no such dispute");
}

#[tokio::test]
async fn a_chargeback_fails_the_refunds_that_are_still_on_their_way() {
    let shop = Shop::open().await;
    let control = shop.sim.control();
    let intent = shop.captured_by("ord_1", "4000000000007726").await;
    let part = DashboardRefund { amount: Some(400), reason: None };
    let refund = control.refund(&intent, &part).expect("captured");
    control.dispute(&intent, DashboardDispute::default()).expect("captured");
    let id = refund["id"].as_str().expect("an id");
    let failed = shop.get(&format!("/v1/refunds/{id}")).await;
    assert_eq!(failed.text("/failure_reason"), "charge_for_pending_refund_disputed");
    assert_eq!((shop.totals("ord_1").refunded, shop.totals("ord_1").disputed), (0, 2000));
}

#[tokio::test]
async fn a_dispute_is_found_by_its_id_only() {
    let shop = Shop::open().await;
    let missing = shop.get("/v1/disputes/du_none").await;
    assert_eq!(
        (missing.status, missing.code(), missing.text("/error/param")),
        (404, "resource_missing", "dispute")
    );
    let wrong = shop.post("/v1/disputes/du_none", "evidence[receipt]=file_1").await;
    assert_eq!(wrong.text("/error/param"), "evidence[receipt]");
}
