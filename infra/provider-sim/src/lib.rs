//! A payment provider on one machine: a strict, stateful server that speaks Stripe's protocol.
//!
//! It keeps a ledger of its own, serves the hosted payment page, and delivers signed webhooks, so that
//! the shop talks to it exactly as to the real provider, with another base URL and key. It moves no
//! money, takes the provider's public test cards only, and is never deployed.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::{Request, Response};
use axum::routing::any;
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

mod api;
mod cards;
mod clock;
mod control;
mod currencies;
mod debits;
mod error;
mod ids;
mod ledger;
mod methods;
mod page;
mod params;
pub mod paypal;
mod render;
mod rules;
mod sim;
mod webhooks;

pub use api::endpoint::Endpoint;
pub use api::faults::{Fault, FaultKind};
pub use api::outage::{Outage, OutageKind};
pub use clock::Clock;
pub use control::{
    Control, ControlError, DashboardDispute, DashboardRefund, DebitOutcome, DebitPayment, DebitPlan,
    DeliveryAction, DisputeVerdict, FlushOrder, ForeignPayment, OrderTotals, OwedDelivery, Payment,
    PaymentOutcome, ThreeDSecure,
};
pub use ledger::LedgerError;
pub use methods::{CaptureFate, DisputeKind};
pub use sim::LoggedRequest;
pub use webhooks::policy::DeliveryPolicy;
pub use webhooks::signature;

use ledger::Ledger;
use sim::{Parts, Sim};

/// The one version of the provider's API that is spoken: what its client `stripe` 23.1.0 for Node sends.
pub const API_VERSION: &str = "2026-10-28.endive";

/// Longest body of a request, in bytes.
const BODY_LENGTH_MAX: usize = 256 * 1024;
/// How long open connections may take to end when the simulator stops.
const STOP_TIMEOUT: Duration = Duration::from_secs(2);

/// Where events are delivered, and the secret they are signed with.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WebhookTarget {
    /// The address events are posted to.
    pub url: String,
    /// The signing secret, `whsec_…` at the provider.
    pub secret: String,
}

impl std::fmt::Debug for WebhookTarget {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("WebhookTarget").field("url", &self.url).finish_non_exhaustive()
    }
}

/// How a simulator is started.
pub struct SimConfig {
    /// The address it listens on; port 0 takes a free one.
    pub address: SocketAddr,
    /// The file its ledger is kept in; in memory only where there is none.
    pub ledger: Option<PathBuf>,
    /// The secret key that requests must bear, `sk_test_…` at the provider.
    pub secret_key: String,
    /// Where events are delivered; nowhere where there is none.
    pub webhook: Option<WebhookTarget>,
    /// The clock it goes by.
    pub clock: Clock,
    /// Where shoppers reach it; `http://` and its address where none is given.
    pub public_url: Option<String>,
    /// The shop's name on the payment page.
    pub merchant: String,
    /// What ids of a new ledger are made from; random where none is given.
    pub seed: Option<String>,
}

impl SimConfig {
    /// A simulator on a free loopback port, in memory, without webhook, by the machine's clock.
    pub fn new(secret_key: impl Into<String>) -> Self {
        Self {
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            ledger: None,
            secret_key: secret_key.into(),
            webhook: None,
            clock: Clock::system(),
            public_url: None,
            merchant: "Vitrine".to_owned(),
            seed: None,
        }
    }
}

/// Why a simulator could not be started.
#[derive(Debug, thiserror::Error)]
pub enum SimError {
    /// The address cannot be listened on.
    #[error("the payment simulator cannot listen on {address}")]
    Bind {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The ledger cannot be used.
    #[error("the payment simulator's ledger cannot be opened")]
    Ledger(#[from] LedgerError),
    /// The client for webhooks cannot be made.
    #[error("the payment simulator cannot send webhooks")]
    Client(#[from] reqwest::Error),
}

/// The simulated provider.
pub struct ProviderSim;

impl ProviderSim {
    /// Opens the ledger, listens, and serves until stopped or dropped.
    ///
    /// # Errors
    /// [`SimError`] where the address, the ledger or the webhook client cannot be had.
    pub async fn start(config: SimConfig) -> Result<RunningSim, SimError> {
        let ledger = Ledger::open(config.ledger.as_deref(), config.seed)?;
        // Webhooks go straight to the shop, never by way of a proxy of the machine.
        let client =
            reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build()?;
        let bind = |source| SimError::Bind { address: config.address, source };
        let listener = TcpListener::bind(config.address).await.map_err(bind)?;
        let address = listener.local_addr().map_err(bind)?;
        let public_url = config.public_url.unwrap_or_else(|| format!("http://{address}"));
        let sim = Arc::new(Sim::new(Parts {
            clock: config.clock,
            secret_key: config.secret_key,
            merchant: config.merchant,
            public_url: public_url.trim_end_matches('/').to_owned(),
            target: config.webhook,
            ledger,
            request_seed: ids::random_seed().map_err(LedgerError::from)?,
        }));
        let (stop, stopped) = watch::channel(false);
        let server = tokio::spawn(serve(listener, routes(&sim), stopped.clone()));
        let webhooks = tokio::spawn(webhooks::run(Arc::clone(&sim), client, stopped));
        Ok(RunningSim { sim, address, stop, tasks: [server, webhooks] })
    }
}

/// A simulator in its caller's hands: it listens nowhere, delivers no webhook, and does nothing by itself.
#[derive(Debug)]
pub struct InProcess {
    sim: Arc<Sim>,
}

impl InProcess {
    /// A simulator with a new ledger, by this configuration without its address and webhook. With a seed
    /// everything it makes up follows from that.
    ///
    /// # Errors
    /// [`SimError::Ledger`].
    pub fn new(config: SimConfig) -> Result<Self, SimError> {
        let request_seed = match &config.seed {
            Some(seed) => seed.clone(),
            None => ids::random_seed().map_err(LedgerError::from)?,
        };
        let public_url = config.public_url.unwrap_or_else(|| format!("http://{}", config.address));
        let sim = Sim::new(Parts {
            clock: config.clock,
            secret_key: config.secret_key,
            merchant: config.merchant,
            public_url,
            target: None,
            ledger: Ledger::open(config.ledger.as_deref(), config.seed)?,
            request_seed,
        });
        Ok(Self { sim: Arc::new(sim) })
    }

    /// Answers an API request; nothing where the connection is dropped.
    pub async fn call(&self, request: Request<Vec<u8>>) -> Option<Response<Vec<u8>>> {
        let (head, body) = request.into_parts();
        let answer = api::answer_one(&self.sim, &head.method, &head.uri, &head.headers, &body).await?;
        let (head, body) = answer.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.ok()?;
        Some(Response::from_parts(head, body.to_vec()))
    }

    /// A handle for tests.
    pub fn control(&self) -> Control {
        Control::new(Arc::clone(&self.sim))
    }
}

fn routes(sim: &Arc<Sim>) -> Router {
    Router::new()
        .route("/v1", any(api::answer))
        .route("/v1/{*path}", any(api::answer))
        .merge(control::http::routes())
        .merge(page::routes(sim))
        .layer(DefaultBodyLimit::max(BODY_LENGTH_MAX))
        .with_state(Arc::clone(sim))
}

async fn serve(listener: TcpListener, routes: Router, mut stopped: watch::Receiver<bool>) {
    let until_stopped = async move {
        // An error means that the handle is gone, which is a stop as well.
        drop(stopped.changed().await);
    };
    if let Err(error) = axum::serve(listener, routes).with_graceful_shutdown(until_stopped).await {
        tracing::error!(error = &error as &dyn std::error::Error, "the payment simulator stopped serving");
    }
}

/// A simulator that runs; dropping it ends it.
#[derive(Debug)]
pub struct RunningSim {
    sim: Arc<Sim>,
    address: SocketAddr,
    stop: watch::Sender<bool>,
    tasks: [JoinHandle<()>; 2],
}

impl RunningSim {
    /// Where shoppers and the shop reach it, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.sim.public_url
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Sets where events are delivered, or that they are not.
    pub fn set_webhook(&self, target: Option<WebhookTarget>) {
        self.control().set_webhook(target);
    }

    /// A handle for tests and the console.
    pub fn control(&self) -> Control {
        Control::new(Arc::clone(&self.sim))
    }

    /// Stops serving and delivering; what is owed stays in the ledger.
    pub async fn stop(mut self) {
        self.stop.send_replace(true);
        for task in &mut self.tasks {
            if tokio::time::timeout(STOP_TIMEOUT, &mut *task).await.is_err() {
                task.abort();
            }
        }
    }
}

impl Drop for RunningSim {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}
