//! The API itself, as the provider serves it.
//!
//! A request is authenticated, a repeat answered with the latest state of what it asked for, and only then
//! executed; the change is in the ledger before anything is answered.

use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State as Shared;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header};
use axum::response::Response;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use serde_json::{Value, json};
use subtle::ConstantTimeEq;

use super::endpoint::Endpoint;
use super::error::ApiError;
use super::ledger::Ledger;
use super::records::{
    AnswerRecord, AuthorizationRecord, CaptureRecord, DisputeRecord, EventRecord, OrderRecord, RefundRecord,
};
use super::state::State;
use super::{events, orders, payments, render, shapes};
use crate::api::{dropped, faults::FaultKind, pretty};
use crate::ids;
use crate::ledger::LedgerError;
use crate::sim::LoggedRequest;

/// How long an access token is good: 9 hours.
const TOKEN_LASTS_S: i64 = 32_400;
/// Longest request id, in characters.
const REQUEST_ID_MAX: usize = 108;

/// What is sent back.
struct Answer {
    status: StatusCode,
    body: Option<Value>,
    repeat: bool,
    delay_ms: u32,
}

impl Answer {
    fn refusal(error: &ApiError, debug_id: &str) -> Self {
        Self { status: error.status(), body: Some(error.body(debug_id)), repeat: false, delay_ms: 0 }
    }
}

/// One request, taken apart.
struct Call<'a> {
    endpoint: Endpoint,
    id: String,
    /// The call and its request id, where it has one.
    key: Option<String>,
    query: &'a str,
    body: &'a [u8],
    whole: bool,
}

/// Answers any request of the API.
pub(crate) async fn answer(
    Shared(state): Shared<Arc<State>>,
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    answer_one(&state, &method, &uri, &headers, &body).await.unwrap_or_else(dropped::response)
}

/// Answers one request; nothing where the connection is to be dropped.
pub(crate) async fn answer_one(
    state: &State,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &[u8],
) -> Option<Response> {
    let debug_id = new_debug_id(state);
    let answered = process(state, method, uri, headers, body, &debug_id);
    state.switches().log(LoggedRequest {
        request_id: debug_id.clone(),
        method: method.to_string(),
        path: uri.path().to_owned(),
        idempotency_key: text(headers, "paypal-request-id").map(str::to_owned),
        status: answered.as_ref().map(|answer| answer.status.as_u16()),
        replayed: answered.as_ref().is_some_and(|answer| answer.repeat),
        at_ms: state.clock.now_ms(),
    });
    let answer = answered?;
    if answer.delay_ms > 0 {
        tokio::time::sleep(Duration::from_millis(u64::from(answer.delay_ms))).await;
    }
    Some(response(&answer, &debug_id))
}

fn new_debug_id(state: &State) -> String {
    let mut switches = state.switches();
    switches.requests += 1;
    let id = ids::make(&state.seed, "f", switches.requests, 5);
    id.to_ascii_lowercase()
}

fn text<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

fn process(
    state: &State,
    method: &Method,
    uri: &Uri,
    headers: &HeaderMap,
    body: &[u8],
    debug_id: &str,
) -> Option<Answer> {
    let found = Endpoint::find(method.as_str(), uri.path());
    if let Some((Endpoint::Token, _)) = found {
        return token(state, headers, body, debug_id);
    }
    if let Err(answer) = check_access(state, headers, debug_id) {
        return Some(answer);
    }
    let read = found.ok_or_else(ApiError::unknown_url);
    let read = read.and_then(|found| read_call(found, method, uri, headers, body));
    let call = match read {
        Ok(call) => call,
        Err(error) => return Some(Answer::refusal(&error, debug_id)),
    };
    match execute(state, &call, debug_id) {
        Ok(answer) => answer,
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "the ledger could not be written");
            Some(Answer::refusal(&ApiError::internal(), debug_id))
        }
    }
}

fn read_call<'a>(
    (endpoint, id): (Endpoint, String),
    method: &Method,
    uri: &'a Uri,
    headers: &HeaderMap,
    body: &'a [u8],
) -> Result<Call<'a>, ApiError> {
    let whole = text(headers, "prefer").is_some_and(|prefer| prefer.contains("return=representation"))
        || *method == Method::GET;
    let mut key = None;
    if *method == Method::POST {
        let json = text(headers, "content-type").is_some_and(|kind| kind.starts_with("application/json"));
        // A call without a body need not say what it is.
        if !json && !body.is_empty() {
            return Err(ApiError::media_type());
        }
        if let Some(request_id) = headers.get("paypal-request-id") {
            let request_id = request_id.to_str().unwrap_or_default();
            if !(1..=REQUEST_ID_MAX).contains(&request_id.chars().count()) {
                let description = "The value of a field is either too short or too long.";
                return Err(ApiError::invalid("INVALID_STRING_LENGTH", description));
            }
            key = Some(format!("{} {request_id}", uri.path()));
        }
    }
    Ok(Call { endpoint, id, key, query: uri.query().unwrap_or_default(), body, whole })
}

/// `POST /v1/oauth2/token`
fn token(state: &State, headers: &HeaderMap, body: &[u8], debug_id: &str) -> Option<Answer> {
    let fault = state.switches().take_fault(Endpoint::Token);
    match fault {
        Some(FaultKind::DropBeforeApplying | FaultKind::DropAfterApplying) => return None,
        Some(FaultKind::ServerError | FaultKind::ServerErrorAfterApplying) => {
            return Some(Answer::refusal(&ApiError::internal(), debug_id));
        }
        Some(FaultKind::RateLimited) => return Some(Answer::refusal(&ApiError::rate_limited(), debug_id)),
        Some(FaultKind::Delay(_)) | None => {}
    }
    let answer = |status, body| Some(Answer { status, body: Some(body), repeat: false, delay_ms: 0 });
    let known = format!("{}:{}", state.credentials.client_id, state.credentials.client_secret);
    let sent = text(headers, "authorization").and_then(|value| value.strip_prefix("Basic "));
    let sent = sent.and_then(|value| STANDARD.decode(value).ok()).unwrap_or_default();
    if !bool::from(sent.ct_eq(known.as_bytes())) {
        let body = json!({ "error": "invalid_client", "error_description": "Client Authentication failed" });
        return answer(StatusCode::UNAUTHORIZED, body);
    }
    let pairs: Vec<_> = form_urlencoded::parse(body).collect();
    if !pairs.iter().any(|(name, value)| name == "grant_type" && value == "client_credentials") {
        let body = json!({
            "error": "unsupported_grant_type",
            "error_description": "Grant Type is NULL or not one of the supported ones",
        });
        return answer(StatusCode::BAD_REQUEST, body);
    }
    let now_ms = state.clock.now_ms();
    let mut switches = state.switches();
    switches.tokens.retain(|_, ends_ms| *ends_ms > now_ms);
    let number = switches.requests;
    let token = ids::make(&state.seed, "A21AA", number, 60);
    switches.tokens.insert(token.clone(), now_ms + TOKEN_LASTS_S * 1_000);
    let scopes = ["payments/payment/authcapture", "payments/refund", "applications/webhooks"];
    let scope = scopes.map(|scope| format!("https://uri.paypal.com/services/{scope}")).join(" ");
    let body = json!({
        "scope": scope, "access_token": token, "token_type": "Bearer", "app_id": "APP-SIMULATED",
        "expires_in": TOKEN_LASTS_S, "nonce": debug_id,
    });
    answer(StatusCode::OK, body)
}

fn check_access(state: &State, headers: &HeaderMap, debug_id: &str) -> Result<(), Answer> {
    let Some(token) = text(headers, "authorization").and_then(|value| value.strip_prefix("Bearer ")) else {
        return Err(Answer::refusal(&ApiError::unauthorized(), debug_id));
    };
    let now_ms = state.clock.now_ms();
    if state.switches().tokens.get(token).is_some_and(|ends_ms| *ends_ms > now_ms) {
        return Ok(());
    }
    let description = "Token signature verification failed";
    let body = json!({ "error": "invalid_token", "error_description": description });
    Err(Answer { status: StatusCode::UNAUTHORIZED, body: Some(body), repeat: false, delay_ms: 0 })
}

/// Executes a request and commits what it changed; none where the connection is to be dropped.
fn execute(state: &State, call: &Call<'_>, debug_id: &str) -> Result<Option<Answer>, LedgerError> {
    let mut ledger = state.ledger();
    if let Some(stored) = call.key.as_ref().and_then(|key| ledger.find::<AnswerRecord>(key)) {
        let body = latest(&ledger, state, call, &stored.object);
        ledger.commit()?;
        return Ok(Some(Answer { status: call.endpoint.success(true), body, repeat: true, delay_ms: 0 }));
    }
    let fault = state.switches().take_fault(call.endpoint);
    let outcome = match fault {
        Some(FaultKind::DropBeforeApplying) => return Ok(None),
        Some(FaultKind::ServerError) => Err(ApiError::internal()),
        Some(FaultKind::RateLimited) => Err(ApiError::rate_limited()),
        _ => run(&mut ledger, state, call),
    };
    if let (Ok((object, _)), Some(key)) = (&outcome, &call.key) {
        let kept_until_ms = ledger.now_ms + call.endpoint.request_id_kept_ms();
        ledger.remind(kept_until_ms, super::ledger::Due::Answer(key.clone()));
        ledger.put(AnswerRecord { id: key.clone(), object: object.clone(), kept_until_ms });
    }
    ledger.commit()?;
    drop(ledger);
    state.wake.notify_one();
    let mut answer = match outcome {
        Ok(_) if fault == Some(FaultKind::ServerErrorAfterApplying) => {
            Answer::refusal(&ApiError::internal(), debug_id)
        }
        Ok((_, body)) => Answer { status: call.endpoint.success(false), body, repeat: false, delay_ms: 0 },
        Err(error) => Answer::refusal(&error, debug_id),
    };
    if let Some(FaultKind::Delay(delay_ms)) = fault {
        answer.delay_ms = delay_ms;
    }
    Ok(Some(answer).filter(|_| fault != Some(FaultKind::DropAfterApplying)))
}

/// Does what is asked; answers the object that a repeat shows, and the body.
fn run(ledger: &mut Ledger, state: &State, call: &Call<'_>) -> Result<(String, Option<Value>), ApiError> {
    let (url, id) = (state.public_url.as_str(), call.id.as_str());
    if !matches!(call.endpoint, Endpoint::EventList | Endpoint::DisputeList) && !call.query.is_empty() {
        return Err(ApiError::invalid("INVALID_PARAMETER", "There is no such parameter."));
    }
    let object = match call.endpoint {
        Endpoint::OrderCreate => orders::create(ledger, call.body, call.key.is_some())?,
        Endpoint::OrderAuthorize => {
            let _: shapes::Nothing = shapes::optional(call.body)?;
            orders::authorize(ledger, url, id)?;
            id.to_owned()
        }
        Endpoint::AuthorizationCapture => payments::capture(ledger, url, id, call.body)?,
        Endpoint::AuthorizationVoid => {
            let _: shapes::Nothing = shapes::optional(call.body)?;
            payments::void(ledger, url, id)?;
            id.to_owned()
        }
        Endpoint::CaptureRefund => payments::refund(ledger, url, id, call.body)?,
        Endpoint::EventResend => {
            events::resend(ledger, id, &webhook_id(state), call.body)?;
            id.to_owned()
        }
        Endpoint::EventList => return Ok((String::new(), Some(events::list(ledger, url, call.query)?))),
        Endpoint::DisputeList => {
            return Ok((String::new(), Some(events::disputes(ledger, url, call.query)?)));
        }
        Endpoint::OrderRetrieve => orders::find(ledger, id)?.id,
        Endpoint::AuthorizationRetrieve
        | Endpoint::CaptureRetrieve
        | Endpoint::RefundRetrieve
        | Endpoint::DisputeRetrieve
        | Endpoint::EventRetrieve
        | Endpoint::Token => id.to_owned(),
    };
    let body = latest(ledger, state, call, &object);
    if body.is_none() && call.endpoint != Endpoint::AuthorizationVoid {
        return Err(ApiError::missing());
    }
    Ok((object, body))
}

fn webhook_id(state: &State) -> String {
    state.switches().target.as_ref().map(|target| target.webhook_id.clone()).unwrap_or_default()
}

/// An object as it is now, in the form the endpoint answers with.
fn latest(ledger: &Ledger, state: &State, call: &Call<'_>, id: &str) -> Option<Value> {
    let url = state.public_url.as_str();
    match call.endpoint {
        Endpoint::OrderCreate | Endpoint::OrderRetrieve | Endpoint::OrderAuthorize => {
            let whole = call.whole || call.endpoint == Endpoint::OrderAuthorize;
            ledger.find::<OrderRecord>(id).map(|order| render::order(ledger, url, &order, whole))
        }
        Endpoint::AuthorizationRetrieve => {
            ledger.find::<AuthorizationRecord>(id).map(|held| render::authorization(url, &held))
        }
        Endpoint::AuthorizationCapture | Endpoint::CaptureRetrieve => {
            let capture = ledger.find::<CaptureRecord>(id);
            capture.map(|capture| shortened(render::capture(ledger, url, &capture), call.whole))
        }
        Endpoint::CaptureRefund | Endpoint::RefundRetrieve => {
            let refund = ledger.find::<RefundRecord>(id);
            refund.map(|refund| shortened(render::refund(url, &refund), call.whole))
        }
        Endpoint::DisputeRetrieve => {
            ledger.find::<DisputeRecord>(id).map(|dispute| render::dispute(ledger, url, &dispute))
        }
        Endpoint::EventRetrieve | Endpoint::EventResend => {
            ledger.find::<EventRecord>(id).map(|event| render::event(url, &event))
        }
        Endpoint::AuthorizationVoid | Endpoint::EventList | Endpoint::DisputeList | Endpoint::Token => None,
    }
}

/// The short form of an object: id, status and links, unless the whole was asked for.
fn shortened(object: Value, whole: bool) -> Value {
    if whole {
        return object;
    }
    json!({ "id": object["id"], "status": object["status"], "links": object["links"] })
}

fn response(answer: &Answer, debug_id: &str) -> Response {
    let body = answer.body.as_ref().map(pretty).unwrap_or_default();
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = answer.status;
    let headers = response.headers_mut();
    if answer.body.is_some() {
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("max-age=0, no-cache, no-store"));
    if let Ok(debug_id) = HeaderValue::from_str(debug_id) {
        headers.insert(HeaderName::from_static("paypal-debug-id"), debug_id);
    }
    response
}
