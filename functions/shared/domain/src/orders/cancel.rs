//! Canceling: what is left of an order, and what goes back to the shelf.

use super::state::{Impossible, OrderChange, OrderStatus};
use super::{CancelReason, Order, OrderEventKind};
use crate::payments::{AttemptStatus, PaymentChange};
use crate::time::Timestamp;

/// The order canceled. Whoever writes it gives the held units back in the same transaction.
///
/// # Errors
/// [`Impossible`] for an order that is confirmed, completed or canceled already: ended money is another road.
pub fn cancel(order: &Order, reason: CancelReason, now: Timestamp) -> Result<Order, Impossible> {
    if order.status != OrderStatus::Pending {
        return Err(Impossible::pair(order.status, OrderChange::Cancel));
    }
    let mut next = order.clone();
    next.status = order.status.after(OrderChange::Cancel)?;
    next.payment = order.payment.after(PaymentChange::Void)?;
    next.cancel_requested = None;
    next.operation = None;
    next.due_at = None;
    next.looks = 0;
    for attempt in next.attempts.iter_mut().filter(|attempt| attempt.status == AttemptStatus::Open) {
        attempt.status = AttemptStatus::Ended;
    }
    next.tell(OrderEventKind::Canceled { reason }, now);
    Ok(next)
}
