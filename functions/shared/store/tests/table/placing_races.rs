//! Placing at the same time, and placing while answers are lost.

use crate::shop::{NOW, SEALED, Shop, a_placement, a_shop};
use domain::cart::CartStatus;
use embedded::{Fault, Refusal};
use store::StoreError;
use store::orders::PlaceRefusal;
use tokio::task::JoinSet;

type Placed = Result<(), StoreError<PlaceRefusal>>;

/// Orders these carts, all at once.
async fn place_all(shop: &Shop, carts: impl IntoIterator<Item = domain::cart::Cart>) -> Vec<Placed> {
    let mut placing = JoinSet::new();
    for cart in carts {
        let store = shop.store.clone();
        placing.spawn(async move {
            store.commit_placement(&a_placement(&cart), &cart, SEALED.to_vec(), NOW).await
        });
    }
    placing.join_all().await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_thirty_two_shoppers_ten_get_the_last_ten() {
    let shop = a_shop().await;
    shop.receive("OWL", 10).await;
    let mut carts = Vec::new();
    for number in 1..=32 {
        carts.push(shop.cart(number, &[("OWL", 1)]).await);
    }
    let placed = place_all(&shop, carts.clone()).await;
    assert_eq!(placed.iter().filter(|placed| placed.is_ok()).count(), 10);
    let sold_out = |placed: &&Placed| matches!(placed, Err(StoreError::Refused(PlaceRefusal::OutOfStock(_))));
    assert_eq!(placed.iter().filter(sold_out).count(), 22, "{placed:?}");
    assert_eq!(shop.units("OWL").await, (0, 10));
    let mut closed = 0;
    for cart in carts {
        let stored = shop.store.cart(&cart.id, NOW).await.unwrap().unwrap();
        closed += i32::from(stored.status != CartStatus::Open);
    }
    assert_eq!(closed, 10);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_cart_ordered_eight_times_at_once_is_one_order() {
    let shop = a_shop().await;
    shop.receive("OWL", 8).await;
    let cart = shop.cart(1, &[("OWL", 1)]).await;
    let placed = place_all(&shop, vec![cart; 8]).await;
    assert_eq!(placed.iter().filter(|placed| placed.is_ok()).count(), 1);
    let repeated = |placed: &&Placed| matches!(placed, Err(StoreError::Refused(PlaceRefusal::AlreadyPlaced)));
    assert_eq!(placed.iter().filter(repeated).count(), 7, "{placed:?}");
    assert_eq!(shop.units("OWL").await, (7, 1));
}

#[tokio::test]
async fn a_conflict_at_any_position_is_tried_again() {
    let shop = a_shop().await;
    shop.receive("OWL", 6).await;
    for position in 0..6 {
        let number = u8::try_from(position).unwrap();
        let cart = shop.cart(number, &[("OWL", 1)]).await;
        let conflict = Fault::Refuse(Refusal::TransactionConflict { position });
        shop.calls.fail("TransactWriteItems", conflict, 1);
        shop.place(&cart).await.unwrap();
    }
    assert_eq!(shop.calls.faults_left(), 0);
    assert_eq!(shop.units("OWL").await, (0, 6));
}

#[tokio::test]
async fn a_conflict_that_does_not_end_is_busy_and_nothing_is_written() {
    let shop = a_shop().await;
    shop.receive("OWL", 1).await;
    let cart = shop.cart(1, &[("OWL", 1)]).await;
    let conflict = Fault::Refuse(Refusal::TransactionConflict { position: 5 });
    shop.calls.fail("TransactWriteItems", conflict, 7);
    let placed = shop.place(&cart).await;
    assert!(matches!(placed, Err(StoreError::Busy)), "{placed:?}");
    assert_eq!((shop.calls.faults_left(), shop.units("OWL").await), (0, (1, 0)));
    shop.place(&cart).await.unwrap();
}

#[tokio::test]
async fn a_lost_answer_about_the_last_unit_is_never_read_as_out_of_stock() {
    for fault in [Fault::LoseAnswer, Fault::LoseRequest, Fault::Refuse(Refusal::Internal)] {
        for times in 1..=3 {
            let shop = a_shop().await;
            shop.receive("OWL", 1).await;
            let cart = shop.cart(1, &[("OWL", 1)]).await;
            shop.calls.fail("TransactWriteItems", fault, times);
            let placed = shop.place(&cart).await;
            assert!(
                matches!(
                    placed,
                    Ok(()) | Err(StoreError::Refused(PlaceRefusal::AlreadyPlaced) | StoreError::Unknown(_))
                ),
                "{fault:?} {times} times: {placed:?}"
            );
            let stands = shop.store.order(&a_placement(&cart).order.id).await.unwrap().is_some();
            assert_eq!(shop.units("OWL").await, if stands { (0, 1) } else { (1, 0) });
            assert!(stands || placed.is_err(), "{fault:?} {times} times: Ok without an order");
            assert!(stands || times == 3, "{fault:?} {times} times: the call was not repeated");
        }
    }
}

#[tokio::test]
async fn throttling_is_waited_for() {
    let shop = a_shop().await;
    shop.receive("OWL", 1).await;
    let cart = shop.cart(1, &[("OWL", 1)]).await;
    shop.calls.fail("TransactWriteItems", Fault::Refuse(Refusal::Throttled), 4);
    shop.place(&cart).await.unwrap();
    assert_eq!(shop.calls.faults_left(), 0);
}
