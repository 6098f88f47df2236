//! `POST /webhooks/{provider}`: verify the raw bytes, store the event if it is new, say so. Nothing else.
//!
//! What the event means is found out by whoever settles the order, by reading the provider's objects.

use contract::config::{PAYPAL_API_URL, PAYPAL_WEBHOOK_IDS, TABLE_NAME, WEBHOOK_SECRETS};
use contract::messages::{Message, ProviderEventReceived};
use contract::problem::{ProblemCode, Refusal};
use domain::ids::MessageId;
use domain::payments::Provider;
use domain::time::Timestamp;
use edge::answer::Answer;
use edge::config::{ConfigError, Lookup, listed, optional, required};
use edge::{Request, answer, request};
use gateway::webhook::{self, Secret};
use gateway::{
    GatewayError, Network, NotTaken, PaypalHeaders, PaypalWebhooks, ProviderEvent, Timeouts, Transport,
};
use std::sync::Arc;
use store::Store;
use store::events::StoredEvent;
use texts::saying;

/// What the function reads from its environment.
#[derive(Debug)]
pub struct Config {
    table: String,
    secrets: Vec<Secret>,
    /// Where PayPal is, and the ids of its webhook.
    paypal: Option<(String, Vec<String>)>,
}

impl Config {
    /// Reads the environment. PayPal is listened to where its webhook's id is set.
    ///
    /// # Errors
    /// [`ConfigError`] names what is missing.
    pub fn read(lookup: Lookup<'_>) -> Result<Self, ConfigError> {
        let owned = |texts: &str| listed(texts).map(str::to_owned).collect();
        let paypal = |ids: String| Ok((required(lookup, PAYPAL_API_URL)?, owned(&ids)));
        Ok(Self {
            table: required(lookup, TABLE_NAME)?,
            secrets: listed(&required(lookup, WEBHOOK_SECRETS)?)
                .map(|text| Secret::new(text.to_owned()))
                .collect(),
            paypal: optional(lookup, PAYPAL_WEBHOOK_IDS).map(paypal).transpose()?,
        })
    }
}

/// What a request is answered with.
#[derive(Debug)]
pub struct Shop {
    store: Store,
    /// What our objects at the provider are marked with: the table's name, which no other stack has.
    name: String,
    secrets: Vec<Secret>,
    paypal: Option<PaypalWebhooks>,
}

impl Shop {
    /// The function with its clients.
    ///
    /// # Errors
    /// [`GatewayError`] when PayPal's URL cannot be used.
    pub fn new(config: Config, dynamodb: aws_sdk_dynamodb::Client) -> Result<Self, GatewayError> {
        Self::reached(config, dynamodb, || Ok(Arc::new(Network::within(Timeouts::default())?)))
    }

    /// The function with its clients, and PayPal's certificates had in this way.
    ///
    /// # Errors
    /// [`GatewayError`] when PayPal's URL cannot be used.
    pub fn over(
        config: Config,
        dynamodb: aws_sdk_dynamodb::Client,
        transport: Arc<dyn Transport>,
    ) -> Result<Self, GatewayError> {
        Self::reached(config, dynamodb, || Ok(transport))
    }

    /// A shop without PayPal asks nobody, and makes no client.
    fn reached(
        config: Config,
        dynamodb: aws_sdk_dynamodb::Client,
        transport: impl FnOnce() -> Result<Arc<dyn Transport>, GatewayError>,
    ) -> Result<Self, GatewayError> {
        let name = config.table;
        let paypal = |(api_url, ids): (String, _)| PaypalWebhooks::new(&api_url, ids, &name, transport()?);
        let (paypal, secrets) = (config.paypal.map(paypal).transpose()?, config.secrets);
        Ok(Self { store: Store::new(dynamodb, &name), name, secrets, paypal })
    }
}

/// Answers one request.
pub async fn handle(shop: &Shop, request: Request, now: Timestamp) -> Answer {
    let taken = match request::path(&request) {
        "/webhooks/paypal" => from_paypal(shop, &request, now).await,
        "/webhooks/stripe" => from_stripe(shop, &request, now).map(Some),
        _ => Err(Refusal::new(ProblemCode::NotFound, saying!("problem-no-webhook"))),
    };
    let stored = match taken {
        Ok(Some(event)) => store_event(shop, provider_of(&request), &event, now).await,
        Ok(None) => Ok(()),
        Err(problem) => Err(problem),
    };
    match stored {
        Ok(()) => answer::no_content(),
        Err(refusal) => answer::problem(&answer::in_english(&refusal)),
    }
}

fn provider_of(request: &Request) -> Provider {
    if request::path(request) == "/webhooks/paypal" { Provider::Paypal } else { Provider::Stripe }
}

fn from_stripe(shop: &Shop, request: &Request, now: Timestamp) -> Result<ProviderEvent, Refusal> {
    let header = request.headers().get("stripe-signature").and_then(|value| value.to_str().ok());
    webhook::verify(&shop.secrets, &shop.name, header, request::bytes(request), now)
        .map_err(|rejected| not_genuine(rejected.reason()))
}

/// An event of PayPal's; none where it is not about payments.
async fn from_paypal(
    shop: &Shop,
    request: &Request,
    now: Timestamp,
) -> Result<Option<ProviderEvent>, Refusal> {
    let Some(paypal) = &shop.paypal else { return Err(not_genuine("PayPal is not offered")) };
    let header = |name: &str| request.headers().get(name).and_then(|value| value.to_str().ok());
    let headers = PaypalHeaders {
        transmission_id: header("paypal-transmission-id"),
        transmission_time: header("paypal-transmission-time"),
        transmission_sig: header("paypal-transmission-sig"),
        cert_url: header("paypal-cert-url"),
        auth_algo: header("paypal-auth-algo"),
    };
    match paypal.verify(headers, request::bytes(request), now).await {
        Ok(event) => Ok(event),
        Err(NotTaken::Rejected(rejected)) => Err(not_genuine(rejected.reason())),
        Err(NotTaken::Unavailable(why)) => {
            tracing::warn!(%why, "a webhook's certificate could not be had");
            Err(Refusal::busy())
        }
    }
}

fn not_genuine(reason: &str) -> Refusal {
    tracing::warn!(reason, "a webhook was refused");
    Refusal::new(ProblemCode::Unreadable, saying!("problem-not-signed"))
}

async fn store_event(
    shop: &Shop,
    provider: Provider,
    event: &ProviderEvent,
    now: Timestamp,
) -> Result<(), Refusal> {
    if let Some(payment) = &event.payment {
        // Only the provider can say whose it is, and a webhook asks nobody: the reconciler does.
        tracing::info!(event.id, event.kind, payment, "an event without a mark is left to the reconciler");
        return Ok(());
    }
    let message = match &event.order {
        Some(order) => {
            let (order_id, event_id) = (order.clone(), event.id.clone());
            let data = ProviderEventReceived { order_id, event_id, provider: Some(provider) };
            let id = MessageId::from_bits(edge::ids::digest(&event.id));
            let written = Message::ProviderEventReceived(data).write(&id, event.created_at);
            Some(written.map_err(|error| {
                tracing::error!(%error, "a message could not be written");
                Refusal::internal()
            })?)
        }
        None => None,
    };
    let stored = StoredEvent {
        provider: provider.name(),
        id: &event.id,
        kind: &event.kind,
        object_id: &event.object_id,
        order: event.order.as_ref(),
        message,
    };
    let known = shop.store.store_event(&stored, now).await?;
    tracing::info!(provider = provider.name(), event.id, event.kind, outcome = ?known, "a provider's event");
    Ok(())
}
