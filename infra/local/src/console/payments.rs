//! Payments: what the provider's ledger holds, how its webhooks are delivered, and money without an order.

use super::answer::{Ask, failed};
use super::page::{At, Section, View, badge, facts, or_dash, word};
use crate::handles::Handles;
use axum::response::Response;
use contract::problem::Problem;
use domain::ids::OrderId;
use domain::money::{Currency, Money};
use maud::{Markup, html};
use provider_sim::DeliveryPolicy;
use serde::Serialize;
use serde_json::Value;

/// How many sessions and intents are shown: the newest.
const SHOWN_MAX: usize = 100;

#[derive(Serialize)]
struct Payments {
    provider_url: String,
    delivery_policy: DeliveryPolicy,
    deliveries: Vec<Delivery>,
    unlicensed: Vec<Unlicensed>,
    sessions: Vec<Session>,
    intents: Vec<Intent>,
}

#[derive(Serialize)]
struct Delivery {
    event: String,
    event_type: String,
    due_at: At,
    attempts: u32,
    held: bool,
    last_failure: Option<String>,
}

#[derive(Serialize)]
struct Unlicensed {
    object: String,
    claimed_order: String,
    raised_at: At,
}

#[derive(Serialize)]
struct Session {
    id: String,
    status: String,
    payment_status: String,
    amount: Option<Money>,
    order_id: Option<OrderId>,
    created_at: At,
    expires_at: At,
    url: Option<String>,
}

#[derive(Serialize)]
struct Intent {
    id: String,
    status: String,
    amount: Option<Money>,
    capturable: Option<Money>,
    received: Option<Money>,
    order_id: Option<OrderId>,
    created_at: At,
}

/// The page.
pub async fn show(ask: Ask) -> Response {
    let found = payments(&ask.handles).await;
    ask.page(Section::Payments, found, |payments| View { title: "Payments".to_owned(), body: view(payments) })
}

async fn payments(handles: &Handles) -> Result<Payments, Problem> {
    let control = &handles.provider;
    let unlicensed = handles.store.list_unlicensed().await.map_err(failed)?;
    let deliveries = control.deliveries().map_err(failed)?;
    let sessions = control.sessions().map_err(failed)?;
    let intents = control.intents().map_err(failed)?;
    Ok(Payments {
        provider_url: handles.provider_url.clone(),
        delivery_policy: control.delivery_policy(),
        deliveries: deliveries
            .into_iter()
            .map(|owed| Delivery {
                event: owed.event,
                event_type: owed.event_type,
                due_at: At::ms(owed.due_ms),
                attempts: owed.attempts,
                held: owed.held,
                last_failure: owed.last_failure,
            })
            .collect(),
        unlicensed: unlicensed
            .into_iter()
            .map(|found| Unlicensed {
                object: found.object,
                claimed_order: found.claimed_order,
                raised_at: At(found.raised_at),
            })
            .collect(),
        sessions: sessions.iter().take(SHOWN_MAX).map(session).collect(),
        intents: intents.iter().take(SHOWN_MAX).map(intent).collect(),
    })
}

fn session(value: &Value) -> Session {
    Session {
        id: text(value, "id"),
        status: text(value, "status"),
        payment_status: text(value, "payment_status"),
        amount: amount(value, "amount_total"),
        order_id: order(value),
        created_at: at(value, "created"),
        expires_at: at(value, "expires_at"),
        url: value["url"].as_str().map(str::to_owned),
    }
}

fn intent(value: &Value) -> Intent {
    Intent {
        id: text(value, "id"),
        status: text(value, "status"),
        amount: amount(value, "amount"),
        capturable: amount(value, "amount_capturable"),
        received: amount(value, "amount_received"),
        order_id: order(value),
        created_at: at(value, "created"),
    }
}

fn text(value: &Value, name: &str) -> String {
    value[name].as_str().unwrap_or_default().to_owned()
}

/// The provider counts in minor units and writes currencies in lower case.
fn amount(value: &Value, name: &str) -> Option<Money> {
    let currency = Currency::parse(&value["currency"].as_str()?.to_uppercase()).ok()?;
    Some(Money::new(value[name].as_i64()?, currency))
}

fn at(value: &Value, name: &str) -> At {
    At::ms(value[name].as_i64().unwrap_or(0).saturating_mul(1_000))
}

fn order(value: &Value) -> Option<OrderId> {
    OrderId::parse(value["metadata"]["order_id"].as_str()?).ok()
}

fn view(payments: &Payments) -> Markup {
    html! {
        (facts(&[
            ("Provider", html! { a href=(payments.provider_url) { (payments.provider_url) } " (the simulator's own page)" }),
            ("Webhooks", html! { (policy(payments.delivery_policy)) }),
            ("Still owed", html! { (payments.deliveries.len()) " deliveries" }),
        ]))
        @if !payments.unlicensed.is_empty() { (unlicensed(&payments.unlicensed)) }
        @if !payments.deliveries.is_empty() {
            section { h2 { "Webhooks still owed" } (deliveries(&payments.deliveries)) }
        }
        section {
            h2 { "Sessions" }
            @if payments.sessions.is_empty() { p.empty { "None yet: nobody went to pay." } }
            @else { (sessions(&payments.sessions)) }
        }
        section {
            h2 { "Payment intents" }
            @if payments.intents.is_empty() { p.empty { "None yet: nobody has submitted a card." } }
            @else { (intents(&payments.intents)) }
        }
    }
}

fn policy(policy: DeliveryPolicy) -> String {
    match policy {
        DeliveryPolicy::Normal => "delivered once each, at once".to_owned(),
        DeliveryPolicy::Hold => "held back until they are flushed".to_owned(),
        DeliveryPolicy::Drop => "never delivered".to_owned(),
        DeliveryPolicy::Duplicate { times } => format!("delivered {times} times each"),
        DeliveryPolicy::Reversed { window_ms } => format!("newest first, gathered for {window_ms} ms"),
        DeliveryPolicy::Delay { delay_ms } => format!("delivered once each, {delay_ms} ms later"),
    }
}

fn unlicensed(found: &[Unlicensed]) -> Markup {
    html! {
        div.problem {
            p { strong { "Money that no order licenses: a person must look." } }
            ul {
                @for one in found {
                    li { code { (one.object) } " names " code { (one.claimed_order) } " (since " (one.raised_at) ")" }
                }
            }
        }
    }
}

fn deliveries(deliveries: &[Delivery]) -> Markup {
    html! {
        table {
            thead {
                tr {
                    th scope="col" { "Event" }
                    th scope="col" { "Next" }
                    th.number scope="col" { "Failed" }
                    th scope="col" { "Last failure" }
                }
            }
            tbody {
                @for owed in deliveries {
                    tr {
                        td data-label="Event" { (owed.event_type) span.detail { code { (owed.event) } } }
                        td data-label="Next" { @if owed.held { "when flushed" } @else { (owed.due_at) } }
                        td.number data-label="Failed" { (owed.attempts) }
                        td data-label="Last failure" { (or_dash(owed.last_failure.as_ref())) }
                    }
                }
            }
        }
    }
}

fn sessions(sessions: &[Session]) -> Markup {
    html! {
        table {
            thead {
                tr {
                    th scope="col" { "Session" }
                    th scope="col" { "Status" }
                    th.number scope="col" { "Amount" }
                    th scope="col" { "Order" }
                    th scope="col" { "Created" }
                    th scope="col" { "Closes" }
                }
            }
            tbody {
                @for session in sessions {
                    tr {
                        td data-label="Session" {
                            @if let Some(url) = &session.url { a href=(url) { (short(&session.id)) } }
                            @else { code title=(session.id) { (short(&session.id)) } }
                        }
                        td data-label="Status" { (badge(&session.status)) " " (session.payment_status) }
                        td.number data-label="Amount" { (money(session.amount)) }
                        td data-label="Order" { (order_link(session.order_id.as_ref())) }
                        td data-label="Created" { (session.created_at) }
                        td data-label="Closes" { (session.expires_at) }
                    }
                }
            }
        }
    }
}

fn intents(intents: &[Intent]) -> Markup {
    html! {
        table {
            thead {
                tr {
                    th scope="col" { "Intent" }
                    th scope="col" { "Status" }
                    th.number scope="col" { "Amount" }
                    th.number scope="col" { "Capturable" }
                    th.number scope="col" { "Received" }
                    th scope="col" { "Order" }
                    th scope="col" { "Created" }
                }
            }
            tbody {
                @for intent in intents {
                    tr {
                        td data-label="Intent" { code title=(intent.id) { (short(&intent.id)) } }
                        td data-label="Status" { (badge(&word(&intent.status))) }
                        td.number data-label="Amount" { (money(intent.amount)) }
                        td.number data-label="Capturable" { (money(intent.capturable)) }
                        td.number data-label="Received" { (money(intent.received)) }
                        td data-label="Order" { (order_link(intent.order_id.as_ref())) }
                        td data-label="Created" { (intent.created_at) }
                    }
                }
            }
        }
    }
}

fn money(amount: Option<Money>) -> Markup {
    or_dash(amount.map(Money::shown).as_ref())
}

/// The two ends of a long id: enough to tell one from another.
fn short(id: &str) -> String {
    let letters: Vec<char> = id.chars().collect();
    match (letters.first_chunk::<8>(), letters.last_chunk::<6>()) {
        (Some(start), Some(end)) if letters.len() > 20 => start.iter().chain(&['…']).chain(end).collect(),
        _ => id.to_owned(),
    }
}

fn order_link(order: Option<&OrderId>) -> Markup {
    html! {
        @if let Some(id) = order {
            a href={ (Section::Orders.path()) "/" (id) } title=(id) { (short(id.as_str())) }
        } @else { span.none { "none" } }
    }
}
