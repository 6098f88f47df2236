//! Buying with the second provider, whose pages only let a shopper agree: the shop authorizes and captures.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use contract::messages::{Message, RefundOrder};
use domain::orders::state::OrderStatus;
use domain::payments::PaymentStatus;
use journeys::{Shopper, TestShop};
use provider_sim::DeliveryPolicy;
use provider_sim::paypal::Funding;
use std::collections::BTreeMap;
use std::time::Duration;

/// PayPal's id of the order whose page this is.
fn paypal_order(page: &str) -> &str {
    page.rsplit(['/', '=']).next().unwrap()
}

#[tokio::test]
async fn a_shopper_agrees_and_the_shop_authorizes_captures_and_confirms() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    let (order, page) = rosa.order_paid_by("paypal", "MUG-TIDE", 1).await;
    assert!(page.starts_with(shop.local.paypal_url()), "{page}");
    let back = shop.local.paypal().approve(paypal_order(&page), Funding::Balance).unwrap();
    assert!(back.contains(&format!("/order/{order}")), "{back}");
    let order = shop.until_status(&order, OrderStatus::Confirmed).await;
    assert_eq!((order.payment, order.captured), (PaymentStatus::Captured, order.total));
    let totals = shop.local.paypal().totals_of(order.id.as_str());
    assert_eq!((totals.captured, totals.capturable), (order.total.amount_minor, 0));
}

#[tokio::test]
async fn a_bank_that_refuses_leaves_the_order_to_be_paid_again() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    let (order, page) = rosa.order_paid_by("paypal", "MUG-TIDE", 1).await;
    shop.local.paypal().approve(paypal_order(&page), Funding::Declined).unwrap();
    shop.until("the end of the first try", || async {
        shop.order(&order).await.attempts[0].status == domain::payments::AttemptStatus::Ended
    })
    .await;
    let again = rosa.post(&format!("/order/{order}/pay"), &[]).await;
    let second = again.location.unwrap();
    assert_ne!(second, page);
    shop.local.paypal().approve(paypal_order(&second), Funding::Balance).unwrap();
    let order = shop.until_status(&order, OrderStatus::Confirmed).await;
    assert_eq!(order.attempts.len(), 2);
    assert_eq!(shop.local.paypal().totals_of(order.id.as_str()).captured, order.total.amount_minor);
}

#[tokio::test]
async fn without_any_webhook_the_reconciler_heals_and_a_page_nobody_uses_ends_the_order() {
    let shop = TestShop::start().await;
    shop.local.paypal().set_delivery_policy(DeliveryPolicy::Drop);
    let (order, page) = Shopper::of(&shop).order_paid_by("paypal", "MUG-TIDE", 1).await;
    shop.local.paypal().approve(paypal_order(&page), Funding::Balance).unwrap();
    shop.local.run_now("payment-reconcile").await.unwrap();
    shop.until_status(&order, OrderStatus::Confirmed).await;
    let (unpaid, _) = Shopper::of(&shop).order_paid_by("paypal", "MUG-TIDE", 1).await;
    shop.wait_and_sweep(Duration::from_secs(56 * 60)).await;
    shop.until_status(&unpaid, OrderStatus::Canceled).await;
    assert_eq!(shop.shelf("MUG-TIDE").await, (49, 1));
}

#[tokio::test]
async fn a_part_is_refunded() {
    let shop = TestShop::start().await;
    let (order, page) = Shopper::of(&shop).order_paid_by("paypal", "MUG-TIDE", 1).await;
    shop.local.paypal().approve(paypal_order(&page), Funding::Balance).unwrap();
    let order = shop.until_status(&order, OrderStatus::Confirmed).await;
    let amount = Some(domain::money::Money::new(1000, order.total.currency));
    let lines = BTreeMap::new();
    let refund = RefundOrder { order_id: order.id.clone(), amount, lines, restock: false };
    shop.command(&Message::RefundOrder(refund)).await;
    let id = order.id.as_str();
    shop.until("the refund", || async { shop.order(id).await.payment == PaymentStatus::PartiallyRefunded })
        .await;
    assert_eq!(shop.local.paypal().totals_of(id).refunded, 1000);
    assert_eq!(shop.order(id).await.refundable.amount_minor, order.total.amount_minor - 1000);
}
