//! The simulated payment providers, each on an origin of its own beside the shop's.

use crate::secrets::Secrets;
use crate::start::{LocalConfig, LocalError};
use embedded::Clock;
use provider_sim::paypal::{PaypalConfig, RunningPaypal, Target};
use provider_sim::{ProviderSim, RunningSim, SimConfig, WebhookTarget};
use std::net::{Ipv4Addr, SocketAddr};

/// The id of this shop's app at the simulated PayPal.
pub const PAYPAL_CLIENT: &str = "local-shop";
/// The id of its webhook there.
pub const PAYPAL_WEBHOOK: &str = "LOCALSHOPWEBHOOK";

/// Starts the simulated Stripe.
///
/// # Errors
/// [`LocalError`] when its port or ledger cannot be used.
pub async fn start_provider(
    config: &LocalConfig,
    secrets: &Secrets,
    url: &str,
    clock: &Clock,
) -> Result<RunningSim, LocalError> {
    let mut sim = SimConfig::new(&secrets.provider_key);
    sim.address = SocketAddr::from((Ipv4Addr::LOCALHOST, config.provider_port));
    sim.ledger = config.data.as_ref().map(|folder| folder.join("provider.sqlite"));
    let webhook = format!("{url}/webhooks/stripe");
    sim.webhook = Some(WebhookTarget { url: webhook, secret: secrets.webhook_secret.clone() });
    sim.clock.set_offset_ms(clock.offset_ms());
    sim.merchant.clone_from(&config.merchant);
    sim.public_url =
        (config.provider_port != 0).then(|| format!("http://localhost:{}", config.provider_port));
    Ok(ProviderSim::start(sim).await?)
}

/// Starts the simulated PayPal, on the port after Stripe's.
///
/// # Errors
/// [`LocalError`] when its port or ledger cannot be used.
pub async fn start_paypal(
    config: &LocalConfig,
    secrets: &Secrets,
    url: &str,
    clock: &Clock,
) -> Result<RunningPaypal, LocalError> {
    let port = if config.provider_port == 0 { 0 } else { config.provider_port.saturating_add(1) };
    // One secret is as good as another on one machine, so the two providers share it.
    let mut sim = PaypalConfig::new(PAYPAL_CLIENT, &secrets.provider_key);
    sim.address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    sim.ledger = config.data.as_ref().map(|folder| folder.join("paypal.sqlite"));
    let webhook_id = PAYPAL_WEBHOOK.to_owned();
    sim.webhook = Some(Target { url: format!("{url}/webhooks/paypal"), webhook_id });
    sim.clock.set_offset_ms(clock.offset_ms());
    sim.merchant.clone_from(&config.merchant);
    sim.public_url = (port != 0).then(|| format!("http://localhost:{port}"));
    Ok(RunningPaypal::start(sim).await?)
}
