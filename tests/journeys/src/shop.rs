//! A shop for one journey: in memory or in a folder, on free ports, with schedules run by hand.

use crate::catalog::{SKUS, publication};
use contract::messages::Message;
use domain::ids::{MessageId, OrderId, Sku};
use domain::inventory::Stock;
use domain::orders::Order;
use embedded::Faults;
use local::{LocalConfig, LocalShop, Secrets};
use provider_sim::{Payment, PaymentOutcome};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// How long a journey waits for something that happens by itself.
const PATIENCE: Duration = Duration::from_secs(20);

/// A running shop.
pub struct TestShop {
    /// The shop.
    pub local: LocalShop,
    /// Where its mails are.
    pub mails: PathBuf,
    _folder: Option<tempfile::TempDir>,
}

fn repository() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap().to_owned()
}

/// The secret that the provider signs webhooks with.
pub const WEBHOOK_SECRET: &str = "whsec_journeys";

fn secrets() -> Secrets {
    Secrets {
        link_secret: "a secret for links".to_owned(),
        contact_secret: "a secret for contacts".to_owned(),
        provider_key: "sk_test_journeys".to_owned(),
        webhook_secret: WEBHOOK_SECRET.to_owned(),
    }
}

/// The configuration of a journey's shop.
pub fn config(folder: &Path, data: Option<PathBuf>) -> LocalConfig {
    LocalConfig {
        template: repository().join("infra/template.yaml"),
        site: repository().join("tests/journeys/site"),
        data,
        mails: folder.join("mails"),
        port: 0,
        provider_port: 0,
        dynamodb_url: None,
        sqs_url: None,
        publication: publication(1, &[]),
        opening_stock: SKUS.iter().map(|(sku, _, quantity)| (Sku::parse(sku).unwrap(), *quantity)).collect(),
        sender: "orders@vitrine.example".to_owned(),
        merchant: "Vitrine".to_owned(),
        schedules: false,
        secrets: Some(secrets()),
        faults: None,
    }
}

impl TestShop {
    /// A shop in memory with everything on the shelf.
    pub async fn start() -> Self {
        Self::start_with(None).await
    }

    /// A shop in memory whose calls to the table and queues go wrong as planned.
    pub async fn start_with(faults: Option<Arc<dyn Faults>>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut config = config(folder.path(), None);
        config.faults = faults;
        let mails = config.mails.clone();
        let local = LocalShop::start(config).await.unwrap_or_else(|error| panic!("{error}"));
        let shop = Self { local, mails, _folder: Some(folder) };
        shop.until_stocked().await;
        shop
    }

    /// A shop on the files of a folder.
    pub async fn start_in(folder: &Path) -> Self {
        let config = config(folder, Some(folder.join("data")));
        std::fs::create_dir_all(folder.join("data")).unwrap();
        let mails = config.mails.clone();
        let local = LocalShop::start(config).await.unwrap_or_else(|error| panic!("{error}"));
        let shop = Self { local, mails, _folder: None };
        shop.until_stocked().await;
        shop
    }

    async fn until_stocked(&self) {
        for (sku, ..) in SKUS {
            let sku = Sku::parse(sku).unwrap();
            self.until("the opening stock", || async {
                self.local.store().stock([&sku], true).await.unwrap().contains_key(&sku)
            })
            .await;
        }
    }

    /// The stock of a SKU.
    pub async fn stock(&self, sku: &str) -> Stock {
        let sku = Sku::parse(sku).unwrap();
        let found = self.local.store().stock([&sku], true).await.unwrap();
        found.get(&sku).copied().unwrap_or_default()
    }

    /// What is available and what is reserved of a SKU.
    pub async fn shelf(&self, sku: &str) -> (u64, u64) {
        let stock = self.stock(sku).await;
        (stock.available, stock.reserved)
    }

    /// An order's state.
    pub async fn order(&self, id: &str) -> Order {
        let id = OrderId::parse(id).unwrap();
        self.local.store().order(&id).await.unwrap().expect("the order exists")
    }

    /// Waits until something holds.
    pub async fn until<F: Future<Output = bool>>(&self, what: &str, holds: impl Fn() -> F) {
        let started = Instant::now();
        while !holds().await {
            assert!(started.elapsed() < PATIENCE, "waited in vain for {what}");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Waits until an order has this status.
    pub async fn until_status(&self, id: &str, status: domain::orders::state::OrderStatus) -> Order {
        self.until(&format!("{status:?}"), || async { self.order(id).await.status == status }).await;
        self.order(id).await
    }

    /// Publishes another catalogue.
    pub async fn publish(&self, publication: &store::catalog::Publication) {
        self.local.store().publish(publication).await.unwrap();
    }

    /// Pays on the hosted page as a shopper with this card would.
    pub fn pay(&self, page: &str, card: &str) -> PaymentOutcome {
        let session = page.rsplit('/').next().unwrap();
        let payment = Payment { card: card.to_owned(), email: None, three_d_secure: None };
        self.local.provider().pay(session, &payment).unwrap()
    }

    /// Sends a message to the queue `payments`, as staff tools do.
    pub async fn command(&self, message: &Message) {
        self.send(&MessageId::from_bits(edge::ids::random().unwrap()), message).await;
    }

    /// Sends a message with this id to the queue `payments`.
    pub async fn send(&self, id: &MessageId, message: &Message) {
        let body = message.write(id, self.local.now()).unwrap();
        let url = self.payments_queue_url().await;
        self.local.sqs().send_message().queue_url(url).message_body(body).send().await.unwrap();
    }

    async fn payments_queue_url(&self) -> String {
        let queue = self.local.sqs().get_queue_url().queue_name("payments").send().await.unwrap();
        queue.queue_url.unwrap()
    }

    /// Waits until the queue `payments` is empty and nobody works on anything of it.
    pub async fn until_idle(&self) {
        let url = self.payments_queue_url().await;
        self.until("an empty queue", || async {
            let call = self.local.sqs().get_queue_attributes().queue_url(&url);
            let answer = call.attribute_names("All".into()).send().await.unwrap();
            let attributes = answer.attributes.unwrap();
            let counts = |name: &str| name.starts_with("ApproximateNumberOfMessages");
            attributes.iter().filter(|(name, _)| counts(name.as_str())).all(|(_, count)| count == "0")
        })
        .await;
    }

    /// Lets this much time pass and runs the sweep.
    pub async fn wait_and_sweep(&self, by: Duration) {
        self.local.advance(by);
        self.local.run_now("hold-sweep").await.unwrap();
    }

    /// The mails to an address, oldest first.
    pub fn mails_to(&self, address: &str) -> Vec<String> {
        let Ok(folder) = std::fs::read_dir(&self.mails) else { return Vec::new() };
        let mut paths: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
        paths.sort();
        let to = |mail: &String| mail.lines().any(|line| line.starts_with("To:") && line.contains(address));
        let read = |path: PathBuf| std::fs::read_to_string(path).ok();
        paths
            .into_iter()
            .filter(|path| path.extension().is_some_and(|e| e == "eml"))
            .filter_map(read)
            .filter(to)
            .collect()
    }
}
