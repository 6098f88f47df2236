//! Each state of the provider's objects and the one step that follows.

use super::*;
use crate::limits::{HOLD_AFTER_SESSION, LOOKS_MAX, REFUND_LOOK_AGAIN, SESSION_OPEN};
use crate::orders::testing::{NOW, an_order, euros};
use crate::payments::PaymentMethod;
use crate::payments::attempt::{PayAgain, pay_again, without_session};
use crate::payments::dispute::{Dispute, DisputeStatus};
use crate::payments::refund::{RefundSource, RefundStatus, SeenRefund};
use crate::time::Span;

pub(super) fn seen(session: SessionState, status: Option<IntentStatus>) -> Vec<Seen> {
    let payment = status.map(|status| SeenPayment {
        intent: "pi_1".to_owned(),
        status,
        amount: euros(4800),
        captured: euros(if status == IntentStatus::Succeeded { 4800 } else { 0 }),
        declines: 0,
        refunds: vec![],
        dispute: None,
    });
    vec![Seen { attempt: 1, session, payment }]
}

pub(super) fn recorded(step: Step) -> Order {
    match step {
        Step::Record(order) | Step::Cancel(order) => *order,
        Step::Rest | Step::Send(_) => panic!("{step:?} writes nothing"),
    }
}

fn later(order: &Order) -> Timestamp {
    order.hold_until
}

#[test]
fn an_open_page_is_left_alone_until_the_hold_ends() {
    let order = an_order();
    assert_eq!(order.hold_until, NOW.plus(SESSION_OPEN).plus(HOLD_AFTER_SESSION));
    assert_eq!(next_step(&order, &seen(SessionState::Open, None), NOW), Ok(Step::Rest));
    let expire = Step::Send(ProviderCall::ExpireSession { session: "cs_1".to_owned() });
    assert_eq!(next_step(&order, &seen(SessionState::Open, None), later(&order)), Ok(expire));
}

#[test]
fn an_authorization_is_captured_after_the_capture_is_recorded() {
    let order = an_order();
    let authorized = seen(SessionState::Complete, Some(IntentStatus::RequiresCapture));
    let recorded = recorded(next_step(&order, &authorized, NOW).unwrap());
    assert_eq!(recorded.payment, PaymentStatus::RequiresCapture);
    assert_eq!(recorded.events, order.events, "nothing is told before the money is there");
    let operation = recorded.operation.clone().unwrap();
    assert_eq!(operation.key, format!("{}-capture-1", order.id));
    let again = next_step(&recorded, &authorized, NOW.plus(Span::hours(19)));
    assert_eq!(again, Ok(Step::Send(ProviderCall::Capture(operation))));
}

#[test]
fn a_capture_is_never_sent_again_after_twenty_hours() {
    let authorized = seen(SessionState::Complete, Some(IntentStatus::RequiresCapture));
    let order = recorded(next_step(&an_order(), &authorized, NOW).unwrap());
    assert_eq!(next_step(&order, &authorized, NOW.plus(Span::hours(20))), Ok(Step::Rest));
}

#[test]
fn money_taken_confirms_the_order_once() {
    let paid = seen(SessionState::Complete, Some(IntentStatus::Succeeded));
    let order = recorded(next_step(&an_order(), &paid, NOW).unwrap());
    assert_eq!((order.status, order.payment), (OrderStatus::Confirmed, PaymentStatus::Captured));
    assert_eq!((order.captured, order.refundable, order.due_at), (euros(4800), euros(4800), None));
    assert_eq!(order.events.len(), 1);
    assert_eq!(next_step(&order, &paid, NOW), Ok(Step::Rest));
}

#[test]
fn money_that_comes_late_still_confirms_an_order_that_is_not_canceled() {
    let mut order = an_order();
    order.cancel_requested = Some(CancelReason::CartChanged);
    let paid = seen(SessionState::Complete, Some(IntentStatus::Succeeded));
    let order = recorded(next_step(&order, &paid, later(&order)).unwrap());
    assert_eq!(order.status, OrderStatus::Confirmed);
}

#[test]
fn another_amount_is_a_break_and_never_a_confirmation() {
    for status in [IntentStatus::RequiresCapture, IntentStatus::Succeeded, IntentStatus::Processing] {
        let mut other = seen(SessionState::Complete, Some(status));
        other[0].payment.as_mut().unwrap().amount = euros(4799);
        let order = recorded(next_step(&an_order(), &other, NOW).unwrap());
        assert_eq!(order.status, OrderStatus::Pending);
        assert_eq!(order.breaks[0].kind, BreakKind::AmountDiffers);
        assert_eq!(next_step(&order, &other, NOW), Ok(Step::Rest));
    }
}

#[test]
fn an_ended_attempt_is_told_and_the_next_may_open() {
    let order = an_order();
    assert!(matches!(pay_again(&order, NOW), Ok(PayAgain::Continue(_))));
    let ended = recorded(next_step(&order, &seen(SessionState::Expired, None), NOW).unwrap());
    assert!(matches!(ended.events[0].kind, OrderEventKind::PaymentNotCompleted { .. }));
    let Ok(PayAgain::Open(second)) = pay_again(&ended, NOW.plus(Span::minutes(50))) else {
        panic!("a second attempt is allowed")
    };
    assert_eq!(second.attempts.len(), 2);
    let payable = second.attempts.iter().filter(|attempt| attempt.status == AttemptStatus::Open);
    assert_eq!(payable.count(), 1);
}

#[test]
fn a_decline_ends_nothing_while_the_page_is_open() {
    let declined = seen(SessionState::Open, Some(IntentStatus::RequiresPaymentMethod));
    assert_eq!(next_step(&an_order(), &declined, NOW), Ok(Step::Rest));
}

#[test]
fn an_unpaid_order_is_canceled_when_its_hold_ends() {
    let order = an_order();
    let step = next_step(&order, &seen(SessionState::Expired, None), later(&order)).unwrap();
    assert!(matches!(step, Step::Cancel(_)));
    let canceled = recorded(step);
    assert_eq!((canceled.status, canceled.payment), (OrderStatus::Canceled, PaymentStatus::Voided));
    assert_eq!(canceled.canceled_for(), Some(CancelReason::Expired));
}

#[test]
fn a_bank_at_work_keeps_the_hold() {
    let processing = seen(SessionState::Complete, Some(IntentStatus::Processing));
    let order = recorded(next_step(&an_order(), &processing, NOW).unwrap());
    assert_eq!(order.hold_until, NOW.plus(PROCESSING_WAIT));
    assert_eq!(next_step(&order, &processing, NOW.plus(Span::days(30))), Ok(Step::Rest));
}

#[test]
fn an_attempt_without_a_session_holds_nobody_up() {
    let mut order = an_order();
    order.attempts[0].session = None;
    assert!(matches!(pay_again(&order, NOW), Ok(PayAgain::Resume(_))));
    assert_eq!(without_session(&order, 1).attempts[0].status, AttemptStatus::Ended);
    assert!(matches!(next_step(&order, &[], later(&order)), Ok(Step::Cancel(_))));
}

#[test]
fn an_authorization_of_a_canceled_order_is_released() {
    let mut order = an_order();
    order.status = OrderStatus::Canceled;
    let authorized = seen(SessionState::Complete, Some(IntentStatus::RequiresCapture));
    let order = recorded(next_step(&order, &authorized, NOW).unwrap());
    assert!(matches!(next_step(&order, &authorized, NOW), Ok(Step::Send(ProviderCall::Void(_)))));
    let released = seen(SessionState::Complete, Some(IntentStatus::Canceled));
    let order = recorded(next_step(&order, &released, NOW).unwrap());
    assert_eq!((order.operation.clone(), order.due_at), (None, None));
    assert_eq!(next_step(&order, &released, NOW), Ok(Step::Rest));
}

#[test]
fn a_refused_capture_cancels_after_the_authorization_is_released() {
    let authorized = seen(SessionState::Complete, Some(IntentStatus::RequiresCapture));
    let order = capture_refused(&recorded(next_step(&an_order(), &authorized, NOW).unwrap()));
    let order = recorded(next_step(&order, &authorized, NOW).unwrap());
    assert_eq!(order.operation.as_ref().map(|operation| operation.kind), Some(OperationKind::Void));
    let canceled = next_step(&order, &seen(SessionState::Complete, Some(IntentStatus::Canceled)), NOW);
    assert_eq!(recorded(canceled.unwrap()).canceled_for(), Some(CancelReason::CaptureFailed));
}

#[test]
fn a_payment_that_is_over_instead_of_captured_ends_the_order() {
    let authorized = seen(SessionState::Complete, Some(IntentStatus::RequiresCapture));
    let order = recorded(next_step(&an_order(), &authorized, NOW).unwrap());
    for status in [IntentStatus::RequiresPaymentMethod, IntentStatus::Canceled] {
        let canceled = recorded(next_step(&order, &seen(SessionState::Complete, Some(status)), NOW).unwrap());
        assert_eq!(canceled.canceled_for(), Some(CancelReason::CaptureFailed), "{status:?}");
    }
}

#[test]
fn an_offline_order_waits_for_its_days() {
    let mut order = an_order();
    order.method = PaymentMethod::BankTransfer;
    order.attempts.clear();
    assert_eq!(next_step(&order, &[], NOW), Ok(Step::Rest));
    assert!(matches!(next_step(&order, &[], later(&order)), Ok(Step::Cancel(_))));
    assert_eq!(mark_paid(&order, NOW).unwrap().status, OrderStatus::Confirmed);
}

#[test]
fn an_outage_does_not_move_the_end_of_the_hold() {
    let mut order = an_order();
    for minute in 1..6 {
        order = order.postponed(NOW.plus(Span::minutes(minute * 7))).unwrap_or(order);
    }
    assert!(order.looks > 0);
    let back = order.due_at.unwrap();
    let waiting = order.looked_in_vain(back).unwrap();
    assert_eq!((waiting.due_at, waiting.looks), (Some(order.hold_until), 0));
}

#[test]
fn looking_in_vain_gets_rarer_and_ends_with_a_person() {
    let mut order = an_order();
    assert_eq!(order.looked_in_vain(NOW), None);
    let mut now = later(&order);
    for _ in 0..=LOOKS_MAX {
        order = order.looked_in_vain(now).unwrap();
        now = order.due_at.unwrap_or(now);
    }
    assert_eq!((order.due_at, order.breaks[0].kind), (None, BreakKind::Stuck));
}

fn paid_order() -> Order {
    recorded(
        next_step(&an_order(), &seen(SessionState::Complete, Some(IntentStatus::Succeeded)), NOW).unwrap(),
    )
}

/// The paid page, with these refunds shown.
fn seen_refunds(refunds: &[(Option<u32>, i64, RefundStatus)]) -> Vec<Seen> {
    let mut paid = seen(SessionState::Complete, Some(IntentStatus::Succeeded));
    let shown = refunds.iter().enumerate().map(|(position, (number, minor, status))| SeenRefund {
        id: format!("re_{position}"),
        number: *number,
        amount: euros(*minor),
        status: *status,
    });
    paid[0].payment.as_mut().unwrap().refunds = shown.collect();
    paid
}

fn asked(order: &Order, minor: i64) -> Order {
    let mut next = order.clone();
    let intent = crate::payments::refund::paid_intent(order);
    crate::payments::refund::add_refund(&mut next, euros(minor), RefundSource::Staff, intent, NOW).unwrap();
    next
}

#[test]
fn a_debit_that_fails_after_days_cancels_and_tells_why() {
    let processing = seen(SessionState::Complete, Some(IntentStatus::Processing));
    let order = recorded(next_step(&an_order(), &processing, NOW).unwrap());
    let failed = seen(SessionState::Complete, Some(IntentStatus::RequiresPaymentMethod));
    let step = next_step(&order, &failed, NOW.plus(Span::days(5))).unwrap();
    assert!(matches!(step, Step::Cancel(_)));
    assert_eq!(recorded(step).canceled_for(), Some(CancelReason::PaymentFailed));
}

#[test]
fn a_debit_that_fails_at_once_leaves_time_for_another_try() {
    let processing = seen(SessionState::Complete, Some(IntentStatus::Processing));
    let order = recorded(next_step(&an_order(), &processing, NOW).unwrap());
    let failed = seen(SessionState::Complete, Some(IntentStatus::RequiresPaymentMethod));
    let minute = NOW.plus(Span::minutes(1));
    let order = recorded(next_step(&order, &failed, minute).unwrap());
    assert_eq!((order.status, order.hold_until), (OrderStatus::Pending, NOW.plus(HOLD_IN_ALL)));
    assert!(matches!(pay_again(&order, minute), Ok(PayAgain::Open(_))));
}

#[test]
fn a_page_with_too_many_declines_is_closed_before_the_order_is_canceled() {
    let mut declined = seen(SessionState::Open, Some(IntentStatus::RequiresPaymentMethod));
    declined[0].payment.as_mut().unwrap().declines = DECLINES_MAX - 1;
    assert_eq!(next_step(&an_order(), &declined, NOW), Ok(Step::Rest));
    declined[0].payment.as_mut().unwrap().declines = DECLINES_MAX;
    let expire = Step::Send(ProviderCall::ExpireSession { session: "cs_1".to_owned() });
    assert_eq!(next_step(&an_order(), &declined, NOW), Ok(expire));
    declined[0].session = SessionState::Expired;
    let canceled = recorded(next_step(&an_order(), &declined, NOW).unwrap());
    assert_eq!(canceled.canceled_for(), Some(CancelReason::TooManyDeclines));
}

#[test]
fn an_order_with_a_strange_authorization_can_still_be_given_up() {
    let mut other = seen(SessionState::Complete, Some(IntentStatus::RequiresCapture));
    other[0].payment.as_mut().unwrap().amount = euros(4799);
    let mut order = recorded(next_step(&an_order(), &other, NOW).unwrap());
    order.cancel_requested = Some(CancelReason::Staff);
    let order = recorded(next_step(&order, &other, NOW).unwrap());
    assert_eq!(order.operation.as_ref().map(|operation| operation.kind), Some(OperationKind::Void));
    other[0].payment.as_mut().unwrap().status = IntentStatus::Canceled;
    assert!(matches!(next_step(&order, &other, NOW), Ok(Step::Cancel(_))));
}

#[test]
fn money_that_comes_after_the_cancellation_goes_back_by_itself() {
    let canceled = recorded(
        next_step(&an_order(), &seen(SessionState::Expired, None), NOW.plus(Span::days(1))).unwrap(),
    );
    let late = seen(SessionState::Complete, Some(IntentStatus::Succeeded));
    let order = recorded(next_step(&canceled, &late, NOW).unwrap());
    let refund = &order.refunds[0];
    assert_eq!(
        (refund.source, refund.amount, refund.status),
        (RefundSource::LateMoney, euros(4800), RefundStatus::Requested)
    );
    assert_eq!((order.status, order.captured), (OrderStatus::Canceled, euros(0)));
    let order = recorded(next_step(&order, &late, NOW).unwrap());
    let Ok(Step::Send(ProviderCall::Refund { operation, .. })) = next_step(&order, &late, NOW) else {
        panic!("the recorded refund is sent")
    };
    assert_eq!((operation.key, operation.intent.as_str()), (format!("{}-refund-1", order.id), "pi_1"));
    let back = seen_refunds(&[(Some(1), 4800, RefundStatus::Succeeded)]);
    let order = recorded(next_step(&order, &back, NOW).unwrap());
    assert_eq!(order.events.last().map(|event| &event.kind), Some(&OrderEventKind::Refunded { refund: 1 }));
    let order = recorded(next_step(&order, &back, NOW).unwrap());
    assert_eq!((order.operation.clone(), order.due_at), (None, None));
    assert_eq!(next_step(&order, &back, NOW), Ok(Step::Rest));
}

#[test]
fn a_refund_is_recorded_sent_and_followed_until_the_bank_has_it() {
    let order = asked(&paid_order(), 1000);
    assert_eq!((order.refundable, order.payment), (euros(3800), PaymentStatus::Captured));
    let nothing = seen_refunds(&[]);
    let order = recorded(next_step(&order, &nothing, NOW).unwrap());
    assert!(matches!(next_step(&order, &nothing, NOW), Ok(Step::Send(ProviderCall::Refund { .. }))));
    let pending = seen_refunds(&[(Some(1), 1000, RefundStatus::Pending)]);
    let order = recorded(next_step(&order, &pending, NOW).unwrap());
    assert_eq!((order.payment, order.refundable), (PaymentStatus::PartiallyRefunded, euros(3800)));
    assert_eq!(next_step(&order, &pending, NOW), Ok(Step::Rest));
    let day = order.due_at.unwrap().plus(Span::days(1));
    assert_eq!(order.looked_in_vain(day).unwrap().due_at, Some(day.plus(REFUND_LOOK_AGAIN)));
    let arrived = seen_refunds(&[(Some(1), 1000, RefundStatus::Succeeded)]);
    let order = recorded(next_step(&order, &arrived, day).unwrap());
    let order = recorded(next_step(&order, &arrived, day).unwrap());
    assert_eq!((order.due_at, order.breaks.len()), (None, 0));
}

#[test]
fn a_refund_that_fails_days_later_can_be_made_again_and_a_person_is_told() {
    let succeeded = seen_refunds(&[(Some(1), 4800, RefundStatus::Succeeded)]);
    let order = recorded(next_step(&asked(&paid_order(), 4800), &succeeded, NOW).unwrap());
    assert_eq!((order.payment, order.refundable), (PaymentStatus::Refunded, euros(0)));
    let failed = seen_refunds(&[(Some(1), 4800, RefundStatus::Failed)]);
    let order = recorded(next_step(&order, &failed, NOW).unwrap());
    assert_eq!((order.payment, order.refundable), (PaymentStatus::Captured, euros(4800)));
    assert_eq!(order.breaks[0].kind, BreakKind::RefundFailed);
    assert_eq!(asked(&order, 4800).refunds[1].number, 2);
}

#[test]
fn a_refund_nobody_answered_is_read_and_after_twenty_hours_not_sent_again() {
    let nothing = seen_refunds(&[]);
    let order = recorded(next_step(&asked(&paid_order(), 1000), &nothing, NOW).unwrap());
    let again = next_step(&order, &nothing, NOW.plus(Span::hours(19)));
    assert!(matches!(again, Ok(Step::Send(ProviderCall::Refund { .. }))));
    let order = recorded(next_step(&order, &nothing, NOW.plus(Span::hours(20))).unwrap());
    assert_eq!((order.refunds[0].status, order.refundable), (RefundStatus::Failed, euros(4800)));
    let there = seen_refunds(&[(Some(1), 1000, RefundStatus::Succeeded)]);
    let order = recorded(next_step(&order, &there, NOW).unwrap());
    assert_eq!((order.refunds[0].status, order.refundable), (RefundStatus::Succeeded, euros(3800)));
}

#[test]
fn a_refund_made_at_the_dashboard_is_taken_over_once() {
    let shown = seen_refunds(&[(None, 800, RefundStatus::Succeeded)]);
    let order = recorded(next_step(&paid_order(), &shown, NOW).unwrap());
    assert_eq!((order.refunds[0].source, order.refundable), (RefundSource::Provider, euros(4000)));
    assert_eq!(next_step(&order, &shown, NOW), Ok(Step::Rest));
}

#[test]
fn a_dispute_stops_refunds_until_it_is_won() {
    let disputed = |status| {
        let mut paid = seen_refunds(&[]);
        let dispute = Dispute { id: "dp_1".to_owned(), amount: euros(4800), status };
        paid[0].payment.as_mut().unwrap().dispute = Some(dispute);
        paid
    };
    let order = recorded(next_step(&paid_order(), &disputed(DisputeStatus::Open), NOW).unwrap());
    assert_eq!((order.payment, order.breaks[0].kind), (PaymentStatus::Disputed, BreakKind::Disputed));
    assert!(!order.can_be_refunded());
    let won = recorded(next_step(&order, &disputed(DisputeStatus::Won), NOW).unwrap());
    assert_eq!((won.payment, won.open_breaks().count()), (PaymentStatus::Captured, 0));
    let lost = recorded(next_step(&order, &disputed(DisputeStatus::Lost), NOW).unwrap());
    assert_eq!((lost.payment, lost.open_breaks().count()), (PaymentStatus::Disputed, 0));
    assert_eq!(next_step(&lost, &disputed(DisputeStatus::Lost), NOW), Ok(Step::Rest));
}

#[test]
fn a_second_payment_of_the_same_order_goes_back() {
    let mut order = paid_order();
    let mut second = order.attempts[0].clone();
    (second.number, second.session, second.status) = (2, Some("cs_2".to_owned()), AttemptStatus::Ended);
    order.attempts.push(second);
    let mut both = seen(SessionState::Complete, Some(IntentStatus::Succeeded));
    let mut other = both[0].clone();
    other.attempt = 2;
    other.payment.as_mut().unwrap().intent = "pi_2".to_owned();
    both.push(other);
    let order = recorded(next_step(&order, &both, NOW).unwrap());
    assert_eq!((order.refunds[0].source, order.refundable), (RefundSource::Surplus, euros(4800)));
    assert_eq!(order.refunds[0].intent.as_deref(), Some("pi_2"));
}
