//! PayPal on one machine: a strict, stateful server that speaks Orders v2 and Payments v2.
//!
//! It keeps a ledger of its own on an origin of its own, serves the page on which orders are approved, and
//! delivers webhooks signed with a certificate. It moves no money, asks for no login, and is never deployed.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Path, State as Shared};
use axum::http::{Request, Response, StatusCode, header};
use axum::response::{IntoResponse, Response as Answer};
use axum::routing::{any, get};
use serde::{Deserialize, Serialize};
use tokio::net::TcpListener;
use tokio::sync::watch;
use tokio::task::JoinHandle;

mod api;
mod certificate;
mod console;
mod control;
mod endpoint;
mod error;
mod events;
mod http;
mod ledger;
mod money;
mod orders;
mod page;
mod payments;
mod records;
mod render;
mod shapes;
mod state;
mod webhooks;

pub use certificate::{CERTIFICATE_NAME, CertificateError, Signer};
pub use control::{MarkTotals, PaypalControl, Signed, Totals};
pub use endpoint::Endpoint;
pub use records::{DisputeState, Funding};
pub use state::Fault;

use crate::clock::Clock;
use crate::ids;
use crate::ledger::LedgerError;
use crate::webhooks::policy::DeliveryPolicy;
use ledger::Ledger;
use state::{Parts, State};

/// Longest body of a request, in bytes.
const BODY_LENGTH_MAX: usize = 256 * 1024;
/// How long open connections may take to end when the simulator stops.
const STOP_TIMEOUT: Duration = Duration::from_secs(2);
/// Where the certificate is.
const CERTIFICATES: &str = "/v1/notifications/certs/";

/// What a shop proves itself with.
#[derive(Clone)]
pub struct Credentials {
    /// The app's id.
    pub client_id: String,
    /// The app's secret.
    pub client_secret: String,
}

impl std::fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Credentials").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

/// Where events are delivered, and the webhook's id, which is signed with them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The address events are posted to.
    pub url: String,
    /// The webhook's id at the provider.
    pub webhook_id: String,
}

/// How a PayPal simulator is started.
#[derive(Debug)]
pub struct PaypalConfig {
    /// The address it listens on; port 0 takes a free one.
    pub address: SocketAddr,
    /// The file its ledger is kept in; in memory only where there is none.
    pub ledger: Option<PathBuf>,
    /// What the shop proves itself with.
    pub credentials: Credentials,
    /// Where events are delivered; nowhere where there is none.
    pub webhook: Option<Target>,
    /// The clock it goes by.
    pub clock: Clock,
    /// Where shoppers reach it; `http://` and its address where none is given.
    pub public_url: Option<String>,
    /// The shop's name on the page.
    pub merchant: String,
    /// What ids of a new ledger are made from; random where none is given.
    pub seed: Option<String>,
}

impl PaypalConfig {
    /// A simulator on a free loopback port, in memory, without webhook, by the machine's clock.
    pub fn new(client_id: impl Into<String>, client_secret: impl Into<String>) -> Self {
        let credentials = Credentials { client_id: client_id.into(), client_secret: client_secret.into() };
        Self {
            address: SocketAddr::from(([127, 0, 0, 1], 0)),
            ledger: None,
            credentials,
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
pub enum PaypalError {
    /// The address cannot be listened on.
    #[error("the PayPal simulator cannot listen on {address}")]
    Bind {
        /// The address asked for.
        address: SocketAddr,
        /// What the system said.
        source: std::io::Error,
    },
    /// The ledger cannot be used.
    #[error("the PayPal simulator's ledger cannot be opened")]
    Ledger(#[from] LedgerError),
    /// The certificate cannot be made.
    #[error(transparent)]
    Certificate(#[from] CertificateError),
    /// The client for webhooks cannot be made.
    #[error("the PayPal simulator cannot send webhooks")]
    Client(#[from] reqwest::Error),
}

/// A PayPal simulator that runs; dropping it ends it.
#[derive(Debug)]
pub struct RunningPaypal {
    state: Arc<State>,
    stop: watch::Sender<bool>,
    tasks: [JoinHandle<()>; 2],
}

impl RunningPaypal {
    /// Opens the ledger, listens, and serves until stopped or dropped.
    ///
    /// # Errors
    /// [`PaypalError`] where the address, the ledger or the webhook client cannot be had.
    pub async fn start(config: PaypalConfig) -> Result<Self, PaypalError> {
        let ledger = Ledger::open(config.ledger.as_deref(), config.seed)?;
        let client =
            reqwest::Client::builder().no_proxy().redirect(reqwest::redirect::Policy::none()).build()?;
        let bind = |source| PaypalError::Bind { address: config.address, source };
        let listener = TcpListener::bind(config.address).await.map_err(bind)?;
        let address = listener.local_addr().map_err(bind)?;
        let public_url = config.public_url.unwrap_or_else(|| format!("http://{address}"));
        let state = Arc::new(State::new(Parts {
            clock: config.clock,
            credentials: config.credentials,
            merchant: config.merchant,
            public_url: public_url.trim_end_matches('/').to_owned(),
            target: config.webhook,
            ledger,
            signer: Arc::new(Signer::new()?),
            // Tokens and request ids of another run are not to be met again.
            seed: ids::random_seed().map_err(LedgerError::from)?,
        }));
        let (stop, stopped) = watch::channel(false);
        let server = tokio::spawn(crate::serve(listener, routes(&state), stopped.clone()));
        let webhooks = tokio::spawn(webhooks::run(Arc::clone(&state), client, stopped));
        Ok(Self { state, stop, tasks: [server, webhooks] })
    }

    /// Where shoppers and the shop reach it, without a slash at the end.
    pub fn url(&self) -> &str {
        &self.state.public_url
    }

    /// A handle for tests and the console.
    pub fn control(&self) -> PaypalControl {
        PaypalControl::new(Arc::clone(&self.state))
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

impl Drop for RunningPaypal {
    fn drop(&mut self) {
        for task in &self.tasks {
            task.abort();
        }
    }
}

/// A PayPal simulator in its caller's hands: it listens nowhere, delivers no webhook, and does nothing by itself.
#[derive(Debug)]
pub struct InProcess {
    state: Arc<State>,
}

impl InProcess {
    /// A simulator with a new ledger, by this configuration without its address. Its webhook is signed for and
    /// not called. With a seed everything it makes up follows from that, but for the certificate, which is given.
    ///
    /// # Errors
    /// [`PaypalError::Ledger`].
    pub fn new(config: PaypalConfig, signer: Arc<Signer>) -> Result<Self, PaypalError> {
        let seed = match &config.seed {
            Some(seed) => seed.clone(),
            None => ids::random_seed().map_err(LedgerError::from)?,
        };
        let state = State::new(Parts {
            clock: config.clock,
            credentials: config.credentials,
            merchant: config.merchant,
            public_url: config.public_url.unwrap_or_else(|| format!("http://{}", config.address)),
            target: config.webhook,
            ledger: Ledger::open(config.ledger.as_deref(), config.seed)?,
            signer,
            seed,
        });
        state.switches().policy = DeliveryPolicy::Drop;
        Ok(Self { state: Arc::new(state) })
    }

    /// Answers a request to the API or for the certificate; nothing where the connection is dropped.
    pub async fn call(&self, request: Request<Vec<u8>>) -> Option<Response<Vec<u8>>> {
        let (head, body) = request.into_parts();
        let answer = match head.uri.path().strip_prefix(CERTIFICATES) {
            Some(name) => certificate_of(&self.state, name),
            None => api::answer_one(&self.state, &head.method, &head.uri, &head.headers, &body).await?,
        };
        let (head, body) = answer.into_parts();
        let body = axum::body::to_bytes(body, usize::MAX).await.ok()?;
        Some(Response::from_parts(head, body.to_vec()))
    }

    /// A handle for tests.
    pub fn control(&self) -> PaypalControl {
        PaypalControl::new(Arc::clone(&self.state))
    }
}

fn routes(state: &Arc<State>) -> Router {
    Router::new()
        .route(&format!("{CERTIFICATES}{{name}}"), get(certificate))
        .route("/v1/{*path}", any(api::answer))
        .route("/v2/{*path}", any(api::answer))
        .merge(http::routes())
        .merge(page::routes())
        .merge(console::routes())
        .layer(DefaultBodyLimit::max(BODY_LENGTH_MAX))
        .with_state(Arc::clone(state))
}

async fn certificate(Shared(state): Shared<Arc<State>>, Path(name): Path<String>) -> Answer {
    certificate_of(&state, &name)
}

fn certificate_of(state: &State, name: &str) -> Answer {
    if name != state.signer.name() {
        return StatusCode::NOT_FOUND.into_response();
    }
    ([(header::CONTENT_TYPE, "application/x-pem-file")], state.signer.chain().to_owned()).into_response()
}
