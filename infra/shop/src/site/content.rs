//! The generated part of the storefront: a page per product, category and locale, and the settings.

use super::{SiteError, bad};
use crate::catalog::{Catalog, Category, Listing, Storefront};
use domain::ids::Slug;
use domain::market::Terms;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use toml::Table;

/// Generated files by their path below `content/`.
pub(super) type Files = BTreeMap<String, String>;

/// Front matter as Zola reads it.
#[derive(Serialize)]
struct Page<'p, Extra> {
    title: &'p str,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<&'p str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    date: Option<toml::value::Datetime>,
    template: &'p str,
    extra: Extra,
}

#[derive(Serialize)]
struct ProductExtra<'p> {
    slug: &'p Slug,
    locale: &'p str,
    market: &'p str,
    currency: &'p str,
    category: &'p Slug,
    category_name: &'p str,
    tax_note: &'p str,
    price_from: String,
    price_varies: bool,
    price_version: &'p str,
    image: &'p str,
    alt: &'p str,
    details: &'p [String],
    related: &'p [Slug],
    options: Vec<OptionExtra<'p>>,
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
    price_minor: i64,
    image: &'p str,
    alt: &'p str,
    weight_g: u64,
}

#[derive(Serialize)]
struct CategoryExtra<'p> {
    slug: &'p Slug,
    name: &'p str,
    description: &'p str,
    image: &'p str,
    locale: &'p str,
    market: &'p str,
    products: Vec<&'p Slug>,
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
    for storefront in &catalog.storefronts {
        let Some(terms) = catalog.terms_of(&storefront.market) else { continue };
        for listing in &catalog.products {
            let file = format!("products/{}/{}", listing.product.slug, file_name("index", storefront));
            files.insert(file.clone(), product_page(&file, catalog, storefront, terms, listing)?);
        }
        for category in &catalog.categories {
            let file = format!("categories/{}/{}", category.slug, file_name("index", storefront));
            files.insert(file.clone(), category_page(&file, catalog, storefront, category)?);
        }
        let file = format!("shell/{}", file_name("index", storefront));
        let extra = ShellExtra { locale: storefront.locale.as_str(), market: storefront.market.as_str() };
        let page = Page { title: "Shell", description: None, date: None, template: "shell.html", extra };
        files.insert(file.clone(), written(&file, &page, "")?);
    }
    Ok(files)
}

fn written(file: &str, page: &impl Serialize, text: &str) -> Result<String, SiteError> {
    let front = toml::to_string(page).map_err(|source| SiteError::Toml { file: file.to_owned(), source })?;
    let text = if text.is_empty() { String::new() } else { format!("\n{text}\n") };
    Ok(format!("+++\n{front}+++\n{text}"))
}

/// A product's page in a storefront.
pub(super) fn product_page(
    file: &str,
    catalog: &Catalog,
    storefront: &Storefront,
    terms: &Terms,
    listing: &Listing,
) -> Result<String, SiteError> {
    let product = &listing.product;
    let prices = product.variants.iter().filter_map(|variant| variant.prices.get(&storefront.currency));
    let (least, most) =
        (prices.clone().min_by_key(|p| p.amount_minor), prices.max_by_key(|p| p.amount_minor));
    let category = catalog.categories.iter().find(|category| category.slug == product.category);
    let extra = ProductExtra {
        slug: &product.slug,
        locale: storefront.locale.as_str(),
        market: storefront.market.as_str(),
        currency: storefront.currency.code(),
        category: &product.category,
        category_name: category.map_or("", |category| &category.name),
        tax_note: terms.market.tax_note(),
        price_from: least.map(|price| price.shown()).unwrap_or_default(),
        price_varies: least != most,
        price_version: catalog.version.as_str(),
        image: product.variants.first().map_or("", |variant| &variant.image),
        alt: listing.alts.first().map_or("", String::as_str),
        details: &listing.details,
        related: &listing.related,
        options: product
            .options
            .iter()
            .map(|option| OptionExtra { name: &option.name, values: &option.values })
            .collect(),
        variants: variants(storefront, listing),
    };
    let page = Page {
        title: &product.title,
        description: Some(&product.description),
        date: Some(listing.date),
        template: "product.html",
        extra,
    };
    written(file, &page, &listing.text)
}

fn variants<'p>(storefront: &Storefront, listing: &'p Listing) -> Vec<VariantExtra<'p>> {
    let with_alts = listing.product.variants.iter().zip(&listing.alts);
    with_alts
        .filter_map(|(variant, alt)| {
            let price = variant.prices.get(&storefront.currency)?;
            Some(VariantExtra {
                sku: variant.sku.as_str(),
                label: variant.label(),
                options: &variant.choice,
                price: price.shown(),
                price_minor: price.amount_minor,
                image: &variant.image,
                alt,
                weight_g: variant.weight_g,
            })
        })
        .collect()
}

fn category_page(
    file: &str,
    catalog: &Catalog,
    storefront: &Storefront,
    category: &Category,
) -> Result<String, SiteError> {
    let own = catalog.products.iter().map(|listing| &listing.product);
    let extra = CategoryExtra {
        slug: &category.slug,
        name: &category.name,
        description: &category.description,
        image: &category.image,
        locale: storefront.locale.as_str(),
        market: storefront.market.as_str(),
        products: own
            .filter(|product| product.category == category.slug)
            .map(|product| &product.slug)
            .collect(),
    };
    let page = Page {
        title: &category.name,
        description: Some(&category.description),
        date: None,
        template: "category.html",
        extra,
    };
    written(file, &page, "")
}

/// What every template sees beside its page.
#[derive(Serialize)]
struct ConfigExtra<'p> {
    shop: ShopExtra<'p>,
    locales: Vec<LocaleExtra<'p>>,
    categories: &'p [Category],
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
    default: bool,
}

/// Zola's settings: those of `site/config.toml`, a language per locale, and what every template sees.
pub(super) fn config(root: &Path, catalog: &Catalog) -> Result<String, SiteError> {
    const FILE: &str = "site/config.toml";
    let path = root.join(FILE);
    let text = super::at(&path, fs::read_to_string(&path))?;
    let mut config: Table = text.parse().map_err(|error| super::pages::broken(FILE, &text, 0, &error))?;
    let failed = |source| SiteError::Toml { file: FILE.to_owned(), source };
    let languages = config.entry("languages").or_insert_with(|| Table::new().into());
    let Some(languages) = languages.as_table_mut() else {
        return Err(bad(FILE, 1, "`languages` must be a table"));
    };
    for storefront in catalog.storefronts.iter().filter(|storefront| !storefront.is_default) {
        languages.entry(storefront.locale.as_str()).or_insert_with(|| Table::new().into());
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
        locales: catalog
            .storefronts
            .iter()
            .map(|storefront| LocaleExtra {
                code: storefront.locale.as_str(),
                name: &storefront.name,
                prefix: storefront.prefix(),
                market: storefront.market.as_str(),
                currency: storefront.currency.code(),
                default: storefront.is_default,
            })
            .collect(),
        categories: &catalog.categories,
    }
}
