//! `kill -9` at ten points of a purchase: after a restart on the same files the order completes, and nothing
//! is lost or doubled.

use crate::process::{Process, free_ports};
use journeys::{GOOD_CARD, Shopper, TestShop};
use serde_json::{Value, json};
use std::path::Path;
use std::time::{Duration, Instant};

/// One purchase, step by step; each step can be repeated.
struct Purchase {
    rosa: Shopper,
    provider: String,
    form: Value,
    placed: Value,
}

const STEPS: usize = 5;

impl Purchase {
    fn new(port: u16) -> Self {
        let rosa = Shopper::at(&format!("http://localhost:{port}"));
        Self {
            rosa,
            provider: format!("http://localhost:{}", port + 1),
            form: Value::Null,
            placed: Value::Null,
        }
    }

    async fn step(&mut self, step: usize) -> bool {
        match step {
            0 => {
                let page =
                    self.rosa.post_json("/cart/set", &json!({ "sku": "MUG-TIDE", "quantity": 2 })).await;
                page.status == 200
            }
            1 => {
                let details = self.rosa.post_json("/checkout/details", &journeys::shopper::details()).await;
                self.form = journeys::shopper::details();
                self.form["agreed"] = details.json()["agreed"].clone();
                details.status == 200
            }
            2 => {
                let placed = self.rosa.place(&self.form).await;
                self.placed = placed.json();
                placed.status == 200
            }
            3 => self.pay().await,
            _ => {
                let order = self.placed["order_url"].as_str().unwrap();
                self.rosa.get_json(order).await.json()["status"] == json!("confirmed")
            }
        }
    }

    /// Pays, unless that was done before.
    async fn pay(&self) -> bool {
        let session = self.placed["next_url"].as_str().unwrap().rsplit('/').next().unwrap();
        let url = format!("{}/_sim/sessions/{session}/pay", self.provider);
        let answer = reqwest::Client::new().post(url).json(&json!({ "card": GOOD_CARD })).send().await;
        let Ok(answer) = answer else { return false };
        answer.status().is_success() || answer.status().as_u16() < 500
    }
}

/// Runs a step in the background and kills the shop after a moment; the shopper sees an error or an answer.
async fn step_and_kill(purchase: &Purchase, step: usize, after: Duration, process: Process) {
    let mut copy = Purchase {
        rosa: purchase.rosa.again(),
        provider: purchase.provider.clone(),
        form: purchase.form.clone(),
        placed: purchase.placed.clone(),
    };
    let running = tokio::spawn(async move { copy.step(step).await });
    tokio::time::sleep(after).await;
    process.kill();
    // Whether the step was answered, failed or panicked on a cut connection makes no difference.
    drop(running.await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purchase_survives_kill_nine_at_ten_points() {
    for point in 0..10_usize {
        let (folder, port) = (tempfile::tempdir().unwrap(), free_ports());
        let (killed, after) = (point / 2, Duration::from_millis(if point % 2 == 0 { 1 } else { 12 }));
        let mut process = Process::start(folder.path(), port);
        let mut purchase = Purchase::new(port);
        for step in 0..STEPS {
            if step == killed {
                step_and_kill(&purchase, step, after, process).await;
                process = Process::start(folder.path(), port);
            }
            let started = Instant::now();
            while !purchase.step(step).await {
                assert!(
                    started.elapsed() < Duration::from_secs(20),
                    "point {point}: step {step} never succeeds"
                );
                tokio::time::sleep(Duration::from_millis(30)).await;
            }
        }
        let totals = totals(&purchase).await;
        assert_eq!(
            (&totals["captured"], &totals["refunded"]),
            (&json!(5290), &json!(0)),
            "point {point}: {totals}"
        );
        process.kill();
        check(folder.path(), &purchase, point).await;
    }
}

async fn totals(purchase: &Purchase) -> Value {
    let order = purchase.placed["order_id"].as_str().unwrap();
    let url = format!("{}/_sim/totals?order_id={order}", purchase.provider);
    let text = reqwest::get(url).await.unwrap().text().await.unwrap();
    serde_json::from_str(&text).unwrap()
}

/// What the files say afterwards: one order, the stock held once, the mail sent.
async fn check(folder: &Path, purchase: &Purchase, point: usize) {
    let shop = TestShop::start_in(folder).await;
    let order = shop.order(purchase.placed["order_id"].as_str().unwrap()).await;
    assert_eq!(order.captured.amount_minor, 5290, "point {point}");
    assert_eq!(shop.shelf("MUG-TIDE").await, (48, 2), "point {point}");
    // A mail that was being sent when the process died is tried again when its record's deadline is over.
    shop.until("the mail", || async {
        shop.wait_and_sweep(Duration::from_secs(45)).await;
        tokio::time::sleep(Duration::from_millis(50)).await;
        !shop.mails_to("rosa@example.com").is_empty()
    })
    .await;
    assert!(shop.mails_to("rosa@example.com").len() <= 2, "point {point}: at most once more per crash");
    shop.local.stop().await;
}
