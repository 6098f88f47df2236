//! What a small shop sells and on which terms.

use domain::catalog::Offer;
use domain::ids::{Country, DeliveryId, Locale, MarketId, Sku, Slug, TaxCategory};
use domain::market::{Market, ShopProfile, Terms};
use domain::money::{Currency, Money};
use domain::payments::PaymentMethod;
use domain::shipping::{DeliveryKind, ShippingMethod, ShippingZone, WeightBand};
use domain::tax::{RoundingLevel, TaxMode, TaxTable};
use std::collections::BTreeMap;

pub fn sku(text: &str) -> Sku {
    Sku::parse(text).unwrap()
}

pub fn euros(amount_minor: i64) -> Money {
    Money::new(amount_minor, Currency::parse("EUR").unwrap())
}

pub fn market() -> MarketId {
    MarketId::parse("eu").unwrap()
}

pub fn locale(text: &str) -> Locale {
    Locale::parse(text).unwrap()
}

/// What a SKU costs.
pub fn an_offer(sku: &Sku) -> Offer {
    Offer {
        sku: sku.clone(),
        slug: Slug::parse("harbor-mug").unwrap(),
        title: "Harbor mug".to_owned(),
        label: "Tide / Small".to_owned(),
        unit_price: euros(2400),
        tax_category: TaxCategory::parse("standard").unwrap(),
        weight_g: 420,
        image: "harbor-mug-tide-small".to_owned(),
        properties: vec![],
        words: BTreeMap::new(),
    }
}

/// A market's terms.
pub fn terms(market: &str, locales: &[&str]) -> Terms {
    let germany = Country::parse("DE").unwrap();
    let method = ShippingMethod {
        id: DeliveryId::parse("standard").unwrap(),
        name: "Standard".to_owned(),
        names: BTreeMap::new(),
        kind: DeliveryKind::Delivery,
        bands: vec![WeightBand { up_to_g: 10_000_000, price: euros(490) }],
        free_over: None,
        days_min: 2,
        days_max: 4,
    };
    let rate = (TaxCategory::parse("standard").unwrap(), "19".parse().unwrap());
    Terms {
        market: Market {
            id: MarketId::parse(market).unwrap(),
            name: "Europe".to_owned(),
            currency: Currency::parse("EUR").unwrap(),
            tax_mode: TaxMode::Inclusive,
            rounding: RoundingLevel::Line,
            countries: vec![germany.clone()],
            payment_methods: vec![PaymentMethod::Card],
            offline_hold_days: 7,
            offline_quantity_max: 10,
            card_minimum_minor: 50,
        },
        locales: locales.iter().map(|text| locale(text)).collect(),
        zones: vec![ShippingZone { countries: vec![germany.clone()], methods: vec![method] }],
        tax: TaxTable {
            as_of: "2026-09-01".to_owned(),
            rates: BTreeMap::from([(germany, BTreeMap::from([rate]))]),
        },
        shop: ShopProfile {
            name: "Vitrine".to_owned(),
            company: vec![],
            contact_mail: "shop@example.com".to_owned(),
            merchant_mail: "orders@example.com".to_owned(),
            bank_account: vec![],
            pickup_address: vec![],
            words: BTreeMap::new(),
        },
    }
}
