//! Debits by control: submitting one as the hosted page would, and deciding how it ends.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::debits::{self, DebitEnd};
use crate::ledger::records::{PlannedEnd, SessionRecord};
use crate::page;
use crate::render;
use crate::rules::debit;
use crate::rules::payment::Closed;

use super::{Control, ControlError, PaymentOutcome, outcome};

/// A debit submitted as the hosted page would.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DebitPayment {
    /// The IBAN of one of the provider's test accounts, which decides how the debit ends, and when.
    pub iban: String,
    /// The shopper's address; the session's where none is given.
    #[serde(default)]
    pub email: Option<String>,
    /// How long it takes by the simulator's clock, in milliseconds; the account's time where none is given.
    #[serde(default)]
    pub after_ms: Option<i64>,
}

/// How a debit ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DebitOutcome {
    /// The money comes.
    Settles,
    /// The bank does not honor it.
    Fails,
    /// The account has insufficient funds.
    InsufficientFunds,
}

impl DebitOutcome {
    fn end(self) -> DebitEnd {
        match self {
            Self::Settles => DebitEnd::Settles,
            Self::Fails => debits::refused(),
            Self::InsufficientFunds => {
                debits::failed("insufficient_funds", "The customer's account has insufficient funds.")
            }
        }
    }
}

/// How and when a debit under way ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DebitPlan {
    /// How it ends.
    pub outcome: DebitOutcome,
    /// From now, in milliseconds of the simulator's clock.
    pub after_ms: i64,
}

impl Control {
    /// Pays a session by debit as a shopper on the hosted page would; it ends days later.
    ///
    /// # Errors
    /// [`ControlError`] where the session is not open, offers no debits, or the account cannot be used.
    pub fn pay_by_debit(
        &self,
        session_id: &str,
        payment: &DebitPayment,
    ) -> Result<PaymentOutcome, ControlError> {
        let mut account = debits::read(&payment.iban).map_err(ControlError::Card)?;
        account.after_ms = payment.after_ms.unwrap_or(account.after_ms);
        let done = self.sim.change(|draft| {
            let session = draft.find::<SessionRecord>(session_id).ok_or(Closed::Missing)?;
            let email = payment.email.clone().or_else(|| session.customer_email.clone());
            let email = email.unwrap_or_else(|| "shopper@example.com".to_owned());
            let attempt = debit::pay(draft, session_id, account, &email)?;
            Ok((attempt, page::success_url(&session)))
        })?;
        outcome(done, session_id)
    }

    /// Ends a debit under way now; answers the intent.
    ///
    /// # Errors
    /// [`ControlError`] where there is no such intent or no debit of it is under way.
    pub fn end_debit(&self, intent_id: &str, outcome: DebitOutcome) -> Result<Value, ControlError> {
        let intent = self.sim.change(|draft| debit::end_now(draft, intent_id, outcome.end()))??;
        Ok(render::intent(&intent))
    }

    /// Decides how and when a debit under way ends; answers the intent.
    ///
    /// # Errors
    /// [`ControlError`] where there is no such intent or no debit of it is under way.
    pub fn plan_debit(&self, intent_id: &str, plan: DebitPlan) -> Result<Value, ControlError> {
        let intent = self.sim.change(|draft| {
            let at_ms = draft.now_ms().saturating_add(plan.after_ms);
            debit::plan(draft, intent_id, PlannedEnd { at_ms, end: plan.outcome.end() })
        })??;
        Ok(render::intent(&intent))
    }
}
