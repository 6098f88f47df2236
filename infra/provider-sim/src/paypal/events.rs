//! The list of events, newest first, page by page, and disputes.
//!
//! Pages are asked for by following the link the provider gave, not by counting.

use form_urlencoded::{Serializer, parse};
use serde_json::{Value, json};

use super::error::ApiError;
use super::ledger::Ledger;
use super::records::{DeliveryRecord, DisputeRecord, EventRecord};
use super::render;
use super::shapes::{self, Resend};

/// Events on a page, where the request does not say.
const PAGE_SIZE: usize = 10;
/// Most events on a page.
const PAGE_SIZE_MAX: usize = 300;

/// Which events are asked for.
#[derive(Default)]
struct Query {
    page_size: Option<usize>,
    start_ms: Option<i64>,
    end_ms: Option<i64>,
    transaction_id: Option<String>,
    event_type: Option<String>,
    before: Option<String>,
}

fn bad(name: &str, value: &str) -> ApiError {
    ApiError::syntax("The value of a field does not conform to the expected format.").at(name, value)
}

fn read(query: &str) -> Result<Query, ApiError> {
    let mut read = Query::default();
    for (name, value) in parse(query.as_bytes()) {
        let time = || {
            let time: jiff::Timestamp = value.parse().map_err(|_| bad(&name, &value))?;
            Ok::<_, ApiError>(Some(time.as_millisecond()))
        };
        match name.as_ref() {
            "page_size" => {
                let size = value.parse().ok().filter(|size| (1..=PAGE_SIZE_MAX).contains(size));
                read.page_size = Some(size.ok_or_else(|| bad(&name, &value))?);
            }
            "start_time" => read.start_ms = time()?,
            "end_time" => read.end_ms = time()?,
            "transaction_id" => read.transaction_id = Some(value.into_owned()),
            "event_type" => read.event_type = Some(value.into_owned()),
            "index_id" => read.before = Some(value.into_owned()),
            "index_time" => drop(time()?),
            "move_to" if value == "next" => {}
            _ => {
                return Err(
                    ApiError::invalid("INVALID_PARAMETER", "There is no such parameter.").at(&name, &value)
                );
            }
        }
    }
    Ok(read)
}

/// `GET /v1/notifications/webhooks-events`
///
/// # Errors
/// [`ApiError`].
pub(crate) fn list(ledger: &Ledger, url: &str, query: &str) -> Result<Value, ApiError> {
    let query = read(query)?;
    let about = |event: &EventRecord, id: &str| event.resource.get("id").and_then(Value::as_str) == Some(id);
    let wanted = |event: &&EventRecord| {
        query.start_ms.is_none_or(|start_ms| event.created_ms >= start_ms)
            && query.end_ms.is_none_or(|end_ms| event.created_ms <= end_ms)
            && query.transaction_id.as_ref().is_none_or(|id| about(event, id))
            && query.event_type.as_ref().is_none_or(|kind| &event.kind == kind)
            && query.before.as_ref().is_none_or(|before| &event.id < before)
    };
    let page_size = query.page_size.unwrap_or(PAGE_SIZE);
    let mut events: Vec<&EventRecord> =
        ledger.all::<EventRecord>().rev().filter(wanted).take(page_size + 1).collect();
    let more = events.len() > page_size;
    events.truncate(page_size);
    let mut links = Vec::new();
    if let Some(last) = events.last().filter(|_| more) {
        links
            .push(json!({ "href": next_page(url, &query, page_size, last), "rel": "next", "method": "GET" }));
    }
    let events: Vec<Value> = events.into_iter().map(|event| render::event(url, event)).collect();
    Ok(json!({ "count": events.len(), "events": events, "links": links }))
}

/// The address of the page after `last`, as the provider writes it.
fn next_page(url: &str, query: &Query, page_size: usize, last: &EventRecord) -> String {
    let pairs = [
        ("page_size", Some(page_size.to_string())),
        ("start_time", query.start_ms.map(render::time)),
        ("end_time", query.end_ms.map(render::time)),
        ("transaction_id", query.transaction_id.clone()),
        ("event_type", query.event_type.clone()),
        ("move_to", Some("next".to_owned())),
        ("index_time", Some(render::time(last.created_ms))),
        ("index_id", Some(last.id.clone())),
    ];
    let mut query = Serializer::new(String::new());
    for (name, value) in pairs {
        if let Some(value) = value {
            query.append_pair(name, &value);
        }
    }
    format!("{url}/v1/notifications/webhooks-events/?{}", query.finish())
}

/// `POST /v1/notifications/webhooks-events/{id}/resend`
///
/// # Errors
/// [`ApiError`].
pub(crate) fn resend(ledger: &mut Ledger, id: &str, webhook_id: &str, body: &[u8]) -> Result<(), ApiError> {
    let sent: Resend = shapes::optional(body)?;
    let _: EventRecord = ledger.find(id).ok_or_else(ApiError::missing)?;
    let here = sent.webhook_ids.is_none_or(|ids| ids.iter().any(|id| id == webhook_id));
    if !here {
        return Err(ApiError::missing());
    }
    let delivery = DeliveryRecord {
        id: ledger.new_id(),
        event: id.to_owned(),
        due_ms: ledger.now_ms,
        attempts: 0,
        held: false,
        newest_first: false,
        last_failure: None,
    };
    ledger.put(delivery);
    Ok(())
}

/// `GET /v1/customer/disputes`
///
/// # Errors
/// [`ApiError`].
pub(crate) fn disputes(ledger: &Ledger, url: &str, query: &str) -> Result<Value, ApiError> {
    let mut transaction = None;
    for (name, value) in parse(query.as_bytes()) {
        match name.as_ref() {
            "disputed_transaction_id" => transaction = Some(value.into_owned()),
            "page_size" => drop(value.parse::<u8>().map_err(|_| bad(&name, &value))?),
            _ => {
                return Err(
                    ApiError::invalid("INVALID_PARAMETER", "There is no such parameter.").at(&name, &value)
                );
            }
        }
    }
    let wanted = |dispute: &&DisputeRecord| transaction.as_ref().is_none_or(|id| &dispute.capture == id);
    let items: Vec<Value> = ledger
        .all::<DisputeRecord>()
        .rev()
        .filter(wanted)
        .map(|dispute| render::dispute(ledger, url, dispute))
        .collect();
    Ok(json!({ "items": items, "links": [] }))
}
