//! What a card of a grid shows of a product, so that no template has to look into another page.

use super::find::first_picture;
use super::front::Front;
use crate::catalog::{Listing, Storefront};
use domain::ids::Slug;
use domain::money::Money;
use serde::Serialize;

/// A product in a grid.
#[derive(Debug, Serialize)]
pub(super) struct Card<'p> {
    slug: &'p Slug,
    title: &'p str,
    image: &'p str,
    price_from: String,
    price_varies: bool,
    skus: String,
    note: String,
}

/// What the variants of a product cost, from the least to the most.
pub(super) fn price_range(storefront: &Storefront, listing: &Listing) -> Option<(Money, Money)> {
    let prices =
        listing.product.variants.iter().filter_map(|variant| variant.prices.get(&storefront.currency));
    let least = prices.clone().min_by_key(|price| price.amount_minor)?;
    let most = prices.max_by_key(|price| price.amount_minor)?;
    Some((*least, *most))
}

/// The card of a product in a storefront.
pub(super) fn card<'p>(front: Front<'p>, listing: &'p Listing) -> Card<'p> {
    let storefront = front.storefront;
    let product = &listing.product;
    let range = price_range(storefront, listing);
    let skus: Vec<&str> = product.variants.iter().map(|variant| variant.sku.as_str()).collect();
    Card {
        slug: &product.slug,
        title: &product.title,
        image: first_picture(product),
        price_from: range.map(|(least, _)| storefront.shown(least)).unwrap_or_default(),
        price_varies: range.is_some_and(|(least, most)| least != most),
        skus: skus.join(","),
        note: product
            .options
            .first()
            .map(|option| option.values.join(front.words.text("list-comma")))
            .unwrap_or_default(),
    }
}

/// The cards of these products, in this order; what is not sold is left out.
pub(super) fn cards<'p>(front: Front<'p>, slugs: impl IntoIterator<Item = &'p str>) -> Vec<Card<'p>> {
    let listings = slugs.into_iter().filter_map(|slug| front.catalog.listing(slug));
    listings.map(|listing| card(front, listing)).collect()
}
