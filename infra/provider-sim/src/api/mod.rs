//! The API itself: `/v1/...` as the provider serves it.
//!
//! A request is authenticated, its version checked, a repeat answered from the first answer, and only
//! then executed; the change and the kept answer are in the ledger before anything is answered.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use serde_json::Value;

use crate::API_VERSION;
use crate::error::ApiError;
use crate::ledger::{Draft, Ledger, LedgerError};
use crate::params::{self, Params};
use crate::sim::{LoggedRequest, Sim};

mod access;
mod charges;
mod disputes;
pub(crate) mod dropped;
pub(crate) mod endpoint;
mod events;
mod expand;
pub(crate) mod faults;
pub(crate) mod idempotency;
mod intents;
mod list;
mod methods;
pub(crate) mod outage;
mod refunds;
pub(crate) mod sessions;

use endpoint::Endpoint;
use faults::FaultKind;
use idempotency::Key;
use outage::OutageKind;

/// What is sent back.
#[derive(Debug)]
struct Answer {
    status: StatusCode,
    body: String,
    original_request: Option<String>,
    replayed: bool,
    delay_ms: u32,
}

/// One request, taken apart.
struct Call<'a> {
    endpoint: Endpoint,
    id: String,
    key: Option<Key>,
    form: &'a [u8],
    request_id: &'a str,
}

/// Answers any request below `/v1/`.
pub(crate) async fn answer(
    State(sim): State<Arc<Sim>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    answer_one(&sim, &method, &uri, &headers, &body).await.unwrap_or_else(dropped::response)
}

/// Answers one request; nothing where the connection is to be dropped.
pub(crate) async fn answer_one(
    sim: &Sim,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &[u8],
) -> Option<Response> {
    let request_id = sim.new_request_id();
    let key = headers.get("idempotency-key").and_then(|value| value.to_str().ok()).map(str::to_owned);
    let answered = match sim.outage() {
        None => process(sim, method, uri, headers, body, &request_id),
        Some(OutageKind::Unreachable) => None,
        Some(OutageKind::Unavailable) => Some(refusal(&ApiError::unavailable(), &request_id)),
    };
    sim.log(LoggedRequest {
        request_id: request_id.clone(),
        method: method.to_string(),
        path: uri.path().to_owned(),
        idempotency_key: key.clone(),
        status: answered.as_ref().map(|answer| answer.status.as_u16()),
        replayed: answered.as_ref().is_some_and(|answer| answer.replayed),
        at_ms: sim.clock.now_ms(),
    });
    let answer = answered?;
    if answer.delay_ms > 0 {
        tokio::time::sleep(Duration::from_millis(u64::from(answer.delay_ms))).await;
    }
    Some(response(&answer, &request_id, key.as_deref().filter(|_| *method == Method::POST)))
}

fn process(
    sim: &Sim,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &[u8],
    request_id: &str,
) -> Option<Answer> {
    let call = match read_call(sim, method, uri, headers, body, request_id) {
        Ok(call) => call,
        Err(error) => return Some(refusal(&error, request_id)),
    };
    match execute(sim, &call) {
        Ok(answer) => answer,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the ledger could not be written");
            let failure = ApiError::provider_failure(StatusCode::INTERNAL_SERVER_ERROR);
            Some(refusal(&failure, request_id))
        }
    }
}

fn read_call<'a>(
    sim: &Sim,
    method: &Method,
    uri: &'a Uri,
    headers: &HeaderMap,
    body: &'a [u8],
    request_id: &'a str,
) -> Result<Call<'a>, ApiError> {
    access::check(headers, &sim.secret_key)?;
    let (endpoint, id) = Endpoint::find(method.as_str(), uri.path())
        .ok_or_else(|| ApiError::unknown_url(method.as_str(), uri.path()))?;
    if *method != Method::POST {
        return Ok(Call {
            endpoint,
            id,
            key: None,
            form: uri.query().unwrap_or_default().as_bytes(),
            request_id,
        });
    }
    access::check_form(headers, body)?;
    let key = headers.get("idempotency-key").map(|value| value.to_str().unwrap_or_default());
    let key = Key::read(key, uri.path(), body)?;
    Ok(Call { endpoint, id, key, form: body, request_id })
}

/// Executes a request and commits what it changed; none where the connection is to be dropped.
fn execute(sim: &Sim, call: &Call<'_>) -> Result<Option<Answer>, LedgerError> {
    let mut origin = sim.origin();
    origin.request = Some(call.request_id.to_owned());
    origin.idempotency_key = call.key.as_ref().map(|key| key.text.clone());
    let mut ledger = sim.ledger();
    sim.let_due_things_happen(&mut ledger)?;
    if let Some(answer) = replay(&ledger, call) {
        return Ok(Some(answer));
    }
    let fault = sim.switches().faults.take(call.endpoint);
    let now_ms = sim.clock.now_ms();
    let mut draft = ledger.draft(origin.clone(), now_ms);
    let outcome = match fault {
        Some(FaultKind::DropBeforeApplying) => return Ok(None),
        Some(FaultKind::ServerError) => Err(ApiError::provider_failure(StatusCode::INTERNAL_SERVER_ERROR)),
        Some(FaultKind::RateLimited) => Err(ApiError::provider_failure(StatusCode::TOO_MANY_REQUESTS)),
        _ => params::parse(call.form).and_then(|params| run(&mut draft, call, params)),
    };
    if outcome.as_ref().is_err_and(|error| !error.is_applied()) {
        // A refused request changes nothing, unless it says so; only its answer may be kept.
        draft = ledger.draft(origin, now_ms);
    }
    let outcome = match (fault, outcome) {
        (Some(FaultKind::ServerErrorAfterApplying), Ok(_)) => {
            Err(ApiError::provider_failure(StatusCode::INTERNAL_SERVER_ERROR))
        }
        (_, outcome) => outcome,
    };
    let mut answer = match &outcome {
        Ok(object) => success(object, call.request_id),
        Err(error) => refusal(error, call.request_id),
    };
    if let Some(key) = call.key.as_ref().filter(|_| outcome.as_ref().err().is_none_or(ApiError::is_kept)) {
        key.keep(&mut draft, answer.status.as_u16(), &answer.body, call.request_id);
    }
    let change = draft.done();
    ledger.commit(change)?;
    sim.wake.notify_one();
    if let Some(FaultKind::Delay(delay_ms)) = fault {
        answer.delay_ms = delay_ms;
    }
    Ok(Some(answer).filter(|_| fault != Some(FaultKind::DropAfterApplying)))
}

fn replay(ledger: &Ledger, call: &Call<'_>) -> Option<Answer> {
    let key = call.key.as_ref()?;
    let stored = Sim::stored_answer(ledger, &key.text)?;
    if let Err(error) = key.check(&stored) {
        return Some(refusal(&error, call.request_id));
    }
    Some(Answer {
        status: StatusCode::from_u16(stored.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        body: stored.body,
        original_request: Some(stored.request),
        replayed: true,
        delay_ms: 0,
    })
}

fn run(draft: &mut Draft<'_>, call: &Call<'_>, params: Params) -> Result<Value, ApiError> {
    let id = call.id.as_str();
    match call.endpoint {
        Endpoint::SessionCreate => sessions::create(draft, params),
        Endpoint::SessionList => sessions::list(draft, params),
        Endpoint::SessionRetrieve => sessions::retrieve(draft, id, params),
        Endpoint::SessionLineItems => sessions::line_items(draft, id, params),
        Endpoint::SessionExpire => sessions::expire(draft, id, params),
        Endpoint::IntentList => intents::list(draft, params),
        Endpoint::IntentRetrieve => intents::retrieve(draft, id, params),
        Endpoint::IntentCapture => intents::capture(draft, id, params),
        Endpoint::IntentCancel => intents::cancel(draft, id, params),
        Endpoint::ChargeList => charges::list(draft, params),
        Endpoint::ChargeRetrieve => charges::retrieve(draft, id, params),
        Endpoint::RefundCreate => refunds::create(draft, params),
        Endpoint::RefundList => refunds::list(draft, params),
        Endpoint::RefundRetrieve => refunds::retrieve(draft, id, params),
        Endpoint::RefundCancel => refunds::cancel(draft, id, params),
        Endpoint::DisputeList => disputes::list(draft, params),
        Endpoint::DisputeRetrieve => disputes::retrieve(draft, id, params),
        Endpoint::DisputeUpdate => disputes::update(draft, id, params),
        Endpoint::DisputeClose => disputes::close(draft, id, params),
        Endpoint::EventList => events::list(draft, params),
        Endpoint::EventRetrieve => events::retrieve(draft, id, params),
    }
}

fn success(object: &Value, request_id: &str) -> Answer {
    let (body, original_request) = (pretty(object), Some(request_id.to_owned()));
    Answer { status: StatusCode::OK, body, original_request, replayed: false, delay_ms: 0 }
}

fn refusal(error: &ApiError, request_id: &str) -> Answer {
    let body = pretty(&error.body(request_id));
    let original_request = error.is_kept().then(|| request_id.to_owned());
    Answer { status: error.status(), body, original_request, replayed: false, delay_ms: 0 }
}

/// JSON as the provider writes it: two spaces of indentation.
pub(crate) fn pretty(value: &Value) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

fn response(answer: &Answer, request_id: &str, key: Option<&str>) -> Response {
    let mut response = Response::new(Body::from(answer.body.clone()));
    *response.status_mut() = answer.status;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, no-store"));
    headers.insert(HeaderName::from_static("stripe-version"), HeaderValue::from_static(API_VERSION));
    let mut add = |name: &'static str, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    };
    add("request-id", request_id);
    if let Some(key) = key {
        add("idempotency-key", key);
        if let Some(original) = &answer.original_request {
            add("original-request", original);
        }
    }
    if answer.replayed {
        add("idempotent-replayed", "true");
    }
    response
}
