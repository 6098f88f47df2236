//! Price rules and properties of product files, and what reading wrong ones says.

use super::Catalog;
use super::tests::{MUG, PRODUCT, a_shop, put, told};
use tempfile::TempDir;

#[test]
fn a_price_follows_from_the_base_and_what_the_option_values_add() {
    let rules = MUG
        .replace(
            "[[extra.options]]",
            "[extra.base_price]\nEUR = \"24.00\"\nGBP = \"21.00\"\n\n[[extra.options]]",
        )
        .replace(
            "name = \"Color\"",
            "name = \"Color\"\nadds = { Chalk = { EUR = \"2.00\", GBP = \"2.00\" } }",
        );
    let rules: Vec<&str> = rules.lines().filter(|line| !line.starts_with("prices")).collect();
    let (stated, ruled) = (a_shop(), a_shop());
    put(&ruled, PRODUCT, &rules.join("\n"));
    let offers = |folder: &TempDir| Catalog::read(folder.path()).unwrap_or_else(|bad| panic!("{bad}")).offers;
    assert_eq!(offers(&ruled), offers(&stated));
}

#[test]
fn price_rules_and_properties_are_told_with_their_lines() {
    let property = "[[extra.properties]]\nid = \"engraving\"\nname = \"Engraving\"\nkind = \"picture\"\n\
                    length_max = 61\nprices = { EUR = \"x\" }\n\n[[extra.options]]";
    let told_of = |changed: &[(&str, &str, &str)]| -> Vec<String> {
        told(changed)
            .iter()
            .map(|line| line.replace("site/content/products/harbor-mug/index.md:", ""))
            .collect()
    };
    assert_eq!(
        told_of(&[
            (PRODUCT, "[[extra.options]]", property),
            (PRODUCT, "name = \"Color\"", "name = \"Color\"\nadds = { Chalk = { EUR = \"2.00\" } }"),
        ]),
        [
            "15: `picture` is no kind of property: there is only `text`",
            "16: `extra.properties.length_max` must be a whole number from 0 to 60, not integer",
            "17: `x` is not an amount in EUR (like 24.00)",
            "19: option values add to `extra.base_price`, which is missing",
        ]
    );
    let good = property.replace("picture", "text").replace("61", "0").replace("\"x\"", "\"1.00\"");
    assert_eq!(
        told_of(&[(PRODUCT, "[[extra.options]]", &good)]),
        [
            "13: Engraving: a length of 0 is not between 1 and 60",
            "13: Engraving adds nothing in GBP: say how much, 0 if it is free",
        ]
    );
    let base = "[extra.base_price]\nEUR = \"24.00\"\nGBP = \"21.00\"\n\n[[extra.options]]";
    let told = told_of(&[(PRODUCT, "[[extra.options]]", base)]);
    assert!(
        told[0].ends_with("a variant's price follows from `base_price`: remove its `prices`"),
        "{told:?}"
    );
    assert_eq!(told_of(&[(PRODUCT, "date = ", "date = ")]), Vec::<String>::new());
}
