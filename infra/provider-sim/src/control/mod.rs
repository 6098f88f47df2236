//! The handle by which tests and the console look into the simulator and turn its switches.
//!
//! It can do what a shopper, a network and the passing of time can do; it cannot put the ledger into a
//! state the provider could not be in.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::cards::{self, CardInput};
use crate::clock::Clock;
use crate::error::ApiError;
use crate::ledger::records::{ChargeRecord, EventRecord, IntentRecord, SessionRecord};
use crate::ledger::returns::RefundRecord;
use crate::ledger::{Draft, LedgerError};
use crate::rules::checkout;
use crate::rules::payment::{self, Attempt, Closed};
use crate::sim::{LoggedRequest, Sim};
use crate::{page, render};

mod dashboard;
mod debits;
mod failures;
mod foreign;
pub(crate) mod http;
mod totals;
mod webhooks;

pub use dashboard::{DashboardDispute, DashboardRefund, DisputeVerdict};
pub use debits::{DebitOutcome, DebitPayment, DebitPlan};
pub use foreign::ForeignPayment;
pub use totals::OrderTotals;
pub use webhooks::{DeliveryAction, FlushOrder, OwedDelivery};

/// Why the control could not do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum ControlError {
    /// The ledger's file could not be used.
    #[error("the ledger could not be used")]
    Ledger(#[from] LedgerError),
    /// There is no such object.
    #[error("{0}")]
    Missing(String),
    /// The object is in a state that does not allow it.
    #[error("{0}")]
    Refused(String),
    /// The card or account cannot be used as typed.
    #[error("{0}")]
    Card(&'static str),
}

impl From<ApiError> for ControlError {
    fn from(error: ApiError) -> Self {
        let message = error.message().to_owned();
        if error.status() == StatusCode::NOT_FOUND { Self::Missing(message) } else { Self::Refused(message) }
    }
}

/// What a shopper does at the 3-D Secure challenge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ThreeDSecure {
    /// Passes it.
    Complete,
    /// Fails it.
    Fail,
}

/// A payment submitted as the hosted page would.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Payment {
    /// The number of one of the provider's test cards.
    pub card: String,
    /// The shopper's address; the session's where none is given.
    #[serde(default)]
    pub email: Option<String>,
    /// What happens at a challenge; without it the challenge stays open.
    #[serde(default)]
    pub three_d_secure: Option<ThreeDSecure>,
}

/// How a submitted payment went.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "outcome", rename_all = "snake_case")]
pub enum PaymentOutcome {
    /// Authorized or taken; the shopper is sent to this address.
    Paid {
        /// The session's success address, its placeholder filled.
        redirect_url: String,
    },
    /// Refused; the session is still open.
    Declined {
        /// What the shopper is told.
        message: String,
    },
    /// The challenge is open.
    Challenged,
    /// A debit is under way; the shopper is sent to this address.
    Processing {
        /// The session's success address, its placeholder filled.
        redirect_url: String,
    },
}

/// The handle; clones steer the same simulator.
#[derive(Clone, Debug)]
pub struct Control {
    sim: Arc<Sim>,
}

impl Control {
    pub(crate) fn new(sim: Arc<Sim>) -> Self {
        Self { sim }
    }

    /// The simulator's clock.
    pub fn clock(&self) -> &Clock {
        &self.sim.clock
    }

    /// How often the ledger changed, so that whoever has looked need not look again.
    ///
    /// # Errors
    /// [`ControlError::Ledger`]
    pub fn changes(&self) -> Result<u64, ControlError> {
        self.sim.read(|_| ())?;
        Ok(self.sim.ledger().changes())
    }

    /// All Checkout Sessions as the API shows them, newest first.
    ///
    /// # Errors
    /// [`ControlError::Ledger`]
    pub fn sessions(&self) -> Result<Vec<Value>, ControlError> {
        let show = |draft: &Draft<'_>| {
            draft
                .all()
                .into_iter()
                .rev()
                .map(|session: &SessionRecord| render::session(session, draft.public_url()))
                .collect()
        };
        Ok(self.sim.read(show)?)
    }

    /// All payment intents as the API shows them, newest first.
    ///
    /// # Errors
    /// [`ControlError::Ledger`]
    pub fn intents(&self) -> Result<Vec<Value>, ControlError> {
        Ok(self
            .sim
            .read(|draft| draft.all::<IntentRecord>().into_iter().rev().map(render::intent).collect())?)
    }

    /// All charges as the API shows them, newest first.
    ///
    /// # Errors
    /// [`ControlError::Ledger`]
    pub fn charges(&self) -> Result<Vec<Value>, ControlError> {
        Ok(self
            .sim
            .read(|draft| draft.all::<ChargeRecord>().into_iter().rev().map(render::charge).collect())?)
    }

    /// All refunds as the API shows them, newest first.
    ///
    /// # Errors
    /// [`ControlError::Ledger`]
    pub fn refunds(&self) -> Result<Vec<Value>, ControlError> {
        Ok(self
            .sim
            .read(|draft| draft.all::<RefundRecord>().into_iter().rev().map(render::refund).collect())?)
    }

    /// All events as the API shows them, newest first.
    ///
    /// # Errors
    /// [`ControlError::Ledger`]
    pub fn events(&self) -> Result<Vec<Value>, ControlError> {
        Ok(self
            .sim
            .read(|draft| draft.all::<EventRecord>().into_iter().rev().map(render::event).collect())?)
    }

    /// The events made after this one, or all where it is not there any more; newest first.
    ///
    /// # Errors
    /// [`ControlError::Ledger`]
    pub fn events_after(&self, id: &str) -> Result<Vec<Value>, ControlError> {
        Ok(self.sim.read(|draft| {
            let all = draft.all::<EventRecord>().into_iter().rev();
            all.take_while(|event| event.id != id).map(render::event).collect()
        })?)
    }

    /// What each order authorized, captured and refunded, by the `order_id` in its metadata.
    ///
    /// # Errors
    /// [`ControlError::Ledger`]
    pub fn totals(&self) -> Result<BTreeMap<String, OrderTotals>, ControlError> {
        Ok(self.sim.read(totals::by_order)?)
    }

    /// What one order authorized, captured and refunded; all zero for an order that never came here.
    ///
    /// # Errors
    /// [`ControlError::Ledger`]
    pub fn totals_of(&self, order_id: &str) -> Result<OrderTotals, ControlError> {
        Ok(self.totals()?.remove(order_id).unwrap_or_default())
    }

    /// Pays a session as a shopper on the hosted page would.
    ///
    /// # Errors
    /// [`ControlError`] where the session is not open or the card cannot be used.
    pub fn pay(&self, session_id: &str, payment: &Payment) -> Result<PaymentOutcome, ControlError> {
        let input = CardInput { number: &payment.card, expiry: "12 / 34", cvc: cvc_for(&payment.card) };
        let card = cards::read(input, self.sim.clock.now_ms())
            .map_err(|errors| ControlError::Card(errors.number.unwrap_or("the card cannot be used")))?;
        let done = self.sim.change(|draft| {
            let session = draft.find::<SessionRecord>(session_id).ok_or(Closed::Missing)?;
            let email = payment.email.clone().or_else(|| session.customer_email.clone());
            let email = email.unwrap_or_else(|| "shopper@example.com".to_owned());
            let mut attempt = payment::pay(draft, session_id, card, &email)?;
            if let (Attempt::Challenged, Some(answer)) = (&attempt, payment.three_d_secure) {
                attempt = payment::end_challenge(draft, session_id, answer == ThreeDSecure::Complete)?;
            }
            Ok((attempt, page::success_url(&session)))
        })?;
        outcome(done, session_id)
    }

    /// Ends a session's open 3-D Secure challenge.
    ///
    /// # Errors
    /// [`ControlError`] where the session is not open or has no challenge.
    pub fn end_challenge(
        &self,
        session_id: &str,
        answer: ThreeDSecure,
    ) -> Result<PaymentOutcome, ControlError> {
        let done = self.sim.change(|draft| {
            let session = draft.find::<SessionRecord>(session_id).ok_or(Closed::Missing)?;
            let attempt = payment::end_challenge(draft, session_id, answer == ThreeDSecure::Complete)?;
            Ok((attempt, page::success_url(&session)))
        })?;
        outcome(done, session_id)
    }

    /// Ends an open session, as the API's `expire` does.
    ///
    /// # Errors
    /// [`ControlError`] where there is no such session or it is not open.
    pub fn expire_session(&self, session_id: &str) -> Result<(), ControlError> {
        Ok(self.sim.change(|draft| checkout::expire(draft, session_id).map(drop))??)
    }

    /// The API requests since the start, oldest first; the last 2,000 are kept.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.sim.switches().log.iter().cloned().collect()
    }
}

fn cvc_for(number: &str) -> &'static str {
    let amex = number.trim_start().starts_with("34") || number.trim_start().starts_with("37");
    if amex { "1234" } else { "123" }
}

fn outcome(
    done: Result<(Attempt, String), Closed>,
    session_id: &str,
) -> Result<PaymentOutcome, ControlError> {
    match done {
        Ok((Attempt::Paid, redirect_url)) => Ok(PaymentOutcome::Paid { redirect_url }),
        Ok((Attempt::Declined(message), _)) => Ok(PaymentOutcome::Declined { message }),
        Ok((Attempt::Challenged, _)) => Ok(PaymentOutcome::Challenged),
        Ok((Attempt::Processing, redirect_url)) => Ok(PaymentOutcome::Processing { redirect_url }),
        Err(Closed::NotOffered) => {
            Err(ControlError::Refused("the session does not offer this way to pay".to_owned()))
        }
        Err(Closed::Missing) => Err(ControlError::Missing(format!("there is no session {session_id}"))),
        Err(Closed::Complete) => Err(ControlError::Refused("the session is complete".to_owned())),
        Err(Closed::Expired) => Err(ControlError::Refused("the session is expired".to_owned())),
        Err(Closed::NotChallenged) => Err(ControlError::Refused("no challenge is open".to_owned())),
    }
}
