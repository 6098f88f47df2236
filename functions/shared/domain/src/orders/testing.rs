//! An order as tests start from it.

use super::state::{FulfillmentStatus, OrderStatus};
use super::{Order, OrderDocument};
use crate::cart::Quantity;
use crate::ids::{
    CartId, CatalogVersion, Country, DeliveryId, LineId, Locale, MarketId, OrderId, OrderNumber, Sku, Slug,
};
use crate::money::{Currency, Money};
use crate::payments::attempt::{first_attempt, with_session};
use crate::payments::{PaymentMethod, PaymentStatus};
use crate::pricing::{Quote, QuoteDelivery, QuoteLine};
use crate::shipping::DeliveryKind;
use crate::tax::TaxMode;
use crate::time::Timestamp;
use std::collections::BTreeMap;

/// When it was placed.
pub(crate) const NOW: Timestamp = Timestamp::from_ms(1_000_000);

/// An amount.
pub(crate) fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::parse("EUR").unwrap())
}

/// An order with one open page, of two mugs for 48 euros.
pub(crate) fn an_order() -> Order {
    let mut order = Order {
        id: OrderId::from_bits([1; 16]),
        number: OrderNumber::from_bits([1; 10]),
        cart_id: CartId::from_bits([2; 16]),
        market: MarketId::parse("eu").unwrap(),
        locale: Locale::parse("en").unwrap(),
        version: 1,
        status: OrderStatus::Pending,
        payment: PaymentStatus::RequiresPaymentMethod,
        fulfillment: FulfillmentStatus::Pending,
        method: PaymentMethod::Card,
        held: BTreeMap::from([(line("MUG"), 2)]),
        total: euros(4800),
        captured: euros(0),
        refundable: euros(0),
        refunds: vec![],
        refunded_units: BTreeMap::new(),
        dispute: None,
        shipments: 0,
        delivered: 0,
        attempts: vec![],
        operation: None,
        operations: 0,
        cancel_requested: None,
        identity: "same".to_owned(),
        network: None,
        placed_at: NOW,
        hold_until: NOW,
        due_at: None,
        looks: 0,
        breaks: vec![],
        events: vec![],
    };
    first_attempt(&mut order, NOW);
    with_session(&order, 1, "cs_1")
}

/// A SKU.
pub(crate) fn sku(text: &str) -> Sku {
    Sku::parse(text).unwrap()
}

/// A line.
pub(crate) fn line(text: &str) -> LineId {
    LineId::parse(text).unwrap()
}

/// The document of an order with these lines: SKU, units, what they cost together.
pub(crate) fn a_document(lines: &[(&str, u32, i64)]) -> OrderDocument {
    let line = |(name, units, minor): &(&str, u32, i64)| QuoteLine {
        sku: sku(name),
        slug: Slug::parse("mug").unwrap(),
        title: "Mug".to_owned(),
        image: "mug".to_owned(),
        properties: vec![],
        quantity: Quantity::new(*units).unwrap(),
        unit_price: euros(minor / i64::from(*units)),
        amount: euros(*minor),
        rate_percent: "19".parse().unwrap(),
        tax: euros(0),
    };
    let total = lines.iter().map(|(_, _, minor)| minor).sum();
    let quote = Quote {
        market: MarketId::parse("eu").unwrap(),
        catalog_version: CatalogVersion::parse("00000000000000aa").unwrap(),
        country: Country::parse("DE").unwrap(),
        tax_mode: TaxMode::Inclusive,
        lines: lines.iter().map(line).collect(),
        delivery: QuoteDelivery {
            id: DeliveryId::parse("standard").unwrap(),
            name: "Standard".to_owned(),
            kind: DeliveryKind::Delivery,
            price: euros(0),
            promise: "2 to 4 days".to_owned(),
            days: None,
        },
        subtotal: euros(total),
        taxes: vec![],
        tax_total: euros(0),
        total: euros(total),
    };
    OrderDocument {
        id: OrderId::from_bits([1; 16]),
        number: OrderNumber::from_bits([1; 10]),
        quote,
        placed_at: NOW,
    }
}

/// The order of a document, paid and waiting to be shipped.
pub(crate) fn a_paid_order(document: &OrderDocument) -> Order {
    let mut order = an_order();
    order.held = document.quote.units();
    order.total = document.quote.total;
    order.captured = order.total;
    order.refundable = order.total;
    order.status = OrderStatus::Confirmed;
    order.payment = PaymentStatus::Captured;
    order.fulfillment = FulfillmentStatus::Ready;
    order.attempts[0].status = crate::payments::AttemptStatus::Won;
    order.attempts[0].intent = Some("pi_1".to_owned());
    order.due_at = None;
    order
}
