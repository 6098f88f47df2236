//! Amounts as PayPal writes them: a decimal text and a currency.
//!
//! Only the currencies of <https://developer.paypal.com/api/rest/reference/currency-codes/> are taken; three of
//! them are whole numbers there although they have a minor unit elsewhere.

use serde::{Deserialize, Serialize};

use super::error::ApiError;

/// Currencies without decimals at the provider.
const WHOLE: &[&str] = &["HUF", "JPY", "TWD"];

/// Currencies with two decimals.
const TWO_DECIMALS: &[&str] = &[
    "AUD", "BRL", "CAD", "CHF", "CNY", "CZK", "DKK", "EUR", "GBP", "HKD", "ILS", "MXN", "MYR", "NOK", "NZD",
    "PHP", "PLN", "SEK", "SGD", "THB", "USD",
];

/// Digits before the point: the provider's amounts have at most 10 million units of any currency we offer.
const DIGITS_MAX: usize = 9;

/// An amount as it is sent: `{"currency_code": "EUR", "value": "24.00"}`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sent {
    pub(crate) currency_code: String,
    pub(crate) value: String,
}

/// An amount in whole minor units of the provider's.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Amount {
    pub(crate) minor: i64,
    pub(crate) currency: String,
}

impl Amount {
    /// Reads an amount at a place of the body.
    ///
    /// # Errors
    /// [`ApiError`] with the provider's issue.
    pub(crate) fn read(sent: &Sent, field: &str) -> Result<Self, ApiError> {
        let currency = sent.currency_code.as_str();
        let decimals = decimals(currency).ok_or_else(|| {
            ApiError::unprocessable("CURRENCY_NOT_SUPPORTED", "Currency code is not currently supported.")
                .at(&format!("{field}/currency_code"), currency)
        })?;
        let at_value = |error: ApiError| error.at(&format!("{field}/value"), &sent.value);
        let malformed =
            || at_value(ApiError::syntax("The value of a field does not conform to the expected format."));
        let (whole, fraction) = sent.value.split_once('.').unwrap_or((&sent.value, ""));
        let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        let in_size = !whole.is_empty() && whole.len() <= DIGITS_MAX && fraction.len() <= 9;
        if !in_size || !digits(whole) || !digits(fraction) || sent.value.ends_with('.') {
            return Err(malformed());
        }
        if fraction.len() > decimals {
            let (issue, description) = if decimals == 0 {
                ("DECIMALS_NOT_SUPPORTED", "Currency does not support decimals.")
            } else {
                (
                    "DECIMAL_PRECISION",
                    "If the currency supports decimals, only two decimal place precision is supported.",
                )
            };
            return Err(at_value(ApiError::unprocessable(issue, description)));
        }
        let minor = format!("{whole}{fraction:0<decimals$}").parse().map_err(|_| malformed())?;
        if minor == 0 {
            let description = "Must be greater than zero. If the currency supports decimals, only two decimal place \
                               precision is supported.";
            return Err(at_value(ApiError::unprocessable("CANNOT_BE_ZERO_OR_NEGATIVE", description)));
        }
        Ok(Self { minor, currency: currency.to_owned() })
    }

    /// The same currency with another number.
    pub(crate) fn with(&self, minor: i64) -> Self {
        Self { minor, currency: self.currency.clone() }
    }

    /// As it is sent.
    pub(crate) fn sent(&self) -> Sent {
        let decimals = decimals(&self.currency).unwrap_or(2);
        let digits = format!("{:0>width$}", self.minor.unsigned_abs(), width = decimals + 1);
        let (whole, fraction) = digits.split_at(digits.len() - decimals);
        let value = if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") };
        Sent { currency_code: self.currency.clone(), value }
    }

    /// For people: `24.00 EUR`.
    pub(crate) fn shown(&self) -> String {
        let Sent { currency_code, value } = self.sent();
        format!("{value} {currency_code}")
    }
}

fn decimals(currency: &str) -> Option<usize> {
    if TWO_DECIMALS.contains(&currency) {
        Some(2)
    } else if WHOLE.contains(&currency) {
        Some(0)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(value: &str, currency: &str) -> Result<i64, String> {
        let sent = Sent { currency_code: currency.to_owned(), value: value.to_owned() };
        Amount::read(&sent, "/amount").map(|amount| amount.minor).map_err(|error| error.issue().to_owned())
    }

    #[test]
    fn decimal_texts_are_read_to_the_minor_unit() {
        let read = [("24.00", "EUR"), ("24", "EUR"), ("24.5", "USD"), ("2400", "JPY"), ("0.01", "GBP")]
            .map(|(value, currency)| read(value, currency));
        assert_eq!(read, [Ok(2_400), Ok(2_400), Ok(2_450), Ok(2_400), Ok(1)]);
    }

    #[test]
    fn what_the_provider_would_refuse_is_refused_under_its_name() {
        for (value, currency, issue) in [
            ("24.001", "EUR", "DECIMAL_PRECISION"),
            ("24.50", "JPY", "DECIMALS_NOT_SUPPORTED"),
            ("0.00", "EUR", "CANNOT_BE_ZERO_OR_NEGATIVE"),
            ("-1.00", "EUR", "INVALID_PARAMETER_SYNTAX"),
            ("1e3", "EUR", "INVALID_PARAMETER_SYNTAX"),
            ("24.", "EUR", "INVALID_PARAMETER_SYNTAX"),
            ("24.00", "KWD", "CURRENCY_NOT_SUPPORTED"),
        ] {
            assert_eq!(read(value, currency), Err(issue.to_owned()), "{value} {currency}");
        }
    }

    #[test]
    fn an_amount_is_written_as_it_was_read() {
        for (minor, currency, value) in [(2_400, "EUR", "24.00"), (5, "USD", "0.05"), (2_400, "HUF", "2400")]
        {
            let amount = Amount { minor, currency: currency.to_owned() };
            assert_eq!(amount.sent().value, value);
        }
    }
}
