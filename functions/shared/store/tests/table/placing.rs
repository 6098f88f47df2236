//! Placing: one transaction whose refusals have names, the most telling first.

use crate::goods::sku;
use crate::shop::{NOW, SEALED, Shop, a_cart, a_line, a_placement, a_shop, bytes, line};
use domain::cart::{Cart, CartStatus};
use domain::ids::OrderId;
use domain::limits::CART_LINES_MAX;
use domain::orders::Order;
use domain::orders::place::Placement;
use std::collections::BTreeMap;
use store::StoreError;
use store::orders::{PlaceRefusal, WholeOrder};
use store::table;

/// The refusal's name.
fn refusal(result: Result<(), StoreError<PlaceRefusal>>) -> PlaceRefusal {
    match result {
        Err(StoreError::Refused(refusal)) => refusal,
        other => unreachable!("placing was not refused: {other:?}"),
    }
}

async fn place_as(shop: &Shop, placement: &Placement, cart: &Cart) -> PlaceRefusal {
    refusal(shop.store.commit_placement(placement, cart, SEALED.to_vec(), NOW).await)
}

#[tokio::test]
async fn a_placed_order_reads_back_whole() {
    let shop = a_shop().await;
    shop.receive("MUG-TIDE", 5).await;
    shop.receive("OWL", 1).await;
    let cart = shop.cart(1, &[("MUG-TIDE", 2), ("OWL", 1)]).await;
    let Placement { order, document } = a_placement(&cart);
    shop.place(&cart).await.unwrap();
    assert_eq!(shop.store.order(&order.id).await.unwrap(), Some(Order { version: 1, ..order.clone() }));
    assert_eq!(shop.store.order_document(&order.id).await.unwrap().as_ref(), Some(&document));
    assert_eq!(shop.store.order_contact(&order.id).await.unwrap(), Some(SEALED.to_vec()));
    let whole =
        WholeOrder { order: Order { version: 1, ..order.clone() }, document, contact: Some(SEALED.to_vec()) };
    assert_eq!(shop.store.whole_order(&order.id).await.unwrap(), Some(whole));
    assert_eq!(shop.store.order_by_number(&order.number).await.unwrap(), Some(order.id.clone()));
    assert_eq!((shop.units("MUG-TIDE").await, shop.units("OWL").await), ((3, 2), (0, 1)));
    let closed = shop.store.cart(&cart.id, NOW).await.unwrap().unwrap();
    assert_eq!(closed.status, CartStatus::Closed(order.id));
}

#[tokio::test]
async fn an_order_that_was_never_placed_is_nothing() {
    let shop = a_shop().await;
    let id = OrderId::from_bits([1; 16]);
    assert_eq!(shop.store.order(&id).await.unwrap(), None);
    assert_eq!(shop.store.order_document(&id).await.unwrap(), None);
    assert_eq!(shop.store.order_contact(&id).await.unwrap(), None);
    assert_eq!(shop.store.whole_order(&id).await.unwrap(), None);
}

#[tokio::test]
async fn a_repeat_is_told_that_it_was_placed_although_everything_else_fails_too() {
    let shop = a_shop().await;
    shop.receive("OWL", 1).await;
    let cart = shop.cart(1, &[("OWL", 1)]).await;
    shop.place(&cart).await.unwrap();
    assert_eq!(refusal(shop.place(&cart).await), PlaceRefusal::AlreadyPlaced);
    assert_eq!(shop.units("OWL").await, (0, 1));
}

#[tokio::test]
async fn a_taken_number_is_told_before_cart_and_stock() {
    let shop = a_shop().await;
    let first = shop.order(1, &[("OWL", 1)]).await;
    let cart = a_cart(2, &[("OWL", 1)]);
    let mut placement = a_placement(&cart);
    placement.order.number = first.number.clone();
    assert_eq!(place_as(&shop, &placement, &cart).await, PlaceRefusal::NumberTaken);
    assert_eq!(shop.store.order_by_number(&first.number).await.unwrap(), Some(first.id));
}

#[tokio::test]
async fn a_changed_cart_is_told_before_stock() {
    let shop = a_shop().await;
    let cart = shop.cart(1, &[("OWL", 1)]).await;
    let lines = BTreeMap::from([(line("OWL"), Some(a_line(2)))]);
    shop.store.change_cart(&cart, &lines, "request", NOW).await.unwrap();
    assert_eq!(refusal(shop.place(&cart).await), PlaceRefusal::CartChanged);
}

#[tokio::test]
async fn what_is_missing_is_named() {
    let shop = a_shop().await;
    shop.receive("MUG-TIDE", 9).await;
    shop.receive("OWL", 1).await;
    let cart = shop.cart(1, &[("MUG-TIDE", 2), ("OWL", 2)]).await;
    assert_eq!(refusal(shop.place(&cart).await), PlaceRefusal::OutOfStock(sku("OWL")));
    let cart = shop.cart(2, &[("MUG-TIDE", 1), ("NEVER-SEEN", 1)]).await;
    assert_eq!(refusal(shop.place(&cart).await), PlaceRefusal::OutOfStock(sku("NEVER-SEEN")));
}

#[tokio::test]
async fn a_refused_order_leaves_no_trace() {
    let shop = a_shop().await;
    shop.receive("MUG-TIDE", 9).await;
    let cart = shop.cart(1, &[("MUG-TIDE", 2), ("OWL", 2)]).await;
    shop.place(&cart).await.unwrap_err();
    let Placement { order, .. } = a_placement(&cart);
    for key in [
        table::order_state(&order.id),
        table::order_document(&order.id),
        table::order_contact(&order.id),
        table::order_number(&order.number),
    ] {
        assert_eq!(shop.item(&key).await, None, "{key:?}");
    }
    assert_eq!(shop.units("MUG-TIDE").await, (9, 0));
    assert_eq!(shop.store.cart(&cart.id, NOW).await.unwrap(), Some(cart));
}

#[tokio::test]
async fn the_largest_order_is_one_transaction_of_sixty_five_writes_and_a_small_state() {
    let shop = a_shop().await;
    let names: Vec<String> =
        (0..CART_LINES_MAX).map(|number| format!("A-SKU-OF-FORTY-CHARACTERS-{number:014}")).collect();
    let lines: Vec<(&str, u32)> = names.iter().map(|name| (name.as_str(), 99)).collect();
    let order = shop.order(1, &lines).await;
    assert_eq!(order.held.len(), CART_LINES_MAX);
    let transactions = shop.calls.of("TransactWriteItems");
    let placing: serde_json::Value = serde_json::from_str(transactions.last().unwrap()).unwrap();
    assert_eq!(placing["TransactItems"].as_array().map(Vec::len), Some(65));
    let state = bytes(&shop.item(&table::order_state(&order.id)).await.unwrap());
    assert!(state < 8 * 1024, "the state of the largest order has {state} bytes");
    for name in names {
        assert_eq!(shop.units(&name).await, (0, 99), "{name}");
    }
}

#[tokio::test]
async fn a_usual_order_has_a_state_of_a_kilobyte() {
    let shop = a_shop().await;
    let order = shop.order(1, &[("MUG-TIDE", 2), ("OWL", 1)]).await;
    let state = bytes(&shop.item(&table::order_state(&order.id)).await.unwrap());
    assert!(state < 2 * 1024, "the state of a usual order has {state} bytes");
}
