//! Authorizations, captures, refunds and disputes: what may become of money, and what is told about it.

use super::error::ApiError;
use super::ledger::Ledger;
use super::money::Amount;
use super::records::{
    AuthorizationRecord, AuthorizationStatus, CaptureRecord, CaptureStatus, DisputeRecord, DisputeState,
    Funding, OrderRecord, RefundRecord, RefundStatus,
};
use super::shapes::{self, CaptureMoney, RefundMoney};
use super::{orders, render};

/// How long after a capture money can be given back: 180 days.
const REFUND_WITHIN_MS: i64 = 180 * 86_400_000;

fn funding(ledger: &Ledger, order: &str) -> Funding {
    ledger.find::<OrderRecord>(order).and_then(|order| order.funding).unwrap_or_default()
}

/// Takes authorized money, all of it or a part.
///
/// # Errors
/// [`ApiError`].
pub(crate) fn capture(ledger: &mut Ledger, url: &str, id: &str, body: &[u8]) -> Result<String, ApiError> {
    let sent: CaptureMoney = shapes::optional(body)?;
    shapes::within(sent.invoice_id.as_ref(), 127, "/invoice_id")?;
    shapes::within(sent.note_to_payer.as_ref(), 255, "/note_to_payer")?;
    shapes::within(sent.soft_descriptor.as_ref(), 22, "/soft_descriptor")?;
    let mut held: AuthorizationRecord = ledger.find(id).ok_or_else(ApiError::missing)?;
    let refusal = match held.status {
        AuthorizationStatus::Created | AuthorizationStatus::PartiallyCaptured => None,
        AuthorizationStatus::Captured => {
            Some(("AUTHORIZATION_ALREADY_CAPTURED", "Authorization has already been captured."))
        }
        AuthorizationStatus::Voided => {
            Some(("AUTHORIZATION_VOIDED", "A voided authorization cannot be captured or reauthorized."))
        }
        AuthorizationStatus::Denied => {
            Some(("AUTHORIZATION_DENIED", "A denied authorization cannot be captured or reauthorized."))
        }
    };
    if let Some((issue, description)) = refusal {
        return Err(ApiError::unprocessable(issue, description));
    }
    let taken = taken(ledger, &held);
    let amount = match &sent.amount {
        Some(amount) => Amount::read(amount, "/amount")?,
        None => held.amount.with(held.amount.minor - taken),
    };
    check_capture(&held, taken, &amount)?;
    let invoice_id = sent.invoice_id.or_else(|| held.invoice_id.clone());
    if held.captures.is_empty() && orders::was_captured(ledger, invoice_id.as_deref()) {
        let description =
            "Requested invoice number has been previously captured. Possible duplicate transaction.";
        return Err(ApiError::unprocessable("DUPLICATE_INVOICE_ID", description));
    }
    let status = match funding(ledger, &held.order) {
        Funding::CaptureDeclined => CaptureStatus::Declined,
        Funding::CapturePending => CaptureStatus::Pending,
        Funding::Balance | Funding::Declined | Funding::Denied | Funding::RefundPending => {
            CaptureStatus::Completed
        }
    };
    let id = ledger.new_id();
    let record = CaptureRecord {
        id: id.clone(),
        created_ms: ledger.now_ms,
        updated_ms: ledger.now_ms,
        order: held.order.clone(),
        authorization: held.id.clone(),
        status,
        final_capture: sent.final_capture.unwrap_or(false),
        custom_id: held.custom_id.clone(),
        invoice_id,
        amount,
        refunds: Vec::new(),
    };
    held.captures.push(id.clone());
    held.updated_ms = ledger.now_ms;
    if status != CaptureStatus::Declined {
        let whole = record.final_capture || taken + record.amount.minor >= held.amount.minor;
        held.status =
            if whole { AuthorizationStatus::Captured } else { AuthorizationStatus::PartiallyCaptured };
    }
    ledger.put(held);
    ledger.put(record.clone());
    tell_capture(ledger, url, &record);
    Ok(id)
}

fn check_capture(held: &AuthorizationRecord, taken: i64, amount: &Amount) -> Result<(), ApiError> {
    if amount.currency != held.amount.currency {
        let description = "Currency of capture must be the same as currency of authorization.";
        return Err(ApiError::unprocessable("AUTH_CAPTURE_CURRENCY_MISMATCH", description));
    }
    // The account of a shop that does not ask for it has no overage limit.
    if taken + amount.minor > held.amount.minor {
        let description = "Capture amount exceeds allowable limit.";
        return Err(ApiError::unprocessable("MAX_CAPTURE_AMOUNT_EXCEEDED", description));
    }
    Ok(())
}

/// What was taken of an authorization.
fn taken(ledger: &Ledger, held: &AuthorizationRecord) -> i64 {
    let captures = held.captures.iter().filter_map(|id| ledger.find::<CaptureRecord>(id));
    captures
        .filter(|capture| capture.status != CaptureStatus::Declined)
        .map(|capture| capture.amount.minor)
        .sum()
}

fn tell_capture(ledger: &mut Ledger, url: &str, capture: &CaptureRecord) {
    let kind = match capture.status {
        CaptureStatus::Completed => "PAYMENT.CAPTURE.COMPLETED",
        CaptureStatus::Declined => "PAYMENT.CAPTURE.DECLINED",
        CaptureStatus::Pending => "PAYMENT.CAPTURE.PENDING",
        CaptureStatus::PartiallyRefunded | CaptureStatus::Refunded => "PAYMENT.CAPTURE.REFUNDED",
    };
    let object = render::capture(ledger, url, capture);
    ledger.emit(kind, "capture", object);
}

/// Releases an authorization.
///
/// # Errors
/// [`ApiError`].
pub(crate) fn void(ledger: &mut Ledger, url: &str, id: &str) -> Result<(), ApiError> {
    let held: AuthorizationRecord = ledger.find(id).ok_or_else(ApiError::missing)?;
    let (issue, description) = match held.status {
        AuthorizationStatus::Created | AuthorizationStatus::PartiallyCaptured => {
            release(ledger, url, held);
            return Ok(());
        }
        AuthorizationStatus::Voided => (
            "PREVIOUSLY_VOIDED",
            "Authorization has been previously voided and hence cannot be voided again.",
        ),
        AuthorizationStatus::Captured => {
            ("PREVIOUSLY_CAPTURED", "Authorization has been previously captured and hence cannot be voided.")
        }
        AuthorizationStatus::Denied => ("AUTHORIZATION_DENIED", "A denied authorization cannot be voided."),
    };
    Err(ApiError::unprocessable(issue, description))
}

fn release(ledger: &mut Ledger, url: &str, mut held: AuthorizationRecord) {
    held.status = AuthorizationStatus::Voided;
    held.updated_ms = ledger.now_ms;
    ledger.put(held.clone());
    ledger.emit("PAYMENT.AUTHORIZATION.VOIDED", "authorization", render::authorization(url, &held));
}

/// Lets an authorization lapse whose 29 days are over.
pub(crate) fn lapse(ledger: &mut Ledger, url: &str, id: &str) {
    let held = ledger.find::<AuthorizationRecord>(id);
    if let Some(held) = held.filter(|held| held.status == AuthorizationStatus::Created) {
        release(ledger, url, held);
    }
}

/// Gives money back, what is left of a capture or a part.
///
/// # Errors
/// [`ApiError`].
pub(crate) fn refund(ledger: &mut Ledger, url: &str, id: &str, body: &[u8]) -> Result<String, ApiError> {
    let sent: RefundMoney = shapes::optional(body)?;
    shapes::within(sent.custom_id.as_ref(), 127, "/custom_id")?;
    shapes::within(sent.invoice_id.as_ref(), 127, "/invoice_id")?;
    shapes::within(sent.note_to_payer.as_ref(), 255, "/note_to_payer")?;
    let capture: CaptureRecord = ledger.find(id).ok_or_else(ApiError::missing)?;
    let left = capture.amount.minor - render::refunded(ledger, &capture);
    let amount = match &sent.amount {
        Some(amount) => Amount::read(amount, "/amount")?,
        None => capture.amount.with(left),
    };
    check_refund(&capture, left, &amount, ledger.now_ms)?;
    let waits = funding(ledger, &capture.order) == Funding::RefundPending;
    let record = RefundRecord {
        id: ledger.new_id(),
        created_ms: ledger.now_ms,
        updated_ms: ledger.now_ms,
        capture: capture.id.clone(),
        status: if waits { RefundStatus::Pending } else { RefundStatus::Completed },
        amount,
        custom_id: sent.custom_id.or_else(|| capture.custom_id.clone()),
        invoice_id: sent.invoice_id,
        note_to_payer: sent.note_to_payer,
    };
    let refund = record.id.clone();
    add_refund(ledger, url, capture, &record);
    Ok(refund)
}

fn check_refund(capture: &CaptureRecord, left: i64, amount: &Amount, now_ms: i64) -> Result<(), ApiError> {
    let (issue, description) = match capture.status {
        CaptureStatus::Pending => ("PENDING_CAPTURE", "Cannot initiate a refund as the capture is pending."),
        CaptureStatus::Declined => {
            ("CAPTURE_STATUS_NOT_VALID", "The capture is not in a state to be refunded.")
        }
        _ if left == 0 => ("CAPTURE_FULLY_REFUNDED", "The capture has already been fully refunded."),
        _ if now_ms > capture.created_ms + REFUND_WITHIN_MS => {
            ("REFUND_TIME_LIMIT_EXCEEDED", "You are over the time limit to perform a refund on this capture.")
        }
        _ if amount.currency != capture.amount.currency => {
            ("REFUND_CAPTURE_CURRENCY_MISMATCH", "Refund must be in the same currency as the capture.")
        }
        _ if amount.minor > left => (
            "REFUND_AMOUNT_EXCEEDED",
            "The refund amount must be less than or equal to the capture amount that has not yet been refunded.",
        ),
        _ => return Ok(()),
    };
    Err(ApiError::unprocessable(issue, description))
}

fn add_refund(ledger: &mut Ledger, url: &str, mut capture: CaptureRecord, refund: &RefundRecord) {
    capture.refunds.push(refund.id.clone());
    ledger.put(refund.clone());
    restate(ledger, &mut capture);
    let pending = refund.status == RefundStatus::Pending;
    let kind = if pending { "PAYMENT.REFUND.PENDING" } else { "PAYMENT.CAPTURE.REFUNDED" };
    ledger.emit(kind, "refund", render::refund(url, refund));
}

/// Writes a capture with the status its refunds give it.
fn restate(ledger: &mut Ledger, capture: &mut CaptureRecord) {
    let refunded = render::refunded(ledger, capture);
    capture.status = match refunded {
        0 => CaptureStatus::Completed,
        all if all == capture.amount.minor => CaptureStatus::Refunded,
        _ => CaptureStatus::PartiallyRefunded,
    };
    capture.updated_ms = ledger.now_ms;
    ledger.put(capture.clone());
}

/// Ends the review of a pending capture; none where there is nothing to review.
pub(crate) fn end_review(ledger: &mut Ledger, url: &str, id: &str, accepted: bool) -> Option<()> {
    let mut capture: CaptureRecord = ledger.find(id)?;
    if capture.status != CaptureStatus::Pending {
        return None;
    }
    capture.status = if accepted { CaptureStatus::Completed } else { CaptureStatus::Declined };
    capture.updated_ms = ledger.now_ms;
    ledger.put(capture.clone());
    if !accepted && let Some(held) = ledger.find::<AuthorizationRecord>(&capture.authorization) {
        release(ledger, url, held);
    }
    tell_capture(ledger, url, &capture);
    Some(())
}

/// Ends a refund that waits for the bank, or lets one come back that was thought done.
pub(crate) fn end_refund(ledger: &mut Ledger, url: &str, id: &str, succeeded: bool) -> Option<()> {
    let mut refund: RefundRecord = ledger.find(id)?;
    let mut capture: CaptureRecord = ledger.find(&refund.capture)?;
    if refund.status == RefundStatus::Failed || (succeeded && refund.status == RefundStatus::Completed) {
        return None;
    }
    refund.status = if succeeded { RefundStatus::Completed } else { RefundStatus::Failed };
    refund.updated_ms = ledger.now_ms;
    ledger.put(refund.clone());
    restate(ledger, &mut capture);
    let kind = if succeeded { "PAYMENT.CAPTURE.REFUNDED" } else { "PAYMENT.REFUND.FAILED" };
    ledger.emit(kind, "refund", render::refund(url, &refund));
    Some(())
}

/// A shopper disputes a capture.
pub(crate) fn dispute(ledger: &mut Ledger, url: &str, capture: &str) -> Option<String> {
    let capture: CaptureRecord = ledger.find(capture)?;
    let id = format!("PP-D-{}", ledger.new_id());
    let record = DisputeRecord {
        id: id.clone(),
        created_ms: ledger.now_ms,
        updated_ms: ledger.now_ms,
        capture: capture.id,
        state: DisputeState::Open,
        amount: capture.amount,
    };
    ledger.put(record.clone());
    let object = render::dispute(ledger, url, &record);
    ledger.emit("CUSTOMER.DISPUTE.CREATED", "dispute", object);
    Some(id)
}

/// A dispute is decided; a lost one takes the money.
pub(crate) fn resolve(ledger: &mut Ledger, url: &str, id: &str, won: bool) -> Option<()> {
    let mut dispute: DisputeRecord =
        ledger.find(id).filter(|dispute: &DisputeRecord| dispute.state == DisputeState::Open)?;
    dispute.state = if won { DisputeState::Won } else { DisputeState::Lost };
    dispute.updated_ms = ledger.now_ms;
    ledger.put(dispute.clone());
    let object = render::dispute(ledger, url, &dispute);
    ledger.emit("CUSTOMER.DISPUTE.RESOLVED", "dispute", object);
    Some(())
}
