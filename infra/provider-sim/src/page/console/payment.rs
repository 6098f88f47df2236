//! One payment in the console: what it is, what can be done with it, and what came of that.

use std::sync::Arc;

use axum::extract::{Form, Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use maud::{Markup, html};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::control::{
    Control, ControlError, DashboardDispute, DashboardRefund, DebitOutcome, DebitPlan, DisputeVerdict,
};
use crate::currencies;
use crate::debits::DebitEnd;
use crate::ledger::Draft;
use crate::ledger::records::{ChargeRecord, EventRecord, IntentRecord, IntentStatus};
use crate::ledger::returns::{DisputeRecord, DisputeStatus, RefundRecord, RefundStatus};
use crate::methods::{CaptureFate, MethodRecord, MethodType};
use crate::sim::Sim;

use super::webhooks::event_rows;
use super::{DAY_MS, Place, Shared, badge, button, done, page, shown, table, time};

/// `GET /payments/{id}`
pub(super) async fn show(State(sim): Shared, Path(id): Path<String>) -> Response {
    let found = sim.read(|draft| draft.find::<IntentRecord>(&id).is_some());
    let mut response = shown(&sim, page(&sim, Place::Payments, "Payment", |draft| content(draft, &id)));
    if matches!(found, Ok(false)) {
        *response.status_mut() = StatusCode::NOT_FOUND;
    }
    response
}

fn content(draft: &Draft<'_>, id: &str) -> Markup {
    let Some(intent) = draft.find::<IntentRecord>(id) else {
        return html! { h1 { "There is no such payment" } p { a class="back" href="/" { "All payments" } } };
    };
    let charge = intent.latest_charge.as_deref().and_then(|id| draft.find::<ChargeRecord>(id));
    html! {
        p { a class="back" href="/" { "All payments" } }
        h1 { (currencies::display(intent.amount, &intent.currency)) " " (badge(intent.status.word())) }
        div class="columns" {
            section class="card" aria-label="Facts" { (facts(draft, &intent, charge.as_ref())) }
            section class="card" aria-labelledby="actions-title" {
                h2 id="actions-title" { "Actions" }
                (actions(&intent, charge.as_ref()))
            }
        }
        (refunds(draft, &intent))
        (disputes(draft, &intent))
        section class="card" aria-labelledby="events-title" {
            h2 id="events-title" { "Events" }
            (event_rows(draft, |event| is_about(event, &intent)))
        }
    }
}

fn is_about(event: &EventRecord, intent: &IntentRecord) -> bool {
    let named = |field: &str| event.object.get(field).and_then(Value::as_str);
    named("id") == Some(intent.id.as_str()) || named("payment_intent") == Some(intent.id.as_str())
}

fn facts(draft: &Draft<'_>, intent: &IntentRecord, charge: Option<&ChargeRecord>) -> Markup {
    let shown = |amount| currencies::display(amount, &intent.currency);
    let order = intent.data.metadata.get("order_id");
    let disputed: i64 = disputes_of(draft, intent).iter().map(|dispute| dispute.withdrawn()).sum();
    html! {
        dl class="facts" {
            dt { "Payment intent" } dd { code { (intent.id) } }
            dt { "Session" } dd { code { (intent.session.as_deref().unwrap_or("none")) } }
            dt { "Order" } dd { code { (order.map_or("none", String::as_str)) } }
            dt { "Made" } dd { (time(intent.created_s)) " UTC" }
            @if let Some(charge) = charge { dt { "Paid with" } dd { (method(&charge.method)) } }
            dt { "Captured" } dd { (shown(intent.amount_received)) }
            @if let Some(charge) = charge { dt { "Refunded" } dd { (shown(charge.amount_refunded)) } }
            @if disputed != 0 { dt { "Withdrawn by disputes" } dd { (shown(disputed)) } }
            @if let (IntentStatus::RequiresCapture, Some(before_s)) = (intent.status, intent.capture_before_s) {
                dt { "Lapses" } dd { (time(before_s)) " UTC" }
            }
            @if let Some(planned) = &intent.planned {
                dt { @if planned.end == DebitEnd::Settles { "Settles" } @else { "Fails" } }
                dd { (time(planned.at_ms.div_euclid(1000))) " UTC" }
            }
            @if let Some(reason) = &intent.cancellation_reason { dt { "Canceled because" } dd { (reason) } }
        }
    }
}

fn method(method: &MethodRecord) -> String {
    match method {
        MethodRecord::Card(card) => format!("{} ending in {}", card.brand, card.last4),
        MethodRecord::Debit(debit) => format!("account in {} ending in {}", debit.country, debit.last4),
    }
}

fn actions(intent: &IntentRecord, charge: Option<&ChargeRecord>) -> Markup {
    let action = format!("/console/payments/{}", intent.id);
    match (intent.status, charge) {
        (IntentStatus::RequiresCapture, Some(charge)) => capture_actions(&action, intent, charge),
        (IntentStatus::Processing, _) => debit_actions(&action),
        (IntentStatus::Succeeded, Some(charge)) => paid_actions(&action, charge),
        _ => html! { p class="quiet" { "Nothing can be done with a payment in this state." } },
    }
}

fn plain(amount: i64, currency: &str) -> String {
    let shown = currencies::display(amount, currency);
    shown.chars().filter(|c| c.is_ascii_digit() || *c == '.').collect()
}

fn capture_actions(action: &str, intent: &IntentRecord, charge: &ChargeRecord) -> Markup {
    let fate = charge.aftermath.capture;
    html! {
        form class="row" method="post" action=(action) {
            label { "Capture"
                input name="amount" inputmode="decimal" value=(plain(intent.amount_capturable, &intent.currency)); }
            button type="submit" name="action" value="capture" { "Capture" }
            button type="submit" name="action" value="cancel" class="danger" { "Cancel" }
        }
        form class="row" method="post" action=(action) {
            label { "The next capture" select name="choice" {
                option value="taken" selected[fate == CaptureFate::Taken] { "takes the money" }
                option value="declined" selected[fate == CaptureFate::Declined] { "is declined for good" }
                option value="expired" selected[fate == CaptureFate::Expired] { "finds the authorization gone" }
            } }
            button type="submit" name="action" value="plan_capture" class="secondary" { "Set" }
        }
    }
}

fn debit_actions(action: &str) -> Markup {
    html! {
        div class="row" {
            (button(action, "action", "settle", "Settle now", ""))
            (button(action, "action", "fail", "Fail now", "danger"))
            (button(action, "action", "fail_poor", "Fail: insufficient funds", "danger"))
        }
        form class="row" method="post" action=(action) {
            label { "It" select name="choice" {
                option value="settles" { "settles" }
                option value="fails" { "fails" }
                option value="insufficient_funds" { "fails: insufficient funds" }
            } }
            label { "after days" input name="amount" inputmode="numeric" value="5"; }
            button type="submit" name="action" value="plan_debit" class="secondary" { "Set" }
        }
    }
}

fn paid_actions(action: &str, charge: &ChargeRecord) -> Markup {
    let left = charge.amount_captured - charge.amount_refunded;
    let left = plain(left, &charge.currency);
    html! {
        form class="row" method="post" action=(action) {
            label { "Refund" input name="amount" inputmode="decimal" value=(left); }
            label { "Reason" select name="choice" {
                option value="" { "none" }
                option value="requested_by_customer" { "requested by customer" }
                option value="duplicate" { "duplicate" }
                option value="fraudulent" { "fraudulent" }
            } }
            button type="submit" name="action" value="refund" { "Refund" }
        }
        form class="row" method="post" action=(action) {
            label { "Dispute" input name="amount" inputmode="decimal" value=(left); }
            label { "Kind" select name="choice" {
                @if charge.method.kind() == MethodType::SepaDebit {
                    option value="debit_not_authorized" { "debit taken back (final)" }
                } @else {
                    option value="fraudulent" { "fraudulent" }
                    option value="product_not_received" { "product not received" }
                    option value="inquiry" { "inquiry" }
                }
            } }
            button type="submit" name="action" value="dispute" class="danger" { "Open dispute" }
        }
    }
}

fn refunds(draft: &Draft<'_>, intent: &IntentRecord) -> Markup {
    let all = draft.all::<RefundRecord>();
    let rows: Vec<Markup> = all
        .iter()
        .rev()
        .filter(|refund| refund.payment_intent == intent.id)
        .map(|refund| refund_row(refund))
        .collect();
    html! {
        @if !rows.is_empty() {
            section class="card" aria-labelledby="refunds-title" {
                h2 id="refunds-title" { "Refunds" }
                (table("Refunds", &["Made (UTC)", "Refund", "Amount", "Status", "Why", ""], &rows))
            }
        }
    }
}

fn refund_row(refund: &RefundRecord) -> Markup {
    let action = format!("/console/refunds/{}", refund.id);
    let open = matches!(refund.status, RefundStatus::Pending | RefundStatus::RequiresAction);
    html! {
        td { (time(refund.created_s)) }
        td { code { (refund.id) } }
        td class="number" { (currencies::display(refund.amount, &refund.currency)) }
        td { (badge(refund.status.word())) }
        td { (refund.failure_reason.as_deref().or(refund.reason.as_deref()).unwrap_or("-").replace('_', " ")) }
        td { div class="actions" {
            @if open {
                (button(&action, "action", "succeed", "Succeed", "secondary"))
                (button(&action, "action", "cancel", "Call back", "secondary"))
            }
            @if refund.debit && refund.status == RefundStatus::Pending {
                (button(&action, "action", "require_action", "Ask customer", "secondary"))
            }
            @if refund.status.holds_money() { (button(&action, "action", "fail", "Fail", "danger")) }
        } }
    }
}

fn disputes_of<'a>(draft: &'a Draft<'_>, intent: &IntentRecord) -> Vec<&'a DisputeRecord> {
    let all = draft.all::<DisputeRecord>();
    all.into_iter().rev().filter(|dispute| dispute.payment_intent == intent.id).collect()
}

fn disputes(draft: &Draft<'_>, intent: &IntentRecord) -> Markup {
    let rows: Vec<Markup> = disputes_of(draft, intent).into_iter().map(dispute_row).collect();
    html! {
        @if !rows.is_empty() {
            section class="card" aria-labelledby="disputes-title" {
                h2 id="disputes-title" { "Disputes" }
                (table("Disputes", &["Opened (UTC)", "Dispute", "Amount", "Withdrawn", "Status", ""], &rows))
            }
        }
    }
}

fn dispute_row(dispute: &DisputeRecord) -> Markup {
    let action = format!("/console/disputes/{}", dispute.id);
    let inquiry =
        matches!(dispute.status, DisputeStatus::WarningNeedsResponse | DisputeStatus::WarningUnderReview);
    html! {
        td { (time(dispute.created_s)) }
        td { code { (dispute.id) } }
        td class="number" { (currencies::display(dispute.amount, &dispute.currency)) }
        td class="number" { (currencies::display(dispute.withdrawn(), &dispute.currency)) }
        td { (badge(dispute.status.word())) }
        td { @if !dispute.status.is_closed() { div class="actions" {
            (button(&action, "verdict", "respond", "Answer", "secondary"))
            (button(&action, "verdict", "win", "Win", "secondary"))
            (button(&action, "verdict", "lose", "Lose", "danger"))
            @if inquiry { (button(&action, "verdict", "escalate", "Escalate", "danger")) }
        } } }
    }
}

#[derive(Deserialize)]
pub(super) struct ActionForm {
    action: String,
    #[serde(default)]
    amount: String,
    #[serde(default)]
    choice: String,
}

impl ActionForm {
    /// The choice as one of a control's words; none where nothing was chosen.
    fn chosen<T: DeserializeOwned>(&self) -> Result<Option<T>, ControlError> {
        if self.choice.is_empty() {
            return Ok(None);
        }
        let chosen = serde_json::from_value(Value::String(self.choice.clone()));
        chosen.map(Some).map_err(|_| unknown(&self.choice))
    }

    fn amount(&self, sim: &Sim, intent: &str) -> Result<Option<i64>, ControlError> {
        if self.amount.trim().is_empty() {
            return Ok(None);
        }
        let currency = sim.read(|draft| draft.find::<IntentRecord>(intent).map(|intent| intent.currency))?;
        let amount = currencies::parse(&self.amount, &currency.unwrap_or_default());
        amount
            .map(Some)
            .ok_or_else(|| ControlError::Refused("This is no amount of the payment's currency.".to_owned()))
    }
}

fn unknown(word: &str) -> ControlError {
    ControlError::Refused(format!("{word} is nothing that can be done here."))
}

/// `POST /console/payments/{id}`
pub(super) async fn act(
    State(sim): Shared,
    Path(id): Path<String>,
    Form(form): Form<ActionForm>,
) -> Response {
    let outcome = apply(&sim, &id, &form);
    done(&sim, Place::Payments, &format!("/payments/{id}"), outcome)
}

fn apply(sim: &Arc<Sim>, id: &str, form: &ActionForm) -> Result<(), ControlError> {
    let control = Control::new(Arc::clone(sim));
    match form.action.as_str() {
        "capture" => control.capture(id, form.amount(sim, id)?).map(drop),
        "cancel" => control.cancel(id).map(drop),
        "plan_capture" => control.plan_capture(id, form.chosen()?.unwrap_or_default()),
        "settle" => control.end_debit(id, DebitOutcome::Settles).map(drop),
        "fail" => control.end_debit(id, DebitOutcome::Fails).map(drop),
        "fail_poor" => control.end_debit(id, DebitOutcome::InsufficientFunds).map(drop),
        "plan_debit" => {
            let days: i64 = form.amount.trim().parse().map_err(|_| unknown(&form.amount))?;
            let outcome = form.chosen()?.unwrap_or(DebitOutcome::Settles);
            control.plan_debit(id, DebitPlan { outcome, after_ms: days.saturating_mul(DAY_MS) }).map(drop)
        }
        "refund" => {
            let reason = Some(form.choice.clone()).filter(|reason| !reason.is_empty());
            let amount = form.amount(sim, id)?;
            control.refund(id, &DashboardRefund { amount, reason }).map(drop)
        }
        "dispute" => {
            let dispute = DashboardDispute { kind: form.chosen()?, amount: form.amount(sim, id)? };
            control.dispute(id, dispute).map(drop)
        }
        other => Err(unknown(other)),
    }
}

/// `POST /console/refunds/{id}`
pub(super) async fn act_on_refund(
    State(sim): Shared,
    Path(id): Path<String>,
    Form(form): Form<ActionForm>,
) -> Response {
    let control = Control::new(Arc::clone(&sim));
    let outcome = match form.action.as_str() {
        "succeed" => control.succeed_refund(&id),
        "fail" => control.fail_refund(&id, None),
        "cancel" => control.cancel_refund(&id),
        "require_action" => control.require_refund_action(&id),
        other => Err(unknown(other)),
    };
    back_to_payment(&sim, outcome)
}

#[derive(Deserialize)]
pub(super) struct VerdictForm {
    verdict: DisputeVerdict,
}

/// `POST /console/disputes/{id}`
pub(super) async fn act_on_dispute(
    State(sim): Shared,
    Path(id): Path<String>,
    Form(form): Form<VerdictForm>,
) -> Response {
    let outcome = Control::new(Arc::clone(&sim)).decide_dispute(&id, form.verdict);
    back_to_payment(&sim, outcome)
}

fn back_to_payment(sim: &Sim, outcome: Result<Value, ControlError>) -> Response {
    let intent = outcome.as_ref().ok().and_then(|object| object["payment_intent"].as_str());
    let back = intent.map_or_else(|| "/".to_owned(), |id| format!("/payments/{id}"));
    done(sim, Place::Payments, &back, outcome)
}
