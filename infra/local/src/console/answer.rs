//! Answers: the same facts as a page or as JSON, whichever was asked for; forms read once and strictly.

use super::page::{self, Notice, Section, View};
use crate::handles::Handles;
use aws_sdk_dynamodb::error::DisplayErrorContext;
use axum::Json;
use axum::body::Bytes;
use axum::extract::FromRequestParts;
use axum::http::header::{ACCEPT, CONTENT_TYPE, VARY};
use axum::http::request::Parts;
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::response::{Html, IntoResponse, Redirect, Response};
use contract::problem::{MEDIA_TYPE, Problem, ProblemCode, ProblemField};
use serde::Serialize;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::error::Error;
use std::sync::Arc;

const FORM: &str = "application/x-www-form-urlencoded";

/// A request: what it may use, and in which form it wants its answer.
pub struct Ask {
    /// The running shop.
    pub handles: Arc<Handles>,
    /// What follows the `?`, by name.
    pub query: BTreeMap<String, String>,
    json: bool,
}

impl FromRequestParts<Arc<Handles>> for Ask {
    type Rejection = Infallible;

    async fn from_request_parts(parts: &mut Parts, handles: &Arc<Handles>) -> Result<Self, Infallible> {
        Ok(Self::of(parts, handles.clone()))
    }
}

/// What came of a form: where its page is, and the facts for whoever asked for JSON.
pub struct Done<T> {
    /// The page that shows it.
    pub location: String,
    /// The facts.
    pub facts: T,
}

impl Ask {
    /// The request with these headers and this address.
    pub fn of(parts: &Parts, handles: Arc<Handles>) -> Self {
        let accept = parts.headers.get(ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let json = accept.contains("application/json") && !accept.contains("text/html");
        let query = form_urlencoded::parse(parts.uri.query().unwrap_or_default().as_bytes());
        Self { handles, query: query.into_owned().collect(), json }
    }

    /// Answers with facts: their page, or themselves as JSON.
    pub fn page<T: Serialize>(
        &self,
        section: Section,
        found: Result<T, Problem>,
        view: impl FnOnce(&T) -> View,
    ) -> Response {
        let facts = match found {
            Ok(facts) => facts,
            Err(problem) => return self.problem_in(section, problem),
        };
        if self.json {
            return with_vary(Json(facts).into_response());
        }
        let notice = self.query.get("notice").and_then(|name| Notice::parse(name));
        with_vary(Html(page::layout(section, notice, &view(&facts)).into_string()).into_response())
    }

    /// Answers a form: the browser goes on to a page, a program gets the facts.
    pub fn done<T: Serialize>(&self, section: Section, done: Result<Done<T>, Problem>) -> Response {
        match done {
            Ok(done) if self.json => Json(done.facts).into_response(),
            Ok(done) => Redirect::to(&done.location).into_response(),
            Err(problem) => self.problem_in(section, problem),
        }
    }

    /// Answers with what went wrong.
    pub fn problem(&self, problem: Problem) -> Response {
        self.problem_in(Section::Overview, problem)
    }

    fn problem_in(&self, section: Section, problem: Problem) -> Response {
        let status = StatusCode::from_u16(problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        if status.is_server_error() {
            tracing::error!(problem = problem.title, "the console could not answer");
        }
        let mut response = if self.json {
            let mut response = Json(problem).into_response();
            response.headers_mut().insert(CONTENT_TYPE, HeaderValue::from_static(MEDIA_TYPE));
            response
        } else {
            Html(page::layout(section, None, &page::problem(section, &problem)).into_string()).into_response()
        };
        *response.status_mut() = status;
        with_vary(response)
    }
}

fn with_vary(mut response: Response) -> Response {
    response.headers_mut().insert(VARY, HeaderValue::from_static("Accept"));
    response
}

/// Something of the shop did not answer: the whole chain of reasons, for the person at the keyboard.
pub fn failed(error: impl Error + 'static) -> Problem {
    Problem::new(ProblemCode::Internal, DisplayErrorContext(error).to_string())
}

/// A field that is not acceptable.
pub fn wrong(field: &str, problem: impl Into<String>) -> Problem {
    let problem = problem.into();
    let mut whole = Problem::new(ProblemCode::InvalidField, "This cannot be done as it was filled in.");
    whole.fields.push(ProblemField { name: field.to_owned(), problem });
    whole
}

/// The fields of a form, each at most once and none but these.
///
/// # Errors
/// A [`Problem`] that says what is wrong with the form.
pub fn form(
    headers: &HeaderMap,
    body: &Bytes,
    names: &[&'static str],
) -> Result<BTreeMap<&'static str, String>, Problem> {
    let media_type = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    if media_type.split(';').next().map(str::trim) != Some(FORM) {
        let title = format!("Send a form: the media type must be {FORM}.");
        return Err(Problem::new(ProblemCode::UnsupportedMediaType, title));
    }
    let mut fields = BTreeMap::new();
    for (name, value) in form_urlencoded::parse(body) {
        let known = names.iter().find(|known| **known == name);
        let known = known.ok_or_else(|| wrong(&name, "There is no such field."))?;
        if fields.insert(*known, value.into_owned()).is_some() {
            return Err(wrong(known, "It was sent twice."));
        }
    }
    Ok(fields)
}
