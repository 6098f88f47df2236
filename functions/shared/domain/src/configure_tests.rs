//! What configured things cost, and what can be written on them.

use super::*;
use crate::ids::{Sku, Slug, TaxCategory};
use proptest::prelude::*;

fn eur() -> Currency {
    Currency::parse("EUR").unwrap()
}

fn property(id: &str, minor: i64) -> PropertyRule {
    PropertyRule {
        id: PropertyId::parse(id).unwrap(),
        name: id.to_owned(),
        length_max: 24,
        price: Money::new(minor, eur()),
    }
}

fn a_lamp(minor: i64, properties: Vec<PropertyRule>) -> Offer {
    Offer {
        sku: Sku::parse("LAMP-OAK").unwrap(),
        slug: Slug::parse("lamp").unwrap(),
        title: "Lamp".to_owned(),
        label: "Oak".to_owned(),
        unit_price: Money::new(minor, eur()),
        tax_category: TaxCategory::parse("standard").unwrap(),
        weight_g: 1850,
        image: "lamp".to_owned(),
        properties,
        words: BTreeMap::new(),
    }
}

fn engraved<'o>(lamp: &'o Offer, text: &str) -> Result<Configured<'o>, ConfigureError> {
    lamp.configured([(&PropertyId::parse("engraving").unwrap(), text)])
}

fn refused(lamp: &Offer, text: &str) -> TextError {
    match engraved(lamp, text) {
        Err(ConfigureError::Text { error, .. }) => error,
        other => panic!("{text:?}: {other:?}"),
    }
}

#[test]
fn an_engraving_costs_what_its_rule_says_and_is_another_line() {
    let lamp = a_lamp(16_800, vec![property("engraving", 1_800)]);
    let unit = engraved(&lamp, "  For   Ada ").unwrap();
    assert_eq!(unit.unit_price.amount_minor, 18_600);
    assert_eq!(unit.full_title(), "Lamp, Oak, engraving: For Ada");
    assert_eq!(unit.line(), engraved(&lamp, "For Ada").unwrap().line());
    assert_ne!(unit.line(), engraved(&lamp, "for Ada").unwrap().line());
    let blank = engraved(&lamp, " \u{a0} ").unwrap();
    assert_eq!((blank.line().as_str(), blank.unit_price), ("LAMP-OAK", lamp.unit_price));
}

#[test]
fn letters_that_are_typed_in_two_parts_are_one() {
    let lamp = a_lamp(16_800, vec![property("engraving", 0)]);
    let (composed, apart) = (engraved(&lamp, "Zoë").unwrap(), engraved(&lamp, "Zoe\u{308}").unwrap());
    assert_eq!(composed.line(), apart.line());
    assert_eq!(refused(&lamp, "o\u{489}"), TextError::Character('\u{489}'));
}

#[test]
fn only_what_the_lettering_has_is_written() {
    let lamp = a_lamp(16_800, vec![property("engraving", 0)]);
    for written in ["Łukasz & Şule", "1984 – 2026", "“It’s ours”", "Straße 7/2 (hinten)", "Ștefan"]
    {
        assert!(engraved(&lamp, written).is_ok(), "{written}");
    }
    for (typed, character) in [
        ("I ♥ you", '♥'),
        ("lamp 😀", '😀'),
        ("two\nlines", '\n'),
        ("bell\u{7}", '\u{7}'),
        ("<b>", '<'),
        ("ليلى", 'ل'),
        ("turned\u{202e}round", '\u{202e}'),
        ("no\u{200b}width", '\u{200b}'),
        ("3 × 4", '×'),
    ] {
        assert_eq!(refused(&lamp, typed), TextError::Character(character), "{typed}");
    }
}

#[test]
fn a_text_is_as_long_as_its_rule_allows() {
    let lamp = a_lamp(16_800, vec![property("engraving", 0)]);
    assert!(engraved(&lamp, &"é".repeat(24)).is_ok());
    for length in [25, 61, 5_000] {
        assert_eq!(refused(&lamp, &"é".repeat(length)), TextError::TooLong { length, max: 24 });
    }
}

#[test]
fn what_a_product_does_not_have_cannot_be_written_on_it() {
    let lamp = a_lamp(16_800, vec![]);
    let id = PropertyId::parse("engraving").unwrap();
    assert_eq!(engraved(&lamp, "Ada"), Err(ConfigureError::NoSuchProperty(id)));
    assert!(engraved(&lamp, "").is_ok(), "a field that was left empty asks for nothing");
}

#[test]
fn a_text_fits_on_one_line_of_any_plate() {
    let (fits, longer) = ("é".repeat(60), "é".repeat(61));
    assert_eq!(PropertyText::parse(&fits).map(String::from), Ok(fits));
    assert_eq!(PropertyText::parse(&longer), Err(TextError::TooLong { length: 61, max: 60 }));
    assert_eq!(PropertyText::parse(" "), Err(TextError::Empty));
}

fn amounts(minor: i64, dollars: i64) -> Prices {
    let usd = Currency::parse("USD").unwrap();
    Prices::from([(eur(), Money::new(minor, eur())), (usd, Money::new(dollars, usd))])
}

fn option(name: &str, values: &[(&str, i64, i64)]) -> ProductOption {
    ProductOption {
        name: name.to_owned(),
        values: values.iter().map(|(value, ..)| (*value).to_owned()).collect(),
        adds: values
            .iter()
            .filter(|(_, minor, _)| *minor != 0)
            .map(|(value, minor, dollars)| ((*value).to_owned(), amounts(*minor, *dollars)))
            .collect(),
    }
}

#[test]
fn a_listed_price_is_the_base_and_what_the_values_add() {
    let options = [
        option("Shade", &[("Linen", 0, 0), ("Enamel", 2_100, 2_200)]),
        option("Base", &[("Oak", 0, 0), ("Walnut", 1_600, 1_700)]),
    ];
    let listed = |shade: &str, base: &str| {
        listed_prices(&amounts(16_800, 18_200), &options, &[shade.to_owned(), base.to_owned()]).unwrap()
    };
    assert_eq!(listed("Linen", "Oak"), amounts(16_800, 18_200));
    assert_eq!(listed("Linen", "Walnut"), amounts(18_400, 19_900));
    assert_eq!(listed("Enamel", "Walnut"), amounts(20_500, 22_100));
    let too_much = listed_prices(&amounts(i64::MAX, 0), &options, &["Enamel".to_owned(), "Oak".to_owned()]);
    assert_eq!(too_much, Err(MoneyError::Overflow));
}

proptest! {
    #[test]
    fn a_unit_costs_exactly_its_parts_whatever_is_filled_in(
        base in 1_i64..1_000_000,
        rules in prop::collection::btree_map("[a-z]{2,8}", (0_i64..100_000, prop::bool::ANY), 0..4),
    ) {
        let properties = rules.iter().map(|(id, (minor, _))| property(id, *minor)).collect();
        let lamp = a_lamp(base, properties);
        let filled: Vec<PropertyId> =
            rules.iter().filter(|(_, (_, filled))| *filled).map(|(id, _)| PropertyId::parse(id).unwrap()).collect();
        let unit = lamp.configured(filled.iter().map(|id| (id, "Ada"))).unwrap();
        let parts: i64 = rules.values().filter(|(_, filled)| *filled).map(|(minor, _)| minor).sum();
        prop_assert_eq!(unit.unit_price.amount_minor, base + parts);
        prop_assert_eq!(Ok(unit.unit_price), lamp.price_with(|id| filled.contains(id)));
        prop_assert_eq!(unit.line() == LineId::from(&lamp.sku), filled.is_empty());
        prop_assert_eq!(unit.line().sku(), lamp.sku.clone());
    }

    #[test]
    fn a_listed_price_is_a_sum_in_every_currency(
        base in (1_i64..1_000_000, 1_i64..1_000_000),
        adds in prop::collection::vec((-1_000_i64..100_000, -1_000_i64..100_000), 1..4),
    ) {
        let options: Vec<ProductOption> =
            adds.iter().map(|(minor, dollars)| option("Option", &[("Value", *minor, *dollars)])).collect();
        let choice = vec!["Value".to_owned(); options.len()];
        let listed = listed_prices(&amounts(base.0, base.1), &options, &choice).unwrap();
        let counted = adds.iter().filter(|(minor, _)| *minor != 0);
        let sum = counted.fold(base, |sum, add| (sum.0 + add.0, sum.1 + add.1));
        prop_assert_eq!(listed, amounts(sum.0, sum.1));
    }

    #[test]
    fn what_is_written_reads_back_as_it_is(typed in "\\PC{0,70}") {
        if let Ok(text) = PropertyText::parse(&typed) {
            prop_assert_eq!(PropertyText::parse(text.as_str()), Ok(text.clone()));
            prop_assert!(text.as_str().chars().all(can_be_written));
        }
    }
}
