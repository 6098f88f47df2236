//! The control over HTTP, as JSON under `/_sim/`: for the shop's console and for tests in other languages.
//!
//! It asks for no key: the simulator is meant for one machine, and holds no money. Every `GET` answers
//! what the API would show; a refused `POST` is 404 (no such object), 409 (its state does not allow it) or
//! 422 (an unusable card or account), with `{"error": {"message": …}}`.
//!
//! | path below `/_sim/` | body | |
//! |---|---|---|
//! | `GET sessions`, `intents`, `charges`, `refunds`, `disputes`, `events` | | all, newest first |
//! | `POST sessions/{id}/pay` | `{card, email?, three_d_secure?}` | as on the hosted page |
//! | `POST sessions/{id}/debit` | `{iban, email?, after_ms?}` | as on the hosted page |
//! | `POST sessions/{id}/challenge` | `{answer: complete\|fail}` | ends 3-D Secure |
//! | `POST sessions/{id}/expire` | | |
//! | `POST intents/{id}/end_debit` | `{outcome: settles\|fails\|insufficient_funds}` | ends it now |
//! | `POST intents/{id}/plan_debit` | `{outcome, after_ms}` | ends it then, by the clock |
//! | `POST intents/{id}/capture` | `{amount?}` | in the dashboard |
//! | `POST intents/{id}/cancel` | | in the dashboard |
//! | `POST intents/{id}/plan_capture` | `{fate: taken\|declined\|expired}` | what the next capture does |
//! | `POST intents/{id}/refund` | `{amount?, reason?}` | in the dashboard |
//! | `POST intents/{id}/dispute` | `{kind?, amount?}` | the payer's bank opens one |
//! | `POST refunds/{id}/succeed` | | ends a pending one |
//! | `POST refunds/{id}/fail` | `{reason?}` | the money comes back, even days later |
//! | `POST refunds/{id}/cancel`, `require_action` | | a pending one |
//! | `POST disputes/{id}/decide` | `{verdict: respond\|win\|lose\|escalate}` | |
//! | `POST foreign_payments` | `{amount, currency, metadata?, authorize_only?, without_session?}` | another shop's |
//! | `GET`, `PUT`, `DELETE outage` | `{kind: unreachable\|unavailable, for_ms?}` | the provider is down |
//! | `GET`, `POST`, `DELETE faults` | `{endpoint?, kind, times}` | the next calls fail |
//! | `GET totals?order_id=` | | what an order authorized, captured, refunded and lost |
//! | `GET requests` | | the API's log |
//! | `GET webhooks/deliveries` | | what is owed |
//! | `POST webhooks/deliveries/{id}` | `{action: send\|hold\|drop\|duplicate}` | one that is owed |
//! | `GET`, `PUT webhooks/policy` | `{policy: normal\|hold\|drop\|duplicate\|reversed\|delay, …}` | |
//! | `PUT webhooks/target` | `{url, secret}` or `null` | |
//! | `POST webhooks/flush` | `{order?: oldest_first\|newest_first}` | lets all go that is owed |
//! | `POST events/{id}/resend` | | |
//! | `GET clock`, `POST clock/advance` | `{by_ms}` | |

use std::sync::Arc;

use axum::Json;
use axum::Router;
use axum::extract::{Path, Query, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post, put};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::WebhookTarget;
use crate::api::faults::Fault;
use crate::sim::Sim;
use crate::webhooks::policy::DeliveryPolicy;

use super::{Control, ControlError, FlushOrder, Payment, ThreeDSecure};

mod dashboard;

impl IntoResponse for ControlError {
    fn into_response(self) -> Response {
        let status = match &self {
            Self::Ledger(error) => {
                tracing::error!(
                    error = error as &dyn std::error::Error,
                    "the control could not use the ledger"
                );
                StatusCode::INTERNAL_SERVER_ERROR
            }
            Self::Missing(_) => StatusCode::NOT_FOUND,
            Self::Refused(_) => StatusCode::CONFLICT,
            Self::Card(_) => StatusCode::UNPROCESSABLE_ENTITY,
        };
        (status, Json(json!({ "error": { "message": self.to_string() } }))).into_response()
    }
}

/// The routes of the control.
pub(crate) fn routes() -> Router<Arc<Sim>> {
    Router::new()
        .route("/_sim/sessions", get(sessions))
        .route("/_sim/sessions/{id}/pay", post(pay))
        .route("/_sim/sessions/{id}/challenge", post(challenge))
        .route("/_sim/sessions/{id}/expire", post(expire))
        .route("/_sim/intents", get(intents))
        .route("/_sim/charges", get(charges))
        .route("/_sim/refunds", get(refunds))
        .route("/_sim/events", get(events))
        .route("/_sim/events/{id}/resend", post(resend))
        .route("/_sim/totals", get(totals))
        .route("/_sim/requests", get(requests))
        .route("/_sim/webhooks/deliveries", get(deliveries))
        .route("/_sim/webhooks/policy", get(policy).put(set_policy))
        .route("/_sim/webhooks/target", put(set_target))
        .route("/_sim/webhooks/flush", post(flush))
        .route("/_sim/faults", get(faults).post(add_fault).delete(clear_faults))
        .route("/_sim/clock", get(clock))
        .route("/_sim/clock/advance", post(advance))
        .merge(dashboard::routes())
}

type Shared = State<Arc<Sim>>;
type Listed = Result<Json<Vec<Value>>, ControlError>;

async fn sessions(State(sim): Shared) -> Listed {
    Control::new(sim).sessions().map(Json)
}

async fn intents(State(sim): Shared) -> Listed {
    Control::new(sim).intents().map(Json)
}

async fn charges(State(sim): Shared) -> Listed {
    Control::new(sim).charges().map(Json)
}

async fn refunds(State(sim): Shared) -> Listed {
    Control::new(sim).refunds().map(Json)
}

async fn events(State(sim): Shared) -> Listed {
    Control::new(sim).events().map(Json)
}

async fn pay(
    State(sim): Shared,
    Path(id): Path<String>,
    Json(payment): Json<Payment>,
) -> Result<Response, ControlError> {
    Ok(Json(Control::new(sim).pay(&id, &payment)?).into_response())
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ChallengeBody {
    answer: ThreeDSecure,
}

async fn challenge(
    State(sim): Shared,
    Path(id): Path<String>,
    Json(body): Json<ChallengeBody>,
) -> Result<Response, ControlError> {
    Ok(Json(Control::new(sim).end_challenge(&id, body.answer)?).into_response())
}

async fn expire(State(sim): Shared, Path(id): Path<String>) -> Result<StatusCode, ControlError> {
    Control::new(sim).expire_session(&id)?;
    Ok(StatusCode::NO_CONTENT)
}

async fn resend(State(sim): Shared, Path(id): Path<String>) -> Result<StatusCode, ControlError> {
    Control::new(sim).resend(&id)?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct TotalsQuery {
    order_id: Option<String>,
}

async fn totals(State(sim): Shared, Query(query): Query<TotalsQuery>) -> Result<Response, ControlError> {
    let control = Control::new(sim);
    Ok(match query.order_id {
        Some(order_id) => Json(control.totals_of(&order_id)?).into_response(),
        None => Json(control.totals()?).into_response(),
    })
}

async fn requests(State(sim): Shared) -> Response {
    Json(Control::new(sim).requests()).into_response()
}

async fn deliveries(State(sim): Shared) -> Result<Response, ControlError> {
    Ok(Json(Control::new(sim).deliveries()?).into_response())
}

async fn policy(State(sim): Shared) -> Json<DeliveryPolicy> {
    Json(Control::new(sim).delivery_policy())
}

async fn set_policy(State(sim): Shared, Json(policy): Json<DeliveryPolicy>) -> Json<DeliveryPolicy> {
    Control::new(sim).set_delivery_policy(policy);
    Json(policy)
}

async fn set_target(State(sim): Shared, Json(target): Json<Option<WebhookTarget>>) -> StatusCode {
    Control::new(sim).set_webhook(target);
    StatusCode::NO_CONTENT
}

#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct FlushBody {
    #[serde(default)]
    order: FlushOrder,
}

async fn flush(State(sim): Shared, body: Option<Json<FlushBody>>) -> Result<Json<Value>, ControlError> {
    let order = body.map(|Json(body)| body.order).unwrap_or_default();
    Ok(Json(json!({ "flushed": Control::new(sim).flush(order)? })))
}

async fn faults(State(sim): Shared) -> Json<Vec<Fault>> {
    Json(Control::new(sim).faults())
}

async fn add_fault(State(sim): Shared, Json(fault): Json<Fault>) -> (StatusCode, Json<Fault>) {
    Control::new(sim).add_fault(fault);
    (StatusCode::CREATED, Json(fault))
}

async fn clear_faults(State(sim): Shared) -> StatusCode {
    Control::new(sim).clear_faults();
    StatusCode::NO_CONTENT
}

#[derive(Serialize)]
struct ClockBody {
    now_ms: i64,
    offset_ms: i64,
}

async fn clock(State(sim): Shared) -> Json<ClockBody> {
    Json(ClockBody { now_ms: sim.clock.now_ms(), offset_ms: sim.clock.offset_ms() })
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AdvanceBody {
    by_ms: i64,
}

async fn advance(State(sim): Shared, Json(body): Json<AdvanceBody>) -> Json<ClockBody> {
    sim.clock.advance_ms(body.by_ms);
    clock(State(sim)).await
}
