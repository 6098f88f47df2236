//! Work that may wait for a disk, kept off the runtime's workers.

/// Runs `work` on the blocking pool when it may wait, else at once; `None` when the runtime is shutting down.
pub(crate) async fn run<T: Send + 'static>(
    may_wait: bool,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    if !may_wait {
        return Some(work());
    }
    match tokio::task::spawn_blocking(work).await {
        Ok(value) => Some(value),
        Err(error) => {
            tracing::error!(%error, "work of an embedded store did not end");
            None
        }
    }
}
