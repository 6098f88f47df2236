//! `site/data/shipping.toml`: delivery by market and zone.

use super::document::{At, Document, Fields};
use super::markets::Markets;
use domain::ids::{Country, DeliveryId, MarketId};
use domain::language::Language;
use domain::market::Market;
use domain::money::Money;
use domain::shipping::{DeliveryKind, ShippingMethod, ShippingZone, WeightBand};
use std::collections::BTreeSet;

/// The heaviest weight a band may name.
const BAND_G_MAX: u32 = 1_000_000;

/// Reads the zones in their order, each with its market.
pub(super) fn read(document: &Document, markets: &Markets) -> Vec<(MarketId, ShippingZone)> {
    document.read(|fields| fields.tables("zone", |fields| zone(fields, markets))).unwrap_or_default()
}

fn zone(fields: &Fields, markets: &Markets) -> Option<(MarketId, ShippingZone)> {
    let id = fields.parsed("market", MarketId::parse);
    let countries = fields.all_parsed("countries", Country::parse);
    let market = id.and_then(|id| {
        let found = markets.markets.iter().find(|read| read.market.id == id.value);
        if found.is_none() {
            fields.say(id.line, format!("there is no market {}", id.value));
        }
        found.map(|read| &read.market)
    });
    let languages = market.map(|market| markets.other_languages_in(&market.id)).unwrap_or_default();
    let methods = fields.tables("method", |fields| method(fields, market, &languages));
    let market = market?;
    for country in &countries {
        if !market.serves(&country.value) {
            let what = format!("the market {} does not sell to {}", market.id, country.value);
            fields.say(country.line, what);
        }
    }
    for (position, method) in methods.iter().enumerate() {
        if methods.iter().take(position).any(|other| other.value.id == method.value.id) {
            fields.say(method.line, format!("the method {} is already in this zone", method.value.id));
        }
    }
    let countries = countries.into_iter().map(|country| country.value).collect();
    let methods = methods.into_iter().map(|method| method.value).collect();
    Some((market.id.clone(), ShippingZone { countries, methods }))
}

fn method(
    fields: &Fields,
    market: Option<&Market>,
    languages: &BTreeSet<Language>,
) -> Option<At<ShippingMethod>> {
    let id = fields.parsed("id", DeliveryId::parse);
    let name = fields.text("name");
    let names = fields.names("names", languages);
    let kind = fields.parsed("kind", kind);
    let days = fields.numbers("days");
    let days = days.and_then(|days| match days.value.as_slice() {
        [least, most] if least <= most => Some((*least, *most)),
        _ => {
            fields.say(days.line, "`days` must be the fastest and the slowest delivery, such as [2, 3]");
            None
        }
    });
    let free_over = fields.text_if("free_over");
    let bands = fields.tables("bands", |fields| band(fields, market));
    refuse_falling(fields, &bands);
    let market = market?;
    let free_over = match free_over {
        Some(text) => Some(fields.parse(&text, |text| Money::parse(text, market.currency))?.value),
        None => None,
    };
    let (days_min, days_max) = days?;
    let id = id?;
    let method = ShippingMethod {
        id: id.value,
        name: name?.value,
        names,
        kind: kind?.value,
        bands: bands.into_iter().map(|band| band.value).collect(),
        free_over,
        days_min,
        days_max,
    };
    Some(At { value: method, line: id.line })
}

fn kind(text: &str) -> Result<DeliveryKind, String> {
    match text {
        "delivery" => Ok(DeliveryKind::Delivery),
        "pickup" => Ok(DeliveryKind::Pickup),
        _ => Err(format!("`{text}` is not a kind of delivery (delivery or pickup)")),
    }
}

fn band(fields: &Fields, market: Option<&Market>) -> Option<At<WeightBand>> {
    let up_to_g = fields.number("up_to_g", BAND_G_MAX);
    let price = fields.text("price");
    let currency = market?.currency;
    let price = fields.parse(&price?, |text| Money::parse(text, currency))?;
    if price.value.amount_minor < 0 {
        fields.say(price.line, format!("the price {} is below zero", price.value));
    }
    let up_to_g = up_to_g?;
    let line = up_to_g.line;
    Some(At { value: WeightBand { up_to_g: u64::from(up_to_g.value), price: price.value }, line })
}

fn refuse_falling(fields: &Fields, bands: &[At<WeightBand>]) {
    for (lighter, heavier) in bands.iter().zip(bands.iter().skip(1)) {
        if heavier.value.up_to_g <= lighter.value.up_to_g {
            fields.say(heavier.line, "weight bands must go from light to heavy");
        }
    }
}
