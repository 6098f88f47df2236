//! Endpoints of charges: what was tried on a payment, the declined tries too.

use serde_json::Value;

use crate::error::ApiError;
use crate::ledger::Draft;
use crate::ledger::records::ChargeRecord;
use crate::params::Params;
use crate::render;

use super::expand::{self, Start};
use super::list::{Created, Cursor};

/// `GET /v1/charges/{id}`
pub(crate) fn retrieve(draft: &Draft<'_>, id: &str, mut params: Params) -> Result<Value, ApiError> {
    let expand = params.texts("expand")?;
    expand::check(Start::One("charge"), &expand)?;
    params.finish()?;
    let charge: ChargeRecord = draft.find(id).ok_or_else(|| ApiError::missing("charge", id, "id"))?;
    let mut object = render::charge(&charge);
    expand::apply(draft, &mut object, &expand);
    Ok(object)
}

/// `GET /v1/charges`
pub(crate) fn list(draft: &Draft<'_>, mut params: Params) -> Result<Value, ApiError> {
    let cursor = Cursor::read(&mut params)?;
    let created = Created::read(&mut params)?;
    let intent = params.text("payment_intent")?;
    let expand = params.texts("expand")?;
    expand::check(Start::List("charge"), &expand)?;
    params.refuse(&["customer", "transfer_group"])?;
    params.finish()?;
    let fits = |charge: &&ChargeRecord| {
        created.includes(charge.created_s) && intent.as_ref().is_none_or(|id| charge.payment_intent == *id)
    };
    let charges: Vec<&ChargeRecord> = draft.all();
    let ids: Vec<&str> =
        charges.iter().rev().copied().filter(fits).map(|charge| charge.id.as_str()).collect();
    let exists = |id: &str| draft.find::<ChargeRecord>(id).is_some();
    let show = |id: &str| draft.find(id).map(|charge| render::charge(&charge));
    let mut page = cursor.page("charge", "/v1/charges", exists, &ids, show)?;
    expand::apply(draft, &mut page, &expand);
    Ok(page)
}
