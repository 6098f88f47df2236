//! A product file: TOML front matter between `+++` lines, then the description in Markdown.

use super::document::{At, Document, Fields};
use super::problem::Problems;
use super::prose;
use super::translation::Words;
use domain::catalog::{Product, ProductError, ProductOption, Variant};
use domain::ids::{Sku, Slug, TaxCategory};
use domain::language::Language;
use domain::money::{Currency, Money};
use std::collections::BTreeMap;

/// Options of one product: a page with four groups of buttons is a configurator, which is another page.
const OPTIONS_MAX: usize = 3;

/// The heaviest parcel that any carrier's table knows.
const WEIGHT_G_MAX: u32 = 1_000_000;

/// A product as its file describes it: what is sold, and what only its page shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Listing {
    /// What is sold.
    pub product: Product,
    /// The day it was added, as a TOML date.
    pub date: toml::value::Datetime,
    /// Who makes it, where that is not the shop itself.
    pub brand: Option<String>,
    /// Addresses it had before; they lead to the present one.
    pub former_slugs: Vec<Slug>,
    /// Products that go well with it.
    pub related: Vec<Slug>,
    /// Short facts for the page, one per bullet.
    pub details: Vec<String>,
    /// What each variant's picture shows, in the variants' order.
    pub alts: Vec<String>,
    /// The description in Markdown, without raw HTML.
    pub text: String,
    /// What it says in the shop's other languages.
    pub words: BTreeMap<Language, Words>,
}

/// A listing and the lines of what other files must agree with.
#[derive(Debug)]
pub(super) struct ProductFile {
    pub file: String,
    pub listing: Listing,
    pub category_line: usize,
    pub tax_category_line: usize,
    pub related: Vec<At<Slug>>,
    pub former_slugs: Vec<At<Slug>>,
    pub skus: Vec<At<Sku>>,
    pub images: Vec<At<String>>,
}

/// The front matter and the body of a file, each with the lines before it.
pub(crate) struct Split<'s> {
    pub front: &'s str,
    pub body: &'s str,
    pub body_lines_before: usize,
}

/// Splits a file into front matter and body, or says that it has no front matter.
pub(crate) fn split<'s>(file: &str, source: &'s str, problems: &Problems) -> Option<Split<'s>> {
    let parts = source.strip_prefix("+++\n").and_then(|rest| {
        let end = rest.find("\n+++")?;
        let body = rest.get(end + 4..).filter(|body| body.is_empty() || body.starts_with('\n'))?;
        Some((rest.get(..=end)?, body))
    });
    let Some((front, body)) = parts else {
        problems.say(file, 1, "must begin with front matter between two lines `+++`");
        return None;
    };
    let body_lines_before = front.lines().count() + 1;
    Some(Split { front, body, body_lines_before })
}

/// Reads a product; nothing when too much of it is wrong to look at it further.
pub(super) fn read(
    file: &str,
    folder: &str,
    source: &str,
    currencies: &[Currency],
    problems: &Problems,
) -> Option<ProductFile> {
    let slug = Slug::parse(folder).map_err(|error| problems.say(file, 1, format!("the folder {error}"))).ok();
    let split = split(file, source, problems)?;
    prose::check(file, split.body, split.body_lines_before, problems);
    let document = Document { file, toml: split.front, lines_before: 1, problems };
    let front = document.read(|fields| front(fields, currencies))??;
    let product = Product {
        slug: slug?,
        title: front.title,
        description: front.description,
        category: front.extra.category.value,
        tax_category: front.extra.tax_category.value,
        options: front.extra.options,
        variants: front.extra.variants.iter().map(|read| read.variant.clone()).collect(),
    };
    let skus: Vec<_> = front
        .extra
        .variants
        .iter()
        .map(|read| At { value: read.variant.sku.clone(), line: read.line })
        .collect();
    if front.extra.complete {
        tell(file, &product.errors(currencies), &skus, problems);
    }
    let images = front
        .extra
        .variants
        .iter()
        .map(|read| At { value: read.variant.image.clone(), line: read.image_line });
    Some(ProductFile {
        file: file.to_owned(),
        category_line: front.extra.category.line,
        tax_category_line: front.extra.tax_category.line,
        related: front.extra.related.clone(),
        former_slugs: front.extra.former_slugs.clone(),
        images: images.collect(),
        skus,
        listing: Listing {
            product,
            date: front.date,
            brand: front.extra.brand,
            former_slugs: front.extra.former_slugs.into_iter().map(|slug| slug.value).collect(),
            related: front.extra.related.into_iter().map(|slug| slug.value).collect(),
            details: front.extra.details,
            alts: front.extra.variants.into_iter().map(|read| read.alt).collect(),
            text: split.body.trim().to_owned(),
            words: BTreeMap::new(),
        },
    })
}

/// Gives each error of the rules the line of the variant it is about.
fn tell(file: &str, errors: &[ProductError], skus: &[At<Sku>], problems: &Problems) {
    let line_of = |sku: &Sku| skus.iter().find(|at| at.value == *sku).map_or(1, |at| at.line);
    let last_line_of = |sku: &Sku| skus.iter().rev().find(|at| at.value == *sku).map_or(1, |at| at.line);
    for error in errors {
        let line = match error {
            // All variants of all products are compared for this later.
            ProductError::RepeatedSku(_) => continue,
            ProductError::NoVariants | ProductError::TooManyVariants(_) => 1,
            ProductError::RepeatedChoice(_) => skus.last().map_or(1, |at| at.line),
            ProductError::WrongChoiceCount { sku, .. }
            | ProductError::UnknownValue { sku, .. }
            | ProductError::NoPrice { sku, .. } => last_line_of(sku),
            ProductError::MissingPrice { sku, .. } => line_of(sku),
        };
        problems.say(file, line, error.to_string());
    }
}

struct Front {
    title: String,
    description: String,
    date: toml::value::Datetime,
    extra: Extra,
}

struct Extra {
    category: At<Slug>,
    tax_category: At<TaxCategory>,
    brand: Option<String>,
    former_slugs: Vec<At<Slug>>,
    related: Vec<At<Slug>>,
    details: Vec<String>,
    options: Vec<ProductOption>,
    variants: Vec<ReadVariant>,
    /// Whether every variant could be read, so that comparing them makes sense.
    complete: bool,
}

struct ReadVariant {
    variant: Variant,
    alt: String,
    line: usize,
    image_line: usize,
}

fn front(fields: &Fields, currencies: &[Currency]) -> Option<Front> {
    let title = fields.text("title");
    let description = fields.text("description");
    let date = fields.date("date");
    let extra = fields.table("extra", |fields| extra(fields, currencies)).flatten();
    Some(Front { title: title?.value, description: description?.value, date: date?.value, extra: extra? })
}

fn extra(fields: &Fields, currencies: &[Currency]) -> Option<Extra> {
    let category = fields.parsed("category", Slug::parse);
    let tax_category = fields.parsed("tax_category", TaxCategory::parse);
    let brand = fields.text_if("brand");
    let former_slugs = fields.texts_if("former_slugs");
    let related = fields.texts_if("related");
    let details = fields.texts_if("details");
    let mut complete = true;
    let options = fields.tables_if("options", |fields| {
        let option = option(fields);
        complete &= option.is_some();
        option
    });
    if options.len() > OPTIONS_MAX {
        fields.say(fields.line(), format!("{} options are more than {OPTIONS_MAX}", options.len()));
    }
    let variants = fields.tables("variants", |fields| {
        let variant = variant(fields, currencies);
        complete &= variant.is_some();
        variant
    });
    Some(Extra {
        category: category?,
        tax_category: tax_category?,
        brand: brand.map(|brand| brand.value),
        former_slugs: slugs(fields, &former_slugs),
        related: slugs(fields, &related),
        details: details.into_iter().map(|detail| detail.value).collect(),
        options,
        variants,
        complete,
    })
}

fn slugs(fields: &Fields, texts: &[At<String>]) -> Vec<At<Slug>> {
    texts.iter().filter_map(|slug| fields.parse(slug, Slug::parse)).collect()
}

pub(super) fn option(fields: &Fields) -> Option<ProductOption> {
    let name = fields.text("name");
    let values: Vec<String> = fields.texts("values").into_iter().map(|value| value.value).collect();
    Some(ProductOption { name: name?.value, values })
}

fn variant(fields: &Fields, currencies: &[Currency]) -> Option<ReadVariant> {
    let sku = fields.parsed("sku", Sku::parse);
    let choice = fields.texts("options").into_iter().map(|value| value.value).collect();
    let weight_g = fields.number("weight_g", WEIGHT_G_MAX);
    let image = fields.parsed("image", picture_name);
    let alt = fields.text("alt");
    let prices = prices(fields, currencies);
    let sku = sku?;
    let image = image?;
    Some(ReadVariant {
        line: sku.line,
        image_line: image.line,
        alt: alt?.value,
        variant: Variant {
            sku: sku.value,
            choice,
            weight_g: u64::from(weight_g?.value),
            image: image.value,
            prices: prices?,
        },
    })
}

/// A picture's name becomes part of a path, so it is nothing but a name.
pub(super) fn picture_name(text: &str) -> Result<String, String> {
    Slug::parse(text)
        .map(|_| text.to_owned())
        .map_err(|_| format!("`{text}` is not a picture's name (a-z, 0-9 and -)"))
}

fn prices(fields: &Fields, currencies: &[Currency]) -> Option<BTreeMap<Currency, Money>> {
    let mut prices = BTreeMap::new();
    let mut complete = true;
    for (code, text) in fields.texts_by_key("prices") {
        let currency = fields.parse(&code, Currency::parse);
        let sold_in = currency.as_ref().filter(|currency| currencies.contains(&currency.value));
        if let (Some(currency), None) = (&currency, sold_in) {
            fields.say(currency.line, format!("no market sells in {}", currency.value));
        }
        let price =
            sold_in.and_then(|currency| fields.parse(&text, |text| Money::parse(text, currency.value)));
        complete &= price.is_some();
        prices.extend(price.map(|price| (price.value.currency, price.value)));
    }
    complete.then_some(prices)
}
