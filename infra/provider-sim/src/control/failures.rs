//! Failures on order: single calls that fail, and the provider being down altogether.

use crate::api::faults::Fault;
use crate::api::outage::{Outage, OutageKind};

use super::Control;

impl Control {
    /// Makes the next calls of an endpoint fail.
    pub fn add_fault(&self, fault: Fault) {
        self.sim.switches().faults.add(fault);
    }

    /// The faults that still wait, oldest first.
    pub fn faults(&self) -> Vec<Fault> {
        self.sim.switches().faults.waiting().to_vec()
    }

    /// Takes all faults back.
    pub fn clear_faults(&self) {
        self.sim.switches().faults.clear();
    }

    /// Takes the provider down: API and payment page, and webhooks wait. By the simulator's clock it is
    /// back after `for_ms` milliseconds; without that, when the outage is ended.
    pub fn start_outage(&self, kind: OutageKind, for_ms: Option<i64>) {
        let until_ms = for_ms.map(|for_ms| self.sim.clock.now_ms().saturating_add(for_ms));
        self.sim.switches().outage = Some(Outage { kind, until_ms });
    }

    /// The outage that goes on now, where one does.
    pub fn outage(&self) -> Option<Outage> {
        let now_ms = self.sim.clock.now_ms();
        self.sim.switches().outage.filter(|outage| outage.lasts(now_ms))
    }

    /// Brings the provider back.
    pub fn end_outage(&self) {
        self.sim.switches().outage = None;
        self.sim.wake.notify_one();
    }
}
