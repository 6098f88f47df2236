//! Money that was authorized or taken: capture, cancel, lapse, refund.
//!
//! Never more is captured than was authorized, never more refunded than was captured. Nothing here asks
//! a bank: test cards have decided at the time of payment.

use crate::currencies;
use crate::error::ApiError;
use crate::ledger::Draft;
use crate::ledger::records::{ChargeRecord, IntentRecord, IntentStatus, RefundRecord, SessionRecord};
use crate::params::Metadata;
use crate::render;

use super::{emit_charge, emit_intent};

/// Finds an intent named in a URL.
///
/// # Errors
/// [`ApiError`] where there is none.
pub(crate) fn find_intent(draft: &Draft<'_>, id: &str) -> Result<IntentRecord, ApiError> {
    draft.find(id).ok_or_else(|| ApiError::missing("payment_intent", id, "intent"))
}

/// Captures an authorized intent, in full or in part; what is not captured is released.
///
/// # Errors
/// [`ApiError`] where the intent is not authorized or `amount` is more than is authorized.
pub(crate) fn capture(
    draft: &mut Draft<'_>,
    id: &str,
    amount: Option<i64>,
    metadata: Metadata,
) -> Result<IntentRecord, ApiError> {
    let mut intent = find_intent(draft, id)?;
    let mut charge = capturable(draft, &intent)?;
    let amount = amount.unwrap_or(intent.amount_capturable);
    if amount > intent.amount_capturable {
        let message = "The payment could not be captured because the requested capture amount is greater than the \
                       authorized amount. If you are trying to collect a tip or over-capture, your account might not \
                       be configured for those features.";
        return Err(ApiError::invalid(message).code("amount_too_large").param("amount_to_capture").kept());
    }
    intent.status = IntentStatus::Succeeded;
    intent.amount_capturable = 0;
    intent.amount_received = amount;
    intent.data.metadata.extend(metadata);
    charge.captured = true;
    charge.amount_captured = amount;
    if let Some(mut session) = draft.find::<SessionRecord>(&intent.session) {
        session.paid = true;
        draft.put(&session);
    }
    draft.put(&charge);
    draft.put(&intent);
    emit_charge(draft, "charge.captured", &charge);
    emit_intent(draft, "payment_intent.succeeded", &intent);
    Ok(intent)
}

fn capturable(draft: &Draft<'_>, intent: &IntentRecord) -> Result<ChargeRecord, ApiError> {
    let charge = intent.latest_charge.as_deref().and_then(|id| draft.find(id));
    match (intent.status, charge) {
        (IntentStatus::RequiresCapture, Some(charge)) => Ok(charge),
        (IntentStatus::Succeeded, _) => Err(unexpected_state(
            intent,
            "This PaymentIntent could not be captured because it has already been captured.",
        )),
        (status, _) => {
            let message = format!(
                "This PaymentIntent could not be captured because it has a status of {}. Only a PaymentIntent with one \
                 of the following statuses may be captured: requires_capture.",
                status.word()
            );
            Err(unexpected_state(intent, &message))
        }
    }
}

fn unexpected_state(intent: &IntentRecord, message: &str) -> ApiError {
    ApiError::invalid(message)
        .code("payment_intent_unexpected_state")
        .with("payment_intent", render::intent(intent))
        .kept()
}

/// Cancels an authorized intent; one that Checkout has not authorized ends with its session only.
///
/// # Errors
/// [`ApiError`] where the intent is in any other state than `requires_capture`.
pub(crate) fn cancel(
    draft: &mut Draft<'_>,
    id: &str,
    reason: Option<String>,
) -> Result<IntentRecord, ApiError> {
    let intent = find_intent(draft, id)?;
    match intent.status {
        IntentStatus::RequiresCapture => Ok(release(draft, intent, reason, "charge.refunded")),
        IntentStatus::RequiresPaymentMethod | IntentStatus::RequiresAction => {
            let message = "You cannot cancel the PaymentIntent for a Checkout Session unless it has a status of \
                           requires_capture. Expire the Checkout Session instead.";
            Err(unexpected_state(&intent, message))
        }
        IntentStatus::Succeeded | IntentStatus::Canceled => {
            let message = format!(
                "You cannot cancel this PaymentIntent because it has a status of {}. Only a PaymentIntent with one of \
                 the following statuses may be canceled: requires_payment_method, requires_capture, \
                 requires_confirmation, requires_action, processing.",
                intent.status.word()
            );
            Err(unexpected_state(&intent, &message))
        }
    }
}

/// Ends an authorization that was not captured in time; does nothing where it was.
pub(crate) fn lapse(draft: &mut Draft<'_>, id: &str) {
    let Some(intent) = draft.find::<IntentRecord>(id) else { return };
    let over = intent.capture_before_s.is_some_and(|before_s| before_s <= draft.now_s());
    if intent.status == IntentStatus::RequiresCapture && over {
        release(draft, intent, Some("automatic".to_owned()), "charge.expired");
    }
}

fn release(
    draft: &mut Draft<'_>,
    mut intent: IntentRecord,
    reason: Option<String>,
    kind: &str,
) -> IntentRecord {
    intent.status = IntentStatus::Canceled;
    intent.amount_capturable = 0;
    intent.canceled_at_s = Some(draft.now_s());
    intent.cancellation_reason = reason;
    draft.put(&intent);
    if let Some(mut charge) = intent.latest_charge.as_deref().and_then(|id| draft.find::<ChargeRecord>(id)) {
        charge.released = true;
        charge.amount_refunded = charge.amount;
        draft.put(&charge);
        emit_charge(draft, kind, &charge);
    }
    emit_intent(draft, "payment_intent.canceled", &intent);
    intent
}

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

/// Gives captured money back, in full or in part.
///
/// # Errors
/// [`ApiError`] where nothing was captured, or less is left than is asked for.
pub(crate) fn refund(draft: &mut Draft<'_>, new: NewRefund) -> Result<RefundRecord, ApiError> {
    let mut charge = refunded_charge(draft, &new.of)?;
    let left = charge.amount_captured - charge.amount_refunded;
    if left == 0 {
        let message = format!("Charge {} has already been refunded.", charge.id);
        return Err(ApiError::invalid(message).code("charge_already_refunded").kept());
    }
    let amount = new.amount.unwrap_or(left);
    if amount > left {
        let shown = |amount| currencies::display(amount, &charge.currency);
        let message = if charge.amount_refunded == 0 {
            format!("Refund amount ({}) is greater than charge amount ({})", shown(amount), shown(left))
        } else {
            format!(
                "Refund amount ({}) is greater than unrefunded amount on charge ({})",
                shown(amount),
                shown(left)
            )
        };
        return Err(ApiError::invalid(message).param("amount").kept());
    }
    charge.amount_refunded += amount;
    let refund = RefundRecord {
        id: draft.new_id("re_3", 16),
        created_s: draft.now_s(),
        amount,
        currency: charge.currency.clone(),
        charge: charge.id.clone(),
        payment_intent: charge.payment_intent.clone(),
        payment_method: charge.payment_method.clone(),
        reason: new.reason,
        metadata: new.metadata,
        status: "succeeded".to_owned(),
    };
    draft.put(&charge);
    draft.put(&refund);
    draft.emit("refund.created", render::refund(&refund), None);
    emit_charge(draft, "charge.refunded", &charge);
    Ok(refund)
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
