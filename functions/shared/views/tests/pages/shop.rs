//! A small shop to show: terms, offers, carts, quotes and orders with defaults that a test can change.

use domain::address::{AddressField, Contact, format_of};
use domain::cart::{Cart, CartLine, Quantity};
use domain::catalog::{Offer, Offers};
use domain::configure::PropertyRule;
use domain::ids::{
    CartId, CatalogVersion, Country, DeliveryId, LineId, Locale, MarketId, OrderId, OrderNumber, PropertyId,
    Sku, Slug, TaxCategory,
};
use domain::inventory::Stock;
use domain::language::Language;
use domain::market::{Market, ShopProfile, Terms};
use domain::money::{Currency, Money};
use domain::orders::place::{PlaceRequest, place};
use domain::orders::{Order, OrderDocument};
use domain::payments::PaymentMethod;
use domain::pricing::{Quote, quote};
use domain::shipping::{DeliveryKind, ShippingMethod, ShippingZone, WeightBand};
use domain::tax::{RoundingLevel, TaxMode, TaxTable};
use domain::time::Timestamp;
use std::cell::Cell;
use std::collections::BTreeMap;

/// 22 November 2026, 03:00 UTC.
pub const NOW: Timestamp = Timestamp::from_ms(1_795_316_400_000);

thread_local! {
    /// The language that a test's pages are made in.
    pub static LANGUAGE: Cell<Language> = const { Cell::new(Language::English) };
}

pub fn sku(text: &str) -> Sku {
    Sku::parse(text).unwrap()
}

pub fn country(code: &str) -> Country {
    Country::parse(code).unwrap()
}

pub fn locale(text: &str) -> Locale {
    Locale::parse(text).unwrap()
}

pub fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::parse("EUR").unwrap())
}

fn lines(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

fn method(id: &str, name: &str, kind: DeliveryKind, price: Money, days: (u32, u32)) -> ShippingMethod {
    ShippingMethod {
        id: DeliveryId::parse(id).unwrap(),
        name: name.to_owned(),
        names: BTreeMap::new(),
        kind,
        bands: vec![WeightBand { up_to_g: 30_000, price }],
        free_over: None,
        days_min: days.0,
        days_max: days.1,
    }
}

/// A market with EU rules in euros, or with tax added in dollars.
pub fn terms(mode: TaxMode) -> Terms {
    let inclusive = mode == TaxMode::Inclusive;
    let (id, code, countries, rate) =
        if inclusive { ("eu", "EUR", ["DE", "FR"], "19") } else { ("us", "USD", ["US", "CA"], "8.25") };
    let currency = Currency::parse(code).unwrap();
    let countries: Vec<Country> = countries.iter().map(|code| country(code)).collect();
    let standard = |minor| Money::new(minor, currency);
    let rates = BTreeMap::from([
        (TaxCategory::parse("standard").unwrap(), rate.parse().unwrap()),
        (TaxCategory::parse("books").unwrap(), "7".parse().unwrap()),
    ]);
    Terms {
        market: Market {
            id: MarketId::parse(id).unwrap(),
            name: id.to_owned(),
            currency,
            tax_mode: mode,
            rounding: RoundingLevel::Line,
            countries: countries.clone(),
            payment_methods: vec![
                PaymentMethod::Card,
                PaymentMethod::BankTransfer,
                PaymentMethod::PayOnPickup,
            ],
            offline_hold_days: 7,
            offline_quantity_max: 10,
            card_minimum_minor: 50,
        },
        locales: vec![locale(match (LANGUAGE.get(), inclusive) {
            (Language::English, false) => "en-us",
            (language, _) => language.tag(),
        })],
        zones: vec![ShippingZone {
            countries: countries.clone(),
            methods: vec![
                method("standard", "Parcel", DeliveryKind::Delivery, standard(490), (2, 3)),
                method("express", "Express parcel", DeliveryKind::Delivery, standard(1290), (1, 1)),
                method("pickup", "Pick up at the workshop", DeliveryKind::Pickup, standard(0), (1, 2)),
            ],
        }],
        tax: TaxTable {
            as_of: "2026-09-29".to_owned(),
            rates: countries.into_iter().map(|country| (country, rates.clone())).collect(),
        },
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

fn engraving(terms: &Terms) -> PropertyRule {
    PropertyRule {
        id: PropertyId::parse("engraving").unwrap(),
        name: "Engraving".to_owned(),
        length_max: 24,
        price: Money::new(1_800, terms.market.currency),
    }
}

fn offer(terms: &Terms, code: &str, slug: &str, title: &str, label: &str, minor: i64, tax: &str) -> Offer {
    Offer {
        sku: sku(code),
        slug: Slug::parse(slug).unwrap(),
        title: title.to_owned(),
        label: label.to_owned(),
        unit_price: Money::new(minor, terms.market.currency),
        tax_category: TaxCategory::parse(tax).unwrap(),
        weight_g: 420,
        image: format!("{slug}-{}", code.to_lowercase()),
        properties: if code == "LAMP-DUNE" { vec![engraving(terms)] } else { vec![] },
        words: BTreeMap::new(),
    }
}

pub fn offers(terms: &Terms) -> Offers {
    let all = [
        offer(terms, "MUG-TIDE-S", "harbor-mug", "Harbor mug", "Tide / Small", 2400, "standard"),
        offer(terms, "BOOK-CLAY", "on-clay", "On clay", "", 3200, "books"),
        offer(terms, "LAMP-DUNE", "dune-table-lamp", "Dune table lamp", "Sand", 14_900, "standard"),
    ];
    Offers {
        version: CatalogVersion::parse("0123456789abcdef").unwrap(),
        by_sku: all.into_iter().map(|offer| (offer.sku.clone(), offer)).collect(),
    }
}

pub fn cart(terms: &Terms, lines: &[(&str, u32)]) -> Cart {
    let mut cart = Cart::empty(
        CartId::from_bits([7; 16]),
        terms.market.id.clone(),
        terms.locales.first().unwrap().clone(),
    );
    let offers = offers(terms);
    for (code, quantity) in lines {
        let (title, shown_price) = offers.by_sku.get(&sku(code)).map_or_else(
            || ("Old vase".to_owned(), Money::new(900, terms.market.currency)),
            |offer| (offer.full_title(), offer.unit_price),
        );
        let (quantity, properties) = (Quantity::new(*quantity).unwrap(), vec![]);
        let line = CartLine { quantity, shown_price, title, properties };
        cart.lines.insert(LineId::from(&sku(code)), line);
    }
    cart
}

pub fn stock(available: &[(&str, u64)]) -> BTreeMap<Sku, Stock> {
    available
        .iter()
        .map(|(code, available)| (sku(code), Stock { available: *available, reserved: 0, version: 1 }))
        .collect()
}

pub fn full_shelf() -> BTreeMap<Sku, Stock> {
    stock(&[("MUG-TIDE-S", 40), ("BOOK-CLAY", 40), ("LAMP-DUNE", 40)])
}

pub fn a_quote(terms: &Terms, lines: &[(&str, u32)], delivery: &str) -> Quote {
    let destination = terms.market.countries.first().unwrap();
    let delivery = DeliveryId::parse(delivery).unwrap();
    quote(terms, &cart(terms, lines), &offers(terms), destination, Some(&delivery)).unwrap()
}

pub fn contact(name: &str) -> Contact {
    let typed = BTreeMap::from([
        (AddressField::Email, "rosa@example.com".to_owned()),
        (AddressField::Name, name.to_owned()),
        (AddressField::Line1, "Lange Gasse 1".to_owned()),
        (AddressField::PostalCode, "10115".to_owned()),
        (AddressField::City, "Berlin".to_owned()),
    ]);
    Contact::parse(&format_of(&country("DE")).unwrap(), country("DE"), &typed).unwrap()
}

/// An order just placed.
pub fn an_order(terms: &Terms, method: PaymentMethod, delivery: &str) -> (Order, OrderDocument) {
    let lines = [("MUG-TIDE-S", 2), ("BOOK-CLAY", 1)];
    let quote = a_quote(terms, &lines, delivery);
    let agreed = quote.fingerprint();
    let placement = place(PlaceRequest {
        id: OrderId::from_bits([9; 16]),
        number: OrderNumber::parse("V-01JMZ00Z9A").unwrap(),
        cart: &cart(terms, &lines),
        quote,
        agreed: &agreed,
        stock: &full_shelf(),
        market: &terms.market,
        method,
        identity: "identity".to_owned(),
        network: None,
        now: NOW,
    })
    .unwrap();
    (placement.order, placement.document)
}
