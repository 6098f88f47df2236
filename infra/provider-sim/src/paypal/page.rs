//! The hosted page: where the shopper approves an order, without a login, or turns back.
//!
//! It works without JavaScript, and after a POST it redirects. Nothing is paid here: the shop has to authorize
//! what was approved.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Form, Query, State as Shared};
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use maud::{DOCTYPE, Markup, html};
use serde::Deserialize;
use url::Url;

use super::orders::{self, Closed};
use super::records::{Funding, OrderRecord, OrderStatus};
use super::state::State;

/// Who approves, where the order does not say.
pub(crate) const PAYER: &str = "payer@example.com";

/// Every way to pay, with its name in the form and what it says.
const FUNDINGS: [(&str, Funding, &str); 6] = [
    ("balance", Funding::Balance, "PayPal balance"),
    ("declined", Funding::Declined, "A card that the bank declines"),
    ("denied", Funding::Denied, "A bank account that is denied"),
    ("capture_pending", Funding::CapturePending, "A payment that is held for review"),
    ("capture_declined", Funding::CaptureDeclined, "A payment that cannot be captured"),
    ("refund_pending", Funding::RefundPending, "A bank whose refunds take days"),
];

/// The routes of the pages.
pub(crate) fn routes() -> Router<Arc<State>> {
    Router::new()
        .route("/checkoutnow", get(show))
        .route("/checkoutnow/approve", post(approve))
        .route("/checkoutnow/cancel", post(cancel))
        .route("/assets/page.css", get(style))
}

/// Where a shopper goes from here: the shop's address with the order, and the payer who approved it.
pub(crate) fn way_back(address: &str, order: &str, approved: bool) -> String {
    let Ok(mut url) = Url::parse(address) else { return address.to_owned() };
    url.query_pairs_mut().append_pair("token", order);
    if approved {
        url.query_pairs_mut().append_pair("PayerID", "SIMULATEDPAYER");
    }
    url.into()
}

#[derive(Deserialize)]
struct Token {
    token: String,
}

async fn show(Shared(state): Shared<Arc<State>>, Query(query): Query<Token>) -> Response {
    let order = orders::find(&state.ledger(), &query.token).ok();
    match order {
        None => missing(&state),
        Some(order) if order.status == OrderStatus::Completed => {
            Redirect::to(&way_back(&order.return_url, &order.id, true)).into_response()
        }
        Some(order) => answer(Some(&order), page(&state, &approval(&state, &order))),
    }
}

#[derive(Deserialize)]
struct Approval {
    token: String,
    #[serde(default)]
    funding: String,
}

async fn approve(Shared(state): Shared<Arc<State>>, Form(form): Form<Approval>) -> Response {
    let funding = FUNDINGS.into_iter().find(|(name, ..)| *name == form.funding);
    let funding = funding.map_or(Funding::Balance, |(_, funding, _)| funding);
    let url = state.public_url.clone();
    let made = state.change(|ledger| {
        let email = orders::find(ledger, &form.token).ok().and_then(|order| order.payer_email);
        let email = email.unwrap_or_else(|| PAYER.to_owned());
        orders::approve(ledger, &url, &form.token, funding, &email)
    });
    match made {
        Ok(Ok(order)) => Redirect::to(&way_back(&order.return_url, &order.id, true)).into_response(),
        // A second click on Approve leads to the same place.
        Ok(Err(Closed::Completed)) => {
            Redirect::to(&format!("/checkoutnow?token={}", form.token)).into_response()
        }
        Ok(Err(Closed::Missing)) => missing(&state),
        Err(error) => {
            tracing::error!(error = &error as &dyn std::error::Error, "a page could not use the ledger");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

async fn cancel(Shared(state): Shared<Arc<State>>, Form(form): Form<Token>) -> Response {
    let order = orders::find(&state.ledger(), &form.token).ok();
    match order {
        Some(order) => Redirect::to(&way_back(&order.cancel_url, &order.id, false)).into_response(),
        None => missing(&state),
    }
}

fn approval(state: &State, order: &OrderRecord) -> Markup {
    let name = order.brand_name.as_ref().unwrap_or(&state.merchant);
    html! {
        section.payment {
            h1 { "Pay " (name) }
            p.amount { (order.amount.shown()) }
            @if let Some(description) = &order.description { p { (description) } }
        }
        section {
            form method="post" action="/checkoutnow/approve" {
                input type="hidden" name="token" value=(order.id);
                fieldset {
                    legend { "Pay with" }
                    @for (name, funding, text) in FUNDINGS {
                        p { label {
                            input type="radio" name="funding" value=(name) checked[funding == Funding::Balance];
                            " " (text)
                        } }
                    }
                }
                button type="submit" { "Approve" }
            }
            form method="post" action="/checkoutnow/cancel" {
                input type="hidden" name="token" value=(order.id);
                p { button.secondary type="submit" { "Cancel and return to " (name) } }
            }
        }
    }
}

fn page(state: &State, content: &Markup) -> Markup {
    html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="robots" content="noindex";
                title { "Simulated PayPal - " (state.merchant) }
                link rel="stylesheet" href="/assets/page.css";
            }
            body {
                div.mode { p { "Simulated PayPal. Nobody logs in and no money moves." } }
                main { (content) }
            }
        }
    }
}

fn missing(state: &State) -> Response {
    let text = html! { section.payment { h1 { "This payment is over" } p { "Go back to the shop and try again." } } };
    let mut response = answer(None, page(state, &text));
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// A page with the headers every page has; forms may lead to the shop of the order.
pub(super) fn answer(order: Option<&OrderRecord>, page: Markup) -> Response {
    let shop = order.and_then(|order| Url::parse(&order.return_url).ok());
    let shop = shop.map(|url| url.origin().ascii_serialization()).unwrap_or_default();
    let policy = format!(
        "default-src 'none'; style-src 'self'; img-src data:; form-action 'self' {shop}; base-uri 'none'; frame-ancestors 'none'"
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
    const PLAIN: &str = "label { font-weight: 400; } input[type=radio] { width: auto; }\n\
                         fieldset { border: 0; margin: 0; padding: 0; } legend { font-weight: 600; padding: 0; }\n";
    let text = concat!(include_str!("../page/page.css"), "\n").to_owned() + PLAIN;
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "max-age=300")], text)
        .into_response()
}
