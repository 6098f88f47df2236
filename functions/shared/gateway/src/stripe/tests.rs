//! The exact requests, and what is read of their answers.

mod failures;
mod money_back;

use super::test_server::{Play, Server, made};
use super::*;
use crate::outcome::{Cause, Outcome};
use crate::{Gateway, ProviderEvent};
use domain::ids::{OrderId, OrderNumber};
use domain::money::{Currency, Money};
use domain::payments::settle::{IntentStatus, SeenPayment, SessionState};
use domain::payments::{AttemptStatus, OperationKind, PaymentMethod, Provider};
use domain::time::Timestamp;
use std::time::Duration;

const ORDER: &str = "ord_00112233445566778899aabbccddeeff";

const OPEN: &str = r#"{"id":"cs_test_1","object":"checkout.session","status":"open","url":"https://checkout.stripe.com/c/pay/cs_test_1#fid","amount_total":2400,"currency":"eur","payment_status":"unpaid","payment_intent":null}"#;

fn eur(amount_minor: i64) -> Money {
    Money::new(amount_minor, Currency::parse("EUR").unwrap())
}

fn attempt(number: u32, session: Option<&str>) -> Attempt {
    Attempt {
        number,
        provider: Provider::Stripe,
        key: format!("{ORDER}-session-{number}"),
        amount: eur(2_400),
        opened_at: Timestamp::from_ms(1_780_000_000_123),
        expires_at: Timestamp::from_ms(1_780_002_700_123),
        session: session.map(str::to_owned),
        intent: None,
        status: AttemptStatus::Open,
    }
}

fn operation(kind: OperationKind) -> Operation {
    Operation {
        kind,
        number: 2,
        intent: "pi_3One".to_owned(),
        amount: eur(2_400),
        key: format!("{ORDER}-operation-2"),
        first_sent_at: Timestamp::from_ms(1_780_000_100_000),
    }
}

async fn opened_with(gateway: &Gateway, attempt: &Attempt) -> Outcome<OpenedSession> {
    let order = OrderId::parse(ORDER).unwrap();
    let number = OrderNumber::parse("V-01JMZ00Z9A").unwrap();
    let request = SessionRequest {
        method: PaymentMethod::Card,
        order: &order,
        number: &number,
        attempt,
        email: "ada&co@example.com",
        return_url: "https://shop.example/order/1?from=payment",
        cancel_url: "https://shop.example/order/1",
        title: "Order V-01JMZ00Z9A",
    };
    gateway.open_session(&request).await
}

async fn opened(plays: impl IntoIterator<Item = Play>) -> (Outcome<OpenedSession>, Server) {
    let server = Server::playing(plays).await;
    (opened_with(&server.gateway(), &attempt(1, None)).await, server)
}

async fn captured(play: Play) -> Outcome<()> {
    let server = Server::playing([play]).await;
    server.gateway().send(&ProviderCall::Capture(operation(OperationKind::Capture))).await
}

fn intent(status: &str, amount: i64, received: i64) -> String {
    format!(
        r#"{{"id":"pi_3One","object":"payment_intent","status":"{status}","amount":{amount},"amount_received":{received},"currency":"eur"}}"#
    )
}

fn session(status: &str, intent: &str) -> String {
    format!(
        r#"{{"id":"cs_test_1","object":"checkout.session","status":"{status}","payment_status":"unpaid","url":null,"amount_total":2400,"currency":"eur","payment_intent":{intent}}}"#
    )
}

fn error(kind: &str, code: &str) -> String {
    format!(
        r#"{{"error":{{"type":"{kind}","code":"{code}","param":"customer_email","message":"Invalid email address: ada&co@example.com"}}}}"#
    )
}

fn cause<T: std::fmt::Debug>(outcome: Outcome<T>) -> Cause {
    match outcome {
        Outcome::Unknown(unavailable) => unavailable.cause,
        Outcome::Applied(_) | Outcome::NotApplied(_) => panic!("{outcome:?}"),
    }
}

fn refusal<T: std::fmt::Debug>(outcome: Outcome<T>) -> Refusal {
    match outcome {
        Outcome::NotApplied(refusal) => refusal,
        Outcome::Applied(_) | Outcome::Unknown(_) => panic!("{outcome:?}"),
    }
}

fn applied<T: std::fmt::Debug>(outcome: Outcome<T>) -> T {
    match outcome {
        Outcome::Applied(value) => value,
        Outcome::NotApplied(_) | Outcome::Unknown(_) => panic!("{outcome:?}"),
    }
}

#[tokio::test]
async fn a_session_is_asked_for_with_exactly_this_request() {
    let (outcome, server) = opened([Play::ok(OPEN)]).await;
    let session = OpenedSession {
        id: "cs_test_1".to_owned(),
        url: Some("https://checkout.stripe.com/c/pay/cs_test_1#fid".to_owned()),
        state: SessionState::Open,
    };
    assert_eq!(applied(outcome), session);
    let received = server.received();
    let request = &received[0];
    assert_eq!((received.len(), request.line.as_str()), (1, "POST /v1/checkout/sessions"));
    let header = |name: &str| request.headers.get(name).map(String::as_str);
    assert_eq!(header("authorization"), Some("Bearer sk_test_secret"));
    assert_eq!(header("stripe-version"), Some(API_VERSION));
    assert_eq!(header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(header("idempotency-key"), Some(attempt(1, None).key.as_str()));
    let form: Vec<(&str, &str)> = request.form.iter().map(|(k, v)| (k.as_str(), v.as_str())).collect();
    let expected = [
        ("mode", "payment"),
        ("payment_method_types[0]", "card"),
        ("adaptive_pricing[enabled]", "false"),
        ("line_items[0][price_data][currency]", "eur"),
        ("line_items[0][price_data][unit_amount]", "2400"),
        ("line_items[0][price_data][product_data][name]", "Order V-01JMZ00Z9A"),
        ("line_items[0][quantity]", "1"),
        ("payment_intent_data[capture_method]", "manual"),
        ("payment_intent_data[description]", "V-01JMZ00Z9A"),
        ("client_reference_id", ORDER),
        ("customer_email", "ada&co@example.com"),
        ("success_url", "https://shop.example/order/1?from=payment"),
        ("cancel_url", "https://shop.example/order/1"),
        ("expires_at", "1780002700"),
        ("metadata[shop]", "harbor"),
        ("metadata[order_id]", ORDER),
        ("payment_intent_data[metadata][shop]", "harbor"),
        ("payment_intent_data[metadata][order_id]", ORDER),
    ];
    assert_eq!(form, expected);
}

#[tokio::test]
async fn a_session_found_by_its_key_is_shown_as_it_is_now() {
    let replayed = Play::ok(OPEN).with("idempotent-replayed: true\r\n");
    let (outcome, server) = opened([replayed, Play::ok(session("expired", "null"))]).await;
    let session = applied(outcome);
    assert_eq!((session.id.as_str(), session.url, session.state), ("cs_test_1", None, SessionState::Expired));
    assert_eq!(server.lines(), ["POST /v1/checkout/sessions", "GET /v1/checkout/sessions/cs_test_1"]);
}

#[tokio::test]
async fn a_session_for_another_sum_is_not_shown() {
    for (asked, answered) in
        [("2400", "2399"), ("\"eur\"", "\"usd\""), ("2400", "null"), ("\"eur\"", "\"zzz\"")]
    {
        let (outcome, _) = opened([Play::ok(OPEN.replace(asked, answered))]).await;
        assert_eq!(cause(outcome), Cause::Unreadable("the session asks for another amount"), "{answered}");
    }
}

#[tokio::test]
async fn an_open_session_without_a_safe_address_is_unreadable() {
    for address in ["http://checkout.stripe.com/pay", "javascript:alert(1)", "/pay", ""] {
        let body = OPEN.replace("https://checkout.stripe.com/c/pay/cs_test_1#fid", address);
        let (outcome, _) = opened([Play::ok(body)]).await;
        assert_eq!(cause(outcome), Cause::Unreadable("the address of the session"), "{address}");
    }
    let (outcome, _) = opened([Play::ok(OPEN.replace("cs_test_1\",\"object", "../1\",\"object"))]).await;
    assert_eq!(cause(outcome), Cause::Unreadable("the id of the session"));
}

#[tokio::test]
async fn a_sum_the_provider_cannot_express_is_refused_unsent() {
    let server = Server::playing([]).await;
    let amount = Money::new(550, Currency::parse("MGA").unwrap());
    let outcome = opened_with(&server.gateway(), &Attempt { amount, ..attempt(1, None) }).await;
    assert_eq!(refusal(outcome).code, "amount_not_expressible");
    assert_eq!(server.lines().len(), 0);
}

#[tokio::test]
async fn each_attempt_with_a_session_is_seen_with_its_payment() {
    let server = Server::playing([
        Play::ok(session("expired", "null")),
        Play::ok(
            session("complete", &intent("requires_capture", 2_400, 0)).replace("cs_test_1", "cs_test_3"),
        ),
    ])
    .await;
    let attempts = [attempt(1, Some("cs_test_1")), attempt(2, None), attempt(3, Some("cs_test_3"))];
    let seen = server.gateway().see(&attempts).await.unwrap();
    let payment = SeenPayment {
        intent: "pi_3One".to_owned(),
        status: IntentStatus::RequiresCapture,
        amount: eur(2_400),
        captured: eur(0),
        declines: 0,
        refunds: vec![],
        dispute: None,
    };
    let expected = [
        Seen { attempt: 1, session: SessionState::Expired, payment: None },
        Seen { attempt: 3, session: SessionState::Complete, payment: Some(payment) },
    ];
    assert_eq!(seen, expected);
    let path =
        |id: &str| format!("GET /v1/checkout/sessions/{id}?expand%5B0%5D=payment_intent.latest_charge");
    assert_eq!(server.lines(), [path("cs_test_1"), path("cs_test_3")]);
    assert_eq!(server.received()[0].headers.get("idempotency-key"), None);
}

#[tokio::test]
async fn every_status_of_a_payment_is_understood_and_no_other() {
    let statuses = [
        ("requires_payment_method", IntentStatus::RequiresPaymentMethod),
        ("requires_confirmation", IntentStatus::RequiresAction),
        ("requires_action", IntentStatus::RequiresAction),
        ("processing", IntentStatus::Processing),
        ("requires_capture", IntentStatus::RequiresCapture),
        ("canceled", IntentStatus::Canceled),
        ("succeeded", IntentStatus::Succeeded),
    ];
    for (word, status) in statuses {
        let refunds = Play::ok(r#"{"data":[],"has_more":false}"#);
        let server =
            Server::playing([Play::ok(session("complete", &intent(word, 2_400, 2_000))), refunds]).await;
        let seen = server.gateway().see(&[attempt(1, Some("cs_test_1"))]).await.unwrap();
        let payment = seen[0].payment.as_ref().unwrap();
        assert_eq!((payment.status, payment.captured), (status, eur(2_000)), "{word}");
    }
    let strange = [
        intent("requires_magic", 2_400, 0),
        intent("succeeded", 2_400, -1),
        intent("succeeded", 2_400, 2_400).replace("eur", "zzz"),
        "\"pi_3One\"".to_owned(),
    ];
    for body in strange {
        let server = Server::playing([Play::ok(session("complete", &body))]).await;
        let error = server.gateway().see(&[attempt(1, Some("cs_test_1"))]).await.unwrap_err();
        assert!(matches!(error.cause, Cause::Unreadable(_)), "{body}: {error}");
    }
}

#[tokio::test]
async fn a_session_that_cannot_be_read_makes_the_whole_look_unavailable() {
    let missing = error("invalid_request_error", "resource_missing");
    let server = Server::playing([Play::status(404, missing), Play::ok(session("open", "null"))]).await;
    let gateway = server.gateway();
    let error = gateway.see(&[attempt(1, Some("cs_test_1"))]).await.unwrap_err();
    assert_eq!(error.cause, Cause::Refused { code: "resource_missing".to_owned() });
    let error = gateway.see(&[attempt(1, Some("cs_test_2"))]).await.unwrap_err();
    assert_eq!(error.cause, Cause::Unreadable("the answer is about another session"));
}

#[tokio::test]
async fn an_operation_is_sent_under_its_own_key() {
    let server = Server::playing([
        Play::ok(intent("succeeded", 2_400, 2_400)),
        Play::ok(intent("canceled", 2_400, 0)),
        Play::ok(session("expired", "null")),
    ])
    .await;
    let gateway = server.gateway();
    applied(gateway.send(&ProviderCall::Capture(operation(OperationKind::Capture))).await);
    applied(gateway.send(&ProviderCall::Void(operation(OperationKind::Void))).await);
    applied(gateway.send(&ProviderCall::ExpireSession { session: "cs_test_1".to_owned() }).await);
    let expected = [
        "POST /v1/payment_intents/pi_3One/capture",
        "POST /v1/payment_intents/pi_3One/cancel",
        "POST /v1/checkout/sessions/cs_test_1/expire",
    ];
    assert_eq!(server.lines(), expected);
    let received = server.received();
    let key = format!("{ORDER}-operation-2");
    let keys: Vec<_> = received.iter().map(|request| request.headers.get("idempotency-key")).collect();
    assert_eq!(keys, [Some(&key), Some(&key), None]);
    let forms: Vec<_> = received.into_iter().map(|request| request.form).collect();
    assert_eq!(forms, [vec![("amount_to_capture".to_owned(), "2400".to_owned())], vec![], vec![]]);
}

#[tokio::test]
async fn what_is_not_an_id_is_not_sent() {
    let server = Server::playing([]).await;
    let gateway = server.gateway();
    for id in ["", "..", "cs/1", "cs_1?expand", "cs_é", &"c".repeat(256)] {
        assert_eq!(refusal(gateway.session(id).await).code, "malformed_id", "{id}");
    }
    assert_eq!(server.lines().len(), 0);
}

#[tokio::test]
async fn events_are_listed_page_by_page() {
    let event = |id: &str, shop: &str| {
        format!(
            r#"{{"id":"{id}","object":"event","created":1780000000,"type":"checkout.session.completed","data":{{"object":{{"id":"cs_test_1","metadata":{{"shop":"{shop}","order_id":"{ORDER}"}}}}}}}}"#
        )
    };
    let page = |events: &str, more| format!(r#"{{"object":"list","data":[{events}],"has_more":{more}}}"#);
    let both = [event("evt_2", "harbor"), event("evt_1", "another")].join(",");
    let server = Server::playing([
        Play::ok(page(&both, true)),
        Play::ok(page("", false)),
        Play::ok(page(r#"{"id":"evt_1"}"#, false)),
        Play::status(400, error("invalid_request_error", "resource_missing")),
    ])
    .await;
    let gateway = server.gateway();
    let first = EventsPage { created_at_least: 1_779_990_000, after: None };
    let answer = gateway.events(&first).await.unwrap();
    let ours = ProviderEvent {
        id: "evt_2".to_owned(),
        kind: "checkout.session.completed".to_owned(),
        created_at: Timestamp::from_ms(1_780_000_000_000),
        object_id: "cs_test_1".to_owned(),
        order: Some(OrderId::parse(ORDER).unwrap()),
        foreign: false,
        payment: None,
    };
    let foreign = ProviderEvent { id: "evt_1".to_owned(), order: None, foreign: true, ..ours.clone() };
    assert_eq!(answer, EventsAnswer { events: vec![ours, foreign], next: Some("evt_1".to_owned()) });
    let second = EventsPage { after: Some("evt_1".to_owned()), ..first };
    assert_eq!(gateway.events(&second).await.unwrap(), EventsAnswer { events: vec![], next: None });
    assert!(gateway.events(&second).await.is_err());
    assert!(gateway.events(&second).await.is_err());
    let query = server.lines()[1].split_once('?').unwrap().1.to_owned();
    let pairs: Vec<(String, String)> = form_urlencoded::parse(query.as_bytes()).into_owned().collect();
    let mut expected =
        vec![("limit".to_owned(), "100".to_owned()), ("created[gte]".to_owned(), "1779990000".to_owned())];
    for (position, kind) in EVENT_KINDS.iter().enumerate() {
        expected.push((format!("types[{position}]"), (*kind).to_owned()));
    }
    expected.push(("starting_after".to_owned(), "evt_1".to_owned()));
    assert_eq!(pairs, expected);
}

#[test]
fn no_more_kinds_of_event_are_asked_for_than_one_request_takes() {
    assert!(EVENT_KINDS.len() <= 20 && EVENT_KINDS.is_sorted());
}
