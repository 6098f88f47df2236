//! Checkout Sessions through the API.

use provider_sim::{Payment, PaymentOutcome, ThreeDSecure};
use serde_json::{Value, json};

use super::support::{START_MS, Shop, session_form};

const START_S: i64 = START_MS / 1000;

#[tokio::test]
async fn a_new_session_is_open_unpaid_and_has_no_intent() {
    let shop = Shop::open().await;
    let answer = shop.post("/v1/checkout/sessions", &session_form("ord_1")).await;
    let seen = json!({
        "object": answer.body["object"], "status": answer.body["status"], "payment_status": answer.body["payment_status"],
        "payment_intent": answer.body["payment_intent"], "amount_total": answer.body["amount_total"],
        "currency": answer.body["currency"], "expires_at": answer.body["expires_at"], "livemode": answer.body["livemode"],
        "metadata": answer.body["metadata"], "client_reference_id": answer.body["client_reference_id"],
        "adaptive_pricing": answer.body["adaptive_pricing"], "ui_mode": answer.body["ui_mode"],
    });
    let wanted = json!({
        "object": "checkout.session", "status": "open", "payment_status": "unpaid", "payment_intent": null,
        "amount_total": 2400, "currency": "eur", "expires_at": START_S + 86_400, "livemode": false,
        "metadata": { "order_id": "ord_1" }, "client_reference_id": "ord_1",
        "adaptive_pricing": { "enabled": false }, "ui_mode": "hosted_page",
    });
    assert_eq!(seen, wanted);
    assert_eq!(answer.text("/url"), shop.url(&format!("/pay/{}", answer.text("/id"))));
    assert_eq!(shop.event_types(), Vec::<String>::new());
}

#[tokio::test]
async fn line_items_are_there_when_asked_for() {
    let shop = Shop::open().await;
    let id = shop.session("ord_1").await;
    let plain = shop.get(&format!("/v1/checkout/sessions/{id}")).await;
    assert_eq!(plain.body.get("line_items"), None);
    let expanded = shop.get(&format!("/v1/checkout/sessions/{id}?expand[]=line_items")).await;
    assert_eq!(expanded.text("/line_items/data/0/description"), "Harbor mug");
    assert_eq!(expanded.body["line_items"]["data"][0]["quantity"], json!(2));
}

#[tokio::test]
async fn parameters_that_cannot_be_are_refused_by_name() {
    let shop = Shop::open().await;
    let form = session_form("ord_1");
    let cases = [
        (format!("{form}&nonsense=1"), "parameter_unknown", "nonsense"),
        (
            format!("{form}&payment_intent_data[capture]=manual"),
            "parameter_unknown",
            "payment_intent_data[capture]",
        ),
        (
            form.replace("unit_amount]=1200", "unit_amount]=12.00"),
            "parameter_invalid_integer",
            "line_items[0][price_data][unit_amount]",
        ),
        (form.replace("quantity]=2", "quantity]=0"), "parameter_invalid_integer", "line_items[0][quantity]"),
        (form.replace("mode=payment&", ""), "parameter_missing", "mode"),
        (form.replace("success_url=http", "success_url=nothing"), "url_invalid", "success_url"),
        (form.replace("shopper%40example.com", "shopper"), "email_invalid", "customer_email"),
        (form.replace("shopper%40example.com", ""), "parameter_invalid_empty", "customer_email"),
        (
            form.replace("capture_method]=manual", "capture_method]=later"),
            "(none)",
            "payment_intent_data[capture_method]",
        ),
        (form.replace("currency]=eur", "currency]=xxx"), "(none)", "line_items[0][price_data][currency]"),
        (form.replace("unit_amount]=1200", "unit_amount]=10"), "amount_too_small", "(none)"),
        (format!("{form}&discounts[0][coupon]=c"), "(none)", "discounts"),
        (format!("{form}&expand[]=customer"), "(none)", "expand"),
    ];
    for (form, code, param) in cases {
        let answer = shop.post("/v1/checkout/sessions", &form).await;
        assert_eq!((answer.status, answer.code(), answer.text("/error/param")), (400, code, param), "{form}");
        assert_eq!(answer.text("/error/type"), "invalid_request_error");
    }
    assert_eq!(shop.sim.control().sessions().expect("readable").len(), 0);
}

#[tokio::test]
async fn a_session_lives_thirty_minutes_to_a_day() {
    let shop = Shop::open().await;
    let mut statuses = Vec::new();
    for life_s in [1_799, 1_800, 86_400, 86_401] {
        let form = format!("{}&expires_at={}", session_form("ord_1"), START_S + life_s);
        statuses.push(shop.post("/v1/checkout/sessions", &form).await.status);
    }
    assert_eq!(statuses, [400, 200, 200, 400]);
}

#[tokio::test]
async fn an_open_session_can_be_expired_once() {
    let shop = Shop::open().await;
    let id = shop.session("ord_1").await;
    let path = format!("/v1/checkout/sessions/{id}/expire");
    let first = shop.post(&path, "").await;
    assert_eq!((first.status, first.text("/status"), &first.body["url"]), (200, "expired", &Value::Null));
    let second = shop.post(&path, "").await;
    assert_eq!(second.status, 400);
    assert!(second.text("/error/message").contains("has a status of `expired`"));
    assert_eq!(shop.event_types(), ["checkout.session.expired"]);
}

#[tokio::test]
async fn a_session_runs_out_by_the_clock_without_being_asked() {
    let shop = Shop::open().await;
    let id = shop.session("ord_1").await;
    shop.clock.advance_ms(86_400_000);
    assert_eq!(shop.event_types(), ["checkout.session.expired"]);
    assert_eq!(shop.get(&format!("/v1/checkout/sessions/{id}")).await.text("/status"), "expired");
}

#[tokio::test]
async fn a_paid_session_is_complete_and_its_intent_waits_for_capture() {
    let shop = Shop::open().await;
    let id = shop.session("ord_1").await;
    let outcome = shop.pay(&id, "4242424242424242");
    let redirect_url = format!("http://localhost:8080/order/one?session={id}");
    assert_eq!(outcome, PaymentOutcome::Paid { redirect_url });
    let session =
        shop.get(&format!("/v1/checkout/sessions/{id}?expand[]=payment_intent.latest_charge")).await;
    assert_eq!((session.text("/status"), session.text("/payment_status")), ("complete", "unpaid"));
    assert_eq!(session.text("/payment_intent/status"), "requires_capture");
    assert_eq!(session.body["payment_intent"]["amount_capturable"], json!(2400));
    assert_eq!(session.text("/payment_intent/metadata/order_id"), "ord_1");
    assert_eq!(session.text("/payment_intent/latest_charge/payment_method_details/card/last4"), "4242");
    let wanted = [
        "payment_intent.created",
        "charge.succeeded",
        "payment_intent.amount_capturable_updated",
        "checkout.session.completed",
    ];
    assert_eq!(shop.event_types(), wanted);
    let expire = shop.post(&format!("/v1/checkout/sessions/{id}/expire"), "").await;
    assert!(expire.text("/error/message").contains("has a status of `complete`"));
}

#[tokio::test]
async fn a_decline_leaves_the_session_payable() {
    let shop = Shop::open().await;
    let id = shop.session("ord_1").await;
    let declined = shop.pay(&id, "4000000000000002");
    assert_eq!(declined, PaymentOutcome::Declined { message: "Your card was declined.".to_owned() });
    let session = shop.get(&format!("/v1/checkout/sessions/{id}?expand[]=payment_intent")).await;
    assert_eq!(session.text("/status"), "open");
    assert_eq!(session.text("/payment_intent/status"), "requires_payment_method");
    assert_eq!(session.text("/payment_intent/last_payment_error/code"), "card_declined");
    assert_eq!(session.text("/payment_intent/last_payment_error/decline_code"), "generic_decline");
    assert!(matches!(shop.pay(&id, "4242424242424242"), PaymentOutcome::Paid { .. }));
    let intents = shop.sim.control().intents().expect("readable");
    assert_eq!(intents.len(), 1, "the second card pays the same intent");
    assert_eq!(intents[0]["last_payment_error"], Value::Null);
}

#[tokio::test]
async fn a_session_that_expires_after_a_decline_takes_its_intent_with_it() {
    let shop = Shop::open().await;
    let id = shop.session("ord_1").await;
    shop.pay(&id, "4000000000009995");
    shop.post(&format!("/v1/checkout/sessions/{id}/expire"), "").await;
    let session = shop.get(&format!("/v1/checkout/sessions/{id}?expand[]=payment_intent")).await;
    assert_eq!((session.text("/status"), session.text("/payment_intent/status")), ("expired", "canceled"));
}

#[tokio::test]
async fn three_d_secure_is_passed_or_failed() {
    let shop = Shop::open().await;
    let control = shop.sim.control();
    let id = shop.session("ord_1").await;
    let with = |three_d_secure| Payment { card: "4000002500003155".to_owned(), email: None, three_d_secure };
    assert_eq!(control.pay(&id, &with(None)).expect("open"), PaymentOutcome::Challenged);
    let session = shop.get(&format!("/v1/checkout/sessions/{id}?expand[]=payment_intent")).await;
    assert_eq!(session.text("/payment_intent/status"), "requires_action");
    let failed = control.end_challenge(&id, ThreeDSecure::Fail).expect("a challenge is open");
    assert!(matches!(failed, PaymentOutcome::Declined { .. }));
    let session = shop.get(&format!("/v1/checkout/sessions/{id}?expand[]=payment_intent")).await;
    let code = session.text("/payment_intent/last_payment_error/code");
    assert_eq!((session.text("/status"), code), ("open", "payment_intent_authentication_failure"));
    let paid = control.pay(&id, &with(Some(ThreeDSecure::Complete))).expect("open");
    assert!(matches!(paid, PaymentOutcome::Paid { .. }));
}

#[tokio::test]
async fn sessions_are_found_by_their_intent_and_status() {
    let shop = Shop::open().await;
    let intent = shop.authorized("ord_1").await;
    shop.session("ord_2").await;
    let by_intent = shop.get(&format!("/v1/checkout/sessions?payment_intent={intent}")).await;
    assert_eq!(by_intent.body["data"].as_array().map(Vec::len), Some(1));
    assert_eq!(by_intent.text("/data/0/client_reference_id"), "ord_1");
    let open = shop.get("/v1/checkout/sessions?status=open").await;
    assert_eq!(open.text("/data/0/client_reference_id"), "ord_2");
}

#[tokio::test]
async fn a_currency_without_minor_unit_is_taken_as_it_is() {
    let shop = Shop::open().await;
    let form = session_form("ord_1").replace("currency]=eur", "currency]=JPY");
    let answer = shop.post("/v1/checkout/sessions", &form).await;
    assert_eq!((answer.text("/currency"), &answer.body["amount_total"]), ("jpy", &json!(2400)));
}

#[tokio::test]
async fn an_unknown_session_is_missing() {
    let shop = Shop::open().await;
    let answer = shop.get("/v1/checkout/sessions/cs_test_nothing").await;
    assert_eq!((answer.status, answer.code()), (404, "resource_missing"));
    assert_eq!(answer.text("/error/message"), "No such checkout.session: 'cs_test_nothing'");
}
