//! Who may use the console: a browser on this machine that was not sent here by another site.

use super::answer::Ask;
use crate::handles::Handles;
use axum::extract::{ConnectInfo, Request, State};
use axum::http::header::{
    ALLOW, CACHE_CONTROL, CONTENT_SECURITY_POLICY, HOST, ORIGIN, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use axum::http::request::Parts;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode};
use axum::middleware::Next;
use axum::response::Response;
use contract::problem::{Problem, ProblemCode};
use std::net::SocketAddr;
use std::sync::Arc;

/// The policy of every page but a mail's HTML part, which brings its own.
const POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; \
                      frame-src 'self'; frame-ancestors 'none'; base-uri 'none'";

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");

/// Lets requests through that come from this machine and, where they change something, from the console's own
/// pages or from a program that is no browser.
pub async fn admit(State(handles): State<Arc<Handles>>, request: Request, next: Next) -> Response {
    let (parts, body) = request.into_parts();
    let ask = Ask::of(&parts, handles);
    if let Err(problem) = check(&parts) {
        return ask.problem(problem);
    }
    let response = next.run(Request::from_parts(parts, body)).await;
    if response.status() == StatusCode::METHOD_NOT_ALLOWED {
        let title = "This address takes other kinds of requests: use the buttons of the pages.";
        let mut told = ask.problem(Problem::new(ProblemCode::NotPossible, title));
        *told.status_mut() = StatusCode::METHOD_NOT_ALLOWED;
        if let Some(allowed) = response.headers().get(ALLOW) {
            told.headers_mut().insert(ALLOW, allowed.clone());
        }
        return told;
    }
    response
}

fn check(parts: &Parts) -> Result<(), Problem> {
    let header = |name: HeaderName| parts.headers.get(name).and_then(|value| value.to_str().ok());
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    let host = header(HOST).unwrap_or_default();
    // The name is checked as well: a foreign name that resolves to this machine must not open the console.
    if !peer.is_some_and(|peer| peer.ip().is_loopback()) || !is_loopback_name(host) {
        let title = "The console answers on this machine only, as localhost or 127.0.0.1.";
        return Err(Problem::new(ProblemCode::NotAllowed, title));
    }
    if parts.method == Method::GET || parts.method == Method::HEAD {
        return Ok(());
    }
    let cross_site = header(SEC_FETCH_SITE).is_some_and(|site| !matches!(site, "same-origin" | "none"));
    let foreign = header(ORIGIN).is_some_and(|origin| origin != format!("http://{host}"));
    if cross_site || foreign {
        let title = "This request came from another site; nothing was done. Use the console's own pages.";
        return Err(Problem::new(ProblemCode::ForeignOrigin, title));
    }
    Ok(())
}

fn is_loopback_name(host: &str) -> bool {
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

/// Adds the headers of every answer; what an answer set itself stays.
pub async fn add_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    let defaults = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "same-origin"),
        (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
        (CACHE_CONTROL, "no-store"),
    ];
    for (name, value) in defaults {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_names_of_this_machine_are_loopback_names() {
        for name in ["localhost", "localhost:8080", "127.0.0.1:80", "[::1]:8080", "[::1]"] {
            assert!(is_loopback_name(name), "{name}");
        }
        for name in ["", "shop.example", "localhost.shop.example:8080", "127.0.0.2", "localhost:80:80x"] {
            assert!(!is_loopback_name(name), "{name}");
        }
    }
}
