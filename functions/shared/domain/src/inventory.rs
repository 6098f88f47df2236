//! Stock: what is on the shelf, what is promised, and the movements that change it.

use crate::ids::{LineId, MovementId, Sku};
use crate::limits::{LOW_STOCK, STOCK_QUANTITY_MAX};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The stock of one SKU. On hand is the two together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Stock {
    /// Units that can be sold now.
    pub available: u64,
    /// Units promised to open orders and not shipped yet.
    pub reserved: u64,
    /// Counts the changes by receipts, adjustments, returns and counts; orders leave what is on hand as it is.
    pub version: u64,
}

/// How much is left, as much as a shopper needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StockBand {
    /// Enough.
    In,
    /// Only a few.
    Low,
    /// None.
    Out,
}

impl Stock {
    /// Units on the premises: available and promised.
    pub fn on_hand(&self) -> u64 {
        self.available.saturating_add(self.reserved)
    }

    /// The band a shopper is shown.
    pub fn band(&self) -> StockBand {
        match self.available {
            0 => StockBand::Out,
            left if left <= u64::from(LOW_STOCK) => StockBand::Low,
            _ => StockBand::In,
        }
    }
}

/// Why stock changes outside of orders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MovementKind {
    /// Goods came in.
    Receipt,
    /// Goods were found, lost, broken or used.
    Adjustment,
    /// A shopper's return went back on the shelf.
    Return,
    /// Somebody counted what is on hand.
    Count,
}

/// What somebody asks of the stock of one SKU.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StockChange {
    /// Derived from the command and line, so that a repeat is the same movement.
    pub id: MovementId,
    /// Which SKU.
    pub sku: Sku,
    /// What kind.
    pub kind: MovementKind,
    /// Units: added for receipts and returns, signed for adjustments, counted on hand for counts.
    pub quantity: i64,
    /// Why, in the words of whoever did it.
    pub reason: String,
}

/// A change as it is written: the difference and the row that explains it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Movement {
    /// The change asked for.
    pub change: StockChange,
    /// Units added to what is available; negative when taken away.
    pub delta: i64,
}

/// Units that an order moves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StockMove {
    /// Which SKU.
    pub sku: Sku,
    /// How many; never zero.
    pub quantity: u32,
    /// From where to where.
    pub kind: StockMoveKind,
}

/// From where to where an order moves units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StockMoveKind {
    /// Promised units go back on the shelf.
    Release,
    /// Promised units leave with a parcel.
    Ship,
    /// Promised units are gone without being shipped: a movement row says so.
    WriteOff,
    /// Shipped units come back on the shelf: a movement row says so.
    Return,
}

/// Why a change of stock is not possible.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum StockChangeError {
    /// Receipts and returns add, adjustments move, counts are not negative.
    #[error("a quantity of {quantity} makes no sense for this kind of change")]
    BadQuantity {
        /// What was asked.
        quantity: i64,
    },
    /// More would be taken than can be sold.
    #[error("only {available} are available, {reserved} are promised to orders")]
    NotEnough {
        /// Units that can be sold.
        available: u64,
        /// Units promised to orders.
        reserved: u64,
    },
    /// Adjustments and counts must say why.
    #[error("a reason is missing")]
    NoReason,
}

/// Units of lines as units of SKUs: what is written on things is not kept in stock.
pub fn by_sku<'l>(lines: impl IntoIterator<Item = (&'l LineId, u32)>) -> BTreeMap<Sku, u32> {
    let mut units = BTreeMap::new();
    for (line, count) in lines {
        let sum: &mut u32 = units.entry(line.sku()).or_default();
        *sum = sum.saturating_add(count);
    }
    units
}

/// Decides what a change means for the stock as it is.
///
/// A count compares what was counted with what is on hand and moves the difference; it never sets.
///
/// # Errors
/// [`StockChangeError`]: nothing may be changed.
pub fn movement(stock: &Stock, change: StockChange) -> Result<Movement, StockChangeError> {
    let quantity = change.quantity;
    let bad = || StockChangeError::BadQuantity { quantity };
    if quantity.unsigned_abs() > u64::from(STOCK_QUANTITY_MAX) {
        return Err(bad());
    }
    if matches!(change.kind, MovementKind::Adjustment | MovementKind::Count)
        && change.reason.trim().is_empty()
    {
        return Err(StockChangeError::NoReason);
    }
    let delta = match change.kind {
        MovementKind::Receipt | MovementKind::Return if quantity > 0 => quantity,
        MovementKind::Adjustment if quantity != 0 => quantity,
        MovementKind::Count if quantity >= 0 => {
            let on_hand = i64::try_from(stock.on_hand()).map_err(|_| bad())?;
            quantity.checked_sub(on_hand).ok_or_else(bad)?
        }
        MovementKind::Receipt | MovementKind::Return | MovementKind::Adjustment | MovementKind::Count => {
            return Err(bad());
        }
    };
    if stock.available.checked_add_signed(delta).is_none() {
        return Err(StockChangeError::NotEnough { available: stock.available, reserved: stock.reserved });
    }
    Ok(Movement { change, delta })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(kind: MovementKind, quantity: i64) -> StockChange {
        StockChange {
            id: MovementId::from_bits([1; 16]),
            sku: Sku::parse("MUG-TIDE").unwrap(),
            kind,
            quantity,
            reason: "shelf check".to_owned(),
        }
    }

    const STOCK: Stock = Stock { available: 6, reserved: 4, version: 3 };

    #[test]
    fn a_count_is_the_difference_to_what_is_on_hand() {
        assert_eq!(movement(&STOCK, change(MovementKind::Count, 12)).unwrap().delta, 2);
        assert_eq!(movement(&STOCK, change(MovementKind::Count, 4)).unwrap().delta, -6);
    }

    #[test]
    fn what_comes_in_is_added_up_to_the_largest_movement() {
        for (kind, quantity) in [
            (MovementKind::Receipt, 1),
            (MovementKind::Receipt, 1_000_000),
            (MovementKind::Return, 1),
            (MovementKind::Adjustment, 2),
            (MovementKind::Adjustment, -6),
        ] {
            assert_eq!(movement(&STOCK, change(kind, quantity)).unwrap().delta, quantity, "{kind:?}");
        }
    }

    #[test]
    fn nothing_may_be_counted_when_nothing_is_promised() {
        let stock = Stock { reserved: 0, ..STOCK };
        assert_eq!(movement(&stock, change(MovementKind::Count, 0)).unwrap().delta, -6);
    }

    #[test]
    fn promised_units_cannot_be_adjusted_away() {
        let refused = movement(&STOCK, change(MovementKind::Adjustment, -7));
        assert_eq!(refused, Err(StockChangeError::NotEnough { available: 6, reserved: 4 }));
        assert!(movement(&STOCK, change(MovementKind::Count, 3)).is_err());
    }

    #[test]
    fn senseless_quantities_are_refused() {
        for (kind, quantity) in [
            (MovementKind::Receipt, 0),
            (MovementKind::Receipt, -1),
            (MovementKind::Return, -1),
            (MovementKind::Adjustment, 0),
            (MovementKind::Count, -1),
            (MovementKind::Receipt, 1_000_001),
            (MovementKind::Adjustment, i64::MIN),
        ] {
            let refused = movement(&STOCK, change(kind, quantity));
            assert_eq!(refused, Err(StockChangeError::BadQuantity { quantity }), "{kind:?} {quantity}");
        }
    }

    #[test]
    fn an_adjustment_says_why() {
        let mut silent = change(MovementKind::Adjustment, 1);
        silent.reason = "  ".to_owned();
        assert_eq!(movement(&STOCK, silent), Err(StockChangeError::NoReason));
    }

    #[test]
    fn bands_follow_what_is_available() {
        let band = |available| Stock { available, reserved: 9, version: 0 }.band();
        assert_eq!(
            [band(0), band(1), band(5), band(6)],
            [StockBand::Out, StockBand::Low, StockBand::Low, StockBand::In]
        );
    }
}
