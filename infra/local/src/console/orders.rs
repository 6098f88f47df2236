//! Orders: every one of them, and one with all that is known of it.

use super::answer::{Ask, failed};
use super::order_page::{list_view, order_view};
use super::page::{At, Section, View};
use crate::handles::Handles;
use crate::words::{self, carried_by, units};
use axum::extract::Path;
use axum::response::Response;
use contract::problem::{Problem, ProblemCode};
use domain::ids::{OrderId, OrderNumber};
use domain::money::Money;
use domain::orders::command::{StaffCommand, obey};
use domain::orders::ship::Shipment;
use domain::orders::state::{FulfillmentStatus, OrderStatus};
use domain::orders::{CancelReason, Order, OrderDocument};
use domain::payments::refund::{Refund, RefundSource, RefundStatus};
use domain::payments::{Attempt, Operation, PaymentMethod, PaymentStatus};
use domain::time::Timestamp;
use serde::Serialize;
use store::lists::ListedOrder;

/// Orders on one page of the list.
const PAGE_ORDERS: usize = 50;

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
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a button of the page, and they do not depend on one another"
)]
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
    /// What a person still has to look at.
    pub breaks: Vec<BreakLine>,
    /// The parcels that left.
    pub parcels: Vec<ParcelLine>,
    /// The money that goes back.
    pub refunds: Vec<RefundLine>,
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
    /// Whether something waits to be shipped.
    pub can_ship: bool,
    /// Whether something can be given back.
    pub can_refund: bool,
}

/// A parcel.
#[derive(Serialize)]
pub struct ParcelLine {
    /// 1, 2, … on the order.
    pub number: u32,
    /// Who brings it and what they call it.
    pub carried_by: String,
    /// What is in it.
    pub content: String,
    /// When it left.
    pub shipped_at: At,
    /// When it arrived.
    pub delivered_at: Option<At>,
}

/// Money that goes back.
#[derive(Serialize)]
pub struct RefundLine {
    /// 1, 2, … on the order.
    pub number: u32,
    /// How much.
    pub amount: Money,
    /// Where it stands.
    pub status: RefundStatus,
    /// Who wanted it.
    pub source: RefundSource,
    /// The provider's id.
    pub provider_refund: Option<String>,
    /// When it was recorded.
    pub requested_at: At,
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
    /// The line's name.
    pub line: String,
    /// The SKU.
    pub sku: String,
    /// Product, choice and what is written on it.
    pub title: String,
    /// How many.
    pub quantity: u32,
    /// The listed price of one.
    pub unit_price: Money,
    /// The listed price of all.
    pub amount: Money,
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

/// The order of this id.
///
/// # Errors
/// A [`Problem`] when there is none, or the table does not answer.
pub async fn find(handles: &Handles, id: &str) -> Result<Order, Problem> {
    let nothing = || Problem::new(ProblemCode::NotFound, "There is no such order.");
    let id = OrderId::parse(id).map_err(|_| nothing())?;
    handles.store.order(&id).await.map_err(failed)?.ok_or_else(nothing)
}

async fn order(handles: &Handles, id: &str) -> Result<OrderView, Problem> {
    let order = find(handles, id).await?;
    let document = handles.store.order_document(&order.id).await.map_err(failed)?;
    let key = edge::ids::order_key(&handles.link_secrets, &order.id);
    let shopper_url = format!("{}/order/{}?key={key}", handles.url, order.id);
    let shipments = handles.store.shipments(&order.id, order.shipments).await.map_err(failed)?;
    Ok(OrderView { shopper_url, ..view(order, document, &shipments, handles.now()) })
}

/// Whether a command would change the order.
fn can(order: &Order, document: Option<&OrderDocument>, command: &StaffCommand, now: Timestamp) -> bool {
    let obeyed = document.and_then(|document| obey(order, document, None, command, now).ok());
    obeyed.is_some_and(|obeyed| obeyed.order != *order)
}

fn view(order: Order, document: Option<OrderDocument>, shipments: &[Shipment], now: Timestamp) -> OrderView {
    let can = |command| can(&order, document.as_ref(), &command, now);
    let (can_mark_paid, can_cancel) = (can(StaffCommand::MarkPaid), can(StaffCommand::Cancel));
    let timeline = words::timeline(&order, shipments);
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
        can_mark_paid,
        can_cancel: can_cancel && order.cancel_requested.is_none(),
        can_ship: order.status == OrderStatus::Confirmed && !order.held.is_empty(),
        can_refund: order.can_be_refunded(),
        parcels: shipments.iter().map(parcel).collect(),
        refunds: order.refunds.iter().map(refund).collect(),
        cancel_requested: order.cancel_requested,
        operation: order.operation,
        timeline: timeline
            .into_iter()
            .map(|entry| EventLine { at: At(entry.at), what: entry.what })
            .collect(),
        attempts: order.attempts.into_iter().map(attempt).collect(),
        breaks: order
            .breaks
            .into_iter()
            .filter(|raised| raised.resolved_at.is_none())
            .map(|open| BreakLine { kind: open.kind, detail: open.detail, at: At(open.at) })
            .collect(),
        delivery: quote.as_ref().map(|quote| (quote.delivery.name.clone(), quote.delivery.price)),
        tax_total: quote.as_ref().map(|quote| quote.tax_total),
        lines: quote.map(|quote| quote.lines.iter().map(bought).collect()).unwrap_or_default(),
        shopper_url: String::new(),
    }
}

fn parcel(shipment: &Shipment) -> ParcelLine {
    ParcelLine {
        number: shipment.number,
        carried_by: carried_by(shipment),
        content: units(&shipment.lines),
        shipped_at: At(shipment.shipped_at),
        delivered_at: shipment.delivered_at.map(At),
    }
}

fn refund(refund: &Refund) -> RefundLine {
    RefundLine {
        number: refund.number,
        amount: refund.amount,
        status: refund.status,
        source: refund.source,
        provider_refund: refund.provider_refund.clone(),
        requested_at: At(refund.requested_at),
    }
}

fn bought(line: &domain::pricing::QuoteLine) -> BoughtLine {
    BoughtLine {
        line: line.id().to_string(),
        sku: line.sku.to_string(),
        title: line.full_title(),
        quantity: line.quantity.get(),
        unit_price: line.unit_price,
        amount: line.amount,
    }
}
