//! Conditions that back another one up, each on its own: what is refused is refused although nothing else is wrong.

use crate::goods::sku;
use crate::shop::{NOW, Shop, a_shop, after};
use domain::ids::{MessageId, MovementId, OrderId};
use domain::inventory::{StockMove, StockMoveKind};
use domain::orders::Order;
use domain::orders::command::Obeyed;
use store::StoreError;
use store::commands::{Command, CommandOutcome, CommandRefusal};
use store::guards::GuardRefusal;

fn a_message(number: u8) -> MessageId {
    MessageId::from_bits([number; 16])
}

async fn obey(shop: &Shop, message: u8, obeyed: &Obeyed) -> Result<(), StoreError<CommandRefusal>> {
    let message = a_message(message);
    let movement_id = |_: &str, position: usize| MovementId::from_bits([u8::try_from(position).unwrap(); 16]);
    let reason = "a test".to_owned();
    let command = Command { message: &message, kind: "ShipOrder", reason, movement_id };
    shop.store.commit_command(&command, obeyed, after(1)).await
}

async fn reloaded(shop: &Shop, order: &Order) -> Obeyed {
    let order = shop.store.order(&order.id).await.unwrap().unwrap();
    Obeyed { order, moves: Vec::new(), shipment: None }
}

#[tokio::test]
async fn a_command_is_obeyed_once_although_the_order_was_read_again() {
    let shop = a_shop().await;
    let order = shop.order(1, &[("OWL", 1)]).await;
    obey(&shop, 1, &reloaded(&shop, &order).await).await.unwrap();
    let again = obey(&shop, 1, &reloaded(&shop, &order).await).await;
    assert!(matches!(again, Err(StoreError::Refused(CommandRefusal::Repeated))), "{again:?}");
    obey(&shop, 2, &reloaded(&shop, &order).await).await.unwrap();
}

#[tokio::test]
async fn a_command_that_was_obeyed_is_not_refused_afterwards() {
    let shop = a_shop().await;
    let order = shop.order(1, &[("OWL", 1)]).await;
    obey(&shop, 1, &reloaded(&shop, &order).await).await.unwrap();
    shop.store.refuse_command(&order.id, &a_message(1), "ShipOrder", "too late", after(2)).await.unwrap();
    let outcome = shop.store.command_outcome(&order.id, &a_message(1)).await.unwrap();
    assert_eq!(outcome, CommandOutcome::Done);
}

#[tokio::test]
async fn a_parcel_of_more_than_is_promised_is_refused_and_nothing_moves() {
    let shop = a_shop().await;
    let order = shop.order(1, &[("OWL", 1)]).await;
    let before = shop.stock("OWL").await;
    let moves = vec![StockMove { sku: sku("OWL"), quantity: 2, kind: StockMoveKind::Ship }];
    let shipped = obey(&shop, 1, &Obeyed { moves, ..reloaded(&shop, &order).await }).await;
    assert!(matches!(shipped, Err(StoreError::Refused(CommandRefusal::NothingHeld))), "{shipped:?}");
    assert_eq!(shop.stock("OWL").await, before);
}

#[tokio::test]
async fn a_full_guard_takes_no_other_order_and_those_in_it_again() {
    let shop = a_shop().await;
    let enter = |number: u8| {
        let (store, order) = (&shop.store, OrderId::from_bits([number; 16]));
        async move { store.enter_guard("rosa", &order, 2, NOW).await }
    };
    enter(1).await.unwrap();
    enter(2).await.unwrap();
    let third = enter(3).await;
    assert!(matches!(third, Err(StoreError::Refused(GuardRefusal::Full))), "{third:?}");
    enter(2).await.unwrap();
    assert_eq!(shop.store.guarded_orders("rosa").await.unwrap().len(), 2);
}
