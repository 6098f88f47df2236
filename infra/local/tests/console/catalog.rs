//! A catalogue of two things in one market; one has a name that would be harmful if it were not escaped.

use domain::catalog::Offer;
use domain::ids::{CatalogVersion, Country, DeliveryId, Locale, MarketId, Sku, Slug, TaxCategory};
use domain::market::{Market, ShopProfile, Terms};
use domain::money::{Currency, Money};
use domain::payments::PaymentMethod;
use domain::shipping::{DeliveryKind, ShippingMethod, ShippingZone, WeightBand};
use domain::tax::{RoundingLevel, TaxMode, TaxTable};
use std::collections::BTreeMap;
use store::catalog::Publication;

/// A name that no page may show as anything but text.
pub const HARMFUL: &str = "Mug <script>alert(1)</script> & \"co\"";

/// The SKUs with their names and what is on the shelf.
pub const SKUS: [(&str, &str, u32); 2] = [("MUG-TIDE", HARMFUL, 50), ("BOWL-LAST", "Last bowl", 1)];

/// The catalogue.
pub fn publication() -> Publication {
    let (market, currency) = (MarketId::parse("eu").unwrap(), Currency::parse("EUR").unwrap());
    let offer = |(sku, title, _): &(&str, &str, u32)| Offer {
        sku: Sku::parse(sku).unwrap(),
        slug: Slug::parse(&sku.to_lowercase()).unwrap(),
        title: (*title).to_owned(),
        label: String::new(),
        unit_price: Money::new(2400, currency),
        tax_category: TaxCategory::parse("standard").unwrap(),
        weight_g: 300,
        image: "mug".to_owned(),
        properties: vec![],
        words: BTreeMap::new(),
    };
    Publication {
        version: CatalogVersion::parse("00000000c0502e01").unwrap(),
        offers: vec![(market.clone(), SKUS.iter().map(offer).collect())],
        terms: vec![terms(market, currency)],
    }
}

fn terms(market: MarketId, currency: Currency) -> Terms {
    let country = Country::parse("DE").unwrap();
    let rate = BTreeMap::from([(TaxCategory::parse("standard").unwrap(), "19".parse().unwrap())]);
    let method = ShippingMethod {
        id: DeliveryId::parse("standard").unwrap(),
        name: "Parcel".to_owned(),
        names: BTreeMap::new(),
        kind: DeliveryKind::Delivery,
        bands: vec![WeightBand { up_to_g: 10_000, price: Money::new(490, currency) }],
        free_over: None,
        days_min: 2,
        days_max: 4,
    };
    Terms {
        market: Market {
            id: market,
            name: "Europe".to_owned(),
            currency,
            tax_mode: TaxMode::Inclusive,
            rounding: RoundingLevel::Line,
            countries: vec![country.clone()],
            payment_methods: vec![PaymentMethod::Card, PaymentMethod::BankTransfer],
            offline_hold_days: 7,
            offline_quantity_max: 10,
            card_minimum_minor: 50,
        },
        locales: vec![Locale::parse("en").unwrap()],
        zones: vec![ShippingZone { countries: vec![country.clone()], methods: vec![method] }],
        tax: TaxTable { as_of: "2026-09-29".to_owned(), rates: BTreeMap::from([(country, rate)]) },
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
