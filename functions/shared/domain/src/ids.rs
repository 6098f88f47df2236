//! Identifiers: one newtype per kind, so that no id can be handed where another kind belongs.
//!
//! Ids that open something without a login (carts, orders) carry 128 random or keyed bits as lower-case
//! hexadecimal digits. They are made at the edge and passed in; nothing here makes one up.

use serde::{Deserialize, Serialize};
use std::fmt;

/// Why a text is not an identifier of the wanted kind.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not {kind}")]
pub struct IdError {
    /// What was expected, with its article: "a cart id".
    pub kind: &'static str,
    /// The refused text, shortened to 60 characters.
    pub text: String,
}

fn refuse(kind: &'static str, text: &str) -> IdError {
    IdError { kind, text: text.chars().take(60).collect() }
}

macro_rules! keyed_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal, $kind:literal) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// The id made of these 128 bits.
            pub fn from_bits(bits: [u8; 16]) -> Self {
                let mut text = String::from($prefix);
                for byte in bits {
                    use std::fmt::Write as _;
                    // Writing to a `String` cannot fail.
                    let _ignored: fmt::Result = write!(text, "{byte:02x}");
                }
                Self(text)
            }

            /// Reads an id as it is written in links, cookies and keys.
            ///
            /// # Errors
            /// [`IdError`] when the prefix or the 32 hexadecimal digits are not there.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                let digits = text.strip_prefix($prefix).ok_or_else(|| refuse($kind, text))?;
                let hexadecimal = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
                if digits.len() == 32 && digits.chars().all(hexadecimal) {
                    Ok(Self(text.to_owned()))
                } else {
                    Err(refuse($kind, text))
                }
            }

            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

keyed_id!(
    /// Names a cart; whoever knows it may change the cart, so it is 128 random bits.
    CartId, "cart_", "a cart id"
);
keyed_id!(
    /// Names an order; derived from its cart's id with a secret key, so that one cart can make one order.
    OrderId, "ord_", "an order id"
);
keyed_id!(
    /// Names a movement of stock; derived from what caused it, so that a repeat is the same movement.
    MovementId, "mov_", "a movement id"
);
keyed_id!(
    /// Names a message in a queue.
    MessageId, "msg_", "a message id"
);

macro_rules! checked_text {
    ($(#[$doc:meta])* $name:ident, $kind:literal, $test:expr) => {
        $(#[$doc])*
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Reads one from text.
            ///
            /// # Errors
            /// [`IdError`] when a character or the length is not allowed.
            pub fn parse(text: &str) -> Result<Self, IdError> {
                let allowed: fn(&str) -> bool = $test;
                if allowed(text) { Ok(Self(text.to_owned())) } else { Err(refuse($kind, text)) }
            }

            /// The value as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl fmt::Debug for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl TryFrom<String> for $name {
            type Error = IdError;
            fn try_from(text: String) -> Result<Self, IdError> {
                Self::parse(&text)
            }
        }

        impl From<$name> for String {
            fn from(id: $name) -> Self {
                id.0
            }
        }
    };
}

checked_text!(
    /// Names one thing that can be bought: 3 to 40 of `A-Z`, `0-9` and `-`.
    Sku, "a SKU (3 to 40 of A-Z, 0-9 and -)",
    |text| (3..=40).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
);
checked_text!(
    /// Names a line of a cart or an order: its SKU, and where something is written on the goods a point and 12
    /// hexadecimal digits that follow from what.
    LineId, "a line (a SKU, or a SKU, a point and 12 hexadecimal digits)",
    |text| match text.split_once('.') {
        None => Sku::parse(text).is_ok(),
        Some((sku, digits)) => Sku::parse(sku).is_ok() && digits.len() == 12
            && digits.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b)),
    }
);
checked_text!(
    /// Names a property of a product in forms, such as `engraving`: 2 to 30 of `a-z`, `0-9` and `-`.
    PropertyId, "a property (2 to 30 of a-z, 0-9 and -)",
    |text| (2..=30).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
);
checked_text!(
    /// Names a product in URLs: 2 to 80 of `a-z`, `0-9` and `-`.
    Slug, "a slug (2 to 80 of a-z, 0-9 and -)",
    |text| (2..=80).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
);
checked_text!(
    /// Names a market, such as `eu`: 2 to 12 of `a-z` and `-`.
    MarketId, "a market (2 to 12 of a-z and -)",
    |text| (2..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
);
checked_text!(
    /// Names a storefront, such as `en-gb`: a language tag in lower case.
    Locale, "a locale (2 to 12 of a-z and -)",
    |text| (2..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
);
checked_text!(
    /// A country as ISO 3166-1 alpha-2, such as `DE`.
    Country, "a country code (ISO 3166-1 alpha-2)",
    |text| text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase())
);
checked_text!(
    /// Names a way of delivery within a market, such as `standard`.
    DeliveryId, "a delivery method (2 to 40 of a-z, 0-9 and -)",
    |text| (2..=40).contains(&text.len())
        && text.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
);
checked_text!(
    /// A key of the tax table, such as `standard` or `books`.
    TaxCategory, "a tax category (2 to 40 of a-z and -)",
    |text| (2..=40).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
);
checked_text!(
    /// The number people use for an order; random, unique, and opens nothing: `V-` and 8 to 12 of `0-9A-Z`.
    OrderNumber, "an order number",
    |text| text.strip_prefix("V-").is_some_and(|digits| (8..=12).contains(&digits.len())
        && digits.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit()))
);
checked_text!(
    /// A version of the catalogue: the first 16 hexadecimal digits of its content's hash.
    CatalogVersion, "a catalogue version",
    |text| text.len() == 16 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b))
);

impl From<&Sku> for LineId {
    fn from(sku: &Sku) -> Self {
        Self(sku.0.clone())
    }
}

impl LineId {
    /// Which SKU the line is of.
    pub fn sku(&self) -> Sku {
        Sku(self.0.split_once('.').map_or(self.0.as_str(), |(sku, _)| sku).to_owned())
    }

    /// The line of the same SKU with this digest of what is written on it.
    pub(crate) fn configured(&self, digest: [u8; 6]) -> Self {
        let mut text = format!("{}.", self.sku());
        for byte in digest {
            use std::fmt::Write as _;
            // Writing to a `String` cannot fail.
            let _ignored: fmt::Result = write!(text, "{byte:02x}");
        }
        Self(text)
    }
}

/// The alphabet of order numbers: digits and letters without those that look alike (Crockford's base 32).
const NUMBER_ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

impl OrderNumber {
    /// The order number made of 50 of these bits: ten characters that are easy to read out.
    pub fn from_bits(bits: [u8; 10]) -> Self {
        let letter = |byte: u8| NUMBER_ALPHABET.get(usize::from(byte & 31)).copied().unwrap_or(b'0');
        let digits = bits.iter().map(|byte| char::from(letter(*byte)));
        Self(std::iter::once('V').chain(std::iter::once('-')).chain(digits).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_of_one_kind_is_not_one_of_another() {
        let cart = CartId::from_bits([7; 16]);
        assert_eq!(CartId::parse(cart.as_str()), Ok(cart.clone()));
        assert!(OrderId::parse(cart.as_str()).is_err());
        assert!(CartId::parse("cart_0707").is_err());
        assert!(CartId::parse(&cart.as_str().to_uppercase()).is_err());
    }

    #[test]
    fn a_sku_is_upper_case_letters_digits_and_dashes() {
        assert!(Sku::parse("MUG-TIDE-S").is_ok());
        for refused in ["mug", "MU", "MUG TIDE", "MUG<script>", ""] {
            assert!(Sku::parse(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn a_line_knows_its_sku() {
        let plain = LineId::from(&Sku::parse("MUG-TIDE").unwrap());
        let configured = plain.configured([0, 1, 2, 0xab, 0xcd, 0xef]);
        assert_eq!(configured.as_str(), "MUG-TIDE.000102abcdef");
        assert_eq!(LineId::parse(configured.as_str()), Ok(configured.clone()));
        assert_eq!((configured.sku(), LineId::parse("MUG-TIDE")), (plain.sku(), Ok(plain)));
        for refused in ["MUG.", "MUG.000102ABCDEF", "MUG.000102abcde", ".000102abcdef", "MUG.0001.02abcd"] {
            assert!(LineId::parse(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn an_order_number_has_no_letters_that_look_alike() {
        let number = OrderNumber::from_bits([0, 1, 18, 20, 31, 32, 64, 255, 9, 10]);
        assert_eq!(number.as_str(), "V-01JMZ00Z9A");
        assert!(OrderNumber::parse(number.as_str()).is_ok());
    }
}
