//! What comes after the payment: the parcels of an order, and the money that goes back.

use super::OrderPage;
use crate::parts::time;
use domain::ids::Sku;
use domain::orders::ship::Shipment;
use domain::payments::refund::{Refund, RefundStatus};
use domain::shipping::DeliveryKind;
use maud::{Markup, html};
use std::collections::BTreeMap;

/// The parcels that left, with what is in them.
pub fn parcels(page: &OrderPage<'_>) -> Markup {
    html! {
        @if !page.shipments.is_empty() {
            h2 { @if page.shipments.len() == 1 { "Parcel" } @else { "Parcels" } }
            @for shipment in page.shipments { (parcel(page, shipment)) }
        }
    }
}

fn parcel(page: &OrderPage<'_>, shipment: &Shipment) -> Markup {
    let picked_up = page.document.quote.delivery.kind == DeliveryKind::Pickup;
    html! {
        dl class="facts" {
            @if !picked_up {
                div { dt { "With" } dd { (shipment.carrier) } }
                @if let Some(number) = &shipment.tracking_number {
                    div { dt { "Tracking number" } dd { code { (number) } } }
                }
            }
            div { dt { "In it" } dd { @for line in named(page, &shipment.lines) { (line) br; } } }
            div { dt { @if picked_up { "Ready since" } @else { "Left" } } dd { (time(shipment.shipped_at)) } }
            @if let Some(at) = shipment.delivered_at {
                div { dt { @if picked_up { "Picked up" } @else { "Arrived" } } dd { (time(at)) } }
            }
        }
    }
}

fn named(page: &OrderPage<'_>, units: &BTreeMap<Sku, u32>) -> Vec<String> {
    let title = |sku: &Sku| {
        let line = page.document.quote.lines.iter().find(|line| line.sku == *sku);
        line.map_or_else(|| sku.to_string(), |line| line.title.clone())
    };
    units.iter().map(|(sku, units)| format!("{units} × {}", title(sku))).collect()
}

/// Rows for the money that goes back; what failed is ours to repair and is not shown.
pub fn refunds(page: &OrderPage<'_>) -> Markup {
    html! {
        @for refund in page.order.refunds.iter().filter(|refund| refund.status != RefundStatus::Failed) {
            div { dt { "Given back" } dd { (refund.amount.shown()) ", " (stands(page, refund)) } }
        }
    }
}

fn stands(page: &OrderPage<'_>, refund: &Refund) -> &'static str {
    match refund.status {
        RefundStatus::Requested | RefundStatus::Pending => "on its way",
        // A person transfers what did not come by card, which may take them a day.
        RefundStatus::Succeeded if page.order.method.is_offline() => "on its way",
        RefundStatus::Succeeded => "sent back the way it came",
        RefundStatus::Failed => "not sent",
    }
}
