//! The clock: read once per request and passed down as `now`.

use domain::time::Timestamp;
use std::time::{SystemTime, UNIX_EPOCH};

/// The current time; a clock before 1970 reads as 1970.
#[expect(clippy::disallowed_methods, reason = "this is the one place that reads the clock")]
pub fn now() -> Timestamp {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Timestamp::from_ms(i64::try_from(since.as_millis()).unwrap_or(i64::MAX))
}
