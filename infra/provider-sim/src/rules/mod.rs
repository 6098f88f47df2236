//! What the provider does with sessions, payments and money: the rules, over a draft of the ledger.
//!
//! Every function checks first and changes afterwards, so an error leaves the draft as it was. Nothing
//! here knows HTTP parameters or pages.

pub(crate) mod checkout;
pub(crate) mod debit;
pub(crate) mod disputes;
pub(crate) mod money;
pub(crate) mod payment;
pub(crate) mod refunds;

use crate::ledger::Draft;
use crate::ledger::records::{ChargeRecord, IntentRecord, SessionRecord};
use crate::render;

/// Emits an event about a session as it now is.
fn emit_session(draft: &mut Draft<'_>, kind: &str, session: &SessionRecord) {
    let object = render::session(session, draft.public_url());
    draft.emit(kind, object, None);
}

/// Emits an event about an intent as it now is.
fn emit_intent(draft: &mut Draft<'_>, kind: &str, intent: &IntentRecord) {
    draft.emit(kind, render::intent(intent), None);
}

/// Emits an event about a charge as it now is.
fn emit_charge(draft: &mut Draft<'_>, kind: &str, charge: &ChargeRecord) {
    draft.emit(kind, render::charge(charge), None);
}
