//! The words of templates and scripts: `site/texts/<language>/storefront.ftl`, in Fluent's syntax.
//!
//! Zola's translations know no arguments, so an argument is a marked place here, such as `{price}`, that whoever
//! shows the text fills. What is said and what is used must be the same, in every language.

use super::{SiteError, bad, mirror};
use crate::catalog::{BadCatalog, Catalog, Problems, read_text};
use domain::language::Language;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement, VariantKey};
use fluent_syntax::parser;
use intl_pluralrules::{PluralCategory, PluralRuleType, PluralRules};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use unic_langid::LanguageIdentifier;

/// What the generator itself says, beside templates and scripts.
const OWN: &[&str] = &[
    "category-page-title",
    "choice-three",
    "choice-two",
    "facet-brand",
    "filter-up-to",
    "list-comma",
    "product-characters",
    "product-free-from",
    "products-count",
    "shipping-band",
    "shipping-days-range",
    "shipping-free",
    "shipping-free-over",
    "shipping-weight",
    "tax-note-exclusive",
    "tax-note-inclusive",
];

/// Where texts are used, how a use begins, and what has the uses in problems.
const USED_IN: [(&str, &[&str]); 2] = [(TEMPLATES, &["trans(key=\""]), (SCRIPTS, &["text(\"", "counted(\""])];
const TEMPLATES: &str = "templates";
const SCRIPTS: &str = "scripts";

/// The number that a text with forms depends on.
const COUNT: &str = "count";

/// A text with marked places, or one for each form that a language has for numbers.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[serde(untagged)]
enum Text {
    Plain(String),
    Counted(BTreeMap<String, String>),
}

/// Everything that is said in one language.
pub(super) struct Words {
    /// The language.
    pub language: Language,
    /// Its tag, as Unicode's data know it.
    tag: LanguageIdentifier,
    file: String,
    texts: BTreeMap<String, Text>,
}

/// Everything that is said.
pub(super) struct Texts {
    by_language: BTreeMap<Language, Words>,
    used: Used,
}

/// The keys that are used, each with the files that use it.
type Used = BTreeMap<String, BTreeSet<String>>;

/// Reads the texts of every language that the shop speaks, and compares them with what is used.
pub(super) fn read(root: &Path, catalog: &Catalog) -> Result<Texts, SiteError> {
    let problems = Problems::default();
    let used = used(root)?;
    let mut by_language = BTreeMap::new();
    for storefront in &catalog.storefronts {
        let language = storefront.language();
        if by_language.contains_key(&language) {
            continue;
        }
        let file = format!("site/texts/{}/storefront.ftl", language.tag());
        let Some(source) = read_text(root, &file, &problems) else { continue };
        let tag = language.tag().parse().map_err(|_| bad(&file, 1, "is of a language that nobody knows"))?;
        let words = Words { texts: parsed(&file, &source, &problems), file, tag, language };
        agrees(&words, &used, &source, &problems);
        by_language.insert(language, words);
    }
    if problems.count() > 0 {
        Err(BadCatalog(problems.into_sorted()).into())
    } else {
        Ok(Texts { by_language, used })
    }
}

/// Says what is missing, and what nobody uses.
fn agrees(words: &Words, used: &Used, source: &str, problems: &Problems) {
    for (key, files) in used.iter().filter(|(key, _)| !words.texts.contains_key(*key)) {
        let files: Vec<&str> = files.iter().map(String::as_str).collect();
        problems.say(&words.file, 1, format!("`{key}` is missing, and {} says it", files.join(" and ")));
    }
    for key in words.texts.keys().filter(|key| !used.contains_key(*key)) {
        let start = format!("{key} =");
        let line = source.lines().position(|line| line.starts_with(&start)).unwrap_or_default();
        problems.say(&words.file, line + 1, format!("`{key}` is said nowhere"));
    }
}

/// The keys that templates, scripts and the generator use.
fn used(root: &Path) -> Result<Used, SiteError> {
    let own = |key: &&str| ((*key).to_owned(), BTreeSet::from(["the site generator".to_owned()]));
    let mut used: Used = OWN.iter().map(own).collect();
    for (name, starts) in USED_IN {
        let folder = format!("site/{name}");
        for (file, text) in mirror::read_all(&root.join(&folder))? {
            for start in starts {
                for key in keys_behind(&text, start) {
                    used.entry(key.to_owned()).or_default().insert(format!("{folder}/{file}"));
                }
            }
        }
    }
    Ok(used)
}

/// What stands in quotes behind each use, where that is a word of its own: `getContext("2d")` says nothing.
fn keys_behind<'t>(text: &'t str, start: &str) -> Vec<&'t str> {
    let word = |at: usize| text.get(..at).is_some_and(|before| !before.ends_with(char::is_alphanumeric));
    let uses = text.match_indices(start).filter(|(at, _)| word(*at));
    uses.filter_map(|(at, start)| Some(text.get(at + start.len()..)?.split_once('"')?.0)).collect()
}

impl Texts {
    /// What is said in a language.
    pub(super) fn of(&self, language: Language) -> Option<&Words> {
        self.by_language.get(&language)
    }

    /// What templates say in a language.
    pub(super) fn of_templates<'t>(&self, words: &'t Words) -> BTreeMap<&'t str, &'t str> {
        let said = words.texts.iter().filter(|(key, _)| self.uses(key, TEMPLATES));
        let plain = said.filter_map(|(key, text)| match text {
            Text::Plain(text) => Some((key.as_str(), text.as_str())),
            Text::Counted(_) => None,
        });
        plain.collect()
    }

    /// What scripts say in a language, as its pages hand it to them.
    pub(super) fn of_scripts(&self, words: &Words) -> Result<String, serde_json::Error> {
        let said: BTreeMap<&String, &Text> =
            words.texts.iter().filter(|(key, _)| self.uses(key, SCRIPTS)).collect();
        Ok(serde_json::to_string(&said)?.replace('<', "\\u003c"))
    }

    fn uses(&self, key: &str, folder: &str) -> bool {
        let below = format!("site/{folder}/");
        self.used.get(key).is_some_and(|files| files.iter().any(|file| file.starts_with(&below)))
    }
}

fn parsed(file: &str, source: &str, problems: &Problems) -> BTreeMap<String, Text> {
    let line = |offset: usize| source.get(..offset).unwrap_or_default().matches('\n').count() + 1;
    let resource = match parser::parse(source) {
        Ok(resource) => resource,
        Err((resource, errors)) => {
            for error in errors {
                problems.say(file, line(error.pos.start), error.kind.to_string());
            }
            resource
        }
    };
    let messages = resource.body.into_iter().filter_map(|entry| match entry {
        Entry::Message(message) => Some((message.id.name.to_owned(), text(&message.value?))),
        Entry::Term(_)
        | Entry::Comment(_)
        | Entry::GroupComment(_)
        | Entry::ResourceComment(_)
        | Entry::Junk { .. } => None,
    });
    messages.collect()
}

fn text(pattern: &Pattern<&str>) -> Text {
    let forms = forms(pattern);
    if forms.is_empty() {
        return Text::Plain(written(pattern, ""));
    }
    Text::Counted(forms.into_iter().map(|form| (form.to_owned(), written(pattern, form))).collect())
}

/// The forms that a pattern has for numbers.
fn forms<'p>(pattern: &Pattern<&'p str>) -> BTreeSet<&'p str> {
    let variants = pattern.elements.iter().filter_map(|element| match element {
        PatternElement::Placeable { expression: Expression::Select { variants, .. } } => Some(variants),
        PatternElement::Placeable { .. } | PatternElement::TextElement { .. } => None,
    });
    variants.flatten().map(|variant| key(&variant.key)).collect()
}

fn key<'p>(key: &VariantKey<&'p str>) -> &'p str {
    match key {
        VariantKey::Identifier { name } => name,
        VariantKey::NumberLiteral { value } => value,
    }
}

/// A pattern in one form, with its arguments as marked places.
fn written(pattern: &Pattern<&str>, form: &str) -> String {
    let element = |element: &PatternElement<&str>| match element {
        PatternElement::TextElement { value } => (*value).to_owned(),
        PatternElement::Placeable { expression: Expression::Select { variants, .. } } => {
            let own = variants.iter().find(|variant| key(&variant.key) == form);
            let other = || variants.iter().find(|variant| variant.default);
            own.or_else(other).map(|variant| written(&variant.value, form)).unwrap_or_default()
        }
        PatternElement::Placeable { expression: Expression::Inline(inline) } => match inline {
            InlineExpression::StringLiteral { value } | InlineExpression::NumberLiteral { value } => {
                (*value).to_owned()
            }
            InlineExpression::VariableReference { id } => format!("{{{}}}", id.name),
            InlineExpression::FunctionReference { .. }
            | InlineExpression::MessageReference { .. }
            | InlineExpression::TermReference { .. }
            | InlineExpression::Placeable { .. } => String::new(),
        },
    };
    pattern.elements.iter().map(element).collect()
}

impl Words {
    /// A text as it is written, with its marked places.
    pub(super) fn text(&self, key: &str) -> &str {
        match self.texts.get(key) {
            Some(Text::Plain(text)) => text,
            Some(Text::Counted(_)) | None => "",
        }
    }

    /// A text with its places filled.
    pub(super) fn filled(&self, key: &str, places: &[(&str, &str)]) -> String {
        fill(self.text(key), places)
    }

    /// A text in the form for a number, which stands in it.
    pub(super) fn counted(&self, key: &str, count: usize) -> String {
        let Some(Text::Counted(forms)) = self.texts.get(key) else { return String::new() };
        let number = count.to_string();
        let form = forms.get(&number).or_else(|| forms.get(self.form(count))).or_else(|| forms.get("other"));
        form.map(|text| fill(text, &[(COUNT, &number)])).unwrap_or_default()
    }

    /// What Unicode calls the form of a number.
    fn form(&self, count: usize) -> &'static str {
        let rules = PluralRules::create(self.tag.clone(), PluralRuleType::CARDINAL);
        match rules.and_then(|rules| rules.select(count)) {
            Ok(PluralCategory::ZERO) => "zero",
            Ok(PluralCategory::ONE) => "one",
            Ok(PluralCategory::TWO) => "two",
            Ok(PluralCategory::FEW) => "few",
            Ok(PluralCategory::MANY) => "many",
            Ok(PluralCategory::OTHER) | Err(_) => "other",
        }
    }

    /// A name as it stands within a sentence; German writes nouns with a capital there, too.
    pub(super) fn within(&self, name: &str) -> String {
        match self.language {
            Language::German => name.to_owned(),
            Language::English | Language::Arabic => name.to_lowercase(),
        }
    }
}

fn fill(text: &str, places: &[(&str, &str)]) -> String {
    places.iter().fold(text.to_owned(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value))
}
