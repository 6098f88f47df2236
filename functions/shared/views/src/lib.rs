//! The pages that functions answer: cart, checkout, order and messages, as HTML inside the page shell, in the
//! language of the storefront's locale. Every word is from the texts (`site/texts`).
//!
//! Every view is a function from plain values to escaped HTML. Nothing is loaded, decided or priced here;
//! the one sum (a cart's subtotal) is `domain::money`'s. No inline script and no inline style, ever: the
//! site's content security policy refuses both.

pub mod cart;
pub mod cart_link;
pub mod checkout;
pub mod configure;
mod fields;
pub mod message;
pub mod order;
mod parts;
mod qr;
pub mod search;
pub mod shell;
mod told;

use domain::ids::Locale;
use domain::market::Terms;
use texts::Texts;

/// The storefront a page belongs to.
#[derive(Debug, Clone, Copy)]
pub struct Storefront<'a> {
    /// What links to static pages start with: empty or `/en-gb`.
    pub prefix: &'a str,
    /// Its locale.
    pub locale: &'a Locale,
    /// The market's terms.
    pub terms: &'a Terms,
}

impl Storefront<'_> {
    /// What it says, in its language.
    pub fn texts(&self) -> Texts {
        Texts::of(self.locale)
    }

    /// The address of a static page, such as `withdrawal/`.
    fn link(&self, page: &str) -> String {
        format!("{}/{page}", self.prefix)
    }
}
