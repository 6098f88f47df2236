//! Every build is compared with the catalogue before it is shown: page, structured data, feeds and search data
//! say what each SKU costs in their market, and say the same. `/offers` and the checkout sell from the same
//! catalogue; the browser tests compare them with the pages.

use super::card::price_range;
use super::{SiteError, at, front};
use crate::catalog::{Catalog, Storefront};
use domain::money::Money;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// What something says that each SKU (or product) costs.
type Prices = BTreeMap<String, String>;

/// Compares the built site in this folder with the catalogue.
pub(super) fn check(catalog: &Catalog, public: &Path) -> Result<(), SiteError> {
    let catalogs = front::catalogs(catalog);
    for storefront in &catalog.storefronts {
        let Some(catalog) = catalogs.get(&storefront.language()) else { continue };
        let folder = public.join(storefront.prefix().trim_start_matches('/'));
        let mut shown = sold(catalog, storefront, |price| storefront.shown(price));
        shown.extend(written_on(catalog, storefront));
        let plain = sold(catalog, storefront, Money::plain);
        let mut on_pages = Prices::new();
        let mut in_data = Prices::new();
        for listing in &catalog.products {
            let file = folder.join(format!("products/{}/index.html", listing.product.slug));
            let html = at(&file, fs::read_to_string(&file))?;
            on_pages.extend(page(&html));
            in_data.extend(structured(&html, storefront.currency.code()));
        }
        same(&folder.join("products"), &on_pages, &shown)?;
        same(&folder.join("products"), &in_data, &plain)?;
        let merchant = folder.join("merchant.xml");
        let text = at(&merchant, fs::read_to_string(&merchant))?;
        same(&merchant, &merchant_feed(&text, storefront.currency.code()), &plain)?;
        let feed = folder.join("feed.json");
        same(&feed, &json_feed(&json(&feed)?), &plain)?;
        let search = folder.join("search.json");
        same(&search, &search_data(&json(&search)?), &from_prices(catalog, storefront))?;
    }
    Ok(())
}

/// What each SKU is sold for in a storefront.
fn sold(catalog: &Catalog, storefront: &Storefront, written: impl Fn(Money) -> String) -> Prices {
    let variants = catalog.products.iter().flat_map(|listing| &listing.product.variants);
    let priced = variants.filter_map(|variant| Some((variant, *variant.prices.get(&storefront.currency)?)));
    priced.map(|(variant, price)| (variant.sku.to_string(), written(price))).collect()
}

/// What each property adds in a storefront, as pages name it: `atelier-lamp/engraving`.
fn written_on(catalog: &Catalog, storefront: &Storefront) -> Prices {
    let all = catalog.products.iter().flat_map(|listing| {
        listing.product.properties.iter().map(move |property| (&listing.product.slug, property))
    });
    let priced = all.filter_map(|(slug, property)| {
        let price = property.prices.get(&storefront.currency)?;
        Some((format!("{slug}/{}", property.id), storefront.shown(*price)))
    });
    priced.collect()
}

/// What each product costs at least, by its title.
fn from_prices(catalog: &Catalog, storefront: &Storefront) -> Prices {
    let priced = catalog.products.iter().filter_map(|listing| {
        let (least, _) = price_range(storefront, listing)?;
        Some((listing.product.title.clone(), storefront.shown(least)))
    });
    priced.collect()
}

fn same(place: &Path, found: &Prices, wanted: &Prices) -> Result<(), SiteError> {
    let skus = found.keys().chain(wanted.keys());
    let differs = skus.into_iter().find(|sku| found.get(*sku) != wanted.get(*sku));
    differs.map_or(Ok(()), |sku| {
        let said = |prices: &Prices| prices.get(sku).cloned().unwrap_or_else(|| "nothing".to_owned());
        Err(SiteError::OtherPrice {
            place: place.to_path_buf(),
            what: sku.clone(),
            found: said(found),
            sold: said(wanted),
        })
    })
}

/// The text between two marks, and what follows it.
fn between<'t>(text: &'t str, before: &str, after: &str) -> Option<(&'t str, &'t str)> {
    text.split_once(before)?.1.split_once(after)
}

/// The prices that shoppers read on a product's page.
fn page(html: &str) -> Prices {
    let priced = html.split(" data-price=\"").skip(1).filter_map(|rest| {
        let (sku, rest) = rest.split_once('"')?;
        Some((sku.to_owned(), between(rest, ">", "<")?.0.to_owned()))
    });
    priced.collect()
}

/// The prices that search engines read on it, in this currency.
fn structured(html: &str, currency: &str) -> Prices {
    let scripts = html.split("<script type=\"application/ld+json\">").skip(1);
    let read = scripts.filter_map(|rest| serde_json::from_str(rest.split_once("</script>")?.0).ok());
    let things = read.flat_map(|data: Value| items(data.get("@graph")));
    let variants = things.flat_map(|thing| items(thing.get("hasVariant")));
    let priced = variants.filter_map(|variant| {
        let offer = variant.get("offers").filter(|offer| offer["priceCurrency"] == currency)?;
        Some((text(&variant, "sku")?, text(offer, "price")?))
    });
    priced.collect()
}

fn items(list: Option<&Value>) -> Vec<Value> {
    list.and_then(Value::as_array).cloned().unwrap_or_default()
}

fn text(of: &Value, name: &str) -> Option<String> {
    of.get(name)?.as_str().map(str::to_owned)
}

fn merchant_feed(xml: &str, currency: &str) -> Prices {
    let priced = xml.split("<item>").skip(1).filter_map(|item| {
        let (sku, rest) = between(item, "<g:id>", "</g:id>")?;
        let (price, _) = between(rest, "<g:price>", "</g:price>")?;
        let (amount, unit) = price.split_once(' ')?;
        (unit == currency).then(|| (sku.to_owned(), amount.to_owned()))
    });
    priced.collect()
}

fn json_feed(feed: &Value) -> Prices {
    let variants = items(feed.get("items")).into_iter().flat_map(|item| items(item["_shop"].get("variants")));
    variants.filter_map(|variant| Some((text(&variant, "sku")?, text(&variant, "price")?))).collect()
}

fn search_data(data: &Value) -> Prices {
    let column = |name: &str| items(data.get(name)).into_iter();
    let named = column("titles").zip(column("prices"));
    named
        .filter_map(|(title, price)| Some((title.as_str()?.to_owned(), price.as_str()?.to_owned())))
        .collect()
}

fn json(path: &PathBuf) -> Result<Value, SiteError> {
    let text = at(path, fs::read_to_string(path))?;
    at(path, serde_json::from_str(&text).map_err(std::io::Error::from))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prices(of: &[(&str, &str)]) -> Prices {
        of.iter().map(|(sku, price)| ((*sku).to_owned(), (*price).to_owned())).collect()
    }

    #[test]
    fn prices_are_read_where_shoppers_and_machines_read_them() {
        let html = r#"<p class="price" data-price="MUG">€24.00</p><p data-price="BOWL">€9.00</p>
            <script type="application/ld+json">{"@graph":[{"hasVariant":[{"sku":"MUG","offers":{"price":"24.00",
            "priceCurrency":"EUR"}}]}]}</script>"#;
        assert_eq!(page(html), prices(&[("BOWL", "€9.00"), ("MUG", "€24.00")]));
        assert_eq!(structured(html, "EUR"), prices(&[("MUG", "24.00")]));
        assert_eq!(structured(html, "GBP"), prices(&[]));
        let xml = "<item><g:id>MUG</g:id><g:price>24.00 EUR</g:price></item>";
        assert_eq!(merchant_feed(xml, "EUR"), prices(&[("MUG", "24.00")]));
    }

    #[test]
    fn a_price_that_differs_or_is_missing_stops_the_build() {
        let sold = prices(&[("BOWL", "9.00"), ("MUG", "24.00")]);
        let place = Path::new("feed.json");
        assert!(same(place, &sold, &sold).is_ok());
        let error =
            same(place, &prices(&[("BOWL", "9.00"), ("MUG", "23.00")]), &sold).unwrap_err().to_string();
        assert_eq!(error, "feed.json says that MUG costs 23.00, and it is sold for 24.00");
        let error = same(place, &prices(&[("BOWL", "9.00")]), &sold).unwrap_err().to_string();
        assert_eq!(error, "feed.json says that MUG costs nothing, and it is sold for 24.00");
    }
}
