//! The outbox: messages that are part of the items they tell of, and what was sent of them.
//!
//! An item with an outbox has the scalar `unsent_since_ms` from the write that adds a message until the
//! relay strikes it. The relay's write touches nothing else, so it never collides with the item's owner.

use crate::Store;
use crate::error::{Never, StoreError, read};
use crate::items::{Item, key_item, number, read_key, read_number, read_text, text};
use crate::table::{
    self, BUCKET, DUE_AT_MS, DUE_INDEX, Key, LAST_SEQUENCE, OUTBOX, SENT_THROUGH, UNSENT_INDEX,
    UNSENT_SINCE_MS,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::ids::OrderId;
use domain::time::Timestamp;

/// The messages of an item that were not sent yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsent {
    /// The item.
    pub key: Key,
    /// The messages as they are sent, oldest first.
    pub messages: Vec<String>,
    /// The last sequence number in the outbox when it was read.
    pub last_sequence: u32,
}

/// Why an outbox was not struck.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StrikeRefusal {
    /// Another message was added since it was read: it is still unsent.
    MoreCame,
}

/// How many rows one look at an index takes from each bucket; the rest waits for the next minute.
const ROWS_PER_BUCKET: i32 = 100;

impl Store {
    /// The unsent messages of an item, or nothing when everything was sent.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn unsent(&self, key: &Key) -> Result<Option<Unsent>, StoreError<Never>> {
        let Some(item) = self.get(key, true).await? else { return Ok(None) };
        if !item.contains_key(UNSENT_SINCE_MS) {
            return Ok(None);
        }
        let last_sequence: u32 = read_number(&item, LAST_SEQUENCE)?;
        let sent_through: u32 = read_number(&item, SENT_THROUGH)?;
        let mut messages = Vec::new();
        for sequence in sent_through.saturating_add(1)..=last_sequence {
            messages.push(read_message(&item, sequence)?);
        }
        Ok(Some(Unsent { key: key.clone(), messages, last_sequence }))
    }

    /// Records that everything up to a sequence number was sent.
    ///
    /// # Errors
    /// [`StrikeRefusal`], and the other kinds of [`StoreError`].
    pub async fn strike(&self, unsent: &Unsent) -> Result<(), StoreError<StrikeRefusal>> {
        self.client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_item(&unsent.key)))
            .update_expression("SET #sent = :last REMOVE #since")
            .condition_expression("#last = :last")
            .expression_attribute_names("#sent", SENT_THROUGH)
            .expression_attribute_names("#since", UNSENT_SINCE_MS)
            .expression_attribute_names("#last", LAST_SEQUENCE)
            .expression_attribute_values(":last", number(unsent.last_sequence))
            .send()
            .await
            .map_err(|error| read(error, || Some(StrikeRefusal::MoreCame)))?;
        Ok(())
    }

    /// Items that had something unsent at a time, oldest first in each bucket: the first page of each.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn unsent_first_page(&self, before: Timestamp) -> Result<Vec<Key>, StoreError<Never>> {
        self.index_first_page(UNSENT_INDEX, UNSENT_SINCE_MS, before).await
    }

    /// Orders that were due at a time, oldest first in each bucket: the first page of each.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn due_first_page(&self, now: Timestamp) -> Result<Vec<OrderId>, StoreError<Never>> {
        let keys = self.index_first_page(DUE_INDEX, DUE_AT_MS, now).await?;
        let order = |key: &Key| OrderId::parse(table::order_of(&key.pk));
        keys.iter().map(|key| order(key).map_err(StoreError::broken)).collect()
    }

    async fn index_first_page(
        &self,
        index: &str,
        sort: &str,
        until: Timestamp,
    ) -> Result<Vec<Key>, StoreError<Never>> {
        let mut keys = Vec::new();
        for bucket in table::buckets() {
            let answer = self
                .client
                .query()
                .table_name(&self.table)
                .index_name(index)
                .key_condition_expression("#bucket = :bucket AND #sort <= :until")
                .expression_attribute_names("#bucket", BUCKET)
                .expression_attribute_names("#sort", sort)
                .expression_attribute_values(":bucket", text(bucket))
                .expression_attribute_values(":until", number(until.as_ms()))
                .limit(ROWS_PER_BUCKET)
                .send()
                .await
                .map_err(crate::error::read_unconditional)?;
            for item in answer.items.unwrap_or_default() {
                keys.push(read_key(&item)?);
            }
        }
        Ok(keys)
    }
}

fn read_message(item: &Item, sequence: u32) -> Result<String, StoreError<Never>> {
    let Some(AttributeValue::M(outbox)) = item.get(OUTBOX) else {
        return Err(StoreError::broken("the outbox is missing"));
    };
    read_text(outbox, &sequence.to_string())
}
