//! The relay: what items tell in their outbox is sent to queues, then struck.
//!
//! Sending comes before striking, so a crash between the two sends twice and loses nothing.

use aws_lambda_events::event::dynamodb::{Event, EventRecord};
use aws_lambda_events::event::streams::{DynamoDbBatchItemFailure, DynamoDbEventResponse};
use contract::config::{NOTICES_QUEUE_URL, PAYMENTS_QUEUE_URL, TABLE_NAME};
use contract::messages::{Message, MessageError, Queue};
use domain::time::Timestamp;
use edge::config::{ConfigError, Lookup, required};
use edge::queue::{Queues, SendError};
use std::collections::BTreeMap;
use store::outbox::StrikeRefusal;
use store::table::{Key, PK, SK};
use store::{Never, Store, StoreError};

/// What the function reads from its environment.
#[derive(Debug)]
pub struct Config {
    table: String,
    payments_url: String,
    notices_url: String,
}

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// [`ConfigError`] names what is missing.
    pub fn read(lookup: Lookup<'_>) -> Result<Self, ConfigError> {
        Ok(Self {
            table: required(lookup, TABLE_NAME)?,
            payments_url: required(lookup, PAYMENTS_QUEUE_URL)?,
            notices_url: required(lookup, NOTICES_QUEUE_URL)?,
        })
    }
}

/// What a batch is handled with.
#[derive(Debug)]
pub struct Shop {
    store: Store,
    queues: Queues,
}

impl Shop {
    /// The function with its clients.
    pub fn new(config: Config, dynamodb: aws_sdk_dynamodb::Client, sqs: aws_sdk_sqs::Client) -> Self {
        Self {
            store: Store::new(dynamodb, config.table),
            queues: Queues::new(sqs, config.payments_url, config.notices_url),
        }
    }
}

/// Why an item's messages were not relayed; they stay unsent and are found by the sweep.
#[derive(Debug, thiserror::Error)]
pub enum RelayError {
    /// The table could not be used.
    #[error("the table could not be used")]
    Store(#[from] StoreError<Never>),
    /// An outbox holds something that is no message.
    #[error("the outbox cannot be read")]
    Message(#[from] MessageError),
    /// A queue did not take it.
    #[error("the queue could not be used")]
    Send(#[from] SendError),
}

/// Handles a batch of the table's stream. The image in the record is not believed: the item is read.
pub async fn handle(shop: &Shop, event: Event, _now: Timestamp) -> DynamoDbEventResponse {
    let mut response = DynamoDbEventResponse::default();
    for record in event.records {
        let Some(key) = key_of(&record) else { continue };
        if let Err(error) = relay(&shop.store, &shop.queues, &key).await {
            tracing::error!(pk = key.pk, error = ?error, "messages were not relayed");
            let mut failure = DynamoDbBatchItemFailure::default();
            failure.item_identifier = record.change.sequence_number;
            response.batch_item_failures.push(failure);
        }
    }
    response
}

fn key_of(record: &EventRecord) -> Option<Key> {
    let keys: BTreeMap<String, serde_json::Value> =
        serde_json::from_value(serde_json::to_value(&record.change.keys).ok()?).ok()?;
    let text = |name: &str| keys.get(name)?.get("S")?.as_str().map(str::to_owned);
    Some(Key { pk: text(PK)?, sk: text(SK)? })
}

/// Sends what an item has unsent, then strikes it.
///
/// # Errors
/// [`RelayError`]; what is not struck is sent again.
pub async fn relay(store: &Store, queues: &Queues, key: &Key) -> Result<(), RelayError> {
    let Some(unsent) = store.unsent(key).await? else { return Ok(()) };
    let mut by_queue: BTreeMap<Queue, Vec<String>> = BTreeMap::new();
    for body in &unsent.messages {
        let (_, message) = Message::read(body)?;
        by_queue.entry(message.queue()).or_default().push(body.clone());
    }
    for (queue, bodies) in by_queue {
        queues.send(queue, &bodies).await?;
    }
    match store.strike(&unsent).await {
        Ok(()) | Err(StoreError::Refused(StrikeRefusal::MoreCame) | StoreError::Unknown(_)) => Ok(()),
        Err(StoreError::Busy) => Err(RelayError::Store(StoreError::Busy)),
        Err(StoreError::Broken(source)) => Err(RelayError::Store(StoreError::Broken(source))),
    }
}
