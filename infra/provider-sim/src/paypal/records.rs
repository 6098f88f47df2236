//! What PayPal's ledger keeps: one record per object of the provider, plain data.
//!
//! Times are milliseconds of the simulator's clock.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::money::Amount;

/// Where an order stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum OrderStatus {
    /// Made; the shopper has not approved it.
    Created,
    /// The same, for an order that names its payment source.
    PayerActionRequired,
    /// The shopper has approved it; nothing is authorized yet.
    Approved,
    /// Authorized.
    Completed,
}

/// What the shopper chose to pay with, and so what comes of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Funding {
    /// Everything works.
    #[default]
    Balance,
    /// The bank refuses the authorization.
    Declined,
    /// The authorization is answered, as denied.
    Denied,
    /// The capture is held back for a review.
    CapturePending,
    /// The capture is answered, as declined.
    CaptureDeclined,
    /// A refund waits for the bank, for days.
    RefundPending,
}

/// An order: what the shopper is asked to approve.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct OrderRecord {
    pub(crate) id: String,
    pub(crate) created_ms: i64,
    pub(crate) updated_ms: i64,
    pub(crate) status: OrderStatus,
    pub(crate) amount: Amount,
    pub(crate) reference_id: String,
    pub(crate) custom_id: Option<String>,
    pub(crate) invoice_id: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) brand_name: Option<String>,
    pub(crate) return_url: String,
    pub(crate) cancel_url: String,
    /// Whether the order names PayPal as its payment source.
    pub(crate) names_source: bool,
    pub(crate) payer_email: Option<String>,
    pub(crate) funding: Option<Funding>,
    pub(crate) authorization: Option<String>,
}

/// Where an authorization stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum AuthorizationStatus {
    /// The money is held.
    Created,
    /// All of it was taken.
    Captured,
    /// Some of it was taken.
    PartiallyCaptured,
    /// The bank said no.
    Denied,
    /// Released, by the shop or after its 29 days.
    Voided,
}

/// An authorization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AuthorizationRecord {
    pub(crate) id: String,
    pub(crate) created_ms: i64,
    pub(crate) updated_ms: i64,
    pub(crate) expires_ms: i64,
    pub(crate) order: String,
    pub(crate) status: AuthorizationStatus,
    pub(crate) amount: Amount,
    pub(crate) custom_id: Option<String>,
    pub(crate) invoice_id: Option<String>,
    pub(crate) captures: Vec<String>,
}

/// Where a capture stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum CaptureStatus {
    /// The money was taken.
    Completed,
    /// The bank said no.
    Declined,
    /// Held back for a review.
    Pending,
    /// Some of it was given back.
    PartiallyRefunded,
    /// All of it was given back.
    Refunded,
}

/// A capture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct CaptureRecord {
    pub(crate) id: String,
    pub(crate) created_ms: i64,
    pub(crate) updated_ms: i64,
    pub(crate) order: String,
    pub(crate) authorization: String,
    pub(crate) status: CaptureStatus,
    pub(crate) amount: Amount,
    pub(crate) final_capture: bool,
    pub(crate) custom_id: Option<String>,
    pub(crate) invoice_id: Option<String>,
    pub(crate) refunds: Vec<String>,
}

/// Where a refund stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum RefundStatus {
    /// The money is back.
    Completed,
    /// The bank works on it.
    Pending,
    /// It came back to the shop.
    Failed,
}

/// A refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RefundRecord {
    pub(crate) id: String,
    pub(crate) created_ms: i64,
    pub(crate) updated_ms: i64,
    pub(crate) capture: String,
    pub(crate) status: RefundStatus,
    pub(crate) amount: Amount,
    pub(crate) custom_id: Option<String>,
    pub(crate) invoice_id: Option<String>,
    pub(crate) note_to_payer: Option<String>,
}

/// Where a dispute stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeState {
    /// The shop has to answer.
    Open,
    /// The shop kept the money.
    Won,
    /// The shopper got the money back.
    Lost,
}

/// A dispute about a capture.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DisputeRecord {
    pub(crate) id: String,
    pub(crate) created_ms: i64,
    pub(crate) updated_ms: i64,
    pub(crate) capture: String,
    pub(crate) state: DisputeState,
    pub(crate) amount: Amount,
}

/// An event, with the object as it was then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct EventRecord {
    pub(crate) id: String,
    pub(crate) created_ms: i64,
    pub(crate) kind: String,
    pub(crate) resource_type: String,
    pub(crate) resource: Value,
}

/// A delivery of an event that is still owed to the webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DeliveryRecord {
    pub(crate) id: String,
    pub(crate) event: String,
    pub(crate) due_ms: i64,
    pub(crate) attempts: u32,
    pub(crate) held: bool,
    pub(crate) newest_first: bool,
    pub(crate) last_failure: Option<String>,
}

/// What a request id was used for; the record's id is the call and the request id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AnswerRecord {
    pub(crate) id: String,
    /// The object that was made or changed, whose latest state answers a repeat.
    pub(crate) object: String,
    pub(crate) kept_until_ms: i64,
}
