//! Endpoints of Checkout Sessions.
//!
//! Only what this kind of shop uses is offered: mode `payment`, cards and SEPA debits, the hosted page;
//! the rest is refused by name instead of being ignored.

use serde_json::Value;
use url::Url;

use crate::currencies;
use crate::error::ApiError;
use crate::ledger::Draft;
use crate::ledger::records::SessionRecord;
use crate::params::Params;
use crate::render;
use crate::rules::checkout::{self, NewLine, NewSession};

use super::expand::{self, Start};
use super::list::{Created, Cursor};
use super::methods::{read_card_options, read_intent_data, read_methods};

/// Most lines of a session (Stripe API).
const LINES_MAX: usize = 100;

/// The one `limit` taken for line items, which are given all at once.
const LINES_MAX_LIMIT: i64 = 100;

/// Languages of the hosted page (Stripe API).
const LOCALES: &[&str] = &[
    "auto", "bg", "cs", "da", "de", "el", "en", "en-GB", "es", "es-419", "et", "fi", "fil", "fr", "fr-CA",
    "hi-IN", "hr", "hu", "id", "it", "ja", "ko", "lt", "lv", "ms", "mt", "nb", "nl", "pl", "pt", "pt-BR",
    "ro", "ru", "sk", "sl", "sv", "th", "tr", "vi", "zh", "zh-HK", "zh-TW",
];

/// Parameters of the provider that are not simulated.
const NOT_SIMULATED: &[&str] = &[
    "after_expiration",
    "allowed_payment_method_types",
    "branding_settings",
    "consent_collection",
    "custom_fields",
    "custom_text",
    "customer",
    "customer_account",
    "customer_update",
    "discounts",
    "excluded_payment_method_types",
    "integration_identifier",
    "managed_payments",
    "name_collection",
    "optional_items",
    "origin_context",
    "payment_method_collection",
    "payment_method_configuration",
    "payment_method_data",
    "permissions",
    "redirect_on_completion",
    "return_url",
    "saved_payment_method_options",
    "setup_intent_data",
    "shipping_address_collection",
    "shipping_options",
    "subscription_data",
    "wallet_options",
];

/// `POST /v1/checkout/sessions`
pub(crate) fn create(draft: &mut Draft<'_>, mut params: Params) -> Result<Value, ApiError> {
    let expand = params.texts("expand")?;
    expand::check(Start::One("checkout.session"), &expand)?;
    let new = read_session(params)?;
    let session = checkout::create(draft, new)?;
    Ok(shown(draft, &session, &expand))
}

fn shown(draft: &Draft<'_>, session: &SessionRecord, expand: &[String]) -> Value {
    let mut object = render::session(session, draft.public_url());
    expand::apply(draft, &mut object, expand);
    object
}

fn read_session(mut params: Params) -> Result<NewSession, ApiError> {
    read_fixed(&mut params)?;
    let currency = params.text("currency")?.map(|code| currency(&code, "currency")).transpose()?;
    let (currency, lines) = read_lines(&mut params, currency)?;
    let amount_total = total(&lines, &currency)?;
    let methods = read_methods(&mut params, &currency)?;
    let card = read_card_options(&mut params, &methods)?;
    let intent_data = read_intent_data(&mut params, methods, card.manual)?;
    let success_url =
        read_url(&mut params, "success_url")?.ok_or_else(|| ApiError::missing_param("success_url"))?;
    let adaptive_pricing = read_enabled(&mut params, "adaptive_pricing")?.unwrap_or(false);
    let new = NewSession {
        currency,
        lines,
        amount_total,
        success_url,
        cancel_url: read_url(&mut params, "cancel_url")?,
        client_reference_id: params.text_up_to("client_reference_id", 200)?,
        customer_email: read_email(&mut params, "customer_email")?,
        expires_at_s: params.integer("expires_at")?,
        locale: params.one_of("locale", LOCALES)?,
        submit_type: params.one_of("submit_type", &["auto", "book", "donate", "pay"])?,
        customer_creation: params
            .one_of("customer_creation", &["always", "if_required"])?
            .unwrap_or_else(|| "if_required".to_owned()),
        adaptive_pricing,
        always_three_d_secure: card.always_three_d_secure,
        metadata: params.metadata("metadata")?,
        intent_data,
    };
    params.refuse(NOT_SIMULATED)?;
    params.finish()?;
    Ok(new)
}

/// Parameters that may be sent with the one value the simulator has for them.
fn read_fixed(params: &mut Params) -> Result<(), ApiError> {
    let mode = params.one_of("mode", &["payment", "setup", "subscription"])?;
    let mode = mode.ok_or_else(|| ApiError::missing_param("mode"))?;
    if mode != "payment" {
        return Err(not_offered("mode", &mode));
    }
    let ui_mode = params.one_of("ui_mode", &["elements", "embedded_page", "form", "hosted_page"])?;
    if let Some(ui_mode) = ui_mode.filter(|mode| mode != "hosted_page") {
        return Err(not_offered("ui_mode", &ui_mode));
    }
    if params.boolean("allow_promotion_codes")? == Some(true) {
        return Err(not_offered("allow_promotion_codes", "true"));
    }
    let billing = params.one_of("billing_address_collection", &["auto", "required"])?;
    if let Some(billing) = billing.filter(|billing| billing != "auto") {
        return Err(not_offered("billing_address_collection", &billing));
    }
    for key in ["automatic_tax", "invoice_creation", "phone_number_collection", "tax_id_collection"] {
        if read_enabled(params, key)? == Some(true) {
            return Err(not_offered(&format!("{key}[enabled]"), "true"));
        }
    }
    Ok(())
}

/// The refusal of a value that only the provider offers.
pub(super) fn not_offered(param: &str, value: &str) -> ApiError {
    ApiError::invalid(format!("The simulator does not offer {param}={value}; the provider does."))
        .param(param)
}

fn read_enabled(params: &mut Params, key: &str) -> Result<Option<bool>, ApiError> {
    let Some(mut object) = params.object(key)? else { return Ok(None) };
    let enabled =
        object.boolean("enabled")?.ok_or_else(|| ApiError::missing_param(&format!("{key}[enabled]")))?;
    object.finish()?;
    Ok(Some(enabled))
}

fn read_lines(params: &mut Params, currency: Option<String>) -> Result<(String, Vec<NewLine>), ApiError> {
    let objects = params.objects("line_items")?;
    if objects.is_empty() {
        return Err(ApiError::missing_param("line_items"));
    }
    if objects.len() > LINES_MAX {
        let message = format!("Sessions in `payment` mode can have at most {LINES_MAX} line items.");
        return Err(ApiError::invalid(message).param("line_items"));
    }
    let mut currency = currency;
    let mut lines = Vec::new();
    for (place, object) in objects.into_iter().enumerate() {
        let (line_currency, line) = read_line(object, &format!("line_items[{place}]"))?;
        let first = currency.get_or_insert_with(|| line_currency.clone());
        if *first != line_currency {
            let message = "The `currency` of all line items and of the session must be the same.";
            return Err(
                ApiError::invalid(message).param(&format!("line_items[{place}][price_data][currency]"))
            );
        }
        lines.push(line);
    }
    Ok((currency.unwrap_or_default(), lines))
}

fn read_line(mut line: Params, path: &str) -> Result<(String, NewLine), ApiError> {
    let missing = |name: &str| ApiError::missing_param(&format!("{path}{name}"));
    line.refuse(&["adjustable_quantity", "metadata", "price", "tax_rates"])?;
    let quantity = line.integer_within("quantity", 1, 999_999)?.ok_or_else(|| missing("[quantity]"))?;
    let mut price = line.object("price_data")?.ok_or_else(|| missing("[price_data]"))?;
    let code = price.text("currency")?.ok_or_else(|| missing("[price_data][currency]"))?;
    let code = currency(&code, &format!("{path}[price_data][currency]"))?;
    let unit_amount = price.integer_within("unit_amount", 0, currencies::AMOUNT_MAX)?;
    let unit_amount = unit_amount.ok_or_else(|| missing("[price_data][unit_amount]"))?;
    price.refuse(&["product", "recurring", "unit_amount_decimal"])?;
    price.one_of("tax_behavior", &["exclusive", "inclusive", "unspecified"])?;
    let mut product = price.object("product_data")?.ok_or_else(|| missing("[price_data][product_data]"))?;
    let name = product.text_up_to("name", 250)?.ok_or_else(|| missing("[price_data][product_data][name]"))?;
    let description = product.text("description")?;
    product.texts("images")?;
    product.metadata("metadata")?;
    product.refuse(&["tax_code", "tax_details", "unit_label"])?;
    product.finish()?;
    price.finish()?;
    line.finish()?;
    let amount = unit_amount.checked_mul(quantity).filter(|amount| *amount <= currencies::AMOUNT_MAX);
    let amount = amount.ok_or_else(|| too_large(&code))?;
    Ok((code, NewLine { name, description, unit_amount, quantity, amount }))
}

fn currency(code: &str, param: &str) -> Result<String, ApiError> {
    let lower = code.to_ascii_lowercase();
    if currencies::decimal_places(&lower).is_some() {
        return Ok(lower);
    }
    let all = currencies::all().join(", ");
    let message = format!("Invalid currency: {code}. Stripe currently supports these currencies: {all}");
    Err(ApiError::invalid(message).param(param))
}

fn total(lines: &[NewLine], currency: &str) -> Result<i64, ApiError> {
    let total: i64 = lines.iter().map(|line| line.amount).sum();
    let smallest = currencies::smallest_charge(currency);
    if total > currencies::AMOUNT_MAX {
        return Err(too_large(currency));
    }
    if total < smallest {
        let shown = currencies::display(smallest, currency);
        let message =
            format!("The Checkout Session's total amount due must add up to at least {shown} {currency}");
        return Err(ApiError::invalid(message).code("amount_too_small"));
    }
    if currencies::decimal_places(currency) == Some(3) && total % 10 != 0 {
        let message = "Amounts in currencies with three decimal places must be divisible by 10.";
        return Err(ApiError::invalid(message).code("invalid_charge_amount"));
    }
    Ok(total)
}

fn too_large(currency: &str) -> ApiError {
    let shown = currencies::display(currencies::AMOUNT_MAX, currency);
    ApiError::invalid(format!("The Checkout Session's total amount must be no more than {shown} {currency}"))
        .code("amount_too_large")
}

fn read_url(params: &mut Params, key: &str) -> Result<Option<String>, ApiError> {
    let Some(text) = params.text(key)? else { return Ok(None) };
    let good = Url::parse(&text).is_ok_and(|url| matches!(url.scheme(), "http" | "https") && url.has_host());
    if good {
        Ok(Some(text))
    } else {
        Err(ApiError::invalid("Not a valid URL").code("url_invalid").param(key))
    }
}

/// Reads an email address.
///
/// # Errors
/// [`ApiError`] where it has another shape.
pub(super) fn read_email(params: &mut Params, key: &str) -> Result<Option<String>, ApiError> {
    let Some(text) = params.text_up_to(key, 800)? else { return Ok(None) };
    if is_email(&text) {
        return Ok(Some(text));
    }
    Err(ApiError::invalid(format!("Invalid email address: {text}")).code("email_invalid").param(key))
}

/// Whether a text has the shape of an email address.
pub(crate) fn is_email(text: &str) -> bool {
    let plain = text.chars().all(|c| !c.is_whitespace() && !c.is_control() && !"<>\",;".contains(c));
    let parts = text.split_once('@');
    plain && parts.is_some_and(|(name, host)| !name.is_empty() && host.contains('.') && !host.contains('@'))
}

/// `GET /v1/checkout/sessions/{id}`
pub(crate) fn retrieve(draft: &Draft<'_>, id: &str, mut params: Params) -> Result<Value, ApiError> {
    let expand = params.texts("expand")?;
    expand::check(Start::One("checkout.session"), &expand)?;
    params.finish()?;
    Ok(shown(draft, &checkout::find(draft, id)?, &expand))
}

/// `GET /v1/checkout/sessions/{id}/line_items`, all of them at once.
pub(crate) fn line_items(draft: &Draft<'_>, id: &str, mut params: Params) -> Result<Value, ApiError> {
    params.integer_within("limit", LINES_MAX_LIMIT, LINES_MAX_LIMIT)?;
    params.refuse(&["expand", "starting_after", "ending_before"])?;
    params.finish()?;
    Ok(render::line_items(&checkout::find(draft, id)?))
}

/// `GET /v1/checkout/sessions`
pub(crate) fn list(draft: &Draft<'_>, mut params: Params) -> Result<Value, ApiError> {
    let cursor = Cursor::read(&mut params)?;
    let created = Created::read(&mut params)?;
    let intent = params.text("payment_intent")?;
    let status = params.one_of("status", &["complete", "expired", "open"])?;
    let email = match params.object("customer_details")? {
        Some(mut details) => {
            let email = details.text("email")?;
            details.finish()?;
            email
        }
        None => None,
    };
    let expand = params.texts("expand")?;
    expand::check(Start::List("checkout.session"), &expand)?;
    params.refuse(&["customer", "customer_account", "payment_link", "subscription"])?;
    params.finish()?;
    let fits = |session: &&SessionRecord| {
        created.includes(session.created_s)
            && intent.as_ref().is_none_or(|id| session.payment_intent.as_ref() == Some(id))
            && status.as_ref().is_none_or(|status| session.status.word() == status)
            && email.as_ref().is_none_or(|email| {
                session.paid_with_email.as_ref().or(session.customer_email.as_ref()) == Some(email)
            })
    };
    let sessions: Vec<&SessionRecord> = draft.all();
    let ids: Vec<&str> =
        sessions.iter().rev().copied().filter(fits).map(|session| session.id.as_str()).collect();
    let exists = |id: &str| draft.find::<SessionRecord>(id).is_some();
    let show = |id: &str| draft.find(id).map(|session| render::session(&session, draft.public_url()));
    let mut page = cursor.page("checkout.session", "/v1/checkout/sessions", exists, &ids, show)?;
    expand::apply(draft, &mut page, &expand);
    Ok(page)
}

/// `POST /v1/checkout/sessions/{id}/expire`
pub(crate) fn expire(draft: &mut Draft<'_>, id: &str, mut params: Params) -> Result<Value, ApiError> {
    let expand = params.texts("expand")?;
    expand::check(Start::One("checkout.session"), &expand)?;
    params.finish()?;
    let session = checkout::expire(draft, id)?;
    Ok(shown(draft, &session, &expand))
}
