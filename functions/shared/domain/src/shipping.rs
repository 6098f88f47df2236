//! Shipping tables: zones of countries, methods with weight bands, free above an amount, and pickup.

use crate::ids::{Country, DeliveryId};
use crate::language::Language;
use crate::money::Money;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Countries that share a table of delivery methods.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShippingZone {
    /// The destinations.
    pub countries: Vec<Country>,
    /// What can be chosen there, cheapest first as the merchant lists it.
    pub methods: Vec<ShippingMethod>,
}

/// One way of getting an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShippingMethod {
    /// Its stable id.
    pub id: DeliveryId,
    /// What the shopper reads.
    pub name: String,
    /// What shoppers read in the shop's other languages.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub names: BTreeMap<Language, String>,
    /// Whether it is brought or fetched.
    pub kind: DeliveryKind,
    /// Prices by weight, lightest band first.
    pub bands: Vec<WeightBand>,
    /// Goods worth at least this ship free, if set.
    pub free_over: Option<Money>,
    /// Fastest delivery in working days.
    pub days_min: u32,
    /// Slowest delivery in working days.
    pub days_max: u32,
}

/// Whether an order is brought or fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DeliveryKind {
    /// Brought to the address.
    Delivery,
    /// Fetched by the shopper.
    Pickup,
}

/// A price for everything up to a weight.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WeightBand {
    /// The heaviest order of this band, in grams.
    pub up_to_g: u64,
    /// What it costs, in the market's currency and tax mode.
    pub price: Money,
}

/// A delivery method that fits an order, with its price.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeliveryOption {
    /// Which method.
    pub id: DeliveryId,
    /// What the shopper reads.
    pub name: String,
    /// Whether it is brought or fetched.
    pub kind: DeliveryKind,
    /// What it costs this order.
    pub price: Money,
    /// Fastest delivery in working days.
    pub days_min: u32,
    /// Slowest delivery in working days.
    pub days_max: u32,
}

/// How many working days something takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Days {
    /// At least.
    pub least: u32,
    /// At most.
    pub most: u32,
}

impl DeliveryOption {
    /// How long it takes.
    pub const fn days(&self) -> Days {
        Days { least: self.days_min, most: self.days_max }
    }

    /// The promise as an English-speaking shopper reads it, such as `2–4 working days`.
    pub fn promise(&self) -> String {
        promise(self.kind, self.days_min, self.days_max)
    }
}

/// A delivery time as an English-speaking shopper reads it.
pub fn promise(kind: DeliveryKind, days_min: u32, days_max: u32) -> String {
    let days = match (days_min, days_max) {
        (1, 1) => "1 working day".to_owned(),
        (least, most) if least == most => format!("{most} working days"),
        (least, most) => format!("{least}\u{2013}{most} working days"),
    };
    match kind {
        DeliveryKind::Delivery => days,
        DeliveryKind::Pickup => format!("ready in {days}"),
    }
}

/// What can be chosen for an order of this weight and worth to this country; empty when nothing ships there.
pub fn options(
    zones: &[ShippingZone],
    country: &Country,
    weight_g: u64,
    goods: Money,
) -> Vec<DeliveryOption> {
    zones
        .iter()
        .filter(|zone| zone.countries.contains(country))
        .flat_map(|zone| &zone.methods)
        .filter_map(|method| method.offer(weight_g, goods))
        .collect()
}

impl ShippingMethod {
    /// This method for an order of this weight and worth, or nothing when it is too heavy.
    fn offer(&self, weight_g: u64, goods: Money) -> Option<DeliveryOption> {
        let band = self.bands.iter().find(|band| weight_g <= band.up_to_g)?;
        let free = self.free_over.is_some_and(|least| {
            least.currency == goods.currency && goods.amount_minor >= least.amount_minor
        });
        Some(DeliveryOption {
            id: self.id.clone(),
            name: self.name.clone(),
            kind: self.kind,
            price: if free { Money::zero(band.price.currency) } else { band.price },
            days_min: self.days_min,
            days_max: self.days_max,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;

    fn euros(minor: i64) -> Money {
        Money::new(minor, Currency::parse("EUR").unwrap())
    }

    fn zones() -> Vec<ShippingZone> {
        let standard = ShippingMethod {
            id: DeliveryId::parse("standard").unwrap(),
            name: "Standard".to_owned(),
            names: BTreeMap::new(),
            kind: DeliveryKind::Delivery,
            bands: vec![
                WeightBand { up_to_g: 2_000, price: euros(490) },
                WeightBand { up_to_g: 20_000, price: euros(990) },
            ],
            free_over: Some(euros(9_000)),
            days_min: 2,
            days_max: 4,
        };
        vec![ShippingZone { countries: vec![Country::parse("DE").unwrap()], methods: vec![standard] }]
    }

    fn price(country: &str, weight_g: u64, goods: i64) -> Option<i64> {
        let options = options(&zones(), &Country::parse(country).unwrap(), weight_g, euros(goods));
        options.first().map(|option| option.price.amount_minor)
    }

    #[test]
    fn the_band_is_the_first_that_carries_the_weight() {
        assert_eq!(price("DE", 2_000, 100), Some(490));
        assert_eq!(price("DE", 2_001, 100), Some(990));
        assert_eq!(price("DE", 20_001, 100), None);
    }

    #[test]
    fn shipping_is_free_from_the_amount_on() {
        assert_eq!([price("DE", 1, 8_999), price("DE", 1, 9_000)], [Some(490), Some(0)]);
    }

    #[test]
    fn nothing_ships_to_a_country_without_a_zone() {
        assert_eq!(price("FR", 1, 1), None);
    }

    #[test]
    fn a_promise_reads_like_a_sentence() {
        assert_eq!(promise(DeliveryKind::Delivery, 2, 4), "2–4 working days");
        assert_eq!(promise(DeliveryKind::Delivery, 3, 3), "3 working days");
        assert_eq!(promise(DeliveryKind::Pickup, 1, 1), "ready in 1 working day");
    }

    #[test]
    fn an_option_promises_the_days_of_its_method() {
        let options = options(&zones(), &Country::parse("DE").unwrap(), 1, euros(1));
        let option = options.first().unwrap();
        assert_eq!(
            (option.promise().as_str(), option.days()),
            ("2–4 working days", Days { least: 2, most: 4 })
        );
    }

    #[test]
    fn an_amount_in_another_currency_makes_nothing_free() {
        let dollars = Money::new(9_000, Currency::parse("USD").unwrap());
        let options = options(&zones(), &Country::parse("DE").unwrap(), 1, dollars);
        assert_eq!(options.first().map(|option| option.price), Some(euros(490)));
    }
}
