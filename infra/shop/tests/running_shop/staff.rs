//! What staff ask: orders, breaks and queues.

use crate::{Shop, a_running_shop};
use contract::messages::{Message, OrderRef, ParcelRef, Queue, RefundOrder, ShipOrder};
use domain::ids::LineId;
use domain::orders::Order;
use domain::orders::state::OrderStatus;
use serde_json::{Value, json};
use shop::staff::ask::Commanded;
use shop::staff::breaks::{self, Resolved};
use shop::staff::{OrderName, StaffError, Told as _, command, find, orders, queues};
use std::collections::BTreeMap;
use std::time::Duration;

/// Orders two mugs by bank transfer, as a shopper does.
pub async fn order_two_mugs(shop: &Shop) -> Order {
    let http = reqwest::Client::new();
    let ask = async |path: &str, cookie: &str, body: &Value| {
        let request = http.post(format!("{}{path}", shop.local.url())).json(body);
        let answer =
            request.header("accept", "application/json").header("cookie", cookie).send().await.unwrap();
        assert_eq!(answer.status().as_u16(), 200, "{path}");
        let cookies: Vec<String> = answer
            .headers()
            .get_all("set-cookie")
            .iter()
            .map(|cookie| cookie.to_str().unwrap().split(';').next().unwrap().to_owned())
            .collect();
        (answer.json::<Value>().await.unwrap(), cookies.join("; "))
    };
    let (_, cookie) = ask("/cart/add", "", &json!({"sku": "MUG-TIDE-S", "quantity": 2})).await;
    let mut form = json!({
        "country": "DE", "email": "rosa@example.com", "name": "Rosa Example", "line1": "Lange Gasse 1",
        "city": "Berlin", "postal_code": "10115", "method": "bank_transfer"
    });
    let (quote, _) = ask("/checkout/details", &cookie, &form).await;
    form["agreed"] = quote["agreed"].clone();
    form["delivery"] = quote["delivery"].clone();
    let (placed, _) = ask("/checkout/place", &cookie, &form).await;
    let name: OrderName = placed["order_number"].as_str().unwrap().parse().unwrap();
    find(&shop.running, &name).await.unwrap()
}

impl Shop {
    pub async fn command(&self, order: &Order, message: &Message) -> Commanded {
        command(&self.running, order, message).await.unwrap()
    }

    pub async fn mark_paid(&self, order: &Order) -> Commanded {
        self.command(order, &Message::MarkOrderPaid(OrderRef { order_id: order.id.clone() })).await
    }
}

pub fn mugs(units: u32) -> BTreeMap<LineId, u32> {
    BTreeMap::from([(LineId::parse("MUG-TIDE-S").unwrap(), units)])
}

pub fn a_parcel(order: &Order, units: u32) -> Message {
    let order_id = order.id.clone();
    let tracking_number = Some("00340434161094042557".to_owned());
    Message::ShipOrder(ShipOrder { order_id, lines: mugs(units), carrier: "DHL".to_owned(), tracking_number })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_order_is_paid_shipped_in_two_parcels_and_completed_from_the_command_line() {
    let shop = a_running_shop().await;
    let order = order_two_mugs(&shop).await;
    let name = OrderName::Number(order.number.clone());
    let pending = orders::list(&shop.running, Some(OrderStatus::Pending)).await.unwrap();
    assert_eq!(pending.orders.len(), 1);
    assert!(pending.lines()[0].starts_with(order.number.as_str()), "{:?}", pending.lines());
    assert!(orders::list(&shop.running, Some(OrderStatus::Canceled)).await.unwrap().orders.is_empty());

    assert!(shop.mark_paid(&order).await.is_done());
    let many = shop.command(&order, &a_parcel(&order, 3)).await;
    assert!(!many.is_done());
    assert_eq!(many.reason.as_deref(), Some("3 of MUG-TIDE-S cannot be shipped: 2 are left"));
    assert!(shop.command(&order, &a_parcel(&order, 1)).await.is_done());
    let shown = orders::show(&shop.running, &name).await.unwrap();
    assert_eq!((shown.lines[0].waiting, shown.parcels.len()), (1, 1));
    assert!(shop.command(&order, &a_parcel(&order, 1)).await.is_done());
    for shipment in [1, 2] {
        let arrived = Message::DeliverOrder(ParcelRef { order_id: order.id.clone(), shipment });
        assert!(shop.command(&order, &arrived).await.is_done());
    }
    let told = orders::timeline(&shop.running, &name).await.unwrap().lines().join("\n");
    for words in [
        "placed",
        "confirmed",
        "parcel 2 left with DHL 00340434161094042557: 1 × MUG-TIDE-S",
        "parcel 2 arrived",
    ] {
        assert!(told.contains(words), "{words}: {told}");
    }
    assert!(told.ends_with("completed"), "{told}");
    shop.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refund_is_done_once_and_never_above_what_is_left() {
    let shop = a_running_shop().await;
    let before = shop.available("MUG-TIDE-S").await;
    let order = order_two_mugs(&shop).await;
    let refund = |units: u32, minor: Option<i64>| {
        let amount = minor.map(|minor| domain::money::Money::new(minor, order.total.currency));
        let lines = if units > 0 { mugs(units) } else { BTreeMap::new() };
        Message::RefundOrder(RefundOrder { order_id: order.id.clone(), amount, lines, restock: true })
    };
    let early = shop.command(&order, &refund(0, Some(100))).await;
    assert!(early.reason.unwrap().contains("cannot be refunded"));
    shop.mark_paid(&order).await;
    let some = shop.command(&order, &refund(1, None)).await;
    assert!(some.is_done(), "{:?}", some.lines());
    assert!(some.refundable.amount_minor < order.total.amount_minor);
    assert_eq!(shop.available("MUG-TIDE-S").await, before - 1);
    let above = shop.command(&order, &refund(0, Some(some.refundable.amount_minor + 1))).await;
    assert!(above.lines()[0].contains("is left"), "{:?}", above.lines());
    assert_eq!(above.refundable, some.refundable);
    let shown = orders::show(&shop.running, &OrderName::Id(order.id.clone())).await.unwrap();
    assert_eq!((shown.refunds.len(), shown.lines[0].refunded, shown.lines[0].waiting), (1, 1, 1));
    shop.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn money_without_an_order_is_listed_until_it_is_dealt_with() {
    let shop = a_running_shop().await;
    assert_eq!(breaks::list(&shop.running).await.unwrap().lines(), ["nothing waits for a person"]);
    let now = shop.local.now();
    shop.running.store.raise_unlicensed("stripe", "pi_1", "ord_x", now).await.unwrap();
    let listed = breaks::list(&shop.running).await.unwrap().lines();
    assert!(listed[0].starts_with("stripe#pi_1  money without an order"), "{listed:?}");
    let name = "stripe#pi_1".parse().unwrap();
    let shown = breaks::show(&shop.running, &name).await.unwrap().lines();
    assert!(shown.last().unwrap().ends_with("cargo shop breaks resolve stripe#pi_1"), "{shown:?}");
    let resolved = breaks::resolve(&shop.running, &name, None).await.unwrap();
    assert!(matches!(resolved, Resolved::Money(_)));
    assert!(breaks::list(&shop.running).await.unwrap().money.is_empty());
    let other = breaks::resolve(&shop.running, &"stripe#pi_2".parse().unwrap(), None).await;
    assert!(matches!(other, Err(StaffError::NoSuchBreak(_))), "{other:?}");
    shop.local.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dead_letters_are_looked_at_without_being_taken_and_go_back() {
    let shop = a_running_shop().await;
    let url = shop.running.queue_url(Queue::Payments).await.unwrap();
    let send = shop.running.sqs.send_message().queue_url(url).message_body("{\"note\": \"lost\"}");
    send.send().await.unwrap();
    while queues::dead_letters(&shop.running, Queue::Payments).await.unwrap() == 0 {
        shop.local.advance(Duration::from_secs(200));
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let listed = queues::list(&shop.running).await.unwrap();
    let names: Vec<&str> = listed.queues.iter().map(|queue| queue.name.as_str()).collect();
    assert_eq!(names, ["payments", "payments-dlq", "stock", "stock-dlq", "notices", "notices-dlq"]);
    assert_eq!((listed.queues[0].waiting, listed.queues[1].waiting), (0, 1));
    let dead = "payments-dlq".parse().unwrap();
    for looks in [1, 2] {
        let peeked = queues::peek(&shop.running, dead, 10).await.unwrap();
        assert_eq!(peeked.messages.len(), 1, "look {looks}");
        assert_eq!(peeked.messages[0].body, "{\"note\": \"lost\"}");
        assert!(peeked.lines()[0].starts_with("not a message of the shop"), "{:?}", peeked.lines());
    }
    assert_eq!(queues::dead_letters(&shop.running, Queue::Payments).await.unwrap(), 1);
    let redriven = queues::redrive(&shop.running, Queue::Payments).await.unwrap();
    assert_eq!((redriven.moved, redriven.left), (1, 0));
    shop.local.stop().await;
}
