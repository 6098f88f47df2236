//! The cart: absolute quantities per line, and what changed since the shopper last saw it.

use crate::catalog::Offers;
use crate::configure::{Configured, LineProperty, with_properties};
use crate::ids::{CartId, LineId, Locale, MarketId, OrderId, Sku};
use crate::inventory::{Stock, by_sku};
use crate::limits::{CART_LINES_MAX, CART_WRITERS_MAX, LINE_QUANTITY_MAX};
use crate::money::Money;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};

/// How many of one line: 1 to [`LINE_QUANTITY_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Quantity(u32);

/// A quantity outside 1 to [`LINE_QUANTITY_MAX`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a quantity is a whole number from 1 to {LINE_QUANTITY_MAX}")]
pub struct QuantityError;

impl Quantity {
    /// Checks a number.
    ///
    /// # Errors
    /// [`QuantityError`].
    pub fn new(count: u32) -> Result<Self, QuantityError> {
        if (1..=LINE_QUANTITY_MAX).contains(&count) { Ok(Self(count)) } else { Err(QuantityError) }
    }

    /// Reads a number as typed into a form.
    ///
    /// # Errors
    /// [`QuantityError`].
    pub fn parse(text: &str) -> Result<Self, QuantityError> {
        text.trim().parse().map_err(|_| QuantityError).and_then(Self::new)
    }

    /// The number.
    pub const fn get(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for Quantity {
    type Error = QuantityError;
    fn try_from(count: u32) -> Result<Self, QuantityError> {
        Self::new(count)
    }
}

impl From<Quantity> for u32 {
    fn from(quantity: Quantity) -> Self {
        quantity.0
    }
}

/// A shopper's cart.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cart {
    /// Its id.
    pub id: CartId,
    /// Counts the writes; 0 for a cart that is not stored yet.
    pub version: u64,
    /// Whose prices it shows.
    pub market: MarketId,
    /// Which storefront it belongs to.
    pub locale: Locale,
    /// Whether it can still be changed.
    pub status: CartStatus,
    /// What is in it.
    pub lines: BTreeMap<LineId, CartLine>,
    /// Who wrote it last.
    pub writers: Writers,
}

/// The requests that wrote a cart last, newest last, at most [`CART_WRITERS_MAX`]: they tell a write of one's own
/// whose answer was lost from somebody else's, also when others wrote since.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Writers(Vec<String>);

impl Writers {
    /// These, and then this one.
    #[must_use]
    pub fn and(&self, request: &str) -> Self {
        let forgotten = self.0.len().saturating_add(1).saturating_sub(CART_WRITERS_MAX);
        let kept = self.0.iter().skip(forgotten).cloned();
        Self(kept.chain([request.to_owned()]).collect())
    }

    /// Whether this request is one of them.
    pub fn include(&self, request: &str) -> bool {
        self.0.iter().any(|writer| writer == request)
    }
}

/// Whether a cart can still be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CartStatus {
    /// It can.
    Open,
    /// It became this order; one cart makes one order.
    Closed(OrderId),
}

/// One SKU in a cart, with what is written on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    /// How many.
    pub quantity: Quantity,
    /// The unit price the shopper last saw.
    pub shown_price: Money,
    /// The title the shopper last saw; still there when the product no longer is.
    pub title: String,
    /// What the shopper wrote.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub properties: Vec<LineProperty>,
}

impl CartLine {
    /// The title the shopper last saw, with what is written on the thing.
    pub fn full_title(&self) -> String {
        with_properties(&self.title, &self.properties)
    }
}

/// Why a cart cannot be changed as asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CartError {
    /// The cart has become an order.
    #[error("this cart was ordered as {0}")]
    Closed(OrderId),
    /// The shop does not sell this.
    #[error("{0} is not sold here")]
    NotSold(Sku),
    /// More units than one order may hold.
    #[error("at most {LINE_QUANTITY_MAX} of {0} fit in one order")]
    TooMany(Sku),
    /// The cart has no such line, and a line's name does not say what is written on it.
    #[error("the cart has no line {0}")]
    NoSuchLine(LineId),
    /// More lines than one order may hold.
    #[error("at most {CART_LINES_MAX} different articles fit in one order")]
    TooManyLines,
}

impl Cart {
    /// An empty cart that is not stored yet.
    pub fn empty(id: CartId, market: MarketId, locale: Locale) -> Self {
        let (lines, writers) = (BTreeMap::new(), Writers::default());
        Self { id, version: 0, market, locale, status: CartStatus::Open, lines, writers }
    }

    /// Units of all lines together.
    pub fn quantity_total(&self) -> u32 {
        self.lines.values().fold(0, |sum, line| sum.saturating_add(line.quantity.get()))
    }

    fn check_open(&self) -> Result<(), CartError> {
        match &self.status {
            CartStatus::Open => Ok(()),
            CartStatus::Closed(order) => Err(CartError::Closed(order.clone())),
        }
    }

    /// The line after adding so many units to what is there.
    ///
    /// # Errors
    /// [`CartError::Closed`], [`CartError::TooMany`] or [`CartError::TooManyLines`].
    pub fn add(&self, unit: &Configured<'_>, quantity: Quantity) -> Result<CartLine, CartError> {
        let there = self.lines.get(&unit.line()).map_or(0, |line| line.quantity.get());
        let wanted = Quantity::new(there.saturating_add(quantity.get()))
            .map_err(|QuantityError| CartError::TooMany(unit.offer.sku.clone()))?;
        self.set(unit, wanted)
    }

    /// A line of this cart, or the plain line of a SKU, holding exactly so many units.
    ///
    /// # Errors
    /// [`CartError`].
    pub fn set_line(&self, id: &LineId, offers: &Offers, quantity: Quantity) -> Result<CartLine, CartError> {
        let properties = self.lines.get(id).map_or(&[][..], |line| &line.properties);
        let unit = offers.of_line(id, properties).ok_or_else(|| CartError::NotSold(id.sku()))?;
        if unit.line() != *id {
            return Err(CartError::NoSuchLine(id.clone()));
        }
        self.set(&unit, quantity)
    }

    /// The line holding exactly so many units.
    ///
    /// # Errors
    /// [`CartError::Closed`], [`CartError::TooMany`] or [`CartError::TooManyLines`].
    pub fn set(&self, unit: &Configured<'_>, quantity: Quantity) -> Result<CartLine, CartError> {
        self.check_open()?;
        let (line, sku) = (unit.line(), &unit.offer.sku);
        if !self.lines.contains_key(&line) && self.lines.len() >= CART_LINES_MAX {
            return Err(CartError::TooManyLines);
        }
        let others = self.lines.iter().filter(|(other, _)| **other != line && other.sku() == *sku);
        let others = others.fold(0, |sum: u32, (_, other)| sum.saturating_add(other.quantity.get()));
        if others.saturating_add(quantity.get()) > LINE_QUANTITY_MAX {
            return Err(CartError::TooMany(sku.clone()));
        }
        Ok(CartLine {
            quantity,
            shown_price: unit.unit_price,
            title: unit.offer.full_title(),
            properties: unit.properties.clone(),
        })
    }

    /// The lines of this cart after another was merged in: of each line the larger quantity, so that merging
    /// twice is not doubled.
    ///
    /// # Errors
    /// [`CartError::Closed`], [`CartError::TooMany`] or [`CartError::TooManyLines`].
    pub fn merge(&self, other: &Self) -> Result<BTreeMap<LineId, CartLine>, CartError> {
        self.check_open()?;
        let mut lines = self.lines.clone();
        for (id, line) in &other.lines {
            lines
                .entry(id.clone())
                .and_modify(|mine| mine.quantity = mine.quantity.max(line.quantity))
                .or_insert_with(|| line.clone());
        }
        if lines.len() > CART_LINES_MAX {
            return Err(CartError::TooManyLines);
        }
        match units(&lines).into_iter().find(|(_, units)| *units > LINE_QUANTITY_MAX) {
            Some((sku, _)) => Err(CartError::TooMany(sku)),
            None => Ok(lines),
        }
    }

    /// Units per SKU: what the stock has to have.
    pub fn quantities(&self) -> BTreeMap<Sku, u32> {
        units(&self.lines)
    }

    /// What a shopper must be told: how the lines differ from what was last shown, and from what can be had.
    pub fn changes(&self, offers: &Offers, stock: &BTreeMap<Sku, Stock>) -> Vec<CartChange> {
        let mut changes = Vec::new();
        let mut told = BTreeSet::new();
        let quantities = self.quantities();
        for (id, line) in &self.lines {
            let Some(unit) = offers.of_line(id, &line.properties) else {
                changes.push(CartChange::NoLongerSold { line: id.clone(), title: line.full_title() });
                continue;
            };
            if unit.unit_price != line.shown_price {
                let (title, shown, now) = (unit.full_title(), line.shown_price, unit.unit_price);
                changes.push(CartChange::Price { line: id.clone(), title, shown, now });
            }
            let sku = id.sku();
            let available = stock.get(&sku).map_or(0, |stock| stock.available);
            let wanted = quantities.get(&sku).copied().unwrap_or(0);
            if available < u64::from(wanted) && told.insert(sku.clone()) {
                changes.push(CartChange::Stock { sku, title: unit.offer.full_title(), wanted, available });
            }
        }
        changes
    }
}

fn units(lines: &BTreeMap<LineId, CartLine>) -> BTreeMap<Sku, u32> {
    by_sku(lines.iter().map(|(id, line)| (id, line.quantity.get())))
}

/// A difference between a cart as it was shown and the shop as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CartChange {
    /// The product is gone, or no longer made like this.
    NoLongerSold {
        /// Which line.
        line: LineId,
        /// What it was called.
        title: String,
    },
    /// The price is another.
    Price {
        /// Which line.
        line: LineId,
        /// What it is called.
        title: String,
        /// What was shown.
        shown: Money,
        /// What it costs now.
        now: Money,
    },
    /// Fewer are left than wanted.
    Stock {
        /// Which SKU.
        sku: Sku,
        /// What it is called.
        title: String,
        /// How many the cart holds, on all lines.
        wanted: u32,
        /// How many are left.
        available: u64,
    },
}

impl CartChange {
    /// Whether the order cannot be placed until the shopper changes the cart.
    pub fn blocks(&self) -> bool {
        match self {
            Self::NoLongerSold { .. } | Self::Stock { .. } => true,
            Self::Price { .. } => false,
        }
    }
}

#[cfg(test)]
#[path = "cart_tests.rs"]
mod tests;
