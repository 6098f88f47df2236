//! The hosted payment page: what the shopper sees of the provider.
//!
//! It works without JavaScript, sends no card data anywhere, and after a POST it redirects. Its content
//! security policy names the shop as the one foreign place a form may lead to.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, Path, Request, State};
use axum::http::{HeaderValue, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::get;
use maud::Markup;
use serde::Deserialize;
use url::Url;

use crate::api::dropped;
use crate::api::outage::OutageKind;
use crate::api::sessions::is_email;
use crate::cards::{self, Card, CardInput};
use crate::debits::{self, Account};
use crate::ledger::LedgerError;
use crate::ledger::records::{IntentRecord, PaymentFailure, SessionRecord, SessionStatus};
use crate::methods::{MethodType, MethodTypes};
use crate::rules::debit;
use crate::rules::payment::{self, Attempt, Closed, NOT_AUTHENTICATED};
use crate::sim::Sim;

mod console;
pub(crate) mod parts;
mod views;

use views::{FieldErrors, PayFields};

/// The routes of the pages.
pub(crate) fn routes(sim: &Arc<Sim>) -> Router<Arc<Sim>> {
    let pay = Router::new()
        .route("/pay/{id}", get(show).post(submit))
        .route("/pay/{id}/challenge", get(show_challenge).post(end_challenge))
        .layer(middleware::from_fn_with_state(Arc::clone(sim), unless_down));
    Router::new()
        .merge(pay)
        .merge(console::routes())
        .route("/assets/page.css", get(style))
        .route("/assets/console.css", get(console_style))
        .route("/assets/icon.svg", get(icon))
}

/// Shoppers see an outage as the shop does.
async fn unless_down(State(sim): Shared, request: Request, next: Next) -> Response {
    match sim.outage() {
        None => next.run(request).await,
        Some(OutageKind::Unreachable) => dropped::response(),
        Some(OutageKind::Unavailable) => {
            let mut response = answer(None, views::broken(&sim.merchant));
            *response.status_mut() = StatusCode::SERVICE_UNAVAILABLE;
            response
        }
    }
}

/// Where a shopper goes after paying: the session's address, its placeholder filled.
pub(crate) fn success_url(session: &SessionRecord) -> String {
    session.success_url.replace("{CHECKOUT_SESSION_ID}", &session.id)
}

type Shared = State<Arc<Sim>>;

/// A session with its intent, as a page needs them.
struct Seen {
    session: SessionRecord,
    intent: Option<IntentRecord>,
}

fn look(sim: &Sim, id: &str) -> Result<Option<Seen>, LedgerError> {
    sim.read(|draft| {
        let session: SessionRecord = draft.find(id)?;
        let intent = session.payment_intent.as_deref().and_then(|id| draft.find(id));
        Some(Seen { session, intent })
    })
}

async fn show(State(sim): Shared, Path(id): Path<String>) -> Response {
    let seen = match look(&sim, &id) {
        Ok(Some(seen)) => seen,
        Ok(None) => return missing(&sim),
        Err(error) => return broken(&sim, &error),
    };
    let Seen { session, intent } = seen;
    match session.status {
        SessionStatus::Complete => answer(Some(&session), views::complete(&sim.merchant, &session)),
        SessionStatus::Expired => answer(Some(&session), views::expired(&sim.merchant, &session)),
        SessionStatus::Open if intent.as_ref().is_some_and(|intent| intent.challenge.is_some()) => {
            see_other(&format!("/pay/{id}/challenge"))
        }
        SessionStatus::Open => {
            let refusal = intent.and_then(|intent| intent.failure).map(told);
            let email = session.customer_email.clone().unwrap_or_default();
            let method = PayForm::default().method(&session.intent_data.methods);
            let (errors, refusal) = (FieldErrors::default(), refusal.as_deref());
            let fields = PayFields { method, email: &email, name: "", errors, refusal };
            answer(Some(&session), views::pay(&sim.merchant, &session, &fields))
        }
    }
}

fn told(failure: PaymentFailure) -> String {
    match failure {
        PaymentFailure::Declined { decline, .. } => decline.message,
        PaymentFailure::NotAuthenticated { .. } => NOT_AUTHENTICATED.to_owned(),
    }
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct PayForm {
    method: Option<MethodType>,
    email: String,
    card_number: String,
    card_expiry: String,
    card_cvc: String,
    account_name: String,
    iban: String,
}

/// What a shopper pays with, checked.
enum Instrument {
    Card(Card),
    Account(Account),
}

impl PayForm {
    /// The way to pay that was chosen, of those the session offers.
    fn method(&self, offered: &MethodTypes) -> MethodType {
        let first = offered.0.first().copied().unwrap_or(MethodType::Card);
        self.method.filter(|method| offered.has(*method)).unwrap_or(first)
    }

    fn instrument(&self, method: MethodType, now_ms: i64) -> Result<Instrument, FieldErrors> {
        match method {
            MethodType::Card => {
                let input =
                    CardInput { number: &self.card_number, expiry: &self.card_expiry, cvc: &self.card_cvc };
                let card = cards::read(input, now_ms);
                card.map(Instrument::Card).map_err(|card| FieldErrors { card, ..FieldErrors::default() })
            }
            MethodType::SepaDebit => {
                let named = !self.account_name.trim().is_empty();
                let name = (!named).then_some("Your name is required.");
                match (debits::read(&self.iban), named) {
                    (Ok(account), true) => Ok(Instrument::Account(account)),
                    (account, _) => Err(FieldErrors { iban: account.err(), name, ..FieldErrors::default() }),
                }
            }
        }
    }
}

async fn submit(State(sim): Shared, Path(id): Path<String>, Form(form): Form<PayForm>) -> Response {
    let session = match look(&sim, &id) {
        Ok(Some(seen)) => seen.session,
        Ok(None) => return missing(&sim),
        Err(error) => return broken(&sim, &error),
    };
    let typed = session.customer_email.clone().unwrap_or_else(|| form.email.trim().to_owned());
    let email_error = (!is_email(&typed)).then_some("Your email address is invalid.");
    let method = form.method(&session.intent_data.methods);
    let instrument = match (form.instrument(method, sim.clock.now_ms()), email_error) {
        (Ok(instrument), None) => instrument,
        (instrument, email) => {
            let errors = FieldErrors { email, ..instrument.err().unwrap_or_default() };
            let name = form.account_name.trim();
            let fields = PayFields { method, email: &typed, name, errors, refusal: None };
            return answer(Some(&session), views::pay(&sim.merchant, &session, &fields));
        }
    };
    let paid = sim.change(|draft| match instrument {
        Instrument::Card(card) => payment::pay(draft, &id, card, &typed),
        Instrument::Account(account) => debit::pay(draft, &id, account, &typed),
    });
    match paid {
        Ok(outcome) => after(&session, &outcome),
        Err(error) => broken(&sim, &error),
    }
}

/// Where a shopper goes once a payment was tried.
fn after(session: &SessionRecord, outcome: &Result<Attempt, Closed>) -> Response {
    match outcome {
        // A second click on Pay finds the session complete: it leads to the same place.
        Ok(Attempt::Paid | Attempt::Processing) | Err(Closed::Complete) => see_other(&success_url(session)),
        Ok(Attempt::Challenged) => see_other(&format!("/pay/{}/challenge", session.id)),
        Ok(Attempt::Declined(_))
        | Err(Closed::Missing | Closed::Expired | Closed::NotChallenged | Closed::NotOffered) => {
            see_other(&format!("/pay/{}", session.id))
        }
    }
}

async fn show_challenge(State(sim): Shared, Path(id): Path<String>) -> Response {
    match look(&sim, &id) {
        Ok(Some(Seen { session, intent: Some(intent) }))
            if session.status == SessionStatus::Open && intent.challenge.is_some() =>
        {
            answer(Some(&session), views::challenge(&sim.merchant, &session))
        }
        Ok(Some(_)) => see_other(&format!("/pay/{id}")),
        Ok(None) => missing(&sim),
        Err(error) => broken(&sim, &error),
    }
}

#[derive(Deserialize)]
struct ChallengeForm {
    answer: String,
}

async fn end_challenge(
    State(sim): Shared,
    Path(id): Path<String>,
    Form(form): Form<ChallengeForm>,
) -> Response {
    let session = match look(&sim, &id) {
        Ok(Some(seen)) => seen.session,
        Ok(None) => return missing(&sim),
        Err(error) => return broken(&sim, &error),
    };
    match sim.change(|draft| payment::end_challenge(draft, &id, form.answer == "complete")) {
        Ok(outcome) => after(&session, &outcome),
        Err(error) => broken(&sim, &error),
    }
}

fn missing(sim: &Sim) -> Response {
    let mut response = answer(None, views::missing(&sim.merchant));
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

fn broken(sim: &Sim, error: &LedgerError) -> Response {
    tracing::error!(error = error as &dyn std::error::Error, "a page could not use the ledger");
    let mut response = answer(None, views::broken(&sim.merchant));
    *response.status_mut() = StatusCode::INTERNAL_SERVER_ERROR;
    response
}

fn see_other(place: &str) -> Response {
    Redirect::to(place).into_response()
}

/// A page with the headers every page has; forms may lead to the shop of `session`.
fn answer(session: Option<&SessionRecord>, page: Markup) -> Response {
    let shop = session.and_then(|session| Url::parse(&session.success_url).ok());
    let shop = shop.map(|url| url.origin().ascii_serialization()).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' {shop}; base-uri 'none'; \
         frame-ancestors 'none'"
    );
    let mut response = Html(page.into_string()).into_response();
    let headers = response.headers_mut();
    if let Ok(policy) = HeaderValue::from_str(&policy) {
        headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    }
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    response
}

async fn style() -> Response {
    asset("text/css; charset=utf-8", include_str!("page.css"))
}

async fn console_style() -> Response {
    asset("text/css; charset=utf-8", include_str!("console/console.css"))
}

async fn icon() -> Response {
    asset("image/svg+xml", include_str!("icon.svg"))
}

fn asset(kind: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "max-age=300")], text).into_response()
}
