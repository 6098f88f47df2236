//! The generated part of the storefront: a page per product and locale, the shells, and the settings.

use super::card::{Card, cards, price_range};
use super::find::{Find, Found, brand, first_picture};
use super::{SiteError, bad, shelves};
use crate::catalog::{Catalog, Category, Listing, Storefront};
use domain::catalog::ProductOption;
use domain::ids::Slug;
use domain::market::Terms;
use domain::money::Money;
use domain::shipping::{self, DeliveryKind, DeliveryOption};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use toml::Table;

/// Generated files by their path below `content/`.
pub(super) type Files = BTreeMap<String, String>;

/// Front matter as Zola reads it.
#[derive(Serialize)]
pub(super) struct Page<'p, Extra> {
    pub title: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub date: Option<toml::value::Datetime>,
    pub template: &'p str,
    /// Addresses that lead here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub aliases: Vec<String>,
    pub extra: Extra,
}

#[derive(Serialize)]
struct ProductExtra<'p> {
    slug: &'p Slug,
    locale: &'p str,
    market: &'p str,
    currency: &'p str,
    category: &'p Slug,
    category_name: &'p str,
    brand: &'p str,
    tax_note: &'p str,
    price_from: String,
    price_to: String,
    price_varies: bool,
    price_version: &'p str,
    image: &'p str,
    alt: &'p str,
    details: &'p [String],
    related: Vec<Card<'p>>,
    find: Found<'p>,
    options: Vec<OptionExtra<'p>>,
    /// What the options after the first one can be together, made or not.
    combinations: Vec<String>,
    variants: Vec<VariantExtra<'p>>,
}

#[derive(Serialize)]
struct OptionExtra<'p> {
    name: &'p str,
    values: &'p [String],
}

#[derive(Serialize)]
struct VariantExtra<'p> {
    sku: &'p str,
    label: String,
    options: &'p [String],
    price: String,
    price_plain: String,
    image: &'p str,
    alt: &'p str,
    weight_g: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    delivery: Option<DeliveryExtra>,
}

/// The cheapest way to the market's first country, for feeds and search engines.
#[derive(Serialize)]
struct DeliveryExtra {
    price: String,
    days_min: u32,
    days_max: u32,
}

#[derive(Serialize)]
struct ShellExtra<'p> {
    locale: &'p str,
    market: &'p str,
}

/// The name of a page's file in a locale: `index.md`, or `index.en-gb.md`.
pub(super) fn file_name(stem: &str, storefront: &Storefront) -> String {
    if storefront.is_default { format!("{stem}.md") } else { format!("{stem}.{}.md", storefront.locale) }
}

/// All pages that are made from the catalogue, and the shell that functions answer in.
pub(super) fn generate(catalog: &Catalog) -> Result<Files, SiteError> {
    let mut files = Files::new();
    let find = Find::of(catalog);
    for storefront in &catalog.storefronts {
        let Some(terms) = catalog.terms_of(&storefront.market) else { continue };
        for listing in &catalog.products {
            let file = format!("products/{}/{}", listing.product.slug, file_name("index", storefront));
            files.insert(file.clone(), product_page(&file, catalog, &find, storefront, terms, listing)?);
        }
        for category in &catalog.categories {
            shelves::generate(&mut files, catalog, &find, storefront, category)?;
        }
        let file = format!("shell/{}", file_name("index", storefront));
        let extra = ShellExtra { locale: storefront.locale.as_str(), market: storefront.market.as_str() };
        let page = Page {
            title: "Shell",
            description: None,
            date: None,
            template: "shell.html",
            aliases: Vec::new(),
            extra,
        };
        files.insert(file.clone(), written(&file, &page, "")?);
    }
    Ok(files)
}

/// A page as Zola reads it: front matter and text.
pub(super) fn written(file: &str, page: &impl Serialize, text: &str) -> Result<String, SiteError> {
    let front = toml::to_string(page).map_err(|source| SiteError::Toml { file: file.to_owned(), source })?;
    let text = if text.is_empty() { String::new() } else { format!("\n{text}\n") };
    Ok(format!("+++\n{front}+++\n{text}"))
}

/// A product's page in a storefront.
pub(super) fn product_page(
    file: &str,
    catalog: &Catalog,
    find: &Find<'_>,
    storefront: &Storefront,
    terms: &Terms,
    listing: &Listing,
) -> Result<String, SiteError> {
    let product = &listing.product;
    let range = price_range(storefront, listing);
    let category = catalog.categories.iter().find(|category| category.slug == product.category);
    let extra = ProductExtra {
        slug: &product.slug,
        locale: storefront.locale.as_str(),
        market: storefront.market.as_str(),
        currency: storefront.currency.code(),
        category: &product.category,
        category_name: category.map_or("", |category| &category.name),
        brand: brand(catalog, listing),
        tax_note: terms.market.tax_note(),
        price_from: range.map(|(least, _)| least.shown()).unwrap_or_default(),
        price_to: range.map(|(_, most)| most.shown()).unwrap_or_default(),
        price_varies: range.is_some_and(|(least, most)| least != most),
        price_version: catalog.version.as_str(),
        image: first_picture(product),
        alt: listing.alts.first().map_or("", String::as_str),
        details: &listing.details,
        related: cards(catalog, storefront, listing.related.iter().map(Slug::as_str)),
        find: find.found(catalog, listing),
        options: product
            .options
            .iter()
            .map(|option| OptionExtra { name: &option.name, values: &option.values })
            .collect(),
        combinations: combinations(product.options.get(1..).unwrap_or_default()),
        variants: variants(storefront, terms, listing),
    };
    let page = Page {
        title: &product.title,
        description: Some(&product.description),
        date: Some(listing.date),
        template: "product.html",
        aliases: listing
            .former_slugs
            .iter()
            .map(|slug| format!("{}/products/{slug}", storefront.prefix()))
            .collect(),
        extra,
    };
    written(file, &page, &listing.text)
}

/// Every combination of these options' values, as `Variant::label` writes them.
fn combinations(options: &[ProductOption]) -> Vec<String> {
    let mut labels = vec![String::new()];
    for option in options {
        let with = |label: &String, value: &String| {
            if label.is_empty() { value.clone() } else { format!("{label} / {value}") }
        };
        labels = labels
            .iter()
            .flat_map(|label| option.values.iter().map(move |value| with(label, value)))
            .collect();
    }
    labels
}

fn variants<'p>(storefront: &Storefront, terms: &Terms, listing: &'p Listing) -> Vec<VariantExtra<'p>> {
    let with_alts = listing.product.variants.iter().zip(&listing.alts);
    with_alts
        .filter_map(|(variant, alt)| {
            let price = variant.prices.get(&storefront.currency)?;
            Some(VariantExtra {
                sku: variant.sku.as_str(),
                label: variant.label(),
                options: &variant.choice,
                price: price.shown(),
                price_plain: price.plain(),
                image: &variant.image,
                alt,
                weight_g: variant.weight_g,
                delivery: delivery(terms, variant.weight_g, *price),
            })
        })
        .collect()
}

/// What a parcel with one of these costs and takes.
fn delivery(terms: &Terms, weight_g: u64, price: Money) -> Option<DeliveryExtra> {
    let country = terms.market.countries.first()?;
    let options = shipping::options(&terms.zones, country, weight_g, price);
    let cheapest: DeliveryOption =
        options.into_iter().find(|option| option.kind == DeliveryKind::Delivery)?;
    let (days_min, days_max) = (cheapest.days_min, cheapest.days_max);
    Some(DeliveryExtra { price: cheapest.price.plain(), days_min, days_max })
}

/// What every template sees beside its page.
#[derive(Serialize)]
struct ConfigExtra<'p> {
    shop: ShopExtra<'p>,
    facets: Find<'p>,
    locales: Vec<LocaleExtra<'p>>,
    categories: Vec<CategoryLink<'p>>,
}

/// A category as every page links to it.
#[derive(Serialize)]
struct CategoryLink<'p> {
    #[serde(flatten)]
    category: &'p Category,
    count: usize,
}

#[derive(Serialize)]
struct ShopExtra<'p> {
    name: &'p str,
    tagline: &'p str,
    company: &'p [String],
    contact_mail: &'p str,
    pickup_address: &'p [String],
}

#[derive(Serialize)]
struct LocaleExtra<'p> {
    code: &'p str,
    name: &'p str,
    prefix: String,
    market: &'p str,
    currency: &'p str,
    /// The market's first country: feeds and search engines are told what delivery costs there.
    country: &'p str,
    decimals: u32,
    /// From which worth on delivery is free to every country of the market.
    #[serde(skip_serializing_if = "Option::is_none")]
    free_over: Option<String>,
    default: bool,
}

/// Zola's settings: those of `site/config.toml`, a language per locale, and what every template sees.
pub(super) fn config(root: &Path, catalog: &Catalog) -> Result<String, SiteError> {
    const FILE: &str = "site/config.toml";
    let path = root.join(FILE);
    let text = super::at(&path, fs::read_to_string(&path))?;
    let mut config: Table = text.parse().map_err(|error| super::pages::broken(FILE, &text, 0, &error))?;
    let failed = |source| SiteError::Toml { file: FILE.to_owned(), source };
    // What is made for the default language is made for the others, too.
    let feeds: Table = config
        .iter()
        .filter(|(name, _)| matches!(name.as_str(), "generate_feeds" | "feed_filenames"))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    let languages = config.entry("languages").or_insert_with(|| Table::new().into());
    let Some(languages) = languages.as_table_mut() else {
        return Err(bad(FILE, 1, "`languages` must be a table"));
    };
    for storefront in catalog.storefronts.iter().filter(|storefront| !storefront.is_default) {
        languages.entry(storefront.locale.as_str()).or_insert_with(|| feeds.clone().into());
    }
    let default = catalog.storefronts.iter().find(|storefront| storefront.is_default);
    config
        .extend(default.map(|storefront| ("default_language".to_owned(), storefront.locale.as_str().into())));
    config.insert("title".to_owned(), catalog.seller.profile.name.clone().into());
    let extra = toml::Value::try_from(config_extra(catalog)).map_err(failed)?;
    config.insert("extra".to_owned(), extra);
    toml::to_string(&config).map_err(failed)
}

fn config_extra(catalog: &Catalog) -> ConfigExtra<'_> {
    let profile = &catalog.seller.profile;
    ConfigExtra {
        shop: ShopExtra {
            name: &profile.name,
            tagline: &catalog.seller.tagline,
            company: &profile.company,
            contact_mail: &profile.contact_mail,
            pickup_address: &profile.pickup_address,
        },
        facets: Find::of(catalog),
        locales: catalog
            .storefronts
            .iter()
            .map(|storefront| LocaleExtra {
                code: storefront.locale.as_str(),
                name: &storefront.name,
                prefix: storefront.prefix(),
                market: storefront.market.as_str(),
                currency: storefront.currency.code(),
                country: first_country(catalog, storefront),
                decimals: storefront.currency.exponent(),
                free_over: free_over(catalog, storefront),
                default: storefront.is_default,
            })
            .collect(),
        categories: catalog.categories.iter().map(|category| category_link(catalog, category)).collect(),
    }
}

fn free_over(catalog: &Catalog, storefront: &Storefront) -> Option<String> {
    let zones = &catalog.terms_of(&storefront.market)?.zones;
    let least: Option<Vec<Money>> =
        zones.iter().map(|zone| zone.methods.iter().find_map(|method| method.free_over)).collect();
    least?.into_iter().max_by_key(|worth| worth.amount_minor).map(Money::shown)
}

fn category_link<'c>(catalog: &'c Catalog, category: &'c Category) -> CategoryLink<'c> {
    let own = catalog.products.iter().filter(|listing| listing.product.category == category.slug);
    CategoryLink { category, count: own.count() }
}

fn first_country<'c>(catalog: &'c Catalog, storefront: &Storefront) -> &'c str {
    let terms = catalog.terms_of(&storefront.market);
    terms.and_then(|terms| terms.market.countries.first()).map_or("", |country| country.as_str())
}
