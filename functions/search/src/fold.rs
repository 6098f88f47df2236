//! A word as it is compared: in lower case, umlauts written out, other letters without their marks, Arabic ones in
//! one form and without the article. `site/scripts/find/fold.mjs` does the same.

/// Letters in the shortest article before a word that is left alone without it.
const LEFT_LEAST: usize = 2;

/// The Arabic article.
const ARTICLE: &str = "\u{627}\u{644}";

/// The word to compare by.
pub fn fold(word: &str) -> String {
    let mut folded = String::with_capacity(word.len());
    for letter in word.chars().flat_map(char::to_lowercase) {
        match letter {
            'ä' | 'æ' => folded.push_str("ae"),
            'ö' | 'œ' => folded.push_str("oe"),
            'ü' => folded.push_str("ue"),
            'ß' => folded.push_str("ss"),
            'à' | 'á' | 'â' | 'ã' | 'å' => folded.push('a'),
            'ç' => folded.push('c'),
            'è' | 'é' | 'ê' | 'ë' => folded.push('e'),
            'ì' | 'í' | 'î' | 'ï' => folded.push('i'),
            'ñ' => folded.push('n'),
            'ò' | 'ó' | 'ô' | 'õ' | 'ø' => folded.push('o'),
            'ù' | 'ú' | 'û' => folded.push('u'),
            // Alef, ta marbuta and alef maksura in their other forms; lengthening and vowel signs.
            '\u{622}' | '\u{623}' | '\u{625}' => folded.push('\u{627}'),
            '\u{629}' => folded.push('\u{647}'),
            '\u{649}' => folded.push('\u{64a}'),
            '\u{640}' | '\u{64b}'..='\u{652}' => {}
            other => folded.push(other),
        }
    }
    match folded.strip_prefix(ARTICLE) {
        Some(rest) if rest.chars().count() >= LEFT_LEAST => rest.to_owned(),
        Some(_) | None => folded,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_umlaut_and_two_letters_are_the_same_word() {
        for (one, other) in [("Größe", "groesse"), ("GLÜHBIRNE", "gluehbirne"), ("Café", "cafe")] {
            assert_eq!(fold(one), fold(other));
        }
    }

    #[test]
    fn an_arabic_word_is_found_with_and_without_article_and_marks() {
        assert_eq!(fold("المصباح"), fold("مصباح"));
        assert_eq!(fold("إبريق"), fold("ابريق"));
        assert_eq!(fold("طاولة"), fold("طاوله"));
        assert_eq!(fold("كُوب"), fold("كوب"));
    }
}
