//! What shall be written on goods: read from a request, and told when it cannot be, with everything kept.

use crate::change::{Add, unusable};
use crate::{Shop, Visit};
use contract::problem::{ProblemCode, ProblemField, Refusal};
use domain::catalog::Offer;
use domain::configure::{ConfigureError, TextError};
use domain::ids::PropertyId;
use domain::language::Saying;
use edge::answer::Answer;
use edge::{Request, answer, request};
use std::collections::BTreeMap;
use texts::{Texts, say, saying};
use views::configure::ConfigurePage;

/// Reads the names of properties; what is typed is read by the product's rules.
///
/// # Errors
/// A [`Refusal`] that names the field.
pub fn parse(typed: BTreeMap<String, String>) -> Result<BTreeMap<PropertyId, String>, Refusal> {
    let named =
        |(id, text): (String, String)| Ok((PropertyId::parse(&id).map_err(|error| unusable(&error))?, text));
    typed.into_iter().map(named).collect()
}

/// The answer to texts that cannot be written: a problem for programs, the fields again for browsers.
pub fn refusal(
    shop: &Shop,
    request: &Request,
    visit: &Visit,
    offer: &Offer,
    asked: &Add,
    error: &ConfigureError,
) -> Answer {
    let store = visit.front_of_views();
    let texts = store.texts();
    let refusal = refused(texts, error);
    if request::wants_json(request) {
        return answer::refusal(&refusal, texts);
    }
    let wrong = match error {
        ConfigureError::Text { rule, error } => Some((&rule.id, sentence(texts, *error))),
        ConfigureError::NoSuchProperty(_) | ConfigureError::Money(_) => None,
    };
    let page = ConfigurePage {
        store,
        offer,
        quantity: asked.quantity.get(),
        typed: &asked.typed,
        wrong: wrong.as_ref().map(|(id, sentence)| (*id, sentence.as_str())),
    };
    let shell = shop.shells.of(&visit.front.locale, &visit.front.prefix);
    let page = views::shell::page(&shell, &texts.tell(&refusal.said), &views::configure::page(&page));
    answer::html(refusal.code.status(), page)
}

fn refused(texts: Texts, error: &ConfigureError) -> Refusal {
    let wrong = |id: &PropertyId, said: Saying, problem: String| Refusal {
        fields: vec![ProblemField { name: format!("properties[{id}]"), problem }],
        ..Refusal::new(ProblemCode::InvalidField, said)
    };
    match error {
        ConfigureError::NoSuchProperty(id) => {
            let said = saying!("problem-no-property", property = id.as_str());
            let problem = texts.tell(&said);
            wrong(id, said, problem)
        }
        ConfigureError::Text { rule, error } => {
            let sentence = sentence(texts, *error);
            wrong(&rule.id, saying!("problem-property", name = &rule.name, why = &sentence), sentence)
        }
        ConfigureError::Money(error) => {
            tracing::error!(%error, "a configured price does not fit");
            Refusal::internal()
        }
    }
}

/// What to do about a text, as a sentence.
fn sentence(texts: Texts, error: TextError) -> String {
    match error {
        TextError::Empty => say!(texts, "problem-text-empty"),
        TextError::TooLong { length, max } => say!(texts, "problem-text-long", most = max, length = length),
        TextError::Character(letter) => say!(texts, "problem-text-letter", letter = shown(texts, letter)),
    }
}

/// A character as it can be shown in a sentence; one that has no shape of its own by its number.
fn shown(texts: Texts, letter: char) -> String {
    match letter {
        '\n' | '\r' => say!(texts, "problem-text-break"),
        _ if letter.escape_debug().count() == 1 => {
            say!(texts, "problem-text-quoted", letter = letter.to_string())
        }
        _ => say!(texts, "problem-text-code", code = format!("U+{:04X}", u32::from(letter))),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::language::Language;

    #[test]
    fn what_cannot_be_seen_is_told_by_its_number() {
        let told = ['😀', '\u{202e}', '\u{7}', '\n'].map(|letter| shown(english(), letter));
        assert_eq!(told, ["“😀”", "The character U+202E", "The character U+0007", "A line break"]);
    }

    #[test]
    fn a_text_that_is_too_long_is_told_its_length() {
        let too_long = TextError::TooLong { length: 31, max: 24 };
        let told = sentence(english(), too_long);
        assert_eq!(told, "At most 24 characters fit, and this has 31. Shorten it, please.");
        let told = sentence(Texts::in_language(Language::German), too_long);
        assert_eq!(told, "Höchstens 24 Zeichen passen, und dieser Text hat 31. Bitte kürzen Sie ihn.");
    }

    fn english() -> Texts {
        Texts::in_language(Language::English)
    }
}
