//! Money that no order licenses: kept for a person, never given back blindly.

use crate::Store;
use crate::error::{Never, StoreError, read};
use crate::items::{key_item, number, text};
use crate::table::{self, CLAIMED_ORDER, RAISED_AT_MS, RESOLVED_AT_MS};
use domain::time::Timestamp;

/// Why a break was not resolved: nothing of this name was ever raised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoSuchBreak;

impl Store {
    /// Records that a provider's object says it is ours and no order of ours knows it.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn raise_unlicensed(
        &self,
        provider: &str,
        object: &str,
        claimed_order: &str,
        now: Timestamp,
    ) -> Result<(), StoreError<Never>> {
        let mut item = key_item(&table::unlicensed(provider, object));
        item.insert(CLAIMED_ORDER.to_owned(), text(claimed_order));
        item.insert(RAISED_AT_MS.to_owned(), number(now.as_ms()));
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        let sent = put.condition_expression("attribute_not_exists(pk)").send().await;
        match sent.map_err(|error| read(error, || Some(()))) {
            Ok(_) | Err(StoreError::Refused(())) => Ok(()),
            Err(other) => Err(other.map_refusal(|()| StoreError::Busy)),
        }
    }
    /// Records that money without an order is dealt with. The item stays, so that the same money is not raised
    /// again; the first time stays as well.
    ///
    /// # Errors
    /// [`NoSuchBreak`], and the other kinds of [`StoreError`].
    pub async fn resolve_unlicensed(
        &self,
        provider: &str,
        object: &str,
        now: Timestamp,
    ) -> Result<(), StoreError<NoSuchBreak>> {
        self.client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_item(&table::unlicensed(provider, object))))
            .condition_expression("attribute_exists(pk)")
            .update_expression("SET #resolved = if_not_exists(#resolved, :now)")
            .expression_attribute_names("#resolved", RESOLVED_AT_MS)
            .expression_attribute_values(":now", number(now.as_ms()))
            .send()
            .await
            .map_err(|error| read(error, || Some(NoSuchBreak)))?;
        Ok(())
    }
}
