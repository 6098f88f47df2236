//! The objects of a payment: `payment_intent` and `charge`.
//!
//! They hold what the API shows, never the number of a card or an account.

use serde_json::{Value, json};

use crate::cards::CardRecord;
use crate::debits::DebitRecord;
use crate::ledger::records::{ChargeRecord, IntentRecord, IntentStatus, PaymentFailure};
use crate::methods::{MethodRecord, MethodType};

use super::merge;

/// A `payment_intent`.
pub(crate) fn intent(record: &IntentRecord) -> Value {
    let next_action = (record.status == IntentStatus::RequiresAction).then(
        || json!({ "type": "use_stripe_sdk", "use_stripe_sdk": { "type": "three_d_secure_redirect" } }),
    );
    let mut object = json!({
        "id": record.id,
        "object": "payment_intent",
        "allowed_payment_method_types": null,
        "amount": record.amount,
        "amount_capturable": record.amount_capturable,
        "amount_details": { "tip": {} },
        "amount_received": record.amount_received,
        "application": null,
        "application_fee_amount": null,
        "automatic_payment_methods": null,
        "canceled_at": record.canceled_at_s,
        "cancellation_reason": record.cancellation_reason,
        "capture_method": record.data.capture_method.word(),
        "client_secret": format!("{}_secret_simulated", record.id),
        "confirmation_method": "automatic",
        "created": record.created_s,
        "currency": record.currency,
        "customer": null,
        "customer_account": null,
        "description": record.data.description,
        "excluded_payment_method_types": null,
        "last_payment_error": record.failure.as_ref().map(payment_error),
        "latest_charge": record.latest_charge,
        "livemode": false,
        "managed_payments": null,
        "metadata": record.data.metadata,
        "next_action": next_action,
        "on_behalf_of": null,
        "payment_method": if record.failure.is_none() { record.payment_method.clone() } else { None },
        "payment_method_configuration_details": null,
    });
    let rest = json!({
        "payment_method_options": method_options(record),
        "payment_method_types": record.data.methods.words(),
        "payment_record": null,
        "processing": null,
        "receipt_email": record.data.receipt_email,
        "review": null,
        "setup_future_usage": null,
        "shipping": null,
        "source": null,
        "statement_descriptor": record.data.statement_descriptor,
        "statement_descriptor_suffix": record.data.statement_descriptor_suffix,
        "status": record.status.word(),
        "transfer_data": null,
        "transfer_group": null,
    });
    merge(&mut object, rest);
    object
}

fn method_options(record: &IntentRecord) -> Value {
    let mut options = json!({});
    for method in &record.data.methods.0 {
        let of_method = match method {
            MethodType::Card => {
                let mut card = json!({
                    "installments": null, "mandate_options": null, "network": null,
                    "request_three_d_secure": "automatic",
                });
                if record.data.card_manual {
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

fn payment_error(failure: &PaymentFailure) -> Value {
    match failure {
        PaymentFailure::Declined { decline, charge, payment_method, method: MethodRecord::Card(card) } => {
            json!({
                "advice_code": "try_again_later",
                "charge": charge,
                "code": decline.code,
                "decline_code": decline.reason,
                "doc_url": doc_url(&decline.code),
                "message": decline.message,
                "payment_method": card_method(payment_method, card),
                "type": "card_error",
            })
        }
        PaymentFailure::Declined { decline, charge, payment_method, method: MethodRecord::Debit(debit) } => {
            json!({
                "charge": charge,
                "code": decline.code,
                "doc_url": doc_url(&decline.code),
                "message": decline.message,
                "payment_method": debit_method(payment_method, debit),
                "type": "invalid_request_error",
            })
        }
        PaymentFailure::NotAuthenticated { payment_method, card } => json!({
            "code": "payment_intent_authentication_failure",
            "doc_url": doc_url("payment_intent_authentication_failure"),
            "message": crate::rules::payment::NOT_AUTHENTICATED,
            "payment_method": card_method(payment_method, card),
            "type": "invalid_request_error",
        }),
    }
}

fn doc_url(code: &str) -> String {
    format!("https://stripe.com/docs/error-codes/{}", code.replace('_', "-"))
}

fn card_method(id: &str, card: &CardRecord) -> Value {
    method(id, "card", &card_details(card))
}

fn debit_method(id: &str, debit: &DebitRecord) -> Value {
    let details = json!({
        "bank_code": debit.bank_code, "branch_code": "", "country": debit.country,
        "generated_from": { "charge": null, "setup_attempt": null }, "last4": debit.last4,
    });
    method(id, "sepa_debit", &details)
}

fn method(id: &str, kind: &str, details: &Value) -> Value {
    json!({
        "id": id,
        "object": "payment_method",
        "allow_redisplay": "limited",
        "billing_details": billing_details(None),
        kind: details,
        "customer": null,
        "livemode": false,
        "metadata": {},
        "type": kind,
    })
}

fn billing_details(email: Option<&str>) -> Value {
    json!({
        "address": {
            "city": null, "country": null, "line1": null, "line2": null, "postal_code": null, "state": null,
        },
        "email": email, "name": null, "phone": null, "tax_id": null,
    })
}

fn card_details(card: &CardRecord) -> Value {
    json!({
        "brand": card.brand,
        "checks": { "address_line1_check": null, "address_postal_code_check": null, "cvc_check": "pass" },
        "country": "US",
        "exp_month": card.exp_month,
        "exp_year": card.exp_year,
        "funding": "credit",
        "last4": card.last4,
        "network": card.brand,
        "wallet": null,
    })
}

fn method_details(record: &ChargeRecord) -> Value {
    let card = match &record.method {
        MethodRecord::Card(card) => card,
        MethodRecord::Debit(debit) => {
            let details = json!({
                "bank_code": debit.bank_code, "branch_code": "", "country": debit.country, "fingerprint": null,
                "last4": debit.last4, "mandate": debit.mandate,
            });
            return json!({ "sepa_debit": details, "type": "sepa_debit" });
        }
    };
    let mut card = card_details(card);
    merge(
        &mut card,
        json!({
            "amount_authorized": record.amount,
            "authorization_code": record.decline.is_none().then_some("123456"),
            "capture_before": record.capture_before_s,
            "installments": null,
            "mandate": null,
            "three_d_secure": record.three_d_secure.then(|| json!({
                "authentication_flow": "challenge", "result": "authenticated", "result_reason": null,
                "version": "2.2.0",
            })),
        }),
    );
    json!({ "card": card, "type": "card" })
}

/// A `charge`.
pub(crate) fn charge(record: &ChargeRecord) -> Value {
    let failed = record.decline.as_ref();
    let mut object = json!({
        "id": record.id,
        "object": "charge",
        "amount": record.amount,
        "amount_captured": if record.pending { record.amount } else { record.amount_captured },
        "amount_refunded": record.amount_refunded,
        "application": null,
        "application_fee": null,
        "application_fee_amount": null,
        "balance_transaction": null,
        "billing_details": billing_details(Some(&record.email)),
        "calculated_statement_descriptor": record.data.statement_descriptor,
        "captured": record.captured || record.pending,
        "created": record.created_s,
        "currency": record.currency,
        "customer": null,
        "description": record.data.description,
        "disputed": record.disputed,
        "failure_balance_transaction": null,
        "failure_code": failed.map(|decline| decline.code.as_str()),
        "failure_message": failed.map(|decline| decline.message.as_str()),
        "fraud_details": {},
        "livemode": false,
        "metadata": record.data.metadata,
        "on_behalf_of": null,
    });
    let rest = json!({
        "outcome": outcome(record),
        "paid": failed.is_none() && !record.pending,
        "payment_intent": record.payment_intent,
        "payment_method": record.payment_method,
        "payment_method_details": method_details(record),
        "receipt_email": record.data.receipt_email,
        "receipt_number": null,
        "receipt_url": null,
        "refunded": failed.is_none() && !record.pending && record.amount_refunded == refundable(record),
        "review": null,
        "shipping": null,
        "source": null,
        "source_transfer": null,
        "statement_descriptor": record.data.statement_descriptor,
        "statement_descriptor_suffix": record.data.statement_descriptor_suffix,
        "status": status(record),
        "transfer_data": null,
        "transfer_group": null,
    });
    merge(&mut object, rest);
    object
}

fn status(record: &ChargeRecord) -> &'static str {
    match (record.pending, &record.decline) {
        (true, _) => "pending",
        (false, None) => "succeeded",
        (false, Some(_)) => "failed",
    }
}

fn refundable(record: &ChargeRecord) -> i64 {
    if record.captured { record.amount_captured } else { record.amount }
}

fn outcome(record: &ChargeRecord) -> Value {
    match &record.decline {
        None => json!({
            "advice_code": null, "network_advice_code": null, "network_decline_code": null,
            "network_status": "approved_by_network", "reason": null, "risk_level": "normal",
            "seller_message": "Payment complete.", "type": "authorized",
        }),
        Some(decline) => json!({
            "advice_code": "try_again_later", "network_advice_code": null, "network_decline_code": null,
            "network_status": "declined_by_network", "reason": decline.reason, "risk_level": "normal",
            "seller_message": "The bank did not return any further details with this decline.",
            "type": "issuer_declined",
        }),
    }
}
