//! `cargo shop up` and `cargo shop emulators`: the whole shop on this machine, until Ctrl-C.

use crate::catalog::{BadCatalog, Catalog};
use crate::progress;
use crate::publish::publication;
use crate::site::{self, SiteError};
use crate::workspace::Workspace;
use domain::ids::{IdError, Sku};
use embedded::{EmbeddedAws, EmbeddedConfig, EmbeddedError, ServeAddresses};
use local::{LocalConfig, LocalError, LocalShop};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// How the shop is to run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UpOptions {
    /// The shop's port; the provider takes the next, the stores the two after it.
    pub port: u16,
    /// Where data are kept; `.shop/data` if not given.
    pub data: Option<PathBuf>,
    /// Whether to forget what is kept there.
    pub fresh: bool,
    /// Another `DynamoDB` than the embedded one.
    pub dynamodb_url: Option<String>,
    /// Another SQS than the embedded one.
    pub sqs_url: Option<String>,
}

/// Why the shop does not start.
#[derive(Debug, thiserror::Error)]
pub enum UpError {
    /// A port is taken.
    #[error("port {0} is in use: stop what uses it, or choose others with --port")]
    PortInUse(u16),
    /// The highest ports cannot be used: three more are needed.
    #[error("port {0} is too high: the shop needs the three ports after it as well")]
    PortTooHigh(u16),
    /// The catalogue is not right.
    #[error(transparent)]
    Catalog(#[from] BadCatalog),
    /// The site cannot be built.
    #[error(transparent)]
    Site(#[from] SiteError),
    /// The shop does not start.
    #[error(transparent)]
    Local(#[from] LocalError),
    /// The stores cannot be opened or served.
    #[error(transparent)]
    Stores(#[from] EmbeddedError),
    /// A file or folder cannot be used.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The opening stock is not right.
    #[error("{file}: {why}")]
    OpeningStock {
        /// Which file.
        file: String,
        /// Why.
        why: String,
    },
    /// The runtime does not start.
    #[error("the runtime does not start: {0}")]
    Runtime(std::io::Error),
}

/// Builds the site, starts the shop, and serves it until Ctrl-C.
///
/// # Errors
/// [`UpError`], one clear line each.
pub fn up(workspace: &Workspace, options: &UpOptions) -> Result<(), UpError> {
    let started = Instant::now();
    let last = options.port.checked_add(3).ok_or(UpError::PortTooHigh(options.port))?;
    for port in options.port..=last {
        check_free(port)?;
    }
    let url = format!("http://localhost:{}", options.port);
    let data = options.data.clone().unwrap_or_else(|| workspace.data());
    let catalog = progress::step("Reading the catalogue", || {
        let catalog = Catalog::read(workspace.root())?;
        let detail = format!("{} products, version {}", catalog.products.len(), catalog.version);
        Ok::<_, UpError>((catalog, detail))
    })?;
    let site = progress::step("Building the site", || {
        let site = site::build(workspace, &catalog, &url)?;
        let detail = if site.unchanged { "unchanged".to_owned() } else { format!("{} pages", site.pages) };
        Ok::<_, UpError>((site, detail))
    })?;
    if options.fresh && data.exists() {
        remove_shop_data(&data)?;
    }
    make_folder(&data)?;
    let config = LocalConfig {
        template: workspace.root().join("infra/template.yaml"),
        site: site.public,
        mails: data.join("mails"),
        data: Some(data.clone()),
        port: options.port,
        provider_port: options.port.saturating_add(1),
        dynamodb_url: options.dynamodb_url.clone(),
        sqs_url: options.sqs_url.clone(),
        publication: publication(&catalog),
        opening_stock: opening_stock(&workspace.root().join("infra/local/opening-stock.toml"))?,
        sender: catalog.seller.sender_mail.clone(),
        merchant: catalog.seller.profile.name.clone(),
        schedules: true,
        secrets: None,
        faults: None,
    };
    runtime()?.block_on(serve(config, &data, options, started))
}

fn runtime() -> Result<tokio::runtime::Runtime, UpError> {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(UpError::Runtime)
}

async fn serve(config: LocalConfig, data: &Path, options: &UpOptions, started: Instant) -> Result<(), UpError> {
    let starting = Instant::now();
    let shop = LocalShop::start(config).await?;
    println!("{:<30} {:>7}  {}", "Starting the shop", progress::seconds(starting), shop.table());
    let address = |offset: u16| SocketAddr::from((Ipv4Addr::LOCALHOST, options.port.saturating_add(offset)));
    let stores = shop.aws().serve(ServeAddresses { dynamodb: address(2), messages: address(3) }).await?;
    write_local_json(data, &shop, options)?;
    println!();
    println!("  The shop           {}", shop.url());
    println!("  Its payment pages  {}", shop.provider_url());
    println!("  Console            {}/_local/", shop.url());
    println!();
    println!("Ready in {}. Data are in {}. Ctrl-C stops the shop.", progress::seconds(started), data.display());
    wait_for_stop().await;
    println!("\nStopping.");
    stores.stop().await;
    shop.stop().await;
    Ok(())
}

/// Where other commands find the running shop.
fn write_local_json(data: &Path, shop: &LocalShop, options: &UpOptions) -> Result<(), UpError> {
    let own = |offset: u16| format!("http://localhost:{}", options.port.saturating_add(offset));
    let found = serde_json::json!({
        "site_url": shop.url(),
        "dynamodb_url": options.dynamodb_url.clone().unwrap_or_else(|| own(2)),
        "sqs_url": options.sqs_url.clone().unwrap_or_else(|| own(3)),
        "stock_queue_url": shop.stock_queue_url(),
        "table": shop.table(),
    });
    let path = data.join("local.json");
    std::fs::write(&path, format!("{found:#}\n")).map_err(|source| UpError::File { path, source })
}

/// Returns when the person at the keyboard, or whoever started the shop, wants it to end.
async fn wait_for_stop() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending::<()>().await;
    }
}

/// Serves only the two stores, for `cargo lambda watch` and the AWS CLI.
///
/// # Errors
/// [`UpError`].
pub fn emulators(workspace: &Workspace, port: u16, data: Option<&Path>) -> Result<(), UpError> {
    let data = data.map_or_else(|| workspace.data(), Path::to_path_buf);
    let next = port.checked_add(1).ok_or(UpError::PortTooHigh(port))?;
    check_free(port)?;
    check_free(next)?;
    make_folder(&data)?;
    runtime()?.block_on(async {
        let aws = EmbeddedAws::open(EmbeddedConfig::in_folder(&data))?;
        let at = |port| SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let stores = aws.serve(ServeAddresses { dynamodb: at(port), messages: at(next) }).await?;
        println!("  DynamoDB     http://localhost:{port}");
        println!("  SQS and SES  http://localhost:{next}");
        println!("\nAny credentials do, the region is {}. Ctrl-C stops them.", embedded::REGION);
        wait_for_stop().await;
        stores.stop().await;
        Ok(())
    })
}

fn check_free(port: u16) -> Result<(), UpError> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Ok(_) => Ok(()),
        Err(_) => Err(UpError::PortInUse(port)),
    }
}

fn make_folder(folder: &Path) -> Result<(), UpError> {
    std::fs::create_dir_all(folder).map_err(|source| UpError::File { path: folder.to_path_buf(), source })
}

/// Removes what a shop keeps in its data folder, and nothing that is not the shop's.
fn remove_shop_data(folder: &Path) -> Result<(), UpError> {
    let failed = |path: &Path, source| UpError::File { path: path.to_path_buf(), source };
    let ours = |name: &str| {
        ["dynamodb.sqlite", "queues.sqlite", "provider.sqlite"].iter().any(|file| name.starts_with(file))
            || ["secrets.json", "local.json"].contains(&name)
    };
    for entry in std::fs::read_dir(folder).map_err(|source| failed(folder, source))? {
        let entry = entry.map_err(|source| failed(folder, source))?;
        if ours(&entry.file_name().to_string_lossy()) {
            std::fs::remove_file(entry.path()).map_err(|source| failed(&entry.path(), source))?;
        }
    }
    let mails = folder.join("mails");
    if mails.is_dir() {
        std::fs::remove_dir_all(&mails).map_err(|source| failed(&mails, source))?;
    }
    Ok(())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OpeningStock {
    stock: BTreeMap<String, u32>,
}

/// What the sample shop starts with.
fn opening_stock(path: &Path) -> Result<Vec<(Sku, u32)>, UpError> {
    let file = path.display().to_string();
    let text = std::fs::read_to_string(path)
        .map_err(|source| UpError::File { path: path.to_path_buf(), source })?;
    let read: OpeningStock = toml::from_str(&text)
        .map_err(|error| UpError::OpeningStock { file: file.clone(), why: error.to_string() })?;
    let line = |(sku, quantity): (String, u32)| Ok::<_, IdError>((Sku::parse(&sku)?, quantity));
    let lines: Result<Vec<_>, IdError> = read.stock.into_iter().map(line).collect();
    lines.map_err(|error| UpError::OpeningStock { file, why: error.to_string() })
}
