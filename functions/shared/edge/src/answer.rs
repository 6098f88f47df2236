//! Answers: pages, JSON, redirects and problems, with the headers that every answer of a shop must have.

use contract::problem::{MEDIA_TYPE, Problem, ProblemCode, Refusal};
use lambda_http::http::header::{CACHE_CONTROL, CONTENT_TYPE, LOCATION, RETRY_AFTER, SET_COOKIE};
use lambda_http::http::{HeaderName, HeaderValue, StatusCode};
use lambda_http::{Body, Response};
use serde::Serialize;
use texts::{Language, Texts};

/// An answer of a function.
pub type Answer = Response<Body>;

/// What every answer says about itself to browsers, besides what the site's own headers say.
const SECURITY: [(&str, &str); 3] =
    [("x-content-type-options", "nosniff"), ("referrer-policy", "same-origin"), ("vary", "Accept, Cookie")];

fn answer(status: StatusCode, media_type: &'static str, body: String) -> Answer {
    let mut response = Response::new(Body::from(body));
    *response.status_mut() = status;
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(media_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    for (name, value) in SECURITY {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_static(value));
    }
    response
}

/// A page.
pub fn html(status: u16, page: String) -> Answer {
    let status = StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    answer(status, "text/html; charset=utf-8", page)
}

/// A JSON body.
pub fn json(body: &impl Serialize) -> Answer {
    match serde_json::to_string(body) {
        Ok(text) => answer(StatusCode::OK, "application/json", text),
        Err(error) => {
            tracing::error!(%error, "an answer could not be written");
            problem(&in_english(&Refusal::internal()))
        }
    }
}

/// A problem, for programs.
pub fn problem(problem: &Problem) -> Answer {
    let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    let body = serde_json::to_string(problem).unwrap_or_else(|_| "{}".to_owned());
    let mut response = answer(status, MEDIA_TYPE, body);
    if problem.code == ProblemCode::Busy {
        response.headers_mut().insert(RETRY_AFTER, HeaderValue::from_static("2"));
    }
    response
}

/// A refusal, said in the language of the storefront that was asked, or else in this one.
pub fn refusal(refusal: &Refusal, texts: Texts) -> Answer {
    let texts = refusal.locale.as_ref().map_or(texts, Texts::of);
    problem(&refusal.problem(texts.tell(&refusal.said)))
}

/// A refusal as programs are told it where no shopper reads it.
pub fn in_english(refusal: &Refusal) -> Problem {
    refusal.problem(Texts::in_language(Language::English).tell(&refusal.said))
}

/// The answer to post: go and get another page.
pub fn see_other(url: &str) -> Answer {
    let mut response = answer(StatusCode::SEE_OTHER, "text/plain; charset=utf-8", String::new());
    if let Ok(location) = HeaderValue::from_str(url) {
        response.headers_mut().insert(LOCATION, location);
    }
    response
}

/// Nothing to say, but understood.
pub fn no_content() -> Answer {
    answer(StatusCode::NO_CONTENT, "text/plain; charset=utf-8", String::new())
}

/// Lets an answer be kept by caches for this many seconds.
pub fn cacheable(mut response: Answer, seconds: u32) -> Answer {
    if let Ok(value) = HeaderValue::from_str(&format!("public, max-age={seconds}")) {
        response.headers_mut().insert(CACHE_CONTROL, value);
        response.headers_mut().insert(HeaderName::from_static("vary"), HeaderValue::from_static("Accept"));
    }
    response
}

/// A cookie to be set.
#[derive(Debug, Clone, Copy)]
pub struct Cookie<'a> {
    /// Its name.
    pub name: &'a str,
    /// Its value.
    pub value: &'a str,
    /// The paths it is sent to.
    pub path: &'a str,
    /// Whether scripts may read it.
    pub readable: bool,
    /// How long it is kept.
    pub seconds: i64,
}

/// The answer with a cookie; `Secure` wherever the site is served over TLS.
pub fn with_cookie(mut response: Answer, cookie: &Cookie<'_>, site_url: &str) -> Answer {
    let mut text = format!(
        "{}={}; Path={}; Max-Age={}; SameSite=Lax",
        cookie.name, cookie.value, cookie.path, cookie.seconds
    );
    if !cookie.readable {
        text.push_str("; HttpOnly");
    }
    if site_url.starts_with("https:") {
        text.push_str("; Secure");
    }
    if let Ok(value) = HeaderValue::from_str(&text) {
        response.headers_mut().append(SET_COOKIE, value);
    }
    response
}
