//! PayPal's error object: a name, a message, and the issues that say what exactly was wrong.
//!
//! Names, issues and descriptions are those of <https://developer.paypal.com/api/rest/reference/orders/v2/errors/>
//! and of the Payments API beside it.

use axum::http::StatusCode;
use serde_json::{Value, json};

/// An answer that is not a success, as the provider would give it.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ApiError {
    status: StatusCode,
    name: &'static str,
    message: &'static str,
    issue: &'static str,
    description: String,
    field: Option<Box<(String, String)>>,
    redirect: Option<Box<str>>,
}

impl ApiError {
    fn new(status: StatusCode, name: &'static str, message: &'static str) -> Self {
        let (issue, description) = ("", String::new());
        Self { status, name, message, issue, description, field: None, redirect: None }
    }

    fn because(self, issue: &'static str, description: impl Into<String>) -> Self {
        Self { issue, description: description.into(), ..self }
    }

    /// A request that is not well-formed or does not have the documented shape (400).
    pub(crate) fn invalid(issue: &'static str, description: impl Into<String>) -> Self {
        let message = "Request is not well-formed, syntactically incorrect, or violates schema.";
        Self::new(StatusCode::BAD_REQUEST, "INVALID_REQUEST", message).because(issue, description)
    }

    /// A value of the wrong form (400).
    pub(crate) fn syntax(description: impl Into<String>) -> Self {
        Self::invalid("INVALID_PARAMETER_SYNTAX", description)
    }

    /// A request that the rules forbid (422).
    pub(crate) fn unprocessable(issue: &'static str, description: impl Into<String>) -> Self {
        let message = "The requested action could not be performed, semantically incorrect, or failed business validation.";
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "UNPROCESSABLE_ENTITY", message)
            .because(issue, description)
    }

    /// An object that does not exist, or no more (404).
    pub(crate) fn missing() -> Self {
        let description = "Specified resource ID does not exist. Please check the resource ID and try again.";
        Self::new(StatusCode::NOT_FOUND, "RESOURCE_NOT_FOUND", "The specified resource does not exist.")
            .because("INVALID_RESOURCE_ID", description)
    }

    /// A URL or method that is not one of the API's (404).
    pub(crate) fn unknown_url() -> Self {
        Self::new(StatusCode::NOT_FOUND, "NOT_FOUND", "The requested resource was not found.")
    }

    /// A request without a token (401).
    pub(crate) fn unauthorized() -> Self {
        let message = "Authentication failed due to invalid authentication credentials or a missing Authorization header.";
        Self::new(StatusCode::UNAUTHORIZED, "AUTHENTICATION_FAILURE", message)
    }

    /// A body that is not JSON by its header (415).
    pub(crate) fn media_type() -> Self {
        let message = "The server does not support the request payload's media type.";
        Self::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "UNSUPPORTED_MEDIA_TYPE", message)
    }

    /// A failure of the provider itself (500).
    pub(crate) fn internal() -> Self {
        let message = "An internal server error occurred.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "INTERNAL_SERVER_ERROR", message)
    }

    /// Too many requests (429).
    pub(crate) fn rate_limited() -> Self {
        let message = "Too many requests. Blocked due to rate limiting.";
        Self::new(StatusCode::TOO_MANY_REQUESTS, "RATE_LIMIT_REACHED", message)
    }

    /// Names the field at fault by its JSON pointer, with the value that was sent.
    pub(crate) fn at(self, field: &str, value: &str) -> Self {
        Self { field: Some(Box::new((field.to_owned(), value.to_owned()))), ..self }
    }

    /// Says where the shopper has to be sent.
    pub(crate) fn redirect(self, href: String) -> Self {
        Self { redirect: Some(href.into_boxed_str()), ..self }
    }

    /// The HTTP status.
    pub(crate) fn status(&self) -> StatusCode {
        self.status
    }

    /// The issue, or nothing where the error has none.
    #[cfg(test)]
    pub(crate) fn issue(&self) -> &'static str {
        self.issue
    }

    /// The whole body.
    pub(crate) fn body(&self, debug_id: &str) -> Value {
        let page = if self.issue.is_empty() { self.name } else { self.issue };
        let page = format!("https://developer.paypal.com/api/rest/reference/orders/v2/errors/#{page}");
        let mut links = vec![json!({ "href": page, "rel": "information_link", "method": "GET" })];
        if let Some(href) = &self.redirect {
            links.push(json!({ "href": href, "rel": "redirect", "method": "GET" }));
        }
        let mut body =
            json!({ "name": self.name, "message": self.message, "debug_id": debug_id, "links": links });
        if !self.issue.is_empty() {
            let mut detail = json!({ "issue": self.issue, "description": self.description });
            if let Some((field, value)) = self.field.as_deref() {
                detail["field"] = json!(field);
                detail["value"] = json!(value);
                detail["location"] = json!("body");
            }
            body["details"] = json!([detail]);
        }
        body
    }
}
