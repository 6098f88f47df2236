//! Payment providers behind one seam: hosted pages, what was paid on them, and what is asked about it.
//!
//! A call answers [`Outcome`]: applied, not applied, or not known. What is not known is read again by the
//! caller and never taken for a failure. Nothing here repeats a call (but one whose access token was not
//! accepted), follows a redirect, touches a card number, or puts anything about a person into an error; nothing
//! but a token and a certificate is kept.
#![deny(clippy::indexing_slicing, clippy::as_conversions, clippy::arithmetic_side_effects)]
#![cfg_attr(
    test,
    expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test may fail loudly")
)]

mod event;
#[cfg(test)]
mod hostile;
mod http;
mod outcome;
mod paypal;
mod session;
mod stripe;
mod transport;
pub mod webhook;

pub use event::{EventsAnswer, EventsPage, ProviderEvent};
pub use http::Timeouts;
pub use outcome::{Cause, GatewayError, Outcome, Refusal, Unavailable};
pub use paypal::webhook::{NotTaken, PaypalHeaders, PaypalWebhooks};
pub use paypal::{PAYPAL_EVENT_KINDS, PaypalConfig};
pub use session::{OpenedSession, SessionRequest};
pub use stripe::{API_VERSION, EVENT_KINDS, StripeConfig};
pub use transport::{Answering, Network, Transport, TransportError};
pub use webhook::{Rejected, Secret};

use domain::ids::OrderId;
use domain::payments::settle::{ProviderCall, Seen};
use domain::payments::{Attempt, Provider as ProviderName};
use std::sync::Arc;

/// A payment provider; clones share its connections.
#[derive(Clone, Debug)]
pub struct Gateway {
    provider: Provider,
}

/// The providers that the shop can be paid through.
#[derive(Clone, Debug)]
enum Provider {
    Stripe(Arc<stripe::Stripe>),
    Paypal(Arc<paypal::Paypal>),
}

impl Gateway {
    /// Payments through Stripe, reached in this way.
    ///
    /// # Errors
    /// [`GatewayError`] names what is wrong with the configuration.
    pub fn stripe(config: StripeConfig, transport: Arc<dyn Transport>) -> Result<Self, GatewayError> {
        let stripe = stripe::Stripe::new(config, transport)?;
        Ok(Self { provider: Provider::Stripe(Arc::new(stripe)) })
    }

    /// Payments through PayPal, reached in this way.
    ///
    /// # Errors
    /// [`GatewayError`] names what is wrong with the configuration.
    pub fn paypal(config: PaypalConfig, transport: Arc<dyn Transport>) -> Result<Self, GatewayError> {
        let paypal = paypal::Paypal::new(config, transport)?;
        Ok(Self { provider: Provider::Paypal(Arc::new(paypal)) })
    }

    /// Creates the hosted page of an attempt, or finds the one made before with the same key, as it is now.
    pub async fn open_session(&self, request: &SessionRequest<'_>) -> Outcome<OpenedSession> {
        match &self.provider {
            Provider::Stripe(stripe) => stripe.open_session(request).await.into(),
            Provider::Paypal(paypal) => paypal.open_session(request).await.into(),
        }
    }

    /// A hosted page as it is now, with its address while it can be paid on.
    pub async fn session(&self, session: &str) -> Outcome<OpenedSession> {
        match &self.provider {
            Provider::Stripe(stripe) => stripe.session(session).await.into(),
            Provider::Paypal(paypal) => paypal.session(session).await.into(),
        }
    }

    /// What the provider shows for each attempt that has a session, in the same order.
    ///
    /// # Errors
    /// [`Unavailable`] when any of them could not be read.
    pub async fn see(&self, attempts: &[Attempt]) -> Result<Vec<Seen>, Unavailable> {
        match &self.provider {
            Provider::Stripe(stripe) => stripe.see(attempts).await,
            Provider::Paypal(paypal) => paypal.see(attempts).await,
        }
    }

    /// Asks the provider for something; an operation is sent under its own idempotency key.
    pub async fn send(&self, call: &ProviderCall) -> Outcome<()> {
        match &self.provider {
            Provider::Stripe(stripe) => stripe.send(call).await.into(),
            Provider::Paypal(paypal) => paypal.send(call).await.into(),
        }
    }

    /// The order that a payment was made for; nothing where it is not this shop's.
    ///
    /// # Errors
    /// [`Unavailable`] when the payment could not be read.
    pub async fn order_of_payment(&self, payment: &str) -> Result<Option<OrderId>, Unavailable> {
        match &self.provider {
            Provider::Stripe(stripe) => Ok(stripe.order_of_payment(payment).await?),
            Provider::Paypal(paypal) => Ok(paypal.order_of_payment(payment).await?),
        }
    }

    /// One page of the provider's events about payments, newest first.
    ///
    /// # Errors
    /// [`Unavailable`] when the page could not be read.
    pub async fn events(&self, page: &EventsPage) -> Result<EventsAnswer, Unavailable> {
        match &self.provider {
            Provider::Stripe(stripe) => stripe.events(page).await,
            Provider::Paypal(paypal) => paypal.events(page).await,
        }
    }
}

/// The providers that one shop is paid through: Stripe, and PayPal where it is configured.
#[derive(Clone, Debug)]
pub struct Gateways {
    stripe: Gateway,
    paypal: Option<Gateway>,
}

impl Gateways {
    /// The providers of a shop.
    pub fn new(stripe: Gateway, paypal: Option<Gateway>) -> Self {
        Self { stripe, paypal }
    }

    /// A provider, if the shop is paid through it.
    pub fn of(&self, provider: ProviderName) -> Option<&Gateway> {
        match provider {
            ProviderName::Stripe => Some(&self.stripe),
            ProviderName::Paypal => self.paypal.as_ref(),
        }
    }

    /// Every provider the shop is paid through.
    pub fn all(&self) -> impl Iterator<Item = (ProviderName, &Gateway)> {
        [ProviderName::Stripe, ProviderName::Paypal]
            .into_iter()
            .filter_map(|provider| Some((provider, self.of(provider)?)))
    }
}
