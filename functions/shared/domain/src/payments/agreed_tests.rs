//! Orders paid where the shopper agrees on a page and the shop authorizes.

use super::*;
use crate::orders::testing::{NOW, an_order, euros};
use crate::payments::attempt::{PayAgain, pay_again};
use crate::payments::{PaymentMethod, Provider};
use crate::time::Span;

fn an_agreed_order() -> Order {
    let mut order = an_order();
    order.method = PaymentMethod::Paypal;
    order.attempts[0].provider = Provider::Paypal;
    order
}

fn seen(session: SessionState) -> Vec<Seen> {
    vec![Seen { attempt: 1, session, payment: None }]
}

fn recorded(step: Step) -> Order {
    match step {
        Step::Record(order) | Step::Cancel(order) => *order,
        Step::Rest | Step::Send(_) => panic!("{step:?} writes nothing"),
    }
}

#[test]
fn what_the_shopper_agreed_to_is_recorded_then_authorized_however_often() {
    let order = an_agreed_order();
    let agreed = seen(SessionState::Approved);
    let next = recorded(next_step(&order, &agreed, NOW).unwrap());
    let operation = next.operation.clone().unwrap();
    assert_eq!(
        (operation.kind, operation.intent.as_str(), operation.amount),
        (OperationKind::Authorize, "cs_1", euros(4800))
    );
    assert_eq!((next.payment, &next.events), (PaymentStatus::RequiresPaymentMethod, &order.events));
    for later in [NOW, NOW.plus(Span::hours(2))] {
        assert_eq!(
            next_step(&next, &agreed, later),
            Ok(Step::Send(ProviderCall::Authorize(operation.clone())))
        );
    }
}

#[test]
fn the_capture_is_an_operation_of_its_own_after_the_authorization() {
    let order = recorded(next_step(&an_agreed_order(), &seen(SessionState::Approved), NOW).unwrap());
    let payment = SeenPayment {
        intent: "cs_1".to_owned(),
        status: IntentStatus::RequiresCapture,
        amount: euros(4800),
        captured: euros(0),
        declines: 0,
        refunds: vec![],
        dispute: None,
    };
    let held = vec![Seen { attempt: 1, session: SessionState::Complete, payment: Some(payment.clone()) }];
    let capturing = recorded(next_step(&order, &held, NOW).unwrap());
    let operation = capturing.operation.clone().unwrap();
    assert_eq!((operation.kind, operation.number), (OperationKind::Capture, 2));
    assert_eq!(next_step(&capturing, &held, NOW), Ok(Step::Send(ProviderCall::Capture(operation))));
    let review = SeenPayment { status: IntentStatus::Processing, ..payment };
    let review = vec![Seen { attempt: 1, session: SessionState::Complete, payment: Some(review) }];
    let waiting = recorded(next_step(&capturing, &review, NOW).unwrap());
    assert_eq!(waiting.payment, PaymentStatus::Processing, "a capture held back for a review waits");
}

#[test]
fn a_refused_authorization_ends_the_attempt_and_the_next_may_open() {
    let agreed = seen(SessionState::Approved);
    let order = recorded(next_step(&an_agreed_order(), &agreed, NOW).unwrap());
    let refused = authorization_refused(&order, NOW).unwrap();
    assert_eq!((refused.attempts[0].status, &refused.operation), (AttemptStatus::Ended, &None));
    assert!(matches!(refused.events[0].kind, OrderEventKind::PaymentNotCompleted { .. }));
    assert_eq!(next_step(&refused, &agreed, NOW), Ok(Step::Rest), "what was refused is not tried again");
    assert!(matches!(pay_again(&refused, NOW), Ok(PayAgain::Open(_))));
}

#[test]
fn an_agreement_taken_back_is_forgotten_and_a_new_one_is_another_operation() {
    let agreed = seen(SessionState::Approved);
    let order = recorded(next_step(&an_agreed_order(), &agreed, NOW).unwrap());
    let open = recorded(next_step(&order, &seen(SessionState::Open), NOW).unwrap());
    assert_eq!((&open.operation, open.attempts[0].status), (&None, AttemptStatus::Open));
    let again = recorded(next_step(&open, &agreed, NOW).unwrap());
    assert_ne!(
        again.operation.map(|operation| operation.key),
        order.operation.map(|operation| operation.key)
    );
}

#[test]
fn an_order_that_is_given_up_closes_no_page_and_begins_nothing() {
    for session in [SessionState::Open, SessionState::Approved] {
        let mut order = an_agreed_order();
        order.cancel_requested = Some(CancelReason::CartChanged);
        let step = next_step(&order, &seen(session), NOW).unwrap();
        assert!(matches!(step, Step::Cancel(_)), "{step:?}");
        let canceled = recorded(step);
        assert_eq!(canceled.attempts[0].status, AttemptStatus::Ended);
        assert_eq!(next_step(&canceled, &seen(session), NOW), Ok(Step::Rest));
    }
}
