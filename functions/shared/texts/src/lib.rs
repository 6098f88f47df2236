//! What the shop says, in each language it speaks: the texts of `site/texts`, put together for one shopper.
//!
//! `Texts::of(&locale)` are the texts of a locale's language; a language's files are parsed once, when it is first
//! spoken. Then
//!
//! - `say!(texts, "cart-title")` and `say!(texts, "cart-left", count = 3)` are texts. The key, and the names of
//!   what is put into it, are compared with the English file while compiling; what is put in is a text, a whole
//!   number (plural forms go by it), `Money` or a `Timestamp`, each written as the language writes it.
//! - `saying!("cart-title")` is a text that is told later, by `texts.tell(&saying)`, when the language is known.
//! - `texts.money(amount)`, `texts.moment(at)`, `texts.country(&country)` and `texts.delivery(..)` are the same
//!   pieces alone.
//!
//! The texts lie in `site/texts/<language>/*.ftl` (Fluent). Keys begin with the file's name: `cart-title` is in
//! `cart.ftl`. That every language has the same keys with the same variables, and that none is there for nobody, is
//! tested in `tests/wiring`. Nothing here fails at run time: a language that lacks a key says it in English.

mod bundle;
mod countries;
pub mod keys;

pub use domain::language::{Language, Saying, Value};

use bundle::Bundle;
use domain::address::Contact;
use domain::ids::{Country, Locale};
use domain::market::Market;
use domain::money::Money;
use domain::pricing::QuoteDelivery;
use domain::shipping::{Days, DeliveryKind};
use domain::tax::TaxMode;
use domain::time::Timestamp;

/// The texts of one language.
#[derive(Debug, Clone, Copy)]
pub struct Texts {
    language: Language,
    bundle: &'static Bundle,
}

/// A text of a language: `say!(texts, "cart-left", count = 3)`.
#[macro_export]
macro_rules! say {
    ($texts:expr, $key:literal $(, $name:ident = $value:expr)* $(,)?) => {
        $texts.tell(&$crate::saying!($key $(, $name = $value)*))
    };
}

/// A text to be told when the language is known: `saying!("problem-busy")`.
#[macro_export]
macro_rules! saying {
    ($key:literal $(, $name:ident = $value:expr)* $(,)?) => {{
        const _: () = $crate::keys::check($key, &[$(stringify!($name)),*]);
        $crate::Saying { key: $key, values: vec![$((stringify!($name), $crate::Value::from($value))),*] }
    }};
}

impl Texts {
    /// The texts of a locale's language.
    pub fn of(locale: &Locale) -> Self {
        Self::in_language(Language::of(locale))
    }

    /// The texts of a language.
    pub fn in_language(language: Language) -> Self {
        Self { language, bundle: bundle::of(language) }
    }

    /// Which language they are in.
    pub const fn language(self) -> Language {
        self.language
    }

    /// A text with what is put into it.
    pub fn tell(self, saying: &Saying) -> String {
        let values = saying.values.iter().map(|(name, value)| (*name, self.written(value)));
        let values = bundle::arguments(values);
        self.bundle
            .tell(saying.key, &values)
            .or_else(|| bundle::of(Language::English).tell(saying.key, &values))
            .unwrap_or_default()
    }

    fn written(self, value: &Value) -> bundle::Argument {
        match value {
            Value::Text(text) => bundle::Argument::Text(text.clone()),
            Value::Number(number) => bundle::Argument::Number(*number),
            Value::Money(money) => bundle::Argument::Text(self.money(*money)),
            Value::Moment(moment) => bundle::Argument::Text(self.moment(*moment)),
        }
    }

    /// An amount: `€1,024.00`, `1.024,00 €`.
    pub fn money(self, amount: Money) -> String {
        amount.shown_in(self.language)
    }

    /// A point in time: `22 November 2026, 03:00 UTC`.
    pub fn moment(self, at: Timestamp) -> String {
        let Ok(at) = jiff::Timestamp::from_millisecond(at.as_ms()) else { return String::new() };
        let part = |format: &str| at.strftime(format).to_string();
        let number = |format: &str| part(format).parse::<u64>().unwrap_or_default();
        say!(
            self,
            "order-moment",
            day = part("%-d"),
            month = number("%-m"),
            year = part("%Y"),
            time = part("%H:%M"),
        )
    }

    /// A number with decimals, such as a tax rate, from its plain form with a point.
    pub fn decimals(self, plain: &str) -> String {
        match self.language {
            Language::English | Language::Arabic => plain.to_owned(),
            Language::German => plain.replace('.', ","),
        }
    }

    /// A country's name.
    pub fn country(self, country: &Country) -> String {
        countries::name(country, self.language).unwrap_or_else(|| country.as_str()).to_owned()
    }

    /// What names are sorted by: an umlaut stands with its vowel, as in German dictionaries (DIN 5007).
    pub fn sort_key(self, name: &str) -> String {
        let plain = |letter: char| match letter {
            'ä' => "a".to_owned(),
            'ö' => "o".to_owned(),
            'ü' => "u".to_owned(),
            'ß' => "ss".to_owned(),
            other => other.to_string(),
        };
        name.to_lowercase().chars().map(plain).collect()
    }

    /// An address as it stands on an envelope, with the country's name in this language.
    pub fn address(self, contact: &Contact) -> Vec<String> {
        let mut lines = contact.address_lines();
        if let Some(country) = lines.last_mut() {
            *country = self.country(&contact.country);
        }
        lines
    }

    /// How long a delivery takes: `2–4 working days`, or `ready in 1 working day` where it is picked up.
    pub fn delivery(self, kind: DeliveryKind, days: Days) -> String {
        match kind {
            DeliveryKind::Delivery if days.least == days.most => say!(self, "order-days", count = days.most),
            DeliveryKind::Delivery => {
                say!(self, "order-days-between", least = days.least, most = days.most)
            }
            DeliveryKind::Pickup => say!(self, "order-ready-in", days = self.within(days)),
        }
    }

    /// A span of days behind "in", which some languages decline: `2–4 working days`, `2–4 Werktagen`.
    pub fn within(self, days: Days) -> String {
        if days.least == days.most {
            say!(self, "order-within-days", count = days.most)
        } else {
            say!(self, "order-within-days-between", least = days.least, most = days.most)
        }
    }

    /// How long the delivery of a quote takes, or what the oldest records say of it.
    pub fn promise(self, delivery: &QuoteDelivery) -> String {
        delivery.days.map_or_else(|| delivery.promise.clone(), |days| self.delivery(delivery.kind, days))
    }

    /// In how many days a quote's delivery arrives, to stand behind "in".
    pub fn arrival(self, delivery: &QuoteDelivery) -> String {
        delivery.days.map_or_else(|| delivery.promise.clone(), |days| self.within(days))
    }

    /// The words beside every price that the law asks for.
    pub fn tax_note(self, market: &Market) -> String {
        match market.tax_mode {
            TaxMode::Inclusive => say!(self, "cart-tax-included"),
            TaxMode::Exclusive => say!(self, "cart-tax-added"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::money::Currency;

    fn in_each<T>(told: impl Fn(Texts) -> T) -> [T; 3] {
        Language::ALL.map(|language| told(Texts::in_language(language)))
    }

    #[test]
    fn a_time_says_its_zone_in_every_language() {
        let at = Timestamp::from_ms(1_795_316_400_123);
        assert_eq!(
            in_each(|texts| texts.moment(at)),
            [
                "22 November 2026, 03:00 UTC",
                "22. November 2026, 03:00 Uhr (UTC)",
                "\u{200f}\u{2068}22\u{2069} \u{2068}نوفمبر\u{2069} \u{2068}2026\u{2069}، \u{2068}03:00\u{2069} UTC",
            ]
        );
    }

    #[test]
    fn a_promise_reads_like_a_sentence() {
        let (one, more) = (Days { least: 1, most: 1 }, Days { least: 2, most: 4 });
        let between = in_each(|texts| texts.delivery(DeliveryKind::Delivery, more));
        assert_eq!(between[..2], ["2–4 working days", "2–4 Werktage"]);
        assert_eq!(in_each(|texts| texts.within(more))[..2], ["2–4 working days", "2–4 Werktagen"]);
        let ready = in_each(|texts| texts.delivery(DeliveryKind::Pickup, one));
        assert_eq!(ready[..2], ["ready in 1 working day", "abholbereit in 1 Werktag"]);
        let ready = in_each(|texts| texts.delivery(DeliveryKind::Pickup, more));
        assert_eq!(ready[..2], ["ready in 2–4 working days", "abholbereit in 2–4 Werktagen"]);
    }

    #[test]
    fn arabic_counts_one_two_few_and_many() {
        let texts = Texts::in_language(Language::Arabic);
        let told: std::collections::BTreeSet<String> = [1_u32, 2, 3, 11]
            .map(|count| say!(texts, "order-days", count = count))
            .map(|told| told.chars().filter(|letter| !letter.is_ascii_digit()).collect())
            .into();
        assert_eq!(told.len(), 4, "{told:?}");
    }

    #[test]
    fn what_is_put_into_arabic_keeps_its_direction() {
        let texts = Texts::in_language(Language::Arabic);
        let told = say!(texts, "order-ready-in", days = "3–5 days");
        assert!(told.contains("\u{2068}3–5 days\u{2069}"), "{told}");
    }

    #[test]
    fn countries_are_named_in_each_language() {
        let germany = Country::parse("DE").unwrap();
        assert_eq!(in_each(|texts| texts.country(&germany)), ["Germany", "Deutschland", "ألمانيا"]);
    }

    #[test]
    fn an_amount_is_written_as_the_language_does_it() {
        let amount = Money::new(102_400, Currency::parse("EUR").unwrap());
        assert_eq!(in_each(|texts| texts.money(amount))[..2], ["€1,024.00", "1.024,00\u{a0}€"]);
        let texts = Texts::in_language(Language::German);
        assert_eq!([texts.decimals("8.25"), texts.decimals("19")], ["8,25", "19"]);
    }
}
