//! Which products fit some words, best first: BM25+ over three fields, with beginnings of words and words with
//! mistakes counting less. `MiniSearch`, which pages with script search with, ranks the same way.
#![expect(clippy::float_arithmetic, reason = "this is relevance; no amount is near it")]

use crate::fold::fold;
use std::collections::{BTreeMap, BTreeSet};

/// Title, category, and what can be chosen, the brand with it.
const FIELDS: usize = 3;
const BOOSTS: [f64; FIELDS] = [3.0, 1.0, 1.0];

/// How much of a word may be wrong, in hundredths, and in letters at most.
const FUZZY_HUNDREDTHS: usize = 34;
const FUZZY_MAX: usize = 6;

/// What a word counts that only begins like the one that was typed, or is like it.
const PREFIX_WEIGHT: f64 = 0.375;
const FUZZY_WEIGHT: f64 = 0.45;

/// The constants of BM25+ (Lv and Zhai 2011), as `MiniSearch` has them.
const SATURATION: f64 = 1.2;
const LENGTH_WEIGHT: f64 = 0.7;
const LEAST: f64 = 0.5;

/// Words typed beyond this are not looked at: a query is short, and each word is compared with every known one.
const WORDS_MAX: usize = 8;

/// How often a word is in a field of each product that has it.
type Postings = [BTreeMap<usize, u32>; FIELDS];

/// The words of all products.
#[derive(Debug, Default)]
pub struct Index {
    words: BTreeMap<String, Postings>,
    /// How many different words each field of each product has.
    lengths: Vec<[usize; FIELDS]>,
    average_lengths: [f64; FIELDS],
}

/// Words of a text: letters and digits, as they are compared. Vowel signs belong to their word.
fn words(text: &str) -> impl Iterator<Item = String> {
    let apart = |c: char| !c.is_alphanumeric() && !('\u{64b}'..='\u{652}').contains(&c);
    text.split(apart).filter(|word| !word.is_empty()).map(fold)
}

fn number(count: usize) -> f64 {
    f64::from(u32::try_from(count).unwrap_or(u32::MAX))
}

impl Index {
    /// The index of these products' fields.
    pub fn of(products: impl Iterator<Item = [String; FIELDS]>) -> Self {
        let mut index = Self::default();
        for (id, fields) in products.enumerate() {
            let mut lengths = [0; FIELDS];
            for ((place, text), length) in fields.iter().enumerate().zip(&mut lengths) {
                let mut different = BTreeSet::new();
                for word in words(text) {
                    let postings = index.words.entry(word.clone()).or_default();
                    if let Some(field) = postings.get_mut(place) {
                        let count = field.entry(id).or_default();
                        *count = count.saturating_add(1);
                    }
                    different.insert(word);
                }
                *length = different.len();
            }
            index.lengths.push(lengths);
        }
        let products = number(index.lengths.len().max(1));
        for (place, average) in index.average_lengths.iter_mut().enumerate() {
            let all: usize = index.lengths.iter().filter_map(|lengths| lengths.get(place)).sum();
            *average = number(all) / products;
        }
        index
    }

    /// The products that fit the words, best first: those with all of them, or else those with any.
    pub fn ranked(&self, query: &str) -> Vec<usize> {
        let found: Vec<BTreeMap<usize, f64>> =
            words(query).take(WORDS_MAX).map(|word| self.of_word(&word)).collect();
        let mut scores: BTreeMap<usize, (f64, u32)> = BTreeMap::new();
        for (id, score) in found.iter().flatten() {
            let (sum, matched) = scores.entry(*id).or_default();
            *sum += score;
            *matched = matched.saturating_add(1);
        }
        let wanted = u32::try_from(found.len()).unwrap_or(u32::MAX);
        if scores.values().any(|(_, matched)| *matched == wanted) {
            scores.retain(|_, (_, matched)| *matched == wanted);
        }
        let mut ranked: Vec<(usize, f64)> =
            scores.into_iter().map(|(id, (sum, matched))| (id, sum * f64::from(matched))).collect();
        ranked.sort_by(|(left, a), (right, b)| b.total_cmp(a).then(left.cmp(right)));
        ranked.into_iter().map(|(id, _)| id).collect()
    }

    /// What each product scores for one typed word.
    fn of_word(&self, typed: &str) -> BTreeMap<usize, f64> {
        let mut scores = BTreeMap::new();
        let typed_length = typed.chars().count();
        let most = ((typed_length * FUZZY_HUNDREDTHS + 50) / 100).min(FUZZY_MAX);
        for (word, postings) in &self.words {
            let length = word.chars().count();
            let weight = if word == typed {
                1.0
            } else if word.starts_with(typed) {
                let longer = number(length - typed_length);
                PREFIX_WEIGHT * number(length) / 0.3f64.mul_add(longer, number(length))
            } else if length.abs_diff(typed_length) <= most {
                match strsim::osa_distance(typed, word) {
                    distance if distance <= most => {
                        FUZZY_WEIGHT * number(length) / (number(length) + number(distance))
                    }
                    _ => continue,
                }
            } else {
                continue;
            };
            self.add(&mut scores, postings, weight);
        }
        scores
    }

    fn add(&self, scores: &mut BTreeMap<usize, f64>, postings: &Postings, weight: f64) {
        let all = number(self.lengths.len());
        for (place, (field, boost)) in postings.iter().zip(BOOSTS).enumerate() {
            let with = number(field.len());
            let rarity = (1.0 + (all - with + 0.5) / (with + 0.5)).ln();
            let average = self.average_lengths.get(place).copied().unwrap_or(1.0).max(f64::MIN_POSITIVE);
            for (id, count) in field {
                let length = self.lengths.get(*id).and_then(|lengths| lengths.get(place)).copied();
                let length = number(length.unwrap_or_default()) / average;
                let count = f64::from(*count);
                let damped = SATURATION * (1.0 - LENGTH_WEIGHT + LENGTH_WEIGHT * length);
                let score = rarity * (LEAST + count * (SATURATION + 1.0) / (count + damped));
                *scores.entry(*id).or_default() += weight * boost * score;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn index(titles: &[&str]) -> Index {
        let fields = |title: &&str| [(*title).to_owned(), "Ceramics".to_owned(), String::new()];
        Index::of(titles.iter().map(fields))
    }

    const TITLES: [&str; 4] = ["Harbor mug", "Rim plate", "Quiet teapot", "Tea bowl"];

    #[test]
    fn a_word_with_a_mistake_is_found() {
        let index = index(&TITLES);
        for query in ["harbro mug", "harbr", "habor mugg", "HARBOR", "mgu harbor"] {
            assert_eq!(index.ranked(query).first(), Some(&0), "{query}");
        }
    }

    #[test]
    fn the_beginning_of_a_word_is_enough() {
        assert_eq!(index(&TITLES).ranked("teap"), [2, 3], "the teapot first, then what is like it");
    }

    #[test]
    fn all_words_are_wanted_before_any() {
        let index = index(&TITLES);
        assert_eq!(index.ranked("rim plate"), [1]);
        assert_eq!(index.ranked("plate zzzzzz"), [1], "one of them is better than nothing");
        assert!(index.ranked("").is_empty() && index.ranked("xylophone").is_empty());
    }
}
