//! The table: how the shop's aggregates are read and conditionally written.
//!
//! Every write carries the meaning of its refusal. Nothing here decides what should be written, and nothing
//! here knows HTTP, queues or payment providers.
#![deny(clippy::indexing_slicing, clippy::as_conversions, clippy::arithmetic_side_effects)]

pub mod breaks;
pub mod carts;
pub mod catalog;
pub mod commands;
pub mod error;
pub mod events;
pub mod guards;
pub mod identity;
pub mod items;
pub mod lists;
pub mod notices;
pub mod orders;
pub mod outbox;
pub mod seal;
pub mod stock;
pub mod table;
pub mod transaction;

pub use error::{Never, StoreError};

use aws_sdk_dynamodb::Client;
use catalog::KnownTerms;

/// The table and the client that reaches it.
#[derive(Debug, Clone)]
pub struct Store {
    client: Client,
    table: String,
    known_terms: KnownTerms,
}

impl Store {
    /// The table of this name.
    pub fn new(client: Client, table: impl Into<String>) -> Self {
        Self { client, table: table.into(), known_terms: KnownTerms::default() }
    }
}
