//! Webhooks on order: how events are delivered, and what happens to a delivery that is owed.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::WebhookTarget;
use crate::ledger::Draft;
use crate::ledger::records::{DeliveryRecord, EventRecord};
use crate::webhooks::policy::DeliveryPolicy;

use super::{Control, ControlError};

/// In which order held deliveries are let go.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FlushOrder {
    /// As they were made.
    #[default]
    OldestFirst,
    /// The last one first, one after the other.
    NewestFirst,
}

/// A delivery that is still owed to the webhook.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct OwedDelivery {
    /// The delivery's own id.
    pub id: String,
    /// The event's id.
    pub event: String,
    /// The event's type.
    pub event_type: String,
    /// When it is sent next, in milliseconds of the simulator's clock.
    pub due_ms: i64,
    /// How often it failed.
    pub attempts: u32,
    /// Whether it waits to be flushed.
    pub held: bool,
    /// How it failed last.
    pub last_failure: Option<String>,
}

/// What is done with a delivery that is owed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryAction {
    /// Sent now, even if it was held.
    Send,
    /// Kept back until it is sent or flushed.
    Hold,
    /// Never delivered; the event can still be read from the list.
    Drop,
    /// Sent now, and owed once more.
    Duplicate,
}

impl Control {
    /// The policy by which events made from now on are delivered.
    pub fn delivery_policy(&self) -> DeliveryPolicy {
        self.sim.switches().policy
    }

    /// Sets how events made from now on are delivered.
    pub fn set_delivery_policy(&self, policy: DeliveryPolicy) {
        self.sim.switches().policy = policy;
    }

    /// Sets where events are delivered, or that they are not.
    pub fn set_webhook(&self, target: Option<WebhookTarget>) {
        self.sim.switches().target = target;
        self.sim.wake.notify_one();
    }

    /// The deliveries still owed, oldest first.
    ///
    /// # Errors
    /// [`ControlError::Ledger`]
    pub fn deliveries(&self) -> Result<Vec<OwedDelivery>, ControlError> {
        let owed = |draft: &Draft<'_>, delivery: &DeliveryRecord| OwedDelivery {
            id: delivery.id.clone(),
            event: delivery.event.clone(),
            event_type: draft
                .find::<EventRecord>(&delivery.event)
                .map(|event| event.kind)
                .unwrap_or_default(),
            due_ms: delivery.due_ms,
            attempts: delivery.attempts,
            held: delivery.held,
            last_failure: delivery.last_failure.clone(),
        };
        Ok(self.sim.read(|draft| draft.all().into_iter().map(|delivery| owed(draft, delivery)).collect())?)
    }

    /// Lets all deliveries go that are owed, held or waiting for a retry; answers how many.
    ///
    /// # Errors
    /// [`ControlError::Ledger`]
    pub fn flush(&self, order: FlushOrder) -> Result<usize, ControlError> {
        self.sim.change(|draft| {
            let owed: Vec<DeliveryRecord> = draft.all::<DeliveryRecord>().into_iter().cloned().collect();
            for mut delivery in owed.iter().cloned() {
                delivery.held = false;
                delivery.due_ms = draft.now_ms();
                delivery.newest_first = order == FlushOrder::NewestFirst;
                draft.put(&delivery);
            }
            Ok::<usize, ControlError>(owed.len())
        })?
    }

    /// Owes an event to the webhook once more.
    ///
    /// # Errors
    /// [`ControlError`] where there is no such event.
    pub fn resend(&self, event_id: &str) -> Result<(), ControlError> {
        self.sim.change(|draft| {
            let event = draft.find::<EventRecord>(event_id);
            let event =
                event.ok_or_else(|| ControlError::Missing(format!("there is no event {event_id}")))?;
            let delivery = DeliveryRecord {
                id: draft.new_id("dlv_", 8),
                event: event.id,
                first_due_ms: draft.now_ms(),
                due_ms: draft.now_ms(),
                attempts: 0,
                held: false,
                newest_first: false,
                last_failure: None,
            };
            draft.put(&delivery);
            Ok(())
        })?
    }

    /// Waits until nothing is owed but what is held; `false` where that took longer than `at_most`.
    pub async fn webhooks_idle(&self, at_most: Duration) -> bool {
        let idle = async {
            loop {
                let owed = self.deliveries().unwrap_or_default();
                if owed.iter().all(|delivery| delivery.held) {
                    return;
                }
                tokio::time::sleep(Duration::from_millis(5)).await;
            }
        };
        tokio::time::timeout(at_most, idle).await.is_ok()
    }

    /// Sends, holds, drops or duplicates one delivery that is owed.
    ///
    /// # Errors
    /// [`ControlError`] where it is not owed (any more).
    pub fn act_on_delivery(&self, delivery_id: &str, action: DeliveryAction) -> Result<(), ControlError> {
        self.sim.change(|draft| {
            let delivery = draft.find::<DeliveryRecord>(delivery_id);
            let missing = || ControlError::Missing(format!("there is no delivery {delivery_id}"));
            let mut delivery = delivery.ok_or_else(missing)?;
            delivery.due_ms = draft.now_ms();
            delivery.held = action == DeliveryAction::Hold;
            match action {
                DeliveryAction::Send | DeliveryAction::Hold => draft.put(&delivery),
                DeliveryAction::Drop => draft.remove::<DeliveryRecord>(delivery_id),
                DeliveryAction::Duplicate => {
                    draft.put(&delivery);
                    let id = draft.new_id("dlv_", 8);
                    draft.put(&DeliveryRecord { id, ..delivery });
                }
            }
            Ok(())
        })?
    }
}
