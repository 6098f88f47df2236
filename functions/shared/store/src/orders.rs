//! Orders: placed in one transaction, then one small state written on the version it was loaded with.

use crate::Store;
use crate::error::{Never, StoreError, read};
use crate::items::{Item, from_attribute, key_item, number, read_number, read_text, text, to_attribute};
use crate::table::{
    self, BODY, BUCKET, DUE_AT_MS, Key, LAST_SEQUENCE, ORDER_ID, OUTBOX, SEALED, SENT_THROUGH, STATUS,
    UNSENT_SINCE_MS, VERSION,
};
use crate::transaction::{Transaction, wait_out_contention};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, Put, Update};
use contract::messages::{Message, OrderCanceled, OrderRef, PaymentNotCompleted};
use domain::cart::Cart;
use domain::ids::{CartId, Locale, MarketId, MessageId, OrderId, OrderNumber, Sku};
use domain::money::Money;
use domain::orders::place::Placement;
use domain::orders::state::{FulfillmentStatus, OrderStatus};
use domain::orders::{Break, CancelReason, Order, OrderDocument, OrderEvent, OrderEventKind};
use domain::payments::{Attempt, Operation, PaymentMethod, PaymentStatus};
use domain::pricing::Quote;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Why an order was not placed, the most telling first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PlaceRefusal {
    /// The order exists: this cart was ordered before.
    AlreadyPlaced,
    /// The number is taken: draw another.
    NumberTaken,
    /// The cart changed since it was read.
    CartChanged,
    /// Fewer of this SKU are left than wanted.
    OutOfStock(Sku),
}

/// Why an order's state was not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderRefusal {
    /// It changed since it was read: read and decide again.
    Changed,
    /// The held units are not there: the table contradicts itself.
    NothingHeld,
}

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
    held: BTreeMap<Sku, u32>,
    total: Money,
    captured: Money,
    refundable: Money,
    attempts: Vec<Attempt>,
    operation: Option<Operation>,
    operations: u32,
    cancel_requested: Option<CancelReason>,
    identity: String,
    placed_at: Timestamp,
    hold_until: Timestamp,
    looks: u32,
    breaks: Vec<Break>,
    events: Vec<OrderEvent>,
}

/// An order's document as it is stored.
#[derive(Debug, Serialize, Deserialize)]
struct StoredDocument {
    number: OrderNumber,
    quote: Quote,
    placed_at: Timestamp,
}

impl Store {
    /// The order's state, read consistently.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn order(&self, id: &OrderId) -> Result<Option<Order>, StoreError<Never>> {
        match self.get(&table::order_state(id), true).await? {
            Some(item) => read_order(id, &item).map(Some),
            None => Ok(None),
        }
    }

    /// The order's document.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn order_document(&self, id: &OrderId) -> Result<Option<OrderDocument>, StoreError<Never>> {
        let Some(item) = self.get(&table::order_document(id), true).await? else { return Ok(None) };
        let StoredDocument { number, quote, placed_at } = from_attribute(&item, BODY)?;
        Ok(Some(OrderDocument { id: id.clone(), number, quote, placed_at }))
    }

    /// The order's contact, sealed; nothing once it was erased.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn order_contact(&self, id: &OrderId) -> Result<Option<Vec<u8>>, StoreError<Never>> {
        let item = self.get::<Never>(&table::order_contact(id), true).await?;
        Ok(item.and_then(|item| match item.get(SEALED) {
            Some(AttributeValue::B(sealed)) => Some(sealed.as_ref().to_vec()),
            _ => None,
        }))
    }

    /// Places an order in one transaction: its items, the stock it holds, and the cart closed.
    ///
    /// # Errors
    /// [`PlaceRefusal`], and the other kinds of [`StoreError`].
    pub async fn commit_placement(
        &self,
        placement: &Placement,
        cart: &Cart,
        sealed_contact: Vec<u8>,
        now: Timestamp,
    ) -> Result<(), StoreError<PlaceRefusal>> {
        let order = &placement.order;
        let mut transaction = Transaction::new();
        transaction.put(self.new_put(order_item(order, now)?)?, PlaceRefusal::AlreadyPlaced);
        let document = &placement.document;
        let stored = StoredDocument {
            number: document.number.clone(),
            quote: document.quote.clone(),
            placed_at: document.placed_at,
        };
        let mut item = key_item(&table::order_document(&order.id));
        item.insert(BODY.to_owned(), to_attribute(&stored)?);
        transaction.put(self.new_put(item)?, PlaceRefusal::AlreadyPlaced);
        let mut item = key_item(&table::order_contact(&order.id));
        item.insert(SEALED.to_owned(), AttributeValue::B(Blob::new(sealed_contact)));
        transaction.put(self.new_put(item)?, PlaceRefusal::AlreadyPlaced);
        let mut item = key_item(&table::order_number(&order.number));
        item.insert(ORDER_ID.to_owned(), text(order.id.as_str()));
        transaction.put(self.new_put(item)?, PlaceRefusal::NumberTaken);
        transaction
            .update(self.close_cart_update(&cart.id, cart.version, &order.id)?, PlaceRefusal::CartChanged);
        for (sku, quantity) in &order.held {
            transaction.update(self.hold_update(sku, *quantity)?, PlaceRefusal::OutOfStock(sku.clone()));
        }
        transaction.commit(self, seed(&order.id)).await
    }

    fn new_put<R>(&self, item: Item) -> Result<Put, StoreError<R>> {
        Put::builder()
            .table_name(&self.table)
            .set_item(Some(item))
            .condition_expression("attribute_not_exists(pk)")
            .build()
            .map_err(StoreError::broken)
    }

    /// Writes an order's state on the version it was loaded with; contention is waited out.
    ///
    /// # Errors
    /// [`OrderRefusal`], and the other kinds of [`StoreError`].
    pub async fn write_order(&self, order: &Order, now: Timestamp) -> Result<(), StoreError<OrderRefusal>> {
        let change = OrderChangeExpression::of(order, now)?;
        for tries in 0_usize.. {
            let written = self.try_order_change(order, &change).await;
            if !matches!(written, Err(StoreError::Busy)) || !wait_out_contention(tries, seed(&order.id)).await
            {
                return written;
            }
        }
        Err(StoreError::Busy)
    }

    async fn try_order_change(
        &self,
        order: &Order,
        change: &OrderChangeExpression,
    ) -> Result<(), StoreError<OrderRefusal>> {
        self.client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_item(&table::order_state(&order.id))))
            .update_expression(&change.expression)
            .condition_expression(change.condition)
            .set_expression_attribute_names(Some(change.names.clone()))
            .set_expression_attribute_values(Some(change.values.clone()))
            .send()
            .await
            .map_err(|error| read(error, || Some(OrderRefusal::Changed)))?;
        Ok(())
    }

    /// Writes a canceled order and gives its held units back, in one transaction.
    ///
    /// # Errors
    /// [`OrderRefusal`], and the other kinds of [`StoreError`].
    pub async fn commit_cancel(&self, order: &Order, now: Timestamp) -> Result<(), StoreError<OrderRefusal>> {
        let change = OrderChangeExpression::of(order, now)?;
        let update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(key_item(&table::order_state(&order.id))))
            .update_expression(change.expression)
            .condition_expression(change.condition)
            .set_expression_attribute_names(Some(change.names))
            .set_expression_attribute_values(Some(change.values))
            .build()
            .map_err(StoreError::broken)?;
        let mut transaction = Transaction::new();
        transaction.update(update, OrderRefusal::Changed);
        for (sku, quantity) in &order.held {
            transaction.update(self.release_update(sku, *quantity)?, OrderRefusal::NothingHeld);
        }
        transaction.commit(self, seed(&order.id)).await
    }

    /// Puts the lines of a canceled order into its successor cart, unless that was done before.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn create_successor_cart(&self, cart: &Cart, now: Timestamp) -> Result<(), StoreError<Never>> {
        let put = self.successor_cart_put::<Never>(cart, now)?;
        let mut transaction = Transaction::new();
        transaction.put(put, ());
        match transaction.commit(self, 1).await {
            Ok(()) | Err(StoreError::Refused(())) => Ok(()),
            Err(other) => Err(other.map_refusal(|()| StoreError::Busy)),
        }
    }

    /// The order that has this number.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn order_by_number(&self, number: &OrderNumber) -> Result<Option<OrderId>, StoreError<Never>> {
        let Some(item) = self.get(&table::order_number(number), true).await? else { return Ok(None) };
        OrderId::parse(&read_text::<Never>(&item, ORDER_ID)?).map(Some).map_err(StoreError::broken)
    }
}

fn seed(id: &OrderId) -> u64 {
    id.as_str().bytes().fold(7, |seed, byte| u64::from(byte).wrapping_add(seed.wrapping_mul(31)))
}

/// The key of an order's state, for whoever relays its messages.
pub fn state_key(id: &OrderId) -> Key {
    table::order_state(id)
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
        attempts: order.attempts.clone(),
        operation: order.operation.clone(),
        operations: order.operations,
        cancel_requested: order.cancel_requested,
        identity: order.identity.clone(),
        placed_at: order.placed_at,
        hold_until: order.hold_until,
        looks: order.looks,
        breaks: order.breaks.clone(),
        events: order.events.clone(),
    }
}

fn read_order(id: &OrderId, item: &Item) -> Result<Order, StoreError<Never>> {
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
        attempts: body.attempts,
        operation: body.operation,
        operations: body.operations,
        cancel_requested: body.cancel_requested,
        identity: body.identity,
        placed_at: body.placed_at,
        hold_until: body.hold_until,
        due_at,
        looks: body.looks,
        breaks: body.breaks,
        events: body.events,
    })
}

/// The item of a new order.
fn order_item<R>(order: &Order, now: Timestamp) -> Result<Item, StoreError<R>> {
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
        OrderEventKind::PaymentNotCompleted { pay_until } => {
            let pay_until = contract::time::rfc3339(pay_until);
            Message::PaymentNotCompleted(PaymentNotCompleted { order_id, pay_until })
        }
        OrderEventKind::Canceled { reason } => Message::OrderCanceled(OrderCanceled { order_id, reason }),
    }
}

/// The id of an order's n-th message: the same for every repeat.
fn message_id(id: &OrderId, sequence: u32) -> MessageId {
    let digest = Sha256::digest(format!("{id}-{sequence}").as_bytes());
    MessageId::from_bits(digest.first_chunk().copied().unwrap_or_default())
}

/// The update expression that writes an order's state and leaves the relay's attributes alone.
struct OrderChangeExpression {
    expression: String,
    condition: &'static str,
    names: std::collections::HashMap<String, String>,
    values: Item,
}

impl OrderChangeExpression {
    fn of<R>(order: &Order, now: Timestamp) -> Result<Self, StoreError<R>> {
        let mut sets =
            "SET #body = :body, #status = :status, #version = :next, #outbox = :outbox, #last = :last"
                .to_owned();
        let mut names: std::collections::HashMap<String, String> = [
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
