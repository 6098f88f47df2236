//! What Zola gets to read.

use super::*;
use crate::catalog::tests::{a_shop, put};
use tempfile::TempDir;

const CONFIG: &str = "# settings\nbase_url = \"http://localhost:8080\"\ndefault_language = \"xx\"\n\n[markdown]\nsmart_punctuation = true\n";

fn a_site() -> (TempDir, Workspace) {
    let folder = a_shop();
    for (file, text) in [
        ("site/config.toml", CONFIG),
        ("site/content/home.md", "+++\ntitle = \"Few things\"\n[extra]\nselected = [\"tea-bowl\"]\n+++\n"),
        ("site/content/pages/about.md", "+++\ntitle = \"About\"\ndescription = \"Us.\"\n+++\nWe.\n"),
        ("site/templates/page.html", "page"),
        ("site/sass/shop.scss", "a { color: red }"),
    ] {
        put(&folder, file, text);
    }
    let workspace = Workspace::new(folder.path());
    (folder, workspace)
}

fn generated(workspace: &Workspace, file: &str) -> String {
    fs::read_to_string(workspace.made_site().join(file)).unwrap()
}

#[test]
fn a_products_page_has_this_front_matter() {
    let (_folder, workspace) = a_site();
    let mut catalog = Catalog::read(workspace.root()).unwrap();
    catalog.version = domain::ids::CatalogVersion::parse("0123456789abcdef").unwrap();
    generate(&workspace, &catalog).unwrap();
    insta::assert_snapshot!(generated(&workspace, "content/products/harbor-mug/index.en-gb.md"));
}

#[test]
fn the_settings_get_the_shops_languages_and_data() {
    let (_folder, workspace) = a_site();
    generate(&workspace, &Catalog::read(workspace.root()).unwrap()).unwrap();
    insta::assert_snapshot!(generated(&workspace, "config.toml"));
}

#[test]
fn every_page_is_there_once_per_locale() {
    let (_folder, workspace) = a_site();
    let pages = generate(&workspace, &Catalog::read(workspace.root()).unwrap()).unwrap();
    assert_eq!(pages, 12, "home, page, shell, category and two products in two locales");
    assert!(generated(&workspace, "content/_index.en-gb.md").contains("selected = [\"tea-bowl\"]"));
    assert!(generated(&workspace, "content/about/index.md").ends_with("+++\n\nWe.\n"));
    assert!(generated(&workspace, "content/shell/index.md").contains("template = \"shell.html\""));
    let category = generated(&workspace, "content/categories/ceramics/index.md");
    let slugs: Vec<&str> =
        category.split("[[extra.cards]]\nslug = ").skip(1).filter_map(|card| card.lines().next()).collect();
    assert_eq!(slugs, ["\"tea-bowl\"", "\"harbor-mug\""], "newest first");
}

#[test]
fn generating_again_writes_nothing_and_removes_what_is_gone() {
    let (folder, workspace) = a_site();
    let catalog = || Catalog::read(workspace.root()).unwrap();
    generate(&workspace, &catalog()).unwrap();
    let scaled = workspace.made_site().join("static/processed_images/mug.webp");
    fs::create_dir_all(scaled.parent().unwrap()).unwrap();
    fs::write(&scaled, "scaled").unwrap();
    let written = |file: &str| fs::metadata(workspace.made_site().join(file)).unwrap().modified().unwrap();
    let files = ["config.toml", "content/products/harbor-mug/index.md", "static/pictures/mug.webp"];
    let before = files.map(written);
    let first =
        fingerprint::of(&workspace.made_site(), &workspace.site().join("templates"), "http://a").unwrap();
    generate(&workspace, &catalog()).unwrap();
    assert_eq!(before, files.map(written));
    let second =
        fingerprint::of(&workspace.made_site(), &workspace.site().join("templates"), "http://a").unwrap();
    assert_eq!(first, second);
    fs::remove_dir_all(folder.path().join("site/content/products/harbor-mug")).unwrap();
    put(&folder, "site/static/pictures/new.webp", "new");
    generate(&workspace, &catalog()).unwrap();
    assert!(!workspace.made_site().join("content/products/harbor-mug").exists());
    assert!(scaled.exists() && workspace.made_site().join("static/pictures/new.webp").exists());
    let third =
        fingerprint::of(&workspace.made_site(), &workspace.site().join("templates"), "http://a").unwrap();
    assert_ne!(first, third);
}

#[test]
fn a_home_page_that_names_an_unknown_product_is_refused() {
    let (folder, workspace) = a_site();
    put(&folder, "site/content/home.md", "+++\ntitle = \"x\"\n[extra]\nselected = [\"gone\"]\n+++\n");
    let error = generate(&workspace, &Catalog::read(workspace.root()).unwrap()).unwrap_err().to_string();
    assert!(error.starts_with("site/content/home.md:1: `extra.selected` names gone"), "{error}");
}

#[test]
fn a_page_cannot_take_an_address_of_the_shop() {
    let (folder, workspace) = a_site();
    put(&folder, "site/content/pages/cart.md", "+++\ntitle = \"x\"\n+++\n");
    let error = generate(&workspace, &Catalog::read(workspace.root()).unwrap()).unwrap_err().to_string();
    assert!(error.starts_with("site/content/pages/cart.md:1: the address /cart/ is taken"), "{error}");
}

#[test]
fn a_broken_page_is_told_with_its_line() {
    let (folder, workspace) = a_site();
    put(&folder, "site/content/pages/about.md", "+++\ntitle = \"x\"\ncolor red\n+++\n");
    let error = generate(&workspace, &Catalog::read(workspace.root()).unwrap()).unwrap_err().to_string();
    assert!(error.starts_with("site/content/pages/about.md:3: "), "{error}");
}
