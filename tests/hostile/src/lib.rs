//! What nobody should send: any bytes, and valid samples with something wrong in them.
//!
//! Parsers are told these in their own crates' tests. A corpus is a file of samples between lines of `----`:
//! valid ones, and those that a parser once took badly. Each is tried as it is and is where changes start.
#![expect(clippy::missing_panics_doc, reason = "a test may fail loudly")]

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, FileFailurePersistence};

/// Inputs of most properties: several thousand take a few seconds at most.
pub const CASES: u32 = 4_000;

/// What parsers stumble over: ends of ranges, nesting, escapes, other alphabets, things that look like others.
const TOKENS: &[&str] = &[
    "",
    "\0",
    "\r\n",
    "\"",
    "\\",
    "\\u0000",
    "\\ud800",
    "%",
    "%00",
    "%ff",
    "%F0%9F%98%80",
    "&",
    "=",
    ";",
    ",",
    ":",
    "-",
    "+",
    "+++",
    "----",
    "..",
    "/../",
    "{",
    "}",
    "[",
    "]",
    "[[",
    "{}",
    "[]",
    "null",
    "true",
    "NaN",
    "1e999",
    "-0",
    "0",
    "-1",
    "00000000000000000001",
    "4294967296",
    "9223372036854775807",
    "-9223372036854775808",
    "9223372036854775808",
    "18446744073709551616",
    "79228162514264337593543950336",
    "0.0000000000000000000000000001",
    "9999-12-31T23:59:60Z",
    "-009999-01-01T00:00:00Z",
    "2026-02-30",
    "é",
    "ß",
    "İ",
    "\u{0301}",
    "\u{202e}",
    "\u{feff}",
    "\u{10ffff}",
    "👩‍👩‍👧",
    "{{",
    "<script>",
    "'''",
    "\"\"\"",
];

/// How a property is tried: with so many inputs, or with as many as `PROPTEST_CASES` says if that is more. Its
/// failing inputs are kept beside the corpus, in a file that belongs into the repository, and are tried first
/// ever after.
pub fn config(cases: u32, failures: &'static str) -> Config {
    let asked_for = Config::default();
    Config {
        cases: cases.max(asked_for.cases),
        failure_persistence: Some(Box::new(FileFailurePersistence::Direct(failures))),
        ..asked_for
    }
}

/// The samples of a corpus.
pub fn samples(corpus: &str) -> Vec<String> {
    let samples: Vec<String> =
        corpus.split("\n----\n").map(|sample| sample.trim_end_matches('\n').to_owned()).collect();
    assert!(samples.iter().any(|sample| !sample.is_empty()), "the corpus is empty");
    samples
}

/// Any bytes at all, and samples with up to six changes.
pub fn bytes(corpus: &str) -> impl Strategy<Value = Vec<u8>> + use<> {
    let sample = select(samples(corpus)).prop_map(String::into_bytes);
    let changed = (sample, vec(change(), 0..=6)).prop_map(|(sample, changes)| {
        changes.into_iter().fold(sample, |bytes, change| change.applied_to(bytes))
    });
    prop_oneof![1 => vec(any::<u8>(), 0..300), 9 => changed]
}

/// The same as text.
pub fn text(corpus: &str) -> impl Strategy<Value = String> + use<> {
    let any_text = "\\PC{0,200}".prop_map(String::from);
    let changed = bytes(corpus).prop_map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    prop_oneof![1 => any_text, 9 => changed]
}

/// One thing wrong with a sample.
#[derive(Debug, Clone)]
enum Change {
    /// Another byte.
    Byte(usize, u8),
    /// Something put between, or in place of a few bytes.
    Token(usize, usize, &'static str),
    /// A number in place of the first one after a place.
    Number(usize, &'static str),
    /// A piece taken out.
    Cut(usize, usize),
    /// A piece that is there twice, or many times.
    Again(usize, usize, usize),
    /// Only the beginning.
    End(usize),
    /// Two pieces of it in each other's place.
    Swap(usize, usize, usize),
}

fn change() -> impl Strategy<Value = Change> {
    // A place is taken modulo the length of what it is in.
    let place = any::<usize>;
    prop_oneof![
        3 => (place(), any::<u8>()).prop_map(|(at, byte)| Change::Byte(at, byte)),
        6 => (place(), 0..4_usize, select(TOKENS)).prop_map(|(at, over, token)| Change::Token(at, over, token)),
        4 => (place(), select(TOKENS)).prop_map(|(at, token)| Change::Number(at, token)),
        2 => (place(), 1..40_usize).prop_map(|(at, length)| Change::Cut(at, length)),
        2 => (place(), 1..60_usize, 1..4_usize).prop_map(|(at, length, times)| Change::Again(at, length, times)),
        1 => (place(), Just(2), 200..2_000_usize).prop_map(|(at, length, times)| Change::Again(at, length, times)),
        1 => place().prop_map(Change::End),
        1 => (place(), place(), 1..20_usize).prop_map(|(one, other, length)| Change::Swap(one, other, length)),
    ]
}

impl Change {
    fn applied_to(self, mut bytes: Vec<u8>) -> Vec<u8> {
        let place = |bytes: &[u8], at: usize| at % (bytes.len() + 1);
        let end = |bytes: &[u8], from: usize, length: usize| bytes.len().min(from + length);
        match self {
            Self::Byte(at, byte) => {
                let at = place(&bytes, at);
                if let Some(old) = bytes.get_mut(at) {
                    *old = byte;
                }
            }
            Self::Token(at, over, token) => {
                let from = place(&bytes, at);
                let to = end(&bytes, from, over);
                bytes.splice(from..to, token.bytes());
            }
            Self::Number(at, token) => {
                let from = place(&bytes, at);
                let digits = |bytes: &[u8]| bytes.iter().take_while(|byte| byte.is_ascii_digit()).count();
                if let Some(first) = bytes.iter().skip(from).position(u8::is_ascii_digit) {
                    let from = from + first;
                    let to = from + digits(bytes.get(from..).unwrap_or_default());
                    bytes.splice(from..to, token.bytes());
                }
            }
            Self::Cut(at, length) => {
                let from = place(&bytes, at);
                let to = end(&bytes, from, length);
                bytes.drain(from..to);
            }
            Self::Again(at, length, times) => {
                let from = place(&bytes, at);
                let piece = bytes.get(from..end(&bytes, from, length)).unwrap_or_default().repeat(times);
                bytes.splice(from..from, piece);
            }
            Self::End(at) => bytes.truncate(place(&bytes, at)),
            Self::Swap(one, other, length) => {
                let (from, to) = (place(&bytes, one), place(&bytes, other));
                let piece: Vec<u8> = bytes.drain(from..end(&bytes, from, length)).collect();
                let to = to.min(bytes.len());
                bytes.splice(to..to, piece);
            }
        }
        bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_corpus_is_read_sample_by_sample() {
        assert_eq!(samples("one\ntwo\n----\nthree\n"), ["one\ntwo", "three"]);
    }

    #[test]
    fn a_change_changes_what_it_says() {
        let applied = |change: Change| String::from_utf8(change.applied_to(b"a=12&b".to_vec())).unwrap();
        assert_eq!(applied(Change::Number(0, "-1")), "a=-1&b");
        assert_eq!(applied(Change::Token(0, 1, "[")), "[=12&b");
        assert_eq!(applied(Change::Cut(0, 2)), "12&b");
        assert_eq!(applied(Change::Again(0, 2, 2)), "a=a=a=12&b");
        assert_eq!(applied(Change::End(0)), "");
    }
}
