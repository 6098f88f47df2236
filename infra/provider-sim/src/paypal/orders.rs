//! Orders: made by the shop, approved by the shopper, authorized by the shop, once.

use super::error::ApiError;
use super::ledger::{Due, Ledger};
use super::money::Amount;
use super::records::{
    AuthorizationRecord, AuthorizationStatus, CaptureRecord, CaptureStatus, Funding, OrderRecord, OrderStatus,
};
use super::render;
use super::shapes::{self, Context, CreateOrder, PurchaseUnit};

/// How long the shopper may take to approve, and the shop to authorize what was approved: 3 hours.
const ORDER_LASTS_MS: i64 = 3 * 3_600_000;
/// How long an authorization can be captured: 29 days. Money is promised for the first 3 of them.
const AUTHORIZATION_LASTS_MS: i64 = 29 * 86_400_000;

/// Makes an order.
///
/// # Errors
/// [`ApiError`].
pub(crate) fn create(ledger: &mut Ledger, body: &[u8], has_request_id: bool) -> Result<String, ApiError> {
    let CreateOrder { intent, purchase_units, payment_source, application_context } = shapes::required(body)?;
    if intent != "AUTHORIZE" {
        let description =
            "The value of a field is not one the simulator knows: it authorizes and captures later.";
        return Err(ApiError::invalid("INVALID_PARAMETER_VALUE", description).at("/intent", &intent));
    }
    let names_source = payment_source.is_some();
    if names_source && !has_request_id {
        let description =
            "A PayPal-Request-Id is required if you are trying to process payment for an Order.";
        return Err(ApiError::invalid("PAYPAL_REQUEST_ID_REQUIRED", description));
    }
    let unit = only_unit(purchase_units)?;
    let amount = Amount::read(&unit.amount, "/purchase_units/@reference_id=='default'/amount")?;
    let wallet = payment_source.map(|source| source.paypal);
    let (payer_email, context) = match wallet {
        Some(wallet) => (wallet.email_address, wallet.experience_context),
        None => (None, application_context),
    };
    let context = checked(context)?;
    let (return_url, cancel_url) = (address(&context, "return_url")?, address(&context, "cancel_url")?);
    let id = ledger.new_id();
    ledger.put(OrderRecord {
        id: id.clone(),
        created_ms: ledger.now_ms,
        updated_ms: ledger.now_ms,
        status: if names_source { OrderStatus::PayerActionRequired } else { OrderStatus::Created },
        amount,
        reference_id: unit.reference_id.unwrap_or_else(|| "default".to_owned()),
        custom_id: unit.custom_id,
        invoice_id: unit.invoice_id,
        description: unit.description,
        brand_name: context.brand_name,
        return_url,
        cancel_url,
        names_source,
        payer_email,
        funding: None,
        authorization: None,
    });
    Ok(id)
}

fn only_unit(units: Vec<PurchaseUnit>) -> Result<PurchaseUnit, ApiError> {
    let count = units.len().to_string();
    let mut units = units.into_iter();
    let (Some(unit), None) = (units.next(), units.next()) else {
        let description = "The number of items in an array parameter is not one the simulator takes: one.";
        let error = ApiError::invalid("INVALID_ARRAY_MAX_ITEMS", description);
        return Err(error.at("/purchase_units", &count));
    };
    let texts = [
        (unit.reference_id.as_ref(), 256, "reference_id"),
        (unit.custom_id.as_ref(), 127, "custom_id"),
        (unit.invoice_id.as_ref(), 127, "invoice_id"),
        (unit.description.as_ref(), 127, "description"),
        (unit.soft_descriptor.as_ref(), 22, "soft_descriptor"),
    ];
    for (text, length_max, name) in texts {
        shapes::within(text, length_max, &format!("/purchase_units/0/{name}"))?;
    }
    Ok(unit)
}

fn checked(context: Option<Context>) -> Result<Context, ApiError> {
    let description = "A required field / parameter is missing.";
    let field = "/payment_source/paypal/experience_context";
    let context =
        context.ok_or_else(|| ApiError::invalid("MISSING_REQUIRED_PARAMETER", description).at(field, ""))?;
    shapes::within(context.brand_name.as_ref(), 127, "/brand_name")?;
    shapes::within(context.locale.as_ref(), 10, "/locale")?;
    let choices: [(&Option<String>, &[&str], &str); 4] = [
        (&context.landing_page, &["LOGIN", "GUEST_CHECKOUT", "NO_PREFERENCE", "BILLING"], "landing_page"),
        (
            &context.shipping_preference,
            &["GET_FROM_FILE", "NO_SHIPPING", "SET_PROVIDED_ADDRESS"],
            "shipping_preference",
        ),
        (&context.user_action, &["CONTINUE", "PAY_NOW"], "user_action"),
        (
            &context.payment_method_preference,
            &["UNRESTRICTED", "IMMEDIATE_PAYMENT_REQUIRED"],
            "payment_method_preference",
        ),
    ];
    for (value, allowed, name) in choices {
        if let Some(value) = value.as_ref().filter(|value| !allowed.contains(&value.as_str())) {
            let error = ApiError::invalid("INVALID_PARAMETER_VALUE", "The value of a field is invalid.");
            return Err(error.at(&format!("{field}/{name}"), value));
        }
    }
    Ok(context)
}

fn address(context: &Context, name: &str) -> Result<String, ApiError> {
    let value = if name == "return_url" { &context.return_url } else { &context.cancel_url };
    let field = format!("/payment_source/paypal/experience_context/{name}");
    let value = value.as_ref().ok_or_else(|| {
        ApiError::invalid("MISSING_REQUIRED_PARAMETER", "A required field / parameter is missing.")
            .at(&field, "")
    })?;
    let is_address = url::Url::parse(value).is_ok_and(|url| matches!(url.scheme(), "http" | "https"));
    if is_address {
        Ok(value.clone())
    } else {
        Err(ApiError::syntax("The value of a field does not conform to the expected format.")
            .at(&field, value))
    }
}

/// An order that has not run out. One that has is not found any more, as at the provider.
///
/// # Errors
/// [`ApiError`].
pub(crate) fn find(ledger: &Ledger, id: &str) -> Result<OrderRecord, ApiError> {
    let order: OrderRecord = ledger.find(id).ok_or_else(ApiError::missing)?;
    if order.status != OrderStatus::Completed && ledger.now_ms >= order.updated_ms + ORDER_LASTS_MS {
        return Err(ApiError::missing());
    }
    Ok(order)
}

/// Why a shopper cannot approve an order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Closed {
    /// There is none, or its time is over.
    Missing,
    /// It was authorized.
    Completed,
}

/// The shopper approves an order, or approves it again with something else to pay with.
///
/// # Errors
/// [`Closed`].
pub(crate) fn approve(
    ledger: &mut Ledger,
    url: &str,
    id: &str,
    funding: Funding,
    email: &str,
) -> Result<OrderRecord, Closed> {
    let mut order = find(ledger, id).map_err(|_| Closed::Missing)?;
    if order.status == OrderStatus::Completed {
        return Err(Closed::Completed);
    }
    order.status = OrderStatus::Approved;
    order.updated_ms = ledger.now_ms;
    order.funding = Some(funding);
    order.payer_email = Some(email.to_owned());
    ledger.put(order.clone());
    let object = render::order(ledger, url, &order, true);
    ledger.emit("CHECKOUT.ORDER.APPROVED", "checkout-order", object);
    Ok(order)
}

/// Authorizes what the shopper has approved.
///
/// # Errors
/// [`ApiError`].
pub(crate) fn authorize(ledger: &mut Ledger, url: &str, id: &str) -> Result<(), ApiError> {
    let mut order = find(ledger, id)?;
    match order.status {
        OrderStatus::Approved => {}
        OrderStatus::Completed => {
            let description = "Order already authorized. If 'intent=AUTHORIZE' only one authorization per order is allowed.";
            return Err(ApiError::unprocessable("ORDER_ALREADY_AUTHORIZED", description));
        }
        OrderStatus::Created | OrderStatus::PayerActionRequired => {
            let description = "Payer has not yet approved the Order for payment. Please redirect the payer to the \
                               'rel':'approve' url returned as part of the HATEOAS links within the Create Order call.";
            return Err(ApiError::unprocessable("ORDER_NOT_APPROVED", description));
        }
    }
    if was_captured(ledger, order.invoice_id.as_deref()) {
        let description = "Duplicate Invoice ID detected. To avoid a potential duplicate transaction your account \
                           setting requires that Invoice Id be unique for each transaction.";
        return Err(ApiError::unprocessable("DUPLICATE_INVOICE_ID", description));
    }
    let funding = order.funding.unwrap_or_default();
    if funding == Funding::Declined {
        let description = "The instrument presented was either declined by the processor or bank, or it can't be \
                           used for this payment.";
        let error = ApiError::unprocessable("INSTRUMENT_DECLINED", description);
        return Err(error.redirect(render::approval_url(url, id)));
    }
    let denied = funding == Funding::Denied;
    let held = AuthorizationRecord {
        id: ledger.new_id(),
        created_ms: ledger.now_ms,
        updated_ms: ledger.now_ms,
        expires_ms: ledger.now_ms + AUTHORIZATION_LASTS_MS,
        order: id.to_owned(),
        status: if denied { AuthorizationStatus::Denied } else { AuthorizationStatus::Created },
        amount: order.amount.clone(),
        custom_id: order.custom_id.clone(),
        invoice_id: order.invoice_id.clone(),
        captures: Vec::new(),
    };
    order.status = OrderStatus::Completed;
    order.updated_ms = ledger.now_ms;
    order.authorization = Some(held.id.clone());
    ledger.remind(held.expires_ms, Due::Authorization(held.id.clone()));
    ledger.put(order);
    ledger.put(held.clone());
    let object = render::authorization(url, &held);
    ledger.emit("PAYMENT.AUTHORIZATION.CREATED", "authorization", object);
    Ok(())
}

/// Whether money was taken under an invoice id before.
pub(crate) fn was_captured(ledger: &Ledger, invoice_id: Option<&str>) -> bool {
    let taken = |capture: &&CaptureRecord| capture.status != CaptureStatus::Declined;
    invoice_id.is_some()
        && ledger
            .all::<CaptureRecord>()
            .filter(taken)
            .any(|capture| capture.invoice_id.as_deref() == invoice_id)
}
