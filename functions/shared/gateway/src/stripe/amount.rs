//! Amounts as Stripe counts them: whole minor units, but for a few currencies of another size than in
//! ISO 4217 (<https://docs.stripe.com/currencies#minor-units>).

use domain::money::{Currency, Money};

/// Decimals of a currency at Stripe, where they are not those of ISO 4217. Krónur and Ugandan shillings
/// keep the two decimals they no longer have; ariary are counted whole.
fn exponent(currency: Currency) -> u32 {
    match currency.code() {
        "ISK" | "UGX" => 2,
        "MGA" => 0,
        _ => currency.exponent(),
    }
}

/// The number that means this amount to Stripe; none where no whole number does.
pub(super) fn to_provider(amount: Money) -> Option<i64> {
    rescaled(amount.amount_minor, amount.currency.exponent(), exponent(amount.currency))
}

/// The amount that a number and a currency of Stripe's mean; none where they mean none.
pub(super) fn from_provider(amount: i64, currency: &str) -> Option<Money> {
    let currency = Currency::parse(&currency.to_ascii_uppercase()).ok()?;
    let amount_minor = rescaled(amount, exponent(currency), currency.exponent())?;
    (amount_minor >= 0).then_some(Money::new(amount_minor, currency))
}

fn rescaled(amount: i64, from: u32, to: u32) -> Option<i64> {
    if to >= from {
        return amount.checked_mul(10_i64.checked_pow(to.checked_sub(from)?)?);
    }
    let factor = 10_i64.checked_pow(from.checked_sub(to)?)?;
    (amount.checked_rem(factor)? == 0).then_some(amount.checked_div(factor)?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn money(amount_minor: i64, code: &str) -> Money {
        Money::new(amount_minor, Currency::parse(code).unwrap())
    }

    #[test]
    fn most_amounts_are_the_same_number() {
        for code in ["EUR", "GBP", "USD", "JPY", "BHD", "HUF"] {
            assert_eq!(to_provider(money(2_400, code)), Some(2_400), "{code}");
            assert_eq!(from_provider(2_400, &code.to_lowercase()), Some(money(2_400, code)), "{code}");
        }
    }

    #[test]
    fn a_krona_is_a_hundred_at_the_provider() {
        assert_eq!(to_provider(money(5, "ISK")), Some(500));
        assert_eq!(from_provider(500, "isk"), Some(money(5, "ISK")));
        assert_eq!(from_provider(550, "isk"), None);
        assert_eq!(to_provider(money(500, "MGA")), Some(5));
        assert_eq!(to_provider(money(550, "MGA")), None);
    }

    #[test]
    fn unknown_currencies_and_negative_amounts_mean_nothing() {
        assert_eq!(from_provider(100, "zzz"), None);
        assert_eq!(from_provider(100, "€"), None);
        assert_eq!(from_provider(-1, "eur"), None);
    }

    proptest! {
        #[test]
        fn what_can_be_asked_for_reads_back(
            amount in 0_i64..i64::MAX,
            code in prop::sample::select(vec!["EUR", "JPY", "BHD", "ISK", "UGX", "MGA"]),
        ) {
            let asked = money(amount, code);
            if let Some(number) = to_provider(asked) {
                prop_assert_eq!(from_provider(number, &code.to_lowercase()), Some(asked));
            }
        }
    }
}
