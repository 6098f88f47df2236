//! Garbage collection: items whose time to live is over are deleted now and then, as the cloud's table does it.

use embedded::EmbeddedAws;
use std::sync::Weak;
use std::time::Duration;
use tokio::sync::watch;

/// How often.
const SWEEP_EVERY: Duration = Duration::from_mins(1);

/// Collects until the shop stops or is dropped.
pub async fn run(aws: Weak<EmbeddedAws>, mut stopped: watch::Receiver<bool>) {
    loop {
        tokio::select! {
            _ = stopped.wait_for(|stop| *stop) => return,
            () = tokio::time::sleep(SWEEP_EVERY) => {}
        }
        let Some(aws) = aws.upgrade() else { return };
        match aws.sweep_expired().await {
            Ok(0) => {}
            Ok(swept) => tracing::debug!(swept, "expired items were collected"),
            Err(error) => tracing::warn!(%error, "expired items could not be collected"),
        }
    }
}
