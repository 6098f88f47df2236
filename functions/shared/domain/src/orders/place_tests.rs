//! What becomes an order, and what is refused with its reason.

use super::*;
use crate::cart::CartLine;
use crate::ids::{CartId, LineId, Locale, MarketId};
use crate::money::Currency;
use crate::orders::testing::{NOW, a_document, euros, sku};
use crate::payments::AttemptStatus;
use crate::tax::{RoundingLevel, TaxMode};

fn a_market() -> Market {
    Market {
        id: MarketId::parse("eu").unwrap(),
        name: "Europe".to_owned(),
        currency: Currency::parse("EUR").unwrap(),
        tax_mode: TaxMode::Inclusive,
        rounding: RoundingLevel::Line,
        countries: vec![],
        payment_methods: vec![PaymentMethod::Card, PaymentMethod::BankTransfer, PaymentMethod::PayOnPickup],
        offline_hold_days: 7,
        offline_quantity_max: 10,
        card_minimum_minor: 50,
    }
}

/// A cart of mugs, what it costs, and what is left of them.
struct Shop {
    cart: Cart,
    quote: Quote,
    stock: BTreeMap<Sku, Stock>,
    market: Market,
}

/// So many mugs for so much, as many left, and fetched or brought.
fn a_shop(quantity: u32, total_minor: i64) -> Shop {
    let (market, locale) = (MarketId::parse("eu").unwrap(), Locale::parse("en").unwrap());
    let mut cart = Cart::empty(CartId::from_bits([1; 16]), market, locale);
    let line = CartLine {
        quantity: Quantity::new(quantity).unwrap(),
        shown_price: euros(100),
        title: "Mug".to_owned(),
        properties: vec![],
    };
    cart.lines.insert(LineId::from(&sku("MUG")), line);
    let quote = a_document(&[("MUG", quantity, total_minor)]).quote;
    let stock = Stock { available: u64::from(quantity), reserved: 3, version: 1 };
    Shop { cart, quote, stock: BTreeMap::from([(sku("MUG"), stock)]), market: a_market() }
}

impl Shop {
    fn place(&self, method: PaymentMethod) -> Result<Placement, PlaceError> {
        self.place_as_agreed(method, &self.quote.fingerprint())
    }

    fn place_as_agreed(&self, method: PaymentMethod, agreed: &str) -> Result<Placement, PlaceError> {
        place(PlaceRequest {
            id: OrderId::from_bits([1; 16]),
            number: OrderNumber::from_bits([1; 10]),
            cart: &self.cart,
            quote: self.quote.clone(),
            agreed,
            stock: &self.stock,
            market: &self.market,
            method,
            identity: "same".to_owned(),
            network: None,
            now: NOW,
        })
    }
}

#[test]
fn a_cart_becomes_an_order_that_holds_its_units_and_waits_for_its_first_payment() {
    let Placement { order, document } = a_shop(2, 4800).place(PaymentMethod::Card).unwrap();
    assert_eq!((order.status, order.payment), (OrderStatus::Pending, PaymentStatus::RequiresPaymentMethod));
    assert_eq!((&order.held, order.total), (&BTreeMap::from([(LineId::from(&sku("MUG")), 2)]), euros(4800)));
    assert_eq!((order.captured, order.refundable), (euros(0), euros(0)));
    let attempts: Vec<_> =
        order.attempts.iter().map(|attempt| (attempt.number, attempt.amount, attempt.status)).collect();
    assert_eq!(attempts, [(1, euros(4800), AttemptStatus::Open)]);
    assert_eq!(order.due_at, Some(order.hold_until));
    let told: Vec<_> = order.events.iter().map(|event| (event.sequence, event.kind.clone())).collect();
    assert_eq!(told, [(1, OrderEventKind::Placed)]);
    assert_eq!((document.id, document.number, document.placed_at), (order.id, order.number, NOW));
}

#[test]
fn a_cart_is_ordered_once() {
    let mut shop = a_shop(2, 4800);
    let order = OrderId::from_bits([7; 16]);
    shop.cart.status = CartStatus::Closed(order.clone());
    assert_eq!(shop.place(PaymentMethod::Card), Err(PlaceError::AlreadyPlaced(order)));
}

#[test]
fn what_is_promised_to_others_is_not_sold() {
    let mut shop = a_shop(2, 4800);
    for available in [0, 1] {
        shop.stock.insert(sku("MUG"), Stock { available, reserved: 3, version: 1 });
        let refused = PlaceError::OutOfStock { sku: sku("MUG"), wanted: 2, available };
        assert_eq!(shop.place(PaymentMethod::Card), Err(refused));
    }
    for available in [2, 3] {
        shop.stock.insert(sku("MUG"), Stock { available, reserved: 3, version: 1 });
        assert!(shop.place(PaymentMethod::Card).is_ok(), "{available} are left");
    }
    shop.stock.clear();
    let refused = PlaceError::OutOfStock { sku: sku("MUG"), wanted: 2, available: 0 };
    assert_eq!(shop.place(PaymentMethod::Card), Err(refused));
}

#[test]
fn nobody_pays_another_total_than_the_one_agreed_to() {
    let shown = a_shop(2, 4700).quote.fingerprint();
    let refused = a_shop(2, 4800).place_as_agreed(PaymentMethod::Card, &shown);
    assert_eq!(refused, Err(PlaceError::PriceChanged { now: euros(4800) }));
}

#[test]
fn only_what_the_market_offers_can_be_chosen_and_paying_on_pickup_only_when_it_is_fetched() {
    use PaymentMethod::{BankTransfer, Card, PayOnPickup};
    let market = a_market();
    assert_eq!(methods_offered(&market, DeliveryKind::Delivery), [Card, BankTransfer]);
    assert_eq!(methods_offered(&market, DeliveryKind::Pickup), [Card, BankTransfer, PayOnPickup]);
    let mut shop = a_shop(2, 4800);
    for method in [PaymentMethod::Paypal, PayOnPickup] {
        assert_eq!(shop.place(method), Err(PlaceError::MethodNotOffered(method)));
    }
    shop.quote.delivery.kind = DeliveryKind::Pickup;
    assert!(shop.place(PayOnPickup).is_ok());
}

#[test]
fn what_the_provider_does_not_charge_is_not_paid_by_card() {
    for minor in [1, 49] {
        let refused = a_shop(1, minor).place(PaymentMethod::Card);
        assert_eq!(refused, Err(PlaceError::BelowMinimum(euros(50))), "{minor}");
        assert!(a_shop(1, minor).place(PaymentMethod::BankTransfer).is_ok(), "{minor}");
    }
    for minor in [50, 51] {
        assert!(a_shop(1, minor).place(PaymentMethod::Card).is_ok(), "{minor}");
    }
}

#[test]
fn where_nothing_is_due_the_order_is_confirmed_at_once() {
    for method in [PaymentMethod::Card, PaymentMethod::BankTransfer] {
        let order = a_shop(1, 0).place(method).unwrap().order;
        assert_eq!((order.status, order.payment), (OrderStatus::Confirmed, PaymentStatus::Captured));
        assert_eq!((order.fulfillment, order.due_at), (FulfillmentStatus::Ready, None));
        assert!(order.attempts.is_empty());
        let told: Vec<_> = order.events.iter().map(|event| event.kind.clone()).collect();
        assert_eq!(told, [OrderEventKind::Placed, OrderEventKind::Confirmed]);
    }
}

#[test]
fn an_order_that_is_paid_later_is_held_for_the_days_of_its_market() {
    let order = a_shop(2, 4800).place(PaymentMethod::BankTransfer).unwrap().order;
    let end = NOW.plus(Span::days(7));
    assert_eq!((order.hold_until, order.due_at, order.attempts.len()), (end, Some(end), 0));
}

#[test]
fn no_more_units_than_the_market_allows_are_held_without_money() {
    assert!(a_shop(10, 4800).place(PaymentMethod::BankTransfer).is_ok());
    let refused = a_shop(11, 4800).place(PaymentMethod::BankTransfer);
    assert_eq!(refused, Err(PlaceError::TooManyForLater(10)));
    assert!(a_shop(11, 4800).place(PaymentMethod::Card).is_ok(), "a card is charged now");
}
