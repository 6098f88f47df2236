//! `cargo shop up`: the site is built, the whole shop runs in this process, and Ctrl-C ends it.

use crate::catalog::{BadCatalog, Catalog};
use crate::cli::UpOptions;
use crate::endpoints::{LOCAL_NOTE, LocalNote};
use crate::site::{self, SiteError};
use crate::workspace::Workspace;
use crate::{opening, progress, publish};
use embedded::{EmbeddedError, ServeAddresses, Serving};
use local::{LocalConfig, LocalError, LocalShop};
use std::fs;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::time::Instant;
use store::catalog::Published;

/// A file that every data folder has; a folder without it is somebody else's and is not deleted.
const DATA_MARK: &str = "in-use.lock";

/// Any free port of this machine.
const ANY: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(Ipv4Addr::LOCALHOST), 0);

/// Why the shop does not run.
#[derive(Debug, thiserror::Error)]
pub enum UpError {
    /// A port is taken.
    #[error("port {0} is in use: stop what uses it or choose another with --port")]
    PortInUse(u16),
    /// There is no port after the last one.
    #[error("port {0} leaves none for the payment provider: choose one below 65535 with --port")]
    NoNextPort(u16),
    /// The folder to be emptied is not a shop's.
    #[error("{path} does not look like a shop's data, so --fresh leaves it alone: delete it yourself", path = .0.display())]
    NotOurs(PathBuf),
    /// A file could not be written or removed.
    #[error("{path}: {source}", path = path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system says.
        source: io::Error,
    },
    /// The merchant's files are wrong.
    #[error(transparent)]
    Catalog(#[from] BadCatalog),
    /// The site cannot be built.
    #[error(transparent)]
    Site(#[from] SiteError),
    /// The shop does not start.
    #[error(transparent)]
    Local(#[from] LocalError),
    /// The stores cannot be served.
    #[error(transparent)]
    Serve(#[from] EmbeddedError),
}

fn at<T>(path: &Path, result: io::Result<T>) -> Result<T, UpError> {
    result.map_err(|source| UpError::File { path: path.to_path_buf(), source })
}

/// Runs the shop until somebody ends it.
///
/// # Errors
/// [`UpError`], one clear line each.
pub async fn run(workspace: &Workspace, options: &UpOptions) -> Result<(), UpError> {
    let started = Instant::now();
    let provider_port = options.port.checked_add(1).ok_or(UpError::NoNextPort(options.port))?;
    for port in [options.port, provider_port] {
        free(port)?;
    }
    let data = options.data.clone().unwrap_or_else(|| workspace.data());
    if options.fresh {
        forget(&data)?;
    }
    at(&data, fs::create_dir_all(&data))?;
    let config = prepare(workspace, options, provider_port, &data)?;
    let shop = start(config).await?;
    let stores = serve_stores(&shop, options).await?;
    let note = data.join(LOCAL_NOTE);
    at(&note, write_note(&note, &shop, options, stores.as_ref()))?;
    println!("\nthe shop is ready after {}: {}", progress::seconds(started), shop.url());
    println!("mails, queues, payments:  {}/_local/", shop.url());
    println!("payment provider:         {}", shop.provider_url());
    println!("Ctrl-C ends it; everything is kept in {}", data.display());
    ended().await;
    println!("\nending");
    at(&note, fs::remove_file(&note))?;
    if let Some(stores) = stores {
        stores.stop().await;
    }
    shop.stop().await;
    Ok(())
}

/// Refuses a port that is taken before anything slow begins.
fn free(port: u16) -> Result<(), UpError> {
    match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => Err(UpError::PortInUse(port)),
        // Anything else is told by the shop itself when it takes the port.
        Ok(_) | Err(_) => Ok(()),
    }
}

fn forget(data: &Path) -> Result<(), UpError> {
    if !data.exists() {
        return Ok(());
    }
    let empty = at(data, fs::read_dir(data))?.next().is_none();
    if !empty && !data.join(DATA_MARK).exists() {
        return Err(UpError::NotOurs(data.to_path_buf()));
    }
    at(data, fs::remove_dir_all(data))
}

fn prepare(
    workspace: &Workspace,
    options: &UpOptions,
    provider_port: u16,
    data: &Path,
) -> Result<LocalConfig, UpError> {
    let catalog = progress::step("catalogue read", || {
        Catalog::read(workspace.root()).map(|catalog| {
            let detail = format!("{} products, version {}", catalog.products.len(), catalog.version);
            (catalog, detail)
        })
    })?;
    let opening_stock = opening::opening_stock(workspace.root(), &catalog)?;
    progress::step("zola", || {
        let had = |installed| if installed { "installed" } else { "there already" }.to_owned();
        site::install(workspace).map(|installed| ((), had(installed))).map_err(SiteError::from)
    })?;
    let address = format!("http://localhost:{}", options.port);
    let site = progress::step("site built", || {
        // Two shops on one machine have two addresses, and so two sites.
        let built = match &options.data {
            None => site::build(workspace, &catalog, &address),
            Some(_) => site::build_apart(workspace, &catalog, &address, &data.join("site")),
        };
        built.map(|site| {
            let detail =
                if site.unchanged { "unchanged".to_owned() } else { format!("{} pages", site.pages) };
            (site, detail)
        })
    })?;
    Ok(LocalConfig {
        template: workspace.root().join("infra/template.yaml"),
        site: site.public,
        data: Some(data.to_path_buf()),
        mails: data.join("mails"),
        port: options.port,
        provider_port,
        dynamodb_url: options.dynamodb.as_ref().map(ToString::to_string),
        sqs_url: options.sqs.as_ref().map(ToString::to_string),
        publication: publish::publication(&catalog),
        opening_stock,
        sender: catalog.seller.sender_mail.clone(),
        merchant: catalog.seller.profile.name,
        schedules: true,
        secrets: None,
        faults: None,
    })
}

async fn start(config: LocalConfig) -> Result<LocalShop, UpError> {
    let started = Instant::now();
    let shop = LocalShop::start(config).await?;
    let catalog = match shop.published() {
        Published::Now => "catalogue published",
        Published::Already => "catalogue as before",
    };
    progress::report("shop started", started, catalog);
    Ok(shop)
}

/// Opens the embedded stores to the other commands, unless the shop runs on others.
async fn serve_stores(shop: &LocalShop, options: &UpOptions) -> Result<Option<Serving>, UpError> {
    if options.dynamodb.is_some() {
        return Ok(None);
    }
    Ok(Some(shop.aws().serve(ServeAddresses { dynamodb: ANY, messages: ANY }).await?))
}

/// Tells the other commands where the shop is.
fn write_note(
    path: &Path,
    shop: &LocalShop,
    options: &UpOptions,
    stores: Option<&Serving>,
) -> io::Result<()> {
    let served = stores.map(Serving::addresses);
    let url = |given: Option<&url::Url>, served: Option<SocketAddr>| match (given, served) {
        (Some(url), _) => url.to_string(),
        (None, Some(address)) => format!("http://{address}"),
        (None, None) => String::new(),
    };
    let note = LocalNote {
        site_url: shop.url().to_owned(),
        dynamodb_url: url(options.dynamodb.as_ref(), served.map(|addresses| addresses.dynamodb)),
        sqs_url: url(options.sqs.as_ref(), served.map(|addresses| addresses.messages)),
        table: shop.table().to_owned(),
    };
    let unfinished = path.with_extension("json.part");
    fs::write(&unfinished, serde_json::to_vec_pretty(&note)?)?;
    fs::rename(&unfinished, path)
}

/// Waits for Ctrl-C or the system's wish to end.
pub(crate) async fn ended() {
    let interrupted = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminated) = signal(SignalKind::terminate()) {
            tokio::select! {
                result = interrupted => drop(result),
                _ = terminated.recv() => {}
            }
            return;
        }
    }
    drop(interrupted.await);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_busy_port_is_told_before_anything_slow_begins() {
        let taken = TcpListener::bind(ANY).unwrap();
        let port = taken.local_addr().unwrap().port();
        let told = free(port).unwrap_err().to_string();
        assert_eq!(told, format!("port {port} is in use: stop what uses it or choose another with --port"));
    }

    #[test]
    fn only_a_shops_own_data_are_forgotten() {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        assert!(forget(&data).is_ok());
        fs::create_dir_all(data.join("letters")).unwrap();
        assert!(matches!(forget(&data), Err(UpError::NotOurs(_))));
        assert!(data.join("letters").exists());
        fs::write(data.join(DATA_MARK), "").unwrap();
        forget(&data).unwrap();
        assert!(!data.exists());
    }
}
