//! Endpoints of disputes.
//!
//! Evidence is one text here; the provider's other fields of evidence are refused by name.

use serde_json::Value;

use crate::error::ApiError;
use crate::ledger::Draft;
use crate::ledger::returns::DisputeRecord;
use crate::params::Params;
use crate::render;
use crate::rules::disputes;

use super::expand::{self, Start};
use super::list::{Created, Cursor};

/// Fields of evidence of the provider that are not simulated.
const EVIDENCE_NOT_SIMULATED: &[&str] = &[
    "access_activity_log",
    "billing_address",
    "cancellation_policy",
    "cancellation_policy_disclosure",
    "cancellation_rebuttal",
    "customer_communication",
    "customer_email_address",
    "customer_name",
    "customer_purchase_ip",
    "customer_signature",
    "duplicate_charge_documentation",
    "duplicate_charge_explanation",
    "duplicate_charge_id",
    "enhanced_evidence",
    "product_description",
    "receipt",
    "refund_policy",
    "refund_policy_disclosure",
    "refund_refusal_explanation",
    "service_date",
    "service_documentation",
    "shipping_address",
    "shipping_carrier",
    "shipping_date",
    "shipping_documentation",
    "shipping_tracking_number",
    "uncategorized_file",
];

/// Longest text of evidence, in characters (Stripe API).
const EVIDENCE_LENGTH_MAX: usize = 20_000;

fn shown(draft: &Draft<'_>, dispute: &DisputeRecord, expand: &[String]) -> Value {
    let mut object = render::dispute(dispute);
    expand::apply(draft, &mut object, expand);
    object
}

/// `GET /v1/disputes/{id}`
pub(crate) fn retrieve(draft: &Draft<'_>, id: &str, mut params: Params) -> Result<Value, ApiError> {
    let expand = params.texts("expand")?;
    expand::check(Start::One("dispute"), &expand)?;
    params.finish()?;
    Ok(shown(draft, &disputes::find(draft, id)?, &expand))
}

/// `GET /v1/disputes`
pub(crate) fn list(draft: &Draft<'_>, mut params: Params) -> Result<Value, ApiError> {
    let cursor = Cursor::read(&mut params)?;
    let created = Created::read(&mut params)?;
    let intent = params.text("payment_intent")?;
    let charge = params.text("charge")?;
    let expand = params.texts("expand")?;
    expand::check(Start::List("dispute"), &expand)?;
    params.finish()?;
    let fits = |dispute: &&DisputeRecord| {
        created.includes(dispute.created_s)
            && intent.as_ref().is_none_or(|id| dispute.payment_intent == *id)
            && charge.as_ref().is_none_or(|id| dispute.charge == *id)
    };
    let disputes: Vec<&DisputeRecord> = draft.all();
    let ids: Vec<&str> =
        disputes.iter().rev().copied().filter(fits).map(|dispute| dispute.id.as_str()).collect();
    let exists = |id: &str| draft.find::<DisputeRecord>(id).is_some();
    let show = |id: &str| draft.find(id).map(|dispute| render::dispute(&dispute));
    let mut page = cursor.page("dispute", "/v1/disputes", exists, &ids, show)?;
    expand::apply(draft, &mut page, &expand);
    Ok(page)
}

/// `POST /v1/disputes/{id}`
pub(crate) fn update(draft: &mut Draft<'_>, id: &str, mut params: Params) -> Result<Value, ApiError> {
    let expand = params.texts("expand")?;
    expand::check(Start::One("dispute"), &expand)?;
    let evidence = match params.object("evidence")? {
        Some(mut evidence) => {
            let text = evidence.text_up_to("uncategorized_text", EVIDENCE_LENGTH_MAX)?;
            evidence.refuse(EVIDENCE_NOT_SIMULATED)?;
            evidence.finish()?;
            text
        }
        None => None,
    };
    let submit = params.boolean("submit")?.unwrap_or(true);
    let metadata = params.metadata("metadata")?;
    params.refuse(&["intended_submission_method"])?;
    params.finish()?;
    let dispute = disputes::respond(draft, id, evidence, submit, metadata)?;
    Ok(shown(draft, &dispute, &expand))
}

/// `POST /v1/disputes/{id}/close`
pub(crate) fn close(draft: &mut Draft<'_>, id: &str, mut params: Params) -> Result<Value, ApiError> {
    let expand = params.texts("expand")?;
    expand::check(Start::One("dispute"), &expand)?;
    params.finish()?;
    let dispute = disputes::close(draft, id)?;
    Ok(shown(draft, &dispute, &expand))
}
