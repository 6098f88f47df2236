//! Buying: the straight way, with a decline, with 3-D Secure, and paid later.

use contract::messages::{Message, OrderRef};
use domain::ids::OrderId;
use domain::orders::CancelReason;
use domain::orders::state::OrderStatus;
use domain::payments::PaymentStatus;
use journeys::{CHALLENGED_CARD, DECLINED_CARD, GOOD_CARD, Shopper, TestShop};
use provider_sim::{PaymentOutcome, ThreeDSecure};
use std::time::Duration;

#[tokio::test]
async fn a_shopper_buys_and_gets_a_mail_and_the_shelf_is_one_lower() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    let (order, page) = rosa.order("MUG-TIDE", 1).await;
    assert!(page.starts_with(shop.local.provider_url()), "{page}");
    assert_eq!(shop.shelf("MUG-TIDE").await, (49, 1));
    assert!(matches!(shop.pay(&page, GOOD_CARD), PaymentOutcome::Paid { .. }));
    let order = shop.until_status(&order, OrderStatus::Confirmed).await;
    assert_eq!((order.payment, order.captured), (PaymentStatus::Captured, order.total));
    assert_eq!(order.total.amount_minor, 2890);
    shop.until("both mails", || async {
        shop.mails_to("rosa@example.com").len() == 1 && shop.mails_to("merchant@vitrine.example").len() == 1
    })
    .await;
    let shown = rosa.get(&format!("/order/{}", order.id)).await;
    assert_eq!(shown.status, 200);
    assert!(shown.text.contains(order.number.as_str()));
    assert_eq!(shop.shelf("MUG-TIDE").await, (49, 1), "confirming writes no stock");
}

#[tokio::test]
async fn the_whole_purchase_works_with_forms_and_links_alone() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    let added = rosa.post("/cart/add", &[("sku", "MUG-TIDE"), ("quantity", "2"), ("locale", "en")]).await;
    assert_eq!((added.status, added.location.as_deref()), (303, Some("/cart")));
    assert!(rosa.get("/cart").await.text.contains("€48.00"));
    let checkout = rosa.get("/checkout").await;
    assert!(checkout.text.contains("obligation to pay"), "{}", checkout.text);
    let agreed = checkout.text.split("name=\"agreed\"").nth(1).unwrap().split("value=\"").nth(1).unwrap();
    let agreed = agreed.split('"').next().unwrap();
    let form = [
        ("email", "rosa@example.com"),
        ("name", "Rosa Example"),
        ("country", "DE"),
        ("line1", "Lange Gasse 1"),
        ("city", "Berlin"),
        ("postal_code", "10115"),
        ("delivery", "standard"),
        ("method", "card"),
        ("agreed", agreed),
    ];
    let placed = rosa.post("/checkout/place", &form).await;
    assert_eq!(placed.status, 303, "{}", placed.text);
    let page = placed.location.unwrap();
    let PaymentOutcome::Paid { redirect_url } = shop.pay(&page, GOOD_CARD) else {
        panic!("the card is good")
    };
    let order = redirect_url.rsplit('/').next().unwrap().to_owned();
    shop.until_status(&order, OrderStatus::Confirmed).await;
    assert!(rosa.get(&redirect_url).await.text.contains("confirmed"));
}

#[tokio::test]
async fn a_declined_card_ends_nothing_and_the_same_order_is_paid_with_another() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    let (order, page) = rosa.order("MUG-TIDE", 1).await;
    assert!(matches!(shop.pay(&page, DECLINED_CARD), PaymentOutcome::Declined { .. }));
    let again = rosa.post(&format!("/order/{order}/pay"), &[]).await;
    assert_eq!((again.status, again.location.as_deref()), (303, Some(page.as_str())));
    assert_eq!(shop.local.provider().totals_of(&order).unwrap().open_sessions, 1);
    shop.pay(&page, GOOD_CARD);
    let order = shop.until_status(&order, OrderStatus::Confirmed).await;
    assert_eq!(order.attempts.len(), 1);
}

#[tokio::test]
async fn a_closed_payment_page_is_told_and_paying_again_opens_exactly_one_more() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    let (order, page) = rosa.order("MUG-TIDE", 1).await;
    shop.local.advance(Duration::from_secs(46 * 60));
    shop.local.provider().expire_session(page.rsplit('/').next().unwrap()).ok();
    shop.until("the mail that it was not paid", || async { shop.mails_to("rosa@example.com").len() == 1 })
        .await;
    let windows = [rosa.again(), rosa.again(), rosa.again()];
    let path = format!("/order/{order}/pay");
    let pages =
        tokio::join!(windows[0].post(&path, &[]), windows[1].post(&path, &[]), windows[2].post(&path, &[]));
    for page in [&pages.0, &pages.1, &pages.2] {
        assert_eq!(page.status, 303, "{page:?}");
    }
    let totals = shop.local.provider().totals_of(&order).unwrap();
    assert_eq!((totals.open_sessions, totals.sessions), (1, 2));
    let second = rosa.post(&path, &[]).await.location.unwrap();
    shop.pay(&second, GOOD_CARD);
    let order = shop.until_status(&order, OrderStatus::Confirmed).await;
    assert_eq!(order.attempts.len(), 2);
    assert_eq!(shop.local.provider().totals_of(order.id.as_str()).unwrap().captured, 2890);
}

#[tokio::test]
async fn three_d_secure_is_passed_or_failed_on_the_providers_page() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    let (order, page) = rosa.order("MUG-TIDE", 1).await;
    let session = page.rsplit('/').next().unwrap();
    assert_eq!(shop.pay(&page, CHALLENGED_CARD), PaymentOutcome::Challenged);
    assert_eq!(shop.order(&order).await.status, OrderStatus::Pending);
    shop.local.provider().end_challenge(session, ThreeDSecure::Fail).unwrap();
    assert_eq!(shop.order(&order).await.status, OrderStatus::Pending);
    assert_eq!(shop.pay(&page, CHALLENGED_CARD), PaymentOutcome::Challenged);
    shop.local.provider().end_challenge(session, ThreeDSecure::Complete).unwrap();
    shop.until_status(&order, OrderStatus::Confirmed).await;
}

#[tokio::test]
async fn a_bank_transfer_is_confirmed_when_staff_see_the_money() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    rosa.add("MUG-TIDE", 2).await;
    let mut form = rosa.filled_form().await;
    form["method"] = "bank_transfer".into();
    let placed = rosa.place(&form).await.json();
    let order = placed["order_id"].as_str().unwrap().to_owned();
    assert!(placed["next_url"].as_str().unwrap().starts_with(shop.local.url()));
    shop.until("the letter with the account", || async {
        shop.mails_to("rosa@example.com").iter().any(|mail| mail.contains("DE89"))
    })
    .await;
    let order_id = OrderId::parse(&order).unwrap();
    for _ in 0..2 {
        shop.command(&Message::MarkOrderPaid(OrderRef { order_id: order_id.clone() })).await;
    }
    let paid = shop.until_status(&order, OrderStatus::Confirmed).await;
    assert_eq!(paid.captured, paid.total);
    shop.until("the confirmation", || async { shop.mails_to("rosa@example.com").len() == 2 }).await;
    assert_eq!(shop.mails_to("merchant@vitrine.example").len(), 1);
}

#[tokio::test]
async fn an_order_paid_later_is_canceled_after_its_days_and_the_stock_comes_back() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    rosa.add("BOWL-LAST", 1).await;
    let mut form = rosa.filled_form().await;
    form["method"] = "bank_transfer".into();
    let order = rosa.place(&form).await.json()["order_id"].as_str().unwrap().to_owned();
    assert_eq!(shop.shelf("BOWL-LAST").await, (0, 1));
    shop.wait_and_sweep(Duration::from_secs(6 * 86_400)).await;
    assert_eq!(shop.order(&order).await.status, OrderStatus::Pending);
    shop.wait_and_sweep(Duration::from_secs(86_460)).await;
    let canceled = shop.until_status(&order, OrderStatus::Canceled).await;
    assert_eq!(canceled.canceled_for(), Some(CancelReason::Expired));
    assert_eq!(shop.shelf("BOWL-LAST").await, (1, 0));
}

#[tokio::test]
async fn staff_can_cancel_an_order_that_waits_for_money() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    let (order, page) = rosa.order("BOWL-LAST", 1).await;
    let order_id = OrderId::parse(&order).unwrap();
    shop.command(&Message::CancelOrder(OrderRef { order_id })).await;
    let canceled = shop.until_status(&order, OrderStatus::Canceled).await;
    assert_eq!(canceled.canceled_for(), Some(CancelReason::Staff));
    assert_eq!(shop.shelf("BOWL-LAST").await, (1, 0));
    let session = page.rsplit('/').next().unwrap();
    let payment = provider_sim::Payment { card: GOOD_CARD.to_owned(), email: None, three_d_secure: None };
    assert!(shop.local.provider().pay(session, &payment).is_err(), "the page was closed first");
}

#[tokio::test]
async fn changing_the_cart_gives_the_order_up_and_the_lines_back() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    rosa.add("BOWL-LAST", 1).await;
    let (order, _) = rosa.order("MUG-TIDE", 2).await;
    let changed = rosa.post(&format!("/order/{order}/change"), &[]).await;
    assert_eq!((changed.status, changed.location.as_deref()), (303, Some("/cart")));
    assert_eq!(shop.order(&order).await.canceled_for(), Some(CancelReason::CartChanged));
    assert_eq!(shop.shelf("BOWL-LAST").await, (1, 0));
    let cart = rosa.get_json("/cart").await.json();
    assert_eq!((cart["line_count"].as_u64(), cart["quantity_total"].as_u64()), (Some(2), Some(3)));
    let form = rosa.filled_form().await;
    let next = rosa.place(&form).await;
    assert_eq!(next.status, 200, "{}", next.text);
    assert_ne!(next.json()["order_id"].as_str(), Some(order.as_str()));
}

#[tokio::test]
async fn a_paid_order_cannot_be_changed_back_into_a_cart() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    let (order, page) = rosa.order("MUG-TIDE", 1).await;
    shop.pay(&page, GOOD_CARD);
    let refused = rosa.post_json(&format!("/order/{order}/change"), &serde_json::json!({})).await;
    assert_eq!((refused.status, refused.code()), (409, "not_possible".to_owned()));
    assert_eq!(shop.order(&order).await.status, OrderStatus::Confirmed);
}
