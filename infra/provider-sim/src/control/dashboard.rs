//! What a merchant does in the provider's dashboard, and what banks decide meanwhile.
//!
//! It goes by the rules of the API, and makes the same events, with no request named in them.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::error::ApiError;
use crate::ledger::Draft;
use crate::ledger::records::{ChargeRecord, IntentRecord};
use crate::ledger::returns::{DisputeRecord, RefundRecord, Verdict};
use crate::methods::{CaptureFate, DisputeKind};
use crate::params::Metadata;
use crate::render;
use crate::rules::disputes;
use crate::rules::money::{self, Capture};
use crate::rules::refunds::{self, NewRefund, RefundOf};

use super::{Control, ControlError};

/// A refund made in the dashboard: it carries no metadata of the shop's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DashboardRefund {
    /// How much, in minor units; all that is left where it is not said.
    #[serde(default)]
    pub amount: Option<i64>,
    /// `duplicate`, `fraudulent` or `requested_by_customer`.
    #[serde(default)]
    pub reason: Option<String>,
}

/// A dispute that a payer's bank opens.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DashboardDispute {
    /// Why; `fraudulent` for a card and `debit_not_authorized` for a debit where it is not said.
    #[serde(default)]
    pub kind: Option<DisputeKind>,
    /// How much, in minor units; all that is left where it is not said.
    #[serde(default)]
    pub amount: Option<i64>,
}

/// What happens to an open dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeVerdict {
    /// The merchant answers; the bank thinks.
    Respond,
    /// Decided for the merchant; an inquiry ends without a chargeback.
    Win,
    /// Decided for the payer; an inquiry ends without a chargeback.
    Lose,
    /// An inquiry becomes a chargeback.
    Escalate,
}

const REASONS: &[&str] = &["duplicate", "fraudulent", "requested_by_customer"];

impl Control {
    /// Refunds a payment in full or in part; answers the refund.
    ///
    /// # Errors
    /// [`ControlError`] where the intent cannot be refunded by that much.
    pub fn refund(&self, intent_id: &str, refund: &DashboardRefund) -> Result<Value, ControlError> {
        if let Some(reason) = refund.reason.as_deref().filter(|reason| !REASONS.contains(reason)) {
            return Err(ControlError::Refused(format!("{reason} is no reason for a refund")));
        }
        if refund.amount.is_some_and(|amount| amount < 1) {
            return Err(ControlError::Refused("the amount must be at least 1".to_owned()));
        }
        let new = NewRefund {
            of: RefundOf::Intent(intent_id.to_owned()),
            amount: refund.amount,
            reason: refund.reason.clone(),
            metadata: Metadata::new(),
        };
        self.returned(|draft| {
            money::find_intent(draft, intent_id)?;
            refunds::create(draft, new)
        })
    }

    /// Lets a refund that is on its way succeed now; answers it.
    ///
    /// # Errors
    /// [`ControlError`] where there is no such refund or it is not on its way.
    pub fn succeed_refund(&self, refund_id: &str) -> Result<Value, ControlError> {
        self.returned(|draft| refunds::succeed(draft, refund_id))
    }

    /// Lets a refund fail now, even one that has succeeded; answers it.
    ///
    /// `reason` is the provider's `failure_reason`, `expired_or_canceled_card` where none is given.
    ///
    /// # Errors
    /// [`ControlError`] where there is no such refund, it has ended, or the reason is none of the provider's.
    pub fn fail_refund(&self, refund_id: &str, reason: Option<&str>) -> Result<Value, ControlError> {
        let reason = reason.unwrap_or("expired_or_canceled_card");
        if !refunds::FAILURE_REASONS.contains(&reason) {
            return Err(ControlError::Refused(format!("{reason} is no reason for a failure")));
        }
        self.returned(|draft| refunds::fail(draft, refund_id, reason))
    }

    /// Calls a refund back that is on its way; answers it.
    ///
    /// # Errors
    /// [`ControlError`] where there is no such refund or it is not on its way.
    pub fn cancel_refund(&self, refund_id: &str) -> Result<Value, ControlError> {
        self.returned(|draft| refunds::call_back(draft, refund_id))
    }

    /// Lets the bank ask its customer for something before the refund of a debit goes on; answers it.
    ///
    /// # Errors
    /// [`ControlError`] where it is not a pending refund of a debit.
    pub fn require_refund_action(&self, refund_id: &str) -> Result<Value, ControlError> {
        self.returned(|draft| refunds::require_action(draft, refund_id))
    }

    fn returned(
        &self,
        make: impl FnOnce(&mut Draft<'_>) -> Result<RefundRecord, ApiError>,
    ) -> Result<Value, ControlError> {
        Ok(render::refund(&self.sim.change(make)??))
    }

    /// All disputes as the API shows them, newest first.
    ///
    /// # Errors
    /// [`ControlError::Ledger`]
    pub fn disputes(&self) -> Result<Vec<Value>, ControlError> {
        Ok(self
            .sim
            .read(|draft| draft.all::<DisputeRecord>().into_iter().rev().map(render::dispute).collect())?)
    }

    /// Opens a dispute of a payment; answers it.
    ///
    /// # Errors
    /// [`ControlError`] where nothing was taken or not enough of it is left.
    pub fn dispute(&self, intent_id: &str, dispute: DashboardDispute) -> Result<Value, ControlError> {
        let made = self.sim.change(|draft| {
            let intent = money::find_intent(draft, intent_id)?;
            let charge = intent.latest_charge.as_deref().and_then(|id| draft.find::<ChargeRecord>(id));
            let charge = charge.filter(|charge| charge.captured);
            let charge = charge.ok_or_else(|| ApiError::invalid("Nothing was taken by this payment."))?;
            disputes::open(draft, charge, dispute.kind, dispute.amount)
        })??;
        Ok(render::dispute(&made))
    }

    /// Answers or decides an open dispute; answers it.
    ///
    /// # Errors
    /// [`ControlError`] where there is no such dispute, it is closed, or what is no inquiry is escalated.
    pub fn decide_dispute(&self, dispute_id: &str, verdict: DisputeVerdict) -> Result<Value, ControlError> {
        let decided = self.sim.change(|draft| match verdict {
            DisputeVerdict::Respond => {
                let evidence = Some("Answered in the dashboard.".to_owned());
                disputes::respond(draft, dispute_id, evidence, true, Metadata::new())
            }
            DisputeVerdict::Win => disputes::decide(draft, dispute_id, Verdict::Won),
            DisputeVerdict::Lose => disputes::decide(draft, dispute_id, Verdict::Lost),
            DisputeVerdict::Escalate => disputes::decide(draft, dispute_id, Verdict::Escalated),
        })??;
        Ok(render::dispute(&decided))
    }

    /// Captures an authorized intent, in full where no amount is given; answers it.
    ///
    /// # Errors
    /// [`ControlError`] where the intent is not authorized, or the bank refuses.
    pub fn capture(&self, intent_id: &str, amount: Option<i64>) -> Result<Value, ControlError> {
        if amount.is_some_and(|amount| amount < 1) {
            return Err(ControlError::Refused("the amount must be at least 1".to_owned()));
        }
        match self.sim.change(|draft| money::capture(draft, intent_id, amount, Metadata::new()))?? {
            Capture::Taken(intent) => Ok(render::intent(&intent)),
            Capture::Refused(error) => Err(error.into()),
        }
    }

    /// Cancels an authorized intent; answers it.
    ///
    /// # Errors
    /// [`ControlError`] where the intent is in any other state than `requires_capture`.
    pub fn cancel(&self, intent_id: &str) -> Result<Value, ControlError> {
        let reason = Some("requested_by_customer".to_owned());
        let intent: IntentRecord = self.sim.change(|draft| money::cancel(draft, intent_id, reason))??;
        Ok(render::intent(&intent))
    }

    /// Decides what the next capture of an authorized intent does, whatever card authorized it.
    ///
    /// # Errors
    /// [`ControlError`] where the intent is not authorized.
    pub fn plan_capture(&self, intent_id: &str, fate: CaptureFate) -> Result<(), ControlError> {
        Ok(self.sim.change(|draft| money::plan_capture(draft, intent_id, fate))??)
    }
}
