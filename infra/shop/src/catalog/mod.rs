//! The catalogue as the merchant writes it: product files and `site/data/*.toml`, read whole, checked whole,
//! and turned into the shop's own types.
//!
//! Reading never stops at the first problem and never answers with half a catalogue: it is all good, or every
//! problem is told with its file and line.

mod categories;
mod check;
mod diff;
pub(crate) mod document;
#[cfg(test)]
mod hostile;
mod markets;
mod price;
#[cfg(test)]
mod price_tests;
mod problem;
mod product;
mod prose;
mod shipping;
mod tax;
#[cfg(test)]
pub(crate) mod tests;
mod translation;
mod version;

pub use self::categories::{Category, Facet, Seller};
pub use self::diff::{Difference, difference};
pub use self::markets::Storefront;
pub use self::problem::{BadCatalog, Problem};
pub use self::product::Listing;
pub use self::translation::Words;

pub(crate) use self::problem::Problems;
pub(crate) use self::product::split;

use self::categories::ReadCategory;
use self::document::Document;
use self::markets::Markets;
use self::product::ProductFile;
use self::tax::ReadTax;
use domain::catalog::{Offer, OfferWords, Product, ProductProperty, Variant};
use domain::configure::PropertyRule;
use domain::ids::{CatalogVersion, MarketId};
use domain::language::Language;
use domain::market::Terms;
use domain::shipping::ShippingZone;
use domain::tax::TaxTable;
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// Where product folders are.
const PRODUCTS: &str = "site/content/products";

/// Everything the shop sells and the terms it sells under.
#[derive(Debug, Clone, PartialEq)]
pub struct Catalog {
    /// The first 16 hexadecimal digits of the hash of all offers and terms.
    pub version: CatalogVersion,
    /// The products, newest first.
    pub products: Vec<Listing>,
    /// The categories in the order the shop shows them.
    pub categories: Vec<Category>,
    /// One per market: that of the default storefront first, the others in the order of `markets.toml`.
    pub terms: Vec<Terms>,
    /// The storefronts, the default first.
    pub storefronts: Vec<Storefront>,
    /// Who sells.
    pub seller: Seller,
    /// What each SKU is and costs, by market and SKU.
    pub offers: BTreeMap<MarketId, Vec<Offer>>,
}

/// Everything that was read, before the files are compared with each other.
#[derive(Default)]
struct Files {
    products: Vec<ProductFile>,
    categories: Vec<ReadCategory>,
    markets: Markets,
    zones: Vec<(MarketId, ShippingZone)>,
    tax: Option<ReadTax>,
    seller: Option<Seller>,
}

impl Catalog {
    /// Reads the catalogue of the shop in this folder.
    ///
    /// # Errors
    /// [`BadCatalog`] with every problem of every file.
    pub fn read(root: &Path) -> Result<Self, BadCatalog> {
        let problems = Problems::default();
        let mut files = read_files(root, &problems);
        check::check(root, &files, &problems);
        let seller = files.seller.take();
        match (seller, problems.count()) {
            (Some(seller), 0) => assemble(files, seller).map_err(|error| {
                BadCatalog(vec![Problem { file: PRODUCTS.to_owned(), line: 1, what: error.to_string() }])
            }),
            _ => Err(BadCatalog(problems.into_sorted())),
        }
    }

    /// The product with this address.
    pub fn listing(&self, slug: &str) -> Option<&Listing> {
        self.products.iter().find(|listing| listing.product.slug.as_str() == slug)
    }

    /// The catalogue as it is shown in a language: what has no words in it is not there.
    pub fn in_language(&self, language: Language) -> Cow<'_, Self> {
        if self.storefronts.first().is_none_or(|first| first.language() == language) {
            return Cow::Borrowed(self);
        }
        let mut catalog = self.clone();
        let named = |facet: &Facet, own: &str| facet.options.iter().any(|option| option == own);
        for facet in &mut catalog.seller.facets {
            let options =
                self.products.iter().filter_map(|listing| Some((listing, listing.words.get(&language)?)));
            let names =
                options.flat_map(|(listing, words)| listing.product.options.iter().zip(&words.options));
            let own = names.filter(|(own, _)| named(facet, &own.name)).map(|(_, option)| option.name.clone());
            facet.options = own.collect::<BTreeSet<_>>().into_iter().collect();
            if let Some(name) = facet.names.get(&language) {
                facet.name.clone_from(name);
            }
        }
        catalog.products = self.products.iter().filter_map(|listing| listing.in_language(language)).collect();
        catalog.categories.retain_mut(|category| {
            let Some(words) = category.words.get(&language) else { return false };
            category.name.clone_from(&words.name);
            category.description.clone_from(&words.description);
            true
        });
        for listing in &mut catalog.products {
            listing
                .related
                .retain(|slug| self.listing(slug.as_str()).is_some_and(|l| l.words.contains_key(&language)));
        }
        if let Some(tagline) = catalog.seller.taglines.get(&language) {
            catalog.seller.tagline.clone_from(tagline);
        }
        catalog.terms = catalog.terms.into_iter().map(|terms| terms.in_language(language)).collect();
        if let Some(terms) = catalog.terms.first() {
            catalog.seller.profile = terms.shop.clone();
        }
        Cow::Owned(catalog)
    }

    /// The terms of a market.
    pub fn terms_of(&self, market: &MarketId) -> Option<&Terms> {
        self.terms.iter().find(|terms| terms.market.id == *market)
    }
}

/// Reads a text file, or says why it cannot be read.
pub(crate) fn read_text(root: &Path, file: &str, problems: &Problems) -> Option<String> {
    match fs::read(root.join(file)).map(String::from_utf8) {
        Ok(Ok(text)) => Some(text.replace("\r\n", "\n")),
        Ok(Err(_)) => {
            problems.say(file, 1, "is not UTF-8 text");
            None
        }
        Err(error) => {
            problems.say(file, 1, format!("cannot be read: {error}"));
            None
        }
    }
}

fn data<T>(root: &Path, file: &str, problems: &Problems, read: impl FnOnce(&Document) -> T) -> Option<T> {
    let toml = read_text(root, file, problems)?;
    Some(read(&Document { file, toml: &toml, lines_before: 0, problems }))
}

fn read_files(root: &Path, problems: &Problems) -> Files {
    let markets = data(root, check::MARKETS, problems, markets::read).unwrap_or_default();
    let languages = markets.other_languages();
    let seller = |document: &Document| categories::read_seller(document, &languages);
    let mut files = Files {
        categories: data(root, check::CATEGORIES, problems, categories::read_categories).unwrap_or_default(),
        markets,
        tax: data(root, check::TAX, problems, tax::read).flatten(),
        seller: data(root, "site/data/shop.toml", problems, seller).flatten(),
        ..Files::default()
    };
    let shipping = |document: &Document| shipping::read(document, &files.markets);
    files.zones = data(root, check::SHIPPING, problems, shipping).unwrap_or_default();
    let mut currencies: Vec<_> = files.markets.markets.iter().map(|read| read.market.currency).collect();
    currencies.sort();
    currencies.dedup();
    for folder in product_folders(root, problems) {
        let file = format!("{PRODUCTS}/{folder}/index.md");
        let Some(source) = read_text(root, &file, problems) else { continue };
        let Some(mut product) = product::read(&file, &folder, &source, &currencies, problems) else {
            continue;
        };
        product.listing.words = translations(root, &folder, &product.listing, &languages, problems);
        files.products.push(product);
    }
    files
}

/// What a product says in other languages: one file for each, beside the product's own.
fn translations(
    root: &Path,
    folder: &str,
    listing: &Listing,
    languages: &BTreeSet<Language>,
    problems: &Problems,
) -> BTreeMap<Language, Words> {
    let mut words = BTreeMap::new();
    for entry in fs::read_dir(root.join(PRODUCTS).join(folder)).into_iter().flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let language = name.strip_prefix("index.").and_then(|rest| rest.strip_suffix(".md"));
        let Some(language) = language else { continue };
        let file = format!("{PRODUCTS}/{folder}/{name}");
        let Some(language) = languages.iter().find(|other| other.tag() == language) else {
            problems.say(&file, 1, format!("no other locale in {} speaks {language}", check::MARKETS));
            continue;
        };
        let source = read_text(root, &file, problems);
        let read = source.and_then(|source| translation::read(&file, &source, listing, problems));
        words.extend(read.map(|read| (*language, read)));
    }
    words
}

fn product_folders(root: &Path, problems: &Problems) -> Vec<String> {
    let entries = match fs::read_dir(root.join(PRODUCTS)) {
        Ok(entries) => entries,
        Err(error) => {
            problems.say(PRODUCTS, 1, format!("cannot be read: {error}"));
            return Vec::new();
        }
    };
    let mut folders: Vec<String> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .filter(|name| !name.starts_with('.'))
        .collect();
    folders.sort();
    folders
}

fn assemble(files: Files, seller: Seller) -> Result<Catalog, version::VersionError> {
    let no_rates = TaxTable { as_of: String::new(), rates: BTreeMap::new() };
    let rates = files.tax.map_or(no_rates, |read| read.table);
    let storefronts = files.markets.storefronts;
    let default_market = storefronts.first().map(|storefront| storefront.market.clone());
    let mut markets = files.markets.markets;
    markets.sort_by_key(|read| Some(&read.market.id) != default_market.as_ref());
    let terms: Vec<Terms> = markets
        .into_iter()
        .map(|read| {
            let market = read.market;
            let own = |(id, zone): &(MarketId, ShippingZone)| (*id == market.id).then(|| zone.clone());
            let served = rates.rates.iter().filter(|(country, _)| market.serves(country));
            Terms {
                locales: storefronts
                    .iter()
                    .filter(|storefront| storefront.market == market.id)
                    .map(|storefront| storefront.locale.clone())
                    .collect(),
                zones: files.zones.iter().filter_map(own).collect(),
                tax: TaxTable {
                    as_of: rates.as_of.clone(),
                    rates: served.map(|(country, rates)| (country.clone(), rates.clone())).collect(),
                },
                shop: seller.profile.clone(),
                market,
            }
        })
        .collect();
    let mut products: Vec<Listing> = files.products.into_iter().map(|file| file.listing).collect();
    products.sort_by(|a, b| b.date.cmp(&a.date).then_with(|| a.product.slug.cmp(&b.product.slug)));
    let offers = terms.iter().map(|terms| (terms.market.id.clone(), offers(&products, terms))).collect();
    Ok(Catalog {
        version: version::version(&offers, &terms)?,
        categories: files.categories.into_iter().map(|read| read.category).collect(),
        products,
        terms,
        storefronts,
        seller,
        offers,
    })
}

/// The offers of a market, by SKU.
fn offers(products: &[Listing], terms: &Terms) -> Vec<Offer> {
    let mut offers: Vec<Offer> = products
        .iter()
        .flat_map(|listing| listing.product.variants.iter().map(move |variant| (listing, variant)))
        .filter_map(|(listing, variant)| {
            let product = &listing.product;
            let property = |property: &ProductProperty| {
                Some(PropertyRule {
                    id: property.id.clone(),
                    name: property.name.clone(),
                    length_max: property.length_max,
                    price: *property.prices.get(&terms.market.currency)?,
                })
            };
            Some(Offer {
                sku: variant.sku.clone(),
                slug: product.slug.clone(),
                title: product.title.clone(),
                label: variant.label(),
                unit_price: *variant.prices.get(&terms.market.currency)?,
                tax_category: product.tax_category.clone(),
                weight_g: variant.weight_g,
                image: variant.image.clone(),
                properties: product.properties.iter().filter_map(property).collect(),
                words: offer_words(product, variant, &listing.words, terms),
            })
        })
        .collect();
    offers.sort_by(|a, b| a.sku.cmp(&b.sku));
    offers
}

/// What a variant is called in the other languages of a market.
fn offer_words(
    product: &Product,
    variant: &Variant,
    words: &BTreeMap<Language, Words>,
    terms: &Terms,
) -> BTreeMap<Language, OfferWords> {
    let spoken: BTreeSet<Language> = terms.locales.iter().map(Language::of).collect();
    let named = |(language, words): (&Language, &Words)| {
        let label = words.choice(&product.options, &variant.choice).join(" / ");
        let properties = words.properties.clone();
        (*language, OfferWords { title: words.title.clone(), label, properties })
    };
    words.iter().filter(|(language, _)| spoken.contains(*language)).map(named).collect()
}
