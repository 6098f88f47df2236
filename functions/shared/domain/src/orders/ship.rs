//! Shipping: parcels leave, arrive, and with the last one the order is completed.

use super::state::{FulfillmentChange, Impossible, OrderChange, OrderStatus};
use super::{Order, OrderEventKind};
use crate::ids::LineId;
use crate::inventory::{StockMove, StockMoveKind};
use crate::limits::{CARRIER_MAX, SHIPMENTS_MAX, TRACKING_NUMBER_MAX};
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A parcel on its way, or handed over.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shipment {
    /// 1, 2, … on this order.
    pub number: u32,
    /// What is in it.
    pub lines: BTreeMap<LineId, u32>,
    /// Who brings it.
    pub carrier: String,
    /// What the carrier calls it.
    pub tracking_number: Option<String>,
    /// When it left.
    pub shipped_at: Timestamp,
    /// When it arrived, once it did.
    pub delivered_at: Option<Timestamp>,
}

/// What staff put into a parcel.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Parcel {
    /// What is in it; nothing for everything that is left.
    pub lines: BTreeMap<LineId, u32>,
    /// Who brings it.
    pub carrier: String,
    /// What the carrier calls it.
    pub tracking_number: Option<String>,
}

/// A parcel to be written, with what it takes from the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shipping {
    /// The order after it.
    pub order: Order,
    /// The parcel.
    pub shipment: Shipment,
    /// What its units do.
    pub moves: Vec<StockMove>,
}

/// Why a parcel cannot be recorded.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ShipError {
    /// Only a confirmed order is shipped.
    #[error("an order that is {0:?} is not shipped")]
    NotReady(OrderStatus),
    /// More than waits to be shipped, or nothing.
    #[error("{wanted} of {line} cannot be shipped: {left} are left")]
    Line {
        /// Which line.
        line: LineId,
        /// How many were asked.
        wanted: u32,
        /// How many wait.
        left: u32,
    },
    /// Everything was shipped.
    #[error("nothing is left to be shipped")]
    NothingLeft,
    /// The order's limit is used up.
    #[error("an order has at most {SHIPMENTS_MAX} parcels")]
    TooMany,
    /// The carrier's name or the tracking number cannot be used.
    #[error("{0} is empty, too long, or holds characters that cannot be printed")]
    Text(&'static str),
    /// There is no such parcel.
    #[error("there is no parcel {0}")]
    NoSuchParcel(u32),
    /// The records contradict each other.
    #[error(transparent)]
    Impossible(#[from] Impossible),
}

/// Records a parcel that was handed to its carrier.
///
/// # Errors
/// [`ShipError`]: nothing may be written.
pub fn ship(order: &Order, parcel: Parcel, now: Timestamp) -> Result<Shipping, ShipError> {
    if order.status != OrderStatus::Confirmed {
        return Err(ShipError::NotReady(order.status));
    }
    if order.held.is_empty() {
        return Err(ShipError::NothingLeft);
    }
    if order.shipments >= SHIPMENTS_MAX {
        return Err(ShipError::TooMany);
    }
    let carrier = printable(&parcel.carrier, CARRIER_MAX).ok_or(ShipError::Text("the carrier's name"))?;
    let tracking_number = match parcel.tracking_number {
        Some(text) => {
            Some(printable(&text, TRACKING_NUMBER_MAX).ok_or(ShipError::Text("the tracking number"))?)
        }
        None => None,
    };
    let lines = if parcel.lines.is_empty() { order.held.clone() } else { parcel.lines };
    let mut next = order.clone();
    let mut moves = Vec::new();
    for (line, units) in &lines {
        let left = order.held.get(line).copied().unwrap_or(0);
        if !(1..=left).contains(units) {
            return Err(ShipError::Line { line: line.clone(), wanted: *units, left });
        }
        match left.saturating_sub(*units) {
            0 => next.held.remove(line),
            rest => next.held.insert(line.clone(), rest),
        };
        moves.push(StockMove { sku: line.sku(), quantity: *units, kind: StockMoveKind::Ship });
    }
    next.shipments = order.shipments.saturating_add(1);
    next.fulfillment = order.fulfillment.after(FulfillmentChange::Ship)?;
    next.tell(OrderEventKind::Shipped { shipment: next.shipments }, now);
    let shipment = Shipment {
        number: next.shipments,
        lines,
        carrier,
        tracking_number,
        shipped_at: now,
        delivered_at: None,
    };
    Ok(Shipping { order: next, shipment, moves })
}

fn printable(text: &str, max: usize) -> Option<String> {
    let text = text.trim();
    let fits = (1..=max).contains(&text.chars().count()) && !text.chars().any(char::is_control);
    fits.then(|| text.to_owned())
}

/// Records that a parcel arrived. With the last one, and nothing left to ship, the order is completed.
///
/// # Errors
/// [`ShipError::Impossible`] for an order that was never shipped.
pub fn deliver(order: &Order, shipment: &Shipment, now: Timestamp) -> Result<(Order, Shipment), ShipError> {
    if shipment.delivered_at.is_some() {
        return Ok((order.clone(), shipment.clone()));
    }
    let arrived = Shipment { delivered_at: Some(now), ..shipment.clone() };
    let mut next = order.clone();
    next.delivered = order.delivered.saturating_add(1);
    complete_if_done(&mut next, now)?;
    Ok((next, arrived))
}

/// Completes a confirmed order of which nothing waits any more and every parcel arrived.
///
/// # Errors
/// [`Impossible`] when the records contradict each other.
pub fn complete_if_done(order: &mut Order, now: Timestamp) -> Result<(), Impossible> {
    let open = order.status == OrderStatus::Confirmed && order.held.is_empty() && order.shipments > 0;
    if open && order.delivered == order.shipments {
        order.fulfillment = order.fulfillment.after(FulfillmentChange::Deliver)?;
        order.status = order.status.after(OrderChange::Fulfill)?;
        order.tell(OrderEventKind::Completed, now);
    }
    Ok(())
}

#[cfg(test)]
#[path = "ship_tests.rs"]
mod tests;
