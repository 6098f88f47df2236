//! Publishing, stock and staff commands against a whole shop that runs in memory, reached through its ports.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod audit;
mod staff;

use domain::ids::Sku;
use domain::inventory::MovementKind;
use embedded::{ServeAddresses, Serving};
use local::{LocalConfig, LocalShop};
use shop::catalog::Catalog;
use shop::endpoints::{Endpoints, QueueNames, Running, connect};
use shop::stock::{self, Line, StockError};
use shop::workspace::Workspace;
use shop::{opening, publish};
use std::fs;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use store::catalog::Published;
use tempfile::TempDir;

struct Shop {
    local: LocalShop,
    _stores: Serving,
    running: Running,
    endpoints: Endpoints,
    catalog: Catalog,
    _folder: TempDir,
}

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
}

/// The sample shop, with pages that only have the place for a function's answer.
async fn a_running_shop() -> Shop {
    let folder = tempfile::tempdir().unwrap();
    let catalog = Catalog::read(repository()).unwrap_or_else(|bad| panic!("{bad}"));
    let site = folder.path().join("site");
    for storefront in &catalog.storefronts {
        let shell = site.join(storefront.prefix().trim_start_matches('/')).join("shell");
        fs::create_dir_all(&shell).unwrap();
        fs::write(shell.join("index.html"), "<html><title><!--title--></title><!--slot--></html>").unwrap();
    }
    let local = LocalShop::start(LocalConfig {
        template: repository().join("infra/template.yaml"),
        site,
        data: None,
        mails: folder.path().join("mails"),
        port: 0,
        provider_port: 0,
        dynamodb_url: None,
        sqs_url: None,
        publication: publish::publication(&catalog),
        opening_stock: opening::opening_stock(repository(), &catalog).unwrap(),
        sender: catalog.seller.sender_mail.clone(),
        merchant: catalog.seller.profile.name.clone(),
        schedules: false,
        secrets: None,
        faults: None,
    })
    .await
    .unwrap_or_else(|error| panic!("{error}"));
    let any = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
    let stores = local.aws().serve(ServeAddresses { dynamodb: any, messages: any }).await.unwrap();
    let url = |address: SocketAddr| Some(format!("http://{address}").parse().unwrap());
    let endpoints = Endpoints {
        dynamodb: url(stores.addresses().dynamodb),
        sqs: url(stores.addresses().messages),
        table: "shop".to_owned(),
        queues: QueueNames::default(),
        data: None,
    };
    let running = connect(&Workspace::new(folder.path()), &endpoints).await.unwrap();
    let shop = Shop { local, _stores: stores, running, endpoints, catalog, _folder: folder };
    shop.until_stocked().await;
    shop
}

impl Shop {
    /// The opening stock comes through the queue; wait for its last line.
    async fn until_stocked(&self) {
        let opening = opening::opening_stock(repository(), &self.catalog).unwrap();
        let last = opening.iter().rfind(|(_, quantity)| *quantity > 0).map(|(sku, _)| sku.clone()).unwrap();
        while !self.running.store.stock([&last], true).await.unwrap().contains_key(&last) {
            tokio::time::sleep(std::time::Duration::from_millis(20)).await;
        }
    }

    async fn available(&self, sku: &str) -> u64 {
        let sku = Sku::parse(sku).unwrap();
        self.running.store.stock([&sku], true).await.unwrap().get(&sku).map_or(0, |stock| stock.available)
    }

    async fn change(&self, kind: MovementKind, lines: &[&str]) -> Result<stock::Moved, StockError> {
        let lines: Vec<Line> = lines.iter().map(|line| line.parse().unwrap()).collect();
        stock::change(&self.running, kind, &lines, "a test").await
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn publishing_again_changes_nothing_and_a_new_price_is_sold_at_once() {
    let mut shop = a_running_shop().await;
    let again = publish::publish(&shop.running.store, &shop.catalog).await.unwrap();
    assert_eq!(again, Published::Already);
    let preview = publish::preview(&shop.running.store, &shop.catalog).await.unwrap();
    assert_eq!((preview.offers.changed, preview.offers.added, preview.terms_changed.len()), (0, 0, 0));

    let market = shop.catalog.terms[0].market.id.clone();
    let sku = Sku::parse("MUG-TIDE-S").unwrap();
    let offers = shop.catalog.offers.get_mut(&market).unwrap();
    let offer = offers.iter_mut().find(|offer| offer.sku == sku).unwrap();
    offer.unit_price.amount_minor += 150;
    let wanted = offer.unit_price;
    offers.retain(|offer| offer.sku.as_str() != "BIRD");
    shop.catalog.version = domain::ids::CatalogVersion::parse("00000000000000ff").unwrap();
    let preview = publish::preview(&shop.running.store, &shop.catalog).await.unwrap();
    assert_eq!((preview.offers.changed, preview.offers.removed), (1, 1));
    assert!(preview.to_string().contains("~ MUG-TIDE-S  price "), "{preview}");

    let published = publish::publish(&shop.running.store, &shop.catalog).await.unwrap();
    assert_eq!(published, Published::Now);
    let bird = Sku::parse("BIRD").unwrap();
    let current = shop.running.store.current_version().await.unwrap();
    let sold = shop.running.store.offers(&current, &market, [&sku, &bird]).await.unwrap();
    assert_eq!(sold.by_sku.get(&sku).map(|offer| offer.unit_price), Some(wanted));
    assert!(!sold.by_sku.contains_key(&bird), "what was taken away is no longer sold");
    shop.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn stock_goes_through_the_queue_and_every_line_is_answered() {
    let shop = a_running_shop().await;
    let before = shop.available("MUG-TIDE-S").await;
    let moved = shop.change(MovementKind::Receipt, &["MUG-TIDE-S=24", "BIRD=3"]).await.unwrap();
    assert_eq!((moved.done, moved.not_done), (2, 0));
    assert_eq!(shop.available("MUG-TIDE-S").await, before + 24);
    assert_eq!(shop.available("BIRD").await, 3);

    let moved = shop.change(MovementKind::Adjustment, &["BIRD=-5", "MUG-TIDE-S=-1"]).await.unwrap();
    assert_eq!((moved.done, moved.not_done), (1, 1), "a bad line does not stop the others");
    assert!(moved.rows[0].starts_with("BIRD  refused: only 3 are available"), "{:?}", moved.rows);
    assert_eq!(
        moved.rows[1],
        format!("MUG-TIDE-S  -1  now {0} available, 0 reserved, {0} on hand", before + 23)
    );

    let moved = shop.change(MovementKind::Count, &["BIRD=10"]).await.unwrap();
    assert_eq!(moved.rows, ["BIRD  +7  now 10 available, 0 reserved, 10 on hand"]);
    shop.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_thousand_lines_are_one_command() {
    let shop = a_running_shop().await;
    let lines = vec!["MUG-TIDE-S=1"; 1_000];
    let before = shop.available("MUG-TIDE-S").await;
    let moved = shop.change(MovementKind::Receipt, &lines).await.unwrap();
    assert_eq!((moved.done, moved.not_done), (1_000, 0));
    assert_eq!(shop.available("MUG-TIDE-S").await, before + 1_000);
    shop.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mistyped_sku_moves_nothing() {
    let shop = a_running_shop().await;
    let before = shop.available("MUG-TIDE-S").await;
    let error = shop.change(MovementKind::Receipt, &["MUG-TIDE-S=1", "MUG-TIED-S=1"]).await.unwrap_err();
    assert_eq!(error.to_string(), "not in the catalogue: MUG-TIED-S; nothing was moved");
    assert_eq!(shop.available("MUG-TIDE-S").await, before);
    let shown = stock::show(&shop.running, &[Sku::parse("BIRD").unwrap()]).await.unwrap();
    assert_eq!(shown, ["BIRD  never had any stock"]);
    shop.local.stop().await;
}
