//! Signature vectors, and what is read of a genuine message.

use super::*;
use domain::ids::OrderId;
use domain::time::Span;
use proptest::prelude::*;

const BODY: &str = r#"{"id":"evt_1Shop","object":"event","created":1780000000,"type":"payment_intent.succeeded","data":{"object":{"id":"pi_3Shop","metadata":{"shop":"harbor","order_id":"ord_00112233445566778899aabbccddeeff"}}}}"#;

/// `printf '%s' "1780000001.$BODY" | openssl dgst -sha256 -hmac whsec_current_secret`
const SIGNATURE: &str = "23a3f9f32c4b28ee34331742e0ccc91ddb869b481c6e839d49e6e40ac857926b";

const SIGNED_AT: i64 = 1_780_000_001;

fn now() -> Timestamp {
    Timestamp::from_ms(SIGNED_AT * 1_000)
}

fn secrets() -> [Secret; 2] {
    [Secret::new("whsec_current_secret"), Secret::new("whsec_previous_secret\n")]
}

fn signature(secret: &str, time: i64, body: &str) -> String {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).unwrap();
    mac.update(format!("{time}.{body}").as_bytes());
    let digits: Vec<String> = mac.finalize().into_bytes().iter().map(|byte| format!("{byte:02x}")).collect();
    digits.concat()
}

fn checked(header: &str, body: &str) -> Result<ProviderEvent, Rejected> {
    verify(&secrets(), "harbor", Some(header), body.as_bytes(), now())
}

fn signed(body: &str) -> Result<ProviderEvent, Rejected> {
    checked(&format!("t={SIGNED_AT},v1={}", signature("whsec_current_secret", SIGNED_AT, body)), body)
}

fn reason(result: Result<ProviderEvent, Rejected>) -> Reason {
    result.unwrap_err().reason
}

#[test]
fn a_genuine_message_tells_which_order_to_look_at() {
    let event = checked(&format!("t={SIGNED_AT},v1={SIGNATURE}"), BODY);
    let expected = ProviderEvent {
        id: "evt_1Shop".to_owned(),
        kind: "payment_intent.succeeded".to_owned(),
        created_at: Timestamp::from_ms(1_780_000_000_000),
        object_id: "pi_3Shop".to_owned(),
        order: Some(OrderId::parse("ord_00112233445566778899aabbccddeeff").unwrap()),
        foreign: false,
        payment: None,
    };
    assert_eq!(event, Ok(expected));
}

#[test]
fn a_forged_signature_is_refused() {
    let forged = signature("whsec_somebody_elses", SIGNED_AT, BODY);
    assert_eq!(reason(checked(&format!("t={SIGNED_AT},v1={forged}"), BODY)), Reason::WrongSignature);
    let of_another_time = format!("t={},v1={SIGNATURE}", SIGNED_AT + 1);
    assert_eq!(reason(checked(&of_another_time, BODY)), Reason::WrongSignature);
}

#[test]
fn a_body_that_was_written_again_is_refused() {
    let value: serde_json::Value = serde_json::from_str(BODY).unwrap();
    let rewritten = serde_json::to_string_pretty(&value).unwrap();
    let header = format!("t={SIGNED_AT},v1={SIGNATURE}");
    assert_eq!(reason(checked(&header, &rewritten)), Reason::WrongSignature);
    assert_eq!(reason(checked(&header, &format!("{BODY}\n"))), Reason::WrongSignature);
}

#[test]
fn a_message_counts_for_five_minutes_either_way() {
    let header = format!("t={SIGNED_AT},v1={SIGNATURE}");
    let at = |now: Timestamp| verify(&secrets(), "harbor", Some(&header), BODY.as_bytes(), now);
    let second = Span::seconds(1);
    assert!(at(now().plus(WEBHOOK_TOLERANCE)).is_ok());
    assert!(at(now().minus(WEBHOOK_TOLERANCE)).is_ok());
    assert_eq!(reason(at(now().plus(WEBHOOK_TOLERANCE).plus(second))), Reason::Stale);
    assert_eq!(reason(at(now().minus(WEBHOOK_TOLERANCE).minus(second))), Reason::Stale);
    assert_eq!(reason(at(Timestamp::from_ms(i64::MAX))), Reason::Stale);
    assert_eq!(reason(at(Timestamp::from_ms(i64::MIN))), Reason::Stale);
}

#[test]
fn while_a_secret_is_replaced_both_count() {
    let previous = signature("whsec_previous_secret", SIGNED_AT, BODY);
    assert!(checked(&format!("t={SIGNED_AT},v1={previous}"), BODY).is_ok());
    let only_current = &secrets()[..1];
    let header = format!("t={SIGNED_AT},v1={previous}");
    let result = verify(only_current, "harbor", Some(&header), BODY.as_bytes(), now());
    assert_eq!(reason(result), Reason::WrongSignature);
}

#[test]
fn one_right_signature_among_many_is_enough() {
    let wrong = signature("whsec_somebody_elses", SIGNED_AT, BODY);
    for order in [[SIGNATURE, &wrong, &wrong], [&wrong, SIGNATURE, &wrong], [&wrong, &wrong, SIGNATURE]] {
        let [a, b, c] = order;
        assert!(checked(&format!("t={SIGNED_AT},v1={a}, v1={b},v0={wrong},v1={c}"), BODY).is_ok());
    }
    assert!(checked(&format!("v1={SIGNATURE},v1=zz,t={SIGNED_AT}"), BODY).is_ok());
}

#[test]
fn other_schemes_do_not_count() {
    assert_eq!(reason(checked(&format!("t={SIGNED_AT},v0={SIGNATURE}"), BODY)), Reason::MalformedHeader);
    assert_eq!(reason(checked(&format!("t={SIGNED_AT},V1={SIGNATURE}"), BODY)), Reason::MalformedHeader);
}

#[test]
fn a_malformed_header_is_refused() {
    let headers = [
        String::new(),
        "t".to_owned(),
        format!("v1={SIGNATURE}"),
        format!("t={SIGNED_AT}"),
        format!("t=,v1={SIGNATURE}"),
        format!("t=+{SIGNED_AT},v1={SIGNATURE}"),
        format!("t=-{SIGNED_AT},v1={SIGNATURE}"),
        format!("t=99999999999999999999,v1={SIGNATURE}"),
        format!("t=9223372036854775807,v1={SIGNATURE}"),
        format!("t={SIGNED_AT},t={SIGNED_AT},v1={SIGNATURE}"),
        format!("t={SIGNED_AT},v1={}", &SIGNATURE[..62]),
        format!("t={SIGNED_AT},v1={SIGNATURE},{}", "x".repeat(HEADER_MAX)),
    ];
    for header in headers {
        assert_eq!(reason(checked(&header, BODY)), Reason::MalformedHeader, "{header}");
    }
    assert_eq!(reason(verify(&secrets(), "harbor", None, BODY.as_bytes(), now())), Reason::NoHeader);
}

#[test]
fn an_empty_secret_verifies_nothing() {
    let header = format!("t={SIGNED_AT},v1={}", signature("", SIGNED_AT, BODY));
    for secrets in [&[][..], &[Secret::new(" ")][..]] {
        let result = verify(secrets, "harbor", Some(&header), BODY.as_bytes(), now());
        assert_eq!(reason(result), Reason::WrongSignature);
    }
}

#[test]
fn a_large_body_is_refused_before_it_is_verified() {
    let longest = " ".repeat(WEBHOOK_BODY_MAX - BODY.len()) + BODY;
    assert!(signed(&longest).is_ok());
    assert_eq!(reason(signed(&format!(" {longest}"))), Reason::TooLarge);
}

#[test]
fn a_signed_body_that_is_no_event_is_refused() {
    let long_id = BODY.replace("evt_1Shop", &"e".repeat(256));
    let bodies = [
        "",
        "[]",
        "{}",
        "{\"id\":",
        &BODY.replace("evt_1Shop", "evt/../1"),
        &BODY.replace("1780000000", "\"now\""),
        &BODY.replace("1780000000", "9223372036854775807"),
        &BODY.replace("\"data\"", "\"date\""),
        &BODY.replace("payment_intent.succeeded", "<script>"),
        &long_id,
        &"[".repeat(10_000),
    ];
    for body in bodies {
        assert_eq!(reason(signed(body)), Reason::Unreadable, "{body:.60}");
    }
}

#[test]
fn objects_of_another_shop_are_foreign() {
    let of_another = signed(&BODY.replace("harbor", "another")).unwrap();
    assert_eq!((of_another.foreign, of_another.order), (true, None));
    let unmarked = signed(&BODY.replace("metadata", "notes")).unwrap();
    assert_eq!((unmarked.foreign, unmarked.order), (true, None));
    let without_object = BODY.replace(r#"{"id":"pi_3Shop","#, r#"{"ids":["pi_3Shop"],"#);
    assert_eq!(signed(&without_object).unwrap().object_id, "");
    let numbers = BODY.replace("\"harbor\"", "7");
    assert!(signed(&numbers).unwrap().foreign);
}

#[test]
fn our_object_without_a_readable_order_is_ours_all_the_same() {
    let event = signed(&BODY.replace("ord_0011", "ord_XYZ1")).unwrap();
    assert_eq!((event.foreign, event.order), (false, None));
}

#[test]
fn every_refusal_reads_the_same() {
    let mut answers = Vec::new();
    answers.push(checked("", BODY).unwrap_err().to_string());
    answers.push(checked(&format!("t=1,v1={SIGNATURE}"), BODY).unwrap_err().to_string());
    answers.push(checked(&format!("t={SIGNED_AT},v1={SIGNATURE}"), "{}").unwrap_err().to_string());
    answers.push(signed("{}").unwrap_err().to_string());
    answers.dedup();
    assert_eq!(answers, ["the message could not be verified"]);
}

#[test]
fn a_secret_is_never_shown() {
    assert!(!format!("{:?}", secrets()).contains("whsec"));
}

proptest! {
    #[test]
    fn any_header_and_body_get_an_answer(header in ".*", body in prop::collection::vec(any::<u8>(), 0..400)) {
        prop_assert!(verify(&secrets(), "harbor", Some(&header), &body, now()).is_err());
    }

    #[test]
    fn any_elements_get_an_answer(
        elements in prop::collection::vec("(t|v0|v1|v2|)=?[-+0-9a-fA-FéZ]{0,70}", 0..12),
        at in any::<i64>(),
    ) {
        let header = elements.join(",");
        let result = verify(&secrets(), "harbor", Some(&header), BODY.as_bytes(), Timestamp::from_ms(at));
        prop_assert!(result.is_err());
    }

    #[test]
    fn any_changed_bit_breaks_the_signature(position in 0..BODY.len(), bit in 0..7_u32) {
        let mut body = BODY.as_bytes().to_vec();
        body[position] ^= 1 << bit;
        let header = format!("t={SIGNED_AT},v1={SIGNATURE}");
        let result = verify(&secrets(), "harbor", Some(&header), &body, now());
        prop_assert_eq!(reason(result), Reason::WrongSignature);
    }

    #[test]
    fn any_signed_bytes_get_an_answer(body in ".{0,300}") {
        prop_assert!(signed(&body).is_err());
    }
}
