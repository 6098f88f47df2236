//! The control over HTTP, as JSON under `/_sim/`: for tests in other languages.
//!
//! It asks for no key: the simulator is meant for one machine, and holds no money.

use std::sync::Arc;

use axum::extract::{Path, Query, State as Shared};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::{Value, json};

use super::Target;
use super::control::{PaypalControl, Totals};
use super::records::Funding;
use super::state::{Fault, State};
use crate::control::{ControlError, FlushOrder, OwedDelivery};
use crate::sim::LoggedRequest;
use crate::webhooks::policy::DeliveryPolicy;

type Sim = Shared<Arc<State>>;

/// The routes of the control.
pub(crate) fn routes() -> Router<Arc<State>> {
    Router::new()
        .route("/_sim/orders", get(orders))
        .route("/_sim/orders/{id}/approve", post(approve))
        .route("/_sim/captures/{id}/review", post(end_review))
        .route("/_sim/captures/{id}/refund", post(refund))
        .route("/_sim/captures/{id}/dispute", post(dispute))
        .route("/_sim/disputes/{id}/resolve", post(resolve))
        .route("/_sim/refunds/{id}/end", post(end_refund))
        .route("/_sim/events", get(events))
        .route("/_sim/totals", get(totals))
        .route("/_sim/requests", get(requests))
        .route("/_sim/tokens", axum::routing::delete(forget_tokens))
        .route("/_sim/webhooks/deliveries", get(deliveries))
        .route("/_sim/webhooks/policy", put(set_policy))
        .route("/_sim/webhooks/target", put(set_target))
        .route("/_sim/webhooks/flush", post(flush))
        .route("/_sim/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/_sim/clock/advance", post(advance))
}

async fn orders(Shared(state): Sim) -> Json<Vec<Value>> {
    Json(PaypalControl::new(state).orders())
}

async fn events(Shared(state): Sim) -> Json<Vec<Value>> {
    Json(PaypalControl::new(state).events())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Approval {
    #[serde(default)]
    funding: Funding,
}

async fn approve(
    Shared(state): Sim,
    Path(id): Path<String>,
    Json(body): Json<Approval>,
) -> Result<Json<Value>, ControlError> {
    let redirect_url = PaypalControl::new(state).approve(&id, body.funding)?;
    Ok(Json(json!({ "redirect_url": redirect_url })))
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Verdict {
    good: bool,
}

async fn end_review(
    Shared(state): Sim,
    Path(id): Path<String>,
    Json(body): Json<Verdict>,
) -> Result<StatusCode, ControlError> {
    PaypalControl::new(state).end_review(&id, body.good)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn end_refund(
    Shared(state): Sim,
    Path(id): Path<String>,
    Json(body): Json<Verdict>,
) -> Result<StatusCode, ControlError> {
    PaypalControl::new(state).end_refund(&id, body.good)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn resolve(
    Shared(state): Sim,
    Path(id): Path<String>,
    Json(body): Json<Verdict>,
) -> Result<StatusCode, ControlError> {
    PaypalControl::new(state).resolve(&id, body.good)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn refund(
    Shared(state): Sim,
    Path(id): Path<String>,
    Json(body): Json<Value>,
) -> Result<Json<Value>, ControlError> {
    Ok(Json(json!({ "id": PaypalControl::new(state).refund(&id, &body)? })))
}

async fn dispute(Shared(state): Sim, Path(id): Path<String>) -> Result<Json<Value>, ControlError> {
    Ok(Json(json!({ "id": PaypalControl::new(state).dispute(&id)? })))
}

#[derive(Deserialize)]
struct TotalsQuery {
    custom_id: String,
}

async fn totals(Shared(state): Sim, Query(query): Query<TotalsQuery>) -> Json<Totals> {
    Json(PaypalControl::new(state).totals_of(&query.custom_id))
}

async fn requests(Shared(state): Sim) -> Json<Vec<LoggedRequest>> {
    Json(PaypalControl::new(state).requests())
}

async fn forget_tokens(Shared(state): Sim) -> StatusCode {
    PaypalControl::new(state).forget_tokens();
    StatusCode::NO_CONTENT
}

async fn deliveries(Shared(state): Sim) -> Json<Vec<OwedDelivery>> {
    Json(PaypalControl::new(state).deliveries())
}

async fn set_policy(Shared(state): Sim, Json(policy): Json<DeliveryPolicy>) -> StatusCode {
    PaypalControl::new(state).set_delivery_policy(policy);
    StatusCode::NO_CONTENT
}

async fn set_target(Shared(state): Sim, Json(target): Json<Option<Target>>) -> StatusCode {
    PaypalControl::new(state).set_webhook(target);
    StatusCode::NO_CONTENT
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Flush {
    #[serde(default)]
    order: FlushOrder,
}

async fn flush(Shared(state): Sim, body: Option<Json<Flush>>) -> Result<Response, ControlError> {
    let order = body.map(|Json(body)| body.order).unwrap_or_default();
    Ok(Json(json!({ "flushed": PaypalControl::new(state).flush(order)? })).into_response())
}

async fn faults(Shared(state): Sim) -> Json<Vec<Fault>> {
    Json(PaypalControl::new(state).faults())
}

async fn add_fault(Shared(state): Sim, Json(fault): Json<Fault>) -> StatusCode {
    PaypalControl::new(state).add_fault(fault);
    StatusCode::CREATED
}

async fn clear_faults(Shared(state): Sim) -> StatusCode {
    PaypalControl::new(state).clear_faults();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Advance {
    by_ms: i64,
}

async fn advance(Shared(state): Sim, Json(body): Json<Advance>) -> Json<Value> {
    state.clock.advance_ms(body.by_ms);
    Json(json!({ "now_ms": state.clock.now_ms() }))
}
