//! The providers a shop is paid through, from a function's environment: Stripe, and PayPal where it is set up.

use contract::config::{
    PAYPAL_API_URL, PAYPAL_CLIENT_ID, PAYPAL_CLIENT_SECRET, PROVIDER_API_URL, PROVIDER_KEY,
};
use edge::config::{ConfigError, Lookup, Secret, optional, required, secret};
use gateway::{Gateway, GatewayError, Gateways, PaypalConfig, StripeConfig, Transport};
use std::sync::Arc;

/// How the providers are reached.
#[derive(Debug)]
pub struct ProvidersConfig {
    stripe_url: String,
    stripe_key: Secret,
    paypal: Option<Paypal>,
}

/// PayPal, for a shop that offers it.
#[derive(Debug)]
struct Paypal {
    api_url: String,
    client_id: String,
    client_secret: Secret,
}

impl ProvidersConfig {
    /// Reads the environment. PayPal is offered where its client id is set; everything else of it has to be
    /// there then.
    ///
    /// # Errors
    /// [`ConfigError`] names what is missing.
    pub fn read(lookup: Lookup<'_>) -> Result<Self, ConfigError> {
        let paypal = |client_id| {
            let (api_url, client_secret) =
                (required(lookup, PAYPAL_API_URL)?, secret(lookup, PAYPAL_CLIENT_SECRET)?);
            Ok::<_, ConfigError>(Paypal { api_url, client_id, client_secret })
        };
        Ok(Self {
            stripe_url: required(lookup, PROVIDER_API_URL)?,
            stripe_key: secret(lookup, PROVIDER_KEY)?,
            paypal: optional(lookup, PAYPAL_CLIENT_ID).map(paypal).transpose()?,
        })
    }

    /// The providers reached in this way, for a shop whose objects are marked with this name.
    ///
    /// # Errors
    /// [`GatewayError`] when an address or a key cannot be used.
    pub fn gateways(self, shop: &str, transport: Arc<dyn Transport>) -> Result<Gateways, GatewayError> {
        let (api_url, secret_key) = (self.stripe_url, self.stripe_key.0);
        let stripe = StripeConfig { api_url, secret_key, shop: shop.to_owned() };
        let stripe = Gateway::stripe(stripe, Arc::clone(&transport))?;
        let paypal = |paypal: Paypal| {
            let Paypal { api_url, client_id, client_secret } = paypal;
            let client_secret = client_secret.0;
            let config = PaypalConfig { api_url, client_id, client_secret, shop: shop.to_owned() };
            Gateway::paypal(config, transport)
        };
        Ok(Gateways::new(stripe, self.paypal.map(paypal).transpose()?))
    }
}
