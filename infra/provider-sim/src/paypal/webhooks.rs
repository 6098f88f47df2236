//! Webhooks: events signed with the certificate and delivered until they are taken, 25 times over 3 days.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::watch;
use tokio::task::JoinSet;

use super::ledger::Ledger;
use super::records::{DeliveryRecord, EventRecord};
use super::render;
use super::state::State;
use super::{CERTIFICATES, Target};
use crate::api::pretty;

/// Deliveries under way at once.
const AT_ONCE_MAX: usize = 8;
/// How long the target may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How often a delivery is tried again.
const RETRIES_MAX: u32 = 25;
/// The first pause; each is twice as long as the one before, up to the longest. All 25 make 3 days.
const PAUSE_FIRST_MS: i64 = 15_000;
/// The longest pause.
const PAUSE_MAX_MS: i64 = 16_321_072;
/// How long the loop sleeps at most, in milliseconds of the machine.
const SLEEP_MAX_MS: u64 = 500;

/// One delivery, ready to be sent.
struct Job {
    delivery: String,
    body: String,
    newest_first: bool,
}

/// The headers and the body of a delivery, signed at `at_ms`.
pub(crate) fn signed(
    state: &State,
    webhook_id: &str,
    transmission_id: &str,
    at_ms: i64,
    body: &str,
) -> [(&'static str, String); 5] {
    let time = render::time(at_ms);
    let signature = state.signer.signature(transmission_id, &time, webhook_id, body.as_bytes());
    [
        ("paypal-transmission-id", transmission_id.to_owned()),
        ("paypal-transmission-time", time),
        ("paypal-transmission-sig", signature),
        ("paypal-cert-url", format!("{}{CERTIFICATES}{}", state.public_url, state.signer.name())),
        ("paypal-auth-algo", "SHA256withRSA".to_owned()),
    ]
}

/// Delivers until told to stop.
pub(crate) async fn run(state: Arc<State>, client: reqwest::Client, mut stop: watch::Receiver<bool>) {
    let mut running: JoinSet<(String, Result<(), String>)> = JoinSet::new();
    let mut under_way = BTreeSet::new();
    let mut moves = state.clock.moves();
    loop {
        let jobs = due(&state, &under_way);
        start(&state, &client, jobs, &mut running, &mut under_way);
        tokio::select! {
            Some(ended) = running.join_next() => {
                if let Ok((delivery, outcome)) = ended {
                    under_way.remove(&delivery);
                    let change = state.change(|ledger| {
                        record(ledger, &delivery, outcome);
                        Ok::<(), std::convert::Infallible>(())
                    });
                    if let Err(error) = change {
                        tracing::error!(error = &error as &dyn std::error::Error, "a delivery could not be recorded");
                    }
                }
            }
            () = state.wake.notified() => {}
            Ok(()) = moves.changed() => {}
            () = tokio::time::sleep(pause(&state)) => {}
            _ = stop.changed() => return,
        }
    }
}

fn start(
    state: &Arc<State>,
    client: &reqwest::Client,
    jobs: Vec<Job>,
    running: &mut JoinSet<(String, Result<(), String>)>,
    under_way: &mut BTreeSet<String>,
) {
    let Some(target) = state.switches().target.clone() else { return };
    for job in jobs {
        // What goes newest first goes alone, or its order could not be relied on.
        if running.len() >= AT_ONCE_MAX || (job.newest_first && !running.is_empty()) {
            return;
        }
        under_way.insert(job.delivery.clone());
        running.spawn(send(Arc::clone(state), client.clone(), target.clone(), job));
    }
}

async fn send(
    state: Arc<State>,
    client: reqwest::Client,
    target: Target,
    job: Job,
) -> (String, Result<(), String>) {
    let mut request = client
        .post(&target.url)
        .header("content-type", "application/json")
        .header("user-agent", "PayPal/AUHD-214.0-58843450")
        .timeout(TIMEOUT);
    for (name, value) in signed(&state, &target.webhook_id, &job.delivery, state.clock.now_ms(), &job.body) {
        request = request.header(name, value);
    }
    let outcome = match request.body(job.body).send().await {
        Ok(response) if response.status().is_success() => Ok(()),
        Ok(response) => Err(format!("answered {}", response.status().as_u16())),
        Err(error) if error.is_timeout() => Err("no answer in time".to_owned()),
        Err(error) if error.is_connect() => Err("no connection".to_owned()),
        Err(_) => Err("the connection broke".to_owned()),
    };
    (job.delivery, outcome)
}

fn due(state: &State, under_way: &BTreeSet<String>) -> Vec<Job> {
    if state.switches().target.is_none() {
        return Vec::new();
    }
    let ledger = state.ledger();
    let ready = |delivery: &&DeliveryRecord| !delivery.held && delivery.due_ms <= ledger.now_ms;
    let mut ready: Vec<&DeliveryRecord> = ledger.all::<DeliveryRecord>().filter(ready).collect();
    let newest_first = ready.iter().any(|delivery| delivery.newest_first);
    if newest_first {
        ready.reverse();
    }
    let waiting = ready.into_iter().filter(|delivery| !under_way.contains(&delivery.id)).take(AT_ONCE_MAX);
    let job = |delivery: &DeliveryRecord| {
        let event: EventRecord = ledger.find(&delivery.event)?;
        let body = pretty(&render::event(&state.public_url, &event));
        Some(Job { delivery: delivery.id.clone(), body, newest_first })
    };
    waiting.filter_map(job).collect()
}

fn record(ledger: &mut Ledger, id: &str, outcome: Result<(), String>) {
    let Some(mut delivery) = ledger.find::<DeliveryRecord>(id) else { return };
    let Err(failure) = outcome else { return ledger.remove::<DeliveryRecord>(id) };
    tracing::debug!(delivery = id, failure, "a webhook was not taken");
    delivery.attempts += 1;
    if delivery.attempts > RETRIES_MAX {
        return ledger.remove::<DeliveryRecord>(id);
    }
    delivery.due_ms = ledger.now_ms + pause_after(delivery.attempts);
    delivery.last_failure = Some(failure);
    ledger.put(delivery);
}

fn pause_after(attempts: u32) -> i64 {
    (PAUSE_FIRST_MS << attempts.saturating_sub(1).min(12)).min(PAUSE_MAX_MS)
}

fn pause(state: &State) -> Duration {
    let ledger = state.ledger();
    let waiting = ledger.all::<DeliveryRecord>().filter(|delivery| !delivery.held);
    let next = waiting.map(|delivery| delivery.due_ms).filter(|due_ms| *due_ms > ledger.now_ms).min();
    let wait_ms = next.map_or(SLEEP_MAX_MS, |due_ms| u64::try_from(due_ms - ledger.now_ms).unwrap_or(0));
    Duration::from_millis(wait_ms.min(SLEEP_MAX_MS))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_25_retries_take_3_days() {
        let all_ms: i64 = (1..=RETRIES_MAX).map(pause_after).sum();
        assert_eq!(all_ms.div_euclid(60_000), 3 * 24 * 60);
    }
}
