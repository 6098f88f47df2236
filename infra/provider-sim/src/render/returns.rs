//! The objects of money that goes back: `refund` and `dispute`.
//!
//! Fields a refund or dispute has only in some states are absent in the others, as at the provider.

use serde_json::{Value, json};

use crate::ledger::returns::{DisputeRecord, DisputeStatus, Movement, RefundRecord, RefundStatus};
use crate::methods::DisputeKind;

use super::merge;

/// How long a merchant may answer a dispute: to the end of the eighth day.
const ANSWERED_WITHIN_S: i64 = 8 * 86_400;
const DAY_S: i64 = 86_400;

/// A `refund`.
pub(crate) fn refund(record: &RefundRecord) -> Value {
    let destination = if record.debit {
        json!({ "type": "sepa_debit" })
    } else {
        json!({
            "card": {
                "reference_status": "pending", "reference_type": "acquirer_reference_number", "type": "refund",
            },
            "type": "card",
        })
    };
    let mut object = json!({
        "id": record.id,
        "object": "refund",
        "amount": record.amount,
        "balance_transaction": null,
        "charge": record.charge,
        "created": record.created_s,
        "currency": record.currency,
        "customer": null,
        "customer_account": null,
        "destination_details": destination,
        "metadata": record.metadata,
        "payment_intent": record.payment_intent,
        "payment_method": record.payment_method,
        "reason": record.reason,
        "receipt_number": null,
        "source_transfer_reversal": null,
        "status": record.status.word(),
        "transfer_reversal": null,
    });
    if record.status == RefundStatus::Pending {
        merge(&mut object, json!({ "pending_reason": "processing" }));
    }
    if let Some(reason) = &record.failure_reason {
        merge(
            &mut object,
            json!({ "failure_balance_transaction": record.failure_transaction, "failure_reason": reason }),
        );
    }
    object
}

/// A `dispute`.
pub(crate) fn dispute(record: &DisputeRecord) -> Value {
    let (reason, network_code, case_type) = named(record.kind);
    let case_type = if record.movements.is_empty() { case_type } else { "chargeback" };
    let movements: Vec<Value> =
        record.movements.iter().map(|movement| transaction(record, movement)).collect();
    let due_by = (record.created_s + ANSWERED_WITHIN_S).div_euclid(DAY_S) * DAY_S + DAY_S - 1;
    let mut object = json!({
        "id": record.id,
        "object": "dispute",
        "amount": record.amount,
        "balance_transactions": movements,
        "charge": record.charge,
        "created": record.created_s,
        "currency": record.currency,
        "enhanced_eligibility_types": [],
        "evidence": evidence(record),
        "evidence_details": {
            "due_by": if record.kind == DisputeKind::DebitNotAuthorized { 0 } else { due_by },
            "enhanced_eligibility": {},
            "has_evidence": record.evidence.is_some(),
            "past_due": false,
            "submission_count": record.submissions,
            "submission_method": if record.submissions == 0 { "not_submitted" } else { "manual" },
        },
        "intended_submission_method": null,
        "is_charge_refundable": record.status.allows_refunds(),
        "livemode": false,
        "metadata": record.metadata,
        "payment_intent": record.payment_intent,
        "reason": reason,
        "status": record.status.word(),
    });
    if let Some(brand) = &record.card_brand {
        merge(
            &mut object,
            json!({
                "payment_method_details": {
                    "card": {
                        "brand": brand, "case_type": case_type, "network": brand, "network_reason_code": network_code,
                    },
                    "type": "card",
                },
            }),
        );
    }
    object
}

/// The reason, the network's code for it, and the case type.
fn named(kind: DisputeKind) -> (&'static str, &'static str, &'static str) {
    match kind {
        DisputeKind::Fraudulent => ("fraudulent", "10.4", "chargeback"),
        DisputeKind::ProductNotReceived => ("product_not_received", "13.1", "chargeback"),
        DisputeKind::Inquiry => ("fraudulent", "10", "inquiry"),
        DisputeKind::DebitNotAuthorized => ("debit_not_authorized", "", "chargeback"),
    }
}

fn evidence(record: &DisputeRecord) -> Value {
    json!({
        "access_activity_log": null, "billing_address": null, "cancellation_policy": null,
        "cancellation_policy_disclosure": null, "cancellation_rebuttal": null, "customer_communication": null,
        "customer_email_address": null, "customer_name": null, "customer_purchase_ip": null,
        "customer_signature": null, "duplicate_charge_documentation": null, "duplicate_charge_explanation": null,
        "duplicate_charge_id": null, "enhanced_evidence": {}, "product_description": null, "receipt": null,
        "refund_policy": null, "refund_policy_disclosure": null, "refund_refusal_explanation": null,
        "service_date": null, "service_documentation": null, "shipping_address": null, "shipping_carrier": null,
        "shipping_date": null, "shipping_documentation": null, "shipping_tracking_number": null,
        "uncategorized_file": null, "uncategorized_text": record.evidence,
    })
}

/// A `balance_transaction`; this account pays no fees.
fn transaction(record: &DisputeRecord, movement: &Movement) -> Value {
    let back = movement.amount > 0 && record.status == DisputeStatus::Won;
    json!({
        "id": movement.id,
        "object": "balance_transaction",
        "amount": movement.amount,
        "available_on": movement.created_s,
        "balance_type": "payments",
        "created": movement.created_s,
        "currency": record.currency,
        "description": if back { "Chargeback reversal" } else { "Chargeback withdrawal" },
        "exchange_rate": null,
        "fee": 0,
        "fee_details": [],
        "net": movement.amount,
        "reporting_category": if back { "dispute_reversal" } else { "dispute" },
        "source": record.id,
        "status": "available",
        "type": "adjustment",
    })
}
