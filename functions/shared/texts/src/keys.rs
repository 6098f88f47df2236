//! The files, and the comparison of every key in our sources with the English ones, which is made while compiling.

use domain::language::Language;

/// A file of texts.
#[derive(Debug, Clone, Copy)]
pub struct File {
    /// Its name without `.ftl`; its keys begin with it.
    pub name: &'static str,
    /// What is in it.
    pub text: &'static str,
}

macro_rules! files_of {
    ($language:literal: $($name:literal),*) => {
        [$(File { name: $name, text: include_str!(concat!("../../../../site/texts/", $language, "/", $name, ".ftl")) }),*]
    };
}

const ENGLISH: [File; 7] =
    files_of!("en": "cart", "checkout", "order", "search", "offers", "problem", "mail");
const GERMAN: [File; 7] = files_of!("de": "cart", "checkout", "order", "search", "offers", "problem", "mail");
const ARABIC: [File; 7] = files_of!("ar": "cart", "checkout", "order", "search", "offers", "problem", "mail");

/// The files that functions speak from. The pages' own texts, `storefront.ftl`, are not among them.
pub const fn files(language: Language) -> &'static [File] {
    match language {
        Language::English => &ENGLISH,
        Language::German => &GERMAN,
        Language::Arabic => &ARABIC,
    }
}

/// Refuses, while compiling, a key that the English files do not have, and names of values that are not those of its
/// text. [`say!`](crate::say) and [`saying!`](crate::saying) call it.
///
/// # Panics
/// Only while compiling.
#[expect(clippy::panic, reason = "called in constants only, so that it stops the build and nothing else")]
pub const fn check(key: &str, names: &[&str]) {
    let Some((text, start)) = find(key.as_bytes()) else {
        panic!("no text has this key in site/texts/en, in the file that the key begins with");
    };
    let end = end_of(text, start);
    let mut at = start;
    while at < end {
        let given = text[at] != b'$' || is_one_of(text, at + 1, names);
        assert!(given, "the text has a variable that nothing is given for");
        at += 1;
    }
    let mut place = 0;
    while place < names.len() {
        let used = is_used(text, start, end, names[place].as_bytes());
        assert!(used, "the text has no variable with the name of a given value");
        place += 1;
    }
}

/// The file of a key, and where its text begins there.
const fn find(key: &[u8]) -> Option<(&'static [u8], usize)> {
    let mut place = 0;
    while place < ENGLISH.len() {
        let (name, text) = (ENGLISH[place].name.as_bytes(), ENGLISH[place].text.as_bytes());
        if stands_at(key, 0, name) && stands_at(key, name.len(), b"-") {
            let mut at = 0;
            while at < text.len() {
                if (at == 0 || text[at - 1] == b'\n')
                    && stands_at(text, at, key)
                    && ends_key(text, at + key.len())
                {
                    return Some((text, at + key.len()));
                }
                at += 1;
            }
        }
        place += 1;
    }
    None
}

const fn stands_at(text: &[u8], at: usize, wanted: &[u8]) -> bool {
    let mut offset = 0;
    while offset < wanted.len() {
        if at + offset >= text.len() || text[at + offset] != wanted[offset] {
            return false;
        }
        offset += 1;
    }
    true
}

const fn ends_key(text: &[u8], at: usize) -> bool {
    stands_at(text, at, b" =") || stands_at(text, at, b"=")
}

/// Where a text ends: at the next line that is neither indented, nor empty, nor the end of a block.
const fn end_of(text: &[u8], start: usize) -> usize {
    let mut at = start;
    while at < text.len() {
        let goes_on = at + 1 >= text.len() || matches!(text[at + 1], b' ' | b'\n' | b'}');
        if text[at] == b'\n' && !goes_on {
            return at;
        }
        at += 1;
    }
    text.len()
}

const fn is_name(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-')
}

const fn is_one_of(text: &[u8], at: usize, names: &[&str]) -> bool {
    let mut place = 0;
    while place < names.len() {
        let name = names[place].as_bytes();
        if stands_at(text, at, name) && (at + name.len() >= text.len() || !is_name(text[at + name.len()])) {
            return true;
        }
        place += 1;
    }
    false
}

const fn is_used(text: &[u8], start: usize, end: usize, name: &[u8]) -> bool {
    let mut at = start;
    while at < end {
        let whole = at + 1 + name.len() >= text.len() || !is_name(text[at + 1 + name.len()]);
        if text[at] == b'$' && stands_at(text, at + 1, name) && whole {
            return true;
        }
        at += 1;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(key: &'static str, names: &'static [&'static str]) -> bool {
        std::panic::catch_unwind(|| check(key, names)).is_err()
    }

    #[test]
    fn a_missing_text_fails_the_build() {
        assert!(!refused("order-days", &["count"]));
        assert!(refused("order-day", &["count"]), "a part of a key is no key");
        assert!(refused("order-no-such-text", &[]));
        assert!(refused("nowhere-days", &["count"]), "a key begins with its file");
    }

    #[test]
    fn a_missing_or_needless_value_fails_the_build() {
        assert!(refused("order-days", &[]));
        assert!(refused("order-days", &["counts"]));
        assert!(refused("order-days", &["coun"]));
        assert!(refused("order-days", &["count", "other"]));
        assert!(refused("order-days-between", &["least"]));
        assert!(!refused("order-days-between", &["most", "least"]));
    }
}
