//! What is written into `custom_id`, the one text of ours that PayPal keeps with everything that becomes of an
//! order: the order, the shop, and for a refund its number.

use domain::ids::OrderId;

/// What an object of the provider's was made for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    order: String,
    shop: String,
    refund: Option<u32>,
}

impl Mark {
    pub(super) fn new(order: &OrderId, shop: &str) -> Self {
        Self { order: order.to_string(), shop: shop.to_owned(), refund: None }
    }

    /// The mark of the order's nth refund.
    pub(super) fn with_refund(self, number: u32) -> Self {
        Self { refund: Some(number), ..self }
    }

    /// Letters, digits and `-_.,`: all that every part of the API takes in a `custom_id`.
    pub(super) fn custom_id(&self) -> String {
        let Self { order, shop, refund } = self;
        refund.map_or_else(|| format!("{order},{shop}"), |number| format!("{order},{shop},{number}"))
    }

    /// Reads a `custom_id`; none where it is not one of ours.
    pub(super) fn read(custom_id: &str) -> Option<Self> {
        let mut parts = custom_id.split(',');
        let (order, shop) = (parts.next()?.to_owned(), parts.next()?.to_owned());
        let refund = parts.next().map(str::parse).transpose().ok()?;
        parts.next().is_none().then_some(Self { order, shop, refund })
    }

    /// Whether the object was made by this shop.
    pub(super) fn is_of(&self, shop: &str) -> bool {
        self.shop == shop
    }

    pub(super) fn refund(&self) -> Option<u32> {
        self.refund
    }

    pub(super) fn order(&self) -> Option<OrderId> {
        OrderId::parse(&self.order).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mark_reads_back_and_fits_the_providers_127_characters() {
        let order = OrderId::from_bits([7; 16]);
        let mark = Mark { refund: Some(u32::MAX), ..Mark::new(&order, &"s".repeat(super::super::SHOP_MAX)) };
        assert_eq!(Mark::read(&mark.custom_id()), Some(mark.clone()));
        assert!(mark.custom_id().len() <= 127);
        assert_eq!((mark.order(), mark.is_of("s")), (Some(order), false));
    }

    #[test]
    fn what_others_wrote_is_not_ours() {
        for text in ["", "ord_1", "a,b,c", "a,b,1,d"] {
            assert_eq!(Mark::read(text), None, "{text}");
        }
    }
}
