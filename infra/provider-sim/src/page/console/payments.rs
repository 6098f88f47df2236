//! The console's first page: sessions and payments, newest first, and payments of other shops.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Form, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use crate::control::{Control, ControlError, ForeignPayment};
use crate::currencies;
use crate::ledger::Draft;
use crate::ledger::records::{IntentRecord, SessionRecord, SessionStatus};
use crate::ledger::returns::{DisputeRecord, RefundRecord};
use crate::params::Metadata;

use super::{Place, ROWS_MAX, Shared, badge, button, done, page, shown, table, time};

/// `GET /`
pub(super) async fn show(State(sim): Shared) -> Response {
    let target = sim.switches().target.as_ref().map(|target| target.url.clone());
    shown(&sim, page(&sim, Place::Payments, "Payments", |draft| content(draft, target.as_deref())))
}

fn content(draft: &Draft<'_>, target: Option<&str>) -> Markup {
    html! {
        h1 { "Payments" }
        p class="quiet" {
            "Speaks API version " code { (crate::API_VERSION) } ". Webhook: " code { (target.unwrap_or("none")) }
            ". JSON under " code { "/_sim/" } "."
        }
        section class="card" aria-labelledby="sessions-title" {
            h2 id="sessions-title" { "Checkout sessions" }
            (sessions(draft))
        }
        (elsewhere(draft))
        (foreign())
    }
}

fn sessions(draft: &Draft<'_>) -> Markup {
    let sessions: Vec<&SessionRecord> = draft.all();
    if sessions.is_empty() {
        return html! { p class="quiet" { "None yet. A shop makes one when a shopper goes to pay." } };
    }
    let rows: Vec<Markup> =
        sessions.iter().rev().take(ROWS_MAX).map(|session| session_row(draft, session)).collect();
    let columns = ["Amount", "Payment", "Session", "Given back", "Order", "Made (UTC)", ""];
    html! {
        @if sessions.len() > ROWS_MAX {
            p class="quiet" { "The newest " (ROWS_MAX) " of " (sessions.len()) "." }
        }
        (table("Checkout sessions", &columns, &rows))
    }
}

fn session_row(draft: &Draft<'_>, session: &SessionRecord) -> Markup {
    let intent = session.payment_intent.as_deref().and_then(|id| draft.find::<IntentRecord>(id));
    let open = session.status == SessionStatus::Open;
    html! {
        td class="number" { (currencies::display(session.amount_total, &session.currency)) }
        td { @if let Some(intent) = &intent { (link(intent)) } @else { "-" } }
        td { (badge(session.status.word())) }
        td { @if let Some(intent) = &intent { (given_back(draft, intent)) } }
        td { (order_of(&session.metadata, session.client_reference_id.as_deref())) }
        td { (time(session.created_s)) }
        td { @if open {
            div class="actions" {
                a class="back" href={ "/pay/" (session.id) } { "Pay" }
                (button(&format!("/console/sessions/{}/expire", session.id), "action", "expire", "Expire", "secondary"))
            }
        } }
    }
}

fn link(intent: &IntentRecord) -> Markup {
    html! { a href={ "/payments/" (intent.id) } { (badge(intent.status.word())) } }
}

/// What of a payment is refunded or disputed, in words.
fn given_back(draft: &Draft<'_>, intent: &IntentRecord) -> Markup {
    let refunds = draft.all::<RefundRecord>();
    let refunded: i64 = refunds
        .iter()
        .filter(|refund| refund.payment_intent == intent.id && refund.status.holds_money())
        .map(|refund| refund.amount)
        .sum();
    let disputes = draft.all::<DisputeRecord>();
    let dispute = disputes.iter().rev().find(|dispute| dispute.payment_intent == intent.id);
    html! {
        @if refunded > 0 { (currencies::display(refunded, &intent.currency)) " refunded" }
        @if refunded > 0 && dispute.is_some() { ", " }
        @if let Some(dispute) = dispute { "dispute " (badge(dispute.status.word())) }
    }
}

fn order_of(metadata: &Metadata, reference: Option<&str>) -> String {
    let order = metadata.get("order_id").map(String::as_str).or(reference);
    order.map_or_else(|| "-".to_owned(), |order| order.chars().take(24).collect())
}

fn elsewhere(draft: &Draft<'_>) -> Markup {
    let intents: Vec<&IntentRecord> = draft.all();
    let without: Vec<&&IntentRecord> =
        intents.iter().rev().filter(|intent| intent.session.is_none()).take(ROWS_MAX).collect();
    let row = |intent: &&&IntentRecord| {
        html! {
            td class="number" { (currencies::display(intent.amount, &intent.currency)) }
            td { (link(intent)) }
            td { (order_of(&intent.data.metadata, None)) }
            td { (time(intent.created_s)) }
        }
    };
    let rows: Vec<Markup> = without.iter().map(row).collect();
    html! {
        @if !rows.is_empty() {
            section class="card" aria-labelledby="elsewhere-title" {
                h2 id="elsewhere-title" { "Payments without a session" }
                (table("Payments without a session", &["Amount", "Payment", "Order", "Made (UTC)"], &rows))
            }
        }
    }
}

fn foreign() -> Markup {
    html! {
        details {
            summary { "Make a payment of another shop on this account" }
            form class="row" method="post" action="/console/foreign_payments" {
                label { "Amount" input name="amount" inputmode="decimal" value="9.99" required; }
                label { "Currency" input name="currency" value="eur" maxlength="3" required; }
                label { "Shop in its metadata" input name="shop" placeholder="none"; }
                label { "Made by" select name="by" {
                    option value="session" { "Checkout" }
                    option value="intent" { "another integration, without a session" }
                } }
                label { "Money" select name="money" {
                    option value="taken" { "taken" }
                    option value="authorized" { "authorized only" }
                } }
                button type="submit" { "Make it" }
            }
        }
    }
}

#[derive(Deserialize)]
pub(super) struct ForeignForm {
    amount: String,
    currency: String,
    shop: String,
    by: String,
    money: String,
}

/// `POST /console/foreign_payments`
pub(super) async fn make_foreign(State(sim): Shared, Form(form): Form<ForeignForm>) -> Response {
    let currency = form.currency.trim().to_ascii_lowercase();
    let shop = form.shop.trim().to_owned();
    let metadata =
        if shop.is_empty() { BTreeMap::new() } else { BTreeMap::from([("shop".to_owned(), shop)]) };
    let made = match currencies::parse(&form.amount, &currency) {
        Some(amount) => Control::new(Arc::clone(&sim)).foreign_payment(&ForeignPayment {
            amount,
            currency,
            metadata,
            authorize_only: form.money == "authorized",
            without_session: form.by == "intent",
        }),
        None => Err(ControlError::Refused("This is no amount of that currency.".to_owned())),
    };
    done(&sim, Place::Payments, "/", made)
}
