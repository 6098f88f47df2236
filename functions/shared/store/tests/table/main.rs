//! The store against the embedded DynamoDB, in a table made from the template: what is written reads back,
//! every refusal has its name, and what is interrupted leaves the shop whole.

#![expect(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test stops at the first surprise")]

mod carts;
mod catalog;
mod conditions;
mod goods;
mod orders;
mod outbox;
mod placing;
mod placing_races;
mod records;
mod shop;
mod stock;
