//! What is wrong with products, and what offers are called.

use super::*;

fn a_mug() -> Product {
    let eur = Currency::parse("EUR").unwrap();
    let variant = |sku: &str, color: &str| Variant {
        sku: Sku::parse(sku).unwrap(),
        choice: vec![color.to_owned()],
        weight_g: 400,
        image: "mug".to_owned(),
        prices: BTreeMap::from([(eur, Money::new(2400, eur))]),
    };
    Product {
        slug: Slug::parse("mug").unwrap(),
        title: "Mug".to_owned(),
        description: "A mug.".to_owned(),
        category: Slug::parse("ceramics").unwrap(),
        tax_category: TaxCategory::parse("standard").unwrap(),
        options: vec![ProductOption {
            name: "Color".to_owned(),
            values: vec!["Tide".to_owned(), "Chalk".to_owned()],
            adds: BTreeMap::new(),
        }],
        variants: vec![variant("MUG-TIDE", "Tide"), variant("MUG-CHALK", "Chalk")],
        properties: vec![],
    }
}

#[test]
fn an_offer_is_called_by_its_words_in_a_language_or_else_by_the_first_ones() {
    let engraving = PropertyId::parse("engraving").unwrap();
    let words = OfferWords {
        title: "Becher".to_owned(),
        label: "Gezeiten".to_owned(),
        properties: BTreeMap::from([(engraving.clone(), "Gravur".to_owned())]),
    };
    let price = Money::new(1200, Currency::parse("EUR").unwrap());
    let offer = Offer {
        sku: Sku::parse("MUG-TIDE").unwrap(),
        slug: Slug::parse("mug").unwrap(),
        title: "Mug".to_owned(),
        label: "Tide".to_owned(),
        unit_price: Money::new(2400, Currency::parse("EUR").unwrap()),
        tax_category: TaxCategory::parse("standard").unwrap(),
        weight_g: 400,
        image: "mug".to_owned(),
        properties: vec![PropertyRule {
            id: engraving.clone(),
            name: "Engraving".to_owned(),
            length_max: 24,
            price,
        }],
        words: BTreeMap::from([(Language::German, words)]),
    };
    let engraved = |language| {
        let offer = offer.clone().in_language(language);
        offer.configured([(&engraving, "Ada")]).unwrap().full_title()
    };
    assert_eq!(engraved(Language::German), "Becher, Gezeiten, Gravur: Ada");
    assert_eq!(engraved(Language::Arabic), "Mug, Tide, Engraving: Ada");
}

#[test]
fn a_good_product_has_no_errors() {
    assert_eq!(a_mug().errors(&[Currency::parse("EUR").unwrap()]), []);
}

#[test]
fn every_error_is_told_at_once() {
    let mut mug = a_mug();
    let copy = mug.variants[0].clone();
    mug.variants.push(copy);
    mug.variants[1].choice = vec!["Plaid".to_owned()];
    let told: Vec<String> =
        mug.errors(&[Currency::parse("GBP").unwrap()]).iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    MUG-TIDE has no price in GBP
    MUG-CHALK: `Plaid` is not a value of Color
    MUG-CHALK has no price in GBP
    the SKU MUG-TIDE is used twice
    two variants are both `Tide`
    MUG-TIDE has no price in GBP
    ");
}

#[test]
fn price_rules_and_properties_are_checked_with_the_rest() {
    let (eur, gbp) = (Currency::parse("EUR").unwrap(), Currency::parse("GBP").unwrap());
    let mut mug = a_mug();
    mug.options[0].adds = BTreeMap::from([("Plaid".to_owned(), Prices::from([(eur, Money::new(100, eur))]))]);
    let engraving = |prices: Prices, length_max| ProductProperty {
        id: PropertyId::parse("engraving").unwrap(),
        name: "Engraving".to_owned(),
        length_max,
        prices,
    };
    mug.properties = vec![
        engraving(Prices::from([(eur, Money::new(-1, eur))]), 61),
        engraving(Prices::from([(eur, Money::new(0, eur)), (gbp, Money::new(0, gbp))]), 60),
    ];
    let told: Vec<String> = mug.errors(&[eur, gbp]).iter().map(ToString::to_string).collect();
    insta::assert_snapshot!(told.join("\n"), @r"
    MUG-TIDE has no price in GBP
    MUG-CHALK has no price in GBP
    `Plaid` is not a value of Color, so it cannot add to the price
    Plaid adds nothing in GBP: say how much, 0 if it is free
    Engraving: a length of 61 is not between 1 and 60
    Engraving adds nothing in GBP: say how much, 0 if it is free
    Engraving costs -0.01 EUR, which is below zero
    the property engraving is there twice
    ");
}
