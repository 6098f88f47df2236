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

fn engraving() -> PropertyId {
    PropertyId::parse("engraving").unwrap()
}

/// Called `Becher, Gezeiten` in German.
fn an_offer() -> Offer {
    let words = OfferWords {
        title: "Becher".to_owned(),
        label: "Gezeiten".to_owned(),
        properties: BTreeMap::from([(engraving(), "Gravur".to_owned())]),
    };
    let price = Money::new(1200, Currency::parse("EUR").unwrap());
    Offer {
        sku: Sku::parse("MUG-TIDE").unwrap(),
        slug: Slug::parse("mug").unwrap(),
        title: "Mug".to_owned(),
        label: "Tide".to_owned(),
        unit_price: Money::new(2400, Currency::parse("EUR").unwrap()),
        tax_category: TaxCategory::parse("standard").unwrap(),
        weight_g: 400,
        image: "mug".to_owned(),
        properties: vec![PropertyRule {
            id: engraving(),
            name: "Engraving".to_owned(),
            length_max: 24,
            price,
        }],
        words: BTreeMap::from([(Language::German, words)]),
    }
}

#[test]
fn an_offer_is_called_by_its_words_in_a_language_or_else_by_the_first_ones() {
    let engraved = |language| {
        let offer = an_offer().in_language(language);
        offer.configured([(&engraving(), "Ada")]).unwrap().full_title()
    };
    assert_eq!(engraved(Language::German), "Becher, Gezeiten, Gravur: Ada");
    assert_eq!(engraved(Language::Arabic), "Mug, Tide, Engraving: Ada");
    assert_eq!(Offer { label: String::new(), ..an_offer() }.full_title(), "Mug");
}

#[test]
fn all_offers_are_called_by_the_language_and_none_is_lost() {
    let offers = Offers {
        version: CatalogVersion::parse("0123456789abcdef").unwrap(),
        by_sku: BTreeMap::from([(an_offer().sku, an_offer())]),
    };
    let titles: Vec<String> =
        offers.in_language(Language::German).by_sku.values().map(Offer::full_title).collect();
    assert_eq!(titles, ["Becher, Gezeiten"]);
}

#[test]
fn a_product_has_at_least_one_variant_and_not_more_than_can_be_shown() {
    let eur = [Currency::parse("EUR").unwrap()];
    let with = |count: usize| {
        let mut mug = a_mug();
        let (variant, mut values) = (mug.variants[0].clone(), Vec::new());
        mug.variants.clear();
        for number in 0..count {
            let sku = Sku::parse(&format!("MUG-{number}")).unwrap();
            mug.variants.push(Variant { sku, choice: vec![number.to_string()], ..variant.clone() });
            values.push(number.to_string());
        }
        mug.options[0].values = values;
        mug.errors(&eur)
    };
    assert_eq!(with(0), [ProductError::NoVariants]);
    assert_eq!(with(PRODUCT_VARIANTS_MAX), []);
    assert_eq!(with(PRODUCT_VARIANTS_MAX + 1), [ProductError::TooManyVariants(PRODUCT_VARIANTS_MAX + 1)]);
}

#[test]
fn a_product_has_at_most_as_many_properties_as_a_page_has_room_for() {
    let eur = Currency::parse("EUR").unwrap();
    let with = |count: usize| {
        let mut mug = a_mug();
        let property = |number| ProductProperty {
            id: PropertyId::parse(&format!("engraving-{number}")).unwrap(),
            name: "Engraving".to_owned(),
            length_max: 1,
            prices: Prices::from([(eur, Money::zero(eur))]),
        };
        mug.properties = (0..count).map(property).collect();
        mug.errors(&[eur])
    };
    assert_eq!(with(PROPERTIES_MAX), []);
    assert_eq!(with(PROPERTIES_MAX + 1), [ProductError::TooManyProperties(PROPERTIES_MAX + 1)]);
}

#[test]
fn a_variant_chooses_once_per_option_and_costs_something() {
    let eur = Currency::parse("EUR").unwrap();
    let mut mug = a_mug();
    mug.variants.truncate(1);
    mug.variants[0].choice.push("Large".to_owned());
    for minor in [0, -1] {
        let price = Money::new(minor, eur);
        mug.variants[0].prices.insert(eur, price);
        let sku = mug.variants[0].sku.clone();
        let count = ProductError::WrongChoiceCount { sku: sku.clone(), found: 2, wanted: 1 };
        assert_eq!(mug.errors(&[eur]), [count, ProductError::NoPrice { sku, price }]);
    }
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
