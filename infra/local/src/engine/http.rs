//! HTTP requests to functions, as API Gateway's HTTP API does it (payload format 2.0).
//!
//! A request becomes the JSON event a real function would be sent, is read by the library the functions use,
//! and the answer goes back with every cookie. Limits are API Gateway's and Lambda's.

use std::{collections::BTreeMap, net::IpAddr};

use axum::{
    body::{Body, Bytes},
    http::{HeaderMap, HeaderName, Request, Response, StatusCode, header, request::Parts},
};
use base64::{Engine as _, engine::general_purpose::STANDARD};
use embedded::Clock;
use lambda_http::{Context, RequestExt};
use serde_json::{Map, Value, json};

use super::{
    HttpHandler,
    invoke::{InvocationError, Invoker},
    routes::Matched,
};

/// API Gateway takes bodies up to 10 MB.
const BODY_BYTES_MAX: usize = 10 * 1024 * 1024;
/// Lambda takes events and gives answers up to 6 MB.
const EVENT_BYTES_MAX: usize = 6 * 1024 * 1024;

/// Hands requests to functions.
pub(crate) struct Gateway {
    pub invoker: Invoker,
    pub clock: Clock,
}

impl Gateway {
    /// The function's answer, or the gateway's own when the request is too large or the function fails.
    pub async fn answer(
        &self,
        matched: &Matched,
        handler: &HttpHandler,
        request: Request<Body>,
        source: IpAddr,
    ) -> Response<Body> {
        let (parts, body) = request.into_parts();
        let Some(host) = host(&parts) else { return problem(StatusCode::BAD_REQUEST, "Bad Request") };
        let Ok(body) = axum::body::to_bytes(body, BODY_BYTES_MAX).await else {
            return problem(StatusCode::PAYLOAD_TOO_LARGE, "Request Entity Too Large");
        };
        let request_id = request_id();
        let origin = Origin { host, source, request_id: request_id.clone(), now_ms: self.clock.now_ms() };
        let event = event(matched, &parts, &body, &origin).to_string();
        if event.len() > EVENT_BYTES_MAX {
            return problem(StatusCode::PAYLOAD_TOO_LARGE, "Request Too Long");
        }
        let (handler, context) = (std::sync::Arc::clone(handler), context(&request_id));
        let invocation = Box::pin(async move {
            let request = lambda_http::request::from_str(&event)?;
            Ok(handler(request.with_lambda_context(context)).await)
        });
        match self.invoker.invoke(&matched.function, invocation).await {
            Ok(answer) => response(answer, &request_id),
            Err(error) => {
                tracing::error!(%error, route = matched.route_key, request_id, "a request failed");
                match error {
                    InvocationError::TimedOut { .. } => {
                        problem(StatusCode::SERVICE_UNAVAILABLE, "Service Unavailable")
                    }
                    InvocationError::Failed { .. } | InvocationError::Panicked { .. } => {
                        problem(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error")
                    }
                }
            }
        }
    }
}

/// Where and when a request came in.
struct Origin {
    host: String,
    source: IpAddr,
    request_id: String,
    now_ms: i64,
}

/// The host a request names, or `None` when it makes no address together with the path.
fn host(parts: &Parts) -> Option<String> {
    let named =
        parts.headers.get(header::HOST).map(|host| String::from_utf8_lossy(host.as_bytes()).into_owned());
    let named = named.or_else(|| parts.uri.authority().map(ToString::to_string));
    let host = named.unwrap_or_else(|| "localhost".to_owned());
    let is_authority = host.parse::<axum::http::uri::Authority>().is_ok();
    let is_address = url::Url::parse(&format!("http://{host}{}", parts.uri.path())).is_ok();
    (is_authority && is_address).then_some(host)
}

/// API Gateway's own answers.
pub(crate) fn problem(status: StatusCode, message: &str) -> Response<Body> {
    let mut response = Response::new(Body::from(json!({ "message": message }).to_string()));
    *response.status_mut() = status;
    let json = header::HeaderValue::from_static("application/json");
    response.headers_mut().insert(header::CONTENT_TYPE, json);
    response
}

fn request_id() -> String {
    let mut bytes = [0_u8; 9];
    if let Err(error) = getrandom::fill(&mut bytes) {
        tracing::error!(%error, "no random bytes for a request id");
    }
    STANDARD.encode(bytes)
}

fn context(request_id: &str) -> Context {
    let mut context = Context::default();
    request_id.clone_into(&mut context.request_id);
    context
}

/// The event a function is sent for a request.
fn event(matched: &Matched, parts: &Parts, body: &Bytes, origin: &Origin) -> Value {
    let Origin { host, source, request_id, now_ms } = origin;
    let query = parts.uri.query().unwrap_or_default();
    let time = jiff::Timestamp::from_millisecond(*now_ms).unwrap_or_default();
    let mut event = json!({
        "version": "2.0",
        "routeKey": matched.route_key,
        "rawPath": parts.uri.path(),
        "rawQueryString": query,
        "headers": headers(&parts.headers, host, *source),
        "requestContext": {
            "accountId": "000000000000",
            "apiId": "local",
            "domainName": host,
            "domainPrefix": "local",
            "http": {
                "method": parts.method.as_str(),
                "path": parts.uri.path(),
                "protocol": format!("{:?}", parts.version),
                "sourceIp": source.to_string(),
                "userAgent": text(&parts.headers, &header::USER_AGENT),
            },
            "requestId": request_id,
            "routeKey": matched.route_key,
            "stage": "$default",
            "time": time.strftime("%d/%b/%Y:%H:%M:%S +0000").to_string(),
            "timeEpoch": now_ms,
        },
        "isBase64Encoded": false,
    });
    let cookies = cookies(&parts.headers);
    if !cookies.is_empty() {
        event["cookies"] = cookies.into();
    }
    if !query.is_empty() {
        event["queryStringParameters"] = query_parameters(query);
    }
    if !matched.parameters.is_empty() {
        event["pathParameters"] = json!(matched.parameters);
    }
    if !body.is_empty() {
        let text = std::str::from_utf8(body).ok().filter(|_| is_text(&parts.headers));
        event["isBase64Encoded"] = text.is_none().into();
        event["body"] = text.map_or_else(|| STANDARD.encode(body), str::to_owned).into();
    }
    event
}

/// Whether API Gateway passes such a body on as text; forms come in base64.
fn is_text(headers: &HeaderMap) -> bool {
    let kind = text(headers, &header::CONTENT_TYPE).to_ascii_lowercase();
    let kind = kind.split(';').next().unwrap_or_default().trim();
    kind.starts_with("text/")
        || matches!(kind, "application/json" | "application/javascript" | "application/xml")
        || kind.ends_with("+json")
        || kind.ends_with("+xml")
}

fn text(headers: &HeaderMap, name: &HeaderName) -> String {
    headers.get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned()).unwrap_or_default()
}

/// Headers by lower-case name, several values joined by commas, cookies apart, and where the request came from.
fn headers(headers: &HeaderMap, host: &str, source: IpAddr) -> Map<String, Value> {
    let mut joined: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in headers {
        let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
        match joined.get_mut(name.as_str()) {
            Some(before) => {
                before.push(',');
                before.push_str(&value);
            }
            None => {
                joined.insert(name.as_str().to_owned(), value);
            }
        }
    }
    joined.remove(header::COOKIE.as_str());
    let port = host.rsplit_once(':').map_or("80", |(_, port)| port);
    joined.insert(header::HOST.as_str().to_owned(), host.to_owned());
    joined.insert("x-forwarded-for".to_owned(), source.to_string());
    joined.insert("x-forwarded-port".to_owned(), port.to_owned());
    joined.insert("x-forwarded-proto".to_owned(), "http".to_owned());
    joined.into_iter().map(|(name, value)| (name, value.into())).collect()
}

fn cookies(headers: &HeaderMap) -> Vec<String> {
    headers
        .get_all(header::COOKIE)
        .iter()
        .flat_map(|value| {
            let value = String::from_utf8_lossy(value.as_bytes()).into_owned();
            value.split(';').map(|cookie| cookie.trim().to_owned()).collect::<Vec<_>>()
        })
        .filter(|cookie| !cookie.is_empty())
        .collect()
}

/// Query parameters by name, several values joined by commas.
fn query_parameters(query: &str) -> Value {
    let mut joined: BTreeMap<String, String> = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(query.as_bytes()) {
        match joined.get_mut(name.as_ref()) {
            Some(before) => {
                before.push(',');
                before.push_str(&value);
            }
            None => {
                joined.insert(name.into_owned(), value.into_owned());
            }
        }
    }
    json!(joined)
}

/// The function's answer as it goes back, without the headers that belong to the connection.
fn response(answer: lambda_http::Response<lambda_http::Body>, request_id: &str) -> Response<Body> {
    let (mut parts, body) = answer.into_parts();
    let body = match body {
        lambda_http::Body::Empty => Bytes::new(),
        lambda_http::Body::Text(text) => text.into(),
        lambda_http::Body::Binary(bytes) => bytes.into(),
        other => {
            tracing::error!(?other, "an answer's body is of an unknown kind");
            return problem(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error");
        }
    };
    if body.len() > EVENT_BYTES_MAX {
        tracing::error!(bytes = body.len(), "an answer is too large");
        return problem(StatusCode::INTERNAL_SERVER_ERROR, "Internal Server Error");
    }
    for name in [header::CONNECTION, header::CONTENT_LENGTH, header::TRANSFER_ENCODING] {
        parts.headers.remove(name);
    }
    if let Ok(value) = request_id.parse() {
        parts.headers.insert("apigw-requestid", value);
    }
    Response::from_parts(parts, Body::from(body))
}
