//! A transaction whose writes are added together with what their refusal means.
//!
//! `DynamoDB` answers a canceled transaction with one reason per write, in order, so reason n maps back to
//! the n-th meaning. Contention at any position is believed before any failed condition: it says nothing
//! about the state, and the condition may fail only because of it.

use crate::Store;
use crate::error::{StoreError, read_unconditional};
use aws_sdk_dynamodb::error::SdkError;
use aws_sdk_dynamodb::operation::transact_write_items::TransactWriteItemsError;
use aws_sdk_dynamodb::types::{CancellationReason, Put, TransactWriteItem, Update};
use std::time::Duration;

/// Writes that happen together or not at all.
#[derive(Debug)]
pub struct Transaction<R> {
    writes: Vec<TransactWriteItem>,
    meanings: Vec<R>,
}

/// How often contention is met with another try, and how long it waits at most before each: 2 s in all.
const CONTENTION_WAITS_MS: [u64; 6] = [30, 70, 150, 300, 550, 900];

impl<R: Clone> Default for Transaction<R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<R: Clone> Transaction<R> {
    /// No writes yet.
    pub const fn new() -> Self {
        Self { writes: Vec::new(), meanings: Vec::new() }
    }

    /// Adds a put; `meaning` is what it means when its condition fails.
    pub fn put(&mut self, put: Put, meaning: R) {
        self.writes.push(TransactWriteItem::builder().put(put).build());
        self.meanings.push(meaning);
    }

    /// Adds an update; `meaning` is what it means when its condition fails.
    pub fn update(&mut self, update: Update, meaning: R) {
        self.writes.push(TransactWriteItem::builder().update(update).build());
        self.meanings.push(meaning);
    }

    /// Sends the writes; contention is tried again with growing waits, scattered by `seed`.
    ///
    /// # Errors
    /// [`StoreError::Refused`] with the meaning of the first write whose condition failed, and the other
    /// kinds of [`StoreError`].
    pub async fn commit(self, store: &Store, seed: u64) -> Result<(), StoreError<R>> {
        for tries in 0_usize.. {
            let sent = self.send(store).await;
            if !matches!(sent, Err(StoreError::Busy)) || !wait_out_contention(tries, seed).await {
                return sent;
            }
        }
        Err(StoreError::Busy)
    }

    async fn send(&self, store: &Store) -> Result<(), StoreError<R>> {
        let sent =
            store.client.transact_write_items().set_transact_items(Some(self.writes.clone())).send().await;
        match sent {
            Ok(_) => Ok(()),
            Err(error) => Err(self.read(error)),
        }
    }

    fn read(&self, error: SdkError<TransactWriteItemsError>) -> StoreError<R> {
        if let Some(TransactWriteItemsError::TransactionCanceledException(canceled)) =
            error.as_service_error()
            && let Some(told) = self.meaning(canceled.cancellation_reasons())
        {
            return told;
        }
        read_unconditional(error)
    }

    /// What the reasons of a canceled transaction say; nothing when they name neither contention nor a
    /// condition.
    fn meaning(&self, reasons: &[CancellationReason]) -> Option<StoreError<R>> {
        let code = |reason: &CancellationReason| reason.code().unwrap_or("None").to_owned();
        let contended = reasons.iter().map(code).any(|code| {
            matches!(
                code.as_str(),
                "TransactionConflict" | "ThrottlingError" | "ProvisionedThroughputExceeded"
            )
        });
        if contended {
            return Some(StoreError::Busy);
        }
        let failed = reasons.iter().position(|reason| code(reason) == "ConditionalCheckFailed")?;
        self.meanings.get(failed).cloned().map(StoreError::Refused)
    }
}

/// Waits after so many tries at something contended; answers whether another try is worth it.
pub(crate) async fn wait_out_contention(tries: usize, seed: u64) -> bool {
    match CONTENTION_WAITS_MS.get(tries) {
        Some(wait_ms) => {
            tokio::time::sleep(scattered(*wait_ms, seed)).await;
            true
        }
        None => false,
    }
}

/// Full jitter: between nothing and the whole wait, a different share for each seed and step.
fn scattered(wait_ms: u64, seed: u64) -> Duration {
    let share = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(wait_ms).rotate_left(17);
    Duration::from_millis(share.checked_rem(wait_ms.saturating_add(1)).unwrap_or(0).saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What these codes mean to a transaction whose writes are named by their positions.
    fn meaning(codes: [&str; 3]) -> Option<StoreError<usize>> {
        let transaction = Transaction { writes: Vec::new(), meanings: vec![0, 1, 2] };
        transaction.meaning(&codes.map(|code| CancellationReason::builder().code(code).build()))
    }

    #[test]
    fn the_first_failed_condition_is_the_refusal() {
        let told = meaning(["None", "ConditionalCheckFailed", "ConditionalCheckFailed"]);
        assert!(matches!(told, Some(StoreError::Refused(1))), "{told:?}");
    }

    #[test]
    fn contention_anywhere_is_believed_before_any_condition() {
        for contention in ["TransactionConflict", "ThrottlingError", "ProvisionedThroughputExceeded"] {
            let told = meaning(["ConditionalCheckFailed", "None", contention]);
            assert!(matches!(told, Some(StoreError::Busy)), "{told:?}");
        }
    }

    #[test]
    fn other_reasons_say_nothing_about_the_state() {
        assert!(meaning(["None", "ValidationError", "None"]).is_none());
    }

    #[test]
    fn no_wait_is_longer_than_its_step_and_different_seeds_wait_differently() {
        for wait_ms in CONTENTION_WAITS_MS {
            let waits: std::collections::BTreeSet<Duration> =
                (0..50).map(|seed| scattered(wait_ms, seed)).collect();
            assert!(waits.iter().all(|wait| *wait <= Duration::from_millis(wait_ms.saturating_add(1))));
            assert!(waits.len() > 5, "{wait_ms} ms: {waits:?}");
        }
    }
}
