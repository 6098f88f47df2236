//! An order to write about, with defaults that a test can change.

use domain::address::{AddressField, Contact, format_of};
use domain::cart::{Cart, CartLine, Quantity};
use domain::catalog::{Offer, Offers};
use domain::configure::{LineProperty, PropertyText};
use domain::ids::{
    CartId, CatalogVersion, Country, LineId, Locale, MarketId, OrderId, OrderNumber, PropertyId, Sku, Slug,
    TaxCategory,
};
use domain::inventory::Stock;
use domain::language::Language;
use domain::market::{Market, ShopProfile, Terms};
use domain::money::{Currency, Money};
use domain::orders::place::{PlaceRequest, place};
use domain::orders::state::{FulfillmentStatus, OrderStatus};
use domain::orders::{Order, OrderDocument, OrderEventKind};
use domain::payments::{PaymentMethod, PaymentStatus};
use domain::pricing::quote;
use domain::shipping::{DeliveryKind, ShippingMethod, ShippingZone, WeightBand};
use domain::tax::{RoundingLevel, TaxMode, TaxTable};
use domain::time::Timestamp;
use mail::OrderFacts;
use std::collections::BTreeMap;

/// 22 November 2026, 03:00 UTC.
pub const NOW: Timestamp = Timestamp::from_ms(1_795_316_400_000);
pub const ORDER_URL: &str =
    "https://shop.example/order/ord_09090909090909090909090909090909?key=abc&locale=en";

/// Everything a letter is made of, owned.
pub struct Ordered {
    pub terms: Terms,
    pub order: Order,
    pub document: OrderDocument,
    pub contact: Contact,
}

impl Ordered {
    pub fn facts(&self) -> OrderFacts<'_> {
        OrderFacts {
            shop: &self.terms.shop,
            sender: "orders@vitrine.example",
            order: &self.order,
            document: &self.document,
            contact: &self.contact,
            order_url: ORDER_URL,
            site_url: "https://shop.example/",
        }
    }

    pub fn confirmed(mut self) -> Self {
        self.order.status = OrderStatus::Confirmed;
        self.order.payment = PaymentStatus::Captured;
        self.order.fulfillment = FulfillmentStatus::Ready;
        self.order.captured = self.order.total;
        self.order.refundable = self.order.total;
        self.order.tell(OrderEventKind::Confirmed, NOW);
        self
    }

    pub fn speaking(mut self, language: Language) -> Self {
        self.order.locale = Locale::parse(language.tag()).unwrap();
        self
    }

    /// The order with words on the first thing.
    pub fn engraved(mut self, words: &str) -> Self {
        self.document.quote.lines[0].properties = vec![LineProperty {
            id: PropertyId::parse("engraving").unwrap(),
            name: "Engraving".to_owned(),
            text: PropertyText::parse(words).unwrap(),
        }];
        self
    }

    pub fn named(mut self, name: &str) -> Self {
        self.contact = contact(name);
        self
    }
}

/// An order just placed.
pub fn an_order(method: PaymentMethod, kind: DeliveryKind, mode: TaxMode) -> Ordered {
    let terms = terms(kind, mode);
    let (cart, offers) = (cart(&terms), offers(&terms));
    let quote = quote(&terms, &cart, &offers, &country("DE"), None).unwrap();
    let agreed = quote.fingerprint();
    let shelf = Stock { available: 40, reserved: 0, version: 1 };
    let placement = place(PlaceRequest {
        id: OrderId::from_bits([9; 16]),
        number: OrderNumber::parse("V-01JMZ00Z9A").unwrap(),
        cart: &cart,
        quote,
        agreed: &agreed,
        stock: &cart.quantities().into_keys().map(|sku| (sku, shelf)).collect(),
        market: &terms.market,
        method,
        identity: "identity".to_owned(),
        network: None,
        now: NOW,
    })
    .unwrap();
    Ordered { order: placement.order, document: placement.document, contact: contact("Rosa Example"), terms }
}

fn country(code: &str) -> Country {
    Country::parse(code).unwrap()
}

fn contact(name: &str) -> Contact {
    let typed = BTreeMap::from([
        (AddressField::Email, "rosa@example.com".to_owned()),
        (AddressField::Name, name.to_owned()),
        (AddressField::Line1, "Lange Gasse 1".to_owned()),
        (AddressField::PostalCode, "10115".to_owned()),
        (AddressField::City, "Berlin".to_owned()),
        (AddressField::Phone, "+49 30 123456".to_owned()),
    ]);
    Contact::parse(&format_of(&country("DE")).unwrap(), country("DE"), &typed).unwrap()
}

fn lines(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn terms(kind: DeliveryKind, mode: TaxMode) -> Terms {
    let currency = Currency::parse(if mode == TaxMode::Inclusive { "EUR" } else { "USD" }).unwrap();
    let (name, price, days) = match kind {
        DeliveryKind::Delivery => ("Parcel", 490, (2, 3)),
        DeliveryKind::Pickup => ("Pick up at the workshop", 0, (1, 2)),
    };
    let method = ShippingMethod {
        id: domain::ids::DeliveryId::parse("standard").unwrap(),
        name: name.to_owned(),
        names: BTreeMap::new(),
        kind,
        bands: vec![WeightBand { up_to_g: 30_000, price: Money::new(price, currency) }],
        free_over: None,
        days_min: days.0,
        days_max: days.1,
    };
    let rates = BTreeMap::from([
        (TaxCategory::parse("standard").unwrap(), "19".parse().unwrap()),
        (TaxCategory::parse("books").unwrap(), "7".parse().unwrap()),
    ]);
    Terms {
        market: Market {
            id: MarketId::parse("eu").unwrap(),
            name: "European Union".to_owned(),
            currency,
            tax_mode: mode,
            rounding: RoundingLevel::Line,
            countries: vec![country("DE")],
            payment_methods: vec![
                PaymentMethod::Card,
                PaymentMethod::BankTransfer,
                PaymentMethod::PayOnPickup,
            ],
            offline_hold_days: 7,
            offline_quantity_max: 10,
            card_minimum_minor: 50,
        },
        locales: vec![Locale::parse("en").unwrap()],
        zones: vec![ShippingZone { countries: vec![country("DE")], methods: vec![method] }],
        tax: TaxTable { as_of: "2026-09-29".to_owned(), rates: BTreeMap::from([(country("DE"), rates)]) },
        shop: ShopProfile {
            name: "Vitrine".to_owned(),
            company: lines(&["Vitrine Sample Shop", "Musterstrasse 12", "10115 Berlin", "Germany"]),
            contact_mail: "hello@vitrine.example".to_owned(),
            merchant_mail: "merchant@vitrine.example".to_owned(),
            bank_account: lines(&[
                "Vitrine Sample Shop",
                "IBAN DE89 3704 0044 0532 0130 00",
                "BIC COBADEFFXXX",
            ]),
            pickup_address: lines(&["Vitrine workshop", "Musterstrasse 12, courtyard", "10115 Berlin"]),
            words: BTreeMap::new(),
        },
    }
}

fn offers(terms: &Terms) -> Offers {
    let offer = |sku: &str, title: &str, label: &str, minor: i64, tax: &str| Offer {
        sku: Sku::parse(sku).unwrap(),
        slug: Slug::parse("product").unwrap(),
        title: title.to_owned(),
        label: label.to_owned(),
        unit_price: Money::new(minor, terms.market.currency),
        tax_category: TaxCategory::parse(tax).unwrap(),
        weight_g: 420,
        image: "picture".to_owned(),
        properties: vec![],
        words: BTreeMap::new(),
    };
    let all = [
        offer("MUG-TIDE-S", "Harbor mug", "Tide / Small", 2400, "standard"),
        offer("BOOK-CLAY", "On clay", "", 3200, "books"),
        offer("NAPKINS-FLAX", "Washed linen napkins, set of four", "Flax / 45 × 45 cm", 5200, "standard"),
    ];
    Offers {
        version: CatalogVersion::parse("0123456789abcdef").unwrap(),
        by_sku: all.into_iter().map(|offer| (offer.sku.clone(), offer)).collect(),
    }
}

fn cart(terms: &Terms) -> Cart {
    let id = CartId::from_bits([7; 16]);
    let mut cart = Cart::empty(id, terms.market.id.clone(), Locale::parse("en").unwrap());
    for (position, offer) in offers(terms).by_sku.values().enumerate() {
        let quantity = if position == 1 { 2 } else { 1 };
        cart.lines.insert(
            LineId::from(&offer.sku),
            CartLine {
                quantity: Quantity::new(quantity).unwrap(),
                shown_price: offer.unit_price,
                title: offer.full_title(),
                properties: vec![],
            },
        );
    }
    cart
}
