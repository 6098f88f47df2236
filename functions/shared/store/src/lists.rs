//! Lists for people, out of the whole table: read to its end, so their cost grows with it. No function makes
//! one, and none has the permission.

use crate::Store;
use crate::error::{Never, StoreError, read_unconditional};
use crate::items::{Item, from_attribute, read_number, read_text, text};
use crate::table::{self, BODY, CLAIMED_ORDER, DUE_AT_MS, PK, RAISED_AT_MS, RESOLVED_AT_MS, SK, STATUS};
use domain::ids::{OrderId, OrderNumber};
use domain::money::Money;
use domain::orders::Break;
use domain::orders::state::OrderStatus;
use domain::payments::{PaymentMethod, PaymentStatus};
use domain::time::Timestamp;
use serde::Deserialize;
use std::cmp::Reverse;
use std::collections::HashMap;

/// An order as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedOrder {
    /// Which order.
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
    pub placed_at: Timestamp,
    /// When somebody must look again.
    pub due_at: Option<Timestamp>,
    /// What a person still has to look at.
    pub open_breaks: Vec<Break>,
}

/// The part of a stored order that lists read.
#[derive(Deserialize)]
struct ListedBody {
    number: OrderNumber,
    payment: PaymentStatus,
    method: PaymentMethod,
    total: Money,
    placed_at: Timestamp,
    breaks: Vec<Break>,
}

/// Money that no order licenses and that nobody has dealt with yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unlicensed {
    /// The provider and its object, such as `stripe#pi_1`.
    pub object: String,
    /// The order it names.
    pub claimed_order: String,
    /// Since when.
    pub raised_at: Timestamp,
}

const ORDER_ATTRIBUTES: &[(&str, &str)] = &[
    ("#pk", PK),
    ("#status", STATUS),
    ("#due", DUE_AT_MS),
    ("#body", BODY),
    ("#number", "number"),
    ("#payment", "payment"),
    ("#method", "method"),
    ("#total", "total"),
    ("#placed", "placed_at"),
    ("#breaks", "breaks"),
];
const ORDER_SHOWN: &str = "#pk, #status, #due, #body.#number, #body.#payment, #body.#method, #body.#total, \
    #body.#placed, #body.#breaks";

const UNLICENSED_ATTRIBUTES: &[(&str, &str)] =
    &[("#pk", PK), ("#claimed", CLAIMED_ORDER), ("#raised", RAISED_AT_MS), ("#resolved", RESOLVED_AT_MS)];
const UNLICENSED_SHOWN: &str = "#pk, #claimed, #raised, #resolved";

impl Store {
    /// Every order, newest first.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn list_orders(&self) -> Result<Vec<ListedOrder>, StoreError<Never>> {
        let items = self.scan(table::STATE, ORDER_SHOWN, ORDER_ATTRIBUTES).await?;
        let mut orders: Vec<ListedOrder> = items.iter().map(listed).collect::<Result<_, _>>()?;
        orders.sort_by_key(|order| Reverse((order.placed_at, order.id.clone())));
        Ok(orders)
    }

    /// Everything that was paid, that no order knows, and that nobody has dealt with; oldest first.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn list_unlicensed(&self) -> Result<Vec<Unlicensed>, StoreError<Never>> {
        let items = self.scan(table::BREAK, UNLICENSED_SHOWN, UNLICENSED_ATTRIBUTES).await?;
        let open = items.iter().filter(|item| !item.contains_key(RESOLVED_AT_MS));
        let mut found: Vec<Unlicensed> = open.map(unlicensed).collect::<Result<_, _>>()?;
        found.sort_by(|a, b| (a.raised_at, &a.object).cmp(&(b.raised_at, &b.object)));
        Ok(found)
    }

    /// Every item of the table, for the auditor: not as of one moment, the shop may write meanwhile.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn every_item(&self) -> Result<Vec<Item>, StoreError<Never>> {
        let scan = self.client.scan().table_name(&self.table).consistent_read(true);
        let mut pages = scan.into_paginator().items().send();
        let mut items = Vec::new();
        while let Some(item) = pages.next().await {
            items.push(item.map_err(read_unconditional)?);
        }
        Ok(items)
    }

    /// The shown attributes of every item with this sort key, page by page.
    async fn scan(
        &self,
        sort_key: &str,
        shown: &str,
        names: &[(&str, &str)],
    ) -> Result<Vec<Item>, StoreError<Never>> {
        let aliases = names.iter().chain(&[("#sk", SK)]);
        let aliases: HashMap<String, String> =
            aliases.map(|(alias, name)| ((*alias).to_owned(), (*name).to_owned())).collect();
        let mut pages = self
            .client
            .scan()
            .table_name(&self.table)
            .consistent_read(true)
            .filter_expression("#sk = :sk")
            .projection_expression(shown)
            .set_expression_attribute_names(Some(aliases))
            .expression_attribute_values(":sk", text(sort_key))
            .into_paginator()
            .items()
            .send();
        let mut items = Vec::new();
        while let Some(item) = pages.next().await {
            items.push(item.map_err(read_unconditional)?);
        }
        Ok(items)
    }
}

fn listed(item: &Item) -> Result<ListedOrder, StoreError<Never>> {
    let pk: String = read_text::<Never>(item, PK)?;
    let body: ListedBody = from_attribute(item, BODY)?;
    let due_at = match item.get(DUE_AT_MS) {
        Some(_) => Some(Timestamp::from_ms(read_number(item, DUE_AT_MS)?)),
        None => None,
    };
    Ok(ListedOrder {
        id: OrderId::parse(table::order_of(&pk)).map_err(StoreError::broken)?,
        number: body.number,
        status: from_attribute(item, STATUS)?,
        payment: body.payment,
        method: body.method,
        total: body.total,
        placed_at: body.placed_at,
        due_at,
        open_breaks: body.breaks.into_iter().filter(|open| open.resolved_at.is_none()).collect(),
    })
}

fn unlicensed(item: &Item) -> Result<Unlicensed, StoreError<Never>> {
    Ok(Unlicensed {
        object: table::unlicensed_of(&read_text::<Never>(item, PK)?).to_owned(),
        claimed_order: read_text(item, CLAIMED_ORDER)?,
        raised_at: Timestamp::from_ms(read_number(item, RAISED_AT_MS)?),
    })
}
