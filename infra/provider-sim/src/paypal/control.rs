//! The handle by which tests and the console look into the PayPal simulator and turn its switches.
//!
//! It can do what a shopper, a bank, a network and the passing of time can do; it cannot put the ledger into a
//! state the provider could not be in.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::ledger::Ledger;
use super::orders::{self, Closed};
use super::records::{
    AuthorizationRecord, AuthorizationStatus, CaptureRecord, CaptureStatus, DeliveryRecord, EventRecord,
    Funding, OrderRecord,
};
use super::state::{Fault, State};
use super::{Target, page, payments, render, webhooks};
use crate::clock::Clock;
use crate::control::{ControlError, FlushOrder, OwedDelivery};
use crate::ledger::LedgerError;
use crate::sim::LoggedRequest;
use crate::webhooks::policy::DeliveryPolicy;

/// What became of the money of one order of the shop, in minor units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Totals {
    /// Authorized and neither taken nor released.
    pub capturable: i64,
    /// Taken, refunds not deducted.
    pub captured: i64,
    /// Given back, or on its way.
    pub refunded: i64,
}

/// What was asked for under one `custom_id`, and what became of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct MarkTotals {
    /// The currency in capitals; empty where nothing was asked for.
    pub currency: String,
    /// What each order asked for, in minor units.
    pub asked: Vec<i64>,
    /// What became of it.
    pub money: Totals,
}

/// A delivery as the webhook would get it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The headers that prove where it is from.
    pub headers: Vec<(&'static str, String)>,
    /// The body.
    pub body: String,
}

/// The handle; clones steer the same simulator.
#[derive(Clone, Debug)]
pub struct PaypalControl {
    state: Arc<State>,
}

impl PaypalControl {
    pub(crate) fn new(state: Arc<State>) -> Self {
        Self { state }
    }

    /// The clock everything goes by.
    pub fn clock(&self) -> &Clock {
        &self.state.clock
    }

    fn make<T>(
        &self,
        act: impl FnOnce(&mut Ledger, &str) -> Option<T>,
        missing: &str,
    ) -> Result<T, ControlError> {
        let url = self.state.public_url.clone();
        let outcome = self.state.change(|ledger| act(ledger, &url).ok_or(()))?;
        outcome.map_err(|()| ControlError::Missing(missing.to_owned()))
    }

    /// The shopper approves an order with what they chose; answers where they are sent.
    ///
    /// # Errors
    /// [`ControlError`].
    pub fn approve(&self, order: &str, funding: Funding) -> Result<String, ControlError> {
        let url = self.state.public_url.clone();
        let approved =
            self.state.change(|ledger| orders::approve(ledger, &url, order, funding, page::PAYER))?;
        match approved {
            Ok(order) => Ok(page::way_back(&order.return_url, &order.id, true)),
            Err(Closed::Missing) => Err(ControlError::Missing(format!("open order {order}"))),
            Err(Closed::Completed) => Err(ControlError::Refused("the order was authorized".to_owned())),
        }
    }

    /// The review of a pending capture ends.
    ///
    /// # Errors
    /// [`ControlError`].
    pub fn end_review(&self, capture: &str, accepted: bool) -> Result<(), ControlError> {
        self.make(|ledger, url| payments::end_review(ledger, url, capture, accepted), "such pending capture")
    }

    /// A refund comes to its end at the bank; one that was thought done may still fail.
    ///
    /// # Errors
    /// [`ControlError`].
    pub fn end_refund(&self, refund: &str, succeeded: bool) -> Result<(), ControlError> {
        self.make(|ledger, url| payments::end_refund(ledger, url, refund, succeeded), "such refund under way")
    }

    /// The merchant gives money back in the provider's dashboard; nothing says it was the shop.
    ///
    /// # Errors
    /// [`ControlError`].
    pub fn refund(&self, capture: &str, body: &Value) -> Result<String, ControlError> {
        let body = body.to_string();
        self.make(
            |ledger, url| payments::refund(ledger, url, capture, body.as_bytes()).ok(),
            "such refundable capture",
        )
    }

    /// A shopper disputes a capture; answers the dispute.
    ///
    /// # Errors
    /// [`ControlError`].
    pub fn dispute(&self, capture: &str) -> Result<String, ControlError> {
        self.make(|ledger, url| payments::dispute(ledger, url, capture), "such capture")
    }

    /// A dispute is decided.
    ///
    /// # Errors
    /// [`ControlError`].
    pub fn resolve(&self, dispute: &str, won: bool) -> Result<(), ControlError> {
        self.make(|ledger, url| payments::resolve(ledger, url, dispute, won), "such open dispute")
    }

    /// How often the ledger changed, so that whoever has looked need not look again.
    pub fn changes(&self) -> u64 {
        self.state.ledger().changes()
    }

    /// All orders, oldest first, with what became of them.
    pub fn orders(&self) -> Vec<Value> {
        let ledger = self.state.ledger();
        let order = |order: &OrderRecord| render::order(&ledger, &self.state.public_url, order, true);
        ledger.all::<OrderRecord>().map(order).collect()
    }

    /// All events, oldest first.
    pub fn events(&self) -> Vec<Value> {
        let ledger = self.state.ledger();
        ledger.all::<EventRecord>().map(|event| render::event(&self.state.public_url, event)).collect()
    }

    /// The events made after this one, or all where it is not there any more; newest first.
    pub fn events_after(&self, id: &str) -> Vec<Value> {
        let ledger = self.state.ledger();
        let newer = ledger.all::<EventRecord>().rev().take_while(|event| event.id != id);
        newer.map(|event| render::event(&self.state.public_url, event)).collect()
    }

    /// What was asked for under each `custom_id`, and what became of it.
    pub fn totals(&self) -> BTreeMap<String, MarkTotals> {
        let ledger = self.state.ledger();
        let mut totals: BTreeMap<String, MarkTotals> = BTreeMap::new();
        for order in ledger.all::<OrderRecord>() {
            let totals = totals.entry(order.custom_id.clone().unwrap_or_default()).or_default();
            totals.currency.clone_from(&order.amount.currency);
            totals.asked.push(order.amount.minor);
        }
        let held = ledger.all::<AuthorizationRecord>();
        for held in held.filter(|held| held.status == AuthorizationStatus::Created) {
            let totals = totals.entry(held.custom_id.clone().unwrap_or_default()).or_default();
            totals.money.capturable += held.amount.minor;
        }
        let taken = |capture: &&CaptureRecord| {
            !matches!(capture.status, CaptureStatus::Declined | CaptureStatus::Pending)
        };
        for capture in ledger.all::<CaptureRecord>().filter(taken) {
            let totals = totals.entry(capture.custom_id.clone().unwrap_or_default()).or_default();
            totals.money.captured += capture.amount.minor;
            totals.money.refunded += render::refunded(&ledger, capture);
        }
        totals
    }

    /// What became of the money of every object whose `custom_id` holds this text.
    pub fn totals_of(&self, mark: &str) -> Totals {
        let ours = self.totals().into_iter().filter(|(custom_id, _)| custom_id.contains(mark));
        ours.fold(Totals::default(), |sum, (_, MarkTotals { money, .. })| Totals {
            capturable: sum.capturable + money.capturable,
            captured: sum.captured + money.captured,
            refunded: sum.refunded + money.refunded,
        })
    }

    /// A delivery of an event as it would be sent now.
    pub fn signed(&self, event: &Value) -> Signed {
        let body = crate::api::pretty(event);
        let target = self.state.switches().target.clone();
        let webhook_id = target.map(|target| target.webhook_id).unwrap_or_default();
        let now_ms = self.state.clock.now_ms();
        let headers =
            webhooks::signed(&self.state, &webhook_id, "b2384410-f8d2-11e4-8bf3-77339302725b", now_ms, &body);
        Signed { headers: headers.into(), body }
    }

    /// The certificate chain that deliveries are verified by, as PEM.
    pub fn certificate_chain(&self) -> String {
        self.state.signer.chain().to_owned()
    }

    /// The API's requests, oldest first.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.state.switches().log.iter().cloned().collect()
    }

    /// Makes the next calls fail.
    pub fn add_fault(&self, fault: Fault) {
        if fault.times > 0 {
            self.state.switches().faults.push(fault);
        }
    }

    /// The faults that wait.
    pub fn faults(&self) -> Vec<Fault> {
        self.state.switches().faults.clone()
    }

    /// Takes all faults back.
    pub fn clear_faults(&self) {
        self.state.switches().faults.clear();
    }

    /// Forgets every access token, as the provider may at any time.
    pub fn forget_tokens(&self) {
        self.state.switches().tokens.clear();
    }

    /// How events are delivered.
    pub fn delivery_policy(&self) -> DeliveryPolicy {
        self.state.switches().policy
    }

    /// Sets how events made from now on are delivered.
    pub fn set_delivery_policy(&self, policy: DeliveryPolicy) {
        self.state.switches().policy = policy;
    }

    /// Sets where events are delivered, or that they are not.
    pub fn set_webhook(&self, target: Option<Target>) {
        self.state.switches().target = target;
        self.state.wake.notify_one();
    }

    /// What is still owed to the webhook.
    pub fn deliveries(&self) -> Vec<OwedDelivery> {
        let ledger = self.state.ledger();
        let owed = |delivery: &DeliveryRecord| OwedDelivery {
            id: delivery.id.clone(),
            event: delivery.event.clone(),
            event_type: ledger.find(&delivery.event).map(|event: EventRecord| event.kind).unwrap_or_default(),
            due_ms: delivery.due_ms,
            attempts: delivery.attempts,
            held: delivery.held,
            last_failure: delivery.last_failure.clone(),
        };
        ledger.all::<DeliveryRecord>().map(owed).collect()
    }

    /// Lets held deliveries go; answers how many.
    ///
    /// # Errors
    /// [`LedgerError`] where the ledger's file cannot be written.
    pub fn flush(&self, order: FlushOrder) -> Result<usize, LedgerError> {
        let flushed = self.state.change(|ledger| {
            let held: Vec<DeliveryRecord> =
                ledger.all::<DeliveryRecord>().filter(|delivery| delivery.held).cloned().collect();
            for delivery in &held {
                let newest_first = order == FlushOrder::NewestFirst;
                let due_ms = ledger.now_ms;
                ledger.put(DeliveryRecord { held: false, newest_first, due_ms, ..delivery.clone() });
            }
            Ok::<usize, std::convert::Infallible>(held.len())
        })?;
        Ok(flushed.unwrap_or_default())
    }

    /// Waits until nothing is owed to the webhook that is not held, or the time is over.
    pub async fn delivered(&self, within: Duration) -> bool {
        let waiting = async {
            while self.deliveries().iter().any(|delivery| !delivery.held) {
                tokio::time::sleep(Duration::from_millis(10)).await;
            }
        };
        tokio::time::timeout(within, waiting).await.is_ok()
    }
}
