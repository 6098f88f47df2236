//! Staff run orders: parcels, refunds, cancellations; each command is done once, and a refusal says why.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test stops at the first surprise")]

use contract::messages::{Message, OrderRef, ParcelRef, RefundOrder, ShipOrder};
use domain::ids::{LineId, MessageId, OrderId};
use domain::money::Money;
use domain::orders::Order;
use domain::orders::state::{FulfillmentStatus, OrderStatus};
use domain::payments::PaymentStatus;
use journeys::{GOOD_CARD, Shopper, TestShop};
use std::collections::BTreeMap;
use store::commands::CommandOutcome;

/// Two mugs and a lamp, paid by card.
async fn a_paid_order(shop: &TestShop, rosa: &Shopper) -> Order {
    rosa.add("MUG-TIDE", 2).await;
    let (order, page) = rosa.order("LAMP-OAK", 1).await;
    shop.pay(&page, GOOD_CARD);
    shop.until_status(&order, OrderStatus::Confirmed).await
}

/// Sends a command so many times and waits for its answer.
async fn ask(shop: &TestShop, order: &Order, message: &Message, times: u32) -> CommandOutcome {
    let id = MessageId::from_bits(edge::ids::random().unwrap());
    for _ in 0..times {
        shop.send(&id, message).await;
    }
    let outcome = || async { shop.local.store().command_outcome(&order.id, &id).await.unwrap() };
    shop.until("the command's answer", || async { outcome().await != CommandOutcome::NotYet }).await;
    outcome().await
}

fn units(lines: &[(&str, u32)]) -> BTreeMap<LineId, u32> {
    lines.iter().map(|(line, units)| (LineId::parse(line).unwrap(), *units)).collect()
}

fn parcel(order: &Order, lines: &[(&str, u32)], tracking_number: &str) -> Message {
    Message::ShipOrder(ShipOrder {
        order_id: order.id.clone(),
        lines: units(lines),
        carrier: "DHL".to_owned(),
        tracking_number: Some(tracking_number.to_owned()),
    })
}

fn arrival(order: &Order, shipment: u32) -> Message {
    Message::DeliverOrder(ParcelRef { order_id: order.id.clone(), shipment })
}

fn refund(order: &Order, lines: &[(&str, u32)], minor: Option<i64>, restock: bool) -> Message {
    let amount = minor.map(|minor| Money::new(minor, order.total.currency));
    Message::RefundOrder(RefundOrder { order_id: order.id.clone(), amount, lines: units(lines), restock })
}

fn refused(outcome: CommandOutcome) -> String {
    match outcome {
        CommandOutcome::Refused(why) => why,
        other => panic!("not refused but {other:?}"),
    }
}

#[tokio::test]
async fn an_order_leaves_in_two_parcels_and_is_completed_with_the_last_arrival() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    let order = a_paid_order(&shop, &rosa).await;
    let path = format!("/order/{}", order.id);
    assert_eq!(
        ask(&shop, &order, &parcel(&order, &[("MUG-TIDE", 2)], "0034-1"), 1).await,
        CommandOutcome::Done
    );
    assert_eq!((shop.shelf("MUG-TIDE").await, shop.shelf("LAMP-OAK").await), ((48, 0), (4, 1)));
    assert!(rosa.get(&path).await.text.contains("Part of it is on its way"));
    shop.until("the mail about the first parcel", || async {
        let mails = shop.mails_to("rosa@example.com");
        mails.iter().any(|mail| mail.contains("0034-1") && mail.contains("Still to come"))
    })
    .await;
    assert_eq!(ask(&shop, &order, &parcel(&order, &[], "0034-2"), 1).await, CommandOutcome::Done);
    shop.until("the mail about the second parcel", || async {
        let mails = shop.mails_to("rosa@example.com");
        mails.iter().any(|mail| mail.contains("0034-2") && !mail.contains("Still to come"))
    })
    .await;
    let shown = rosa.get(&path).await.text;
    for words in ["0034-1", "0034-2", "2 × The MUG-TIDE", "1 × The LAMP-OAK"] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    ask(&shop, &order, &arrival(&order, 1), 1).await;
    assert_eq!(shop.order(order.id.as_str()).await.status, OrderStatus::Confirmed);
    ask(&shop, &order, &arrival(&order, 2), 1).await;
    let done = shop.order(order.id.as_str()).await;
    assert_eq!((done.status, done.fulfillment), (OrderStatus::Completed, FulfillmentStatus::Delivered));
    assert!(rosa.get(&path).await.text.contains("Everything has arrived."));
    let body = rosa.get_json(&path).await.json();
    assert_eq!(body["parcels"][1]["tracking_number"], "0034-2");
    assert!(body["parcels"][1]["delivered_at"].is_string(), "{body}");
}

#[tokio::test]
async fn units_are_refunded_with_restock_then_the_rest_by_amount_and_never_more() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    let order = a_paid_order(&shop, &rosa).await;
    let id = order.id.as_str();
    ask(&shop, &order, &parcel(&order, &[], "0034-1"), 1).await;
    assert_eq!(
        ask(&shop, &order, &refund(&order, &[("MUG-TIDE", 1)], None, true), 1).await,
        CommandOutcome::Done
    );
    assert_eq!(shop.shelf("MUG-TIDE").await, (49, 0));
    shop.until("the first refund", || async {
        shop.order(id).await.payment == PaymentStatus::PartiallyRefunded
    })
    .await;
    assert_eq!(shop.order(id).await.refunded_minor(), 2400);
    let left = shop.order(id).await.refundable.amount_minor;
    let above = ask(&shop, &order, &refund(&order, &[], Some(left + 1), false), 1).await;
    assert!(refused(above).ends_with("is left"));
    assert_eq!(ask(&shop, &order, &refund(&order, &[], Some(left), false), 1).await, CommandOutcome::Done);
    shop.until("the rest", || async { shop.order(id).await.payment == PaymentStatus::Refunded }).await;
    assert_eq!(shop.order(id).await.refunded_minor(), order.total.amount_minor);
    let none = ask(&shop, &order, &refund(&order, &[], Some(1), false), 1).await;
    assert!(refused(none).contains("cannot be refunded"));
    shop.until("both mails about money", || async {
        let mails = shop.mails_to("rosa@example.com");
        mails.iter().filter(|mail| mail.contains("is on its way back")).count() == 2
    })
    .await;
    let shown = rosa.get(&format!("/order/{id}")).await.text;
    assert!(shown.contains("Given back") && shown.contains("€24.00"), "{shown}");
    let body = rosa.get_json(&format!("/order/{id}")).await.json();
    assert_eq!(body["refunds"][0]["amount"]["amount_minor"], 2400);
}

#[tokio::test]
async fn a_paid_order_that_is_canceled_gives_money_and_stock_back() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    let order = a_paid_order(&shop, &rosa).await;
    let cancel = Message::CancelOrder(OrderRef { order_id: order.id.clone() });
    assert_eq!(ask(&shop, &order, &cancel, 1).await, CommandOutcome::Done);
    let id = order.id.as_str();
    shop.until("the money's way back", || async { shop.order(id).await.payment == PaymentStatus::Refunded })
        .await;
    let canceled = shop.order(id).await;
    assert_eq!(
        (canceled.status, canceled.refunded_minor()),
        (OrderStatus::Canceled, order.total.amount_minor)
    );
    assert_eq!((shop.shelf("MUG-TIDE").await, shop.shelf("LAMP-OAK").await), ((50, 0), (5, 0)));
    shop.until("the mail that it was canceled", || async {
        shop.mails_to("rosa@example.com").iter().any(|mail| mail.contains("was canceled"))
    })
    .await;
    let shown = rosa.get(&format!("/order/{id}")).await.text;
    assert!(shown.contains("This order was canceled.") && shown.contains("goes back"), "{shown}");
}

#[tokio::test]
async fn a_command_that_comes_twice_is_done_once() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    let order = a_paid_order(&shop, &rosa).await;
    ask(&shop, &order, &parcel(&order, &[("MUG-TIDE", 1)], "0034-1"), 3).await;
    ask(&shop, &order, &refund(&order, &[], Some(500), false), 3).await;
    shop.until_idle().await;
    let done = shop.order(order.id.as_str()).await;
    assert_eq!((done.shipments, done.refunds.len(), done.refunded_minor()), (1, 1, 500));
    assert_eq!(shop.shelf("MUG-TIDE").await, (48, 1));
}

#[tokio::test]
async fn a_refused_command_says_why_and_changes_nothing() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    let (unpaid, _) = rosa.order("MUG-TIDE", 1).await;
    let unpaid = shop.order(OrderId::parse(&unpaid).unwrap().as_str()).await;
    let early = ask(&shop, &unpaid, &parcel(&unpaid, &[], "0034-1"), 1).await;
    assert_eq!(refused(early), "an order that is Pending is not shipped");
    let order = a_paid_order(&shop, &Shopper::of(&shop)).await;
    let many = ask(&shop, &order, &parcel(&order, &[("LAMP-OAK", 2)], "0034-1"), 1).await;
    assert_eq!(refused(many), "2 of LAMP-OAK cannot be shipped: 1 are left");
    let unknown = ask(&shop, &order, &arrival(&order, 1), 1).await;
    assert_eq!(refused(unknown), "there is no parcel 1");
    ask(&shop, &order, &parcel(&order, &[("LAMP-OAK", 1)], "0034-1"), 1).await;
    let cancel = Message::CancelOrder(OrderRef { order_id: order.id.clone() });
    let late = ask(&shop, &order, &cancel, 1).await;
    assert_eq!(refused(late), "parcels have left: refund what comes back instead");
    let kept = shop.order(order.id.as_str()).await;
    assert_eq!((kept.status, kept.refunds.len()), (OrderStatus::Confirmed, 0));
}
