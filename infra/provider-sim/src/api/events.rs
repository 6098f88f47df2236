//! Endpoints of events: what happened in the last 30 days, newest first.
//!
//! An event holds its object as it was when it happened, not as it is now.

use serde_json::Value;

use crate::error::ApiError;
use crate::ledger::Draft;
use crate::ledger::records::EventRecord;
use crate::params::Params;
use crate::render;

use super::list::{Created, Cursor};

/// Most names in `types` (Stripe API).
const TYPES_MAX: usize = 20;

/// `GET /v1/events/{id}`
pub(crate) fn retrieve(draft: &Draft<'_>, id: &str, mut params: Params) -> Result<Value, ApiError> {
    params.refuse(&["expand"])?;
    params.finish()?;
    let event: EventRecord = draft.find(id).ok_or_else(|| ApiError::missing("event", id, "id"))?;
    Ok(render::event(&event))
}

/// `GET /v1/events`
pub(crate) fn list(draft: &Draft<'_>, mut params: Params) -> Result<Value, ApiError> {
    let cursor = Cursor::read(&mut params)?;
    let created = Created::read(&mut params)?;
    let delivered = params.boolean("delivery_success")?;
    let types = read_types(&mut params)?;
    params.refuse(&["expand"])?;
    params.finish()?;
    let fits = |event: &&EventRecord| {
        created.includes(event.created_s)
            && delivered.is_none_or(|delivered| delivered == (event.pending_webhooks == 0))
            && (types.is_empty() || types.iter().any(|wanted| is_of_type(&event.kind, wanted)))
    };
    let events: Vec<&EventRecord> = draft.all();
    let ids: Vec<&str> = events.iter().rev().copied().filter(fits).map(|event| event.id.as_str()).collect();
    let exists = |id: &str| draft.find::<EventRecord>(id).is_some();
    let show = |id: &str| draft.find(id).map(|event| render::event(&event));
    cursor.page("event", "/v1/events", exists, &ids, show)
}

fn read_types(params: &mut Params) -> Result<Vec<String>, ApiError> {
    let one = params.text("type")?;
    let many = params.texts("types")?;
    if one.is_some() && !many.is_empty() {
        let message = "You may only specify one of these parameters: type, types.";
        return Err(ApiError::invalid(message).code("parameters_exclusive").param("types"));
    }
    if many.len() > TYPES_MAX {
        return Err(ApiError::invalid(format!("You can filter by at most {TYPES_MAX} types.")).param("types"));
    }
    Ok(one.into_iter().chain(many).collect())
}

fn is_of_type(kind: &str, wanted: &str) -> bool {
    match wanted.strip_suffix('*') {
        Some(group) => kind.starts_with(group),
        None => kind == wanted,
    }
}
