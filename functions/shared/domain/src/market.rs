//! Markets and storefronts: where the shop sells, in which currency, and under which rules.

use crate::ids::{Country, Locale, MarketId};
use crate::language::Language;
use crate::money::Currency;
use crate::payments::PaymentMethod;
use crate::shipping::ShippingZone;
use crate::tax::{RoundingLevel, TaxMode, TaxTable};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// A group of countries that share currency, prices and tax rules.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Market {
    /// Its id, such as `eu`.
    pub id: MarketId,
    /// What people call it.
    pub name: String,
    /// What prices are in.
    pub currency: Currency,
    /// Whether prices contain tax.
    pub tax_mode: TaxMode,
    /// Where tax is rounded.
    pub rounding: RoundingLevel,
    /// Where it ships; the first is preselected.
    pub countries: Vec<Country>,
    /// How shoppers may pay, most usual first.
    pub payment_methods: Vec<PaymentMethod>,
    /// Days that stock is held for an order paid later (bank transfer, on pickup).
    pub offline_hold_days: u32,
    /// Most units of one order that is paid later: such an order holds stock without money.
    pub offline_quantity_max: u32,
    /// Orders below this many minor units cannot be paid by card (the provider's minimum).
    pub card_minimum_minor: i64,
}

/// Everything besides prices and stock that a quote depends on; published as one item per market.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Terms {
    /// The market.
    pub market: Market,
    /// Its storefronts' locales, the default first.
    pub locales: Vec<Locale>,
    /// Its shipping tables.
    pub zones: Vec<ShippingZone>,
    /// The tax rates of its countries.
    pub tax: TaxTable,
    /// Who sells.
    pub shop: ShopProfile,
}

/// Who sells, as shown to shoppers and printed on mails.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopProfile {
    /// The shop's name.
    pub name: String,
    /// The company and its address, one line each.
    pub company: Vec<String>,
    /// Where shoppers write to.
    pub contact_mail: String,
    /// Who is told of new orders.
    pub merchant_mail: String,
    /// Lines that say how to pay by bank transfer.
    pub bank_account: Vec<String>,
    /// Where orders are picked up, one line each.
    pub pickup_address: Vec<String>,
    /// What of this reads otherwise in the shop's other languages.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub words: BTreeMap<Language, ShopWords>,
}

/// What the seller says in a language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShopWords {
    /// The company and its address, one line each.
    pub company: Vec<String>,
    /// Where orders are picked up, one line each.
    pub pickup_address: Vec<String>,
}

impl Terms {
    /// The terms as they read in a language; what has no words in it stays in the shop's first one.
    #[must_use]
    pub fn in_language(mut self, language: Language) -> Self {
        for method in self.zones.iter_mut().flat_map(|zone| &mut zone.methods) {
            if let Some(name) = method.names.remove(&language) {
                method.name = name;
            }
            method.names.clear();
        }
        if let Some(words) = self.shop.words.remove(&language) {
            self.shop.company = words.company;
            self.shop.pickup_address = words.pickup_address;
        }
        self.shop.words.clear();
        self
    }
}

impl Market {
    /// Whether the market ships to this country.
    pub fn serves(&self, country: &Country) -> bool {
        self.countries.contains(country)
    }
}
