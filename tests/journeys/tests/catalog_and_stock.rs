//! Prices, products and stock that change while somebody shops.
#![expect(clippy::unwrap_used, reason = "a test may fail loudly")]

use contract::messages::{ChangeStock, Message};
use domain::ids::{MessageId, MovementId, Sku};
use domain::inventory::{MovementKind, StockChange};
use journeys::catalog::publication;
use journeys::{Shopper, TestShop};
use serde_json::json;
use store::stock::MovementOutcome;

#[tokio::test]
async fn a_price_that_rose_between_cart_and_checkout_is_asked_for_again() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    rosa.add("MUG-TIDE", 1).await;
    let form = rosa.filled_form().await;
    shop.publish(&publication(2, &[])).await;
    let refused = rosa.place(&form).await;
    assert_eq!((refused.status, refused.code()), (409, "price_changed".to_owned()));
    assert_eq!(shop.shelf("MUG-TIDE").await, (50, 0));
    let cart = rosa.get_json("/cart").await.json();
    assert_eq!(cart["changes"][0]["kind"], json!("price"));
    assert_eq!(
        (&cart["changes"][0]["shown"]["amount_minor"], &cart["changes"][0]["now"]["amount_minor"]),
        (&json!(2400), &json!(4800))
    );
    assert!(rosa.get("/cart").await.text.contains("€24.00"));
    let form = rosa.filled_form().await;
    assert_eq!(rosa.place(&form).await.status, 200);
}

#[tokio::test]
async fn prices_sent_by_a_client_change_nothing() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    for body in [
        json!({ "sku": "LAMP-OAK", "quantity": 1, "price": 1 }),
        json!({ "sku": "LAMP-OAK", "quantity": 1, "unit_price": { "amount_minor": 1, "currency": "EUR" } }),
    ] {
        assert_eq!(rosa.post_json("/cart/add", &body).await.code(), "unreadable");
    }
    let (order, _) = rosa.order("LAMP-OAK", 1).await;
    assert_eq!(shop.order(&order).await.total.amount_minor, 18_900 + 490);
    let sessions = shop.local.provider().sessions().unwrap();
    assert_eq!(sessions[0]["amount_total"], json!(18_900 + 490));
}

#[tokio::test]
async fn a_product_that_was_taken_away_is_shown_as_no_longer_sold() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    rosa.add("MUG-TIDE", 1).await;
    rosa.add("PIN", 1).await;
    shop.publish(&publication(1, &["PIN"])).await;
    let cart = rosa.get_json("/cart").await.json();
    assert_eq!(cart["changes"], json!([{ "sku": "PIN", "kind": "no_longer_sold" }]));
    assert!(rosa.get("/cart").await.text.contains("No longer sold"));
    let quote = rosa.get_json("/checkout").await;
    assert_eq!((quote.status, quote.code()), (409, "not_sold".to_owned()));
    assert_eq!(rosa.post_json("/cart/remove", &json!({ "sku": "PIN" })).await.status, 200);
    assert_eq!(rosa.get_json("/checkout").await.status, 200);
}

#[tokio::test]
async fn a_removed_line_can_be_put_back() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    rosa.add("MUG-TIDE", 3).await;
    let removed = rosa.post("/cart/remove", &[("sku", "MUG-TIDE")]).await;
    let page = rosa.get(removed.location.as_deref().unwrap()).await;
    assert!(page.text.contains("Undo"), "{}", page.text);
    rosa.post("/cart/add", &[("sku", "MUG-TIDE"), ("quantity", "3")]).await;
    assert_eq!(rosa.get_json("/cart").await.json()["quantity_total"], json!(3));
}

#[tokio::test]
async fn a_cart_follows_its_shopper_into_another_market() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    rosa.add("MUG-TIDE", 1).await;
    let moved = rosa.post_json("/cart/add", &json!({ "sku": "PIN", "locale": "en-us" })).await.json();
    assert_eq!(
        (&moved["market"], &moved["subtotal"]),
        (&json!("us"), &json!({ "amount_minor": 2410, "currency": "USD" }))
    );
    assert_eq!(moved["changes"][0]["kind"], json!("price"));
}

#[tokio::test]
async fn edits_at_the_same_time_lose_no_line() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    rosa.add("MUG-TIDE", 1).await;
    let windows: Vec<Shopper> = (0..4).map(|_| rosa.again()).collect();
    let skus = ["MUG-CHALK", "LAMP-OAK", "BOWL-LAST", "PIN"];
    let add = |position: usize| windows[position].add(skus[position], 2);
    let (one, two, three, four) = tokio::join!(add(0), add(1), add(2), add(3));
    assert!([one, two, three, four].iter().all(|page| page.status == 200));
    let cart = rosa.get_json("/cart").await.json();
    assert_eq!((&cart["line_count"], &cart["quantity_total"]), (&json!(5), &json!(9)));
}

#[tokio::test]
async fn offers_tell_price_stock_and_delivery() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    let answer = rosa.get_json("/offers?market=gb&skus=MUG-TIDE,BOWL-LAST,GONE-1,MUG-TIDE").await;
    let offers = answer.json()["offers"].clone();
    let told: Vec<String> = offers
        .as_array()
        .unwrap()
        .iter()
        .map(|offer| {
            format!("{} {} {} {}", offer["sku"], offer["price_text"], offer["stock"], offer["stock_text"])
        })
        .collect();
    assert_eq!(
        told,
        [
            "\"MUG-TIDE\" \"£24.00\" \"in\" \"In stock\"",
            "\"BOWL-LAST\" \"£42.00\" \"low\" \"Only one left\"",
            "\"GONE-1\" \"\" \"gone\" \"No longer sold\""
        ]
    );
}

fn change(number: usize, sku: &str, kind: MovementKind, quantity: i64) -> StockChange {
    StockChange {
        id: MovementId::from_bits(edge::ids::digest(&format!("line-{number}"))),
        sku: Sku::parse(sku).unwrap(),
        kind,
        quantity,
        reason: "a test".to_owned(),
    }
}

#[tokio::test]
async fn a_thousand_lines_are_done_and_a_bad_one_is_reported() {
    let shop = TestShop::start().await;
    let mut lines: Vec<StockChange> = (0..999)
        .map(|number| change(number, &format!("BULK-{}", number % 300), MovementKind::Receipt, 2))
        .collect();
    lines.insert(500, change(999, "BULK-7", MovementKind::Adjustment, -1_000));
    let bad = lines[500].clone();
    for _ in 0..2 {
        let id = MessageId::from_bits(edge::ids::random().unwrap());
        shop.local.change_stock(id, lines.clone()).await.unwrap();
    }
    let last = Sku::parse("BULK-98").unwrap();
    shop.until("the last line", || async {
        shop.local.store().movement_outcome(&last, &lines[999].id).await.unwrap() != MovementOutcome::NotYet
    })
    .await;
    let outcome = shop.local.store().movement_outcome(&bad.sku, &bad.id).await.unwrap();
    assert!(matches!(outcome, MovementOutcome::Refused(_)), "{outcome:?}");
    tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    let mut total = 0;
    for number in 0..300 {
        total += shop.shelf(&format!("BULK-{number}")).await.0;
    }
    assert_eq!(total, 999 * 2);
}

#[tokio::test]
async fn a_message_that_nobody_understands_ends_in_the_dead_letters_and_harms_no_neighbor() {
    let shop = TestShop::start().await;
    let send = async |body: String| {
        shop.local
            .sqs()
            .send_message()
            .queue_url(shop.local.stock_queue_url())
            .message_body(body)
            .send()
            .await
            .unwrap();
    };
    send("{\"type\":\"Poison\"}".to_owned()).await;
    let good = Message::ChangeStock(ChangeStock { lines: vec![change(1, "PIN", MovementKind::Count, 90)] });
    send(good.write(&MessageId::from_bits([7; 16]), shop.local.now()).unwrap()).await;
    shop.until("the neighbor", || async { shop.shelf("PIN").await.0 == 90 }).await;
    let queues = shop.local.aws().queues();
    for _ in 0..6 {
        shop.local.advance(std::time::Duration::from_secs(400));
        tokio::time::sleep(std::time::Duration::from_millis(150)).await;
    }
    shop.until("the dead letter", || async { queues.messages("stock-dlq", 10).await.unwrap().len() == 1 })
        .await;
}
