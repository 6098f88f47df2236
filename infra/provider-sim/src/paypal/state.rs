//! The running PayPal simulator's one shared state: ledger, clock, tokens, and the switches tests may turn.
//!
//! Whatever reads or changes the ledger goes through here, and first lets everything happen that is due by
//! the clock. No lock is held across an await.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use super::certificate::Signer;
use super::endpoint::Endpoint;
use super::ledger::{Due, Ledger};
use super::payments;
use super::records::{AnswerRecord, EventRecord};
use super::{Credentials, Target};
use crate::api::faults::FaultKind;
use crate::clock::Clock;
use crate::ledger::LedgerError;
use crate::sim::LoggedRequest;
use crate::webhooks::policy::DeliveryPolicy;

/// Most requests kept in the log.
const LOG_LENGTH_MAX: usize = 2_000;

/// A fault that waits for calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The endpoint it waits at; any but the token's where none is named.
    pub endpoint: Option<Endpoint>,
    /// What it does.
    pub kind: FaultKind,
    /// How many calls it still spoils.
    pub times: u32,
}

/// What tests may set while the simulator runs; forgotten at a restart.
#[derive(Debug, Default)]
pub(crate) struct Switches {
    pub(crate) policy: DeliveryPolicy,
    pub(crate) target: Option<Target>,
    pub(crate) faults: Vec<Fault>,
    pub(crate) log: VecDeque<LoggedRequest>,
    /// Access tokens and when they end, in milliseconds.
    pub(crate) tokens: BTreeMap<String, i64>,
    pub(crate) requests: u64,
}

impl Switches {
    /// Uses up one call of the oldest fault that waits at this endpoint.
    pub(crate) fn take_fault(&mut self, endpoint: Endpoint) -> Option<FaultKind> {
        let waits = |fault: &&mut Fault| match fault.endpoint {
            Some(at) => at == endpoint,
            None => endpoint != Endpoint::Token,
        };
        let fault = self.faults.iter_mut().find(waits)?;
        fault.times = fault.times.saturating_sub(1);
        let kind = fault.kind;
        self.faults.retain(|fault| fault.times > 0);
        Some(kind)
    }

    /// Adds a request to the log.
    pub(crate) fn log(&mut self, request: LoggedRequest) {
        if self.log.len() == LOG_LENGTH_MAX {
            self.log.pop_front();
        }
        self.log.push_back(request);
    }
}

/// The simulator.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) clock: Clock,
    pub(crate) credentials: Credentials,
    pub(crate) merchant: String,
    pub(crate) public_url: String,
    pub(crate) signer: Arc<Signer>,
    pub(crate) wake: Notify,
    pub(crate) seed: String,
    ledger: Mutex<Ledger>,
    switches: Mutex<Switches>,
}

/// What the simulator is made of.
pub(crate) struct Parts {
    pub(crate) clock: Clock,
    pub(crate) credentials: Credentials,
    pub(crate) merchant: String,
    pub(crate) public_url: String,
    pub(crate) target: Option<Target>,
    pub(crate) ledger: Ledger,
    pub(crate) signer: Arc<Signer>,
    pub(crate) seed: String,
}

impl State {
    pub(crate) fn new(parts: Parts) -> Self {
        Self {
            clock: parts.clock,
            credentials: parts.credentials,
            merchant: parts.merchant,
            public_url: parts.public_url,
            signer: parts.signer,
            wake: Notify::new(),
            seed: parts.seed,
            ledger: Mutex::new(parts.ledger),
            switches: Mutex::new(Switches { target: parts.target, ..Switches::default() }),
        }
    }

    /// The switches, locked.
    pub(crate) fn switches(&self) -> MutexGuard<'_, Switches> {
        self.switches.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The ledger, locked, at the time it is now and with everything due done.
    pub(crate) fn ledger(&self) -> MutexGuard<'_, Ledger> {
        let policy = {
            let switches = self.switches();
            switches.target.as_ref().map(|_| switches.policy)
        };
        let mut ledger = self.ledger.lock().unwrap_or_else(PoisonError::into_inner);
        ledger.now_ms = self.clock.now_ms();
        ledger.policy = policy;
        while let Some(due) = ledger.take_due() {
            match due {
                Due::Authorization(id) => payments::lapse(&mut ledger, &self.public_url, &id),
                Due::Answer(id) => ledger.remove::<AnswerRecord>(&id),
                Due::Event(id) => ledger.remove::<EventRecord>(&id),
            }
        }
        ledger
    }

    /// Changes the ledger; a refusal changes nothing, as whoever refuses does so first.
    ///
    /// # Errors
    /// [`LedgerError`] where the change could not be written; the inner error is the refusal.
    pub(crate) fn change<T, E>(
        &self,
        make: impl FnOnce(&mut Ledger) -> Result<T, E>,
    ) -> Result<Result<T, E>, LedgerError> {
        let mut ledger = self.ledger();
        let outcome = make(&mut ledger);
        ledger.commit()?;
        drop(ledger);
        self.wake.notify_one();
        Ok(outcome)
    }
}
