//! The pages that people write: the home page and `site/content/pages/*.md`, repeated for every locale.
//!
//! What they say is passed on; only what the generator knows better is added: template, locale and market.

use super::card::cards;
use super::content::{Files, file_name};
use super::{SiteError, at, bad};
use crate::catalog::{BadCatalog, Catalog, Problems, Storefront, read_text, split};
use domain::ids::Slug;
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
    "search",
    "shell",
    "webhooks",
];

struct Written {
    front: Table,
    body: String,
}

/// The home page and all content pages in every locale.
pub(super) fn generate(root: &Path, catalog: &Catalog) -> Result<Files, SiteError> {
    let mut files = Files::new();
    let home = read(root, HOME)?;
    check_selected(&home, catalog)?;
    for storefront in &catalog.storefronts {
        let file = file_name("_index", storefront);
        let mut home = Written { front: home.front.clone(), body: home.body.clone() };
        show_selected(&mut home, catalog, storefront)?;
        let text = in_locale(&file, storefront, "index.html", &home)?;
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
        let page = read(root, &file)?;
        repeat(&mut files, catalog, "index", &format!("{name}/"), "page.html", &page)?;
    }
    Ok(files)
}

fn names(root: &Path) -> Result<Vec<String>, SiteError> {
    let folder = root.join(PAGES);
    let mut names = Vec::new();
    for entry in at(&folder, fs::read_dir(&folder))? {
        let name = at(&folder, entry)?.file_name().to_string_lossy().into_owned();
        names.extend(name.strip_suffix(".md").map(str::to_owned));
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
fn show_selected(home: &mut Written, catalog: &Catalog, storefront: &Storefront) -> Result<(), SiteError> {
    let extra = home.front.get_mut("extra").and_then(Value::as_table_mut);
    let Some(extra) = extra else { return Ok(()) };
    let selected = extra.get("selected").and_then(Value::as_array).into_iter().flatten();
    let cards = cards(catalog, storefront, selected.filter_map(Value::as_str));
    let cards = Value::try_from(cards).map_err(|source| SiteError::Toml { file: HOME.to_owned(), source })?;
    extra.insert("cards".to_owned(), cards);
    Ok(())
}

fn repeat(
    files: &mut Files,
    catalog: &Catalog,
    stem: &str,
    folder: &str,
    template: &str,
    page: &Written,
) -> Result<(), SiteError> {
    for storefront in &catalog.storefronts {
        let file = format!("{folder}{}", file_name(stem, storefront));
        let text = in_locale(&file, storefront, template, page)?;
        files.insert(file, text);
    }
    Ok(())
}

fn in_locale(
    file: &str,
    storefront: &Storefront,
    template: &str,
    page: &Written,
) -> Result<String, SiteError> {
    let mut front = page.front.clone();
    front.insert("template".to_owned(), template.into());
    let extra = front.entry("extra").or_insert_with(|| Table::new().into());
    let Some(extra) = extra.as_table_mut() else { return Err(bad(file, 1, "`extra` must be a table")) };
    extra.insert("locale".to_owned(), storefront.locale.as_str().into());
    extra.insert("market".to_owned(), storefront.market.as_str().into());
    let front =
        toml::to_string(&front).map_err(|source| SiteError::Toml { file: file.to_owned(), source })?;
    Ok(format!("+++\n{front}+++\n\n{}\n", page.body))
}
