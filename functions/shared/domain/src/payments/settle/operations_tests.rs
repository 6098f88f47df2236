//! What was asked of the provider: sent again while that is safe, and never taken for something else.

use super::tests::{recorded, seen};
use super::*;
use crate::limits::REFUND_LOOK_AGAIN;
use crate::orders::testing::{NOW, a_document, a_paid_order, an_order, euros};
use crate::payments::refund::{RefundSource, RefundStatus, add_refund};
use crate::payments::{PaymentMethod, Provider};
use crate::time::Span;

fn asked_for(kind: OperationKind, number: u32, intent: &str) -> Operation {
    let (intent, key) = (intent.to_owned(), format!("{kind:?}-{number}"));
    Operation { kind, number, intent, amount: euros(4800), key, first_sent_at: NOW }
}

/// The step's operation where it records one, nothing where it does anything else.
fn recorded_operation(step: Step) -> Option<(OperationKind, String)> {
    let Step::Record(order) = step else { return None };
    order.operation.map(|operation| (operation.kind, operation.intent))
}

#[test]
fn an_authorization_is_captured_whatever_else_was_asked_before() {
    let authorized = seen(SessionState::Complete, Some(IntentStatus::RequiresCapture));
    for (kind, intent) in
        [(OperationKind::Authorize, "cs_1"), (OperationKind::Void, "pi_1"), (OperationKind::Capture, "pi_9")]
    {
        let mut order = an_order();
        order.operation = Some(asked_for(kind, 1, intent));
        let step = next_step(&order, &authorized, NOW).unwrap();
        assert_eq!(recorded_operation(step), Some((OperationKind::Capture, "pi_1".to_owned())), "{kind:?}");
    }
}

#[test]
fn what_was_agreed_to_is_authorized_whatever_else_was_asked_before() {
    let agreed = seen(SessionState::Approved, None);
    for (kind, intent) in [(OperationKind::Authorize, "cs_9"), (OperationKind::Void, "cs_1")] {
        let mut order = an_order();
        order.method = PaymentMethod::Paypal;
        order.attempts[0].provider = Provider::Paypal;
        order.operation = Some(asked_for(kind, 1, intent));
        let step = next_step(&order, &agreed, NOW).unwrap();
        assert_eq!(recorded_operation(step), Some((OperationKind::Authorize, "cs_1".to_owned())), "{kind:?}");
    }
}

#[test]
fn an_authorization_that_nobody_needs_is_released_whatever_else_was_asked_before() {
    let authorized = seen(SessionState::Complete, Some(IntentStatus::RequiresCapture));
    for (kind, intent) in [(OperationKind::Capture, "pi_1"), (OperationKind::Void, "pi_9")] {
        let mut order = an_order();
        order.status = OrderStatus::Canceled;
        order.operation = Some(asked_for(kind, 1, intent));
        let step = next_step(&order, &authorized, NOW).unwrap();
        assert_eq!(recorded_operation(step), Some((OperationKind::Void, "pi_1".to_owned())), "{kind:?}");
    }
}

#[test]
fn a_release_is_never_sent_again_after_twenty_hours() {
    let authorized = seen(SessionState::Complete, Some(IntentStatus::RequiresCapture));
    let mut order = an_order();
    order.status = OrderStatus::Canceled;
    let operation = asked_for(OperationKind::Void, 1, "pi_1");
    order.operation = Some(operation.clone());
    let send = Ok(Step::Send(ProviderCall::Void(operation)));
    assert_eq!(next_step(&order, &authorized, NOW.plus(Span::hours(19))), send);
    for hours in [20, 21] {
        assert_eq!(next_step(&order, &authorized, NOW.plus(Span::hours(hours))), Ok(Step::Rest));
    }
}

fn a_paid_order_with_a_refund(status: RefundStatus) -> Order {
    let mut order = a_paid_order(&a_document(&[("MUG", 2, 4800)]));
    add_refund(&mut order, euros(1000), RefundSource::Staff, Some("pi_1".to_owned()), NOW).unwrap();
    order.refunds[0].status = status;
    (order.due_at, order.looks) = (None, 3);
    order
}

#[test]
fn a_refund_is_sent_whatever_else_was_asked_before() {
    for (kind, number) in [(OperationKind::Void, 1), (OperationKind::Refund, 2)] {
        let mut order = a_paid_order_with_a_refund(RefundStatus::Requested);
        order.operation = Some(asked_for(kind, number, "pi_1"));
        let next = recorded(next_step(&order, &[], NOW).unwrap());
        let operation = next.operation.unwrap();
        assert_eq!((operation.kind, operation.number), (OperationKind::Refund, 1), "{kind:?}");
        assert_eq!((operation.amount, operation.first_sent_at), (euros(1000), NOW));
    }
}

#[test]
fn a_refund_at_its_bank_is_looked_at_the_next_day_and_nothing_else_is() {
    let tomorrow = Some(NOW.plus(REFUND_LOOK_AGAIN));
    let look = |order: &Order| recorded(next_step(order, &[], NOW).unwrap());
    let pending = a_paid_order_with_a_refund(RefundStatus::Pending);
    assert_eq!((look(&pending).due_at, look(&pending).looks), (tomorrow, 0));
    let mut released = pending.clone();
    released.operation = Some(asked_for(OperationKind::Void, 1, "pi_2"));
    released.due_at = Some(NOW);
    assert_eq!((look(&released).due_at, look(&released).operation), (tomorrow, None));
    let mut looked_at = pending.clone();
    looked_at.due_at = Some(NOW);
    assert_eq!(next_step(&looked_at, &[], NOW), Ok(Step::Rest), "it is due already");
    let late = NOW.plus(Span::days(31));
    assert_eq!(next_step(&pending, &[], late), Ok(Step::Rest), "a person was asked");
    let mut arrived = a_paid_order_with_a_refund(RefundStatus::Succeeded);
    arrived.due_at = Some(NOW);
    assert_eq!((look(&arrived).due_at, look(&arrived).looks), (None, 0));
}

#[test]
fn only_the_payment_that_was_to_be_captured_can_fail_to_be() {
    for (intent, status) in
        [("pi_9", IntentStatus::RequiresPaymentMethod), ("pi_1", IntentStatus::RequiresAction)]
    {
        let mut order = an_order();
        order.operation = Some(asked_for(OperationKind::Capture, 1, intent));
        let unpaid = seen(SessionState::Open, Some(status));
        assert_eq!(next_step(&order, &unpaid, NOW), Ok(Step::Rest), "{intent}");
    }
    let mut order = an_order();
    order.operation = Some(asked_for(OperationKind::Void, 1, "pi_1"));
    let canceled = seen(SessionState::Open, Some(IntentStatus::Canceled));
    assert_eq!(next_step(&order, &canceled, NOW), Ok(Step::Rest), "it was released on purpose");
}

#[test]
fn money_of_another_amount_than_was_asked_for_is_a_break() {
    let mut other = seen(SessionState::Complete, Some(IntentStatus::Succeeded));
    other[0].payment.as_mut().unwrap().captured = euros(4799);
    let order = recorded(next_step(&an_order(), &other, NOW).unwrap());
    assert_eq!((order.status, order.breaks[0].kind), (OrderStatus::Pending, BreakKind::AmountDiffers));
}

#[test]
fn an_amount_that_nobody_pays_is_no_break() {
    let mut other = seen(SessionState::Open, Some(IntentStatus::RequiresPaymentMethod));
    other[0].payment.as_mut().unwrap().amount = euros(4799);
    assert_eq!(next_step(&an_order(), &other, NOW), Ok(Step::Rest));
}

#[test]
fn only_an_offline_order_that_waits_is_marked_as_paid() {
    let refused = |state: &str| Err(Impossible { state: state.to_owned(), event: "pay".to_owned() });
    assert_eq!(mark_paid(&an_order(), NOW), refused("pending"));
    for (status, state) in [(OrderStatus::Completed, "completed"), (OrderStatus::Canceled, "canceled")] {
        let order = Order { method: PaymentMethod::BankTransfer, status, ..an_order() };
        assert_eq!(mark_paid(&order, NOW), refused(state));
    }
}
