//! The catalogue: products, their options and variants, and what a variant costs in each market.

use crate::ids::{CatalogVersion, Sku, Slug, TaxCategory};
use crate::language::Language;
use crate::limits::PRODUCT_VARIANTS_MAX;
use crate::money::{Currency, Money};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// A product as the merchant describes it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Product {
    /// Its name in URLs.
    pub slug: Slug,
    /// Its name for people.
    pub title: String,
    /// One line for cards and search engines.
    pub description: String,
    /// The category's slug.
    pub category: Slug,
    /// Which tax rate applies.
    pub tax_category: TaxCategory,
    /// What a shopper chooses, such as color and size.
    pub options: Vec<ProductOption>,
    /// What can be bought, one per possible choice.
    pub variants: Vec<Variant>,
}

/// Something a shopper chooses between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductOption {
    /// Such as `Color`.
    pub name: String,
    /// Such as `Tide` and `Chalk`.
    pub values: Vec<String>,
}

/// One thing that can be bought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Variant {
    /// Its SKU.
    pub sku: Sku,
    /// One value per option of the product, in their order.
    pub choice: Vec<String>,
    /// Its weight with packaging, in grams.
    pub weight_g: u64,
    /// The name of its picture.
    pub image: String,
    /// The listed price per currency.
    pub prices: BTreeMap<Currency, Money>,
}

impl Variant {
    /// The choice as one text: `Tide / Small`; empty for a product without options.
    pub fn label(&self) -> String {
        self.choice.join(" / ")
    }
}

/// What is wrong with a product.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProductError {
    /// Nothing can be bought.
    #[error("a product needs at least one variant")]
    NoVariants,
    /// More variants than can be handled.
    #[error("{0} variants are more than {PRODUCT_VARIANTS_MAX}")]
    TooManyVariants(usize),
    /// Two variants have one SKU.
    #[error("the SKU {0} is used twice")]
    RepeatedSku(Sku),
    /// Two variants have one choice.
    #[error("two variants are both `{0}`")]
    RepeatedChoice(String),
    /// A variant does not choose once per option.
    #[error("{sku} has {found} option values where the product has {wanted} options")]
    WrongChoiceCount {
        /// The variant.
        sku: Sku,
        /// How many values it has.
        found: usize,
        /// How many options the product has.
        wanted: usize,
    },
    /// A variant chooses a value that the option does not have.
    #[error("{sku}: `{value}` is not a value of {option}")]
    UnknownValue {
        /// The variant.
        sku: Sku,
        /// The refused value.
        value: String,
        /// The option's name.
        option: String,
    },
    /// A variant costs nothing or less.
    #[error("{sku}: the price {price} is not above zero")]
    NoPrice {
        /// The variant.
        sku: Sku,
        /// The refused price.
        price: Money,
    },
    /// A variant lacks a price in a currency the shop sells in.
    #[error("{sku} has no price in {currency}")]
    MissingPrice {
        /// The variant.
        sku: Sku,
        /// The currency.
        currency: Currency,
    },
}

impl Product {
    /// Everything that is wrong with the product, for a shop that sells in these currencies.
    pub fn errors(&self, currencies: &[Currency]) -> Vec<ProductError> {
        let mut errors = Vec::new();
        match self.variants.len() {
            0 => errors.push(ProductError::NoVariants),
            count if count > PRODUCT_VARIANTS_MAX => errors.push(ProductError::TooManyVariants(count)),
            _ => {}
        }
        let mut skus = BTreeSet::new();
        let mut choices = BTreeSet::new();
        for variant in &self.variants {
            if !skus.insert(&variant.sku) {
                errors.push(ProductError::RepeatedSku(variant.sku.clone()));
            }
            if !choices.insert(&variant.choice) {
                errors.push(ProductError::RepeatedChoice(variant.label()));
            }
            errors.extend(self.variant_errors(variant, currencies));
        }
        errors
    }

    fn variant_errors(&self, variant: &Variant, currencies: &[Currency]) -> Vec<ProductError> {
        let sku = || variant.sku.clone();
        let mut errors = Vec::new();
        if variant.choice.len() != self.options.len() {
            let (found, wanted) = (variant.choice.len(), self.options.len());
            errors.push(ProductError::WrongChoiceCount { sku: sku(), found, wanted });
        }
        for (value, option) in variant.choice.iter().zip(&self.options) {
            if !option.values.contains(value) {
                let (value, option) = (value.clone(), option.name.clone());
                errors.push(ProductError::UnknownValue { sku: sku(), value, option });
            }
        }
        for price in variant.prices.values().filter(|price| price.amount_minor <= 0) {
            errors.push(ProductError::NoPrice { sku: sku(), price: *price });
        }
        for currency in currencies.iter().filter(|currency| !variant.prices.contains_key(currency)) {
            errors.push(ProductError::MissingPrice { sku: sku(), currency: *currency });
        }
        errors
    }
}

/// What one SKU is and costs in one market: what carts and quotes are made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offer {
    /// What is offered.
    pub sku: Sku,
    /// The product's URL name.
    pub slug: Slug,
    /// The product's name.
    pub title: String,
    /// The choice as one text; empty for a product without options.
    pub label: String,
    /// The listed price of one unit.
    pub unit_price: Money,
    /// Which tax rate applies.
    pub tax_category: TaxCategory,
    /// Its weight with packaging, in grams.
    pub weight_g: u64,
    /// The name of its picture.
    pub image: String,
    /// What it is called in the shop's other languages.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<Language, OfferWords>,
}

/// What an offer is called in a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OfferWords {
    /// The product's name.
    pub title: String,
    /// The choice as one text; empty for a product without options.
    pub label: String,
}

impl Offer {
    /// The offer as it is called in a language; in the shop's first one where it has no words in that.
    #[must_use]
    pub fn in_language(mut self, language: Language) -> Self {
        if let Some(words) = self.words.remove(&language) {
            self.title = words.title;
            self.label = words.label;
        }
        self.words.clear();
        self
    }

    /// Product and choice as one text: `Harbor mug, Tide / Small`.
    pub fn full_title(&self) -> String {
        if self.label.is_empty() { self.title.clone() } else { format!("{}, {}", self.title, self.label) }
    }
}

/// The offers of some SKUs in one market under one version of the catalogue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offers {
    /// The version they were read under.
    pub version: CatalogVersion,
    /// The offers found; a SKU that is missing is not sold.
    pub by_sku: BTreeMap<Sku, Offer>,
}

impl Offers {
    /// The offers as they are called in a language.
    #[must_use]
    pub fn in_language(self, language: Language) -> Self {
        let named = self.by_sku.into_iter().map(|(sku, offer)| (sku, offer.in_language(language)));
        Self { by_sku: named.collect(), ..self }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn a_mug() -> Product {
        let eur = Currency::parse("EUR").unwrap();
        let variant = |sku: &str, color: &str| Variant {
            sku: Sku::parse(sku).unwrap(),
            choice: vec![color.to_owned()],
            weight_g: 400,
            image: "mug".to_owned(),
            prices: BTreeMap::from([(eur, Money::new(2400, eur))]),
        };
        Product {
            slug: Slug::parse("mug").unwrap(),
            title: "Mug".to_owned(),
            description: "A mug.".to_owned(),
            category: Slug::parse("ceramics").unwrap(),
            tax_category: TaxCategory::parse("standard").unwrap(),
            options: vec![ProductOption {
                name: "Color".to_owned(),
                values: vec!["Tide".to_owned(), "Chalk".to_owned()],
            }],
            variants: vec![variant("MUG-TIDE", "Tide"), variant("MUG-CHALK", "Chalk")],
        }
    }

    #[test]
    fn an_offer_is_called_by_its_words_in_a_language_or_else_by_the_first_ones() {
        let words = OfferWords { title: "Becher".to_owned(), label: "Gezeiten".to_owned() };
        let offer = Offer {
            sku: Sku::parse("MUG-TIDE").unwrap(),
            slug: Slug::parse("mug").unwrap(),
            title: "Mug".to_owned(),
            label: "Tide".to_owned(),
            unit_price: Money::new(2400, Currency::parse("EUR").unwrap()),
            tax_category: TaxCategory::parse("standard").unwrap(),
            weight_g: 400,
            image: "mug".to_owned(),
            words: BTreeMap::from([(Language::German, words)]),
        };
        assert_eq!(offer.clone().in_language(Language::German).full_title(), "Becher, Gezeiten");
        assert_eq!(offer.in_language(Language::Arabic).full_title(), "Mug, Tide");
    }

    #[test]
    fn a_good_product_has_no_errors() {
        assert_eq!(a_mug().errors(&[Currency::parse("EUR").unwrap()]), []);
    }

    #[test]
    fn every_error_is_told_at_once() {
        let mut mug = a_mug();
        let copy = mug.variants[0].clone();
        mug.variants.push(copy);
        mug.variants[1].choice = vec!["Plaid".to_owned()];
        let told: Vec<String> =
            mug.errors(&[Currency::parse("GBP").unwrap()]).iter().map(ToString::to_string).collect();
        insta::assert_snapshot!(told.join("\n"), @r"
        MUG-TIDE has no price in GBP
        MUG-CHALK: `Plaid` is not a value of Color
        MUG-CHALK has no price in GBP
        the SKU MUG-TIDE is used twice
        two variants are both `Tide`
        MUG-TIDE has no price in GBP
        ");
    }
}
