//! Failures in the console: the provider down, single calls that fail, and how calls were answered.

use std::sync::Arc;

use axum::extract::{Form, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::Value;

use crate::api::endpoint::Endpoint;
use crate::api::faults::{Fault, FaultKind};
use crate::api::outage::OutageKind;
use crate::control::{Control, ControlError};
use crate::sim::LoggedRequest;

use super::{Place, ROWS_MAX, Shared, button, done, page, shown, table, time};

const MINUTE_MS: i64 = 60_000;

const KINDS: &[(&str, &str)] = &[
    ("server_error", "answered 500, not applied; the 500 is kept under its key"),
    ("server_error_after_applying", "applied, answered 500; the 500 is kept under its key"),
    ("rate_limited", "answered 429, not applied, not kept"),
    ("drop_before_applying", "connection dropped, not applied"),
    ("drop_after_applying", "applied, answer lost"),
];

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
    html! {
        h1 { "Failures" }
        div class="columns" {
            section class="card" aria-labelledby="outage-title" {
                h2 id="outage-title" { "The whole provider" }
                (outage_forms(down))
            }
            section class="card" aria-labelledby="faults-title" {
                h2 id="faults-title" { "The next calls" }
                (fault_forms(faults))
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

fn fault_forms(faults: &[Fault]) -> Markup {
    html! {
        form class="row" method="post" action="/console/faults" {
            label { "Of" select name="endpoint" {
                option value="" { "any endpoint" }
                @for endpoint in ENDPOINTS { option value=(word(*endpoint)) { (word(*endpoint).replace('_', " ")) } }
            } }
            label { "Times" input name="times" inputmode="numeric" value="1"; }
            label class="long" { "Are" select name="kind" {
                @for (value, text) in KINDS { option value=(value) { (text) } }
            } }
            button type="submit" class="danger" { "Let them fail" }
        }
        @if !faults.is_empty() {
            div class="row" {
                ul { @for fault in faults {
                    li { (fault.times) " × " (fault.endpoint.map_or("any endpoint".to_owned(), word).replace('_', " "))
                        ": " (told(fault.kind)) }
                } }
                (button("/console/faults/clear", "action", "clear", "Take back", "secondary"))
            }
        }
    }
}

fn word(endpoint: Endpoint) -> String {
    serde_json::to_value(endpoint)
        .ok()
        .and_then(|value| value.as_str().map(str::to_owned))
        .unwrap_or_default()
}

fn told(kind: FaultKind) -> String {
    let value = serde_json::to_value(kind).unwrap_or(Value::Null);
    let known = KINDS.iter().find(|(word, _)| value.as_str() == Some(word));
    match (known, kind) {
        (Some((_, text)), _) => (*text).to_owned(),
        (None, FaultKind::Delay(by_ms)) => format!("answered {by_ms} ms late"),
        (None, _) => String::new(),
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

#[derive(Deserialize)]
pub(super) struct FaultForm {
    endpoint: String,
    times: String,
    kind: String,
}

/// `POST /console/faults`
pub(super) async fn add_fault(State(sim): Shared, Form(form): Form<FaultForm>) -> Response {
    let added = read_fault(&form).map(|fault| Control::new(Arc::clone(&sim)).add_fault(fault));
    done(&sim, Place::Failures, "/failures", added)
}

fn read_fault(form: &FaultForm) -> Result<Fault, ControlError> {
    let wrong = || ControlError::Refused("This is no failure that can be ordered.".to_owned());
    let endpoint = match form.endpoint.as_str() {
        "" => None,
        word => Some(serde_json::from_value(Value::String(word.to_owned())).map_err(|_| wrong())?),
    };
    let kind = serde_json::from_value(Value::String(form.kind.clone())).map_err(|_| wrong())?;
    Ok(Fault { endpoint, kind, times: form.times.trim().parse().map_err(|_| wrong())? })
}

/// `POST /console/faults/clear`
pub(super) async fn clear_faults(State(sim): Shared) -> Response {
    Control::new(Arc::clone(&sim)).clear_faults();
    done(&sim, Place::Failures, "/failures", Ok(()))
}
