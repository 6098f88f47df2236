//! A product file: TOML front matter between `+++` lines, then the description in Markdown.

use super::document::{At, Document, Fields};
use super::price;
use super::problem::Problems;
use super::prose;
use super::translation::Words;
use domain::catalog::{Prices, Product, ProductError, ProductOption, ProductProperty, Variant};
use domain::configure::listed_prices;
use domain::ids::{PropertyId, Sku, Slug, TaxCategory};
use domain::language::Language;
use domain::limits::PROPERTY_LENGTH_MAX;
use domain::money::Currency;
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
    /// The name of its 3D model, with a material variant for every SKU.
    pub model: Option<String>,
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
    pub model: Option<At<String>>,
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
        category: front.extra.category.value.clone(),
        tax_category: front.extra.tax_category.value.clone(),
        options: front.extra.options.clone(),
        variants: front.extra.variants.iter().map(|read| read.variant.clone()).collect(),
        properties: front.extra.properties.iter().map(|at| at.value.clone()).collect(),
    };
    let skus: Vec<_> = front
        .extra
        .variants
        .iter()
        .map(|read| At { value: read.variant.sku.clone(), line: read.line })
        .collect();
    if front.extra.complete {
        tell(file, &product.errors(currencies), &skus, &front.extra, problems);
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
        model: front.extra.model.clone(),
        skus,
        listing: Listing {
            product,
            date: front.date,
            brand: front.extra.brand,
            former_slugs: front.extra.former_slugs.into_iter().map(|slug| slug.value).collect(),
            related: front.extra.related.into_iter().map(|slug| slug.value).collect(),
            details: front.extra.details,
            model: front.extra.model.map(|model| model.value),
            alts: front.extra.variants.into_iter().map(|read| read.alt).collect(),
            text: split.body.trim().to_owned(),
            words: BTreeMap::new(),
        },
    })
}

/// Gives each error of the rules the line of what it is about.
fn tell(file: &str, errors: &[ProductError], skus: &[At<Sku>], extra: &Extra, problems: &Problems) {
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
            ProductError::UnknownAddition { .. } => extra.options_line,
            ProductError::MissingAddition { what, .. }
            | ProductError::NegativeProperty { what, .. }
            | ProductError::PropertyLength { what, .. } => {
                let property = extra.properties.iter().find(|at| at.value.name == *what);
                property.map_or(extra.options_line, |at| at.line)
            }
            ProductError::RepeatedProperty(_) | ProductError::TooManyProperties(_) => {
                extra.properties.last().map_or(1, |at| at.line)
            }
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
    model: Option<At<String>>,
    options: Vec<ProductOption>,
    options_line: usize,
    properties: Vec<At<ProductProperty>>,
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
    let model = fields.text_if("model").and_then(|name| fields.parse(&name, picture_name));
    let mut complete = true;
    let base = fields.has("base_price").then(|| price::prices(fields, "base_price", currencies));
    complete &= base.as_ref().is_none_or(Option::is_some);
    let mut options_line = fields.line();
    let options = fields.tables_if("options", |fields| {
        options_line = fields.line();
        let option = option(fields, currencies);
        complete &= option.is_some();
        option
    });
    if base.is_none() && options.iter().any(|option| !option.adds.is_empty()) {
        fields.say(options_line, "option values add to `extra.base_price`, which is missing");
    }
    let properties = fields.tables_if("properties", |fields| {
        let property = property(fields, currencies);
        complete &= property.is_some();
        property
    });
    if options.len() > OPTIONS_MAX {
        fields.say(fields.line(), format!("{} options are more than {OPTIONS_MAX}", options.len()));
    }
    let base = base.map(Option::unwrap_or_default);
    let priced = Priced { base, options: &options, currencies };
    let variants = fields.tables("variants", |fields| {
        let variant = variant(fields, &priced);
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
        model,
        options,
        options_line,
        properties,
        variants,
        complete,
    })
}

fn slugs(fields: &Fields, texts: &[At<String>]) -> Vec<At<Slug>> {
    texts.iter().filter_map(|slug| fields.parse(slug, Slug::parse)).collect()
}

fn option(fields: &Fields, currencies: &[Currency]) -> Option<ProductOption> {
    let adds = fields.table_if("adds", |fields| {
        let added = |value: At<String>| Some((price::prices(fields, &value.value, currencies)?, value.value));
        let all: Vec<Option<(Prices, String)>> = fields.keys().into_iter().map(added).collect();
        all.into_iter().map(|read| read.map(|(prices, value)| (value, prices))).collect()
    });
    Some(ProductOption { adds: adds.unwrap_or(Some(BTreeMap::new()))?, ..named_option(fields)? })
}

/// What an option and its values are called.
pub(super) fn named_option(fields: &Fields) -> Option<ProductOption> {
    let name = fields.text("name");
    let values: Vec<String> = fields.texts("values").into_iter().map(|value| value.value).collect();
    Some(ProductOption { name: name?.value, values, adds: BTreeMap::new() })
}

fn property(fields: &Fields, currencies: &[Currency]) -> Option<At<ProductProperty>> {
    let id = fields.parsed("id", PropertyId::parse);
    let name = fields.text("name");
    let kind = fields.parsed("kind", |kind| match kind {
        "text" => Ok(()),
        _ => Err(format!("`{kind}` is no kind of property: there is only `text`")),
    });
    let length_max = fields.number("length_max", PROPERTY_LENGTH_MAX);
    let prices = price::prices(fields, "prices", currencies);
    let (id, name, length_max) = (id?, name?.value, length_max?.value);
    kind?;
    let property = ProductProperty { id: id.value, name, length_max, prices: prices? };
    Some(At { value: property, line: id.line })
}

/// What a product's variants get their prices from.
struct Priced<'p> {
    /// The base price, where the file states one.
    base: Option<Prices>,
    options: &'p [ProductOption],
    currencies: &'p [Currency],
}

impl Priced<'_> {
    /// The variant's own prices, or the base price and what its option values add.
    fn prices(&self, fields: &Fields, choice: &[String]) -> Option<Prices> {
        let Some(base) = &self.base else { return price::prices(fields, "prices", self.currencies) };
        if fields.has("prices") {
            fields.say(fields.line(), "a variant's price follows from `base_price`: remove its `prices`");
            return None;
        }
        let listed = listed_prices(base, self.options, choice);
        listed.map_err(|error| fields.say(fields.line(), error.to_string())).ok()
    }
}

fn variant(fields: &Fields, priced: &Priced<'_>) -> Option<ReadVariant> {
    let sku = fields.parsed("sku", Sku::parse);
    let choice: Vec<String> = fields.texts("options").into_iter().map(|value| value.value).collect();
    let weight_g = fields.number("weight_g", WEIGHT_G_MAX);
    let image = fields.parsed("image", picture_name);
    let alt = fields.text("alt");
    let prices = priced.prices(fields, &choice);
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
