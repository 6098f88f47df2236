//! Disputes: payers who object to a payment, and how that ends.
//!
//! A chargeback takes its amount from the merchant when it is opened and gives it back when it is won. An
//! inquiry moves no money. The dispute of a debit is lost as soon as it exists.

use std::cmp::min;

use crate::error::ApiError;
use crate::ledger::Draft;
use crate::ledger::records::ChargeRecord;
use crate::ledger::returns::{DisputeRecord, DisputeStatus, Movement, PlannedVerdict, Verdict};
use crate::methods::{DisputeKind, MethodRecord, MethodType};
use crate::params::Metadata;
use crate::render;

use super::{emit_charge, refunds};

/// How long the bank thinks about evidence that decides a test dispute: some seconds at the provider.
const DECIDED_AFTER_MS: i64 = 5_000;

/// Finds a dispute named in a URL.
///
/// # Errors
/// [`ApiError`] where there is none.
pub(crate) fn find(draft: &Draft<'_>, id: &str) -> Result<DisputeRecord, ApiError> {
    draft.find(id).ok_or_else(|| ApiError::missing("dispute", id, "dispute"))
}

/// Opens the dispute that a test card or account means, where it means one.
pub(crate) fn open_as_the_number_says(draft: &mut Draft<'_>, charge: &ChargeRecord) {
    if let Some(kind) = charge.aftermath.dispute {
        start(draft, charge.clone(), kind, charge.amount_captured);
    }
}

/// Opens a dispute of a payment, over all that is not refunded or over a part of it.
///
/// # Errors
/// [`ApiError`] where nothing was taken, nothing or less is left, or the method knows no such dispute.
pub(crate) fn open(
    draft: &mut Draft<'_>,
    charge: ChargeRecord,
    kind: Option<DisputeKind>,
    amount: Option<i64>,
) -> Result<DisputeRecord, ApiError> {
    let debit = charge.method.kind() == MethodType::SepaDebit;
    let usual = if debit { DisputeKind::DebitNotAuthorized } else { DisputeKind::Fraudulent };
    let kind = kind.unwrap_or(usual);
    if debit != (kind == DisputeKind::DebitNotAuthorized) {
        return Err(ApiError::invalid("The payer's bank knows no dispute of this kind."));
    }
    let disputes = draft.all::<DisputeRecord>();
    let taken: i64 = disputes
        .iter()
        .filter(|dispute| dispute.charge == charge.id)
        .map(|dispute| if dispute.status.is_closed() { dispute.withdrawn() } else { dispute.amount })
        .sum();
    let left = charge.amount_captured - charge.amount_refunded - taken;
    let amount = amount.unwrap_or(left);
    if amount < 1 || amount > left {
        return Err(ApiError::invalid(format!("Between 1 and {left} of this payment can be disputed.")));
    }
    Ok(start(draft, charge, kind, amount))
}

fn start(draft: &mut Draft<'_>, mut charge: ChargeRecord, kind: DisputeKind, amount: i64) -> DisputeRecord {
    let card_brand = match &charge.method {
        MethodRecord::Card(card) => Some(card.brand.clone()),
        MethodRecord::Debit(_) => None,
    };
    let status = match kind {
        DisputeKind::Inquiry => DisputeStatus::WarningNeedsResponse,
        DisputeKind::Fraudulent | DisputeKind::ProductNotReceived => DisputeStatus::NeedsResponse,
        DisputeKind::DebitNotAuthorized => DisputeStatus::Lost,
    };
    let mut dispute = DisputeRecord {
        id: draft.new_id("du_1", 16),
        created_s: draft.now_s(),
        amount,
        currency: charge.currency.clone(),
        charge: charge.id.clone(),
        payment_intent: charge.payment_intent.clone(),
        kind,
        status,
        evidence: None,
        submissions: 0,
        movements: Vec::new(),
        metadata: Metadata::new(),
        card_brand,
        planned: None,
    };
    if kind != DisputeKind::Inquiry {
        move_money(draft, &mut dispute, -amount);
    }
    charge.disputed = true;
    draft.put(&charge);
    draft.put(&dispute);
    emit(draft, "charge.dispute.created", &dispute);
    if kind != DisputeKind::Inquiry {
        emit(draft, "charge.dispute.funds_withdrawn", &dispute);
        refunds::fail_pending_of(draft, &charge.id);
    }
    if status.is_closed() {
        emit(draft, "charge.dispute.closed", &dispute);
    }
    dispute
}

/// Answers a dispute with evidence; some texts decide a test dispute.
///
/// # Errors
/// [`ApiError`] where it is closed.
pub(crate) fn respond(
    draft: &mut Draft<'_>,
    id: &str,
    evidence: Option<String>,
    submit: bool,
    metadata: Metadata,
) -> Result<DisputeRecord, ApiError> {
    let mut dispute = still_open(draft, id)?;
    let submitted = submit && evidence.is_some();
    if evidence.is_some() {
        dispute.evidence = evidence;
    }
    dispute.metadata.extend(metadata);
    if submitted {
        dispute.submissions += 1;
        dispute.status = match dispute.status {
            DisputeStatus::WarningNeedsResponse => DisputeStatus::WarningUnderReview,
            DisputeStatus::NeedsResponse => DisputeStatus::UnderReview,
            other => other,
        };
        let verdict = dispute.evidence.as_deref().and_then(verdict_of);
        dispute.planned =
            verdict.map(|verdict| PlannedVerdict { at_ms: draft.now_ms() + DECIDED_AFTER_MS, verdict });
    }
    draft.put(&dispute);
    emit(draft, "charge.dispute.updated", &dispute);
    emit_charge_of(draft, &dispute);
    Ok(dispute)
}

/// The texts of <https://docs.stripe.com/testing#evidence>.
fn verdict_of(evidence: &str) -> Option<Verdict> {
    match evidence {
        "winning_evidence" => Some(Verdict::Won),
        "losing_evidence" => Some(Verdict::Lost),
        "escalate_inquiry_evidence" => Some(Verdict::Escalated),
        _ => None,
    }
}

/// Decides a dispute as planned; does nothing where its time has not come or it was decided.
pub(crate) fn decide_due(draft: &mut Draft<'_>, id: &str) {
    let Some(dispute) = draft.find::<DisputeRecord>(id) else { return };
    let planned = dispute.planned.clone().filter(|planned| planned.at_ms <= draft.now_ms());
    if let Some(planned) = planned {
        settle(draft, dispute, planned.verdict);
    }
}

/// Decides a dispute now.
///
/// # Errors
/// [`ApiError`] where it is closed, or is to be escalated and is no inquiry.
pub(crate) fn decide(draft: &mut Draft<'_>, id: &str, verdict: Verdict) -> Result<DisputeRecord, ApiError> {
    let dispute = still_open(draft, id)?;
    if verdict == Verdict::Escalated && !is_inquiry(dispute.status) {
        return Err(ApiError::invalid("Only an inquiry can become a chargeback."));
    }
    Ok(settle(draft, dispute, verdict))
}

/// Accepts a dispute: it is lost.
///
/// # Errors
/// [`ApiError`] where it is closed.
pub(crate) fn close(draft: &mut Draft<'_>, id: &str) -> Result<DisputeRecord, ApiError> {
    let dispute = still_open(draft, id)?;
    let dispute = settle(draft, dispute, Verdict::Lost);
    emit_charge_of(draft, &dispute);
    Ok(dispute)
}

fn still_open(draft: &Draft<'_>, id: &str) -> Result<DisputeRecord, ApiError> {
    let dispute = find(draft, id)?;
    if dispute.status.is_closed() {
        return Err(ApiError::invalid("This dispute is already closed").kept());
    }
    Ok(dispute)
}

fn is_inquiry(status: DisputeStatus) -> bool {
    matches!(status, DisputeStatus::WarningNeedsResponse | DisputeStatus::WarningUnderReview)
}

fn settle(draft: &mut Draft<'_>, mut dispute: DisputeRecord, verdict: Verdict) -> DisputeRecord {
    dispute.planned = None;
    match (verdict, is_inquiry(dispute.status)) {
        (Verdict::Escalated, true) => {
            dispute.status = DisputeStatus::NeedsResponse;
            let charge = draft.find::<ChargeRecord>(&dispute.charge);
            let left = charge.map_or(0, |charge| charge.amount_captured - charge.amount_refunded);
            let amount = min(dispute.amount, left);
            move_money(draft, &mut dispute, -amount);
            draft.put(&dispute);
            emit(draft, "charge.dispute.updated", &dispute);
            emit(draft, "charge.dispute.funds_withdrawn", &dispute);
            refunds::fail_pending_of(draft, &dispute.charge);
        }
        (Verdict::Escalated, false) => draft.put(&dispute),
        (Verdict::Won | Verdict::Lost, true) => {
            dispute.status = DisputeStatus::WarningClosed;
            draft.put(&dispute);
            emit(draft, "charge.dispute.closed", &dispute);
        }
        (Verdict::Won, false) => {
            dispute.status = DisputeStatus::Won;
            let amount = dispute.withdrawn();
            move_money(draft, &mut dispute, amount);
            draft.put(&dispute);
            emit(draft, "charge.dispute.funds_reinstated", &dispute);
            emit(draft, "charge.dispute.closed", &dispute);
        }
        (Verdict::Lost, false) => {
            dispute.status = DisputeStatus::Lost;
            draft.put(&dispute);
            emit(draft, "charge.dispute.closed", &dispute);
        }
    }
    dispute
}

fn move_money(draft: &mut Draft<'_>, dispute: &mut DisputeRecord, amount: i64) {
    let (id, created_s) = (draft.new_id("txn_1", 16), draft.now_s());
    dispute.movements.push(Movement { id, created_s, amount });
}

fn emit(draft: &mut Draft<'_>, kind: &str, dispute: &DisputeRecord) {
    draft.emit(kind, render::dispute(dispute), None);
}

fn emit_charge_of(draft: &mut Draft<'_>, dispute: &DisputeRecord) {
    if let Some(charge) = draft.find::<ChargeRecord>(&dispute.charge) {
        emit_charge(draft, "charge.updated", &charge);
    }
}
