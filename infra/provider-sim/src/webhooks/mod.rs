//! Webhooks: events signed and delivered, again and again until they are taken.
//!
//! At least once, in no promised order: what is owed is in the ledger until the target answered with a
//! 2xx, so a restart delivers it again rather than never.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use tokio::sync::watch;
use tokio::task::JoinSet;

use crate::WebhookTarget;
use crate::api::pretty;
use crate::ids;
use crate::ledger::records::{DeliveryRecord, EventRecord, Record};
use crate::ledger::{Draft, LedgerError};
use crate::render;
use crate::sim::Sim;

pub(crate) mod policy;

/// Deliveries under way at once.
const AT_ONCE_MAX: usize = 8;
/// How long the target may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How long events are retried: 3 days, as in the provider's live mode.
const RETRIED_FOR_MS: i64 = 3 * 86_400_000;
/// Longest pause between two attempts.
const PAUSE_MAX_MS: i64 = 3_600_000;
/// How long the loop sleeps at most, in milliseconds of the machine.
const SLEEP_MAX_MS: u64 = 500;

/// The value of the `Stripe-Signature` header for a body sent at `at_s`.
pub fn signature(secret: &str, at_s: i64, body: &str) -> String {
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(secret.as_bytes()) else { return String::new() };
    mac.update(format!("{at_s}.{body}").as_bytes());
    format!("t={at_s},v1={}", ids::hex(&mac.finalize().into_bytes()))
}

/// One delivery, ready to be sent.
struct Job {
    delivery: String,
    body: String,
    newest_first: bool,
}

/// Delivers until told to stop.
pub(crate) async fn run(sim: Arc<Sim>, client: reqwest::Client, mut stop: watch::Receiver<bool>) {
    let mut running: JoinSet<(String, Result<(), String>)> = JoinSet::new();
    let mut under_way = BTreeSet::new();
    let mut moves = sim.clock.moves();
    loop {
        match due(&sim, &under_way) {
            Ok(jobs) => start(&sim, &client, jobs, &mut running, &mut under_way),
            Err(error) => {
                tracing::error!(error = &error as &dyn std::error::Error, "webhooks wait for the ledger");
            }
        }
        tokio::select! {
            Some(ended) = running.join_next() => {
                if let Ok((delivery, outcome)) = ended {
                    under_way.remove(&delivery);
                    if let Err(error) = settle(&sim, &delivery, outcome) {
                        tracing::error!(error = &error as &dyn std::error::Error, "a delivery could not be recorded");
                    }
                }
            }
            () = sim.wake.notified() => {}
            Ok(()) = moves.changed() => {}
            () = tokio::time::sleep(pause(&sim)) => {}
            _ = stop.changed() => return,
        }
    }
}

fn start(
    sim: &Arc<Sim>,
    client: &reqwest::Client,
    jobs: Vec<Job>,
    running: &mut JoinSet<(String, Result<(), String>)>,
    under_way: &mut BTreeSet<String>,
) {
    let Some(target) = sim.switches().target.clone() else { return };
    for job in jobs {
        // What goes newest first goes alone, or its order could not be relied on.
        if running.len() >= AT_ONCE_MAX || (job.newest_first && !running.is_empty()) {
            return;
        }
        under_way.insert(job.delivery.clone());
        running.spawn(send(client.clone(), target.clone(), job, sim.clock.now_s()));
    }
}

async fn send(
    client: reqwest::Client,
    target: WebhookTarget,
    job: Job,
    at_s: i64,
) -> (String, Result<(), String>) {
    let request = client
        .post(&target.url)
        .header("content-type", "application/json; charset=utf-8")
        .header("stripe-signature", signature(&target.secret, at_s, &job.body))
        .header("user-agent", "Stripe/1.0 (+https://stripe.com/docs/webhooks)")
        .timeout(TIMEOUT)
        .body(job.body);
    let outcome = match request.send().await {
        Ok(response) if response.status().is_success() => Ok(()),
        Ok(response) => Err(format!("answered {}", response.status().as_u16())),
        Err(error) if error.is_timeout() => Err("no answer in time".to_owned()),
        Err(error) if error.is_connect() => Err("no connection".to_owned()),
        Err(_) => Err("the connection broke".to_owned()),
    };
    (job.delivery, outcome)
}

fn due(sim: &Sim, under_way: &BTreeSet<String>) -> Result<Vec<Job>, LedgerError> {
    if sim.switches().target.is_none() || sim.outage().is_some() {
        return sim.read(|_| Vec::new());
    }
    sim.read(|draft| {
        let deliveries: Vec<&DeliveryRecord> = draft.all();
        let ready = |delivery: &&DeliveryRecord| !delivery.held && delivery.due_ms <= draft.now_ms();
        let mut ready: Vec<&DeliveryRecord> = deliveries.into_iter().filter(ready).collect();
        let newest_first = ready.iter().any(|delivery| delivery.newest_first);
        if newest_first {
            ready.reverse();
        }
        let waiting =
            ready.into_iter().filter(|delivery| !under_way.contains(&delivery.id)).take(AT_ONCE_MAX);
        let job = |delivery: &DeliveryRecord| {
            let event: EventRecord = draft.find(&delivery.event)?;
            Some(Job { delivery: delivery.id.clone(), body: pretty(&render::event(&event)), newest_first })
        };
        waiting.filter_map(job).collect()
    })
}

fn settle(sim: &Sim, delivery: &str, outcome: Result<(), String>) -> Result<(), LedgerError> {
    sim.change(|draft| {
        record(draft, delivery, outcome);
        Ok::<(), std::convert::Infallible>(())
    })
    .map(drop)
}

fn record(draft: &mut Draft<'_>, id: &str, outcome: Result<(), String>) {
    let Some(mut delivery) = draft.find::<DeliveryRecord>(id) else { return };
    let Err(failure) = outcome else {
        draft.remove::<DeliveryRecord>(id);
        let owed = draft.all::<DeliveryRecord>().iter().any(|other| other.event == delivery.event);
        let event = draft.find::<EventRecord>(&delivery.event).filter(|_| !owed);
        if let Some(mut event) = event {
            event.pending_webhooks = 0;
            draft.put(&event);
        }
        return;
    };
    tracing::debug!(delivery = delivery.id(), failure, "a webhook was not taken");
    delivery.attempts += 1;
    delivery.due_ms = draft.now_ms() + pause_after(delivery.attempts);
    delivery.last_failure = Some(failure);
    if delivery.due_ms - delivery.first_due_ms > RETRIED_FOR_MS {
        draft.remove::<DeliveryRecord>(id);
    } else {
        draft.put(&delivery);
    }
}

/// 1 s after the first failure, then twice as long each time, up to an hour.
fn pause_after(attempts: u32) -> i64 {
    let doublings = attempts.saturating_sub(1).min(12);
    (1_000_i64 << doublings).min(PAUSE_MAX_MS)
}

fn pause(sim: &Sim) -> Duration {
    let now_ms = sim.clock.now_ms();
    let ledger = sim.ledger();
    let deliveries = ledger.tables().deliveries.values();
    let next = deliveries
        .filter(|delivery| !delivery.held && delivery.due_ms > now_ms)
        .map(|delivery| delivery.due_ms);
    let wait_ms = next.min().map_or(SLEEP_MAX_MS, |due_ms| u64::try_from(due_ms - now_ms).unwrap_or(0));
    Duration::from_millis(wait_ms.min(SLEEP_MAX_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_signature_is_the_one_the_provider_would_make() {
        // Computed with `openssl dgst -sha256 -hmac whsec_test` over `1700000000.{"id":"evt_1"}`.
        assert_eq!(
            signature("whsec_test", 1_700_000_000, r#"{"id":"evt_1"}"#),
            "t=1700000000,v1=c89214b5b5da833daed6f0b8c5bb6bd58cea9022bd80ccc78230f3942d632925"
        );
    }

    #[test]
    fn pauses_grow_to_an_hour() {
        assert_eq!(
            [1, 2, 3, 12, 13, 40].map(pause_after),
            [1_000, 2_000, 4_000, 2_048_000, 3_600_000, 3_600_000]
        );
    }
}
