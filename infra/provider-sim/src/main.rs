//! The simulated payment provider as a program of its own, for tests in other languages.
//!
//! Prints one line with its URL once it listens, and ends with Ctrl-C.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Parser;
use provider_sim::{ProviderSim, SimConfig, WebhookTarget};

/// A payment provider on one machine that speaks Stripe's protocol. Test cards only; no money moves.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// Address to listen on.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// Port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 8081)]
    port: u16,
    /// Secret key that requests must bear.
    #[arg(long, default_value = "sk_test_simulated")]
    secret_key: String,
    /// File the ledger is kept in; in memory only without it.
    #[arg(long)]
    ledger: Option<PathBuf>,
    /// Address events are delivered to.
    #[arg(long, requires = "webhook_secret")]
    webhook_url: Option<String>,
    /// Secret events are signed with.
    #[arg(long, requires = "webhook_url")]
    webhook_secret: Option<String>,
    /// Name of the shop on the payment page.
    #[arg(long, default_value = "Vitrine")]
    merchant: String,
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let arguments = Arguments::parse();
    let webhook = arguments
        .webhook_url
        .zip(arguments.webhook_secret)
        .map(|(url, secret)| WebhookTarget { url, secret });
    let config = SimConfig {
        address: SocketAddr::new(arguments.host, arguments.port),
        ledger: arguments.ledger,
        webhook,
        merchant: arguments.merchant,
        ..SimConfig::new(arguments.secret_key)
    };
    let sim = match ProviderSim::start(config).await {
        Ok(sim) => sim,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "not started");
            return ExitCode::FAILURE;
        }
    };
    println!("{}", sim.url());
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::error!(error = &error as &dyn std::error::Error, "no signal can be waited for");
    }
    sim.stop().await;
    ExitCode::SUCCESS
}
