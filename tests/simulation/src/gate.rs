//! The gate that every call of every actor waits at until it is its turn.
//!
//! Whoever drives the world sees all calls that wait, lets one through at a time, and says how it ends.

use crate::paypal::Wallet;
use audit::{Invariant, Violation};
use aws_smithy_runtime_api::client::http::{HttpConnector, HttpConnectorFuture};
use aws_smithy_runtime_api::client::orchestrator::{HttpRequest, HttpResponse};
use aws_smithy_runtime_api::client::result::ConnectorError;
use aws_smithy_runtime_api::http::StatusCode;
use aws_smithy_types::body::SdkBody;
use gateway::{Answering, Transport, TransportError};
use lambda_http::{Body, Request, Response};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::oneshot;

/// What is called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// The table.
    Table,
    /// The queues.
    Queue,
    /// The mail service.
    Mail,
    /// The payment provider.
    Provider,
}

/// What is paid with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Means {
    /// This card.
    Card(&'static str),
    /// A debit of this account.
    Account(&'static str),
    /// An approval at PayPal.
    Wallet(Wallet),
}

/// What an actor wants to be done.
#[derive(Debug)]
pub enum What {
    /// A call of a function to a service.
    Call {
        /// The service.
        place: Place,
        /// The operation.
        operation: String,
        /// Its body, where it is JSON.
        body: Value,
        /// The whole request, where it goes to the provider.
        request: Option<Box<http::Request<Vec<u8>>>>,
    },
    /// A shopper's request to the shop.
    Visit(Box<Request>),
    /// A shopper pays on the hosted page.
    Pay {
        /// The session.
        session: String,
        /// With what.
        means: Means,
    },
    /// The merchant gives back what is left of an order's money, in the provider's dashboard.
    GiveBack {
        /// The order.
        order: String,
    },
    /// A message to a queue by staff.
    Send {
        /// The queue.
        queue: &'static str,
        /// The message.
        body: String,
    },
    /// Nothing before this time.
    Wait(i64),
}

/// How something ended.
#[derive(Debug)]
pub enum Reply {
    /// The service's answer.
    Answer {
        /// The HTTP status.
        status: u16,
        /// The body.
        body: Vec<u8>,
    },
    /// The provider's answer.
    Provider(http::Response<Vec<u8>>),
    /// The connection broke.
    Broken,
    /// The shop's answer to a visit.
    Page(Box<Response<Body>>),
    /// It was done.
    Done,
}

/// Numbers actors.
pub type ActorId = u64;

/// A call that waits.
#[derive(Debug)]
pub struct Waiting {
    /// Whose it is.
    pub actor: ActorId,
    /// What is wanted.
    pub what: What,
    /// Where its end is awaited.
    pub reply: oneshot::Sender<Reply>,
}

#[derive(Debug, Default)]
struct State {
    current: ActorId,
    next: u64,
    waiting: BTreeMap<u64, Waiting>,
    now_ms: i64,
    findings: Vec<Violation>,
}

/// The gate; clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Gate(Arc<Mutex<State>>);

impl Gate {
    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Says who runs now: calls made from here on are theirs.
    pub fn enter(&self, actor: ActorId, now_ms: i64) {
        let mut state = self.state();
        (state.current, state.now_ms) = (actor, now_ms);
    }

    /// The world's time.
    pub fn now_ms(&self) -> i64 {
        self.state().now_ms
    }

    /// Notes that a promise was not kept, as an actor saw it.
    pub fn find(&self, invariant: Invariant, detail: String) {
        self.state().findings.push(Violation { invariant, detail });
    }

    /// What actors found.
    pub fn findings(&self) -> Vec<Violation> {
        std::mem::take(&mut self.state().findings)
    }

    /// Waits at the gate.
    pub fn ask(&self, what: What) -> oneshot::Receiver<Reply> {
        let (reply, end) = oneshot::channel();
        let mut state = self.state();
        let (id, actor) = (state.next, state.current);
        state.next += 1;
        state.waiting.insert(id, Waiting { actor, what, reply });
        end
    }

    /// Looks at everything that waits, in the order it came.
    pub fn look<T>(&self, mut look: impl FnMut(u64, &Waiting) -> Option<T>) -> Vec<T> {
        self.state().waiting.iter().filter_map(|(id, waiting)| look(*id, waiting)).collect()
    }

    /// Takes what waits under this number.
    pub fn take(&self, id: u64) -> Option<Waiting> {
        self.state().waiting.remove(&id)
    }

    /// Forgets everything that an actor waits for.
    pub fn forget(&self, actor: ActorId) {
        self.state().waiting.retain(|_, waiting| waiting.actor != actor);
    }

    /// Whether an actor waits here.
    pub fn has(&self, actor: ActorId) -> bool {
        self.state().waiting.values().any(|waiting| waiting.actor == actor)
    }
}

/// The place of the network in the SDK's clients.
#[derive(Clone)]
pub struct Wire {
    /// The gate.
    pub gate: Gate,
    /// The service at the other end.
    pub place: Place,
}

impl fmt::Debug for Wire {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wire").field("place", &self.place).finish_non_exhaustive()
    }
}

impl HttpConnector for Wire {
    fn call(&self, request: HttpRequest) -> HttpConnectorFuture {
        let target = request.headers().get("x-amz-target").unwrap_or("SendEmail");
        let operation = target.rsplit('.').next().unwrap_or_default().to_owned();
        let body = serde_json::from_slice(request.body().bytes().unwrap_or_default()).unwrap_or_default();
        let end = self.gate.ask(What::Call { place: self.place, operation, body, request: None });
        HttpConnectorFuture::new(async move {
            match end.await {
                Ok(Reply::Answer { status, body }) => {
                    let status =
                        StatusCode::try_from(status).map_err(|e| ConnectorError::other(e.into(), None))?;
                    let mut response = HttpResponse::new(status, SdkBody::from(body));
                    response.headers_mut().insert("content-type", "application/x-amz-json-1.0");
                    Ok(response)
                }
                _ => {
                    Err(ConnectorError::io(std::io::Error::from(std::io::ErrorKind::ConnectionReset).into()))
                }
            }
        })
    }
}

/// The way to the provider.
#[derive(Debug, Clone)]
pub struct Road(pub Gate);

impl Transport for Road {
    fn send(&self, request: http::Request<Vec<u8>>) -> Answering<'_> {
        let operation = format!("{} {}", request.method(), collection(request.uri().path()));
        let (place, body) = (Place::Provider, Value::Null);
        let end = self.0.ask(What::Call { place, operation, body, request: Some(Box::new(request)) });
        Box::pin(async move {
            match end.await {
                Ok(Reply::Provider(answer)) => Ok(answer),
                _ => Err(TransportError::Connection("the connection was cut".into())),
            }
        })
    }
}

/// A path with its ids left out, as a name of what is called.
fn collection(path: &str) -> String {
    let named = |part: &&str| {
        !part.is_empty() && !part.chars().any(|letter| letter.is_ascii_digit() && *part != "v1")
    };
    path.split('/').filter(named).collect::<Vec<_>>().join("/")
}
