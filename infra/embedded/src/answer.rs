//! An answer of a service before it becomes an HTTP response of the SDK's or of axum's.

use serde_json::Value;

/// Status, headers and JSON body of a service's answer.
#[derive(Clone, Debug)]
pub(crate) struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The media type of the body.
    pub content_type: &'static str,
    /// SQS's `x-amzn-query-error`, or the REST services' `x-amzn-errortype`.
    pub error_header: Option<(&'static str, String)>,
    /// The body.
    pub body: Vec<u8>,
}

impl Answer {
    /// An answer in the JSON 1.0 protocol.
    pub fn json(status: u16, body: &Value) -> Self {
        Self::bytes(status, body.to_string().into_bytes())
    }

    /// An answer in the JSON 1.0 protocol whose body is already written.
    pub fn bytes(status: u16, body: Vec<u8>) -> Self {
        Self { status, content_type: "application/x-amz-json-1.0", error_header: None, body }
    }

    /// The same answer with SQS's error code for clients of its older protocol.
    pub fn with_query_error(mut self, code: impl Into<String>) -> Self {
        self.error_header = Some(("x-amzn-query-error", code.into()));
        self
    }

    /// The same answer with the error type in a header, as the REST services send it.
    pub fn with_error_type(mut self, code: impl Into<String>) -> Self {
        self.error_header = Some(("x-amzn-errortype", code.into()));
        self.content_type = "application/json";
        self
    }

    /// Whether the service did what was asked.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}
