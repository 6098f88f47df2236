//! Money that no order licenses: kept for a person, never given back blindly.

use crate::Store;
use crate::error::{Never, StoreError, read};
use crate::items::{key_item, number, text};
use crate::table;
use domain::time::Timestamp;

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
        item.insert("claimed_order".to_owned(), text(claimed_order));
        item.insert("raised_at_ms".to_owned(), number(now.as_ms()));
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        let sent = put.condition_expression("attribute_not_exists(pk)").send().await;
        match sent.map_err(|error| read(error, || Some(()))) {
            Ok(_) | Err(StoreError::Refused(())) => Ok(()),
            Err(other) => Err(other.map_refusal(|()| StoreError::Busy)),
        }
    }
}
