//! The overview: where everything is, how much of it there is, and what waits for a person.

use super::answer::{Ask, failed};
use super::page::{At, Section, View, facts, word};
use super::{mails, queues, stock};
use crate::handles::Handles;
use axum::response::Response;
use contract::problem::Problem;
use maud::{Markup, html};
use serde::Serialize;
use std::collections::BTreeMap;

#[derive(Serialize)]
struct Overview {
    shop_url: String,
    provider_url: String,
    data_folder: Option<String>,
    mail_folder: String,
    now_at: At,
    mails: usize,
    orders: usize,
    orders_by_status: BTreeMap<String, usize>,
    skus: usize,
    messages: u64,
    dead_letters: u64,
    orders_with_breaks: usize,
    unlicensed: usize,
}

/// The page.
pub async fn show(ask: Ask) -> Response {
    let found = overview(&ask.handles).await;
    ask.page(Section::Overview, found, |overview| View { title: "Overview".to_owned(), body: view(overview) })
}

async fn overview(handles: &Handles) -> Result<Overview, Problem> {
    let orders = handles.store.list_orders().await.map_err(failed)?;
    let mut orders_by_status: BTreeMap<String, usize> = BTreeMap::new();
    for order in &orders {
        *orders_by_status.entry(word(&order.status)).or_default() += 1;
    }
    let (messages, dead_letters) = queues::queues(handles).await?.totals();
    Ok(Overview {
        shop_url: handles.url.clone(),
        provider_url: handles.provider_url.clone(),
        data_folder: handles.data.as_ref().map(|folder| folder.display().to_string()),
        mail_folder: handles.mails.display().to_string(),
        now_at: At(handles.now()),
        mails: mails::count(handles.mails.clone()).await?,
        orders: orders.len(),
        orders_by_status,
        skus: stock::catalog(handles).await?.len(),
        messages,
        dead_letters,
        orders_with_breaks: orders.iter().filter(|order| !order.open_breaks.is_empty()).count(),
        unlicensed: handles.store.list_unlicensed().await.map_err(failed)?.len(),
    })
}

fn view(overview: &Overview) -> Markup {
    let by_status: Vec<String> =
        overview.orders_by_status.iter().map(|(status, count)| format!("{count} {status}")).collect();
    html! {
        (attention(overview))
        ul.counts {
            (count(Section::Orders, overview.orders, "orders", &by_status.join(", ")))
            (count(Section::Mails, overview.mails, "mails", "sent by the shop"))
            (count(Section::Queues, overview.messages, "messages", "waiting or in flight"))
            (count(Section::Queues, overview.dead_letters, "dead letters", "waiting for a person"))
            (count(Section::Stock, overview.skus, "SKUs", "in the current catalogue"))
        }
        (facts(&[
            ("Shop", html! { a href=(overview.shop_url) { (overview.shop_url) } }),
            ("Provider simulator", html! { a href=(overview.provider_url) { (overview.provider_url) } }),
            ("Data", html! {
                @if let Some(folder) = &overview.data_folder { code { (folder) } }
                @else { "in memory, gone when the shop stops" }
            }),
            ("Mails", html! { code { (overview.mail_folder) } }),
            ("Time in the shop", html! { (overview.now_at) }),
        ]))
    }
}

fn attention(overview: &Overview) -> Markup {
    let waiting = overview.dead_letters > 0 || overview.orders_with_breaks > 0 || overview.unlicensed > 0;
    html! {
        @if waiting {
            div.problem {
                p { strong { "Something waits for a person." } }
                ul {
                    @if overview.dead_letters > 0 {
                        li { a href=(Section::Queues.path()) { (overview.dead_letters) " dead letters" } }
                    }
                    @if overview.orders_with_breaks > 0 {
                        li { a href=(Section::Orders.path()) { (overview.orders_with_breaks) " orders with a break" } }
                    }
                    @if overview.unlicensed > 0 {
                        li { a href=(Section::Payments.path()) { (overview.unlicensed) " payments without an order" } }
                    }
                }
            }
        }
    }
}

fn count(section: Section, number: impl maud::Render, name: &str, detail: &str) -> Markup {
    html! {
        li {
            a href=(section.path()) {
                strong { (number) }
                span { (name) }
                @if !detail.is_empty() { span.detail { (detail) } }
            }
        }
    }
}
