//! What staff ask of the running shop: orders, breaks and queues. What changes an order is sent as a message and
//! decided by the function that receives it; here it is only asked for, waited for and told.

pub mod ask;
pub mod breaks;
pub mod confirm;
pub mod orders;
pub mod queues;
mod told;

pub use self::ask::{OrderName, command, find};
pub use self::told::{Told, print};

use crate::endpoints::SendError;
use aws_sdk_sqs::error::DisplayErrorContext;
use edge::ids::ChanceError;
use std::error::Error;
use store::{Never, StoreError};

/// Why staff did not get what they asked for.
#[derive(Debug, thiserror::Error)]
pub enum StaffError {
    /// There is no such order.
    #[error("there is no order {0}")]
    NoSuchOrder(String),
    /// There is no such break.
    #[error("there is no open break {0}: `cargo shop breaks list` shows what is open")]
    NoSuchBreak(String),
    /// What was asked for is not complete, or contradicts itself.
    #[error("{0}")]
    Asked(String),
    /// The table could not be used.
    #[error("the table cannot be used: {0}")]
    Store(String),
    /// A queue could not be used.
    #[error("the queue cannot be used: {0}")]
    Queue(String),
    /// The command was not sent.
    #[error(transparent)]
    Send(#[from] SendError),
    /// No id could be made.
    #[error(transparent)]
    Chance(#[from] ChanceError),
}

impl From<StoreError<Never>> for StaffError {
    fn from(error: StoreError<Never>) -> Self {
        Self::Store(DisplayErrorContext(error).to_string())
    }
}

impl StaffError {
    fn queue(error: impl Error + 'static) -> Self {
        Self::Queue(DisplayErrorContext(error).to_string())
    }
}
