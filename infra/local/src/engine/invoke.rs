//! One invocation: the function's time limit, and its panics kept from everybody else.

use std::{future::Future, pin::Pin, sync::Arc, time::Duration};

use tokio::sync::watch;

/// A future that can be sent to another thread.
pub type BoxFuture<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// The error a function ends with.
pub type HandlerError = Box<dyn std::error::Error + Send + Sync>;

/// Why an invocation gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum InvocationError {
    /// The function ended with an error.
    #[error("{function} failed: {}", chain(source.as_ref()))]
    Failed {
        /// The function's folder.
        function: String,
        /// Its error.
        source: HandlerError,
    },
    /// The function took longer than the template allows.
    #[error("{function} did not end within {} s", timeout.as_secs())]
    TimedOut {
        /// The function's folder.
        function: String,
        /// Its time limit.
        timeout: Duration,
    },
    /// The function panicked.
    #[error("{function} panicked")]
    Panicked {
        /// The function's folder.
        function: String,
    },
}

fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text = format!("{text}: {error}");
        source = error.source();
    }
    text
}

/// Runs functions and counts those that are running.
#[derive(Clone, Debug)]
pub(crate) struct Invoker {
    running: Arc<watch::Sender<usize>>,
}

/// One running invocation in the count.
struct Running(Arc<watch::Sender<usize>>);

impl Drop for Running {
    fn drop(&mut self) {
        self.0.send_modify(|running| *running = running.saturating_sub(1));
    }
}

impl Invoker {
    pub fn new() -> Self {
        Self { running: Arc::new(watch::Sender::new(0)) }
    }

    /// A receiver of the number of running invocations.
    pub fn running(&self) -> watch::Receiver<usize> {
        self.running.subscribe()
    }

    /// Runs one invocation to its end, its time limit or its panic. It goes on when the caller goes away.
    pub async fn invoke<T: Send + 'static>(
        &self,
        function: &template_reader::Function,
        invocation: BoxFuture<Result<T, HandlerError>>,
    ) -> Result<T, InvocationError> {
        self.running.send_modify(|running| *running += 1);
        let running = Running(Arc::clone(&self.running));
        let (timeout, name) = (function.timeout, function.folder.clone());
        let task = tokio::spawn(async move {
            let outcome = tokio::time::timeout(timeout, invocation).await;
            drop(running);
            outcome
        });
        match task.await {
            Ok(Ok(Ok(answer))) => Ok(answer),
            Ok(Ok(Err(source))) => Err(InvocationError::Failed { function: name, source }),
            Ok(Err(_elapsed)) => Err(InvocationError::TimedOut { function: name, timeout }),
            Err(_panic) => Err(InvocationError::Panicked { function: name }),
        }
    }
}
