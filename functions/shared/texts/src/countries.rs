//! The names of countries in each language, from CLDR's data.

use domain::address::format_of;
use domain::ids::Country;
use domain::language::Language;

const NAMES: &str = include_str!("../data/country-names.tsv");

/// A country's name, or nothing for a code that is no country.
pub fn name(country: &Country, language: Language) -> Option<&'static str> {
    let column = match language {
        Language::English => return Some(format_of(country)?.name),
        Language::German => 1,
        Language::Arabic => 2,
    };
    let line = NAMES.lines().find(|line| line.split('\t').next() == Some(country.as_str()))?;
    line.split('\t').nth(column)
}
