//! The catalogue: products, their options and variants, and what a variant costs in each market.

use crate::configure::PropertyRule;
use crate::ids::{CatalogVersion, PropertyId, Sku, Slug, TaxCategory};
use crate::language::Language;
use crate::limits::{PRODUCT_VARIANTS_MAX, PROPERTIES_MAX, PROPERTY_LENGTH_MAX};
use crate::money::{Currency, Money};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// What something costs per currency.
pub type Prices = BTreeMap<Currency, Money>;

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
    /// What a shopper may write on it.
    pub properties: Vec<ProductProperty>,
}

/// Something a shopper chooses between.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductOption {
    /// Such as `Color`.
    pub name: String,
    /// Such as `Tide` and `Chalk`.
    pub values: Vec<String>,
    /// What some values add to the product's base price.
    pub adds: BTreeMap<String, Prices>,
}

/// Something a shopper may write on a product.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProductProperty {
    /// Its name in forms.
    pub id: PropertyId,
    /// Such as `Engraving`.
    pub name: String,
    /// The most characters it may have.
    pub length_max: u32,
    /// What it adds to the price of one, whatever the text.
    pub prices: Prices,
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
    pub prices: Prices,
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
    /// Something is said to cost more that the option does not have.
    #[error("`{value}` is not a value of {option}, so it cannot add to the price")]
    UnknownAddition {
        /// The option's name.
        option: String,
        /// The refused value.
        value: String,
    },
    /// An option value or a property costs more in some currencies only.
    #[error("{what} adds nothing in {currency}: say how much, 0 if it is free")]
    MissingAddition {
        /// The value's or the property's name.
        what: String,
        /// The currency.
        currency: Currency,
    },
    /// A property would make things cheaper.
    #[error("{what} costs {price}, which is below zero")]
    NegativeProperty {
        /// The property's name.
        what: String,
        /// The refused price.
        price: Money,
    },
    /// Two properties have one name.
    #[error("the property {0} is there twice")]
    RepeatedProperty(PropertyId),
    /// A property takes no text, or more than fits.
    #[error("{what}: a length of {length} is not between 1 and {PROPERTY_LENGTH_MAX}")]
    PropertyLength {
        /// The property's name.
        what: String,
        /// The refused length.
        length: u32,
    },
    /// More properties than a page has room for.
    #[error("{0} properties are more than {PROPERTIES_MAX}")]
    TooManyProperties(usize),
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
        errors.extend(self.addition_errors(currencies));
        errors.extend(self.property_errors(currencies));
        errors
    }

    fn addition_errors(&self, currencies: &[Currency]) -> Vec<ProductError> {
        let mut errors = Vec::new();
        for option in &self.options {
            for (value, prices) in &option.adds {
                if !option.values.contains(value) {
                    let (option, value) = (option.name.clone(), value.clone());
                    errors.push(ProductError::UnknownAddition { option, value });
                }
                errors.extend(missing(value, prices, currencies));
            }
        }
        errors
    }

    fn property_errors(&self, currencies: &[Currency]) -> Vec<ProductError> {
        let mut errors = Vec::new();
        if self.properties.len() > PROPERTIES_MAX {
            errors.push(ProductError::TooManyProperties(self.properties.len()));
        }
        let mut ids = BTreeSet::new();
        for ProductProperty { id, name, length_max, prices } in &self.properties {
            if !ids.insert(id) {
                errors.push(ProductError::RepeatedProperty(id.clone()));
            }
            if !(1..=PROPERTY_LENGTH_MAX).contains(length_max) {
                errors.push(ProductError::PropertyLength { what: name.clone(), length: *length_max });
            }
            errors.extend(missing(name, prices, currencies));
            for price in prices.values().filter(|price| price.amount_minor < 0) {
                errors.push(ProductError::NegativeProperty { what: name.clone(), price: *price });
            }
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

fn missing(what: &str, prices: &Prices, currencies: &[Currency]) -> Vec<ProductError> {
    let missing = currencies.iter().filter(|currency| !prices.contains_key(currency));
    let error =
        |currency: &Currency| ProductError::MissingAddition { what: what.to_owned(), currency: *currency };
    missing.map(error).collect()
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
    /// What a shopper may write on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<PropertyRule>,
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
    /// The names of its properties.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub properties: BTreeMap<PropertyId, String>,
}

impl Offer {
    /// The offer as it is called in a language; in the shop's first one where it has no words in that.
    #[must_use]
    pub fn in_language(mut self, language: Language) -> Self {
        if let Some(words) = self.words.remove(&language) {
            self.title = words.title;
            self.label = words.label;
            for rule in &mut self.properties {
                if let Some(name) = words.properties.get(&rule.id) {
                    rule.name.clone_from(name);
                }
            }
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
#[path = "catalog_tests.rs"]
mod tests;
