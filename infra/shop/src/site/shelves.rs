//! The pages of the categories: so many products on each, newest first, and what they can be narrowed by.

use super::SiteError;
use super::card::{Card, card, price_range};
use super::content::{Files, Page, aliases, file_name, written};
use super::find::Shown;
use super::front::{Front, without};
use crate::catalog::{Catalog, Category, Listing};
use domain::ids::Slug;
use serde::Serialize;

/// Products on a page of a category. The function `search` and `site/scripts` show as many.
const ON_A_PAGE: usize = 24;

#[derive(Serialize)]
struct CategoryExtra<'p> {
    slug: &'p Slug,
    name: &'p str,
    description: &'p str,
    image: &'p str,
    locale: &'p str,
    market: &'p str,
    /// How many products there are on all pages, with their noun.
    count_text: &'p str,
    /// The same with the highest price, so that nobody filters in vain.
    up_to: String,
    page: usize,
    pages: usize,
    facets: &'p [Shown<'p>],
    cards: Vec<Card<'p>>,
    /// The locales that do not have this page.
    #[serde(skip_serializing_if = "<[&str]>::is_empty")]
    absent: &'p [&'p str],
}

/// The pages of a category in a storefront: `index.md`, and `page/2/index.md` where one is not enough.
pub(super) fn generate(
    files: &mut Files,
    fronts: &[Front<'_>],
    front: Front<'_>,
    category: &Category,
) -> Result<(), SiteError> {
    let Front { storefront, catalog, words, .. } = front;
    let own = of_category(catalog, &category.slug);
    let facets = front.find.shown(catalog, &own);
    let most = own.iter().filter_map(|listing| price_range(storefront, listing)).map(|(_, most)| most);
    let most = most.max_by_key(|price| price.amount_minor).map(|price| storefront.shown(price));
    let count_text = words.counted("products-count", own.len());
    let places = [("products", count_text.as_str()), ("price", &most.unwrap_or_default())];
    let pages = pages(own.len());
    for page in 1..=pages {
        let shelf = own.iter().skip((page - 1) * ON_A_PAGE).take(ON_A_PAGE);
        let has = |other: &Front<'_>| {
            let sold = other.catalog.categories.iter().any(|shown| shown.slug == category.slug);
            sold && page <= self::pages(of_category(other.catalog, &category.slug).len())
        };
        let absent = without(fronts, has);
        let extra = CategoryExtra {
            slug: &category.slug,
            name: &category.name,
            description: &category.description,
            image: &category.image,
            locale: storefront.locale.as_str(),
            market: storefront.market.as_str(),
            count_text: &count_text,
            up_to: words.filled("filter-up-to", &places),
            page,
            pages,
            facets: &facets,
            cards: shelf.map(|listing| card(front, listing)).collect(),
            absent: &absent,
        };
        let number = page.to_string();
        let title = match page {
            1 => category.name.clone(),
            _ => words.filled("category-page-title", &[("name", &category.name), ("page", &number)]),
        };
        let path = format!(
            "categories/{}/{}",
            category.slug,
            if page == 1 { String::new() } else { format!("page/{page}/") }
        );
        let page_of_site = Page {
            title: &title,
            description: Some(&category.description),
            date: None,
            template: "category.html",
            aliases: aliases(fronts, storefront, &absent, &path),
            extra,
        };
        let file = format!("{path}{}", file_name("index", storefront));
        files.insert(file.clone(), written(&file, &page_of_site, "")?);
    }
    Ok(())
}

fn of_category<'c>(catalog: &'c Catalog, category: &Slug) -> Vec<&'c Listing> {
    catalog.products.iter().filter(|listing| listing.product.category == *category).collect()
}

fn pages(products: usize) -> usize {
    products.div_ceil(ON_A_PAGE).max(1)
}
