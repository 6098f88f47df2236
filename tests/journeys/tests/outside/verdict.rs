//! The end of a story: everything due is looked at, then table, ledger and mails are held against the promises,
//! and against what the shoppers were answered.

use crate::load::Book;
use audit::{Dump, Evidence, Ledger, Mail, Violation, always, mail_of, settled};
use domain::ids::{CartId, LineId, OrderId};
use domain::orders::state::OrderStatus;
use embedded::{EmbeddedAws, EmbeddedConfig};
use journeys::TestShop;
use std::path::Path;
use std::time::Duration;
use store::Store;

/// What the schedules would do.
pub const SCHEDULED: [&str; 2] = ["payment-reconcile", "hold-sweep"];

/// The steps of time in which everything due comes up: messages that were being worked on come back, then
/// holds for cards end, then those for transfers.
const STEPS: [Duration; 4] = [
    Duration::from_secs(5 * 60),
    Duration::from_secs(20 * 60),
    Duration::from_secs(90 * 60),
    Duration::from_secs(9 * 86_400),
];

/// How often time goes on a little before what is still open counts as lost.
const LOOKS_MAX: usize = 60;

/// Lets everything come to its end and answers what contradicts the promises.
pub async fn settle(shop: &TestShop, mails_max: usize) -> Vec<String> {
    for step in STEPS {
        shop.local.advance(step);
        for _ in 0..3 {
            look_at_everything(shop).await;
        }
    }
    let mut found = Vec::new();
    for _ in 0..LOOKS_MAX {
        found = contradictions(shop, mails_max).await.iter().map(ToString::to_string).collect();
        found.extend(left_in_queues(shop).await);
        if found.is_empty() {
            break;
        }
        shop.local.advance(Duration::from_secs(3 * 60));
        look_at_everything(shop).await;
    }
    found
}

async fn look_at_everything(shop: &TestShop) {
    for function in SCHEDULED {
        shop.local.run_now(function).await.unwrap();
    }
    shop.local.provider().webhooks_idle(Duration::from_secs(5)).await;
    shop.until_idle().await;
}

/// What contradicts the promises now.
pub async fn contradictions(shop: &TestShop, mails_max: usize) -> Vec<Violation> {
    let dump = Dump::of(&shop.local.store().every_item().await.unwrap());
    let (ledger, mails) = (ledger(shop), mails(&shop.mails));
    let evidence = Evidence { dump: &dump, ledger: Some(&ledger), mails: Some(&mails) };
    let mut found = always(&evidence);
    found.extend(settled(&evidence, shop.local.now(), mails_max));
    found
}

/// The provider's own books.
fn ledger(shop: &TestShop) -> Ledger {
    let provider = shop.local.provider();
    let totals = serde_json::to_value(provider.totals().unwrap()).unwrap();
    let mut ledger: Ledger = serde_json::from_value(totals).unwrap();
    for session in provider.sessions().unwrap() {
        let order = session["metadata"]["order_id"].as_str().unwrap_or_default();
        let Some(taken) = ledger.orders.get_mut(order) else { continue };
        taken.asked.extend(session["amount_total"].as_i64());
        if session["status"] == "open" {
            taken.open.extend(session["id"].as_str().map(str::to_owned));
        }
    }
    ledger
}

fn mails(folder: &Path) -> Vec<Mail> {
    let files = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let mails = files.filter(|path| path.extension().is_some_and(|extension| extension == "eml"));
    mails.filter_map(|path| mail_of(&std::fs::read_to_string(path).unwrap())).collect()
}

/// Messages that nobody handled, the dead letters among them.
async fn left_in_queues(shop: &TestShop) -> Vec<String> {
    let queues = shop.local.aws().queues();
    let mut left = Vec::new();
    for name in queues.names().await.unwrap() {
        let messages = queues.messages(&name, 10).await.unwrap();
        left.extend(messages.iter().map(|message| format!("{name} still has {message:?}")));
    }
    left
}

/// What was answered and is not so: a promise that got lost. The shop has settled.
pub async fn forgotten(shop: &TestShop, book: &Book) -> Vec<String> {
    let store = shop.local.store();
    let mut found = Vec::new();
    for id in &book.placed {
        if store.order(&OrderId::parse(id).unwrap()).await.unwrap().is_none() {
            found.push(format!("{id} was answered as placed and does not exist"));
        }
    }
    for id in book.paid.union(&book.confirmed) {
        let order = shop.order(id).await;
        if order.status != OrderStatus::Confirmed || order.captured != order.total {
            found.push(format!("{id} was answered as paid and is {:?}, {}", order.status, order.captured));
        }
    }
    for (cart, (sku, surely, perhaps)) in &book.left {
        let cart = store.cart(&CartId::parse(cart).unwrap(), shop.local.now()).await.unwrap();
        let line = cart.and_then(|mut cart| cart.lines.remove(&LineId::parse(sku).unwrap()));
        let units = line.map_or(0, |line| u32::from(line.quantity));
        if !(*surely..=*perhaps).contains(&units) {
            found.push(format!("a cart has {units} of {sku}; {surely} to {perhaps} were put into it"));
        }
    }
    found
}

/// What contradicts the promises in the files of a shop that does not run.
pub async fn in_files(folder: &Path) -> Vec<Violation> {
    let aws = EmbeddedAws::open(EmbeddedConfig::in_folder(folder.join("data"))).unwrap();
    let tables = aws.dynamodb().list_tables().send().await.unwrap();
    let Some(table) = tables.table_names().first() else { return Vec::new() };
    let dump = Dump::of(&Store::new(aws.dynamodb(), table).every_item().await.unwrap());
    always(&Evidence { dump: &dump, ledger: None, mails: None })
}

/// Says what was found, and how to see it again.
pub fn expect_none(found: &[String], seed: u64, folder: &Path) {
    assert!(
        found.is_empty(),
        "SEED={seed}: {} contradictions; the data are kept in {}\n{}",
        found.len(),
        folder.display(),
        found.join("\n")
    );
}
