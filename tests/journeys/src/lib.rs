//! What the journeys have in common: a shop of a few things, shoppers with a browser's habits, and patience.
//!
//! Everything is reached over HTTP, as shoppers and the provider do; the table is only looked at.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

pub mod catalog;
pub mod shop;
pub mod shopper;

pub use shop::TestShop;
pub use shopper::{Page, Shopper};
