//! The outbox: what is unsent is found, what is struck is gone, and nothing that came between is lost.

use crate::shop::{NOW, a_shop, after};
use contract::messages::{Message, OrderRef};
use domain::ids::OrderId;
use domain::orders::cancel::cancel;
use domain::orders::{CancelReason, OrderEventKind};
use domain::payments::attempt::with_session;
use domain::time::Span;
use std::collections::BTreeSet;
use store::StoreError;
use store::outbox::{StrikeRefusal, Unsent};
use store::table;

fn kinds(unsent: &Unsent) -> Vec<&'static str> {
    unsent.messages.iter().map(|body| Message::read(body).unwrap().1.kind()).collect()
}

#[tokio::test]
async fn a_placed_order_tells_of_it_once() {
    let shop = a_shop().await;
    let order = shop.order(1, &[("OWL", 1)]).await;
    let key = table::order_state(&order.id);
    let unsent = shop.store.unsent(&key).await.unwrap().unwrap();
    let (_, message) = Message::read(&unsent.messages[0]).unwrap();
    assert_eq!(message, Message::OrderPlaced(OrderRef { order_id: order.id.clone() }));
    assert_eq!((unsent.messages.len(), unsent.last_sequence), (1, 1));
    shop.store.strike(&unsent).await.unwrap();
    assert_eq!(shop.store.unsent(&key).await.unwrap(), None);
    assert_eq!(shop.store.unsent_first_page(after(999)).await.unwrap(), []);
}

#[tokio::test]
async fn reading_twice_before_striking_is_the_same_messages_with_the_same_ids() {
    let shop = a_shop().await;
    let order = shop.order(1, &[("OWL", 1)]).await;
    let key = table::order_state(&order.id);
    let first = shop.store.unsent(&key).await.unwrap().unwrap();
    assert_eq!(shop.store.unsent(&key).await.unwrap(), Some(first.clone()));
    shop.store.strike(&first).await.unwrap();
    shop.store.strike(&first).await.unwrap();
    assert_eq!(shop.store.unsent(&key).await.unwrap(), None);
}

#[tokio::test]
async fn an_event_that_came_between_reading_and_striking_stays_unsent() {
    let shop = a_shop().await;
    let order = shop.order(1, &[("OWL", 1)]).await;
    let key = table::order_state(&order.id);
    let read = shop.store.unsent(&key).await.unwrap().unwrap();
    let canceled = cancel(&order, CancelReason::Expired, after(60)).unwrap();
    shop.store.commit_cancel(&canceled, after(60)).await.unwrap();
    let refused = shop.store.strike(&read).await;
    assert!(matches!(refused, Err(StoreError::Refused(StrikeRefusal::MoreCame))), "{refused:?}");
    let again = shop.store.unsent(&key).await.unwrap().unwrap();
    assert_eq!(kinds(&again), ["OrderPlaced", "OrderCanceled"]);
    assert_eq!(again.messages[0], read.messages[0], "a repeat of a message is the same message");
    shop.store.strike(&again).await.unwrap();
    assert_eq!(shop.store.unsent(&key).await.unwrap(), None);
}

#[tokio::test]
async fn after_striking_only_what_is_new_is_told() {
    let shop = a_shop().await;
    let mut order = shop.order(1, &[("OWL", 1)]).await;
    let key = table::order_state(&order.id);
    shop.store.strike(&shop.store.unsent(&key).await.unwrap().unwrap()).await.unwrap();
    order.tell(OrderEventKind::PaymentNotCompleted { pay_until: after(55) }, after(20));
    shop.store.write_order(&order, after(20)).await.unwrap();
    let unsent = shop.store.unsent(&key).await.unwrap().unwrap();
    assert_eq!((kinds(&unsent), unsent.last_sequence), (vec!["PaymentNotCompleted"], 2));
}

#[tokio::test]
async fn striking_is_no_change_of_the_order() {
    let shop = a_shop().await;
    let order = shop.order(1, &[("OWL", 1)]).await;
    let key = table::order_state(&order.id);
    shop.store.strike(&shop.store.unsent(&key).await.unwrap().unwrap()).await.unwrap();
    assert_eq!(shop.store.order(&order.id).await.unwrap(), Some(order.clone()));
    shop.store.write_order(&with_session(&order, 1, "cs_1"), after(1)).await.unwrap();
    assert_eq!(shop.store.unsent(&key).await.unwrap(), None, "a write without an event has nothing to tell");
}

#[tokio::test]
async fn an_item_without_messages_has_nothing_unsent() {
    let shop = a_shop().await;
    let order = shop.order(1, &[("OWL", 1)]).await;
    let key = table::order_document(&order.id);
    assert_eq!(shop.store.unsent(&key).await.unwrap(), None);
    let missing = table::order_state(&OrderId::from_bits([9; 16]));
    assert_eq!(shop.store.unsent(&missing).await.unwrap(), None);
}

#[tokio::test]
async fn orders_of_every_bucket_are_found_unsent_and_due() {
    let shop = a_shop().await;
    let mut ids = BTreeSet::new();
    for number in 1..=40 {
        ids.insert(shop.order(number, &[("OWL", 1)]).await.id);
    }
    let buckets: BTreeSet<String> = ids.iter().map(|id| table::bucket(id.as_str())).collect();
    assert_eq!(buckets, table::buckets().collect());
    let keys: BTreeSet<table::Key> = ids.iter().map(table::order_state).collect();
    let unsent = shop.store.unsent_first_page(NOW).await.unwrap();
    assert_eq!(unsent.into_iter().collect::<BTreeSet<_>>(), keys);
    let hold_ends = after(55);
    let due = shop.store.due_first_page(hold_ends).await.unwrap();
    assert_eq!(due.into_iter().collect::<BTreeSet<_>>(), ids);
}

#[tokio::test]
async fn nothing_is_due_or_unsent_before_its_time() {
    let shop = a_shop().await;
    let order = shop.order(1, &[("OWL", 1)]).await;
    let just_before = |time: domain::time::Timestamp| time.minus(Span::seconds(1));
    assert_eq!(shop.store.due_first_page(just_before(order.due_at.unwrap())).await.unwrap(), []);
    assert_eq!(shop.store.unsent_first_page(just_before(NOW)).await.unwrap(), []);
}

#[tokio::test]
async fn an_order_that_ended_is_due_no_more() {
    let shop = a_shop().await;
    let order = shop.order(1, &[("OWL", 1)]).await;
    let canceled = cancel(&order, CancelReason::Expired, after(60)).unwrap();
    shop.store.commit_cancel(&canceled, after(60)).await.unwrap();
    assert_eq!(shop.store.due_first_page(after(9_999)).await.unwrap(), []);
}
