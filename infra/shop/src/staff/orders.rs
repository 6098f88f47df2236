//! Orders as staff see them: all of them, one with what is left to do, and what happened to it. Who ordered is
//! sealed and only in the mail to the merchant.

use super::told::{Told, columns};
use super::{OrderName, StaffError, find};
use crate::endpoints::Running;
use contract::time::rfc3339;
use domain::configure::{LineProperty, with_properties};
use domain::ids::{LineId, OrderId, OrderNumber, Sku};
use domain::money::Money;
use domain::orders::ship::Shipment;
use domain::orders::state::{FulfillmentStatus, OrderStatus};
use domain::orders::{Break, BreakKind, Order, OrderDocument};
use domain::payments::refund::{Refund, RefundSource, RefundStatus};
use domain::payments::{PaymentMethod, PaymentStatus};
use local::words::{self, units, word};
use serde::Serialize;
use std::collections::BTreeMap;
use store::lists::ListedOrder;

/// Orders, newest first.
#[derive(Debug, Serialize)]
pub struct OrderList {
    /// One row each.
    pub orders: Vec<OrderRow>,
}

/// An order in the list.
#[derive(Debug, Serialize)]
pub struct OrderRow {
    /// The number people use.
    pub number: OrderNumber,
    /// Its id.
    pub id: OrderId,
    /// Where it stands.
    pub status: OrderStatus,
    /// Where its payment stands.
    pub payment: PaymentStatus,
    /// How it is paid.
    pub method: PaymentMethod,
    /// What is to be paid.
    pub total: Money,
    /// When it was placed, RFC 3339.
    pub placed_at: String,
    /// How many things about it wait for a person.
    pub open_breaks: usize,
}

/// One order.
#[derive(Debug, Serialize)]
pub struct OrderFacts {
    /// The number people use.
    pub number: OrderNumber,
    /// Its id.
    pub id: OrderId,
    /// Where it stands.
    pub status: OrderStatus,
    /// Where its payment stands.
    pub payment: PaymentStatus,
    /// Where its shipment stands.
    pub fulfillment: FulfillmentStatus,
    /// How it is paid.
    pub method: PaymentMethod,
    /// What is to be paid.
    pub total: Money,
    /// What was taken.
    pub captured: Money,
    /// What can still be given back.
    pub refundable: Money,
    /// When it was placed, RFC 3339.
    pub placed_at: String,
    /// What was bought.
    pub lines: Vec<LineFacts>,
    /// The parcels that left.
    pub parcels: Vec<ParcelFacts>,
    /// The money that goes back.
    pub refunds: Vec<RefundFacts>,
    /// What waits for a person.
    pub open_breaks: Vec<BreakFacts>,
}

/// A line of an order.
#[derive(Debug, Serialize)]
pub struct LineFacts {
    /// The line's name: what commands about its units call it.
    pub line: LineId,
    /// Which SKU.
    pub sku: Sku,
    /// Product and choice.
    pub title: String,
    /// What is to be written on each unit.
    pub properties: Vec<LineProperty>,
    /// Units bought.
    pub quantity: u32,
    /// Units that wait to be shipped.
    pub waiting: u32,
    /// Units that were refunded.
    pub refunded: u32,
    /// What all cost.
    pub amount: Money,
}

/// A parcel.
#[derive(Debug, Serialize)]
pub struct ParcelFacts {
    /// 1, 2, … on the order.
    pub number: u32,
    /// Who brings it.
    pub carrier: String,
    /// What the carrier calls it.
    pub tracking_number: Option<String>,
    /// What is in it, by line.
    pub lines: BTreeMap<LineId, u32>,
    /// When it left, RFC 3339.
    pub shipped_at: String,
    /// When it arrived, RFC 3339.
    pub delivered_at: Option<String>,
}

/// A refund.
#[derive(Debug, Serialize)]
pub struct RefundFacts {
    /// 1, 2, … on the order.
    pub number: u32,
    /// How much.
    pub amount: Money,
    /// Where it stands.
    pub status: RefundStatus,
    /// Who wanted it.
    pub source: RefundSource,
    /// When it was recorded, RFC 3339.
    pub requested_at: String,
}

/// Something that waits, or waited, for a person.
#[derive(Debug, Serialize)]
pub struct BreakFacts {
    /// What kind.
    pub kind: BreakKind,
    /// Details.
    pub detail: String,
    /// Since when, RFC 3339.
    pub at: String,
    /// When it was dealt with, RFC 3339.
    pub resolved_at: Option<String>,
}

/// What happened to an order.
#[derive(Debug, Serialize)]
pub struct Timeline {
    /// The order.
    pub number: OrderNumber,
    /// Oldest first.
    pub entries: Vec<TimelineEntry>,
}

/// Something that happened.
#[derive(Debug, Serialize)]
pub struct TimelineEntry {
    /// When, RFC 3339.
    pub at: String,
    /// What.
    pub what: String,
}

/// Orders of a status, or all of them; newest first.
///
/// # Errors
/// [`StaffError::Store`].
pub async fn list(running: &Running, status: Option<OrderStatus>) -> Result<OrderList, StaffError> {
    let orders = running.store.list_orders().await?.into_iter();
    let wanted = orders.filter(|order| status.is_none_or(|status| order.status == status));
    Ok(OrderList { orders: wanted.map(row).collect() })
}

fn row(order: ListedOrder) -> OrderRow {
    OrderRow {
        number: order.number,
        id: order.id,
        status: order.status,
        payment: order.payment,
        method: order.method,
        total: order.total,
        placed_at: rfc3339(order.placed_at),
        open_breaks: order.open_breaks.len(),
    }
}

/// One order.
///
/// # Errors
/// [`StaffError::NoSuchOrder`], [`StaffError::Store`].
pub async fn show(running: &Running, name: &OrderName) -> Result<OrderFacts, StaffError> {
    let order = find(running, name).await?;
    let document = running.store.order_document(&order.id).await?;
    let document = document.ok_or_else(|| StaffError::NoSuchOrder(name.to_string()))?;
    let shipments = running.store.shipments(&order.id, order.shipments).await?;
    Ok(facts(&order, &document, shipments))
}

/// What happened to an order.
///
/// # Errors
/// [`StaffError::NoSuchOrder`], [`StaffError::Store`].
pub async fn timeline(running: &Running, name: &OrderName) -> Result<Timeline, StaffError> {
    let order = find(running, name).await?;
    let shipments = running.store.shipments(&order.id, order.shipments).await?;
    let entries = words::timeline(&order, &shipments);
    let entry = |entry: words::Entry| TimelineEntry { at: rfc3339(entry.at), what: entry.what };
    Ok(Timeline { number: order.number, entries: entries.into_iter().map(entry).collect() })
}

fn facts(order: &Order, document: &OrderDocument, shipments: Vec<Shipment>) -> OrderFacts {
    // What a canceled order holds went back on the shelf.
    let waits = |id: &LineId| match order.status {
        OrderStatus::Canceled => 0,
        OrderStatus::Pending | OrderStatus::Confirmed | OrderStatus::Completed => {
            order.held.get(id).copied().unwrap_or(0)
        }
    };
    let line = |line: &domain::pricing::QuoteLine| LineFacts {
        line: line.id(),
        sku: line.sku.clone(),
        title: line.title.clone(),
        properties: line.properties.clone(),
        quantity: line.quantity.get(),
        waiting: waits(&line.id()),
        refunded: order.refunded_units.get(&line.id()).copied().unwrap_or(0),
        amount: line.amount,
    };
    OrderFacts {
        number: order.number.clone(),
        id: order.id.clone(),
        status: order.status,
        payment: order.payment,
        fulfillment: order.fulfillment,
        method: order.method,
        total: order.total,
        captured: order.captured,
        refundable: order.refundable,
        placed_at: rfc3339(order.placed_at),
        lines: document.quote.lines.iter().map(line).collect(),
        parcels: shipments.into_iter().map(parcel).collect(),
        refunds: order.refunds.iter().map(refund).collect(),
        open_breaks: order.open_breaks().map(break_facts).collect(),
    }
}

fn parcel(shipment: Shipment) -> ParcelFacts {
    ParcelFacts {
        number: shipment.number,
        carrier: shipment.carrier,
        tracking_number: shipment.tracking_number,
        lines: shipment.lines,
        shipped_at: rfc3339(shipment.shipped_at),
        delivered_at: shipment.delivered_at.map(rfc3339),
    }
}

fn refund(refund: &Refund) -> RefundFacts {
    RefundFacts {
        number: refund.number,
        amount: refund.amount,
        status: refund.status,
        source: refund.source,
        requested_at: rfc3339(refund.requested_at),
    }
}

/// A break as it is told.
pub fn break_facts(raised: &Break) -> BreakFacts {
    BreakFacts {
        kind: raised.kind,
        detail: raised.detail.clone(),
        at: rfc3339(raised.at),
        resolved_at: raised.resolved_at.map(rfc3339),
    }
}

impl Told for OrderList {
    fn lines(&self) -> Vec<String> {
        if self.orders.is_empty() {
            return vec!["no orders".to_owned()];
        }
        let cells = |order: &OrderRow| {
            let attention = if order.open_breaks > 0 { "needs a person" } else { "" };
            vec![
                order.number.to_string(),
                word(&order.status),
                word(&order.payment),
                word(&order.method),
                order.total.shown(),
                order.placed_at.clone(),
                attention.to_owned(),
            ]
        };
        columns(&self.orders.iter().map(cells).collect::<Vec<_>>())
    }
}

impl Told for OrderFacts {
    fn lines(&self) -> Vec<String> {
        let mut lines = vec![
            format!("{}  {}", self.number, self.id),
            format!(
                "{}, payment {} ({}), fulfillment {}",
                word(&self.status),
                word(&self.payment),
                word(&self.method),
                word(&self.fulfillment)
            ),
            format!(
                "total {}, captured {}, refundable {}",
                self.total.shown(),
                self.captured.shown(),
                self.refundable.shown()
            ),
            format!("placed {}", self.placed_at),
        ];
        section(&mut lines, "ordered", &self.lines.iter().map(line_cells).collect::<Vec<_>>());
        section(&mut lines, "parcels", &self.parcels.iter().map(parcel_cells).collect::<Vec<_>>());
        section(&mut lines, "refunds", &self.refunds.iter().map(refund_cells).collect::<Vec<_>>());
        section(&mut lines, "needs a person", &self.open_breaks.iter().map(break_cells).collect::<Vec<_>>());
        if !self.open_breaks.is_empty() {
            lines.push(format!("  what to do: cargo shop breaks show {}", self.number));
        }
        lines
    }
}

fn section(lines: &mut Vec<String>, name: &str, rows: &[Vec<String>]) {
    if rows.is_empty() {
        return;
    }
    lines.push(format!("{name}:"));
    lines.extend(columns(rows).into_iter().map(|line| format!("  {line}")));
}

fn line_cells(line: &LineFacts) -> Vec<String> {
    let left = |units: u32, what: &str| if units > 0 { format!("{units} {what}") } else { String::new() };
    vec![
        format!("{} × {}", line.quantity, line.line),
        with_properties(&line.title, &line.properties),
        line.amount.shown(),
        left(line.waiting, "not shipped"),
        left(line.refunded, "refunded"),
    ]
}

fn parcel_cells(parcel: &ParcelFacts) -> Vec<String> {
    let arrived = parcel.delivered_at.as_ref().map_or("on its way".to_owned(), |at| format!("arrived {at}"));
    let carrier = match &parcel.tracking_number {
        Some(number) => format!("{} {number}", parcel.carrier),
        None => parcel.carrier.clone(),
    };
    vec![
        parcel.number.to_string(),
        carrier,
        units(&parcel.lines),
        format!("left {}", parcel.shipped_at),
        arrived,
    ]
}

fn refund_cells(refund: &RefundFacts) -> Vec<String> {
    vec![
        refund.number.to_string(),
        refund.amount.shown(),
        word(&refund.status),
        format!("by {}", word(&refund.source)),
        refund.requested_at.clone(),
    ]
}

fn break_cells(raised: &BreakFacts) -> Vec<String> {
    vec![word(&raised.kind), raised.detail.clone(), format!("since {}", raised.at)]
}

impl Told for Timeline {
    fn lines(&self) -> Vec<String> {
        self.entries.iter().map(|entry| format!("{}  {}", entry.at, entry.what)).collect()
    }
}
