//! The clock of the embedded stores: the machine's, with an offset that can be moved forward.
//!
//! Queues read it for visibility, delays and retention; mails for their file names. It promises never to
//! make anybody sleep: who waits for a moment also waits for [`Clock::changes`].

use std::{
    sync::Arc,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use tokio::sync::watch;

/// A shared clock in milliseconds since 1970-01-01T00:00Z, whose offset anybody holding it may move.
#[derive(Clone, Debug)]
pub struct Clock {
    base: Base,
    offset_ms: Arc<watch::Sender<i64>>,
}

/// What the offset is added to.
#[derive(Clone, Copy, Debug)]
enum Base {
    /// The machine's clock.
    Machine,
    /// A moment that does not pass by itself.
    Moment(i64),
}

impl Clock {
    /// A clock that runs with the machine's.
    pub fn system() -> Self {
        Self::with(Base::Machine)
    }

    /// A clock that stands still until it is moved.
    pub fn fixed(now_ms: i64) -> Self {
        Self::with(Base::Moment(now_ms))
    }

    fn with(base: Base) -> Self {
        Self { base, offset_ms: Arc::new(watch::Sender::new(0)) }
    }

    /// The present moment, in milliseconds since 1970-01-01T00:00Z.
    pub fn now_ms(&self) -> i64 {
        let base_ms = match self.base {
            Base::Machine => machine_ms(),
            Base::Moment(now_ms) => now_ms,
        };
        base_ms.saturating_add(self.offset_ms())
    }

    /// How far this clock is ahead of what it runs with, in milliseconds.
    pub fn offset_ms(&self) -> i64 {
        *self.offset_ms.borrow()
    }

    /// Moves the clock forward and wakes everybody who waits for a moment.
    pub fn advance(&self, by: Duration) {
        let by_ms = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.offset_ms.send_modify(|offset_ms| *offset_ms = offset_ms.saturating_add(by_ms));
    }

    /// Sets the clock back and wakes everybody who waits for a moment.
    pub fn set_back(&self, by: Duration) {
        let by_ms = i64::try_from(by.as_millis()).unwrap_or(i64::MAX);
        self.offset_ms.send_modify(|offset_ms| *offset_ms = offset_ms.saturating_sub(by_ms));
    }

    /// Sets the offset, forward or back, and wakes everybody who waits for a moment.
    pub fn set_offset_ms(&self, offset_ms: i64) {
        self.offset_ms.send_replace(offset_ms);
    }

    /// A receiver that changes whenever the offset does.
    pub fn changes(&self) -> watch::Receiver<i64> {
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
    reason = "the embedded stores stand for services with a clock of their own"
)]
fn machine_ms() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fixed_clock_stands_still_until_it_is_moved() {
        let clock = Clock::fixed(1_000);
        let other_handle = clock.clone();
        assert_eq!(clock.now_ms(), 1_000);
        other_handle.advance(Duration::from_secs(2));
        assert_eq!(clock.now_ms(), 3_000);
    }
}
