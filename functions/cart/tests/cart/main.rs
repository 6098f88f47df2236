//! The cart as a program sees it: what is asked once happens once, and prices are the shop's.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

#[path = "../../../shared/store/tests/table/goods.rs"]
mod goods;
mod link;
mod lost;
mod stage;

use cart::Config;
use contract::config::SITE_URL;
use contract::http::Amount;
use contract::problem::{Problem, ProblemCode, ProblemField};
use embedded::{Fault, Refusal, Service};
use lambda_http::http;
use serde_json::json;
use stage::{SITE, a_stage};
use std::sync::Arc;

#[tokio::test]
async fn the_first_article_makes_a_cart_whose_cookie_scripts_cannot_read() {
    let stage = a_stage().await;
    let answer = stage.post("/cart/add", None, json!({"sku": "OWL", "quantity": 2})).await;
    let (id, cookie) = answer.cart.clone().unwrap();
    for part in ["HttpOnly", "SameSite=Lax", "Path=/", "Secure"] {
        assert!(cookie.contains(part), "{cookie} lacks {part}");
    }
    assert_eq!(stage.owls(&id).await, Some(2));
    let body = answer.cart_body();
    assert_eq!((answer.status, body.line_count, body.quantity_total), (200, 1, 2));
    assert_eq!(body.subtotal, Some(Amount::from(goods::euros(4800))));
}

#[tokio::test]
async fn what_is_engraved_is_named_and_refused_in_the_language_of_the_storefront() {
    let stage = a_stage().await;
    let engrave = |text: &str| json!({"sku": "LAMP", "locale": "de", "properties": {"engraving": text}});
    let refused = stage.post("/cart/add", None, engrave("Für Ada 😀")).await;
    assert_eq!(refused.problem(), (422, ProblemCode::InvalidField));
    let Problem { title, fields, .. } = serde_json::from_slice(&refused.body).unwrap();
    let sentence = "„😀“ kann nicht geschrieben werden. Möglich sind lateinische Buchstaben, Ziffern, \
                    Leerzeichen und . , ! ? ' & - / ( ).";
    assert_eq!(title, format!("Gravur: {sentence}"));
    assert_eq!(
        fields,
        [ProblemField { name: "properties[engraving]".to_owned(), problem: sentence.to_owned() }]
    );
    let added = stage.post("/cart/add", None, engrave("Für Ada")).await.cart_body();
    let line = &added.lines[0];
    assert_eq!((line.title.as_str(), line.properties[0].name.as_str()), ("Lampe, Eiche", "Gravur"));
    let cart = stage.a_cart(1).await;
    let unknown = json!({"line": "LAMP.0123456789ab", "quantity": 1});
    assert_eq!(stage.post("/cart/set", Some(&cart), unknown).await.problem(), (404, ProblemCode::NotFound));
}

#[tokio::test]
async fn adding_adds_setting_sets_and_removing_twice_is_removing() {
    let stage = a_stage().await;
    let cart = stage.a_cart(1).await;
    stage.post("/cart/add", Some(&cart), json!({"sku": "OWL"})).await;
    assert_eq!(stage.owls(&cart).await, Some(2));
    for _ in 0..2 {
        stage.post("/cart/set", Some(&cart), json!({"sku": "OWL", "quantity": 7})).await;
    }
    assert_eq!(stage.owls(&cart).await, Some(7));
    for _ in 0..2 {
        let answer = stage.post("/cart/remove", Some(&cart), json!({"sku": "OWL"})).await;
        assert_eq!((answer.status, answer.cart_body().line_count), (200, 0));
    }
    stage.post("/cart/add", Some(&cart), json!({"sku": "OWL"})).await;
    stage.post("/cart/set", Some(&cart), json!({"sku": "OWL", "quantity": "0"})).await;
    assert_eq!(stage.owls(&cart).await, None);
}

#[tokio::test]
async fn windows_that_add_at_the_same_time_are_all_heard() {
    let stage = Arc::new(a_stage().await);
    let cart = stage.a_cart(1).await;
    let mut adding = tokio::task::JoinSet::new();
    for _ in 0..6 {
        let (stage, cart) = (Arc::clone(&stage), cart.clone());
        adding.spawn(async move { stage.post("/cart/add", Some(&cart), json!({"sku": "OWL"})).await.status });
    }
    assert_eq!(adding.join_all().await, [200; 6]);
    assert_eq!(stage.owls(&cart).await, Some(7));
}

#[tokio::test]
async fn contention_is_met_with_another_try() {
    let stage = a_stage().await;
    let cart = stage.a_cart(1).await;
    let conflict = Fault::Refuse(Refusal::TransactionConflict { position: 0 });
    stage.faults.planned.plan(Service::DynamoDb, "UpdateItem", conflict);
    let answer = stage.post("/cart/add", Some(&cart), json!({"sku": "OWL"})).await;
    assert_eq!((answer.status, stage.owls(&cart).await), (200, Some(2)));
}

#[tokio::test]
async fn what_cannot_be_is_refused_by_name_and_changes_nothing() {
    let stage = a_stage().await;
    let cart = stage.a_cart(98).await;
    let refusals = [
        ("/cart/add", json!({"sku": "GONE-1"}), ProblemCode::NotSold),
        ("/cart/add", json!({"sku": "<script>"}), ProblemCode::InvalidField),
        ("/cart/add", json!({"sku": "OWL", "quantity": 0}), ProblemCode::InvalidField),
        ("/cart/add", json!({"sku": "OWL", "quantity": -1}), ProblemCode::InvalidField),
        ("/cart/add", json!({"sku": "OWL", "quantity": 1.5}), ProblemCode::InvalidField),
        ("/cart/add", json!({"sku": "OWL", "quantity": 2}), ProblemCode::LimitReached),
        ("/cart/add", json!({"sku": "OWL", "price": 1}), ProblemCode::Unreadable),
        ("/cart/set", json!({"sku": "OWL", "quantity": 100}), ProblemCode::InvalidField),
        ("/cart/set", json!({"sku": "OWL"}), ProblemCode::Unreadable),
        ("/cart/merge", json!({"cart": "cart_x"}), ProblemCode::InvalidField),
        ("/cart/burn", json!({}), ProblemCode::NotFound),
    ];
    for (path, body, code) in refusals {
        let answer = stage.post(path, Some(&cart), body.clone()).await;
        assert_eq!(answer.problem(), (code.status(), code), "{path} {body}");
    }
    assert_eq!(stage.owls(&cart).await, Some(98));
}

#[tokio::test]
async fn another_sites_form_changes_nothing() {
    let stage = a_stage().await;
    let cart = stage.a_cart(1).await;
    let request = http::Request::post("/cart/add")
        .header("accept", "application/json")
        .header("origin", "https://evil.example")
        .header("cookie", format!("cart={cart}"));
    let answer = stage.send(request, &json!({"sku": "OWL"})).await;
    assert_eq!(answer.problem(), (400, ProblemCode::ForeignOrigin));
    assert_eq!(stage.owls(&cart).await, Some(1));
}

#[tokio::test]
async fn a_browser_is_sent_to_the_cart() {
    let stage = a_stage().await;
    let request = http::Request::post("/cart/add").header("accept", "text/html").header("origin", SITE);
    let answer = stage.send(request, &json!({"sku": "OWL"})).await;
    assert_eq!((answer.status, answer.location.as_deref()), (303, Some("/cart")));
}

#[tokio::test]
async fn merging_twice_is_merging_once() {
    let stage = a_stage().await;
    let (mine, other) = (stage.a_cart(2).await, stage.a_cart(5).await);
    for _ in 0..2 {
        stage.post("/cart/merge", Some(&mine), json!({"cart": other.as_str()})).await;
        assert_eq!(stage.owls(&mine).await, Some(5));
    }
    assert_eq!(stage.owls(&other).await, Some(5));
}

#[tokio::test]
async fn after_the_order_the_next_article_starts_a_new_cart() {
    let stage = a_stage().await;
    let cart = stage.a_cart(1).await;
    stage.order(&cart).await;
    let answer = stage.post("/cart/add", Some(&cart), json!({"sku": "OWL"})).await;
    let (fresh, _) = answer.cart.unwrap();
    assert_ne!(fresh, cart);
    assert_eq!((stage.owls(&cart).await, stage.owls(&fresh).await), (Some(1), Some(1)));
}

#[tokio::test]
async fn a_busy_table_is_said_to_be_busy() {
    let stage = a_stage().await;
    for _ in 0..3 {
        stage.faults.planned.plan(Service::DynamoDb, "GetItem", Fault::Refuse(Refusal::Throttled));
    }
    let answer = stage.post("/cart/add", None, json!({"sku": "OWL"})).await;
    assert_eq!((answer.problem(), answer.retry_after), ((503, ProblemCode::Busy), true));
}

#[test]
fn a_missing_variable_is_named() {
    let error = Config::read(&|name| (name != SITE_URL).then(|| "x".to_owned())).unwrap_err();
    assert!(error.to_string().contains(SITE_URL), "{error}");
}
