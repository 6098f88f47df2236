//! What the simulator's tests share: a running simulator, a client for it, and a shop that takes webhooks.

use std::sync::{Arc, Mutex};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use provider_sim::{
    Clock, DebitPayment, OrderTotals, PaymentOutcome, ProviderSim, RunningSim, SimConfig, WebhookTarget,
};
use serde_json::Value;
use tokio::net::TcpListener;

/// The key the tests use.
pub const KEY: &str = "sk_test_of_the_tests";
/// The secret webhooks are signed with.
pub const SECRET: &str = "whsec_of_the_tests";
/// 2026-11-22 00:00:00 UTC.
pub const START_MS: i64 = 1_795_305_600_000;

/// An answer of the API.
#[derive(Debug)]
pub struct Answer {
    pub status: u16,
    pub replayed: bool,
    pub request_id: String,
    pub body: Value,
}

impl Answer {
    /// A text of the body by JSON pointer.
    pub fn text(&self, pointer: &str) -> &str {
        self.body.pointer(pointer).and_then(Value::as_str).unwrap_or("(none)")
    }

    /// The error's code.
    pub fn code(&self) -> &str {
        self.text("/error/code")
    }
}

/// A simulator with a client.
pub struct Shop {
    pub sim: RunningSim,
    pub clock: Clock,
    client: reqwest::Client,
}

impl Shop {
    pub async fn open() -> Self {
        Self::with(|_| {}).await
    }

    pub async fn with(change: impl FnOnce(&mut SimConfig)) -> Self {
        let clock = Clock::fixed(START_MS);
        let mut config =
            SimConfig { clock: clock.clone(), seed: Some("tests".to_owned()), ..SimConfig::new(KEY) };
        change(&mut config);
        let sim = ProviderSim::start(config).await.expect("the simulator starts");
        let client = reqwest::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .build()
            .expect("a client");
        Self { sim, clock, client }
    }

    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.sim.url())
    }

    pub fn browser(&self) -> &reqwest::Client {
        &self.client
    }

    pub async fn get(&self, path: &str) -> Answer {
        let request = self.client.get(self.url(path)).bearer_auth(KEY);
        read(request.send().await.expect("an answer")).await
    }

    pub async fn post(&self, path: &str, form: &str) -> Answer {
        self.try_post(path, form, None).await.expect("an answer")
    }

    pub async fn post_with_key(&self, path: &str, form: &str, key: &str) -> Answer {
        self.try_post(path, form, Some(key)).await.expect("an answer")
    }

    /// Posts a form; `None` where the connection broke.
    pub async fn try_post(&self, path: &str, form: &str, key: Option<&str>) -> Option<Answer> {
        let mut request = self.client.post(self.url(path)).bearer_auth(KEY);
        request = request.header("content-type", "application/x-www-form-urlencoded").body(form.to_owned());
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        let answer = request.send().await.ok()?;
        Some(read(answer).await)
    }

    /// A session of 24.00 EUR with manual capture for an order; answers its id.
    pub async fn session(&self, order_id: &str) -> String {
        let answer = self.post("/v1/checkout/sessions", &session_form(order_id)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.text("/id").to_owned()
    }

    /// An authorized intent of 24.00 EUR for an order; answers its id.
    pub async fn authorized(&self, order_id: &str) -> String {
        self.authorized_by(order_id, "4242424242424242").await
    }

    /// An intent of 24.00 EUR for an order, authorized by a card; answers its id.
    pub async fn authorized_by(&self, order_id: &str, card: &str) -> String {
        let session = self.session(order_id).await;
        self.pay(&session, card);
        self.intent_of(&session).await
    }

    /// An intent of 24.00 EUR for an order, authorized by a card and captured; answers its id.
    pub async fn captured_by(&self, order_id: &str, card: &str) -> String {
        let intent = self.authorized_by(order_id, card).await;
        let answer = self.post(&format!("/v1/payment_intents/{intent}/capture"), "").await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        intent
    }

    /// A session of 24.00 EUR by card (captured by request) or by debit; answers its id.
    pub async fn session_with_debit(&self, order_id: &str) -> String {
        let answer = self.post("/v1/checkout/sessions", &debit_form(order_id)).await;
        assert_eq!(answer.status, 200, "{}", answer.body);
        answer.text("/id").to_owned()
    }

    /// An intent of 24.00 EUR for an order, debited from an account; answers its session and its id.
    pub async fn debited(&self, order_id: &str, iban: &str) -> (String, String) {
        let session = self.session_with_debit(order_id).await;
        let payment = DebitPayment { iban: iban.to_owned(), email: None, after_ms: None };
        let outcome = self.sim.control().pay_by_debit(&session, &payment).expect("the session is open");
        assert!(matches!(outcome, PaymentOutcome::Processing { .. }));
        let intent = self.intent_of(&session).await;
        (session, intent)
    }

    /// The intent of a session.
    pub async fn intent_of(&self, session: &str) -> String {
        self.get(&format!("/v1/checkout/sessions/{session}")).await.text("/payment_intent").to_owned()
    }

    /// What an order authorized, captured, refunded and lost.
    pub fn totals(&self, order_id: &str) -> OrderTotals {
        self.sim.control().totals_of(order_id).expect("the ledger is readable")
    }

    /// Lets days pass.
    pub fn days(&self, days: i64) {
        self.clock.advance_ms(days * 86_400_000);
    }

    /// The types of the last events, oldest first.
    pub fn last_event_types(&self, count: usize) -> Vec<String> {
        let types = self.event_types();
        types[types.len().saturating_sub(count)..].to_vec()
    }

    pub fn pay(&self, session: &str, card: &str) -> provider_sim::PaymentOutcome {
        let payment = provider_sim::Payment { card: card.to_owned(), email: None, three_d_secure: None };
        self.sim.control().pay(session, &payment).expect("the session is open")
    }

    /// The types of all events, oldest first.
    pub fn event_types(&self) -> Vec<String> {
        let events = self.sim.control().events().expect("the ledger is readable");
        events.iter().rev().map(|event| event["type"].as_str().unwrap_or_default().to_owned()).collect()
    }
}

async fn read(response: reqwest::Response) -> Answer {
    let header = |name: &str| {
        response.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned()
    };
    let (request_id, replayed) = (header("request-id"), header("idempotent-replayed") == "true");
    let status = response.status().as_u16();
    let text = response.text().await.expect("a body");
    Answer { status, replayed, request_id, body: serde_json::from_str(&text).unwrap_or(Value::Null) }
}

/// The form of a session of 24.00 EUR with manual capture.
pub fn session_form(order_id: &str) -> String {
    [
        "mode=payment",
        "line_items[0][price_data][currency]=eur",
        "line_items[0][price_data][unit_amount]=1200",
        "line_items[0][price_data][product_data][name]=Harbor+mug",
        "line_items[0][quantity]=2",
        "payment_intent_data[capture_method]=manual",
        &format!("payment_intent_data[metadata][order_id]={order_id}"),
        &format!("metadata[order_id]={order_id}"),
        &format!("client_reference_id={order_id}"),
        "customer_email=shopper%40example.com",
        "success_url=http%3A%2F%2Flocalhost%3A8080%2Forder%2Fone%3Fsession%3D{CHECKOUT_SESSION_ID}",
        "cancel_url=http%3A%2F%2Flocalhost%3A8080%2Fcheckout",
    ]
    .join("&")
}

/// The form of a session of 24.00 EUR by card, captured by request, or by debit.
pub fn debit_form(order_id: &str) -> String {
    let plain = session_form(order_id);
    let without = plain.replace("payment_intent_data[capture_method]=manual&", "");
    format!(
        "{without}&payment_method_types[]=card&payment_method_types[]=sepa_debit\
         &payment_method_options[card][capture_method]=manual"
    )
}

/// A webhook as it arrived.
#[derive(Clone, Debug)]
pub struct Arrived {
    pub signature: String,
    pub body: String,
}

impl Arrived {
    pub fn event(&self) -> Value {
        serde_json::from_str(&self.body).expect("an event")
    }

    pub fn kind(&self) -> String {
        self.event()["type"].as_str().unwrap_or_default().to_owned()
    }
}

/// A shop that takes webhooks, answering with a status that can be changed.
#[derive(Clone)]
pub struct Hook {
    pub target: WebhookTarget,
    arrived: Arc<Mutex<Vec<Arrived>>>,
    status: Arc<Mutex<StatusCode>>,
}

impl Hook {
    pub async fn open() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let url = format!("http://{}/webhooks/stripe", listener.local_addr().expect("an address"));
        let hook = Self {
            target: WebhookTarget { url, secret: SECRET.to_owned() },
            arrived: Arc::default(),
            status: Arc::new(Mutex::new(StatusCode::OK)),
        };
        let routes = Router::new().route("/webhooks/stripe", post(take)).with_state(hook.clone());
        tokio::spawn(async move { axum::serve(listener, routes).await });
        hook
    }

    pub fn answer_with(&self, status: StatusCode) {
        *self.status.lock().expect("not poisoned") = status;
    }

    pub fn arrived(&self) -> Vec<Arrived> {
        self.arrived.lock().expect("not poisoned").clone()
    }

    pub fn kinds(&self) -> Vec<String> {
        self.arrived().iter().map(Arrived::kind).collect()
    }

    /// Waits until so many webhooks have arrived.
    pub async fn until(&self, count: usize) {
        let enough = async {
            while self.arrived().len() < count {
                tokio::time::sleep(std::time::Duration::from_millis(5)).await;
            }
        };
        let waited = tokio::time::timeout(std::time::Duration::from_secs(10), enough).await;
        assert!(waited.is_ok(), "{} of {count} webhooks arrived", self.arrived().len());
    }
}

async fn take(State(hook): State<Hook>, headers: HeaderMap, body: Bytes) -> StatusCode {
    let signature = headers.get("stripe-signature").and_then(|value| value.to_str().ok()).unwrap_or_default();
    let arrived = Arrived {
        signature: signature.to_owned(),
        body: String::from_utf8(body.to_vec()).unwrap_or_default(),
    };
    hook.arrived.lock().expect("not poisoned").push(arrived);
    *hook.status.lock().expect("not poisoned")
}
