//! What is asked for: words, and what the products are narrowed down to.

use crate::data::{Data, Product, minor};
use crate::fold::fold;
use edge::{Request, request};
use std::collections::BTreeMap;

/// The longest text that is looked for, in characters; the field on the page takes as many.
const QUERY_MAX: usize = 80;

/// A search as its address says it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Wish {
    /// The words.
    pub query: String,
    /// A category's slug.
    pub category: String,
    /// Per facet, which of its values are wanted; any of them will do.
    pub chosen: BTreeMap<String, Vec<String>>,
    /// The least and the most that a product may cost, in whole units of the currency.
    pub least: Option<u64>,
    /// See `least`.
    pub most: Option<u64>,
    /// Whether only what is left is wanted.
    pub in_stock: bool,
    /// The order: empty, `price-up`, `price-down` or `name`.
    pub sort: String,
    /// Which page of the result, from 1.
    pub page: usize,
}

/// Reads a wish. What cannot be read is not wished for: an address that somebody changed still shows something.
pub fn parse(request: &Request, data: &Data) -> Wish {
    let text = |name: &str| request::query(request, name).unwrap_or_default();
    let number = |name: &str| text(name).trim().parse::<u64>().ok();
    let values = |key: &str| request::query_all(request, key);
    Wish {
        query: text("q").trim().chars().take(QUERY_MAX).collect(),
        category: text("category"),
        chosen: data
            .facets
            .iter()
            .map(|facet| (facet.key.clone(), values(&facet.key)))
            .filter(|(_, values)| !values.is_empty())
            .collect(),
        least: number("min"),
        most: number("max"),
        in_stock: !text("stock").is_empty(),
        sort: text("sort"),
        page: number("page").and_then(|page| usize::try_from(page).ok()).unwrap_or(1).max(1),
    }
}

impl Wish {
    /// Whether a product fits in everything but one facet.
    pub fn fits(&self, data: &Data, product: &Product, apart: Option<&str>) -> bool {
        let in_minor = |units: u64| units.saturating_mul(10u64.saturating_pow(data.decimals));
        let category = data.categories.get(product.category).map_or("", |category| &category.slug);
        let most = minor(product.price_most.as_ref().unwrap_or(&product.price));
        (self.category.is_empty() || self.category == category)
            && self.least.is_none_or(|least| most >= in_minor(least))
            && self.most.is_none_or(|limit| minor(&product.price) <= in_minor(limit))
            && data.facets.iter().zip(&product.choices).all(|(facet, has)| {
                let wanted = self.chosen.get(&facet.key).filter(|_| apart != Some(facet.key.as_str()));
                wanted.is_none_or(|wanted| has.iter().any(|value| wanted.contains(value)))
            })
    }

    /// The products that fit, in the wished order.
    pub fn narrowed<'d>(&self, data: &'d Data, products: &[&'d Product]) -> Vec<&'d Product> {
        let mut found: Vec<&Product> =
            products.iter().copied().filter(|product| self.fits(data, product, None)).collect();
        match self.sort.as_str() {
            "price-up" => found.sort_by_key(|product| minor(&product.price)),
            "price-down" => found.sort_by_key(|product| {
                std::cmp::Reverse(minor(product.price_most.as_ref().unwrap_or(&product.price)))
            }),
            "name" => found.sort_by_key(|product| fold(&product.title)),
            _ => {}
        }
        found
    }

    /// How many products each value of a facet would show, all else staying as it is.
    pub fn count(&self, data: &Data, products: &[&Product], place: usize, value: &str) -> usize {
        let key = data.facets.get(place).map(|facet| facet.key.as_str());
        let has = |product: &Product| {
            product.choices.get(place).is_some_and(|values| values.iter().any(|other| other == value))
        };
        products.iter().filter(|product| has(product) && self.fits(data, product, key)).count()
    }
}
