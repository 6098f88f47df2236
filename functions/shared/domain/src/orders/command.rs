//! What staff can ask of an order, and what comes of it.

use super::cancel::cancel_paid;
use super::ship::{Parcel, ShipError, Shipment, deliver, ship};
use super::state::{Impossible, OrderChange, OrderStatus};
use super::{BreakKind, CancelReason, Order, OrderDocument};
use crate::inventory::StockMove;
use crate::limits::STAFF_LINES_MAX;
use crate::payments::PaymentStatus;
use crate::payments::refund::{RefundError, RefundRequest, request_refund};
use crate::payments::settle::mark_paid;
use crate::time::Timestamp;

/// What staff can ask of an order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StaffCommand {
    /// The money of an offline payment is here.
    MarkPaid,
    /// Give the order up: unpaid at once, paid with all its money back.
    Cancel,
    /// Give money back.
    Refund(RefundRequest),
    /// A parcel was handed to its carrier.
    Ship(Parcel),
    /// A parcel arrived.
    Deliver {
        /// Its number.
        shipment: u32,
    },
    /// A break is dealt with.
    Resolve {
        /// Which kind.
        kind: BreakKind,
    },
}

/// What is to be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obeyed {
    /// The order after the command.
    pub order: Order,
    /// What its units do.
    pub moves: Vec<StockMove>,
    /// The parcel that was made or changed.
    pub shipment: Option<Shipment>,
}

/// Why a command cannot be obeyed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CommandError {
    /// A refund is not possible.
    #[error(transparent)]
    Refund(#[from] RefundError),
    /// A parcel is not possible.
    #[error(transparent)]
    Ship(#[from] ShipError),
    /// The bank is working on the payment.
    #[error("the bank is still working on the payment: wait until it has decided")]
    Processing,
    /// Nobody but the provider says when such an order is paid.
    #[error("this order is paid online: only its provider can say that it is paid")]
    PaidOnline,
    /// Something of it was shipped.
    #[error("parcels have left: refund what comes back instead")]
    Shipped,
    /// There is no open break of this kind.
    #[error("there is no open break of this kind")]
    NoSuchBreak,
    /// More lines than one command takes.
    #[error("a command names at most {STAFF_LINES_MAX} lines")]
    TooManyLines,
    /// The state does not allow it.
    #[error(transparent)]
    Impossible(#[from] Impossible),
}

/// Decides what a command does to an order. `shipment` is the parcel that the command names, as loaded.
///
/// # Errors
/// [`CommandError`]: nothing may be written.
pub fn obey(
    order: &Order,
    document: &OrderDocument,
    shipment: Option<&Shipment>,
    command: &StaffCommand,
    now: Timestamp,
) -> Result<Obeyed, CommandError> {
    let plain = |order: Order| Obeyed { order, moves: Vec::new(), shipment: None };
    match command {
        StaffCommand::MarkPaid if !order.method.is_offline() => Err(CommandError::PaidOnline),
        StaffCommand::MarkPaid => Ok(plain(mark_paid(order, now)?)),
        StaffCommand::Cancel => cancel_by_staff(order, now),
        StaffCommand::Refund(request) => {
            if request.lines.len() > STAFF_LINES_MAX {
                return Err(CommandError::TooManyLines);
            }
            let refunding = request_refund(order, document, request, now)?;
            Ok(Obeyed { order: refunding.order, moves: refunding.moves, shipment: None })
        }
        StaffCommand::Ship(parcel) => {
            let shipping = ship(order, parcel.clone(), now)?;
            Ok(Obeyed { order: shipping.order, moves: shipping.moves, shipment: Some(shipping.shipment) })
        }
        StaffCommand::Deliver { shipment: number } => {
            let parcel = shipment.ok_or(ShipError::NoSuchParcel(*number))?;
            let (order, parcel) = deliver(order, parcel, now)?;
            Ok(Obeyed { order, moves: Vec::new(), shipment: Some(parcel) })
        }
        StaffCommand::Resolve { kind } => {
            if !order.open_breaks().any(|open| open.kind == *kind) {
                return Err(CommandError::NoSuchBreak);
            }
            let mut next = order.clone();
            next.resolve(*kind, now);
            // Whatever was stuck gets another look.
            next.due_at = Some(now);
            next.looks = 0;
            Ok(plain(next))
        }
    }
}

/// An unpaid order is marked, and settling closes its page first; a paid one is canceled with its money.
fn cancel_by_staff(order: &Order, now: Timestamp) -> Result<Obeyed, CommandError> {
    let plain = |order: Order| Obeyed { order, moves: Vec::new(), shipment: None };
    match order.status {
        OrderStatus::Pending if order.payment == PaymentStatus::Processing => Err(CommandError::Processing),
        OrderStatus::Pending => Ok(plain(cancel_requested(order, CancelReason::Staff, now))),
        OrderStatus::Confirmed if order.shipments > 0 => Err(CommandError::Shipped),
        OrderStatus::Confirmed => {
            let (order, moves) = cancel_paid(order, CancelReason::Staff, now)?;
            Ok(Obeyed { order, moves, shipment: None })
        }
        OrderStatus::Canceled => Ok(plain(order.clone())),
        OrderStatus::Completed => Err(Impossible::pair(order.status, OrderChange::Cancel).into()),
    }
}

/// The unpaid order with the wish to be canceled written down, due at once; any other order as it is.
pub fn cancel_requested(order: &Order, reason: CancelReason, now: Timestamp) -> Order {
    let mut next = order.clone();
    if order.status == OrderStatus::Pending {
        next.cancel_requested = order.cancel_requested.or(Some(reason));
        next.due_at = order.due_at.map_or(Some(now), |due| Some(due.min(now)));
    }
    next
}

#[cfg(test)]
#[path = "command_tests.rs"]
mod tests;
