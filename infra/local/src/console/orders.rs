//! Orders: every one of them, one with all that is known of it, and the two commands that staff can give.

use super::answer::{Ask, Done, failed};
use super::order_page::{list_view, order_view};
use super::page::{At, Notice, Section, View};
use crate::handles::Handles;
use axum::extract::Path;
use axum::response::Response;
use contract::messages::{Message, OrderRef};
use contract::problem::{Problem, ProblemCode};
use domain::ids::{MessageId, OrderId, OrderNumber};
use domain::money::Money;
use domain::orders::state::{FulfillmentStatus, OrderStatus};
use domain::orders::{CancelReason, Order, OrderDocument, OrderEventKind};
use domain::payments::{Attempt, Operation, PaymentMethod, PaymentStatus};
use serde::Serialize;
use std::time::Duration;
use store::lists::ListedOrder;

/// Orders on one page of the list.
const PAGE_ORDERS: usize = 50;

/// How long a page waits for what comes of a command before it shows the order as it is.
const COMMAND_WAIT: Duration = Duration::from_secs(3);

/// How often it looks.
const COMMAND_LOOK: Duration = Duration::from_millis(50);

/// A page of the list.
#[derive(Serialize)]
pub struct OrderList {
    /// All orders.
    pub count: usize,
    /// Which page, from 1.
    pub page: usize,
    /// How many pages there are.
    pub pages: usize,
    /// The orders of this page, newest first.
    pub orders: Vec<OrderLine>,
}

/// An order in the list.
#[derive(Serialize)]
pub struct OrderLine {
    /// Its id.
    pub id: OrderId,
    /// The number people use.
    pub number: OrderNumber,
    /// Where it stands.
    pub status: OrderStatus,
    /// Where its payment stands.
    pub payment: PaymentStatus,
    /// How it is paid.
    pub method: PaymentMethod,
    /// What is to be paid.
    pub total: Money,
    /// When it was placed.
    pub placed_at: At,
    /// When somebody must look again.
    pub due_at: Option<At>,
    /// Whether a person must look.
    pub breaks: usize,
}

/// One order with all that is known of it, but for who ordered.
#[derive(Serialize)]
pub struct OrderView {
    /// What the list says of it.
    pub order: OrderLine,
    /// Its market and storefront.
    pub market: String,
    /// The storefront's locale.
    pub locale: String,
    /// Counts the writes.
    pub version: u64,
    /// Where its shipment stands.
    pub fulfillment: FulfillmentStatus,
    /// What was taken.
    pub captured: Money,
    /// What can be given back.
    pub refundable: Money,
    /// Until when unpaid stock is held.
    pub hold_until: At,
    /// Looks in a row that changed nothing.
    pub looks: u32,
    /// Why it shall be canceled, until it is.
    pub cancel_requested: Option<CancelReason>,
    /// What the provider was asked and has not finished.
    pub operation: Option<Operation>,
    /// The events, oldest first.
    pub timeline: Vec<EventLine>,
    /// The tries to pay.
    pub attempts: Vec<AttemptLine>,
    /// What a person has to look at.
    pub breaks: Vec<BreakLine>,
    /// What was bought.
    pub lines: Vec<BoughtLine>,
    /// The delivery's name and price.
    pub delivery: Option<(String, Money)>,
    /// All tax.
    pub tax_total: Option<Money>,
    /// The shopper's page with its key.
    pub shopper_url: String,
    /// Whether staff can mark it paid.
    pub can_mark_paid: bool,
    /// Whether staff can cancel it.
    pub can_cancel: bool,
}

/// Something that happened.
#[derive(Serialize)]
pub struct EventLine {
    /// When.
    pub at: At,
    /// What, in words.
    pub what: String,
}

/// A try to pay.
#[derive(Serialize)]
pub struct AttemptLine {
    /// The attempt; times in milliseconds.
    pub attempt: Attempt,
    /// When it was recorded.
    pub opened_at: At,
    /// When its session closes.
    pub expires_at: At,
}

/// Something that waits for a person.
#[derive(Serialize)]
pub struct BreakLine {
    /// What kind.
    pub kind: domain::orders::BreakKind,
    /// Details.
    pub detail: String,
    /// Since when.
    pub at: At,
}

/// A line of the order.
#[derive(Serialize)]
pub struct BoughtLine {
    /// The SKU.
    pub sku: String,
    /// Product and choice.
    pub title: String,
    /// How many.
    pub quantity: u32,
    /// The listed price of one.
    pub unit_price: Money,
    /// The listed price of all.
    pub amount: Money,
}

#[derive(Serialize)]
struct Commanded {
    order_id: OrderId,
    status: OrderStatus,
    payment: PaymentStatus,
}

/// The list.
pub async fn list(ask: Ask) -> Response {
    let page = ask.query.get("page").and_then(|page| page.parse().ok()).unwrap_or(1);
    let found = orders(&ask.handles, page).await;
    ask.page(Section::Orders, found, |list| View { title: "Orders".to_owned(), body: list_view(list) })
}

/// One order.
pub async fn show(ask: Ask, Path(id): Path<String>) -> Response {
    let found = order(&ask.handles, &id).await;
    let title = |view: &OrderView| format!("Order {}", view.order.number);
    ask.page(Section::Orders, found, |view| View { title: title(view), body: order_view(view) })
}

/// Says that the money of an offline payment is there.
pub async fn mark_paid(ask: Ask, Path(id): Path<String>) -> Response {
    let done = command(&ask.handles, &id, Command::MarkPaid).await;
    ask.done(Section::Orders, done)
}

/// Cancels an order.
pub async fn cancel(ask: Ask, Path(id): Path<String>) -> Response {
    let done = command(&ask.handles, &id, Command::Cancel).await;
    ask.done(Section::Orders, done)
}

async fn orders(handles: &Handles, page: usize) -> Result<OrderList, Problem> {
    let found = handles.store.list_orders().await.map_err(failed)?;
    let count = found.len();
    let pages = count.div_ceil(PAGE_ORDERS).max(1);
    let page = page.clamp(1, pages);
    let shown = found.into_iter().skip((page - 1) * PAGE_ORDERS).take(PAGE_ORDERS);
    Ok(OrderList { count, page, pages, orders: shown.map(listed).collect() })
}

fn listed(order: ListedOrder) -> OrderLine {
    OrderLine {
        breaks: order.open_breaks.len(),
        id: order.id,
        number: order.number,
        status: order.status,
        payment: order.payment,
        method: order.method,
        total: order.total,
        placed_at: At(order.placed_at),
        due_at: order.due_at.map(At),
    }
}

fn line(order: &Order) -> OrderLine {
    OrderLine {
        id: order.id.clone(),
        number: order.number.clone(),
        status: order.status,
        payment: order.payment,
        method: order.method,
        total: order.total,
        placed_at: At(order.placed_at),
        due_at: order.due_at.map(At),
        breaks: order.open_breaks().count(),
    }
}

async fn find(handles: &Handles, id: &str) -> Result<Order, Problem> {
    let nothing = || Problem::new(ProblemCode::NotFound, "There is no such order.");
    let id = OrderId::parse(id).map_err(|_| nothing())?;
    handles.store.order(&id).await.map_err(failed)?.ok_or_else(nothing)
}

async fn order(handles: &Handles, id: &str) -> Result<OrderView, Problem> {
    let order = find(handles, id).await?;
    let document = handles.store.order_document(&order.id).await.map_err(failed)?;
    let key = edge::ids::order_key(&handles.link_secret, &order.id);
    let shopper_url = format!("{}/order/{}?key={key}", handles.url, order.id);
    Ok(OrderView { shopper_url, ..view(order, document) })
}

fn view(order: Order, document: Option<OrderDocument>) -> OrderView {
    let quote = document.map(|document| document.quote);
    let attempt = |attempt: Attempt| AttemptLine {
        opened_at: At(attempt.opened_at),
        expires_at: At(attempt.expires_at),
        attempt,
    };
    OrderView {
        order: line(&order),
        market: order.market.to_string(),
        locale: order.locale.to_string(),
        version: order.version,
        fulfillment: order.fulfillment,
        captured: order.captured,
        refundable: order.refundable,
        hold_until: At(order.hold_until),
        looks: order.looks,
        can_mark_paid: Command::MarkPaid.refusal(&order).is_none(),
        can_cancel: Command::Cancel.refusal(&order).is_none(),
        cancel_requested: order.cancel_requested,
        operation: order.operation,
        timeline: order
            .events
            .iter()
            .map(|event| EventLine { at: At(event.at), what: told(&event.kind) })
            .collect(),
        attempts: order.attempts.into_iter().map(attempt).collect(),
        breaks: order
            .breaks
            .into_iter()
            .map(|open| BreakLine { kind: open.kind, detail: open.detail, at: At(open.at) })
            .collect(),
        delivery: quote.as_ref().map(|quote| (quote.delivery.name.clone(), quote.delivery.price)),
        tax_total: quote.as_ref().map(|quote| quote.tax_total),
        lines: quote.map(|quote| quote.lines.iter().map(bought).collect()).unwrap_or_default(),
        shopper_url: String::new(),
    }
}

fn bought(line: &domain::pricing::QuoteLine) -> BoughtLine {
    BoughtLine {
        sku: line.sku.to_string(),
        title: line.title.clone(),
        quantity: line.quantity.get(),
        unit_price: line.unit_price,
        amount: line.amount,
    }
}

fn told(kind: &OrderEventKind) -> String {
    match kind {
        OrderEventKind::Placed => "placed".to_owned(),
        OrderEventKind::Confirmed => "confirmed".to_owned(),
        OrderEventKind::PaymentNotCompleted { pay_until } => {
            format!("payment not completed; it can be tried until {}", contract::time::rfc3339(*pay_until))
        }
        OrderEventKind::Canceled { reason } => format!("canceled: {}", super::page::word(reason)),
        OrderEventKind::Shipped { shipment } => format!("parcel {shipment} left"),
        OrderEventKind::Completed => "completed".to_owned(),
        OrderEventKind::Refunded { refund } => format!("refund {refund} is on its way"),
        OrderEventKind::Disputed { status } => format!("disputed: {}", super::page::word(status)),
        OrderEventKind::NeedsAttention { kind } => {
            format!("a person has to look: {}", super::page::word(kind))
        }
    }
}

/// What staff can ask of an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Command {
    MarkPaid,
    Cancel,
}

impl Command {
    /// Why it makes no sense for the order as it stands; nothing if it does.
    fn refusal(self, order: &Order) -> Option<&'static str> {
        let pending = order.status == OrderStatus::Pending;
        match self {
            Self::MarkPaid if !order.method.is_offline() => {
                Some("Only the provider says when a card payment is there.")
            }
            Self::MarkPaid if !pending => Some("This order does not wait for money any more."),
            Self::Cancel if !pending => Some("Only an order that is not paid yet can be canceled."),
            Self::Cancel if order.cancel_requested.is_some() => Some("This order is being canceled already."),
            Self::MarkPaid | Self::Cancel => None,
        }
    }

    fn message(self, order_id: OrderId) -> Message {
        match self {
            Self::MarkPaid => Message::MarkOrderPaid(OrderRef { order_id }),
            Self::Cancel => Message::CancelOrder(OrderRef { order_id }),
        }
    }
}

/// Sends a command through the queue, and waits a moment for the order to change.
async fn command(handles: &Handles, id: &str, command: Command) -> Result<Done<Commanded>, Problem> {
    let order = find(handles, id).await?;
    if let Some(refusal) = command.refusal(&order) {
        return Err(Problem::new(ProblemCode::NotPossible, refusal));
    }
    let message = MessageId::from_bits(edge::ids::random().map_err(failed)?);
    handles.send(&message, &command.message(order.id.clone())).await.map_err(failed)?;
    let settled = |now: &Order| now.version > order.version && now.cancel_requested.is_none();
    let until = tokio::time::Instant::now() + COMMAND_WAIT;
    let mut now = find(handles, id).await?;
    while !settled(&now) && tokio::time::Instant::now() < until {
        tokio::time::sleep(COMMAND_LOOK).await;
        now = find(handles, id).await?;
    }
    Ok(Done {
        location: format!("{}/{}?notice={}", Section::Orders.path(), order.id, Notice::Asked.name()),
        facts: Commanded { order_id: order.id, status: now.status, payment: now.payment },
    })
}
