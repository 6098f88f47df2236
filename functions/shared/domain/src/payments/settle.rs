//! Settling: from what the shop knows and what the provider shows, the one next step of an order.
//!
//! The decision looks at states only, never at which message woke it, so duplicates, reordering and loss of
//! messages cannot matter. Whoever drives it loads the order, reads the provider's objects, does the step,
//! and looks again, until the answer is [`Step::Rest`].

mod after_money;
mod seen;

pub use seen::{IntentStatus, Seen, SeenPayment, SessionState};

use super::{
    Attempt, AttemptStatus, Operation, OperationKind, PaymentChange, PaymentStatus, idempotency_key,
};
use crate::ids::OrderId;
use crate::limits::{
    DECLINES_MAX, HOLD_IN_ALL, OPERATION_LOOK_AGAIN, OPERATION_RESEND, PROCESSING_WAIT, SESSION_OPEN,
};
use crate::money::Money;
use crate::orders::cancel::cancel;
use crate::orders::state::{FulfillmentChange, Impossible, OrderChange, OrderStatus};
use crate::orders::{BreakKind, CancelReason, Order, OrderEventKind};
use crate::time::Timestamp;
use after_money::{after_money, void_step};

/// The next step of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Nothing to do until the order's `due_at`.
    Rest,
    /// Write the order on the version it was loaded with, then look again.
    Record(Box<Order>),
    /// Write the canceled order and give its held units back, in one transaction, then look again.
    Cancel(Box<Order>),
    /// Ask the provider, then look again.
    Send(ProviderCall),
}

/// What can be asked of the provider while settling.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProviderCall {
    /// Close a hosted page.
    ExpireSession {
        /// Which.
        session: String,
    },
    /// Authorize what the shopper has agreed to.
    Authorize(Operation),
    /// Take the authorized money.
    Capture(Operation),
    /// Release an authorization.
    Void(Operation),
    /// Give money back.
    Refund {
        /// Of which order, so that what the provider tells of it names the order.
        order: OrderId,
        /// How much of which payment.
        operation: Operation,
    },
}

/// Decides the next step.
///
/// # Errors
/// [`Impossible`] when the records contradict each other; the caller logs it and a person has to look.
pub fn next_step(order: &Order, seen: &[Seen], now: Timestamp) -> Result<Step, Impossible> {
    match order.status {
        OrderStatus::Pending => match amount_difference(order, seen) {
            Some((payment, _)) if order.cancel_requested.is_some() => give_up(order, payment, now),
            Some((_, difference)) => Ok(raised(order, BreakKind::AmountDiffers, difference, now)),
            None => pending(order, seen, now),
        },
        OrderStatus::Confirmed | OrderStatus::Completed | OrderStatus::Canceled => {
            after_money(order, seen, now)
        }
    }
}

fn raised(order: &Order, kind: BreakKind, detail: String, now: Timestamp) -> Step {
    let mut next = order.clone();
    next.raise(kind, detail, now);
    next.due_at = None;
    if next == *order { Step::Rest } else { Step::Record(Box::new(next)) }
}

/// A payment that could become money but is not of the order's amount and currency.
fn amount_difference<'a>(order: &Order, seen: &'a [Seen]) -> Option<(&'a SeenPayment, String)> {
    let has_money = |status| {
        matches!(status, IntentStatus::RequiresCapture | IntentStatus::Succeeded | IntentStatus::Processing)
    };
    seen.iter()
        .filter_map(|seen| seen.payment.as_ref())
        .find(|payment| {
            let taken_differs = payment.status == IntentStatus::Succeeded && payment.captured != order.total;
            has_money(payment.status) && (payment.amount != order.total || taken_differs)
        })
        .map(|payment| {
            let detail = format!(
                "{} is {} (taken: {}), the order {}",
                payment.intent, payment.amount, payment.captured, order.total
            );
            (payment, detail)
        })
}

/// Somebody wants an order gone whose payment is not of its amount: an authorization is released first, money
/// that was taken goes back once the order is canceled.
fn give_up(order: &Order, payment: &SeenPayment, now: Timestamp) -> Result<Step, Impossible> {
    match payment.status {
        IntentStatus::RequiresCapture => Ok(void_step(order, payment, now)),
        IntentStatus::Processing => Ok(Step::Rest),
        IntentStatus::RequiresPaymentMethod
        | IntentStatus::RequiresAction
        | IntentStatus::Canceled
        | IntentStatus::Succeeded => {
            let reason = order.cancel_requested.unwrap_or(CancelReason::Staff);
            cancel(order, reason, now).map(|canceled| Step::Cancel(Box::new(canceled)))
        }
    }
}

fn pending(order: &Order, seen: &[Seen], now: Timestamp) -> Result<Step, Impossible> {
    let with = |status: IntentStatus| {
        seen.iter().find_map(|seen| {
            let payment = seen.payment.as_ref().filter(|payment| payment.status == status)?;
            Some((seen.attempt, payment))
        })
    };
    if let Some((attempt, payment)) = with(IntentStatus::Succeeded) {
        return confirm(order, attempt, payment, now).map(|next| Step::Record(Box::new(next)));
    }
    if let Some((attempt, payment)) = with(IntentStatus::RequiresCapture) {
        return authorized(order, attempt, payment, now);
    }
    if with(IntentStatus::Processing).is_some() {
        return processing(order, now);
    }
    let agreed = seen.iter().filter(|seen| seen.session == SessionState::Approved);
    if let Some(step) = agreed.into_iter().find_map(|seen| agreed_to(order, seen.attempt, now)) {
        return Ok(step);
    }
    unpaid(order, seen, now)
}

/// Agreed to on a page that takes no money by itself: record that it is authorized, then do it. The provider
/// authorizes once, however often it is asked; what is not known to have been done is asked again. Nothing is
/// begun for an order that somebody wants gone.
fn agreed_to(order: &Order, number: u32, now: Timestamp) -> Option<Step> {
    let open = |attempt: &&Attempt| attempt.number == number && attempt.status == AttemptStatus::Open;
    let session = order.attempts.iter().find(open)?.session.as_ref()?;
    let ours =
        |operation: &&Operation| operation.kind == OperationKind::Authorize && operation.intent == *session;
    if let Some(operation) = order.operation.as_ref().filter(ours) {
        return Some(Step::Send(ProviderCall::Authorize(operation.clone())));
    }
    if order.cancel_requested.is_some() {
        return None;
    }
    let mut next = order.clone();
    record_operation(&mut next, OperationKind::Authorize, session, order.total, now);
    Some(Step::Record(Box::new(next)))
}

/// Authorized: record the capture, then send it. After the time in which a repeat is safe, only read.
fn authorized(
    order: &Order,
    attempt: u32,
    payment: &SeenPayment,
    now: Timestamp,
) -> Result<Step, Impossible> {
    if order.cancel_requested == Some(CancelReason::CaptureFailed) {
        return Ok(void_step(order, payment, now));
    }
    let ours = |operation: &&Operation| {
        operation.kind == OperationKind::Capture && operation.intent == payment.intent
    };
    let recorded = order.operation.as_ref().filter(ours);
    if let Some(operation) = recorded {
        return Ok(if now >= operation.first_sent_at.plus(OPERATION_RESEND) {
            Step::Rest
        } else {
            Step::Send(ProviderCall::Capture(operation.clone()))
        });
    }
    let mut next = order.clone();
    next.payment = order.payment.after(PaymentChange::Authorize)?;
    if let Some(winner) = next.attempts.iter_mut().find(|candidate| candidate.number == attempt) {
        winner.intent = Some(payment.intent.clone());
    }
    record_operation(&mut next, OperationKind::Capture, &payment.intent, payment.amount, now);
    Ok(Step::Record(Box::new(next)))
}

/// Records that a payment is about to be authorized, captured or released.
fn record_operation(order: &mut Order, kind: OperationKind, intent: &str, amount: Money, now: Timestamp) {
    order.operations = order.operations.saturating_add(1);
    let operation = Operation {
        kind,
        number: order.operations,
        intent: intent.to_owned(),
        amount,
        key: idempotency_key(&order.id, kind.name(), order.operations),
        first_sent_at: now,
    };
    set_operation(order, operation, now);
}

fn set_operation(order: &mut Order, operation: Operation, now: Timestamp) {
    order.operation = Some(operation);
    order.due_at = Some(now.plus(OPERATION_LOOK_AGAIN));
    order.looks = 0;
}

/// Records the money: the one write that confirms an order.
fn confirm(order: &Order, attempt: u32, payment: &SeenPayment, now: Timestamp) -> Result<Order, Impossible> {
    let mut next = paid(order, payment.captured, now)?;
    for candidate in &mut next.attempts {
        let won = candidate.number == attempt;
        if won {
            candidate.intent = Some(payment.intent.clone());
        }
        candidate.status = if won { AttemptStatus::Won } else { AttemptStatus::Ended };
    }
    Ok(next)
}

fn paid(order: &Order, captured: Money, now: Timestamp) -> Result<Order, Impossible> {
    let mut next = order.clone();
    next.status = order.status.after(OrderChange::Pay)?;
    next.payment = order.payment.after(PaymentChange::Capture)?;
    next.fulfillment = order.fulfillment.after(FulfillmentChange::Release)?;
    next.captured = captured;
    next.refundable = captured;
    next.operation = None;
    next.cancel_requested = None;
    next.due_at = None;
    next.looks = 0;
    next.tell(OrderEventKind::Confirmed, now);
    Ok(next)
}

/// The order after staff saw the money of an offline payment.
///
/// # Errors
/// [`Impossible`] for an order that is not waiting for an offline payment.
pub fn mark_paid(order: &Order, now: Timestamp) -> Result<Order, Impossible> {
    if order.status == OrderStatus::Confirmed {
        return Ok(order.clone());
    }
    if !order.method.is_offline() || order.status != OrderStatus::Pending {
        return Err(Impossible::pair(order.status, OrderChange::Pay));
    }
    paid(order, order.total, now)
}

/// The bank works on it: the hold waits as long as the method may take.
fn processing(order: &Order, now: Timestamp) -> Result<Step, Impossible> {
    if order.payment == PaymentStatus::Processing {
        return Ok(Step::Rest);
    }
    let mut next = order.clone();
    next.payment = order.payment.after(PaymentChange::Process)?;
    next.hold_until = now.plus(PROCESSING_WAIT);
    next.due_at = Some(next.hold_until);
    next.looks = 0;
    next.tell(OrderEventKind::PaymentProcessing, now);
    Ok(Step::Record(Box::new(next)))
}

/// Nobody has paid: close what is open when it is time, end what has ended, cancel what is over.
fn unpaid(order: &Order, seen: &[Seen], now: Timestamp) -> Result<Step, Impossible> {
    if let Some(reason) = over_for(order, seen, now) {
        let mut open = seen.iter().filter(|seen| seen.session == SessionState::Open);
        if let Some(session) = open.find_map(|seen| page_to_close(order, seen.attempt)) {
            return Ok(Step::Send(ProviderCall::ExpireSession { session }));
        }
        return cancel(order, reason, now).map(|canceled| Step::Cancel(Box::new(canceled)));
    }
    let mut next = order.clone();
    // What was to be authorized is not agreed to any more: the next agreement is another operation.
    next.operation = next.operation.filter(|operation| operation.kind != OperationKind::Authorize);
    let mut ended_on_its_page = false;
    for attempt in next.attempts.iter_mut().filter(|attempt| attempt.status == AttemptStatus::Open) {
        if has_ended(attempt, seen, now) {
            attempt.status = AttemptStatus::Ended;
            ended_on_its_page |= attempt.session.is_some();
        }
    }
    if next == *order {
        return Ok(Step::Rest);
    }
    next.payment = order.payment.after(PaymentChange::EndAttempt)?;
    next.operation = None;
    if order.payment == PaymentStatus::Processing {
        next.hold_until = order.placed_at.plus(HOLD_IN_ALL);
    }
    next.due_at = Some(next.hold_until);
    if ended_on_its_page {
        next.tell(OrderEventKind::PaymentNotCompleted { pay_until: next.hold_until }, now);
    }
    Ok(Step::Record(Box::new(next)))
}

/// Why an unpaid order is given up now; nothing while it can still be paid.
fn over_for(order: &Order, seen: &[Seen], now: Timestamp) -> Option<CancelReason> {
    let declines = seen.iter().filter_map(|seen| seen.payment.as_ref()).map(|payment| payment.declines);
    let declined = declines.fold(0_u32, u32::saturating_add) >= DECLINES_MAX;
    // A debit that failed days later leaves no time for another try.
    let debit_failed = order.payment == PaymentStatus::Processing
        && now.plus(SESSION_OPEN) > order.placed_at.plus(HOLD_IN_ALL);
    match order.cancel_requested {
        Some(reason) => Some(reason),
        None if capture_failed(order, seen) => Some(CancelReason::CaptureFailed),
        None if declined => Some(CancelReason::TooManyDeclines),
        None if debit_failed => Some(CancelReason::PaymentFailed),
        None if now >= order.hold_until => Some(CancelReason::Expired),
        None => None,
    }
}

/// Whether the payment that was to be captured is over without money.
fn capture_failed(order: &Order, seen: &[Seen]) -> bool {
    let Some(operation) =
        order.operation.as_ref().filter(|operation| operation.kind == OperationKind::Capture)
    else {
        return false;
    };
    seen.iter().filter_map(|seen| seen.payment.as_ref()).any(|payment| {
        payment.intent == operation.intent
            && matches!(payment.status, IntentStatus::RequiresPaymentMethod | IntentStatus::Canceled)
    })
}

/// The page of an attempt, where something could be paid on it without the shop.
fn page_to_close(order: &Order, number: u32) -> Option<String> {
    let attempt = order.attempts.iter().find(|attempt| attempt.number == number)?;
    attempt.session.clone().filter(|_| attempt.provider.page_takes_money())
}

/// An attempt ends only when the provider says so. One without a session was never shown to anybody.
fn has_ended(attempt: &Attempt, seen: &[Seen], now: Timestamp) -> bool {
    if attempt.session.is_none() {
        return now >= attempt.expires_at;
    }
    seen.iter().find(|seen| seen.attempt == attempt.number).is_some_and(|seen| match seen.session {
        SessionState::Open | SessionState::Approved => false,
        SessionState::Expired => true,
        SessionState::Complete => seen.payment.as_ref().is_none_or(|payment| match payment.status {
            IntentStatus::Canceled | IntentStatus::RequiresPaymentMethod => true,
            IntentStatus::RequiresAction
            | IntentStatus::Processing
            | IntentStatus::RequiresCapture
            | IntentStatus::Succeeded => false,
        }),
    })
}

/// The order after the provider refused a capture for good: it is to be canceled, its authorization released.
pub fn capture_refused(order: &Order) -> Order {
    let mut next = order.clone();
    next.cancel_requested = Some(CancelReason::CaptureFailed);
    next.operation = None;
    next
}

/// The order after the provider refused for good to authorize what the shopper agreed to: that attempt is over,
/// and the shopper may try again.
///
/// # Errors
/// [`Impossible`] for an order that is not waiting for money.
pub fn authorization_refused(order: &Order, now: Timestamp) -> Result<Order, Impossible> {
    let mut next = order.clone();
    next.payment = order.payment.after(PaymentChange::EndAttempt)?;
    let session = order.operation.as_ref().map(|operation| operation.intent.as_str());
    for attempt in next.attempts.iter_mut().filter(|attempt| attempt.session.as_deref() == session) {
        attempt.status = AttemptStatus::Ended;
    }
    next.operation = None;
    next.due_at = Some(next.hold_until);
    next.tell(OrderEventKind::PaymentNotCompleted { pay_until: next.hold_until }, now);
    Ok(next)
}

#[cfg(test)]
#[path = "settle_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "agreed_tests.rs"]
mod agreed_tests;

#[cfg(test)]
mod operations_tests;

#[cfg(test)]
mod several_attempts_tests;
