//! One HTTP call to Stripe, and what its answer says about whether anything was done.
//!
//! Only an answer of the 4xx kind with Stripe's own error object, about this very call, says that nothing
//! was done (<https://docs.stripe.com/error-low-level>). Nothing is sent twice.

use super::API_VERSION;
use super::shapes::{ErrorDetailShape, ErrorShape};
use crate::http::{self, word};
use crate::outcome::{Cause, Failure, GatewayError, KEY_REUSE, Refusal, Unavailable};
use crate::transport::{Transport, sent};
use ::http::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderValue};
use ::http::request::Builder;
use ::http::{Method, Request};
use form_urlencoded::byte_serialize;
use reqwest::Url;
use serde::de::DeserializeOwned;
use std::sync::Arc;

/// Codes that ask for the same call again, whatever the status they come with.
const BUSY_CODES: [&str; 3] = ["idempotency_key_in_use", "lock_timeout", "rate_limit"];

/// Parameters, form-encoded in the order in which they are added.
#[derive(Default)]
pub(super) struct Form(String);

impl Form {
    pub(super) fn add(&mut self, name: &str, value: &str) {
        if !self.0.is_empty() {
            self.0.push('&');
        }
        self.0.extend(byte_serialize(name.as_bytes()));
        self.0.push('=');
        self.0.extend(byte_serialize(value.as_bytes()));
    }
}

/// The API of one account.
#[derive(Debug)]
pub(super) struct Api {
    transport: Arc<dyn Transport>,
    origin: Url,
    authorization: HeaderValue,
}

/// A successful answer.
pub(super) struct Answer {
    body: Vec<u8>,
    replayed: bool,
    request: Option<String>,
}

impl Answer {
    /// Whether this is the answer kept from an earlier sending with the same key.
    pub(super) fn is_replayed(&self) -> bool {
        self.replayed
    }

    pub(super) fn read<T: DeserializeOwned>(&self) -> Result<T, Failure> {
        // The error of the parser is left out: it may quote the answer.
        serde_json::from_slice(&self.body).map_err(|_| {
            let cause = Cause::Unreadable("its body has another shape");
            Failure::Unknown(Unavailable { cause, request: self.request.clone(), source: None })
        })
    }
}

impl Api {
    pub(super) fn new(
        origin: &str,
        secret_key: &str,
        transport: Arc<dyn Transport>,
    ) -> Result<Self, GatewayError> {
        let origin = http::origin(origin)?;
        let printable = secret_key.bytes().all(|byte| byte.is_ascii_graphic());
        if secret_key.is_empty() || !printable {
            return Err(GatewayError::SecretKey);
        }
        let bearer = format!("Bearer {secret_key}");
        let mut authorization = HeaderValue::from_str(&bearer).map_err(|_| GatewayError::SecretKey)?;
        authorization.set_sensitive(true);
        Ok(Self { transport, origin, authorization })
    }

    pub(super) async fn get(&self, path: &str, query: &Form) -> Result<Answer, Failure> {
        let mut url = self.url(path);
        if !query.0.is_empty() {
            url.set_query(Some(&query.0));
        }
        self.call(Request::builder().method(Method::GET).uri(url.as_str()), Vec::new()).await
    }

    pub(super) async fn post(&self, path: &str, form: &Form, key: Option<&str>) -> Result<Answer, Failure> {
        let mut request = Request::builder().method(Method::POST).uri(self.url(path).as_str());
        request = request.header(CONTENT_TYPE, "application/x-www-form-urlencoded");
        if let Some(key) = key {
            request = request.header("idempotency-key", key);
        }
        self.call(request, form.0.clone().into_bytes()).await
    }

    fn url(&self, path: &str) -> Url {
        let mut url = self.origin.clone();
        url.set_path(path);
        url
    }

    async fn call(&self, request: Builder, body: Vec<u8>) -> Result<Answer, Failure> {
        let request =
            request.header(AUTHORIZATION, &self.authorization).header("stripe-version", API_VERSION);
        let (head, body) = sent(&*self.transport, request, body).await?.into_parts();
        let status = head.status.as_u16();
        let about = About::read(&head.headers);
        match status {
            200..=299 => Ok(Answer { body, replayed: about.replayed, request: about.request }),
            401 | 403 => Err(about.unknown(Cause::Access { status })),
            409 | 429 => Err(about.unknown(Cause::Busy { status })),
            408 | 424 | 425 | 500..=599 => Err(about.unknown(Cause::Failed { status })),
            400..=499 if about.repeat => Err(about.unknown(Cause::Busy { status })),
            400..=499 => Err(refusal(status, &about, &body)),
            _ => Err(about.unknown(Cause::Unreadable("its status is not one of the API's"))),
        }
    }
}

/// What the headers say about an answer.
struct About {
    request: Option<String>,
    replayed: bool,
    /// The provider asks for the same call again.
    repeat: bool,
}

impl About {
    fn read(headers: &HeaderMap) -> Self {
        let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
        let request = text("request-id").and_then(word);
        let says_true = |name: &str| text(name).is_some_and(|value| value == "true");
        Self { request, replayed: says_true("idempotent-replayed"), repeat: says_true("stripe-should-retry") }
    }

    fn unknown(&self, cause: Cause) -> Failure {
        Failure::Unknown(Unavailable { cause, request: self.request.clone(), source: None })
    }
}

/// What a 4xx answer means.
fn refusal(status: u16, about: &About, body: &[u8]) -> Failure {
    let Ok(ErrorShape { error }) = serde_json::from_slice(body) else {
        return about.unknown(Cause::Unreadable("a refusal without the provider's error object"));
    };
    let busy = error.code.as_deref().is_some_and(|code| BUSY_CODES.contains(&code));
    if busy || error.kind == "rate_limit_error" {
        return about.unknown(Cause::Busy { status });
    }
    if error.kind == "api_error" {
        return about.unknown(Cause::Failed { status });
    }
    described(status, about, &error)
}

fn described(status: u16, about: &About, error: &ErrorDetailShape) -> Failure {
    let kind = word(&error.kind).unwrap_or_else(|| "error".to_owned());
    let details = [
        ("at", error.param.as_deref()),
        ("declined as", error.decline_code.as_deref()),
        ("request", about.request.as_deref()),
    ];
    let details =
        details.into_iter().filter_map(|(name, detail)| Some([name.to_owned(), word(detail?)?].join(" ")));
    let message: Vec<String> = std::iter::once(format!("HTTP {status} {kind}")).chain(details).collect();
    let message = message.join(", ");
    // Callers have to know a reused key, whatever else is said about it.
    let code = error.code.as_deref().filter(|_| error.kind != KEY_REUSE).and_then(word).unwrap_or(kind);
    Failure::Refused(Refusal { code, message })
}
