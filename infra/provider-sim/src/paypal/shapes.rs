//! What requests may hold. A member that is not listed here is refused: the provider would ignore it, and a
//! shop that sends one has misspelled it.

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::error::ApiError;
use super::money::Sent;

/// The body of `POST /v2/checkout/orders`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CreateOrder {
    pub(crate) intent: String,
    pub(crate) purchase_units: Vec<PurchaseUnit>,
    pub(crate) payment_source: Option<PaymentSource>,
    pub(crate) application_context: Option<Context>,
}

/// One purchase unit.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PurchaseUnit {
    pub(crate) amount: Sent,
    pub(crate) reference_id: Option<String>,
    pub(crate) custom_id: Option<String>,
    pub(crate) invoice_id: Option<String>,
    pub(crate) description: Option<String>,
    pub(crate) soft_descriptor: Option<String>,
}

/// What is paid with.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PaymentSource {
    pub(crate) paypal: Wallet,
}

/// PayPal's own wallet.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Wallet {
    pub(crate) experience_context: Option<Context>,
    pub(crate) email_address: Option<String>,
}

/// How the shopper is led, in the newer place or the older one.
#[derive(Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Context {
    pub(crate) return_url: Option<String>,
    pub(crate) cancel_url: Option<String>,
    pub(crate) brand_name: Option<String>,
    pub(crate) locale: Option<String>,
    pub(crate) landing_page: Option<String>,
    pub(crate) shipping_preference: Option<String>,
    pub(crate) user_action: Option<String>,
    pub(crate) payment_method_preference: Option<String>,
}

/// The body of a capture.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct CaptureMoney {
    pub(crate) amount: Option<Sent>,
    pub(crate) invoice_id: Option<String>,
    pub(crate) final_capture: Option<bool>,
    pub(crate) note_to_payer: Option<String>,
    pub(crate) soft_descriptor: Option<String>,
}

/// The body of a refund.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RefundMoney {
    pub(crate) amount: Option<Sent>,
    pub(crate) custom_id: Option<String>,
    pub(crate) invoice_id: Option<String>,
    pub(crate) note_to_payer: Option<String>,
}

/// The body of an event's resending.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Resend {
    pub(crate) webhook_ids: Option<Vec<String>>,
}

/// The body of a call that takes none.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Nothing {}

/// Reads a body; one that may be left out is its default.
///
/// # Errors
/// [`ApiError`] with the provider's issue for what is wrong.
pub(crate) fn optional<T: DeserializeOwned + Default>(body: &[u8]) -> Result<T, ApiError> {
    if body.is_empty() { Ok(T::default()) } else { required(body) }
}

/// Reads a body.
///
/// # Errors
/// [`ApiError`] with the provider's issue for what is wrong.
pub(crate) fn required<T: DeserializeOwned>(body: &[u8]) -> Result<T, ApiError> {
    serde_json::from_slice(body).map_err(|error| {
        let description = error.to_string();
        if !error.is_data() {
            ApiError::invalid("MALFORMED_REQUEST_JSON", "The request JSON is not well formed.")
        } else if description.starts_with("missing field") {
            ApiError::invalid("MISSING_REQUIRED_PARAMETER", description)
        } else if description.starts_with("unknown field") {
            ApiError::invalid("INVALID_PARAMETER", description)
        } else {
            ApiError::syntax(description)
        }
    })
}

/// Checks the length of a text that was sent.
///
/// # Errors
/// [`ApiError`] `INVALID_STRING_LENGTH`.
pub(crate) fn within(text: Option<&String>, length_max: usize, field: &str) -> Result<(), ApiError> {
    let fits = |text: &&String| (1..=length_max).contains(&text.chars().count());
    match text {
        Some(text) if !fits(&text) => {
            let description = "The value of a field is either too short or too long.";
            Err(ApiError::invalid("INVALID_STRING_LENGTH", description).at(field, text))
        }
        _ => Ok(()),
    }
}
