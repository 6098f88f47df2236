//! The provider is down: nothing of it answers, or all of it answers with an error.
//!
//! Nothing is executed and no answer is kept meanwhile; webhooks wait. The control keeps working.

use serde::{Deserialize, Serialize};

/// What callers see of an outage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OutageKind {
    /// Connections are dropped.
    Unreachable,
    /// Everything is answered with status 503.
    Unavailable,
}

/// An outage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Outage {
    /// What callers see.
    pub kind: OutageKind,
    /// When it ends, in milliseconds of the simulator's clock; when it is ended where there is no time.
    pub until_ms: Option<i64>,
}

impl Outage {
    /// Whether it goes on at `now_ms`.
    pub(crate) fn lasts(&self, now_ms: i64) -> bool {
        self.until_ms.is_none_or(|until_ms| now_ms < until_ms)
    }
}
