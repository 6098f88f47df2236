//! The console at `/_local/`: mails, queues, orders, stock, payments and the clock of the shop on this machine.
//!
//! It is for the person at the keyboard and is never deployed. It answers on loopback names only, reads through
//! the same SDK as the functions, and changes nothing but by the messages and schedules that staff and time
//! would send. Every page works without a script, and is JSON for whoever asks for it.

mod answer;
mod clock;
mod guard;
mod mails;
mod order_commands;
mod order_forms;
mod order_page;
mod orders;
mod overview;
mod page;
mod payments;
mod queues;
mod stock;
mod stock_page;

use crate::handles::Handles;
use answer::Ask;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::header::{CACHE_CONTROL, CONTENT_TYPE};
use axum::middleware::{from_fn, from_fn_with_state};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{any, get, post};
use contract::problem::{Problem, ProblemCode};
use domain::limits::REQUEST_BODY_MAX;
use std::sync::Arc;

const STYLE: &str = include_str!("console.css");

/// The console's routes.
pub fn router(handles: Arc<Handles>) -> Router {
    Router::new()
        .route("/_local", get(|| async { Redirect::permanent("/_local/") }))
        .route("/_local/", get(overview::show))
        .route("/_local/console.css", get(style))
        .route("/_local/mails", get(mails::list))
        .route("/_local/mails/{name}", get(mails::show))
        .route("/_local/mails/{name}/html", get(mails::html))
        .route("/_local/mails/{name}/raw", get(mails::raw))
        .route("/_local/queues", get(queues::list))
        .route("/_local/queues/{name}", get(queues::show))
        .route("/_local/queues/{name}/redrive", post(queues::redrive))
        .route("/_local/orders", get(orders::list))
        .route("/_local/orders/{id}", get(orders::show))
        .route("/_local/orders/{id}/mark-paid", post(order_commands::mark_paid))
        .route("/_local/orders/{id}/cancel", post(order_commands::cancel))
        .route("/_local/orders/{id}/ship", post(order_commands::ship))
        .route("/_local/orders/{id}/deliver", post(order_commands::deliver))
        .route("/_local/orders/{id}/refund", post(order_commands::refund))
        .route("/_local/orders/{id}/resolve", post(order_commands::resolve))
        .route("/_local/stock", get(stock::list).post(stock::change))
        .route("/_local/stock/{sku}", get(stock::show))
        .route("/_local/payments", get(payments::show))
        .route("/_local/clock", get(clock::show))
        .route("/_local/clock/advance", post(clock::advance))
        .route("/_local/clock/run", post(clock::run))
        .route("/_local/{*rest}", any(nothing))
        .layer(DefaultBodyLimit::max(REQUEST_BODY_MAX))
        .layer(from_fn_with_state(handles.clone(), guard::admit))
        .layer(from_fn(guard::add_headers))
        .with_state(handles)
}

async fn style() -> Response {
    ([(CONTENT_TYPE, "text/css; charset=utf-8"), (CACHE_CONTROL, "no-cache")], STYLE).into_response()
}

async fn nothing(ask: Ask) -> Response {
    ask.problem(Problem::new(ProblemCode::NotFound, "The console has no such page."))
}
