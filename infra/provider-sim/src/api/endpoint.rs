//! The API's endpoints: which method and path is which.
//!
//! A path that is not listed here is not one of the API's; the list grows with the simulator.

use serde::{Deserialize, Serialize};

/// One endpoint of the API.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Endpoint {
    /// `POST /v1/checkout/sessions`
    SessionCreate,
    /// `GET /v1/checkout/sessions`
    SessionList,
    /// `GET /v1/checkout/sessions/{id}`
    SessionRetrieve,
    /// `GET /v1/checkout/sessions/{id}/line_items`
    SessionLineItems,
    /// `POST /v1/checkout/sessions/{id}/expire`
    SessionExpire,
    /// `GET /v1/payment_intents`
    IntentList,
    /// `GET /v1/payment_intents/{id}`
    IntentRetrieve,
    /// `POST /v1/payment_intents/{id}/capture`
    IntentCapture,
    /// `POST /v1/payment_intents/{id}/cancel`
    IntentCancel,
    /// `GET /v1/charges`
    ChargeList,
    /// `GET /v1/charges/{id}`
    ChargeRetrieve,
    /// `POST /v1/refunds`
    RefundCreate,
    /// `GET /v1/refunds`
    RefundList,
    /// `GET /v1/refunds/{id}`
    RefundRetrieve,
    /// `POST /v1/refunds/{id}/cancel`
    RefundCancel,
    /// `GET /v1/disputes`
    DisputeList,
    /// `GET /v1/disputes/{id}`
    DisputeRetrieve,
    /// `POST /v1/disputes/{id}`
    DisputeUpdate,
    /// `POST /v1/disputes/{id}/close`
    DisputeClose,
    /// `GET /v1/events`
    EventList,
    /// `GET /v1/events/{id}`
    EventRetrieve,
}

impl Endpoint {
    /// The endpoint of a method and path, with the id in the path where it has one.
    pub(crate) fn find(method: &str, path: &str) -> Option<(Self, String)> {
        let segments: Vec<&str> = path.strip_prefix("/v1/")?.split('/').collect();
        let (endpoint, id) = match (method, segments.as_slice()) {
            ("POST", ["checkout", "sessions"]) => (Self::SessionCreate, ""),
            ("GET", ["checkout", "sessions"]) => (Self::SessionList, ""),
            ("GET", ["checkout", "sessions", id]) => (Self::SessionRetrieve, *id),
            ("GET", ["checkout", "sessions", id, "line_items"]) => (Self::SessionLineItems, *id),
            ("POST", ["checkout", "sessions", id, "expire"]) => (Self::SessionExpire, *id),
            ("GET", ["payment_intents"]) => (Self::IntentList, ""),
            ("GET", ["payment_intents", id]) => (Self::IntentRetrieve, *id),
            ("POST", ["payment_intents", id, "capture"]) => (Self::IntentCapture, *id),
            ("POST", ["payment_intents", id, "cancel"]) => (Self::IntentCancel, *id),
            ("GET", ["charges"]) => (Self::ChargeList, ""),
            ("GET", ["charges", id]) => (Self::ChargeRetrieve, *id),
            ("POST", ["refunds"]) => (Self::RefundCreate, ""),
            ("GET", ["refunds"]) => (Self::RefundList, ""),
            ("GET", ["refunds", id]) => (Self::RefundRetrieve, *id),
            ("POST", ["refunds", id, "cancel"]) => (Self::RefundCancel, *id),
            ("GET", ["disputes"]) => (Self::DisputeList, ""),
            ("GET", ["disputes", id]) => (Self::DisputeRetrieve, *id),
            ("POST", ["disputes", id]) => (Self::DisputeUpdate, *id),
            ("POST", ["disputes", id, "close"]) => (Self::DisputeClose, *id),
            ("GET", ["events"]) => (Self::EventList, ""),
            ("GET", ["events", id]) => (Self::EventRetrieve, *id),
            _ => return None,
        };
        Some((endpoint, id.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_one_endpoint_per_method() {
        assert_eq!(Endpoint::find("POST", "/v1/refunds"), Some((Endpoint::RefundCreate, String::new())));
        assert_eq!(Endpoint::find("GET", "/v1/refunds"), Some((Endpoint::RefundList, String::new())));
        assert_eq!(
            Endpoint::find("POST", "/v1/checkout/sessions/cs_1/expire"),
            Some((Endpoint::SessionExpire, "cs_1".to_owned()))
        );
        assert_eq!(Endpoint::find("DELETE", "/v1/refunds"), None);
        assert_eq!(Endpoint::find("GET", "/v1/refunds/re_1/more"), None);
        assert_eq!(Endpoint::find("GET", "/v2/refunds"), None);
    }
}
