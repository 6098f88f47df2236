//! What a person is asked to look at, and when somebody looks again.

use super::testing::{NOW, a_document, a_paid_order, an_order, euros};
use super::*;
use crate::limits::REFUND_PENDING_MAX;
use crate::payments::refund::{RefundSource, RefundStatus};

fn open_kinds(order: &Order) -> Vec<BreakKind> {
    order.open_breaks().map(|open| open.kind).collect()
}

#[test]
fn a_person_is_asked_once_for_each_thing_and_hears_of_it() {
    let mut order = an_order();
    for (kind, detail) in [
        (BreakKind::Stuck, "since noon"),
        (BreakKind::Stuck, "since noon"),
        (BreakKind::RefundFailed, "since noon"),
        (BreakKind::Stuck, "since midnight"),
    ] {
        order.raise(kind, detail.to_owned(), NOW);
    }
    let asked = [BreakKind::Stuck, BreakKind::RefundFailed, BreakKind::Stuck];
    assert_eq!(open_kinds(&order), asked);
    let told: Vec<_> = order.events.iter().map(|event| (event.sequence, event.kind.clone())).collect();
    let attention = |kind| OrderEventKind::NeedsAttention { kind };
    assert_eq!(told, [(1, attention(asked[0])), (2, attention(asked[1])), (3, attention(asked[2]))]);
}

#[test]
fn an_order_keeps_ten_breaks() {
    let mut order = an_order();
    for number in 0..=BREAKS_MAX {
        order.raise(BreakKind::Stuck, number.to_string(), NOW);
    }
    assert_eq!(order.breaks.len(), BREAKS_MAX);
    assert_eq!(order.events.len(), BREAKS_MAX);
}

#[test]
fn what_is_dealt_with_is_of_one_kind_and_stays_as_old_as_it_is() {
    let mut order = an_order();
    order.raise(BreakKind::Stuck, "since noon".to_owned(), NOW);
    order.raise(BreakKind::RefundFailed, "refund 1".to_owned(), NOW);
    order.resolve(BreakKind::Stuck, NOW);
    assert_eq!(open_kinds(&order), [BreakKind::RefundFailed]);
    order.resolve(BreakKind::Stuck, NOW.plus(Span::hours(1)));
    assert_eq!(order.breaks[0].resolved_at, Some(NOW));
}

#[test]
fn an_order_is_postponed_unless_it_is_looked_at_soon_anyway() {
    let mut order = an_order();
    let minute = NOW.plus(Span::minutes(1));
    let due_after = |order: &Order| order.postponed(NOW).map(|next| (next.due_at, next.looks));
    for due in [None, Some(NOW.minus(Span::days(1))), Some(NOW), Some(NOW.plus(Span::seconds(61)))] {
        order.due_at = due;
        assert_eq!(due_after(&order), Some((Some(minute), 1)), "{due:?}");
    }
    for due in [NOW.plus(Span::seconds(1)), minute] {
        order.due_at = Some(due);
        assert_eq!(due_after(&order), None, "{due:?}");
    }
}

#[test]
fn an_order_is_postponed_for_longer_each_time_up_to_half_an_hour() {
    let mut order = an_order();
    let minutes = [1, 2, 4, 8, 16, 32, 32, 32, 32, 32, 32, 32, 32, 32];
    for (number, minutes) in (1..).zip(minutes) {
        order.due_at = None;
        order = order.postponed(NOW).unwrap();
        assert_eq!(order.due_at, Some(NOW.plus(Span::minutes(minutes))));
        assert_eq!(order.looks, number.min(LOOKS_MAX));
    }
}

#[test]
fn only_what_is_due_is_looked_at() {
    let mut order = an_order();
    order.due_at = None;
    assert_eq!(order.looked_in_vain(NOW), None);
    order.due_at = Some(NOW);
    assert_eq!(order.looked_in_vain(NOW.minus(Span::seconds(1))), None);
    assert!(order.looked_in_vain(NOW).is_some());
}

#[test]
fn from_the_end_of_the_hold_on_looks_are_in_vain() {
    let order = an_order();
    let next = order.looked_in_vain(order.hold_until).unwrap();
    assert_eq!((next.looks, next.due_at), (1, Some(order.hold_until.plus(Span::minutes(1)))));
}

/// Paid, with a refund that a bank has been working on since `NOW`.
fn with_a_refund_under_way() -> Order {
    let mut order = a_paid_order(&a_document(&[("MUG", 2, 4800)]));
    order.refunds.push(Refund {
        number: 1,
        amount: euros(1000),
        status: RefundStatus::Pending,
        source: RefundSource::Staff,
        intent: Some("pi_1".to_owned()),
        provider_refund: Some("re_1".to_owned()),
        requested_at: NOW,
    });
    order
}

#[test]
fn a_bank_at_work_on_a_refund_is_waited_for_day_by_day_until_it_takes_too_long() {
    let mut order = with_a_refund_under_way();
    (order.due_at, order.looks) = (Some(NOW), 3);
    let day = NOW.plus(Span::days(1));
    let next = order.looked_in_vain(day).unwrap();
    assert_eq!((next.looks, next.due_at), (0, Some(day.plus(REFUND_LOOK_AGAIN))));
    let late = NOW.plus(REFUND_PENDING_MAX);
    assert!(order.refund_is_pending(late.minus(Span::seconds(1))) && !order.refund_is_pending(late));
    assert_eq!(order.looked_in_vain(late).unwrap().looks, 4);
    order.refunds[0].status = RefundStatus::Succeeded;
    assert!(!order.refund_is_pending(day));
}

#[test]
fn a_bank_at_work_on_one_refund_does_not_hide_that_another_is_not_answered() {
    let mut order = with_a_refund_under_way();
    (order.due_at, order.looks) = (Some(NOW), 3);
    order.operation = Some(Operation {
        kind: crate::payments::OperationKind::Refund,
        number: 2,
        intent: "pi_1".to_owned(),
        amount: euros(1000),
        key: "key".to_owned(),
        first_sent_at: NOW,
    });
    assert_eq!(order.looked_in_vain(NOW).unwrap().looks, 4);
}
