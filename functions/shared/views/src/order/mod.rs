//! The order page: where an order stands, what happens next, and what the shopper can do about it.

mod after_sale;
mod standing;
mod timeline;

use crate::Storefront;
use crate::checkout::method_name;
use crate::parts::{self, Tone, notice, time};
use domain::address::Contact;
use domain::orders::ship::Shipment;
use domain::orders::state::OrderStatus;
use domain::orders::{CancelReason, Order, OrderDocument};
use domain::payments::PaymentMethod;
use domain::shipping::DeliveryKind;
use domain::time::Timestamp;
use maud::{Markup, html};

/// Seconds between two looks at an order that is still being decided.
const LOOK_AGAIN_S: u32 = 3;

/// Everything the order page shows.
#[derive(Debug, Clone, Copy)]
pub struct OrderPage<'a> {
    /// The storefront the order was placed in.
    pub store: Storefront<'a>,
    /// The part that changes.
    pub order: &'a Order,
    /// The part that was written once.
    pub document: &'a OrderDocument,
    /// The parcels that left.
    pub shipments: &'a [Shipment],
    /// Who ordered, unless it was erased.
    pub contact: Option<&'a Contact>,
    /// The time of the request.
    pub now: Timestamp,
    /// Why something could not be done, as a sentence.
    pub problem: Option<&'a str>,
    /// Whether a payment can be made now.
    pub can_pay: bool,
    /// Whether the order can be given up for its cart.
    pub can_change: bool,
}

impl OrderPage<'_> {
    fn bank_transfer_is_due(&self) -> bool {
        self.order.status == OrderStatus::Pending
            && self.order.cancel_requested.is_none()
            && self.order.method == PaymentMethod::BankTransfer
    }
}

/// The page's content.
pub fn page(page: &OrderPage<'_>) -> Markup {
    let standing = standing::of(page);
    html! {
        section class="order" id="order" data-poll=[standing.undecided.then_some(LOOK_AGAIN_S)] {
            @if let Some(problem) = page.problem { (notice(Tone::Error, &html! { p { (problem) } })) }
            header class="page-head" {
                p class="eyebrow" { "Order " (page.order.number) }
                h1 { (standing.title) }
                p class="lead" { (standing.lead) }
                (actions(page, standing.undecided))
            }
            div class="split" {
                div {
                    @if page.bank_transfer_is_due() { (bank_transfer(page)) }
                    h2 {
                        @if page.order.status == OrderStatus::Canceled { "What happened" }
                        @else { "What happens next" }
                    }
                    (timeline::list(page))
                    (after_sale::parcels(page))
                    h2 { (match page.document.quote.delivery.kind {
                        DeliveryKind::Delivery => "Delivery",
                        DeliveryKind::Pickup => "Pickup",
                    }) }
                    (delivery(page))
                    h2 { "Payment" }
                    (payment(page))
                }
                (summary(page))
            }
        }
    }
}

fn actions(page: &OrderPage<'_>, undecided: bool) -> Markup {
    let id = &page.order.id;
    let again = match page.order.canceled_for() {
        Some(
            CancelReason::CartChanged
            | CancelReason::Expired
            | CancelReason::CaptureFailed
            | CancelReason::PaymentFailed
            | CancelReason::TooManyDeclines
            | CancelReason::Staff,
        ) => Some((page.store.link(""), "Back to the shop")),
        None => None,
    };
    let ended = page.order.status == OrderStatus::Canceled;
    html! {
        @if page.can_pay || page.can_change || undecided || again.is_some() {
            div class="actions" {
                @if page.can_pay {
                    form method="post" action={ "/order/" (id) "/pay" } data-once {
                        button type="submit" class="button" { "Pay now" }
                    }
                }
                @if page.can_change {
                    form method="post" action={ "/order/" (id) "/change" } data-once {
                        @if ended { button type="submit" class="button" { (into_the_cart(page)) } }
                        @else { button type="submit" class="button quiet" { "Change my cart" } }
                    }
                }
                @if let Some((href, text)) = again { a class="button quiet" href=(href) { (text) } }
                @if undecided { a href={ "/order/" (id) } { "Look again" } }
                @if page.can_change && !ended {
                    p class="fine-print" {
                        "Changing the cart ends this order: nothing is charged, "
                        "everything goes back into your cart."
                    }
                }
            }
        }
    }
}

/// What the button says that sends an ended order's lines to a cart; the request is the same and may repeat.
fn into_the_cart(page: &OrderPage<'_>) -> &'static str {
    match page.order.canceled_for() {
        Some(CancelReason::CartChanged) => "Back to the cart",
        Some(
            CancelReason::Expired
            | CancelReason::CaptureFailed
            | CancelReason::PaymentFailed
            | CancelReason::TooManyDeclines
            | CancelReason::Staff,
        )
        | None => "Put everything back into the cart",
    }
}

fn bank_transfer(page: &OrderPage<'_>) -> Markup {
    html! {
        h2 { "How to pay" }
        dl class="facts" {
            div { dt { "To" } dd { (parts::address(&page.store.terms.shop.bank_account)) } }
            div { dt { "Amount" } dd { (page.order.total.shown()) } }
            div { dt { "Reference" } dd { code { (page.order.number) } } }
            div { dt { "Until" } dd { (time(page.order.hold_until)) } }
        }
    }
}

fn delivery(page: &OrderPage<'_>) -> Markup {
    let chosen = &page.document.quote.delivery;
    html! {
        dl class="facts" {
            @match chosen.kind {
                DeliveryKind::Delivery => {
                    @if let Some(contact) = page.contact {
                        div { dt { "To" } dd { (parts::address(&contact.address_lines())) } }
                    }
                    div { dt { "How" } dd { (chosen.name) ", " (chosen.promise) } }
                }
                DeliveryKind::Pickup => {
                    div { dt { "Where" } dd { (parts::address(&page.store.terms.shop.pickup_address)) } }
                    div { dt { "When" } dd { (chosen.promise) } }
                    @if let Some(contact) = page.contact { div { dt { "For" } dd { (contact.name()) } } }
                }
            }
        }
    }
}

fn payment(page: &OrderPage<'_>) -> Markup {
    let order = page.order;
    html! {
        dl class="facts" {
            div { dt { "How" } dd { (method_name(order.method)) } }
            @if order.captured.amount_minor > 0 { div { dt { "Paid" } dd { (order.captured.shown()) } } }
            (after_sale::refunds(page))
        }
    }
}

fn summary(page: &OrderPage<'_>) -> Markup {
    html! {
        aside class="summary" aria-labelledby="summary-title" {
            h2 id="summary-title" { "Your order" }
            (parts::summary_lines(&page.document.quote))
            (parts::totals(&page.document.quote))
            p class="fine-print" {
                a href=(page.store.link("terms/")) { "Terms" } " · "
                a href=(page.store.link("withdrawal/")) { "Right of withdrawal" } " · "
                a href=(page.store.link("contact/")) { "Contact" }
            }
        }
    }
}
