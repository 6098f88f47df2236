//! Times as they are written on the wire: RFC 3339 in UTC.

use domain::time::Timestamp;

/// A time as `2026-11-22T03:00:00Z`; a time outside the calendar comes out as its milliseconds.
pub fn rfc3339(at: Timestamp) -> String {
    jiff::Timestamp::from_millisecond(at.as_ms())
        .map_or_else(|_| at.as_ms().to_string(), |time| time.to_string())
}

/// Reads a time written as RFC 3339; nothing when it is not one.
pub fn parse_rfc3339(text: &str) -> Option<Timestamp> {
    text.parse::<jiff::Timestamp>().ok().map(|time| Timestamp::from_ms(time.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_reads_back() {
        let at = Timestamp::from_ms(1_795_316_400_123);
        assert_eq!(parse_rfc3339(&rfc3339(at)), Some(at));
        assert_eq!(parse_rfc3339("yesterday"), None);
    }
}
