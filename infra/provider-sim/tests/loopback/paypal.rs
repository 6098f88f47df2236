//! The PayPal simulator over its socket: what it keeps, and how often it knocks.

use std::path::Path;
use std::time::Duration;

use provider_sim::Clock;
use provider_sim::paypal::{Funding, PaypalConfig, RunningPaypal, Target};
use serde_json::{Value, json};

use crate::support::START_MS;

const WEBHOOK_ID: &str = "8PT597110X687430L";

async fn start(clock: &Clock, ledger: Option<&Path>, webhook: Option<&str>) -> RunningPaypal {
    let mut config = PaypalConfig::new("client", "secret");
    config.clock = clock.clone();
    config.seed = Some("tests".to_owned());
    config.ledger = ledger.map(Path::to_owned);
    config.webhook = webhook.map(|url| Target { url: url.to_owned(), webhook_id: WEBHOOK_ID.to_owned() });
    RunningPaypal::start(config).await.expect("the simulator starts")
}

fn client() -> reqwest::Client {
    reqwest::Client::builder().no_proxy().build().expect("a client")
}

async fn read(request: reqwest::RequestBuilder) -> (u16, Value) {
    let answer = request.send().await.expect("an answer");
    let status = answer.status().as_u16();
    let text = answer.text().await.expect("a body");
    (status, serde_json::from_str(&text).unwrap_or(Value::Null))
}

async fn token(sim: &RunningPaypal) -> String {
    let request = client()
        .post(format!("{}/v1/oauth2/token", sim.url()))
        .basic_auth("client", Some("secret"))
        .form(&[("grant_type", "client_credentials")]);
    read(request).await.1["access_token"].as_str().expect("a token").to_owned()
}

async fn call(sim: &RunningPaypal, method: &str, path: &str, key: &str, body: &Value) -> (u16, Value) {
    let method = method.parse().expect("a method");
    let request = client().request(method, format!("{}{path}", sim.url())).bearer_auth(token(sim).await);
    read(request.header("paypal-request-id", key).json(body)).await
}

fn order() -> Value {
    json!({
        "intent": "AUTHORIZE",
        "purchase_units": [{
            "amount": { "currency_code": "EUR", "value": "24.00" }, "custom_id": "ord_1,shop", "invoice_id": "V-1",
        }],
        "application_context": { "return_url": "http://localhost/a", "cancel_url": "http://localhost/b" },
    })
}

async fn open(sim: &RunningPaypal) -> String {
    let (status, made) = call(sim, "POST", "/v2/checkout/orders", "open", &order()).await;
    assert_eq!(status, 201, "{made}");
    made["id"].as_str().expect("an id").to_owned()
}

#[tokio::test]
async fn the_ledger_survives_a_restart_and_tokens_do_not() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("paypal.sqlite");
    let clock = Clock::fixed(START_MS);
    let sim = start(&clock, Some(&path), None).await;
    let id = open(&sim).await;
    sim.control().approve(&id, Funding::Balance).unwrap();
    let old = token(&sim).await;
    sim.stop().await;
    let sim = start(&clock, Some(&path), None).await;
    let place = format!("/v2/checkout/orders/{id}");
    let (status, _) = read(client().get(format!("{}{place}", sim.url())).bearer_auth(old)).await;
    assert_eq!(status, 401);
    let (status, _) = call(&sim, "POST", &format!("{place}/authorize"), "authorize", &json!({})).await;
    assert_eq!(status, 201);
    let (repeat, again) = call(&sim, "POST", "/v2/checkout/orders", "open", &order()).await;
    assert_eq!((repeat, again["status"].as_str()), (200, Some("COMPLETED")));
    assert_eq!(sim.control().totals_of("ord_1").capturable, 2_400);
    assert_eq!(sim.control().events().len(), 2);
}

#[tokio::test]
async fn request_ids_of_orders_are_forgotten_after_six_hours() {
    let clock = Clock::fixed(START_MS);
    let sim = start(&clock, None, None).await;
    let first = open(&sim).await;
    clock.advance_ms(6 * 3_600_000);
    assert_ne!(open(&sim).await, first);
}

#[tokio::test]
async fn a_webhook_that_nobody_takes_is_given_up_after_25_retries() {
    let clock = Clock::fixed(START_MS);
    // Nothing listens on this port of the loopback address.
    let sim = start(&clock, None, Some("http://127.0.0.1:9/webhooks/paypal")).await;
    let id = open(&sim).await;
    sim.control().approve(&id, Funding::Balance).unwrap();
    let mut last = 0;
    while let Some(delivery) = sim.control().deliveries().first() {
        if delivery.attempts > last {
            last = delivery.attempts;
            clock.advance_ms(5 * 3_600_000);
        }
        tokio::time::sleep(Duration::from_millis(2)).await;
    }
    assert_eq!(last, 25);
}

#[tokio::test]
async fn a_page_leads_only_to_its_own_shop() {
    let sim = start(&Clock::fixed(START_MS), None, None).await;
    let id = open(&sim).await;
    let page = client().get(format!("{}/checkoutnow?token={id}", sim.url())).send().await.unwrap();
    let policy = page.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("form-action 'self' http://localhost;"), "{policy}");
    let gone = client().get(format!("{}/checkoutnow?token=X", sim.url())).send().await.unwrap();
    assert_eq!(gone.status(), 404);
}
