//! `site/data/tax.toml`: tax rates in percent by country and category.

use super::document::{At, Document, Fields};
use domain::ids::{Country, TaxCategory};
use domain::tax::TaxTable;
use rust_decimal::Decimal;
use std::collections::BTreeMap;

/// The table and the line of each country.
#[derive(Debug)]
pub(super) struct ReadTax {
    pub table: TaxTable,
    pub rates_line: usize,
    pub lines: BTreeMap<Country, usize>,
}

/// Reads the tax table.
pub(super) fn read(document: &Document) -> Option<ReadTax> {
    document.read(|fields| {
        let as_of = fields.parsed("as_of", day);
        let rates = fields.table("rates", rates)?;
        let table = TaxTable { as_of: as_of?.value, rates: rates.by_country };
        Some(ReadTax { table, rates_line: rates.line, lines: rates.lines })
    })?
}

fn day(text: &str) -> Result<String, String> {
    let date = text.parse::<toml::value::Datetime>().ok();
    if date.is_some_and(|date| date.date.is_some() && date.time.is_none()) {
        Ok(text.to_owned())
    } else {
        Err(format!("`{text}` is not a day such as 2026-03-02"))
    }
}

struct Rates {
    by_country: BTreeMap<Country, BTreeMap<TaxCategory, Decimal>>,
    lines: BTreeMap<Country, usize>,
    line: usize,
}

fn rates(fields: &Fields) -> Rates {
    let mut read = Rates { by_country: BTreeMap::new(), lines: BTreeMap::new(), line: fields.line() };
    for key in fields.keys() {
        let by_category = fields.texts_by_key(&key.value);
        let Some(country) = fields.parse(&key, Country::parse) else { continue };
        let rates = by_category.iter().filter_map(|(category, percent)| rate(fields, category, percent));
        read.lines.insert(country.value.clone(), country.line);
        read.by_country.insert(country.value, rates.collect());
    }
    read
}

fn rate(fields: &Fields, category: &At<String>, percent: &At<String>) -> Option<(TaxCategory, Decimal)> {
    let category = fields.parse(category, TaxCategory::parse);
    let rate = fields.parse(percent, |text| {
        let rate = Decimal::from_str_exact(text).ok();
        rate.filter(|rate| (Decimal::ZERO..=Decimal::ONE_HUNDRED).contains(rate))
            .ok_or_else(|| format!("`{text}` is not a percentage such as 19 or 5.5"))
    });
    Some((category?.value, rate?.value))
}
