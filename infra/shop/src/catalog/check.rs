//! What one file says must agree with the others: categories, tax rates, zones, SKUs, related products and,
//! last of all, pictures.

use super::Files;
use super::problem::Problems;
use domain::ids::{Sku, Slug, TaxCategory};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The categories' file.
pub(super) const CATEGORIES: &str = "site/data/categories.toml";
/// The markets' file.
pub(super) const MARKETS: &str = "site/data/markets.toml";
/// The delivery tables' file.
pub(super) const SHIPPING: &str = "site/data/shipping.toml";
/// The tax rates' file.
pub(super) const TAX: &str = "site/data/tax.toml";
/// Where pictures are.
const PICTURES: &str = "site/static/pictures";
/// Where 3D models are.
const MODELS: &str = "site/static/models";

/// Says where files do not agree.
pub(super) fn check(root: &Path, files: &Files, problems: &Problems) {
    check_categories(files, problems);
    check_skus(files, problems);
    check_related(files, problems);
    check_former_slugs(files, problems);
    check_tax(files, problems);
    check_zones(files, problems);
    check_pictures(root, files, problems);
    check_models(root, files, problems);
}

fn check_categories(files: &Files, problems: &Problems) {
    let known: BTreeSet<_> = files.categories.iter().map(|read| &read.category.slug).collect();
    for file in &files.products {
        let category = &file.listing.product.category;
        if !known.contains(category) {
            problems.say(
                &file.file,
                file.category_line,
                format!("there is no category {category} in {CATEGORIES}"),
            );
        }
        let own = files.categories.iter().find(|read| read.category.slug == *category);
        for language in file.listing.words.keys() {
            if own.is_some_and(|read| !read.category.words.contains_key(language)) {
                let tag = language.tag();
                let what = format!("the category {category} has no words in `{tag}`, and a product has");
                problems.say(&file.file, file.category_line, what);
            }
        }
    }
}

fn check_skus(files: &Files, problems: &Problems) {
    let mut seen: BTreeMap<&Sku, String> = BTreeMap::new();
    for file in &files.products {
        for sku in &file.skus {
            let place = format!("{}:{}", file.file, sku.line);
            match seen.get(&sku.value) {
                Some(first) => {
                    problems.say(
                        &file.file,
                        sku.line,
                        format!("the SKU {} is already at {first}", sku.value),
                    );
                }
                None => {
                    seen.insert(&sku.value, place);
                }
            }
        }
    }
}

fn check_related(files: &Files, problems: &Problems) {
    let known: BTreeSet<_> = files.products.iter().map(|file| &file.listing.product.slug).collect();
    for file in &files.products {
        for related in &file.related {
            let slug = &related.value;
            if *slug == file.listing.product.slug {
                problems.say(&file.file, related.line, format!("{slug} is related to itself"));
            } else if !known.contains(slug) {
                problems.say(&file.file, related.line, format!("there is no product {slug}"));
            }
        }
    }
}

/// An old address may lead to one product only, and not be the address of another.
fn check_former_slugs(files: &Files, problems: &Problems) {
    let mut taken: BTreeMap<&Slug, &str> =
        files.products.iter().map(|file| (&file.listing.product.slug, file.file.as_str())).collect();
    for file in &files.products {
        for former in &file.former_slugs {
            if let Some(other) = taken.insert(&former.value, &file.file) {
                let what = format!("the address {} is already that of {other}", former.value);
                problems.say(&file.file, former.line, what);
            }
        }
    }
}

fn check_tax(files: &Files, problems: &Problems) {
    let Some(tax) = &files.tax else { return };
    let in_use: BTreeSet<&TaxCategory> =
        files.products.iter().map(|file| &file.listing.product.tax_category).collect();
    let known: BTreeSet<&TaxCategory> = tax.table.rates.values().flat_map(BTreeMap::keys).collect();
    for file in &files.products {
        let category = &file.listing.product.tax_category;
        if !known.contains(category) {
            let what = format!("there is no tax category {category} in {TAX}");
            problems.say(&file.file, file.tax_category_line, what);
        }
    }
    let countries = files.markets.markets.iter().flat_map(|read| &read.market.countries);
    for country in countries {
        for category in in_use.iter().filter(|category| known.contains(*category)) {
            if let Err(error) = tax.table.rate(country, category) {
                let line = tax.lines.get(country).copied().unwrap_or(tax.rates_line);
                problems.say(TAX, line, error.to_string());
            }
        }
    }
}

fn check_zones(files: &Files, problems: &Problems) {
    for read in &files.markets.markets {
        for country in &read.countries {
            let id = &read.market.id;
            let shipped = files
                .zones
                .iter()
                .any(|(market, zone)| market == id && zone.countries.contains(&country.value));
            if !shipped {
                let what = format!(
                    "nothing ships to {}: no zone of the market {id} in {SHIPPING} names it",
                    country.value
                );
                problems.say(MARKETS, country.line, what);
            }
        }
    }
}

fn check_pictures(root: &Path, files: &Files, problems: &Problems) {
    let folder = root.join(PICTURES);
    let missing = |image: &str| !folder.join(format!("{image}.webp")).is_file();
    for read in &files.categories {
        if missing(&read.category.image) {
            let what = format!("there is no picture {PICTURES}/{}.webp", read.category.image);
            problems.say(CATEGORIES, read.image_line, what);
        }
    }
    for file in &files.products {
        for image in file.images.iter().filter(|image| missing(&image.value)) {
            problems.say(
                &file.file,
                image.line,
                format!("there is no picture {PICTURES}/{}.webp", image.value),
            );
        }
    }
}

fn check_models(root: &Path, files: &Files, problems: &Problems) {
    for file in &files.products {
        let Some(model) = &file.model else { continue };
        if !root.join(MODELS).join(format!("{}.glb", model.value)).is_file() {
            problems.say(&file.file, model.line, format!("there is no model {MODELS}/{}.glb", model.value));
        }
    }
}
