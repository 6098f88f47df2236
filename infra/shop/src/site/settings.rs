//! Zola's settings: those of `site/config.toml`, a language per locale with what its templates say, and what
//! every template sees beside its page.

use super::content::tax_note;
use super::find::Find;
use super::front::Front;
use super::texts::Texts;
use super::{SiteError, bad};
use crate::catalog::Category;
use domain::money::Money;
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use toml::{Table, Value};

const FILE: &str = "site/config.toml";

/// The list of all pages for search engines; a feed among the others in `feed_filenames`.
const SITEMAP: &str = "sitemap.xml";

/// What every template sees beside its page.
#[derive(Serialize)]
struct Extra<'p> {
    /// What is for sale where, for the switcher and for search engines.
    locales: Vec<LocaleLink<'p>>,
    /// What belongs to one locale.
    of: BTreeMap<&'p str, LocaleExtra<'p>>,
}

#[derive(Serialize)]
struct LocaleLink<'p> {
    code: &'p str,
    name: &'p str,
    prefix: String,
    language: &'static str,
}

#[derive(Serialize)]
struct LocaleExtra<'p> {
    prefix: String,
    language: &'static str,
    direction: &'static str,
    name: &'p str,
    market: &'p str,
    currency: &'p str,
    /// The market's first country: feeds and search engines are told what delivery costs there.
    country: &'p str,
    decimals: u32,
    tax_note: &'p str,
    /// From which worth on delivery is free to every country of the market.
    #[serde(skip_serializing_if = "Option::is_none")]
    free_over: Option<String>,
    shop: ShopExtra<'p>,
    facets: &'p Find<'p>,
    categories: Vec<CategoryLink<'p>>,
    /// What scripts say, as JSON.
    texts: String,
}

#[derive(Serialize)]
struct ShopExtra<'p> {
    name: &'p str,
    tagline: &'p str,
    company: &'p [String],
    contact_mail: &'p str,
    pickup_address: &'p [String],
}

/// A category as every page links to it.
#[derive(Serialize)]
struct CategoryLink<'p> {
    #[serde(flatten)]
    category: &'p Category,
    count: usize,
}

/// The settings of this shop.
pub(super) fn settings(root: &Path, fronts: &[Front<'_>], texts: &Texts) -> Result<String, SiteError> {
    let path = root.join(FILE);
    let text = super::at(&path, fs::read_to_string(&path))?;
    let mut config: Table = text.parse().map_err(|error| super::pages::broken(FILE, &text, 0, &error))?;
    let failed = |source| SiteError::Toml { file: FILE.to_owned(), source };
    // What is made for the default language is made for the others, too; but of all pages there is one map.
    let feeds: Table = config
        .iter()
        .filter(|(name, _)| matches!(name.as_str(), "generate_feeds" | "feed_filenames"))
        .map(|(name, value)| (name.clone(), without_map(value)))
        .collect();
    let mut languages = Table::new();
    for Front { storefront, words, catalog, .. } in fronts {
        let said = Value::try_from(texts.of_templates(words)).map_err(failed)?;
        if storefront.is_default {
            config.insert("default_language".to_owned(), storefront.locale.as_str().into());
            config.insert("title".to_owned(), catalog.seller.profile.name.clone().into());
            config.insert("translations".to_owned(), said);
        } else {
            let mut language = feeds.clone();
            language.insert("translations".to_owned(), said);
            languages.insert(storefront.locale.to_string(), language.into());
        }
    }
    config.insert("languages".to_owned(), languages.into());
    config.insert("extra".to_owned(), Value::try_from(extra(fronts, texts)?).map_err(failed)?);
    toml::to_string(&config).map_err(failed)
}

/// The names of the feeds but for the sitemap, which has the pages of all languages.
fn without_map(names: &Value) -> Value {
    let others = |names: &Vec<Value>| {
        names.iter().filter(|name| name.as_str() != Some(SITEMAP)).cloned().collect::<Vec<_>>().into()
    };
    names.as_array().map_or_else(|| names.clone(), others)
}

fn extra<'p>(fronts: &[Front<'p>], texts: &Texts) -> Result<Extra<'p>, SiteError> {
    let link = |front: &Front<'p>| LocaleLink {
        code: front.storefront.locale.as_str(),
        name: &front.storefront.name,
        prefix: front.storefront.prefix(),
        language: front.storefront.language().tag(),
    };
    let of = fronts.iter().map(|front| Ok((front.storefront.locale.as_str(), of_locale(*front, texts)?)));
    Ok(Extra { locales: fronts.iter().map(link).collect(), of: of.collect::<Result<_, SiteError>>()? })
}

fn of_locale<'p>(front: Front<'p>, texts: &Texts) -> Result<LocaleExtra<'p>, SiteError> {
    let Front { storefront, catalog, terms, words, find, .. } = front;
    let profile = &catalog.seller.profile;
    let said = texts.of_scripts(words).map_err(|error| bad("site/texts", 1, error.to_string()))?;
    Ok(LocaleExtra {
        prefix: storefront.prefix(),
        language: storefront.language().tag(),
        direction: storefront.language().direction().attribute(),
        name: &storefront.name,
        market: storefront.market.as_str(),
        currency: storefront.currency.code(),
        country: terms.market.countries.first().map_or("", |country| country.as_str()),
        decimals: storefront.currency.exponent(),
        tax_note: tax_note(words, terms),
        free_over: free_over(front),
        shop: ShopExtra {
            name: &profile.name,
            tagline: &catalog.seller.tagline,
            company: &profile.company,
            contact_mail: &profile.contact_mail,
            pickup_address: &profile.pickup_address,
        },
        facets: find,
        categories: catalog.categories.iter().map(|category| category_link(front, category)).collect(),
        texts: said,
    })
}

fn free_over(front: Front<'_>) -> Option<String> {
    let zones = front.terms.zones.iter();
    let least: Option<Vec<Money>> =
        zones.map(|zone| zone.methods.iter().find_map(|method| method.free_over)).collect();
    let most = least?.into_iter().max_by_key(|worth| worth.amount_minor)?;
    Some(front.words.filled("product-free-from", &[("amount", &front.storefront.shown(most))]))
}

fn category_link<'p>(front: Front<'p>, category: &'p Category) -> CategoryLink<'p> {
    let own = front.catalog.products.iter().filter(|listing| listing.product.category == category.slug);
    CategoryLink { category, count: own.count() }
}
