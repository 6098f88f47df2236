//! The simulator's clock: the machine's time plus an offset, or a time that stands still.
//!
//! Every deadline (session expiry, authorization, idempotency keys, retries) is read from here, so
//! a test can make a week pass at once. It does not sleep and does not schedule anything.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use tokio::sync::watch;

/// A shared clock in milliseconds since the epoch; clones tell the same time.
#[derive(Clone, Debug)]
pub struct Clock {
    standing_at_ms: Option<i64>,
    offset_ms: Arc<watch::Sender<i64>>,
}

impl Clock {
    /// The machine's clock, with an offset of zero to begin with.
    pub fn system() -> Self {
        Self { standing_at_ms: None, offset_ms: Arc::new(watch::Sender::new(0)) }
    }

    /// A clock that stands at `start_ms` and moves only when it is advanced.
    pub fn fixed(start_ms: i64) -> Self {
        Self { standing_at_ms: Some(start_ms), offset_ms: Arc::new(watch::Sender::new(0)) }
    }

    /// Milliseconds since the epoch, offset included.
    pub fn now_ms(&self) -> i64 {
        self.standing_at_ms.unwrap_or_else(system_ms).saturating_add(self.offset_ms())
    }

    /// Whole seconds since the epoch, offset included: the unit of the provider's protocol.
    pub fn now_s(&self) -> i64 {
        self.now_ms().div_euclid(1000)
    }

    /// How far the clock is ahead of the machine (or of its start), in milliseconds.
    pub fn offset_ms(&self) -> i64 {
        *self.offset_ms.borrow()
    }

    /// Moves the clock forward, or back with a negative number.
    pub fn advance_ms(&self, by_ms: i64) {
        self.offset_ms.send_modify(|offset| *offset = offset.saturating_add(by_ms));
    }

    /// Sets how far the clock is ahead of the machine (or of its start).
    pub fn set_offset_ms(&self, offset_ms: i64) {
        self.offset_ms.send_replace(offset_ms);
    }

    /// A receiver that wakes whenever the clock is moved.
    pub(crate) fn moves(&self) -> watch::Receiver<i64> {
        self.offset_ms.subscribe()
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::system()
    }
}

#[expect(
    clippy::disallowed_methods,
    reason = "the simulator is a server of its own and this is its one clock"
)]
fn system_ms() -> i64 {
    let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clones_of_a_clock_move_together() {
        let clock = Clock::fixed(1_000);
        let other = clock.clone();
        clock.advance_ms(500);
        assert_eq!((clock.now_ms(), other.now_ms(), other.now_s()), (1_500, 1_500, 1));
    }

    #[test]
    fn a_system_clock_can_be_set_ahead() {
        let clock = Clock::system();
        let before_ms = clock.now_ms();
        clock.set_offset_ms(3_600_000);
        assert!(clock.now_ms() - before_ms >= 3_600_000);
    }
}
