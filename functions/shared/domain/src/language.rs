//! What language a shopper is spoken to in, and what is said before a language is chosen.

use crate::ids::Locale;
use crate::money::Money;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// A language the shop has texts in (BCP 47).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Language {
    /// `en`, the language the texts are written in first.
    #[serde(rename = "en")]
    English,
    /// `de`.
    #[serde(rename = "de")]
    German,
    /// `ar`, from right to left.
    #[serde(rename = "ar")]
    Arabic,
}

/// Where a line of text begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// On the left.
    LeftToRight,
    /// On the right.
    RightToLeft,
}

impl Language {
    /// Every language, the one that others are translated from first.
    pub const ALL: [Self; 3] = [Self::English, Self::German, Self::Arabic];

    /// The language of a locale such as `en-gb`, or English where the shop has no texts in it.
    pub fn of(locale: &Locale) -> Self {
        let tag = locale.as_str().split('-').next().unwrap_or_default();
        Self::of_tag(tag).unwrap_or(Self::English)
    }

    /// The language with this tag.
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|language| language.tag() == tag)
    }

    /// Its BCP 47 tag, as it stands in `lang` attributes and names the folder of its texts.
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::German => "de",
            Self::Arabic => "ar",
        }
    }

    /// Where its lines begin.
    pub const fn direction(self) -> Direction {
        match self {
            Self::English | Self::German => Direction::LeftToRight,
            Self::Arabic => Direction::RightToLeft,
        }
    }
}

impl Direction {
    /// The value of HTML's `dir` attribute.
    pub const fn attribute(self) -> &'static str {
        match self {
            Self::LeftToRight => "ltr",
            Self::RightToLeft => "rtl",
        }
    }
}

/// A text by its key, with what is put into it: what is said, before it is known in which language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Saying {
    /// The text's key in the files under `site/texts`.
    pub key: &'static str,
    /// What is put into it, by name.
    pub values: Vec<(&'static str, Value)>,
}

/// What can be put into a text. Each language writes it in its own way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A text as it is.
    Text(String),
    /// A whole number, which plural forms go by.
    Number(u64),
    /// An amount.
    Money(Money),
    /// A point in time.
    Moment(Timestamp),
}

impl Saying {
    /// A text that nothing is put into.
    pub const fn plain(key: &'static str) -> Self {
        Self { key, values: Vec::new() }
    }
}

macro_rules! value_from {
    ($($from:ty => |$given:ident| $value:expr;)*) => {
        $(impl From<$from> for Value {
            fn from($given: $from) -> Self {
                $value
            }
        })*
    };
}

value_from! {
    &str => |text| Self::Text(text.to_owned());
    String => |text| Self::Text(text);
    &String => |text| Self::Text(text.clone());
    u64 => |number| Self::Number(number);
    u32 => |number| Self::Number(u64::from(number));
    usize => |number| Self::Number(u64::try_from(number).unwrap_or(u64::MAX));
    Money => |money| Self::Money(money);
    Timestamp => |moment| Self::Moment(moment);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_speaks_the_language_it_begins_with() {
        let of = |locale: &str| Language::of(&Locale::parse(locale).unwrap());
        assert_eq!(
            ["en", "en-gb", "de", "de-at", "ar"].map(of).map(Language::tag),
            ["en", "en", "de", "de", "ar"]
        );
        assert_eq!(of("nl"), Language::English);
    }

    #[test]
    fn arabic_begins_on_the_right() {
        let directions = Language::ALL.map(|language| language.direction().attribute());
        assert_eq!(directions, ["ltr", "ltr", "rtl"]);
    }
}
