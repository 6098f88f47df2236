//! What providers never send and somebody else may: each header and body is read or refused.

use crate::event::EventShape;
use crate::{Secret, webhook};
use domain::time::Timestamp;
use hmac::{Hmac, KeyInit, Mac};
use proptest::prelude::*;
use sha2::Sha256;

const BODIES: &str = include_str!("stripe.txt");
const HEADERS: &str = include_str!("stripe_headers.txt");

const SIGNED_AT: i64 = 1_780_000_001;
const SECRET: &str = "whsec_current_secret";

fn signed(body: &[u8]) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(SECRET.as_bytes()).unwrap();
    mac.update(format!("{SIGNED_AT}.").as_bytes());
    mac.update(body);
    let digits: Vec<String> = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    format!("t={SIGNED_AT},v1={}", digits.concat())
}

/// A body that bears a genuine signature is an event of safe ids, or is refused.
fn check_signed(body: &[u8]) {
    let now = Timestamp::from_ms(SIGNED_AT * 1_000);
    let read = webhook::verify(&[Secret::new(SECRET)], "harbor", Some(&signed(body)), body, now);
    let parsed = serde_json::from_slice::<EventShape>(body).ok().and_then(|event| event.read("harbor"));
    assert_eq!(read.as_ref().ok(), parsed.as_ref());
    let Ok(event) = read else { return };
    for id in [&event.id, &event.object_id] {
        assert!(id.len() < 256 && !id.contains(['/', '?', '#', '.', ' ']), "{id:?}");
    }
    assert!(!event.foreign || event.order.is_none());
}

/// Nobody who does not know the secret finds a header for a body.
fn check_header(header: &str, now: Timestamp) {
    let read = webhook::verify(&[Secret::new(SECRET)], "harbor", Some(header), b"{}", now);
    assert!(read.is_err(), "{header}");
}

#[test]
fn every_sample_is_read_or_refused() {
    for body in &hostile::samples(BODIES) {
        check_signed(body.as_bytes());
    }
    let now = Timestamp::from_ms(SIGNED_AT * 1_000);
    for header in &hostile::samples(HEADERS) {
        check_header(header, now);
    }
}

proptest! {
    #![proptest_config(hostile::config(hostile::CASES, "src/hostile/failures.txt"))]

    #[test]
    fn any_signed_body_is_an_event_or_refused(body in hostile::bytes(BODIES)) {
        check_signed(&body);
    }

    #[test]
    fn any_header_is_refused(header in hostile::text(HEADERS), at in any::<i64>()) {
        check_header(&header, Timestamp::from_ms(SIGNED_AT * 1_000));
        check_header(&header, Timestamp::from_ms(at));
    }
}
