//! A storefront with everything that its pages are made of, in its language.

use super::find::Find;
use super::texts::{Texts, Words};
use crate::catalog::{Catalog, Storefront};
use domain::ids::Country;
use domain::language::Language;
use domain::market::Terms;
use std::borrow::Cow;
use std::collections::BTreeMap;

/// The catalogue in every language.
pub(super) type Catalogs<'c> = BTreeMap<Language, Cow<'c, Catalog>>;

/// What is searched in every language.
pub(super) type Finds<'c> = BTreeMap<Language, Find<'c>>;

/// A storefront, in its language.
#[derive(Clone, Copy)]
pub(super) struct Front<'c> {
    /// The storefront.
    pub storefront: &'c Storefront,
    /// What it shows.
    pub catalog: &'c Catalog,
    /// Its market's terms.
    pub terms: &'c Terms,
    /// What its pages say.
    pub words: &'c Words,
    /// What is searched in it.
    pub find: &'c Find<'c>,
    /// The language in which everything is written first.
    pub first: Language,
}

/// The catalogue in the languages of all storefronts.
pub(super) fn catalogs(catalog: &Catalog) -> Catalogs<'_> {
    let languages = catalog.storefronts.iter().map(Storefront::language);
    languages.map(|language| (language, catalog.in_language(language))).collect()
}

/// What is searched in these languages.
pub(super) fn finds<'c>(catalogs: &'c Catalogs<'_>, texts: &'c Texts) -> Finds<'c> {
    let find = |(language, catalog): (&Language, &'c Cow<'_, Catalog>)| {
        Some((*language, Find::of(catalog, texts.of(*language)?)))
    };
    catalogs.iter().filter_map(find).collect()
}

/// All storefronts, the default first.
pub(super) fn fronts<'c>(
    catalog: &'c Catalog,
    catalogs: &'c Catalogs<'_>,
    finds: &'c Finds<'c>,
    texts: &'c Texts,
) -> Vec<Front<'c>> {
    let first = catalog.storefronts.first().map_or(Language::English, Storefront::language);
    let front = |storefront: &'c Storefront| {
        let language = storefront.language();
        let catalog: &'c Catalog = catalogs.get(&language)?;
        let terms = catalog.terms_of(&storefront.market)?;
        let words = texts.of(language)?;
        Some(Front { storefront, catalog, terms, words, find: finds.get(&language)?, first })
    };
    catalog.storefronts.iter().filter_map(front).collect()
}

/// The locales of the storefronts that do not have something.
pub(super) fn without<'c>(fronts: &[Front<'c>], has: impl Fn(&Front<'c>) -> bool) -> Vec<&'c str> {
    fronts.iter().filter(|front| !has(front)).map(|front| front.storefront.locale.as_str()).collect()
}

impl Front<'_> {
    /// A country's name in its language.
    pub(super) fn country(&self, country: &Country) -> String {
        ::texts::Texts::in_language(self.storefront.language()).country(country)
    }
}
