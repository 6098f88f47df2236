//! The simulator's own front page: what its ledger holds, newest first.
//!
//! It only shows; everything that changes something is under `/_sim/`.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use jiff::Timestamp;
use maud::{Markup, html};

use crate::API_VERSION;
use crate::currencies;
use crate::ledger::Draft;
use crate::ledger::records::{EventRecord, IntentRecord, SessionRecord, SessionStatus};
use crate::ledger::returns::RefundRecord;
use crate::sim::Sim;

use super::{answer, broken, views};

/// Most rows of each table.
const ROWS_MAX: usize = 50;

/// `GET /`
pub(super) async fn show(State(sim): State<Arc<Sim>>) -> Response {
    match sim.read(|draft| content(&sim, draft)) {
        Ok(content) => answer(None, views::frame("Simulated payment provider", &content)),
        Err(error) => broken(&sim, &error),
    }
}

fn content(sim: &Sim, draft: &Draft<'_>) -> Markup {
    html! {
        section class="wide" aria-labelledby="overview-title" tabindex="0" {
            h1 id="overview-title" { "Simulated payment provider" }
            p { "Speaks API version " code { (API_VERSION) } ". Its time is " (time(draft.now_s())) " UTC. JSON under "
                code { "/_sim/" } "." }
            p { "Webhook: " @match &sim.switches().target {
                Some(target) => { code { (target.url) } }
                None => { "none" }
            } }
            h2 { "Checkout sessions" }
            (sessions(draft))
            h2 { "Payment intents" }
            (intents(draft))
            h2 { "Refunds" }
            (refunds(draft))
            h2 { "Events" }
            (events(draft))
        }
    }
}

fn sessions(draft: &Draft<'_>) -> Markup {
    let rows: Vec<&SessionRecord> = draft.all();
    html! {
        table {
            caption { (rows.len()) " in all" }
            thead { tr { th scope="col" { "Made (UTC)" } th scope="col" { "Session" } th scope="col" { "Reference" }
                th scope="col" { "Amount" } th scope="col" { "Status" } } }
            tbody { @for row in rows.iter().rev().take(ROWS_MAX) { tr {
                td { (time(row.created_s)) }
                td { @if row.status == SessionStatus::Open { a href={ "/pay/" (row.id) } { (short(&row.id)) } }
                    @else { (short(&row.id)) } }
                td { (row.client_reference_id.as_deref().unwrap_or("-")) }
                td { (currencies::display(row.amount_total, &row.currency)) }
                td { (row.status.word()) }
            } } }
        }
    }
}

fn intents(draft: &Draft<'_>) -> Markup {
    let rows: Vec<&IntentRecord> = draft.all();
    html! {
        table {
            caption { (rows.len()) " in all" }
            thead { tr { th scope="col" { "Made (UTC)" } th scope="col" { "Intent" } th scope="col" { "Amount" }
                th scope="col" { "Received" } th scope="col" { "Status" } } }
            tbody { @for row in rows.iter().rev().take(ROWS_MAX) { tr {
                td { (time(row.created_s)) }
                td { (row.id) }
                td { (currencies::display(row.amount, &row.currency)) }
                td { (currencies::display(row.amount_received, &row.currency)) }
                td { (row.status.word()) }
            } } }
        }
    }
}

fn refunds(draft: &Draft<'_>) -> Markup {
    let rows: Vec<&RefundRecord> = draft.all();
    html! {
        table {
            caption { (rows.len()) " in all" }
            thead { tr { th scope="col" { "Made (UTC)" } th scope="col" { "Refund" } th scope="col" { "Intent" }
                th scope="col" { "Amount" } th scope="col" { "Status" } } }
            tbody { @for row in rows.iter().rev().take(ROWS_MAX) { tr {
                td { (time(row.created_s)) }
                td { (row.id) }
                td { (row.payment_intent) }
                td { (currencies::display(row.amount, &row.currency)) }
                td { (row.status.word()) }
            } } }
        }
    }
}

fn events(draft: &Draft<'_>) -> Markup {
    let rows: Vec<&EventRecord> = draft.all();
    html! {
        table {
            caption { (rows.len()) " in all" }
            thead { tr { th scope="col" { "Made (UTC)" } th scope="col" { "Event" } th scope="col" { "Type" }
                th scope="col" { "Webhook" } } }
            tbody { @for row in rows.iter().rev().take(ROWS_MAX) { tr {
                td { (time(row.created_s)) }
                td { (row.id) }
                td { (row.kind) }
                td { @if row.pending_webhooks == 0 { "done" } @else { "owed" } }
            } } }
        }
    }
}

fn time(at_s: i64) -> String {
    Timestamp::from_second(at_s).map(|at| at.strftime("%Y-%m-%d %H:%M:%S").to_string()).unwrap_or_default()
}

fn short(id: &str) -> &str {
    id.get(..24).unwrap_or(id)
}
