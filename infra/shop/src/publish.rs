//! `cargo shop catalog publish`: the files become the catalogue that the shop sells from.
//!
//! Everything is read and checked before the first write; the store writes the new version beside the old one
//! and then flips one pointer, so that an interrupted run changes nothing and the next one completes it.

use crate::catalog::{Catalog, Difference, difference};
use std::collections::BTreeMap;
use store::catalog::{Publication, Published};
use store::{Never, Store, StoreError};

/// The catalogue as the store takes it.
pub fn publication(catalog: &Catalog) -> Publication {
    Publication {
        version: catalog.version.clone(),
        offers: catalog.offers.iter().map(|(market, offers)| (market.clone(), offers.clone())).collect(),
        terms: catalog.terms.clone(),
    }
}

/// Publishes the catalogue; the same catalogue again changes nothing.
///
/// # Errors
/// [`StoreError`] without refusals.
pub async fn publish(store: &Store, catalog: &Catalog) -> Result<Published, StoreError<Never>> {
    store.publish(&publication(catalog)).await
}

/// What publishing would change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preview {
    /// The offers that differ.
    pub offers: Difference,
    /// The markets whose terms differ: countries, tax, delivery, payment or who sells.
    pub terms_changed: Vec<String>,
}

impl std::fmt::Display for Preview {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        for market in &self.terms_changed {
            writeln!(f, "the terms of the market {market} change")?;
        }
        self.offers.fmt(f)
    }
}

/// Compares the files with what is published.
///
/// # Errors
/// [`StoreError`] without refusals.
pub async fn preview(store: &Store, catalog: &Catalog) -> Result<Preview, StoreError<Never>> {
    let Some(version) = store.catalog_version().await? else {
        let terms_changed = catalog.terms.iter().map(|terms| terms.market.id.to_string()).collect();
        return Ok(Preview { offers: difference(&BTreeMap::new(), &catalog.offers), terms_changed });
    };
    let published = store.all_offers(&version).await?;
    let mut terms_changed = Vec::new();
    for terms in &catalog.terms {
        if store.terms(&version, &terms.market.id).await?.as_ref() != Some(terms) {
            terms_changed.push(terms.market.id.to_string());
        }
    }
    Ok(Preview { offers: difference(&published, &catalog.offers), terms_changed })
}
