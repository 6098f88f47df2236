//! Failures in the console: the provider down, single calls that fail, and how calls were answered.

use std::sync::Arc;

use axum::extract::{Form, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use crate::api::endpoint::Endpoint;
use crate::api::faults::Fault;
use crate::api::outage::OutageKind;
use crate::control::Control;
use crate::sim::LoggedRequest;

use super::super::parts::{FaultForm, fault_forms};
use super::{Place, ROWS_MAX, Shared, button, done, page, shown, table, time};

const MINUTE_MS: i64 = 60_000;

const ENDPOINTS: &[Endpoint] = &[
    Endpoint::SessionCreate,
    Endpoint::SessionRetrieve,
    Endpoint::SessionList,
    Endpoint::SessionExpire,
    Endpoint::IntentRetrieve,
    Endpoint::IntentCapture,
    Endpoint::IntentCancel,
    Endpoint::RefundCreate,
    Endpoint::RefundRetrieve,
    Endpoint::RefundList,
    Endpoint::DisputeList,
    Endpoint::EventList,
];

/// `GET /failures`
pub(super) async fn show(State(sim): Shared) -> Response {
    let control = Control::new(Arc::clone(&sim));
    let (faults, requests) = (control.faults(), control.requests());
    let down = control.outage().is_some();
    shown(&sim, page(&sim, Place::Failures, "Failures", |_| content(down, &faults, &requests)))
}

fn content(down: bool, faults: &[Fault], requests: &[LoggedRequest]) -> Markup {
    let waiting: Vec<_> = faults.iter().map(|fault| (fault.endpoint, fault.kind, fault.times)).collect();
    html! {
        h1 { "Failures" }
        div class="columns" {
            section class="card" aria-labelledby="outage-title" {
                h2 id="outage-title" { "The whole provider" }
                (outage_forms(down))
            }
            section class="card" aria-labelledby="faults-title" {
                h2 id="faults-title" { "The next calls" }
                (fault_forms(ENDPOINTS, &waiting))
            }
        }
        section class="card" aria-labelledby="requests-title" {
            h2 id="requests-title" { "API requests" }
            (request_rows(requests))
        }
    }
}

fn outage_forms(down: bool) -> Markup {
    html! {
        form class="row" method="post" action="/console/outage" {
            label { "Callers see" select name="kind" {
                option value="unreachable" { "dropped connections" }
                option value="unavailable" { "status 503" }
            } }
            label { "Minutes, or none" input name="minutes" inputmode="numeric" value="20"; }
            button type="submit" class="danger" { "Take down" }
        }
        @if down { div class="row" { (button("/console/outage", "kind", "none", "Bring back", "")) } }
    }
}

fn request_rows(requests: &[LoggedRequest]) -> Markup {
    if requests.is_empty() {
        return html! { p class="quiet" { "None yet." } };
    }
    let row = |request: &LoggedRequest| {
        html! {
            td { (time(request.at_ms.div_euclid(1000))) }
            td { (request.method) }
            td { code { (request.path) } }
            td { @match request.status { Some(status) => (status), None => "dropped" } }
            td { @if request.replayed { "first answer again" } @else { "-" } }
            td { code { (request.idempotency_key.as_deref().unwrap_or("-")) } }
        }
    };
    let rows: Vec<Markup> = requests.iter().rev().take(ROWS_MAX).map(row).collect();
    table("API requests", &["At (UTC)", "Method", "Path", "Status", "Replayed", "Idempotency key"], &rows)
}

#[derive(Deserialize)]
pub(super) struct OutageForm {
    kind: String,
    #[serde(default)]
    minutes: String,
}

/// `POST /console/outage`
pub(super) async fn set_outage(State(sim): Shared, Form(form): Form<OutageForm>) -> Response {
    let control = Control::new(Arc::clone(&sim));
    let kind = match form.kind.as_str() {
        "unreachable" => Some(OutageKind::Unreachable),
        "unavailable" => Some(OutageKind::Unavailable),
        _ => None,
    };
    match kind {
        Some(kind) => {
            let minutes: Option<i64> = form.minutes.trim().parse().ok();
            control.start_outage(kind, minutes.map(|minutes| minutes.saturating_mul(MINUTE_MS)));
        }
        None => control.end_outage(),
    }
    done(&sim, Place::Failures, "/failures", Ok(()))
}

/// `POST /console/faults`
pub(super) async fn add_fault(State(sim): Shared, Form(form): Form<FaultForm>) -> Response {
    let added = form.read().map(|(endpoint, kind, times)| {
        Control::new(Arc::clone(&sim)).add_fault(Fault { endpoint, kind, times });
    });
    done(&sim, Place::Failures, "/failures", added)
}

/// `POST /console/faults/clear`
pub(super) async fn clear_faults(State(sim): Shared) -> Response {
    Control::new(Arc::clone(&sim)).clear_faults();
    done(&sim, Place::Failures, "/failures", Ok(()))
}
