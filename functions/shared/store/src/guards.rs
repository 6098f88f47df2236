//! Guards against hoarding: which unpaid orders somebody has open, without saying who that is.
//!
//! A guard is a set of order ids under a keyed fingerprint. Nobody counts down: an order enters before it is
//! placed, and when the set is full, whoever meets it takes out those that are not open any more.

use crate::Store;
use crate::error::{Never, StoreError, read, read_unconditional};
use crate::items::{key_item, number};
use crate::table::{self, EXPIRES_AT_S, OPEN_ORDERS};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::ids::OrderId;
use domain::limits::GUARD_KEPT;
use domain::time::Timestamp;

/// Why an order did not enter a guard.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum GuardRefusal {
    /// As many as are allowed are in it, as far as it knows.
    Full,
}

impl Store {
    /// Lets an order into a guard that holds fewer than `max`; one that is in it already stays.
    ///
    /// # Errors
    /// [`GuardRefusal`], and the other kinds of [`StoreError`].
    pub async fn enter_guard(
        &self,
        guard: &str,
        order: &OrderId,
        max: u32,
        now: Timestamp,
    ) -> Result<(), StoreError<GuardRefusal>> {
        self.client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_item(&table::guard(guard))))
            .update_expression("ADD #open :orders SET #expires = :expires")
            .condition_expression(
                "attribute_not_exists(#open) OR size(#open) < :max OR contains(#open, :order)",
            )
            .expression_attribute_names("#open", OPEN_ORDERS)
            .expression_attribute_names("#expires", EXPIRES_AT_S)
            .expression_attribute_values(":orders", AttributeValue::Ss(vec![order.to_string()]))
            .expression_attribute_values(":order", AttributeValue::S(order.to_string()))
            .expression_attribute_values(":max", number(max))
            .expression_attribute_values(":expires", number(now.plus(GUARD_KEPT).as_seconds()))
            .send()
            .await
            .map_err(|error| read(error, || Some(GuardRefusal::Full)))?;
        Ok(())
    }

    /// The orders in a guard.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn guarded_orders(&self, guard: &str) -> Result<Vec<OrderId>, StoreError<Never>> {
        let Some(item) = self.get::<Never>(&table::guard(guard), true).await? else { return Ok(Vec::new()) };
        let Some(AttributeValue::Ss(orders)) = item.get(OPEN_ORDERS) else { return Ok(Vec::new()) };
        orders.iter().map(|order| OrderId::parse(order).map_err(StoreError::broken)).collect()
    }

    /// Takes orders out of a guard.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn leave_guard(&self, guard: &str, orders: &[OrderId]) -> Result<(), StoreError<Never>> {
        let orders = orders.iter().map(ToString::to_string).collect();
        self.client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_item(&table::guard(guard))))
            .update_expression("DELETE #open :orders")
            .expression_attribute_names("#open", OPEN_ORDERS)
            .expression_attribute_values(":orders", AttributeValue::Ss(orders))
            .send()
            .await
            .map_err(read_unconditional)?;
        Ok(())
    }
}
