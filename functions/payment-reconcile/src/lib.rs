//! Every 15 minutes: reads the provider's list of events and stores what no webhook brought.
//!
//! It pages from where it stood, with an hour of overlap, into the same put-if-absent as the webhook.

use contract::config::TABLE_NAME;
use contract::messages::{Message, ProviderEventReceived};
use domain::ids::MessageId;
use domain::payments::Provider;
use domain::time::{Span, Timestamp};
use edge::config::{ConfigError, Lookup, required};
use gateway::{EventsPage, Gateway, GatewayError, Gateways, Network, ProviderEvent, Timeouts, Transport};
use lambda_runtime::Error;
use payment_settle::ProvidersConfig;
use std::sync::Arc;
use store::Store;
use store::events::{EventStored, ReconcilePass, Reconciliation, StoredEvent};

/// How far back the first run reads, and how much every run overlaps the last.
const FIRST: Span = Span::days(3);
const OVERLAP: Span = Span::hours(1);
/// Pages of one run; 100 events each. The next run goes on where this one stopped.
const PAGES_MAX: u32 = 50;
/// How long a pass that was cut short may be gone on with: the page it names lasts no longer than its event.
const UNFINISHED_KEPT: Span = Span::days(1);

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

/// What a run works with.
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

/// One run: every provider from its own cursor. One that cannot be asked does not keep the others from it.
///
/// # Errors
/// When a provider or the table could not be used; the next run reads the same again.
pub async fn handle(shop: &Shop, now: Timestamp) -> Result<(), Error> {
    if !shop.store.is_the_shop().await? {
        tracing::warn!(
            "this table was restored from another: its payments rest until a person releases them"
        );
        return Ok(());
    }
    let mut outcome = Ok(());
    for (provider, gateway) in shop.gateways.all() {
        if let Err(error) = reconcile(shop, provider, gateway, now).await {
            tracing::error!(provider = provider.name(), %error, "a provider could not be reconciled");
            outcome = Err(error);
        }
    }
    outcome
}

async fn reconcile(shop: &Shop, provider: Provider, gateway: &Gateway, now: Timestamp) -> Result<(), Error> {
    let before = shop.store.reconciliation(provider.name()).await?;
    let since = || before.until.map_or(now.minus(FIRST), |until| until.minus(OVERLAP));
    let pass = before.unfinished.filter(|pass| pass.began_at.plus(UNFINISHED_KEPT) > now);
    let mut pass = pass.unwrap_or_else(|| ReconcilePass { from: since(), after: None, began_at: now });
    let mut page = EventsPage { created_at_least: pass.from.as_seconds(), after: pass.after.take() };
    let mut new = 0_u32;
    for _ in 0..PAGES_MAX {
        let answer = gateway.events(&page).await?;
        for event in &answer.events {
            new = new.saturating_add(u32::from(
                store_event(shop, (provider, gateway), event, now).await? == EventStored::New,
            ));
        }
        page.after = answer.next;
        if page.after.is_none() {
            let done = Reconciliation { until: Some(pass.began_at), unfinished: None };
            shop.store.set_reconciliation(provider.name(), &done).await?;
            tracing::info!(provider = provider.name(), new, "reconciled");
            return Ok(());
        }
    }
    pass.after = page.after;
    let cut_short = Reconciliation { until: before.until, unfinished: Some(pass) };
    shop.store.set_reconciliation(provider.name(), &cut_short).await?;
    tracing::warn!(new, "more events than one run can read: the next run goes on from here");
    Ok(())
}

async fn store_event(
    shop: &Shop,
    (provider, gateway): (Provider, &Gateway),
    event: &ProviderEvent,
    now: Timestamp,
) -> Result<EventStored, Error> {
    let order = match (&event.order, &event.payment) {
        (None, Some(payment)) => gateway.order_of_payment(payment).await?,
        (order, _) => order.clone(),
    };
    let message = match &order {
        Some(order) => {
            let (order_id, event_id) = (order.clone(), event.id.clone());
            let data = ProviderEventReceived { order_id, event_id, provider: Some(provider) };
            let id = MessageId::from_bits(edge::ids::digest(&event.id));
            Some(Message::ProviderEventReceived(data).write(&id, event.created_at)?)
        }
        None => None,
    };
    let stored = StoredEvent {
        provider: provider.name(),
        id: &event.id,
        kind: &event.kind,
        object_id: &event.object_id,
        order: order.as_ref(),
        message,
    };
    let outcome = shop.store.store_event(&stored, now).await?;
    if outcome == EventStored::New
        && let Some(order) = &order
        && shop.store.order(order).await?.is_none()
    {
        tracing::error!(order.id = %order, event.id, "the provider has money of an order that does not exist");
        shop.store.raise_unlicensed(provider.name(), &event.object_id, order.as_str(), now).await?;
    }
    Ok(outcome)
}
