//! Tax: which rate a destination and a kind of goods have, and how much tax an amount contains or adds.

use crate::ids::{Country, TaxCategory};
use crate::money::{Money, MoneyError};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Whether a market's prices contain the tax or have it added.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TaxMode {
    /// Shown prices contain the tax; the net varies with the destination (EU, GB).
    Inclusive,
    /// Tax is added to shown prices (US).
    Exclusive,
}

/// Where tax is rounded to whole minor units. Laws and accounting systems differ, so a market chooses.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundingLevel {
    /// The tax of one unit is rounded, then multiplied.
    Unit,
    /// The tax of each line is rounded.
    Line,
    /// The tax of each rate's sum is rounded, then shared over its lines.
    Order,
}

/// Tax rates in percent by destination and category.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxTable {
    /// The day the rates were taken from their source, as `YYYY-MM-DD`.
    pub as_of: String,
    /// Percent by country and category.
    pub rates: BTreeMap<Country, BTreeMap<TaxCategory, Decimal>>,
}

/// Why tax cannot be told.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TaxError {
    /// The table has no rate for this destination and category.
    #[error("no tax rate for {category} in {country}")]
    NoRate {
        /// The destination.
        country: Country,
        /// The kind of goods.
        category: TaxCategory,
    },
    /// An amount did not fit.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

impl TaxTable {
    /// The rate in percent.
    ///
    /// # Errors
    /// [`TaxError::NoRate`].
    pub fn rate(&self, country: &Country, category: &TaxCategory) -> Result<Decimal, TaxError> {
        self.rates
            .get(country)
            .and_then(|categories| categories.get(category))
            .copied()
            .ok_or_else(|| TaxError::NoRate { country: country.clone(), category: category.clone() })
    }
}

/// The tax in (inclusive) or on (exclusive) an amount, rounded once.
///
/// # Errors
/// [`MoneyError::Overflow`].
pub fn tax_of(amount: Money, rate_percent: Decimal, mode: TaxMode) -> Result<Money, MoneyError> {
    let hundred = Decimal::ONE_HUNDRED;
    let taxed = amount.as_decimal().checked_mul(rate_percent).ok_or(MoneyError::Overflow)?;
    let divisor = match mode {
        TaxMode::Inclusive => hundred.checked_add(rate_percent).ok_or(MoneyError::Overflow)?,
        TaxMode::Exclusive => hundred,
    };
    Money::round(taxed.checked_div(divisor).ok_or(MoneyError::Overflow)?, amount.currency)
}

/// Something with a price that is taxed at one rate: a line of goods, or a share of the shipping.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taxable {
    /// The listed price of one unit.
    pub unit_price: Money,
    /// How many units.
    pub quantity: u32,
    /// The rate in percent.
    pub rate_percent: Decimal,
}

/// The tax of each taxable, in their order, rounded at the market's level.
///
/// # Errors
/// [`MoneyError`] when an amount overflows or currencies differ.
pub fn taxes(taxables: &[Taxable], mode: TaxMode, level: RoundingLevel) -> Result<Vec<Money>, MoneyError> {
    match level {
        RoundingLevel::Unit => taxables
            .iter()
            .map(|taxable| tax_of(taxable.unit_price, taxable.rate_percent, mode)?.times(taxable.quantity))
            .collect(),
        RoundingLevel::Line => taxables
            .iter()
            .map(|taxable| tax_of(taxable.unit_price.times(taxable.quantity)?, taxable.rate_percent, mode))
            .collect(),
        RoundingLevel::Order => taxes_by_order(taxables, mode),
    }
}

fn taxes_by_order(taxables: &[Taxable], mode: TaxMode) -> Result<Vec<Money>, MoneyError> {
    let mut by_rate: BTreeMap<Decimal, Vec<(usize, Money)>> = BTreeMap::new();
    for (position, taxable) in taxables.iter().enumerate() {
        let amount = taxable.unit_price.times(taxable.quantity)?;
        by_rate.entry(taxable.rate_percent.normalize()).or_default().push((position, amount));
    }
    let mut taxes: BTreeMap<usize, Money> = BTreeMap::new();
    for (rate_percent, members) in by_rate {
        let Some(currency) = members.first().map(|(_, amount)| amount.currency) else { continue };
        let sum = Money::sum(members.iter().map(|(_, amount)| *amount), currency)?;
        let weights: Vec<u64> =
            members.iter().map(|(_, amount)| amount.amount_minor.unsigned_abs()).collect();
        let shares = tax_of(sum, rate_percent, mode)?.allocate(&weights)?;
        taxes.extend(members.iter().map(|(position, _)| *position).zip(shares));
    }
    Ok(taxes.into_values().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::money::Currency;
    use proptest::prelude::*;

    fn euros(minor: i64) -> Money {
        Money::new(minor, Currency::parse("EUR").unwrap())
    }

    fn taxable(minor: i64, quantity: u32, rate: &str) -> Taxable {
        Taxable { unit_price: euros(minor), quantity, rate_percent: rate.parse().unwrap() }
    }

    fn total(taxables: &[Taxable], mode: TaxMode, level: RoundingLevel) -> i64 {
        Money::sum(taxes(taxables, mode, level).unwrap(), euros(0).currency).unwrap().amount_minor
    }

    #[test]
    fn published_disputes_have_the_answer_of_their_level() {
        use RoundingLevel::{Line, Order, Unit};
        use TaxMode::{Exclusive, Inclusive};
        assert_eq!(total(&[taxable(16_402, 1, "2.6")], Exclusive, Line), 426);
        let two = [taxable(850, 1, "7"), taxable(165, 1, "7")];
        assert_eq!(total(&two, Inclusive, Order), 66);
        assert_eq!(total(&two, Inclusive, Line), 67);
        assert_eq!(total(&[taxable(1600, 1, "19")], Inclusive, Line), 255);
        let five = [taxable(9900, 5, "22")];
        assert_eq!([Line, Order, Unit].map(|level| total(&five, Inclusive, level)), [8926, 8926, 8925]);
    }

    #[test]
    fn a_missing_rate_is_named() {
        let table = TaxTable { as_of: "2026-09-01".to_owned(), rates: BTreeMap::new() };
        let error = table.rate(&Country::parse("DE").unwrap(), &TaxCategory::parse("standard").unwrap());
        assert_eq!(error.unwrap_err().to_string(), "no tax rate for standard in DE");
    }

    proptest! {
        #[test]
        fn tax_lies_between_nothing_and_the_gross(minor in 0_i64..100_000_000, rate in 0_u32..3000, quantity in 1_u32..100) {
            let rate_percent = Decimal::new(i64::from(rate), 2);
            let taxable = Taxable { unit_price: euros(minor), quantity, rate_percent };
            for level in [RoundingLevel::Unit, RoundingLevel::Line, RoundingLevel::Order] {
                let tax = total(&[taxable], TaxMode::Inclusive, level);
                prop_assert!((0..=minor * i64::from(quantity)).contains(&tax));
            }
        }

        #[test]
        fn the_order_level_never_strays_from_the_exact_tax(minors in prop::collection::vec(1_i64..1_000_000, 1..20)) {
            let taxables: Vec<Taxable> = minors.iter().map(|minor| taxable(*minor, 1, "19")).collect();
            let gross: i64 = minors.iter().sum();
            let exact = Decimal::from(gross) * Decimal::from(19) / Decimal::from(119);
            let tax = total(&taxables, TaxMode::Inclusive, RoundingLevel::Order);
            prop_assert!((Decimal::from(tax) - exact).abs() <= Decimal::new(5, 1));
        }

        #[test]
        fn net_plus_tax_back_out_to_the_same_tax(minor in 1_i64..10_000_000) {
            let rate: Decimal = "19".parse().unwrap();
            let added = tax_of(euros(minor), rate, TaxMode::Exclusive).unwrap();
            let gross = euros(minor).plus(added).unwrap();
            prop_assert_eq!(tax_of(gross, rate, TaxMode::Inclusive).unwrap(), added);
        }
    }
}
