//! The hosted page on which one attempt is paid.

use domain::ids::{OrderId, OrderNumber};
use domain::payments::settle::SessionState;
use domain::payments::{Attempt, PaymentMethod};
use std::fmt;

/// What a hosted page is made from. The attempt is recorded before this is sent.
pub struct SessionRequest<'a> {
    /// The order that is to be paid.
    pub order: &'a OrderId,
    /// Its number for people, shown to the merchant at the provider.
    pub number: &'a OrderNumber,
    /// How the shopper wants to pay.
    pub method: PaymentMethod,
    /// The attempt: amount, key, and when the page closes.
    pub attempt: &'a Attempt,
    /// The shopper's mail address.
    pub email: &'a str,
    /// Where the shopper goes after paying.
    pub return_url: &'a str,
    /// Where the shopper goes who turns back.
    pub cancel_url: &'a str,
    /// The name of the page's one line; the shop alone knows prices and tax.
    pub title: &'a str,
}

/// Leaves out the mail address and the links, which may hold keys.
impl fmt::Debug for SessionRequest<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SessionRequest")
            .field("order", self.order)
            .field("number", self.number)
            .field("attempt", self.attempt)
            .finish_non_exhaustive()
    }
}

/// A hosted page.
#[derive(Clone, PartialEq, Eq)]
pub struct OpenedSession {
    /// The provider's id.
    pub id: String,
    /// The page's address; there exactly while the page is open.
    pub url: Option<String>,
    /// Whether it can be paid on.
    pub state: SessionState,
}

impl OpenedSession {
    /// The page's address while it can be paid on.
    pub fn open_page(self) -> Option<String> {
        self.url.filter(|_| self.state == SessionState::Open)
    }
}

/// Leaves out the address: whoever has it can use the page.
impl fmt::Debug for OpenedSession {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("OpenedSession")
            .field("id", &self.id)
            .field("state", &self.state)
            .finish_non_exhaustive()
    }
}
