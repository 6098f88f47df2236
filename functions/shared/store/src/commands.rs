//! What staff asked of an order: done once, with what it does to stock and parcels, in one transaction with the
//! row that remembers it; or refused with a reason, so that whoever asked can be told.

use crate::Store;
use crate::error::{Never, StoreError, read};
use crate::items::{Item, from_attribute, key_item, number, read_text, text, to_attribute};
use crate::orders::{OrderChangeExpression, seed};
use crate::table::{self, AVAILABLE, BODY, EXPIRES_AT_S, RESERVED, VERSION};
use crate::transaction::Transaction;
use aws_sdk_dynamodb::types::{Put, Update};
use domain::ids::{MessageId, MovementId, OrderId, Sku};
use domain::inventory::{MovementKind, StockChange, StockMove, StockMoveKind};
use domain::limits::COMMAND_KEPT;
use domain::orders::command::Obeyed;
use domain::orders::ship::Shipment;
use domain::time::Timestamp;
use std::collections::BTreeMap;

const REFUSED: &str = "refused";

/// What became of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CommandOutcome {
    /// Nobody has looked at it yet.
    NotYet,
    /// It was done.
    Done,
    /// It was refused.
    Refused(String),
}

/// Why a command was not written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CommandRefusal {
    /// It was done or refused before.
    Repeated,
    /// The order changed since it was read: read and decide again.
    Changed,
    /// The stock does not hold what the order says: the table contradicts itself.
    NothingHeld,
}

/// A command as it is written.
#[derive(Debug)]
pub struct Command<'a> {
    /// The message that brought it; a repeat has the same.
    pub message: &'a MessageId,
    /// The message's kind, for people.
    pub kind: &'static str,
    /// Why units move without a parcel, for their movement rows.
    pub reason: String,
    /// The ids of these movement rows, by position.
    pub movement_id: fn(&str, usize) -> MovementId,
}

impl Store {
    /// Writes what a command does, once.
    ///
    /// # Errors
    /// [`CommandRefusal`], and the other kinds of [`StoreError`].
    pub async fn commit_command(
        &self,
        command: &Command<'_>,
        obeyed: &Obeyed,
        now: Timestamp,
    ) -> Result<(), StoreError<CommandRefusal>> {
        let order = &obeyed.order;
        let mut transaction = Transaction::new();
        transaction.put(
            self.new_put(command_row(&order.id, command.message, command.kind, now))?,
            CommandRefusal::Repeated,
        );
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
        transaction.update(update, CommandRefusal::Changed);
        if let Some(shipment) = &obeyed.shipment {
            let mut item = key_item(&table::order_shipment(&order.id, shipment.number));
            item.insert(BODY.to_owned(), to_attribute(shipment)?);
            let put = Put::builder().table_name(&self.table).set_item(Some(item));
            transaction.put(put.build().map_err(StoreError::broken)?, CommandRefusal::Changed);
        }
        for (sku, totals) in totals(&obeyed.moves) {
            transaction.update(self.moves_update(sku, totals)?, CommandRefusal::NothingHeld);
        }
        for (position, moved) in obeyed.moves.iter().enumerate() {
            if let Some(row) = movement_row(command, position, moved, now)? {
                transaction.put(self.new_put(row)?, CommandRefusal::Repeated);
            }
        }
        transaction.commit(self, seed(&order.id)).await
    }

    /// Records that a command was refused and why; the first answer stays.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn refuse_command(
        &self,
        order: &OrderId,
        message: &MessageId,
        kind: &str,
        why: &str,
        now: Timestamp,
    ) -> Result<(), StoreError<Never>> {
        let mut row = command_row(order, message, kind, now);
        row.insert(REFUSED.to_owned(), text(why));
        let put = self.client.put_item().table_name(&self.table).set_item(Some(row));
        let sent = put.condition_expression("attribute_not_exists(pk)").send().await;
        match sent.map_err(|error| read(error, || Some(()))) {
            Ok(_) | Err(StoreError::Refused(())) => Ok(()),
            Err(other) => Err(other.map_refusal(|()| StoreError::Busy)),
        }
    }

    /// What became of a command.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn command_outcome(
        &self,
        order: &OrderId,
        message: &MessageId,
    ) -> Result<CommandOutcome, StoreError<Never>> {
        let item = self.get::<Never>(&table::order_command(order, message), true).await?;
        Ok(match item {
            None => CommandOutcome::NotYet,
            Some(item) if item.contains_key(REFUSED) => CommandOutcome::Refused(read_text(&item, REFUSED)?),
            Some(_) => CommandOutcome::Done,
        })
    }

    /// An order's parcels, by number; `count` is how many the order says there are.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn shipments(&self, order: &OrderId, count: u32) -> Result<Vec<Shipment>, StoreError<Never>> {
        let keys: Vec<_> = (1..=count).map(|number| table::order_shipment(order, number)).collect();
        let items = self.get_many(&keys, true).await?;
        let mut shipments: Vec<Shipment> =
            items.iter().map(|item| from_attribute(item, BODY)).collect::<Result<_, _>>()?;
        shipments.sort_by_key(|shipment| shipment.number);
        Ok(shipments)
    }

    fn moves_update<R>(&self, sku: &Sku, totals: Totals) -> Result<Update, StoreError<R>> {
        // What leaves or comes back changes what is on hand, which a count hangs on.
        let on_hand_changes = totals.to_available != totals.from_reserved;
        Update::builder()
            .table_name(&self.table)
            .set_key(Some(key_item(&table::stock(sku))))
            .expression_attribute_names("#available", AVAILABLE)
            .expression_attribute_names("#reserved", RESERVED)
            .expression_attribute_names("#version", VERSION)
            .expression_attribute_values(":shelf", number(totals.to_available))
            .expression_attribute_values(":promised", number(totals.from_reserved))
            .expression_attribute_values(":step", number(u8::from(on_hand_changes)))
            .condition_expression("#reserved >= :promised")
            .update_expression(
                "SET #available = #available + :shelf, #reserved = #reserved - :promised, \
                 #version = #version + :step",
            )
            .build()
            .map_err(StoreError::broken)
    }
}

/// What a command does to one SKU: a transaction may touch its item only once.
#[derive(Debug, Clone, Copy, Default)]
struct Totals {
    from_reserved: u64,
    to_available: u64,
}

fn totals(moves: &[StockMove]) -> BTreeMap<&Sku, Totals> {
    let mut totals: BTreeMap<&Sku, Totals> = BTreeMap::new();
    for StockMove { sku, quantity, kind } in moves {
        let total = totals.entry(sku).or_default();
        let units = u64::from(*quantity);
        if matches!(kind, StockMoveKind::Release | StockMoveKind::Ship | StockMoveKind::WriteOff) {
            total.from_reserved = total.from_reserved.saturating_add(units);
        }
        if matches!(kind, StockMoveKind::Release | StockMoveKind::Return) {
            total.to_available = total.to_available.saturating_add(units);
        }
    }
    totals
}

fn command_row(order: &OrderId, message: &MessageId, kind: &str, now: Timestamp) -> Item {
    let mut row = key_item(&table::order_command(order, message));
    row.insert("kind".to_owned(), text(kind));
    row.insert("obeyed_at_ms".to_owned(), number(now.as_ms()));
    row.insert(EXPIRES_AT_S.to_owned(), number(now.plus(COMMAND_KEPT).as_seconds()));
    row
}

/// The row that explains units which came or went without a parcel; orders explain the others themselves.
fn movement_row<R>(
    command: &Command<'_>,
    position: usize,
    moved: &StockMove,
    now: Timestamp,
) -> Result<Option<Item>, StoreError<R>> {
    let quantity = i64::from(moved.quantity);
    let (kind, delta) = match moved.kind {
        StockMoveKind::Release | StockMoveKind::Ship => return Ok(None),
        StockMoveKind::WriteOff => (MovementKind::Adjustment, quantity.saturating_neg()),
        StockMoveKind::Return => (MovementKind::Return, quantity),
    };
    let change = StockChange {
        id: (command.movement_id)(command.message.as_str(), position),
        sku: moved.sku.clone(),
        kind,
        quantity: delta,
        reason: command.reason.clone(),
    };
    crate::stock::movement_row(&change, delta, now).map(Some)
}
