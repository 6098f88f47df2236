//! What a canceled order keeps, and what goes back.

use super::*;
use crate::orders::state::FulfillmentStatus;
use crate::orders::testing::{NOW, a_document, a_paid_order, an_order, euros, sku};
use crate::payments::PaymentStatus;

#[test]
fn a_canceled_order_has_no_page_open() {
    let order = an_order();
    assert_eq!(order.attempts[0].status, AttemptStatus::Open);
    let canceled = cancel(&order, CancelReason::Expired, NOW).unwrap();
    assert_eq!((canceled.status, canceled.payment), (OrderStatus::Canceled, PaymentStatus::Voided));
    assert_eq!((canceled.attempts[0].status, canceled.due_at), (AttemptStatus::Ended, None));
    assert_eq!(canceled.canceled_for(), Some(CancelReason::Expired));
}

#[test]
fn what_was_paid_is_not_canceled_as_if_it_was_not() {
    let paid = a_paid_order(&a_document(&[("MUG", 2, 4800)]));
    let refused = Impossible { state: "confirmed".to_owned(), event: "cancel".to_owned() };
    assert_eq!(cancel(&paid, CancelReason::Expired, NOW), Err(refused));
}

#[test]
fn only_a_paid_order_of_which_nothing_left_is_canceled_with_its_money() {
    let document = a_document(&[("MUG", 2, 4800)]);
    let mut shipped = a_paid_order(&document);
    (shipped.shipments, shipped.fulfillment) = (1, FulfillmentStatus::Shipped);
    let mut two_parcels = shipped.clone();
    two_parcels.shipments = 2;
    for order in [an_order(), shipped, two_parcels] {
        let refused = Impossible::pair(order.status, OrderChange::Cancel);
        let refused = Err(RefundError::Impossible(refused));
        assert_eq!(cancel_paid(&order, CancelReason::Staff, NOW), refused);
    }
    let (order, moves) = cancel_paid(&a_paid_order(&document), CancelReason::Staff, NOW).unwrap();
    assert_eq!((order.refunds[0].amount, order.refundable), (euros(4800), euros(0)));
    assert_eq!(moves, [StockMove { sku: sku("MUG"), quantity: 2, kind: StockMoveKind::Release }]);
}

#[test]
fn where_nothing_was_paid_nothing_goes_back() {
    let order = a_paid_order(&a_document(&[("MUG", 2, 0)]));
    let (order, moves) = cancel_paid(&order, CancelReason::Staff, NOW).unwrap();
    assert_eq!((order.status, order.refunds.len(), moves.len()), (OrderStatus::Canceled, 0, 1));
}
