//! An order's state: written on the version it was read with, and canceled with its stock.

use crate::goods::euros;
use crate::shop::{NOW, a_shop, after, bytes};
use domain::limits::{ATTEMPTS_MAX, CART_LINES_MAX};
use domain::orders::cancel::cancel;
use domain::orders::state::OrderStatus;
use domain::orders::{BreakKind, CancelReason, Order, OrderEventKind};
use domain::payments::attempt::pay_again;
use domain::payments::attempt::{PayAgain, with_session, without_session};
use domain::payments::{Operation, OperationKind, PaymentStatus};
use embedded::{Fault, Refusal};
use store::StoreError;
use store::orders::OrderRefusal;
use store::table;

/// An order with every field in use.
fn eventful(order: &Order) -> Order {
    let mut next = with_session(order, 1, "cs_1");
    next.payment = PaymentStatus::RequiresCapture;
    next.captured = euros(100);
    next.refundable = euros(99);
    next.operation = Some(Operation {
        kind: OperationKind::Capture,
        number: 1,
        intent: "pi_1".to_owned(),
        amount: order.total,
        key: "key".to_owned(),
        first_sent_at: after(3),
    });
    next.operations = 1;
    next.cancel_requested = Some(CancelReason::Staff);
    next.due_at = Some(after(5));
    next.looks = 2;
    next.raise(BreakKind::AmountDiffers, "1 EUR more".to_owned(), after(3));
    next.tell(OrderEventKind::PaymentNotCompleted { pay_until: after(55) }, after(3));
    next
}

#[tokio::test]
async fn a_state_reads_back_as_it_was_written() {
    let shop = a_shop().await;
    let order = shop.order(1, &[("OWL", 1)]).await;
    let next = eventful(&order);
    let written = shop.store.write_order(&next, after(3)).await.unwrap();
    assert_eq!(written, Order { version: 2, ..next });
    assert_eq!(shop.store.order(&order.id).await.unwrap(), Some(written));
}

#[tokio::test]
async fn orders_are_listed_newest_first_with_what_waits_for_a_person() {
    let shop = a_shop().await;
    let first = shop.order(1, &[("OWL", 1)]).await;
    let second = shop.order(2, &[("OWL", 1)]).await;
    let mut eventful = Order { placed_at: after(1), ..eventful(&first) };
    eventful.raise(BreakKind::Stuck, "nothing changed".to_owned(), after(3));
    eventful.resolve(BreakKind::Stuck, after(4));
    shop.store.write_order(&eventful, after(3)).await.unwrap();
    let listed = shop.store.list_orders().await.unwrap();
    let numbers: Vec<_> = listed.iter().map(|order| order.number.clone()).collect();
    assert_eq!(numbers, [first.number, second.number]);
    let kinds: Vec<_> = listed[0].open_breaks.iter().map(|open| open.kind).collect();
    assert_eq!((kinds, listed[0].due_at), (vec![BreakKind::AmountDiffers], Some(after(5))));
    assert_eq!((listed[1].total, listed[1].payment), (second.total, second.payment));
}

#[tokio::test]
async fn an_order_with_nothing_left_to_do_is_due_never() {
    let shop = a_shop().await;
    let order = shop.order(1, &[("OWL", 1)]).await;
    assert!(order.due_at.is_some());
    let next = Order { due_at: None, ..order.clone() };
    shop.store.write_order(&next, after(3)).await.unwrap();
    assert_eq!(shop.store.order(&order.id).await.unwrap().unwrap().due_at, None);
}

#[tokio::test]
async fn a_second_write_on_the_same_version_is_refused() {
    let shop = a_shop().await;
    let order = shop.order(1, &[("OWL", 1)]).await;
    shop.store.write_order(&with_session(&order, 1, "cs_1"), NOW).await.unwrap();
    let refused = shop.store.write_order(&with_session(&order, 1, "cs_2"), NOW).await;
    assert!(matches!(refused, Err(StoreError::Refused(OrderRefusal::Changed))), "{refused:?}");
    let stored = shop.store.order(&order.id).await.unwrap().unwrap();
    assert_eq!(stored.attempts[0].session.as_deref(), Some("cs_1"));
}

#[tokio::test]
async fn a_write_that_meets_a_transaction_is_tried_again() {
    let shop = a_shop().await;
    let order = shop.order(1, &[("OWL", 1)]).await;
    let conflict = Fault::Refuse(Refusal::TransactionConflict { position: 0 });
    shop.calls.fail("UpdateItem", conflict, 2);
    let next = with_session(&order, 1, "cs_1");
    shop.store.write_order(&next, NOW).await.unwrap();
    assert_eq!(shop.calls.faults_left(), 0);
    assert_eq!(shop.store.order(&order.id).await.unwrap(), Some(Order { version: 2, ..next }));
}

#[tokio::test]
async fn an_order_that_was_never_placed_cannot_be_written() {
    let shop = a_shop().await;
    let order = shop.order(1, &[("OWL", 1)]).await;
    let other = Order { id: domain::ids::OrderId::from_bits([2; 16]), ..order };
    let refused = shop.store.write_order(&other, NOW).await;
    assert!(matches!(refused, Err(StoreError::Refused(OrderRefusal::Changed))), "{refused:?}");
    assert_eq!(shop.item(&table::order_state(&other.id)).await, None);
}

#[tokio::test]
async fn canceling_gives_the_stock_back_and_ends_every_date() {
    let shop = a_shop().await;
    let order = shop.order(1, &[("MUG-TIDE", 2), ("OWL", 1)]).await;
    assert_eq!(shop.units("MUG-TIDE").await, (0, 2));
    let canceled = cancel(&order, CancelReason::Expired, after(60)).unwrap();
    shop.store.commit_cancel(&canceled, after(60)).await.unwrap();
    assert_eq!((shop.units("MUG-TIDE").await, shop.units("OWL").await), ((2, 0), (1, 0)));
    let stored = shop.store.order(&order.id).await.unwrap().unwrap();
    assert_eq!(stored, Order { version: 2, ..canceled });
    assert_eq!((stored.status, stored.due_at), (OrderStatus::Canceled, None));
}

#[tokio::test]
async fn canceling_twice_gives_the_stock_back_once() {
    let shop = a_shop().await;
    let order = shop.order(1, &[("OWL", 3)]).await;
    let canceled = cancel(&order, CancelReason::Expired, after(60)).unwrap();
    shop.store.commit_cancel(&canceled, after(60)).await.unwrap();
    let refused = shop.store.commit_cancel(&canceled, after(61)).await;
    assert!(matches!(refused, Err(StoreError::Refused(OrderRefusal::Changed))), "{refused:?}");
    assert_eq!(shop.units("OWL").await, (3, 0));
}

#[tokio::test]
async fn an_order_that_was_confirmed_meanwhile_is_not_canceled() {
    let shop = a_shop().await;
    let order = shop.order(1, &[("OWL", 3)]).await;
    let confirmed = Order { status: OrderStatus::Confirmed, ..order.clone() };
    shop.store.write_order(&confirmed, after(59)).await.unwrap();
    let canceled = cancel(&order, CancelReason::Expired, after(60)).unwrap();
    let refused = shop.store.commit_cancel(&canceled, after(60)).await;
    assert!(matches!(refused, Err(StoreError::Refused(OrderRefusal::Changed))), "{refused:?}");
    assert_eq!(shop.units("OWL").await, (0, 3));
}

#[tokio::test]
async fn stock_that_is_not_held_is_not_given_back() {
    let shop = a_shop().await;
    let order = shop.order(1, &[("OWL", 3)]).await;
    let mut canceled = cancel(&order, CancelReason::Expired, after(60)).unwrap();
    canceled.held = order.held.keys().map(|sku| (sku.clone(), 4)).collect();
    let refused = shop.store.commit_cancel(&canceled, after(60)).await;
    assert!(matches!(refused, Err(StoreError::Refused(OrderRefusal::NothingHeld))), "{refused:?}");
    assert_eq!(shop.units("OWL").await, (0, 3));
    assert_eq!(shop.store.order(&order.id).await.unwrap(), Some(order));
}

#[tokio::test]
async fn an_order_at_every_limit_has_a_state_below_eight_kilobytes() {
    let shop = a_shop().await;
    let names: Vec<String> =
        (0..CART_LINES_MAX).map(|number| format!("A-SKU-OF-FORTY-CHARACTERS-{number:014}")).collect();
    let lines: Vec<(&str, u32)> = names.iter().map(|name| (name.as_str(), 99)).collect();
    let mut order = shop.order(1, &lines).await;
    while order.attempts.len() < ATTEMPTS_MAX {
        let number = order.attempts.last().unwrap().number;
        order.tell(OrderEventKind::PaymentNotCompleted { pay_until: after(120) }, after(3));
        match pay_again(&without_session(&order, number), NOW).unwrap() {
            PayAgain::Open(next) => order = *next,
            other => unreachable!("the next attempt opens, not {other:?}"),
        }
    }
    for attempt in &mut order.attempts {
        attempt.session = Some(format!("cs_live_{}", "a".repeat(58)));
        attempt.intent = Some(format!("pi_{}", "3".repeat(24)));
    }
    let order = eventful(&order);
    let mut order = Order { attempts: order.attempts.clone(), ..order };
    order.raise(
        BreakKind::UnexpectedMoney,
        "late money on another payment of this order".to_owned(),
        after(3),
    );
    order.raise(BreakKind::Stuck, "nothing changed since it was due".to_owned(), after(3));
    order.tell(OrderEventKind::Canceled { reason: CancelReason::CaptureFailed }, after(3));
    shop.store.write_order(&order, after(3)).await.unwrap();
    let state = bytes(&shop.item(&table::order_state(&order.id)).await.unwrap());
    assert!(state < 8 * 1024, "the state has {state} bytes");
}
