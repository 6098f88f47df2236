//! The hosted payment page, as a browser without JavaScript uses it, and the control over HTTP.

use reqwest::Response;
use serde_json::{Value, json};

use super::support::{Shop, session_form};

const CARD: [(&str, &str); 2] = [("card_expiry", "12 / 34"), ("card_cvc", "123")];

async fn submit(shop: &Shop, session: &str, number: &str) -> Response {
    let mut form = vec![("email", "shopper@example.com"), ("card_number", number)];
    form.extend(CARD);
    let request = shop.browser().post(shop.url(&format!("/pay/{session}"))).form(&form);
    request.send().await.expect("an answer")
}

async fn page(shop: &Shop, path: &str) -> String {
    shop.browser().get(shop.url(path)).send().await.expect("an answer").text().await.expect("a page")
}

fn location(answer: &Response) -> &str {
    answer.headers().get("location").and_then(|value| value.to_str().ok()).unwrap_or("(none)")
}

#[tokio::test]
async fn the_page_shows_what_is_paid_and_lets_its_form_lead_to_the_shop() {
    let shop = Shop::open().await;
    let session = shop.session("ord_1").await;
    let answer = shop.browser().get(shop.url(&format!("/pay/{session}"))).send().await.expect("an answer");
    let policy = answer.headers()["content-security-policy"].to_str().unwrap_or_default().to_owned();
    assert!(policy.starts_with("default-src 'none';"));
    assert!(policy.contains("form-action 'self' http://localhost:8080;"));
    let page = answer.text().await.expect("a page");
    for part in [
        "Pay Vitrine",
        "€24.00",
        "Harbor mug",
        "Quantity 2",
        "shopper@example.com",
        "http://localhost:8080/checkout",
    ] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("<script") && !page.contains("style="));
}

#[tokio::test]
async fn paying_leads_back_to_the_shop_and_so_does_a_second_click() {
    let shop = Shop::open().await;
    let session = shop.session("ord_1").await;
    let wanted = format!("http://localhost:8080/order/one?session={session}");
    for _ in 0..2 {
        let answer = submit(&shop, &session, "4242 4242 4242 4242").await;
        assert_eq!((answer.status().as_u16(), location(&answer)), (303, wanted.as_str()));
    }
    assert_eq!(shop.sim.control().intents().expect("readable").len(), 1);
    assert!(page(&shop, &format!("/pay/{session}")).await.contains("This payment is complete"));
}

#[tokio::test]
async fn a_decline_is_told_and_another_card_is_taken() {
    let shop = Shop::open().await;
    let session = shop.session("ord_1").await;
    let declined = submit(&shop, &session, "4000 0000 0000 0002").await;
    assert_eq!(location(&declined), format!("/pay/{session}"));
    let told = page(&shop, &format!("/pay/{session}")).await;
    assert!(told.contains("Your card was declined.") && told.contains("role=\"alert\""));
    let paid = submit(&shop, &session, "4242 4242 4242 4242").await;
    assert!(location(&paid).starts_with("http://localhost:8080/order/one"));
}

#[tokio::test]
async fn the_bank_asks_before_a_card_with_three_d_secure_pays() {
    let shop = Shop::open().await;
    let session = shop.session("ord_1").await;
    let challenge = format!("/pay/{session}/challenge");
    assert_eq!(location(&submit(&shop, &session, "4000 0025 0000 3155").await), challenge);
    let answer = async |answer| {
        let request = shop.browser().post(shop.url(&challenge)).form(&[("answer", answer)]);
        request.send().await.expect("an answer")
    };
    assert!(page(&shop, &challenge).await.contains("Confirm the payment"));
    assert_eq!(location(&answer("fail").await), format!("/pay/{session}"));
    assert!(page(&shop, &format!("/pay/{session}")).await.contains("unable to authenticate"));
    submit(&shop, &session, "4000 0025 0000 3155").await;
    assert!(location(&answer("complete").await).starts_with("http://localhost:8080/order/one"));
}

#[tokio::test]
async fn bad_input_is_told_at_its_field_and_nothing_is_tried() {
    let shop = Shop::open().await;
    let session = shop.session("ord_1").await;
    let form =
        [("email", ""), ("card_number", "4242"), ("card_expiry", "13 / 34"), ("card_cvc", "\"><script>")];
    let request = shop.browser().post(shop.url(&format!("/pay/{session}"))).form(&form);
    let page = request.send().await.expect("an answer").text().await.expect("a page");
    for id in ["card_number-error", "card_expiry-error", "card_cvc-error"] {
        assert!(page.contains(&format!("id=\"{id}\"")), "{id}");
    }
    assert!(!page.contains("<script>"));
    assert_eq!(shop.sim.control().intents().expect("readable").len(), 0);
}

#[tokio::test]
async fn what_the_shop_wrote_is_escaped() {
    let shop = Shop::open().await;
    let form = session_form("ord_1").replace("Harbor+mug", "%3Cscript%3Ealert(1)%3C%2Fscript%3E");
    let answer = shop.post("/v1/checkout/sessions", &form).await;
    let page = page(&shop, &format!("/pay/{}", answer.text("/id"))).await;
    assert!(page.contains("&lt;script&gt;") && !page.contains("<script>"));
}

#[tokio::test]
async fn an_expired_session_says_so_and_takes_no_card() {
    let shop = Shop::open().await;
    let session = shop.session("ord_1").await;
    shop.clock.advance_ms(86_400_000);
    assert!(page(&shop, &format!("/pay/{session}")).await.contains("This payment page has expired"));
    assert_eq!(location(&submit(&shop, &session, "4242 4242 4242 4242").await), format!("/pay/{session}"));
    assert_eq!(shop.sim.control().intents().expect("readable").len(), 0);
    let missing = shop.browser().get(shop.url("/pay/cs_test_nothing")).send().await.expect("an answer");
    assert_eq!(missing.status().as_u16(), 404);
}

#[tokio::test]
async fn the_front_page_lists_what_the_ledger_holds() {
    let shop = Shop::open().await;
    let intent = shop.authorized("ord_1").await;
    let page = page(&shop, "/").await;
    for part in [intent.as_str(), "ord_1", "€24.00", "requires capture"] {
        assert!(page.contains(part), "{part}");
    }
}

#[tokio::test]
async fn the_control_pays_and_sums_up_over_http() {
    let shop = Shop::open().await;
    let session = shop.session("ord_1").await;
    let path = shop.url(&format!("/_sim/sessions/{session}/pay"));
    let pay = async |card: &str| {
        let answer =
            shop.browser().post(&path).json(&json!({ "card": card })).send().await.expect("an answer");
        (answer.status().as_u16(), answer.json::<Value>().await.expect("JSON"))
    };
    let declined = json!({ "outcome": "declined", "message": "Your card was declined." });
    assert_eq!(pay("4000000000000002").await, (200, declined));
    assert_eq!(pay("1234").await.0, 422);
    assert_eq!(pay("4242424242424242").await.1["outcome"], "paid");
    assert_eq!(pay("4242424242424242").await.0, 409);
    let totals: Value =
        serde_json::from_str(&page(&shop, "/_sim/totals?order_id=ord_1").await).expect("JSON");
    assert_eq!((&totals["capturable"], &totals["captured"]), (&json!(2400), &json!(0)));
}

#[tokio::test]
async fn the_switches_can_be_turned_over_http() {
    let shop = Shop::open().await;
    let policy = json!({ "policy": "duplicate", "times": 3 });
    let put =
        shop.browser().put(shop.url("/_sim/webhooks/policy")).json(&policy).send().await.expect("an answer");
    assert_eq!(put.status().as_u16(), 200);
    assert_eq!(
        serde_json::from_str::<Value>(&page(&shop, "/_sim/webhooks/policy").await).expect("JSON"),
        policy
    );
    let fault = json!({ "endpoint": "refund_create", "kind": "server_error", "times": 1 });
    let post = shop.browser().post(shop.url("/_sim/faults")).json(&fault).send().await.expect("an answer");
    assert_eq!(post.status().as_u16(), 201);
    assert_eq!(shop.post("/v1/refunds", "payment_intent=pi_1").await.status, 500);
    let before_ms = shop.clock.now_ms();
    let advance = shop.browser().post(shop.url("/_sim/clock/advance")).json(&json!({ "by_ms": 5 }));
    advance.send().await.expect("an answer");
    assert_eq!(shop.clock.now_ms(), before_ms + 5);
}

#[tokio::test]
async fn a_shopper_chooses_between_card_and_debit() {
    let shop = Shop::open().await;
    let session = shop.session_with_debit("ord_1").await;
    let place = format!("/pay/{session}");
    let shown = page(&shop, &place).await;
    for part in ["value=\"card\" checked", "value=\"sepa_debit\"", "IBAN", "Card number"] {
        assert!(shown.contains(part), "{part}");
    }
    let pay = async |iban: &str, name: &str| {
        let form = [("method", "sepa_debit"), ("iban", iban), ("account_name", name)];
        shop.browser().post(shop.url(&place)).form(&form).send().await.expect("an answer")
    };
    let wrong = pay("DE88 3704 0044 0532 0130 00", "").await.text().await.expect("a page");
    for part in ["Your IBAN is invalid.", "Your name is required.", "value=\"sepa_debit\" checked"] {
        assert!(wrong.contains(part), "{part}");
    }
    assert!(!wrong.contains("DE88"), "an account is never filled in again");
    let paid = pay("DE89 3704 0044 0532 0130 00", "A. Shopper").await;
    assert!(location(&paid).starts_with("http://localhost:8080/order/one"));
    let intent = shop.intent_of(&session).await;
    assert_eq!(shop.get(&format!("/v1/payment_intents/{intent}")).await.text("/status"), "processing");
}

#[tokio::test]
async fn the_control_over_http_plays_dashboard_and_banks() {
    let shop = Shop::open().await;
    let send = async |place: &str, body: Value| {
        let request = shop.browser().post(shop.url(&format!("/_sim/{place}"))).json(&body);
        let answer = request.send().await.expect("an answer");
        (answer.status().as_u16(), answer.json::<Value>().await.unwrap_or(Value::Null))
    };
    let session = shop.session_with_debit("ord_1").await;
    let (_, paid) =
        send(&format!("sessions/{session}/debit"), json!({ "iban": "DE89370400440532013000" })).await;
    assert_eq!(paid["outcome"], "processing");
    let intent = shop.intent_of(&session).await;
    let (_, settled) = send(&format!("intents/{intent}/end_debit"), json!({ "outcome": "settles" })).await;
    assert_eq!(settled["status"], "succeeded");
    let (_, refund) = send(&format!("intents/{intent}/refund"), json!({ "amount": 400 })).await;
    assert_eq!(refund["status"], "pending");
    let id = refund["id"].as_str().unwrap_or_default();
    let (_, failed) = send(&format!("refunds/{id}/fail"), json!({ "reason": "declined" })).await;
    assert_eq!(failed["failure_reason"], "declined");
    assert_eq!(send(&format!("refunds/{id}/fail"), json!({})).await.0, 409);
    assert_eq!(send("refunds/re_none/fail", json!({})).await.0, 404);
    assert_eq!(send(&format!("intents/{intent}/dispute"), json!({})).await.1["status"], "lost");
    let live = json!({ "iban": "DE91100000000123456789" });
    assert_eq!(send(&format!("sessions/{session}/debit"), live).await.0, 422);
}
