//! What can come of asking a provider, and what cannot be configured.
//!
//! Messages hold statuses, codes and the provider's request id, never its free text: that may quote what
//! a shopper typed.

use std::error::Error;

/// The type and code of a key that was used for another request.
pub(crate) const KEY_REUSE: &str = "idempotency_error";

/// What came of a call.
#[derive(Debug)]
#[must_use]
pub enum Outcome<T> {
    /// It was done, now or by an earlier sending of the same call.
    Applied(T),
    /// The provider said no to this very call; it was not and will not be done.
    NotApplied(Refusal),
    /// It may or may not have been done: the object has to be read again.
    Unknown(Unavailable),
}

/// Why the provider did not do what was asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("refused as {code}: {message}")]
pub struct Refusal {
    /// The provider's code, such as `payment_intent_unexpected_state`; its type where it gave no code.
    pub code: String,
    /// For the log: status, parameter at fault and request id.
    pub message: String,
}

impl Refusal {
    /// Whether an idempotency key was used before for something else, so that the earlier call, of which
    /// this answer says nothing, may have been applied.
    pub fn is_key_reuse(&self) -> bool {
        self.code == KEY_REUSE
    }
}

/// The provider gave no answer that says whether something was done.
#[derive(Debug, thiserror::Error)]
#[error("the payment provider gave no usable answer: {cause}{}", shown(request.as_deref()))]
pub struct Unavailable {
    /// What happened instead.
    pub cause: Cause,
    /// The provider's id of the request, where it got that far.
    pub request: Option<String>,
    /// What lies beneath, such as an error of the connection.
    #[source]
    pub source: Option<Box<dyn Error + Send + Sync>>,
}

fn shown(request: Option<&str>) -> String {
    request.map_or_else(String::new, |request| format!(" (request {request})"))
}

/// Why there is no usable answer.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Cause {
    /// No answer in time.
    #[error("no answer in time")]
    Timeout,
    /// The connection could not be made, or broke.
    #[error("the connection failed")]
    Connection,
    /// Too many requests, or another request holds the object or the key: try again later.
    #[error("busy, HTTP {status}")]
    Busy {
        /// The HTTP status.
        status: u16,
    },
    /// The provider failed.
    #[error("failed, HTTP {status}")]
    Failed {
        /// The HTTP status.
        status: u16,
    },
    /// Our key was not accepted, or may not do this: the configuration has to be looked at.
    #[error("the key was not accepted, HTTP {status}")]
    Access {
        /// The HTTP status.
        status: u16,
    },
    /// Something that has to exist could not be read.
    #[error("reading was refused as {code}")]
    Refused {
        /// The provider's code.
        code: String,
    },
    /// The answer does not have the documented shape.
    #[error("the answer is unreadable: {0}")]
    Unreadable(&'static str),
}

impl Unavailable {
    pub(crate) fn because(cause: Cause) -> Self {
        Self { cause, request: None, source: None }
    }
}

impl From<Refusal> for Unavailable {
    fn from(refusal: Refusal) -> Self {
        let cause = Cause::Refused { code: refusal.code.clone() };
        Self { cause, request: None, source: Some(Box::new(refusal)) }
    }
}

/// Why a provider cannot be used as configured.
#[derive(Debug, thiserror::Error)]
pub enum GatewayError {
    /// The address of the API is not an origin.
    #[error("the provider's address has to be an origin such as https://api.stripe.com")]
    ApiUrl,
    /// The address of the API would send the key readable over a network.
    #[error("the provider's address has to be https, or http on this machine")]
    Insecure,
    /// The secret key is empty or holds characters that no key has.
    #[error("the provider's secret key is empty or malformed")]
    SecretKey,
    /// The shop's name is empty or too long to be written to the provider's objects.
    #[error("the shop's name at the provider has to be 1 to 100 printable characters")]
    Shop,
    /// The HTTP client could not be made.
    #[error("the HTTP client could not be made")]
    Client(#[source] reqwest::Error),
}

/// Why a call was not applied, or is not known to have been.
pub(crate) enum Failure {
    Refused(Refusal),
    Unknown(Unavailable),
}

impl Failure {
    pub(crate) fn unreadable(detail: &'static str) -> Self {
        Self::Unknown(Unavailable::because(Cause::Unreadable(detail)))
    }
}

impl From<Failure> for Unavailable {
    fn from(failure: Failure) -> Self {
        match failure {
            Failure::Refused(refusal) => refusal.into(),
            Failure::Unknown(unavailable) => unavailable,
        }
    }
}

impl<T> From<Result<T, Failure>> for Outcome<T> {
    fn from(result: Result<T, Failure>) -> Self {
        match result {
            Ok(applied) => Self::Applied(applied),
            Err(Failure::Refused(refusal)) => Self::NotApplied(refusal),
            Err(Failure::Unknown(unavailable)) => Self::Unknown(unavailable),
        }
    }
}
