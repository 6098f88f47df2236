//! Sentences of the texts with markup put into them, such as a product's name in bold.

use domain::language::{Saying, Value};
use maud::{Markup, html};
use texts::Texts;

/// The first of the letters that stand where markup goes until the sentence is there. Unicode leaves them to
/// private use; the texts have none, and what is put in is never searched for them.
const PLACES_FROM: u32 = 0xE000;

/// What is put into a sentence.
pub enum Fill {
    /// Markup, or a text that was escaped.
    Markup(Markup),
    /// A number that plural forms go by.
    Number(u64),
}

impl From<Markup> for Fill {
    fn from(markup: Markup) -> Self {
        Self::Markup(markup)
    }
}

impl From<&str> for Fill {
    fn from(text: &str) -> Self {
        Self::Markup(html! { (text) })
    }
}

impl From<u64> for Fill {
    fn from(number: u64) -> Self {
        Self::Number(number)
    }
}

impl From<u32> for Fill {
    fn from(number: u32) -> Self {
        Self::Number(u64::from(number))
    }
}

/// A sentence with markup in it: `told!(texts, "cart-removed", title = html! { strong { (title) } })`. The key and
/// the names are compared with the texts while compiling.
macro_rules! told {
    ($texts:expr, $key:literal $(, $name:ident = $fill:expr)* $(,)?) => {{
        const _: () = texts::keys::check($key, &[$(stringify!($name)),*]);
        $crate::told::put_together($texts, $key, vec![$((stringify!($name), $crate::told::Fill::from($fill))),*])
    }};
}

pub(crate) use told;

/// The sentence; its own words are escaped, what is put in is not.
pub fn put_together(texts: Texts, key: &'static str, fills: Vec<(&'static str, Fill)>) -> Markup {
    let mut saying = Saying::plain(key);
    let mut pieces = Vec::new();
    for ((name, fill), place) in fills.into_iter().zip(PLACES_FROM..) {
        let value = match fill {
            Fill::Number(number) => Value::Number(number),
            Fill::Markup(markup) => {
                let place = char::from_u32(place).unwrap_or_default();
                pieces.push((place, markup));
                Value::Text(place.to_string())
            }
        };
        saying.values.push((name, value));
    }
    let sentence = texts.tell(&saying);
    let is_place = |letter: char| pieces.iter().any(|(place, _)| *place == letter);
    let words = sentence.split_inclusive(is_place).map(|part| {
        let piece = pieces.iter().find(|(place, _)| part.ends_with(*place));
        (part.trim_end_matches(is_place), piece.map(|(_, markup)| markup))
    });
    html! { @for (words, piece) in words { (words) @if let Some(piece) = piece { (piece) } } }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::language::Language;

    #[test]
    fn markup_stands_where_the_language_puts_it() {
        let removed = |language| {
            told!(Texts::in_language(language), "cart-removed", title = html! { strong { "Mug" } }).0
        };
        assert_eq!(removed(Language::English), "Removed <strong>Mug</strong>.");
        assert_eq!(removed(Language::German), "<strong>Mug</strong> wurde entfernt.");
        assert_eq!(removed(Language::Arabic), "أُزيل \u{2068}<strong>Mug</strong>\u{2069}.");
    }

    #[test]
    fn a_text_put_into_a_sentence_is_escaped_and_a_number_chooses_the_form() {
        let texts = Texts::in_language(Language::English);
        let left =
            |count: u64| told!(texts, "cart-too-few", available = count, title = "<b>", wanted = 5_u32).0;
        let ask = "left, and your cart has 5. Lower the quantity to check out.";
        assert_eq!(left(1), format!("Only 1 of &lt;b&gt; is {ask}"));
        assert_eq!(left(2), format!("Only 2 of &lt;b&gt; are {ask}"));
    }

    #[test]
    fn a_title_with_private_letters_puts_nothing_anywhere() {
        let texts = Texts::in_language(Language::English);
        let prices = html! { del { "old" } };
        let told = told!(texts, "cart-price-changed", title = "\u{E000}\u{E001}", prices = prices).0;
        assert_eq!(told, "The price of \u{E000}\u{E001} changed: <del>old</del>.");
    }
}
