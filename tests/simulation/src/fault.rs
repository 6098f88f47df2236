//! What can go wrong with one call, and which calls it can go wrong with.

use crate::gate::{Place, What};
use crate::scripts::doubled;
use crate::table::TABLE;
use serde_json::Value;
use store::table::PK;

/// How a call goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Fault {
    /// The connection breaks before anything is done.
    LostRequest,
    /// It is done, and the connection breaks before the answer comes.
    LostAnswer,
    /// The service fails before anything is done.
    FailsBefore,
    /// It is done, and the service answers that it failed.
    FailsAfter,
    /// Refused because of too many requests.
    Throttled,
    /// Refused because of too many requests, in the other forms that AWS has.
    ThrottledOtherwise,
    /// Refused because another transaction has the item at this moment.
    Conflict,
    /// The answer is lost and the SDK sends it again: it arrives twice, and the second answer is seen.
    SentTwice,
    /// Some entries of a batch are left undone, and said to be.
    Unprocessed,
    /// A read that promises nothing shows nothing of the last while.
    StaleEmpty,
    /// A read that promises nothing shows what was there before.
    StaleOld,
    /// The process is killed before anything is done.
    KilledBefore,
    /// It is done, and the process is killed before the answer comes.
    KilledAfter,
    /// The function's time is over while the call is on its way; the call is done much later.
    DoneLate,
}

impl Fault {
    /// Every fault.
    pub const ALL: [Self; 14] = [
        Self::LostRequest,
        Self::LostAnswer,
        Self::FailsBefore,
        Self::FailsAfter,
        Self::Throttled,
        Self::ThrottledOtherwise,
        Self::Conflict,
        Self::SentTwice,
        Self::Unprocessed,
        Self::StaleEmpty,
        Self::StaleOld,
        Self::KilledBefore,
        Self::KilledAfter,
        Self::DoneLate,
    ];

    /// Whether the process ends with it.
    pub const fn kills(self) -> bool {
        matches!(self, Self::KilledBefore | Self::KilledAfter | Self::DoneLate)
    }

    /// Whether the call is carried out at once.
    pub const fn applies(self) -> bool {
        matches!(self, Self::LostAnswer | Self::FailsAfter | Self::SentTwice | Self::KilledAfter)
    }

    /// Whether nothing else that fits is the same to the shop: a read of the table that fails is not known or too
    /// busy to it (`store::error`), whoever says so and in which words.
    pub fn is_of_its_own(self, what: &What) -> bool {
        let What::Call { place, operation, .. } = what else { return false };
        let reads_table = *place == Place::Table && reads(operation);
        !(reads_table && matches!(self, Self::FailsBefore | Self::ThrottledOtherwise))
    }

    /// Whether a call can go wrong in this way.
    pub fn fits(self, what: &What) -> bool {
        let What::Call { place, operation, body, .. } = what else { return false };
        match self {
            Self::LostRequest | Self::KilledBefore | Self::FailsBefore | Self::Throttled => true,
            // For what only reads, before and after are the same.
            Self::LostAnswer | Self::KilledAfter | Self::FailsAfter | Self::SentTwice | Self::DoneLate => {
                !reads(operation)
            }
            Self::ThrottledOtherwise => *place == Place::Table,
            Self::Conflict => {
                *place == Place::Table
                    && matches!(operation.as_str(), "TransactWriteItems" | "UpdateItem" | "PutItem")
            }
            Self::Unprocessed => {
                matches!(operation.as_str(), "BatchGetItem" | "SendMessageBatch" | "BatchWriteItem")
            }
            Self::StaleEmpty => body.get("IndexName").is_some() || can_miss_a_publication(body),
            Self::StaleOld => body.get("IndexName").is_some(),
        }
    }
}

/// Whether a read promises nothing and asks for what was published while shoppers were there.
fn can_miss_a_publication(body: &Value) -> bool {
    let batch = &body["RequestItems"][TABLE];
    let (read, key) = if batch.is_null() { (body, &body["Key"]) } else { (batch, &batch["Keys"][0]) };
    read["ConsistentRead"] != true && key[PK]["S"].as_str().is_some_and(|pk| pk.starts_with(&doubled().1))
}

/// Whether a call changes nothing.
pub fn reads(operation: &str) -> bool {
    matches!(operation, "GetItem" | "BatchGetItem" | "Query") || operation.starts_with("GET ")
}
