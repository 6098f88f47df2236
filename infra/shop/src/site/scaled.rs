//! Product pictures in the widths that pages show. Templates name them `/scaled/@/<width>/<picture>`; Zola is asked
//! for each once, on a page of its own, and that page's answers are filled in everywhere. Asked on every page, they
//! were more than half of the time that ten thousand products take.

use super::content::{Files, written};
use super::{SiteError, at, mirror};
use crate::catalog::Catalog;
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// What stands for the address of a picture.
pub(super) const MARK: &str = "/scaled/@/";

/// The page with the answers; nobody visits it.
const PAGE: &str = "scaled";

#[derive(Serialize)]
struct Page<'p> {
    title: &'p str,
    template: &'p str,
    extra: Extra<'p>,
}

#[derive(Serialize)]
struct Extra<'p> {
    /// The pictures of variants and categories.
    pictures: BTreeSet<&'p str>,
    /// The pictures that stand for a product elsewhere.
    shared: BTreeSet<&'p str>,
}

/// The page that asks for every picture.
pub(super) fn generate(catalog: &Catalog) -> Result<Files, SiteError> {
    let variants = catalog.products.iter().map(|listing| &listing.product.variants);
    let shared = variants.clone().filter_map(|variants| Some(variants.first()?.image.as_str())).collect();
    let pictures = variants.flatten().map(|variant| variant.image.as_str()).collect();
    let page = Page { title: PAGE, template: "scaled.html", extra: Extra { pictures, shared } };
    let file = format!("{PAGE}/index.md");
    let text = written(&file, &page, "")?;
    Ok(Files::from([(file, text)]))
}

/// Takes the page away and answers what it said: lines of a mark's path and its address.
pub(super) fn take(public: &Path) -> Result<BTreeMap<String, String>, SiteError> {
    let folder = public.join(PAGE);
    let page = folder.join("index.html");
    let text = at(&page, fs::read_to_string(&page))?;
    mirror::remove(&folder)?;
    let lines = text.lines().filter_map(|line| line.split_once(' '));
    Ok(lines.map(|(path, address)| (path.to_owned(), address.to_owned())).collect())
}
