//! Carts: one item each, written line by line on the version that was loaded.

use crate::Store;
use crate::catalog::{CurrentCatalog, read_pointer, unpublished};
use crate::error::{Never, StoreError, read};
use crate::items::{Item, from_attribute, key_item, number, read_number, read_text, text, to_attribute};
use crate::table::{self, EXPIRES_AT_S, LINES, ORDER_ID, SEALED, VERSION};
use aws_sdk_dynamodb::primitives::Blob;
use aws_sdk_dynamodb::types::{AttributeValue, Put, Update};
use domain::cart::{Cart, CartLine, CartStatus, Writers};
use domain::ids::{CartId, LineId, Locale, MarketId, OrderId};
use domain::limits::{CART_KEPT, CHECKOUT_DETAILS_KEPT};
use domain::time::Timestamp;
use std::collections::BTreeMap;

const MARKET: &str = "market";
const LOCALE: &str = "locale";
/// Which requests wrote the cart last, as a list; in items from before, a text: only the last one.
const CHANGED_BY: &str = "changed_by";

/// Why a cart was not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CartRefusal {
    /// It changed or was closed since it was read: read and decide again.
    Changed,
}

impl Store {
    /// The cart, or nothing when it does not exist or has expired.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn cart(&self, id: &CartId, now: Timestamp) -> Result<Option<Cart>, StoreError<Never>> {
        match self.get(&table::cart(id), true).await? {
            Some(item) => read_kept(id, &item, now),
            None => Ok(None),
        }
    }

    /// The same, together with the current catalogue, in one round trip.
    ///
    /// # Errors
    /// [`StoreError`] without refusals; no catalogue is an error.
    pub async fn cart_and_catalog(
        &self,
        id: &CartId,
        now: Timestamp,
    ) -> Result<(Option<Cart>, CurrentCatalog), StoreError<Never>> {
        let keys = [table::cart(id), table::catalog_pointer()];
        let items = self.get_keyed::<Never>(&keys, true).await?;
        let [cart, pointer] = keys.map(|key| items.get(&key));
        let cart = cart.map_or(Ok(None), |item| read_kept(id, item, now))?;
        Ok((cart, read_pointer(pointer.ok_or_else(unpublished)?)?))
    }

    /// Writes a cart that was not stored before.
    ///
    /// # Errors
    /// [`CartRefusal`], and the other kinds of [`StoreError`].
    pub async fn create_cart(
        &self,
        cart: &Cart,
        request: &str,
        now: Timestamp,
    ) -> Result<(), StoreError<CartRefusal>> {
        let item = new_item(cart, &cart.writers.and(request), now)?;
        self.client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(item))
            .condition_expression(
                "attribute_not_exists(pk) OR (expires_at_s <= :now AND attribute_not_exists(order_id))",
            )
            .expression_attribute_values(":now", number(now.as_seconds()))
            .send()
            .await
            .map_err(|error| read(error, || Some(CartRefusal::Changed)))?;
        Ok(())
    }

    /// Sets or removes (`None`) lines of a stored cart, and its market and locale.
    ///
    /// # Errors
    /// [`CartRefusal`], and the other kinds of [`StoreError`].
    pub async fn change_cart(
        &self,
        cart: &Cart,
        lines: &BTreeMap<LineId, Option<CartLine>>,
        request: &str,
        now: Timestamp,
    ) -> Result<(), StoreError<CartRefusal>> {
        let mut sets = vec![
            "#version = #version + :one".to_owned(),
            "#market = :market".to_owned(),
            "#locale = :locale".to_owned(),
            "#expires = :expires".to_owned(),
            "#by = :by".to_owned(),
        ];
        let mut removes = Vec::new();
        let mut call =
            self.client.update_item().table_name(&self.table).set_key(Some(key_item(&table::cart(&cart.id))));
        for (position, (id, line)) in lines.iter().enumerate() {
            call = call.expression_attribute_names(format!("#s{position}"), id.as_str());
            match line {
                Some(line) => {
                    sets.push(format!("#lines.#s{position} = :l{position}"));
                    call = call.expression_attribute_values(format!(":l{position}"), to_attribute(line)?);
                }
                None => removes.push(format!("#lines.#s{position}")),
            }
        }
        let mut expression = format!("SET {}", sets.join(", "));
        if !removes.is_empty() {
            expression = format!("{expression} REMOVE {}", removes.join(", "));
        }
        if !lines.is_empty() {
            call = call.expression_attribute_names("#lines", LINES);
        }
        call.update_expression(expression)
            .condition_expression("#version = :loaded AND attribute_not_exists(#order)")
            .expression_attribute_names("#version", VERSION)
            .expression_attribute_names("#market", MARKET)
            .expression_attribute_names("#locale", LOCALE)
            .expression_attribute_names("#expires", EXPIRES_AT_S)
            .expression_attribute_names("#by", CHANGED_BY)
            .expression_attribute_names("#order", ORDER_ID)
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":loaded", number(cart.version))
            .expression_attribute_values(":market", text(cart.market.as_str()))
            .expression_attribute_values(":locale", text(cart.locale.as_str()))
            .expression_attribute_values(":expires", number(now.plus(CART_KEPT).as_seconds()))
            .expression_attribute_values(":by", to_attribute(&cart.writers.and(request))?)
            .send()
            .await
            .map_err(|error| read(error, || Some(CartRefusal::Changed)))?;
        Ok(())
    }

    /// An update that closes a cart for an order, on the version it was loaded with.
    pub(crate) fn close_cart_update<R>(
        &self,
        cart: &CartId,
        version: u64,
        order: &OrderId,
    ) -> Result<Update, StoreError<R>> {
        Update::builder()
            .table_name(&self.table)
            .set_key(Some(key_item(&table::cart(cart))))
            .update_expression("SET #order = :order, #version = #version + :one")
            .condition_expression("#version = :loaded AND attribute_not_exists(#order)")
            .expression_attribute_names("#order", ORDER_ID)
            .expression_attribute_names("#version", VERSION)
            .expression_attribute_values(":order", text(order.as_str()))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":loaded", number(version))
            .build()
            .map_err(StoreError::broken)
    }

    /// A put of a successor cart with the lines of a canceled order, unless it is there already.
    pub(crate) fn successor_cart_put<R>(&self, cart: &Cart, now: Timestamp) -> Result<Put, StoreError<R>> {
        Put::builder()
            .table_name(&self.table)
            .set_item(Some(new_item(cart, &cart.writers, now)?))
            .condition_expression("attribute_not_exists(pk)")
            .build()
            .map_err(StoreError::broken)
    }

    /// Keeps what was typed into a checkout, sealed.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn keep_checkout_details(
        &self,
        cart: &CartId,
        sealed: Vec<u8>,
        now: Timestamp,
    ) -> Result<(), StoreError<Never>> {
        let mut item = key_item(&table::checkout_details(cart));
        item.insert(SEALED.to_owned(), AttributeValue::B(Blob::new(sealed)));
        item.insert(EXPIRES_AT_S.to_owned(), number(now.plus(CHECKOUT_DETAILS_KEPT).as_seconds()));
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        put.send().await.map_err(crate::error::read_unconditional)?;
        Ok(())
    }

    /// What was typed into a checkout, sealed.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn checkout_details(
        &self,
        cart: &CartId,
        now: Timestamp,
    ) -> Result<Option<Vec<u8>>, StoreError<Never>> {
        let Some(item) = self.get(&table::checkout_details(cart), true).await? else { return Ok(None) };
        let expires_at_s: i64 = read_number(&item, EXPIRES_AT_S)?;
        match item.get(SEALED) {
            Some(AttributeValue::B(sealed)) if expires_at_s > now.as_seconds() => {
                Ok(Some(sealed.as_ref().to_vec()))
            }
            _ => Ok(None),
        }
    }
}

fn new_item<R>(cart: &Cart, writers: &Writers, now: Timestamp) -> Result<Item, StoreError<R>> {
    let mut item = key_item(&table::cart(&cart.id));
    let mut lines = Item::new();
    for (id, line) in &cart.lines {
        lines.insert(id.as_str().to_owned(), to_attribute(line)?);
    }
    item.insert(VERSION.to_owned(), number(1));
    item.insert(MARKET.to_owned(), text(cart.market.as_str()));
    item.insert(LOCALE.to_owned(), text(cart.locale.as_str()));
    item.insert(LINES.to_owned(), AttributeValue::M(lines));
    item.insert(CHANGED_BY.to_owned(), to_attribute(writers)?);
    item.insert(EXPIRES_AT_S.to_owned(), number(now.plus(CART_KEPT).as_seconds()));
    Ok(item)
}

/// Reads a cart that may have expired; one that was ordered is kept.
fn read_kept(id: &CartId, item: &Item, now: Timestamp) -> Result<Option<Cart>, StoreError<Never>> {
    let expires_at_s: i64 = read_number(item, EXPIRES_AT_S)?;
    if expires_at_s <= now.as_seconds() && !item.contains_key(ORDER_ID) {
        return Ok(None);
    }
    read_cart(id, item).map(Some)
}

/// Reads a cart.
///
/// # Errors
/// [`StoreError::Broken`] when it is not as it is written here.
pub fn read_cart(id: &CartId, item: &Item) -> Result<Cart, StoreError<Never>> {
    let status = match item.get(ORDER_ID) {
        Some(_) => CartStatus::Closed(
            OrderId::parse(&read_text::<Never>(item, ORDER_ID)?).map_err(StoreError::broken)?,
        ),
        None => CartStatus::Open,
    };
    Ok(Cart {
        id: id.clone(),
        version: read_number(item, VERSION)?,
        market: MarketId::parse(&read_text::<Never>(item, MARKET)?).map_err(StoreError::broken)?,
        locale: Locale::parse(&read_text::<Never>(item, LOCALE)?).map_err(StoreError::broken)?,
        status,
        lines: from_attribute(item, LINES)?,
        writers: match item.get(CHANGED_BY) {
            Some(AttributeValue::S(last)) => Writers::default().and(last),
            Some(_) => from_attribute(item, CHANGED_BY)?,
            None => Writers::default(),
        },
    })
}
