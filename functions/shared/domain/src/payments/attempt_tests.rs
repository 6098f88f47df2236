//! Who may pay (again), and until when.

use super::*;
use crate::orders::CancelReason;
use crate::orders::testing::{NOW, an_order};
use crate::payments::PaymentMethod;
use crate::time::Span;

/// So many attempts that ended, and a hold that goes on.
fn after_attempts(count: u32) -> Order {
    let mut order = an_order();
    order.attempts.clear();
    for number in 1..=count {
        push_attempt(&mut order, number, NOW);
    }
    order.attempts.iter_mut().for_each(|attempt| attempt.status = AttemptStatus::Ended);
    order.hold_until = NOW.plus(HOLD_IN_ALL);
    order
}

#[test]
fn only_an_order_that_waits_for_a_page_to_be_paid_can_be_paid() {
    let mut canceled = an_order();
    canceled.status = OrderStatus::Canceled;
    let mut processing = an_order();
    processing.payment = PaymentStatus::Processing;
    let mut offline = an_order();
    offline.method = PaymentMethod::BankTransfer;
    for order in [canceled, processing, offline] {
        assert_eq!(pay_again(&order, NOW), Err(AttemptError::NotPayable));
    }
    let mut canceling = an_order();
    canceling.cancel_requested = Some(CancelReason::CartChanged);
    assert_eq!(pay_again(&canceling, NOW), Err(AttemptError::Canceling));
}

#[test]
fn a_shopper_has_three_tries() {
    for count in 1..=2 {
        let Ok(PayAgain::Open(next)) = pay_again(&after_attempts(count), NOW) else {
            panic!("another attempt is allowed after {count}")
        };
        let numbers: Vec<u32> = next.attempts.iter().map(|attempt| attempt.number).collect();
        assert_eq!(numbers, (1..=count + 1).collect::<Vec<u32>>());
        assert_eq!(next.attempts.last().map(|attempt| attempt.status), Some(AttemptStatus::Open));
    }
    assert_eq!(pay_again(&after_attempts(3), NOW), Err(AttemptError::TooManyAttempts));
}

#[test]
fn a_page_opens_only_where_it_closes_within_two_hours_of_placing() {
    let order = after_attempts(1);
    let last = NOW.plus(HOLD_IN_ALL).minus(SESSION_OPEN);
    assert!(matches!(pay_again(&order, last), Ok(PayAgain::Open(_))));
    assert_eq!(pay_again(&order, last.plus(Span::seconds(1))), Err(AttemptError::TooLate));
}

#[test]
fn no_page_opens_once_the_hold_is_over() {
    let mut order = after_attempts(1);
    order.hold_until = NOW.plus(Span::minutes(30));
    assert!(matches!(pay_again(&order, NOW.plus(Span::minutes(29))), Ok(PayAgain::Open(_))));
    for minutes in [30, 31] {
        assert_eq!(pay_again(&order, NOW.plus(Span::minutes(minutes))), Err(AttemptError::TooLate));
    }
}

#[test]
fn a_session_belongs_to_the_attempt_it_was_made_for() {
    let sessions =
        |order: &Order| order.attempts.iter().map(|attempt| attempt.session.clone()).collect::<Vec<_>>();
    let order = with_session(&after_attempts(2), 2, "cs_2");
    assert_eq!(sessions(&order), [None, Some("cs_2".to_owned())]);
    assert_eq!(with_session(&order, 3, "cs_3"), order, "there is no third attempt");
}

#[test]
fn only_an_attempt_that_nobody_was_shown_is_given_up() {
    let mut order = with_session(&after_attempts(2), 1, "cs_1");
    order.attempts.iter_mut().for_each(|attempt| attempt.status = AttemptStatus::Open);
    assert_eq!(without_session(&order, 1), order, "somebody may be paying on its page");
    let given_up = without_session(&order, 2);
    let statuses: Vec<_> = given_up.attempts.iter().map(|attempt| attempt.status).collect();
    assert_eq!(statuses, [AttemptStatus::Open, AttemptStatus::Ended]);
}
