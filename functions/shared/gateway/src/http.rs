//! What every provider's HTTP has in common: one client, one origin, bounded answers, and nothing sent twice.

use crate::outcome::GatewayError;
use crate::transport::TransportError;
use reqwest::{Client, Response, Url, redirect, retry};
use std::time::Duration;

/// Bytes of an answer: a page of a hundred events with their objects is below 1 MB.
const ANSWER_MAX: usize = 4 * 1024 * 1024;

/// How long an unused connection is kept: a function that was frozen must not wake up with a dead one.
const IDLE_KEPT: Duration = Duration::from_secs(20);

/// How long a call may take before its outcome counts as unknown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// To connect.
    pub connect: Duration,
    /// In all, with connecting and reading the answer.
    pub whole: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self { connect: Duration::from_secs(3), whole: Duration::from_secs(8) }
    }
}

/// A client that follows no redirect and repeats nothing.
pub(crate) fn client(timeouts: Timeouts) -> Result<Client, GatewayError> {
    Client::builder()
        .connect_timeout(timeouts.connect)
        .timeout(timeouts.whole)
        .pool_idle_timeout(IDLE_KEPT)
        .redirect(redirect::Policy::none())
        .retry(retry::never())
        .no_proxy()
        .user_agent(concat!("vitrine/", env!("CARGO_PKG_VERSION")))
        .build()
        .map_err(GatewayError::Client)
}

/// The origin of an API, to which nothing readable is sent over a network.
pub(crate) fn origin(url: &str) -> Result<Url, GatewayError> {
    let origin = Url::parse(url).map_err(|_| GatewayError::ApiUrl)?;
    let bare = origin.path() == "/" && origin.query().is_none() && origin.username().is_empty();
    if !bare || !origin.has_host() {
        return Err(GatewayError::ApiUrl);
    }
    if is_private(origin.as_str()) { Ok(origin) } else { Err(GatewayError::Insecure) }
}

/// A text that is a name of the API's and nothing else, so that it may stand in a log.
pub(crate) fn word(text: &str) -> Option<String> {
    let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b"_-.[]".contains(&byte);
    ((1..=100).contains(&text.len()) && text.bytes().all(allowed)).then(|| text.to_owned())
}

/// Reads a body to its end, or to the limit.
pub(crate) async fn body(mut response: Response) -> Result<Vec<u8>, TransportError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(broken)? {
        if bytes.len().saturating_add(chunk.len()) > ANSWER_MAX {
            return Err(TransportError::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// Why no answer came, without the address, which may hold what nobody else should read.
pub(crate) fn broken(error: reqwest::Error) -> TransportError {
    let timed_out = error.is_timeout();
    let source = Box::new(error.without_url());
    if timed_out { TransportError::Timeout(source) } else { TransportError::Connection(source) }
}

/// Whether what is sent to an address can be read on the way by nobody: https, or this machine.
pub(crate) fn is_private(url: &str) -> bool {
    Url::parse(url).is_ok_and(|url| match url.scheme() {
        "https" => url.has_host(),
        "http" => is_loopback(&url),
        _ => false,
    })
}

/// Whether an address is this machine's own.
pub(crate) fn is_loopback(url: &Url) -> bool {
    matches!(url.host_str(), Some("localhost" | "127.0.0.1" | "[::1]"))
}
