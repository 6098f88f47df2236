//! Refunds: making them, and what becomes of them days later.
//!
//! Never more is on its way back than was captured. A refund that fails or is called back gives its
//! amount to the charge again, so it can be refunded once more.

use crate::currencies;
use crate::error::ApiError;
use crate::ledger::Draft;
use crate::ledger::records::{ChargeRecord, IntentRecord};
use crate::ledger::returns::{DisputeRecord, PlannedRefund, RefundRecord, RefundStatus};
use crate::methods::{MethodType, RefundFate};
use crate::params::Metadata;
use crate::render;

use super::emit_charge;

/// How long a refund takes that does not end at once: 5 days, as banks do.
const ENDS_AFTER_MS: i64 = 5 * 86_400_000;

/// Reasons for which a refund may fail (Stripe API, `failure_reason`).
pub(crate) const FAILURE_REASONS: &[&str] = &[
    "charge_for_pending_refund_disputed",
    "declined",
    "expired_or_canceled_card",
    "insufficient_funds",
    "lost_or_stolen_card",
    "merchant_request",
    "unknown",
];

/// What a refund is made from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RefundOf {
    /// The intent's successful charge.
    Intent(String),
    /// A charge.
    Charge(String),
}

/// A refund to be made, its parameters checked.
#[derive(Clone, Debug)]
pub(crate) struct NewRefund {
    pub(crate) of: RefundOf,
    pub(crate) amount: Option<i64>,
    pub(crate) reason: Option<String>,
    pub(crate) metadata: Metadata,
}

/// Finds a refund named in a URL.
///
/// # Errors
/// [`ApiError`] where there is none.
pub(crate) fn find(draft: &Draft<'_>, id: &str) -> Result<RefundRecord, ApiError> {
    draft.find(id).ok_or_else(|| ApiError::missing("refund", id, "id"))
}

/// Gives captured money back, in full or in part.
///
/// # Errors
/// [`ApiError`] where nothing was captured, less is left than is asked for, or the payer disputes it.
pub(crate) fn create(draft: &mut Draft<'_>, new: NewRefund) -> Result<RefundRecord, ApiError> {
    let mut charge = refunded_charge(draft, &new.of)?;
    let amount = refundable_amount(draft, &charge, new.amount)?;
    charge.amount_refunded += amount;
    let at_ms = draft.now_ms() + ENDS_AFTER_MS;
    let (status, planned) = match charge.aftermath.refund {
        RefundFate::AtOnce => (RefundStatus::Succeeded, None),
        RefundFate::SucceedsLater => (RefundStatus::Pending, Some(PlannedRefund { at_ms, succeeds: true })),
        RefundFate::FailsLater => (RefundStatus::Succeeded, Some(PlannedRefund { at_ms, succeeds: false })),
    };
    let debit = charge.method.kind() == MethodType::SepaDebit;
    let refund = RefundRecord {
        id: draft.new_id(if debit { "pyr_1" } else { "re_3" }, 16),
        created_s: draft.now_s(),
        amount,
        currency: charge.currency.clone(),
        charge: charge.id.clone(),
        payment_intent: charge.payment_intent.clone(),
        payment_method: charge.payment_method.clone(),
        reason: new.reason,
        metadata: new.metadata,
        status,
        failure_reason: None,
        failure_transaction: None,
        debit,
        planned,
    };
    draft.put(&charge);
    draft.put(&refund);
    draft.emit("refund.created", render::refund(&refund), None);
    emit_charge(draft, "charge.refunded", &charge);
    Ok(refund)
}

fn refundable_amount(draft: &Draft<'_>, charge: &ChargeRecord, wanted: Option<i64>) -> Result<i64, ApiError> {
    let disputes = draft.all::<DisputeRecord>();
    if disputes.iter().any(|dispute| dispute.charge == charge.id && !dispute.status.allows_refunds()) {
        let message = format!("Charge {} has been charged back; cannot issue a refund.", charge.id);
        return Err(ApiError::invalid(message).code("charge_disputed").kept());
    }
    let left = charge.amount_captured - charge.amount_refunded;
    if left == 0 {
        let message = format!("Charge {} has already been refunded.", charge.id);
        return Err(ApiError::invalid(message).code("charge_already_refunded").kept());
    }
    let amount = wanted.unwrap_or(left);
    if amount <= left {
        return Ok(amount);
    }
    let shown = |amount| currencies::display(amount, &charge.currency);
    let of = if charge.amount_refunded == 0 { "charge amount" } else { "unrefunded amount on charge" };
    let message = format!("Refund amount ({}) is greater than {of} ({})", shown(amount), shown(left));
    Err(ApiError::invalid(message).param("amount").kept())
}

fn refunded_charge(draft: &Draft<'_>, of: &RefundOf) -> Result<ChargeRecord, ApiError> {
    match of {
        RefundOf::Charge(id) => {
            let charge: ChargeRecord =
                draft.find(id).ok_or_else(|| ApiError::missing_reference("charge", id, "charge"))?;
            if charge.captured {
                return Ok(charge);
            }
            let message = format!("Charge {id} was not captured, so there is nothing to refund.");
            Err(ApiError::invalid(message).code("charge_not_refundable").kept())
        }
        RefundOf::Intent(id) => {
            let missing = || ApiError::missing_reference("payment_intent", id, "payment_intent");
            let intent: IntentRecord = draft.find(id).ok_or_else(missing)?;
            let charge =
                intent.latest_charge.as_deref().and_then(|charge| draft.find::<ChargeRecord>(charge));
            charge.filter(|charge| charge.captured).ok_or_else(|| {
                let message =
                    format!("This PaymentIntent ({id}) does not have a successful charge to refund.");
                ApiError::invalid(message).code("payment_intent_unexpected_state").kept()
            })
        }
    }
}

/// Lets a refund end as planned; does nothing where its time has not come or it has ended.
pub(crate) fn end_due(draft: &mut Draft<'_>, id: &str) {
    let Some(refund) = draft.find::<RefundRecord>(id) else { return };
    let Some(planned) = refund.planned.clone().filter(|planned| planned.at_ms <= draft.now_ms()) else {
        return;
    };
    if planned.succeeds {
        complete(draft, refund);
    } else {
        come_back(draft, refund, RefundStatus::Failed, "expired_or_canceled_card");
    }
}

/// Lets a refund that is on its way succeed now.
///
/// # Errors
/// [`ApiError`] where it is not on its way.
pub(crate) fn succeed(draft: &mut Draft<'_>, id: &str) -> Result<RefundRecord, ApiError> {
    let refund = find(draft, id)?;
    match refund.status {
        RefundStatus::Pending | RefundStatus::RequiresAction => Ok(complete(draft, refund)),
        RefundStatus::Succeeded | RefundStatus::Failed | RefundStatus::Canceled => Err(ended(&refund)),
    }
}

/// Lets a refund fail now, even one that has succeeded: banks send money back.
///
/// # Errors
/// [`ApiError`] where it failed before or was canceled.
pub(crate) fn fail(draft: &mut Draft<'_>, id: &str, reason: &str) -> Result<RefundRecord, ApiError> {
    let refund = find(draft, id)?;
    if refund.status.holds_money() {
        return Ok(come_back(draft, refund, RefundStatus::Failed, reason));
    }
    Err(ended(&refund))
}

/// Calls a refund back that is on its way, as the dashboard can.
///
/// # Errors
/// [`ApiError`] where it is not on its way.
pub(crate) fn call_back(draft: &mut Draft<'_>, id: &str) -> Result<RefundRecord, ApiError> {
    let refund = find(draft, id)?;
    match refund.status {
        RefundStatus::Pending | RefundStatus::RequiresAction => {
            Ok(come_back(draft, refund, RefundStatus::Canceled, "merchant_request"))
        }
        RefundStatus::Succeeded | RefundStatus::Failed | RefundStatus::Canceled => Err(ended(&refund)),
    }
}

/// Cancels a refund by request, which the provider allows only while its customer has to act.
///
/// # Errors
/// [`ApiError`] in any other state.
pub(crate) fn cancel(draft: &mut Draft<'_>, id: &str) -> Result<RefundRecord, ApiError> {
    let refund = find(draft, id)?;
    if refund.status == RefundStatus::RequiresAction {
        return Ok(come_back(draft, refund, RefundStatus::Canceled, "merchant_request"));
    }
    Err(ApiError::invalid("Canceling this refund is unsupported.").kept())
}

/// Lets the bank ask its customer for something before a refund goes on; cards know no such thing.
///
/// # Errors
/// [`ApiError`] where the refund is not a pending one of a debit.
pub(crate) fn require_action(draft: &mut Draft<'_>, id: &str) -> Result<RefundRecord, ApiError> {
    let mut refund = find(draft, id)?;
    if refund.status != RefundStatus::Pending || !refund.debit {
        let message = "Only a pending refund of a debit can wait for the customer.";
        return Err(ApiError::invalid(message));
    }
    refund.status = RefundStatus::RequiresAction;
    refund.planned = None;
    draft.put(&refund);
    emit_updated(draft, &refund);
    Ok(refund)
}

/// Fails what is still pending of a charge that the payer disputes.
pub(crate) fn fail_pending_of(draft: &mut Draft<'_>, charge: &str) {
    let pending = |refund: &&&RefundRecord| refund.charge == charge && refund.status == RefundStatus::Pending;
    let refunds: Vec<RefundRecord> =
        draft.all().iter().filter(pending).map(|refund| (*refund).clone()).collect();
    for refund in refunds {
        come_back(draft, refund, RefundStatus::Failed, "charge_for_pending_refund_disputed");
    }
}

fn ended(refund: &RefundRecord) -> ApiError {
    ApiError::invalid(format!("The refund has a status of {}.", refund.status.word()))
}

fn complete(draft: &mut Draft<'_>, mut refund: RefundRecord) -> RefundRecord {
    refund.status = RefundStatus::Succeeded;
    refund.planned = None;
    draft.put(&refund);
    emit_updated(draft, &refund);
    refund
}

fn come_back(
    draft: &mut Draft<'_>,
    mut refund: RefundRecord,
    status: RefundStatus,
    reason: &str,
) -> RefundRecord {
    refund.status = status;
    refund.planned = None;
    refund.failure_reason = Some(reason.to_owned());
    refund.failure_transaction = Some(draft.new_id("txn_1", 16));
    draft.put(&refund);
    if let Some(mut charge) = draft.find::<ChargeRecord>(&refund.charge) {
        charge.amount_refunded -= refund.amount;
        draft.put(&charge);
    }
    emit_updated(draft, &refund);
    if status == RefundStatus::Failed {
        draft.emit("refund.failed", render::refund(&refund), None);
    }
    refund
}

fn emit_updated(draft: &mut Draft<'_>, refund: &RefundRecord) {
    draft.emit("refund.updated", render::refund(refund), None);
    draft.emit("charge.refund.updated", render::refund(refund), None);
}
