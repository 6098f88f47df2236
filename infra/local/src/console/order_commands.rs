//! What staff ask of an order on its page: each form is the message that the command line would send, and whether the
//! order allows it is the function's to say.

use super::answer::{Ask, Done, failed, form, wrong};
use super::orders::find;
use super::page::{Notice, Section};
use crate::handles::Handles;
use axum::body::Bytes;
use axum::extract::Path;
use axum::http::HeaderMap;
use axum::response::Response;
use contract::messages::{BreakRef, Message, OrderRef, ParcelRef, RefundOrder, ShipOrder};
use contract::problem::{Problem, ProblemCode};
use domain::ids::{LineId, MessageId, OrderId};
use domain::money::Money;
use domain::orders::Order;
use domain::orders::state::OrderStatus;
use domain::payments::PaymentStatus;
use serde::Serialize;
use std::collections::BTreeMap;
use std::time::Duration;
use store::commands::CommandOutcome;
use tokio::time::{Instant, sleep};

/// How long a page waits for what comes of a command before it shows the order as it is.
const COMMAND_WAIT: Duration = Duration::from_secs(3);

/// How often it looks.
const COMMAND_LOOK: Duration = Duration::from_millis(50);

#[derive(Serialize)]
struct Commanded {
    order_id: OrderId,
    status: OrderStatus,
    payment: PaymentStatus,
}

type Fields = BTreeMap<&'static str, String>;

/// Says that the money of an offline payment is there.
pub async fn mark_paid(ask: Ask, Path(id): Path<String>) -> Response {
    let message = |order: &Order| Ok(Message::MarkOrderPaid(OrderRef { order_id: order.id.clone() }));
    let done = command(&ask.handles, &id, message).await;
    ask.done(Section::Orders, done)
}

/// Cancels an order.
pub async fn cancel(ask: Ask, Path(id): Path<String>) -> Response {
    let message = |order: &Order| Ok(Message::CancelOrder(OrderRef { order_id: order.id.clone() }));
    let done = command(&ask.handles, &id, message).await;
    ask.done(Section::Orders, done)
}

/// Records a parcel.
pub async fn ship(ask: Ask, Path(id): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let done = command(&ask.handles, &id, |order| {
        let fields = form(&headers, &body, &["carrier", "tracking_number", "lines"])?;
        Ok(Message::ShipOrder(ShipOrder {
            order_id: order.id.clone(),
            lines: units(field(&fields, "lines"))?,
            carrier: field(&fields, "carrier").to_owned(),
            tracking_number: filled(&fields, "tracking_number").map(str::to_owned),
        }))
    });
    let done = done.await;
    ask.done(Section::Orders, done)
}

/// Records that a parcel arrived.
pub async fn deliver(ask: Ask, Path(id): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let done = command(&ask.handles, &id, |order| {
        let fields = form(&headers, &body, &["parcel"])?;
        let shipment = field(&fields, "parcel").parse().map_err(|_| wrong("parcel", "Write its number."))?;
        Ok(Message::DeliverOrder(ParcelRef { order_id: order.id.clone(), shipment }))
    });
    let done = done.await;
    ask.done(Section::Orders, done)
}

/// Gives money back.
pub async fn refund(ask: Ask, Path(id): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let done = command(&ask.handles, &id, |order| {
        let fields = form(&headers, &body, &["amount", "lines", "restock"])?;
        let amount = filled(&fields, "amount").map(|text| Money::parse(text, order.total.currency));
        let amount = amount.transpose().map_err(|error| wrong("amount", format!("{error}.")))?;
        let restock = match field(&fields, "restock") {
            "yes" => true,
            "no" => false,
            _ => return Err(wrong("restock", "Say whether these units can be sold again.")),
        };
        let lines = units(field(&fields, "lines"))?;
        Ok(Message::RefundOrder(RefundOrder { order_id: order.id.clone(), amount, lines, restock }))
    });
    let done = done.await;
    ask.done(Section::Orders, done)
}

/// Records that a break is dealt with.
pub async fn resolve(ask: Ask, Path(id): Path<String>, headers: HeaderMap, body: Bytes) -> Response {
    let done = command(&ask.handles, &id, |order| {
        let fields = form(&headers, &body, &["kind"])?;
        let kind = serde_json::from_value(field(&fields, "kind").into());
        let kind = kind.map_err(|_| wrong("kind", "There is no such kind of break."))?;
        Ok(Message::ResolveBreak(BreakRef { order_id: order.id.clone(), kind }))
    });
    let done = done.await;
    ask.done(Section::Orders, done)
}

fn field<'a>(fields: &'a Fields, name: &str) -> &'a str {
    fields.get(name).map_or("", |value| value.trim())
}

fn filled<'a>(fields: &'a Fields, name: &str) -> Option<&'a str> {
    Some(field(fields, name)).filter(|text| !text.is_empty())
}

/// Units as they are written in the forms: `MUG-TIDE=2 OWL=1`.
fn units(text: &str) -> Result<BTreeMap<LineId, u32>, Problem> {
    let mut units = BTreeMap::new();
    for text in text.split([' ', ',', '\r', '\n']).filter(|text| !text.is_empty()) {
        let read = text.split_once('=');
        let read = read.and_then(|(line, count)| Some((LineId::parse(line).ok()?, count.parse().ok()?)));
        let shape = || wrong("lines", format!("{text}: write units as MUG-TIDE=2, each line once."));
        let (line, count) = read.ok_or_else(shape)?;
        if units.insert(line, count).is_some() {
            return Err(shape());
        }
    }
    Ok(units)
}

/// Sends a command through the queue, and waits a moment for its answer and for what settling makes of it.
async fn command(
    handles: &Handles,
    id: &str,
    message: impl FnOnce(&Order) -> Result<Message, Problem>,
) -> Result<Done<Commanded>, Problem> {
    let order = find(handles, id).await?;
    let message = message(&order)?;
    let command = MessageId::from_bits(edge::ids::random().map_err(failed)?);
    handles.send(&command, &message).await.map_err(failed)?;
    let until = Instant::now() + COMMAND_WAIT;
    let outcome = || async { handles.store.command_outcome(&order.id, &command).await.map_err(failed) };
    let mut answer = outcome().await?;
    while answer == CommandOutcome::NotYet && Instant::now() < until {
        sleep(COMMAND_LOOK).await;
        answer = outcome().await?;
    }
    if let CommandOutcome::Refused(why) = answer {
        return Err(Problem::new(ProblemCode::NotPossible, format!("This was refused: {why}.")));
    }
    let settled = |now: &Order| {
        now.cancel_requested.is_none() && now.operation.is_none() && now.refund_to_send().is_none()
    };
    let mut now = find(handles, id).await?;
    while !settled(&now) && Instant::now() < until {
        sleep(COMMAND_LOOK).await;
        now = find(handles, id).await?;
    }
    Ok(Done {
        location: format!("{}/{}?notice={}", Section::Orders.path(), order.id, Notice::Asked.name()),
        facts: Commanded { order_id: order.id, status: now.status, payment: now.payment },
    })
}
