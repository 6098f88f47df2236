//! Settling orders: the consumer of the queue `payments`, and the loop that `checkout` shares with it.
//!
//! Messages only say "look at order X" or carry a staff command. What is done follows from the order's state
//! and the provider's objects.

mod command;
mod providers;
mod settle;

pub use providers::ProvidersConfig;
pub use settle::{SettleError, request_cancel, settle};

use aws_lambda_events::event::sqs::{SqsBatchResponse, SqsEvent, SqsMessage};
use contract::config::TABLE_NAME;
use contract::messages::Message;
use domain::ids::OrderId;
use domain::time::Timestamp;
use edge::config::{ConfigError, Lookup, required};
use edge::queue::{Handled, batch_answer};
use gateway::{GatewayError, Gateways, Network, Timeouts, Transport};
use std::sync::Arc;
use store::Store;

/// What the function reads from its environment.
#[derive(Debug)]
pub struct Config {
    table: String,
    providers: ProvidersConfig,
}

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// [`ConfigError`] names what is missing.
    pub fn read(lookup: Lookup<'_>) -> Result<Self, ConfigError> {
        Ok(Self { table: required(lookup, TABLE_NAME)?, providers: ProvidersConfig::read(lookup)? })
    }
}

/// What a message is handled with.
#[derive(Debug)]
pub struct Shop {
    store: Store,
    gateways: Gateways,
}

impl Shop {
    /// The function with its clients.
    ///
    /// # Errors
    /// [`GatewayError`] when a provider's URL or key cannot be used.
    pub fn new(config: Config, dynamodb: aws_sdk_dynamodb::Client) -> Result<Self, GatewayError> {
        Self::over(config, dynamodb, Arc::new(Network::within(Timeouts::default())?))
    }

    /// The function with its clients, and the providers reached in this way.
    ///
    /// # Errors
    /// [`GatewayError`] when a provider's URL or key cannot be used.
    pub fn over(
        config: Config,
        dynamodb: aws_sdk_dynamodb::Client,
        transport: Arc<dyn Transport>,
    ) -> Result<Self, GatewayError> {
        let gateways = config.providers.gateways(&config.table, transport)?;
        Ok(Self { store: Store::new(dynamodb, config.table), gateways })
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
    let (id, message) = match Message::read(message.body.as_deref().unwrap_or_default()) {
        Ok(read) => read,
        Err(error) => {
            tracing::error!(%error, "a message cannot be read");
            return Handled::Again;
        }
    };
    let order = match &message {
        Message::OrderDue(data) => &data.order_id,
        Message::ProviderEventReceived(data) => &data.order_id,
        other => {
            let Some((order, _)) = other.staff_command() else {
                tracing::error!(kind = other.kind(), "a message is in the wrong queue");
                return Handled::Again;
            };
            order
        }
    };
    let result = match message.staff_command() {
        Some((order, command)) => command::obey(shop, order, &id, message.kind(), &command, now).await,
        None => Ok(()),
    };
    let result = match result {
        Ok(()) => {
            settle(&shop.store, &shop.gateways, order, now).await.map(|order| (order.status, order.payment))
        }
        Err(error) => Err(error),
    };
    match result {
        Ok((status, payment)) => {
            tracing::info!(order.id = %order, ?status, ?payment, "settled");
            Handled::Done
        }
        Err(error) => finish(shop, &message, order, &error, now).await,
    }
}

/// What to do with a message that could not be finished. While the provider is down the order itself
/// remembers to be looked at again, so that no receive is used up.
async fn finish(
    shop: &Shop,
    message: &Message,
    order: &OrderId,
    error: &SettleError,
    now: Timestamp,
) -> Handled {
    match error {
        SettleError::NoSuchOrder => {
            let Message::ProviderEventReceived(event) = message else {
                tracing::error!(order.id = %order, kind = message.kind(), "there is no such order");
                return Handled::Again;
            };
            tracing::error!(order.id = %order, "a payment names an order that does not exist");
            let provider = event.provider.unwrap_or_default().name();
            match shop.store.raise_unlicensed(provider, order.as_str(), order.as_str(), now).await {
                Ok(()) => Handled::Done,
                Err(_) => Handled::Again,
            }
        }
        SettleError::Unavailable(cause) => {
            tracing::warn!(order.id = %order, cause, "the provider could not be asked");
            match settle::postpone(&shop.store, order, now).await {
                Ok(()) => Handled::Done,
                Err(_) => Handled::Again,
            }
        }
        SettleError::Impossible(_) | SettleError::Store(_) | SettleError::Contended => {
            tracing::error!(order.id = %order, %error, "an order could not be settled");
            Handled::Again
        }
    }
}
