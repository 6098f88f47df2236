//! What delivery costs in a storefront's market, as its shipping page shows it: from the table that the checkout
//! uses.

use super::front::Front;
use domain::shipping::{DeliveryKind, ShippingMethod, ShippingZone};
use serde::Serialize;

/// Countries and what can be chosen there.
#[derive(Debug, Serialize)]
pub(super) struct Zone {
    countries: String,
    methods: Vec<Method>,
}

#[derive(Debug, Serialize)]
struct Method {
    name: String,
    days: String,
    /// One line per weight, and one for what is sent free.
    prices: Vec<String>,
}

/// A thousand grams.
const KILOGRAM: u64 = 1_000;

/// The zones of a storefront's market.
pub(super) fn zones(front: Front<'_>) -> Vec<Zone> {
    front.terms.zones.iter().map(|zone| of_zone(front, zone)).collect()
}

fn of_zone(front: Front<'_>, zone: &ShippingZone) -> Zone {
    let names: Vec<String> = zone.countries.iter().map(|country| front.country(country)).collect();
    Zone {
        countries: names.join(front.words.text("list-comma")),
        methods: zone.methods.iter().map(|method| of_method(front, method)).collect(),
    }
}

fn of_method(front: Front<'_>, method: &ShippingMethod) -> Method {
    let words = front.words;
    let (least, most) = (method.days_min.to_string(), method.days_max.to_string());
    let days = if least == most {
        most
    } else {
        words.filled("shipping-days-range", &[("least", &least), ("most", &most)])
    };
    let prices = match method.kind {
        DeliveryKind::Pickup => vec![words.text("shipping-free").to_owned()],
        DeliveryKind::Delivery => prices(front, method),
    };
    Method { name: method.name.clone(), days, prices }
}

fn prices(front: Front<'_>, method: &ShippingMethod) -> Vec<String> {
    let words = front.words;
    let band = |band: &domain::shipping::WeightBand| {
        let kilograms = (band.up_to_g / KILOGRAM).to_string();
        let weight = words.filled("shipping-weight", &[("kilograms", &kilograms)]);
        let price = front.storefront.shown(band.price);
        words.filled("shipping-band", &[("price", &price), ("weight", &weight)])
    };
    let free = |worth| words.filled("shipping-free-over", &[("amount", &front.storefront.shown(worth))]);
    let lines = method.bands.iter().map(band).chain(method.free_over.map(free));
    lines.map(|line| line.replace(' ', "\u{a0}")).collect()
}
