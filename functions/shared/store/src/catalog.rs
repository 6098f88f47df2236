//! The catalogue: versions written whole, one pointer that flips, offers and terms read under it.

use crate::error::{Never, StoreError};
use crate::items::{Item, from_attribute, key_item, read_text, text, to_attribute};
use crate::stock::read_stock;
use crate::table::{self, BODY, Key};
use crate::{Store, error};
use domain::catalog::{Offer, Offers};
use domain::ids::{CatalogVersion, Locale, MarketId, Sku};
use domain::inventory::Stock;
use domain::language::Language;
use domain::market::Terms;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// SKUs in one item of the version's list: 1,000 of 40 characters stay far below an item's 400 KB.
const SKUS_PER_PART: usize = 1_000;

/// Terms that a process keeps.
const TERMS_KEPT: usize = 32;

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

/// What SKUs are and cost, and how many are there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Goods {
    /// The offers; SKUs that are not sold are not among them.
    pub offers: Offers,
    /// The stock; SKUs that never had any are not among it.
    pub stock: BTreeMap<Sku, Stock>,
}

/// The current catalogue: its version, and which storefronts there are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CurrentCatalog {
    version: CatalogVersion,
    locales: Vec<LocaleEntry>,
}

/// Terms that this process has read before: under a version they never change.
#[derive(Debug, Clone, Default)]
pub(crate) struct KnownTerms(Arc<Mutex<BTreeMap<Key, Terms>>>);

impl KnownTerms {
    fn get(&self, key: &Key) -> Option<Terms> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(key).cloned()
    }

    fn keep(&self, key: Key, terms: Terms) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Most are of versions that were replaced.
        if known.len() >= TERMS_KEPT {
            known.clear();
        }
        known.insert(key, terms);
    }
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
        let pointer = self.get(&table::catalog_pointer(), true).await?;
        pointer.map(|pointer| read_version(&pointer)).transpose()
    }

    /// The current version of a shop that sells.
    ///
    /// # Errors
    /// [`StoreError::Broken`] when no catalogue was ever published, and the other kinds.
    pub async fn current_version(&self) -> Result<CatalogVersion, StoreError<Never>> {
        self.catalog_version().await?.ok_or_else(unpublished)
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
        read_offers(version, &self.get_many_lasting(&keys).await?)
    }

    /// Offers, as [`Store::offers`] reads them, together with stock, in one round trip. `consistent` where a decision
    /// hangs on it; what is only shown may be a moment old.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn goods<'a>(
        &self,
        version: &CatalogVersion,
        market: &MarketId,
        skus: impl IntoIterator<Item = &'a Sku>,
        consistent: bool,
    ) -> Result<Goods, StoreError<Never>> {
        let keys = skus.into_iter().flat_map(|sku| [table::offer(version, market, sku), table::stock(sku)]);
        let keys: Vec<Key> = keys.collect();
        let items =
            if consistent { self.get_many(&keys, true).await? } else { self.get_many_lasting(&keys).await? };
        let is_offer = |item: &Item| item.contains_key(BODY);
        let (offers, stock): (Vec<Item>, Vec<Item>) = items.into_iter().partition(is_offer);
        let offers = read_offers(version, &offers)?;
        let stock = stock.iter().map(read_stock).collect::<Result<_, _>>()?;
        Ok(Goods { offers, stock })
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
        let key = table::terms(version, market);
        if let Some(known) = self.known_terms.get(&key) {
            return Ok(Some(known));
        }
        let Some(item) = self.get_lasting(&key).await? else { return Ok(None) };
        let terms: Terms = from_attribute(&item, BODY)?;
        self.known_terms.keep(key, terms.clone());
        Ok(Some(terms))
    }

    /// The storefront of a locale, or the default one for a locale the shop does not have.
    ///
    /// # Errors
    /// [`StoreError::Broken`] when no catalogue was ever published, and the other kinds.
    pub async fn storefront(&self, wanted: Option<&Locale>) -> Result<Storefront, StoreError<Never>> {
        self.storefront_in(&self.current_catalog().await?, wanted).await
    }

    /// The same, for whoever has read the current catalogue before.
    ///
    /// # Errors
    /// [`StoreError`] without refusals.
    pub async fn storefront_in(
        &self,
        current: &CurrentCatalog,
        wanted: Option<&Locale>,
    ) -> Result<Storefront, StoreError<Never>> {
        let CurrentCatalog { version, locales } = current;
        let default = locales.first().ok_or_else(unpublished)?;
        let entry = locales.iter().find(|entry| Some(&entry.locale) == wanted).unwrap_or(default);
        let terms = self.terms(version, &entry.market).await?.ok_or_else(unpublished)?;
        let prefix = if entry == default { String::new() } else { format!("/{}", entry.locale) };
        let terms = terms.in_language(Language::of(&entry.locale));
        Ok(Storefront { locale: entry.locale.clone(), prefix, version: version.clone(), terms })
    }

    /// The current catalogue of a shop that sells.
    ///
    /// # Errors
    /// [`StoreError::Broken`] when no catalogue was ever published, and the other kinds.
    pub async fn current_catalog(&self) -> Result<CurrentCatalog, StoreError<Never>> {
        let pointer = self.get(&table::catalog_pointer(), true).await?;
        read_pointer(&pointer.ok_or_else(unpublished)?)
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

/// What a shop without a catalogue cannot do.
pub(crate) fn unpublished() -> StoreError<Never> {
    StoreError::broken("no catalogue was published yet")
}

fn read_version(pointer: &Item) -> Result<CatalogVersion, StoreError<Never>> {
    CatalogVersion::parse(&read_text::<Never>(pointer, CURRENT)?).map_err(StoreError::broken)
}

/// Reads the item that names the current catalogue.
pub(crate) fn read_pointer(pointer: &Item) -> Result<CurrentCatalog, StoreError<Never>> {
    Ok(CurrentCatalog { version: read_version(pointer)?, locales: from_attribute(pointer, LOCALES)? })
}

fn read_offers(version: &CatalogVersion, items: &[Item]) -> Result<Offers, StoreError<Never>> {
    let offer = |item| from_attribute(item, BODY).map(|offer: Offer| (offer.sku.clone(), offer));
    let by_sku = items.iter().map(offer).collect::<Result<_, StoreError<Never>>>()?;
    Ok(Offers { version: version.clone(), by_sku })
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
