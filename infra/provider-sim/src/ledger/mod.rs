//! The simulator's ledger: everything the provider knows, in memory and, if asked for, in a file.
//!
//! A change is made on a [`Draft`] and becomes visible by [`Ledger::commit`], all of it or nothing, and
//! is in the file before anybody is told. The ledger keeps records; it knows no rule of payments.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde_json::Value;

use crate::ids;
use crate::webhooks::policy::DeliveryPolicy;

pub(crate) mod file;
pub(crate) mod records;
pub(crate) mod returns;

use file::{LedgerFile, Row};
use records::{
    AnswerRecord, ChargeRecord, DeliveryRecord, EventRecord, IntentRecord, IntentStatus, Record,
    SessionRecord, SessionStatus,
};
use returns::{DisputeRecord, RefundRecord};

/// How long the first answer to an idempotency key is kept: 24 hours.
pub(crate) const ANSWER_KEPT_MS: i64 = 24 * 3_600_000;
/// How long events can be read: 30 days.
pub(crate) const EVENT_KEPT_S: i64 = 30 * 86_400;

/// Why the ledger's file could not be read or written.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// SQLite said no.
    #[error("the ledger file cannot be used")]
    File(#[from] rusqlite::Error),
    /// A record is not of the shape this version writes.
    #[error("the ledger file holds a record that cannot be read")]
    Record(#[from] serde_json::Error),
    /// The machine gave no random bytes.
    #[error("no random bytes for a new ledger: {0}")]
    Random(#[from] getrandom::Error),
}

/// All records, by kind and id.
#[derive(Debug, Default)]
pub(crate) struct Tables {
    pub(crate) sessions: BTreeMap<String, SessionRecord>,
    pub(crate) intents: BTreeMap<String, IntentRecord>,
    pub(crate) charges: BTreeMap<String, ChargeRecord>,
    pub(crate) refunds: BTreeMap<String, RefundRecord>,
    pub(crate) disputes: BTreeMap<String, DisputeRecord>,
    pub(crate) events: BTreeMap<String, EventRecord>,
    pub(crate) deliveries: BTreeMap<String, DeliveryRecord>,
    pub(crate) answers: BTreeMap<String, AnswerRecord>,
}

impl Tables {
    fn is_empty(&self) -> bool {
        let Self { sessions, intents, charges, refunds, disputes, events, deliveries, answers } = self;
        let told = events.is_empty() && deliveries.is_empty() && answers.is_empty();
        let money = intents.is_empty() && charges.is_empty() && refunds.is_empty() && disputes.is_empty();
        sessions.is_empty() && money && told
    }
}

/// Something that has to be looked at when the clock reaches a time.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Due {
    /// A session runs out.
    Session(String),
    /// An authorization lapses, or a debit ends.
    Intent(String),
    /// A refund succeeds or fails.
    Refund(String),
    /// A dispute is decided.
    Dispute(String),
    /// An idempotency key is forgotten.
    Answer(String),
}

/// The ledger.
#[derive(Debug)]
pub(crate) struct Ledger {
    tables: Tables,
    agenda: BTreeSet<(i64, Due)>,
    counter: u64,
    changes: u64,
    seed: String,
    file: Option<LedgerFile>,
}

/// Who or what causes a change, and how the webhook is served meanwhile.
#[derive(Clone, Debug, Default)]
pub(crate) struct Origin {
    /// The API request, where there is one.
    pub(crate) request: Option<String>,
    /// Its idempotency key.
    pub(crate) idempotency_key: Option<String>,
    /// How events are delivered; `None` where no webhook is set.
    pub(crate) policy: Option<DeliveryPolicy>,
    /// Where shoppers reach the hosted pages.
    pub(crate) public_url: String,
}

/// A change in the making: what it puts and removes lies over the ledger until it is committed.
#[derive(Debug)]
pub(crate) struct Draft<'a> {
    ledger: &'a Ledger,
    put: Tables,
    removed: BTreeSet<(&'static str, String)>,
    counter: u64,
    origin: Origin,
    now_ms: i64,
}

/// A finished change, free of the ledger it was made over.
#[derive(Debug)]
pub(crate) struct Change {
    put: Tables,
    removed: BTreeSet<(&'static str, String)>,
    counter: u64,
}

impl Ledger {
    /// Opens the ledger in `path`, or an empty one in memory.
    pub(crate) fn open(path: Option<&Path>, seed: Option<String>) -> Result<Self, LedgerError> {
        let Some(path) = path else {
            let seed = seed.map_or_else(ids::random_seed, Ok)?;
            return Ok(Self {
                tables: Tables::default(),
                agenda: BTreeSet::new(),
                counter: 0,
                changes: 0,
                seed,
                file: None,
            });
        };
        let file = LedgerFile::open(path)?;
        let mut tables = Tables::default();
        file.read::<SessionRecord>(&mut tables)?;
        file.read::<IntentRecord>(&mut tables)?;
        file.read::<ChargeRecord>(&mut tables)?;
        file.read::<RefundRecord>(&mut tables)?;
        file.read::<DisputeRecord>(&mut tables)?;
        file.read::<EventRecord>(&mut tables)?;
        file.read::<DeliveryRecord>(&mut tables)?;
        file.read::<AnswerRecord>(&mut tables)?;
        let (seed, counter) = (file.seed(seed)?, file.counter()?);
        let agenda = agenda(&tables).collect();
        Ok(Self { tables, agenda, counter, changes: 0, seed, file: Some(file) })
    }

    /// All records, to be read.
    pub(crate) fn tables(&self) -> &Tables {
        &self.tables
    }

    /// Starts a change.
    pub(crate) fn draft(&self, origin: Origin, now_ms: i64) -> Draft<'_> {
        let (put, removed) = (Tables::default(), BTreeSet::new());
        Draft { ledger: self, put, removed, counter: self.counter, origin, now_ms }
    }

    /// What is due first, and when in milliseconds.
    pub(crate) fn first_due(&self) -> Option<(i64, Due)> {
        self.agenda.first().cloned()
    }

    /// Strikes something off the list of what is due.
    pub(crate) fn strike(&mut self, due: &(i64, Due)) {
        self.agenda.remove(due);
    }

    /// Writes a change to the file, then makes it visible.
    ///
    /// # Errors
    /// [`LedgerError`] where it could not be written; then nothing has changed.
    pub(crate) fn commit(&mut self, change: Change) -> Result<(), LedgerError> {
        if let Some(file) = &mut self.file {
            let mut rows = Vec::new();
            rows_of::<SessionRecord>(&change.put, &mut rows)?;
            rows_of::<IntentRecord>(&change.put, &mut rows)?;
            rows_of::<ChargeRecord>(&change.put, &mut rows)?;
            rows_of::<RefundRecord>(&change.put, &mut rows)?;
            rows_of::<DisputeRecord>(&change.put, &mut rows)?;
            rows_of::<EventRecord>(&change.put, &mut rows)?;
            rows_of::<DeliveryRecord>(&change.put, &mut rows)?;
            rows_of::<AnswerRecord>(&change.put, &mut rows)?;
            rows.extend(change.removed.iter().map(|(kind, id)| Row { kind, id: id.clone(), body: None }));
            if !rows.is_empty() {
                file.write(&rows, change.counter)?;
            }
        }
        self.agenda.extend(agenda(&change.put));
        let Change { mut put, removed, counter } = change;
        self.changes += u64::from(!put.is_empty() || !removed.is_empty());
        for (kind, id) in removed {
            self.remove(kind, &id);
        }
        self.tables.sessions.append(&mut put.sessions);
        self.tables.intents.append(&mut put.intents);
        self.tables.charges.append(&mut put.charges);
        self.tables.refunds.append(&mut put.refunds);
        self.tables.disputes.append(&mut put.disputes);
        self.tables.events.append(&mut put.events);
        self.tables.deliveries.append(&mut put.deliveries);
        self.tables.answers.append(&mut put.answers);
        self.counter = counter;
        Ok(())
    }

    /// How often anything changed since it was opened.
    pub(crate) fn changes(&self) -> u64 {
        self.changes
    }

    fn remove(&mut self, kind: &str, id: &str) {
        match kind {
            EventRecord::KIND => drop(self.tables.events.remove(id)),
            DeliveryRecord::KIND => drop(self.tables.deliveries.remove(id)),
            AnswerRecord::KIND => drop(self.tables.answers.remove(id)),
            _ => {}
        }
    }
}

fn rows_of<R: Record>(put: &Tables, rows: &mut Vec<Row>) -> Result<(), LedgerError> {
    for (id, record) in R::of(put) {
        rows.push(Row { kind: R::KIND, id: id.clone(), body: Some(serde_json::to_string(record)?) });
    }
    Ok(())
}

fn agenda(tables: &Tables) -> impl Iterator<Item = (i64, Due)> + '_ {
    let open = tables.sessions.values().filter(|session| session.status == SessionStatus::Open);
    let sessions = open.map(|session| (session.expires_at_s * 1000, Due::Session(session.id.clone())));
    let intents = tables.intents.values();
    let intents = intents.filter_map(|intent| Some((intent_due_ms(intent)?, Due::Intent(intent.id.clone()))));
    let refunds = tables.refunds.values();
    let refunds =
        refunds.filter_map(|refund| Some((refund.planned.as_ref()?.at_ms, Due::Refund(refund.id.clone()))));
    let disputes = tables.disputes.values();
    let disputes = disputes
        .filter_map(|dispute| Some((dispute.planned.as_ref()?.at_ms, Due::Dispute(dispute.id.clone()))));
    let answers = tables.answers.values();
    let answers = answers.map(|answer| (answer.stored_ms + ANSWER_KEPT_MS, Due::Answer(answer.id.clone())));
    sessions.chain(intents).chain(refunds).chain(disputes).chain(answers)
}

fn intent_due_ms(intent: &IntentRecord) -> Option<i64> {
    match intent.status {
        IntentStatus::RequiresCapture => Some(intent.capture_before_s? * 1000),
        IntentStatus::Processing => intent.planned.as_ref().map(|planned| planned.at_ms),
        IntentStatus::RequiresPaymentMethod
        | IntentStatus::RequiresAction
        | IntentStatus::Succeeded
        | IntentStatus::Canceled => None,
    }
}

impl Draft<'_> {
    /// The time of this change, in milliseconds.
    pub(crate) fn now_ms(&self) -> i64 {
        self.now_ms
    }

    /// The time of this change, in seconds.
    pub(crate) fn now_s(&self) -> i64 {
        self.now_ms.div_euclid(1000)
    }

    /// Where shoppers reach the hosted pages.
    pub(crate) fn public_url(&self) -> &str {
        &self.origin.public_url
    }

    /// A new id with the given prefix and length of its tail.
    pub(crate) fn new_id(&mut self, prefix: &str, tail: usize) -> String {
        self.counter += 1;
        ids::make(&self.ledger.seed, prefix, self.counter, tail)
    }

    /// A record as this change sees it.
    pub(crate) fn find<R: Record>(&self, id: &str) -> Option<R> {
        if self.removed.contains(&(R::KIND, id.to_owned())) {
            return None;
        }
        R::of(&self.put).get(id).or_else(|| R::of(&self.ledger.tables).get(id)).cloned()
    }

    /// All records of a kind as this change sees them, oldest first.
    pub(crate) fn all<R: Record>(&self) -> Vec<&R> {
        let mut rows: BTreeMap<&str, &R> =
            R::of(&self.ledger.tables).iter().map(|(id, record)| (id.as_str(), record)).collect();
        rows.extend(R::of(&self.put).iter().map(|(id, record)| (id.as_str(), record)));
        let gone = |id: &str| self.removed.contains(&(R::KIND, id.to_owned()));
        if !self.removed.is_empty() {
            rows.retain(|id, _| !gone(id));
        }
        rows.into_values().collect()
    }

    /// Adds a record or replaces the one with its id.
    pub(crate) fn put<R: Record>(&mut self, record: &R) {
        self.removed.remove(&(R::KIND, record.id().to_owned()));
        R::of_mut(&mut self.put).insert(record.id().to_owned(), record.clone());
    }

    /// Removes a record.
    pub(crate) fn remove<R: Record>(&mut self, id: &str) {
        R::of_mut(&mut self.put).remove(id);
        self.removed.insert((R::KIND, id.to_owned()));
    }

    /// Records an event about `object` and owes it to the webhook as the policy says.
    pub(crate) fn emit(&mut self, kind: &str, object: Value, previous: Option<Value>) {
        let id = self.new_id("evt_1", 16);
        let first_due_ms = self.now_ms;
        let deliveries = self.origin.policy.map_or(Vec::new(), |policy| policy.deliveries(self.now_ms));
        for planned in &deliveries {
            let delivery = DeliveryRecord {
                id: self.new_id("dlv_", 8),
                event: id.clone(),
                first_due_ms,
                due_ms: planned.due_ms,
                attempts: 0,
                held: planned.held,
                newest_first: planned.newest_first,
                last_failure: None,
            };
            self.put(&delivery);
        }
        self.put(&EventRecord {
            id,
            created_s: self.now_s(),
            kind: kind.to_owned(),
            object,
            previous,
            request: self.origin.request.clone(),
            idempotency_key: self.origin.idempotency_key.clone(),
            pending_webhooks: u32::from(!deliveries.is_empty()),
        });
    }

    /// Ends the change, to be committed.
    pub(crate) fn done(self) -> Change {
        Change { put: self.put, removed: self.removed, counter: self.counter }
    }
}
