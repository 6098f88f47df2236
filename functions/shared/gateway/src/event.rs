//! What a provider says has happened, whether it was told to us or read from its list.
//!
//! Only ids and times are taken out of an event. The object in it is of the time of the event and full of
//! personal data, so it is neither kept nor believed: whoever acts reads the object again.

use domain::ids::OrderId;
use domain::time::Timestamp;
use serde::Deserialize;
use serde_json::Value;

/// Something that happened at the provider.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProviderEvent {
    /// The provider's id of the event; a repeat has the same.
    pub id: String,
    /// What happened, in the provider's words: `payment_intent.succeeded`.
    pub kind: String,
    /// When it happened, to the second.
    pub created_at: Timestamp,
    /// The object it happened to; empty where that has no id.
    pub object_id: String,
    /// The order the object was made for; only read where the object is this shop's.
    pub order: Option<OrderId>,
    /// Whether the object is not marked as this shop's.
    pub foreign: bool,
    /// The payment that an object without any mark belongs to, such as a dispute's: only the provider can tell
    /// whose that is ([`crate::Gateway::order_of_payment`]).
    pub payment: Option<String>,
}

/// Which events to list.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EventsPage {
    /// Only events at or after this time, in seconds since 1970-01-01T00:00:00Z.
    pub created_at_least: i64,
    /// Where the page before said that it goes on; none for the first page.
    pub after: Option<String>,
}

/// A page of events.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EventsAnswer {
    /// Newest first.
    pub events: Vec<ProviderEvent>,
    /// Where older ones follow, in the provider's terms; none on the last page.
    pub next: Option<String>,
}

/// An event as Stripe writes it.
#[derive(Deserialize)]
pub(crate) struct EventShape {
    id: String,
    #[serde(rename = "type")]
    kind: String,
    created: i64,
    data: DataShape,
}

#[derive(Deserialize)]
struct DataShape {
    object: Value,
}

impl EventShape {
    /// What the shop needs of it; none where it is not an event after all.
    pub(crate) fn read(&self, shop: &str) -> Option<ProviderEvent> {
        if !is_object_id(&self.id) || !is_kind(&self.kind) {
            return None;
        }
        let object = &self.data.object;
        let text = |value: Option<&Value>| value.and_then(Value::as_str).map(str::to_owned);
        let written = |name: &str| text(object.get("metadata").and_then(|metadata| metadata.get(name)));
        let marked = written("shop");
        let foreign = marked.as_deref() != Some(shop);
        let payment = text(object.get("payment_intent")).filter(|id| marked.is_none() && is_object_id(id));
        let order = written("order_id").filter(|_| !foreign);
        Some(ProviderEvent {
            id: self.id.clone(),
            kind: self.kind.clone(),
            created_at: Timestamp::from_ms(self.created.checked_mul(1_000)?),
            object_id: text(object.get("id")).filter(|id| is_object_id(id)).unwrap_or_default(),
            order: order.and_then(|order| OrderId::parse(&order).ok()),
            foreign,
            payment,
        })
    }
}

/// Whether a text has the form of the provider's ids, so that it may stand in an address, a key or a log.
pub(crate) fn is_object_id(text: &str) -> bool {
    (1..=255).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

fn is_kind(text: &str) -> bool {
    (1..=100).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'_' || b == b'.' || b.is_ascii_digit())
}
