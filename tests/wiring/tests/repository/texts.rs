//! What the shop says: every language has the same texts with the same values, and none is there for nobody.
//!
//! That a key in our sources has an English text, and that its values are given, is compared while compiling
//! (`texts::keys`); here the other languages follow.

use crate::nothing;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser::parse;
use std::collections::{BTreeMap, BTreeSet};
use wiring::{Source, files, literals};

/// Where the texts are: a folder for each language.
const TEXTS: &str = "site/texts";

/// The language that others are translated from.
const FIRST: &str = "en";

/// What the pages say by themselves; whoever builds the site looks after its use.
const OF_PAGES: &str = "storefront";

/// Per key of a file, the names of the values that are put into its text.
type Keys = BTreeMap<String, BTreeSet<String>>;

/// The keys of each language's files, by language and the file's name without its ending.
fn texts() -> BTreeMap<String, BTreeMap<String, Keys>> {
    let mut found: BTreeMap<String, BTreeMap<String, Keys>> = BTreeMap::new();
    for file in files(TEXTS, ".ftl").unwrap() {
        let (language, name) = file.path.strip_prefix("site/texts/").unwrap().split_once('/').unwrap();
        let keys = keys(&file.text).map_err(|why| format!("{}: {why}", file.path)).unwrap();
        found.entry(language.to_owned()).or_default().insert(name.trim_end_matches(".ftl").to_owned(), keys);
    }
    found
}

/// The keys of a file, or why it cannot be read.
fn keys(text: &str) -> Result<Keys, String> {
    let resource = parse(text).map_err(|(_, errors)| format!("{errors:?}"))?;
    let mut found = Keys::new();
    for entry in &resource.body {
        match entry {
            Entry::Message(message) => {
                let key = message.id.name.to_owned();
                let pattern = message.value.as_ref().ok_or_else(|| format!("{key} says nothing"))?;
                let mut names = BTreeSet::new();
                names_in(pattern, &mut names);
                if found.insert(key.clone(), names).is_some() {
                    return Err(format!("{key} is there twice"));
                }
            }
            Entry::Term(_) | Entry::Comment(_) | Entry::GroupComment(_) | Entry::ResourceComment(_) => {}
            Entry::Junk { content } => return Err(format!("unreadable: {content}")),
        }
    }
    Ok(found)
}

fn names_in(pattern: &Pattern<&str>, names: &mut BTreeSet<String>) {
    for element in &pattern.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => names_of(inline, names),
            Expression::Select { selector, variants } => {
                names_of(selector, names);
                for variant in variants {
                    names_in(&variant.value, names);
                }
            }
        }
    }
}

fn names_of(inline: &InlineExpression<&str>, names: &mut BTreeSet<String>) {
    if let InlineExpression::VariableReference { id } = inline {
        names.insert(id.name.to_owned());
    }
}

/// In what a translation differs from what it translates.
fn differences(file: &str, first: &Keys, other: &Keys) -> Vec<String> {
    let missing =
        first.keys().filter(|key| !other.contains_key(*key)).map(|key| format!("{file} lacks {key}"));
    let needless = other.keys().filter(|key| !first.contains_key(*key));
    let needless = needless.map(|key| format!("{file} has {key}, which {FIRST} has not"));
    let apart = first.iter().filter_map(|(key, names)| {
        let others = other.get(key)?;
        (names != others).then(|| format!("{file}: {key} has the values {others:?} and in {FIRST} {names:?}"))
    });
    missing.chain(needless).chain(apart).collect()
}

/// Keys that no source names.
fn unused(file: &str, keys: &Keys, sources: &[Source]) -> Vec<String> {
    let named: BTreeSet<&str> =
        sources.iter().flat_map(|source| source.text.lines().flat_map(literals)).collect();
    keys.keys().filter(|key| !named.contains(key.as_str())).map(|key| format!("{file}: {key}")).collect()
}

/// The sources that may say something to a shopper, without the texts' own tests.
fn speaking_sources() -> Vec<Source> {
    crate::function_sources()
}

#[test]
fn every_language_has_the_same_texts_with_the_same_values() {
    let texts = texts();
    let first = &texts[FIRST];
    let mut found = Vec::new();
    for (language, others) in texts.iter().filter(|(language, _)| *language != FIRST) {
        for (name, keys) in first {
            let file = format!("{TEXTS}/{language}/{name}.ftl");
            match others.get(name) {
                Some(other) => found.extend(differences(&file, keys, other)),
                None => found.push(format!("{file} is missing")),
            }
        }
        let needless = others.keys().filter(|name| !first.contains_key(*name));
        found.extend(needless.map(|name| format!("{TEXTS}/{language}/{name}.ftl translates nothing")));
    }
    nothing(&found, "texts that differ between languages");
}

#[test]
fn every_declared_language_has_its_folder_and_no_other_is_there() {
    let tags = domain::language::Language::ALL.map(domain::language::Language::tag);
    let folders: BTreeSet<String> = texts().into_keys().collect();
    assert_eq!(folders, tags.map(str::to_owned).into(), "folders of {TEXTS}, and `domain::language`");
}

#[test]
fn a_key_begins_with_the_name_of_its_file() {
    let texts = texts();
    let of_functions = texts[FIRST].iter().filter(|(name, _)| *name != OF_PAGES);
    let elsewhere = of_functions.flat_map(|(name, keys)| {
        let prefix = format!("{name}-");
        keys.keys().filter(move |key| !key.starts_with(&prefix)).map(move |key| format!("{name}.ftl: {key}"))
    });
    nothing(&elsewhere.collect::<Vec<_>>(), "keys that do not say which file they are in");
}

#[test]
fn no_text_is_there_for_nobody() {
    let (texts, sources) = (texts(), speaking_sources());
    let of_functions = texts[FIRST].iter().filter(|(name, _)| *name != OF_PAGES);
    let found =
        of_functions.flat_map(|(name, keys)| unused(&format!("{TEXTS}/{FIRST}/{name}.ftl"), keys, &sources));
    nothing(&found.collect::<Vec<_>>(), "texts that nobody says");
}

#[test]
fn what_is_said_without_the_check_at_compile_time_has_a_text() {
    let texts = texts();
    let keys: BTreeSet<&String> = texts[FIRST].values().flat_map(Keys::keys).collect();
    let mut found = Vec::new();
    for source in speaking_sources() {
        for (number, line) in source.code_lines().filter(|(_, line)| line.contains("Saying::plain(\"")) {
            let said = literals(line).into_iter().find(|text| !keys.contains(&(*text).to_owned()));
            found.extend(said.map(|_| source.at(number, line)));
        }
    }
    nothing(&found, "sayings without a text");
}

#[test]
fn each_difference_between_two_languages_is_found() {
    let first =
        keys("a-b = One { $x }\na-c = { $n ->\n    [one] { $n } day\n   *[other] { $n } days\n}\n").unwrap();
    let told = |other: &str| differences("de", &first, &keys(other).unwrap());
    let same = "a-b = Eins { $x }\na-c = { $n ->\n    [one] ein Tag\n   *[other] { $n } Tage\n}\n";
    assert_eq!(told(same), [""; 0]);
    assert_eq!(told("a-b = Eins { $x }\n"), ["de lacks a-c"]);
    assert_eq!(told(&format!("{same}a-d = Neu\n")), ["de has a-d, which en has not"]);
    let told = told(&same.replace("{ $x }", "{ $y }"));
    assert_eq!(told, [r#"de: a-b has the values {"y"} and in en {"x"}"#]);
}

#[test]
fn a_text_that_nobody_says_and_a_file_that_cannot_be_read_are_found() {
    let source = |text: &str| Source { path: "lib.rs".to_owned(), text: text.to_owned() };
    let keys_of = keys("a-b = One\na-c = Two\n").unwrap();
    assert_eq!(unused("en", &keys_of, &[source("say!(texts, \"a-b\")")]), ["en: a-c"]);
    assert!(keys("a-b = One\na-b = Two\n").unwrap_err().contains("twice"));
    assert!(keys("a-b = { $\n").is_err());
}
