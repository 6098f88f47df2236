//! Every key, index and attribute name of the table, in one place; `infra/template.yaml` creates exactly this.
//!
//! | access pattern | key | cost |
//! |---|---|---|
//! | current catalogue version | `CATALOG` / `CURRENT` | 1 read |
//! | offers of n SKUs in a market | `CATALOG#version#market#sku` / `OFFER`, batched and with their stock | n × 0.5–1 read |
//! | terms of a market | `CATALOG#version` / `TERMS#market` | 0.5–1 read, once per process |
//! | SKUs of a version | `CATALOG#version` / `SKUS#n`, query | 1 read per 4 KB |
//! | stock of n SKUs | `STOCK#sku` / `SHARD#0`, batched; consistent where it decides | n × 0.5–1 read |
//! | one stock movement | `STOCK#sku` / `MOVEMENT#id` | in the stock's transaction: 4 writes |
//! | a cart | `CART#id` / `CART`, batched with the catalogue's version | 1 read; 1 write per change |
//! | a checkout's unfinished address | `CART#id` / `DETAILS` | 1 read, 1 write |
//! | place an order | state, document, contact, number, cart, n × stock | 2 × (5 + n) writes |
//! | an order's state | `ORDER#id` / `STATE` | 1 read; 1–3 writes per change (item and indexes) |
//! | an order's document and contact | `ORDER#id` / `DOCUMENT`, `CONTACT`, batched with its state | 1 read each |
//! | a staff command | command row, state, parcel, n × stock and movement | 2 × (3 + 2 n) writes at most |
//! | an order's parcels | `ORDER#id` / `SHIPMENT#n`, batched | n × 1 read |
//! | an order by its number | `NUMBER#number` / `ORDER` | 0.5 read |
//! | a provider's event | `EVENT#provider#id` / `EVENT` | 1–2 writes |
//! | a mail that was or is being sent | `ORDER#id` / `NOTICE#message` | 2 writes per mail |
//! | what is due, what is unsent | indexes `due`, `unsent`, 8 buckets each | 8 × 0.5 reads when idle |
//! | the unpaid orders of a mail address or network | `GUARD#fingerprint` / `OPEN` | 1 write per placed order; when full, 1 read per order in it |
//! | whose table this is | `SHOP` / `IDENTITY` | 1 read per sweep and reconciliation |
//! | where the reconciler stands | `RECONCILE#provider` / `CURSOR` | 1 write per run |
//! | money that no order licenses | `BREAK#provider#object` / `BREAK` | 1 write; 1 more when it is dealt with |
//! | lists for staff | a scan: functions make none | 1 read per 4 KB of the whole table |

use domain::ids::{CartId, CatalogVersion, MarketId, MessageId, MovementId, OrderId, OrderNumber, Sku};
use sha2::{Digest, Sha256};

/// The partition key's name.
pub const PK: &str = "pk";
/// The sort key's name.
pub const SK: &str = "sk";
/// When an item may be collected as garbage, in seconds since 1970.
pub const EXPIRES_AT_S: &str = "expires_at_s";
/// The index of orders by when somebody must look at them.
pub const DUE_INDEX: &str = "due";
/// The index of items with messages that were not sent yet.
pub const UNSENT_INDEX: &str = "unsent";
/// Both indexes' partition key: the id's bucket, so that no index partition takes every write.
pub const BUCKET: &str = "bucket";
/// The sort key of [`DUE_INDEX`].
pub const DUE_AT_MS: &str = "due_at_ms";
/// The sort key of [`UNSENT_INDEX`]; there only while something is unsent.
pub const UNSENT_SINCE_MS: &str = "unsent_since_ms";
/// How many buckets the indexes have.
pub const BUCKETS: u8 = 8;

/// An item's version, compared by every conditional write.
pub const VERSION: &str = "version";
/// Messages by sequence number.
pub const OUTBOX: &str = "outbox";
/// The last sequence number in the outbox.
pub const LAST_SEQUENCE: &str = "last_seq";
/// The last sequence number that was sent.
pub const SENT_THROUGH: &str = "sent_through";
/// What an item is about, as one nested map.
pub const BODY: &str = "body";
/// A cart's lines, one map entry each.
pub const LINES: &str = "lines";
/// The order that a cart became.
pub const ORDER_ID: &str = "order_id";
/// An order's status, for lists.
pub const STATUS: &str = "status";
/// Units that can be sold.
pub const AVAILABLE: &str = "available";
/// Units promised to open orders.
pub const RESERVED: &str = "reserved";
/// Encrypted bytes.
pub const SEALED: &str = "sealed";

/// The unpaid orders in a guard.
pub const OPEN_ORDERS: &str = "open_orders";

/// The order that money names.
pub const CLAIMED_ORDER: &str = "claimed_order";
/// Since when money waits for a person.
pub const RAISED_AT_MS: &str = "raised_at_ms";
/// When a person said that it is dealt with.
pub const RESOLVED_AT_MS: &str = "resolved_at_ms";

/// The sort key of every order's state.
pub const STATE: &str = "STATE";
/// The sort key of money that no order licenses.
pub const BREAK: &str = "BREAK";
/// What the sort key of every movement begins with.
pub const MOVEMENTS: &str = "MOVEMENT#";
const STOCK: &str = "STOCK#";
const ORDER: &str = "ORDER#";
const UNLICENSED: &str = "BREAK#";

/// A primary key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Key {
    /// The partition key.
    pub pk: String,
    /// The sort key.
    pub sk: String,
}

fn key(pk: impl Into<String>, sk: impl Into<String>) -> Key {
    Key { pk: pk.into(), sk: sk.into() }
}

/// The pointer to the current catalogue.
pub fn catalog_pointer() -> Key {
    key("CATALOG", "CURRENT")
}

/// One SKU in one market under one version.
pub fn offer(version: &CatalogVersion, market: &MarketId, sku: &Sku) -> Key {
    key(format!("CATALOG#{version}#{market}#{sku}"), "OFFER")
}

/// A market's terms under one version.
pub fn terms(version: &CatalogVersion, market: &MarketId) -> Key {
    key(format!("CATALOG#{version}"), format!("TERMS#{market}"))
}

/// A part of the list of SKUs of one version.
pub fn skus(version: &CatalogVersion, part: usize) -> Key {
    key(format!("CATALOG#{version}"), format!("SKUS#{part:05}"))
}

/// The stock of a SKU.
pub fn stock(sku: &Sku) -> Key {
    key(format!("{STOCK}{sku}"), "SHARD#0")
}

/// The SKU that a stock's partition key names, as text; empty for another partition key.
pub fn sku_of(pk: &str) -> &str {
    pk.strip_prefix(STOCK).unwrap_or_default()
}

/// A movement of stock.
pub fn movement(sku: &Sku, id: &MovementId) -> Key {
    key(format!("{STOCK}{sku}"), format!("{MOVEMENTS}{id}"))
}

/// A cart.
pub fn cart(id: &CartId) -> Key {
    key(format!("CART#{id}"), "CART")
}

/// The unfinished address of a cart's checkout.
pub fn checkout_details(id: &CartId) -> Key {
    key(format!("CART#{id}"), "DETAILS")
}

/// An order's state.
pub fn order_state(id: &OrderId) -> Key {
    key(format!("{ORDER}{id}"), STATE)
}

/// The order id that an order's partition key names, as text; empty for another partition key.
pub fn order_of(pk: &str) -> &str {
    pk.strip_prefix(ORDER).unwrap_or_default()
}

/// An order's document.
pub fn order_document(id: &OrderId) -> Key {
    key(format!("{ORDER}{id}"), "DOCUMENT")
}

/// An order's contact.
pub fn order_contact(id: &OrderId) -> Key {
    key(format!("{ORDER}{id}"), "CONTACT")
}

/// What staff asked of an order, by the message that brought it.
pub fn order_command(id: &OrderId, message: &MessageId) -> Key {
    key(format!("{ORDER}{id}"), format!("COMMAND#{message}"))
}

/// A parcel of an order.
pub fn order_shipment(id: &OrderId, number: u32) -> Key {
    key(format!("{ORDER}{id}"), format!("SHIPMENT#{number:03}"))
}

/// An order's number.
pub fn order_number(number: &OrderNumber) -> Key {
    key(format!("NUMBER#{number}"), "ORDER")
}

/// A mail about an order.
pub fn notice(order: &OrderId, message: &MessageId) -> Key {
    key(format!("{ORDER}{order}"), format!("NOTICE#{message}"))
}

/// A provider's event.
pub fn provider_event(provider: &str, id: &str) -> Key {
    key(format!("EVENT#{provider}#{id}"), "EVENT")
}

/// Where the reconciler stands.
pub fn reconcile_cursor(provider: &str) -> Key {
    key(format!("RECONCILE#{provider}"), "CURSOR")
}

/// The unpaid orders somebody has open, by a keyed fingerprint of who that is.
pub fn guard(fingerprint: &str) -> Key {
    key(format!("GUARD#{fingerprint}"), "OPEN")
}

/// Whose table this is.
pub fn identity() -> Key {
    key("SHOP", "IDENTITY")
}

/// Money that no order licenses.
pub fn unlicensed(provider: &str, object: &str) -> Key {
    key(format!("{UNLICENSED}{provider}#{object}"), BREAK)
}

/// Provider and object that the partition key of money without an order names, such as `stripe#pi_1`; empty
/// for another partition key.
pub fn unlicensed_of(pk: &str) -> &str {
    pk.strip_prefix(UNLICENSED).unwrap_or_default()
}

/// The bucket of an id in the indexes.
pub fn bucket(id: &str) -> String {
    let first = Sha256::digest(id.as_bytes()).first().copied().unwrap_or(0);
    (first & BUCKETS.saturating_sub(1)).to_string()
}

/// Every bucket.
pub fn buckets() -> impl Iterator<Item = String> {
    (0..BUCKETS).map(|bucket| bucket.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_partition_key_names_what_it_was_made_of_and_nothing_else() {
        let (sku, order) = (Sku::parse("OWL").unwrap(), OrderId::from_bits([1; 16]));
        assert_eq!(sku_of(&stock(&sku).pk), "OWL");
        assert_eq!(order_of(&order_state(&order).pk), order.as_str());
        assert_eq!(unlicensed_of(&unlicensed("stripe", "pi_1").pk), "stripe#pi_1");
        assert_eq!((sku_of("ORDER#1"), order_of("STOCK#1"), unlicensed_of("CATALOG")), ("", "", ""));
    }

    #[test]
    fn ids_spread_over_all_buckets() {
        let used: std::collections::BTreeSet<String> =
            (0..200).map(|n| bucket(&format!("ord_{n}"))).collect();
        assert_eq!(used, buckets().collect());
    }
}
