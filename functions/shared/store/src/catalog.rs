//! The catalogue: versions written whole, one pointer that flips, offers and terms read under it.

use crate::error::{Never, StoreError};
use crate::items::{Item, from_attribute, key_item, read_text, text, to_attribute};
use crate::table::{self, BODY, Key};
use crate::{Store, error};
use domain::catalog::{Offer, Offers};
use domain::ids::{CatalogVersion, Locale, MarketId, Sku};
use domain::language::Language;
use domain::market::Terms;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// SKUs in one item of the version's list: 1,000 of 40 characters stay far below an item's 400 KB.
const SKUS_PER_PART: usize = 1_000;

const CURRENT: &str = "current";
const LOCALES: &str = "locales";

/// A whole catalogue to be published.
#[derive(Debug, Clone)]
pub struct Publication {
    /// Its version: a hash of the content, so the same content is the same version.
    pub version: CatalogVersion,
    /// The offers of each market.
    pub offers: Vec<(MarketId, Vec<Offer>)>,
    /// The terms of each market.
    pub terms: Vec<Terms>,
}

/// The SKUs of a market, as listed under a version.
#[derive(Debug, Serialize, Deserialize)]
struct SkuPart {
    market: MarketId,
    skus: Vec<Sku>,
}

/// A storefront: a locale, where its static pages are, and its market's terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storefront {
    /// The locale.
    pub locale: Locale,
    /// What its static pages' paths begin with: nothing for the default, else such as `/en-gb`.
    pub prefix: String,
    /// The catalogue's version.
    pub version: CatalogVersion,
    /// The market's terms, in the locale's language.
    pub terms: Terms,
}

/// A locale and its market, as the pointer lists them: the default first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct LocaleEntry {
    locale: Locale,
    market: MarketId,
}

/// Whether a publication changed anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Published {
    /// This call flipped the pointer.
    Now,
    /// It was the current version before.
    Already,
}

impl Store {
    /// The current version, or nothing before the first publication.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn catalog_version(&self) -> Result<Option<CatalogVersion>, StoreError<Never>> {
        let Some(item) = self.get(&table::catalog_pointer(), true).await? else { return Ok(None) };
        CatalogVersion::parse(&read_text(&item, CURRENT)?).map(Some).map_err(StoreError::broken)
    }

    /// The current version of a shop that sells.
    ///
    /// # Errors
    /// [`StoreError::Broken`] when no catalogue was ever published, and the other kinds.
    pub async fn current_version(&self) -> Result<CatalogVersion, StoreError<Never>> {
        self.catalog_version().await?.ok_or_else(|| StoreError::broken("no catalogue was published yet"))
    }

    /// The offers of these SKUs under a version; SKUs that are not sold are not in the answer. Whoever decides
    /// reads everything under one version, though another may be published meanwhile.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn offers<'a>(
        &self,
        version: &CatalogVersion,
        market: &MarketId,
        skus: impl IntoIterator<Item = &'a Sku>,
    ) -> Result<Offers, StoreError<Never>> {
        let keys: Vec<Key> = skus.into_iter().map(|sku| table::offer(version, market, sku)).collect();
        let items = self.get_many_lasting(&keys).await?;
        let mut by_sku = BTreeMap::new();
        for item in items {
            let offer: Offer = from_attribute(&item, BODY)?;
            by_sku.insert(offer.sku.clone(), offer);
        }
        Ok(Offers { version: version.clone(), by_sku })
    }

    /// A market's terms under a version, or nothing for a market the shop does not have.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn terms(
        &self,
        version: &CatalogVersion,
        market: &MarketId,
    ) -> Result<Option<Terms>, StoreError<Never>> {
        match self.get_lasting(&table::terms(version, market)).await? {
            Some(item) => from_attribute(&item, BODY).map(Some),
            None => Ok(None),
        }
    }

    /// The storefront of a locale, or the default one for a locale the shop does not have.
    ///
    /// # Errors
    /// [`StoreError::Broken`] when no catalogue was ever published, and the other kinds.
    pub async fn storefront(&self, wanted: Option<&Locale>) -> Result<Storefront, StoreError<Never>> {
        let missing = || StoreError::broken("no catalogue was published yet");
        let pointer = self.get(&table::catalog_pointer(), true).await?.ok_or_else(missing)?;
        let version =
            CatalogVersion::parse(&read_text::<Never>(&pointer, CURRENT)?).map_err(StoreError::broken)?;
        let entries: Vec<LocaleEntry> = from_attribute(&pointer, LOCALES)?;
        let default = entries.first().ok_or_else(missing)?;
        let entry = entries.iter().find(|entry| Some(&entry.locale) == wanted).unwrap_or(default);
        let terms = self.get_lasting(&table::terms(&version, &entry.market)).await?.ok_or_else(missing)?;
        let prefix = if entry == default { String::new() } else { format!("/{}", entry.locale) };
        let terms: Terms = from_attribute(&terms, BODY)?;
        let terms = terms.in_language(Language::of(&entry.locale));
        Ok(Storefront { locale: entry.locale.clone(), prefix, version, terms })
    }

    /// Every offer of a version, by market; for diffs and lists, not for requests.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn all_offers(
        &self,
        version: &CatalogVersion,
    ) -> Result<BTreeMap<MarketId, Vec<Offer>>, StoreError<Never>> {
        let mut all = BTreeMap::new();
        for part in 0.. {
            let Some(item) = self.get(&table::skus(version, part), true).await? else { break };
            let part: SkuPart = from_attribute(&item, BODY)?;
            let keys: Vec<Key> =
                part.skus.iter().map(|sku| table::offer(version, &part.market, sku)).collect();
            let items = self.get_many(&keys, true).await?;
            let offers = items.iter().map(|item| from_attribute(item, BODY));
            let offers: Vec<Offer> = offers.collect::<Result<_, StoreError<Never>>>()?;
            let of_market: &mut Vec<Offer> = all.entry(part.market).or_default();
            of_market.extend(offers);
        }
        for offers in all.values_mut() {
            offers.sort_by(|a, b| a.sku.cmp(&b.sku));
        }
        Ok(all)
    }

    /// Publishes a catalogue: every item of the new version first, then the pointer. Interrupted at any
    /// point, the shop still sells the old version, and publishing again completes the new one.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn publish(&self, publication: &Publication) -> Result<Published, StoreError<Never>> {
        let version = &publication.version;
        if self.catalog_version().await?.as_ref() == Some(version) {
            return Ok(Published::Already);
        }
        let mut items = Vec::new();
        let mut part = 0_usize;
        for (market, offers) in &publication.offers {
            for offer in offers {
                items.push(with_body(&table::offer(version, market, &offer.sku), offer)?);
            }
            for chunk in offers.chunks(SKUS_PER_PART) {
                let skus = chunk.iter().map(|offer| offer.sku.clone()).collect();
                let body = SkuPart { market: market.clone(), skus };
                items.push(with_body(&table::skus(version, part), &body)?);
                part = part.saturating_add(1);
            }
        }
        for terms in &publication.terms {
            items.push(with_body(&table::terms(version, &terms.market.id), terms)?);
        }
        self.name_the_shop().await?;
        self.put_many(items).await?;
        let mut pointer = key_item(&table::catalog_pointer());
        pointer.insert(CURRENT.to_owned(), text(version.as_str()));
        pointer.insert(LOCALES.to_owned(), to_attribute(&locale_entries(&publication.terms))?);
        self.client
            .put_item()
            .table_name(&self.table)
            .set_item(Some(pointer))
            .send()
            .await
            .map_err(error::read_unconditional)?;
        Ok(Published::Now)
    }
}

fn locale_entries(terms: &[Terms]) -> Vec<LocaleEntry> {
    let of_market = |terms: &Terms| -> Vec<LocaleEntry> {
        let market = &terms.market.id;
        terms
            .locales
            .iter()
            .map(|locale| LocaleEntry { locale: locale.clone(), market: market.clone() })
            .collect()
    };
    terms.iter().flat_map(of_market).collect()
}

fn with_body(key: &Key, body: &impl Serialize) -> Result<Item, StoreError<Never>> {
    let mut item = key_item(key);
    item.insert(BODY.to_owned(), to_attribute(body)?);
    Ok(item)
}
