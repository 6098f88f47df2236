//! What is no success: refused, unknown, or not configurable.

use super::*;

#[tokio::test]
async fn a_refusal_is_final_and_quotes_nobody() {
    let (outcome, _) = opened([Play::status(400, error("invalid_request_error", "email_invalid"))]).await;
    let expected = Refusal {
        code: "email_invalid".to_owned(),
        message: "HTTP 400 invalid_request_error, at customer_email, request req_Played1".to_owned(),
    };
    assert_eq!(refusal(outcome), expected);
    let declined = r#"{"error":{"type":"card_error","code":"card_declined","decline_code":"do_not_honor"}}"#;
    let expected = Refusal {
        code: "card_declined".to_owned(),
        message: "HTTP 402 card_error, declined as do_not_honor, request req_Played1".to_owned(),
    };
    assert_eq!(refusal(captured(Play::status(402, declined)).await), expected);
    let odd = error("invalid_request_error", "ada&co@example.com");
    assert_eq!(refusal(captured(Play::status(404, odd)).await).code, "invalid_request_error");
}

#[tokio::test]
async fn a_key_used_for_something_else_is_told_apart() {
    let body =
        r#"{"error":{"type":"idempotency_error","code":"other","message":"Keys can only be used ..."}}"#;
    let refusal = refusal(captured(Play::status(400, body)).await);
    assert_eq!(refusal.code, "idempotency_error");
    assert!(refusal.is_key_reuse());
}

#[tokio::test]
async fn an_answer_that_decides_nothing_is_unknown() {
    let busy = |status| Cause::Busy { status };
    let failed = |status| Cause::Failed { status };
    let access = |status| Cause::Access { status };
    let shapeless = Cause::Unreadable("a refusal without the provider's error object");
    let cases = [
        (Play::status(409, error("invalid_request_error", "idempotency_key_in_use")), busy(409)),
        (Play::status(429, error("invalid_request_error", "lock_timeout")), busy(429)),
        (Play::status(400, error("invalid_request_error", "lock_timeout")), busy(400)),
        (Play::status(400, error("rate_limit_error", "other")), busy(400)),
        (Play::status(402, error("card_error", "other")).with("stripe-should-retry: true\r\n"), busy(402)),
        (Play::status(400, error("api_error", "other")), failed(400)),
        (Play::status(424, error("invalid_request_error", "other")), failed(424)),
        (Play::status(500, error("api_error", "other")), failed(500)),
        (Play::status(500, "").with("idempotent-replayed: true\r\n"), failed(500)),
        (Play::status(503, "<html>"), failed(503)),
        (Play::status(401, error("invalid_request_error", "api_key_expired")), access(401)),
        (Play::status(403, error("invalid_request_error", "more_permissions_required")), access(403)),
        (Play::status(404, "<html>"), shapeless.clone()),
        (Play::status(400, r#"{"error":"no"}"#), shapeless),
    ];
    for (play, expected) in cases {
        assert_eq!(cause(captured(play).await), expected);
    }
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let (outcome, server) =
        opened([Play::status(307, "").with("location: /v1/elsewhere\r\n"), Play::ok(OPEN)]).await;
    assert_eq!(cause(outcome), Cause::Unreadable("its status is not one of the API's"));
    assert_eq!(server.lines().len(), 1);
}

#[tokio::test]
async fn a_lost_connection_is_unknown_and_nothing_is_sent_twice() {
    for play in [Play::Close, Play::CloseHalfway] {
        let (outcome, server) = opened([play, Play::ok(OPEN)]).await;
        assert_eq!(cause(outcome), Cause::Connection);
        assert_eq!(server.lines().len(), 1);
    }
    let server = Server::gone().await;
    assert_eq!(cause(opened_with(&server.gateway(), &attempt(1, None)).await), Cause::Connection);
}

#[tokio::test]
async fn a_slow_answer_is_unknown() {
    let server = Server::playing([Play::Silence]).await;
    let gateway = server.gateway_within(Duration::from_millis(50));
    assert_eq!(cause(opened_with(&gateway, &attempt(1, None)).await), Cause::Timeout);
}

#[tokio::test]
async fn garbage_is_unknown() {
    let shape = Cause::Unreadable("its body has another shape");
    for body in ["", "<html>", "{}", "null", r#"{"id":7}"#, &OPEN.replace("2400", "24.00")] {
        assert_eq!(cause(opened([Play::ok(body)]).await.0), shape, "{body}");
    }
    let status = Cause::Unreadable("the status of the session");
    for word in ["null", "\"pending\""] {
        assert_eq!(cause(opened([Play::ok(OPEN.replace("\"open\"", word))]).await.0), status, "{word}");
    }
    let (outcome, _) = opened([Play::ok(" ".repeat(5 * 1024 * 1024))]).await;
    assert_eq!(cause(outcome), Cause::Unreadable("it is too large"));
}

#[tokio::test]
async fn an_answer_about_something_else_is_unknown() {
    let other = intent("succeeded", 2_400, 2_400).replace("pi_3One", "pi_3Two");
    assert_eq!(
        cause(captured(Play::ok(other)).await),
        Cause::Unreadable("the answer is about another payment")
    );
}

#[test]
fn a_configuration_that_would_leak_or_fail_is_refused() {
    let ok =
        ["https://api.stripe.com", "https://api.stripe.com/", "http://localhost:8081", "http://[::1]:8081"];
    for url in ok {
        assert!(made(url, "sk_test_1", "harbor").is_ok(), "{url}");
    }
    let error = |url: &str, key: &str, shop: &str| made(url, key, shop).unwrap_err();
    for url in ["", "api.stripe.com", "https://api.stripe.com/v1", "https://a@api.stripe.com", "file:///tmp"]
    {
        assert!(matches!(error(url, "sk_test_1", "harbor"), GatewayError::ApiUrl), "{url}");
    }
    for url in ["http://api.stripe.com", "http://localhost.example", "ftp://localhost"] {
        assert!(matches!(error(url, "sk_test_1", "harbor"), GatewayError::Insecure), "{url}");
    }
    for key in ["", "sk test", "sk_test_1\n", "sk_é"] {
        assert!(matches!(error("https://api.stripe.com", key, "harbor"), GatewayError::SecretKey), "{key:?}");
    }
    for shop in ["", "a\nb", &"s".repeat(101)] {
        assert!(matches!(error("https://api.stripe.com", "sk_test_1", shop), GatewayError::Shop), "{shop:?}");
    }
}

#[tokio::test]
async fn neither_keys_nor_people_are_ever_shown() {
    let stripe = made("https://api.stripe.com", "sk_live_topsecret", "harbor").unwrap();
    assert!(!format!("{stripe:?}").contains("topsecret"));
    let config = StripeConfig {
        api_url: "https://api.stripe.com".to_owned(),
        secret_key: "sk_live_topsecret".to_owned(),
        shop: "harbor".to_owned(),
    };
    assert!(!format!("{config:?}").contains("topsecret"));
    let (outcome, server) = opened([Play::ok(OPEN), Play::Close]).await;
    assert!(!format!("{:?}", applied(outcome)).contains("https"));
    let lost = opened_with(&server.gateway(), &attempt(1, None)).await;
    let shown = format!("{lost:?}");
    assert!(!shown.contains("ada") && !shown.contains("127.0.0.1") && !shown.contains("sk_"), "{shown}");
}
