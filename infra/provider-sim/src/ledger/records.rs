//! What the ledger keeps: one record per object of the provider, plain data.
//!
//! Records hold no card numbers. Times are seconds since the epoch (`_s`) as in the protocol, or
//! milliseconds (`_ms`) where the simulator itself waits for them.

use std::collections::BTreeMap;

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::cards::{CardRecord, Decline};
use crate::debits::DebitEnd;
use crate::methods::{Aftermath, MethodRecord, MethodTypes};
use crate::params::Metadata;

use super::Tables;
use super::returns::{DisputeRecord, RefundRecord};

/// A kind of record, kept by id.
pub(crate) trait Record: Clone + Serialize + DeserializeOwned {
    /// The name of the kind in the ledger's file.
    const KIND: &'static str;
    /// The id of this record.
    fn id(&self) -> &str;
    /// The records of this kind.
    fn of(tables: &Tables) -> &BTreeMap<String, Self>;
    /// The records of this kind, to be changed.
    fn of_mut(tables: &mut Tables) -> &mut BTreeMap<String, Self>;
}

macro_rules! record {
    ($record:ty, $kind:literal, $table:ident) => {
        impl Record for $record {
            const KIND: &'static str = $kind;
            fn id(&self) -> &str {
                &self.id
            }
            fn of(tables: &Tables) -> &BTreeMap<String, Self> {
                &tables.$table
            }
            fn of_mut(tables: &mut Tables) -> &mut BTreeMap<String, Self> {
                &mut tables.$table
            }
        }
    };
}

record!(SessionRecord, "session", sessions);
record!(IntentRecord, "intent", intents);
record!(ChargeRecord, "charge", charges);
record!(RefundRecord, "refund", refunds);
record!(DisputeRecord, "dispute", disputes);
record!(EventRecord, "event", events);
record!(DeliveryRecord, "delivery", deliveries);
record!(AnswerRecord, "answer", answers);

/// State of a Checkout Session.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SessionStatus {
    /// Can be paid.
    Open,
    /// Was paid or authorized.
    Complete,
    /// Ran out or was ended; can never be paid.
    Expired,
}

impl SessionStatus {
    /// The provider's word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Open => "open",
            Self::Complete => "complete",
            Self::Expired => "expired",
        }
    }
}

/// State of a payment intent, of those a Checkout Session can reach.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum IntentStatus {
    /// Nothing usable was submitted yet, or it was declined.
    RequiresPaymentMethod,
    /// The shopper has to pass 3-D Secure.
    RequiresAction,
    /// A debit is under way, for days.
    Processing,
    /// Authorized, not taken.
    RequiresCapture,
    /// Taken.
    Succeeded,
    /// Ended without (further) money.
    Canceled,
}

impl IntentStatus {
    /// The provider's word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::RequiresPaymentMethod => "requires_payment_method",
            Self::RequiresAction => "requires_action",
            Self::Processing => "processing",
            Self::RequiresCapture => "requires_capture",
            Self::Succeeded => "succeeded",
            Self::Canceled => "canceled",
        }
    }
}

/// When an authorized amount is taken.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum CaptureMethod {
    /// At once; the provider's default for Checkout.
    #[default]
    AutomaticAsync,
    /// At once, the answer waiting for it.
    Automatic,
    /// By a capture request.
    Manual,
}

impl CaptureMethod {
    /// The provider's word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::AutomaticAsync => "automatic_async",
            Self::Automatic => "automatic",
            Self::Manual => "manual",
        }
    }
}

/// One line of what is paid for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Line {
    pub(crate) id: String,
    pub(crate) price_id: String,
    pub(crate) product_id: String,
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) unit_amount: i64,
    pub(crate) quantity: i64,
    pub(crate) amount: i64,
}

/// What a session hands to the intent it makes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct IntentData {
    pub(crate) capture_method: CaptureMethod,
    pub(crate) description: Option<String>,
    pub(crate) metadata: Metadata,
    pub(crate) receipt_email: Option<String>,
    pub(crate) statement_descriptor: Option<String>,
    pub(crate) statement_descriptor_suffix: Option<String>,
    /// Whether cards are captured by a request, whatever holds for other ways to pay.
    #[serde(default)]
    pub(crate) card_manual: bool,
    #[serde(default)]
    pub(crate) methods: MethodTypes,
}

impl IntentData {
    /// Whether what a card authorizes waits for a capture request.
    pub(crate) fn captures_cards_by_request(&self) -> bool {
        self.card_manual || self.capture_method == CaptureMethod::Manual
    }
}

/// A Checkout Session.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct SessionRecord {
    pub(crate) id: String,
    pub(crate) created_s: i64,
    pub(crate) expires_at_s: i64,
    pub(crate) status: SessionStatus,
    pub(crate) paid: bool,
    pub(crate) currency: String,
    pub(crate) amount_total: i64,
    pub(crate) lines: Vec<Line>,
    pub(crate) success_url: String,
    pub(crate) cancel_url: Option<String>,
    pub(crate) client_reference_id: Option<String>,
    pub(crate) customer_email: Option<String>,
    pub(crate) paid_with_email: Option<String>,
    pub(crate) locale: Option<String>,
    pub(crate) submit_type: Option<String>,
    pub(crate) customer_creation: String,
    pub(crate) adaptive_pricing: bool,
    pub(crate) always_three_d_secure: bool,
    pub(crate) metadata: Metadata,
    pub(crate) intent_data: IntentData,
    pub(crate) payment_intent: Option<String>,
}

/// Why the last attempt at an intent failed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum PaymentFailure {
    /// The bank refused the card, or did not honor the debit.
    Declined {
        decline: Decline,
        charge: String,
        payment_method: String,
        #[serde(flatten)]
        method: MethodRecord,
    },
    /// 3-D Secure was not passed.
    NotAuthenticated { payment_method: String, card: CardRecord },
}

/// What a running 3-D Secure challenge will do once it is passed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Challenge {
    pub(crate) card: CardRecord,
    pub(crate) email: String,
    pub(crate) decline: Option<Decline>,
    #[serde(default)]
    pub(crate) aftermath: Aftermath,
}

/// How a debit under way ends, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PlannedEnd {
    pub(crate) at_ms: i64,
    pub(crate) end: DebitEnd,
}

/// A payment intent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct IntentRecord {
    pub(crate) id: String,
    pub(crate) created_s: i64,
    /// The session that made it; none where another integration did.
    pub(crate) session: Option<String>,
    pub(crate) amount: i64,
    pub(crate) amount_capturable: i64,
    pub(crate) amount_received: i64,
    pub(crate) currency: String,
    pub(crate) status: IntentStatus,
    pub(crate) data: IntentData,
    pub(crate) canceled_at_s: Option<i64>,
    pub(crate) cancellation_reason: Option<String>,
    pub(crate) capture_before_s: Option<i64>,
    pub(crate) latest_charge: Option<String>,
    pub(crate) payment_method: Option<String>,
    pub(crate) failure: Option<PaymentFailure>,
    pub(crate) challenge: Option<Challenge>,
    #[serde(default)]
    pub(crate) planned: Option<PlannedEnd>,
}

/// A Charge: one attempt at a card or an account that reached the bank.
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of the provider's object")]
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ChargeRecord {
    pub(crate) id: String,
    pub(crate) created_s: i64,
    pub(crate) payment_intent: String,
    pub(crate) payment_method: String,
    pub(crate) amount: i64,
    pub(crate) amount_captured: i64,
    pub(crate) amount_refunded: i64,
    pub(crate) currency: String,
    pub(crate) captured: bool,
    #[serde(default)]
    pub(crate) pending: bool,
    #[serde(default)]
    pub(crate) disputed: bool,
    pub(crate) decline: Option<Decline>,
    #[serde(flatten)]
    pub(crate) method: MethodRecord,
    #[serde(default)]
    pub(crate) aftermath: Aftermath,
    pub(crate) three_d_secure: bool,
    pub(crate) email: String,
    pub(crate) capture_before_s: Option<i64>,
    pub(crate) data: IntentData,
}

/// An Event, with the object as it was then.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct EventRecord {
    pub(crate) id: String,
    pub(crate) created_s: i64,
    pub(crate) kind: String,
    pub(crate) object: Value,
    pub(crate) previous: Option<Value>,
    pub(crate) request: Option<String>,
    pub(crate) idempotency_key: Option<String>,
    pub(crate) pending_webhooks: u32,
}

/// A delivery of an event that is still owed to the webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DeliveryRecord {
    pub(crate) id: String,
    pub(crate) event: String,
    pub(crate) first_due_ms: i64,
    pub(crate) due_ms: i64,
    pub(crate) attempts: u32,
    pub(crate) held: bool,
    pub(crate) newest_first: bool,
    pub(crate) last_failure: Option<String>,
}

/// The first answer to an idempotency key; the key is the record's id.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct AnswerRecord {
    pub(crate) id: String,
    pub(crate) path: String,
    pub(crate) fingerprint: String,
    pub(crate) status: u16,
    pub(crate) body: String,
    pub(crate) request: String,
    pub(crate) stored_ms: i64,
}
