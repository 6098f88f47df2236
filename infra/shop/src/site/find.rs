//! What search and filters work with: the facets of the whole shop, and what each product has of them.

use super::texts::Words;
use crate::catalog::{Catalog, Facet, Listing};
use domain::catalog::Product;
use serde::Serialize;
use std::collections::BTreeMap;

/// The facets of the shop with all their values: those of the settings, and last the brands.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(super) struct Find<'c> {
    facets: Vec<FacetValues<'c>>,
}

#[derive(Debug, Serialize)]
struct FacetValues<'c> {
    key: String,
    name: &'c str,
    values: Vec<&'c str>,
    /// The options it is made of; the brands are made of none.
    #[serde(skip)]
    options: Option<&'c [String]>,
}

/// A product in the search data: numbers point into the lists of [`Find`] and of the categories.
#[derive(Debug)]
pub(super) struct Found<'c> {
    /// Its address, where it does not follow from the title.
    pub slug: &'c str,
    /// Its picture; what follows the slug, where it begins with that.
    pub picture: &'c str,
    /// Its place among the categories.
    pub category: usize,
    /// Per facet, which of its values can be bought.
    pub choices: Vec<Vec<usize>>,
}

/// A facet as a page shows it: the values that its products have, and how many have each.
#[derive(Debug, PartialEq, Eq, Serialize)]
pub(super) struct Shown<'c> {
    key: &'c str,
    name: &'c str,
    values: Vec<ShownValue<'c>>,
}

#[derive(Debug, PartialEq, Eq, Serialize)]
struct ShownValue<'c> {
    name: &'c str,
    count: usize,
}

impl<'c> Find<'c> {
    /// The facets of this catalogue, named in its language.
    pub(super) fn of(catalog: &'c Catalog, words: &'c Words) -> Self {
        let empty = |key, name, options| FacetValues { key, name, values: Vec::new(), options };
        let of_settings =
            |facet: &'c Facet| empty(facet.key.clone(), facet.name.as_str(), Some(facet.options.as_slice()));
        let mut facets: Vec<FacetValues> = catalog.seller.facets.iter().map(of_settings).collect();
        facets.push(empty("brand".to_owned(), words.text("facet-brand"), None));
        for facet in &mut facets {
            for listing in &catalog.products {
                for value in facet.had(catalog, listing) {
                    if !facet.values.contains(&value) {
                        facet.values.push(value);
                    }
                }
            }
            facet.values.sort_by_key(|value| leading_number(value));
        }
        Self { facets }
    }

    /// A product as the search data hold it.
    pub(super) fn found(&self, catalog: &'c Catalog, listing: &'c Listing) -> Found<'c> {
        let product = &listing.product;
        let (slug, picture) = (product.slug.as_str(), first_picture(product));
        let place = |list: &[&str], text: &str| list.iter().position(|other| *other == text).unwrap_or(0);
        let category = catalog.categories.iter().position(|category| category.slug == product.category);
        let choices = |facet: &FacetValues| {
            let had = facet.had(catalog, listing);
            let mut places: Vec<usize> = had.iter().map(|value| place(&facet.values, value)).collect();
            places.sort_unstable();
            places
        };
        Found {
            slug: if slug == as_slug(&product.title) { "" } else { slug },
            picture: picture.strip_prefix(slug).filter(|rest| rest.starts_with('-')).unwrap_or(picture),
            category: category.unwrap_or(0),
            choices: self.facets.iter().map(choices).collect(),
        }
    }

    /// The facets that say something about these products.
    pub(super) fn shown(&'c self, catalog: &'c Catalog, products: &[&'c Listing]) -> Vec<Shown<'c>> {
        let shown = |facet: &'c FacetValues<'c>| {
            let mut counts: BTreeMap<&str, usize> = BTreeMap::new();
            for listing in products {
                for value in facet.had(catalog, listing) {
                    let count = counts.entry(value).or_default();
                    *count = count.saturating_add(1);
                }
            }
            let counted = |name: &&'c str| Some(ShownValue { name, count: *counts.get(name)? });
            Shown {
                key: &facet.key,
                name: facet.name,
                values: facet.values.iter().filter_map(counted).collect(),
            }
        };
        self.facets.iter().map(shown).filter(|facet| facet.values.len() > 1).collect()
    }
}

impl<'c> FacetValues<'c> {
    /// Which of its values a product has.
    fn had(&self, catalog: &'c Catalog, listing: &'c Listing) -> Vec<&'c str> {
        self.options.map_or_else(|| vec![brand(catalog, listing)], |options| made(&listing.product, options))
    }
}

/// Measures in their order; words, which have no number, stay as they came.
fn leading_number(value: &str) -> u64 {
    let digits: String = value.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_default()
}

/// Who makes a product.
pub(super) fn brand<'c>(catalog: &'c Catalog, listing: &'c Listing) -> &'c str {
    listing.brand.as_deref().unwrap_or(&catalog.seller.profile.name)
}

/// The picture that stands for a product.
pub(super) fn first_picture(product: &Product) -> &str {
    product.variants.first().map_or("", |variant| &variant.image)
}

/// The values of these options that can be bought, each once.
fn made<'p>(product: &'p Product, options: &[String]) -> Vec<&'p str> {
    let mut made = Vec::new();
    for (place, option) in product.options.iter().enumerate().filter(|(_, o)| options.contains(&o.name)) {
        let bought =
            |value: &&String| product.variants.iter().any(|variant| variant.choice.get(place) == Some(value));
        made.extend(option.values.iter().filter(bought).map(String::as_str));
    }
    made
}

/// The address that follows from a title; `site/scripts/find/data.mjs` and the function `search` do the same.
fn as_slug(title: &str) -> String {
    let lower = title.to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}
