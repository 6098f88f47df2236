//! What Zola gets to read.

use super::*;
use crate::catalog::tests::{a_shop, put};
use tempfile::TempDir;

const CONFIG: &str = "# settings\nbase_url = \"http://localhost:8080\"\ndefault_language = \"xx\"\n\n[markdown]\nsmart_punctuation = true\n";

const TEXTS: &str = r#"
add = Add to cart
category-page-title = { $name }, page { $page }
choice-three = { $first }, { $second } and { $third }
choice-two = { $first } and { $second }
facet-brand = Brand
filter-up-to = { $products }, up to { $price }
list-comma = {", "}
product-characters = { $count ->
    [one] Up to { $count } character.
   *[other] Up to { $count } characters.
}
product-free-from = Free delivery from { $amount }
products-count = { $count ->
    [one] { $count } product
   *[other] { $count } products
}
shipping-band = { $price } up to { $weight }
shipping-days-range = { $least } to { $most }
shipping-free = free
shipping-free-over = free from { $amount }
shipping-weight = { $kilograms } kg
tax-note-exclusive = plus shipping and sales tax where due
tax-note-inclusive = incl. VAT, plus shipping
"#;

pub(super) fn a_site() -> (TempDir, Workspace) {
    let folder = a_shop();
    for (file, text) in [
        ("site/config.toml", CONFIG),
        ("site/content/home.md", "+++\ntitle = \"Few things\"\n[extra]\nselected = [\"tea-bowl\"]\n+++\n"),
        ("site/content/pages/about.md", "+++\ntitle = \"About\"\ndescription = \"Us.\"\n+++\nWe.\n"),
        ("site/templates/page.html", r#"{{ trans(key="add", lang=lang) }}"#),
        ("site/scripts/shop.js", r#"say(counted("products-count", 2)); canvas.getContext("webgl2")"#),
        ("site/sass/shop.scss", "a { color: red }"),
        ("site/texts/en/storefront.ftl", TEXTS),
    ] {
        put(&folder, file, text);
    }
    let workspace = Workspace::new(folder.path());
    (folder, workspace)
}

pub(super) fn generated(workspace: &Workspace, file: &str) -> String {
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

/// What building says when a file of the site is another.
fn told(file: &str, from: &str, to: &str) -> String {
    let (folder, workspace) = a_site();
    let path = folder.path().join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    put(&folder, file, &text.replacen(from, to, 1));
    generate(&workspace, &Catalog::read(workspace.root()).unwrap()).unwrap_err().to_string()
}

#[test]
fn a_text_that_is_said_and_not_there_is_told_with_its_file() {
    let told = told("site/templates/page.html", "\"add\"", "\"ask\"");
    assert_eq!(
        told,
        "site/texts/en/storefront.ftl:1: `ask` is missing, and site/templates/page.html says it\n\
         site/texts/en/storefront.ftl:2: `add` is said nowhere\n\
         2 problems in the shop's files"
    );
}

#[test]
fn a_text_that_is_no_fluent_is_told_with_its_line() {
    let told = told("site/texts/en/storefront.ftl", "shipping-free = free", "shipping-free = {free");
    assert!(told.contains("site/texts/en/storefront.ftl:21: "), "{told}");
}

/// The shop with German beside it: a mug with words in it, and a bowl without.
fn in_german(folder: &TempDir) {
    let add = |file: &str, text: &str| {
        let before = fs::read_to_string(folder.path().join(file)).unwrap_or_default();
        put(folder, file, &(before + text));
    };
    add("site/data/markets.toml", "[[locale]]\ncode = \"de\"\nname = \"Deutsch (EUR)\"\nmarket = \"eu\"\n");
    add(
        "site/data/categories.toml",
        "[category.words.de]\nname = \"Keramik\"\ndescription = \"Steinzeug.\"\n",
    );
    let shop = "taglines = { de = \"Gut gemacht\" }\n[words.de]\ncompany = [\"Vitrine\"]\npickup_address = [\"Werkstatt\"]\n";
    add("site/data/shop.toml", shop);
    let shipping = fs::read_to_string(folder.path().join("site/data/shipping.toml")).unwrap();
    let named = shipping.replacen("kind = ", "names = { de = \"Paket\" }\nkind = ", 1);
    put(folder, "site/data/shipping.toml", &named);
    put(folder, "site/texts/de/storefront.ftl", &TEXTS.replace("Add to cart", "In den Warenkorb"));
    put(folder, "site/content/home.de.md", "+++\ntitle = \"Wenige Dinge\"\n+++\n");
    let mug = "+++\ntitle = \"Hafenbecher\"\ndescription = \"Ein Becher.\"\n[extra]\ndetails = [\"320 ml\"]\n\
               [[extra.options]]\nname = \"Farbe\"\nvalues = [\"Gezeiten\", \"Kreide\"]\n\
               [extra.alts]\nmug = \"Ein Becher\"\n+++\nFasst *Tee*.\n";
    put(folder, "site/content/products/harbor-mug/index.de.md", mug);
}

#[test]
fn a_language_has_the_products_that_have_words_in_it() {
    let (folder, workspace) = a_site();
    in_german(&folder);
    let catalog = Catalog::read(workspace.root()).unwrap_or_else(|bad| panic!("{bad}"));
    generate(&workspace, &catalog).unwrap();
    let mug = generated(&workspace, "content/products/harbor-mug/index.de.md");
    assert!(mug.contains("title = \"Hafenbecher\"") && mug.contains("options = [\"Gezeiten\"]"), "{mug}");
    assert!(mug.contains("24,00\u{a0}€") && mug.ends_with("Fasst *Tee*.\n"), "{mug}");
    assert!(!workspace.made_site().join("content/products/tea-bowl/index.de.md").exists());
    let bowl = generated(&workspace, "content/products/tea-bowl/index.md");
    assert!(
        bowl.contains("absent = [\"de\"]") && bowl.contains("aliases = [\"/de/products/tea-bowl\"]"),
        "{bowl}"
    );
    let about = generated(&workspace, "content/about/index.de.md");
    assert!(about.contains("written_in = \"en\"") && about.contains("untranslated = [\"de\"]"), "{about}");
    let config = generated(&workspace, "config.toml");
    assert!(config.contains("[languages.de.translations]\nadd = \"In den Warenkorb\""), "{config}");
    let eu = &catalog.terms[0];
    assert_eq!(eu.clone().in_language(domain::language::Language::German).zones[0].methods[0].name, "Paket");
}

#[test]
fn what_can_be_written_on_a_product_is_named_in_each_language() {
    let (folder, workspace) = a_site();
    in_german(&folder);
    let change = |file: &str, from: &str, to: &str| {
        let file = format!("site/content/products/harbor-mug/{file}");
        let text = fs::read_to_string(folder.path().join(&file)).unwrap();
        assert!(text.contains(from), "{text}");
        put(&folder, &file, &text.replacen(from, to, 1));
    };
    let refused = || Catalog::read(workspace.root()).unwrap_err().to_string();
    let property = "[[extra.properties]]\nid = \"engraving\"\nname = \"Engraving\"\nkind = \"text\"\n\
                    length_max = 24\nprices = { EUR = \"18.00\", GBP = \"16.00\" }\n\n[[extra.options]]";
    change("index.md", "[[extra.options]]", property);
    let told = refused();
    assert!(told.contains("`extra.properties` does not say what engraving is called"), "{told}");
    change(
        "index.de.md",
        "[extra.alts]",
        "[extra.properties]\nengraving = \"Gravur\"\nnote = \"Notiz\"\n[extra.alts]",
    );
    let told = refused();
    assert!(told.contains("the product has no property note"), "{told}");
    change("index.de.md", "note = \"Notiz\"\n", "");
    let catalog = Catalog::read(workspace.root()).unwrap_or_else(|bad| panic!("{bad}"));
    let offers = catalog.offers.values().next().unwrap().iter();
    let names: Vec<String> = offers
        .map(|offer| offer.clone().in_language(domain::language::Language::German))
        .flat_map(|offer| offer.properties.into_iter().map(|rule| rule.name))
        .collect();
    assert_eq!(names, ["Gravur", "Gravur"]);
    generate(&workspace, &catalog).unwrap();
    let page = generated(&workspace, "content/products/harbor-mug/index.de.md");
    for part in ["name = \"Gravur\"", "hint = \"Up to 24 characters.\"", "price = \"18,00\u{a0}€\""] {
        assert!(page.contains(part), "{part}: {page}");
    }
}
