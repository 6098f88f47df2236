//! Carts: read back, edited on the version that was read, closed and expired.

use crate::shop::{NOW, a_cart, a_line, a_shop, after, line};
use aws_sdk_dynamodb::types::AttributeValue;
use domain::cart::{Cart, CartStatus, Writers};
use domain::ids::{CartId, OrderId};
use domain::limits::{CART_KEPT, CHECKOUT_DETAILS_KEPT};
use domain::time::Span;
use std::collections::BTreeMap;
use store::StoreError;
use store::carts::CartRefusal;

#[tokio::test]
async fn a_cart_reads_back_as_it_was_written() {
    let shop = a_shop().await;
    let cart = a_cart(1, &[("MUG-TIDE", 2), ("OWL", 1)]);
    shop.store.create_cart(&cart, "request", NOW).await.unwrap();
    let read = shop.store.cart(&cart.id, NOW).await.unwrap().unwrap();
    assert_eq!(read, Cart { version: 1, writers: writers(&["request"]), ..cart });
}

#[tokio::test]
async fn a_cart_is_read_together_with_the_current_catalogue() {
    let shop = a_shop().await;
    let cart = shop.cart(1, &[("OWL", 1)]).await;
    let read = shop.store.cart_and_catalog(&cart.id, NOW).await;
    assert!(matches!(read, Err(StoreError::Broken(_))), "nothing was published: {read:?}");
    let publication = crate::catalog::a_catalog("a", &[crate::goods::sku("OWL")], crate::goods::euros(2400));
    shop.store.publish(&publication).await.unwrap();
    let current = shop.store.current_catalog().await.unwrap();
    let kept = shop.store.cart_and_catalog(&cart.id, NOW).await.unwrap();
    assert_eq!(kept, (Some(cart.clone()), current.clone()));
    let expired = NOW.plus(CART_KEPT).plus(Span::seconds(1));
    assert_eq!(shop.store.cart_and_catalog(&cart.id, expired).await.unwrap(), (None, current.clone()));
    let nobodys = CartId::from_bits([9; 16]);
    assert_eq!(shop.store.cart_and_catalog(&nobodys, NOW).await.unwrap(), (None, current));
}

#[tokio::test]
async fn an_empty_cart_can_be_stored_and_filled() {
    let shop = a_shop().await;
    let cart = shop.cart(1, &[]).await;
    let lines = BTreeMap::from([(line("MUG-TIDE"), Some(a_line(3)))]);
    shop.store.change_cart(&cart, &lines, "request", NOW).await.unwrap();
    let read = shop.store.cart(&cart.id, NOW).await.unwrap().unwrap();
    assert_eq!(read, Cart { version: 2, writers: writers(&["request"; 2]), ..a_cart(1, &[("MUG-TIDE", 3)]) });
}

#[tokio::test]
async fn an_edit_sets_some_lines_removes_others_and_leaves_the_rest() {
    let shop = a_shop().await;
    let mut cart = shop.cart(1, &[("MUG-TIDE", 2), ("OWL", 1), ("TRAY", 4)]).await;
    cart.locale = crate::goods::locale("en-gb");
    let lines = BTreeMap::from([(line("MUG-TIDE"), Some(a_line(7))), (line("OWL"), None)]);
    shop.store.change_cart(&cart, &lines, "request", NOW).await.unwrap();
    let read = shop.store.cart(&cart.id, NOW).await.unwrap().unwrap();
    let wanted = a_cart(1, &[("MUG-TIDE", 7), ("TRAY", 4)]);
    assert_eq!(read, Cart { version: 2, locale: cart.locale, writers: writers(&["request"; 2]), ..wanted });
}

#[tokio::test]
async fn a_second_edit_decided_on_the_same_version_is_refused() {
    let shop = a_shop().await;
    let cart = shop.cart(1, &[("MUG-TIDE", 2)]).await;
    let edit = |quantity| BTreeMap::from([(line("MUG-TIDE"), Some(a_line(quantity)))]);
    shop.store.change_cart(&cart, &edit(3), "first", NOW).await.unwrap();
    let refused = shop.store.change_cart(&cart, &edit(4), "second", NOW).await;
    assert!(matches!(refused, Err(StoreError::Refused(CartRefusal::Changed))), "{refused:?}");
    let read = shop.store.cart(&cart.id, NOW).await.unwrap().unwrap();
    assert_eq!(read.writers, writers(&["request", "first"]));
}

#[tokio::test]
async fn a_cart_from_before_that_names_only_its_last_writer_is_read_and_edited() {
    let shop = a_shop().await;
    let cart = shop.cart(1, &[("OWL", 1)]).await;
    let key = store::table::cart(&cart.id);
    let text = |text: &str| AttributeValue::S(text.to_owned());
    let older = shop.client.update_item().table_name("shop").key("pk", text(&key.pk));
    let older = older.key("sk", text(&key.sk)).update_expression("SET changed_by = :last");
    older.expression_attribute_values(":last", text("last")).send().await.unwrap();
    let read = shop.store.cart(&cart.id, NOW).await.unwrap().unwrap();
    assert_eq!(read.writers, writers(&["last"]));
    shop.store.change_cart(&read, &BTreeMap::new(), "next", NOW).await.unwrap();
    let read = shop.store.cart(&cart.id, NOW).await.unwrap().unwrap();
    assert_eq!(read.writers, writers(&["last", "next"]));
}

fn writers(requests: &[&str]) -> Writers {
    requests.iter().fold(Writers::default(), |writers, request| writers.and(request))
}

#[tokio::test]
async fn a_cart_that_does_not_exist_takes_no_edit() {
    let shop = a_shop().await;
    let lines = BTreeMap::from([(line("OWL"), Some(a_line(1)))]);
    let refused = shop.store.change_cart(&a_cart(1, &[]), &lines, "request", NOW).await;
    assert!(matches!(refused, Err(StoreError::Refused(CartRefusal::Changed))), "{refused:?}");
}

#[tokio::test]
async fn a_cart_is_created_once() {
    let shop = a_shop().await;
    shop.cart(1, &[("OWL", 1)]).await;
    let refused = shop.store.create_cart(&a_cart(1, &[("TRAY", 1)]), "request", NOW).await;
    assert!(matches!(refused, Err(StoreError::Refused(CartRefusal::Changed))), "{refused:?}");
}

#[tokio::test]
async fn a_closed_cart_names_its_order_and_takes_no_edit() {
    let shop = a_shop().await;
    let order = shop.order(1, &[("OWL", 1)]).await;
    let closed = shop.store.cart(&order.cart_id, NOW).await.unwrap().unwrap();
    assert_eq!(closed.status, CartStatus::Closed(OrderId::from_bits([1; 16])));
    let lines = BTreeMap::from([(line("OWL"), Some(a_line(2)))]);
    for version in 0..4 {
        let cart = Cart { version, ..closed.clone() };
        let refused = shop.store.change_cart(&cart, &lines, "request", NOW).await;
        assert!(matches!(refused, Err(StoreError::Refused(CartRefusal::Changed))), "{refused:?}");
    }
    let long_after = NOW.plus(CART_KEPT).plus(Span::days(1));
    let refused = shop.store.create_cart(&a_cart(1, &[]), "request", long_after).await;
    assert!(matches!(refused, Err(StoreError::Refused(CartRefusal::Changed))), "{refused:?}");
    assert_eq!(shop.store.cart(&order.cart_id, long_after).await.unwrap().unwrap(), closed);
}

#[tokio::test]
async fn an_expired_cart_is_gone_although_its_item_is_still_there() {
    let shop = a_shop().await;
    let cart = shop.cart(1, &[("OWL", 1)]).await;
    let end = NOW.plus(CART_KEPT);
    assert!(shop.store.cart(&cart.id, end.minus(Span::seconds(1))).await.unwrap().is_some());
    assert_eq!(shop.store.cart(&cart.id, end).await.unwrap(), None);
    shop.store.create_cart(&a_cart(1, &[("TRAY", 1)]), "request", end).await.unwrap();
    let fresh = shop.store.cart(&cart.id, end).await.unwrap().unwrap();
    assert_eq!(fresh.lines, a_cart(1, &[("TRAY", 1)]).lines);
}

#[tokio::test]
async fn an_edit_keeps_a_cart_alive() {
    let shop = a_shop().await;
    let cart = shop.cart(1, &[("OWL", 1)]).await;
    let later = NOW.plus(Span::days(59));
    shop.store.change_cart(&cart, &BTreeMap::new(), "request", later).await.unwrap();
    assert!(shop.store.cart(&cart.id, NOW.plus(Span::days(100))).await.unwrap().is_some());
}

#[tokio::test]
async fn a_successor_cart_is_created_once_and_keeps_what_was_done_with_it() {
    let shop = a_shop().await;
    let successor = a_cart(2, &[("OWL", 1)]);
    shop.store.create_successor_cart(&successor, NOW).await.unwrap();
    let stored = shop.store.cart(&successor.id, NOW).await.unwrap().unwrap();
    let lines = BTreeMap::from([(line("OWL"), Some(a_line(5)))]);
    shop.store.change_cart(&stored, &lines, "request", NOW).await.unwrap();
    shop.store.create_successor_cart(&successor, after(1)).await.unwrap();
    let kept = shop.store.cart(&successor.id, NOW).await.unwrap().unwrap();
    assert_eq!(kept.lines[&line("OWL")].quantity.get(), 5);
}

#[tokio::test]
async fn what_was_typed_into_a_checkout_is_kept_for_two_days() {
    let shop = a_shop().await;
    let cart = CartId::from_bits([1; 16]);
    assert_eq!(shop.store.checkout_details(&cart, NOW).await.unwrap(), None);
    shop.store.keep_checkout_details(&cart, b"first".to_vec(), NOW).await.unwrap();
    shop.store.keep_checkout_details(&cart, b"second".to_vec(), NOW).await.unwrap();
    assert_eq!(shop.store.checkout_details(&cart, NOW).await.unwrap(), Some(b"second".to_vec()));
    let end = NOW.plus(CHECKOUT_DETAILS_KEPT);
    assert_eq!(shop.store.checkout_details(&cart, end).await.unwrap(), None);
}
