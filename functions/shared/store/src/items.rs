//! Items as attribute maps: small readers and writers used by every module here.

use crate::Store;
use crate::error::{StoreError, read_unconditional};
use crate::table::{Key, PK, SK};
use aws_sdk_dynamodb::types::{AttributeValue, KeysAndAttributes, PutRequest, WriteRequest};
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// An item as DynamoDB holds it.
pub type Item = HashMap<String, AttributeValue>;

/// Most keys of one batched read.
const BATCH_GET_MAX: usize = 100;
/// Most items of one batched write.
const BATCH_WRITE_MAX: usize = 25;
/// Rounds in which unprocessed entries of a batch are sent again.
const BATCH_ROUNDS_MAX: u32 = 8;

/// A text attribute.
pub fn text(value: impl Into<String>) -> AttributeValue {
    AttributeValue::S(value.into())
}

/// A number attribute.
pub fn number(value: impl std::fmt::Display) -> AttributeValue {
    AttributeValue::N(format!("{value}"))
}

/// A key as attributes.
pub fn key_item(key: &Key) -> Item {
    Item::from([(PK.to_owned(), text(&key.pk)), (SK.to_owned(), text(&key.sk))])
}

/// The key of an item.
pub fn read_key<R>(item: &Item) -> Result<Key, StoreError<R>> {
    Ok(Key { pk: read_text(item, PK)?, sk: read_text(item, SK)? })
}

/// The text of an attribute.
pub fn read_text<R>(item: &Item, name: &str) -> Result<String, StoreError<R>> {
    match item.get(name) {
        Some(AttributeValue::S(value)) => Ok(value.clone()),
        _ => Err(StoreError::broken(format!("the attribute `{name}` is not a text"))),
    }
}

/// The number of an attribute.
pub fn read_number<T: std::str::FromStr, R>(item: &Item, name: &str) -> Result<T, StoreError<R>> {
    match item.get(name) {
        Some(AttributeValue::N(value)) => {
            value.parse().map_err(|_| StoreError::broken(format!("the attribute `{name}` does not fit")))
        }
        _ => Err(StoreError::broken(format!("the attribute `{name}` is not a number"))),
    }
}

/// A value as an attribute.
pub fn to_attribute<R>(value: &impl Serialize) -> Result<AttributeValue, StoreError<R>> {
    serde_dynamo::to_attribute_value(value).map_err(StoreError::broken)
}

/// A value from an attribute.
pub fn from_attribute<T: DeserializeOwned, R>(item: &Item, name: &str) -> Result<T, StoreError<R>> {
    let value = item
        .get(name)
        .cloned()
        .ok_or_else(|| StoreError::broken(format!("the attribute `{name}` is missing")))?;
    serde_dynamo::from_attribute_value(value).map_err(StoreError::broken)
}

impl Store {
    /// Reads one item; `consistent` where a decision hangs on it.
    pub(crate) async fn get<R>(&self, key: &Key, consistent: bool) -> Result<Option<Item>, StoreError<R>> {
        let answer = self
            .client
            .get_item()
            .table_name(&self.table)
            .set_key(Some(key_item(key)))
            .consistent_read(consistent)
            .send()
            .await
            .map_err(read_unconditional)?;
        Ok(answer.item)
    }

    /// Reads many items in batches; what is not there is not in the answer.
    pub(crate) async fn get_many<R>(
        &self,
        keys: &[Key],
        consistent: bool,
    ) -> Result<Vec<Item>, StoreError<R>> {
        let mut items = Vec::with_capacity(keys.len());
        for chunk in keys.chunks(BATCH_GET_MAX) {
            let mut wanted: Vec<Item> = chunk.iter().map(key_item).collect();
            for round in 0..=BATCH_ROUNDS_MAX {
                if wanted.is_empty() {
                    break;
                }
                if round == BATCH_ROUNDS_MAX {
                    return Err(StoreError::Busy);
                }
                let request = KeysAndAttributes::builder()
                    .set_keys(Some(wanted))
                    .consistent_read(consistent)
                    .build()
                    .map_err(StoreError::broken)?;
                let answer = self
                    .client
                    .batch_get_item()
                    .request_items(&self.table, request)
                    .send()
                    .await
                    .map_err(read_unconditional)?;
                items.extend(answer.responses.unwrap_or_default().into_values().flatten());
                let left = answer.unprocessed_keys.unwrap_or_default().remove(&self.table);
                wanted = left.map(|left| left.keys).unwrap_or_default();
            }
        }
        Ok(items)
    }

    /// Reads many items in batches, by their keys.
    pub(crate) async fn get_keyed<R>(
        &self,
        keys: &[Key],
        consistent: bool,
    ) -> Result<BTreeMap<Key, Item>, StoreError<R>> {
        let items = self.get_many(keys, consistent).await?;
        items.into_iter().map(|item| Ok((read_key(&item)?, item))).collect()
    }

    /// Reads an item that never changes once it is there. Where a cheap read does not show it, it is asked for once
    /// more: it may have been written a moment ago.
    pub(crate) async fn get_lasting<R>(&self, key: &Key) -> Result<Option<Item>, StoreError<R>> {
        match self.get(key, false).await? {
            None => self.get(key, true).await,
            found => Ok(found),
        }
    }

    /// Reads many such items.
    pub(crate) async fn get_many_lasting<R>(&self, keys: &[Key]) -> Result<Vec<Item>, StoreError<R>> {
        let mut items = self.get_many(keys, false).await?;
        if items.len() < keys.len() {
            let found: BTreeSet<Key> = items.iter().map(read_key).collect::<Result<_, _>>()?;
            let missing: Vec<Key> = keys.iter().filter(|key| !found.contains(key)).cloned().collect();
            items.extend(self.get_many(&missing, true).await?);
        }
        Ok(items)
    }

    /// Writes many items in batches, each as a whole.
    pub(crate) async fn put_many<R>(&self, items: Vec<Item>) -> Result<(), StoreError<R>> {
        let mut left = items;
        while !left.is_empty() {
            let rest = left.split_off(left.len().min(BATCH_WRITE_MAX));
            self.put_batch(left).await?;
            left = rest;
        }
        Ok(())
    }

    async fn put_batch<R>(&self, items: Vec<Item>) -> Result<(), StoreError<R>> {
        let mut requests = Vec::with_capacity(items.len());
        for item in items {
            let put = PutRequest::builder().set_item(Some(item)).build().map_err(StoreError::broken)?;
            requests.push(WriteRequest::builder().put_request(put).build());
        }
        for _ in 0..BATCH_ROUNDS_MAX {
            let answer = self
                .client
                .batch_write_item()
                .request_items(&self.table, requests)
                .send()
                .await
                .map_err(read_unconditional)?;
            requests = answer.unprocessed_items.unwrap_or_default().remove(&self.table).unwrap_or_default();
            if requests.is_empty() {
                return Ok(());
            }
        }
        Err(StoreError::Busy)
    }
}
