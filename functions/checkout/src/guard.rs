//! How many unpaid orders a mail address and a network may have open, and how many with declined cards: stock is
//! held for people who mean to pay.

use crate::Shop;
use contract::problem::{ProblemCode, Refusal};
use domain::ids::OrderId;
use domain::limits::{
    DECLINED_ORDERS_PER_NETWORK_MAX, OPEN_ORDERS_PER_MAIL_MAX, OPEN_ORDERS_PER_NETWORK_MAX,
};
use domain::orders::Order;
use domain::orders::state::OrderStatus;
use domain::time::{Span, Timestamp};
use edge::ids;
use store::guards::GuardRefusal;
use store::{Never, StoreError};
use texts::saying;

/// Lets an order that is about to be placed into the guards of its mail address and network.
///
/// # Errors
/// A [`Refusal`] that says what to do.
pub async fn enter(
    shop: &Shop,
    order: &OrderId,
    email: &str,
    network: Option<&str>,
    now: Timestamp,
) -> Result<(), Refusal> {
    let mail = format!("mail|{}", email.trim().to_lowercase());
    if !enter_one(shop, order, &mail, OPEN_ORDERS_PER_MAIL_MAX, now).await? {
        let said = saying!("problem-mail-full", count = OPEN_ORDERS_PER_MAIL_MAX);
        return Err(Refusal::new(ProblemCode::TooManyUnpaid, said));
    }
    let Some(network) = network else { return Ok(()) };
    if !enter_one(shop, order, &format!("network|{network}"), OPEN_ORDERS_PER_NETWORK_MAX, now).await? {
        let said = saying!("problem-network-full");
        return Err(Refusal::new(ProblemCode::TooManyUnpaid, said));
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
/// A [`Refusal`] that says what to do.
pub async fn no_cards_tried(shop: &Shop, order: &Order) -> Result<(), Refusal> {
    let Some(network) = order.network.as_ref().filter(|_| !order.method.is_offline()) else { return Ok(()) };
    let declined = shop.store.guarded_orders(network).await?.len();
    if declined < DECLINED_ORDERS_PER_NETWORK_MAX {
        return Ok(());
    }
    tracing::warn!(order.id = %order.id, outcome = "too_many_declines", declined, "a network tries cards");
    let said = saying!("problem-network-declined");
    Err(Refusal::new(ProblemCode::TooManyUnpaid, said))
}

/// Whether there was room, or some was made by taking out orders that are not open any more.
async fn enter_one(
    shop: &Shop,
    order: &OrderId,
    who: &str,
    max: u32,
    now: Timestamp,
) -> Result<bool, Refusal> {
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

fn entered(result: Result<(), StoreError<GuardRefusal>>) -> Result<bool, Refusal> {
    match result {
        Ok(()) => Ok(true),
        Err(StoreError::Refused(GuardRefusal::Full)) => Ok(false),
        // It may have entered or not; entering again is the same.
        Err(StoreError::Busy | StoreError::Unknown(_)) => Err(Refusal::busy()),
        Err(StoreError::Broken(source)) => Err(StoreError::<Never>::Broken(source).into()),
    }
}
