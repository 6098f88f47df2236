//! The shop's rules: what may be bought, what it costs, and what follows from a payment.
//!
//! Everything here is a function of plain values: no input or output, no clock, no environment, no
//! randomness and no JSON. Whoever needs to know what the shop *does* reads this crate; whoever needs to
//! know how it is stored, sent or shown reads the others.
#![deny(clippy::indexing_slicing, clippy::as_conversions, clippy::arithmetic_side_effects)]
#![cfg_attr(
    test,
    expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test may fail loudly")
)]

pub mod address;
pub mod cart;
pub mod cart_link;
pub mod catalog;
pub mod configure;
pub mod ids;
pub mod inventory;
pub mod language;
pub mod limits;
pub mod market;
pub mod money;
pub mod orders;
pub mod payments;
pub mod pricing;
pub mod shipping;
pub mod tax;
pub mod time;
