//! An order's state as an item: its shape, its messages, and the update that writes it.

use crate::error::{Never, StoreError};
use crate::items::{Item, from_attribute, key_item, number, read_number, text, to_attribute};
use crate::table::{
    self, BODY, BUCKET, DUE_AT_MS, LAST_SEQUENCE, OUTBOX, SENT_THROUGH, STATUS, UNSENT_SINCE_MS, VERSION,
};
use aws_sdk_dynamodb::types::AttributeValue;
use contract::messages::{
    BreakRef, Message, OrderCanceled, OrderDisputed, OrderRef, ParcelRef, PaymentNotCompleted, RefundRef,
};
use domain::ids::{CartId, LineId, Locale, MarketId, MessageId, OrderId, OrderNumber};
use domain::money::Money;
use domain::orders::state::{FulfillmentStatus, OrderStatus};
use domain::orders::{Break, CancelReason, Order, OrderEvent, OrderEventKind};
use domain::payments::dispute::Dispute;
use domain::payments::refund::Refund;
use domain::payments::{Attempt, Operation, PaymentMethod, PaymentStatus};
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, HashMap};

/// An order's state as it is stored; the scalars beside it are for conditions and indexes.
#[derive(Debug, Serialize, Deserialize)]
struct StoredOrder {
    number: OrderNumber,
    cart_id: CartId,
    market: MarketId,
    locale: Locale,
    payment: PaymentStatus,
    fulfillment: FulfillmentStatus,
    method: PaymentMethod,
    held: BTreeMap<LineId, u32>,
    total: Money,
    captured: Money,
    refundable: Money,
    #[serde(default)]
    refunds: Vec<Refund>,
    #[serde(default)]
    refunded_units: BTreeMap<LineId, u32>,
    #[serde(default)]
    dispute: Option<Dispute>,
    #[serde(default)]
    shipments: u32,
    #[serde(default)]
    delivered: u32,
    attempts: Vec<Attempt>,
    operation: Option<Operation>,
    operations: u32,
    cancel_requested: Option<CancelReason>,
    identity: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    network: Option<String>,
    placed_at: Timestamp,
    hold_until: Timestamp,
    looks: u32,
    breaks: Vec<Break>,
    events: Vec<OrderEvent>,
}

fn stored(order: &Order) -> StoredOrder {
    StoredOrder {
        number: order.number.clone(),
        cart_id: order.cart_id.clone(),
        market: order.market.clone(),
        locale: order.locale.clone(),
        payment: order.payment,
        fulfillment: order.fulfillment,
        method: order.method,
        held: order.held.clone(),
        total: order.total,
        captured: order.captured,
        refundable: order.refundable,
        refunds: order.refunds.clone(),
        refunded_units: order.refunded_units.clone(),
        dispute: order.dispute.clone(),
        shipments: order.shipments,
        delivered: order.delivered,
        attempts: order.attempts.clone(),
        operation: order.operation.clone(),
        operations: order.operations,
        cancel_requested: order.cancel_requested,
        identity: order.identity.clone(),
        network: order.network.clone(),
        placed_at: order.placed_at,
        hold_until: order.hold_until,
        looks: order.looks,
        breaks: order.breaks.clone(),
        events: order.events.clone(),
    }
}

/// Reads an order's state.
///
/// # Errors
/// [`StoreError::Broken`] when it is not as it is written here.
pub fn read_order(id: &OrderId, item: &Item) -> Result<Order, StoreError<Never>> {
    let body: StoredOrder = from_attribute(item, BODY)?;
    let due_at = match item.get(DUE_AT_MS) {
        Some(_) => Some(Timestamp::from_ms(read_number(item, DUE_AT_MS)?)),
        None => None,
    };
    let status: OrderStatus = from_attribute(item, STATUS)?;
    Ok(Order {
        id: id.clone(),
        number: body.number,
        cart_id: body.cart_id,
        market: body.market,
        locale: body.locale,
        version: read_number(item, VERSION)?,
        status,
        payment: body.payment,
        fulfillment: body.fulfillment,
        method: body.method,
        held: body.held,
        total: body.total,
        captured: body.captured,
        refundable: body.refundable,
        refunds: body.refunds,
        refunded_units: body.refunded_units,
        dispute: body.dispute,
        shipments: body.shipments,
        delivered: body.delivered,
        attempts: body.attempts,
        operation: body.operation,
        operations: body.operations,
        cancel_requested: body.cancel_requested,
        identity: body.identity,
        network: body.network,
        placed_at: body.placed_at,
        hold_until: body.hold_until,
        due_at,
        looks: body.looks,
        breaks: body.breaks,
        events: body.events,
    })
}

/// The item of a new order.
pub(super) fn order_item<R>(order: &Order, now: Timestamp) -> Result<Item, StoreError<R>> {
    let mut item = key_item(&table::order_state(&order.id));
    item.insert(BODY.to_owned(), to_attribute(&stored(order))?);
    item.insert(STATUS.to_owned(), to_attribute(&order.status)?);
    item.insert(VERSION.to_owned(), number(1));
    item.insert(BUCKET.to_owned(), text(table::bucket(order.id.as_str())));
    item.insert(OUTBOX.to_owned(), outbox(order)?);
    item.insert(LAST_SEQUENCE.to_owned(), number(last_sequence(order)));
    item.insert(SENT_THROUGH.to_owned(), number(0));
    item.insert(UNSENT_SINCE_MS.to_owned(), number(now.as_ms()));
    if let Some(due_at) = order.due_at {
        item.insert(DUE_AT_MS.to_owned(), number(due_at.as_ms()));
    }
    Ok(item)
}

fn last_sequence(order: &Order) -> u32 {
    order.events.last().map_or(0, |event| event.sequence)
}

/// The messages of an order's events: an event is its message.
fn outbox<R>(order: &Order) -> Result<AttributeValue, StoreError<R>> {
    let mut outbox = Item::new();
    for event in &order.events {
        let message = message_of(&order.id, event);
        let body =
            message.write(&message_id(&order.id, event.sequence), event.at).map_err(StoreError::broken)?;
        outbox.insert(event.sequence.to_string(), text(body));
    }
    Ok(AttributeValue::M(outbox))
}

fn message_of(id: &OrderId, event: &OrderEvent) -> Message {
    let order_id = id.clone();
    match event.kind {
        OrderEventKind::Placed => Message::OrderPlaced(OrderRef { order_id }),
        OrderEventKind::Confirmed => Message::OrderConfirmed(OrderRef { order_id }),
        OrderEventKind::PaymentProcessing => Message::PaymentProcessing(OrderRef { order_id }),
        OrderEventKind::PaymentNotCompleted { pay_until } => {
            let pay_until = contract::time::rfc3339(pay_until);
            Message::PaymentNotCompleted(PaymentNotCompleted { order_id, pay_until })
        }
        OrderEventKind::Canceled { reason } => Message::OrderCanceled(OrderCanceled { order_id, reason }),
        OrderEventKind::Shipped { shipment } => Message::OrderShipped(ParcelRef { order_id, shipment }),
        OrderEventKind::Completed => Message::OrderCompleted(OrderRef { order_id }),
        OrderEventKind::Refunded { refund } => Message::OrderRefunded(RefundRef { order_id, refund }),
        OrderEventKind::Disputed { status } => Message::OrderDisputed(OrderDisputed { order_id, status }),
        OrderEventKind::NeedsAttention { kind } => Message::OrderNeedsAttention(BreakRef { order_id, kind }),
    }
}

/// The id of an order's n-th message: the same for every repeat.
fn message_id(id: &OrderId, sequence: u32) -> MessageId {
    let digest = Sha256::digest(format!("{id}-{sequence}").as_bytes());
    MessageId::from_bits(digest.first_chunk().copied().unwrap_or_default())
}

/// The update expression that writes an order's state and leaves the relay's attributes alone.
pub(crate) struct OrderChangeExpression {
    pub(crate) expression: String,
    pub(crate) condition: &'static str,
    pub(crate) names: HashMap<String, String>,
    pub(crate) values: Item,
}

impl OrderChangeExpression {
    pub(crate) fn of<R>(order: &Order, now: Timestamp) -> Result<Self, StoreError<R>> {
        let mut sets =
            "SET #body = :body, #status = :status, #version = :next, #outbox = :outbox, #last = :last"
                .to_owned();
        let mut names: HashMap<String, String> = [
            ("#body", BODY),
            ("#status", STATUS),
            ("#version", VERSION),
            ("#outbox", OUTBOX),
            ("#last", LAST_SEQUENCE),
            ("#sent", SENT_THROUGH),
            ("#due", DUE_AT_MS),
        ]
        .into_iter()
        .map(|(alias, name)| (alias.to_owned(), name.to_owned()))
        .collect();
        let mut values = Item::from([
            (":body".to_owned(), to_attribute(&stored(order))?),
            (":status".to_owned(), to_attribute(&order.status)?),
            (":loaded".to_owned(), number(order.version)),
            (":next".to_owned(), number(order.version.saturating_add(1))),
            (":outbox".to_owned(), outbox(order)?),
            (":last".to_owned(), number(last_sequence(order))),
        ]);
        let tells = order.events.iter().any(|event| event.at >= now);
        if tells {
            sets.push_str(", #since = if_not_exists(#since, :now)");
            names.insert("#since".to_owned(), UNSENT_SINCE_MS.to_owned());
            values.insert(":now".to_owned(), number(now.as_ms()));
        }
        let expression = match order.due_at {
            Some(due_at) => {
                values.insert(":due".to_owned(), number(due_at.as_ms()));
                format!("{sets}, #due = :due")
            }
            None => format!("{sets} REMOVE #due"),
        };
        let condition = "#version = :loaded AND attribute_exists(#sent)";
        Ok(Self { expression, condition, names, values })
    }
}
