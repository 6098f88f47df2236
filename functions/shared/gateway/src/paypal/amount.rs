//! Amounts as PayPal writes them: a decimal text with the currency's decimals.
//!
//! Forints and Taiwan dollars are whole numbers at PayPal although ISO 4217 gives them a minor unit
//! (<https://developer.paypal.com/api/rest/reference/currency-codes/>), so only whole ones can be asked for.

use crate::outcome::{Failure, Refusal};
use domain::money::{Currency, Money};
use serde::{Deserialize, Serialize};

/// An amount as it is sent and answered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct AmountShape {
    currency_code: String,
    value: String,
}

/// Decimals of a currency at PayPal.
fn exponent(currency: Currency) -> u32 {
    match currency.code() {
        "HUF" | "TWD" => 0,
        _ => currency.exponent(),
    }
}

/// The amount in PayPal's terms.
///
/// # Errors
/// A refusal where PayPal has no number for it; nothing is sent then.
pub(super) fn to_provider(amount: Money) -> Result<AmountShape, Failure> {
    written(amount).ok_or_else(|| {
        let message = "not sent: the provider cannot express this amount".to_owned();
        Failure::Refused(Refusal { code: "amount_not_expressible".to_owned(), message })
    })
}

fn written(amount: Money) -> Option<AmountShape> {
    let (ours, theirs) = (amount.currency.exponent(), exponent(amount.currency));
    let width = usize::try_from(ours).ok()?.checked_add(1)?;
    let digits = format!("{:0>width$}", u64::try_from(amount.amount_minor).ok()?);
    let (whole, fraction) = digits.split_at_checked(digits.len().checked_sub(width.checked_sub(1)?)?)?;
    let value = match theirs {
        0 if fraction.bytes().all(|digit| digit == b'0') => whole.to_owned(),
        0 => return None,
        _ if fraction.is_empty() => whole.to_owned(),
        _ => format!("{whole}.{fraction}"),
    };
    Some(AmountShape { currency_code: amount.currency.code().to_owned(), value })
}

impl AmountShape {
    /// The amount that a text and a currency mean; none where they mean none, or have a fraction too fine.
    pub(super) fn money(&self) -> Option<Money> {
        let currency = Currency::parse(&self.currency_code).ok()?;
        let decimals = usize::try_from(currency.exponent()).ok()?;
        let (whole, fraction) = self.value.split_once('.').unwrap_or((&self.value, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(fraction) || fraction.len() > decimals {
            return None;
        }
        let amount_minor = format!("{whole}{fraction:0<decimals$}").parse().ok()?;
        Some(Money::new(amount_minor, currency))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn money(amount_minor: i64, code: &str) -> Money {
        Money::new(amount_minor, Currency::parse(code).unwrap())
    }

    fn value(amount_minor: i64, code: &str) -> Option<String> {
        written(money(amount_minor, code)).map(|amount| amount.value)
    }

    #[test]
    fn an_amount_is_a_decimal_text() {
        let written = [(2_400, "EUR"), (5, "USD"), (2_400, "JPY"), (240_000, "HUF"), (0, "EUR")];
        let written = written.map(|(amount, code)| value(amount, code).unwrap());
        assert_eq!(written, ["24.00", "0.05", "2400", "2400", "0.00"]);
    }

    #[test]
    fn a_fraction_of_a_forint_and_less_than_nothing_cannot_be_asked_for() {
        assert_eq!([value(240_050, "HUF"), value(150, "TWD"), value(-1, "EUR")], [None, None, None]);
    }

    #[test]
    fn texts_that_mean_no_amount_are_not_read() {
        for (text, code) in [("24.001", "EUR"), ("24.5", "JPY"), ("-1.00", "EUR"), ("", "EUR"), ("1", "€")]
        {
            let amount = AmountShape { currency_code: code.to_owned(), value: text.to_owned() };
            assert_eq!(amount.money(), None, "{text} {code}");
        }
    }

    proptest! {
        #[test]
        fn what_can_be_asked_for_reads_back(
            amount in 0_i64..i64::MAX,
            code in prop::sample::select(vec!["EUR", "JPY", "HUF", "TWD", "GBP"]),
        ) {
            let asked = money(amount, code);
            if let Some(written) = written(asked) {
                prop_assert_eq!(written.money(), Some(asked));
            }
        }
    }
}
