//! Canceling: what is left of an order, and what goes back to the shelf.

use super::state::{Impossible, OrderChange, OrderStatus};
use super::{CancelReason, Order, OrderEventKind};
use crate::inventory::{StockMove, StockMoveKind, by_sku};
use crate::payments::refund::{RefundError, RefundSource, add_refund, paid_intent};
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

/// The paid order canceled before anything of it was shipped: what can be given back is recorded to be, and its
/// units go back on the shelf.
///
/// # Errors
/// [`RefundError::Impossible`] for an order that is not confirmed or was shipped in part: what arrived is
/// refunded by its lines.
pub fn cancel_paid(
    order: &Order,
    reason: CancelReason,
    now: Timestamp,
) -> Result<(Order, Vec<StockMove>), RefundError> {
    if order.status != OrderStatus::Confirmed || order.shipments > 0 {
        return Err(Impossible::pair(order.status, OrderChange::Cancel).into());
    }
    let mut next = order.clone();
    next.status = order.status.after(OrderChange::Cancel)?;
    next.tell(OrderEventKind::Canceled { reason }, now);
    if order.refundable.amount_minor > 0 {
        add_refund(&mut next, order.refundable, RefundSource::Staff, paid_intent(order), now)?;
    }
    Ok((next, release_all(order)))
}

/// Every unit the order holds, back on the shelf.
pub fn release_all(order: &Order) -> Vec<StockMove> {
    let release = |(sku, quantity)| StockMove { sku, quantity, kind: StockMoveKind::Release };
    by_sku(order.held.iter().map(|(line, units)| (line, *units))).into_iter().map(release).collect()
}

#[cfg(test)]
#[path = "cancel_tests.rs"]
mod tests;
