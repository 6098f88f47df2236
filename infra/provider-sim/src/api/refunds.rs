//! Endpoints of refunds.
//!
//! What becomes of a refund later is decided by the test card or account that paid, or by the control.

use serde_json::Value;

use crate::currencies;
use crate::error::ApiError;
use crate::ledger::Draft;
use crate::ledger::returns::RefundRecord;
use crate::params::Params;
use crate::render;
use crate::rules::refunds::{self, NewRefund, RefundOf};

use super::expand::{self, Start};
use super::list::{Created, Cursor};

/// `POST /v1/refunds`
pub(crate) fn create(draft: &mut Draft<'_>, mut params: Params) -> Result<Value, ApiError> {
    let expand = params.texts("expand")?;
    expand::check(Start::One("refund"), &expand)?;
    let of = match (params.text("payment_intent")?, params.text("charge")?) {
        (Some(intent), None) => RefundOf::Intent(intent),
        (None, Some(charge)) => RefundOf::Charge(charge),
        (None, None) => {
            let message =
                "One of the following params should be provided for this request: payment_intent or charge.";
            return Err(ApiError::invalid(message).code("parameter_missing"));
        }
        (Some(_), Some(_)) => {
            let message = "You may only specify one of these parameters: charge, payment_intent.";
            return Err(ApiError::invalid(message).code("parameters_exclusive").param("charge"));
        }
    };
    let new = NewRefund {
        of,
        amount: params.integer_within("amount", 1, currencies::AMOUNT_MAX)?,
        reason: params.one_of("reason", &["duplicate", "fraudulent", "requested_by_customer"])?,
        metadata: params.metadata("metadata")?,
    };
    params.refuse(&[
        "currency",
        "customer",
        "instructions_email",
        "origin",
        "refund_application_fee",
        "reverse_transfer",
    ])?;
    params.finish()?;
    let refund = refunds::create(draft, new)?;
    Ok(shown(draft, &refund, &expand))
}

fn shown(draft: &Draft<'_>, refund: &RefundRecord, expand: &[String]) -> Value {
    let mut object = render::refund(refund);
    expand::apply(draft, &mut object, expand);
    object
}

/// `GET /v1/refunds/{id}`
pub(crate) fn retrieve(draft: &Draft<'_>, id: &str, mut params: Params) -> Result<Value, ApiError> {
    let expand = params.texts("expand")?;
    expand::check(Start::One("refund"), &expand)?;
    params.finish()?;
    Ok(shown(draft, &refunds::find(draft, id)?, &expand))
}

/// `POST /v1/refunds/{id}/cancel`
pub(crate) fn cancel(draft: &mut Draft<'_>, id: &str, mut params: Params) -> Result<Value, ApiError> {
    let expand = params.texts("expand")?;
    expand::check(Start::One("refund"), &expand)?;
    params.finish()?;
    let refund = refunds::cancel(draft, id)?;
    Ok(shown(draft, &refund, &expand))
}

/// `GET /v1/refunds`
pub(crate) fn list(draft: &Draft<'_>, mut params: Params) -> Result<Value, ApiError> {
    let cursor = Cursor::read(&mut params)?;
    let created = Created::read(&mut params)?;
    let intent = params.text("payment_intent")?;
    let charge = params.text("charge")?;
    let expand = params.texts("expand")?;
    expand::check(Start::List("refund"), &expand)?;
    params.finish()?;
    let fits = |refund: &&RefundRecord| {
        created.includes(refund.created_s)
            && intent.as_ref().is_none_or(|id| refund.payment_intent == *id)
            && charge.as_ref().is_none_or(|id| refund.charge == *id)
    };
    let refunds: Vec<&RefundRecord> = draft.all();
    let ids: Vec<&str> =
        refunds.iter().rev().copied().filter(fits).map(|refund| refund.id.as_str()).collect();
    let exists = |id: &str| draft.find::<RefundRecord>(id).is_some();
    let show = |id: &str| draft.find(id).map(|refund| render::refund(&refund));
    let mut page = cursor.page("refund", "/v1/refunds", exists, &ids, show)?;
    expand::apply(draft, &mut page, &expand);
    Ok(page)
}
