//! A dump of the table, item by item, read into what the rules look at.

use domain::cart::Cart;
use domain::ids::{CartId, LineId, OrderId, Sku};
use domain::limits::SHIPMENTS_MAX;
use domain::orders::ship::Shipment;
use domain::orders::{Order, OrderDocument};
use domain::time::Timestamp;
use serde::Deserialize;
use std::collections::BTreeMap;
use store::items::{Item, read_number, read_text};
use store::table::{
    self, AVAILABLE, BODY, CLAIMED_ORDER, Key, LAST_SEQUENCE, MOVEMENTS, OUTBOX, PK, RESERVED, SENT_THROUGH,
    SK, UNSENT_SINCE_MS,
};
use store::{Never, StoreError, carts, orders};

/// What is kept of one item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Record {
    /// An order's state.
    Order(Box<OrderRecord>),
    /// An order's document.
    Document(Box<OrderDocument>),
    /// An order's contact.
    Contact(OrderId),
    /// A parcel of an order: what left the house with it.
    Parcel(BTreeMap<LineId, u32>),
    /// What is on the shelf of a SKU.
    Stock(StockRecord),
    /// A movement of stock: of which SKU, and the units it added; nothing for one that was refused.
    Movement(Sku, Option<i64>),
    /// A cart.
    Cart(Box<Cart>),
    /// A provider's event and what it tells.
    Event(Outbox),
    /// Money that no order licenses, and the order it claims.
    Unlicensed(String),
    /// Anything that no rule looks at.
    Other,
}

/// An order's state with what the relay writes beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderRecord {
    /// The order.
    pub order: Order,
    /// Its messages.
    pub outbox: Outbox,
}

/// The messages of an item, and how far they were sent.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outbox {
    /// By sequence number.
    pub told: BTreeMap<u32, Told>,
    /// The last sequence number.
    pub last: u32,
    /// The last that was sent.
    pub sent_through: u32,
    /// Since when something is unsent.
    pub unsent_since: Option<Timestamp>,
}

/// A message, by its envelope.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Told {
    /// Its id.
    pub id: String,
    /// Its type.
    #[serde(rename = "type")]
    pub kind: String,
}

/// The stock of one SKU, with numbers that may be wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockRecord {
    /// Which SKU.
    pub sku: Sku,
    /// Units that can be sold.
    pub available: i64,
    /// Units promised to open orders.
    pub reserved: i64,
}

/// An item that is not as the shop writes it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{} {} cannot be read: {why}", key.pk, key.sk)]
pub struct Unreadable {
    /// The item.
    pub key: Key,
    /// What is wrong with it.
    pub why: String,
}

/// A dump of the table.
#[derive(Debug, Clone, Default)]
pub struct Dump {
    records: BTreeMap<Key, Result<Record, Unreadable>>,
}

impl Dump {
    /// A dump of these items.
    pub fn of<'a>(items: impl IntoIterator<Item = &'a Item>) -> Self {
        let mut dump = Self::default();
        for item in items {
            dump.put(item);
        }
        dump
    }

    /// Puts an item in the place of what its key had.
    pub fn put(&mut self, item: &Item) {
        let text = |name: &str| read_text::<Never>(item, name).unwrap_or_default();
        let key = Key { pk: text(PK), sk: text(SK) };
        let unreadable = |error: StoreError<Never>| {
            let why = std::error::Error::source(&error).map_or_else(String::new, ToString::to_string);
            Unreadable { key: key.clone(), why }
        };
        let record = read(&key, item).map_err(unreadable);
        self.records.insert(key, record);
    }

    #[cfg(test)]
    pub(crate) fn insert(&mut self, key: Key, record: Record) {
        self.records.insert(key, Ok(record));
    }

    /// Takes an item out.
    pub fn remove(&mut self, key: &Key) {
        self.records.remove(key);
    }

    /// Items that are not as the shop writes them.
    pub fn unreadable(&self) -> impl Iterator<Item = &Unreadable> {
        self.records.values().filter_map(|record| record.as_ref().err())
    }

    /// Every record that could be read, by key.
    pub fn records(&self) -> impl Iterator<Item = &Record> {
        self.records.values().filter_map(|record| record.as_ref().ok())
    }

    /// Every order.
    pub fn orders(&self) -> impl Iterator<Item = &OrderRecord> {
        self.records().filter_map(|record| match record {
            Record::Order(order) => Some(order.as_ref()),
            _ => None,
        })
    }

    /// An order.
    pub fn order(&self, id: &OrderId) -> Option<&OrderRecord> {
        match self.records.get(&table::order_state(id)) {
            Some(Ok(Record::Order(order))) => Some(order),
            _ => None,
        }
    }

    /// An order's document.
    pub fn document(&self, id: &OrderId) -> Option<&OrderDocument> {
        match self.records.get(&table::order_document(id)) {
            Some(Ok(Record::Document(document))) => Some(document),
            _ => None,
        }
    }

    /// A cart.
    pub fn cart(&self, id: &CartId) -> Option<&Cart> {
        match self.records.get(&table::cart(id)) {
            Some(Ok(Record::Cart(cart))) => Some(cart),
            _ => None,
        }
    }

    /// Whether there is an item of this key.
    pub fn holds(&self, key: &Key) -> bool {
        self.records.contains_key(key)
    }
}

fn read(key: &Key, item: &Item) -> Result<Record, StoreError<Never>> {
    if let Ok(id) = OrderId::parse(table::order_of(&key.pk)) {
        return read_of_order(&id, key, item);
    }
    if let Ok(sku) = Sku::parse(table::sku_of(&key.pk)) {
        if key.sk.starts_with(MOVEMENTS) {
            let delta = item.contains_key("delta").then(|| read_number(item, "delta")).transpose()?;
            return Ok(Record::Movement(sku, delta));
        }
        let (available, reserved) = (read_number(item, AVAILABLE)?, read_number(item, RESERVED)?);
        return Ok(Record::Stock(StockRecord { sku, available, reserved }));
    }
    let id = key.pk.rsplit('#').next().unwrap_or_default();
    if let Ok(id) = CartId::parse(id)
        && *key == table::cart(&id)
    {
        return Ok(Record::Cart(Box::new(carts::read_cart(&id, item)?)));
    }
    if !table::unlicensed_of(&key.pk).is_empty() {
        return Ok(Record::Unlicensed(read_text(item, CLAIMED_ORDER)?));
    }
    if item.contains_key(OUTBOX) {
        return Ok(Record::Event(outbox(item)?));
    }
    Ok(Record::Other)
}

fn read_of_order(id: &OrderId, key: &Key, item: &Item) -> Result<Record, StoreError<Never>> {
    if *key == table::order_state(id) {
        let order = orders::read_order(id, item)?;
        return Ok(Record::Order(Box::new(OrderRecord { order, outbox: outbox(item)? })));
    }
    if *key == table::order_document(id) {
        return Ok(Record::Document(Box::new(orders::read_document(id, item)?)));
    }
    if *key == table::order_contact(id) {
        return Ok(Record::Contact(id.clone()));
    }
    if (1..=SHIPMENTS_MAX).any(|number| *key == table::order_shipment(id, number)) {
        let parcel: Shipment = store::items::from_attribute(item, BODY)?;
        return Ok(Record::Parcel(parcel.lines));
    }
    Ok(Record::Other)
}

fn outbox(item: &Item) -> Result<Outbox, StoreError<Never>> {
    let texts: BTreeMap<String, String> = store::items::from_attribute(item, OUTBOX)?;
    let mut told = BTreeMap::new();
    for (sequence, text) in texts {
        let sequence = sequence.parse().map_err(StoreError::<Never>::broken)?;
        told.insert(sequence, serde_json::from_str(&text).map_err(StoreError::<Never>::broken)?);
    }
    let since = item.contains_key(UNSENT_SINCE_MS).then(|| read_number(item, UNSENT_SINCE_MS)).transpose()?;
    Ok(Outbox {
        told,
        last: read_number(item, LAST_SEQUENCE)?,
        sent_through: read_number(item, SENT_THROUGH)?,
        unsent_since: since.map(Timestamp::from_ms),
    })
}
