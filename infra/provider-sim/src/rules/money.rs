//! Money that was authorized: capture, cancel, lapse.
//!
//! Never more is captured than was authorized. Nothing here asks a bank: test cards have decided at the
//! time of payment.

use crate::cards::Decline;
use crate::error::ApiError;
use crate::ledger::Draft;
use crate::ledger::records::{ChargeRecord, IntentRecord, IntentStatus, PaymentFailure, SessionRecord};
use crate::methods::CaptureFate;
use crate::params::Metadata;
use crate::render;

use super::{disputes, emit_charge, emit_intent};

/// Finds an intent named in a URL.
///
/// # Errors
/// [`ApiError`] where there is none.
pub(crate) fn find_intent(draft: &Draft<'_>, id: &str) -> Result<IntentRecord, ApiError> {
    draft.find(id).ok_or_else(|| ApiError::missing("payment_intent", id, "intent"))
}

/// How a capture went.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Capture {
    /// The money is taken.
    Taken(Box<IntentRecord>),
    /// The bank refused for good, which has ended the authorization; this is what is answered.
    Refused(ApiError),
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
) -> Result<Capture, ApiError> {
    let mut intent = find_intent(draft, id)?;
    let mut charge = capturable(draft, &intent)?;
    let amount = amount.unwrap_or(intent.amount_capturable);
    if amount > intent.amount_capturable {
        let message = "The payment could not be captured because the requested capture amount is greater than the \
                       authorized amount. If you are trying to collect a tip or over-capture, your account might not \
                       be configured for those features.";
        return Err(ApiError::invalid(message).code("amount_too_large").param("amount_to_capture").kept());
    }
    match charge.aftermath.capture {
        CaptureFate::Taken => {}
        CaptureFate::Declined => return Ok(Capture::Refused(decline(draft, intent, charge))),
        CaptureFate::Expired => return Ok(Capture::Refused(give_up(draft, intent, &charge))),
    }
    intent.status = IntentStatus::Succeeded;
    intent.amount_capturable = 0;
    intent.amount_received = amount;
    intent.data.metadata.extend(metadata);
    charge.captured = true;
    charge.amount_captured = amount;
    let session = intent.session.as_deref().and_then(|id| draft.find::<SessionRecord>(id));
    if let Some(mut session) = session {
        session.paid = true;
        draft.put(&session);
    }
    draft.put(&charge);
    draft.put(&intent);
    emit_charge(draft, "charge.captured", &charge);
    disputes::open_as_the_number_says(draft, &charge);
    emit_intent(draft, "payment_intent.succeeded", &intent);
    Ok(Capture::Taken(Box::new(intent)))
}

/// The bank refuses the capture: the charge has failed and the intent waits for another way to pay.
fn decline(draft: &mut Draft<'_>, mut intent: IntentRecord, mut charge: ChargeRecord) -> ApiError {
    let decline = Decline {
        code: "card_declined".to_owned(),
        reason: "generic_decline".to_owned(),
        message: "Your card was declined.".to_owned(),
    };
    charge.decline = Some(decline.clone());
    charge.capture_before_s = None;
    intent.status = IntentStatus::RequiresPaymentMethod;
    intent.amount_capturable = 0;
    intent.capture_before_s = None;
    intent.failure = Some(PaymentFailure::Declined {
        decline: decline.clone(),
        charge: charge.id.clone(),
        payment_method: charge.payment_method.clone(),
        method: charge.method.clone(),
    });
    draft.put(&charge);
    draft.put(&intent);
    emit_charge(draft, "charge.failed", &charge);
    emit_intent(draft, "payment_intent.payment_failed", &intent);
    ApiError::card_declined(&decline, &charge.id).with("payment_intent", render::intent(&intent)).kept()
}

/// The bank has given the authorization up: the intent ends as one that lapsed.
fn give_up(draft: &mut Draft<'_>, intent: IntentRecord, charge: &ChargeRecord) -> ApiError {
    let message = format!(
        "Charge {} cannot be captured because the charge has expired (a charge must be captured within 7 days). You \
         will need to create a new charge to retry the payment.",
        charge.id
    );
    let intent = release(draft, intent, Some("automatic".to_owned()), "charge.expired");
    ApiError::invalid(message)
        .code("charge_expired_for_capture")
        .with("payment_intent", render::intent(&intent))
        .kept()
}

/// Decides what the next capture of an authorized intent will do.
///
/// # Errors
/// [`ApiError`] where the intent is not authorized.
pub(crate) fn plan_capture(draft: &mut Draft<'_>, id: &str, fate: CaptureFate) -> Result<(), ApiError> {
    let intent = find_intent(draft, id)?;
    let mut charge = capturable(draft, &intent)?;
    charge.aftermath.capture = fate;
    draft.put(&charge);
    Ok(())
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
        IntentStatus::RequiresPaymentMethod | IntentStatus::RequiresAction | IntentStatus::Processing => {
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
        charge.amount_refunded = charge.amount;
        draft.put(&charge);
        emit_charge(draft, kind, &charge);
    }
    emit_intent(draft, "payment_intent.canceled", &intent);
    intent
}
