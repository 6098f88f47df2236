//! The generated part of the storefront: a page per product and locale, and the shells.

use super::card::{Card, cards, price_range};
use super::find::{brand, first_picture};
use super::front::{Front, without};
use super::texts::Words;
use super::{SiteError, shelves};
use crate::catalog::{Catalog, Listing, Storefront};
use domain::catalog::{ProductOption, ProductProperty};
use domain::ids::Slug;
use domain::market::Terms;
use domain::money::Money;
use domain::shipping::{self, DeliveryKind, DeliveryOption};
use domain::tax::TaxMode;
use serde::Serialize;
use std::collections::BTreeMap;

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
    category: &'p Slug,
    category_name: &'p str,
    brand: &'p str,
    price_varies: bool,
    image: &'p str,
    alt: &'p str,
    details: &'p [String],
    related: Vec<Card<'p>>,
    options: Vec<OptionExtra<'p>>,
    /// The names of the options as one text.
    legend: String,
    /// What the options after the first one can be together, made or not.
    combinations: Vec<String>,
    variants: Vec<VariantExtra<'p>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    properties: Vec<PropertyExtra<'p>>,
    /// The model of its 3D view, if there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    view: Option<&'p str>,
    /// The locales that do not have this page.
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    absent: &'p [&'p str],
}

#[derive(Serialize)]
struct ViewExtra {
    model: String,
}

/// Something that can be written on the product.
#[derive(Serialize)]
struct PropertyExtra<'p> {
    id: &'p str,
    name: &'p str,
    length_max: u32,
    /// The length as a sentence.
    hint: String,
    price: String,
}

#[derive(Serialize)]
struct OptionExtra<'p> {
    name: &'p str,
    values: &'p [String],
}

#[derive(Serialize)]
struct VariantExtra<'p> {
    sku: &'p str,
    options: &'p [String],
    price: String,
    price_plain: String,
    image: &'p str,
    alt: &'p str,
    /// The cheapest way to the market's first country, for search engines: its price, least and most days. A list
    /// and no table: Zola takes more memory for a table than for all that is in it.
    #[serde(skip_serializing_if = "Option::is_none")]
    delivery: Option<(String, u32, u32)>,
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
pub(super) fn generate(fronts: &[Front<'_>]) -> Result<Files, SiteError> {
    let mut files = Files::new();
    for front in fronts {
        let storefront = front.storefront;
        for listing in &front.catalog.products {
            let file = format!("products/{}/{}", listing.product.slug, file_name("index", storefront));
            files.insert(file.clone(), product_page(&file, fronts, *front, listing)?);
        }
        for category in &front.catalog.categories {
            shelves::generate(&mut files, fronts, *front, category)?;
        }
        if storefront.is_default {
            views(&mut files, front.catalog)?;
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

/// Addresses in the storefronts that do not have a page: they lead to the default's, because a cart may hold
/// what the language it is shown in has no words for.
pub(super) fn aliases(
    fronts: &[Front<'_>],
    storefront: &Storefront,
    absent: &[&str],
    path: &str,
) -> Vec<String> {
    let lacking = fronts.iter().filter(|front| absent.contains(&front.storefront.locale.as_str()));
    let prefixes = lacking.map(|front| front.storefront.prefix()).filter(|_| storefront.is_default);
    prefixes.map(|prefix| format!("{prefix}/{}", path.trim_end_matches('/'))).collect()
}

/// The 3D views: without words and prices of their own, so one serves all storefronts.
fn views(files: &mut Files, catalog: &Catalog) -> Result<(), SiteError> {
    for listing in &catalog.products {
        let Some(model) = &listing.model else { continue };
        let file = format!("view/{}/index.md", listing.product.slug);
        let page = Page {
            title: &listing.product.title,
            description: None,
            date: None,
            template: "view.html",
            aliases: Vec::new(),
            extra: ViewExtra { model: format!("models/{model}.glb") },
        };
        files.insert(file.clone(), written(&file, &page, "")?);
    }
    Ok(())
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
    fronts: &[Front<'_>],
    front: Front<'_>,
    listing: &Listing,
) -> Result<String, SiteError> {
    let Front { storefront, catalog, terms, words, .. } = front;
    let product = &listing.product;
    let range = price_range(storefront, listing);
    let category = catalog.categories.iter().find(|category| category.slug == product.category);
    let absent = without(fronts, |other| other.catalog.listing(product.slug.as_str()).is_some());
    let extra = ProductExtra {
        slug: &product.slug,
        category: &product.category,
        category_name: category.map_or("", |category| &category.name),
        brand: brand(catalog, listing),
        price_varies: range.is_some_and(|(least, most)| least != most),
        image: first_picture(product),
        alt: listing.alts.first().map_or("", String::as_str),
        details: &listing.details,
        related: cards(front, listing.related.iter().map(Slug::as_str)),
        options: product
            .options
            .iter()
            .map(|option| OptionExtra { name: &option.name, values: &option.values })
            .collect(),
        legend: legend(words, &product.options),
        combinations: combinations(product.options.get(1..).unwrap_or_default()),
        variants: variants(storefront, terms, listing),
        properties: properties(front, listing),
        view: listing.model.as_deref(),
        absent: &absent,
    };
    let former = listing.former_slugs.iter();
    let mut leading_here: Vec<String> =
        former.map(|slug| format!("{}/products/{slug}", storefront.prefix())).collect();
    leading_here.extend(aliases(fronts, storefront, &absent, &format!("products/{}", product.slug)));
    let page = Page {
        title: &product.title,
        description: Some(&product.description),
        date: Some(listing.date),
        template: "product.html",
        aliases: leading_here,
        extra,
    };
    written(file, &page, &listing.text)
}

/// The words beside every price that the law asks for.
pub(super) fn tax_note<'w>(words: &'w Words, terms: &Terms) -> &'w str {
    words.text(match terms.market.tax_mode {
        TaxMode::Inclusive => "tax-note-inclusive",
        TaxMode::Exclusive => "tax-note-exclusive",
    })
}

/// What is chosen, as one text: `Color and size`.
fn legend(words: &Words, options: &[ProductOption]) -> String {
    let within = |option: &ProductOption| words.within(&option.name);
    match options {
        [] => String::new(),
        [only] => only.name.clone(),
        [first, second] => words.filled("choice-two", &[("first", &first.name), ("second", &within(second))]),
        [first, second, third, ..] => {
            let places = [("first", &*first.name), ("second", &within(second)), ("third", &within(third))];
            words.filled("choice-three", &places)
        }
    }
}

fn properties<'p>(front: Front<'_>, listing: &'p Listing) -> Vec<PropertyExtra<'p>> {
    let shown = |property: &'p ProductProperty| {
        let ProductProperty { id, name, length_max, prices } = property;
        let price = front.storefront.shown(*prices.get(&front.storefront.currency)?);
        let hint = front.words.counted("product-characters", usize::try_from(*length_max).ok()?);
        Some(PropertyExtra { id: id.as_str(), name, length_max: *length_max, hint, price })
    };
    listing.product.properties.iter().filter_map(shown).collect()
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
                options: &variant.choice,
                price: storefront.shown(*price),
                price_plain: price.plain(),
                image: &variant.image,
                alt,
                delivery: delivery(terms, variant.weight_g, *price)
                    .map(|option| (option.price.plain(), option.days_min, option.days_max)),
            })
        })
        .collect()
}

/// The cheapest way to send a parcel with one of these to the market's first country.
pub(super) fn delivery(terms: &Terms, weight_g: u64, price: Money) -> Option<DeliveryOption> {
    let country = terms.market.countries.first()?;
    let options = shipping::options(&terms.zones, country, weight_g, price);
    options.into_iter().find(|option| option.kind == DeliveryKind::Delivery)
}
