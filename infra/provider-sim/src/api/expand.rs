//! The `expand` parameter: ids replaced by the objects they name.
//!
//! Paths are checked before an endpoint changes anything, so a wrong one is refused with nothing done. One
//! read of a session or an intent can show its charge with its refunds; disputes are only told of there
//! (`disputed`) and have a list of their own.

use serde_json::{Value, json};

use crate::error::ApiError;
use crate::ledger::Draft;
use crate::ledger::records::{ChargeRecord, IntentRecord, SessionRecord};
use crate::ledger::returns::RefundRecord;
use crate::render;

/// Deepest path that is expanded (Stripe API).
const DEPTH_MAX: usize = 4;

/// Most refunds that a charge shows (Stripe API).
const REFUNDS_SHOWN_MAX: usize = 10;

/// What a path starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Start {
    /// A single object of this kind.
    One(&'static str),
    /// A list of objects of this kind.
    List(&'static str),
}

/// Checks every path.
///
/// # Errors
/// [`ApiError`] naming the first path that cannot be expanded.
pub(crate) fn check(start: Start, paths: &[String]) -> Result<(), ApiError> {
    for path in paths {
        let segments: Vec<&str> = path.split('.').collect();
        let (mut kind, rest) = match (start, segments.as_slice()) {
            (Start::List(kind), ["data", rest @ ..]) if !rest.is_empty() => (Some(kind), rest),
            (Start::One(kind), rest) => (Some(kind), rest),
            (Start::List(_), _) => (None, segments.as_slice()),
        };
        for segment in rest {
            kind = kind.and_then(|kind| target(kind, segment));
        }
        if kind.is_none() || segments.len() > DEPTH_MAX {
            return Err(
                ApiError::invalid(format!("This property cannot be expanded ({path}).")).param("expand")
            );
        }
    }
    Ok(())
}

fn target(kind: &str, field: &str) -> Option<&'static str> {
    match (kind, field) {
        ("checkout.session" | "charge" | "refund" | "dispute", "payment_intent") => Some("payment_intent"),
        ("checkout.session", "line_items") => Some("list"),
        ("payment_intent", "latest_charge") | ("refund" | "dispute", "charge") => Some("charge"),
        ("charge", "refunds") => Some("refund list"),
        ("refund list", "data") => Some("refund"),
        _ => None,
    }
}

/// Expands checked paths in a rendered object or list.
pub(crate) fn apply(draft: &Draft<'_>, object: &mut Value, paths: &[String]) {
    for path in paths {
        let segments: Vec<&str> = path.split('.').collect();
        expand(draft, object, &segments);
    }
}

fn expand(draft: &Draft<'_>, object: &mut Value, segments: &[&str]) {
    let Some((first, rest)) = segments.split_first() else { return };
    if *first == "data" {
        for entry in object.get_mut("data").and_then(Value::as_array_mut).into_iter().flatten() {
            expand(draft, entry, rest);
        }
        return;
    }
    if *first == "line_items" {
        let session = object.get("id").and_then(Value::as_str).and_then(|id| draft.find::<SessionRecord>(id));
        if let (Some(session), Some(fields)) = (session, object.as_object_mut()) {
            fields.insert("line_items".to_owned(), render::line_items(&session));
        }
        return;
    }
    if *first == "refunds" && object.get("refunds").is_none() {
        let id = object.get("id").and_then(Value::as_str).unwrap_or_default();
        let refunds = refunds_of(draft, id);
        if let Some(fields) = object.as_object_mut() {
            fields.insert("refunds".to_owned(), refunds);
        }
    }
    let Some(field) = object.get_mut(*first) else { return };
    if let Some(full) = field.as_str().and_then(|id| named(draft, id)) {
        *field = full;
    }
    expand(draft, field, rest);
}

/// The newest refunds of a charge, as many as a list shows where no limit was sent.
fn refunds_of(draft: &Draft<'_>, charge: &str) -> Value {
    let refunds: Vec<&RefundRecord> = draft.all();
    let of_charge: Vec<&RefundRecord> =
        refunds.into_iter().rev().filter(|refund| refund.charge == charge).collect();
    let data: Vec<Value> =
        of_charge.iter().take(REFUNDS_SHOWN_MAX).map(|refund| render::refund(refund)).collect();
    json!({
        "object": "list",
        "data": data,
        "has_more": of_charge.len() > REFUNDS_SHOWN_MAX,
        "url": format!("/v1/charges/{charge}/refunds"),
    })
}

fn named(draft: &Draft<'_>, id: &str) -> Option<Value> {
    if id.starts_with("pi_") {
        draft.find::<IntentRecord>(id).as_ref().map(render::intent)
    } else {
        draft.find::<ChargeRecord>(id).as_ref().map(render::charge)
    }
}
