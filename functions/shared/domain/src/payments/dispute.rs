//! Disputes: a shopper's bank takes money back, and a person has to answer it at the provider.

use super::PaymentChange;
use crate::money::Money;
use crate::orders::state::Impossible;
use crate::orders::{BreakKind, Order, OrderEventKind};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A dispute about the order's money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dispute {
    /// The provider's id.
    pub id: String,
    /// How much of the money it is about.
    pub amount: Money,
    /// Where it stands.
    pub status: DisputeStatus,
}

/// Where a dispute stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeStatus {
    /// Somebody has to answer, or the bank is deciding.
    Open,
    /// The money stays here.
    Won,
    /// The money stays with the shopper.
    Lost,
}

/// The order with what the provider shows of its dispute; nothing when that is known.
///
/// # Errors
/// [`Impossible`] when the records contradict each other.
pub fn follow_dispute(order: &Order, seen: &Dispute, now: Timestamp) -> Result<Option<Order>, Impossible> {
    if order.dispute.as_ref() == Some(seen) {
        return Ok(None);
    }
    let mut next = order.clone();
    next.dispute = Some(seen.clone());
    match seen.status {
        DisputeStatus::Open => {
            // What was refunded in full has no money left to be disputed; a person sees the break all the same.
            next.payment = order.payment.after(PaymentChange::Dispute).unwrap_or(order.payment);
            next.raise(BreakKind::Disputed, format!("{} over {}", seen.id, seen.amount), now);
        }
        DisputeStatus::Won => {
            next.payment = order.payment.after(PaymentChange::WinDispute).unwrap_or(order.payment);
            next.resolve(BreakKind::Disputed, now);
        }
        DisputeStatus::Lost => {
            next.payment = order.payment.after(PaymentChange::Dispute).unwrap_or(order.payment);
            next.resolve(BreakKind::Disputed, now);
        }
    }
    next.tell(OrderEventKind::Disputed { status: seen.status }, now);
    Ok(Some(next))
}
