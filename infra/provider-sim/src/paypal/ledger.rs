//! PayPal's ledger: everything this provider knows, in memory and, if asked for, in a file of its own.
//!
//! Endpoints check everything before they change anything, so what was refused has changed nothing. What
//! changed is in the file before anybody is told.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;
use sha2::{Digest, Sha256};

use super::records::{
    AnswerRecord, AuthorizationRecord, AuthorizationStatus, CaptureRecord, DeliveryRecord, DisputeRecord,
    EventRecord, OrderRecord, RefundRecord,
};
use crate::ids;
use crate::ledger::LedgerError;
use crate::ledger::file::{LedgerFile, Row};
use crate::webhooks::policy::DeliveryPolicy;

/// Digits of the part of an id that sorts: 36^7 objects in one ledger.
const NUMBER_LENGTH: usize = 7;

/// How long events can be read: 30 days.
pub(crate) const EVENT_KEPT_MS: i64 = 30 * 86_400_000;

/// A kind of record, kept by id.
pub(crate) trait Record: Clone + Serialize + DeserializeOwned {
    /// The name of the kind in the ledger's file.
    const KIND: &'static str;
    /// The id of this record.
    fn id(&self) -> &str;
    /// The records of this kind.
    fn of(ledger: &Ledger) -> &BTreeMap<String, Self>;
    /// The records of this kind, to be changed.
    fn of_mut(ledger: &mut Ledger) -> &mut BTreeMap<String, Self>;
}

macro_rules! record {
    ($record:ty, $kind:literal, $table:ident) => {
        impl Record for $record {
            const KIND: &'static str = $kind;
            fn id(&self) -> &str {
                &self.id
            }
            fn of(ledger: &Ledger) -> &BTreeMap<String, Self> {
                &ledger.$table
            }
            fn of_mut(ledger: &mut Ledger) -> &mut BTreeMap<String, Self> {
                &mut ledger.$table
            }
        }
    };
}

record!(OrderRecord, "order", orders);
record!(AuthorizationRecord, "authorization", authorizations);
record!(CaptureRecord, "capture", captures);
record!(RefundRecord, "refund", refunds);
record!(DisputeRecord, "dispute", disputes);
record!(EventRecord, "event", events);
record!(DeliveryRecord, "delivery", deliveries);
record!(AnswerRecord, "answer", answers);

/// What has to be looked at when the clock reaches a time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Due {
    /// An authorization lapses.
    Authorization(String),
    /// A request id is forgotten.
    Answer(String),
    /// An event is forgotten.
    Event(String),
}

/// The ledger.
#[derive(Debug)]
pub(crate) struct Ledger {
    orders: BTreeMap<String, OrderRecord>,
    authorizations: BTreeMap<String, AuthorizationRecord>,
    captures: BTreeMap<String, CaptureRecord>,
    refunds: BTreeMap<String, RefundRecord>,
    disputes: BTreeMap<String, DisputeRecord>,
    events: BTreeMap<String, EventRecord>,
    deliveries: BTreeMap<String, DeliveryRecord>,
    answers: BTreeMap<String, AnswerRecord>,
    agenda: BTreeSet<(i64, Due)>,
    changed: Vec<Row>,
    changes: u64,
    counter: u64,
    seed: String,
    file: Option<LedgerFile>,
    /// The time of the change under way, in milliseconds.
    pub(crate) now_ms: i64,
    /// How events are delivered; none where no webhook is set.
    pub(crate) policy: Option<DeliveryPolicy>,
}

impl Ledger {
    /// Opens the ledger in `path`, or an empty one in memory.
    pub(crate) fn open(path: Option<&Path>, seed: Option<String>) -> Result<Self, LedgerError> {
        let file = path.map(LedgerFile::open).transpose()?;
        let (seed, counter) = match &file {
            Some(file) => (file.seed(seed)?, file.counter()?),
            None => (seed.map_or_else(ids::random_seed, Ok)?, 0),
        };
        let mut ledger = Self {
            orders: BTreeMap::new(),
            authorizations: BTreeMap::new(),
            captures: BTreeMap::new(),
            refunds: BTreeMap::new(),
            disputes: BTreeMap::new(),
            events: BTreeMap::new(),
            deliveries: BTreeMap::new(),
            answers: BTreeMap::new(),
            agenda: BTreeSet::new(),
            changed: Vec::new(),
            changes: 0,
            counter,
            seed,
            file: None,
            now_ms: 0,
            policy: None,
        };
        if let Some(file) = file {
            ledger.read::<OrderRecord>(&file)?;
            ledger.read::<AuthorizationRecord>(&file)?;
            ledger.read::<CaptureRecord>(&file)?;
            ledger.read::<RefundRecord>(&file)?;
            ledger.read::<DisputeRecord>(&file)?;
            ledger.read::<EventRecord>(&file)?;
            ledger.read::<DeliveryRecord>(&file)?;
            ledger.read::<AnswerRecord>(&file)?;
            ledger.file = Some(file);
        }
        ledger.write_agenda();
        Ok(ledger)
    }

    fn read<R: Record>(&mut self, file: &LedgerFile) -> Result<(), LedgerError> {
        for body in file.bodies(R::KIND)? {
            let record: R = serde_json::from_str(&body)?;
            R::of_mut(self).insert(record.id().to_owned(), record);
        }
        Ok(())
    }

    fn write_agenda(&mut self) {
        let held = self.authorizations.values().filter(|held| held.status == AuthorizationStatus::Created);
        let held = held.map(|held| (held.expires_ms, Due::Authorization(held.id.clone())));
        let answers = self.answers.values();
        let answers = answers.map(|answer| (answer.kept_until_ms, Due::Answer(answer.id.clone())));
        let events = self.events.values();
        let events = events.map(|event| (event.created_ms + EVENT_KEPT_MS, Due::Event(event.id.clone())));
        self.agenda = held.chain(answers).chain(events).collect();
    }

    /// A new id: 17 capitals and digits, the newest last in order, as the provider's look.
    pub(crate) fn new_id(&mut self) -> String {
        self.counter += 1;
        let digest = Sha256::digest(format!("{}|{}", self.seed, self.counter).as_bytes());
        let tail: String = ids::hex(&digest).chars().take(10).collect();
        format!("{}{}", sortable(self.counter), tail.to_ascii_uppercase())
    }

    /// A record by id.
    pub(crate) fn find<R: Record>(&self, id: &str) -> Option<R> {
        R::of(self).get(id).cloned()
    }

    /// All records of a kind, oldest first.
    pub(crate) fn all<R: Record + 'static>(&self) -> impl DoubleEndedIterator<Item = &R> {
        R::of(self).values()
    }

    /// Adds a record or replaces the one with its id.
    pub(crate) fn put<R: Record>(&mut self, record: R) {
        self.changes += 1;
        if self.file.is_some() {
            match serde_json::to_string(&record) {
                Ok(body) => {
                    let (kind, id) = (R::KIND, record.id().to_owned());
                    self.changed.push(Row { kind, id, body: Some(body) });
                }
                Err(error) => tracing::error!(%error, "a record cannot be written"),
            }
        }
        R::of_mut(self).insert(record.id().to_owned(), record);
    }

    /// Removes a record.
    pub(crate) fn remove<R: Record>(&mut self, id: &str) {
        self.changes += 1;
        self.changed.push(Row { kind: R::KIND, id: id.to_owned(), body: None });
        R::of_mut(self).remove(id);
    }

    /// Has something looked at later.
    pub(crate) fn remind(&mut self, at_ms: i64, due: Due) {
        self.agenda.insert((at_ms, due));
    }

    /// Takes what is due first, if its time has come.
    pub(crate) fn take_due(&mut self) -> Option<Due> {
        let first = self.agenda.first().filter(|(at_ms, _)| *at_ms <= self.now_ms).cloned()?;
        self.agenda.remove(&first);
        Some(first.1)
    }

    /// Records an event about an object and owes it to the webhook as the policy says.
    pub(crate) fn emit(&mut self, kind: &str, resource_type: &str, resource: Value) {
        let id = format!("WH-{}-{}", self.new_id(), self.new_id());
        let planned = self.policy.map_or(Vec::new(), |policy| policy.deliveries(self.now_ms));
        for planned in planned {
            let delivery = DeliveryRecord {
                id: self.new_id(),
                event: id.clone(),
                due_ms: planned.due_ms,
                attempts: 0,
                held: planned.held,
                newest_first: planned.newest_first,
                last_failure: None,
            };
            self.put(delivery);
        }
        self.remind(self.now_ms + EVENT_KEPT_MS, Due::Event(id.clone()));
        let (kind, resource_type, created_ms) = (kind.to_owned(), resource_type.to_owned(), self.now_ms);
        self.put(EventRecord { id, created_ms, kind, resource_type, resource });
    }

    /// How often anything changed since it was opened.
    pub(crate) fn changes(&self) -> u64 {
        self.changes
    }

    /// Writes what has changed to the file.
    ///
    /// # Errors
    /// [`LedgerError`] where it cannot be written; it is written with the next change then.
    pub(crate) fn commit(&mut self) -> Result<(), LedgerError> {
        if let Some(file) = self.file.as_mut().filter(|_| !self.changed.is_empty()) {
            file.write(&self.changed, self.counter)?;
        }
        self.changed.clear();
        Ok(())
    }
}

fn sortable(number: u64) -> String {
    let digit = |place: u32| {
        let digit = u32::try_from(number / 36_u64.pow(place) % 36).unwrap_or(0);
        char::from_digit(digit, 36).unwrap_or('0').to_ascii_uppercase()
    };
    (0..NUMBER_LENGTH).rev().map(|place| digit(u32::try_from(place).unwrap_or(0))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_are_of_the_providers_form_and_sort_as_they_were_made() {
        let mut ledger = Ledger::open(None, Some("seed".to_owned())).unwrap();
        let ids: Vec<String> = (0..2_000).map(|_| ledger.new_id()).collect();
        assert!(ids.is_sorted() && ids.windows(2).all(|pair| pair[0] != pair[1]));
        let form =
            |id: &String| id.len() == 17 && id.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit());
        assert!(ids.iter().all(form));
    }
}
