//! What is read of Stripe's objects.

use super::amount;
use crate::event::{EventShape, is_object_id};
use crate::outcome::Failure;
use crate::session::OpenedSession;
use domain::money::Money;
use domain::payments::dispute::{Dispute, DisputeStatus};
use domain::payments::refund::{RefundStatus, SeenRefund};
use domain::payments::settle::{IntentStatus, SeenPayment, SessionState};
use serde::Deserialize;
use std::collections::BTreeMap;

/// A `checkout.session`, with its payment as an id or expanded.
#[derive(Deserialize)]
pub(super) struct SessionShape<P> {
    pub(super) id: String,
    status: Option<String>,
    url: Option<String>,
    amount_total: Option<i64>,
    currency: Option<String>,
    pub(super) payment_intent: Option<P>,
}

impl<P> SessionShape<P> {
    pub(super) fn state(&self) -> Result<SessionState, Failure> {
        match self.status.as_deref() {
            Some("open") => Ok(SessionState::Open),
            Some("complete") => Ok(SessionState::Complete),
            Some("expired") => Ok(SessionState::Expired),
            Some(_) | None => Err(Failure::unreadable("the status of the session")),
        }
    }

    /// Checks that the answer is about the session that was asked for.
    pub(super) fn is_of(&self, session: &str) -> Result<(), Failure> {
        if self.id == session {
            Ok(())
        } else {
            Err(Failure::unreadable("the answer is about another session"))
        }
    }

    pub(super) fn asks_for(&self, amount: Money) -> bool {
        let asked = self.amount_total.zip(self.currency.as_deref());
        asked.and_then(|(number, currency)| amount::from_provider(number, currency)) == Some(amount)
    }

    pub(super) fn opened(self) -> Result<OpenedSession, Failure> {
        let state = self.state()?;
        if !is_object_id(&self.id) {
            return Err(Failure::unreadable("the id of the session"));
        }
        let url = match state {
            SessionState::Open => {
                let url = self.url.filter(|url| crate::http::is_private(url));
                Some(url.ok_or_else(|| Failure::unreadable("the address of the session"))?)
            }
            SessionState::Approved | SessionState::Complete | SessionState::Expired => None,
        };
        Ok(OpenedSession { id: self.id, url, state })
    }
}

/// A `payment_intent`.
#[derive(Deserialize)]
pub(super) struct IntentShape {
    id: String,
    status: String,
    amount: i64,
    amount_received: i64,
    currency: String,
    /// The last charge, where the answer holds it whole.
    latest_charge: Option<ChargeShape>,
}

/// A `charge`, as an id or expanded.
#[derive(Deserialize)]
#[serde(from = "serde_json::Value")]
pub(super) struct ChargeShape {
    disputed: bool,
    failed: bool,
}

impl From<serde_json::Value> for ChargeShape {
    fn from(charge: serde_json::Value) -> Self {
        Self {
            disputed: charge.get("disputed").and_then(serde_json::Value::as_bool).unwrap_or(false),
            failed: charge.get("status").and_then(serde_json::Value::as_str) == Some("failed"),
        }
    }
}

impl ChargeShape {
    /// Whether a bank said no to it.
    pub(super) fn is_declined(&self) -> bool {
        self.failed
    }
}

impl IntentShape {
    /// Whether a bank was ever asked.
    pub(super) fn was_charged(&self) -> bool {
        self.latest_charge.is_some()
    }

    /// Whether somebody disputed the money.
    pub(super) fn is_disputed(&self) -> bool {
        self.latest_charge.as_ref().is_some_and(|charge| charge.disputed)
    }

    pub(super) fn seen(&self) -> Result<SeenPayment, Failure> {
        if !is_object_id(&self.id) {
            return Err(Failure::unreadable("the id of the payment"));
        }
        let status = status(&self.status).ok_or_else(|| Failure::unreadable("the status of the payment"))?;
        let money = |number: i64| {
            let money = amount::from_provider(number, &self.currency);
            money.ok_or_else(|| Failure::unreadable("an amount of the payment"))
        };
        Ok(SeenPayment {
            intent: self.id.clone(),
            status,
            amount: money(self.amount)?,
            captured: money(self.amount_received)?,
            declines: 0,
            refunds: Vec::new(),
            dispute: None,
        })
    }
}

/// Statuses of <https://docs.stripe.com/payments/paymentintents/lifecycle>. One to be confirmed waits for
/// the shopper like one that needs an action.
fn status(word: &str) -> Option<IntentStatus> {
    match word {
        "requires_payment_method" => Some(IntentStatus::RequiresPaymentMethod),
        "requires_confirmation" | "requires_action" => Some(IntentStatus::RequiresAction),
        "processing" => Some(IntentStatus::Processing),
        "requires_capture" => Some(IntentStatus::RequiresCapture),
        "canceled" => Some(IntentStatus::Canceled),
        "succeeded" => Some(IntentStatus::Succeeded),
        _ => None,
    }
}

/// A page of a list.
#[derive(Deserialize)]
pub(super) struct ListShape<T> {
    pub(super) data: Vec<T>,
    pub(super) has_more: bool,
}

/// A `refund`.
#[derive(Deserialize)]
pub(super) struct RefundShape {
    pub(super) id: String,
    status: Option<String>,
    amount: i64,
    currency: String,
    pub(super) payment_intent: Option<String>,
    #[serde(default)]
    metadata: Option<BTreeMap<String, String>>,
}

impl RefundShape {
    pub(super) fn seen(&self) -> Result<SeenRefund, Failure> {
        // <https://docs.stripe.com/api/refunds/object#refund_object-status>; what waits for the shopper is under way.
        let status = match self.status.as_deref() {
            Some("succeeded") => RefundStatus::Succeeded,
            Some("pending" | "requires_action") => RefundStatus::Pending,
            Some("failed" | "canceled") => RefundStatus::Failed,
            Some(_) | None => return Err(Failure::unreadable("the status of a refund")),
        };
        let amount = amount::from_provider(self.amount, &self.currency);
        let amount = amount.ok_or_else(|| Failure::unreadable("the amount of a refund"))?;
        let number = self.metadata.as_ref().and_then(|metadata| metadata.get("refund"));
        let number = number.and_then(|number| number.parse().ok());
        if is_object_id(&self.id) {
            Ok(SeenRefund { id: self.id.clone(), number, amount, status })
        } else {
            Err(Failure::unreadable("the id of a refund"))
        }
    }
}

/// A `dispute`.
#[derive(Deserialize)]
pub(super) struct DisputeShape {
    id: String,
    status: String,
    amount: i64,
    currency: String,
}

impl DisputeShape {
    pub(super) fn seen(&self) -> Result<Dispute, Failure> {
        // <https://docs.stripe.com/api/disputes/object#dispute_object-status>; an inquiry that was closed ended well.
        let status = match self.status.as_str() {
            "won" | "warning_closed" | "prevented" => DisputeStatus::Won,
            "lost" => DisputeStatus::Lost,
            "needs_response" | "under_review" | "warning_needs_response" | "warning_under_review" => {
                DisputeStatus::Open
            }
            _ => return Err(Failure::unreadable("the status of a dispute")),
        };
        let amount = amount::from_provider(self.amount, &self.currency);
        let amount = amount.ok_or_else(|| Failure::unreadable("the amount of a dispute"))?;
        if is_object_id(&self.id) {
            Ok(Dispute { id: self.id.clone(), amount, status })
        } else {
            Err(Failure::unreadable("the id of a dispute"))
        }
    }
}

/// What any object is marked with.
#[derive(Deserialize)]
pub(super) struct MarkedShape {
    #[serde(default)]
    pub(super) metadata: BTreeMap<String, String>,
}

/// A page of events.
#[derive(Deserialize)]
pub(super) struct EventListShape {
    pub(super) data: Vec<EventShape>,
    pub(super) has_more: bool,
}

/// The body of an answer that is not a success.
#[derive(Deserialize)]
pub(super) struct ErrorShape {
    pub(super) error: ErrorDetailShape,
}

/// What is wrong. The message is not read: it may quote what a shopper typed.
#[derive(Deserialize)]
pub(super) struct ErrorDetailShape {
    #[serde(rename = "type")]
    pub(super) kind: String,
    pub(super) code: Option<String>,
    pub(super) decline_code: Option<String>,
    pub(super) param: Option<String>,
}
