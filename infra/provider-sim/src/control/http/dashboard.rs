//! The part of the control that acts for the dashboard, for banks, and for the provider's bad days.

use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::routing::{get, post};
use serde::Deserialize;
use serde_json::Value;

use crate::api::outage::{Outage, OutageKind};
use crate::methods::CaptureFate;
use crate::sim::Sim;

use super::super::{
    Control, ControlError, DashboardDispute, DashboardRefund, DebitOutcome, DebitPayment, DebitPlan,
    DeliveryAction, DisputeVerdict, ForeignPayment, PaymentOutcome,
};

pub(super) fn routes() -> Router<Arc<Sim>> {
    Router::new()
        .route("/_sim/sessions/{id}/debit", post(pay_by_debit))
        .route("/_sim/intents/{id}/end_debit", post(end_debit))
        .route("/_sim/intents/{id}/plan_debit", post(plan_debit))
        .route("/_sim/intents/{id}/capture", post(capture))
        .route("/_sim/intents/{id}/cancel", post(cancel))
        .route("/_sim/intents/{id}/plan_capture", post(plan_capture))
        .route("/_sim/intents/{id}/refund", post(refund))
        .route("/_sim/intents/{id}/dispute", post(dispute))
        .route("/_sim/refunds/{id}/succeed", post(succeed_refund))
        .route("/_sim/refunds/{id}/fail", post(fail_refund))
        .route("/_sim/refunds/{id}/cancel", post(cancel_refund))
        .route("/_sim/refunds/{id}/require_action", post(require_refund_action))
        .route("/_sim/disputes", get(disputes))
        .route("/_sim/disputes/{id}/decide", post(decide_dispute))
        .route("/_sim/foreign_payments", post(foreign_payment))
        .route("/_sim/webhooks/deliveries/{id}", post(act_on_delivery))
        .route("/_sim/outage", get(outage).put(start_outage).delete(end_outage))
}

type Shared = State<Arc<Sim>>;
type Id = Path<String>;
type Shown = Result<Json<Value>, ControlError>;

async fn pay_by_debit(
    State(sim): Shared,
    Path(id): Id,
    Json(payment): Json<DebitPayment>,
) -> Result<Json<PaymentOutcome>, ControlError> {
    Control::new(sim).pay_by_debit(&id, &payment).map(Json)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OutcomeBody {
    outcome: DebitOutcome,
}

async fn end_debit(State(sim): Shared, Path(id): Id, Json(body): Json<OutcomeBody>) -> Shown {
    Control::new(sim).end_debit(&id, body.outcome).map(Json)
}

async fn plan_debit(State(sim): Shared, Path(id): Id, Json(plan): Json<DebitPlan>) -> Shown {
    Control::new(sim).plan_debit(&id, plan).map(Json)
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct AmountBody {
    #[serde(default)]
    amount: Option<i64>,
}

async fn capture(State(sim): Shared, Path(id): Id, body: Option<Json<AmountBody>>) -> Shown {
    let Json(body) = body.unwrap_or_default();
    Control::new(sim).capture(&id, body.amount).map(Json)
}

async fn cancel(State(sim): Shared, Path(id): Id) -> Shown {
    Control::new(sim).cancel(&id).map(Json)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FateBody {
    fate: CaptureFate,
}

async fn plan_capture(
    State(sim): Shared,
    Path(id): Id,
    Json(body): Json<FateBody>,
) -> Result<StatusCode, ControlError> {
    Control::new(sim).plan_capture(&id, body.fate)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn refund(State(sim): Shared, Path(id): Id, body: Option<Json<DashboardRefund>>) -> Shown {
    let Json(refund) = body.unwrap_or_default();
    Control::new(sim).refund(&id, &refund).map(Json)
}

async fn dispute(State(sim): Shared, Path(id): Id, body: Option<Json<DashboardDispute>>) -> Shown {
    let Json(dispute) = body.unwrap_or_default();
    Control::new(sim).dispute(&id, dispute).map(Json)
}

async fn succeed_refund(State(sim): Shared, Path(id): Id) -> Shown {
    Control::new(sim).succeed_refund(&id).map(Json)
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct ReasonBody {
    #[serde(default)]
    reason: Option<String>,
}

async fn fail_refund(State(sim): Shared, Path(id): Id, body: Option<Json<ReasonBody>>) -> Shown {
    let Json(body) = body.unwrap_or_default();
    Control::new(sim).fail_refund(&id, body.reason.as_deref()).map(Json)
}

async fn cancel_refund(State(sim): Shared, Path(id): Id) -> Shown {
    Control::new(sim).cancel_refund(&id).map(Json)
}

async fn require_refund_action(State(sim): Shared, Path(id): Id) -> Shown {
    Control::new(sim).require_refund_action(&id).map(Json)
}

async fn disputes(State(sim): Shared) -> Result<Json<Vec<Value>>, ControlError> {
    Control::new(sim).disputes().map(Json)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct VerdictBody {
    verdict: DisputeVerdict,
}

async fn decide_dispute(State(sim): Shared, Path(id): Id, Json(body): Json<VerdictBody>) -> Shown {
    Control::new(sim).decide_dispute(&id, body.verdict).map(Json)
}

async fn foreign_payment(State(sim): Shared, Json(payment): Json<ForeignPayment>) -> Shown {
    Control::new(sim).foreign_payment(&payment).map(Json)
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct DeliveryBody {
    action: DeliveryAction,
}

async fn act_on_delivery(
    State(sim): Shared,
    Path(id): Id,
    Json(body): Json<DeliveryBody>,
) -> Result<StatusCode, ControlError> {
    Control::new(sim).act_on_delivery(&id, body.action)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn outage(State(sim): Shared) -> Json<Option<Outage>> {
    Json(Control::new(sim).outage())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OutageBody {
    kind: OutageKind,
    #[serde(default)]
    for_ms: Option<i64>,
}

async fn start_outage(State(sim): Shared, Json(body): Json<OutageBody>) -> Json<Option<Outage>> {
    let control = Control::new(sim);
    control.start_outage(body.kind, body.for_ms);
    Json(control.outage())
}

async fn end_outage(State(sim): Shared) -> StatusCode {
    Control::new(sim).end_outage();
    StatusCode::NO_CONTENT
}
