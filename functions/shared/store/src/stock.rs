//! Stock: read many at once, change one at a time with a movement row in the same transaction.

use crate::Store;
use crate::error::{Never, StoreError};
use crate::items::{Item, key_item, number, read_number, read_text, text, to_attribute};
use crate::table::{self, AVAILABLE, BODY, Key, PK, RESERVED, SK, VERSION};
use crate::transaction::Transaction;
use aws_sdk_dynamodb::types::{Put, Update};
use domain::ids::{MovementId, Sku};
use domain::inventory::{Movement, MovementKind, Stock, StockChange};
use domain::time::Timestamp;
use std::collections::BTreeMap;

/// What became of a change of stock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MovementOutcome {
    /// Nobody has looked at it yet.
    NotYet,
    /// It was done.
    Done {
        /// Units added to what is available.
        delta: i64,
    },
    /// It was refused.
    Refused(String),
}

const REFUSED: &str = "refused";

/// Why a movement was not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum MovementRefusal {
    /// It was written before.
    Repeated,
    /// The stock changed since it was read, so that a count is wrong or too few are left: read and decide again.
    Changed,
}

impl Store {
    /// The stock of these SKUs; one that never had any is missing. `consistent` where a decision hangs on it.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn stock<'a>(
        &self,
        skus: impl IntoIterator<Item = &'a Sku>,
        consistent: bool,
    ) -> Result<BTreeMap<Sku, Stock>, StoreError<Never>> {
        let keys: Vec<Key> = skus.into_iter().map(table::stock).collect();
        let items = self.get_many(&keys, consistent).await?;
        items.iter().map(read_stock).collect()
    }

    /// Whether this movement was written before.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn has_movement(&self, sku: &Sku, id: &MovementId) -> Result<bool, StoreError<Never>> {
        Ok(self.get(&table::movement(sku, id), true).await?.is_some())
    }

    /// Writes a movement and what it does to the stock; a count only to the stock it was decided on.
    ///
    /// # Errors
    /// [`MovementRefusal`], and the other kinds of [`StoreError`].
    pub async fn commit_movement(
        &self,
        stock: Option<&Stock>,
        movement: &Movement,
        now: Timestamp,
    ) -> Result<(), StoreError<MovementRefusal>> {
        let change = &movement.change;
        let row = movement_row(change, movement.delta, now)?;
        let put = Put::builder()
            .table_name(&self.table)
            .set_item(Some(row))
            .condition_expression("attribute_not_exists(pk)")
            .build()
            .map_err(StoreError::broken)?;
        let mut transaction = Transaction::new();
        transaction.put(put, MovementRefusal::Repeated);
        transaction.update(self.stock_update(stock, movement)?, MovementRefusal::Changed);
        transaction.commit(self, change.id.as_str().bytes().map(u64::from).sum()).await
    }

    /// Records that a change was refused and why, so that whoever asked can be told and a repeat is the same.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn refuse_movement(
        &self,
        change: &StockChange,
        why: &str,
        now: Timestamp,
    ) -> Result<(), StoreError<Never>> {
        let mut row = key_item(&table::movement(&change.sku, &change.id));
        row.insert(BODY.to_owned(), to_attribute(change)?);
        row.insert(REFUSED.to_owned(), text(why));
        row.insert("moved_at_ms".to_owned(), number(now.as_ms()));
        let put = self.client.put_item().table_name(&self.table).set_item(Some(row));
        let sent = put.condition_expression("attribute_not_exists(pk)").send().await;
        match sent.map_err(|error| crate::error::read(error, || Some(()))) {
            Ok(_) | Err(StoreError::Refused(())) => Ok(()),
            Err(other) => Err(other.map_refusal(|()| StoreError::Busy)),
        }
    }

    /// What became of a change: nothing yet, done, or refused with a reason.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn movement_outcome(
        &self,
        sku: &Sku,
        id: &MovementId,
    ) -> Result<MovementOutcome, StoreError<Never>> {
        let item = self.get::<Never>(&table::movement(sku, id), true).await?;
        Ok(match item {
            None => MovementOutcome::NotYet,
            Some(item) if item.contains_key(REFUSED) => MovementOutcome::Refused(read_text(&item, REFUSED)?),
            Some(item) => MovementOutcome::Done { delta: read_number(&item, "delta")? },
        })
    }

    /// What a movement does to the counter. What only adds needs no condition, what takes away needs the units,
    /// and only a count hangs on the version it was decided on: so receipts and adjustments of one SKU never
    /// refuse one another.
    fn stock_update(
        &self,
        stock: Option<&Stock>,
        movement: &Movement,
    ) -> Result<Update, StoreError<MovementRefusal>> {
        let Movement { change, delta } = movement;
        let mut update = Update::builder()
            .table_name(&self.table)
            .set_key(Some(key_item(&table::stock(&change.sku))))
            .expression_attribute_names("#available", AVAILABLE)
            .expression_attribute_names("#reserved", RESERVED)
            .expression_attribute_names("#version", VERSION)
            .expression_attribute_values(":delta", number(*delta))
            .expression_attribute_values(":one", number(1))
            .expression_attribute_values(":zero", number(0))
            .update_expression(
                "SET #available = if_not_exists(#available, :zero) + :delta, \
                 #reserved = if_not_exists(#reserved, :zero), \
                 #version = if_not_exists(#version, :zero) + :one",
            );
        let mut conditions = Vec::new();
        if *delta < 0 {
            update = update.expression_attribute_values(":needed", number(delta.unsigned_abs()));
            conditions.push("#available >= :needed");
        }
        match (change.kind, stock) {
            (MovementKind::Count, Some(stock)) => {
                update = update.expression_attribute_values(":loaded", number(stock.version));
                conditions.push("#version = :loaded");
            }
            (MovementKind::Count, None) => conditions.push("attribute_not_exists(pk)"),
            (MovementKind::Receipt | MovementKind::Adjustment | MovementKind::Return, _) => {}
        }
        if !conditions.is_empty() {
            update = update.condition_expression(conditions.join(" AND "));
        }
        update.build().map_err(StoreError::broken)
    }

    /// An update that promises units to an order: refused when fewer are available.
    pub(crate) fn hold_update<R>(&self, sku: &Sku, quantity: u32) -> Result<Update, StoreError<R>> {
        self.move_update(sku, quantity, AVAILABLE, RESERVED)
    }

    /// An update that gives promised units back.
    pub(crate) fn release_update<R>(&self, sku: &Sku, quantity: u32) -> Result<Update, StoreError<R>> {
        self.move_update(sku, quantity, RESERVED, AVAILABLE)
    }

    fn move_update<R>(
        &self,
        sku: &Sku,
        quantity: u32,
        from: &str,
        to: &str,
    ) -> Result<Update, StoreError<R>> {
        Update::builder()
            .table_name(&self.table)
            .set_key(Some(key_item(&table::stock(sku))))
            .expression_attribute_names("#from", from)
            .expression_attribute_names("#to", to)
            .expression_attribute_values(":quantity", number(quantity))
            .condition_expression("#from >= :quantity")
            .update_expression("SET #from = #from - :quantity, #to = #to + :quantity")
            .build()
            .map_err(StoreError::broken)
    }

    /// Every movement of a SKU, oldest id first; for people, not for requests.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn movements(&self, sku: &Sku) -> Result<Vec<Item>, StoreError<Never>> {
        let mut pages = self
            .client
            .query()
            .table_name(&self.table)
            .key_condition_expression("#pk = :pk AND begins_with(#sk, :prefix)")
            .expression_attribute_names("#pk", PK)
            .expression_attribute_names("#sk", SK)
            .expression_attribute_values(":pk", text(table::stock(sku).pk))
            .expression_attribute_values(":prefix", text(table::MOVEMENTS))
            .into_paginator()
            .items()
            .send();
        let mut movements = Vec::new();
        while let Some(item) = pages.next().await {
            movements.push(item.map_err(crate::error::read_unconditional)?);
        }
        Ok(movements)
    }
}

/// The row of a movement that is done.
pub(crate) fn movement_row<R>(
    change: &StockChange,
    delta: i64,
    now: Timestamp,
) -> Result<Item, StoreError<R>> {
    let mut row = key_item(&table::movement(&change.sku, &change.id));
    row.insert(BODY.to_owned(), to_attribute(change)?);
    row.insert("delta".to_owned(), number(delta));
    row.insert("moved_at_ms".to_owned(), number(now.as_ms()));
    Ok(row)
}

pub(crate) fn read_stock(item: &Item) -> Result<(Sku, Stock), StoreError<Never>> {
    let pk: String = read_text(item, PK)?;
    let stock = Stock {
        available: read_number(item, AVAILABLE)?,
        reserved: read_number(item, RESERVED)?,
        version: read_number(item, VERSION)?,
    };
    Ok((Sku::parse(table::sku_of(&pk)).map_err(StoreError::broken)?, stock))
}
