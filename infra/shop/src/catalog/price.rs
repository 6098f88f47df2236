//! Amounts per currency, as product files state them.

use super::document::Fields;
use domain::catalog::Prices;
use domain::money::{Currency, Money};

/// The amounts under this key, in currencies that a market sells in; nothing when one of them is wrong.
pub(super) fn prices(fields: &Fields, key: &str, currencies: &[Currency]) -> Option<Prices> {
    let mut prices = Prices::new();
    let mut complete = true;
    for (code, text) in fields.texts_by_key(key) {
        let currency = fields.parse(&code, Currency::parse);
        let sold_in = currency.as_ref().filter(|currency| currencies.contains(&currency.value));
        if let (Some(currency), None) = (&currency, sold_in) {
            fields.say(currency.line, format!("no market sells in {}", currency.value));
        }
        let price =
            sold_in.and_then(|currency| fields.parse(&text, |text| Money::parse(text, currency.value)));
        complete &= price.is_some();
        prices.extend(price.map(|price| (price.value.currency, price.value)));
    }
    complete.then_some(prices)
}
