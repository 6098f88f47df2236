//! What staff may ask of an order in each state.

use super::*;
use crate::inventory::StockMoveKind;
use crate::orders::testing::{NOW, a_document, a_paid_order, an_order, euros, line};
use crate::payments::PaymentMethod;
use crate::payments::refund::RefundStatus;
use crate::time::Span;

#[test]
fn a_paid_order_is_canceled_with_all_its_money_and_units_back() {
    let document = a_document(&[("MUG", 2, 4800), ("BOWL", 1, 3000)]);
    let obeyed = obey(&a_paid_order(&document), &document, None, &StaffCommand::Cancel, NOW).unwrap();
    assert_eq!(obeyed.order.status, OrderStatus::Canceled);
    let refund = &obeyed.order.refunds[0];
    assert_eq!((refund.amount, refund.status), (euros(7800), RefundStatus::Requested));
    assert!(obeyed.moves.iter().all(|moved| moved.kind == StockMoveKind::Release));
    assert_eq!(obeyed.moves.len(), 2);
}

#[test]
fn an_unpaid_order_is_only_marked_to_be_canceled() {
    let document = a_document(&[("MUG", 2, 4800)]);
    let obeyed = obey(&an_order(), &document, None, &StaffCommand::Cancel, NOW).unwrap();
    assert_eq!(obeyed.order.status, OrderStatus::Pending);
    assert_eq!((obeyed.order.cancel_requested, obeyed.order.due_at), (Some(CancelReason::Staff), Some(NOW)));
    assert!(obeyed.moves.is_empty());
}

#[test]
fn what_the_bank_works_on_and_what_was_shipped_is_not_canceled() {
    let document = a_document(&[("MUG", 2, 4800)]);
    let mut processing = an_order();
    processing.payment = PaymentStatus::Processing;
    let refused = obey(&processing, &document, None, &StaffCommand::Cancel, NOW);
    assert_eq!(refused, Err(CommandError::Processing));
    let shipped =
        obey(&a_paid_order(&document), &document, None, &StaffCommand::Ship(parcel()), NOW).unwrap();
    let refused = obey(&shipped.order, &document, None, &StaffCommand::Cancel, NOW);
    assert_eq!(refused, Err(CommandError::Shipped));
}

#[test]
fn what_is_paid_online_is_not_marked_as_paid_by_hand() {
    let document = a_document(&[("MUG", 2, 4800)]);
    let refused = obey(&an_order(), &document, None, &StaffCommand::MarkPaid, NOW);
    assert_eq!(refused, Err(CommandError::PaidOnline));
    let mut offline = an_order();
    offline.method = PaymentMethod::BankTransfer;
    let paid = obey(&offline, &document, None, &StaffCommand::MarkPaid, NOW).unwrap().order;
    assert_eq!((paid.status, paid.captured), (OrderStatus::Confirmed, euros(4800)));
    let again = obey(&paid, &document, None, &StaffCommand::MarkPaid, NOW).unwrap().order;
    assert_eq!(again, paid, "the same money is marked once");
}

#[test]
fn a_refund_names_at_most_as_many_skus_as_one_write_can_take() {
    let document = a_document(&[("MUG", 2, 4800)]);
    let refund = |count: usize| {
        let lines = (0..count).map(|number| (line(&format!("OWL-{number}")), 1)).collect();
        let request = RefundRequest { lines, ..RefundRequest::default() };
        obey(&a_paid_order(&document), &document, None, &StaffCommand::Refund(request), NOW)
    };
    let unknown = RefundError::Line { line: line("OWL-0"), wanted: 1, left: 0 };
    assert_eq!(refund(STAFF_LINES_MAX), Err(CommandError::Refund(unknown)));
    assert_eq!(refund(STAFF_LINES_MAX + 1), Err(CommandError::TooManyLines));
}

#[test]
fn the_wish_to_cancel_is_due_at_once_and_keeps_its_first_reason() {
    let order = cancel_requested(&an_order(), CancelReason::CartChanged, NOW);
    let order = cancel_requested(&order, CancelReason::Staff, NOW.plus(Span::hours(1)));
    assert_eq!((order.cancel_requested, order.due_at), (Some(CancelReason::CartChanged), Some(NOW)));
    let paid = a_paid_order(&a_document(&[("MUG", 2, 4800)]));
    assert_eq!(
        cancel_requested(&paid, CancelReason::Staff, NOW),
        paid,
        "a paid order has money to give back"
    );
}

fn parcel() -> Parcel {
    Parcel { carrier: "DHL".to_owned(), ..Parcel::default() }
}

#[test]
fn a_parcel_that_is_not_there_does_not_arrive() {
    let document = a_document(&[("MUG", 2, 4800)]);
    let refused =
        obey(&a_paid_order(&document), &document, None, &StaffCommand::Deliver { shipment: 1 }, NOW);
    assert_eq!(refused, Err(CommandError::Ship(ShipError::NoSuchParcel(1))));
}

#[test]
fn a_break_that_is_dealt_with_is_not_raised_again_for_the_same() {
    let document = a_document(&[("MUG", 2, 4800)]);
    let mut order = a_paid_order(&document);
    let resolve = StaffCommand::Resolve { kind: BreakKind::Stuck };
    assert_eq!(obey(&order, &document, None, &resolve, NOW), Err(CommandError::NoSuchBreak));
    order.raise(BreakKind::Stuck, "since noon".to_owned(), NOW);
    let mut order = obey(&order, &document, None, &resolve, NOW).unwrap().order;
    assert_eq!(order.open_breaks().count(), 0);
    order.raise(BreakKind::Stuck, "since noon".to_owned(), NOW);
    assert_eq!(order.open_breaks().count(), 0);
    order.raise(BreakKind::Stuck, "since midnight".to_owned(), NOW);
    assert_eq!(order.open_breaks().count(), 1);
}
