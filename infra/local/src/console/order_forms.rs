//! What is left to do with an order, as small forms.

use super::orders::OrderView;
use super::page::{Section, button, word};
use domain::orders::BreakKind;
use maud::{Markup, html};

fn to(view: &OrderView, action: &str) -> String {
    format!("{}/{}/{action}", Section::Orders.path(), view.order.id)
}

/// Everything that staff can do with it now.
pub fn actions(view: &OrderView) -> Markup {
    html! {
        @if view.can_mark_paid || view.can_cancel {
            div.actions {
                @if view.can_mark_paid { (button(&to(view, "mark-paid"), "Mark as paid", "")) }
                @if view.can_cancel { (button(&to(view, "cancel"), "Cancel the order", "danger")) }
            }
        }
        @if view.can_ship { section { h2 { "Ship" } (ship(view)) } }
        @if view.can_refund { section { h2 { "Refund" } (refund(view)) } }
    }
}

/// Says that a parcel arrived.
pub fn deliver(view: &OrderView, parcel: u32) -> Markup {
    html! {
        form method="post" action=(to(view, "deliver")) {
            input type="hidden" name="parcel" value=(parcel);
            button type="submit" class="small" { "It arrived" }
        }
    }
}

/// Says that a break is dealt with.
pub fn resolve(view: &OrderView, kind: BreakKind) -> Markup {
    html! {
        form method="post" action=(to(view, "resolve")) {
            input type="hidden" name="kind" value=(word(&kind).replace(' ', "_"));
            button type="submit" class="small" { "It is dealt with" }
        }
    }
}

fn ship(view: &OrderView) -> Markup {
    html! {
        form.fields method="post" action=(to(view, "ship")) {
            div { label for="carrier" { "Carrier" } input id="carrier" name="carrier" required; }
            div {
                label for="tracking-number" { "Tracking number (optional)" }
                input id="tracking-number" name="tracking_number";
            }
            div {
                label for="ship-lines" { "Units, such as " (example(view)) "; empty for all that is left" }
                input id="ship-lines" name="lines";
            }
            button type="submit" { "The carrier has it" }
        }
    }
}

fn refund(view: &OrderView) -> Markup {
    html! {
        p { (view.refundable.shown()) " can be given back." }
        form.fields method="post" action=(to(view, "refund")) {
            div {
                label for="amount" { "Amount, such as 12.50; empty for what the units cost, or for all that is left" }
                input id="amount" name="amount" inputmode="decimal";
            }
            div {
                label for="refund-lines" { "Units, such as " (example(view)) " (optional)" }
                input id="refund-lines" name="lines";
            }
            div {
                label for="restock" { "These units" }
                select id="restock" name="restock" {
                    option value="yes" { "go back on the shelf" }
                    option value="no" { "cannot be sold again" }
                }
            }
            button type="submit" class="danger" { "Give it back" }
        }
    }
}

fn example(view: &OrderView) -> String {
    view.lines.first().map_or_else(|| "MUG-TIDE=1".to_owned(), |line| format!("{}=1", line.line))
}
