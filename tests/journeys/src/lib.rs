//! What the journeys have in common: a shop of a few things, shoppers with a browser's habits, and patience.
//!
//! Everything is reached over HTTP, as shoppers and the provider do; the table is only looked at.
#![expect(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test may fail loudly")]

pub mod catalog;
pub mod shop;
pub mod shopper;

pub use shop::TestShop;
pub use shopper::{Page, Shopper};

/// The provider's test card that is paid with.
pub const GOOD_CARD: &str = "4242424242424242";
/// The provider's test card that is declined.
pub const DECLINED_CARD: &str = "4000000000000002";
/// The provider's test card that asks for 3-D Secure.
pub const CHALLENGED_CARD: &str = "4000002500003155";
