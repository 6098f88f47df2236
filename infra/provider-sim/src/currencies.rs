//! The currencies the simulator takes: their decimal places, smallest charge and how they are shown.
//!
//! Decimal places are the provider's (<https://docs.stripe.com/currencies>), which differ from
//! ISO 4217 in places; amounts are whole minor units and are never converted.

/// Currencies without a minor unit at the provider.
const ZERO_DECIMAL: &[&str] = &[
    "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf",
];

/// Currencies of three decimal places; the provider wants the last digit to be 0.
const THREE_DECIMAL: &[&str] = &["bhd", "jod", "kwd", "omr", "tnd"];

/// Currencies of two decimal places.
const TWO_DECIMAL: &[&str] = &[
    "aed", "aud", "bgn", "brl", "cad", "chf", "cny", "czk", "dkk", "eur", "gbp", "hkd", "huf", "idr", "ils",
    "inr", "isk", "mxn", "myr", "nok", "nzd", "php", "pln", "ron", "rsd", "sar", "sek", "sgd", "thb", "try",
    "twd", "uah", "ugx", "usd", "zar",
];

/// Smallest amounts the provider charges, in minor units.
const SMALLEST: &[(&str, i64)] = &[
    ("aed", 200),
    ("aud", 50),
    ("bgn", 100),
    ("brl", 50),
    ("cad", 50),
    ("chf", 50),
    ("czk", 1500),
    ("dkk", 250),
    ("eur", 50),
    ("gbp", 30),
    ("hkd", 400),
    ("huf", 17500),
    ("inr", 50),
    ("jpy", 50),
    ("mxn", 1000),
    ("myr", 200),
    ("nok", 300),
    ("nzd", 50),
    ("pln", 200),
    ("ron", 200),
    ("sek", 300),
    ("sgd", 50),
    ("thb", 1000),
    ("usd", 50),
];

/// The largest amount of one charge: the provider takes eight digits of minor units.
pub(crate) const AMOUNT_MAX: i64 = 99_999_999;

/// Decimal places of a currency in lower case, or `None` where it is not taken.
pub(crate) fn decimal_places(currency: &str) -> Option<usize> {
    if TWO_DECIMAL.contains(&currency) {
        Some(2)
    } else if ZERO_DECIMAL.contains(&currency) {
        Some(0)
    } else if THREE_DECIMAL.contains(&currency) {
        Some(3)
    } else {
        None
    }
}

/// Every currency taken, in alphabetical order.
pub(crate) fn all() -> Vec<&'static str> {
    let mut codes: Vec<&str> = [ZERO_DECIMAL, TWO_DECIMAL, THREE_DECIMAL].concat();
    codes.sort_unstable();
    codes
}

/// The smallest amount that can be charged, in minor units.
pub(crate) fn smallest_charge(currency: &str) -> i64 {
    SMALLEST.iter().find(|(code, _)| *code == currency).map_or(1, |(_, amount)| *amount)
}

/// An amount for people: `€24.00`, `¥2400`, `24.00 CHF`.
pub(crate) fn display(amount: i64, currency: &str) -> String {
    let figures = figures(amount, decimal_places(currency).unwrap_or(2));
    match currency {
        "eur" => format!("€{figures}"),
        "gbp" => format!("£{figures}"),
        "usd" => format!("${figures}"),
        "jpy" => format!("¥{figures}"),
        other => format!("{figures} {}", other.to_ascii_uppercase()),
    }
}

/// An amount as a person types it, `24.00` or `24`, in minor units; none where it is not one.
pub(crate) fn parse(text: &str, currency: &str) -> Option<i64> {
    let places = decimal_places(currency)?;
    let (whole, minor) = text.trim().split_once(['.', ',']).unwrap_or((text.trim(), ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(minor) || minor.len() > places {
        return None;
    }
    format!("{whole}{minor:0<places$}").parse().ok().filter(|amount| *amount <= AMOUNT_MAX)
}

fn figures(amount: i64, places: usize) -> String {
    let sign = if amount < 0 { "-" } else { "" };
    let digits = format!("{:0>width$}", amount.unsigned_abs(), width = places + 1);
    let (whole, minor) = digits.split_at(digits.len() - places);
    if minor.is_empty() { format!("{sign}{whole}") } else { format!("{sign}{whole}.{minor}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_shown_with_the_decimal_places_of_their_currency() {
        let shown = [(2400, "eur"), (5, "usd"), (2400, "jpy"), (12_340, "kwd"), (-150, "gbp"), (2400, "chf")]
            .map(|(amount, currency)| display(amount, currency));
        assert_eq!(shown, ["€24.00", "$0.05", "¥2400", "12.340 KWD", "£-1.50", "24.00 CHF"]);
    }

    #[test]
    fn amounts_are_read_as_they_are_shown() {
        let typed = [("24.00", "eur"), ("24", "eur"), ("0,5", "usd"), ("2400", "jpy"), (" 12.34 ", "kwd")];
        let read = typed.map(|(text, currency)| parse(text, currency));
        assert_eq!(read, [Some(2400), Some(2400), Some(50), Some(2400), Some(12_340)]);
        let wrong =
            [("", "eur"), ("-1", "eur"), ("1.234", "eur"), ("1.5", "jpy"), ("1e3", "eur"), ("9", "xyz")];
        assert_eq!(wrong.map(|(text, currency)| parse(text, currency)), [None; 6]);
    }

    #[test]
    fn no_currency_is_listed_twice() {
        let codes = all();
        let mut unique = codes.clone();
        unique.dedup();
        assert_eq!(codes, unique);
    }
}
