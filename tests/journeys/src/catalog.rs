//! The journeys' own small catalogue: round prices, one market of each kind.

use domain::catalog::Offer;
use domain::configure::PropertyRule;
use domain::ids::{
    CatalogVersion, Country, DeliveryId, Locale, MarketId, PropertyId, Sku, Slug, TaxCategory,
};
use domain::market::{Market, ShopProfile, Terms};
use domain::money::{Currency, Money};
use domain::payments::PaymentMethod;
use domain::shipping::{DeliveryKind, ShippingMethod, ShippingZone, WeightBand};
use domain::tax::{RoundingLevel, TaxMode, TaxTable};
use std::collections::BTreeMap;
use store::catalog::Publication;

fn country(code: &str) -> Country {
    Country::parse(code).unwrap()
}

fn method(id: &str, name: &str, kind: DeliveryKind, price: Money) -> ShippingMethod {
    ShippingMethod {
        id: DeliveryId::parse(id).unwrap(),
        name: name.to_owned(),
        names: BTreeMap::new(),
        kind,
        bands: vec![WeightBand { up_to_g: 10_000, price }],
        free_over: None,
        days_min: 2,
        days_max: 4,
    }
}

fn terms(id: &str, locale: &str, currency: &str, mode: TaxMode, countries: &[(&str, &str)]) -> Terms {
    let currency = Currency::parse(currency).unwrap();
    let codes: Vec<Country> = countries.iter().map(|(code, _)| country(code)).collect();
    let rate =
        |rate: &str| BTreeMap::from([(TaxCategory::parse("standard").unwrap(), rate.parse().unwrap())]);
    let methods = vec![
        method("standard", "Parcel", DeliveryKind::Delivery, Money::new(490, currency)),
        method("pickup", "Pick up", DeliveryKind::Pickup, Money::zero(currency)),
    ];
    Terms {
        market: Market {
            id: MarketId::parse(id).unwrap(),
            name: id.to_owned(),
            currency,
            tax_mode: mode,
            rounding: RoundingLevel::Line,
            countries: codes.clone(),
            payment_methods: vec![
                PaymentMethod::Card,
                PaymentMethod::BankDebit,
                PaymentMethod::Paypal,
                PaymentMethod::BankTransfer,
                PaymentMethod::PayOnPickup,
            ],
            offline_hold_days: 7,
            offline_quantity_max: 10,
            card_minimum_minor: 50,
        },
        locales: vec![Locale::parse(locale).unwrap()],
        zones: vec![ShippingZone { countries: codes, methods }],
        tax: TaxTable {
            as_of: "2026-09-29".to_owned(),
            rates: countries.iter().map(|(code, percent)| (country(code), rate(percent))).collect(),
        },
        shop: ShopProfile {
            name: "Vitrine".to_owned(),
            company: vec!["Vitrine Sample Shop".to_owned()],
            contact_mail: "hello@vitrine.example".to_owned(),
            merchant_mail: "merchant@vitrine.example".to_owned(),
            bank_account: vec!["IBAN DE89 3704 0044 0532 0130 00".to_owned()],
            pickup_address: vec!["Musterstrasse 12".to_owned()],
            words: BTreeMap::new(),
        },
    }
}

/// The SKUs, their prices in minor units, and what is on the shelf.
pub const SKUS: [(&str, i64, u32); 5] = [
    ("MUG-TIDE", 2400, 50),
    ("MUG-CHALK", 2400, 10),
    ("LAMP-OAK", 18_900, 5),
    ("BOWL-LAST", 4200, 1),
    ("PIN", 10, 100),
];

/// What lamps can be engraved with.
fn engraving(terms: &Terms, factor: i64) -> PropertyRule {
    PropertyRule {
        id: PropertyId::parse("engraving").unwrap(),
        name: "Engraving".to_owned(),
        length_max: 24,
        price: Money::new(1_800 * factor, terms.market.currency),
    }
}

/// The catalogue, with every price multiplied; another factor is another version.
pub fn publication(factor: i64, without: &[&str]) -> Publication {
    let terms = vec![
        terms("eu", "en", "EUR", TaxMode::Inclusive, &[("DE", "19"), ("FR", "20")]),
        terms("gb", "en-gb", "GBP", TaxMode::Inclusive, &[("GB", "20")]),
        terms("us", "en-us", "USD", TaxMode::Exclusive, &[("US", "0")]),
    ];
    let offers_of = |terms: &Terms| {
        let offer = |(sku, price, _): &(&str, i64, u32)| Offer {
            sku: Sku::parse(sku).unwrap(),
            slug: Slug::parse(&sku.to_lowercase()).unwrap(),
            title: format!("The {sku}"),
            label: String::new(),
            unit_price: Money::new(price * factor, terms.market.currency),
            tax_category: TaxCategory::parse("standard").unwrap(),
            weight_g: 300,
            image: "mug".to_owned(),
            properties: if sku.starts_with("LAMP") { vec![engraving(terms, factor)] } else { vec![] },
            words: BTreeMap::new(),
        };
        let offers = SKUS.iter().filter(|(sku, ..)| !without.contains(sku)).map(offer).collect();
        (terms.market.id.clone(), offers)
    };
    let missing: usize = without.iter().map(|sku| sku.len()).sum();
    Publication {
        version: CatalogVersion::parse(&format!("{factor:08x}{missing:08x}")).unwrap(),
        offers: terms.iter().map(offers_of).collect(),
        terms,
    }
}
