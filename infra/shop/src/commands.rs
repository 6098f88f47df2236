//! What each command does: it asks the module that knows, prints what came, and answers how the process ends.

mod staff;

use crate::catalog::Catalog;
use crate::cli::{CatalogCommand, Command, SiteCommand, StockCommand, StockOptions};
use crate::endpoints::{self, Endpoints, Running};
use crate::workspace::Workspace;
use crate::{doctor, emulators, generate, progress, publish, release, site, stock, testing, up};
use domain::inventory::MovementKind;
use std::error::Error;
use std::process::ExitCode;
use store::catalog::Published;
use url::Url;

/// Why a command could not do what it was asked.
type Failure = Box<dyn Error + Send + Sync>;

/// Does what was asked.
pub async fn run(command: Command) -> ExitCode {
    let workspace = Workspace::find();
    let result = match command {
        Command::Up(options) => up::run(&workspace, &options).await.map(|()| true).map_err(Into::into),
        Command::Emulators(options) => {
            emulators::run(&workspace, &options).await.map(|()| true).map_err(explained)
        }
        Command::Doctor => Ok(doctor::run()),
        Command::Test(options) => Ok(testing::run(&workspace, &options)),
        Command::Site(command) => site_command(&workspace, command),
        Command::Catalog(command) => catalog(&workspace, command).await,
        Command::Stock(command) => move_stock(&workspace, *command).await,
        Command::Orders(command) => staff::orders(&workspace, *command).await,
        Command::Breaks(command) => staff::breaks(&workspace, *command).await,
        Command::Audit(asked) => staff::audit(&workspace, &asked).await,
        Command::Queues(command) => staff::queues(&workspace, *command).await,
        Command::Simulate(options) => simulate(&workspace, &options.asked),
    };
    match result {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(failure) => {
            eprintln!("{failure}");
            ExitCode::FAILURE
        }
    }
}

/// Builds the simulation, which is no part of this command, and runs it.
fn simulate(workspace: &Workspace, asked: &[String]) -> Result<bool, Failure> {
    let mut cargo = std::process::Command::new("cargo");
    cargo.args(["run", "--quiet", "--bin", "simulate", "--"]).args(asked).current_dir(workspace.root());
    Ok(cargo.status().map_err(|error| format!("cargo cannot be started: {error}"))?.success())
}

fn read_catalog(workspace: &Workspace) -> Result<Catalog, Failure> {
    Ok(progress::step("catalogue read", || {
        Catalog::read(workspace.root()).map(|catalog| {
            let skus: usize = catalog.products.iter().map(|listing| listing.product.variants.len()).sum();
            let detail =
                format!("{} products, {skus} SKUs, version {}", catalog.products.len(), catalog.version);
            (catalog, detail)
        })
    })?)
}

fn site_command(workspace: &Workspace, command: SiteCommand) -> Result<bool, Failure> {
    let published = match command {
        SiteCommand::Build { base_url } => return build_site(workspace, &base_url).map(|()| true),
        SiteCommand::Check => return check_site(workspace),
        SiteCommand::Publish { base_url, to } => {
            build_site(workspace, &base_url)?;
            release::publish(&workspace.public(), &release::Folder(to))?
        }
        SiteCommand::Rollback { to } => release::roll_back(&release::Folder(to))?,
    };
    let (written, removed) = (published.written.len(), published.removed.len());
    println!("{} files are live: {written} written, {removed} taken away", published.files);
    Ok(true)
}

/// Builds twice from nothing: the same sources make the same bytes, or it is said which files differ.
fn check_site(workspace: &Workspace) -> Result<bool, Failure> {
    let catalog = read_catalog(workspace)?;
    let manifest = |name: &str| {
        progress::step(name, || {
            let built = site::build_anew(workspace, &catalog, "https://shop.example")?;
            let manifest = release::Manifest::of(&built.public)?;
            Ok::<_, Failure>((manifest, format!("{} pages", built.pages)))
        })
    };
    let (first, second) = (manifest("site built")?, manifest("site built again")?);
    let differing = first.differing(&second);
    for path in &differing {
        println!("{path} is not the same");
    }
    Ok(differing.is_empty())
}

fn build_site(workspace: &Workspace, base_url: &Url) -> Result<(), Failure> {
    let catalog = read_catalog(workspace)?;
    let address = base_url.as_str().trim_end_matches('/');
    let built = progress::step("site built", || {
        site::build(workspace, &catalog, address).map(|built| {
            let how = if built.unchanged { ", unchanged" } else { "" };
            let detail = format!("{} pages for {address}{how}", built.pages);
            (built, detail)
        })
    })?;
    println!("{}", built.public.display());
    Ok(())
}

async fn catalog(workspace: &Workspace, command: CatalogCommand) -> Result<bool, Failure> {
    if let CatalogCommand::Generate { products, seed, into } = &command {
        generate::generate(workspace.root(), *products, *seed, into)?;
        println!("{products} products in {}", into.display());
        return Ok(true);
    }
    let catalog = read_catalog(workspace)?;
    let CatalogCommand::Publish(options) = command else {
        println!("nothing is wrong");
        return Ok(true);
    };
    let running = connect(workspace, &options.endpoints).await?;
    let preview = publish::preview(&running.store, &catalog).await.map_err(explained)?;
    println!("{preview}");
    if options.dry_run {
        println!("nothing was published (--dry-run)");
        return Ok(true);
    }
    match publish::publish(&running.store, &catalog).await.map_err(explained)? {
        Published::Now => println!("published version {}", catalog.version),
        Published::Already => println!("version {} was published before", catalog.version),
    }
    Ok(true)
}

async fn connect(workspace: &Workspace, endpoints: &Endpoints) -> Result<Running, Failure> {
    Ok(endpoints::connect(workspace, endpoints).await?)
}

/// An error with its causes in one line.
fn explained(error: impl Error) -> Failure {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        text.push_str(": ");
        text.push_str(&cause.to_string());
        source = cause.source();
    }
    text.into()
}

async fn move_stock(workspace: &Workspace, command: StockCommand) -> Result<bool, Failure> {
    let (kind, options) = match command {
        StockCommand::Receive(options) => (MovementKind::Receipt, options),
        StockCommand::Adjust(options) => (MovementKind::Adjustment, options),
        StockCommand::Count(options) => (MovementKind::Count, options),
        StockCommand::Show { skus, endpoints } => {
            let running = connect(workspace, &endpoints).await?;
            for row in stock::show(&running, &skus).await? {
                println!("{row}");
            }
            return Ok(true);
        }
    };
    let StockOptions { mut lines, file, reason, endpoints } = options;
    if let Some(file) = file {
        lines.extend(stock::read_file(&file)?);
    }
    let running = connect(workspace, &endpoints).await?;
    let moved = stock::change(&running, kind, &lines, &reason).await?;
    for row in &moved.rows {
        println!("{row}");
    }
    println!("{} done, {} not done", moved.done, moved.not_done);
    Ok(moved.not_done == 0)
}
