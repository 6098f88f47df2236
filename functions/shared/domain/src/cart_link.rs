//! The link that takes a cart to another device: it shows what is in the cart and lets it be put into one's own. It
//! never lets the linked cart be changed; the cart's id, which would, is in it only sealed.

use crate::cart::{Cart, CartStatus};
use crate::ids::CartId;
use crate::limits::CART_LINK_OPENS;
use crate::time::Timestamp;

/// What a link says, before it is sealed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CartLink {
    /// Which cart.
    pub cart: CartId,
    /// From when on it opens nothing.
    pub expires_at: Timestamp,
}

/// Why there is nothing to take over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum LinkError {
    /// The link is too old.
    #[error("the link has expired")]
    Expired,
    /// The cart does not exist, or no longer.
    #[error("the linked cart does not exist")]
    Gone,
    /// The cart has become an order.
    #[error("the linked cart was ordered")]
    Ordered,
}

impl CartLink {
    /// A link that opens from now on for [`CART_LINK_OPENS`].
    pub const fn to(cart: CartId, now: Timestamp) -> Self {
        Self { cart, expires_at: now.plus(CART_LINK_OPENS) }
    }

    /// It as a text, to be sealed.
    pub fn text(&self) -> String {
        format!("{} {}", self.cart, self.expires_at.as_ms())
    }

    /// Reads what [`CartLink::text`] wrote.
    pub fn parse(text: &str) -> Option<Self> {
        let (cart, expires_at) = text.split_once(' ')?;
        let (cart, expires_at) = (CartId::parse(cart).ok()?, expires_at.parse().ok()?);
        Some(Self { cart, expires_at: Timestamp::from_ms(expires_at) })
    }

    /// The cart that the link opens.
    ///
    /// # Errors
    /// [`LinkError::Expired`].
    pub fn opens(&self, now: Timestamp) -> Result<&CartId, LinkError> {
        if now < self.expires_at { Ok(&self.cart) } else { Err(LinkError::Expired) }
    }
}

/// The cart that can be taken over.
///
/// # Errors
/// [`LinkError::Gone`] or [`LinkError::Ordered`].
pub fn to_take_over(stored: Option<Cart>) -> Result<Cart, LinkError> {
    let cart = stored.ok_or(LinkError::Gone)?;
    match cart.status {
        CartStatus::Open => Ok(cart),
        CartStatus::Closed(_) => Err(LinkError::Ordered),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{Locale, MarketId, OrderId};
    use crate::time::Span;

    const NOW: Timestamp = Timestamp::from_ms(1_795_318_200_000);

    #[test]
    fn a_link_opens_its_cart_for_a_week() {
        let cart = CartId::from_bits([1; 16]);
        let link = CartLink::to(cart.clone(), NOW);
        let end = NOW.plus(CART_LINK_OPENS);
        assert_eq!(link.opens(end.minus(Span::seconds(1))), Ok(&cart));
        assert_eq!(link.opens(end), Err(LinkError::Expired));
    }

    #[test]
    fn a_link_reads_as_it_was_written() {
        let link = CartLink::to(CartId::from_bits([1; 16]), NOW);
        assert_eq!(CartLink::parse(&link.text()), Some(link));
        let other = [
            "",
            "cart_1 2",
            "cart_00000000000000000000000000000000",
            "cart_00000000000000000000000000000000 x",
        ];
        assert!(other.into_iter().all(|text| CartLink::parse(text).is_none()));
    }

    #[test]
    fn only_an_open_cart_can_be_taken_over() {
        let (market, locale) = (MarketId::parse("eu").unwrap(), Locale::parse("en").unwrap());
        let cart = Cart::empty(CartId::from_bits([1; 16]), market, locale);
        let ordered = Cart { status: CartStatus::Closed(OrderId::from_bits([1; 16])), ..cart.clone() };
        assert_eq!(to_take_over(None), Err(LinkError::Gone));
        assert_eq!(to_take_over(Some(ordered)), Err(LinkError::Ordered));
        assert_eq!(to_take_over(Some(cart.clone())), Ok(cart));
    }
}
