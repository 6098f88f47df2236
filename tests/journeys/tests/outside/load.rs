//! Shoppers of different tempers who go on buying whatever happens to the shop, and a book of what it answered.

use crate::chance::Chance;
use journeys::catalog::SKUS;
use journeys::shopper::details;
use journeys::{DECLINED_CARD, GOOD_CARD, Page, Shopper};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use tokio::task::JoinHandle;

/// What the shop and the provider answered: this must be so in the end.
#[derive(Debug, Default)]
pub struct Book {
    /// Orders that were answered as placed.
    pub placed: BTreeSet<String>,
    /// Orders whose payment the provider answered as made.
    pub paid: BTreeSet<String>,
    /// Orders that a page showed as confirmed.
    pub confirmed: BTreeSet<String>,
    /// Carts that were left with one SKU: how many units are surely in it, and how many may be.
    pub left: BTreeMap<String, (String, u32, u32)>,
    /// Answers by status; zero counts those that never came.
    pub answers: BTreeMap<u16, u32>,
}

impl Book {
    /// How many requests were answered with such a status.
    pub fn answered(&self, statuses: Range<u16>) -> u32 {
        self.answers.range(statuses).map(|(_, count)| count).sum()
    }
}

/// How long somebody waits for answers.
const PATIENCE: Duration = Duration::from_secs(20);

/// The shoppers.
pub struct Load {
    /// What they were answered.
    pub book: Arc<Mutex<Book>>,
    stopped: Arc<AtomicBool>,
    tasks: Vec<JoinHandle<()>>,
}

impl Load {
    /// Lets so many shoppers at a time into the shop at the one address, who pay at the other.
    pub fn start(shop: &str, provider: &str, shoppers: u64, seed: u64) -> Self {
        let (book, stopped) = (Arc::new(Mutex::new(Book::default())), Arc::new(AtomicBool::new(false)));
        let tasks = (0..shoppers).map(|number| {
            let buying = Buying {
                door: Shopper::at(shop),
                provider: provider.to_owned(),
                http: reqwest::Client::new(),
                book: book.clone(),
                stopped: stopped.clone(),
            };
            tokio::spawn(buying.go_on(Chance::of(seed.wrapping_mul(31).wrapping_add(number))))
        });
        let tasks = tasks.collect();
        Self { book, stopped, tasks }
    }

    /// How many requests were answered with such a status.
    pub fn answered(&self, statuses: Range<u16>) -> u32 {
        self.book.lock().unwrap().answered(statuses)
    }

    /// Waits until so many more were answered with such a status; whether that came within 20 seconds.
    pub async fn until_answered(&self, statuses: Range<u16>, more: u32) -> bool {
        let (started, wanted) = (Instant::now(), self.answered(statuses.clone()) + more);
        while self.answered(statuses.clone()) < wanted {
            if started.elapsed() > PATIENCE {
                return false;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
        true
    }

    /// Lets nobody in any more and waits until all have left.
    pub async fn stop(self) -> Book {
        self.stopped.store(true, Ordering::Relaxed);
        for task in self.tasks {
            task.await.unwrap();
        }
        Arc::into_inner(self.book).unwrap().into_inner().unwrap()
    }
}

/// One after the other comes in, buys or does not, and leaves.
struct Buying {
    door: Shopper,
    provider: String,
    http: reqwest::Client,
    book: Arc<Mutex<Book>>,
    stopped: Arc<AtomicBool>,
}

impl Buying {
    async fn go_on(self, mut chance: Chance) {
        while !self.stopped() {
            let rosa = self.door.stranger();
            let (sku, ..) = chance.one_of(&SKUS);
            if self.fill(&rosa, sku, &mut chance).await.is_some() && !chance.percent(20) {
                // Whoever is told that something is sold out, or that the shop closes, leaves.
                self.buy(&rosa, &mut chance).await.unwrap_or_default();
            }
        }
    }

    fn stopped(&self) -> bool {
        self.stopped.load(Ordering::Relaxed)
    }

    fn note<T>(&self, note: impl FnOnce(&mut Book) -> T) -> T {
        note(&mut self.book.lock().unwrap())
    }

    fn count(&self, answer: &reqwest::Result<Page>) {
        let status = answer.as_ref().map_or(0, |page| page.status);
        self.note(|book| *book.answers.entry(status).or_default() += 1);
    }

    /// Asks until there is an answer that is not the shop's own failure; nothing once the load ends.
    async fn insist(&self, rosa: &Shopper, path: &str, body: &Value) -> Option<Page> {
        while !self.stopped() {
            let answer = rosa.try_post_json(path, body).await;
            self.count(&answer);
            match answer {
                Ok(page) if page.status < 500 => return Some(page),
                Ok(_) | Err(_) => tokio::time::sleep(Duration::from_millis(15)).await,
            }
        }
        None
    }

    /// Puts one SKU into the cart, a few times.
    async fn fill(&self, rosa: &Shopper, sku: &str, chance: &mut Chance) -> Option<()> {
        let (mut surely, mut perhaps) = (0, 0);
        for _ in 0..=chance.below(2) {
            let had_cart = rosa.cookie("cart").is_some();
            let answer = rosa.try_post_json("/cart/add", &json!({ "sku": sku, "quantity": 1 })).await;
            self.count(&answer);
            match answer {
                Ok(page) if page.status == 200 => (surely, perhaps) = (surely + 1, perhaps + 1),
                // Without an answer the cart's name is not known either, unless it was before.
                Ok(_) | Err(_) => perhaps += u32::from(had_cart),
            }
            if let Some(cart) = rosa.cookie("cart") {
                self.note(|book| book.left.insert(cart, (sku.to_owned(), surely, perhaps)));
            }
        }
        if surely == 0 {
            tokio::time::sleep(Duration::from_millis(15)).await;
        }
        (surely > 0).then_some(())
    }

    /// Goes through the checkout and pays; nothing where that ends early.
    async fn buy(&self, rosa: &Shopper, chance: &mut Chance) -> Option<()> {
        let method = if chance.percent(15) { "bank_transfer" } else { "card" };
        let kept = self.insist(rosa, "/checkout/details", &details()).await?;
        let mut form = details();
        form["method"] = method.into();
        form["agreed"] = kept.json()["agreed"].clone();
        // From here on the cart may be an order, whatever is answered.
        self.note(|book| rosa.cookie("cart").and_then(|cart| book.left.remove(&cart)));
        let placed = if chance.percent(20) {
            let twice = rosa.again();
            let (first, second) = tokio::join!(
                self.insist(rosa, "/checkout/place", &form),
                self.insist(&twice, "/checkout/place", &form)
            );
            first.filter(|page| page.status == 200).or(second)
        } else {
            self.insist(rosa, "/checkout/place", &form).await
        };
        let placed = placed.filter(|page| page.status == 200)?.json();
        let order = placed["order_id"].as_str().unwrap().to_owned();
        self.note(|book| book.placed.insert(order.clone()));
        if method == "card" && !chance.percent(10) {
            self.pay(&order, placed["next_url"].as_str().unwrap(), chance).await?;
        }
        let seen = rosa.try_get_json(placed["order_url"].as_str().unwrap()).await;
        self.count(&seen);
        let seen = seen.ok().filter(|page| page.status == 200)?;
        if seen.json()["status"] == "confirmed" {
            self.note(|book| book.confirmed.insert(order));
        }
        Some(())
    }

    /// Pays on the hosted page, at times with the wrong card first.
    async fn pay(&self, order: &str, page: &str, chance: &mut Chance) -> Option<()> {
        let session = page.rsplit('/').next().unwrap();
        let url = format!("{}/_sim/sessions/{session}/pay", self.provider);
        let mut card = if chance.percent(15) { DECLINED_CARD } else { GOOD_CARD };
        while !self.stopped() {
            let answer = self.http.post(&url).json(&json!({ "card": card })).send().await;
            match answer.map(|answer| answer.status().as_u16()) {
                Ok(200) if card == GOOD_CARD => {
                    self.note(|book| book.paid.insert(order.to_owned()));
                    return Some(());
                }
                // Paid on before, by a request whose answer was lost; or the shop has ended the page.
                Ok(status) if card == GOOD_CARD && status < 500 => return Some(()),
                Ok(status) if status < 500 => card = GOOD_CARD,
                Ok(_) | Err(_) => tokio::time::sleep(Duration::from_millis(15)).await,
            }
        }
        None
    }
}
