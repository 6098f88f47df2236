//! Webhooks in the console: how they are delivered, what is owed, and the events behind them.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;

use crate::control::{Control, ControlError, DeliveryAction, FlushOrder, OwedDelivery};
use crate::ledger::Draft;
use crate::ledger::records::{DeliveryRecord, EventRecord};
use crate::webhooks::policy::DeliveryPolicy;

use super::super::parts::{PolicyForm, policy_form};
use super::{Place, ROWS_MAX, Shared, badge, button, done, page, shown, table, time};

/// `GET /webhooks`
pub(super) async fn show(State(sim): Shared) -> Response {
    let control = Control::new(Arc::clone(&sim));
    let (policy, owed) = (control.delivery_policy(), control.deliveries().unwrap_or_default());
    shown(&sim, page(&sim, Place::Webhooks, "Webhooks", |draft| content(draft, policy, &owed)))
}

fn content(draft: &Draft<'_>, policy: DeliveryPolicy, owed: &[OwedDelivery]) -> Markup {
    html! {
        h1 { "Webhooks" }
        section class="card" aria-labelledby="policy-title" {
            h2 id="policy-title" { "Events made from now on are delivered" }
            (policy_form(policy))
        }
        section class="card" aria-labelledby="owed-title" {
            h2 id="owed-title" { "Owed" }
            (owed_rows(owed))
        }
        section class="card" aria-labelledby="events-title" {
            h2 id="events-title" { "Events of the last 30 days" }
            (event_rows(draft, |_| true))
        }
    }
}

fn owed_rows(owed: &[OwedDelivery]) -> Markup {
    if owed.is_empty() {
        return html! { p class="quiet" { "Nothing is owed." } };
    }
    let rows: Vec<Markup> = owed.iter().take(ROWS_MAX).map(owed_row).collect();
    html! {
        div class="row" {
            (button("/console/webhooks/flush", "order", "oldest_first", "Let all go, oldest first", ""))
            (button("/console/webhooks/flush", "order", "newest_first", "Let all go, newest first", "secondary"))
        }
        (table("Owed", &["Next attempt (UTC)", "Type", "State", "Failed", "How", ""], &rows))
    }
}

fn owed_row(owed: &OwedDelivery) -> Markup {
    let action = format!("/console/deliveries/{}", owed.id);
    html! {
        td { (time(owed.due_ms.div_euclid(1000))) }
        td { (owed.event_type) }
        td { (badge(if owed.held { "held" } else { "owed" })) }
        td class="number" { (owed.attempts) }
        td { (owed.last_failure.as_deref().unwrap_or("-")) }
        td { div class="actions" {
            (button(&action, "action", "send", "Send", "secondary"))
            @if !owed.held { (button(&action, "action", "hold", "Hold", "secondary")) }
            (button(&action, "action", "duplicate", "Send twice", "secondary"))
            (button(&action, "action", "drop", "Drop", "danger"))
        } }
    }
}

/// The newest events of those that fit, as a table.
pub(super) fn event_rows(draft: &Draft<'_>, fits: impl Fn(&EventRecord) -> bool) -> Markup {
    let owed = draft.all::<DeliveryRecord>();
    let events: Vec<&EventRecord> = draft.all();
    let row = |event: &&EventRecord| {
        let waits = owed.iter().any(|delivery| delivery.event == event.id);
        let by = if event.request.is_some() { "API request" } else { "-" };
        html! {
            td { (time(event.created_s)) }
            td { (event.kind) }
            td { code { (event.id) } }
            td { (by) }
            td { (badge(if waits { "owed" } else { "not owed" })) }
            td { (button(&format!("/console/events/{}/resend", event.id), "action", "resend", "Send again", "secondary")) }
        }
    };
    let rows: Vec<Markup> = events
        .into_iter()
        .rev()
        .filter(|event| fits(event))
        .take(ROWS_MAX)
        .map(|event| row(&event))
        .collect();
    if rows.is_empty() {
        return html! { p class="quiet" { "None." } };
    }
    table("Events", &["Made (UTC)", "Type", "Event", "Caused by", "Webhook", ""], &rows)
}

/// `POST /console/webhooks/policy`
pub(super) async fn set_policy(State(sim): Shared, Form(form): Form<PolicyForm>) -> Response {
    let unknown = || ControlError::Refused(format!("{} is no way to deliver.", form.policy));
    let set = form
        .policy()
        .ok_or_else(unknown)
        .map(|policy| Control::new(Arc::clone(&sim)).set_delivery_policy(policy));
    done(&sim, Place::Webhooks, "/webhooks", set)
}

#[derive(Deserialize)]
pub(super) struct FlushForm {
    order: FlushOrder,
}

/// `POST /console/webhooks/flush`
pub(super) async fn flush(State(sim): Shared, Form(form): Form<FlushForm>) -> Response {
    let flushed = Control::new(Arc::clone(&sim)).flush(form.order);
    done(&sim, Place::Webhooks, "/webhooks", flushed)
}

#[derive(Deserialize)]
pub(super) struct DeliveryForm {
    action: DeliveryAction,
}

/// `POST /console/deliveries/{id}`
pub(super) async fn act_on_delivery(
    State(sim): Shared,
    Path(id): Path<String>,
    Form(form): Form<DeliveryForm>,
) -> Response {
    let outcome = Control::new(Arc::clone(&sim)).act_on_delivery(&id, form.action);
    done(&sim, Place::Webhooks, "/webhooks", outcome)
}

/// `POST /console/events/{id}/resend`
pub(super) async fn resend(State(sim): Shared, Path(id): Path<String>) -> Response {
    let outcome = Control::new(Arc::clone(&sim)).resend(&id);
    done(&sim, Place::Webhooks, "/webhooks", outcome)
}
