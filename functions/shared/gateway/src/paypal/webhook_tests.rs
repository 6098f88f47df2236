//! Where certificates may come from, and which of them are PayPal's.

use super::super::certificate::{Chain, allowed};
use domain::time::Timestamp;
use provider_sim::paypal::Signer;
use reqwest::Url;

const NOW: Timestamp = Timestamp::from_ms(1_795_000_000_000);

fn url(text: &str) -> Url {
    Url::parse(text).unwrap()
}

#[test]
fn certificates_come_from_paypal_or_the_configured_origin_only() {
    let api = url("https://api-m.paypal.com");
    for address in [
        "https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-7a8abba8",
        "https://api.sandbox.paypal.com/v1/notifications/certs/CERT-1",
        "https://api-m.paypal.com/v1/notifications/certs/CERT-1",
    ] {
        assert!(allowed(address, &api).is_some(), "{address}");
    }
    for address in [
        "http://api.paypal.com/v1/notifications/certs/CERT-1",
        "https://api.paypal.com.example/v1/notifications/certs/CERT-1",
        "https://example.com/v1/notifications/certs/CERT-1",
        "https://api.paypal.com@example.com/v1/notifications/certs/CERT-1",
        "https://user@api.paypal.com/v1/notifications/certs/CERT-1",
        "https://api.paypal.com:8443/v1/notifications/certs/CERT-1",
        "https://api.paypal.com/v1/notifications/certs/../x",
        "https://api.paypal.com/v1/notifications/certs/",
        "https://api.paypal.com/v1/notifications/certs/CERT-1?to=x",
        "https://www.paypal.com/v1/notifications/certs/CERT-1",
        "http://127.0.0.1:8082/v1/notifications/certs/CERT-1",
        "no address",
    ] {
        assert!(allowed(address, &api).is_none(), "{address}");
    }
    let local = url("http://127.0.0.1:8082");
    assert!(allowed("http://127.0.0.1:8082/v1/notifications/certs/CERT-1", &local).is_some());
    assert!(allowed("http://127.0.0.1:8083/v1/notifications/certs/CERT-1", &local).is_none());
}

#[test]
fn only_a_chain_of_paypals_that_is_valid_now_is_trusted() {
    let local = url("http://127.0.0.1:8082");
    let trusted = |name: &str, until_year| {
        let signer = Signer::made(name, until_year).unwrap();
        Chain::read(signer.chain().as_bytes(), &local).unwrap().is_trusted(NOW)
    };
    assert!(trusted("messageverificationcerts.paypal.com", 2125));
    assert!(!trusted("messageverificationcerts.paypal.com", 2021), "over");
    assert!(!trusted("messageverificationcerts.example.com", 2125), "another name");
    assert!(!trusted("messageverificationcerts.paypal.com.example", 2125), "a name that only begins like it");
}

#[test]
fn nobody_but_a_public_authority_vouches_for_a_certificate_from_the_network() {
    let signer = Signer::new().unwrap();
    let paypal = url("https://api.paypal.com");
    assert!(!Chain::read(signer.chain().as_bytes(), &paypal).unwrap().is_trusted(NOW));
}

#[test]
fn what_is_no_certificate_is_not_read() {
    let local = url("http://127.0.0.1:8082");
    assert!(Chain::read(b"", &local).is_none());
    assert!(Chain::read(b"-----BEGIN CERTIFICATE-----\n????\n-----END CERTIFICATE-----\n", &local).is_none());
}
