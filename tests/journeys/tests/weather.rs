//! Money in every weather: debits that take days, captures that fail, refunds that come back, disputes, money
//! nobody asked for, and a table from a backup.

#![expect(clippy::unwrap_used, reason = "a test stops at the first surprise")]

use contract::messages::{Message, OrderRef, RefundOrder};
use domain::ids::OrderId;
use domain::orders::state::OrderStatus;
use domain::orders::{BreakKind, CancelReason, Order};
use domain::payments::PaymentStatus;
use domain::payments::dispute::DisputeStatus;
use domain::payments::refund::{RefundSource, RefundStatus};
use journeys::{DECLINED_CARD, GOOD_CARD, Shopper, TestShop};
use provider_sim::{
    DashboardDispute, DashboardRefund, DebitPayment, DeliveryPolicy, DisputeVerdict, ForeignPayment,
    PaymentOutcome,
};
use std::collections::BTreeMap;
use std::time::Duration;

const DAY: Duration = Duration::from_secs(86_400);
/// The provider's test account whose debits are honored.
const GOOD_ACCOUNT: &str = "DE89370400440532013000";
/// The provider's test account whose debits are not.
const BAD_ACCOUNT: &str = "DE62370400440532013001";
/// A test card whose capture is refused for good.
const CAPTURE_DECLINED: &str = "4000000000007130";
/// The provider's test card whose refunds fail days later.
const REFUND_FAILS: &str = "4000000000005126";

fn session_of(page: &str) -> &str {
    page.rsplit('/').next().unwrap()
}

fn debit(iban: &str) -> DebitPayment {
    DebitPayment { iban: iban.to_owned(), email: None, after_ms: None }
}

async fn ordered_by_debit(shop: &TestShop, iban: &str) -> Order {
    let (order, page) = Shopper::of(shop).order_paid_by("bank_debit", "MUG-TIDE", 1).await;
    shop.local.provider().pay_by_debit(session_of(&page), &debit(iban)).unwrap();
    shop.until("the bank at work", || async {
        shop.order(&order).await.payment == PaymentStatus::Processing
    })
    .await;
    // The clock jumps next: nobody may be in the middle of a look at the time before.
    assert!(shop.local.provider().webhooks_idle(Duration::from_secs(10)).await);
    tokio::time::sleep(Duration::from_millis(300)).await;
    shop.until("an empty queue", || async {
        let queues = shop.local.aws().queues();
        queues.messages("payments", 10).await.unwrap().is_empty()
    })
    .await;
    shop.order(&order).await
}

async fn paid(shop: &TestShop, card: &str) -> Order {
    let (order, page) = Shopper::of(shop).order("MUG-TIDE", 1).await;
    assert!(matches!(shop.pay(&page, card), PaymentOutcome::Paid { .. }));
    shop.until_status(&order, OrderStatus::Confirmed).await
}

async fn intent_of(shop: &TestShop, order: &Order) -> String {
    shop.order(order.id.as_str()).await.attempts[0].intent.clone().unwrap()
}

fn refund(order: &Order, minor: Option<i64>) -> Message {
    let amount = minor.map(|minor| domain::money::Money::new(minor, order.total.currency));
    let lines = BTreeMap::new();
    Message::RefundOrder(RefundOrder { order_id: order.id.clone(), amount, lines, restock: false })
}

#[tokio::test]
async fn a_debit_is_confirmed_when_the_bank_honors_it_days_later() {
    let shop = TestShop::start().await;
    let order = ordered_by_debit(&shop, GOOD_ACCOUNT).await;
    shop.wait_and_sweep(2 * DAY).await;
    assert_eq!(
        shop.order(order.id.as_str()).await.status,
        OrderStatus::Pending,
        "the hold waits for the bank"
    );
    assert_eq!(shop.shelf("MUG-TIDE").await, (49, 1));
    shop.until("the mail", || async {
        shop.mails_to("rosa@example.com").iter().any(|mail| mail.contains("Your bank collects"))
    })
    .await;
    shop.wait_and_sweep(4 * DAY).await;
    let order = shop.until_status(order.id.as_str(), OrderStatus::Confirmed).await;
    assert_eq!((order.payment, order.captured), (PaymentStatus::Captured, order.total));
}

#[tokio::test]
async fn a_debit_that_fails_on_day_five_gives_the_stock_back_and_tells_the_shopper() {
    let shop = TestShop::start().await;
    let order = ordered_by_debit(&shop, BAD_ACCOUNT).await;
    shop.wait_and_sweep(6 * DAY).await;
    let order = shop.until_status(order.id.as_str(), OrderStatus::Canceled).await;
    assert_eq!(order.canceled_for(), Some(CancelReason::PaymentFailed));
    assert_eq!(shop.shelf("MUG-TIDE").await, (50, 0));
    shop.until("the mail", || async {
        shop.mails_to("rosa@example.com").iter().any(|mail| mail.contains("did not honor"))
    })
    .await;
}

#[tokio::test]
async fn a_capture_that_is_refused_for_good_cancels_and_tells_the_shopper() {
    let shop = TestShop::start().await;
    let (order, page) = Shopper::of(&shop).order("MUG-TIDE", 1).await;
    shop.pay(&page, CAPTURE_DECLINED);
    let order = shop.until_status(&order, OrderStatus::Canceled).await;
    assert_eq!(order.canceled_for(), Some(CancelReason::CaptureFailed));
    assert_eq!(shop.shelf("MUG-TIDE").await, (50, 0));
    shop.until("the mail", || async { shop.mails_to("rosa@example.com").len() == 1 }).await;
    assert_eq!(shop.local.provider().totals_of(order.id.as_str()).unwrap().captured, 0);
}

#[tokio::test]
async fn an_authorization_that_lapsed_before_anybody_looked_ends_the_order() {
    let shop = TestShop::start().await;
    let (order, page) = Shopper::of(&shop).order("MUG-TIDE", 1).await;
    shop.local.provider().set_delivery_policy(DeliveryPolicy::Drop);
    shop.pay(&page, GOOD_CARD);
    shop.wait_and_sweep(8 * DAY).await;
    let order = shop.until_status(&order, OrderStatus::Canceled).await;
    assert_eq!(shop.shelf("MUG-TIDE").await, (50, 0));
    assert_eq!(shop.local.provider().totals_of(order.id.as_str()).unwrap().captured, 0);
}

#[tokio::test]
async fn a_refund_that_fails_days_later_can_be_made_again_and_a_person_is_told() {
    let shop = TestShop::start().await;
    let order = paid(&shop, REFUND_FAILS).await;
    shop.command(&refund(&order, Some(1000))).await;
    let id = order.id.as_str();
    shop.until("the refund", || async { shop.order(id).await.payment == PaymentStatus::PartiallyRefunded })
        .await;
    assert_eq!(shop.order(id).await.refundable.amount_minor, order.total.amount_minor - 1000);
    shop.local.advance(6 * DAY);
    shop.wait_and_sweep(Duration::from_secs(1)).await;
    shop.until("the failure", || async { shop.order(id).await.refunds[0].status == RefundStatus::Failed })
        .await;
    let after = shop.order(id).await;
    assert_eq!((after.payment, after.refundable), (PaymentStatus::Captured, order.total));
    assert_eq!(after.open_breaks().map(|open| open.kind).collect::<Vec<_>>(), [BreakKind::RefundFailed]);
    let totals = shop.local.provider().totals_of(id).unwrap();
    assert_eq!((totals.captured, totals.refunded), (order.total.amount_minor, 0));
}

#[tokio::test]
async fn parts_are_refunded_until_nothing_is_left_and_never_more() {
    let shop = TestShop::start().await;
    let order = paid(&shop, GOOD_CARD).await;
    let id = order.id.as_str();
    let total = order.total.amount_minor;
    for minor in [Some(1000), Some(total), Some(500), None] {
        shop.command(&refund(&order, minor)).await;
    }
    shop.until("all of it", || async { shop.order(id).await.payment == PaymentStatus::Refunded }).await;
    let after = shop.order(id).await;
    let parts: Vec<i64> = after.refunds.iter().map(|refund| refund.amount.amount_minor).collect();
    assert_eq!(parts.iter().sum::<i64>(), total, "{parts:?}");
    assert_eq!(shop.local.provider().totals_of(id).unwrap().refunded, total);
}

#[tokio::test]
async fn a_refund_from_the_dashboard_is_taken_over() {
    let shop = TestShop::start().await;
    let order = paid(&shop, GOOD_CARD).await;
    let intent = intent_of(&shop, &order).await;
    shop.local.provider().refund(&intent, &DashboardRefund { amount: Some(700), reason: None }).unwrap();
    let id = order.id.as_str();
    shop.until("the refund", || async { shop.order(id).await.payment == PaymentStatus::PartiallyRefunded })
        .await;
    let after = shop.order(id).await;
    assert_eq!((after.refunds[0].source, after.refundable.amount_minor), (RefundSource::Provider, 2190));
}

#[tokio::test]
async fn a_dispute_reaches_a_person_by_the_reconciler_and_ends_when_it_is_won() {
    let shop = TestShop::start().await;
    let order = paid(&shop, GOOD_CARD).await;
    let intent = intent_of(&shop, &order).await;
    let dispute = shop.local.provider().dispute(&intent, DashboardDispute::default()).unwrap();
    shop.local.run_now("payment-reconcile").await.unwrap();
    let id = order.id.as_str();
    shop.until("the dispute", || async { shop.order(id).await.payment == PaymentStatus::Disputed }).await;
    assert_eq!(shop.order(id).await.open_breaks().count(), 1);
    let dispute = dispute["id"].as_str().unwrap();
    shop.local.provider().decide_dispute(dispute, DisputeVerdict::Win).unwrap();
    shop.local.run_now("payment-reconcile").await.unwrap();
    shop.until("the end", || async { shop.order(id).await.payment == PaymentStatus::Captured }).await;
    let after = shop.order(id).await;
    assert_eq!(after.dispute.as_ref().map(|dispute| dispute.status), Some(DisputeStatus::Won));
    assert_eq!(after.open_breaks().count(), 0);
}

#[tokio::test]
async fn money_that_comes_after_the_cancellation_goes_back() {
    let shop = TestShop::start().await;
    let order = ordered_by_debit(&shop, GOOD_ACCOUNT).await;
    // Somebody gives the order up although the bank is at work, as a table from a backup may have it.
    let mut canceled = shop.order(order.id.as_str()).await;
    canceled.payment = PaymentStatus::RequiresPaymentMethod;
    let canceled =
        domain::orders::cancel::cancel(&canceled, CancelReason::Expired, shop.local.now()).unwrap();
    shop.local.store().commit_cancel(&canceled, shop.local.now()).await.unwrap();
    shop.local.advance(6 * DAY);
    let id = order.id.as_str();
    shop.until("the money back", || async {
        shop.order(id).await.refunds.first().is_some_and(|refund| refund.status != RefundStatus::Requested)
    })
    .await;
    let after = shop.order(id).await;
    assert_eq!((after.status, after.refunds[0].source), (OrderStatus::Canceled, RefundSource::LateMoney));
    assert_eq!(after.refunds[0].amount, order.total);
    assert_eq!(shop.shelf("MUG-TIDE").await, (50, 0));
}

#[tokio::test]
async fn payments_of_another_shop_on_the_same_account_are_left_alone() {
    let shop = TestShop::start().await;
    let metadata = BTreeMap::from([
        ("shop".to_owned(), "another".to_owned()),
        ("order_id".to_owned(), OrderId::from_bits([5; 16]).to_string()),
    ]);
    for metadata in [metadata, BTreeMap::new()] {
        let foreign = ForeignPayment {
            amount: 5000,
            currency: "eur".to_owned(),
            metadata: metadata.into_iter().collect(),
            authorize_only: false,
            without_session: false,
        };
        shop.local.provider().foreign_payment(&foreign).unwrap();
    }
    shop.local.run_now("payment-reconcile").await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    let intents = shop.local.provider().intents().unwrap();
    assert!(intents.iter().all(|intent| intent["status"] == "succeeded"), "{intents:?}");
    assert!(shop.local.provider().refunds().unwrap().is_empty());
    let breaks = shop.local.store().order(&OrderId::from_bits([5; 16])).await.unwrap();
    assert_eq!(breaks, None);
}

#[tokio::test]
async fn a_restored_table_moves_no_money_until_it_is_released() {
    let shop = TestShop::start().await;
    let (order, _) = Shopper::of(&shop).order("MUG-TIDE", 1).await;
    shop.local.provider().set_delivery_policy(DeliveryPolicy::Drop);
    let text = |value: &str| aws_sdk_dynamodb::types::AttributeValue::S(value.to_owned());
    let put = shop.local.aws().dynamodb().put_item().table_name("shop");
    let put = put.item("pk", text("SHOP")).item("sk", text("IDENTITY")).item("table", text("the-old-table"));
    put.send().await.unwrap();
    shop.wait_and_sweep(Duration::from_secs(56 * 60)).await;
    shop.local.run_now("payment-reconcile").await.unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(shop.order(&order).await.status, OrderStatus::Pending);
    shop.local.store().become_the_shop().await.unwrap();
    shop.wait_and_sweep(Duration::from_secs(60)).await;
    shop.until_status(&order, OrderStatus::Canceled).await;
}

#[tokio::test]
async fn a_mail_address_has_few_unpaid_orders_and_room_again_once_they_end() {
    let shop = TestShop::start().await;
    let mut placed = Vec::new();
    for _ in 0..domain::limits::OPEN_ORDERS_PER_MAIL_MAX {
        placed.push(Shopper::of(&shop).order("PIN", 10).await.0);
    }
    let rosa = Shopper::of(&shop);
    rosa.add("PIN", 10).await;
    let form = rosa.filled_form().await;
    let refused = rosa.place(&form).await;
    assert_eq!((refused.status, refused.code()), (429, "too_many_unpaid".to_owned()));
    assert!(refused.text.contains("Pay one of them"), "{}", refused.text);
    assert_eq!(shop.shelf("PIN").await, (50, 50));
    let order_id = OrderId::parse(&placed[0]).unwrap();
    shop.command(&Message::CancelOrder(OrderRef { order_id })).await;
    shop.until_status(&placed[0], OrderStatus::Canceled).await;
    assert_eq!(rosa.place(&form).await.status, 200);
}

#[tokio::test]
async fn a_page_on_which_stolen_cards_are_tried_is_closed() {
    let shop = TestShop::start().await;
    let (order, page) = Shopper::of(&shop).order("MUG-TIDE", 1).await;
    for _ in 0..domain::limits::DECLINES_MAX {
        assert!(matches!(shop.pay(&page, DECLINED_CARD), PaymentOutcome::Declined { .. }));
    }
    let order = shop.until_status(&order, OrderStatus::Canceled).await;
    assert_eq!(order.canceled_for(), Some(CancelReason::TooManyDeclines));
    assert_eq!(shop.local.provider().totals_of(order.id.as_str()).unwrap().open_sessions, 0);
}

#[tokio::test]
async fn a_network_that_tries_cards_on_order_after_order_pays_online_no_more_until_tomorrow() {
    let shop = TestShop::start().await;
    for _ in 0..domain::limits::DECLINED_ORDERS_PER_NETWORK_MAX {
        let (order, page) = Shopper::of(&shop).order("MUG-TIDE", 1).await;
        for _ in 0..domain::limits::DECLINES_MAX {
            shop.pay(&page, DECLINED_CARD);
        }
        shop.until_status(&order, OrderStatus::Canceled).await;
    }
    let rosa = Shopper::of(&shop);
    rosa.add("MUG-TIDE", 1).await;
    let refused = rosa.place(&rosa.filled_form().await).await;
    assert_eq!((refused.status, refused.code()), (429, "too_many_unpaid".to_owned()));
    assert!(refused.text.contains("try again tomorrow"), "{}", refused.text);
    Shopper::of(&shop).order_paid_by("bank_transfer", "MUG-TIDE", 1).await;
    shop.local.advance(DAY);
    Shopper::of(&shop).order("MUG-TIDE", 1).await;
}
