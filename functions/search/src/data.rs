//! The search data that the site build wrote beside the page shell: read once per locale, kept with their index.

use crate::rank::Index;
use domain::ids::{Locale, Sku};
use serde::Deserialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Why a locale cannot be searched.
#[derive(Debug, thiserror::Error)]
#[error("{path}: {why}")]
pub struct DataError {
    path: PathBuf,
    why: String,
}

/// `search.json`: one list per property, a product is its place in them.
#[derive(Debug, Default, Deserialize)]
struct Columns {
    decimals: u32,
    categories: Vec<Category>,
    facets: Vec<Facet>,
    titles: Vec<String>,
    slugs: Vec<String>,
    pictures: Vec<String>,
    prices: Vec<String>,
    most: Vec<String>,
    category: Vec<usize>,
    choices: Vec<Vec<Vec<usize>>>,
}

/// A category of the shop.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Category {
    /// Its name in addresses.
    pub slug: String,
    /// Its name for people.
    pub name: String,
}

/// What products can be narrowed down by.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Facet {
    /// Its name in addresses.
    pub key: String,
    /// Its name for people.
    pub name: String,
    /// Its values, in the order they are shown.
    pub values: Vec<String>,
}

/// A product as it is found and shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Its name in addresses.
    pub slug: String,
    /// Its name.
    pub title: String,
    /// The name of its picture.
    pub picture: String,
    /// The least that a variant costs, as it is shown.
    pub price: String,
    /// The most that a variant costs, where that is more.
    pub price_most: Option<String>,
    /// Its category's place.
    pub category: usize,
    /// Per facet, its values.
    pub choices: Vec<Vec<String>>,
    /// Its variants.
    pub skus: Vec<Sku>,
}

/// Everything of a locale that is searched.
#[derive(Debug)]
pub struct Data {
    /// Decimals of the currency.
    pub decimals: u32,
    /// The categories in the shop's order.
    pub categories: Vec<Category>,
    /// The facets in the shop's order.
    pub facets: Vec<Facet>,
    /// The products, newest first.
    pub products: Vec<Product>,
    /// Their words.
    pub index: Index,
}

/// The data of all locales, from a folder laid out as the site is.
#[derive(Debug)]
pub struct Library {
    folder: PathBuf,
    read: Mutex<BTreeMap<Locale, Arc<Data>>>,
}

impl Library {
    /// The data under this folder.
    pub fn in_folder(folder: &Path) -> Self {
        Self { folder: folder.to_owned(), read: Mutex::new(BTreeMap::new()) }
    }

    /// The data of a locale; `prefix` is where its static pages are.
    ///
    /// # Errors
    /// [`DataError`] when the site build did not leave them there.
    pub fn of(&self, locale: &Locale, prefix: &str) -> Result<Arc<Data>, DataError> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(data) = read.get(locale) {
            return Ok(data.clone());
        }
        let folder = self.folder.join(prefix.trim_start_matches('/'));
        let columns: Columns = file(&folder.join("search.json"))?;
        let skus: Vec<Vec<Sku>> = file(&folder.join("skus.json"))?;
        let data = Arc::new(Data::from_columns(columns, skus));
        read.insert(locale.clone(), data.clone());
        Ok(data)
    }
}

fn file<T: serde::de::DeserializeOwned>(path: &Path) -> Result<T, DataError> {
    let failed = |why: String| DataError { path: path.to_owned(), why };
    let text = fs::read_to_string(path).map_err(|error| failed(error.to_string()))?;
    serde_json::from_str(&text).map_err(|error| failed(error.to_string()))
}

impl Data {
    fn from_columns(columns: Columns, skus: Vec<Vec<Sku>>) -> Self {
        let at = |list: &[String], place: usize| list.get(place).cloned().unwrap_or_default();
        let mut skus = skus.into_iter();
        let products: Vec<Product> = (0..columns.titles.len())
            .map(|id| {
                let title = at(&columns.titles, id);
                let slug = Some(at(&columns.slugs, id)).filter(|slug| !slug.is_empty());
                let slug = slug.unwrap_or_else(|| as_slug(&title));
                let picture = at(&columns.pictures, id);
                let choices = columns.choices.get(id).into_iter().flatten().zip(&columns.facets);
                Product {
                    picture: if picture.starts_with('-') { format!("{slug}{picture}") } else { picture },
                    price: at(&columns.prices, id),
                    price_most: Some(at(&columns.most, id)).filter(|most| !most.is_empty()),
                    category: columns.category.get(id).copied().unwrap_or_default(),
                    choices: choices
                        .map(|(values, facet)| {
                            values.iter().filter_map(|at| facet.values.get(*at).cloned()).collect()
                        })
                        .collect(),
                    skus: skus.next().unwrap_or_default(),
                    slug,
                    title,
                }
            })
            .collect();
        let index = Index::of(products.iter().map(|product| {
            let category = columns.categories.get(product.category);
            let kind = category.map_or("", |category| &category.name).to_owned();
            [product.title.clone(), kind, product.choices.concat().join(" ")]
        }));
        let Columns { decimals, categories, facets, .. } = columns;
        Self { decimals, categories, facets, products, index }
    }
}

/// The address that follows from a title; the site generator leaves it out where it is the right one.
fn as_slug(title: &str) -> String {
    let lower = title.to_lowercase();
    let words = lower.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

/// A price to compare by: its digits, so whole minor units. The text itself is what is shown.
pub fn minor(price: &str) -> u64 {
    let digits: String = price.chars().filter(char::is_ascii_digit).collect();
    digits.parse().unwrap_or_default()
}
