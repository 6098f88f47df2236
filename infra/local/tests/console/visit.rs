//! A running shop and somebody at its console.

use crate::catalog::{SKUS, publication};
use domain::ids::Sku;
use local::{LocalConfig, LocalShop};
use reqwest::redirect::Policy;
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// How long a test waits for something that happens by itself.
const PATIENCE: Duration = Duration::from_secs(20);

/// An answer.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// Where it points, if it is a redirect.
    pub location: String,
    /// The content security policy.
    pub policy: String,
    /// The text.
    pub text: String,
}

impl Answer {
    /// The body as JSON.
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }
}

/// A shop in memory and a browser without scripts.
pub struct Visit {
    /// The shop.
    pub shop: LocalShop,
    http: reqwest::Client,
    _folder: tempfile::TempDir,
}

impl Visit {
    /// A shop with everything on the shelf and nothing sold.
    pub async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let repository = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
        let config = LocalConfig {
            template: repository.join("infra/template.yaml"),
            site: repository.join("tests/journeys/site"),
            data: None,
            mails: folder.path().join("mails"),
            port: 0,
            provider_port: 0,
            dynamodb_url: None,
            sqs_url: None,
            publication: publication(),
            opening_stock: SKUS.iter().map(|(sku, _, count)| (Sku::parse(sku).unwrap(), *count)).collect(),
            sender: "orders@vitrine.example".to_owned(),
            merchant: "Vitrine".to_owned(),
            schedules: false,
            secrets: None,
            faults: None,
        };
        let shop = LocalShop::start(config).await.unwrap_or_else(|error| panic!("{error}"));
        let http = reqwest::Client::builder().redirect(Policy::none()).build().unwrap();
        let visit = Self { shop, http, _folder: folder };
        visit
            .until("the opening stock", || async {
                let list = visit.json("/_local/stock").await;
                list["stock"].as_array().unwrap().iter().all(|line| line["on_hand"] != 0)
            })
            .await;
        visit
    }

    /// A request to a path of the shop.
    pub fn request(&self, method: &str, path: &str) -> reqwest::RequestBuilder {
        let url = format!("{}{path}", self.shop.url());
        self.http.request(method.parse().unwrap(), url)
    }

    /// Sends a request.
    pub async fn send(&self, request: reqwest::RequestBuilder) -> Answer {
        let answer = request.send().await.unwrap();
        let header = |name: &str| {
            answer.headers().get(name).map(|value| value.to_str().unwrap().to_owned()).unwrap_or_default()
        };
        let (location, policy) = (header("location"), header("content-security-policy"));
        Answer { status: answer.status().as_u16(), location, policy, text: answer.text().await.unwrap() }
    }

    /// Opens a page as a browser does.
    pub async fn page(&self, path: &str) -> Answer {
        self.send(self.request("GET", path).header("accept", "text/html,*/*;q=0.8")).await
    }

    /// The JSON of a page that must be there.
    pub async fn json(&self, path: &str) -> Value {
        let answer = self.send(self.request("GET", path).header("accept", "application/json")).await;
        assert_eq!(answer.status, 200, "{path}: {}", answer.text);
        answer.json()
    }

    /// Sends a form as a browser does.
    pub async fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let request = self.request("POST", path).header("accept", "text/html").form(form);
        self.send(request.header("origin", self.shop.url()).header("sec-fetch-site", "same-origin")).await
    }

    /// Places an order as a shopper: its id.
    pub async fn order(&self, sku: &str, method: &str) -> String {
        let body = json!({ "sku": sku, "quantity": 1 });
        let added = self.request("POST", "/cart/add").header("accept", "application/json").json(&body);
        let added = added.send().await.unwrap();
        let cookies = added.headers().get_all("set-cookie").iter();
        let cookies: Vec<String> =
            cookies.map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap().to_owned()).collect();
        let mut form = json!({
            "country": "DE", "email": "rosa@example.com", "name": "Rosa <i>Example</i>", "line1": "Lange Gasse 1",
            "city": "Berlin", "postal_code": "10115", "delivery": "standard", "method": method
        });
        let step = async |path: &str, form: &Value| {
            let request = self.request("POST", path).header("accept", "application/json").json(form);
            let answer = self.send(request.header("cookie", cookies.join("; "))).await;
            assert_eq!(answer.status, 200, "{path}: {}", answer.text);
            answer.json()
        };
        form["agreed"] = step("/checkout/details", &form).await["agreed"].clone();
        let placed = step("/checkout/place", &form).await;
        placed["order_id"].as_str().unwrap().to_owned()
    }

    /// Puts a message into a queue.
    pub async fn enqueue(&self, queue: &str, body: &str) {
        let sqs = self.shop.sqs();
        let url = sqs.get_queue_url().queue_name(queue).send().await.unwrap().queue_url.unwrap();
        sqs.send_message().queue_url(url).message_body(body).send().await.unwrap();
    }

    /// The numbers of a SKU: available and reserved.
    pub async fn shelf(&self, sku: &str) -> (u64, u64) {
        let view = self.json(&format!("/_local/stock/{sku}")).await;
        (view["stock"]["available"].as_u64().unwrap(), view["stock"]["reserved"].as_u64().unwrap())
    }

    /// Waits until something holds.
    pub async fn until<F: Future<Output = bool>>(&self, what: &str, holds: impl Fn() -> F) {
        let started = Instant::now();
        while !holds().await {
            assert!(started.elapsed() < PATIENCE, "waited in vain for {what}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }
}
