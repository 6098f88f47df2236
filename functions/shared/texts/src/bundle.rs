//! The files of each language, parsed when the language is first spoken.

use domain::language::{Direction, Language};
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use std::fmt;
use std::sync::OnceLock;
use unic_langid::LanguageIdentifier;

/// The parsed files of one language.
pub struct Bundle(FluentBundle<FluentResource>);

impl fmt::Debug for Bundle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Bundle({:?})", self.0.locales)
    }
}

/// What is put into a text, written as the language writes it.
pub enum Argument {
    /// A text.
    Text(String),
    /// A number that plural forms go by.
    Number(u64),
}

static ENGLISH: OnceLock<Bundle> = OnceLock::new();
static GERMAN: OnceLock<Bundle> = OnceLock::new();
static ARABIC: OnceLock<Bundle> = OnceLock::new();

/// The files of a language.
pub fn of(language: Language) -> &'static Bundle {
    let once = match language {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
        Language::Arabic => &ARABIC,
    };
    once.get_or_init(|| parse(language))
}

/// What can be read of the files; tests see to it that all of it can.
fn parse(language: Language) -> Bundle {
    let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    // Names, numbers and amounts are of another direction than the words around them only in Arabic.
    bundle.set_use_isolating(language.direction() == Direction::RightToLeft);
    for file in crate::keys::files(language) {
        let resource = FluentResource::try_new(file.text.to_owned()).unwrap_or_else(|(read, _)| read);
        bundle.add_resource_overriding(resource);
    }
    Bundle(bundle)
}

/// The values as the bundle takes them.
pub fn arguments<'a>(values: impl Iterator<Item = (&'a str, Argument)>) -> FluentArgs<'a> {
    values
        .map(|(name, value)| match value {
            Argument::Text(text) => (name, FluentValue::from(text)),
            Argument::Number(number) => (name, FluentValue::from(number)),
        })
        .collect()
}

impl Bundle {
    /// The text of a key, if there is one.
    pub fn tell(&self, key: &str, values: &FluentArgs<'_>) -> Option<String> {
        let pattern = self.0.get_message(key)?.value()?;
        let mut errors = Vec::new();
        Some(self.0.format_pattern(pattern, Some(values), &mut errors).into_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_file_can_be_read_whole_and_names_no_key_twice() {
        for language in Language::ALL {
            let mut bundle = FluentBundle::new_concurrent(vec![LanguageIdentifier::default()]);
            for file in crate::keys::files(language) {
                let resource = FluentResource::try_new(file.text.to_owned());
                let errors = resource.as_ref().map_or_else(|(_, errors)| errors.clone(), |_| Vec::new());
                assert!(errors.is_empty(), "{}/{}.ftl: {errors:?}", language.tag(), file.name);
                let twice = bundle.add_resource(resource.unwrap_or_else(|(read, _)| read));
                assert!(twice.is_ok(), "{}/{}.ftl: {twice:?}", language.tag(), file.name);
            }
        }
    }
}
