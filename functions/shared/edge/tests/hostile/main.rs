//! Requests that nobody should send: each part is read or refused.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use contract::http::{CartAdd, CartSet, CheckoutForm};
use edge::{Request, request};
use lambda_http::Body;
use lambda_http::http::{HeaderName, HeaderValue, Request as Parts};
use proptest::prelude::*;
use serde::de::DeserializeOwned;

const FORMS: &str = include_str!("forms.txt");
const BODIES: &str = include_str!("bodies.txt");
const COOKIES: &str = include_str!("cookies.txt");
const ADDRESSES: &str = include_str!("addresses.txt");

const FORM: &str = "application/x-www-form-urlencoded";
const JSON: &str = "application/json";
const BODY_MAX: usize = 8_192;

/// A request with one header; nothing where a server would not let the header through.
fn with_header(name: &'static str, value: &[u8]) -> Option<Request> {
    let value = HeaderValue::from_bytes(value).ok()?;
    Some(Parts::builder().header(HeaderName::from_static(name), value).body(Body::Empty).unwrap())
}

fn read<T: DeserializeOwned>(media_type: &str, body: &[u8]) -> Option<T> {
    let header = HeaderValue::from_bytes(media_type.as_bytes()).ok()?;
    let request = Parts::builder().header("content-type", header).body(Body::Binary(body.to_vec())).unwrap();
    match request::body(&request, BODY_MAX) {
        Ok(read) => Some(read),
        Err(problem) => {
            let title = edge::answer::in_english(&problem).title;
            assert!(title.len() < 1_000, "an answer repeats what was sent: {}", title.len());
            None
        }
    }
}

fn check_body(media_type: &str, body: &[u8]) {
    let add: Option<CartAdd> = read(media_type, body);
    let set: Option<CartSet> = read(media_type, body);
    let form: Option<CheckoutForm> = read(media_type, body);
    let texts = [add.map(|add| add.sku), set.map(|set| set.line), form.and_then(|form| form.name)];
    assert!(texts.into_iter().flatten().all(|text| text.len() <= BODY_MAX));
}

fn check_cookie(line: &[u8]) {
    let Some(request) = with_header("cookie", line) else { return };
    for name in ["cart", "locale", ""] {
        let value = request::cookie(&request, name).unwrap_or_default();
        assert!(!value.contains(';') && value.trim_end() == value, "{value:?}");
    }
}

fn check_headers(value: &[u8]) {
    if let Some(request) = with_header("cloudfront-viewer-address", value)
        && let Some(network) = request::network(&request)
    {
        let address = network.strip_suffix("/64").unwrap_or(&network);
        assert!(address.parse::<std::net::IpAddr>().is_ok(), "{network}");
    }
    let Some(request) = with_header("origin", value) else { return };
    let ours = value == b"https://shop.example";
    assert_eq!(request::check_origin(&request, "https://shop.example").is_ok(), ours);
}

#[test]
fn every_sample_is_read_or_refused() {
    for sample in hostile::samples(FORMS).iter().chain(&hostile::samples(BODIES)) {
        check_body(FORM, sample.as_bytes());
        check_body(JSON, sample.as_bytes());
    }
    for line in &hostile::samples(COOKIES) {
        check_cookie(line.as_bytes());
    }
    for address in &hostile::samples(ADDRESSES) {
        check_headers(address.as_bytes());
    }
}

proptest! {
    #![proptest_config(hostile::config(hostile::CASES, "tests/hostile/failures.txt"))]

    #[test]
    fn any_form_is_read_or_refused(body in hostile::bytes(FORMS)) {
        check_body(FORM, &body);
    }

    #[test]
    fn any_json_is_read_or_refused(body in hostile::bytes(BODIES)) {
        check_body(JSON, &body);
    }

    #[test]
    fn any_media_type_is_read_or_refused(media_type in "\\PC{0,40}", body in hostile::bytes(BODIES)) {
        check_body(&media_type, &body);
    }

    #[test]
    fn any_cookie_is_found_whole_or_not_at_all(line in hostile::bytes(COOKIES)) {
        check_cookie(&line);
    }

    #[test]
    fn any_address_is_a_network_or_none(value in hostile::bytes(ADDRESSES)) {
        check_headers(&value);
    }
}
