//! How many unpaid orders a mail address and a network may have open, and how many with declined cards: stock is
//! held for people who mean to pay.

use crate::Shop;
use contract::problem::{Problem, ProblemCode};
use domain::ids::OrderId;
use domain::limits::{
    DECLINED_ORDERS_PER_NETWORK_MAX, OPEN_ORDERS_PER_MAIL_MAX, OPEN_ORDERS_PER_NETWORK_MAX,
};
use domain::orders::Order;
use domain::orders::state::OrderStatus;
use domain::time::{Span, Timestamp};
use edge::{answer, ids};
use store::guards::GuardRefusal;
use store::{Never, StoreError};

/// Lets an order that is about to be placed into the guards of its mail address and network.
///
/// # Errors
/// A [`Problem`] that says what to do.
pub async fn enter(
    shop: &Shop,
    order: &OrderId,
    email: &str,
    network: Option<&str>,
    now: Timestamp,
) -> Result<(), Problem> {
    let mail = format!("mail|{}", email.trim().to_lowercase());
    if !enter_one(shop, order, &mail, OPEN_ORDERS_PER_MAIL_MAX, now).await? {
        let title = format!(
            "There are {OPEN_ORDERS_PER_MAIL_MAX} unpaid orders with this mail address. Pay one of them or change \
             its cart first; unpaid orders end by themselves within two hours."
        );
        return Err(Problem::new(ProblemCode::TooManyUnpaid, title));
    }
    let Some(network) = network else { return Ok(()) };
    if !enter_one(shop, order, &format!("network|{network}"), OPEN_ORDERS_PER_NETWORK_MAX, now).await? {
        let title = "Too many unpaid orders were placed from your network. Please try again in a while; \
                     your cart is kept.";
        return Err(Problem::new(ProblemCode::TooManyUnpaid, title));
    }
    Ok(())
}

/// The fingerprint of a network on one day: what is remembered of declined cards is forgotten with the day.
pub fn network_of_day(shop: &Shop, network: &str, now: Timestamp) -> String {
    let day = now.as_ms().div_euclid(Span::days(1).as_ms());
    ids::fingerprint(&shop.link_secrets, &format!("network|{network}|{day}"))
}

/// Refuses online payment where stolen cards were tried today: after orders that were ended for their declines.
///
/// # Errors
/// A [`Problem`] that says what to do.
pub async fn no_cards_tried(shop: &Shop, order: &Order) -> Result<(), Problem> {
    let Some(network) = order.network.as_ref().filter(|_| !order.method.is_offline()) else { return Ok(()) };
    let declined = shop.store.guarded_orders(network).await?.len();
    if declined < DECLINED_ORDERS_PER_NETWORK_MAX {
        return Ok(());
    }
    tracing::warn!(order.id = %order.id, outcome = "too_many_declines", declined, "a network tries cards");
    let title = "Too many payments from your network were declined today. Please choose a payment without a card \
                 or try again tomorrow; your cart is kept.";
    Err(Problem::new(ProblemCode::TooManyUnpaid, title))
}

/// Whether there was room, or some was made by taking out orders that are not open any more.
async fn enter_one(
    shop: &Shop,
    order: &OrderId,
    who: &str,
    max: u32,
    now: Timestamp,
) -> Result<bool, Problem> {
    let guard = ids::fingerprint(&shop.link_secrets, who);
    if entered(shop.store.enter_guard(&guard, order, max, now).await)? {
        return Ok(true);
    }
    let mut ended = Vec::new();
    for inside in shop.store.guarded_orders(&guard).await? {
        // One that is just being placed is not there yet either; letting it go makes the guard no stricter.
        let open = shop.store.order(&inside).await?.is_some_and(|order| order.status == OrderStatus::Pending);
        if !open {
            ended.push(inside);
        }
    }
    if ended.is_empty() {
        tracing::warn!(order.id = %order, outcome = "too_many_unpaid", max, "a guard is full");
        return Ok(false);
    }
    shop.store.leave_guard(&guard, &ended).await?;
    entered(shop.store.enter_guard(&guard, order, max, now).await)
}

fn entered(result: Result<(), StoreError<GuardRefusal>>) -> Result<bool, Problem> {
    match result {
        Ok(()) => Ok(true),
        Err(StoreError::Refused(GuardRefusal::Full)) => Ok(false),
        // It may have entered or not; entering again is the same.
        Err(StoreError::Busy | StoreError::Unknown(_)) => Err(answer::busy()),
        Err(StoreError::Broken(source)) => Err(StoreError::<Never>::Broken(source).into()),
    }
}
