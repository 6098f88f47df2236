//! Ways to pay, what is kept of them, and what they do once the payment itself is over.
//!
//! A card's number and an account's IBAN decide all of this when they are typed in; neither is stored.

use serde::{Deserialize, Serialize};

use crate::cards::CardRecord;
use crate::debits::DebitRecord;

/// A way to pay that a session may offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MethodType {
    /// A card.
    Card,
    /// A debit of a bank account in the euro area.
    SepaDebit,
}

impl MethodType {
    /// The provider's word.
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::SepaDebit => "sepa_debit",
        }
    }
}

/// The ways to pay that a session offers, in its order; cards where it names none.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct MethodTypes(pub(crate) Vec<MethodType>);

impl Default for MethodTypes {
    fn default() -> Self {
        Self(vec![MethodType::Card])
    }
}

impl MethodTypes {
    /// Whether a way to pay is among them.
    pub(crate) fn has(&self, method: MethodType) -> bool {
        self.0.contains(&method)
    }

    /// The provider's words for them.
    pub(crate) fn words(&self) -> Vec<&'static str> {
        self.0.iter().map(|method| method.word()).collect()
    }
}

/// What is kept of what a shopper paid with.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum MethodRecord {
    /// A card.
    Card(CardRecord),
    /// A bank account.
    Debit(DebitRecord),
}

impl MethodRecord {
    /// Which way to pay it is.
    pub(crate) fn kind(&self) -> MethodType {
        match self {
            Self::Card(_) => MethodType::Card,
            Self::Debit(_) => MethodType::SepaDebit,
        }
    }
}

/// What happens after a payment, as the number it was made with says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Aftermath {
    /// What a capture does.
    #[serde(default)]
    pub(crate) capture: CaptureFate,
    /// What a refund does.
    #[serde(default)]
    pub(crate) refund: RefundFate,
    /// Whether the payer objects as soon as the money is taken.
    #[serde(default)]
    pub(crate) dispute: Option<DisputeKind>,
}

/// What a capture of an authorized amount does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CaptureFate {
    /// It takes the money.
    #[default]
    Taken,
    /// The bank refuses it for good: the intent is back at `requires_payment_method`.
    Declined,
    /// The bank has given the authorization up: the intent is canceled.
    Expired,
}

/// What a refund does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RefundFate {
    /// It succeeds at once.
    #[default]
    AtOnce,
    /// It is pending for days, then succeeds.
    SucceedsLater,
    /// It succeeds at once and fails days later.
    FailsLater,
}

/// Why a payer objects to a payment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum DisputeKind {
    /// A chargeback: the cardholder did not make the payment.
    Fraudulent,
    /// A chargeback: the goods did not come.
    ProductNotReceived,
    /// A question of the bank before a chargeback; no money moves.
    Inquiry,
    /// The bank took a debit back; final, as every dispute of a debit is.
    DebitNotAuthorized,
}
