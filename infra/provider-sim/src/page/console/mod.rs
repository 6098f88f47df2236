//! The simulator's console: what a person clicks who plays the merchant, the banks, or bad luck.
//!
//! Every button does what a control under `/_sim/` does, and nothing else. Forms of other sites are
//! refused.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::middleware;
use axum::response::Response;
use axum::routing::{get, post};
use maud::{DOCTYPE, Markup, html};
use serde::Deserialize;
use url::Url;

use crate::api::outage::OutageKind;
use crate::control::{Control, ControlError};
use crate::ledger::{Draft, LedgerError};
use crate::sim::Sim;

use super::parts::{DAY_MS, STEPS, badge, button, own_forms_only, table, time};
use super::{answer, broken, see_other};

mod failures;
mod payment;
mod payments;
mod webhooks;

/// Most rows of each table.
const ROWS_MAX: usize = 50;
type Shared = State<Arc<Sim>>;

/// The pages of the console, and what their forms do.
pub(super) fn routes() -> Router<Arc<Sim>> {
    Router::new()
        .route("/", get(payments::show))
        .route("/payments/{id}", get(payment::show))
        .route("/webhooks", get(webhooks::show))
        .route("/failures", get(failures::show))
        .route("/console/clock", post(advance))
        .route("/console/sessions/{id}/expire", post(expire))
        .route("/console/payments/{id}", post(payment::act))
        .route("/console/foreign_payments", post(payments::make_foreign))
        .route("/console/refunds/{id}", post(payment::act_on_refund))
        .route("/console/disputes/{id}", post(payment::act_on_dispute))
        .route("/console/webhooks/policy", post(webhooks::set_policy))
        .route("/console/webhooks/flush", post(webhooks::flush))
        .route("/console/deliveries/{id}", post(webhooks::act_on_delivery))
        .route("/console/events/{id}/resend", post(webhooks::resend))
        .route("/console/outage", post(failures::set_outage))
        .route("/console/faults", post(failures::add_fault))
        .route("/console/faults/clear", post(failures::clear_faults))
        .layer(middleware::from_fn(own_forms_only))
}

/// Where in the console a page is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Payments,
    Webhooks,
    Failures,
}

const PLACES: &[(Place, &str, &str)] = &[
    (Place::Payments, "/", "Payments"),
    (Place::Webhooks, "/webhooks", "Webhooks"),
    (Place::Failures, "/failures", "Failures"),
];

/// A page of the console, made from the ledger.
fn page(
    sim: &Sim,
    place: Place,
    title: &str,
    content: impl FnOnce(&Draft<'_>) -> Markup,
) -> Result<Response, LedgerError> {
    let content = sim.read(content)?;
    Ok(reply(frame(sim, place, title, &content)))
}

/// A page whose forms tell where they stand, so that those of other sites can be told from them.
fn reply(page: Markup) -> Response {
    let mut response = answer(None, page);
    response.headers_mut().insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    response
}

fn shown(sim: &Sim, page: Result<Response, LedgerError>) -> Response {
    page.unwrap_or_else(|error| broken(sim, &error))
}

fn frame(sim: &Sim, place: Place, title: &str, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { (title) " · Simulated payment provider" }
                link rel="stylesheet" href="/assets/page.css";
                link rel="stylesheet" href="/assets/console.css";
                link rel="icon" type="image/svg+xml" href="/assets/icon.svg";
            }
            body {
                (bar(sim, place))
                (down(sim))
                main class="console" { (content) }
            }
        }
    }
}

fn bar(sim: &Sim, place: Place) -> Markup {
    html! {
        header class="bar" {
            div {
                nav aria-label="Console" {
                    @for (other, path, name) in PLACES {
                        a href=(path) aria-current=[(*other == place).then_some("page")] { (name) }
                    }
                }
                form class="clock" method="post" action="/console/clock" {
                    time { (time(sim.clock.now_s())) " UTC" }
                    @for (name, by_ms) in STEPS {
                        button type="submit" name="by_ms" value=(by_ms) { (name) }
                    }
                }
            }
        }
    }
}

fn down(sim: &Sim) -> Markup {
    let told = match sim.outage() {
        None => return html! {},
        Some(OutageKind::Unreachable) => "The provider is down: connections are dropped.",
        Some(OutageKind::Unavailable) => "The provider is down: it answers 503.",
    };
    html! { div class="down" role="status" { p { (told) " Webhooks wait." } } }
}

/// Back to where the form stood, or what was wrong.
fn done<T>(sim: &Sim, place: Place, back: &str, outcome: Result<T, ControlError>) -> Response {
    let error = match outcome {
        Ok(_) => return see_other(back),
        Err(ControlError::Ledger(error)) => return broken(sim, &error),
        Err(error) => error,
    };
    let content = html! {
        h1 { "That could not be done" }
        div class="alert" role="alert" { p { (error.to_string()) } }
        p { a class="back" href=(back) { "Back" } }
    };
    let mut response = reply(frame(sim, place, "Not done", &content));
    *response.status_mut() = StatusCode::CONFLICT;
    response
}

#[derive(Deserialize)]
struct ClockForm {
    by_ms: i64,
}

async fn advance(State(sim): Shared, headers: HeaderMap, Form(form): Form<ClockForm>) -> Response {
    sim.clock.advance_ms(form.by_ms);
    let from = headers.get(header::REFERER).and_then(|value| value.to_str().ok());
    let path = from.and_then(|from| Url::parse(from).ok()).map(|url| url.path().to_owned());
    // Only to a page of the console: whatever else the browser says leads to its first page.
    let known =
        |path: &String| PLACES.iter().any(|(_, place, _)| place == path) || path.starts_with("/payments/");
    see_other(path.filter(known).as_deref().unwrap_or("/"))
}

async fn expire(State(sim): Shared, Path(id): Path<String>) -> Response {
    let ended = Control::new(Arc::clone(&sim)).expire_session(&id);
    done(&sim, Place::Payments, "/", ended)
}
