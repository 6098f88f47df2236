//! payment-webhook.
