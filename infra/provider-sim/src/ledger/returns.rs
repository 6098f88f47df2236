//! What the ledger keeps of money that goes back: refunds, and disputes of payers.
//!
//! Both end long after the payment, by the clock or by a person, and either way once.

use serde::{Deserialize, Serialize};

use crate::methods::DisputeKind;
use crate::params::Metadata;

/// State of a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RefundStatus {
    /// On its way.
    Pending,
    /// The bank needs something from its customer first.
    RequiresAction,
    /// Given back, as far as is known.
    Succeeded,
    /// It came back: the money is the merchant's again.
    Failed,
    /// Called back by the merchant.
    Canceled,
}

impl RefundStatus {
    /// The provider's word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Pending => "pending",
            Self::RequiresAction => "requires_action",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Canceled => "canceled",
        }
    }

    /// Whether the money is away from the merchant.
    pub(crate) fn holds_money(self) -> bool {
        match self {
            Self::Pending | Self::RequiresAction | Self::Succeeded => true,
            Self::Failed | Self::Canceled => false,
        }
    }
}

/// What a refund will do, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PlannedRefund {
    pub(crate) at_ms: i64,
    pub(crate) succeeds: bool,
}

/// A Refund.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct RefundRecord {
    pub(crate) id: String,
    pub(crate) created_s: i64,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) charge: String,
    pub(crate) payment_intent: String,
    pub(crate) payment_method: String,
    pub(crate) reason: Option<String>,
    pub(crate) metadata: Metadata,
    pub(crate) status: RefundStatus,
    #[serde(default)]
    pub(crate) failure_reason: Option<String>,
    #[serde(default)]
    pub(crate) failure_transaction: Option<String>,
    #[serde(default)]
    pub(crate) debit: bool,
    #[serde(default)]
    pub(crate) planned: Option<PlannedRefund>,
}

/// State of a dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum DisputeStatus {
    /// An inquiry that waits for the merchant.
    WarningNeedsResponse,
    /// An inquiry that was answered.
    WarningUnderReview,
    /// An inquiry that ended without a chargeback.
    WarningClosed,
    /// A chargeback that waits for the merchant.
    NeedsResponse,
    /// A chargeback that was answered.
    UnderReview,
    /// Decided for the merchant.
    Won,
    /// Decided for the payer.
    Lost,
}

impl DisputeStatus {
    /// The provider's word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::WarningNeedsResponse => "warning_needs_response",
            Self::WarningUnderReview => "warning_under_review",
            Self::WarningClosed => "warning_closed",
            Self::NeedsResponse => "needs_response",
            Self::UnderReview => "under_review",
            Self::Won => "won",
            Self::Lost => "lost",
        }
    }

    /// Whether nothing can change any more.
    pub(crate) fn is_closed(self) -> bool {
        matches!(self, Self::WarningClosed | Self::Won | Self::Lost)
    }

    /// Whether the payment can be refunded meanwhile.
    pub(crate) fn allows_refunds(self) -> bool {
        !matches!(self, Self::NeedsResponse | Self::UnderReview | Self::Lost)
    }
}

/// Money that a dispute moved; negative where it was withdrawn.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Movement {
    pub(crate) id: String,
    pub(crate) created_s: i64,
    pub(crate) amount: i64,
}

/// What the bank decides about an answered dispute.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Verdict {
    /// For the merchant.
    Won,
    /// For the payer.
    Lost,
    /// The inquiry becomes a chargeback.
    Escalated,
}

/// A verdict that is reached, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PlannedVerdict {
    pub(crate) at_ms: i64,
    pub(crate) verdict: Verdict,
}

/// A Dispute.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct DisputeRecord {
    pub(crate) id: String,
    pub(crate) created_s: i64,
    pub(crate) amount: i64,
    pub(crate) currency: String,
    pub(crate) charge: String,
    pub(crate) payment_intent: String,
    pub(crate) kind: DisputeKind,
    pub(crate) status: DisputeStatus,
    pub(crate) evidence: Option<String>,
    pub(crate) submissions: u32,
    pub(crate) movements: Vec<Movement>,
    pub(crate) metadata: Metadata,
    pub(crate) card_brand: Option<String>,
    pub(crate) planned: Option<PlannedVerdict>,
}

impl DisputeRecord {
    /// What is withdrawn because of it now.
    pub(crate) fn withdrawn(&self) -> i64 {
        -self.movements.iter().map(|movement| movement.amount).sum::<i64>()
    }
}
