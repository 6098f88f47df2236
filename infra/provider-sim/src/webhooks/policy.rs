//! How the webhook is served: as the provider would on a good day, or on one of its bad ones.
//!
//! A policy decides when an event is made how often, when and in which order it is delivered; it never
//! changes the event itself, which can always be read from the event list.

use serde::{Deserialize, Serialize};

/// Most deliveries of one event under [`DeliveryPolicy::Duplicate`].
const TIMES_MAX: u32 = 50;

/// How events are delivered from now on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "policy", rename_all = "snake_case", deny_unknown_fields)]
pub enum DeliveryPolicy {
    /// Once each, at once.
    #[default]
    Normal,
    /// Kept back until they are flushed.
    Hold,
    /// Never delivered.
    Drop,
    /// Delivered this many times each.
    Duplicate {
        /// How often, 1 to 50.
        times: u32,
    },
    /// The newest first, one after the other, of what was made within the window.
    Reversed {
        /// How long events are gathered, in milliseconds of the simulator's clock.
        window_ms: u32,
    },
    /// Once each, this much later.
    Delay {
        /// How much later, in milliseconds of the simulator's clock.
        delay_ms: u32,
    },
}

/// One delivery that a policy asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Planned {
    /// When it may be sent first.
    pub(crate) due_ms: i64,
    /// Whether it waits to be flushed.
    pub(crate) held: bool,
    /// Whether it is sent alone, the newest first.
    pub(crate) newest_first: bool,
}

impl DeliveryPolicy {
    /// The deliveries of an event made at `now_ms`.
    pub(crate) fn deliveries(self, now_ms: i64) -> Vec<Planned> {
        let once = Planned { due_ms: now_ms, held: false, newest_first: false };
        match self {
            Self::Normal => vec![once],
            Self::Hold => vec![Planned { held: true, ..once }],
            Self::Drop => Vec::new(),
            Self::Duplicate { times } => (0..times.clamp(1, TIMES_MAX)).map(|_| once).collect(),
            Self::Reversed { window_ms } => {
                vec![Planned { due_ms: now_ms + i64::from(window_ms), newest_first: true, ..once }]
            }
            Self::Delay { delay_ms } => vec![Planned { due_ms: now_ms + i64::from(delay_ms), ..once }],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_policy_says_how_often_an_event_is_delivered() {
        let counts = [
            DeliveryPolicy::Normal,
            DeliveryPolicy::Hold,
            DeliveryPolicy::Drop,
            DeliveryPolicy::Duplicate { times: 5 },
            DeliveryPolicy::Reversed { window_ms: 10 },
            DeliveryPolicy::Delay { delay_ms: 10 },
        ]
        .map(|policy| policy.deliveries(0).len());
        assert_eq!(counts, [1, 1, 0, 5, 1, 1]);
    }
}
