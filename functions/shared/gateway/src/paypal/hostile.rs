//! What PayPal never sends and somebody else may: each header, certificate and body is read or refused.

use super::certificate::{Chain, allowed};
use super::event::{EventShape, read_time};
use super::mark::Mark;
use super::shapes::{ErrorShape, EventListShape, OrderShape};
use super::webhook::{NotTaken, PaypalHeaders, PaypalWebhooks};
use crate::{Network, Timeouts};
use domain::time::Timestamp;
use proptest::prelude::*;
use reqwest::Url;
use std::sync::Arc;

const BODIES: &str = include_str!("../hostile/paypal.txt");
const HEADERS: &str = include_str!("../hostile/paypal_headers.txt");
const CERTIFICATES: &str = include_str!("../hostile/paypal_certificates.txt");

fn check_body(body: &[u8]) {
    if let Ok(event) = serde_json::from_slice::<EventShape>(body)
        && let Some(event) = event.read("harbor")
    {
        assert!(!event.id.contains(['/', '?', '#', '.', ' ']), "{event:?}");
        assert!(!event.foreign || event.order.is_none(), "{event:?}");
    }
    drop(serde_json::from_slice::<OrderShape>(body));
    drop(serde_json::from_slice::<ErrorShape>(body));
    drop(serde_json::from_slice::<EventListShape>(body));
}

fn check_text(text: &str) {
    if let Some(mark) = Mark::read(text) {
        assert_eq!(Mark::read(&mark.custom_id()), Some(mark));
    }
    if let Some(at) = read_time(text) {
        assert_eq!(read_time(&super::event::written_time(at.as_seconds())), Some(at), "{text}");
    }
    let api = Url::parse("https://api-m.paypal.com").unwrap();
    if let Some(url) = allowed(text, &api) {
        assert!(url.host_str().is_some_and(|host| host.ends_with(".paypal.com")), "{text}");
    }
}

/// Whatever the headers say, a message is refused before anybody is asked for a certificate elsewhere.
fn check_headers(texts: &[String; 4]) {
    let [time, signature, id, certificate] = texts;
    let network = Arc::new(Network::within(Timeouts::default()).unwrap());
    let webhooks =
        PaypalWebhooks::new("http://127.0.0.1:9", vec!["W".to_owned()], "harbor", network).unwrap();
    let headers = PaypalHeaders {
        transmission_id: Some(id),
        transmission_time: Some(time),
        transmission_sig: Some(signature),
        cert_url: Some(certificate).filter(|url| !url.contains("paypal.com")).map(String::as_str),
        auth_algo: Some("SHA256withRSA"),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let taken = runtime.block_on(webhooks.verify(headers, b"{}", Timestamp::from_ms(1_795_316_400_000)));
    assert!(matches!(taken, Err(NotTaken::Rejected(_) | NotTaken::Unavailable(_))));
}

/// A chain can be asked anything, whatever it was read from.
fn check_certificate(pem: &[u8]) {
    let from = Url::parse("http://127.0.0.1:9").unwrap();
    let Some(chain) = Chain::read(pem, &from) else { return };
    chain.is_trusted(Timestamp::from_ms(1_795_316_400_000));
    assert!(!chain.signed(b"message", b"signature"));
}

#[test]
fn every_sample_is_read_or_refused() {
    for body in &hostile::samples(BODIES) {
        check_body(body.as_bytes());
    }
    for text in &hostile::samples(HEADERS) {
        check_text(text);
    }
    for pem in &hostile::samples(CERTIFICATES) {
        check_certificate(pem.as_bytes());
    }
}

proptest! {
    #![proptest_config(hostile::config(hostile::CASES, "src/hostile/paypal_failures.txt"))]

    #[test]
    fn any_body_is_read_or_refused(body in hostile::bytes(BODIES)) {
        check_body(&body);
    }

    #[test]
    fn any_text_of_a_header_is_read_or_refused(text in hostile::text(HEADERS)) {
        check_text(&text);
    }

    #[test]
    fn any_certificate_is_read_or_refused(pem in hostile::bytes(CERTIFICATES)) {
        check_certificate(&pem);
    }
}

proptest! {
    // Each of these makes a client of its own.
    #![proptest_config(hostile::config(300, "src/hostile/paypal_failures.txt"))]

    #[test]
    fn any_headers_are_refused(texts in prop::array::uniform4(hostile::text(HEADERS))) {
        check_headers(&texts);
    }
}
