//! Races, repeats and lost messages: one order, one charge, nothing oversold.

use contract::messages::{Message, OrderRef};
use domain::ids::OrderId;
use domain::orders::state::OrderStatus;
use domain::time::Span;
use embedded::{Fault, PlannedFaults, Refusal, Service};
use journeys::{GOOD_CARD, Shopper, TestShop};
use provider_sim::{DeliveryPolicy, Endpoint, FaultKind, FlushOrder};
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use store::events::{ReconcilePass, Reconciliation};

#[tokio::test]
async fn the_same_checkout_posted_five_times_at_once_is_one_order() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    rosa.add("MUG-TIDE", 2).await;
    let form = rosa.filled_form().await;
    let windows: Vec<Shopper> = (0..5).map(|_| rosa.again()).collect();
    let placed = join(windows.iter().map(|window| window.place(&form)).collect()).await;
    let orders: Vec<_> = placed.iter().map(|page| (page.status, page.json()["order_id"].clone())).collect();
    assert!(orders.iter().all(|order| *order == (200, orders[0].1.clone())), "{placed:?}");
    let pages: Vec<_> = placed.iter().map(|page| page.json()["next_url"].clone()).collect();
    assert!(pages.iter().all(|page| *page == pages[0]), "{pages:?}");
    assert_eq!(shop.shelf("MUG-TIDE").await, (48, 2));
    let totals = shop.local.provider().totals_of(orders[0].1.as_str().unwrap()).unwrap();
    assert_eq!(totals.sessions, 1);
}

#[tokio::test]
async fn a_double_click_on_the_last_unit_meets_its_own_order() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    rosa.add("BOWL-LAST", 1).await;
    let form = rosa.filled_form().await;
    let (one, two) = (rosa.again(), rosa.again());
    let (first, second) = tokio::join!(one.place(&form), two.place(&form));
    assert_eq!((first.status, second.status), (200, 200), "{first:?} {second:?}");
    assert_eq!(first.json()["order_id"], second.json()["order_id"]);
    assert_eq!(shop.shelf("BOWL-LAST").await, (0, 1));
}

#[tokio::test]
async fn a_changed_address_after_placing_is_told_what_was_ordered() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    rosa.add("MUG-TIDE", 1).await;
    let mut form = rosa.filled_form().await;
    let order = rosa.place(&form).await.json()["order_id"].as_str().unwrap().to_owned();
    form["line1"] = "Another Street 2".into();
    let repeat = rosa.place(&form).await;
    assert_eq!((repeat.status, repeat.code()), (409, "already_placed".to_owned()));
    assert_eq!(repeat.json()["order_url"], json!(format!("/order/{order}")));
    assert_eq!(shop.shelf("MUG-TIDE").await, (49, 1));
}

#[tokio::test]
async fn fifty_shoppers_for_ten_mugs_make_exactly_ten_orders() {
    let faults = Arc::new(PlannedFaults::new());
    let shop = TestShop::start_with(Some(faults.clone())).await;
    let shoppers: Vec<Shopper> = (0..50).map(|_| Shopper::of(&shop)).collect();
    let forms = join(
        shoppers
            .iter()
            .enumerate()
            .map(|(number, shopper)| async move {
                shopper.add("MUG-CHALK", 1).await;
                let mut form = shopper.filled_form().await;
                form["email"] = format!("shopper-{number}@example.com").into();
                form
            })
            .collect(),
    )
    .await;
    for position in [0, 4, 5, 5, 0, 4] {
        let conflict = Fault::Refuse(Refusal::TransactionConflict { position });
        faults.plan(Service::DynamoDb, "TransactWriteItems", conflict);
    }
    let placed = join(shoppers.iter().zip(&forms).map(|(shopper, form)| shopper.place(form)).collect()).await;
    let won = placed.iter().filter(|page| page.status == 200).count();
    let lost: Vec<_> =
        placed.iter().filter(|page| page.status != 200).map(|page| (page.status, page.code())).collect();
    assert_eq!(won, 10, "{lost:?}");
    assert!(lost.iter().all(|answer| *answer == (409, "out_of_stock".to_owned())), "{lost:?}");
    assert_eq!(shop.shelf("MUG-CHALK").await, (0, 10));
    assert_eq!(faults.left(), 0, "every conflict was met");
}

#[tokio::test]
async fn webhooks_five_times_and_in_any_order_confirm_once() {
    for policy in [DeliveryPolicy::Duplicate { times: 5 }, DeliveryPolicy::Reversed { window_ms: 300 }] {
        let shop = TestShop::start().await;
        shop.local.provider().set_delivery_policy(policy);
        let rosa = Shopper::of(&shop);
        let (order, page) = rosa.order("MUG-TIDE", 1).await;
        shop.pay(&page, GOOD_CARD);
        shop.until_status(&order, OrderStatus::Confirmed).await;
        assert!(shop.local.provider().webhooks_idle(Duration::from_secs(10)).await);
        shop.until("the mails", || async { shop.mails_to("rosa@example.com").len() == 1 }).await;
        tokio::time::sleep(Duration::from_millis(300)).await;
        assert_eq!(shop.mails_to("rosa@example.com").len(), 1);
        let totals = shop.local.provider().totals_of(&order).unwrap();
        assert_eq!((totals.captured, totals.refunded), (2890, 0));
    }
}

#[tokio::test]
async fn the_webhook_before_the_browser_shows_a_confirmed_page() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    let (order, page) = rosa.order("MUG-TIDE", 1).await;
    shop.pay(&page, GOOD_CARD);
    shop.until_status(&order, OrderStatus::Confirmed).await;
    shop.local.advance(Duration::from_secs(3));
    assert!(rosa.get(&format!("/order/{order}")).await.text.contains("confirmed"));
}

#[tokio::test]
async fn without_any_webhook_the_reconciler_heals() {
    let shop = TestShop::start().await;
    shop.local.provider().set_delivery_policy(DeliveryPolicy::Drop);
    let rosa = Shopper::of(&shop);
    let (order, page) = rosa.order("MUG-TIDE", 1).await;
    shop.pay(&page, GOOD_CARD);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(shop.order(&order).await.status, OrderStatus::Pending);
    shop.local.run_now("payment-reconcile").await.unwrap();
    shop.until_status(&order, OrderStatus::Confirmed).await;
    shop.local.run_now("payment-reconcile").await.unwrap();
    shop.until("the mail", || async { shop.mails_to("rosa@example.com").len() == 1 }).await;
}

#[tokio::test]
async fn reconciling_that_was_cut_short_goes_on_where_it_stopped() {
    let shop = TestShop::start().await;
    shop.local.provider().set_delivery_policy(DeliveryPolicy::Drop);
    let (order, page) = Shopper::of(&shop).order("MUG-TIDE", 1).await;
    shop.pay(&page, GOOD_CARD);
    let now = shop.order(&order).await.placed_at;
    // As if everything but what is older than the first event had been read already.
    let first = shop.local.provider().events().unwrap().last().unwrap()["id"].as_str().map(str::to_owned);
    let pass = ReconcilePass { from: now.minus(Span::hours(1)), after: first, began_at: now };
    let store = shop.local.store();
    let cut_short = Reconciliation { until: None, unfinished: Some(pass) };
    store.set_reconciliation("stripe", &cut_short).await.unwrap();
    shop.local.run_now("payment-reconcile").await.unwrap();
    let done = store.reconciliation("stripe").await.unwrap();
    assert_eq!(done, Reconciliation { until: Some(now), unfinished: None });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(shop.order(&order).await.status, OrderStatus::Pending, "it went over the same events again");
    shop.local.run_now("payment-reconcile").await.unwrap();
    shop.until_status(&order, OrderStatus::Confirmed).await;
}

#[tokio::test]
async fn events_that_come_a_day_late_change_nothing() {
    let shop = TestShop::start().await;
    shop.local.provider().set_delivery_policy(DeliveryPolicy::Hold);
    let rosa = Shopper::of(&shop);
    let (order, page) = rosa.order("MUG-TIDE", 1).await;
    shop.pay(&page, GOOD_CARD);
    shop.local.run_now("payment-reconcile").await.unwrap();
    let confirmed = shop.until_status(&order, OrderStatus::Confirmed).await;
    shop.local.advance(Duration::from_secs(86_400));
    shop.local.provider().flush(FlushOrder::NewestFirst).unwrap();
    assert!(shop.local.provider().webhooks_idle(Duration::from_secs(10)).await);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(shop.order(&order).await, confirmed);
}

#[tokio::test]
async fn an_expired_hold_gives_the_stock_back_once() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    let (order, _) = rosa.order("BOWL-LAST", 1).await;
    shop.wait_and_sweep(Duration::from_secs(56 * 60)).await;
    shop.until_status(&order, OrderStatus::Canceled).await;
    let order_id = OrderId::parse(&order).unwrap();
    for _ in 0..5 {
        shop.command(&Message::OrderDue(OrderRef { order_id: order_id.clone() })).await;
    }
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(shop.shelf("BOWL-LAST").await, (1, 0));
    let late = rosa.post_json(&format!("/order/{order}/pay"), &json!({})).await;
    assert_eq!(late.json()["next_url"], json!(format!("{}/order/{order}", shop.local.url())));
}

#[tokio::test]
async fn a_provider_that_is_down_strands_nothing() {
    let shop = TestShop::start().await;
    let rosa = Shopper::of(&shop);
    let (order, page) = rosa.order("MUG-TIDE", 1).await;
    shop.local.provider().set_delivery_policy(DeliveryPolicy::Hold);
    shop.pay(&page, GOOD_CARD);
    let fault = |times| provider_sim::Fault { endpoint: None, kind: FaultKind::ServerError, times };
    shop.local.provider().add_fault(fault(10_000));
    shop.local.provider().flush(FlushOrder::OldestFirst).unwrap();
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert_eq!(shop.order(&order).await.status, OrderStatus::Pending);
    shop.local.provider().clear_faults();
    shop.wait_and_sweep(Duration::from_secs(20 * 60)).await;
    shop.until_status(&order, OrderStatus::Confirmed).await;
}

#[tokio::test]
async fn a_session_whose_answer_was_lost_is_found_again_with_the_same_key() {
    let shop = TestShop::start().await;
    let lost = FaultKind::DropAfterApplying;
    shop.local.provider().add_fault(provider_sim::Fault {
        endpoint: Some(Endpoint::SessionCreate),
        kind: lost,
        times: 1,
    });
    let rosa = Shopper::of(&shop);
    rosa.add("MUG-TIDE", 1).await;
    let form = rosa.filled_form().await;
    let placed = rosa.place(&form).await;
    assert_eq!((placed.status, placed.code()), (503, "busy".to_owned()));
    let again = rosa.place(&form).await;
    assert_eq!(again.status, 200, "{}", again.text);
    let order = again.json()["order_id"].as_str().unwrap().to_owned();
    assert_eq!(shop.local.provider().totals_of(&order).unwrap().sessions, 1);
    shop.pay(again.json()["next_url"].as_str().unwrap(), GOOD_CARD);
    shop.until_status(&order, OrderStatus::Confirmed).await;
}

#[tokio::test]
async fn a_placement_whose_answer_was_lost_is_placed_once() {
    let faults = Arc::new(PlannedFaults::new());
    let shop = TestShop::start_with(Some(faults.clone())).await;
    let rosa = Shopper::of(&shop);
    rosa.add("BOWL-LAST", 1).await;
    let form = rosa.filled_form().await;
    faults.plan(Service::DynamoDb, "TransactWriteItems", Fault::LoseAnswer);
    let placed = rosa.place(&form).await;
    assert_eq!(placed.status, 200, "{}", placed.text);
    assert_eq!(shop.shelf("BOWL-LAST").await, (0, 1));
}

/// Runs all at once and answers in their order.
async fn join<F: Future>(futures: Vec<F>) -> Vec<F::Output> {
    let mut pending: Vec<_> = futures.into_iter().map(|future| (Box::pin(future), None)).collect();
    std::future::poll_fn(|context| {
        let mut left = false;
        for (future, output) in &mut pending {
            if output.is_none() {
                match future.as_mut().poll(context) {
                    std::task::Poll::Ready(done) => *output = Some(done),
                    std::task::Poll::Pending => left = true,
                }
            }
        }
        if left { std::task::Poll::Pending } else { std::task::Poll::Ready(()) }
    })
    .await;
    pending.into_iter().filter_map(|(_, output)| output).collect()
}
