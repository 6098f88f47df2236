//! Orders that need no more money: every other page is closed and every other authorization released, what was
//! taken besides goes back, and refunds and disputes are followed.

use super::{
    IntentStatus, ProviderCall, Seen, SeenPayment, SessionState, Step, page_to_close, record_operation,
    set_operation,
};
use crate::limits::{OPERATION_RESEND, REFUND_LOOK_AGAIN};
use crate::money::Money;
use crate::orders::Order;
use crate::orders::state::{Impossible, OrderStatus};
use crate::payments::dispute::follow_dispute;
use crate::payments::refund::{
    RefundError, RefundSource, RefundStatus, add_refund, follow_refunds, refund_key, refund_refused,
};
use crate::payments::{AttemptStatus, Operation, OperationKind};
use crate::time::Timestamp;

/// The next step of an order that is confirmed, completed or canceled.
pub(super) fn after_money(order: &Order, seen: &[Seen], now: Timestamp) -> Result<Step, Impossible> {
    for payment in seen.iter().filter_map(|seen| seen.payment.as_ref()) {
        if let Some(next) = follow_refunds(order, &payment.intent, &payment.refunds, now)? {
            return Ok(Step::Record(Box::new(next)));
        }
        let dispute = payment.dispute.as_ref().filter(|dispute| order.dispute.as_ref() != Some(*dispute));
        if let Some(next) = dispute.map(|dispute| follow_dispute(order, dispute, now)).transpose()?.flatten()
        {
            return Ok(Step::Record(Box::new(next)));
        }
    }
    if let Some(step) = release_losers(order, seen, now)? {
        return Ok(step);
    }
    if let Some(step) = send_refund(order, now)? {
        return Ok(step);
    }
    Ok(come_to_rest(order, now))
}

/// Pages and authorizations that are not the order's are closed and released; their money goes back.
fn release_losers(order: &Order, seen: &[Seen], now: Timestamp) -> Result<Option<Step>, Impossible> {
    for seen in seen {
        let won = order.attempts.iter().any(|a| a.number == seen.attempt && a.status == AttemptStatus::Won);
        if won {
            continue;
        }
        if seen.session == SessionState::Open
            && let Some(session) = page_to_close(order, seen.attempt)
        {
            return Ok(Some(Step::Send(ProviderCall::ExpireSession { session })));
        }
        let Some(payment) = &seen.payment else { continue };
        match payment.status {
            IntentStatus::RequiresCapture => return Ok(Some(void_step(order, payment, now))),
            IntentStatus::Succeeded => {
                if let Some(next) = give_back(order, payment, now)? {
                    return Ok(Some(Step::Record(Box::new(next))));
                }
            }
            IntentStatus::RequiresPaymentMethod
            | IntentStatus::RequiresAction
            | IntentStatus::Processing
            | IntentStatus::Canceled => {}
        }
    }
    Ok(None)
}

/// Money that was taken although the order did not need it: recorded once to go back. Where a refund of it
/// failed, a person has to find another way.
fn give_back(order: &Order, payment: &SeenPayment, now: Timestamp) -> Result<Option<Order>, Impossible> {
    let of_it = order.refunds.iter().filter(|refund| refund.intent.as_deref() == Some(&payment.intent));
    let known = of_it.fold(0_i64, |sum, refund| sum.saturating_add(refund.amount.amount_minor));
    let left = payment.captured.amount_minor.saturating_sub(known);
    if left <= 0 {
        return Ok(None);
    }
    let source = match order.status {
        OrderStatus::Canceled => RefundSource::LateMoney,
        OrderStatus::Pending | OrderStatus::Confirmed | OrderStatus::Completed => RefundSource::Surplus,
    };
    let mut next = order.clone();
    let amount = Money::new(left, payment.captured.currency);
    match add_refund(&mut next, amount, source, Some(payment.intent.clone()), now) {
        Ok(()) => Ok(Some(next)),
        Err(RefundError::Impossible(why)) => Err(why),
        // The rules' own refunds are never turned away.
        Err(_) => Ok(None),
    }
}

/// The oldest refund the provider does not show: recorded as the operation, then sent. When it may not be sent
/// any more and reading still does not show it, it was never made.
fn send_refund(order: &Order, now: Timestamp) -> Result<Option<Step>, Impossible> {
    let Some(refund) = order.refund_to_send() else { return Ok(None) };
    let Some(intent) = &refund.intent else { return Ok(None) };
    let ours =
        |operation: &&Operation| operation.kind == OperationKind::Refund && operation.number == refund.number;
    Ok(Some(match order.operation.as_ref().filter(ours) {
        Some(operation) if now >= operation.first_sent_at.plus(OPERATION_RESEND) => {
            Step::Record(Box::new(refund_refused(order, refund.number, now)?))
        }
        Some(operation) => {
            Step::Send(ProviderCall::Refund { order: order.id.clone(), operation: operation.clone() })
        }
        None => {
            let operation = Operation {
                kind: OperationKind::Refund,
                number: refund.number,
                intent: intent.clone(),
                amount: refund.amount,
                key: refund_key(order, refund),
                first_sent_at: now,
            };
            let mut next = order.clone();
            set_operation(&mut next, operation, now);
            Step::Record(Box::new(next))
        }
    }))
}

/// Nothing is left to ask for: only a refund under way at a bank still needs a look.
fn come_to_rest(order: &Order, now: Timestamp) -> Step {
    let pending = order.refunds.iter().any(|refund| refund.status == RefundStatus::Pending);
    let mut next = order.clone();
    next.operation = None;
    if !pending {
        next.due_at = None;
        next.looks = 0;
    } else if order.operation.is_some() || order.due_at.is_none() && order.refund_is_pending(now) {
        next.due_at = Some(now.plus(REFUND_LOOK_AGAIN));
        next.looks = 0;
    }
    if next == *order { Step::Rest } else { Step::Record(Box::new(next)) }
}

/// An authorization that is not needed: its release is recorded, then sent.
pub(super) fn void_step(order: &Order, payment: &SeenPayment, now: Timestamp) -> Step {
    let ours =
        |operation: &&Operation| operation.intent == payment.intent && operation.kind == OperationKind::Void;
    match order.operation.as_ref().filter(ours) {
        Some(operation) if now >= operation.first_sent_at.plus(OPERATION_RESEND) => Step::Rest,
        Some(operation) => Step::Send(ProviderCall::Void(operation.clone())),
        None => {
            let mut next = order.clone();
            record_operation(&mut next, OperationKind::Void, &payment.intent, payment.amount, now);
            Step::Record(Box::new(next))
        }
    }
}
