//! Things with words on them: two texts on one SKU are two lines that share its stock, from the cart to the parcel.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use contract::messages::{Message, RefundOrder, ShipOrder};
use domain::ids::{LineId, MessageId};
use domain::orders::Order;
use domain::orders::state::OrderStatus;
use journeys::{GOOD_CARD, Shopper, TestShop};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use store::commands::CommandOutcome;

async fn engrave(rosa: &Shopper, text: &str, quantity: u32) -> Value {
    let body = json!({ "sku": "LAMP-OAK", "quantity": quantity, "properties": { "engraving": text } });
    let page = rosa.post_json("/cart/add", &body).await;
    assert_eq!(page.status, 200, "{}", page.text);
    page.json()
}

fn line_with<'b>(body: &'b Value, text: &str) -> &'b Value {
    let lines = body["lines"].as_array().unwrap();
    lines.iter().find(|line| line["properties"][0]["text"] == text).unwrap()
}

async fn pay(shop: &TestShop, rosa: &Shopper) -> Order {
    let placed = rosa.place(&rosa.filled_form().await).await;
    assert_eq!(placed.status, 200, "{}", placed.text);
    let body = placed.json();
    shop.pay(body["next_url"].as_str().unwrap(), GOOD_CARD);
    shop.until_status(body["order_id"].as_str().unwrap(), OrderStatus::Confirmed).await
}

async fn obeyed(shop: &TestShop, order: &Order, message: &Message) -> CommandOutcome {
    let id = MessageId::from_bits(edge::ids::random().unwrap());
    shop.send(&id, message).await;
    let outcome = || async { shop.local.store().command_outcome(&order.id, &id).await.unwrap() };
    shop.until("the command's answer", || async { outcome().await != CommandOutcome::NotYet }).await;
    outcome().await
}

#[tokio::test]
async fn two_engravings_of_one_sku_are_two_lines_with_their_price_and_one_stock() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    engrave(&rosa, "For Ada", 1).await;
    engrave(&rosa, "for  Ada", 1).await;
    let cart = engrave(&rosa, "  For Ada ", 1).await;
    assert_eq!((cart["line_count"].as_u64(), cart["quantity_total"].as_u64()), (Some(2), Some(3)));
    let ada = line_with(&cart, "For Ada");
    assert_eq!((ada["sku"].as_str(), ada["quantity"].as_u64()), (Some("LAMP-OAK"), Some(2)));
    assert_eq!(ada["unit_price"]["amount_minor"], 20_700, "the lamp and its engraving");
    let cart = rosa.post_json("/cart/set", &json!({ "line": ada["line"], "quantity": 5 })).await.json();
    assert_eq!(cart["changes"][0]["kind"], "stock", "six are wanted and five are there: {cart}");
    let refused = rosa.place(&rosa.filled_form().await).await;
    assert_eq!((refused.status, refused.json()["code"].as_str()), (409, Some("out_of_stock")));
    rosa.post_json("/cart/set", &json!({ "line": ada["line"], "quantity": 4 })).await;
    let order = pay(&shop, &rosa).await;
    assert_eq!(order.total.amount_minor, 5 * 20_700 + 490);
    assert_eq!(shop.shelf("LAMP-OAK").await, (0, 5), "the last unit is one of both lines");
    let path = format!("/order/{}", order.id);
    let shown = rosa.get(&path).await.text;
    assert!(shown.contains("Engraving: “For Ada”") && shown.contains("Engraving: “for Ada”"), "{shown}");
    shop.until("both mails with the words", || async {
        let to = |who: &str| shop.mails_to(who).iter().any(|mail| mail.contains("Engraving: For Ada"));
        to("rosa@example.com") && to("merchant@vitrine.example")
    })
    .await;
    assert_eq!(audit(&shop).await, Vec::<String>::new());
}

#[tokio::test]
async fn of_two_engraved_lamps_one_is_given_back_and_the_other_is_sent() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    engrave(&rosa, "Ada", 1).await;
    let cart = engrave(&rosa, "Grace", 1).await;
    let line = |text: &str| LineId::parse(line_with(&cart, text)["line"].as_str().unwrap()).unwrap();
    let order = pay(&shop, &rosa).await;
    let refund = |text: &str| {
        let (order_id, lines) = (order.id.clone(), BTreeMap::from([(line(text), 1)]));
        Message::RefundOrder(RefundOrder { order_id, amount: None, lines, restock: true })
    };
    assert_eq!(obeyed(&shop, &order, &refund("Ada")).await, CommandOutcome::Done);
    assert_eq!(shop.shelf("LAMP-OAK").await, (4, 1));
    let now = shop.order(order.id.as_str()).await;
    assert_eq!(now.refunds[0].amount.amount_minor, 20_700);
    assert_eq!(now.held, BTreeMap::from([(line("Grace"), 1)]));
    let CommandOutcome::Refused(why) = obeyed(&shop, &order, &refund("Ada")).await else {
        panic!("the same lamp was given back twice")
    };
    assert!(why.contains(line("Ada").as_str()) && why.contains("0 are left"), "{why}");
    let parcel = |text: &str| {
        Message::ShipOrder(ShipOrder {
            order_id: order.id.clone(),
            lines: BTreeMap::from([(line(text), 1)]),
            carrier: "DHL".to_owned(),
            tracking_number: None,
        })
    };
    assert!(matches!(obeyed(&shop, &order, &parcel("Ada")).await, CommandOutcome::Refused(_)));
    assert_eq!(obeyed(&shop, &order, &parcel("Grace")).await, CommandOutcome::Done);
    assert_eq!(shop.shelf("LAMP-OAK").await, (4, 0));
    let shown = rosa.get(&format!("/order/{}", order.id)).await.text;
    assert!(shown.contains("1 × The LAMP-OAK, Engraving: Grace"), "{shown}");
    assert_eq!(audit(&shop).await, Vec::<String>::new());
}

#[tokio::test]
async fn what_cannot_be_engraved_is_told_beside_its_field_and_kept() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    for (text, words) in [
        ("a name that is far too long for it", "At most 24 characters fit, and this has 34."),
        ("two\nlines", "A line break cannot be written."),
        ("with love 😀", "“😀” cannot be written."),
        ("turned\u{202e}round", "The character U+202E cannot be written."),
    ] {
        let body = json!({ "sku": "LAMP-OAK", "properties": { "engraving": text } });
        let page = rosa.post_json("/cart/add", &body).await;
        let problem = page.json();
        assert_eq!((page.status, problem["code"].as_str()), (422, Some("invalid_field")), "{text}");
        assert_eq!(problem["fields"][0]["name"], "properties[engraving]");
        assert!(problem["fields"][0]["problem"].as_str().unwrap().starts_with(words), "{problem}");
    }
    let form = [("sku", "LAMP-OAK"), ("quantity", "2"), ("properties[engraving]", "<b>\"I & you\"</b>")];
    let page = rosa.post("/cart/add", &form).await;
    assert_eq!(page.status, 422);
    for kept in [
        r#"name="properties[engraving]" type="text" autocomplete="off" value="&lt;b&gt;&quot;I &amp; you&quot;&lt;/b&gt;""#,
        r#"<p class="error" id="property-engraving-error">“&lt;” cannot be written."#,
        r#"name="quantity" value="2""#,
        "aria-invalid=\"true\"",
    ] {
        assert!(page.text.contains(kept), "{kept}: {}", page.text);
    }
    let unknown = json!({ "sku": "MUG-TIDE", "properties": { "engraving": "Ada" } });
    assert_eq!(rosa.post_json("/cart/add", &unknown).await.status, 422);
    assert_eq!(rosa.get_json("/cart").await.json()["line_count"], 0, "nothing of it is in the cart");
    let plain = rosa.post("/cart/add", &[("sku", "LAMP-OAK"), ("properties[engraving]", "")]).await;
    assert_eq!(plain.status, 303, "an empty field asks for nothing");
}

#[tokio::test]
async fn an_engraved_line_is_put_back_with_its_words_and_follows_a_canceled_order() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    let cart = engrave(&rosa, "You & \"me\"", 2).await;
    let line = line_with(&cart, "You & \"me\"")["line"].as_str().unwrap().to_owned();
    let removed = rosa.post("/cart/remove", &[("line", &line)]).await;
    let undo = rosa.get(&removed.location.unwrap()).await.text;
    let kept = r#"name="properties[engraving]" value="You &amp; &quot;me&quot;""#;
    assert!(undo.contains("Removed") && undo.contains(kept), "{undo}");
    let form = [("sku", "LAMP-OAK"), ("quantity", "2"), ("properties[engraving]", "You & \"me\"")];
    assert_eq!(rosa.post("/cart/add", &form).await.status, 303);
    let back = rosa.get_json("/cart").await.json();
    assert_eq!(line_with(&back, "You & \"me\"")["line"], line.as_str());
    let placed = rosa.place(&rosa.filled_form().await).await.json();
    let order = placed["order_id"].as_str().unwrap();
    let changed = rosa.post_json(&format!("/order/{order}/change"), &json!({})).await;
    assert_eq!(changed.status, 204, "{}", changed.text);
    let again = rosa.get_json("/cart").await.json();
    assert_eq!(line_with(&again, "You & \"me\"")["quantity"], 2);
    assert_eq!(shop.shelf("LAMP-OAK").await, (5, 0));
}

#[tokio::test]
async fn an_offer_tells_what_it_costs_with_an_engraving_without_being_told_the_text() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    let told = async |with: &str| {
        let path = format!("/offers?market=eu&skus=LAMP-OAK,MUG-TIDE{with}");
        let offers = rosa.get_json(&path).await.json()["offers"].clone();
        [&offers[0], &offers[1]].map(|offer| offer["unit_price"]["amount_minor"].as_i64().unwrap())
    };
    assert_eq!(told("").await, [18_900, 2_400]);
    assert_eq!(told("&with=engraving").await, [20_700, 2_400]);
    assert_eq!(told("&with=engraving,engraving,note").await, [20_700, 2_400]);
    assert_eq!(rosa.get_json("/offers?market=eu&skus=LAMP-OAK&with=For+Ada").await.status, 422);
}

/// What the table contradicts.
async fn audit(shop: &TestShop) -> Vec<String> {
    let dump = audit::Dump::of(&shop.local.store().every_item().await.unwrap());
    let evidence = audit::Evidence { dump: &dump, ledger: None, mails: None };
    audit::always(&evidence).iter().map(|violation| format!("{violation:?}")).collect()
}
