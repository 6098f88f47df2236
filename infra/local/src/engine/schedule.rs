//! Schedules on the shop's clock: a function runs when its time has come, once however far the clock jumped.

use std::{sync::Arc, time::Duration};

use embedded::Clock;
use template_reader::Function;
use tokio::sync::watch;

use super::{
    ScheduleHandler,
    invoke::{InvocationError, Invoker},
    stopped,
};

/// One schedule.
#[derive(Clone)]
pub(crate) struct Schedule {
    pub function: Arc<Function>,
    pub handler: ScheduleHandler,
    pub every: Duration,
    pub clock: Clock,
    pub invoker: Invoker,
}

impl Schedule {
    /// Runs the function at once and then at its rate, one run after the other, until told to stop.
    pub async fn run(self, stop: watch::Receiver<bool>) {
        let every_ms = i64::try_from(self.every.as_millis()).unwrap_or(i64::MAX);
        let mut moves = self.clock.changes();
        let mut due_ms = self.clock.now_ms();
        loop {
            moves.mark_unchanged();
            let now_ms = self.clock.now_ms();
            if now_ms >= due_ms {
                if let Err(error) = self.run_once().await {
                    tracing::error!(%error, "a scheduled run failed");
                }
                due_ms = now_ms.saturating_add(every_ms);
                continue;
            }
            // A clock that was set back does not make anybody wait longer than one period.
            due_ms = due_ms.min(now_ms.saturating_add(every_ms));
            let pause = Duration::from_millis(u64::try_from(due_ms - now_ms).unwrap_or_default());
            tokio::select! {
                () = tokio::time::sleep(pause) => {}
                _ = moves.changed() => {}
                () = stopped(stop.clone()) => return,
            }
        }
    }

    /// Runs the function now.
    pub async fn run_once(&self) -> Result<(), InvocationError> {
        self.invoker.invoke(&self.function, (self.handler)()).await
    }
}
