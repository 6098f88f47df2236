//! Checkout Sessions: making one, and ending it unpaid.
//!
//! A session runs out at its expiry by the clock, or is expired by request; either way an intent that
//! was not authorized ends with it. Only an open session can be expired.

use crate::error::ApiError;
use crate::ledger::Draft;
use crate::ledger::records::{IntentData, IntentRecord, IntentStatus, Line, SessionRecord, SessionStatus};
use crate::params::Metadata;

use super::{emit_intent, emit_session};

/// Shortest life of a session: 30 minutes (Stripe API, `expires_at`).
pub(crate) const LIFE_MIN_S: i64 = 30 * 60;
/// Longest life of a session: 24 hours (Stripe API, `expires_at`).
pub(crate) const LIFE_MAX_S: i64 = 24 * 3600;

/// One line of a session to be made.
#[derive(Clone, Debug)]
pub(crate) struct NewLine {
    pub(crate) name: String,
    pub(crate) description: Option<String>,
    pub(crate) unit_amount: i64,
    pub(crate) quantity: i64,
    pub(crate) amount: i64,
}

/// A session to be made, its parameters checked.
#[derive(Clone, Debug)]
pub(crate) struct NewSession {
    pub(crate) currency: String,
    pub(crate) lines: Vec<NewLine>,
    pub(crate) amount_total: i64,
    pub(crate) success_url: String,
    pub(crate) cancel_url: Option<String>,
    pub(crate) client_reference_id: Option<String>,
    pub(crate) customer_email: Option<String>,
    pub(crate) expires_at_s: Option<i64>,
    pub(crate) locale: Option<String>,
    pub(crate) submit_type: Option<String>,
    pub(crate) customer_creation: String,
    pub(crate) adaptive_pricing: bool,
    pub(crate) always_three_d_secure: bool,
    pub(crate) metadata: Metadata,
    pub(crate) intent_data: IntentData,
}

/// Makes a session.
///
/// # Errors
/// [`ApiError`] where `expires_at` is not 30 minutes to 24 hours ahead.
pub(crate) fn create(draft: &mut Draft<'_>, new: NewSession) -> Result<SessionRecord, ApiError> {
    let now_s = draft.now_s();
    let expires_at_s = new.expires_at_s.unwrap_or(now_s + LIFE_MAX_S);
    let wrong = if expires_at_s < now_s + LIFE_MIN_S {
        Some("The `expires_at` timestamp must be at least 30 minutes from Checkout Session creation.")
    } else if expires_at_s > now_s + LIFE_MAX_S {
        Some("The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.")
    } else {
        None
    };
    if let Some(message) = wrong {
        return Err(ApiError::invalid(message).param("expires_at"));
    }
    let lines = new.lines.into_iter().map(|line| priced(draft, line)).collect();
    let session = SessionRecord {
        id: draft.new_id("cs_test_a1", 49),
        created_s: now_s,
        expires_at_s,
        status: SessionStatus::Open,
        paid: false,
        currency: new.currency,
        amount_total: new.amount_total,
        lines,
        success_url: new.success_url,
        cancel_url: new.cancel_url,
        client_reference_id: new.client_reference_id,
        customer_email: new.customer_email,
        paid_with_email: None,
        locale: new.locale,
        submit_type: new.submit_type,
        customer_creation: new.customer_creation,
        adaptive_pricing: new.adaptive_pricing,
        always_three_d_secure: new.always_three_d_secure,
        metadata: new.metadata,
        intent_data: new.intent_data,
        payment_intent: None,
    };
    draft.put(&session);
    Ok(session)
}

fn priced(draft: &mut Draft<'_>, line: NewLine) -> Line {
    Line {
        id: draft.new_id("li_1", 16),
        price_id: draft.new_id("price_1", 16),
        product_id: draft.new_id("prod_", 7),
        name: line.name,
        description: line.description,
        unit_amount: line.unit_amount,
        quantity: line.quantity,
        amount: line.amount,
    }
}

/// Ends an open session by request.
///
/// # Errors
/// [`ApiError`] where there is no such session or it is not open.
pub(crate) fn expire(draft: &mut Draft<'_>, id: &str) -> Result<SessionRecord, ApiError> {
    let session = find(draft, id)?;
    if session.status != SessionStatus::Open {
        let message = format!(
            "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a status of \
             `{}`.",
            session.status.word()
        );
        return Err(ApiError::invalid(message).kept());
    }
    Ok(end(draft, session))
}

/// Finds a session named in a URL.
///
/// # Errors
/// [`ApiError`] where there is none.
pub(crate) fn find(draft: &Draft<'_>, id: &str) -> Result<SessionRecord, ApiError> {
    draft.find(id).ok_or_else(|| ApiError::missing("checkout.session", id, "session"))
}

/// Ends a session whose time has come; does nothing where it is not open any more.
pub(crate) fn run_out(draft: &mut Draft<'_>, id: &str) {
    let Some(session) = draft.find::<SessionRecord>(id) else { return };
    if session.status == SessionStatus::Open && session.expires_at_s <= draft.now_s() {
        end(draft, session);
    }
}

fn end(draft: &mut Draft<'_>, mut session: SessionRecord) -> SessionRecord {
    session.status = SessionStatus::Expired;
    draft.put(&session);
    let intent = session.payment_intent.as_deref().and_then(|id| draft.find::<IntentRecord>(id));
    if let Some(mut intent) = intent {
        intent.status = IntentStatus::Canceled;
        intent.canceled_at_s = Some(draft.now_s());
        intent.cancellation_reason = Some("expired".to_owned());
        intent.challenge = None;
        draft.put(&intent);
        emit_intent(draft, "payment_intent.canceled", &intent);
    }
    emit_session(draft, "checkout.session.expired", &session);
    session
}
