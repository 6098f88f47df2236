//! The auditor over a running shop's table.

use crate::staff::{a_parcel, mugs, order_two_mugs};
use crate::{Shop, a_running_shop};
use aws_sdk_dynamodb::Client;
use aws_sdk_dynamodb::types::AttributeValue;
use contract::messages::{Message, RefundOrder};
use domain::ids::Sku;
use shop::audit::audit;
use shop::cli::Command;
use shop::cli::staff::Asked;
use shop::commands;
use shop::endpoints::config;
use std::process::ExitCode;

/// What the command ends with.
async fn exit(shop: &Shop) -> ExitCode {
    commands::run(Command::Audit(Box::new(Asked { json: false, endpoints: shop.endpoints.clone() }))).await
}

/// Changes the table as nobody should: past the shop.
async fn one_more_from_nowhere(shop: &Shop, counter: &str) {
    let client = Client::new(&config(shop.endpoints.dynamodb.as_ref().unwrap()).await);
    let key = store::table::stock(&Sku::parse("MUG-TIDE-S").unwrap());
    client
        .update_item()
        .table_name("shop")
        .key("pk", AttributeValue::S(key.pk))
        .key("sk", AttributeValue::S(key.sk))
        .update_expression("ADD #counter :one")
        .expression_attribute_names("#counter", counter)
        .expression_attribute_values(":one", AttributeValue::N("1".to_owned()))
        .send()
        .await
        .unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_shop_that_sold_shipped_and_gave_back_keeps_its_promises() {
    let shop = a_running_shop().await;
    order_two_mugs(&shop).await;
    let order = order_two_mugs(&shop).await;
    let order_id = order.id.clone();
    let refund = RefundOrder { order_id, amount: None, lines: mugs(1), restock: true };
    assert!(shop.mark_paid(&order).await.is_done());
    for message in [a_parcel(&order, 1), Message::RefundOrder(refund)] {
        assert!(shop.command(&order, &message).await.is_done());
    }
    let report = audit(&shop.running).await.unwrap();
    assert_eq!(report.violations(), 0, "{:#?}", report.promises);
    assert_eq!(report.orders, 2);
    assert_eq!(exit(&shop).await, ExitCode::SUCCESS);
    shop.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_counter_that_was_changed_past_the_shop_is_found() {
    let shop = a_running_shop().await;
    let broken = async || {
        let report = audit(&shop.running).await.unwrap();
        let broken = report.promises.into_iter().filter(|promise| !promise.violations.is_empty());
        broken.map(|promise| promise.code).collect::<Vec<_>>()
    };
    one_more_from_nowhere(&shop, "available").await;
    assert_eq!(broken().await, ["I7"]);
    one_more_from_nowhere(&shop, "reserved").await;
    assert_eq!(broken().await, ["I1", "I7"]);
    assert_eq!(exit(&shop).await, ExitCode::FAILURE);
    shop.local.stop().await;
}
