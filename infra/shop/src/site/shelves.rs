//! The pages of the categories: so many products on each, newest first, and what they can be narrowed by.

use super::SiteError;
use super::card::{Card, card, price_range};
use super::content::{Files, Page, file_name, written};
use super::find::{Find, Shown};
use crate::catalog::{Catalog, Category, Listing, Storefront};
use domain::ids::Slug;
use domain::money::Money;
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
    /// How many products there are on all pages.
    count: usize,
    page: usize,
    pages: usize,
    /// The highest price, so that nobody filters in vain.
    most: String,
    facets: &'p [Shown<'p>],
    cards: Vec<Card<'p>>,
}

/// The pages of a category in a storefront: `index.md`, and `page/2/index.md` where one is not enough.
pub(super) fn generate(
    files: &mut Files,
    catalog: &Catalog,
    find: &Find<'_>,
    storefront: &Storefront,
    category: &Category,
) -> Result<(), SiteError> {
    let own: Vec<&Listing> =
        catalog.products.iter().filter(|listing| listing.product.category == category.slug).collect();
    let facets = find.shown(catalog, &own);
    let most = own.iter().filter_map(|listing| price_range(storefront, listing)).map(|(_, most)| most);
    let most = most.max_by_key(|price| price.amount_minor).map(Money::shown).unwrap_or_default();
    let pages = own.len().div_ceil(ON_A_PAGE).max(1);
    for page in 1..=pages {
        let shelf = own.iter().skip((page - 1) * ON_A_PAGE).take(ON_A_PAGE);
        let extra = CategoryExtra {
            slug: &category.slug,
            name: &category.name,
            description: &category.description,
            image: &category.image,
            locale: storefront.locale.as_str(),
            market: storefront.market.as_str(),
            count: own.len(),
            page,
            pages,
            most: most.clone(),
            facets: &facets,
            cards: shelf.map(|listing| card(storefront, listing)).collect(),
        };
        let title = match page {
            1 => category.name.clone(),
            _ => format!("{}, page {page}", category.name),
        };
        let page_of_site = Page {
            title: &title,
            description: Some(&category.description),
            date: None,
            template: "category.html",
            aliases: Vec::new(),
            extra,
        };
        let folder = if page == 1 { String::new() } else { format!("page/{page}/") };
        let file = format!("categories/{}/{folder}{}", category.slug, file_name("index", storefront));
        files.insert(file.clone(), written(&file, &page_of_site, "")?);
    }
    Ok(())
}
