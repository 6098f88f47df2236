//! An order in words for staff: states as people read them, and what happened in the order it happened.

use domain::ids::LineId;
use domain::orders::ship::Shipment;
use domain::orders::{Order, OrderEvent, OrderEventKind};
use domain::time::Timestamp;
use serde::Serialize;
use std::collections::BTreeMap;

/// Something that happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: String,
}

/// A closed list's value as people read it: `requires_capture` is "requires capture".
pub fn word(value: &impl Serialize) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name.replace('_', " "),
        _ => "unknown".to_owned(),
    }
}

/// Units by line: "2 × MUG-TIDE, 1 × OWL".
pub fn units(lines: &BTreeMap<LineId, u32>) -> String {
    lines.iter().map(|(line, units)| format!("{units} × {line}")).collect::<Vec<_>>().join(", ")
}

/// Who brings a parcel and what they call it.
pub fn carried_by(shipment: &Shipment) -> String {
    match &shipment.tracking_number {
        Some(number) => format!("{} {number}", shipment.carrier),
        None => shipment.carrier.clone(),
    }
}

/// Everything that happened to an order, oldest first.
pub fn timeline(order: &Order, shipments: &[Shipment]) -> Vec<Entry> {
    let mut entries = Vec::new();
    for refund in &order.refunds {
        let what =
            format!("refund {} of {} recorded: {}", refund.number, refund.amount, word(&refund.source));
        entries.push(Entry { at: refund.requested_at, what });
    }
    for shipment in shipments {
        if let Some(at) = shipment.delivered_at {
            entries.push(Entry { at, what: format!("parcel {} arrived", shipment.number) });
        }
    }
    entries
        .extend(order.events.iter().map(|event| Entry { at: event.at, what: told(order, shipments, event) }));
    for dealt_with in &order.breaks {
        if let Some(at) = dealt_with.resolved_at {
            entries.push(Entry { at, what: format!("dealt with: {}", word(&dealt_with.kind)) });
        }
    }
    // What happened at once keeps the order above: an arrival comes before what it completes.
    entries.sort_by_key(|entry| entry.at);
    entries
}

fn told(order: &Order, shipments: &[Shipment], event: &OrderEvent) -> String {
    match &event.kind {
        OrderEventKind::Placed => "placed".to_owned(),
        OrderEventKind::Confirmed => "confirmed".to_owned(),
        OrderEventKind::PaymentProcessing => "the bank is working on the payment".to_owned(),
        OrderEventKind::PaymentNotCompleted { pay_until } => {
            format!("payment not completed; it can be tried until {}", contract::time::rfc3339(*pay_until))
        }
        OrderEventKind::Canceled { reason } => format!("canceled: {}", word(reason)),
        OrderEventKind::Shipped { shipment: number } => {
            match shipments.iter().find(|shipment| shipment.number == *number) {
                Some(parcel) => {
                    format!("parcel {number} left with {}: {}", carried_by(parcel), units(&parcel.lines))
                }
                None => format!("parcel {number} left"),
            }
        }
        OrderEventKind::Completed => "completed".to_owned(),
        OrderEventKind::Refunded { refund: number } => {
            match order.refunds.iter().find(|refund| refund.number == *number) {
                Some(refund) => format!("refund {number} of {} is on its way", refund.amount),
                None => format!("refund {number} is on its way"),
            }
        }
        OrderEventKind::Disputed { status } => format!("disputed: {}", word(status)),
        OrderEventKind::NeedsAttention { kind } => {
            let raised = order.breaks.iter().find(|raised| raised.kind == *kind && raised.at == event.at);
            let detail = raised.map(|raised| format!(", {}", raised.detail)).unwrap_or_default();
            format!("a person has to look: {}{detail}", word(kind))
        }
    }
}
