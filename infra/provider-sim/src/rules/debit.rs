//! Paying an open session by debit, which takes days.
//!
//! Submitting completes the session, unpaid, and the intent is `processing`; days later the money comes or
//! it does not. A debit that failed leaves the session complete: it cannot be paid again.

use crate::cards::Decline;
use crate::debits::{Account, DebitEnd, DebitRecord};
use crate::error::ApiError;
use crate::ledger::Draft;
use crate::ledger::records::{
    ChargeRecord, IntentRecord, IntentStatus, PaymentFailure, PlannedEnd, SessionRecord, SessionStatus,
};
use crate::methods::{MethodRecord, MethodType};

use super::payment::{self, Attempt, Closed, Payer};
use super::{disputes, emit_charge, emit_intent, emit_session, money};

/// Submits a debit of an account.
///
/// # Errors
/// [`Closed`] where the session is not open or offers no debits.
pub(crate) fn pay(
    draft: &mut Draft<'_>,
    session_id: &str,
    account: Account,
    email: &str,
) -> Result<Attempt, Closed> {
    let session = payment::open_session(draft, session_id, MethodType::SepaDebit)?;
    let (mut session, mut intent) = payment::with_intent(draft, session);
    intent.payment_method = Some(draft.new_id("pm_1", 16));
    intent.failure = None;
    intent.challenge = None;
    let Account { country, bank_code, last4, end, after_ms, aftermath } = account;
    let mandate = draft.new_id("mandate_1", 16);
    let payer = Payer {
        method: MethodRecord::Debit(DebitRecord { country, bank_code, last4, mandate }),
        email: email.to_owned(),
        three_d_secure: false,
        aftermath,
    };
    let mut charge = payment::new_charge(draft, &intent, payer);
    charge.pending = true;
    intent.latest_charge = Some(charge.id.clone());
    intent.status = IntentStatus::Processing;
    intent.planned = Some(PlannedEnd { at_ms: draft.now_ms() + after_ms, end });
    session.status = SessionStatus::Complete;
    session.paid_with_email = Some(email.to_owned());
    draft.put(&charge);
    draft.put(&intent);
    draft.put(&session);
    emit_charge(draft, "charge.pending", &charge);
    emit_intent(draft, "payment_intent.processing", &intent);
    emit_session(draft, "checkout.session.completed", &session);
    Ok(Attempt::Processing)
}

/// Lets a debit end as planned; does nothing where its time has not come or it has ended.
pub(crate) fn end_due(draft: &mut Draft<'_>, id: &str) {
    let Some(intent) = draft.find::<IntentRecord>(id) else { return };
    let planned = intent.planned.clone().filter(|planned| planned.at_ms <= draft.now_ms());
    if let (IntentStatus::Processing, Some(planned)) = (intent.status, planned) {
        end(draft, intent, planned.end);
    }
}

/// Ends a debit now.
///
/// # Errors
/// [`ApiError`] where none is under way.
pub(crate) fn end_now(draft: &mut Draft<'_>, id: &str, how: DebitEnd) -> Result<IntentRecord, ApiError> {
    let intent = under_way(draft, id)?;
    Ok(end(draft, intent, how))
}

/// Decides how and when a debit under way ends.
///
/// # Errors
/// [`ApiError`] where none is under way.
pub(crate) fn plan(draft: &mut Draft<'_>, id: &str, planned: PlannedEnd) -> Result<IntentRecord, ApiError> {
    let mut intent = under_way(draft, id)?;
    intent.planned = Some(planned);
    draft.put(&intent);
    Ok(intent)
}

fn under_way(draft: &Draft<'_>, id: &str) -> Result<IntentRecord, ApiError> {
    let intent = money::find_intent(draft, id)?;
    if intent.status == IntentStatus::Processing {
        return Ok(intent);
    }
    Err(ApiError::invalid(format!("The intent has a status of {}.", intent.status.word())))
}

fn end(draft: &mut Draft<'_>, mut intent: IntentRecord, how: DebitEnd) -> IntentRecord {
    intent.planned = None;
    let charge = intent.latest_charge.as_deref().and_then(|id| draft.find::<ChargeRecord>(id));
    let session = intent.session.as_deref().and_then(|id| draft.find::<SessionRecord>(id));
    match (how, charge) {
        (DebitEnd::Settles, Some(charge)) => settle(draft, intent, charge, session),
        (DebitEnd::Fails(decline), Some(charge)) => fail(draft, intent, charge, session, decline),
        (_, None) => intent,
    }
}

fn settle(
    draft: &mut Draft<'_>,
    mut intent: IntentRecord,
    mut charge: ChargeRecord,
    session: Option<SessionRecord>,
) -> IntentRecord {
    charge.pending = false;
    charge.captured = true;
    charge.amount_captured = charge.amount;
    intent.status = IntentStatus::Succeeded;
    intent.amount_received = intent.amount;
    draft.put(&charge);
    draft.put(&intent);
    emit_charge(draft, "charge.succeeded", &charge);
    disputes::open_as_the_number_says(draft, &charge);
    emit_intent(draft, "payment_intent.succeeded", &intent);
    if let Some(mut session) = session {
        session.paid = true;
        draft.put(&session);
        emit_session(draft, "checkout.session.async_payment_succeeded", &session);
    }
    intent
}

fn fail(
    draft: &mut Draft<'_>,
    mut intent: IntentRecord,
    mut charge: ChargeRecord,
    session: Option<SessionRecord>,
    decline: Decline,
) -> IntentRecord {
    charge.pending = false;
    charge.decline = Some(decline.clone());
    intent.status = IntentStatus::RequiresPaymentMethod;
    intent.failure = Some(PaymentFailure::Declined {
        decline,
        charge: charge.id.clone(),
        payment_method: charge.payment_method.clone(),
        method: charge.method.clone(),
    });
    draft.put(&charge);
    draft.put(&intent);
    emit_charge(draft, "charge.failed", &charge);
    emit_intent(draft, "payment_intent.payment_failed", &intent);
    if let Some(session) = session {
        emit_session(draft, "checkout.session.async_payment_failed", &session);
    }
    intent
}
