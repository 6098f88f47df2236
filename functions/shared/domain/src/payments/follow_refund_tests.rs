//! Refunds as the provider shows them: which of ours each one is, and what it leaves.

use super::*;
use crate::orders::testing::{NOW, a_document, a_paid_order, euros};
use crate::payments::Operation;

fn a_paid_order_of(minor: i64) -> Order {
    a_paid_order(&a_document(&[("MUG", 2, minor)]))
}

/// The order with refunds of these amounts asked for by staff.
fn asked(minors: &[i64]) -> Order {
    let mut order = a_paid_order_of(4800);
    for minor in minors {
        add_refund(&mut order, euros(*minor), RefundSource::Staff, Some("pi_1".to_owned()), NOW).unwrap();
    }
    order
}

fn shown(id: &str, number: Option<u32>, minor: i64, status: RefundStatus) -> SeenRefund {
    SeenRefund { id: id.to_owned(), number, amount: euros(minor), status }
}

fn follow(order: &Order, intent: &str, refunds: &[SeenRefund]) -> Order {
    follow_refunds(order, intent, refunds, NOW).unwrap().unwrap()
}

/// Each refund's number, the provider's id of it, and where it stands.
fn standing(order: &Order) -> Vec<(u32, Option<&str>, RefundStatus)> {
    let refunds = order.refunds.iter();
    refunds.map(|refund| (refund.number, refund.provider_refund.as_deref(), refund.status)).collect()
}

#[test]
fn a_refund_is_known_by_its_number_first_and_by_the_providers_id_from_then_on() {
    use RefundStatus::{Pending, Requested, Succeeded};
    let order = asked(&[1000, 1000]);
    let order = follow(&order, "pi_1", &[shown("re_2", Some(2), 1000, Pending)]);
    assert_eq!(standing(&order), [(1, None, Requested), (2, Some("re_2"), Pending)]);
    let both = [shown("re_2", None, 1000, Succeeded), shown("re_1", Some(1), 1000, Pending)];
    let order = follow(&order, "pi_1", &both);
    assert_eq!(standing(&order), [(1, Some("re_1"), Pending), (2, Some("re_2"), Succeeded)]);
    assert_eq!(follow_refunds(&order, "pi_1", &both, NOW), Ok(None), "the same again changes nothing");
}

#[test]
fn a_refund_of_another_payment_is_not_ours_of_the_same_number() {
    let order = asked(&[1000]);
    let order = follow(&order, "pi_2", &[shown("re_1", Some(1), 1000, RefundStatus::Succeeded)]);
    let rows = [(1, None, RefundStatus::Requested), (2, Some("re_1"), RefundStatus::Succeeded)];
    assert_eq!(standing(&order), rows);
    assert_eq!(order.refunds[1].source, RefundSource::Provider);
    assert_eq!(order.refundable, euros(3800), "another payment's refund takes nothing from this one's money");
}

#[test]
fn a_refund_that_failed_before_anybody_here_knew_of_it_is_nothing() {
    let failed = [shown("re_1", None, 1000, RefundStatus::Failed)];
    assert_eq!(follow_refunds(&a_paid_order_of(4800), "pi_1", &failed, NOW), Ok(None));
}

#[test]
fn more_given_back_than_was_taken_is_for_a_person_to_see() {
    let refunds =
        [shown("re_1", None, 4800, RefundStatus::Succeeded), shown("re_2", None, 1, RefundStatus::Succeeded)];
    let all = follow(&a_paid_order_of(4800), "pi_1", &refunds[..1]);
    assert_eq!((all.payment, all.refundable, all.breaks.len()), (PaymentStatus::Refunded, euros(0), 0));
    let more = follow(&all, "pi_1", &refunds);
    assert_eq!((more.payment, more.refundable), (PaymentStatus::Refunded, euros(0)));
    assert_eq!(more.breaks[0].kind, BreakKind::AmountDiffers);
    assert_eq!(more.breaks[0].detail, "refunds exceed what was taken by 1 minor units");
}

#[test]
fn a_refund_that_does_not_fit_any_more_beside_one_made_elsewhere_is_refused_and_nothing_else() {
    let order = follow(&asked(&[500]), "pi_1", &[shown("re_1", None, 4800, RefundStatus::Succeeded)]);
    assert_eq!((order.payment, order.refundable, order.breaks.len()), (PaymentStatus::Refunded, euros(0), 0));
    let order = refund_refused(&order, 1, NOW).unwrap();
    assert_eq!((order.payment, order.refundable), (PaymentStatus::Refunded, euros(0)));
    let breaks: Vec<BreakKind> = order.breaks.iter().map(|found| found.kind).collect();
    assert_eq!(breaks, [BreakKind::RefundFailed]);
}

#[test]
fn only_the_operation_of_a_refund_is_over_when_the_provider_shows_it() {
    let seen = [shown("re_1", Some(1), 1000, RefundStatus::Pending)];
    for (kind, number, over) in
        [(OperationKind::Refund, 1, true), (OperationKind::Refund, 2, false), (OperationKind::Void, 1, false)]
    {
        let mut order = asked(&[1000, 1000]);
        let (intent, key) = ("pi_1".to_owned(), "key".to_owned());
        order.operation =
            Some(Operation { kind, number, intent, amount: euros(1000), key, first_sent_at: NOW });
        let next = follow(&order, "pi_1", &seen);
        assert_eq!(next.operation.is_none(), over, "{kind:?} {number}");
    }
}

#[test]
fn a_refused_refund_leaves_the_others_as_they_are() {
    let order = refund_refused(&asked(&[1000, 500]), 2, NOW).unwrap();
    let rows = [(1, None, RefundStatus::Requested), (2, None, RefundStatus::Failed)];
    assert_eq!((standing(&order), order.refundable), (rows.to_vec(), euros(3800)));
}

#[test]
fn what_a_bank_accepted_counts_as_given_back() {
    let mut order = asked(&[1000, 200, 30, 4]);
    let statuses =
        [RefundStatus::Requested, RefundStatus::Pending, RefundStatus::Succeeded, RefundStatus::Failed];
    for (refund, status) in order.refunds.iter_mut().zip(statuses) {
        refund.status = status;
    }
    assert_eq!(order.refunded_minor(), 230);
}

#[test]
fn staff_refund_what_was_taken_and_is_left() {
    for payment in PaymentStatus::ALL {
        let taken = matches!(payment, PaymentStatus::Captured | PaymentStatus::PartiallyRefunded);
        for (left, some) in [(-1, false), (0, false), (1, true)] {
            let order = Order { payment, refundable: euros(left), ..a_paid_order_of(4800) };
            assert_eq!(order.can_be_refunded(), taken && some, "{payment:?} with {left}");
        }
    }
}
