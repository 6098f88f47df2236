//! PayPal's events: what they are about, and for which order it was made.

use super::mark::Mark;
use crate::event::ProviderEvent;
use domain::time::Timestamp;
use jiff::Timestamp as Rfc3339;
use serde::Deserialize;
use serde_json::Value;

/// An event as PayPal writes it.
#[derive(Deserialize)]
pub(super) struct EventShape {
    id: String,
    event_type: String,
    create_time: String,
    resource: Value,
}

impl EventShape {
    /// What the shop needs of it; none where it is not an event after all.
    pub(super) fn read(&self, shop: &str) -> Option<ProviderEvent> {
        if !is_event_id(&self.id) || !is_kind(&self.event_type) {
            return None;
        }
        let resource = &self.resource;
        let text = |pointer: &str| resource.pointer(pointer).and_then(Value::as_str);
        // Authorizations, captures and refunds hold the mark themselves, orders in their unit, disputes in the
        // transaction they are about.
        let places = ["/custom_id", "/purchase_units/0/custom_id", "/disputed_transactions/0/custom"];
        let mark = places.into_iter().find_map(text).and_then(Mark::read).filter(|mark| mark.is_of(shop));
        let object = text("/id").or_else(|| text("/dispute_id"));
        Some(ProviderEvent {
            id: self.id.clone(),
            kind: self.event_type.clone(),
            created_at: read_time(&self.create_time)?,
            object_id: object.filter(|id| is_event_id(id)).unwrap_or_default().to_owned(),
            order: mark.as_ref().and_then(Mark::order),
            foreign: mark.is_none(),
            // Everything that becomes of an order of ours holds its mark.
            payment: None,
        })
    }

    /// Whether it is about payments.
    pub(super) fn is_wanted(&self) -> bool {
        super::EVENT_KINDS.contains(&self.event_type.as_str())
    }
}

/// A time of the API's, to the second: `2026-11-22T00:00:00Z`.
pub(super) fn read_time(text: &str) -> Option<Timestamp> {
    let time: Rfc3339 = text.parse().ok()?;
    Some(Timestamp::from_ms(time.as_second().checked_mul(1_000)?))
}

/// A time as the API takes it.
pub(super) fn written_time(seconds: i64) -> String {
    Rfc3339::from_second(seconds).unwrap_or(Rfc3339::UNIX_EPOCH).to_string()
}

/// Ids of events and disputes have dashes in them: `WH-2WR32451HC0233532-67976317FL4543714`.
fn is_event_id(text: &str) -> bool {
    (1..=100).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

fn is_kind(text: &str) -> bool {
    let allowed = |b: u8| b.is_ascii_uppercase() || b.is_ascii_digit() || b"._-".contains(&b);
    (1..=100).contains(&text.len()) && text.bytes().all(allowed)
}
