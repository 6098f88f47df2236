//! The console: what a person clicks who plays the merchant's dashboard, the banks, the network, or time.
//!
//! Every button does what a control under `/_sim/` does, and nothing else. Forms of other sites are refused.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, Path, State as Shared};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::{DOCTYPE, Markup, html};
use serde::Deserialize;
use serde_json::json;

use super::control::PaypalControl;
use super::endpoint::Endpoint;
use super::ledger::Ledger;
use super::money::Amount;
use super::page::answer;
use super::records::{
    AuthorizationRecord, CaptureRecord, CaptureStatus, DisputeRecord, DisputeState, EventRecord, OrderRecord,
    RefundRecord, RefundStatus,
};
use super::render;
use super::state::{Fault, State};
use crate::control::{ControlError, FlushOrder, OwedDelivery};
use crate::page::parts::{
    FaultForm, PolicyForm, STEPS, badge, button, fault_forms, own_forms_only, policy_form, table, time, word,
};

/// Most rows of each table.
const ROWS_MAX: usize = 50;

/// The calls of which the next may be let fail.
const ENDPOINTS: &[Endpoint] = &[
    Endpoint::OrderCreate,
    Endpoint::OrderRetrieve,
    Endpoint::OrderAuthorize,
    Endpoint::AuthorizationCapture,
    Endpoint::AuthorizationVoid,
    Endpoint::CaptureRefund,
    Endpoint::DisputeList,
    Endpoint::EventList,
];

type Sim = Shared<Arc<State>>;

/// The console's page, and what its forms do.
pub(super) fn routes() -> Router<Arc<State>> {
    Router::new()
        .route("/", get(show))
        .route("/console/clock", post(advance))
        .route("/console/captures/{id}", post(act_on_capture))
        .route("/console/refunds/{id}", post(act_on_refund))
        .route("/console/disputes/{id}", post(act_on_dispute))
        .route("/console/webhooks/policy", post(set_policy))
        .route("/console/webhooks/flush", post(flush))
        .route("/console/faults", post(add_fault))
        .route("/console/faults/clear", post(clear_faults))
        .route("/console/tokens", post(forget_tokens))
        .route("/assets/console.css", get(style))
        .layer(middleware::from_fn(own_forms_only))
}

async fn show(Shared(state): Sim) -> Response {
    let control = PaypalControl::new(Arc::clone(&state));
    let (policy, owed, faults) = (control.delivery_policy(), control.deliveries(), control.faults());
    let ledger = state.ledger();
    let content = html! {
        h1 { "Simulated PayPal" }
        (card("orders", "Orders", &orders(&ledger)))
        (card("captures", "Payments taken", &captures(&ledger)))
        (card("refunds", "Refunds", &refunds(&ledger)))
        (card("disputes", "Disputes", &disputes(&ledger)))
        div class="columns" {
            (card("webhooks", "Webhooks", &html! { (policy_form(policy)) (owed_rows(&owed)) }))
            (card("failures", "The next calls", &failures(&faults)))
        }
        (card("events", "Newest events", &events(&ledger)))
    };
    drop(ledger);
    reply(StatusCode::OK, frame(&state, &content))
}

fn card(id: &str, title: &str, content: &Markup) -> Markup {
    html! {
        section class="card" aria-labelledby=(id) {
            h2 id=(id) { (title) }
            (content)
        }
    }
}

fn frame(state: &State, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { "Simulated PayPal" }
                link rel="stylesheet" href="/assets/page.css";
                link rel="stylesheet" href="/assets/console.css";
                link rel="icon" href="data:,";
            }
            body {
                header class="bar" { div {
                    nav aria-label="Console" { a href="/" aria-current="page" { "Console" } }
                    form class="clock" method="post" action="/console/clock" {
                        time { (time(state.clock.now_ms().div_euclid(1000))) " UTC" }
                        @for (name, by_ms) in STEPS {
                            button type="submit" name="by_ms" value=(by_ms) { (name) }
                        }
                    }
                } }
                main class="console" { (content) }
            }
        }
    }
}

/// A page whose forms tell where they stand, so that those of other sites can be told from them.
fn reply(status: StatusCode, page: Markup) -> Response {
    let mut response = answer(None, page);
    *response.status_mut() = status;
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

/// The rows of a table, or that there are none.
fn rows_of(label: &str, columns: &[&str], rows: &[Markup]) -> Markup {
    if rows.is_empty() {
        return html! { p class="quiet" { "None yet." } };
    }
    table(label, columns, rows)
}

fn at(ms: i64) -> String {
    time(ms.div_euclid(1000))
}

/// A status of the ledger as a badge.
fn status(status: impl serde::Serialize) -> Markup {
    badge(&word(status).to_lowercase())
}

fn orders(ledger: &Ledger) -> Markup {
    let row = |order: &OrderRecord| {
        let held = order.authorization.as_ref().and_then(|id| ledger.find::<AuthorizationRecord>(id));
        html! {
            td { (at(order.created_ms)) }
            td { code { (order.id) } }
            td class="number" { (order.amount.shown()) }
            td { (status(order.status)) }
            td { @match held { Some(held) => (status(held.status)), None => "-" } }
            td { @if order.authorization.is_none() { a href={ "/checkoutnow?token=" (order.id) } { "Open page" } } }
        }
    };
    let rows: Vec<Markup> = ledger.all::<OrderRecord>().rev().take(ROWS_MAX).map(row).collect();
    rows_of("Orders", &["Made (UTC)", "Order", "Amount", "Order is", "Authorization is", ""], &rows)
}

fn captures(ledger: &Ledger) -> Markup {
    let row = |capture: &CaptureRecord| {
        let action = format!("/console/captures/{}", capture.id);
        html! {
            td { (at(capture.created_ms)) }
            td { code { (capture.id) } }
            td class="number" { (capture.amount.shown()) }
            td { (status(capture.status)) }
            td { (capture_actions(ledger, &action, capture)) }
        }
    };
    let rows: Vec<Markup> = ledger.all::<CaptureRecord>().rev().take(ROWS_MAX).map(row).collect();
    rows_of("Payments taken", &["At (UTC)", "Capture", "Amount", "Is", ""], &rows)
}

fn capture_actions(ledger: &Ledger, action: &str, capture: &CaptureRecord) -> Markup {
    let left = capture.amount.minor.saturating_sub(render::refunded(ledger, capture));
    html! { div class="actions" {
        @match capture.status {
            CaptureStatus::Pending => {
                (button(action, "action", "accept", "Review ends well", ""))
                (button(action, "action", "decline", "Review ends badly", "danger"))
            }
            CaptureStatus::Completed | CaptureStatus::PartiallyRefunded if left > 0 => {
                form class="actions" method="post" action=(action) {
                    input name="amount" inputmode="decimal" aria-label="Amount to refund" size="7"
                        value=(Amount { minor: left, ..capture.amount.clone() }.sent().value);
                    button type="submit" class="secondary" name="action" value="refund" { "Refund in dashboard" }
                }
                (button(action, "action", "dispute", "Payer disputes", "danger"))
            }
            _ => "-",
        }
    } }
}

fn refunds(ledger: &Ledger) -> Markup {
    let row = |refund: &RefundRecord| {
        let action = format!("/console/refunds/{}", refund.id);
        html! {
            td { (at(refund.created_ms)) }
            td { code { (refund.id) } }
            td class="number" { (refund.amount.shown()) }
            td { (status(refund.status)) }
            td { div class="actions" {
                @if refund.status == RefundStatus::Pending { (button(&action, "good", "true", "Arrives", "")) }
                @if refund.status != RefundStatus::Failed { (button(&action, "good", "false", "Comes back", "danger")) }
            } }
        }
    };
    let rows: Vec<Markup> = ledger.all::<RefundRecord>().rev().take(ROWS_MAX).map(row).collect();
    rows_of("Refunds", &["At (UTC)", "Refund", "Amount", "Is", ""], &rows)
}

fn disputes(ledger: &Ledger) -> Markup {
    let row = |dispute: &DisputeRecord| {
        let action = format!("/console/disputes/{}", dispute.id);
        html! {
            td { (at(dispute.created_ms)) }
            td { code { (dispute.id) } }
            td class="number" { (dispute.amount.shown()) }
            td { (status(dispute.state)) }
            td { div class="actions" {
                @if dispute.state == DisputeState::Open {
                    (button(&action, "good", "true", "The shop wins", ""))
                    (button(&action, "good", "false", "The payer wins", "danger"))
                }
            } }
        }
    };
    let rows: Vec<Markup> = ledger.all::<DisputeRecord>().rev().take(ROWS_MAX).map(row).collect();
    rows_of("Disputes", &["At (UTC)", "Dispute", "Amount", "Is", ""], &rows)
}

fn events(ledger: &Ledger) -> Markup {
    let row = |event: &EventRecord| {
        html! {
            td { (at(event.created_ms)) }
            td { (event.kind) }
            td { code { (event.id) } }
        }
    };
    let rows: Vec<Markup> = ledger.all::<EventRecord>().rev().take(ROWS_MAX).map(row).collect();
    rows_of("Newest events", &["Made (UTC)", "Type", "Event"], &rows)
}

fn owed_rows(owed: &[OwedDelivery]) -> Markup {
    let row = |owed: &OwedDelivery| {
        html! {
            td { (at(owed.due_ms)) }
            td { (owed.event_type) }
            td { (badge(if owed.held { "held" } else { "owed" })) }
            td class="number" { (owed.attempts) }
            td { (owed.last_failure.as_deref().unwrap_or("-")) }
        }
    };
    let rows: Vec<Markup> = owed.iter().take(ROWS_MAX).map(row).collect();
    html! {
        @if owed.iter().any(|owed| owed.held) { div class="row" {
            (button("/console/webhooks/flush", "order", "oldest_first", "Let all go, oldest first", ""))
            (button("/console/webhooks/flush", "order", "newest_first", "Let all go, newest first", "secondary"))
        } }
        @if !rows.is_empty() { (table("Owed", &["Next attempt (UTC)", "Type", "State", "Failed", "How"], &rows)) }
    }
}

fn failures(faults: &[Fault]) -> Markup {
    let waiting: Vec<_> = faults.iter().map(|fault| (fault.endpoint, fault.kind, fault.times)).collect();
    html! {
        (fault_forms(ENDPOINTS, &waiting))
        div class="row" { (button("/console/tokens", "action", "forget", "Forget every access token", "secondary")) }
    }
}

/// Back to the console, or what was wrong.
fn done<T>(state: &State, outcome: Result<T, ControlError>) -> Response {
    let Err(error) = outcome else { return Redirect::to("/").into_response() };
    let content = html! {
        h1 { "That could not be done" }
        div class="alert" role="alert" { p { (error.to_string()) } }
        p { a class="back" href="/" { "Back" } }
    };
    reply(StatusCode::CONFLICT, frame(state, &content))
}

#[derive(Deserialize)]
struct ClockForm {
    by_ms: i64,
}

async fn advance(Shared(state): Sim, Form(form): Form<ClockForm>) -> Response {
    state.clock.advance_ms(form.by_ms);
    done(&state, Ok(()))
}

#[derive(Deserialize)]
struct CaptureForm {
    action: String,
    #[serde(default)]
    amount: String,
}

async fn act_on_capture(
    Shared(state): Sim,
    Path(id): Path<String>,
    Form(form): Form<CaptureForm>,
) -> Response {
    let control = PaypalControl::new(Arc::clone(&state));
    let outcome = match form.action.as_str() {
        "accept" => control.end_review(&id, true),
        "decline" => control.end_review(&id, false),
        "dispute" => control.dispute(&id).map(|_| ()),
        "refund" => refund(&state, &control, &id, form.amount.trim()),
        other => Err(ControlError::Refused(format!("{other} is nothing that can be done"))),
    };
    done(&state, outcome)
}

fn refund(state: &State, control: &PaypalControl, capture: &str, amount: &str) -> Result<(), ControlError> {
    let found: Option<CaptureRecord> = state.ledger().find(capture);
    let found = found.ok_or_else(|| ControlError::Missing("such capture".to_owned()))?;
    let currency_code = found.amount.sent().currency_code;
    control
        .refund(capture, &json!({ "amount": { "value": amount, "currency_code": currency_code } }))
        .map(|_| ())
        .map_err(|_| ControlError::Refused(format!("{amount} {currency_code} cannot be refunded of it")))
}

#[derive(Deserialize)]
struct VerdictForm {
    good: bool,
}

async fn act_on_refund(
    Shared(state): Sim,
    Path(id): Path<String>,
    Form(form): Form<VerdictForm>,
) -> Response {
    let outcome = PaypalControl::new(Arc::clone(&state)).end_refund(&id, form.good);
    done(&state, outcome)
}

async fn act_on_dispute(
    Shared(state): Sim,
    Path(id): Path<String>,
    Form(form): Form<VerdictForm>,
) -> Response {
    let outcome = PaypalControl::new(Arc::clone(&state)).resolve(&id, form.good);
    done(&state, outcome)
}

async fn set_policy(Shared(state): Sim, Form(form): Form<PolicyForm>) -> Response {
    let unknown = || ControlError::Refused(format!("{} is no way to deliver.", form.policy));
    let control = PaypalControl::new(Arc::clone(&state));
    done(&state, form.policy().ok_or_else(unknown).map(|policy| control.set_delivery_policy(policy)))
}

#[derive(Deserialize)]
struct FlushForm {
    order: FlushOrder,
}

async fn flush(Shared(state): Sim, Form(form): Form<FlushForm>) -> Response {
    let flushed = PaypalControl::new(Arc::clone(&state)).flush(form.order);
    done(&state, flushed.map_err(ControlError::from))
}

async fn add_fault(Shared(state): Sim, Form(form): Form<FaultForm>) -> Response {
    let added = form.read().map(|(endpoint, kind, times)| {
        PaypalControl::new(Arc::clone(&state)).add_fault(Fault { endpoint, kind, times });
    });
    done(&state, added)
}

async fn clear_faults(Shared(state): Sim) -> Response {
    PaypalControl::new(Arc::clone(&state)).clear_faults();
    done(&state, Ok(()))
}

async fn forget_tokens(Shared(state): Sim) -> Response {
    PaypalControl::new(Arc::clone(&state)).forget_tokens();
    done(&state, Ok(()))
}

async fn style() -> Response {
    let text = include_str!("../page/console/console.css");
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=300")], text)
        .into_response()
}
