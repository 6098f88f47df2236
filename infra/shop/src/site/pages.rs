//! The pages that people write: the home page and `site/content/pages/*.md`, repeated for every locale.
//!
//! What they say is passed on; only what the generator knows better is added: template, locale and market.

use super::card::cards;
use super::content::{Files, file_name};
use super::delivery::zones;
use super::front::{Front, without};
use super::{SiteError, at, bad};
use crate::catalog::{BadCatalog, Catalog, Problems, read_text, split};
use domain::ids::Slug;
use domain::language::Language;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use toml::{Table, Value};

const HOME: &str = "site/content/home.md";
const PAGES: &str = "site/content/pages";

/// First parts of paths that are answered by something else.
const TAKEN: &[&str] = &[
    "assets",
    "cart",
    "categories",
    "checkout",
    "fonts",
    "healthz",
    "js",
    "offers",
    "order",
    "pictures",
    "processed_images",
    "products",
    "scaled",
    "search",
    "shell",
    "webhooks",
];

/// What stands in a page for the table of delivery.
const DELIVERY: &str = "{{ shipping() }}";

#[derive(Clone)]
struct Written {
    front: Table,
    body: String,
}

/// A page in the shop's first language, and in the others as far as somebody wrote them.
struct Translated {
    own: Written,
    others: BTreeMap<Language, Written>,
}

/// The home page and all content pages in every locale.
pub(super) fn generate(root: &Path, catalog: &Catalog, fronts: &[Front<'_>]) -> Result<Files, SiteError> {
    let mut files = Files::new();
    let home = translated(root, "site/content/home", fronts)?;
    check_selected(&home.own, catalog)?;
    for front in fronts {
        let file = file_name("_index", front.storefront);
        let Some(mut home) = home.of(front) else {
            let missing = format!("site/content/home.{}.md", front.storefront.language().tag());
            return Err(bad(&missing, 1, "is missing: every language has a home page"));
        };
        show_selected(&mut home, *front)?;
        let text = in_locale(&file, *front, "index.html", &home, &[])?;
        files.insert(file, text);
    }
    for name in names(root)? {
        let file = format!("{PAGES}/{name}.md");
        if Slug::parse(&name).is_err() {
            return Err(bad(&file, 1, "a page's name is its address: 2 to 80 of a-z, 0-9 and -"));
        }
        if TAKEN.contains(&name.as_str()) || catalog.storefronts.iter().any(|s| s.locale.as_str() == name) {
            return Err(bad(&file, 1, format!("the address /{name}/ is taken by the shop itself")));
        }
        let page = translated(root, &format!("{PAGES}/{name}"), fronts)?;
        repeat(&mut files, fronts, &name, &page)?;
    }
    Ok(files)
}

impl Translated {
    /// The page as a storefront shows it, where somebody wrote it in its language. What a translation does not
    /// say in its front matter is as it is in the shop's first language.
    fn of(&self, front: &Front<'_>) -> Option<Written> {
        if front.storefront.language() == front.first {
            return Some(self.own.clone());
        }
        let other = self.others.get(&front.storefront.language())?;
        let mut shown = Written { front: self.own.front.clone(), body: other.body.clone() };
        let mut other = other.front.clone();
        let extra = other.remove("extra");
        shown.front.extend(other);
        if let (Some(Value::Table(own)), Some(Value::Table(extra))) = (shown.front.get_mut("extra"), extra) {
            own.extend(extra);
        }
        Some(shown)
    }
}

fn translated(root: &Path, stem: &str, fronts: &[Front<'_>]) -> Result<Translated, SiteError> {
    let mut others = BTreeMap::new();
    for front in fronts {
        let language = front.storefront.language();
        let file = format!("{stem}.{}.md", language.tag());
        if language != front.first && root.join(&file).is_file() {
            others.insert(language, read(root, &file)?);
        }
    }
    Ok(Translated { own: read(root, &format!("{stem}.md"))?, others })
}

/// The names of the pages: what is written in another language is no page of its own.
fn names(root: &Path) -> Result<Vec<String>, SiteError> {
    let folder = root.join(PAGES);
    let mut names = Vec::new();
    for entry in at(&folder, fs::read_dir(&folder))? {
        let name = at(&folder, entry)?.file_name().to_string_lossy().into_owned();
        names.extend(name.strip_suffix(".md").filter(|name| !name.contains('.')).map(str::to_owned));
    }
    names.sort();
    Ok(names)
}

fn read(root: &Path, file: &str) -> Result<Written, SiteError> {
    let problems = Problems::default();
    let source = read_text(root, file, &problems);
    let parts = source.as_deref().and_then(|source| split(file, source, &problems));
    let Some(parts) = parts else { return Err(BadCatalog(problems.into_sorted()).into()) };
    let front: Table = parts.front.parse().map_err(|error| broken(file, parts.front, 1, &error))?;
    if !front.get("title").is_some_and(Value::is_str) {
        return Err(bad(file, 2, "`title` is missing"));
    }
    Ok(Written { front, body: parts.body.trim().to_owned() })
}

/// A TOML error with its line in the file.
pub(super) fn broken(file: &str, toml: &str, lines_before: usize, error: &toml::de::Error) -> SiteError {
    let offset = error.span().map_or(0, |span| span.start);
    let before = toml.get(..offset).unwrap_or_default();
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + lines_before + 1;
    bad(file, line, error.message().replace('\n', ", "))
}

/// The home page may only name products that are there.
fn check_selected(home: &Written, catalog: &Catalog) -> Result<(), SiteError> {
    let selected = home.front.get("extra").and_then(|extra| extra.get("selected")).and_then(Value::as_array);
    for slug in selected.into_iter().flatten().filter_map(Value::as_str) {
        if !catalog.products.iter().any(|listing| listing.product.slug.as_str() == slug) {
            return Err(bad(HOME, 1, format!("`extra.selected` names {slug}, and there is no such product")));
        }
    }
    Ok(())
}

/// Puts the cards of the selected products into the home page.
fn show_selected(home: &mut Written, front: Front<'_>) -> Result<(), SiteError> {
    let extra = home.front.get_mut("extra").and_then(Value::as_table_mut);
    let Some(extra) = extra else { return Ok(()) };
    let selected = extra.get("selected").and_then(Value::as_array).into_iter().flatten();
    let cards = cards(front, selected.filter_map(Value::as_str));
    let cards = Value::try_from(cards).map_err(|source| SiteError::Toml { file: HOME.to_owned(), source })?;
    extra.insert("cards".to_owned(), cards);
    Ok(())
}

/// A content page in every locale: where nobody wrote it in the locale's language, in the shop's first one, so
/// that no link to it is dead.
fn repeat(files: &mut Files, fronts: &[Front<'_>], name: &str, page: &Translated) -> Result<(), SiteError> {
    let untranslated = without(fronts, |front| page.of(front).is_some());
    for front in fronts {
        let file = format!("{name}/{}", file_name("index", front.storefront));
        let shown = page.of(front).unwrap_or_else(|| page.own.clone());
        let text = in_locale(&file, *front, "page.html", &shown, &untranslated)?;
        files.insert(file, text);
    }
    Ok(())
}

fn in_locale(
    file: &str,
    front: Front<'_>,
    template: &str,
    page: &Written,
    untranslated: &[&str],
) -> Result<String, SiteError> {
    let failed = |source| SiteError::Toml { file: file.to_owned(), source };
    let storefront = front.storefront;
    let mut matter = page.front.clone();
    matter.insert("template".to_owned(), template.into());
    let extra = matter.entry("extra").or_insert_with(|| Table::new().into());
    let Some(extra) = extra.as_table_mut() else { return Err(bad(file, 1, "`extra` must be a table")) };
    extra.insert("locale".to_owned(), storefront.locale.as_str().into());
    extra.insert("market".to_owned(), storefront.market.as_str().into());
    if untranslated.contains(&storefront.locale.as_str()) {
        extra.insert("written_in".to_owned(), front.first.tag().into());
    }
    if !untranslated.is_empty() {
        extra.insert("untranslated".to_owned(), untranslated.to_vec().into());
    }
    if page.body.contains(DELIVERY) {
        extra.insert("zones".to_owned(), Value::try_from(zones(front)).map_err(failed)?);
    }
    let matter = toml::to_string(&matter).map_err(failed)?;
    Ok(format!("+++\n{matter}+++\n\n{}\n", page.body))
}
