//! Stock commands: each line is a movement row and the counter it moves, in one transaction.
//!
//! A line that makes no sense is recorded as refused with its reason, and the others are done.

use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use contract::config::TABLE_NAME;
use contract::messages::Message;
use domain::inventory::{StockChange, movement};
use domain::limits::STOCK_LINES_MAX;
use domain::time::Timestamp;
use edge::config::{ConfigError, Lookup, required};
use edge::queue::{Handled, batch_answer};
use store::stock::{MovementOutcome, MovementRefusal};
use store::{Never, Store, StoreError};

/// How often a line is decided again after the stock moved under it.
const TRIES: u32 = 10;

/// What the function reads from its environment.
#[derive(Debug)]
pub struct Config {
    table: String,
}

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// [`ConfigError`] names what is missing.
    pub fn read(lookup: Lookup<'_>) -> Result<Self, ConfigError> {
        Ok(Self { table: required(lookup, TABLE_NAME)? })
    }
}

/// What a message is handled with.
#[derive(Debug)]
pub struct Shop {
    store: Store,
}

impl Shop {
    /// The function with its clients.
    pub fn new(config: Config, dynamodb: aws_sdk_dynamodb::Client) -> Self {
        Self { store: Store::new(dynamodb, config.table) }
    }
}

/// Handles a batch.
pub async fn handle(shop: &Shop, event: SqsEvent, now: Timestamp) -> SqsBatchResponse {
    let mut results = Vec::with_capacity(event.records.len());
    for message in event.records {
        let handled = handle_message(shop, &message, now).await;
        results.push((message, handled));
    }
    batch_answer(results)
}

async fn handle_message(shop: &Shop, message: &SqsMessage, now: Timestamp) -> Handled {
    let command = match Message::read(message.body.as_deref().unwrap_or_default()) {
        Ok((_, Message::ChangeStock(command))) => command,
        Ok((_, other)) => {
            tracing::error!(kind = other.kind(), "a message is in the wrong queue");
            return Handled::Again;
        }
        Err(error) => {
            tracing::error!(%error, "a message cannot be read");
            return Handled::Again;
        }
    };
    if command.lines.len() > STOCK_LINES_MAX {
        tracing::error!(lines = command.lines.len(), "a stock command has too many lines");
        return Handled::Again;
    }
    for line in command.lines {
        if let Err(error) = apply(shop, line, now).await {
            tracing::error!(?error, "stock could not be changed");
            return Handled::Again;
        }
    }
    Handled::Done
}

/// Does one line, unless it was done or refused before.
async fn apply(shop: &Shop, change: StockChange, now: Timestamp) -> Result<(), StoreError<Never>> {
    for _ in 0..TRIES {
        if shop.store.movement_outcome(&change.sku, &change.id).await? != MovementOutcome::NotYet {
            return Ok(());
        }
        let stock = shop.store.stock([&change.sku], true).await?.remove(&change.sku);
        let decided = match movement(&stock.unwrap_or_default(), change.clone()) {
            Ok(decided) => decided,
            Err(why) => {
                tracing::warn!(sku = %change.sku, %why, "a stock line was refused");
                return shop.store.refuse_movement(&change, &why.to_string(), now).await;
            }
        };
        match shop.store.commit_movement(stock.as_ref(), &decided, now).await {
            Ok(()) => {
                tracing::info!(sku = %change.sku, delta = decided.delta, "stock moved");
                return Ok(());
            }
            Err(
                StoreError::Refused(MovementRefusal::Repeated | MovementRefusal::Changed)
                | StoreError::Unknown(_),
            ) => {}
            Err(StoreError::Busy) => return Err(StoreError::Busy),
            Err(StoreError::Broken(source)) => return Err(StoreError::Broken(source)),
        }
    }
    Err(StoreError::Busy)
}
