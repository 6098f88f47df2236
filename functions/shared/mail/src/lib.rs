//! Mails to shoppers and to the merchant: what they say, the message they become, and sending it. Shoppers are
//! written to in the language of their order, the merchant in the shop's own.
//!
//! A letter is written once as `content::Content` and shown twice, as HTML (MJML rendered by `mrml`) and
//! as text, so that both say the same. Nothing remote is loaded by a mail: no pictures, no fonts, no traces.
//! Whoever sends decides when; nothing here knows whether a mail was sent before.

mod content;
mod html;
mod letters;
mod mime;
mod send;
mod text;
mod words;

pub use letters::{
    canceled, confirmation, merchant_attention, merchant_disputed, merchant_new_order, payment_not_completed,
    payment_processing, received, refunded, shipped,
};
pub use mime::{Envelope, mime};
pub use send::{SendError, send};

use domain::address::Contact;
use domain::market::ShopProfile;
use domain::orders::{Order, OrderDocument};
use std::fmt;
use texts::{Language, Texts};

/// A mail before it is put into an envelope. Personal: hidden in debug output.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// The recipient's mail address.
    pub to: String,
    /// The subject, on one line.
    pub subject: String,
    /// The HTML part.
    pub html: String,
    /// The text part, which says the same.
    pub text: String,
}

impl fmt::Debug for Letter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Letter(hidden)")
    }
}

/// What letters about an order are made of. Personal: hidden in debug output.
#[derive(Clone, Copy)]
pub struct OrderFacts<'a> {
    /// Who sells.
    pub shop: &'a ShopProfile,
    /// The address the mail comes from, named at its foot.
    pub sender: &'a str,
    /// The part of the order that changes.
    pub order: &'a Order,
    /// The part that was written once.
    pub document: &'a OrderDocument,
    /// Who ordered.
    pub contact: &'a Contact,
    /// The signed link to the order page; it opens the order without a login.
    pub order_url: &'a str,
    /// Where the storefront's pages start, with the locale's prefix if it has one, such as
    /// `https://shop.example/en-gb`.
    pub site_url: &'a str,
}

impl OrderFacts<'_> {
    /// What is said to the shopper: in the language of the order.
    fn texts(&self) -> Texts {
        Texts::of(&self.order.locale)
    }
}

/// The language that merchants are written to in: the shop's own.
const SHOP_LANGUAGE: Language = Language::English;

impl fmt::Debug for OrderFacts<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "OrderFacts({}, hidden)", self.order.id)
    }
}

/// Why a letter or message cannot be made. Never holds what the letter says.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MailError {
    /// The HTML part could not be rendered.
    #[error("the letter's layout could not be rendered: {0}")]
    Layout(String),
    /// The recipient's address cannot stand in a header.
    #[error("the recipient is not a mail address")]
    BadRecipient,
    /// The sender's address cannot stand in a header.
    #[error("the sender is not a mail address")]
    BadSender,
    /// The message id holds other characters than letters, digits, `.`, `_` and `-`, or is too long.
    #[error("the message id cannot be used")]
    BadMessageId,
    /// The date is before 1970.
    #[error("the date cannot be used")]
    BadDate,
    /// The message could not be put together.
    #[error("the message could not be put together: {0}")]
    Message(String),
}
