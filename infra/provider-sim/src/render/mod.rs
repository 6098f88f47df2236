//! The provider's JSON objects, rendered from records.
//!
//! Fields are those of the pinned API version for payments through Checkout; what the simulator does not
//! offer is there with the value it has at the provider when unused.

use serde_json::{Value, json};

use crate::API_VERSION;
use crate::ledger::records::{EventRecord, Line, SessionRecord, SessionStatus};
use crate::methods::MethodType;

mod payment;
mod returns;

pub(crate) use payment::{charge, intent};
pub(crate) use returns::{dispute, refund};

/// The page on which a session is paid.
pub(crate) fn pay_url(public_url: &str, session_id: &str) -> String {
    format!("{public_url}/pay/{session_id}")
}

/// A `checkout.session`.
pub(crate) fn session(record: &SessionRecord, public_url: &str) -> Value {
    let open = record.status == SessionStatus::Open;
    let customer_details = record.paid_with_email.as_ref().or(record.customer_email.as_ref()).map(|email| {
        json!({
            "address": null, "business_name": null, "email": email, "individual_name": null, "name": null,
            "phone": null, "tax_exempt": "none", "tax_ids": null,
        })
    });
    let mut object = json!({
        "id": record.id,
        "object": "checkout.session",
        "adaptive_pricing": { "enabled": record.adaptive_pricing },
        "after_expiration": null,
        "allow_promotion_codes": null,
        "allowed_payment_method_types": null,
        "amount_subtotal": record.amount_total,
        "amount_total": record.amount_total,
        "automatic_tax": { "enabled": false, "liability": null, "provider": null, "status": null },
        "billing_address_collection": null,
        "cancel_url": record.cancel_url,
        "client_reference_id": record.client_reference_id,
        "client_secret": null,
        "collected_information": null,
        "consent": null,
        "consent_collection": null,
        "created": record.created_s,
        "currency": record.currency,
        "currency_conversion": null,
        "custom_fields": [],
        "custom_text": {
            "after_submit": null, "shipping_address": null, "submit": null, "terms_of_service_acceptance": null,
        },
        "customer": null,
        "customer_account": null,
        "customer_creation": record.customer_creation,
        "customer_details": customer_details,
        "customer_email": record.customer_email,
        "discounts": [],
        "expires_at": record.expires_at_s,
        "integration_identifier": null,
        "invoice": null,
        "livemode": false,
        "locale": record.locale,
        "managed_payments": { "enabled": false },
        "metadata": record.metadata,
        "mode": "payment",
    });
    let rest = json!({
        "invoice_creation": {
            "enabled": false,
            "invoice_data": {
                "account_tax_ids": null, "custom_fields": null, "description": null, "footer": null, "issuer": null,
                "metadata": {}, "rendering_options": null,
            },
        },
        "origin_context": null,
        "payment_intent": record.payment_intent,
        "payment_link": null,
        "payment_method_collection": "if_required",
        "payment_method_configuration_details": null,
        "payment_method_options": method_options(record),
        "payment_method_types": record.intent_data.methods.words(),
        "payment_status": if record.paid { "paid" } else { "unpaid" },
        "permissions": null,
        "phone_number_collection": { "enabled": false },
        "recovered_from": null,
        "saved_payment_method_options": null,
        "setup_intent": null,
        "shipping_address_collection": null,
        "shipping_cost": null,
        "shipping_options": [],
        "status": record.status.word(),
        "submit_type": record.submit_type,
        "subscription": null,
        "success_url": record.success_url,
        "total_details": { "amount_discount": 0, "amount_shipping": 0, "amount_tax": 0 },
        "ui_mode": "hosted_page",
        "url": open.then(|| pay_url(public_url, &record.id)),
        "wallet_options": null,
    });
    merge(&mut object, rest);
    object
}

fn method_options(record: &SessionRecord) -> Value {
    let mut options = json!({});
    for method in &record.intent_data.methods.0 {
        let of_method = match method {
            MethodType::Card => {
                let when = if record.always_three_d_secure { "any" } else { "automatic" };
                let mut card = json!({ "request_three_d_secure": when });
                if record.intent_data.card_manual {
                    merge(&mut card, json!({ "capture_method": "manual" }));
                }
                card
            }
            MethodType::SepaDebit => json!({}),
        };
        merge(&mut options, json!({ method.word(): of_method }));
    }
    options
}

/// The `line_items` of a session, which are only there when asked for.
pub(crate) fn line_items(record: &SessionRecord) -> Value {
    let data: Vec<Value> = record.lines.iter().map(|line| line_item(line, record)).collect();
    json!({
        "object": "list",
        "data": data,
        "has_more": false,
        "url": format!("/v1/checkout/sessions/{}/line_items", record.id),
    })
}

fn line_item(line: &Line, record: &SessionRecord) -> Value {
    json!({
        "id": line.id,
        "object": "item",
        "adjustable_quantity": null,
        "amount_discount": 0,
        "amount_subtotal": line.amount,
        "amount_tax": 0,
        "amount_total": line.amount,
        "currency": record.currency,
        "description": line.name,
        "metadata": {},
        "price": {
            "id": line.price_id,
            "object": "price",
            "active": false,
            "billing_scheme": "per_unit",
            "created": record.created_s,
            "currency": record.currency,
            "custom_unit_amount": null,
            "livemode": false,
            "lookup_key": null,
            "metadata": {},
            "nickname": null,
            "product": line.product_id,
            "recurring": null,
            "tax_behavior": "unspecified",
            "tiers_mode": null,
            "transform_quantity": null,
            "type": "one_time",
            "unit_amount": line.unit_amount,
            "unit_amount_decimal": line.unit_amount.to_string(),
        },
        "quantity": line.quantity,
    })
}

/// An `event`.
pub(crate) fn event(record: &EventRecord) -> Value {
    let mut data = json!({ "object": record.object });
    if let Some(previous) = &record.previous {
        merge(&mut data, json!({ "previous_attributes": previous }));
    }
    json!({
        "id": record.id,
        "object": "event",
        "api_version": API_VERSION,
        "created": record.created_s,
        "data": data,
        "livemode": false,
        "pending_webhooks": record.pending_webhooks,
        "request": { "id": record.request, "idempotency_key": record.idempotency_key },
        "type": record.kind,
    })
}

/// Adds the fields of `more` to `object`.
pub(crate) fn merge(object: &mut Value, more: Value) {
    if let (Value::Object(object), Value::Object(more)) = (object, more) {
        object.extend(more);
    }
}
