//! What feeds, search data and the sitemap are made of: the products of each storefront in one file, and all addresses
//! in another. Zola would hand its feeds every page with all that it holds, and the sitemap once more: of ten thousand
//! products, that was more than everything else that it keeps.
//!
//! It has a list per property, because Zola takes more memory for a table than for all that is in it.

use super::card::price_range;
use super::content::{Files, delivery, file_name};
use super::find::{Found, brand, first_picture};
use super::front::Front;
use super::{SiteError, mirror};
use crate::catalog::Listing;
use serde::Serialize;
use std::path::Path;

/// Where templates find the files, with `load_data`.
pub(super) const FOLDER: &str = "listed";

/// Pages that nobody finds by searching: what functions answer in, what is shown without a network, and a part of a
/// product's page.
const NOT_SEARCHED: &[&str] = &["offline/", "shell/", "view/"];

/// What a storefront sells, newest first: in each list the same place is the same product.
#[derive(Default, Serialize)]
struct Listed<'p> {
    slugs: Vec<&'p str>,
    titles: Vec<&'p str>,
    descriptions: Vec<&'p str>,
    dates: Vec<String>,
    brands: Vec<&'p str>,
    images: Vec<&'p str>,
    /// The lowest prices, and the highest where not all variants cost the same.
    least: Vec<String>,
    most: Vec<String>,
    /// As the search data have them.
    found_slugs: Vec<&'p str>,
    found_pictures: Vec<&'p str>,
    categories: Vec<usize>,
    choices: Vec<Vec<Vec<usize>>>,
    /// Of every product a list of its variants' values.
    variants: Variants<'p>,
}

#[derive(Default, Serialize)]
struct Variants<'p> {
    skus: Vec<Vec<&'p str>>,
    labels: Vec<Vec<String>>,
    prices: Vec<Vec<String>>,
    images: Vec<Vec<&'p str>>,
    weights_g: Vec<Vec<u64>>,
    /// What the cheapest way to the market's first country costs; nothing where there is none.
    deliveries: Vec<Vec<String>>,
}

/// Writes what templates load, and nothing else, into the folder that they load it from.
pub(super) fn write(made: &Path, fronts: &[Front<'_>], pages: &Files) -> Result<(), SiteError> {
    let mut files = Files::new();
    for front in fronts {
        let name = format!("{}.json", front.storefront.locale);
        files.insert(name.clone(), json(&name, &products(*front))?);
    }
    let name = "addresses.json";
    files.insert(name.to_owned(), json(name, &addresses(fronts, pages))?);
    mirror::write_all(&made.join(FOLDER), &files)
}

fn json(name: &str, value: &impl Serialize) -> Result<String, SiteError> {
    serde_json::to_string(value)
        .map_err(|error| SiteError::File { path: Path::new(FOLDER).join(name), source: error.into() })
}

fn products(front: Front<'_>) -> Listed<'_> {
    let Front { storefront, catalog, find, .. } = front;
    let mut listed = Listed::default();
    for listing in &catalog.products {
        let product = &listing.product;
        let range = price_range(storefront, listing);
        let varies = range.filter(|(least, most)| least != most);
        let Found { slug, picture, category, choices } = find.found(catalog, listing);
        listed.slugs.push(product.slug.as_str());
        listed.titles.push(&product.title);
        listed.descriptions.push(&product.description);
        listed.dates.push(listing.date.to_string());
        listed.brands.push(brand(catalog, listing));
        listed.images.push(first_picture(product));
        listed.least.push(range.map(|(least, _)| storefront.shown(least)).unwrap_or_default());
        listed.most.push(varies.map(|(_, most)| storefront.shown(most)).unwrap_or_default());
        listed.found_slugs.push(slug);
        listed.found_pictures.push(picture);
        listed.categories.push(category);
        listed.choices.push(choices);
        listed.variants.add(front, listing);
    }
    listed
}

impl<'p> Variants<'p> {
    fn add(&mut self, front: Front<'p>, listing: &'p Listing) {
        let currency = front.storefront.currency;
        let sold = listing.product.variants.iter();
        let sold = sold.filter_map(|variant| Some((variant, *variant.prices.get(&currency)?)));
        let delivered = |weight_g, price| {
            delivery(front.terms, weight_g, price).map(|option| option.price.plain()).unwrap_or_default()
        };
        self.skus.push(sold.clone().map(|(variant, _)| variant.sku.as_str()).collect());
        self.labels.push(sold.clone().map(|(variant, _)| variant.label()).collect());
        self.prices.push(sold.clone().map(|(_, price)| price.plain()).collect());
        self.images.push(sold.clone().map(|(variant, _)| variant.image.as_str()).collect());
        self.weights_g.push(sold.clone().map(|(variant, _)| variant.weight_g).collect());
        self.deliveries.push(sold.map(|(variant, price)| delivered(variant.weight_g, price)).collect());
    }
}

/// The addresses of all pages that can be found by searching, in their order; of products with their date.
fn addresses(fronts: &[Front<'_>], pages: &Files) -> Vec<(String, Option<String>)> {
    let mut addresses = Vec::new();
    for front in fronts {
        let prefix = front.storefront.prefix();
        let (home, page) = (file_name("_index", front.storefront), file_name("index", front.storefront));
        let folders = pages.keys().filter_map(|file| {
            if *file == home {
                Some("")
            } else {
                file.strip_suffix(&page).filter(|folder| folder.ends_with('/'))
            }
        });
        for folder in folders.filter(|folder| !NOT_SEARCHED.iter().any(|other| folder.starts_with(other))) {
            let slug = folder.strip_prefix("products/").map(|rest| rest.trim_end_matches('/'));
            let listing = slug.and_then(|slug| front.catalog.listing(slug));
            addresses.push((format!("{prefix}/{folder}"), listing.map(|listing| listing.date.to_string())));
        }
    }
    addresses.sort();
    addresses
}

#[cfg(test)]
mod tests {
    use crate::catalog::Catalog;
    use crate::site::tests::{a_site, generated};
    use serde_json::Value;

    #[test]
    fn every_page_that_can_be_searched_for_has_one_address() {
        let (_folder, workspace) = a_site();
        super::super::generate(&workspace, &Catalog::read(workspace.root()).unwrap()).unwrap();
        let addresses: Vec<(String, Option<String>)> =
            serde_json::from_str(&generated(&workspace, "listed/addresses.json")).unwrap();
        let of_products = |address: &&(String, Option<String>)| address.1.is_some();
        assert_eq!(addresses.iter().filter(of_products).count(), 4, "two products in two locales");
        let others: Vec<&str> =
            addresses.iter().filter(|(_, date)| date.is_none()).map(|(path, _)| path.as_str()).collect();
        let wanted = ["/", "/about/", "/categories/ceramics/"];
        let british = ["/en-gb/", "/en-gb/about/", "/en-gb/categories/ceramics/"];
        assert_eq!(others, [wanted, british].concat());
    }

    #[test]
    fn products_are_listed_newest_first_with_what_they_cost_in_the_storefront() {
        let (_folder, workspace) = a_site();
        super::super::generate(&workspace, &Catalog::read(workspace.root()).unwrap()).unwrap();
        let listed: Value = serde_json::from_str(&generated(&workspace, "listed/en-gb.json")).unwrap();
        assert_eq!(listed["slugs"], serde_json::json!(["tea-bowl", "harbor-mug"]));
        assert_eq!(listed["variants"]["skus"].as_array().unwrap().len(), 2);
        assert!(listed["least"][1].as_str().unwrap().starts_with('£'), "{listed}");
    }
}
