//! Every page in every state that matters, by name.

use crate::shop::{self, NOW};
use domain::address::{AddressField, Contact, FieldError, format_of};
use domain::cart::{Cart, CartChange, CartStatus, Quantity};
use domain::ids::{Country, LineId, OrderId, PropertyId};
use domain::language::Language;
use domain::market::Terms;
use domain::money::{Currency, Money};
use domain::orders::cancel::cancel;
use domain::orders::ship::Shipment;
use domain::orders::state::{FulfillmentStatus, OrderStatus};
use domain::orders::{CancelReason, Order, OrderEventKind};
use domain::payments::refund::{Refund, RefundSource, RefundStatus};
use domain::payments::{AttemptStatus, PaymentMethod, PaymentStatus};
use domain::pricing::delivery_options;
use domain::tax::TaxMode;
use domain::time::Span;
use std::collections::BTreeMap;
use views::Storefront;
use views::cart::{CartPage, Removed};
use views::cart_link::{ArrivedPage, Link};
use views::checkout::{CheckoutNotice, CheckoutPage};
use views::configure::ConfigurePage;
use views::message::MessagePage;
use views::order::OrderPage;

pub const SCRIPT: &str = "<script>alert('x')</script>\"&";

/// The cart with these lines on this shelf.
pub fn cart_page(mode: TaxMode, lines: &[(&str, u32)], shelf: &[(&str, u64)], old_price: bool) -> String {
    let terms = shop::terms(mode);
    let mut cart = shop::cart(&terms, lines);
    if old_price {
        for line in cart.lines.values_mut() {
            line.shown_price.amount_minor -= 200;
        }
    }
    show_cart(mode, &cart, shelf, None, None, None)
}

pub fn show_cart(
    mode: TaxMode,
    cart: &Cart,
    shelf: &[(&str, u64)],
    removed: Option<&Removed>,
    problem: Option<&str>,
    link: Option<&Link>,
) -> String {
    let terms = shop::terms(mode);
    let (offers, stock) = (shop::offers(&terms), shop::stock(shelf));
    let changes: Vec<CartChange> = cart.changes(&offers, &stock);
    let prefix = if mode == TaxMode::Inclusive { "" } else { "/en-us" };
    let page = CartPage {
        store: Storefront { prefix, locale: &cart.locale, terms: &terms },
        cart,
        offers: &offers,
        stock: &stock,
        changes: &changes,
        removed,
        problem,
        shipping_from: (mode == TaxMode::Inclusive).then(|| shop::euros(490)),
        link,
    };
    views::cart::page(&page).0
}

/// What can be different about a checkout page.
pub struct Checkout<'a> {
    pub mode: TaxMode,
    pub country: &'a str,
    pub typed: &'a [(AddressField, &'a str)],
    pub errors: &'a [(AddressField, FieldError)],
    pub notices: &'a [CheckoutNotice<'a>],
    pub ships: bool,
}

impl Default for Checkout<'_> {
    fn default() -> Self {
        Self { mode: TaxMode::Inclusive, country: "DE", typed: &[], errors: &[], notices: &[], ships: true }
    }
}

pub fn checkout(sample: &Checkout<'_>) -> String {
    let terms = shop::terms(sample.mode);
    let lines = [("MUG-TIDE-S", 2), ("BOOK-CLAY", 1)];
    let (cart, offers) = (shop::cart(&terms, &lines), shop::offers(&terms));
    let quote = shop::a_quote(&terms, &lines, "standard");
    let destination = shop::country(sample.country);
    let format = format_of(&destination).unwrap();
    let name = |code: &Country| (code.clone(), format_of(code).unwrap().name.to_owned());
    let countries: Vec<(Country, String)> = terms.market.countries.iter().map(name).collect();
    let deliveries = delivery_options(&terms, &cart, &offers, &destination).unwrap();
    let page = CheckoutPage {
        store: Storefront { prefix: "", locale: &cart.locale, terms: &terms },
        quote: sample.ships.then_some(&quote),
        quote_problem: (!sample.ships).then_some("This order is too heavy for every carrier to France."),
        format: &format,
        countries: &countries,
        typed: &sample.typed.iter().map(|(field, text)| (*field, (*text).to_owned())).collect(),
        field_errors: &sample.errors.iter().copied().collect::<BTreeMap<_, _>>(),
        deliveries: if sample.ships { &deliveries } else { &[] },
        methods: &terms.market.payment_methods,
        method: PaymentMethod::Card,
        notices: sample.notices,
    };
    views::checkout::page(&page).0
}

/// What can be different about an order page.
pub struct Shown<'a> {
    pub shipments: &'a [Shipment],
    pub contact: Option<&'a Contact>,
    pub problem: Option<&'a str>,
    pub can_pay: bool,
    pub can_change: bool,
}

pub fn order(
    method: PaymentMethod,
    delivery: &str,
    change: impl FnOnce(&mut Order),
    shown: &Shown<'_>,
) -> String {
    let terms = shop::terms(TaxMode::Inclusive);
    let (mut order, document) = shop::an_order(&terms, method, delivery);
    change(&mut order);
    let page = OrderPage {
        store: Storefront { prefix: "", locale: &order.locale.clone(), terms: &terms },
        order: &order,
        document: &document,
        shipments: shown.shipments,
        contact: shown.contact,
        now: NOW.plus(Span::minutes(1)),
        problem: shown.problem,
        can_pay: shown.can_pay,
        can_change: shown.can_change,
    };
    views::order::page(&page).0
}

pub const NOTHING: Shown<'static> =
    Shown { shipments: &[], contact: None, problem: None, can_pay: false, can_change: false };
pub const BOTH: Shown<'static> =
    Shown { shipments: &[], contact: None, problem: None, can_pay: true, can_change: true };

pub fn confirm(order: &mut Order) {
    order.status = OrderStatus::Confirmed;
    order.payment = PaymentStatus::Captured;
    order.fulfillment = FulfillmentStatus::Ready;
    order.captured = order.total;
    order.refundable = order.total;
    order.tell(OrderEventKind::Confirmed, NOW.plus(Span::minutes(1)));
}

/// All units left in so many parcels.
fn send_all(order: &mut Order, shipments: u32) {
    confirm(order);
    order.fulfillment = FulfillmentStatus::Shipped;
    order.held.clear();
    order.shipments = shipments;
}

/// A parcel that arrived, and one without a number whose carrier has a harmful name.
pub fn two_parcels() -> [Shipment; 2] {
    let parcel = |number, sku: &str, units| Shipment {
        number,
        lines: BTreeMap::from([(LineId::from(&shop::sku(sku)), units)]),
        carrier: "DHL".to_owned(),
        tracking_number: Some("00340434161094042557".to_owned()),
        shipped_at: NOW.plus(Span::minutes(2)),
        delivered_at: None,
    };
    let first = Shipment { delivered_at: Some(NOW.plus(Span::minutes(3))), ..parcel(1, "MUG-TIDE-S", 2) };
    let second = parcel(2, "BOOK-CLAY", 1);
    [first, Shipment { carrier: SCRIPT.to_owned(), tracking_number: None, ..second }]
}

/// One refund that is on its way, and one that failed.
pub fn refund_some(order: &mut Order) {
    confirm(order);
    order.payment = PaymentStatus::PartiallyRefunded;
    let refund = |number, minor, status| Refund {
        number,
        amount: shop::euros(minor),
        status,
        source: RefundSource::Staff,
        intent: None,
        provider_refund: None,
        requested_at: NOW,
    };
    order.refunds = vec![refund(1, 1250, RefundStatus::Pending), refund(2, 777, RefundStatus::Failed)];
}

pub fn canceled_for(reason: CancelReason) -> impl FnOnce(&mut Order) {
    move |order| *order = cancel(order, reason, NOW.plus(Span::minutes(55))).unwrap()
}

/// Every language there are pages in.
pub const ALL_LANGUAGES: [Language; 3] = Language::ALL;

/// All samples in a language.
pub fn all_in(language: Language) -> Vec<(&'static str, String)> {
    shop::LANGUAGE.set(language);
    let all = all();
    shop::LANGUAGE.set(Language::English);
    all
}

/// All samples.
pub fn all() -> Vec<(&'static str, String)> {
    let mut all = carts();
    all.extend(checkouts());
    all.extend(orders());
    let links = [("/", "To the shop"), ("/contact/", "Write to us")];
    let message = MessagePage {
        eyebrow: "404",
        title: "We could not find this order.",
        lead: "The link may have been cut off. The one in our mail is complete.",
        links: &links,
    };
    all.push(("message", views::message::page(&message).0));
    all
}

fn carts() -> Vec<(&'static str, String)> {
    use TaxMode::{Exclusive, Inclusive};
    let terms = shop::terms(Inclusive);
    let enough = [("MUG-TIDE-S", 40), ("BOOK-CLAY", 40), ("LAMP-DUNE", 40)];
    let mug = shop::sku("MUG-TIDE-S");
    let title = "Harbor mug, Tide / Small".to_owned();
    let removed = Removed { sku: mug, title, properties: vec![], quantity: 2 };
    let mut closed = shop::cart(&terms, &[("BOOK-CLAY", 1)]);
    closed.status = CartStatus::Closed(OrderId::from_bits([9; 16]));
    let one = shop::cart(&terms, &[("BOOK-CLAY", 1)]);
    let link = Link {
        address: "https://shop.example/cart?from=AbCd-_09".to_owned(),
        expires_at: NOW.plus(Span::days(7)),
    };
    let problem = "At most 99 of one article fit in one order.";
    vec![
        ("cart", cart_page(Inclusive, &[("MUG-TIDE-S", 2), ("BOOK-CLAY", 1)], &enough, false)),
        ("cart-us", cart_page(Exclusive, &[("MUG-TIDE-S", 2)], &enough, false)),
        ("cart-empty", cart_page(Inclusive, &[], &[], false)),
        (
            "cart-changes",
            cart_page(
                Inclusive,
                &[("MUG-TIDE-S", 3), ("BOOK-CLAY", 1), ("LAMP-DUNE", 1), ("VASE-OLD", 1)],
                &[("MUG-TIDE-S", 2), ("BOOK-CLAY", 4)],
                true,
            ),
        ),
        ("cart-removed", show_cart(Inclusive, &one, &enough, Some(&removed), Some(problem), None)),
        ("cart-ordered", show_cart(Inclusive, &closed, &enough, None, None, None)),
        ("cart-engraved", show_cart(Inclusive, &engraved(&terms), &enough, None, None, None)),
        ("cart-link", show_cart(Inclusive, &one, &enough, None, None, Some(&link))),
        ("cart-arrived", arrived()),
        ("configure", configure()),
    ]
}

fn arrived() -> String {
    let terms = shop::terms(TaxMode::Inclusive);
    let (cart, offers) = (engraved(&terms), shop::offers(&terms));
    let store = Storefront { prefix: "", locale: &cart.locale, terms: &terms };
    views::cart_link::page(&ArrivedPage { store, cart: &cart, offers: &offers, token: "AbCd-_09" }).0
}

/// Words for a lamp.
const WORDS: &str = "For Ada & “Grace”";

fn engraving() -> PropertyId {
    PropertyId::parse("engraving").unwrap()
}

/// A cart with a lamp that has words on it.
pub fn engraved(terms: &Terms) -> Cart {
    let mut cart = shop::cart(terms, &[("BOOK-CLAY", 1)]);
    let offers = shop::offers(terms);
    let lamp = &offers.by_sku[&shop::sku("LAMP-DUNE")];
    let unit = lamp.configured([(&engraving(), WORDS)]).unwrap();
    let line = cart.set(&unit, Quantity::new(1).unwrap()).unwrap();
    cart.lines.insert(unit.line(), line);
    cart
}

/// The page that asks again for words which cannot be written.
fn configure() -> String {
    let terms = shop::terms(TaxMode::Inclusive);
    let offers = shop::offers(&terms);
    let engraving = engraving();
    let locale = terms.locales.first().unwrap();
    let page = ConfigurePage {
        store: Storefront { prefix: "", locale, terms: &terms },
        offer: &offers.by_sku[&shop::sku("LAMP-DUNE")],
        quantity: 2,
        typed: &BTreeMap::from([(engraving.clone(), SCRIPT.to_owned())]),
        wrong: Some((&engraving, "“<” cannot be written.")),
    };
    views::configure::page(&page).0
}

fn checkouts() -> Vec<(&'static str, String)> {
    use AddressField::{City, Email, Line1, Name, Phone, PostalCode, Region};
    let typed = [(Email, "rosa@example"), (Name, SCRIPT), (Line1, "1 Long Lane"), (PostalCode, "ABC")];
    let errors = [
        (Email, FieldError::NotAMailAddress),
        (City, FieldError::Missing),
        (PostalCode, FieldError::NotAPostalCode),
        (Phone, FieldError::NotAPhoneNumber),
        (Region, FieldError::Missing),
    ];
    let notices = [
        CheckoutNotice::PriceChanged { shown: Some(shop::euros(8490)), now: shop::euros(8990) },
        CheckoutNotice::PriceChanged { shown: None, now: shop::euros(8990) },
        CheckoutNotice::LinePriceChanged {
            title: "Harbor mug, Tide / Small",
            shown: shop::euros(2200),
            now: shop::euros(2400),
        },
        CheckoutNotice::OutOfStock { title: "Harbor mug, Tide / Small", wanted: 2, available: 1 },
        CheckoutNotice::OutOfStock { title: SCRIPT, wanted: 2, available: 0 },
        CheckoutNotice::NoLongerSold { title: "Old vase" },
        CheckoutNotice::Text("Please choose how to pay."),
    ];
    let dollars = |minor| Money::new(minor, Currency::parse("USD").unwrap());
    let moved = [("Harbor mug", 2600, 2400), ("Old vase", 5200, 4800)].map(|(title, shown, now)| {
        CheckoutNotice::LinePriceChanged { title, shown: dollars(shown), now: shop::euros(now) }
    });
    vec![
        ("checkout", checkout(&Checkout::default())),
        ("checkout-errors", checkout(&Checkout { typed: &typed, errors: &errors, ..Checkout::default() })),
        (
            "checkout-us-errors",
            checkout(&Checkout {
                mode: TaxMode::Exclusive,
                country: "US",
                typed: &typed,
                errors: &errors,
                ..Checkout::default()
            }),
        ),
        ("checkout-moved", checkout(&Checkout { notices: &moved, ..Checkout::default() })),
        ("checkout-notices", checkout(&Checkout { notices: &notices, ..Checkout::default() })),
        (
            "checkout-nothing-ships",
            checkout(&Checkout { country: "FR", ships: false, ..Checkout::default() }),
        ),
    ]
}

fn orders() -> Vec<(&'static str, String)> {
    use PaymentMethod::{BankTransfer, Card, PayOnPickup};
    let rosa = shop::contact(&format!("Rosa {SCRIPT}"));
    let known = Shown { contact: Some(&rosa), ..NOTHING };
    let ended = |order: &mut Order| order.attempts[0].status = AttemptStatus::Ended;
    let pays = |payment: PaymentStatus| move |order: &mut Order| order.payment = payment;
    let ships = |fulfillment: FulfillmentStatus| {
        move |order: &mut Order| {
            send_all(order, 1);
            order.fulfillment = fulfillment;
        }
    };
    let complete = |order: &mut Order| {
        confirm(order);
        order.fulfillment = FulfillmentStatus::Delivered;
        order.status = OrderStatus::Completed;
    };
    let problem = Shown { problem: Some("The payment page could not be opened. Please try again."), ..BOTH };
    vec![
        ("order-waiting", order(Card, "standard", |_| {}, &BOTH)),
        ("order-declined", order(Card, "standard", ended, &problem)),
        ("order-too-late", order(Card, "standard", ended, &Shown { can_change: true, ..NOTHING })),
        ("order-processing", order(Card, "standard", pays(PaymentStatus::Processing), &known)),
        ("order-just-paid", order(Card, "standard", pays(PaymentStatus::RequiresCapture), &known)),
        ("order-failed", order(Card, "standard", pays(PaymentStatus::Failed), &known)),
        (
            "order-canceling",
            order(Card, "standard", |order| order.cancel_requested = Some(CancelReason::CartChanged), &known),
        ),
        (
            "order-bank-transfer",
            order(BankTransfer, "standard", |_| {}, &Shown { can_change: true, ..known }),
        ),
        ("order-pay-on-pickup", order(PayOnPickup, "pickup", |_| {}, &known)),
        ("order-confirmed", order(Card, "standard", confirm, &known)),
        ("order-confirmed-pickup", order(PayOnPickup, "pickup", confirm, &known)),
        ("order-shipped", order(Card, "express", ships(FulfillmentStatus::Shipped), &known)),
        (
            "order-two-parcels",
            order(Card, "express", |order| send_all(order, 2), &Shown { shipments: &two_parcels(), ..known }),
        ),
        ("order-refunded-in-part", order(Card, "standard", refund_some, &known)),
        ("order-returned", order(Card, "express", ships(FulfillmentStatus::Returned), &known)),
        ("order-completed", order(Card, "standard", complete, &NOTHING)),
        ("order-expired", order(Card, "standard", canceled_for(CancelReason::Expired), &known)),
        ("order-cart-changed", order(Card, "standard", canceled_for(CancelReason::CartChanged), &known)),
        ("order-canceled-by-staff", order(Card, "standard", canceled_for(CancelReason::Staff), &known)),
        ("order-capture-failed", order(Card, "standard", canceled_for(CancelReason::CaptureFailed), &known)),
    ]
}
