//! Keys, versions, bodies, unknown places, idempotency and faults.

use provider_sim::{API_VERSION, Endpoint, Fault, FaultKind};

use super::support::{KEY, Shop, session_form};

#[tokio::test]
async fn a_request_without_the_key_is_refused() {
    let shop = Shop::open().await;
    let url = shop.url("/v1/events");
    let none = shop.browser().get(&url).send().await.expect("an answer");
    let wrong = shop.browser().get(&url).bearer_auth("sk_test_wrong").send().await.expect("an answer");
    let basic = shop.browser().get(&url).basic_auth(KEY, Some("")).send().await.expect("an answer");
    assert_eq!([none, wrong, basic].map(|answer| answer.status().as_u16()), [401, 401, 200]);
}

#[tokio::test]
async fn only_the_pinned_version_is_spoken() {
    let shop = Shop::open().await;
    let ask = |version: &str| {
        let request = shop.browser().get(shop.url("/v1/events")).bearer_auth(KEY);
        request.header("stripe-version", version).send()
    };
    let pinned = ask(API_VERSION).await.expect("an answer");
    assert_eq!(pinned.status().as_u16(), 200);
    assert_eq!(pinned.headers()["stripe-version"], API_VERSION);
    assert_eq!(ask("2022-11-15").await.expect("an answer").status().as_u16(), 400);
}

#[tokio::test]
async fn every_answer_has_a_request_id_of_its_own() {
    let shop = Shop::open().await;
    let (first, second) = (shop.get("/v1/events").await, shop.get("/v1/nothing").await);
    assert!(first.request_id.starts_with("req_"));
    assert_ne!(first.request_id, second.request_id);
}

#[tokio::test]
async fn a_place_that_is_not_the_apis_is_unrecognized() {
    let shop = Shop::open().await;
    let answer = shop.get("/v1/customers").await;
    assert_eq!((answer.status, answer.text("/error/type")), (404, "invalid_request_error"));
    assert!(answer.text("/error/message").starts_with("Unrecognized request URL (GET: /v1/customers)"));
}

#[tokio::test]
async fn a_json_body_is_refused() {
    let shop = Shop::open().await;
    let request = shop.browser().post(shop.url("/v1/refunds")).bearer_auth(KEY);
    let answer =
        request.header("content-type", "application/json").body("{}").send().await.expect("an answer");
    assert_eq!(answer.status().as_u16(), 400);
}

#[tokio::test]
async fn a_repeat_gets_the_first_answer() {
    let shop = Shop::open().await;
    let form = session_form("ord_1");
    let first = shop.post_with_key("/v1/checkout/sessions", &form, "key-1").await;
    let second = shop.post_with_key("/v1/checkout/sessions", &form, "key-1").await;
    assert_eq!((first.replayed, second.replayed), (false, true));
    assert_eq!(first.body, second.body);
    assert_eq!(shop.sim.control().sessions().expect("readable").len(), 1);
}

#[tokio::test]
async fn a_key_is_bound_to_its_parameters_and_its_endpoint() {
    let shop = Shop::open().await;
    shop.post_with_key("/v1/checkout/sessions", &session_form("ord_1"), "key-1").await;
    let other_body = shop.post_with_key("/v1/checkout/sessions", &session_form("ord_2"), "key-1").await;
    let other_path = shop.post_with_key("/v1/refunds", &session_form("ord_1"), "key-1").await;
    for answer in [&other_body, &other_path] {
        assert_eq!((answer.status, answer.text("/error/type")), (400, "idempotency_error"));
    }
    assert!(other_path.text("/error/message").contains("'/v1/checkout/sessions' vs '/v1/refunds'"));
}

#[tokio::test]
async fn a_key_is_forgotten_after_a_day() {
    let shop = Shop::open().await;
    let form = session_form("ord_1");
    let first = shop.post_with_key("/v1/checkout/sessions", &form, "key-1").await;
    shop.clock.advance_ms(23 * 3_600_000);
    assert!(shop.post_with_key("/v1/checkout/sessions", &form, "key-1").await.replayed);
    shop.clock.advance_ms(3_600_000);
    let later = shop.post_with_key("/v1/checkout/sessions", &form, "key-1").await;
    assert!(!later.replayed);
    assert_ne!(first.text("/id"), later.text("/id"));
}

#[tokio::test]
async fn an_answer_to_unreadable_parameters_is_not_kept() {
    let shop = Shop::open().await;
    let wrong = format!("{}&nonsense=1", session_form("ord_1"));
    assert_eq!(
        shop.post_with_key("/v1/checkout/sessions", &wrong, "key-1").await.code(),
        "parameter_unknown"
    );
    let right = shop.post_with_key("/v1/checkout/sessions", &session_form("ord_1"), "key-1").await;
    assert_eq!((right.status, right.replayed), (200, false));
}

#[tokio::test]
async fn a_refusal_by_the_state_of_things_is_kept() {
    let shop = Shop::open().await;
    let session = shop.session("ord_1").await;
    let path = format!("/v1/checkout/sessions/{session}/expire");
    shop.post(&path, "").await;
    let first = shop.post_with_key(&path, "", "key-1").await;
    let second = shop.post_with_key(&path, "", "key-1").await;
    assert_eq!((first.status, second.status, second.replayed), (400, 400, true));
}

#[tokio::test]
async fn a_server_error_is_the_answer_to_every_repeat() {
    let shop = Shop::open().await;
    let intent = shop.authorized("ord_1").await;
    let fault = Fault { endpoint: Some(Endpoint::IntentCapture), kind: FaultKind::ServerError, times: 1 };
    shop.sim.control().add_fault(fault);
    let path = format!("/v1/payment_intents/{intent}/capture");
    let first = shop.post_with_key(&path, "", "key-1").await;
    let second = shop.post_with_key(&path, "", "key-1").await;
    assert_eq!((first.status, second.status, second.replayed), (500, 500, true));
    assert_eq!(first.text("/error/type"), "api_error");
    assert_eq!(shop.sim.control().totals_of("ord_1").expect("readable").captured, 0);
    assert_eq!(shop.post_with_key(&path, "", "key-2").await.status, 200);
}

#[tokio::test]
async fn a_server_error_may_hide_that_the_request_was_applied() {
    let shop = Shop::open().await;
    let intent = shop.authorized("ord_1").await;
    let fault = Fault { endpoint: None, kind: FaultKind::ServerErrorAfterApplying, times: 1 };
    shop.sim.control().add_fault(fault);
    let answer = shop.post_with_key(&format!("/v1/payment_intents/{intent}/capture"), "", "key-1").await;
    assert_eq!(answer.status, 500);
    assert_eq!(shop.sim.control().totals_of("ord_1").expect("readable").captured, 2400);
}

#[tokio::test]
async fn a_connection_dropped_after_applying_is_answered_by_the_repeat() {
    let shop = Shop::open().await;
    let intent = shop.authorized("ord_1").await;
    let fault =
        Fault { endpoint: Some(Endpoint::IntentCapture), kind: FaultKind::DropAfterApplying, times: 1 };
    shop.sim.control().add_fault(fault);
    let path = format!("/v1/payment_intents/{intent}/capture");
    assert!(shop.try_post(&path, "", Some("key-1")).await.is_none(), "no answer comes");
    assert_eq!(shop.sim.control().totals_of("ord_1").expect("readable").captured, 2400);
    let repeat = shop.post_with_key(&path, "", "key-1").await;
    assert_eq!((repeat.status, repeat.replayed, repeat.text("/status")), (200, true, "succeeded"));
}

#[tokio::test]
async fn a_connection_dropped_before_applying_leaves_everything_as_it_was() {
    let shop = Shop::open().await;
    let intent = shop.authorized("ord_1").await;
    let fault = Fault { endpoint: None, kind: FaultKind::DropBeforeApplying, times: 1 };
    shop.sim.control().add_fault(fault);
    let path = format!("/v1/payment_intents/{intent}/capture");
    assert!(shop.try_post(&path, "", Some("key-1")).await.is_none(), "no answer comes");
    assert_eq!(shop.sim.control().totals_of("ord_1").expect("readable").captured, 0);
    let repeat = shop.post_with_key(&path, "", "key-1").await;
    assert_eq!((repeat.status, repeat.replayed), (200, false));
}

#[tokio::test]
async fn a_rate_limit_is_neither_applied_nor_kept() {
    let shop = Shop::open().await;
    shop.sim.control().add_fault(Fault { endpoint: None, kind: FaultKind::RateLimited, times: 1 });
    let form = session_form("ord_1");
    let first = shop.post_with_key("/v1/checkout/sessions", &form, "key-1").await;
    assert_eq!((first.status, first.code()), (429, "rate_limit"));
    assert_eq!(shop.post_with_key("/v1/checkout/sessions", &form, "key-1").await.status, 200);
}
