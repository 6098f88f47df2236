//! The console: every button does what its control does, as a browser without JavaScript presses it.

use reqwest::Response;
use serde_json::{Value, json};

use super::support::{Hook, Shop};

async fn press(shop: &Shop, path: &str, form: &[(&str, &str)]) -> Response {
    let request = shop.browser().post(shop.url(&format!("/console/{path}"))).form(form);
    request.send().await.expect("an answer")
}

/// Presses a button that must work; answers where it leads.
async fn done(shop: &Shop, path: &str, form: &[(&str, &str)]) -> String {
    let answer = press(shop, path, form).await;
    assert_eq!(answer.status().as_u16(), 303, "{path}");
    answer.headers()["location"].to_str().unwrap_or_default().to_owned()
}

async fn page(shop: &Shop, path: &str) -> String {
    shop.browser().get(shop.url(path)).send().await.expect("an answer").text().await.expect("a page")
}

#[tokio::test]
async fn an_authorized_payment_is_captured_refunded_and_disputed_by_clicking() {
    let shop = Shop::open().await;
    let intent = shop.authorized("ord_1").await;
    let (place, action) = (format!("/payments/{intent}"), format!("payments/{intent}"));
    assert!(page(&shop, "/").await.contains(&place));
    let before = page(&shop, &place).await;
    assert!(before.contains("requires capture") && before.contains("visa ending in 4242"));
    assert_eq!(done(&shop, &action, &[("action", "capture"), ("amount", "20.00")]).await, place);
    assert_eq!(
        done(&shop, &action, &[("action", "refund"), ("amount", "5"), ("choice", "duplicate")]).await,
        place
    );
    let refund = shop.sim.control().refunds().expect("readable").remove(0);
    assert_eq!((&refund["amount"], &refund["reason"]), (&json!(500), &json!("duplicate")));
    let refund = format!("refunds/{}", refund["id"].as_str().unwrap_or_default());
    assert_eq!(done(&shop, &refund, &[("action", "fail")]).await, place);
    assert_eq!(done(&shop, &action, &[("action", "dispute"), ("choice", "inquiry")]).await, place);
    let dispute = shop.sim.control().disputes().expect("readable").remove(0);
    let dispute = format!("disputes/{}", dispute["id"].as_str().unwrap_or_default());
    assert_eq!(done(&shop, &dispute, &[("verdict", "escalate")]).await, place);
    assert_eq!(done(&shop, &dispute, &[("verdict", "win")]).await, place);
    let totals = shop.totals("ord_1");
    assert_eq!((totals.captured, totals.refunded, totals.refunds_failed), (2000, 0, 1));
    assert_eq!((totals.disputes, totals.disputed), (1, 0));
    let after = page(&shop, &place).await;
    for part in ["refund.failed", "charge.dispute.closed", "expired or canceled card", "won"] {
        assert!(after.contains(part), "{part}");
    }
}

#[tokio::test]
async fn what_cannot_be_done_is_told_and_changes_nothing() {
    let shop = Shop::open().await;
    let intent = shop.captured_by("ord_1", "4242424242424242").await;
    for form in [
        [("action", "refund"), ("amount", "24.01")],
        [("action", "refund"), ("amount", "much")],
        [("action", "capture"), ("amount", "1")],
        [("action", "settle"), ("amount", "")],
        [("action", "nonsense"), ("amount", "")],
    ] {
        let answer = press(&shop, &format!("payments/{intent}"), &form).await;
        assert_eq!(answer.status().as_u16(), 409, "{form:?}");
        assert!(answer.text().await.expect("a page").contains("role=\"alert\""));
    }
    assert_eq!(shop.totals("ord_1").refunded, 0);
    let missing = shop.browser().get(shop.url("/payments/pi_none")).send().await.expect("an answer");
    assert_eq!(missing.status().as_u16(), 404);
}

#[tokio::test]
async fn a_debit_is_settled_failed_or_planned_by_clicking() {
    let shop = Shop::open().await;
    let (_, first) = shop.debited("ord_1", "DE89370400440532013000").await;
    let (_, second) = shop.debited("ord_2", "DE89370400440532013000").await;
    let (_, third) = shop.debited("ord_3", "DE62370400440532013001").await;
    done(&shop, &format!("payments/{first}"), &[("action", "settle")]).await;
    done(&shop, &format!("payments/{second}"), &[("action", "fail_poor")]).await;
    let plan = [("action", "plan_debit"), ("choice", "settles"), ("amount", "2")];
    done(&shop, &format!("payments/{third}"), &plan).await;
    assert!(page(&shop, &format!("/payments/{third}")).await.contains("Settles"));
    done(&shop, "clock", &[("by_ms", "172800000")]).await;
    let orders = ["ord_1", "ord_2", "ord_3"].map(|order| shop.totals(order).captured);
    assert_eq!(orders, [2400, 0, 2400]);
}

#[tokio::test]
async fn sessions_are_expired_and_other_shops_pay_by_clicking() {
    let shop = Shop::open().await;
    let session = shop.session("ord_1").await;
    assert!(page(&shop, "/").await.contains(&format!("/pay/{session}")));
    done(&shop, &format!("sessions/{session}/expire"), &[]).await;
    assert_eq!(shop.get(&format!("/v1/checkout/sessions/{session}")).await.text("/status"), "expired");
    let again = press(&shop, &format!("sessions/{session}/expire"), &[]).await;
    assert_eq!(again.status().as_u16(), 409);
    let foreign =
        [("amount", "9.99"), ("currency", "EUR"), ("shop", "another"), ("by", "intent"), ("money", "taken")];
    done(&shop, "foreign_payments", &foreign).await;
    let intent = shop.sim.control().intents().expect("readable").remove(0);
    assert_eq!((&intent["amount"], &intent["metadata"]["shop"]), (&json!(999), &json!("another")));
    assert!(page(&shop, "/").await.contains("Payments without a session"));
}

#[tokio::test]
async fn webhooks_are_held_doubled_dropped_and_let_go_by_clicking() {
    let hook = Hook::open().await;
    let target = hook.target.clone();
    let shop = Shop::with(|config| config.webhook = Some(target)).await;
    done(&shop, "webhooks/policy", &[("policy", "hold"), ("number", "1")]).await;
    shop.authorized("ord_1").await;
    let owed = shop.sim.control().deliveries().expect("readable");
    assert_eq!((owed.len(), hook.arrived().len()), (4, 0));
    let delivery = |place: usize| format!("deliveries/{}", owed[place].id);
    done(&shop, &delivery(0), &[("action", "duplicate")]).await;
    hook.until(2).await;
    assert_eq!(hook.kinds(), ["payment_intent.created", "payment_intent.created"]);
    done(&shop, &delivery(1), &[("action", "drop")]).await;
    let gone = press(&shop, &delivery(1), &[("action", "send")]).await;
    assert_eq!(gone.status().as_u16(), 409);
    done(&shop, "webhooks/flush", &[("order", "newest_first")]).await;
    hook.until(4).await;
    assert_eq!(hook.kinds()[2..], ["checkout.session.completed", "payment_intent.amount_capturable_updated"]);
    let event = hook.arrived()[0].event();
    let event = event["id"].as_str().unwrap_or_default();
    done(&shop, &format!("events/{event}/resend"), &[]).await;
    hook.until(5).await;
    assert!(page(&shop, "/webhooks").await.contains("charge.succeeded"), "a dropped event is in the list");
}

#[tokio::test]
async fn the_provider_fails_and_comes_back_by_clicking() {
    let shop = Shop::open().await;
    done(&shop, "outage", &[("kind", "unavailable"), ("minutes", "")]).await;
    assert!(page(&shop, "/failures").await.contains("The provider is down"));
    assert_eq!(shop.get("/v1/events").await.status, 503);
    done(&shop, "outage", &[("kind", "none")]).await;
    assert_eq!(shop.get("/v1/events").await.status, 200);
    let fault = [("endpoint", "refund_create"), ("times", "2"), ("kind", "server_error_after_applying")];
    done(&shop, "faults", &fault).await;
    let intent = shop.captured_by("ord_1", "4242424242424242").await;
    let form = format!("payment_intent={intent}");
    let first = shop.post_with_key("/v1/refunds", &form, "key-1").await;
    let second = shop.post_with_key("/v1/refunds", &form, "key-1").await;
    assert_eq!((first.status, second.status, second.replayed), (500, 500, true));
    assert!(page(&shop, "/failures").await.contains("first answer again"));
    done(&shop, "faults/clear", &[("action", "clear")]).await;
    assert_eq!(shop.sim.control().faults(), []);
    let wrong =
        press(&shop, "faults", &[("endpoint", "nowhere"), ("times", "1"), ("kind", "server_error")]).await;
    assert_eq!(wrong.status().as_u16(), 409);
}

#[tokio::test]
async fn forms_of_other_sites_are_refused() {
    let shop = Shop::open().await;
    let request = shop.browser().post(shop.url("/console/clock")).form(&[("by_ms", "1000")]);
    let foreign = request.try_clone().expect("a form").header("origin", "http://elsewhere.example");
    assert_eq!(foreign.send().await.expect("an answer").status().as_u16(), 403);
    let hidden = request.try_clone().expect("a form").header("origin", "null");
    assert_eq!(hidden.send().await.expect("an answer").status().as_u16(), 403);
    let own = request.header("origin", shop.sim.url());
    assert_eq!(own.send().await.expect("an answer").status().as_u16(), 303);
}

#[tokio::test]
async fn what_shops_wrote_is_text_in_the_console() {
    let shop = Shop::open().await;
    let form = super::support::session_form("%3Cscript%3Ealert(1)%3C%2Fscript%3E");
    let session = shop.post("/v1/checkout/sessions", &form).await;
    assert_eq!(session.status, 200);
    shop.pay(session.text("/id"), "4242424242424242");
    let intent = shop.intent_of(session.text("/id")).await;
    for path in ["/", &format!("/payments/{intent}"), "/webhooks", "/failures"] {
        let answer = shop.browser().get(shop.url(path)).send().await.expect("an answer");
        let policy = answer.headers()["content-security-policy"].to_str().unwrap_or_default();
        assert!(policy.starts_with("default-src 'none';"), "{path}");
        assert!(!answer.text().await.expect("a page").contains("<script"), "{path}");
    }
    assert_eq!(session.body["metadata"]["order_id"], Value::from("<script>alert(1)</script>"));
}
