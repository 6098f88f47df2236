//! Every limit of the shop, with the reason for its height.

use crate::time::Span;

/// Lines in one cart and order, each at most one SKU more. A transaction takes at most 100 writes and placing needs 5 besides
/// the stock rows; 60 leaves room for what later features add.
pub const CART_LINES_MAX: usize = 60;

/// Units of one SKU in one order. Enough for any household; larger orders are a conversation, and the cap
/// keeps one shopper from holding a whole shelf.
pub const LINE_QUANTITY_MAX: u32 = 99;

/// SKUs that one `offers` request may ask for: more than any page shows, few enough for one batched read.
pub const OFFERS_SKUS_MAX: usize = 50;

/// Variants of one product. All of them are read, written and shown together.
pub const PRODUCT_VARIANTS_MAX: usize = 2_000;

/// Characters that any property of a product may take: what fits on one line of a plate.
pub const PROPERTY_LENGTH_MAX: u32 = 60;

/// Properties of one product: its page shows a field each, and a line keeps a text each.
pub const PROPERTIES_MAX: usize = 4;

/// Bytes of a request body from a shopper: a checkout form is below 8 KB.
pub const REQUEST_BODY_MAX: usize = 64 * 1024;

/// Bytes of a webhook body; events are below 64 KB, so four times that is generous.
pub const WEBHOOK_BODY_MAX: usize = 256 * 1024;

/// Characters of one address line, name or mail address. Carriers print 35 to 50; 100 loses nobody's name.
pub const ADDRESS_FIELD_MAX: usize = 100;

/// Payment attempts on one order: a shopper who was declined three times needs another way to pay.
pub const ATTEMPTS_MAX: usize = 3;

/// How long a hosted payment page stays open. The provider's minimum is 30 minutes.
pub const SESSION_OPEN: Span = Span::minutes(45);

/// How much longer than the session the stock is held, so that a payment made in the last second is settled
/// before the hold is looked at.
pub const HOLD_AFTER_SESSION: Span = Span::minutes(10);

/// The longest that card attempts may hold stock, counted from placing.
pub const HOLD_IN_ALL: Span = Span::hours(2);

/// When to look again at an order whose provider call has not been answered.
pub const OPERATION_LOOK_AGAIN: Span = Span::minutes(2);

/// After this long an operation is never sent again but only read: providers forget idempotency keys after
/// 24 hours, so a later repeat could charge a second time.
pub const OPERATION_RESEND: Span = Span::hours(20);

/// Looks at one order without progress before a person is asked.
pub const LOOKS_MAX: u32 = 12;

/// How long a bank debit may take to settle before a person is asked.
pub const PROCESSING_WAIT: Span = Span::days(14);

/// Requests that a cart remembers as its last writers. One looks for its own write right after it got no answer;
/// so many others in between would take a program, and the item stays small.
pub const CART_WRITERS_MAX: usize = 8;

/// How long an untouched cart is kept.
pub const CART_KEPT: Span = Span::days(60);

/// How long the link that takes a cart to another device opens: until the next weekend at home, and a link that is
/// left lying about ends by itself.
pub const CART_LINK_OPENS: Span = Span::days(7);

/// How long a checkout's unfinished address is kept: it is personal data that nobody has ordered with yet.
pub const CHECKOUT_DETAILS_KEPT: Span = Span::days(2);

/// How long a stored provider event is kept: longer than any provider repeats it.
pub const PROVIDER_EVENT_KEPT: Span = Span::days(90);

/// A webhook's signature may be this much older or newer than now (the provider's own tolerance).
pub const WEBHOOK_TOLERANCE: Span = Span::seconds(300);

/// From this many available units down the storefront says "only a few left".
pub const LOW_STOCK: u32 = 5;

/// Lines in one stock command. More are sent as several commands.
pub const STOCK_LINES_MAX: usize = 1_000;

/// The largest quantity one stock line may move.
pub const STOCK_QUANTITY_MAX: u32 = 1_000_000;

/// Refunds that staff may make on one order; the order's state stays small.
pub const REFUNDS_MAX: usize = 10;

/// Lines in one staff command about an order: each may need two writes, and a transaction takes 100.
pub const STAFF_LINES_MAX: usize = 40;

/// Parcels of one order: more than any household's order is split into.
pub const SHIPMENTS_MAX: u32 = 20;

/// Characters of a carrier's name.
pub const CARRIER_MAX: usize = 40;

/// Characters of a tracking number; the longest in use have 39.
pub const TRACKING_NUMBER_MAX: usize = 40;

/// Breaks kept on one order. A person who has ten things to look at will look at the order.
pub const BREAKS_MAX: usize = 10;

/// When to look again at a refund that a bank is working on.
pub const REFUND_LOOK_AGAIN: Span = Span::days(1);

/// How long a bank may work on a refund before a person is asked.
pub const REFUND_PENDING_MAX: Span = Span::days(30);

/// Declines on one order before its payment page is closed. An honest shopper has tried every card by then;
/// whoever tests stolen numbers needs hundreds.
pub const DECLINES_MAX: u32 = 10;

/// Orders of one network that may end for their declines on one day before it is offered no more online payment.
pub const DECLINED_ORDERS_PER_NETWORK_MAX: usize = 3;

/// How long the answer to a staff command is kept, so that a repeat is known: longer than any queue keeps one.
pub const COMMAND_KEPT: Span = Span::days(90);

/// Unpaid orders that one mail address may have open: enough for a household that is undecided.
pub const OPEN_ORDERS_PER_MAIL_MAX: u32 = 5;

/// Unpaid orders that one network may have open. Mobile carriers put many shoppers behind one address, so it is
/// high; whoever wants to empty the shelves without paying needs more.
pub const OPEN_ORDERS_PER_NETWORK_MAX: u32 = 50;

/// How long a guard that nobody touches is kept: longer than any unpaid order is held.
pub const GUARD_KEPT: Span = Span::days(30);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_of_8_kilobytes_and_an_event_of_64_fit_several_times() {
        let (form, event) = (8_192, 65_536);
        assert_eq!((REQUEST_BODY_MAX, WEBHOOK_BODY_MAX), (8 * form, 4 * event));
    }
}
