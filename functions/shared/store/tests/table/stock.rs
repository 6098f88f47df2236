//! Stock: every change is a movement written once, decided on the stock as it then was.

use crate::goods::sku;
use crate::shop::{NOW, Shop, a_change, a_shop};
use domain::inventory::{Movement, MovementKind, Stock, StockChange, movement};
use store::StoreError;
use store::stock::{MovementOutcome, MovementRefusal};

async fn commit(
    shop: &Shop,
    stock: Option<Stock>,
    change: &StockChange,
) -> Result<(), StoreError<MovementRefusal>> {
    let decided = movement(&stock.unwrap_or_default(), change.clone()).unwrap();
    shop.store.commit_movement(stock.as_ref(), &decided, NOW).await
}

#[tokio::test]
async fn a_first_receipt_makes_the_stock_and_later_ones_add() {
    let shop = a_shop().await;
    assert_eq!(shop.stock("OWL").await, None);
    shop.receive("OWL", 5).await;
    shop.receive("OWL", 7).await;
    assert_eq!(shop.stock("OWL").await, Some(Stock { available: 12, reserved: 0, version: 2 }));
}

#[tokio::test]
async fn a_movement_is_done_once_and_its_repeat_is_told_so() {
    let shop = a_shop().await;
    let change = a_change("OWL", MovementKind::Receipt, 5);
    commit(&shop, None, &change).await.unwrap();
    let stock = shop.stock("OWL").await;
    for seen in [stock, None] {
        let repeated = commit(&shop, seen, &change).await;
        assert!(matches!(repeated, Err(StoreError::Refused(MovementRefusal::Repeated))), "{repeated:?}");
    }
    assert_eq!(shop.units("OWL").await, (5, 0));
    assert!(shop.store.has_movement(&change.sku, &change.id).await.unwrap());
    let outcome = shop.store.movement_outcome(&change.sku, &change.id).await.unwrap();
    assert_eq!(outcome, MovementOutcome::Done { delta: 5 });
}

#[tokio::test]
async fn goods_that_come_in_at_the_same_time_never_refuse_one_another() {
    let shop = a_shop().await;
    shop.receive("OWL", 5).await;
    let old = shop.stock("OWL").await;
    shop.receive("OWL", 5).await;
    for seen in [old, None] {
        commit(&shop, seen, &a_change("OWL", MovementKind::Receipt, 20)).await.unwrap();
    }
    commit(&shop, old, &a_change("OWL", MovementKind::Adjustment, -3)).await.unwrap();
    assert_eq!(shop.stock("OWL").await, Some(Stock { available: 47, reserved: 0, version: 5 }));
}

#[tokio::test]
async fn a_count_decided_on_old_stock_is_refused_and_writes_no_row() {
    let shop = a_shop().await;
    shop.receive("OWL", 5).await;
    let old = shop.stock("OWL").await;
    shop.receive("OWL", 5).await;
    for seen in [old, None] {
        let change = a_change("OWL", MovementKind::Count, 20);
        let refused = commit(&shop, seen, &change).await;
        assert!(matches!(refused, Err(StoreError::Refused(MovementRefusal::Changed))), "{refused:?}");
        assert!(!shop.store.has_movement(&change.sku, &change.id).await.unwrap());
    }
    assert_eq!(shop.units("OWL").await, (10, 0));
}

#[tokio::test]
async fn units_that_were_ordered_meanwhile_cannot_be_adjusted_away() {
    let shop = a_shop().await;
    shop.receive("OWL", 5).await;
    let seen = shop.stock("OWL").await;
    let cart = shop.cart(1, &[("OWL", 4)]).await;
    shop.place(&cart).await.unwrap();
    let refused = commit(&shop, seen, &a_change("OWL", MovementKind::Adjustment, -5)).await;
    assert!(matches!(refused, Err(StoreError::Refused(MovementRefusal::Changed))), "{refused:?}");
    assert_eq!(shop.units("OWL").await, (1, 4));
}

#[tokio::test]
async fn a_count_is_right_although_an_order_came_between() {
    let shop = a_shop().await;
    shop.receive("OWL", 10).await;
    let seen = shop.stock("OWL").await;
    let cart = shop.cart(1, &[("OWL", 4)]).await;
    shop.place(&cart).await.unwrap();
    commit(&shop, seen, &a_change("OWL", MovementKind::Count, 12)).await.unwrap();
    let stock = shop.stock("OWL").await.unwrap();
    assert_eq!((stock.on_hand(), stock.available, stock.reserved), (12, 8, 4));
}

#[tokio::test]
async fn a_lost_answer_about_a_movement_is_not_a_second_movement() {
    let shop = a_shop().await;
    shop.calls.fail("TransactWriteItems", embedded::Fault::LoseAnswer, 1);
    let done = commit(&shop, None, &a_change("OWL", MovementKind::Receipt, 5)).await;
    let known = matches!(done, Ok(()) | Err(StoreError::Refused(MovementRefusal::Repeated)));
    assert!(known, "{done:?}");
    assert_eq!(shop.units("OWL").await, (5, 0));
}

#[tokio::test]
async fn a_refused_change_keeps_its_first_reason_and_is_never_done() {
    let shop = a_shop().await;
    let change = a_change("OWL", MovementKind::Adjustment, -1);
    let outcome = || shop.store.movement_outcome(&change.sku, &change.id);
    assert_eq!(outcome().await.unwrap(), MovementOutcome::NotYet);
    shop.store.refuse_movement(&change, "only 0 are available", NOW).await.unwrap();
    shop.store.refuse_movement(&change, "another reason", NOW).await.unwrap();
    assert_eq!(outcome().await.unwrap(), MovementOutcome::Refused("only 0 are available".to_owned()));
    shop.receive("OWL", 5).await;
    let repeated = commit(&shop, shop.stock("OWL").await, &change).await;
    assert!(matches!(repeated, Err(StoreError::Refused(MovementRefusal::Repeated))), "{repeated:?}");
}

#[tokio::test]
async fn a_movement_that_was_done_is_not_refused_afterwards() {
    let shop = a_shop().await;
    let change = a_change("OWL", MovementKind::Receipt, 5);
    commit(&shop, None, &change).await.unwrap();
    shop.store.refuse_movement(&change, "too late", NOW).await.unwrap();
    let outcome = shop.store.movement_outcome(&change.sku, &change.id).await.unwrap();
    assert_eq!(outcome, MovementOutcome::Done { delta: 5 });
}

#[tokio::test]
async fn stock_of_more_skus_than_one_batch_takes_is_read_whole() {
    let shop = a_shop().await;
    let names: Vec<String> = (0..130).map(|number| format!("SKU-{number}")).collect();
    for name in &names {
        shop.receive(name, 1).await;
    }
    let skus: Vec<_> = names.iter().map(|name| sku(name)).collect();
    for consistent in [true, false] {
        assert_eq!(shop.store.stock(&skus, consistent).await.unwrap().len(), 130);
    }
}

#[tokio::test]
async fn every_page_of_the_movements_is_read() {
    let shop = a_shop().await;
    for _ in 0..60 {
        let mut change = a_change("OWL", MovementKind::Adjustment, -1);
        change.reason = "long ".repeat(5_000);
        shop.store.refuse_movement(&change, "only 0 are available", NOW).await.unwrap();
    }
    shop.receive("OWL", 5).await;
    assert_eq!(shop.store.movements(&sku("OWL")).await.unwrap().len(), 61);
    assert!(shop.calls.of("Query").len() > 1, "1.5 MB of movements are more than one page");
    assert_eq!(shop.store.movements(&sku("TRAY")).await.unwrap().len(), 0);
}

#[tokio::test]
async fn a_movement_carries_what_was_asked() {
    let shop = a_shop().await;
    let change = a_change("OWL", MovementKind::Count, 5);
    shop.store.commit_movement(None, &Movement { change: change.clone(), delta: 5 }, NOW).await.unwrap();
    let rows = shop.store.movements(&sku("OWL")).await.unwrap();
    let body = rows[0][store::table::BODY].as_m().unwrap();
    assert_eq!(body["reason"].as_s().unwrap(), &change.reason);
    assert_eq!(body["kind"].as_s().unwrap(), "count");
}
