//! Payments: how shoppers pay, what has been tried, and what has been asked of the provider.

pub mod attempt;
pub mod dispute;
pub mod refund;
pub mod settle;

use crate::ids::OrderId;
use crate::money::Money;
use crate::orders::state::Impossible;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// How an order is paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentMethod {
    /// On the provider's hosted page, at once.
    Card,
    /// On the provider's hosted page; the bank needs days to honor it.
    BankDebit,
    /// With PayPal, agreed to on PayPal's page.
    Paypal,
    /// By bank transfer, within the market's days.
    BankTransfer,
    /// When the order is fetched.
    PayOnPickup,
}

impl PaymentMethod {
    /// Its name in forms and JSON.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Card => "card",
            Self::BankDebit => "bank_debit",
            Self::Paypal => "paypal",
            Self::BankTransfer => "bank_transfer",
            Self::PayOnPickup => "pay_on_pickup",
        }
    }

    /// Reads a name from a form.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Card, Self::BankDebit, Self::Paypal, Self::BankTransfer, Self::PayOnPickup]
            .into_iter()
            .find(|method| method.name() == name)
    }

    /// Whether the money comes later, outside of any provider.
    pub const fn is_offline(self) -> bool {
        self.provider().is_none()
    }

    /// The provider on whose page it is paid; none for offline methods.
    pub const fn provider(self) -> Option<Provider> {
        match self {
            Self::Card | Self::BankDebit => Some(Provider::Stripe),
            Self::Paypal => Some(Provider::Paypal),
            Self::BankTransfer | Self::PayOnPickup => None,
        }
    }
}

/// A payment provider.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Provider {
    /// Stripe: the shopper pays on its page, the shop captures.
    #[default]
    Stripe,
    /// PayPal: the shopper agrees on its page, the shop authorizes and captures.
    Paypal,
}

impl Provider {
    /// Its name in records and addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Stripe => "stripe",
            Self::Paypal => "paypal",
        }
    }

    /// Whether something can be paid on a page without the shop, so that a page has to be closed before the
    /// order is given up.
    pub const fn page_takes_money(self) -> bool {
        match self {
            Self::Stripe => true,
            Self::Paypal => false,
        }
    }
}

/// Where an order's payment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaymentStatus {
    /// The shopper has to pay.
    RequiresPaymentMethod,
    /// The bank is working on it, for hours or days.
    Processing,
    /// Authorized; the shop has to capture it.
    RequiresCapture,
    /// The money was taken.
    Captured,
    /// Some of it was given back.
    PartiallyRefunded,
    /// All of it was given back.
    Refunded,
    /// The provider said no for good.
    Failed,
    /// An authorization was released, or the order ended unpaid.
    Voided,
    /// The shopper's bank took it back; somebody has to answer.
    Disputed,
}

/// What happens to a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PaymentChange {
    /// The bank started working on it.
    Process,
    /// It was authorized.
    Authorize,
    /// The money was taken, or handed over, or none was due.
    Capture,
    /// An attempt ended without money; the next may follow.
    EndAttempt,
    /// The provider refused for good.
    Fail,
    /// The authorization was released, or nothing was ever paid.
    Void,
    /// A part was given back.
    RefundPart,
    /// The rest was given back.
    RefundRest,
    /// A refund did not arrive after all.
    RestoreRefund,
    /// The shopper's bank opened a dispute.
    Dispute,
    /// The dispute was won.
    WinDispute,
}

impl PaymentStatus {
    /// Every state, for tables.
    pub const ALL: [Self; 9] = [
        Self::RequiresPaymentMethod,
        Self::Processing,
        Self::RequiresCapture,
        Self::Captured,
        Self::PartiallyRefunded,
        Self::Refunded,
        Self::Failed,
        Self::Voided,
        Self::Disputed,
    ];

    /// The state after an event.
    ///
    /// # Errors
    /// [`Impossible`].
    pub fn after(self, change: PaymentChange) -> Result<Self, Impossible> {
        use PaymentChange as C;
        match (self, change) {
            // A capture may be held back for a review, which takes days.
            (Self::RequiresPaymentMethod | Self::Processing | Self::RequiresCapture, C::Process) => {
                Ok(Self::Processing)
            }
            (Self::RequiresPaymentMethod | Self::Processing | Self::RequiresCapture, C::Authorize) => {
                Ok(Self::RequiresCapture)
            }
            (
                Self::RequiresPaymentMethod | Self::Processing | Self::RequiresCapture | Self::Captured,
                C::Capture,
            )
            | (Self::Disputed, C::WinDispute)
            | (Self::PartiallyRefunded | Self::Refunded, C::RestoreRefund) => Ok(Self::Captured),
            (Self::RequiresPaymentMethod | Self::Processing | Self::RequiresCapture, C::EndAttempt) => {
                Ok(Self::RequiresPaymentMethod)
            }
            (
                Self::RequiresPaymentMethod | Self::Processing | Self::RequiresCapture | Self::Failed,
                C::Fail,
            ) => Ok(Self::Failed),
            (
                Self::RequiresPaymentMethod
                | Self::Processing
                | Self::RequiresCapture
                | Self::Failed
                | Self::Voided,
                C::Void,
            ) => Ok(Self::Voided),
            (Self::Captured | Self::PartiallyRefunded, C::RefundPart) => Ok(Self::PartiallyRefunded),
            (Self::Captured | Self::PartiallyRefunded | Self::Refunded, C::RefundRest) => Ok(Self::Refunded),
            (Self::Captured | Self::PartiallyRefunded | Self::Disputed, C::Dispute) => Ok(Self::Disputed),
            (
                Self::RequiresPaymentMethod
                | Self::Processing
                | Self::RequiresCapture
                | Self::Failed
                | Self::Voided,
                C::RefundPart | C::RefundRest | C::RestoreRefund | C::Dispute | C::WinDispute,
            )
            | (
                Self::Captured | Self::PartiallyRefunded | Self::Refunded | Self::Disputed,
                C::Process | C::Authorize | C::EndAttempt | C::Fail | C::Void,
            )
            | (Self::PartiallyRefunded | Self::Refunded | Self::Disputed, C::Capture)
            | (Self::Failed | Self::Voided, C::Process | C::Authorize | C::Capture | C::EndAttempt)
            | (Self::Voided, C::Fail)
            | (Self::Captured, C::RestoreRefund | C::WinDispute)
            | (Self::PartiallyRefunded, C::WinDispute)
            | (Self::Refunded, C::RefundPart | C::Dispute | C::WinDispute)
            | (Self::Disputed, C::RefundPart | C::RefundRest | C::RestoreRefund) => {
                Err(Impossible::pair(self, change))
            }
        }
    }
}

/// One try to get an order paid on the provider's hosted page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attempt {
    /// 1, 2, …
    pub number: u32,
    /// The provider whose page it is; Stripe for those recorded before there was another.
    #[serde(default)]
    pub provider: Provider,
    /// The idempotency key that its session is created with.
    pub key: String,
    /// What it asks for.
    pub amount: Money,
    /// When it was recorded; always before anything is sent.
    pub opened_at: Timestamp,
    /// When its session closes.
    pub expires_at: Timestamp,
    /// The provider's session, once its creation was answered.
    pub session: Option<String>,
    /// The provider's payment, once the shopper has submitted one.
    pub intent: Option<String>,
    /// Whether it can still be paid.
    pub status: AttemptStatus,
}

/// Whether an attempt can still be paid.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AttemptStatus {
    /// It can, as far as we know.
    Open,
    /// The provider said it cannot.
    Ended,
    /// Its money is the order's money.
    Won,
}

/// Something asked of the provider, recorded before it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Operation {
    /// What.
    pub kind: OperationKind,
    /// Which of the order's operations, for a refund which of its refunds: 1, 2, …
    pub number: u32,
    /// On which of the provider's payments.
    pub intent: String,
    /// How much.
    pub amount: Money,
    /// The idempotency key.
    pub key: String,
    /// When it was recorded, just before the first sending.
    pub first_sent_at: Timestamp,
}

/// What can be asked of the provider about a payment.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OperationKind {
    /// Authorize what the shopper has agreed to, where the provider leaves that to the shop.
    Authorize,
    /// Take the authorized money.
    Capture,
    /// Release the authorization.
    Void,
    /// Give money back; the number is the refund's.
    Refund,
}

impl OperationKind {
    /// Its name in idempotency keys.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Authorize => "authorize",
            Self::Capture => "capture",
            Self::Void => "void",
            Self::Refund => "refund",
        }
    }
}

/// The idempotency key of something asked of the provider: the same for every repeat, for nothing else.
pub fn idempotency_key(order: &OrderId, kind: &str, number: u32) -> String {
    format!("{order}-{kind}-{number}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_pay_has_a_name_that_reads_back_and_a_provider_unless_the_money_comes_later() {
        use PaymentMethod::{BankDebit, BankTransfer, Card, PayOnPickup, Paypal};
        let stripe = Some(Provider::Stripe);
        for (method, name, provider) in [
            (Card, "card", stripe),
            (BankDebit, "bank_debit", stripe),
            (Paypal, "paypal", Some(Provider::Paypal)),
            (BankTransfer, "bank_transfer", None),
            (PayOnPickup, "pay_on_pickup", None),
        ] {
            assert_eq!((method.name(), PaymentMethod::parse(name)), (name, Some(method)));
            assert_eq!((method.provider(), method.is_offline()), (provider, provider.is_none()));
        }
        assert_eq!(PaymentMethod::parse("cash"), None);
    }

    #[test]
    fn providers_and_what_is_asked_of_them_have_names_that_records_rely_on() {
        use OperationKind::{Authorize, Capture, Refund, Void};
        assert_eq!([Provider::Stripe, Provider::Paypal].map(Provider::name), ["stripe", "paypal"]);
        let names = [Authorize, Capture, Void, Refund].map(OperationKind::name);
        assert_eq!(names, ["authorize", "capture", "void", "refund"]);
        let order = OrderId::from_bits([1; 16]);
        assert_eq!(idempotency_key(&order, "capture", 2), format!("{order}-capture-2"));
    }

    #[test]
    fn the_payment_machine_is_this_table() {
        use PaymentChange as C;
        let events = [
            C::Process,
            C::Authorize,
            C::Capture,
            C::EndAttempt,
            C::Fail,
            C::Void,
            C::RefundPart,
            C::RefundRest,
            C::RestoreRefund,
            C::Dispute,
            C::WinDispute,
        ];
        let row = |state: PaymentStatus, event: PaymentChange| {
            let after = state.after(event).map_or_else(|_| "-".to_owned(), |after| format!("{after:?}"));
            format!("{state:?} + {event:?} -> {after}")
        };
        let rows: Vec<String> =
            PaymentStatus::ALL.iter().flat_map(|state| events.map(|event| row(*state, event))).collect();
        insta::assert_snapshot!(rows.join("\n"));
    }
}
