//! Provider events: stored once each, with the message that makes somebody look; and where reconciling stands.

use crate::Store;
use crate::error::{Never, StoreError, read, read_unconditional};
use crate::items::{Item, from_attribute, key_item, number, text, to_attribute};
use crate::table::{
    self, BODY, BUCKET, EXPIRES_AT_S, LAST_SEQUENCE, ORDER_ID, OUTBOX, SENT_THROUGH, UNSENT_SINCE_MS,
};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::ids::OrderId;
use domain::limits::PROVIDER_EVENT_KEPT;
use domain::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What is kept of a provider's event: never its body, which is full of personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StoredEvent<'a> {
    /// Which provider.
    pub provider: &'a str,
    /// The provider's id of the event.
    pub id: &'a str,
    /// The provider's name for what happened.
    pub kind: &'a str,
    /// The object it is about.
    pub object_id: &'a str,
    /// The order it is about, if it is one of ours.
    pub order: Option<&'a OrderId>,
    /// The message that makes somebody look at the order; without one nothing follows.
    pub message: Option<String>,
}

/// How far a provider's events have been read.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reconciliation {
    /// Everything up to here.
    pub until: Option<Timestamp>,
    /// A pass that one run could not finish.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unfinished: Option<ReconcilePass>,
}

/// Going once through a provider's events.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ReconcilePass {
    /// From when on events are read.
    pub from: Timestamp,
    /// The provider's mark of the next page.
    pub after: Option<String>,
    /// When the pass began: up to here everything is read once it is through.
    pub began_at: Timestamp,
}

/// Whether an event was new.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventStored {
    /// It was.
    New,
    /// It was stored before.
    Known,
}

impl Store {
    /// Stores an event if it is new, in one write, its message included.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn store_event(
        &self,
        event: &StoredEvent<'_>,
        now: Timestamp,
    ) -> Result<EventStored, StoreError<Never>> {
        let mut item = key_item(&table::provider_event(event.provider, event.id));
        item.insert("kind".to_owned(), text(event.kind));
        item.insert("object_id".to_owned(), text(event.object_id));
        item.insert("received_at_ms".to_owned(), number(now.as_ms()));
        item.insert(EXPIRES_AT_S.to_owned(), number(now.plus(PROVIDER_EVENT_KEPT).as_seconds()));
        if let Some(order) = event.order {
            item.insert(ORDER_ID.to_owned(), text(order.as_str()));
        }
        if let Some(message) = &event.message {
            add_outbox(&mut item, event.id, message, now);
        }
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        let sent = put.condition_expression("attribute_not_exists(pk)").send().await;
        match sent.map_err(|error| read(error, || Some(EventStored::Known))) {
            Ok(_) => Ok(EventStored::New),
            Err(StoreError::Refused(known)) => Ok(known),
            Err(other) => Err(other.map_refusal(|_| StoreError::Busy)),
        }
    }

    /// How far a provider's events have been read.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn reconciliation(&self, provider: &str) -> Result<Reconciliation, StoreError<Never>> {
        match self.get(&table::reconcile_cursor(provider), true).await? {
            Some(item) if item.contains_key(BODY) => from_attribute(&item, BODY),
            _ => Ok(Reconciliation::default()),
        }
    }

    /// Records how far a provider's events have been read.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn set_reconciliation(
        &self,
        provider: &str,
        reconciliation: &Reconciliation,
    ) -> Result<(), StoreError<Never>> {
        let mut item = key_item(&table::reconcile_cursor(provider));
        item.insert(BODY.to_owned(), to_attribute(reconciliation)?);
        let put = self.client.put_item().table_name(&self.table).set_item(Some(item));
        put.send().await.map_err(read_unconditional)?;
        Ok(())
    }
}

fn add_outbox(item: &mut Item, id: &str, message: &str, now: Timestamp) {
    item.insert(OUTBOX.to_owned(), AttributeValue::M(Item::from([("1".to_owned(), text(message))])));
    item.insert(LAST_SEQUENCE.to_owned(), number(1));
    item.insert(SENT_THROUGH.to_owned(), number(0));
    item.insert(UNSENT_SINCE_MS.to_owned(), number(now.as_ms()));
    item.insert(BUCKET.to_owned(), text(table::bucket(id)));
}
