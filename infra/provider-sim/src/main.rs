//! The simulated payment providers as a program of their own, for tests in other languages.
//!
//! Prints one line with the provider's URL once it listens, and ends with Ctrl-C.

use std::error::Error;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use provider_sim::paypal::{PaypalConfig, RunningPaypal, Target};
use provider_sim::{ProviderSim, SimConfig, WebhookTarget};

/// A payment provider on one machine that speaks the real one's protocol. No money moves.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// The provider to be.
    #[arg(long, value_enum, default_value_t = Provider::Stripe)]
    provider: Provider,
    /// Address to listen on.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,
    /// Port to listen on; 0 takes a free one.
    #[arg(long, default_value_t = 8081)]
    port: u16,
    /// Secret key that requests must bear; PayPal's client secret.
    #[arg(long, default_value = "sk_test_simulated")]
    secret_key: String,
    /// PayPal's client id.
    #[arg(long, default_value = "simulated-client")]
    client_id: String,
    /// File the ledger is kept in; in memory only without it.
    #[arg(long)]
    ledger: Option<PathBuf>,
    /// Address events are delivered to.
    #[arg(long, requires = "webhook_secret")]
    webhook_url: Option<String>,
    /// Secret events are signed with; PayPal's id of the webhook.
    #[arg(long, requires = "webhook_url")]
    webhook_secret: Option<String>,
    /// Name of the shop on the payment page.
    #[arg(long, default_value = "Vitrine")]
    merchant: String,
}

/// The providers that can be simulated.
#[derive(Clone, Copy, ValueEnum)]
enum Provider {
    Stripe,
    Paypal,
}

#[tokio::main]
async fn main() -> ExitCode {
    tracing_subscriber::fmt().with_writer(std::io::stderr).init();
    let arguments = Arguments::parse();
    let run = match arguments.provider {
        Provider::Stripe => stripe(arguments).await,
        Provider::Paypal => paypal(arguments).await,
    };
    match run {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            tracing::error!(error = &*error, "not started");
            ExitCode::FAILURE
        }
    }
}

async fn stripe(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let webhook = arguments.webhook_url.zip(arguments.webhook_secret);
    let sim = ProviderSim::start(SimConfig {
        address: SocketAddr::new(arguments.host, arguments.port),
        ledger: arguments.ledger,
        webhook: webhook.map(|(url, secret)| WebhookTarget { url, secret }),
        merchant: arguments.merchant,
        ..SimConfig::new(arguments.secret_key)
    })
    .await?;
    println!("{}", sim.url());
    until_stopped().await;
    sim.stop().await;
    Ok(())
}

async fn paypal(arguments: Arguments) -> Result<(), Box<dyn Error>> {
    let webhook = arguments.webhook_url.zip(arguments.webhook_secret);
    let sim = RunningPaypal::start(PaypalConfig {
        address: SocketAddr::new(arguments.host, arguments.port),
        ledger: arguments.ledger,
        webhook: webhook.map(|(url, webhook_id)| Target { url, webhook_id }),
        merchant: arguments.merchant,
        ..PaypalConfig::new(arguments.client_id, arguments.secret_key)
    })
    .await?;
    println!("{}", sim.url());
    until_stopped().await;
    sim.stop().await;
    Ok(())
}

async fn until_stopped() {
    if let Err(error) = tokio::signal::ctrl_c().await {
        tracing::error!(error = &error as &dyn Error, "no signal can be waited for");
    }
}
