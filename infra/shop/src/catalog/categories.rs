//! `site/data/categories.toml` and `site/data/shop.toml`: how the shop is divided and searched, and who it is.

use super::document::{At, Document, Fields};
use super::product::picture_name;
use domain::ids::Slug;
use domain::language::Language;
use domain::market::{ShopProfile, ShopWords};
use std::collections::{BTreeMap, BTreeSet};

/// A category as shoppers see it.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Category {
    /// Its name in URLs.
    pub slug: Slug,
    /// Its name for people.
    pub name: String,
    /// One sentence for its page and the home page.
    pub description: String,
    /// The name of its picture.
    pub image: String,
    /// What it is called in the shop's other languages; where it is not, it is not shown.
    #[serde(skip)]
    pub words: BTreeMap<Language, CategoryWords>,
}

/// What a category is called in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CategoryWords {
    /// Its name.
    pub name: String,
    /// One sentence.
    pub description: String,
}

/// A category and the lines of what must agree with other files.
#[derive(Debug)]
pub(super) struct ReadCategory {
    pub category: Category,
    pub slug_line: usize,
    pub image_line: usize,
}

/// Reads the categories in the order the shop shows them.
pub(super) fn read_categories(document: &Document) -> Vec<ReadCategory> {
    let categories = document.read(|fields| fields.tables("category", category)).unwrap_or_default();
    for (position, read) in categories.iter().enumerate() {
        if categories.iter().take(position).any(|other| other.category.slug == read.category.slug) {
            let what = format!("the category {} is already there", read.category.slug);
            document.problems.say(document.file, read.slug_line, what);
        }
    }
    categories
}

fn category(fields: &Fields) -> Option<ReadCategory> {
    let slug = fields.parsed("slug", Slug::parse);
    let name = fields.text("name");
    let description = fields.text("description");
    let image = fields.parsed("image", picture_name);
    let words = fields.by_language("words", |fields| {
        let (name, description) = (fields.text("name"), fields.text("description"));
        Some(CategoryWords { name: name?.value, description: description?.value })
    });
    let (slug, image) = (slug?, image?);
    Some(ReadCategory {
        slug_line: slug.line,
        image_line: image.line,
        category: Category {
            slug: slug.value,
            name: name?.value,
            description: description?.value,
            image: image.value,
            words,
        },
    })
}

/// Who sells: what orders and mails say, and what only the site and the sender of mails need.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seller {
    /// What is published with the terms of every market.
    pub profile: ShopProfile,
    /// One line under the name.
    pub tagline: String,
    /// The address that mails come from.
    pub sender_mail: String,
    /// What products can be narrowed down by.
    pub facets: Vec<Facet>,
    /// The line under the name in the shop's other languages.
    pub taglines: BTreeMap<Language, String>,
}

/// A way to narrow products down: options of several names that mean the same to somebody who looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Facet {
    /// Its name in addresses, in every language.
    pub key: String,
    /// What it is called on the page.
    pub name: String,
    /// What it is called in the shop's other languages.
    pub names: BTreeMap<Language, String>,
    /// The names of the options it is made of.
    pub options: Vec<String>,
}

/// Reads who sells, in each of these languages, too.
pub(super) fn read_seller(document: &Document, languages: &BTreeSet<Language>) -> Option<Seller> {
    document.read(|fields| {
        let name = fields.text("name");
        let tagline = fields.text("tagline");
        let company = lines(fields.texts("company"));
        let contact_mail = fields.parsed("contact_mail", mail_address);
        let sender_mail = fields.parsed("sender_mail", mail_address);
        let merchant_mail = fields.parsed("merchant_mail", mail_address);
        let bank_account = lines(fields.texts("bank_account"));
        let pickup_address = lines(fields.texts("pickup_address"));
        let facets = fields.tables_if("facet", |fields| facet(fields, languages));
        let taglines = fields.names("taglines", languages);
        let words = fields.by_language("words", |fields| {
            let company = lines(fields.texts("company"));
            Some(ShopWords { company, pickup_address: lines(fields.texts("pickup_address")) })
        });
        for language in languages.iter().filter(|language| !words.contains_key(*language)) {
            fields.say(fields.line(), format!("`words` has no `{}`", language.tag()));
        }
        Some(Seller {
            tagline: tagline?.value,
            sender_mail: sender_mail?.value,
            facets,
            taglines,
            profile: ShopProfile {
                name: name?.value,
                company,
                contact_mail: contact_mail?.value,
                merchant_mail: merchant_mail?.value,
                bank_account,
                pickup_address,
                words,
            },
        })
    })?
}

fn facet(fields: &Fields, languages: &BTreeSet<Language>) -> Option<Facet> {
    let name = fields.text("name");
    let options = lines(fields.texts("options"));
    let names = fields.names("names", languages);
    let name = name?.value;
    Some(Facet { key: name.to_lowercase().replace(' ', "-"), name, names, options })
}

fn lines(texts: Vec<At<String>>) -> Vec<String> {
    texts.into_iter().map(|text| text.value).collect()
}

fn mail_address(text: &str) -> Result<String, String> {
    let good = text.split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
        && !text.chars().any(|c| c.is_whitespace() || c.is_control() || c == '<' || c == '>');
    if good { Ok(text.to_owned()) } else { Err(format!("`{text}` is not a mail address")) }
}
