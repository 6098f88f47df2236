//! Capture, cancel, refund, and the lists.

use serde_json::{Value, json};

use super::support::{Answer, Shop};

fn ids(answer: &Answer) -> Vec<String> {
    let data = answer.body["data"].as_array().cloned().unwrap_or_default();
    data.iter().map(|object| object["id"].as_str().unwrap_or_default().to_owned()).collect()
}

#[tokio::test]
async fn a_capture_takes_what_was_authorized_and_pays_the_session() {
    let shop = Shop::open().await;
    let intent = shop.authorized("ord_1").await;
    let answer = shop.post(&format!("/v1/payment_intents/{intent}/capture"), "").await;
    assert_eq!((answer.status, answer.text("/status")), (200, "succeeded"));
    assert_eq!(
        (&answer.body["amount_received"], &answer.body["amount_capturable"]),
        (&json!(2400), &json!(0))
    );
    let sessions = shop.get(&format!("/v1/checkout/sessions?payment_intent={intent}")).await;
    assert_eq!(sessions.text("/data/0/payment_status"), "paid");
    let again = shop.post(&format!("/v1/payment_intents/{intent}/capture"), "").await;
    assert_eq!((again.status, again.code()), (400, "payment_intent_unexpected_state"));
    assert_eq!(again.text("/error/payment_intent/status"), "succeeded");
}

#[tokio::test]
async fn a_capture_in_part_releases_the_rest() {
    let shop = Shop::open().await;
    let intent = shop.authorized("ord_1").await;
    let path = format!("/v1/payment_intents/{intent}/capture");
    assert_eq!(shop.post(&path, "amount_to_capture=2401").await.code(), "amount_too_large");
    assert_eq!(shop.post(&path, "amount_to_capture=0").await.code(), "parameter_invalid_integer");
    let answer = shop.post(&path, "amount_to_capture=1000").await;
    assert_eq!((&answer.body["amount"], &answer.body["amount_received"]), (&json!(2400), &json!(1000)));
    let refund = shop.post("/v1/refunds", &format!("payment_intent={intent}&amount=1001")).await;
    assert_eq!(
        refund.text("/error/message"),
        "Refund amount (€10.01) is greater than charge amount (€10.00)"
    );
}

#[tokio::test]
async fn an_authorized_intent_can_be_canceled() {
    let shop = Shop::open().await;
    let intent = shop.authorized("ord_1").await;
    let path = format!("/v1/payment_intents/{intent}/cancel");
    let answer = shop.post(&path, "cancellation_reason=abandoned").await;
    assert_eq!((answer.text("/status"), answer.text("/cancellation_reason")), ("canceled", "abandoned"));
    assert_eq!(shop.post(&path, "").await.code(), "payment_intent_unexpected_state");
    let capture = shop.post(&format!("/v1/payment_intents/{intent}/capture"), "").await;
    assert!(capture.text("/error/message").contains("has a status of canceled"));
    let totals = shop.sim.control().totals_of("ord_1").expect("readable");
    assert_eq!((totals.captured, totals.refunded, totals.voided), (0, 0, 1));
}

#[tokio::test]
async fn an_intent_of_an_open_session_ends_with_the_session_only() {
    let shop = Shop::open().await;
    let session = shop.session("ord_1").await;
    shop.pay(&session, "4000000000000002");
    let session = shop.get(&format!("/v1/checkout/sessions/{session}")).await;
    let answer =
        shop.post(&format!("/v1/payment_intents/{}/cancel", session.text("/payment_intent")), "").await;
    assert_eq!((answer.status, answer.code()), (400, "payment_intent_unexpected_state"));
}

#[tokio::test]
async fn an_authorization_lapses_after_seven_days() {
    let shop = Shop::open().await;
    let intent = shop.authorized("ord_1").await;
    shop.clock.advance_ms(7 * 86_400_000 - 1_000);
    assert_eq!(shop.get(&format!("/v1/payment_intents/{intent}")).await.text("/status"), "requires_capture");
    shop.clock.advance_ms(1_000);
    let lapsed = shop.get(&format!("/v1/payment_intents/{intent}")).await;
    assert_eq!((lapsed.text("/status"), lapsed.text("/cancellation_reason")), ("canceled", "automatic"));
    let types = shop.event_types();
    assert_eq!(types[types.len() - 2..], ["charge.expired", "payment_intent.canceled"]);
}

#[tokio::test]
async fn refunds_never_exceed_what_was_captured() {
    let shop = Shop::open().await;
    let intent = shop.authorized("ord_1").await;
    let early = shop.post("/v1/refunds", &format!("payment_intent={intent}")).await;
    assert!(early.text("/error/message").contains("does not have a successful charge to refund"));
    shop.post(&format!("/v1/payment_intents/{intent}/capture"), "").await;
    let form = format!("payment_intent={intent}&amount=1500&metadata[refund]=1&reason=requested_by_customer");
    let first = shop.post("/v1/refunds", &form).await;
    assert_eq!(
        (first.status, first.text("/status"), first.text("/metadata/refund")),
        (200, "succeeded", "1")
    );
    let second = shop.post("/v1/refunds", &form).await;
    let message = "Refund amount (€15.00) is greater than unrefunded amount on charge (€9.00)";
    assert_eq!((second.status, second.text("/error/message")), (400, message));
    let rest = shop.post("/v1/refunds", &format!("payment_intent={intent}")).await;
    assert_eq!(rest.body["amount"], json!(900));
    let none = shop.post("/v1/refunds", &format!("payment_intent={intent}")).await;
    assert_eq!(none.code(), "charge_already_refunded");
    let list = shop.get(&format!("/v1/refunds?payment_intent={intent}")).await;
    assert_eq!(ids(&list), [rest.text("/id"), first.text("/id")]);
    let totals = shop.sim.control().totals_of("ord_1").expect("readable");
    assert_eq!((totals.captured, totals.refunded, totals.refunds), (2400, 2400, 2));
}

#[tokio::test]
async fn a_refund_needs_something_to_refund() {
    let shop = Shop::open().await;
    assert_eq!(shop.post("/v1/refunds", "amount=1").await.code(), "parameter_missing");
    let unknown = shop.post("/v1/refunds", "payment_intent=pi_nothing").await;
    assert_eq!((unknown.status, unknown.code()), (400, "resource_missing"));
    let both = shop.post("/v1/refunds", "payment_intent=pi_1&charge=ch_1").await;
    assert_eq!(both.code(), "parameters_exclusive");
}

#[tokio::test]
async fn events_are_paged_by_cursor_newest_first() {
    let shop = Shop::open().await;
    for order in 0..5 {
        shop.authorized(&format!("ord_{order}")).await;
    }
    let all = ids(&shop.get("/v1/events?limit=100").await);
    assert_eq!(all.len(), 20);
    let mut paged = Vec::new();
    let mut query = "limit=7".to_owned();
    loop {
        let page = shop.get(&format!("/v1/events?{query}")).await;
        paged.extend(ids(&page));
        if page.body["has_more"] == Value::Bool(false) {
            break;
        }
        query = format!("limit=7&starting_after={}", paged.last().expect("a page is never empty"));
    }
    assert_eq!(paged, all);
    let newer = shop.get(&format!("/v1/events?limit=3&ending_before={}", all[10])).await;
    assert_eq!((ids(&newer), &newer.body["has_more"]), (all[7..10].to_vec(), &json!(true)));
}

#[tokio::test]
async fn events_are_filtered_by_type_and_time() {
    let shop = Shop::open().await;
    shop.authorized("ord_1").await;
    shop.clock.advance_ms(60_000);
    let since_s = shop.clock.now_s();
    shop.authorized("ord_2").await;
    let later = shop.get(&format!("/v1/events?created[gte]={since_s}")).await;
    assert_eq!(ids(&later).len(), 4);
    let earlier = shop.get(&format!("/v1/events?created[lt]={since_s}&type=payment_intent.*")).await;
    assert_eq!(ids(&earlier).len(), 2);
    let two = "types[]=charge.succeeded&types[]=checkout.session.completed";
    assert_eq!(ids(&shop.get(&format!("/v1/events?{two}")).await).len(), 4);
    for wrong in ["limit=0", "limit=101", "starting_after=evt_nothing", "status=new", "limit=ten"] {
        assert_eq!(shop.get(&format!("/v1/events?{wrong}")).await.status, 400, "{wrong}");
    }
}

#[tokio::test]
async fn an_event_shows_its_object_as_it_was() {
    let shop = Shop::open().await;
    let intent = shop.authorized("ord_1").await;
    shop.post_with_key(&format!("/v1/payment_intents/{intent}/capture"), "", "key-1").await;
    let held = shop.get("/v1/events?type=payment_intent.amount_capturable_updated").await;
    assert_eq!(held.text("/data/0/data/object/status"), "requires_capture");
    let captured = shop.get("/v1/events?type=payment_intent.succeeded").await;
    assert_eq!(captured.text("/data/0/data/object/status"), "succeeded");
    assert_eq!(captured.text("/data/0/request/idempotency_key"), "key-1");
    let one = shop.get(&format!("/v1/events/{}", captured.text("/data/0/id"))).await;
    assert_eq!(one.body, captured.body["data"][0]);
}

#[tokio::test]
async fn events_can_be_read_for_thirty_days() {
    let shop = Shop::open().await;
    shop.session("ord_1").await;
    shop.clock.advance_ms(86_400_000);
    let id = ids(&shop.get("/v1/events").await).remove(0);
    shop.clock.advance_ms(30 * 86_400_000);
    assert_eq!(shop.get(&format!("/v1/events/{id}")).await.status, 200);
    shop.clock.advance_ms(1_000);
    assert_eq!(shop.get(&format!("/v1/events/{id}")).await.status, 404);
}

#[tokio::test]
async fn intents_are_listed_and_charges_read() {
    let shop = Shop::open().await;
    let first = shop.authorized("ord_1").await;
    let second = shop.authorized("ord_2").await;
    let list = shop.get("/v1/payment_intents?expand[]=data.latest_charge").await;
    assert_eq!(ids(&list), [second, first]);
    let charge = list.body["data"][0]["latest_charge"].clone();
    let path = format!("/v1/charges/{}", charge["id"].as_str().unwrap_or_default());
    assert_eq!(shop.get(&path).await.body, charge);
}
