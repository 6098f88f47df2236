//! Every function's real binary, started as Lambda starts it, answers an event of its kind.
//!
//! A process's environment is what the template gives it and what Lambda adds, and nothing else. It speaks with
//! a small Lambda Runtime API, and through the real AWS SDK with the embedded stores behind ports.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test may fail loudly")]

mod events;
mod process;
mod world;

use contract::messages::{ChangeStock, Message, OrderRef, ProviderEventReceived};
use domain::ids::{MovementId, Sku};
use domain::inventory::{MovementKind, StockChange};
use domain::payments::Provider;
use domain::time::Span;
use events::{batch, change, request, schedule, unknown_order};
use process::{PATIENCE, Said};
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};
use store::table;
use template_reader::EventSource;
use world::{World, repository};

/// The first event of each function behind the API: status, media type, and a part of the body or location.
fn requests() -> BTreeMap<&'static str, (Value, u64, &'static str, &'static str)> {
    let unknown = format!("/order/{}", unknown_order());
    let offers = [("market", "eu"), ("skus", "MUG-TIDE,NO-SUCH")];
    let typo = [("q", "harbro")];
    [
        ("cart", (request("GET", "/cart", &[], None), 200, "text/html", "Your cart is empty")),
        ("checkout", (request("GET", "/checkout", &[], None), 303, "", "/cart")),
        ("offers", (request("GET", "/offers", &offers, None), 200, "application/json", "2400")),
        (
            "order-status",
            (request("GET", &unknown, &[], None), 404, "text/html", "could not find this order"),
        ),
        (
            "payment-webhook",
            (request("POST", "/webhooks/stripe", &[], Some("{}")), 400, "application/problem+json", "signed"),
        ),
        ("search", (request("GET", "/search", &typo, None), 200, "text/html", "Harbor mug")),
    ]
    .into()
}

#[tokio::test]
async fn the_functions_behind_the_api_answer_its_events() {
    let world = World::start().await;
    let requests = requests();
    let functions = world.functions(|source| matches!(source, EventSource::Http(_)));
    assert_eq!(functions, requests.keys().map(|&name| name.to_owned()).collect());
    for (name, (event, status, media_type, part)) in requests {
        let answer = world.bootstrap(name).await.answer(event).await;
        assert_eq!(answer["statusCode"], json!(status), "{name}: {answer}");
        let header = |header: &str| answer["headers"][header].as_str().unwrap_or_default().to_owned();
        assert!(header("content-type").starts_with(media_type), "{name}: {answer}");
        let said =
            if status == 303 { header("location") } else { answer["body"].as_str().unwrap().to_owned() };
        assert!(said.contains(part), "{name}: {answer}");
        assert_eq!(answer["isBase64Encoded"], json!(false), "{name}");
    }
}

#[tokio::test]
async fn who_comes_by_the_apis_own_address_is_refused_by_every_function() {
    let world = World::start().await;
    for (name, (mut event, ..)) in requests() {
        for sent in [json!(null), json!("none"), json!("guessed")] {
            event["headers"][edge::origin::HEADER] = sent;
            event["headers"].as_object_mut().unwrap().retain(|_, value| !value.is_null());
            let answer = world.bootstrap(name).await.answer(event.clone()).await;
            assert_eq!(answer["statusCode"], json!(403), "{name}: {answer}");
            assert!(answer["body"].as_str().unwrap().contains("not_allowed"), "{name}: {answer}");
        }
    }
}

#[tokio::test]
async fn the_functions_behind_queues_answer_batches() {
    let world = World::start().await;
    let functions = world.functions(|source| matches!(source, EventSource::Queue(_)));
    assert_eq!(functions, ["order-notify", "payment-settle", "stock-update"].map(str::to_owned).into());
    let none_failed = json!({ "batchItemFailures": [] });

    let sku = Sku::parse("MUG-TIDE").unwrap();
    let id = MovementId::from_bits([1; 16]);
    let reason = "a delivery".to_owned();
    let line = StockChange { id, sku: sku.clone(), kind: MovementKind::Receipt, quantity: 7, reason };
    let event = batch(&Message::ChangeStock(ChangeStock { lines: vec![line] }), world.now());
    let mut stock_update = world.bootstrap("stock-update").await;
    // Delivered twice, as queues may: the stock moves once.
    for _ in 0..2 {
        assert_eq!(stock_update.answer(event.clone()).await, none_failed);
        assert_eq!(world.store.stock([&sku], true).await.unwrap()[&sku].available, 7);
    }

    let event = batch(&about_an_unknown_order(), world.now());
    assert_eq!(world.bootstrap("payment-settle").await.answer(event).await, none_failed);
    let raised = table::unlicensed("stripe", unknown_order().as_str());
    assert!(world.has(&raised).await, "what no order licenses is recorded");

    let event = batch(&Message::OrderConfirmed(OrderRef { order_id: unknown_order() }), world.now());
    let failed = json!({ "batchItemFailures": [{ "itemIdentifier": event["Records"][0]["messageId"] }] });
    assert_eq!(world.bootstrap("order-notify").await.answer(event).await, failed);
}

#[tokio::test]
async fn the_function_behind_the_stream_relays_what_an_item_has_to_tell() {
    let world = World::start().await;
    let functions = world.functions(|source| matches!(source, EventSource::Stream(_)));
    assert_eq!(functions, ["outbox-relay".to_owned()].into());
    let key = world.store_event("evt_1", world.now()).await;
    let event = change(&key, world.now());
    let answer = world.bootstrap("outbox-relay").await.answer(event).await;
    assert_eq!(answer, json!({ "batchItemFailures": [] }));
    assert_eq!(world.queued("payments").await, [Message::OrderDue(OrderRef { order_id: unknown_order() })]);
}

#[tokio::test]
async fn the_functions_behind_schedules_do_their_rounds() {
    let world = World::start().await;
    let functions = world.functions(|source| matches!(source, EventSource::Schedule { .. }));
    assert_eq!(functions, ["hold-sweep", "payment-reconcile"].map(str::to_owned).into());

    world.store_event("evt_1", world.now().minus(Span::minutes(5))).await;
    assert_eq!(world.bootstrap("hold-sweep").await.answer(schedule()).await, Value::Null);
    assert_eq!(world.queued("payments").await, [Message::OrderDue(OrderRef { order_id: unknown_order() })]);

    assert_eq!(world.bootstrap("payment-reconcile").await.answer(schedule()).await, Value::Null);
    assert!(world.store.reconciliation("stripe").await.unwrap().until.is_some());
    let asked = world.provider.control().requests();
    assert!(
        asked.iter().any(|request| request.path == "/v1/events" && request.status == Some(200)),
        "{asked:?}"
    );
}

#[tokio::test]
async fn a_function_says_that_it_cannot_read_an_event_and_goes_on() {
    let world = World::start().await;
    let mut function = world.bootstrap("payment-settle").await;
    let said = function.hand(json!({ "Records": "none" })).await;
    assert!(matches!(&said, Said::Failed(why) if why["errorMessage"].is_string()), "{said:?}");
    let event = batch(&about_an_unknown_order(), world.now());
    assert_eq!(function.answer(event).await, json!({ "batchItemFailures": [] }));
}

/// What a provider tells of an order that the shop does not have.
fn about_an_unknown_order() -> Message {
    let (order_id, event_id) = (unknown_order(), "evt_1".to_owned());
    Message::ProviderEventReceived(ProviderEventReceived {
        order_id,
        event_id,
        provider: Some(Provider::Stripe),
    })
}

#[tokio::test]
async fn a_function_without_a_variable_that_it_needs_does_not_start_and_names_it() {
    let world = World::start().await;
    for function in &world.template.functions {
        let mut variables = world.variables(function);
        variables.remove(contract::config::TABLE_NAME);
        let mut bootstrap = world.bootstrap_with(function, variables).await;
        let status = tokio::time::timeout(PATIENCE, bootstrap.process.wait()).await.unwrap().unwrap();
        assert!(!status.success(), "{}", function.folder);
        assert!(bootstrap.logs().contains(contract::config::TABLE_NAME), "{}", bootstrap.logs());
    }
}

#[test]
fn cargo_lambda_watch_is_told_every_route() {
    let manifest: toml::Table =
        std::fs::read_to_string(repository().join("Cargo.toml")).unwrap().parse().unwrap();
    let router = manifest["workspace"]["metadata"]["lambda"]["watch"]["router"].as_table().unwrap();
    let told: BTreeSet<(&str, &str, &str)> = router
        .iter()
        .flat_map(|(path, routes)| routes.as_array().unwrap().iter().map(move |route| (path, route)))
        .map(|(path, route)| {
            (route["method"].as_str().unwrap(), path.as_str(), route["function"].as_str().unwrap())
        })
        .collect();
    let routes = contract::routes::ROUTES.iter();
    assert_eq!(told, routes.map(|route| (route.method, route.path, route.function)).collect());
}
