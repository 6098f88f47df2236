//! A small shop in a temporary folder, and what reading it says.

use super::*;
use domain::ids::Sku;
use tempfile::TempDir;

const MARKETS: &str = r#"[[market]]
id = "eu"
name = "Europe"
currency = "EUR"
tax_mode = "inclusive"
rounding = "line"
countries = ["DE", "AT"]
payment_methods = ["card"]
offline_hold_days = 7
offline_quantity_max = 10
card_minimum = "0.50"

[[market]]
id = "gb"
name = "United Kingdom"
currency = "GBP"
tax_mode = "inclusive"
rounding = "line"
countries = ["GB"]
payment_methods = ["card"]
offline_hold_days = 7
offline_quantity_max = 10
card_minimum = "0.30"

[[locale]]
code = "en"
name = "Europe (EUR)"
market = "eu"

[[locale]]
code = "en-gb"
name = "United Kingdom (GBP)"
market = "gb"
"#;

const SHIPPING: &str = r#"[[zone]]
market = "eu"
countries = ["DE", "AT"]
[[zone.method]]
id = "standard"
name = "Parcel"
kind = "delivery"
days = [2, 3]
free_over = "90.00"
bands = [{ up_to_g = 2000, price = "4.90" }, { up_to_g = 10000, price = "7.90" }]

[[zone]]
market = "gb"
countries = ["GB"]
[[zone.method]]
id = "standard"
name = "Parcel"
kind = "delivery"
days = [4, 6]
bands = [{ up_to_g = 2000, price = "9.50" }]
"#;

const TAX: &str = r#"as_of = "2026-09-29"
[rates]
AT = { standard = "20", books = "10" }
DE = { standard = "19", books = "7" }
GB = { standard = "20", books = "0" }
"#;

const SHOP: &str = r#"name = "Vitrine"
tagline = "Well-made things"
company = ["Vitrine Sample Shop"]
contact_mail = "hello@vitrine.example"
sender_mail = "orders@vitrine.example"
merchant_mail = "merchant@vitrine.example"
bank_account = ["IBAN DE89"]
pickup_address = ["The workshop"]
"#;

const CATEGORIES: &str = r#"[[category]]
slug = "ceramics"
name = "Ceramics"
description = "Stoneware."
image = "mug"
"#;

pub(crate) const MUG: &str = r#"+++
title = "Harbor mug"
description = "A mug."
date = 2026-03-02

[extra]
category = "ceramics"
tax_category = "standard"
related = ["tea-bowl"]
details = ["320 ml"]

[[extra.options]]
name = "Color"
values = ["Tide", "Chalk"]

[[extra.variants]]
sku = "MUG-TIDE"
options = ["Tide"]
weight_g = 310
image = "mug"
alt = "A green mug"
prices = { EUR = "24.00", GBP = "21.00" }

[[extra.variants]]
sku = "MUG-CHALK"
options = ["Chalk"]
weight_g = 310
image = "mug"
alt = "A white mug"
prices = { EUR = "26.00", GBP = "23.00" }
+++

Holds *tea*.
"#;

const BOWL: &str = r#"+++
title = "Tea bowl"
description = "A bowl."
date = 2026-04-02
[extra]
category = "ceramics"
tax_category = "standard"
[[extra.variants]]
sku = "BOWL"
options = []
weight_g = 200
image = "mug"
alt = "A bowl"
prices = { EUR = "1024.00", GBP = "900.00" }
+++
Holds more tea.
"#;

/// A shop that can be read, in a folder of its own.
pub(crate) fn a_shop() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for (file, text) in [
        ("site/data/markets.toml", MARKETS),
        ("site/data/shipping.toml", SHIPPING),
        ("site/data/tax.toml", TAX),
        ("site/data/shop.toml", SHOP),
        ("site/data/categories.toml", CATEGORIES),
        ("site/content/products/harbor-mug/index.md", MUG),
        ("site/content/products/tea-bowl/index.md", BOWL),
        ("site/static/pictures/mug.webp", ""),
    ] {
        put(&folder, file, text);
    }
    folder
}

/// Writes a file of the shop.
pub(crate) fn put(folder: &TempDir, file: &str, text: &str) {
    let path = folder.path().join(file);
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// What is said about the shop when these replacements were made, each as `(file, from, to)`.
pub(super) fn told(changes: &[(&str, &str, &str)]) -> Vec<String> {
    let folder = a_shop();
    for (file, from, to) in changes {
        let text = fs::read_to_string(folder.path().join(file)).unwrap();
        assert!(text.contains(from), "{file} has no {from}");
        put(&folder, file, &text.replacen(from, to, 1));
    }
    match Catalog::read(folder.path()) {
        Ok(_) => Vec::new(),
        Err(BadCatalog(problems)) => problems.iter().map(ToString::to_string).collect(),
    }
}

pub(super) const PRODUCT: &str = "site/content/products/harbor-mug/index.md";
const OTHER: &str = "site/content/products/tea-bowl/index.md";

#[test]
fn a_good_shop_is_read_whole() {
    let catalog = Catalog::read(a_shop().path()).unwrap();
    let slugs: Vec<&str> = catalog.products.iter().map(|listing| listing.product.slug.as_str()).collect();
    assert_eq!(slugs, ["tea-bowl", "harbor-mug"], "newest first");
    let offers: Vec<String> = catalog
        .offers
        .iter()
        .flat_map(|(market, offers)| {
            offers.iter().map(move |o| format!("{market} {} {}", o.sku, o.unit_price.shown()))
        })
        .collect();
    assert_eq!(
        offers,
        [
            "eu BOWL €1,024.00",
            "eu MUG-CHALK €26.00",
            "eu MUG-TIDE €24.00",
            "gb BOWL £900.00",
            "gb MUG-CHALK £23.00",
            "gb MUG-TIDE £21.00"
        ]
    );
    let eu = catalog.terms_of(&MarketId::parse("eu").unwrap()).unwrap();
    assert_eq!(eu.zones.len(), 1);
    assert_eq!(eu.tax.rates.len(), 2, "only the market's own countries");
    assert_eq!(eu.locales.len(), 1);
    assert_eq!(catalog.storefronts[1].prefix(), "/en-gb");
}

#[test]
fn the_same_files_are_the_same_version_and_a_price_makes_another() {
    let folder = a_shop();
    let version = || Catalog::read(folder.path()).unwrap().version;
    let before = version();
    assert_eq!(before, version());
    put(&folder, PRODUCT, &MUG.replace("24.00", "25.00"));
    assert_ne!(before, version());
}

#[test]
fn every_error_of_every_file_is_told_at_once() {
    let told = told(&[
        (PRODUCT, "title = \"Harbor mug\"\n", ""),
        (PRODUCT, "sku = \"MUG-TIDE\"", "sku = \"mug tide\""),
        (PRODUCT, "EUR = \"26.00\"", "EUR = \"26\""),
        (OTHER, "weight_g = 200", "weight_g = \"heavy\""),
        ("site/data/shop.toml", "hello@vitrine.example", "hello"),
    ]);
    assert_eq!(
        told,
        [
            "site/content/products/harbor-mug/index.md:2: `title` is missing",
            "site/content/products/harbor-mug/index.md:16: `mug tide` is not a SKU (3 to 40 of A-Z, 0-9 and -)",
            "site/content/products/harbor-mug/index.md:29: `26` is not an amount in EUR (like 24.00)",
            "site/content/products/tea-bowl/index.md:11: `extra.variants.weight_g` must be a whole number from 0 to 1000000, not string",
            "site/data/shop.toml:4: `hello` is not a mail address",
        ]
    );
}

#[test]
fn an_unknown_key_is_refused_in_every_file() {
    let told = told(&[
        (PRODUCT, "date = ", "color = 1\ndate = "),
        (PRODUCT, "alt = \"A green mug\"", "alt = \"A green mug\"\nwieght = 3"),
        ("site/data/markets.toml", "rounding", "tax = 1\nrounding"),
        ("site/data/shipping.toml", "kind", "speed = 1\nkind"),
        ("site/data/tax.toml", "[rates]", "until = \"2027-01-01\"\n[rates]"),
        ("site/data/shop.toml", "name", "fax = \"1\"\nname"),
        ("site/data/categories.toml", "name", "size = 1\nname"),
    ]);
    assert_eq!(
        told,
        [
            "site/content/products/harbor-mug/index.md:4: `color` is not a known key",
            "site/content/products/harbor-mug/index.md:23: `extra.variants.wieght` is not a known key",
            "site/data/categories.toml:3: `category.size` is not a known key",
            "site/data/markets.toml:6: `market.tax` is not a known key",
            "site/data/shipping.toml:7: `zone.method.speed` is not a known key",
            "site/data/shop.toml:1: `fax` is not a known key",
            "site/data/tax.toml:2: `until` is not a known key",
        ]
    );
}

#[test]
fn text_that_is_no_toml_is_told_with_its_line() {
    let told =
        told(&[(PRODUCT, "weight_g = 310", "weight_g 310"), ("site/data/tax.toml", "DE = {", "DE = [")]);
    assert!(told[0].starts_with("site/content/products/harbor-mug/index.md:19: "), "{}", told[0]);
    assert!(told.iter().any(|line| line.starts_with("site/data/tax.toml:4: ")), "{told:?}");
}

#[test]
fn a_product_must_agree_with_itself() {
    let told = told(&[
        (PRODUCT, "options = [\"Chalk\"]", "options = [\"Plaid\"]"),
        (PRODUCT, "EUR = \"24.00\"", "EUR = \"0.00\""),
        (OTHER, "options = []", "options = [\"Small\"]"),
        (OTHER, ", GBP = \"900.00\"", ""),
    ]);
    assert_eq!(
        told,
        [
            "site/content/products/harbor-mug/index.md:17: MUG-TIDE: the price 0.00 EUR is not above zero",
            "site/content/products/harbor-mug/index.md:25: MUG-CHALK: `Plaid` is not a value of Color",
            "site/content/products/tea-bowl/index.md:9: BOWL has 1 option values where the product has 0 options",
            "site/content/products/tea-bowl/index.md:9: BOWL has no price in GBP",
        ]
    );
}

#[test]
fn files_must_agree_with_each_other() {
    let told = told(&[
        (PRODUCT, "category = \"ceramics\"", "category = \"glass\""),
        (PRODUCT, "related = [\"tea-bowl\"]", "related = [\"harbor-mug\", \"tea-pot\"]"),
        (PRODUCT, "GBP = \"21.00\"", "USD = \"21.00\""),
        (PRODUCT, "sku = \"MUG-CHALK\"", "sku = \"BOWL\""),
        (OTHER, "tax_category = \"standard\"", "tax_category = \"food\""),
        (OTHER, "image = \"mug\"", "image = \"bowl\""),
        ("site/data/markets.toml", "[\"DE\", \"AT\"]", "[\"DE\", \"AT\", \"FR\"]"),
        ("site/data/markets.toml", "[\"GB\"]", "[\"GB\", \"DE\"]"),
        ("site/data/tax.toml", "GB = { standard = \"20\"", "GB = { reduced = \"20\""),
    ]);
    assert_eq!(
        told,
        [
            "site/content/products/harbor-mug/index.md:7: there is no category glass in site/data/categories.toml",
            "site/content/products/harbor-mug/index.md:9: harbor-mug is related to itself",
            "site/content/products/harbor-mug/index.md:9: there is no product tea-pot",
            "site/content/products/harbor-mug/index.md:22: no market sells in USD",
            "site/content/products/tea-bowl/index.md:7: there is no tax category food in site/data/tax.toml",
            "site/content/products/tea-bowl/index.md:9: the SKU BOWL is already at site/content/products/harbor-mug/index.md:25",
            "site/content/products/tea-bowl/index.md:12: there is no picture site/static/pictures/bowl.webp",
            "site/data/markets.toml:7: nothing ships to FR: no zone of the market eu in site/data/shipping.toml names it",
            "site/data/markets.toml:19: DE is already in a market",
            "site/data/markets.toml:19: nothing ships to DE: no zone of the market gb in site/data/shipping.toml names it",
            "site/data/tax.toml:2: no tax rate for standard in FR",
            "site/data/tax.toml:5: no tax rate for standard in GB",
        ]
    );
}

#[test]
fn a_delivery_table_must_make_sense() {
    let told = told(&[
        ("site/data/shipping.toml", "days = [2, 3]", "days = [3, 2]"),
        ("site/data/shipping.toml", "up_to_g = 10000", "up_to_g = 2000"),
        ("site/data/shipping.toml", "countries = [\"GB\"]", "countries = [\"GB\", \"US\"]"),
        ("site/data/shipping.toml", "price = \"9.50\"", "price = \"-9.50\""),
    ]);
    assert_eq!(
        told,
        [
            "site/data/shipping.toml:8: `days` must be the fastest and the slowest delivery, such as [2, 3]",
            "site/data/shipping.toml:10: weight bands must go from light to heavy",
            "site/data/shipping.toml:14: the market gb does not sell to US",
            "site/data/shipping.toml:20: the price -9.50 GBP is below zero",
        ]
    );
}

#[test]
fn a_description_cannot_run_anything_or_reach_out() {
    let text = "Holds.\n\n<script>alert(1)</script>\n\nA <b onclick=x>bold</b> [link](javascript:alert(1)), \
                ![picture](https://elsewhere.example/p.png)\n{{ get_env(name=\"HOME\") }}\n";
    let told = told(&[(PRODUCT, "Holds *tea*.\n", text)]);
    let lines: Vec<&str> = told.iter().filter_map(|line| line.split(": ").next()).collect();
    let at = |line: usize| format!("{PRODUCT}:{line}");
    assert_eq!(lines, [at(35), at(37), at(37), at(37), at(37), at(38)]);
    assert!(told[0].ends_with("raw HTML is not allowed in a description: `<script>alert(1)</script>`"));
}

#[test]
fn a_missing_file_is_a_problem_and_not_a_crash() {
    let folder = a_shop();
    fs::remove_file(folder.path().join("site/data/tax.toml")).unwrap();
    fs::remove_file(folder.path().join(PRODUCT)).unwrap();
    let BadCatalog(problems) = Catalog::read(folder.path()).unwrap_err();
    let files: Vec<&str> = problems.iter().map(|problem| problem.file.as_str()).collect();
    assert_eq!(files, [PRODUCT, "site/data/tax.toml"]);
}

#[test]
fn a_difference_names_what_is_new_gone_and_changed() {
    let folder = a_shop();
    let before = Catalog::read(folder.path()).unwrap().offers;
    let after = MUG.replace("\"24.00\"", "\"25.50\"").replace("MUG-CHALK", "MUG-MOSS");
    put(&folder, PRODUCT, &after);
    let difference = difference(&before, &Catalog::read(folder.path()).unwrap().offers);
    assert_eq!(
        difference.to_string(),
        "market eu\n  \
           - MUG-CHALK  Harbor mug, Chalk  no longer sold\n  \
           + MUG-MOSS  Harbor mug, Chalk  €26.00\n  \
           ~ MUG-TIDE  price €24.00 -> €25.50\n\
         market gb\n  \
           - MUG-CHALK  Harbor mug, Chalk  no longer sold\n  \
           + MUG-MOSS  Harbor mug, Chalk  £23.00\n\
         2 added, 2 no longer sold, 1 changed, 3 unchanged"
    );
}

#[test]
fn the_sample_shop_has_what_the_tests_and_the_story_need() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let catalog = Catalog::read(&root).unwrap_or_else(|bad| panic!("{bad}"));
    let skus: std::collections::BTreeSet<&Sku> = catalog
        .products
        .iter()
        .flat_map(|listing| &listing.product.variants)
        .map(|variant| &variant.sku)
        .collect();
    assert!(catalog.products.len() >= 30, "{} products", catalog.products.len());
    assert!(catalog.categories.len() >= 6 && skus.len() >= 100, "{} SKUs", skus.len());
    assert!(catalog.products.iter().flat_map(|l| &l.product.variants).any(|v| v.weight_g >= 12_000));
}
