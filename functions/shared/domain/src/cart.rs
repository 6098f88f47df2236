//! The cart: absolute quantities per SKU, and what changed since the shopper last saw it.

use crate::catalog::{Offer, Offers};
use crate::ids::{CartId, Locale, MarketId, OrderId, Sku};
use crate::inventory::Stock;
use crate::limits::{CART_LINES_MAX, LINE_QUANTITY_MAX};
use crate::money::Money;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// How many of one SKU: 1 to [`LINE_QUANTITY_MAX`].
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
    pub lines: BTreeMap<Sku, CartLine>,
}

/// Whether a cart can still be changed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CartStatus {
    /// It can.
    Open,
    /// It became this order; one cart makes one order.
    Closed(OrderId),
}

/// One SKU in a cart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CartLine {
    /// How many.
    pub quantity: Quantity,
    /// The unit price the shopper last saw.
    pub shown_price: Money,
    /// The title the shopper last saw; still there when the product no longer is.
    pub title: String,
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
    /// More different SKUs than one order may hold.
    #[error("at most {CART_LINES_MAX} different articles fit in one order")]
    TooManyLines,
}

impl Cart {
    /// An empty cart that is not stored yet.
    pub fn empty(id: CartId, market: MarketId, locale: Locale) -> Self {
        Self { id, version: 0, market, locale, status: CartStatus::Open, lines: BTreeMap::new() }
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

    /// The line after adding so many of an offer to what is there.
    ///
    /// # Errors
    /// [`CartError::Closed`], [`CartError::TooMany`] or [`CartError::TooManyLines`].
    pub fn add(&self, offer: &Offer, quantity: Quantity) -> Result<CartLine, CartError> {
        let there = self.lines.get(&offer.sku).map_or(0, |line| line.quantity.get());
        let wanted = Quantity::new(there.saturating_add(quantity.get()))
            .map_err(|QuantityError| CartError::TooMany(offer.sku.clone()))?;
        self.set(offer, wanted)
    }

    /// The line holding exactly so many of an offer.
    ///
    /// # Errors
    /// [`CartError::Closed`] or [`CartError::TooManyLines`].
    pub fn set(&self, offer: &Offer, quantity: Quantity) -> Result<CartLine, CartError> {
        self.check_open()?;
        if !self.lines.contains_key(&offer.sku) && self.lines.len() >= CART_LINES_MAX {
            return Err(CartError::TooManyLines);
        }
        Ok(CartLine { quantity, shown_price: offer.unit_price, title: offer.full_title() })
    }

    /// The lines of this cart after another was merged in: of each SKU the larger quantity, so that merging
    /// twice changes nothing and a cart that was copied is not doubled.
    ///
    /// # Errors
    /// [`CartError::Closed`] or [`CartError::TooManyLines`].
    pub fn merge(&self, other: &Self) -> Result<BTreeMap<Sku, CartLine>, CartError> {
        self.check_open()?;
        let mut lines = self.lines.clone();
        for (sku, line) in &other.lines {
            lines
                .entry(sku.clone())
                .and_modify(|mine| mine.quantity = mine.quantity.max(line.quantity))
                .or_insert_with(|| line.clone());
        }
        if lines.len() > CART_LINES_MAX { Err(CartError::TooManyLines) } else { Ok(lines) }
    }

    /// What a shopper must be told: how the lines differ from what was last shown, and from what can be had.
    pub fn changes(&self, offers: &Offers, stock: &BTreeMap<Sku, Stock>) -> Vec<CartChange> {
        let mut changes = Vec::new();
        for (sku, line) in &self.lines {
            let Some(offer) = offers.by_sku.get(sku) else {
                changes.push(CartChange::NoLongerSold { sku: sku.clone(), title: line.title.clone() });
                continue;
            };
            if offer.unit_price != line.shown_price {
                let (title, shown, now) = (offer.full_title(), line.shown_price, offer.unit_price);
                changes.push(CartChange::Price { sku: sku.clone(), title, shown, now });
            }
            let available = stock.get(sku).map_or(0, |stock| stock.available);
            if available < u64::from(line.quantity.get()) {
                let (title, wanted) = (offer.full_title(), line.quantity);
                changes.push(CartChange::Stock { sku: sku.clone(), title, wanted, available });
            }
        }
        changes
    }
}

/// A difference between a cart as it was shown and the shop as it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CartChange {
    /// The product is gone.
    NoLongerSold {
        /// Which SKU.
        sku: Sku,
        /// What it was called.
        title: String,
    },
    /// The price is another.
    Price {
        /// Which SKU.
        sku: Sku,
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
        /// How many the cart holds.
        wanted: Quantity,
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
mod tests {
    use super::*;
    use crate::ids::{CatalogVersion, Slug, TaxCategory};
    use crate::money::Currency;
    use proptest::prelude::*;

    fn offer(sku: &str, minor: i64) -> Offer {
        Offer {
            sku: Sku::parse(sku).unwrap(),
            slug: Slug::parse("mug").unwrap(),
            title: "Mug".to_owned(),
            label: "Tide".to_owned(),
            unit_price: Money::new(minor, Currency::parse("EUR").unwrap()),
            tax_category: TaxCategory::parse("standard").unwrap(),
            weight_g: 400,
            image: "mug".to_owned(),
            words: BTreeMap::new(),
        }
    }

    fn cart(lines: &[(&str, u32)]) -> Cart {
        let (market, locale) = (MarketId::parse("eu").unwrap(), Locale::parse("en").unwrap());
        let mut cart = Cart::empty(CartId::from_bits([1; 16]), market, locale);
        for (sku, quantity) in lines {
            let line = cart.set(&offer(sku, 2400), Quantity::new(*quantity).unwrap()).unwrap();
            cart.lines.insert(Sku::parse(sku).unwrap(), line);
        }
        cart
    }

    #[test]
    fn quantities_are_whole_and_between_one_and_the_limit() {
        assert_eq!(Quantity::parse(" 3 "), Quantity::new(3));
        for refused in ["0", "-1", "100", "1.5", "99999999999", "", "two"] {
            assert_eq!(Quantity::parse(refused), Err(QuantityError), "{refused}");
        }
    }

    #[test]
    fn adding_adds_to_what_is_there_up_to_the_limit() {
        let cart = cart(&[("MUG", 98)]);
        assert_eq!(cart.add(&offer("MUG", 2400), Quantity(1)).unwrap().quantity, Quantity(99));
        let refused = cart.add(&offer("MUG", 2400), Quantity(2));
        assert_eq!(refused, Err(CartError::TooMany(Sku::parse("MUG").unwrap())));
    }

    #[test]
    fn a_closed_cart_takes_nothing() {
        let mut closed = cart(&[]);
        let order = OrderId::from_bits([2; 16]);
        closed.status = CartStatus::Closed(order.clone());
        assert_eq!(closed.add(&offer("MUG", 1), Quantity(1)), Err(CartError::Closed(order)));
    }

    #[test]
    fn every_change_is_told() {
        let cart = cart(&[("GONE", 1), ("MUG", 3), ("OWL", 1)]);
        let offers = Offers {
            version: CatalogVersion::parse("0123456789abcdef").unwrap(),
            by_sku: [offer("MUG", 2500), offer("OWL", 2400)]
                .into_iter()
                .map(|o| (o.sku.clone(), o))
                .collect(),
        };
        let stock = |available| Stock { available, reserved: 0, version: 0 };
        let stocks =
            BTreeMap::from([(Sku::parse("MUG").unwrap(), stock(2)), (Sku::parse("OWL").unwrap(), stock(1))]);
        let changes = cart.changes(&offers, &stocks);
        assert!(matches!(
            changes.as_slice(),
            [
                CartChange::NoLongerSold { .. },
                CartChange::Price { .. },
                CartChange::Stock { available: 2, .. }
            ]
        ));
    }

    proptest! {
        #[test]
        fn merging_loses_no_line_and_twice_is_once(
            mine in prop::collection::btree_map("[A-Z]{3}", 1_u32..99, 0..20),
            theirs in prop::collection::btree_map("[A-Z]{3}", 1_u32..99, 0..20),
        ) {
            let build = |lines: &BTreeMap<String, u32>| {
                let lines: Vec<(&str, u32)> = lines.iter().map(|(sku, q)| (sku.as_str(), *q)).collect();
                cart(&lines)
            };
            let (mut first, second) = (build(&mine), build(&theirs));
            let merged = first.merge(&second).unwrap();
            for line in first.lines.iter().chain(&second.lines) {
                prop_assert!(merged[line.0].quantity >= line.1.quantity);
            }
            first.lines = merged.clone();
            prop_assert_eq!(first.merge(&second).unwrap(), merged);
        }
    }
}
