//! `POST /webhooks/stripe`: verify the raw bytes, store the event if it is new, say so. Nothing else.
//!
//! What the event means is found out by whoever settles the order, by reading the provider's objects.

use contract::config::{TABLE_NAME, WEBHOOK_SECRETS};
use contract::messages::{Message, ProviderEventReceived};
use contract::problem::{Problem, ProblemCode};
use domain::ids::MessageId;
use domain::time::Timestamp;
use edge::answer::Answer;
use edge::config::{ConfigError, Lookup, required};
use edge::{Request, answer, request};
use gateway::webhook::{self, Secret};
use store::Store;
use store::events::StoredEvent;

/// What the function reads from its environment.
#[derive(Debug)]
pub struct Config {
    table: String,
    secrets: Vec<Secret>,
}

impl Config {
    /// Reads the environment.
    ///
    /// # Errors
    /// [`ConfigError`] names what is missing.
    pub fn read(lookup: Lookup<'_>) -> Result<Self, ConfigError> {
        let secrets = required(lookup, WEBHOOK_SECRETS)?;
        let secrets = secrets.split(',').map(str::trim).filter(|secret| !secret.is_empty()).map(Secret::new);
        Ok(Self { table: required(lookup, TABLE_NAME)?, secrets: secrets.collect() })
    }
}

/// What a request is answered with.
#[derive(Debug)]
pub struct Shop {
    store: Store,
    /// What our objects at the provider are marked with: the table's name, which no other stack has.
    name: String,
    secrets: Vec<Secret>,
}

impl Shop {
    /// The function with its clients.
    pub fn new(config: Config, dynamodb: aws_sdk_dynamodb::Client) -> Self {
        Self { store: Store::new(dynamodb, &config.table), name: config.table, secrets: config.secrets }
    }
}

/// Answers one request.
pub async fn handle(shop: &Shop, request: Request, now: Timestamp) -> Answer {
    match store_event(shop, &request, now).await {
        Ok(()) => answer::no_content(),
        Err(problem) => answer::problem(&problem),
    }
}

async fn store_event(shop: &Shop, request: &Request, now: Timestamp) -> Result<(), Problem> {
    let header = request.headers().get("stripe-signature").and_then(|value| value.to_str().ok());
    let event = webhook::verify(&shop.secrets, &shop.name, header, request::bytes(request), now).map_err(
        |rejected| {
            tracing::warn!(reason = rejected.reason(), "a webhook was refused");
            Problem::new(ProblemCode::Unreadable, "The event is not signed as agreed.")
        },
    )?;
    if let Some(payment) = &event.payment {
        // Only the provider can say whose it is, and a webhook asks nobody: the reconciler does.
        tracing::info!(event.id, event.kind, payment, "an event without a mark is left to the reconciler");
        return Ok(());
    }
    let message = match &event.order {
        Some(order) => {
            let data = ProviderEventReceived { order_id: order.clone(), event_id: event.id.clone() };
            let id = MessageId::from_bits(edge::ids::digest(&event.id));
            let written = Message::ProviderEventReceived(data).write(&id, event.created_at);
            Some(written.map_err(|error| {
                tracing::error!(%error, "a message could not be written");
                answer::internal()
            })?)
        }
        None => None,
    };
    let stored = StoredEvent {
        provider: "stripe",
        id: &event.id,
        kind: &event.kind,
        object_id: &event.object_id,
        order: event.order.as_ref(),
        message,
    };
    let known = shop.store.store_event(&stored, now).await?;
    tracing::info!(event.id, event.kind, outcome = ?known, "a provider's event");
    Ok(())
}
