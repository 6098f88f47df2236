//! `POST /order/{order_id}/change`: gives an unpaid order up and puts its lines back into a cart.
//!
//! The payment page is closed first. Money that came in the meantime wins: the order then stands.

use crate::pay::settle_problem;
use crate::{Shop, failed, opened_order, order_path};
use contract::problem::{ProblemCode, Refusal};
use domain::cart::{Cart, CartLine};
use domain::limits::CART_KEPT;
use domain::orders::state::OrderStatus;
use domain::orders::{CancelReason, Order};
use domain::time::Timestamp;
use edge::answer::{Answer, Cookie};
use edge::{Request, answer, ids, request};
use payment_settle::{request_cancel, settle};
use texts::saying;

/// `POST /order/{order_id}/change`.
///
/// # Errors
/// A [`Refusal`].
pub async fn change(shop: &Shop, request: &Request, order: &str, now: Timestamp) -> Result<Answer, Refusal> {
    let order = opened_order(shop, request, order).await?;
    request_cancel(&shop.store, &order.id, CancelReason::CartChanged, now)
        .await
        .map_err(|error| settle_problem(&error))?;
    let order =
        settle(&shop.store, &shop.gateways, &order.id, now).await.map_err(|error| settle_problem(&error))?;
    if order.status != OrderStatus::Canceled {
        let refusal = Refusal::new(ProblemCode::NotPossible, saying!("problem-order-stands"));
        return Err(refusal.about(order_path(&order.id)).asked_in(Some(&order.locale)));
    }
    let cart = successor(shop, &order).await?;
    shop.store.create_successor_cart(&cart, now).await?;
    let answer = if request::wants_json(request) { answer::no_content() } else { answer::see_other("/cart") };
    let seconds = CART_KEPT.as_ms() / 1000;
    let count = cart.quantity_total().to_string();
    let badge = Cookie { name: "cart_count", value: &count, path: "/", readable: true, seconds };
    let answer = answer::with_cookie(answer, &badge, &shop.site_url);
    let cookie = Cookie { name: "cart", value: cart.id.as_str(), path: "/", readable: false, seconds };
    Ok(answer::with_cookie(answer, &cookie, &shop.site_url))
}

/// The cart that takes over the lines: its id follows from the order's, so that two tabs get the same.
async fn successor(shop: &Shop, order: &Order) -> Result<Cart, Refusal> {
    let document = shop.store.order_document(&order.id).await?;
    let document = document.ok_or_else(|| failed("an order has no document", &order.id))?;
    let id = ids::successor_cart(&shop.link_secrets, &order.id);
    let mut cart = Cart::empty(id, order.market.clone(), order.locale.clone());
    for line in document.quote.lines {
        let id = line.id();
        let (quantity, shown_price) = (line.quantity, line.unit_price);
        let kept = CartLine { quantity, shown_price, title: line.title, properties: line.properties };
        cart.lines.insert(id, kept);
    }
    Ok(cart)
}
