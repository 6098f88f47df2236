//! `kill -9` at ten points of a purchase: after a restart on the same files the order completes, and nothing
//! is lost or doubled.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use journeys::{GOOD_CARD, Shopper, TestShop};
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader};
use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// Two ports in a row that nobody uses.
fn free_ports() -> u16 {
    loop {
        let first = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = first.local_addr().unwrap().port();
        if TcpListener::bind(("127.0.0.1", port + 1)).is_ok() {
            return port;
        }
    }
}

fn start(folder: &Path, port: u16) -> Child {
    let mut child = Command::new(env!("CARGO_BIN_EXE_shop-under-test"))
        .arg(folder)
        .arg(port.to_string())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with("ready"), "{line}");
    child
}

fn kill(mut child: Child) {
    // On Unix this is SIGKILL: nothing is flushed and nobody says good-bye.
    child.kill().unwrap();
    child.wait().unwrap();
}

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
async fn step_and_kill(purchase: &Purchase, step: usize, after: Duration, child: Child) {
    let mut copy = Purchase {
        rosa: purchase.rosa.again(),
        provider: purchase.provider.clone(),
        form: purchase.form.clone(),
        placed: purchase.placed.clone(),
    };
    let running = tokio::spawn(async move { copy.step(step).await });
    tokio::time::sleep(after).await;
    kill(child);
    // Whether the step was answered, failed or panicked on a cut connection makes no difference.
    drop(running.await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_purchase_survives_kill_nine_at_ten_points() {
    for point in 0..10_usize {
        let (folder, port) = (tempfile::tempdir().unwrap(), free_ports());
        let (killed, after) = (point / 2, Duration::from_millis(if point % 2 == 0 { 1 } else { 12 }));
        let mut child = start(folder.path(), port);
        let mut purchase = Purchase::new(port);
        for step in 0..STEPS {
            if step == killed {
                step_and_kill(&purchase, step, after, child).await;
                child = start(folder.path(), port);
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
        kill(child);
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
