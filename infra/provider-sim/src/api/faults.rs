//! Failures on order: the next calls of an endpoint fail as networks and providers do.
//!
//! A fault is used up by a request that is executed, not by one that is answered from an earlier answer.

use serde::{Deserialize, Serialize};

use super::endpoint::Endpoint;

/// How a call fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// Answered with status 500 and not applied; the 500 is kept under the idempotency key.
    ServerError,
    /// Applied, but answered with status 500, which is kept under the idempotency key.
    ServerErrorAfterApplying,
    /// Answered with status 429 and neither applied nor kept.
    RateLimited,
    /// The connection is dropped before anything is applied.
    DropBeforeApplying,
    /// Applied, its answer kept, and the connection dropped.
    DropAfterApplying,
    /// Applied, and answered this many milliseconds late.
    Delay(u32),
}

/// A fault that waits for calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The endpoint it waits at; any where none is named.
    pub endpoint: Option<Endpoint>,
    /// What it does.
    pub kind: FaultKind,
    /// How many calls it still spoils.
    pub times: u32,
}

/// The faults that wait, oldest first.
#[derive(Clone, Debug, Default)]
pub(crate) struct Faults(Vec<Fault>);

impl Faults {
    /// Adds a fault.
    pub(crate) fn add(&mut self, fault: Fault) {
        if fault.times > 0 {
            self.0.push(fault);
        }
    }

    /// Takes all faults back.
    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }

    /// The faults that wait.
    pub(crate) fn waiting(&self) -> &[Fault] {
        &self.0
    }

    /// Uses up one call of the oldest fault that waits at this endpoint.
    pub(crate) fn take(&mut self, endpoint: Endpoint) -> Option<FaultKind> {
        let fault = self.0.iter_mut().find(|fault| fault.endpoint.is_none_or(|at| at == endpoint))?;
        fault.times -= 1;
        let kind = fault.kind;
        self.0.retain(|fault| fault.times > 0);
        Some(kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fault_spoils_as_many_calls_of_its_endpoint_as_it_says() {
        let mut faults = Faults::default();
        faults.add(Fault { endpoint: Some(Endpoint::IntentCapture), kind: FaultKind::ServerError, times: 2 });
        let taken = [
            Endpoint::IntentCapture,
            Endpoint::RefundCreate,
            Endpoint::IntentCapture,
            Endpoint::IntentCapture,
        ]
        .map(|endpoint| faults.take(endpoint));
        assert_eq!(taken, [Some(FaultKind::ServerError), None, Some(FaultKind::ServerError), None]);
    }
}
