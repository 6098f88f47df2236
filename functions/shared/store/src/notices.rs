//! Mails: a record that one is being sent, and that it was.
//!
//! A mail cannot be unsent, so the record comes first. A crash between record and mail repeats the mail at
//! most once more, after the record's deadline.

use crate::Store;
use crate::error::{Never, StoreError, read, read_unconditional};
use crate::items::{key_item, number, text};
use crate::table;
use domain::ids::{MessageId, OrderId};
use domain::time::Timestamp;

/// Why a mail may not be sent now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NoticeRefusal {
    /// It was sent, or somebody is sending it at this moment.
    SentOrSending,
}

impl Store {
    /// Records that a mail is being sent, until a deadline.
    ///
    /// # Errors
    /// [`NoticeRefusal`], and the other kinds of [`StoreError`].
    pub async fn begin_notice(
        &self,
        order: &OrderId,
        message: &MessageId,
        recipient: &str,
        now: Timestamp,
        deadline: Timestamp,
    ) -> Result<(), StoreError<NoticeRefusal>> {
        self.client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_item(&notice_key(order, message, recipient))))
            .update_expression("SET #state = :in_flight, deadline_ms = :deadline")
            .condition_expression("attribute_not_exists(pk) OR (#state = :in_flight AND deadline_ms <= :now)")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":in_flight", text("in_flight"))
            .expression_attribute_values(":deadline", number(deadline.as_ms()))
            .expression_attribute_values(":now", number(now.as_ms()))
            .send()
            .await
            .map_err(|error| read(error, || Some(NoticeRefusal::SentOrSending)))?;
        Ok(())
    }

    /// Whether the mail was sent.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn notice_was_sent(
        &self,
        order: &OrderId,
        message: &MessageId,
        recipient: &str,
    ) -> Result<bool, StoreError<Never>> {
        let item = self.get::<Never>(&notice_key(order, message, recipient), true).await?;
        Ok(item.is_some_and(|item| item.get("state") == Some(&text("sent"))))
    }

    /// Records that the mail was sent.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn finish_notice(
        &self,
        order: &OrderId,
        message: &MessageId,
        recipient: &str,
        now: Timestamp,
    ) -> Result<(), StoreError<Never>> {
        self.client
            .update_item()
            .table_name(&self.table)
            .set_key(Some(key_item(&notice_key(order, message, recipient))))
            .update_expression("SET #state = :sent, sent_at_ms = :now")
            .expression_attribute_names("#state", "state")
            .expression_attribute_values(":sent", text("sent"))
            .expression_attribute_values(":now", number(now.as_ms()))
            .send()
            .await
            .map_err(read_unconditional)?;
        Ok(())
    }
}

/// One record per mail: a message may be told to several people.
fn notice_key(order: &OrderId, message: &MessageId, recipient: &str) -> table::Key {
    let mut key = table::notice(order, message);
    key.sk.push('#');
    key.sk.push_str(recipient);
    key
}
