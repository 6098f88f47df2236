//! `site/content/products/<slug>/index.<language>.md`: what a product says in a language. What it is and costs
//! stays in `index.md`, so a translation holds words alone.

use super::document::{Document, Fields};
use super::problem::Problems;
use super::product::{Listing, named_option, split};
use super::prose;
use domain::catalog::{ProductOption, ProductProperty};
use domain::ids::PropertyId;
use domain::language::Language;
use std::collections::BTreeMap;

/// What a product says in a language.
#[derive(Debug, Clone, PartialEq)]
pub struct Words {
    /// Its name.
    pub title: String,
    /// One line for cards and search engines.
    pub description: String,
    /// Its options and their values, in the places they have in the product.
    pub options: Vec<ProductOption>,
    /// What can be written on it, by property.
    pub properties: BTreeMap<PropertyId, String>,
    /// Short facts for the page.
    pub details: Vec<String>,
    /// What each variant's picture shows, in the variants' order.
    pub alts: Vec<String>,
    /// The description in Markdown.
    pub text: String,
}

impl Words {
    /// A choice in these words: each value by its place in the product's own options.
    pub fn choice(&self, own: &[ProductOption], choice: &[String]) -> Vec<String> {
        let value = |(place, value): (usize, &String)| {
            let at = own.get(place)?.values.iter().position(|other| other == value)?;
            self.options.get(place)?.values.get(at).cloned()
        };
        choice.iter().enumerate().map(|said| value(said).unwrap_or_else(|| said.1.clone())).collect()
    }
}

impl Listing {
    /// The product as it is shown in a language; nothing where it has no words in that.
    pub fn in_language(&self, language: Language) -> Option<Self> {
        let words = self.words.get(&language)?;
        let mut listing = self.clone();
        let own = std::mem::replace(&mut listing.product.options, words.options.clone());
        for variant in &mut listing.product.variants {
            variant.choice = words.choice(&own, &variant.choice);
        }
        for ProductProperty { id, name, .. } in &mut listing.product.properties {
            if let Some(word) = words.properties.get(id) {
                name.clone_from(word);
            }
        }
        listing.product.title.clone_from(&words.title);
        listing.product.description.clone_from(&words.description);
        listing.details.clone_from(&words.details);
        listing.alts.clone_from(&words.alts);
        listing.text.clone_from(&words.text);
        Some(listing)
    }
}

/// Reads a translation of this product.
pub(super) fn read(file: &str, source: &str, listing: &Listing, problems: &Problems) -> Option<Words> {
    let split = split(file, source, problems)?;
    prose::check(file, split.body, split.body_lines_before, problems);
    let document = Document { file, toml: split.front, lines_before: 1, problems };
    let text = split.body.trim().to_owned();
    document.read(|fields| words(fields, listing, text))?
}

fn words(fields: &Fields, listing: &Listing, text: String) -> Option<Words> {
    let title = fields.text("title");
    let description = fields.text("description");
    let extra = fields.table("extra", |fields| extra(fields, listing));
    let Extra { details, options, properties, alts } = extra?;
    let (title, description) = (title?.value, description?.value);
    Some(Words { title, description, options, properties, details, alts, text })
}

struct Extra {
    details: Vec<String>,
    options: Vec<ProductOption>,
    properties: BTreeMap<PropertyId, String>,
    alts: Vec<String>,
}

fn extra(fields: &Fields, listing: &Listing) -> Extra {
    let details: Vec<String> = fields.texts_if("details").into_iter().map(|detail| detail.value).collect();
    if details.len() != listing.details.len() {
        let (found, wanted) = (details.len(), listing.details.len());
        fields.say(fields.line(), format!("{found} details are not the {wanted} of the product"));
    }
    let options = fields.tables_if("options", named_option);
    let counts = |options: &[ProductOption]| -> Vec<usize> {
        options.iter().map(|option| option.values.len()).collect()
    };
    if counts(&options) != counts(&listing.product.options) {
        fields.say(fields.line(), "the options and their values are not as many as those of the product");
    }
    Extra { details, options, properties: properties(fields, listing), alts: alts(fields, listing) }
}

/// What can be written on the product, by the ids of its properties.
fn properties(fields: &Fields, listing: &Listing) -> BTreeMap<PropertyId, String> {
    let own = &listing.product.properties;
    if own.is_empty() && !fields.has("properties") {
        return BTreeMap::new();
    }
    let mut names = BTreeMap::new();
    for (id, name) in fields.texts_by_key("properties") {
        match own.iter().find(|property| property.id.as_str() == id.value) {
            Some(property) => {
                names.insert(property.id.clone(), name.value);
            }
            None => fields.say(id.line, format!("the product has no property {}", id.value)),
        }
    }
    for ProductProperty { id, .. } in own.iter().filter(|property| !names.contains_key(&property.id)) {
        fields.say(fields.line(), format!("`extra.properties` does not say what {id} is called"));
    }
    names
}

/// What the pictures show, by their names.
fn alts(fields: &Fields, listing: &Listing) -> Vec<String> {
    let mut by_picture = BTreeMap::new();
    for (picture, alt) in fields.texts_by_key("alts") {
        if !listing.product.variants.iter().any(|variant| variant.image == picture.value) {
            fields.say(picture.line, format!("no variant has the picture {}", picture.value));
        }
        by_picture.insert(picture.value, alt.value);
    }
    let mut missing = Vec::new();
    let mut alts = Vec::new();
    for variant in &listing.product.variants {
        if !by_picture.contains_key(&variant.image) && !missing.contains(&&variant.image) {
            missing.push(&variant.image);
        }
        alts.push(by_picture.get(&variant.image).cloned().unwrap_or_default());
    }
    for picture in missing {
        fields.say(fields.line(), format!("`extra.alts` does not say what {picture} shows"));
    }
    alts
}
