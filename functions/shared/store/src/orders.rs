//! Orders: placed in one transaction, then one small state written on the version it was loaded with.

mod item;

pub(crate) use item::OrderChangeExpression;
pub use item::read_order;

use crate::Store;
use crate::error::{Never, StoreError, read};
use crate::items::{Item, from_attribute, key_item, read_text, text, to_attribute};
use crate::table::{self, BODY, Key, ORDER_ID, SEALED};
use crate::transaction::{Transaction, wait_out_contention};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, Put, Update};
use domain::cart::Cart;
use domain::ids::{OrderId, OrderNumber, Sku};
use domain::inventory::by_sku;
use domain::orders::place::Placement;
use domain::orders::{Order, OrderDocument};
use domain::pricing::Quote;
use domain::time::Timestamp;
use item::order_item;
use serde::{Deserialize, Serialize};
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

/// An order, its document and, until it is erased, its contact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WholeOrder {
    /// The order's state.
    pub order: Order,
    /// What was agreed to.
    pub document: OrderDocument,
    /// Who it is for, sealed; nothing once it was erased.
    pub contact: Option<Vec<u8>>,
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
        let item = self.get::<Never>(&table::order_document(id), true).await?;
        item.map(|item| read_document(id, &item)).transpose()
    }

    /// The order's contact, sealed; nothing once it was erased.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn order_contact(&self, id: &OrderId) -> Result<Option<Vec<u8>>, StoreError<Never>> {
        let item = self.get::<Never>(&table::order_contact(id), true).await?;
        Ok(item.and_then(|item| read_contact(&item)))
    }

    /// The order with its papers, in one round trip; nothing where it or its document is not there.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn whole_order(&self, id: &OrderId) -> Result<Option<WholeOrder>, StoreError<Never>> {
        let keys = [table::order_state(id), table::order_document(id), table::order_contact(id)];
        let items = self.get_keyed::<Never>(&keys, true).await?;
        let [state, document, contact] = keys.map(|key| items.get(&key));
        let (Some(state), Some(document)) = (state, document) else { return Ok(None) };
        Ok(Some(WholeOrder {
            order: read_order(id, state)?,
            document: read_document(id, document)?,
            contact: contact.and_then(read_contact),
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
        for (sku, quantity) in held_by_sku(order) {
            transaction.update(self.hold_update(&sku, quantity)?, PlaceRefusal::OutOfStock(sku));
        }
        transaction.commit(self, seed(&order.id)).await
    }

    pub(crate) fn new_put<R>(&self, item: Item) -> Result<Put, StoreError<R>> {
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
    pub async fn write_order(
        &self,
        order: &Order,
        now: Timestamp,
    ) -> Result<Order, StoreError<OrderRefusal>> {
        let change = OrderChangeExpression::of(order, now)?;
        for tries in 0_usize.. {
            let written = self.try_order_change(order, &change).await;
            if !matches!(written, Err(StoreError::Busy)) || !wait_out_contention(tries, seed(&order.id)).await
            {
                return written.map(|()| Order { version: order.version.saturating_add(1), ..order.clone() });
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
        for (sku, quantity) in held_by_sku(order) {
            transaction.update(self.release_update(&sku, quantity)?, OrderRefusal::NothingHeld);
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

/// What an order holds of each SKU: a transaction may touch its stock only once.
fn held_by_sku(order: &Order) -> BTreeMap<Sku, u32> {
    by_sku(order.held.iter().map(|(line, units)| (line, *units)))
}

pub(crate) fn seed(id: &OrderId) -> u64 {
    id.as_str().bytes().fold(7, |seed, byte| u64::from(byte).wrapping_add(seed.wrapping_mul(31)))
}

/// The key of an order's state, for whoever relays its messages.
pub fn state_key(id: &OrderId) -> Key {
    table::order_state(id)
}

fn read_contact(item: &Item) -> Option<Vec<u8>> {
    match item.get(SEALED) {
        Some(AttributeValue::B(sealed)) => Some(sealed.as_ref().to_vec()),
        _ => None,
    }
}

/// Reads an order's document.
///
/// # Errors
/// [`StoreError::Broken`] when it is not as it is written here.
pub fn read_document(id: &OrderId, item: &Item) -> Result<OrderDocument, StoreError<Never>> {
    let StoredDocument { number, quote, placed_at } = from_attribute(item, BODY)?;
    Ok(OrderDocument { id: id.clone(), number, quote, placed_at })
}
