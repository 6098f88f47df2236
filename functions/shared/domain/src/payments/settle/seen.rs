//! What a provider shows of an order's attempts: the one thing settling looks at besides the order.

use crate::money::Money;
use crate::payments::dispute::Dispute;
use crate::payments::refund::SeenRefund;

/// What the provider shows for one attempt.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// Which attempt.
    pub attempt: u32,
    /// The hosted page.
    pub session: SessionState,
    /// The payment made on it, if the shopper has submitted one.
    pub payment: Option<SeenPayment>,
}

/// Whether a hosted page can be paid on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionState {
    /// It can.
    Open,
    /// The shopper has agreed on it; the shop has to authorize. Nothing is paid until then.
    Approved,
    /// It was paid on; the payment tells how that went.
    Complete,
    /// It cannot any more.
    Expired,
}

/// A payment as the provider shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenPayment {
    /// The provider's id.
    pub intent: String,
    /// Where it stands.
    pub status: IntentStatus,
    /// What it asks for.
    pub amount: Money,
    /// What was taken.
    pub captured: Money,
    /// Times a bank said no while the page was open.
    pub declines: u32,
    /// What was given back, or is on its way.
    pub refunds: Vec<SeenRefund>,
    /// A dispute about it.
    pub dispute: Option<Dispute>,
}

/// Where a payment stands at the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntentStatus {
    /// Nothing usable was submitted, or it was declined.
    RequiresPaymentMethod,
    /// The shopper has to do something, such as 3-D Secure.
    RequiresAction,
    /// The bank is working on it.
    Processing,
    /// Authorized.
    RequiresCapture,
    /// Over without money.
    Canceled,
    /// The money was taken.
    Succeeded,
}
