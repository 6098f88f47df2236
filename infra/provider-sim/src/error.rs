//! The provider's error object and the HTTP codes that go with it.
//!
//! Shapes and messages follow <https://docs.stripe.com/api/errors> and the answers its users report.
//! An error says whether the idempotency layer keeps it: what fails before an endpoint runs is not kept.

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use crate::cards::Decline;

/// An answer that is not a success, as the provider would give it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ApiError {
    status: StatusCode,
    fields: Map<String, Value>,
    kept: bool,
    applied: bool,
}

impl ApiError {
    fn new(status: StatusCode, kind: &str, message: impl Into<String>) -> Self {
        let mut fields = Map::new();
        fields.insert("message".into(), Value::String(message.into()));
        fields.insert("type".into(), Value::String(kind.into()));
        Self { status, fields, kept: false, applied: false }
    }

    /// A request that the provider does not accept (400).
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid_request_error", message)
    }

    /// A request without an acceptable key (401).
    pub(crate) fn unauthorized(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "invalid_request_error", message)
    }

    /// A URL that is not one of the API's (404).
    pub(crate) fn unknown_url(method: &str, path: &str) -> Self {
        let message = format!(
            "Unrecognized request URL ({method}: {path}). Please see https://stripe.com/docs or we can help at \
             https://support.stripe.com/."
        );
        Self::new(StatusCode::NOT_FOUND, "invalid_request_error", message)
    }

    /// An idempotency key used for something else than the first time (400).
    pub(crate) fn idempotency(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "idempotency_error", message)
    }

    /// A failure of the provider itself, or of its rate limiter.
    pub(crate) fn provider_failure(status: StatusCode) -> Self {
        if status == StatusCode::TOO_MANY_REQUESTS {
            return Self::new(
                status,
                "invalid_request_error",
                "Request rate limit exceeded. Learn more about rate limits here https://stripe.com/docs/rate-limits.",
            )
            .code("rate_limit");
        }
        Self::new(
            status,
            "api_error",
            "An unknown error occurred. Please retry the request; if it keeps failing, contact support.",
        )
        .kept()
    }

    /// Nothing of the provider works (503); nothing was looked at.
    pub(crate) fn unavailable() -> Self {
        Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "api_error",
            "The provider is unavailable. Try again later.",
        )
    }

    /// A card that the bank refused (402).
    pub(crate) fn card_declined(decline: &Decline, charge: &str) -> Self {
        Self::new(StatusCode::PAYMENT_REQUIRED, "card_error", decline.message.as_str())
            .code(&decline.code)
            .with("decline_code", Value::String(decline.reason.clone()))
            .with("charge", Value::String(charge.to_owned()))
    }

    /// An object named in the URL that does not exist (404).
    pub(crate) fn missing(object: &str, id: &str, param: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, "invalid_request_error", format!("No such {object}: '{id}'"))
            .code("resource_missing")
            .param(param)
            .kept()
    }

    /// An object named in a parameter that does not exist (400).
    pub(crate) fn missing_reference(object: &str, id: &str, param: &str) -> Self {
        Self { status: StatusCode::BAD_REQUEST, ..Self::missing(object, id, param) }
    }

    /// A required parameter that was not sent (400).
    pub(crate) fn missing_param(param: &str) -> Self {
        Self::invalid(format!("Missing required param: {param}.")).code("parameter_missing").param(param)
    }

    /// Sets the machine-readable code and its documentation page.
    pub(crate) fn code(mut self, code: &str) -> Self {
        self.fields.insert("code".into(), Value::String(code.into()));
        let page = format!("https://stripe.com/docs/error-codes/{}", code.replace('_', "-"));
        self.fields.insert("doc_url".into(), Value::String(page));
        self
    }

    /// Names the parameter at fault.
    pub(crate) fn param(mut self, param: &str) -> Self {
        self.fields.insert("param".into(), Value::String(param.into()));
        self
    }

    /// Attaches the object the request was about, as it stands.
    pub(crate) fn with(mut self, name: &str, object: Value) -> Self {
        self.fields.insert(name.into(), object);
        self
    }

    /// Marks the error as one that a repeat with the same idempotency key is answered with again.
    pub(crate) fn kept(mut self) -> Self {
        self.kept = true;
        self
    }

    /// Whether a repeat with the same idempotency key gets this answer again.
    pub(crate) fn is_kept(&self) -> bool {
        self.kept
    }

    /// Marks the error as one that leaves a change behind, unlike all others.
    pub(crate) fn applied(mut self) -> Self {
        self.applied = true;
        self
    }

    /// Whether something has changed although the request was refused.
    pub(crate) fn is_applied(&self) -> bool {
        self.applied
    }

    /// The HTTP status.
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// The message for people.
    pub(crate) fn message(&self) -> &str {
        self.fields.get("message").and_then(Value::as_str).unwrap_or_default()
    }

    /// The whole body, with the page of the request's log entry.
    pub(crate) fn body(&self, request_id: &str) -> Value {
        let mut fields = self.fields.clone();
        let page = format!("https://dashboard.stripe.com/test/logs/{request_id}");
        fields.insert("request_log_url".into(), Value::String(page));
        json!({ "error": fields })
    }
}
