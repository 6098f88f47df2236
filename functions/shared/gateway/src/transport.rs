//! How requests reach a provider: over the network, or whichever way a simulation wants.
//!
//! A transport carries bytes and says whether an answer came; what an answer means is not its business.

use crate::http::{Timeouts, body, broken, client};
use crate::outcome::{Cause, Failure, GatewayError, Refusal, Unavailable};
use ::http::request::Builder;
use ::http::{Request, Response};
use reqwest::Client;
use std::error::Error;
use std::fmt::Debug;
use std::pin::Pin;

/// Why no whole answer came; the request may have been carried out or not.
#[derive(Debug, thiserror::Error)]
pub enum TransportError {
    /// None came in time.
    #[error("no answer in time")]
    Timeout(#[source] Box<dyn Error + Send + Sync>),
    /// The connection could not be made, or broke.
    #[error("the connection failed")]
    Connection(#[source] Box<dyn Error + Send + Sync>),
    /// The answer has more bytes than any of the provider's.
    #[error("the answer is too large")]
    TooLarge,
}

/// An answer on its way.
pub type Answering<'a> = Pin<Box<dyn Future<Output = Result<Response<Vec<u8>>, TransportError>> + Send + 'a>>;

/// Carries one request to a provider and its answer back, once: it repeats nothing and follows nothing.
pub trait Transport: Debug + Send + Sync {
    /// Sends a request and waits for the whole answer.
    fn send(&self, request: Request<Vec<u8>>) -> Answering<'_>;
}

/// The network.
#[derive(Debug)]
pub struct Network(Client);

impl Network {
    /// The network, with these timeouts.
    ///
    /// # Errors
    /// [`GatewayError::Client`].
    pub fn within(timeouts: Timeouts) -> Result<Self, GatewayError> {
        client(timeouts).map(Self)
    }

    async fn exchange(&self, request: Request<Vec<u8>>) -> Result<Response<Vec<u8>>, TransportError> {
        let request = reqwest::Request::try_from(request).map_err(broken)?;
        let answer = self.0.execute(request).await.map_err(broken)?;
        let (status, headers) = (answer.status(), answer.headers().clone());
        let bytes = body(answer).await?;
        let mut response = Response::new(bytes);
        *response.status_mut() = status;
        *response.headers_mut() = headers;
        Ok(response)
    }
}

impl Transport for Network {
    fn send(&self, request: Request<Vec<u8>>) -> Answering<'_> {
        Box::pin(self.exchange(request))
    }
}

/// Sends what was built, and reads what no whole answer means.
pub(crate) async fn sent(
    transport: &dyn Transport,
    request: Builder,
    body: Vec<u8>,
) -> Result<Response<Vec<u8>>, Failure> {
    let request = request.body(body).map_err(|_| {
        // What is not one of HTTP's requests was not sent.
        let message = "not sent: this is no HTTP request".to_owned();
        Failure::Refused(Refusal { code: "malformed_request".to_owned(), message })
    })?;
    Ok(transport.send(request).await?)
}

impl From<TransportError> for Failure {
    fn from(error: TransportError) -> Self {
        let (cause, source) = match error {
            TransportError::Timeout(source) => (Cause::Timeout, Some(source)),
            TransportError::Connection(source) => (Cause::Connection, Some(source)),
            TransportError::TooLarge => return Self::unreadable("it is too large"),
        };
        Self::Unknown(Unavailable { cause, request: None, source })
    }
}
