//! Placing: a cart becomes an order, its stock held, before any card is asked for.

use super::state::{FulfillmentStatus, OrderStatus};
use super::{Order, OrderDocument, OrderEventKind};
use crate::cart::{Cart, CartStatus, Quantity};
use crate::ids::{OrderId, OrderNumber, Sku};
use crate::inventory::Stock;
use crate::market::Market;
use crate::money::Money;
use crate::payments::attempt::first_attempt;
use crate::payments::{PaymentMethod, PaymentStatus};
use crate::pricing::Quote;
use crate::shipping::DeliveryKind;
use crate::time::{Span, Timestamp};
use std::collections::BTreeMap;

/// Everything that placing depends on.
#[derive(Debug)]
pub struct PlaceRequest<'a> {
    /// The order's id, derived from the cart's.
    pub id: OrderId,
    /// A random number for people.
    pub number: OrderNumber,
    /// The cart as loaded.
    pub cart: &'a Cart,
    /// What it costs now.
    pub quote: Quote,
    /// The fingerprint of the quote that the shopper agreed to.
    pub agreed: &'a str,
    /// The stock as loaded.
    pub stock: &'a BTreeMap<Sku, Stock>,
    /// The market's rules.
    pub market: &'a Market,
    /// How the shopper wants to pay.
    pub method: PaymentMethod,
    /// The keyed fingerprint of quote, address and delivery.
    pub identity: String,
    /// The keyed fingerprint of the network and the day, where the network is known.
    pub network: Option<String>,
    /// The time of the request.
    pub now: Timestamp,
}

/// An order to be written, with what it takes from the shelf.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Placement {
    /// The part that changes.
    pub order: Order,
    /// The part that is written once.
    pub document: OrderDocument,
}

/// Why an order could not be placed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PlaceError {
    /// The cart has become an order before.
    #[error("the cart was ordered as {0}")]
    AlreadyPlaced(OrderId),
    /// The quote is not the one the shopper agreed to.
    #[error("the total is {now} and not what was shown")]
    PriceChanged {
        /// What it costs now.
        now: Money,
    },
    /// Fewer are left than the cart holds.
    #[error("{available} of {sku} left, {wanted} wanted")]
    OutOfStock {
        /// Which SKU.
        sku: Sku,
        /// How many the cart holds.
        wanted: u32,
        /// How many are left.
        available: u64,
    },
    /// The market does not offer this way to pay, or not for this delivery.
    #[error("{} is not offered for this order", .0.name())]
    MethodNotOffered(PaymentMethod),
    /// The total is below what the provider charges.
    #[error("orders below {0} cannot be paid by card")]
    BelowMinimum(Money),
    /// Too many units to be held for days without money.
    #[error("at most {0} units can be ordered with payment later")]
    TooManyForLater(u32),
}

/// The ways to pay that fit a market and a delivery.
pub fn methods_offered(market: &Market, delivery: DeliveryKind) -> Vec<PaymentMethod> {
    let fits = |method: &PaymentMethod| match method {
        PaymentMethod::Card
        | PaymentMethod::BankDebit
        | PaymentMethod::Paypal
        | PaymentMethod::BankTransfer => true,
        PaymentMethod::PayOnPickup => delivery == DeliveryKind::Pickup,
    };
    market.payment_methods.iter().copied().filter(fits).collect()
}

/// Decides whether and how a cart becomes an order.
///
/// A total of zero is confirmed at once: nothing is due.
///
/// # Errors
/// [`PlaceError`], the most telling first.
pub fn place(request: PlaceRequest<'_>) -> Result<Placement, PlaceError> {
    if let CartStatus::Closed(order) = &request.cart.status {
        return Err(PlaceError::AlreadyPlaced(order.clone()));
    }
    check(&request)?;
    let PlaceRequest { id, number, cart, quote, market, method, identity, network, now, .. } = request;
    let total = quote.total;
    let mut order = Order {
        id: id.clone(),
        number: number.clone(),
        cart_id: cart.id.clone(),
        market: market.id.clone(),
        locale: cart.locale.clone(),
        version: 0,
        status: OrderStatus::Pending,
        payment: PaymentStatus::RequiresPaymentMethod,
        fulfillment: FulfillmentStatus::Pending,
        method,
        held: quote.units(),
        total,
        captured: Money::zero(total.currency),
        refundable: Money::zero(total.currency),
        refunds: Vec::new(),
        refunded_units: BTreeMap::new(),
        dispute: None,
        shipments: 0,
        delivered: 0,
        attempts: Vec::new(),
        operation: None,
        operations: 0,
        cancel_requested: None,
        identity,
        network,
        placed_at: now,
        hold_until: now,
        due_at: None,
        looks: 0,
        breaks: Vec::new(),
        events: Vec::new(),
    };
    order.tell(OrderEventKind::Placed, now);
    if total.amount_minor == 0 {
        order.status = OrderStatus::Confirmed;
        order.payment = PaymentStatus::Captured;
        order.fulfillment = FulfillmentStatus::Ready;
        order.tell(OrderEventKind::Confirmed, now);
    } else if method.is_offline() {
        order.hold_until = now.plus(Span::days(market.offline_hold_days));
        order.due_at = Some(order.hold_until);
    } else {
        first_attempt(&mut order, now);
    }
    Ok(Placement { order, document: OrderDocument { id, number, quote, placed_at: now } })
}

fn check(request: &PlaceRequest<'_>) -> Result<(), PlaceError> {
    for (sku, wanted) in request.quote.quantities() {
        let available = request.stock.get(&sku).map_or(0, |stock| stock.available);
        if available < u64::from(wanted) {
            return Err(PlaceError::OutOfStock { sku, wanted, available });
        }
    }
    if request.quote.fingerprint() != request.agreed {
        return Err(PlaceError::PriceChanged { now: request.quote.total });
    }
    if !methods_offered(request.market, request.quote.delivery.kind).contains(&request.method) {
        return Err(PlaceError::MethodNotOffered(request.method));
    }
    let total = request.quote.total;
    let minimum = Money::new(request.market.card_minimum_minor, total.currency);
    let charged = !request.method.is_offline() && total.amount_minor > 0;
    if charged && total.amount_minor < minimum.amount_minor {
        return Err(PlaceError::BelowMinimum(minimum));
    }
    let units = request.cart.lines.values().map(|line| Quantity::get(line.quantity));
    let units = units.fold(0_u32, u32::saturating_add);
    if request.method.is_offline() && units > request.market.offline_quantity_max {
        return Err(PlaceError::TooManyForLater(request.market.offline_quantity_max));
    }
    Ok(())
}

#[cfg(test)]
#[path = "place_tests.rs"]
mod tests;
