//! Whose table this is. A table restored from a backup carries another table's name, and its payments are left
//! alone until a person says that this is the shop now.

use crate::Store;
use crate::error::{Never, StoreError, read, read_unconditional};
use crate::items::{key_item, read_text, text};
use crate::table;

const TABLE: &str = "table";

impl Store {
    /// Whether this table is the shop: nobody named it yet, or it was named as what it is.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn is_the_shop(&self) -> Result<bool, StoreError<Never>> {
        match self.get::<Never>(&table::identity(), true).await? {
            Some(item) => Ok(read_text::<Never>(&item, TABLE)? == self.table),
            None => Ok(true),
        }
    }

    /// Names the table, unless it has a name: a restored one keeps the other's.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub(crate) async fn name_the_shop(&self) -> Result<(), StoreError<Never>> {
        let mut item = key_item(&table::identity());
        item.insert(TABLE.to_owned(), text(&self.table));
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        let sent = put.condition_expression("attribute_not_exists(pk)").send().await;
        match sent.map_err(|error| read(error, || Some(()))) {
            Ok(_) | Err(StoreError::Refused(())) => Ok(()),
            Err(other) => Err(other.map_refusal(|()| StoreError::Busy)),
        }
    }

    /// A person says that this table, restored from another, is the shop from now on.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn become_the_shop(&self) -> Result<(), StoreError<Never>> {
        let mut item = key_item(&table::identity());
        item.insert(TABLE.to_owned(), text(&self.table));
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        put.send().await.map_err(read_unconditional)?;
        Ok(())
    }
}
