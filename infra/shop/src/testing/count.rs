//! How many tests passed and failed, read from what test runners print.
//!
//! A test that was not run did not pass: ignored, skipped, canceled and to-do tests count as failed.

use std::ops::AddAssign;

/// Tests by outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Tests that passed.
    pub passed: u64,
    /// Tests that failed or were not run.
    pub failed: u64,
}

impl Counts {
    /// One check that passed.
    pub const PASS: Self = Self { passed: 1, failed: 0 };
    /// One check that failed.
    pub const FAIL: Self = Self { passed: 0, failed: 1 };
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

/// Who prints the counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Runner {
    /// `cargo test`: one line `test result: …` per test binary.
    Cargo,
    /// `node --test`: one line per outcome at the end.
    Node,
    /// `node --test` with a pattern: it tells of tests with other names as skipped.
    NodeChosen,
    /// Nobody: the command as a whole is one check.
    Whole,
    /// Nobody: the command only prepares a check, and counts when it fails.
    Preparation,
    /// `cargo mutants`: what it finds is judged by a later step, so it counts only when it found nothing out.
    Mutants,
}

impl Runner {
    /// What this line adds to the counts.
    pub fn read(self, line: &str) -> Counts {
        let line = without_colors(line);
        match self {
            Self::Cargo => cargo_line(line.trim()),
            Self::Node => node_line(line.trim()),
            Self::NodeChosen => chosen_node_line(line.trim()),
            Self::Whole | Self::Preparation | Self::Mutants => Counts::default(),
        }
    }

    /// Whether a command that ended with this code did what it is there for.
    pub fn accepts(self, code: Option<i32>) -> bool {
        // Mutants survived, or made the tests endless. Any other code: the tests fail without a mutant as well, or
        // were not run.
        matches!((self, code), (_, Some(0)) | (Self::Mutants, Some(2 | 3)))
    }

    /// Whether the steps that follow prove nothing when this one failed.
    pub fn is_needed_by_others(self) -> bool {
        matches!(self, Self::Preparation | Self::Mutants)
    }

    /// The counts of a command that ended: what was read, put right by how it ended.
    pub fn conclude(self, read: Counts, succeeded: bool, filtered: bool) -> Counts {
        match (self, succeeded) {
            (Self::Whole, true) => Counts::PASS,
            (Self::Whole | Self::Preparation | Self::Mutants, false) => Counts::FAIL,
            (Self::Preparation | Self::Mutants, true) => Counts::default(),
            // It failed without a failed test: it did not compile, or crashed.
            (Self::Cargo | Self::Node | Self::NodeChosen, false) if read.failed == 0 => {
                Counts { failed: 1, ..read }
            }
            // It succeeded without a test: nothing was proven.
            (Self::Cargo | Self::Node | Self::NodeChosen, true) if read == Counts::default() && !filtered => {
                Counts::FAIL
            }
            (Self::Cargo | Self::Node | Self::NodeChosen, _) => read,
        }
    }
}

/// Reads `test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; …`.
fn cargo_line(line: &str) -> Counts {
    let mut counts = Counts::default();
    let Some(numbers) = line.strip_prefix("test result: ").and_then(|rest| rest.split_once(". ")) else {
        return counts;
    };
    for part in numbers.1.split(';') {
        let Some((number, what)) = part.trim().split_once(' ') else { continue };
        let Ok(number) = number.parse::<u64>() else { continue };
        match what {
            "passed" => counts.passed += number,
            "failed" | "ignored" => counts.failed += number,
            _ => {}
        }
    }
    counts
}

/// Reads `ℹ pass 3` (or `# pass 3`, as Node's other reporter has it).
fn node_line(line: &str) -> Counts {
    let words =
        line.strip_prefix("ℹ ").or_else(|| line.strip_prefix("# ")).and_then(|rest| rest.split_once(' '));
    let Some((what, number)) = words else { return Counts::default() };
    let Ok(number) = number.parse::<u64>() else { return Counts::default() };
    match what {
        "pass" => Counts { passed: number, failed: 0 },
        "fail" | "cancelled" | "skipped" | "todo" => Counts { passed: 0, failed: number },
        _ => Counts::default(),
    }
}

/// Reads the same where tests with other names are told of as skipped.
fn chosen_node_line(line: &str) -> Counts {
    if line.contains(" skipped ") { Counts::default() } else { node_line(line) }
}

/// The text without terminal color codes.
fn without_colors(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        if character == '\u{1b}' {
            // A color code ends with its first letter.
            let _letter = characters.by_ref().find(char::is_ascii_alphabetic);
        } else {
            plain.push(character);
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(runner: Runner, text: &str) -> Counts {
        let mut counts = Counts::default();
        text.lines().for_each(|line| counts += runner.read(line));
        counts
    }

    #[test]
    fn every_binary_of_cargo_test_is_counted() {
        let text = "running 3 tests\ntest a ... ok\n\
            test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.1s\n\
            test result: FAILED. 20 passed; 1 failed; 0 ignored; 0 measured; 5 filtered out; finished in 0.1s\n";
        assert_eq!(read(Runner::Cargo, text), Counts { passed: 23, failed: 1 });
    }

    #[test]
    fn colors_do_not_hide_a_result() {
        let line = "test result: \u{1b}[32mok\u{1b}[m. 7 passed; 0 failed; 0 ignored; 0 measured";
        assert_eq!(read(Runner::Cargo, line), Counts { passed: 7, failed: 0 });
    }

    #[test]
    fn a_test_that_was_not_run_did_not_pass() {
        let line = "test result: ok. 3 passed; 0 failed; 2 ignored; 0 measured; 0 filtered out";
        assert_eq!(read(Runner::Cargo, line), Counts { passed: 3, failed: 2 });
        let text = "ℹ tests 6\nℹ suites 1\nℹ pass 2\nℹ fail 1\nℹ cancelled 1\nℹ skipped 1\nℹ todo 1\nℹ duration_ms 9.5";
        assert_eq!(read(Runner::Node, text), Counts { passed: 2, failed: 4 });
    }

    #[test]
    fn tests_that_were_not_chosen_do_not_count() {
        let text = "ℹ tests 6\nℹ pass 2\nℹ fail 1\nℹ skipped 3\n";
        assert_eq!(read(Runner::NodeChosen, text), Counts { passed: 2, failed: 1 });
    }

    #[test]
    fn both_reporters_of_node_are_understood() {
        assert_eq!(read(Runner::Node, "# tests 4\n# pass 4\n# fail 0\n"), Counts { passed: 4, failed: 0 });
        assert_eq!(read(Runner::Node, "a test may print: pass 4"), Counts::default());
    }

    #[test]
    fn a_command_that_fails_without_a_failed_test_is_a_failure() {
        let passed = Counts { passed: 5, failed: 0 };
        assert_eq!(Runner::Cargo.conclude(passed, false, false), Counts { passed: 5, failed: 1 });
        assert_eq!(Runner::Node.conclude(Counts::default(), false, true), Counts::FAIL);
        assert_eq!(Runner::Whole.conclude(Counts::default(), false, false), Counts::FAIL);
        assert_eq!(Runner::Preparation.conclude(Counts::default(), false, false), Counts::FAIL);
    }

    #[test]
    fn a_run_without_tests_proves_nothing_unless_a_filter_left_none() {
        assert_eq!(Runner::Node.conclude(Counts::default(), true, false), Counts::FAIL);
        assert_eq!(Runner::Node.conclude(Counts::default(), true, true), Counts::default());
        assert_eq!(Runner::Whole.conclude(Counts::default(), true, false), Counts::PASS);
        assert_eq!(Runner::Preparation.conclude(Counts::default(), true, false), Counts::default());
    }

    #[test]
    fn surviving_mutants_are_judged_by_a_later_step() {
        for code in [0, 2, 3] {
            assert!(Runner::Mutants.accepts(Some(code)));
            assert_eq!(Runner::Cargo.accepts(Some(code)), code == 0);
        }
        assert_eq!(Runner::Mutants.conclude(Counts::default(), true, false), Counts::default());
    }

    #[test]
    fn mutants_that_were_not_looked_for_are_a_failure() {
        assert!([Some(1), Some(4), Some(70), None].into_iter().all(|code| !Runner::Mutants.accepts(code)));
        assert_eq!(Runner::Mutants.conclude(Counts::default(), false, false), Counts::FAIL);
    }
}
