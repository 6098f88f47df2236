//! Paying by card: approved, declined, or after 3-D Secure.
//!
//! A decline ends nothing: the session stays open and can be paid with another card. The intent is made
//! when the shopper first submits a payment, as in current API versions.

use crate::cards::{Card, Decline, Outcome};
use crate::ledger::Draft;
use crate::ledger::records::{
    Challenge, ChargeRecord, IntentData, IntentRecord, IntentStatus, PaymentFailure, SessionRecord,
    SessionStatus,
};
use crate::methods::{Aftermath, MethodRecord, MethodType};

use super::{disputes, emit_charge, emit_intent, emit_session};

/// How long a card authorization can be captured: 7 days.
const AUTHORIZED_FOR_S: i64 = 7 * 86_400;

/// What a shopper is told who did not pass 3-D Secure.
pub(crate) const NOT_AUTHENTICATED: &str = "We are unable to authenticate your payment method. Please choose a \
                                            different payment method and try again.";

/// How a submitted payment went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Attempt {
    /// Authorized, or taken where capture is automatic.
    Paid,
    /// Refused, with what the shopper is told; the session can still be paid.
    Declined(String),
    /// The shopper has to pass 3-D Secure.
    Challenged,
    /// Submitted; whether the money comes is known in days.
    Processing,
}

/// Why a session cannot be paid at all.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closed {
    /// There is no such session.
    Missing,
    /// It was paid before.
    Complete,
    /// It ran out or was ended.
    Expired,
    /// No 3-D Secure challenge is running.
    NotChallenged,
    /// It does not offer this way to pay.
    NotOffered,
}

/// Who pays with what.
pub(super) struct Payer {
    pub(super) method: MethodRecord,
    pub(super) email: String,
    pub(super) three_d_secure: bool,
    pub(super) aftermath: Aftermath,
}

/// Submits a payment.
///
/// # Errors
/// [`Closed`] where the session is not open.
pub(crate) fn pay(
    draft: &mut Draft<'_>,
    session_id: &str,
    card: Card,
    email: &str,
) -> Result<Attempt, Closed> {
    let session = open_session(draft, session_id, MethodType::Card)?;
    let (mut session, mut intent) = with_intent(draft, session);
    intent.payment_method = Some(draft.new_id("pm_1", 16));
    intent.failure = None;
    intent.challenge = None;
    let Card { record, outcome, aftermath } = card;
    let outcome = match outcome {
        challenged @ Outcome::Challenged(_) => challenged,
        plain if session.always_three_d_secure => Outcome::Challenged(Box::new(plain)),
        plain => plain,
    };
    let email = email.to_owned();
    let payer = |card| Payer {
        method: MethodRecord::Card(card),
        email: email.clone(),
        three_d_secure: false,
        aftermath,
    };
    Ok(match outcome {
        Outcome::Approved => authorize(draft, &mut session, intent, payer(record)),
        Outcome::Declined(decline) => refuse(draft, intent, payer(record), decline),
        Outcome::Challenged(then) => {
            let decline = if let Outcome::Declined(decline) = *then { Some(decline) } else { None };
            intent.challenge = Some(Challenge { card: record, email, decline, aftermath });
            intent.status = IntentStatus::RequiresAction;
            draft.put(&intent);
            emit_intent(draft, "payment_intent.requires_action", &intent);
            Attempt::Challenged
        }
    })
}

/// Ends a running 3-D Secure challenge.
///
/// # Errors
/// [`Closed`] where the session is not open or has no challenge.
pub(crate) fn end_challenge(
    draft: &mut Draft<'_>,
    session_id: &str,
    passed: bool,
) -> Result<Attempt, Closed> {
    let mut session = open_session(draft, session_id, MethodType::Card)?;
    let intent = session.payment_intent.as_deref().and_then(|id| draft.find::<IntentRecord>(id));
    let mut intent = intent.ok_or(Closed::NotChallenged)?;
    let challenge = intent.challenge.take().ok_or(Closed::NotChallenged)?;
    if passed {
        let Challenge { card, email, decline, aftermath } = challenge;
        let payer = Payer { method: MethodRecord::Card(card), email, three_d_secure: true, aftermath };
        return Ok(match decline {
            None => authorize(draft, &mut session, intent, payer),
            Some(decline) => refuse(draft, intent, payer, decline),
        });
    }
    let payment_method = intent.payment_method.clone().unwrap_or_default();
    intent.failure = Some(PaymentFailure::NotAuthenticated { payment_method, card: challenge.card });
    intent.status = IntentStatus::RequiresPaymentMethod;
    draft.put(&intent);
    emit_intent(draft, "payment_intent.payment_failed", &intent);
    Ok(Attempt::Declined(NOT_AUTHENTICATED.to_owned()))
}

/// The session, where it can be paid in this way.
pub(super) fn open_session(draft: &Draft<'_>, id: &str, method: MethodType) -> Result<SessionRecord, Closed> {
    let session: SessionRecord = draft.find(id).ok_or(Closed::Missing)?;
    match session.status {
        SessionStatus::Open if session.intent_data.methods.has(method) => Ok(session),
        SessionStatus::Open => Err(Closed::NotOffered),
        SessionStatus::Complete => Err(Closed::Complete),
        SessionStatus::Expired => Err(Closed::Expired),
    }
}

/// The session with its intent, which is made where it has none yet.
pub(super) fn with_intent(
    draft: &mut Draft<'_>,
    mut session: SessionRecord,
) -> (SessionRecord, IntentRecord) {
    let existing = session.payment_intent.as_deref().and_then(|id| draft.find::<IntentRecord>(id));
    if let Some(intent) = existing {
        return (session, intent);
    }
    let intent = new_intent(
        draft,
        Some(session.id.clone()),
        session.amount_total,
        session.currency.clone(),
        session.intent_data.clone(),
    );
    session.payment_intent = Some(intent.id.clone());
    draft.put(&session);
    (session, intent)
}

/// Makes an intent that waits for a way to pay.
fn new_intent(
    draft: &mut Draft<'_>,
    session: Option<String>,
    amount: i64,
    currency: String,
    data: IntentData,
) -> IntentRecord {
    let intent = IntentRecord {
        id: draft.new_id("pi_3", 16),
        created_s: draft.now_s(),
        session,
        amount,
        amount_capturable: 0,
        amount_received: 0,
        currency,
        status: IntentStatus::RequiresPaymentMethod,
        data,
        canceled_at_s: None,
        cancellation_reason: None,
        capture_before_s: None,
        latest_charge: None,
        payment_method: None,
        failure: None,
        challenge: None,
        planned: None,
    };
    draft.put(&intent);
    emit_intent(draft, "payment_intent.created", &intent);
    intent
}

fn authorize(
    draft: &mut Draft<'_>,
    session: &mut SessionRecord,
    intent: IntentRecord,
    payer: Payer,
) -> Attempt {
    session.status = SessionStatus::Complete;
    session.paid = !intent.data.captures_cards_by_request();
    session.paid_with_email = Some(payer.email.clone());
    draft.put(session);
    approve(draft, intent, payer);
    emit_session(draft, "checkout.session.completed", session);
    Attempt::Paid
}

/// The bank agrees: the amount is authorized, or taken where cards are captured at once.
fn approve(draft: &mut Draft<'_>, mut intent: IntentRecord, payer: Payer) -> IntentRecord {
    let mut charge = new_charge(draft, &intent, payer);
    let by_request = intent.data.captures_cards_by_request();
    let kind = if by_request {
        intent.status = IntentStatus::RequiresCapture;
        intent.amount_capturable = intent.amount;
        intent.capture_before_s = Some(draft.now_s() + AUTHORIZED_FOR_S);
        charge.capture_before_s = intent.capture_before_s;
        "payment_intent.amount_capturable_updated"
    } else {
        intent.status = IntentStatus::Succeeded;
        intent.amount_received = intent.amount;
        charge.captured = true;
        charge.amount_captured = charge.amount;
        "payment_intent.succeeded"
    };
    intent.latest_charge = Some(charge.id.clone());
    draft.put(&charge);
    draft.put(&intent);
    emit_charge(draft, "charge.succeeded", &charge);
    if !by_request {
        disputes::open_as_the_number_says(draft, &charge);
    }
    emit_intent(draft, kind, &intent);
    intent
}

/// A payment by card that no session of this account's Checkout made: another integration did.
pub(crate) fn pay_elsewhere(
    draft: &mut Draft<'_>,
    amount: i64,
    currency: String,
    data: IntentData,
    card: Card,
) -> IntentRecord {
    let mut intent = new_intent(draft, None, amount, currency, data);
    intent.payment_method = Some(draft.new_id("pm_1", 16));
    let payer = Payer {
        method: MethodRecord::Card(card.record),
        email: "shopper@example.com".to_owned(),
        three_d_secure: false,
        aftermath: card.aftermath,
    };
    approve(draft, intent, payer)
}

fn refuse(draft: &mut Draft<'_>, mut intent: IntentRecord, payer: Payer, decline: Decline) -> Attempt {
    let message = decline.message.clone();
    let mut charge = new_charge(draft, &intent, payer);
    charge.decline = Some(decline.clone());
    intent.latest_charge = Some(charge.id.clone());
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
    Attempt::Declined(message)
}

/// A charge that has not been decided.
pub(super) fn new_charge(draft: &mut Draft<'_>, intent: &IntentRecord, payer: Payer) -> ChargeRecord {
    let prefix = match payer.method.kind() {
        MethodType::Card => "ch_3",
        MethodType::SepaDebit => "py_3",
    };
    ChargeRecord {
        id: draft.new_id(prefix, 16),
        created_s: draft.now_s(),
        payment_intent: intent.id.clone(),
        payment_method: intent.payment_method.clone().unwrap_or_default(),
        amount: intent.amount,
        amount_captured: 0,
        amount_refunded: 0,
        currency: intent.currency.clone(),
        captured: false,
        pending: false,
        disputed: false,
        decline: None,
        method: payer.method,
        aftermath: payer.aftermath,
        three_d_secure: payer.three_d_secure,
        email: payer.email,
        capture_before_s: None,
        data: intent.data.clone(),
    }
}
