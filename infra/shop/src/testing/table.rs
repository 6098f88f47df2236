//! The table that a test run ends with, and its last line.

use super::count::Counts;
use std::fmt::Write as _;

/// What ran, how it went, and how long it took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row {
    pub suite: &'static str,
    pub counts: Counts,
    pub tenths_of_a_second: u128,
}

/// All counts together.
pub(super) fn total(rows: &[Row]) -> Counts {
    let mut total = Counts::default();
    for row in rows {
        total += row.counts;
    }
    total
}

/// The table and, as its last line, `N passed, N failed`.
pub(super) fn table(rows: &[Row]) -> String {
    let mut text = format!("{:<12}{:>8}{:>8}{:>10}\n", "suite", "passed", "failed", "seconds");
    for row in rows {
        let (whole, tenth) = (row.tenths_of_a_second / 10, row.tenths_of_a_second % 10);
        let Counts { passed, failed } = row.counts;
        // Writing to a `String` cannot fail.
        let _ignored =
            writeln!(text, "{:<12}{passed:>8}{failed:>8}{:>10}", row.suite, format!("{whole}.{tenth}"));
    }
    let Counts { passed, failed } = total(rows);
    let _ignored = write!(text, "\n{passed} passed, {failed} failed");
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_ends_with_one_line_that_says_it_all() {
        let row = |suite, passed, failed, tenths_of_a_second| Row {
            suite,
            counts: Counts { passed, failed },
            tenths_of_a_second,
        };
        let rows = [row("format", 1, 0, 21), row("rust", 412, 1, 1_830), row("template", 0, 3, 4)];
        insta::assert_snapshot!(table(&rows), @r"
        suite         passed  failed   seconds
        format             1       0       2.1
        rust             412       1     183.0
        template           0       3       0.4

        413 passed, 4 failed
        ");
    }
}
