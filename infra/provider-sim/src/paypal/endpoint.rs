//! The API's endpoints: which method and path is which.

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};

/// One endpoint of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Endpoint {
    /// `POST /v1/oauth2/token`
    Token,
    /// `POST /v2/checkout/orders`
    OrderCreate,
    /// `GET /v2/checkout/orders/{id}`
    OrderRetrieve,
    /// `POST /v2/checkout/orders/{id}/authorize`
    OrderAuthorize,
    /// `GET /v2/payments/authorizations/{id}`
    AuthorizationRetrieve,
    /// `POST /v2/payments/authorizations/{id}/capture`
    AuthorizationCapture,
    /// `POST /v2/payments/authorizations/{id}/void`
    AuthorizationVoid,
    /// `GET /v2/payments/captures/{id}`
    CaptureRetrieve,
    /// `POST /v2/payments/captures/{id}/refund`
    CaptureRefund,
    /// `GET /v2/payments/refunds/{id}`
    RefundRetrieve,
    /// `GET /v1/customer/disputes`
    DisputeList,
    /// `GET /v1/customer/disputes/{id}`
    DisputeRetrieve,
    /// `GET /v1/notifications/webhooks-events`
    EventList,
    /// `GET /v1/notifications/webhooks-events/{id}`
    EventRetrieve,
    /// `POST /v1/notifications/webhooks-events/{id}/resend`
    EventResend,
}

impl Endpoint {
    /// The endpoint of a method and path, with the id in the path where it has one.
    pub(crate) fn find(method: &str, path: &str) -> Option<(Self, String)> {
        let path = path.strip_suffix('/').unwrap_or(path);
        let segments: Vec<&str> = path.strip_prefix('/')?.split('/').collect();
        let (endpoint, id) = match (method, segments.as_slice()) {
            ("POST", ["v1", "oauth2", "token"]) => (Self::Token, ""),
            ("POST", ["v2", "checkout", "orders"]) => (Self::OrderCreate, ""),
            ("GET", ["v2", "checkout", "orders", id]) => (Self::OrderRetrieve, *id),
            ("POST", ["v2", "checkout", "orders", id, "authorize"]) => (Self::OrderAuthorize, *id),
            ("GET", ["v2", "payments", "authorizations", id]) => (Self::AuthorizationRetrieve, *id),
            ("POST", ["v2", "payments", "authorizations", id, "capture"]) => {
                (Self::AuthorizationCapture, *id)
            }
            ("POST", ["v2", "payments", "authorizations", id, "void"]) => (Self::AuthorizationVoid, *id),
            ("GET", ["v2", "payments", "captures", id]) => (Self::CaptureRetrieve, *id),
            ("POST", ["v2", "payments", "captures", id, "refund"]) => (Self::CaptureRefund, *id),
            ("GET", ["v2", "payments", "refunds", id]) => (Self::RefundRetrieve, *id),
            ("GET", ["v1", "customer", "disputes"]) => (Self::DisputeList, ""),
            ("GET", ["v1", "customer", "disputes", id]) => (Self::DisputeRetrieve, *id),
            ("GET", ["v1", "notifications", "webhooks-events"]) => (Self::EventList, ""),
            ("GET", ["v1", "notifications", "webhooks-events", id]) => (Self::EventRetrieve, *id),
            ("POST", ["v1", "notifications", "webhooks-events", id, "resend"]) => (Self::EventResend, *id),
            _ => return None,
        };
        Some((endpoint, id.to_owned()))
    }

    /// How long a request id is remembered, in milliseconds: 6 hours for orders, 45 days for payments
    /// (<https://developer.paypal.com/docs/api/orders/v2/>, <https://developer.paypal.com/docs/api/payments/v2/>).
    pub(crate) fn request_id_kept_ms(self) -> i64 {
        match self {
            Self::AuthorizationCapture | Self::AuthorizationVoid | Self::CaptureRefund => 45 * 86_400_000,
            _ => 6 * 3_600_000,
        }
    }

    /// The status of a success; a repeat is answered with 200 instead of 201.
    pub(crate) fn success(self, repeat: bool) -> StatusCode {
        match self {
            Self::AuthorizationVoid => StatusCode::NO_CONTENT,
            Self::EventResend => StatusCode::ACCEPTED,
            Self::OrderCreate | Self::OrderAuthorize | Self::AuthorizationCapture | Self::CaptureRefund
                if !repeat =>
            {
                StatusCode::CREATED
            }
            _ => StatusCode::OK,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_one_endpoint_per_method() {
        let found = |method, path| Endpoint::find(method, path);
        assert_eq!(found("POST", "/v2/checkout/orders"), Some((Endpoint::OrderCreate, String::new())));
        assert_eq!(
            found("POST", "/v2/checkout/orders/5O1/authorize"),
            Some((Endpoint::OrderAuthorize, "5O1".to_owned()))
        );
        assert_eq!(
            found("GET", "/v1/notifications/webhooks-events/"),
            Some((Endpoint::EventList, String::new()))
        );
        assert_eq!(found("POST", "/v2/checkout/orders/5O1/capture"), None);
        assert_eq!(found("DELETE", "/v2/checkout/orders/5O1"), None);
    }
}
