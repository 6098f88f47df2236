//! Orders with more than one try to pay, and tries that nobody was shown.

use super::tests::{recorded, seen};
use super::*;
use crate::orders::testing::{NOW, an_order};
use crate::payments::attempt::{PayAgain, pay_again, with_session};
use crate::time::Span;

/// An order whose first page was left at this minute, with a second page open.
fn with_a_second_page(minutes: u32) -> Order {
    let ended = recorded(next_step(&an_order(), &seen(SessionState::Expired, None), NOW).unwrap());
    let Ok(PayAgain::Open(order)) = pay_again(&ended, NOW.plus(Span::minutes(minutes))) else {
        panic!("a second attempt is allowed")
    };
    with_session(&order, 2, "cs_2")
}

/// What the provider shows of both pages, the second with this payment.
fn both(session: SessionState, status: Option<IntentStatus>) -> Vec<Seen> {
    let mut second = seen(session, status);
    second[0].attempt = 2;
    if let Some(payment) = &mut second[0].payment {
        payment.intent = "pi_2".to_owned();
    }
    [seen(SessionState::Expired, None), second].concat()
}

/// Each attempt's payment and where it stands.
fn standing(order: &Order) -> Vec<(Option<&str>, AttemptStatus)> {
    order.attempts.iter().map(|attempt| (attempt.intent.as_deref(), attempt.status)).collect()
}

#[test]
fn the_page_that_was_paid_on_wins_and_the_other_has_ended() {
    use AttemptStatus::{Ended, Open, Won};
    let order = with_a_second_page(10);
    let held = both(SessionState::Complete, Some(IntentStatus::RequiresCapture));
    let order = recorded(next_step(&order, &held, NOW).unwrap());
    assert_eq!(standing(&order), [(None, Ended), (Some("pi_2"), Open)]);
    let paid = both(SessionState::Complete, Some(IntentStatus::Succeeded));
    let order = recorded(next_step(&order, &paid, NOW).unwrap());
    assert_eq!(standing(&order), [(None, Ended), (Some("pi_2"), Won)]);
    assert_eq!(next_step(&order, &paid, NOW), Ok(Step::Rest));
}

#[test]
fn the_page_that_is_open_is_the_one_that_is_closed_when_the_hold_ends() {
    let order = with_a_second_page(10);
    let open = both(SessionState::Open, None);
    let expire = Step::Send(ProviderCall::ExpireSession { session: "cs_2".to_owned() });
    assert_eq!(next_step(&order, &open, order.hold_until), Ok(expire));
}

#[test]
fn a_second_page_is_left_alone_after_the_time_in_which_a_third_could_open() {
    let order = with_a_second_page(40);
    let open = both(SessionState::Open, None);
    assert_eq!(next_step(&order, &open, NOW.plus(Span::minutes(80))), Ok(Step::Rest));
}

#[test]
fn a_debit_that_fails_leaves_another_try_only_while_a_page_can_still_close_in_time() {
    let processing = seen(SessionState::Complete, Some(IntentStatus::Processing));
    let order = recorded(next_step(&an_order(), &processing, NOW).unwrap());
    let failed = seen(SessionState::Complete, Some(IntentStatus::RequiresPaymentMethod));
    let last = NOW.plus(HOLD_IN_ALL).minus(SESSION_OPEN);
    assert!(matches!(next_step(&order, &failed, last), Ok(Step::Record(_))));
    assert!(matches!(next_step(&order, &failed, last.plus(Span::seconds(1))), Ok(Step::Cancel(_))));
}

#[test]
fn a_page_that_nobody_was_shown_ends_in_its_time_and_nobody_hears_of_it() {
    let mut order = an_order();
    order.attempts[0].session = None;
    let end = order.attempts[0].expires_at;
    assert_eq!(next_step(&order, &[], end.minus(Span::seconds(1))), Ok(Step::Rest));
    let ended = recorded(next_step(&order, &[], end).unwrap());
    assert_eq!((standing(&ended), ended.events.len()), (vec![(None, AttemptStatus::Ended)], 0));
    assert_eq!((ended.status, ended.due_at), (OrderStatus::Pending, Some(order.hold_until)));
}
