//! Points in time and spans, as whole milliseconds. Nothing here reads a clock.

use serde::{Deserialize, Serialize};

/// A point in time: milliseconds since 1970-01-01T00:00:00Z.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Timestamp(i64);

/// A span of time in milliseconds, never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(i64);

impl Span {
    /// This many seconds.
    pub const fn seconds(count: u32) -> Self {
        Self::of(count, 1_000)
    }

    /// This many minutes.
    pub const fn minutes(count: u32) -> Self {
        Self::of(count, 60_000)
    }

    /// This many hours.
    pub const fn hours(count: u32) -> Self {
        Self::of(count, 3_600_000)
    }

    /// This many days of 24 hours.
    pub const fn days(count: u32) -> Self {
        Self::of(count, 86_400_000)
    }

    #[expect(clippy::as_conversions, reason = "`i64::from` is not const; u32 always fits")]
    const fn of(count: u32, unit_ms: i64) -> Self {
        Self((count as i64).saturating_mul(unit_ms))
    }

    /// The span in milliseconds.
    pub const fn as_ms(self) -> i64 {
        self.0
    }
}

impl Timestamp {
    /// The point this many milliseconds after 1970-01-01T00:00:00Z.
    pub const fn from_ms(ms: i64) -> Self {
        Self(ms)
    }

    /// Milliseconds since 1970-01-01T00:00:00Z.
    pub const fn as_ms(self) -> i64 {
        self.0
    }

    /// Whole seconds since 1970-01-01T00:00:00Z, rounded down.
    pub const fn as_seconds(self) -> i64 {
        self.0.div_euclid(1_000)
    }

    /// This point moved later; stays at the last representable point instead of overflowing.
    #[must_use]
    pub const fn plus(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }

    /// This point moved earlier.
    #[must_use]
    pub const fn minus(self, span: Span) -> Self {
        Self(self.0.saturating_sub(span.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_twenty_four_hours() {
        let noon = Timestamp::from_ms(1_000);
        assert_eq!(noon.plus(Span::days(1)), noon.plus(Span::hours(24)));
        assert_eq!(noon.plus(Span::minutes(2)).minus(Span::seconds(120)), noon);
    }

    #[test]
    fn spans_and_points_are_whole_milliseconds() {
        let spans = [Span::seconds(2), Span::minutes(2), Span::hours(2), Span::days(2)];
        assert_eq!(spans.map(Span::as_ms), [2_000, 120_000, 7_200_000, 172_800_000]);
        assert_eq!(Timestamp::from_ms(1_500).plus(Span::seconds(2)).as_ms(), 3_500);
    }

    #[test]
    fn seconds_are_rounded_down_also_before_1970() {
        let seconds = |ms| Timestamp::from_ms(ms).as_seconds();
        assert_eq!([seconds(5_999), seconds(6_000), seconds(-1)], [5, 6, -1]);
    }
}
