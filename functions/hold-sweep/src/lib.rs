//! Every minute: asks for a look at every order that is due, and relays what the stream left unsent.
//!
//! It decides nothing and asks no provider: whoever settles an order does.

use contract::config::{NOTICES_QUEUE_URL, PAYMENTS_QUEUE_URL, TABLE_NAME};
use contract::messages::{Message, OrderRef, Queue};
use domain::ids::MessageId;
use domain::time::{Span, Timestamp};
use edge::config::{ConfigError, Lookup, required};
use edge::queue::Queues;
use lambda_runtime::Error;
use store::Store;

/// The stream gets this long to relay a message before the sweep does.
const STREAM_GETS: Span = Span::seconds(30);

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

/// What a sweep works with.
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

/// One sweep.
///
/// # Errors
/// When the table or a queue could not be used; the next sweep finds the same again.
pub async fn handle(shop: &Shop, now: Timestamp) -> Result<(), Error> {
    // What was told before comes first: it must not wait for a queue that refuses the looks.
    let unsent = shop.store.unsent_first_page(now.minus(STREAM_GETS)).await?;
    let mut failures = 0_u32;
    for key in &unsent {
        if let Err(error) = outbox_relay::relay(&shop.store, &shop.queues, key).await {
            tracing::error!(pk = key.pk, ?error, "messages were not relayed");
            failures = failures.saturating_add(1);
        }
    }
    if !shop.store.is_the_shop().await? {
        tracing::warn!(
            "this table was restored from another: its payments rest until a person releases them"
        );
        return Ok(());
    }
    let due = shop.store.due_first_page(now).await?;
    let mut bodies = Vec::with_capacity(due.len());
    for order_id in &due {
        let id = MessageId::from_bits(edge::ids::digest(&format!("{order_id}-{}", now.as_ms())));
        bodies.push(Message::OrderDue(OrderRef { order_id: order_id.clone() }).write(&id, now)?);
    }
    shop.queues.send(Queue::Payments, &bodies).await?;
    tracing::info!(due = due.len(), unsent = unsent.len(), failures, "swept");
    Ok(())
}
