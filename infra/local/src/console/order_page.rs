//! How orders look: the list, and one order as facts, timeline, attempts and lines.

use super::order_forms::{actions, deliver, resolve};
use super::orders::{AttemptLine, OrderLine, OrderList, OrderView};
use super::page::{Section, badge, facts, or_dash, word};
use maud::{Markup, html};

/// The list.
pub fn list_view(list: &OrderList) -> Markup {
    html! {
        @if list.orders.is_empty() {
            p.empty { "No orders yet. Buy something in " a href="/" { "the shop" } "." }
        } @else {
            table {
                caption { (list.count) " in all, newest first" }
                thead {
                    tr {
                        th scope="col" { "Number" }
                        th scope="col" { "Status" }
                        th scope="col" { "Payment" }
                        th.number scope="col" { "Total" }
                        th scope="col" { "Placed" }
                        th scope="col" { "Due" }
                    }
                }
                tbody { @for order in &list.orders { (row(order)) } }
            }
            @if list.pages > 1 { (pager(list)) }
        }
    }
}

fn row(order: &OrderLine) -> Markup {
    html! {
        tr.alarm[order.breaks > 0] {
            th scope="row" data-label="Number" { a href=(path(order)) { (order.number) } }
            td data-label="Status" {
                (badge(&word(&order.status)))
                @if order.breaks > 0 { " " span class="badge bad" { "needs a person" } }
            }
            td data-label="Payment" { (word(&order.payment)) " (" (word(&order.method)) ")" }
            td.number data-label="Total" { (order.total.shown()) }
            td data-label="Placed" { (order.placed_at) }
            td data-label="Due" { (or_dash(order.due_at.as_ref())) }
        }
    }
}

fn path(order: &OrderLine) -> String {
    format!("{}/{}", Section::Orders.path(), order.id)
}

fn pager(list: &OrderList) -> Markup {
    html! {
        nav.pager aria-label="Pages of the list" {
            @if list.page > 1 { a href={ "?page=" (list.page - 1) } { "Newer" } }
            span { "Page " (list.page) " of " (list.pages) }
            @if list.page < list.pages { a href={ "?page=" (list.page + 1) } { "Older" } }
        }
    }
}

/// One order.
pub fn order_view(view: &OrderView) -> Markup {
    html! {
        @if !view.breaks.is_empty() { (breaks(view)) }
        (order_facts(view))
        (actions(view))
        section {
            h2 { "Timeline" }
            ol.timeline { @for event in &view.timeline { li { (event.at) " " (event.what) } } }
        }
        section { h2 { "What was ordered" } (lines(view)) }
        @if !view.parcels.is_empty() { (parcels(view)) }
        @if !view.refunds.is_empty() { (refunds(view)) }
        section {
            h2 { "Attempts to pay" }
            @if view.attempts.is_empty() { p.empty { "None: this order is not paid at the provider." } }
            @else { ul.cards { @for attempt in &view.attempts { li { (attempt_view(attempt)) } } } }
        }
    }
}

fn order_facts(view: &OrderView) -> Markup {
    let order = &view.order;
    let mut rows = vec![
        ("Status", badge(&word(&order.status))),
        ("Payment", html! { (badge(&word(&order.payment))) " by " (word(&order.method)) }),
        ("Fulfillment", badge(&word(&view.fulfillment))),
        ("Total", html! { (order.total.shown()) }),
        ("Captured", html! { (view.captured.shown()) ", " (view.refundable.shown()) " of it refundable" }),
        ("Market", html! { (view.market) ", storefront " (view.locale) }),
        ("Placed", html! { (order.placed_at) }),
        ("Held until", html! { (view.hold_until) }),
        ("Due", or_dash(order.due_at.as_ref())),
        ("Looks in vain", html! { (view.looks) }),
        ("Version", html! { (view.version) }),
        ("Id", html! { code { (order.id) } }),
        ("Shopper's page", html! { a href=(view.shopper_url) { "Open as the shopper" } }),
    ];
    if let Some(reason) = view.cancel_requested {
        rows.push(("Cancel requested", html! { (word(&reason)) }));
    }
    if let Some(operation) = &view.operation {
        let what = html! {
            (word(&operation.kind)) " " (operation.number) " of " (operation.amount.shown()) " on "
            code { (operation.intent) }
        };
        rows.push(("Asked of the provider", what));
    }
    facts(&rows)
}

fn breaks(view: &OrderView) -> Markup {
    html! {
        div.problem {
            p { strong { "This order needs a person." } }
            ul {
                @for open in &view.breaks { li { (word(&open.kind)) ": " (open.detail) " (since " (open.at) ") " (resolve(view, open.kind)) } }
            }
        }
    }
}

fn parcels(view: &OrderView) -> Markup {
    html! {
        section {
            h2 { "Parcels" }
            ul.cards {
                @for parcel in &view.parcels {
                    li {
                        h3 { "Parcel " (parcel.number) }
                        (facts(&[
                            ("Brought by", html! { (parcel.carried_by) }),
                            ("In it", html! { (parcel.content) }),
                            ("Left", html! { (parcel.shipped_at) }),
                            ("Arrived", or_dash(parcel.delivered_at.as_ref())),
                        ]))
                        @if parcel.delivered_at.is_none() { (deliver(view, parcel.number)) }
                    }
                }
            }
        }
    }
}

fn refunds(view: &OrderView) -> Markup {
    html! {
        section {
            h2 { "Refunds" }
            ul.cards {
                @for refund in &view.refunds {
                    li {
                        h3 { "Refund " (refund.number) " " (badge(&word(&refund.status))) }
                        (facts(&[
                            ("Amount", html! { (refund.amount.shown()) }),
                            ("By", html! { (word(&refund.source)) }),
                            ("At the provider", or_dash(refund.provider_refund.as_ref())),
                            ("Recorded", html! { (refund.requested_at) }),
                        ]))
                    }
                }
            }
        }
    }
}

fn lines(view: &OrderView) -> Markup {
    html! {
        table {
            thead {
                tr {
                    th scope="col" { "Line" }
                    th scope="col" { "Product" }
                    th.number scope="col" { "Quantity" }
                    th.number scope="col" { "Unit price" }
                    th.number scope="col" { "Amount" }
                }
            }
            tbody {
                @for line in &view.lines {
                    tr {
                        th scope="row" data-label="Line" {
                            a href={ (Section::Stock.path()) "/" (line.sku) } { (line.line) }
                        }
                        td data-label="Product" { (line.title) }
                        td.number data-label="Quantity" { (line.quantity) }
                        td.number data-label="Unit price" { (line.unit_price.shown()) }
                        td.number data-label="Amount" { (line.amount.shown()) }
                    }
                }
            }
        }
        @if let (Some((name, price)), Some(tax)) = (&view.delivery, view.tax_total) {
            (facts(&[
                ("Delivery", html! { (name) ", " (price.shown()) }),
                ("Tax in all", html! { (tax.shown()) }),
                ("Total", html! { (view.order.total.shown()) }),
            ]))
        }
    }
}

fn attempt_view(line: &AttemptLine) -> Markup {
    let attempt = &line.attempt;
    let id = |id: Option<&String>| html! { @if let Some(id) = id { code { (id) } } @else { span.none { "none yet" } } };
    html! {
        h3 { "Attempt " (attempt.number) " " (badge(&word(&attempt.status))) }
        (facts(&[
            ("Amount", html! { (attempt.amount.shown()) }),
            ("Opened", html! { (line.opened_at) }),
            ("Closes", html! { (line.expires_at) }),
            ("Session", id(attempt.session.as_ref())),
            ("Intent", id(attempt.intent.as_ref())),
            ("Idempotency key", html! { code { (attempt.key) } }),
        ]))
    }
}
