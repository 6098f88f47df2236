//! Money: whole minor units of one ISO 4217 currency, never a float.
//!
//! Rates and unrounded results are [`Decimal`] and come back through [`Money::round`], the one rounding
//! function of the shop. What is shared out goes through [`Money::allocate`], which neither loses nor makes
//! a minor unit.

use crate::language::Language;
use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Serialize};
use std::fmt;

/// An ISO 4217 currency.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Currency(iso_currency::Currency);

/// What can go wrong with an amount.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MoneyError {
    /// The text is not a known ISO 4217 code.
    #[error("`{0}` is not an ISO 4217 currency")]
    UnknownCurrency(String),
    /// Two amounts of different currencies cannot be added or compared.
    #[error("{left} and {right} cannot be calculated with each other")]
    CurrencyMismatch {
        /// The first amount's currency.
        left: Currency,
        /// The second amount's currency.
        right: Currency,
    },
    /// The result does not fit in 64 bits.
    #[error("the amount is too large")]
    Overflow,
    /// The text is not an amount of this currency.
    #[error("`{text}` is not an amount in {currency} (like {example})")]
    Malformed {
        /// The refused text.
        text: String,
        /// The currency it was read as.
        currency: Currency,
        /// An amount written as expected.
        example: String,
    },
    /// There is nothing to share the amount over.
    #[error("an amount cannot be shared over nothing")]
    NothingToShareOver,
}

impl Currency {
    /// Reads an ISO 4217 code such as `EUR`.
    ///
    /// # Errors
    /// [`MoneyError::UnknownCurrency`].
    pub fn parse(code: &str) -> Result<Self, MoneyError> {
        iso_currency::Currency::from_code(code)
            .map(Self)
            .ok_or_else(|| MoneyError::UnknownCurrency(code.chars().take(20).collect()))
    }

    /// The ISO 4217 code.
    pub fn code(self) -> &'static str {
        self.0.code()
    }

    /// How many decimals the currency's minor unit has: 2 for EUR, 0 for JPY, 3 for BHD.
    pub fn exponent(self) -> u32 {
        self.0.exponent().map_or(0, u32::from)
    }

    /// The sign shoppers know, such as `€`.
    pub fn symbol(self) -> String {
        self.0.symbol().symbol
    }
}

impl fmt::Display for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl fmt::Debug for Currency {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

impl TryFrom<String> for Currency {
    type Error = MoneyError;
    fn try_from(code: String) -> Result<Self, MoneyError> {
        Self::parse(&code)
    }
}

impl From<Currency> for String {
    fn from(currency: Currency) -> Self {
        currency.code().to_owned()
    }
}

/// An exact amount: whole minor units of one currency (cents for EUR).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Money {
    /// Whole minor units; negative when money goes the other way.
    pub amount_minor: i64,
    /// The currency.
    pub currency: Currency,
}

impl Money {
    /// This many minor units.
    pub const fn new(amount_minor: i64, currency: Currency) -> Self {
        Self { amount_minor, currency }
    }

    /// Nothing, in this currency.
    pub const fn zero(currency: Currency) -> Self {
        Self::new(0, currency)
    }

    /// Reads an amount in major units with exactly the currency's decimals, such as `24.00` for EUR.
    ///
    /// # Errors
    /// [`MoneyError::Malformed`] or [`MoneyError::Overflow`].
    pub fn parse(text: &str, currency: Currency) -> Result<Self, MoneyError> {
        let exponent = currency.exponent();
        let malformed = || MoneyError::Malformed {
            text: text.chars().take(40).collect(),
            currency,
            example: Self::new(2400, currency).plain(),
        };
        let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        let unsigned = whole.strip_prefix('-').unwrap_or(whole);
        let decimals_fit = u32::try_from(fraction.len()).is_ok_and(|count| count == exponent);
        if unsigned.is_empty() || !digits(unsigned) || !digits(fraction) || !decimals_fit {
            return Err(malformed());
        }
        if exponent == 0 && text.contains('.') {
            return Err(malformed());
        }
        let amount_minor = format!("{whole}{fraction}").parse().map_err(|_| MoneyError::Overflow)?;
        Ok(Self::new(amount_minor, currency))
    }

    /// The one rounding function: an unrounded number of minor units becomes the nearest whole one, a half
    /// away from zero (the commercial rounding that EN 16931 and national VAT rules expect).
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn round(unrounded_minor: Decimal, currency: Currency) -> Result<Self, MoneyError> {
        let rounded = unrounded_minor.round_dp_with_strategy(0, RoundingStrategy::MidpointAwayFromZero);
        let amount_minor = i64::try_from(rounded).map_err(|_| MoneyError::Overflow)?;
        Ok(Self::new(amount_minor, currency))
    }

    /// The minor units as a decimal number, to calculate with rates.
    pub fn as_decimal(self) -> Decimal {
        Decimal::from(self.amount_minor)
    }

    fn same_currency(self, other: Self) -> Result<(), MoneyError> {
        if self.currency == other.currency {
            Ok(())
        } else {
            Err(MoneyError::CurrencyMismatch { left: self.currency, right: other.currency })
        }
    }

    /// The sum.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`] or [`MoneyError::Overflow`].
    pub fn plus(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let sum = self.amount_minor.checked_add(other.amount_minor).ok_or(MoneyError::Overflow)?;
        Ok(Self::new(sum, self.currency))
    }

    /// The difference.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`] or [`MoneyError::Overflow`].
    pub fn minus(self, other: Self) -> Result<Self, MoneyError> {
        self.same_currency(other)?;
        let difference = self.amount_minor.checked_sub(other.amount_minor).ok_or(MoneyError::Overflow)?;
        Ok(Self::new(difference, self.currency))
    }

    /// The amount taken this many times.
    ///
    /// # Errors
    /// [`MoneyError::Overflow`].
    pub fn times(self, count: u32) -> Result<Self, MoneyError> {
        let product = self.amount_minor.checked_mul(i64::from(count)).ok_or(MoneyError::Overflow)?;
        Ok(Self::new(product, self.currency))
    }

    /// The sum of many amounts; zero when there are none.
    ///
    /// # Errors
    /// [`MoneyError::CurrencyMismatch`] or [`MoneyError::Overflow`].
    pub fn sum(amounts: impl IntoIterator<Item = Self>, currency: Currency) -> Result<Self, MoneyError> {
        amounts.into_iter().try_fold(Self::zero(currency), Self::plus)
    }

    /// Shares the amount in proportion to the weights, exactly: the parts add up to the whole, and each is
    /// less than one minor unit away from its exact share. What is left after rounding toward zero goes to
    /// the largest remainders, earlier parts first. With all weights zero the parts are as equal as possible.
    ///
    /// # Errors
    /// [`MoneyError::NothingToShareOver`] without weights, [`MoneyError::Overflow`].
    pub fn allocate(self, weights: &[u64]) -> Result<Vec<Self>, MoneyError> {
        if weights.is_empty() {
            return Err(MoneyError::NothingToShareOver);
        }
        let equal = weights.iter().all(|weight| *weight == 0);
        let weight_of = |weight: &u64| if equal { 1_i128 } else { i128::from(*weight) };
        let total: i128 = weights.iter().map(weight_of).sum();
        let amount = i128::from(self.amount_minor);
        let sign = amount.signum();
        let mut parts = Vec::with_capacity(weights.len());
        let mut remainders = Vec::with_capacity(weights.len());
        for (position, weight) in weights.iter().enumerate() {
            let product = amount.abs().checked_mul(weight_of(weight)).ok_or(MoneyError::Overflow)?;
            parts.push(product.checked_div(total).ok_or(MoneyError::Overflow)?);
            remainders.push((product.checked_rem(total).ok_or(MoneyError::Overflow)?, position));
        }
        let shared: i128 = parts.iter().sum();
        let left = amount.abs().checked_sub(shared).ok_or(MoneyError::Overflow)?;
        remainders.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
        let left = usize::try_from(left).map_err(|_| MoneyError::Overflow)?;
        for (_, position) in remainders.iter().take(left) {
            if let Some(part) = parts.get_mut(*position) {
                *part = part.checked_add(1).ok_or(MoneyError::Overflow)?;
            }
        }
        let to_money = |part: i128| {
            let signed = part.checked_mul(sign).ok_or(MoneyError::Overflow)?;
            let amount_minor = i64::try_from(signed).map_err(|_| MoneyError::Overflow)?;
            Ok(Self::new(amount_minor, self.currency))
        };
        parts.into_iter().map(to_money).collect()
    }

    /// Major units with the currency's decimals and nothing else: `-24.00`.
    pub fn plain(self) -> String {
        let exponent = usize::try_from(self.currency.exponent()).unwrap_or(0);
        let digits =
            format!("{:0>width$}", self.amount_minor.unsigned_abs(), width = exponent.saturating_add(1));
        let (whole, fraction) = digits.split_at(digits.len().saturating_sub(exponent));
        let sign = if self.amount_minor < 0 { "-" } else { "" };
        if exponent == 0 { format!("{sign}{whole}") } else { format!("{sign}{whole}.{fraction}") }
    }

    /// The amount as an English-speaking shopper reads it: `€1,024.00`.
    pub fn shown(self) -> String {
        self.shown_in(Language::English)
    }

    /// The amount as a shopper of this language reads it: `€1,024.00` or `1.024,00 €`. Separators, and where the
    /// sign of the currency stands, are those of CLDR 48; digits are Latin in every language.
    pub fn shown_in(self, language: Language) -> String {
        let plain = Self::new(self.amount_minor.saturating_abs(), self.currency).plain();
        let (whole, fraction) = plain.split_once('.').map_or((plain.as_str(), None), |(w, f)| (w, Some(f)));
        let (group, point) = match language {
            Language::English | Language::Arabic => (',', '.'),
            Language::German => ('.', ','),
        };
        let mut number = String::new();
        for (position, digit) in whole.chars().enumerate() {
            let digits_left = whole.len().saturating_sub(position);
            if position > 0 && digits_left.is_multiple_of(3) {
                number.push(group);
            }
            number.push(digit);
        }
        if let Some(fraction) = fraction {
            number.push(point);
            number.push_str(fraction);
        }
        let (symbol, negative) = (self.currency.symbol(), self.amount_minor < 0);
        let sign = if negative { "\u{2212}" } else { "" };
        match language {
            Language::English => format!("{sign}{symbol}{number}"),
            Language::German => format!("{sign}{number}\u{a0}{symbol}"),
            // A mark keeps the parts in their order among Arabic words; another keeps the minus at the number.
            Language::Arabic if negative => format!("\u{200f}\u{200e}{sign}{number}\u{a0}{symbol}"),
            Language::Arabic => format!("\u{200f}{number}\u{a0}{symbol}"),
        }
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.plain(), self.currency)
    }
}

#[cfg(test)]
#[path = "money_tests.rs"]
mod tests;
