//! `site/data/markets.toml`: where the shop sells, and the storefronts it sells through.

use super::document::{At, Document, Fields};
use domain::ids::{Country, Locale, MarketId};
use domain::language::Language;
use domain::market::Market;
use domain::money::{Currency, Money};
use domain::payments::PaymentMethod;
use domain::tax::{RoundingLevel, TaxMode};
use std::collections::BTreeSet;

/// Longest hold for an order paid later: stock that long without money is a gift.
const OFFLINE_HOLD_DAYS_MAX: u32 = 60;

/// Most units of an order paid later that a market may allow.
const OFFLINE_QUANTITY_MAX: u32 = 1_000;

/// A storefront: a language and a market, with its own static pages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Storefront {
    /// Its language tag.
    pub locale: Locale,
    /// What the switcher calls it.
    pub name: String,
    /// Which market it sells in.
    pub market: MarketId,
    /// What its prices are in.
    pub currency: Currency,
    /// Whether it is the one at `/`.
    pub is_default: bool,
}

impl Storefront {
    /// What is spoken in it.
    pub fn language(&self) -> Language {
        Language::of(&self.locale)
    }

    /// An amount as its shoppers read it.
    pub fn shown(&self, amount: Money) -> String {
        amount.shown_in(self.language())
    }

    /// What its paths begin with: nothing for the default, else `/en-gb`.
    pub fn prefix(&self) -> String {
        if self.is_default { String::new() } else { format!("/{}", self.locale) }
    }
}

/// A market and the lines of its countries.
#[derive(Debug)]
pub(super) struct ReadMarket {
    pub market: Market,
    pub line: usize,
    pub countries: Vec<At<Country>>,
}

/// Markets and storefronts as the file lists them.
#[derive(Debug, Default)]
pub(super) struct Markets {
    pub markets: Vec<ReadMarket>,
    pub storefronts: Vec<Storefront>,
}

impl Markets {
    /// What is spoken besides the language of the first storefront, in which everything is written.
    pub(super) fn other_languages(&self) -> BTreeSet<Language> {
        let mut spoken = self.storefronts.iter().map(Storefront::language);
        let first = spoken.next();
        spoken.filter(|language| Some(language) != first.as_ref()).collect()
    }

    /// Those of them that are spoken in a market.
    pub(super) fn other_languages_in(&self, market: &MarketId) -> BTreeSet<Language> {
        let others = self.other_languages();
        let in_market = self.storefronts.iter().filter(|storefront| storefront.market == *market);
        in_market.map(Storefront::language).filter(|language| others.contains(language)).collect()
    }
}

/// Reads the markets and the storefronts.
pub(super) fn read(document: &Document) -> Markets {
    document
        .read(|fields| {
            let markets = fields.tables("market", market);
            refuse_repeats(fields, &markets);
            let locales = fields.tables("locale", locale);
            let storefronts = storefronts(fields, &markets, locales);
            for read in &markets {
                if !storefronts.iter().any(|storefront| storefront.market == read.market.id) {
                    fields.say(read.line, format!("no locale sells in the market {}", read.market.id));
                }
            }
            Markets { markets, storefronts }
        })
        .unwrap_or_default()
}

fn market(fields: &Fields) -> Option<ReadMarket> {
    let id = fields.parsed("id", MarketId::parse);
    let name = fields.text("name");
    let currency = fields.parsed("currency", Currency::parse);
    let tax_mode = fields.parsed("tax_mode", tax_mode);
    let rounding = fields.parsed("rounding", rounding);
    let countries = fields.all_parsed("countries", Country::parse);
    let payment_methods = fields.all_parsed("payment_methods", payment_method);
    let offline_hold_days = fields.number("offline_hold_days", OFFLINE_HOLD_DAYS_MAX);
    let offline_quantity_max = fields.number("offline_quantity_max", OFFLINE_QUANTITY_MAX);
    let card_minimum = fields.text("card_minimum");
    let (id, currency) = (id?, currency?);
    let card_minimum = fields.parse(&card_minimum?, |text| Money::parse(text, currency.value))?;
    if countries.is_empty() || payment_methods.is_empty() {
        fields.say(id.line, format!("the market {} needs countries and payment methods", id.value));
    }
    let market = Market {
        name: name?.value,
        currency: currency.value,
        tax_mode: tax_mode?.value,
        rounding: rounding?.value,
        countries: countries.iter().map(|country| country.value.clone()).collect(),
        payment_methods: payment_methods.into_iter().map(|method| method.value).collect(),
        offline_hold_days: offline_hold_days?.value,
        offline_quantity_max: offline_quantity_max?.value,
        card_minimum_minor: card_minimum.value.amount_minor,
        id: id.value,
    };
    Some(ReadMarket { market, line: id.line, countries })
}

fn tax_mode(text: &str) -> Result<TaxMode, String> {
    match text {
        "inclusive" => Ok(TaxMode::Inclusive),
        "exclusive" => Ok(TaxMode::Exclusive),
        _ => Err(format!("`{text}` is not a tax mode (inclusive or exclusive)")),
    }
}

fn rounding(text: &str) -> Result<RoundingLevel, String> {
    match text {
        "unit" => Ok(RoundingLevel::Unit),
        "line" => Ok(RoundingLevel::Line),
        "order" => Ok(RoundingLevel::Order),
        _ => Err(format!("`{text}` is not a rounding level (unit, line or order)")),
    }
}

fn payment_method(text: &str) -> Result<PaymentMethod, String> {
    PaymentMethod::parse(text)
        .ok_or_else(|| format!("`{text}` is not a payment method (card, bank_transfer or pay_on_pickup)"))
}

fn refuse_repeats(fields: &Fields, markets: &[ReadMarket]) {
    let mut countries: Vec<&Country> = Vec::new();
    for (position, read) in markets.iter().enumerate() {
        if markets.iter().take(position).any(|other| other.market.id == read.market.id) {
            fields.say(read.line, format!("the market {} is already there", read.market.id));
        }
        for country in &read.countries {
            if countries.contains(&&country.value) {
                fields.say(country.line, format!("{} is already in a market", country.value));
            }
            countries.push(&country.value);
        }
    }
}

struct ReadLocale {
    code: At<Locale>,
    name: String,
    market: At<MarketId>,
}

fn locale(fields: &Fields) -> Option<ReadLocale> {
    let code = fields.parsed("code", Locale::parse);
    let name = fields.text("name");
    let market = fields.parsed("market", MarketId::parse);
    Some(ReadLocale { code: code?, name: name?.value, market: market? })
}

fn storefronts(fields: &Fields, markets: &[ReadMarket], locales: Vec<ReadLocale>) -> Vec<Storefront> {
    let mut storefronts: Vec<Storefront> = Vec::new();
    for read in locales {
        if storefronts.iter().any(|other| other.locale == read.code.value) {
            fields.say(read.code.line, format!("the locale {} is already there", read.code.value));
        }
        let Some(found) = markets.iter().find(|other| other.market.id == read.market.value) else {
            fields.say(read.market.line, format!("there is no market {}", read.market.value));
            continue;
        };
        storefronts.push(Storefront {
            locale: read.code.value,
            name: read.name,
            market: read.market.value,
            currency: found.market.currency,
            is_default: storefronts.is_empty(),
        });
    }
    storefronts
}
