//! The provider's objects as JSON, as they are at the moment.

use serde_json::{Value, json};

use super::ledger::Ledger;
use super::records::{
    AuthorizationRecord, AuthorizationStatus, CaptureRecord, CaptureStatus, DisputeRecord, DisputeState,
    EventRecord, OrderRecord, OrderStatus, RefundRecord, RefundStatus,
};

/// A time as the provider writes it: to the second, in UTC.
pub(crate) fn time(at_ms: i64) -> String {
    jiff::Timestamp::from_second(at_ms.div_euclid(1000)).unwrap_or(jiff::Timestamp::MAX).to_string()
}

fn link(url: &str, path: &str, rel: &str, method: &str) -> Value {
    json!({ "href": format!("{url}{path}"), "rel": rel, "method": method })
}

/// The page on which an order is approved.
pub(crate) fn approval_url(url: &str, order: &str) -> String {
    format!("{url}/checkoutnow?token={order}")
}

/// An order with everything that became of it; the short form holds id, status and links only.
pub(crate) fn order(ledger: &Ledger, url: &str, order: &OrderRecord, whole: bool) -> Value {
    let path = format!("/v2/checkout/orders/{}", order.id);
    let mut links = vec![link(url, &path, "self", "GET")];
    match order.status {
        OrderStatus::Created | OrderStatus::PayerActionRequired => {
            let rel = if order.names_source { "payer-action" } else { "approve" };
            links.push(json!({ "href": approval_url(url, &order.id), "rel": rel, "method": "GET" }));
            if !order.names_source {
                links.push(link(url, &format!("{path}/authorize"), "authorize", "POST"));
            }
        }
        OrderStatus::Approved => links.push(link(url, &format!("{path}/authorize"), "authorize", "POST")),
        OrderStatus::Completed => {}
    }
    let mut object = json!({ "id": order.id, "status": order.status, "links": links });
    if order.names_source {
        object["payment_source"] = json!({ "paypal": source(order) });
    }
    if !whole {
        return object;
    }
    let mut unit = json!({
        "reference_id": order.reference_id,
        "amount": order.amount.sent(),
        "payee": { "email_address": "merchant@example.com", "merchant_id": "SIMULATEDPAYEE" },
    });
    let texts = [
        ("custom_id", &order.custom_id),
        ("invoice_id", &order.invoice_id),
        ("description", &order.description),
    ];
    for (name, text) in texts {
        if let Some(text) = text {
            unit[name] = json!(text);
        }
    }
    if let Some(payments) = payments(ledger, url, order) {
        unit["payments"] = payments;
    }
    object["intent"] = json!("AUTHORIZE");
    object["purchase_units"] = json!([unit]);
    object["create_time"] = json!(time(order.created_ms));
    object["update_time"] = json!(time(order.updated_ms));
    if order.payer_email.is_some() {
        object["payer"] = source(order);
    }
    object
}

fn source(order: &OrderRecord) -> Value {
    match &order.payer_email {
        Some(email) => json!({ "email_address": email, "payer_id": "SIMULATEDPAYER" }),
        None => json!({}),
    }
}

fn payments(ledger: &Ledger, url: &str, order: &OrderRecord) -> Option<Value> {
    let held: AuthorizationRecord = ledger.find(order.authorization.as_deref()?)?;
    let captures: Vec<CaptureRecord> = held.captures.iter().filter_map(|id| ledger.find(id)).collect();
    let refunds = captures.iter().flat_map(|capture| &capture.refunds);
    let refunds: Vec<Value> =
        refunds.filter_map(|id| Some(refund(url, &ledger.find::<RefundRecord>(id)?))).collect();
    let captures: Vec<Value> = captures.iter().map(|capture| self::capture(ledger, url, capture)).collect();
    let mut payments = json!({ "authorizations": [authorization(url, &held)] });
    if !captures.is_empty() {
        payments["captures"] = json!(captures);
    }
    if !refunds.is_empty() {
        payments["refunds"] = json!(refunds);
    }
    Some(payments)
}

/// An authorization.
pub(crate) fn authorization(url: &str, held: &AuthorizationRecord) -> Value {
    let path = format!("/v2/payments/authorizations/{}", held.id);
    let mut links = vec![link(url, &path, "self", "GET")];
    if matches!(held.status, AuthorizationStatus::Created | AuthorizationStatus::PartiallyCaptured) {
        links.push(link(url, &format!("{path}/capture"), "capture", "POST"));
        links.push(link(url, &format!("{path}/void"), "void", "POST"));
    }
    links.push(link(url, &format!("/v2/checkout/orders/{}", held.order), "up", "GET"));
    let mut object = json!({
        "id": held.id, "status": held.status, "amount": held.amount.sent(),
        "seller_protection": { "status": "NOT_ELIGIBLE" },
        "supplementary_data": { "related_ids": { "order_id": held.order } },
        "expiration_time": time(held.expires_ms),
        "create_time": time(held.created_ms), "update_time": time(held.updated_ms),
        "links": links,
    });
    add_ids(&mut object, held.custom_id.as_ref(), held.invoice_id.as_ref());
    object
}

fn add_ids(object: &mut Value, custom_id: Option<&String>, invoice_id: Option<&String>) {
    if let Some(text) = custom_id {
        object["custom_id"] = json!(text);
    }
    if let Some(text) = invoice_id {
        object["invoice_id"] = json!(text);
    }
}

/// What of a capture was given back or is on its way.
pub(crate) fn refunded(ledger: &Ledger, capture: &CaptureRecord) -> i64 {
    let refunds = capture.refunds.iter().filter_map(|id| ledger.find::<RefundRecord>(id));
    refunds.filter(|refund| refund.status != RefundStatus::Failed).map(|refund| refund.amount.minor).sum()
}

/// A capture.
pub(crate) fn capture(ledger: &Ledger, url: &str, capture: &CaptureRecord) -> Value {
    let path = format!("/v2/payments/captures/{}", capture.id);
    let mut links = vec![link(url, &path, "self", "GET")];
    if matches!(capture.status, CaptureStatus::Completed | CaptureStatus::PartiallyRefunded) {
        links.push(link(url, &format!("{path}/refund"), "refund", "POST"));
    }
    links.push(link(url, &format!("/v2/payments/authorizations/{}", capture.authorization), "up", "GET"));
    let mut object = json!({
        "id": capture.id, "status": capture.status, "amount": capture.amount.sent(),
        "final_capture": capture.final_capture,
        "seller_protection": { "status": "NOT_ELIGIBLE" },
        "supplementary_data": {
            "related_ids": { "order_id": capture.order, "authorization_id": capture.authorization },
        },
        "create_time": time(capture.created_ms), "update_time": time(capture.updated_ms),
        "links": links,
    });
    if capture.status == CaptureStatus::Pending {
        object["status_details"] = json!({ "reason": "PENDING_REVIEW" });
    } else {
        let left = capture.amount.with(capture.amount.minor - refunded(ledger, capture));
        object["seller_receivable_breakdown"] =
            json!({ "gross_amount": capture.amount.sent(), "net_amount": left.sent() });
    }
    add_ids(&mut object, capture.custom_id.as_ref(), capture.invoice_id.as_ref());
    object
}

/// A refund.
pub(crate) fn refund(url: &str, refund: &RefundRecord) -> Value {
    let mut object = json!({
        "id": refund.id, "status": refund.status, "amount": refund.amount.sent(),
        "seller_payable_breakdown": { "gross_amount": refund.amount.sent() },
        "create_time": time(refund.created_ms), "update_time": time(refund.updated_ms),
        "links": [
            link(url, &format!("/v2/payments/refunds/{}", refund.id), "self", "GET"),
            link(url, &format!("/v2/payments/captures/{}", refund.capture), "up", "GET"),
        ],
    });
    if refund.status == RefundStatus::Pending {
        object["status_details"] = json!({ "reason": "ECHECK" });
    }
    if let Some(note) = &refund.note_to_payer {
        object["note_to_payer"] = json!(note);
    }
    add_ids(&mut object, refund.custom_id.as_ref(), refund.invoice_id.as_ref());
    object
}

/// A dispute.
pub(crate) fn dispute(ledger: &Ledger, url: &str, dispute: &DisputeRecord) -> Value {
    let capture: Option<CaptureRecord> = ledger.find(&dispute.capture);
    let mut transaction =
        json!({ "seller_transaction_id": dispute.capture, "gross_amount": dispute.amount.sent() });
    if let Some(capture) = capture {
        transaction["custom"] = json!(capture.custom_id);
        transaction["invoice_number"] = json!(capture.invoice_id);
    }
    let (status, outcome) = match dispute.state {
        DisputeState::Open => ("WAITING_FOR_SELLER_RESPONSE", None),
        DisputeState::Won => ("RESOLVED", Some("RESOLVED_SELLER_FAVOUR")),
        DisputeState::Lost => ("RESOLVED", Some("RESOLVED_BUYER_FAVOUR")),
    };
    let mut object = json!({
        "dispute_id": dispute.id, "reason": "MERCHANDISE_OR_SERVICE_NOT_RECEIVED", "status": status,
        "dispute_amount": dispute.amount.sent(), "disputed_transactions": [transaction],
        "create_time": time(dispute.created_ms), "update_time": time(dispute.updated_ms),
        "links": [link(url, &format!("/v1/customer/disputes/{}", dispute.id), "self", "GET")],
    });
    if let Some(outcome) = outcome {
        object["dispute_outcome"] =
            json!({ "outcome_code": outcome, "amount_refunded": dispute.amount.sent() });
    }
    object
}

/// An event.
pub(crate) fn event(url: &str, event: &EventRecord) -> Value {
    let path = format!("/v1/notifications/webhooks-events/{}", event.id);
    json!({
        "id": event.id, "event_version": "1.0", "create_time": time(event.created_ms),
        "resource_type": event.resource_type, "resource_version": "2.0", "event_type": event.kind,
        "summary": format!("{} happened.", event.kind), "resource": event.resource,
        "links": [link(url, &path, "self", "GET"), link(url, &format!("{path}/resend"), "resend", "POST")],
    })
}
