//! Buying: the straight way, with a decline, with 3-D Secure, offline, and again.

use domain::orders::state::OrderStatus;
use domain::payments::PaymentStatus;
use journeys::{Shopper, TestShop};
use provider_sim::{Payment, PaymentOutcome};

const GOOD_CARD: &str = "4242424242424242";
const DECLINED_CARD: &str = "4000000000000002";

fn session_of(page: &str) -> String {
    page.rsplit('/').next().unwrap().to_owned()
}

fn card(number: &str) -> Payment {
    Payment { card: number.to_owned(), email: None, three_d_secure: None }
}

#[tokio::test]
async fn a_shopper_buys_and_gets_a_mail_and_the_shelf_is_one_lower() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    let (order, page) = rosa.order("MUG-TIDE", 1).await;
    assert!(page.starts_with(shop.local.provider_url()), "{page}");
    assert_eq!(shop.shelf("MUG-TIDE").await, (49, 1));
    let outcome = shop.local.provider().pay(&session_of(&page), &card(GOOD_CARD)).unwrap();
    assert!(matches!(outcome, PaymentOutcome::Paid { .. }), "{outcome:?}");
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
async fn a_declined_card_ends_nothing_and_the_same_order_is_paid_with_another() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    let (order, page) = rosa.order("MUG-TIDE", 1).await;
    let outcome = shop.local.provider().pay(&session_of(&page), &card(DECLINED_CARD)).unwrap();
    assert!(matches!(outcome, PaymentOutcome::Declined { .. }), "{outcome:?}");
    let again = rosa.post(&format!("/order/{order}/pay"), &[]).await;
    assert_eq!((again.status, again.location.as_deref()), (303, Some(page.as_str())));
    assert_eq!(shop.local.provider().totals_of(&order).unwrap().open_sessions, 1);
    shop.local.provider().pay(&session_of(&page), &card(GOOD_CARD)).unwrap();
    let order = shop.until_status(&order, OrderStatus::Confirmed).await;
    assert_eq!(order.attempts.len(), 1);
}
