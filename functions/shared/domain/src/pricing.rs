//! The quote: everything a shopper is charged for, and the fingerprint of what was shown.

use crate::cart::{Cart, CartLine, Quantity};
use crate::catalog::Offers;
use crate::configure::{Configured, LineProperty, line_of, with_properties};
use crate::ids::{CatalogVersion, Country, DeliveryId, LineId, MarketId, Sku, Slug};
use crate::inventory::by_sku;
use crate::market::Terms;
use crate::money::{Money, MoneyError};
use crate::shipping::{self, Days, DeliveryKind, DeliveryOption};
use crate::tax::{self, TaxError, TaxMode, Taxable};
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// What a cart costs, delivered to a country.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// The market whose rules were used.
    pub market: MarketId,
    /// The catalogue's version.
    pub catalog_version: CatalogVersion,
    /// The destination that decides the tax.
    pub country: Country,
    /// Whether listed prices contain the tax.
    pub tax_mode: TaxMode,
    /// The lines, in the cart's order.
    pub lines: Vec<QuoteLine>,
    /// How it is delivered.
    pub delivery: QuoteDelivery,
    /// The lines' listed amounts together.
    pub subtotal: Money,
    /// Tax by rate, highest rate first.
    pub taxes: Vec<TaxShare>,
    /// All tax.
    pub tax_total: Money,
    /// What is charged: lines, delivery and, in tax-exclusive markets, the tax.
    pub total: Money,
}

/// One line of a quote.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteLine {
    /// Which SKU.
    pub sku: Sku,
    /// The product's URL name.
    pub slug: Slug,
    /// Product and choice.
    pub title: String,
    /// The name of its picture.
    pub image: String,
    /// What is written on it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<LineProperty>,
    /// How many.
    pub quantity: Quantity,
    /// The listed price of one, with everything chosen.
    pub unit_price: Money,
    /// The listed price of all.
    pub amount: Money,
    /// The tax rate in percent.
    pub rate_percent: Decimal,
    /// The tax in or on the amount.
    pub tax: Money,
}

impl QuoteLine {
    /// The line's id: follows from its SKU and what is written on it.
    pub fn id(&self) -> LineId {
        line_of(LineId::from(&self.sku), &self.properties)
    }

    /// Product, choice and what is written on it as one text.
    pub fn full_title(&self) -> String {
        with_properties(&self.title, &self.properties)
    }
}

/// How a quote is delivered, and what that costs.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuoteDelivery {
    /// Which method.
    pub id: DeliveryId,
    /// What the shopper reads.
    pub name: String,
    /// Brought or fetched.
    pub kind: DeliveryKind,
    /// The listed price.
    pub price: Money,
    /// The promise in English, as it is recorded.
    pub promise: String,
    /// How long it takes, for the promise in other languages; nothing in the oldest records.
    #[serde(default)]
    pub days: Option<Days>,
}

/// The tax of one rate.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TaxShare {
    /// The rate in percent.
    pub rate_percent: Decimal,
    /// What it was taken on, without the tax.
    pub net: Money,
    /// The tax.
    pub tax: Money,
}

/// Why a cart cannot be quoted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum QuoteError {
    /// Nothing is in the cart.
    #[error("the cart is empty")]
    EmptyCart,
    /// A line's SKU is not sold any more.
    #[error("{0} is no longer sold")]
    NotSold(Sku),
    /// The market does not ship there.
    #[error("orders are not shipped to {0}")]
    CountryNotServed(Country),
    /// Too heavy for every method.
    #[error("no delivery to {country} carries {weight_g} g")]
    NothingShips {
        /// The destination.
        country: Country,
        /// The order's weight.
        weight_g: u64,
    },
    /// The chosen method does not exist for this order.
    #[error("delivery {0} cannot be chosen for this order")]
    UnknownDelivery(DeliveryId),
    /// A rate is missing or an amount did not fit.
    #[error(transparent)]
    Tax(#[from] TaxError),
}

impl From<MoneyError> for QuoteError {
    fn from(error: MoneyError) -> Self {
        Self::Tax(TaxError::Money(error))
    }
}

/// The delivery methods that a cart can be sent with.
///
/// # Errors
/// [`QuoteError`] when the cart or the country cannot be served at all.
pub fn delivery_options(
    terms: &Terms,
    cart: &Cart,
    offers: &Offers,
    country: &Country,
) -> Result<Vec<DeliveryOption>, QuoteError> {
    let lines = offered_lines(cart, offers)?;
    if !terms.market.serves(country) {
        return Err(QuoteError::CountryNotServed(country.clone()));
    }
    let mut weight_g: u64 = 0;
    let mut goods = Money::zero(terms.market.currency);
    for (unit, quantity) in lines {
        weight_g = weight_g.saturating_add(unit.offer.weight_g.saturating_mul(u64::from(quantity.get())));
        goods = goods.plus(unit.unit_price.times(quantity.get())?)?;
    }
    let options = shipping::options(&terms.zones, country, weight_g, goods);
    if options.is_empty() {
        return Err(QuoteError::NothingShips { country: country.clone(), weight_g });
    }
    Ok(options)
}

/// A unit and how many of it.
type OfferedLine<'a> = (Configured<'a>, Quantity);

fn offered_lines<'a>(cart: &Cart, offers: &'a Offers) -> Result<Vec<OfferedLine<'a>>, QuoteError> {
    if cart.lines.is_empty() {
        return Err(QuoteError::EmptyCart);
    }
    let unit = |id: &LineId, line: &CartLine| {
        offers.of_line(id, &line.properties).ok_or_else(|| QuoteError::NotSold(id.sku()))
    };
    cart.lines.iter().map(|(id, line)| Ok((unit(id, line)?, line.quantity))).collect()
}

/// What the cart costs, delivered to `country` with `delivery` (the first possible method if none is named).
///
/// # Errors
/// [`QuoteError`].
pub fn quote(
    terms: &Terms,
    cart: &Cart,
    offers: &Offers,
    country: &Country,
    delivery: Option<&DeliveryId>,
) -> Result<Quote, QuoteError> {
    let options = delivery_options(terms, cart, offers, country)?;
    let chosen = match delivery {
        Some(id) => options.into_iter().find(|option| option.id == *id),
        None => options.into_iter().next(),
    };
    let Some(option) = chosen else {
        return Err(delivery.map_or(QuoteError::EmptyCart, |id| QuoteError::UnknownDelivery(id.clone())));
    };
    let lines = offered_lines(cart, offers)?;
    let mode = terms.market.tax_mode;
    let mut taxables = Vec::with_capacity(lines.len());
    for (unit, quantity) in &lines {
        let rate_percent = terms.tax.rate(country, &unit.offer.tax_category)?;
        taxables.push(Taxable { unit_price: unit.unit_price, quantity: quantity.get(), rate_percent });
    }
    let goods_count = taxables.len();
    taxables.extend(shipping_shares(&taxables, option.price)?);
    let taxes = tax::taxes(&taxables, mode, terms.market.rounding)?;
    let currency = terms.market.currency;
    let quote_lines = quote_lines(&lines, taxables.iter().zip(&taxes).take(goods_count))?;
    let subtotal = Money::sum(quote_lines.iter().map(|line| line.amount), currency)?;
    let tax_total = Money::sum(taxes.iter().copied(), currency)?;
    let listed = subtotal.plus(option.price)?;
    let total = match mode {
        TaxMode::Inclusive => listed,
        TaxMode::Exclusive => listed.plus(tax_total)?,
    };
    let (promise, days) = (option.promise(), Some(option.days()));
    Ok(Quote {
        market: terms.market.id.clone(),
        catalog_version: offers.version.clone(),
        country: country.clone(),
        tax_mode: mode,
        lines: quote_lines,
        delivery: QuoteDelivery {
            id: option.id,
            name: option.name,
            kind: option.kind,
            price: option.price,
            promise,
            days,
        },
        subtotal,
        taxes: tax_shares(&taxables, &taxes, mode)?,
        tax_total,
        total,
    })
}

/// Shares the shipping over the goods' rates in proportion to their amounts: it is taxed like what it brings.
fn shipping_shares(goods: &[Taxable], price: Money) -> Result<Vec<Taxable>, MoneyError> {
    let mut by_rate: BTreeMap<Decimal, u64> = BTreeMap::new();
    for taxable in goods {
        let amount = taxable.unit_price.times(taxable.quantity)?.amount_minor.unsigned_abs();
        let sum = by_rate.entry(taxable.rate_percent.normalize()).or_default();
        *sum = sum.saturating_add(amount);
    }
    let weights: Vec<u64> = by_rate.values().copied().collect();
    let shares = price.allocate(&weights)?;
    let share = |(rate_percent, unit_price)| Taxable { unit_price, quantity: 1, rate_percent };
    Ok(by_rate.into_keys().zip(shares).map(share).collect())
}

fn quote_lines<'a>(
    lines: &[OfferedLine<'_>],
    taxed: impl Iterator<Item = (&'a Taxable, &'a Money)>,
) -> Result<Vec<QuoteLine>, MoneyError> {
    let line = |((unit, quantity), (taxable, tax)): (&OfferedLine<'_>, (&Taxable, &Money))| {
        let offer = unit.offer;
        Ok(QuoteLine {
            sku: offer.sku.clone(),
            slug: offer.slug.clone(),
            title: offer.full_title(),
            image: offer.image.clone(),
            properties: unit.properties.clone(),
            quantity: *quantity,
            unit_price: unit.unit_price,
            amount: unit.unit_price.times(quantity.get())?,
            rate_percent: taxable.rate_percent,
            tax: *tax,
        })
    };
    lines.iter().zip(taxed).map(line).collect()
}

fn tax_shares(taxables: &[Taxable], taxes: &[Money], mode: TaxMode) -> Result<Vec<TaxShare>, MoneyError> {
    let mut by_rate: BTreeMap<Decimal, (Money, Money)> = BTreeMap::new();
    for (taxable, tax) in taxables.iter().zip(taxes) {
        let amount = taxable.unit_price.times(taxable.quantity)?;
        let net = match mode {
            TaxMode::Inclusive => amount.minus(*tax)?,
            TaxMode::Exclusive => amount,
        };
        let zero = Money::zero(tax.currency);
        let sums = by_rate.entry(taxable.rate_percent.normalize()).or_insert((zero, zero));
        *sums = (sums.0.plus(net)?, sums.1.plus(*tax)?);
    }
    let share = |(rate_percent, (net, tax))| TaxShare { rate_percent, net, tax };
    Ok(by_rate.into_iter().rev().map(share).collect())
}

impl Quote {
    /// The fingerprint of everything a shopper was shown: changes when any price, quantity, tax, destination
    /// or delivery does, and with nothing else.
    pub fn fingerprint(&self) -> String {
        let mut text = format!(
            "{}|{}|{}|{}|{}|{}",
            self.market, self.country, self.delivery.id, self.delivery.price, self.tax_total, self.total
        );
        for line in &self.lines {
            // Writing to a `String` cannot fail.
            let _ignored: std::fmt::Result =
                write!(text, "|{}*{}@{}", line.id(), line.quantity.get(), line.unit_price);
        }
        let digest = Sha256::digest(text.as_bytes());
        digest.iter().take(16).fold(String::new(), |mut hex, byte| {
            let _ignored: std::fmt::Result = write!(hex, "{byte:02x}");
            hex
        })
    }

    /// What a line is called, with what is written on the thing; its id where there is no such line.
    pub fn title_of(&self, id: &LineId) -> String {
        let line = self.lines.iter().find(|line| line.id() == *id);
        line.map_or_else(|| id.to_string(), QuoteLine::full_title)
    }

    /// Units per line.
    pub fn units(&self) -> BTreeMap<LineId, u32> {
        let mut units = BTreeMap::new();
        for line in &self.lines {
            let sum: &mut u32 = units.entry(line.id()).or_default();
            *sum = sum.saturating_add(line.quantity.get());
        }
        units
    }

    /// Units per SKU: what placing takes from the stock.
    pub fn quantities(&self) -> BTreeMap<Sku, u32> {
        by_sku(self.units().iter().map(|(line, units)| (line, *units)))
    }
}

#[cfg(test)]
#[path = "pricing_tests.rs"]
mod tests;
