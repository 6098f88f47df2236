//! Amounts: read, rounded, added, shared out and shown.

use super::*;
use proptest::prelude::*;

fn eur() -> Currency {
    Currency::parse("EUR").unwrap()
}

#[test]
fn a_half_cent_rounds_away_from_zero() {
    let round = |text: &str| Money::round(text.parse().unwrap(), eur()).unwrap().amount_minor;
    assert_eq!([round("0.5"), round("1.5"), round("2.5"), round("-0.5"), round("0.49")], [1, 2, 3, -1, 0]);
}

#[test]
fn currencies_have_their_own_decimals() {
    let read = |text: &str, code: &str| Money::parse(text, Currency::parse(code).unwrap());
    assert_eq!(read("24.00", "EUR").unwrap().amount_minor, 2400);
    assert_eq!(read("2400", "JPY").unwrap().amount_minor, 2400);
    assert_eq!(read("2.400", "BHD").unwrap().amount_minor, 2400);
    for (text, code) in [("24", "EUR"), ("24.0", "EUR"), ("24.000", "EUR"), ("24,00", "EUR"), ("1.0", "JPY")]
    {
        assert!(read(text, code).is_err(), "{text} {code}");
    }
    for text in ["", ".00", "-.00", "1e3", "+1.00", " 1.00", "99999999999999999999.00"] {
        assert!(read(text, "EUR").is_err(), "{text:?}");
    }
}

#[test]
fn a_text_that_is_no_amount_is_refused_with_an_example() {
    for (text, code, example) in [
        ("1.0x", "EUR", "24.00"),
        ("x.00", "EUR", "24.00"),
        ("1.", "JPY", "2400"),
        ("1.x", "BHD", "2.400"),
        ("", "JPY", "2400"),
    ] {
        let currency = Currency::parse(code).unwrap();
        let malformed =
            MoneyError::Malformed { text: text.to_owned(), currency, example: example.to_owned() };
        assert_eq!(Money::parse(text, currency), Err(malformed));
    }
}

#[test]
fn amounts_are_shown_with_symbol_and_groups() {
    let shown = |minor: i64, code: &str| Money::new(minor, Currency::parse(code).unwrap()).shown();
    assert_eq!(shown(102_400, "EUR"), "€1,024.00");
    assert_eq!(shown(5, "GBP"), "£0.05");
    assert_eq!(shown(-123_456_789, "USD"), "\u{2212}$1,234,567.89");
    assert_eq!(shown(1_234, "JPY"), "¥1,234");
    assert_eq!(shown(10_000, "EUR"), "€100.00", "a group has digits before it");
}

#[test]
fn nothing_has_no_sign() {
    for (code, plain, shown) in [("EUR", "0.00", "€0.00"), ("JPY", "0", "¥0")] {
        let nothing = Money::zero(Currency::parse(code).unwrap());
        assert_eq!((nothing.plain(), nothing.shown()), (plain.to_owned(), shown.to_owned()));
    }
}

#[test]
fn each_language_writes_an_amount_in_its_own_way() {
    let shown = |minor: i64, language| Money::new(minor, eur()).shown_in(language);
    assert_eq!(shown(102_400, Language::English), "€1,024.00");
    assert_eq!(shown(102_400, Language::German), "1.024,00\u{a0}€");
    assert_eq!(shown(-5, Language::German), "\u{2212}0,05\u{a0}€");
    assert_eq!(shown(123_456_789, Language::German), "1.234.567,89\u{a0}€");
    assert_eq!(shown(102_400, Language::Arabic), "\u{200f}1,024.00\u{a0}€");
    assert_eq!(shown(-5, Language::Arabic), "\u{200f}\u{200e}\u{2212}0.05\u{a0}€");
    let yen = Money::new(1_234, Currency::parse("JPY").unwrap());
    assert_eq!(yen.shown_in(Language::German), "1.234\u{a0}¥");
}

#[test]
fn a_currency_is_written_as_its_code_everywhere() {
    let yen = Currency::parse("JPY").unwrap();
    assert_eq!([format!("{yen}"), format!("{yen:?}"), String::from(yen)], ["JPY"; 3]);
    assert_eq!(Currency::try_from("JPY".to_owned()), Ok(yen));
    assert_eq!(Currency::parse("jpy"), Err(MoneyError::UnknownCurrency("jpy".to_owned())));
    assert_eq!(Money::new(5, eur()).to_string(), "0.05 EUR");
}

#[test]
fn different_currencies_do_not_add() {
    let pounds = Money::new(1, Currency::parse("GBP").unwrap());
    assert!(matches!(Money::new(1, eur()).plus(pounds), Err(MoneyError::CurrencyMismatch { .. })));
}

proptest! {
    #[test]
    fn what_is_shared_out_adds_up(amount in -1_000_000_000_i64..1_000_000_000, weights in prop::collection::vec(0_u64..1_000_000, 1..40)) {
        let parts = Money::new(amount, eur()).allocate(&weights).unwrap();
        prop_assert_eq!(parts.len(), weights.len());
        prop_assert_eq!(Money::sum(parts.iter().copied(), eur()).unwrap().amount_minor, amount);
        let total: u64 = weights.iter().sum();
        if total > 0 {
            for (part, weight) in parts.iter().zip(&weights) {
                let exact = Decimal::from(amount) * Decimal::from(*weight) / Decimal::from(total);
                prop_assert!((part.as_decimal() - exact).abs() < Decimal::ONE);
            }
        }
    }

    #[test]
    fn a_plain_amount_reads_back(amount in any::<i64>(), code in prop::sample::select(vec!["EUR", "JPY", "BHD"])) {
        let money = Money::new(amount, Currency::parse(code).unwrap());
        prop_assert_eq!(Money::parse(&money.plain(), money.currency), Ok(money));
    }

    #[test]
    fn sums_and_differences_undo_each_other(a in any::<i64>(), b in any::<i64>()) {
        let (a, b) = (Money::new(a, eur()), Money::new(b, eur()));
        if let Ok(sum) = a.plus(b) {
            prop_assert_eq!(sum.minus(b), Ok(a));
        }
    }
}
