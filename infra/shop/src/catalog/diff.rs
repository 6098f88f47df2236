//! What publishing would change, for people to read before it happens.

use domain::catalog::Offer;
use domain::ids::{MarketId, Sku};
use domain::language::Language;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

/// What differs between two sets of offers.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Difference {
    /// One line per offer that differs, under a line per market.
    pub lines: Vec<String>,
    /// Offers that are new.
    pub added: usize,
    /// Offers that are no longer sold.
    pub removed: usize,
    /// Offers of which something changed.
    pub changed: usize,
    /// Offers that stay as they are.
    pub unchanged: usize,
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            writeln!(f, "{line}")?;
        }
        write!(
            f,
            "{} added, {} no longer sold, {} changed, {} unchanged",
            self.added, self.removed, self.changed, self.unchanged
        )
    }
}

/// Compares the offers that are published with those that would be.
pub fn difference(old: &BTreeMap<MarketId, Vec<Offer>>, new: &BTreeMap<MarketId, Vec<Offer>>) -> Difference {
    let mut difference = Difference::default();
    let markets: BTreeSet<&MarketId> = old.keys().chain(new.keys()).collect();
    for market in markets {
        let lines = compare(&mut difference, by_sku(old.get(market)), &by_sku(new.get(market)));
        if !lines.is_empty() {
            difference.lines.push(format!("market {market}"));
            difference.lines.extend(lines);
        }
    }
    difference
}

fn by_sku(offers: Option<&Vec<Offer>>) -> BTreeMap<&Sku, &Offer> {
    offers.into_iter().flatten().map(|offer| (&offer.sku, offer)).collect()
}

fn compare(
    difference: &mut Difference,
    old: BTreeMap<&Sku, &Offer>,
    new: &BTreeMap<&Sku, &Offer>,
) -> Vec<String> {
    let mut lines = BTreeMap::new();
    for (sku, offer) in new {
        let Some(before) = old.get(sku) else {
            difference.added += 1;
            lines.insert(*sku, format!("  + {sku}  {}  {}", offer.full_title(), offer.unit_price.shown()));
            continue;
        };
        let changes = changes(before, offer);
        if changes.is_empty() {
            difference.unchanged += 1;
        } else {
            difference.changed += 1;
            lines.insert(*sku, format!("  ~ {sku}  {}", changes.join("; ")));
        }
    }
    for (sku, offer) in old.into_iter().filter(|(sku, _)| !new.contains_key(sku)) {
        difference.removed += 1;
        lines.insert(sku, format!("  - {sku}  {}  no longer sold", offer.full_title()));
    }
    lines.into_values().collect()
}

/// What an offer is called in other languages.
fn translations(offer: &Offer) -> String {
    let called = |language: &Language| {
        format!("{} {}", language.tag(), offer.clone().in_language(*language).full_title())
    };
    offer.words.keys().map(called).collect::<Vec<_>>().join(", ")
}

fn changes(old: &Offer, new: &Offer) -> Vec<String> {
    let (title, old_title) = (new.full_title(), old.full_title());
    [
        ("price", old.unit_price.shown(), new.unit_price.shown()),
        ("title", old_title, title),
        ("translations", translations(old), translations(new)),
        ("product", old.slug.to_string(), new.slug.to_string()),
        ("tax category", old.tax_category.to_string(), new.tax_category.to_string()),
        ("weight", format!("{} g", old.weight_g), format!("{} g", new.weight_g)),
        ("picture", old.image.clone(), new.image.clone()),
    ]
    .into_iter()
    .filter(|(_, before, after)| before != after)
    .map(|(what, before, after)| format!("{what} {before} -> {after}"))
    .collect()
}
