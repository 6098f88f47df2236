//! The order page: where an order stands, what happens next, and what the shopper can do about it.

mod after_sale;
mod standing;
mod timeline;

use crate::Storefront;
use crate::checkout::method_name;
use crate::parts::{self, Tone, isolated, notice, time};
use domain::address::Contact;
use domain::ids::OrderNumber;
use domain::orders::ship::Shipment;
use domain::orders::state::OrderStatus;
use domain::orders::{CancelReason, Order, OrderDocument};
use domain::payments::PaymentMethod;
use domain::shipping::DeliveryKind;
use domain::time::Timestamp;
use maud::{Markup, html};
use texts::say;

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

/// What the page is called.
pub fn title(store: &Storefront<'_>, number: &OrderNumber) -> String {
    say!(store.texts(), "order-number", number = number.as_str())
}

/// The page's content.
pub fn page(page: &OrderPage<'_>) -> Markup {
    let standing = standing::of(page);
    let texts = page.store.texts();
    html! {
        section class="order" id="order" data-poll=[standing.undecided.then_some(LOOK_AGAIN_S)] {
            @if let Some(problem) = page.problem { (notice(Tone::Error, &html! { p { (problem) } })) }
            header class="page-head" {
                p class="eyebrow" { (title(&page.store, &page.order.number)) }
                h1 { (standing.title) }
                p class="lead" { (standing.lead) }
                (actions(page, standing.undecided))
            }
            div class="split" {
                div {
                    @if page.bank_transfer_is_due() { (bank_transfer(page)) }
                    h2 {
                        @if page.order.status == OrderStatus::Canceled { (say!(texts, "order-what-happened")) }
                        @else { (say!(texts, "order-what-next")) }
                    }
                    (timeline::list(page))
                    (after_sale::parcels(page))
                    h2 { (match page.document.quote.delivery.kind {
                        DeliveryKind::Delivery => say!(texts, "order-delivery"),
                        DeliveryKind::Pickup => say!(texts, "order-pickup"),
                    }) }
                    (delivery(page))
                    h2 { (say!(texts, "order-payment")) }
                    (payment(page))
                }
                (summary(page))
            }
        }
    }
}

fn actions(page: &OrderPage<'_>, undecided: bool) -> Markup {
    let id = &page.order.id;
    let texts = page.store.texts();
    let again = match page.order.canceled_for() {
        Some(
            CancelReason::CartChanged
            | CancelReason::Expired
            | CancelReason::CaptureFailed
            | CancelReason::PaymentFailed
            | CancelReason::TooManyDeclines
            | CancelReason::Staff,
        ) => Some((page.store.link(""), say!(texts, "order-back-to-shop"))),
        None => None,
    };
    let ended = page.order.status == OrderStatus::Canceled;
    html! {
        @if page.can_pay || page.can_change || undecided || again.is_some() {
            div class="actions" {
                @if page.can_pay {
                    form method="post" action={ "/order/" (id) "/pay" } data-once {
                        button type="submit" class="button" { (say!(texts, "order-pay")) }
                    }
                }
                @if page.can_change {
                    form method="post" action={ "/order/" (id) "/change" } data-once {
                        @if ended { button type="submit" class="button" { (into_the_cart(page)) } }
                        @else { button type="submit" class="button quiet" { (say!(texts, "order-change")) } }
                    }
                }
                @if let Some((href, text)) = again { a class="button quiet" href=(href) { (text) } }
                @if undecided { a href={ "/order/" (id) } { (say!(texts, "order-look-again")) } }
                @if page.can_change && !ended {
                    p class="fine-print" { (say!(texts, "order-change-note")) }
                }
            }
        }
    }
}

/// What the button says that sends an ended order's lines to a cart; the request is the same and may repeat.
fn into_the_cart(page: &OrderPage<'_>) -> String {
    let texts = page.store.texts();
    match page.order.canceled_for() {
        Some(CancelReason::CartChanged) => say!(texts, "order-back-to-cart"),
        Some(
            CancelReason::Expired
            | CancelReason::CaptureFailed
            | CancelReason::PaymentFailed
            | CancelReason::TooManyDeclines
            | CancelReason::Staff,
        )
        | None => say!(texts, "order-into-cart"),
    }
}

fn bank_transfer(page: &OrderPage<'_>) -> Markup {
    let texts = page.store.texts();
    html! {
        h2 { (say!(texts, "order-how-to-pay")) }
        dl class="facts" {
            div {
                dt { (say!(texts, "order-to")) }
                dd { (parts::address(texts, &page.store.terms.shop.bank_account)) }
            }
            div { dt { (say!(texts, "order-amount")) } dd { (texts.money(page.order.total)) } }
            div { dt { (say!(texts, "order-reference")) } dd { code { (page.order.number) } } }
            div { dt { (say!(texts, "order-until")) } dd { (time(texts, page.order.hold_until)) } }
        }
    }
}

fn delivery(page: &OrderPage<'_>) -> Markup {
    let chosen = &page.document.quote.delivery;
    let texts = page.store.texts();
    let promise = texts.promise(chosen);
    html! {
        dl class="facts" {
            @match chosen.kind {
                DeliveryKind::Delivery => {
                    @if let Some(contact) = page.contact {
                        div {
                            dt { (say!(texts, "order-to")) }
                            dd { (parts::address(texts, &texts.address(contact))) }
                        }
                    }
                    div {
                        dt { (say!(texts, "order-how")) }
                        dd { (say!(texts, "order-way", name = &chosen.name, promise = promise)) }
                    }
                }
                DeliveryKind::Pickup => {
                    div {
                        dt { (say!(texts, "order-where")) }
                        dd { (parts::address(texts, &page.store.terms.shop.pickup_address)) }
                    }
                    div { dt { (say!(texts, "order-when")) } dd { (promise) } }
                    @if let Some(contact) = page.contact {
                        div { dt { (say!(texts, "order-for")) } dd { (isolated(texts, contact.name())) } }
                    }
                }
            }
        }
    }
}

fn payment(page: &OrderPage<'_>) -> Markup {
    let order = page.order;
    let texts = page.store.texts();
    html! {
        dl class="facts" {
            div { dt { (say!(texts, "order-how")) } dd { (method_name(texts, order.method)) } }
            @if order.captured.amount_minor > 0 {
                div { dt { (say!(texts, "order-paid")) } dd { (texts.money(order.captured)) } }
            }
            (after_sale::refunds(page))
        }
    }
}

fn summary(page: &OrderPage<'_>) -> Markup {
    let texts = page.store.texts();
    html! {
        aside class="summary" aria-labelledby="summary-title" {
            h2 id="summary-title" { (say!(texts, "order-yours")) }
            (parts::summary_lines(texts, &page.document.quote))
            (parts::totals(texts, &page.document.quote))
            p class="fine-print" {
                a href=(page.store.link("terms/")) { (say!(texts, "order-terms")) } " · "
                a href=(page.store.link("withdrawal/")) { (say!(texts, "order-withdrawal")) } " · "
                a href=(page.store.link("contact/")) { (say!(texts, "order-contact")) }
            }
        }
    }
}
