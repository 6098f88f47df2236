//! Messages and times that nobody should send: each is read or refused, and what was read is kept whole.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use contract::messages::Message;
use contract::time::{parse_rfc3339, rfc3339};
use domain::time::Timestamp;
use proptest::prelude::*;
use std::path::Path;

const MESSAGES: &str = include_str!("messages.txt");
const TIMES: &str = include_str!("times.txt");

/// The golden samples of every message, besides what went wrong before.
fn messages() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("samples");
    let mut paths: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    let samples = paths.iter().map(|path| std::fs::read_to_string(path).unwrap().trim_end().to_owned());
    samples.chain([MESSAGES.to_owned()]).collect::<Vec<_>>().join("\n----\n")
}

fn check_message(text: &str) {
    let Ok((id, message)) = Message::read(text) else { return };
    let written = message.write(&id, Timestamp::from_ms(0)).unwrap();
    assert_eq!(Message::read(&written).unwrap(), (id, message), "{text}");
}

fn check_time(text: &str) {
    let Some(at) = parse_rfc3339(text) else { return };
    assert_eq!(parse_rfc3339(&rfc3339(at)), Some(at), "{text}");
}

#[test]
fn every_sample_is_read_or_refused() {
    for text in &hostile::samples(&messages()) {
        check_message(text);
    }
    for text in &hostile::samples(TIMES) {
        check_time(text);
    }
}

proptest! {
    #![proptest_config(hostile::config(hostile::CASES, "tests/hostile/failures.txt"))]

    #[test]
    fn any_message_is_refused_or_reads_back(text in hostile::text(&messages())) {
        check_message(&text);
    }

    #[test]
    fn any_time_is_refused_or_reads_back(text in hostile::text(TIMES), ms in any::<i64>()) {
        check_time(&text);
        check_time(&rfc3339(Timestamp::from_ms(ms)));
    }
}
