//! Writes whose answer never came: they are recognized, whoever writes before the shop looks.

use crate::stage::{NOW, Stage, a_stage};
use domain::cart::Quantity;
use domain::ids::{CartId, LineId};
use embedded::{Fault, Service};
use serde_json::json;
use std::collections::BTreeMap;
use store::Store;

#[tokio::test]
async fn a_lost_answer_does_not_add_twice() {
    let stage = a_stage().await;
    stage.faults.planned.plan(Service::DynamoDb, "PutItem", Fault::LoseAnswer);
    let cart = stage.a_cart(1).await;
    assert_eq!(stage.owls(&cart).await, Some(1));
    stage.faults.planned.plan(Service::DynamoDb, "UpdateItem", Fault::LoseAnswer);
    let answer = stage.post("/cart/add", Some(&cart), json!({"sku": "OWL"})).await;
    assert_eq!((answer.status, stage.faults.planned.left()), (200, 0));
    assert_eq!(stage.owls(&cart).await, Some(2));
}

#[tokio::test]
async fn a_lost_answer_does_not_add_twice_although_others_write_before_it_is_looked_for() {
    let stage = a_stage().await;
    let cart = stage.a_cart(1).await;
    stage.faults.planned.plan(Service::DynamoDb, "UpdateItem", Fault::LoseAnswer);
    let (aws, id) = (stage.aws.dynamodb(), cart.clone());
    stage.faults.meanwhile(move || elsewhere(others_set_mugs(Store::new(aws, "shop"), id)));
    let answer = stage.post("/cart/add", Some(&cart), json!({"sku": "OWL"})).await;
    assert_eq!((answer.status, answer.cart_body().quantity_total), (200, 6), "what others wrote is shown");
    assert_eq!((stage.owls(&cart).await, mugs(&stage, &cart).await), (Some(2), Some(4)));
}

/// Runs to its end on a thread of its own, while the caller waits.
fn elsewhere(done: impl Future<Output = ()> + Send + 'static) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    std::thread::spawn(move || runtime.block_on(done)).join().unwrap();
}

/// Several other requests that set the mugs, to four in the end.
async fn others_set_mugs(store: Store, id: CartId) {
    for quantity in 1..=4 {
        let cart = store.cart(&id, NOW).await.unwrap().unwrap();
        let mut mugs = cart.lines.values().next().unwrap().clone();
        mugs.quantity = Quantity::new(quantity).unwrap();
        let lines = BTreeMap::from([(LineId::parse("MUG-TIDE").unwrap(), Some(mugs))]);
        store.change_cart(&cart, &lines, &format!("other-{quantity}"), NOW).await.unwrap();
    }
}

async fn mugs(stage: &Stage, cart: &CartId) -> Option<u32> {
    let cart = stage.store.cart(cart, NOW).await.unwrap()?;
    cart.lines.get(&LineId::parse("MUG-TIDE").unwrap()).map(|line| line.quantity.get())
}
