//! What a session says about ways to pay, and about the intent it makes.
//!
//! Cards can be captured by a request while debits cannot: `payment_method_options[card]` says so for
//! cards alone, `payment_intent_data[capture_method]` for all ways to pay and is refused beside a debit.

use crate::error::ApiError;
use crate::ledger::records::{CaptureMethod, IntentData};
use crate::methods::{MethodType, MethodTypes};
use crate::params::Params;

use super::sessions::{not_offered, read_email};

/// Reads `payment_method_types`.
///
/// # Errors
/// [`ApiError`] where one is not offered, is named twice, or cannot take the currency.
pub(super) fn read_methods(params: &mut Params, currency: &str) -> Result<MethodTypes, ApiError> {
    let mut methods = Vec::new();
    for word in params.texts("payment_method_types")? {
        let method = match word.as_str() {
            "card" => MethodType::Card,
            "sepa_debit" => MethodType::SepaDebit,
            other => return Err(not_offered("payment_method_types", other)),
        };
        if methods.contains(&method) {
            let message = format!("The payment method type `{word}` was given more than once.");
            return Err(ApiError::invalid(message).param("payment_method_types"));
        }
        methods.push(method);
    }
    if methods.contains(&MethodType::SepaDebit) && currency != "eur" {
        let message = format!(
            "Invalid currency: {currency}. The payment method `sepa_debit` only supports the following currencies: \
             `eur`."
        );
        return Err(ApiError::invalid(message).param("payment_method_types"));
    }
    Ok(if methods.is_empty() { MethodTypes::default() } else { MethodTypes(methods) })
}

/// What `payment_method_options` says about cards.
#[derive(Default)]
pub(super) struct CardOptions {
    /// Whether cards are captured by a request.
    pub(super) manual: bool,
    /// Whether every card has to pass 3-D Secure.
    pub(super) always_three_d_secure: bool,
}

/// Reads `payment_method_options`.
///
/// # Errors
/// [`ApiError`] where it is about a way to pay that was not named, or of another shape.
pub(super) fn read_card_options(params: &mut Params, methods: &MethodTypes) -> Result<CardOptions, ApiError> {
    let Some(mut options) = params.object("payment_method_options")? else {
        return Ok(CardOptions::default());
    };
    let mut read = CardOptions::default();
    if let Some(mut card) = options.object("card")? {
        if !methods.has(MethodType::Card) {
            let message =
                "You provided payment_method_options[card], but `card` is not in payment_method_types.";
            return Err(ApiError::invalid(message).param("payment_method_options[card]"));
        }
        read.manual = card.one_of("capture_method", &["manual"])?.is_some();
        let wanted = card.one_of("request_three_d_secure", &["any", "automatic", "challenge"])?;
        read.always_three_d_secure = wanted.is_some_and(|wanted| wanted != "automatic");
        card.refuse(&[
            "installments",
            "request_extended_authorization",
            "request_incremental_authorization",
            "request_multicapture",
            "request_overcapture",
            "restrictions",
            "setup_future_usage",
            "statement_descriptor_suffix_kana",
            "statement_descriptor_suffix_kanji",
        ])?;
        card.finish()?;
    }
    options.refuse(&["sepa_debit"])?;
    options.finish()?;
    Ok(read)
}

/// Reads `payment_intent_data`.
///
/// # Errors
/// [`ApiError`] where it asks for a manual capture of debits, or is of another shape.
pub(super) fn read_intent_data(
    params: &mut Params,
    methods: MethodTypes,
    card_manual: bool,
) -> Result<IntentData, ApiError> {
    let Some(mut data) = params.object("payment_intent_data")? else {
        return Ok(IntentData { card_manual, methods, ..IntentData::default() });
    };
    let capture_method = data.one_of("capture_method", &["automatic", "automatic_async", "manual"])?;
    if capture_method.as_deref() == Some("manual") && methods.has(MethodType::SepaDebit) {
        let message = "`capture_method=manual` is not supported by payment method type `sepa_debit`. Use a different \
                       capture method.";
        return Err(ApiError::invalid(message).param("payment_intent_data[capture_method]"));
    }
    let intent_data = IntentData {
        capture_method: match capture_method.as_deref() {
            Some("manual") => CaptureMethod::Manual,
            Some("automatic") => CaptureMethod::Automatic,
            _ => CaptureMethod::AutomaticAsync,
        },
        description: data.text_up_to("description", 1_000)?,
        metadata: data.metadata("metadata")?,
        receipt_email: read_email(&mut data, "receipt_email")?,
        statement_descriptor: data.text_up_to("statement_descriptor", 22)?,
        statement_descriptor_suffix: data.text_up_to("statement_descriptor_suffix", 22)?,
        card_manual,
        methods,
    };
    data.refuse(&[
        "application_fee_amount",
        "on_behalf_of",
        "setup_future_usage",
        "shipping",
        "transfer_data",
        "transfer_group",
    ])?;
    data.finish()?;
    Ok(intent_data)
}
