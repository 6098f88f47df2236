//! Configured goods: what a shopper chooses beyond the SKU, and the price rules.
//!
//! A variant's listed price is the product's base price and what each chosen option value adds
//! ([`listed_prices`]). A configured unit costs its SKU's price and a fixed amount for every property that is
//! filled in ([`Offer::price_with`]): a fixed amount is known before a letter is typed, so it stands beside the
//! field, and no text has to be sent anywhere to learn what it costs.

use crate::catalog::{Offer, Offers, Prices, ProductOption};
use crate::ids::{LineId, PropertyId};
use crate::limits::PROPERTY_LENGTH_MAX;
use crate::money::{Currency, Money, MoneyError};
use icu_normalizer::ComposingNormalizerBorrowed;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// What can be written besides Latin letters, digits and spaces.
pub const PUNCTUATION: &str = ".,:;!?'’\"“”„-–&+/()";

/// Something that a shopper may write on a product, such as an engraving; as an offer states it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PropertyRule {
    /// Its name in forms and bodies.
    pub id: PropertyId,
    /// What shoppers read: `Engraving`.
    pub name: String,
    /// The most characters it may have.
    pub length_max: u32,
    /// What a unit costs more when it is filled in.
    pub price: Money,
}

/// What a shopper has written, as it is kept with a line.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineProperty {
    /// Which property.
    pub id: PropertyId,
    /// What shoppers read: `Engraving`.
    pub name: String,
    /// What is written.
    pub text: PropertyText,
}

/// A text that can be written on goods: 1 to [`PROPERTY_LENGTH_MAX`] Latin letters, digits, spaces and
/// [`PUNCTUATION`]; composed (NFC), without spaces around it or two in a row.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PropertyText(String);

/// Why a text cannot be written on goods.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TextError {
    /// There is nothing to write.
    #[error("the text is empty")]
    Empty,
    /// It is too long.
    #[error("{length} characters are more than {max}")]
    TooLong {
        /// How many there are.
        length: usize,
        /// How many may be.
        max: u32,
    },
    /// It has a character that cannot be written.
    #[error("{} cannot be written", .0.escape_unicode())]
    Character(char),
}

/// Why something cannot be had as it is wanted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ConfigureError {
    /// The product has no such property.
    #[error("there is no property {0}")]
    NoSuchProperty(PropertyId),
    /// A text cannot be used.
    #[error("{}: {error}", rule.name)]
    Text {
        /// What it was meant for.
        rule: PropertyRule,
        /// What is wrong with it.
        error: TextError,
    },
    /// The amounts do not fit.
    #[error(transparent)]
    Money(#[from] MoneyError),
}

/// A unit as it is bought: an offer, what was chosen for it, and what one costs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Configured<'a> {
    /// What is offered.
    pub offer: &'a Offer,
    /// What the shopper wrote, by property.
    pub properties: Vec<LineProperty>,
    /// The listed price of one, with everything chosen.
    pub unit_price: Money,
}

impl PropertyText {
    /// Reads a text as it was typed: composes it, and drops what is blank around it or twice.
    ///
    /// # Errors
    /// [`TextError`].
    pub fn parse(typed: &str) -> Result<Self, TextError> {
        if let Some(control) = typed.chars().find(|c| c.is_control()) {
            return Err(TextError::Character(control));
        }
        let composed = ComposingNormalizerBorrowed::new_nfc().normalize(typed);
        let text = composed.split_whitespace().collect::<Vec<_>>().join(" ");
        if let Some(refused) = text.chars().find(|c| !can_be_written(*c)) {
            return Err(TextError::Character(refused));
        }
        match text.chars().count() {
            0 => Err(TextError::Empty),
            length if !fits(length, PROPERTY_LENGTH_MAX) => {
                Err(TextError::TooLong { length, max: PROPERTY_LENGTH_MAX })
            }
            _ => Ok(Self(text)),
        }
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl TryFrom<String> for PropertyText {
    type Error = TextError;
    fn try_from(text: String) -> Result<Self, TextError> {
        Self::parse(&text)
    }
}

impl From<PropertyText> for String {
    fn from(text: PropertyText) -> Self {
        text.0
    }
}

fn fits(length: usize, max: u32) -> bool {
    u32::try_from(length).is_ok_and(|length| length <= max)
}

/// Whether the lettering has this character: Latin, as the languages of Europe write it.
fn can_be_written(c: char) -> bool {
    let accented = ('\u{c0}'..='\u{17f}').contains(&c) && !matches!(c, '×' | '÷');
    let later = ('\u{218}'..='\u{21b}').contains(&c) || c == '\u{1e9e}';
    c.is_ascii_alphanumeric() || c == ' ' || accented || later || PUNCTUATION.contains(c)
}

impl PropertyRule {
    fn read(&self, typed: &str) -> Result<LineProperty, ConfigureError> {
        let wrong = |error| ConfigureError::Text { rule: self.clone(), error };
        // The property's own limit is the one to tell, also where the shop's is exceeded.
        let text = PropertyText::parse(typed).map_err(|error| match error {
            TextError::TooLong { length, .. } => wrong(TextError::TooLong { length, max: self.length_max }),
            TextError::Empty | TextError::Character(_) => wrong(error),
        })?;
        let length = text.0.chars().count();
        if !fits(length, self.length_max) {
            return Err(wrong(TextError::TooLong { length, max: self.length_max }));
        }
        Ok(LineProperty { id: self.id.clone(), name: self.name.clone(), text })
    }
}

impl Offer {
    /// What one costs with these properties filled in; a property that it does not have costs nothing.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn price_with(&self, is_filled: impl Fn(&PropertyId) -> bool) -> Result<Money, MoneyError> {
        let mut filled = self.properties.iter().filter(|rule| is_filled(&rule.id));
        filled.try_fold(self.unit_price, |sum, rule| sum.plus(rule.price))
    }

    /// The unit with these texts on it, as typed; blank ones are as good as none.
    ///
    /// # Errors
    /// [`ConfigureError`].
    pub fn configured<'t>(
        &self,
        typed: impl IntoIterator<Item = (&'t PropertyId, &'t str)>,
    ) -> Result<Configured<'_>, ConfigureError> {
        let mut properties: BTreeMap<PropertyId, LineProperty> = BTreeMap::new();
        for (id, text) in typed.into_iter().filter(|(_, text)| !text.trim().is_empty()) {
            let rule = self.properties.iter().find(|rule| rule.id == *id);
            let rule = rule.ok_or_else(|| ConfigureError::NoSuchProperty(id.clone()))?;
            properties.insert(id.clone(), rule.read(text)?);
        }
        let unit_price = self.price_with(|id| properties.contains_key(id))?;
        Ok(Configured { offer: self, properties: properties.into_values().collect(), unit_price })
    }
}

impl Offers {
    /// A line's unit as it can be had now; nothing when it is no longer sold, or no longer made like this.
    pub fn of_line(&self, line: &LineId, properties: &[LineProperty]) -> Option<Configured<'_>> {
        let offer = self.by_sku.get(&line.sku())?;
        offer.configured(properties.iter().map(|property| (&property.id, property.text.as_str()))).ok()
    }
}

impl Configured<'_> {
    /// The line that it is in a cart or an order.
    pub fn line(&self) -> LineId {
        line_of(LineId::from(&self.offer.sku), &self.properties)
    }

    /// Product, choice and what is written on it as one text.
    pub fn full_title(&self) -> String {
        with_properties(&self.offer.full_title(), &self.properties)
    }
}

/// The line of a SKU with these properties: the plain one where there are none.
pub(crate) fn line_of(plain: LineId, properties: &[LineProperty]) -> LineId {
    if properties.is_empty() {
        return plain;
    }
    let mut digest = Sha256::new();
    for property in properties {
        // Neither an id nor a text can hold these two marks.
        digest.update(format!("{}={}\n", property.id, property.text.as_str()));
    }
    plain.configured(digest.finalize().first_chunk().copied().unwrap_or_default())
}

/// A title with what is written on the thing: `Atelier lamp, Oak, Engraving: For Ada`.
pub fn with_properties(title: &str, properties: &[LineProperty]) -> String {
    properties.iter().fold(title.to_owned(), |title, property| {
        format!("{title}, {}: {}", property.name, property.text.as_str())
    })
}

/// What a variant costs per currency: the base price, and what each of its option values adds.
///
/// # Errors
/// [`MoneyError::Overflow`].
pub fn listed_prices(
    base: &Prices,
    options: &[ProductOption],
    choice: &[String],
) -> Result<Prices, MoneyError> {
    let listed = |(currency, price): (&Currency, &Money)| {
        let adds = options.iter().zip(choice).filter_map(|(option, value)| option.adds.get(value));
        let mut adds = adds.filter_map(|prices| prices.get(currency).copied());
        Ok((*currency, adds.try_fold(*price, Money::plus)?))
    };
    base.iter().map(listed).collect()
}

#[cfg(test)]
#[path = "configure_tests.rs"]
mod tests;
