//! Opening and following attempts to pay an order on the hosted page.
//!
//! At most one attempt is payable at any time: the next opens only in a write that sees the last one ended.

use super::{Attempt, AttemptStatus, PaymentStatus, idempotency_key};
use crate::limits::{ATTEMPTS_MAX, HOLD_AFTER_SESSION, HOLD_IN_ALL, SESSION_OPEN};
use crate::orders::Order;
use crate::orders::state::OrderStatus;
use crate::time::Timestamp;

/// Why an order cannot be paid (again) now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AttemptError {
    /// The order is not waiting for money on the hosted page.
    #[error("the order is not waiting for a payment")]
    NotPayable,
    /// The order is being canceled.
    #[error("the order is being canceled")]
    Canceling,
    /// All tries are used up.
    #[error("{ATTEMPTS_MAX} payments were tried already")]
    TooManyAttempts,
    /// The stock has been held as long as it can be.
    #[error("the time to pay this order is over")]
    TooLate,
}

/// What paying again means for an order as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PayAgain {
    /// The open attempt has a session: send the shopper there.
    Continue(Attempt),
    /// The open attempt was never answered: create its session with the same key, then send the shopper there.
    Resume(Attempt),
    /// The last attempt ended: write this order with one more, then create its session.
    Open(Box<Order>),
}

/// The first attempt of a new order.
pub fn first_attempt(order: &mut Order, now: Timestamp) {
    push_attempt(order, 1, now);
}

fn push_attempt(order: &mut Order, number: u32, now: Timestamp) {
    let expires_at = now.plus(SESSION_OPEN);
    order.attempts.push(Attempt {
        number,
        provider: order.method.provider().unwrap_or_default(),
        key: idempotency_key(&order.id, "session", number),
        amount: order.total,
        opened_at: now,
        expires_at,
        session: None,
        intent: None,
        status: AttemptStatus::Open,
    });
    order.hold_until = expires_at.plus(HOLD_AFTER_SESSION);
    order.due_at = Some(order.hold_until);
    order.looks = 0;
}

/// Decides how a shopper can pay an order that is still waiting.
///
/// # Errors
/// [`AttemptError`].
pub fn pay_again(order: &Order, now: Timestamp) -> Result<PayAgain, AttemptError> {
    let waiting =
        order.status == OrderStatus::Pending && order.payment == PaymentStatus::RequiresPaymentMethod;
    if !waiting || order.method.is_offline() {
        return Err(AttemptError::NotPayable);
    }
    if order.cancel_requested.is_some() {
        return Err(AttemptError::Canceling);
    }
    if let Some(open) = order.attempts.iter().find(|attempt| attempt.status == AttemptStatus::Open) {
        let open = open.clone();
        return Ok(if open.session.is_some() { PayAgain::Continue(open) } else { PayAgain::Resume(open) });
    }
    if order.attempts.len() >= ATTEMPTS_MAX {
        return Err(AttemptError::TooManyAttempts);
    }
    if now.plus(SESSION_OPEN) > order.placed_at.plus(HOLD_IN_ALL) || now >= order.hold_until {
        return Err(AttemptError::TooLate);
    }
    let mut next = order.clone();
    let number = u32::try_from(order.attempts.len()).unwrap_or(u32::MAX).saturating_add(1);
    push_attempt(&mut next, number, now);
    Ok(PayAgain::Open(Box::new(next)))
}

/// The order with the session that the provider made for an attempt.
pub fn with_session(order: &Order, number: u32, session: &str) -> Order {
    let mut next = order.clone();
    if let Some(attempt) = next.attempts.iter_mut().find(|attempt| attempt.number == number) {
        attempt.session = Some(session.to_owned());
    }
    next
}

/// The order with an attempt given up that never got a session: nobody was shown a page for it, so nobody
/// can pay it.
pub fn without_session(order: &Order, number: u32) -> Order {
    let mut next = order.clone();
    let unanswered = |attempt: &&mut Attempt| attempt.number == number && attempt.session.is_none();
    if let Some(attempt) = next.attempts.iter_mut().find(unanswered) {
        attempt.status = AttemptStatus::Ended;
    }
    next
}

#[cfg(test)]
#[path = "attempt_tests.rs"]
mod tests;
