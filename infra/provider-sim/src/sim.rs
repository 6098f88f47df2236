//! The running simulator's one shared state: ledger, clock, and the switches tests may turn.
//!
//! Whatever reads or changes the ledger goes through here, and first lets everything happen that is due
//! by the clock. No lock is held across an await.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use serde::Serialize;
use tokio::sync::Notify;

use crate::WebhookTarget;
use crate::api::faults::Faults;
use crate::api::outage::{Outage, OutageKind};
use crate::clock::Clock;
use crate::ids;
use crate::ledger::records::{AnswerRecord, EventRecord};
use crate::ledger::{Draft, Due, EVENT_KEPT_S, Ledger, LedgerError, Origin};
use crate::rules::{checkout, debit, disputes, money, refunds};
use crate::webhooks::policy::DeliveryPolicy;

/// Most requests kept in the log.
const LOG_LENGTH_MAX: usize = 2_000;

/// An API request and how it was answered, without any parameter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LoggedRequest {
    /// The request's id, as in the `request-id` header.
    pub request_id: String,
    /// The HTTP method.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The idempotency key that was sent.
    pub idempotency_key: Option<String>,
    /// The status answered; none where the connection was dropped.
    pub status: Option<u16>,
    /// Whether the answer was an earlier one's.
    pub replayed: bool,
    /// When it was answered, in milliseconds of the simulator's clock.
    pub at_ms: i64,
}

/// What tests may set while the simulator runs; forgotten at a restart.
#[derive(Debug, Default)]
pub(crate) struct Switches {
    pub(crate) policy: DeliveryPolicy,
    pub(crate) target: Option<WebhookTarget>,
    pub(crate) faults: Faults,
    pub(crate) outage: Option<Outage>,
    pub(crate) log: VecDeque<LoggedRequest>,
}

/// The simulator.
#[derive(Debug)]
pub(crate) struct Sim {
    pub(crate) clock: Clock,
    pub(crate) secret_key: String,
    pub(crate) merchant: String,
    pub(crate) public_url: String,
    pub(crate) wake: Notify,
    ledger: Mutex<Ledger>,
    switches: Mutex<Switches>,
    requests: AtomicU64,
    request_seed: String,
}

/// What the simulator is made of.
pub(crate) struct Parts {
    pub(crate) clock: Clock,
    pub(crate) secret_key: String,
    pub(crate) merchant: String,
    pub(crate) public_url: String,
    pub(crate) target: Option<WebhookTarget>,
    pub(crate) ledger: Ledger,
    pub(crate) request_seed: String,
}

impl Sim {
    pub(crate) fn new(parts: Parts) -> Self {
        Self {
            clock: parts.clock,
            secret_key: parts.secret_key,
            merchant: parts.merchant,
            public_url: parts.public_url,
            wake: Notify::new(),
            ledger: Mutex::new(parts.ledger),
            switches: Mutex::new(Switches { target: parts.target, ..Switches::default() }),
            requests: AtomicU64::new(0),
            request_seed: parts.request_seed,
        }
    }

    /// The ledger, locked; use [`Sim::read`] or [`Sim::change`] where they do.
    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        self.ledger.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The switches, locked.
    pub(crate) fn switches(&self) -> MutexGuard<'_, Switches> {
        self.switches.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The outage that goes on now, where one does.
    pub(crate) fn outage(&self) -> Option<OutageKind> {
        let now_ms = self.clock.now_ms();
        let outage = self.switches().outage;
        outage.filter(|outage| outage.lasts(now_ms)).map(|outage| outage.kind)
    }

    /// A new request id.
    pub(crate) fn new_request_id(&self) -> String {
        let number = self.requests.fetch_add(1, Ordering::Relaxed);
        ids::make(&self.request_seed, "req_", number, 7)
    }

    /// Where a change comes from that no API request causes.
    pub(crate) fn origin(&self) -> Origin {
        let switches = self.switches();
        let policy = switches.target.as_ref().map(|_| switches.policy);
        Origin { request: None, idempotency_key: None, policy, public_url: self.public_url.clone() }
    }

    /// Reads the ledger after everything due has happened.
    ///
    /// # Errors
    /// [`LedgerError`] where what was due could not be written.
    pub(crate) fn read<T>(&self, look: impl FnOnce(&Draft<'_>) -> T) -> Result<T, LedgerError> {
        let origin = self.origin();
        let mut ledger = self.ledger();
        self.let_due_things_happen(&mut ledger)?;
        Ok(look(&ledger.draft(origin, self.clock.now_ms())))
    }

    /// Changes the ledger after everything due has happened; a refusal changes nothing.
    ///
    /// # Errors
    /// [`LedgerError`] where the change could not be written; the inner error is the refusal.
    pub(crate) fn change<T, E>(
        &self,
        make: impl FnOnce(&mut Draft<'_>) -> Result<T, E>,
    ) -> Result<Result<T, E>, LedgerError> {
        let origin = self.origin();
        let mut ledger = self.ledger();
        self.let_due_things_happen(&mut ledger)?;
        let mut draft = ledger.draft(origin, self.clock.now_ms());
        let outcome = make(&mut draft);
        if outcome.is_ok() {
            let change = draft.done();
            ledger.commit(change)?;
            self.wake.notify_one();
        }
        Ok(outcome)
    }

    /// Lets sessions run out, authorizations lapse, debits, refunds and disputes end, and old keys and
    /// events be forgotten.
    ///
    /// # Errors
    /// [`LedgerError`] where a change could not be written.
    pub(crate) fn let_due_things_happen(&self, ledger: &mut Ledger) -> Result<(), LedgerError> {
        let now_ms = self.clock.now_ms();
        let mut happened = false;
        while let Some(due) = ledger.first_due().filter(|(at_ms, _)| *at_ms <= now_ms) {
            let mut draft = ledger.draft(self.origin(), now_ms);
            match &due.1 {
                Due::Session(id) => checkout::run_out(&mut draft, id),
                Due::Intent(id) => {
                    money::lapse(&mut draft, id);
                    debit::end_due(&mut draft, id);
                }
                Due::Refund(id) => refunds::end_due(&mut draft, id),
                Due::Dispute(id) => disputes::decide_due(&mut draft, id),
                Due::Answer(key) => crate::api::idempotency::forget(&mut draft, key),
            }
            let change = draft.done();
            ledger.commit(change)?;
            ledger.strike(&due);
            happened = true;
        }
        let oldest_s = now_ms.div_euclid(1000) - EVENT_KEPT_S;
        let old = ledger.tables().events.values().take_while(|event| event.created_s < oldest_s);
        let old: Vec<String> = old.map(|event| event.id.clone()).collect();
        if !old.is_empty() {
            let mut draft = ledger.draft(self.origin(), now_ms);
            for id in &old {
                draft.remove::<EventRecord>(id);
            }
            let change = draft.done();
            ledger.commit(change)?;
        }
        if happened {
            self.wake.notify_one();
        }
        Ok(())
    }

    /// Adds a request to the log.
    pub(crate) fn log(&self, request: LoggedRequest) {
        let mut switches = self.switches();
        if switches.log.len() == LOG_LENGTH_MAX {
            switches.log.pop_front();
        }
        switches.log.push_back(request);
    }

    /// The stored answer to an idempotency key, where there is one.
    pub(crate) fn stored_answer(ledger: &Ledger, key: &str) -> Option<AnswerRecord> {
        ledger.tables().answers.get(key).cloned()
    }
}
