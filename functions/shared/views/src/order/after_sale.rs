//! What comes after the payment: the parcels of an order, and the money that goes back.

use super::OrderPage;
use crate::parts::{isolated, time};
use domain::ids::LineId;
use domain::orders::ship::Shipment;
use domain::payments::refund::{Refund, RefundStatus};
use domain::shipping::DeliveryKind;
use maud::{Markup, html};
use std::collections::BTreeMap;
use texts::say;

/// The parcels that left, with what is in them.
pub fn parcels(page: &OrderPage<'_>) -> Markup {
    html! {
        @if !page.shipments.is_empty() {
            h2 { (say!(page.store.texts(), "order-parcels", count = page.shipments.len())) }
            @for shipment in page.shipments { (parcel(page, shipment)) }
        }
    }
}

fn parcel(page: &OrderPage<'_>, shipment: &Shipment) -> Markup {
    let picked_up = page.document.quote.delivery.kind == DeliveryKind::Pickup;
    let texts = page.store.texts();
    let (left, arrived) = if picked_up {
        (say!(texts, "order-parcel-ready-since"), say!(texts, "order-parcel-picked-up"))
    } else {
        (say!(texts, "order-parcel-left"), say!(texts, "order-parcel-arrived"))
    };
    html! {
        dl class="facts" {
            @if !picked_up {
                div { dt { (say!(texts, "order-parcel-with")) } dd { (shipment.carrier) } }
                @if let Some(number) = &shipment.tracking_number {
                    div { dt { (say!(texts, "order-parcel-tracking")) } dd { code { (number) } } }
                }
            }
            div { dt { (say!(texts, "order-parcel-content")) } dd {
                @for line in named(page, &shipment.lines) { (isolated(texts, &line)) br; }
            } }
            div { dt { (left) } dd { (time(texts, shipment.shipped_at)) } }
            @if let Some(at) = shipment.delivered_at {
                div { dt { (arrived) } dd { (time(texts, at)) } }
            }
        }
    }
}

fn named(page: &OrderPage<'_>, units: &BTreeMap<LineId, u32>) -> Vec<String> {
    let title = |id: &LineId| page.document.quote.title_of(id);
    units.iter().map(|(id, units)| format!("{units} × {}", title(id))).collect()
}

/// Rows for the money that goes back; what failed is ours to repair and is not shown.
pub fn refunds(page: &OrderPage<'_>) -> Markup {
    html! {
        @for refund in page.order.refunds.iter().filter(|refund| refund.status != RefundStatus::Failed) {
            div { dt { (say!(page.store.texts(), "order-given-back")) } dd { (stands(page, refund)) } }
        }
    }
}

fn stands(page: &OrderPage<'_>, refund: &Refund) -> String {
    let texts = page.store.texts();
    // A person transfers what did not come by card, which may take them a day.
    if refund.status == RefundStatus::Succeeded && !page.order.method.is_offline() {
        say!(texts, "order-refund-sent", amount = refund.amount)
    } else {
        say!(texts, "order-refund-on-its-way", amount = refund.amount)
    }
}
