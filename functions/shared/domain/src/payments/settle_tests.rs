//! Each state of the provider's objects and the one step that follows.

use super::*;
use crate::ids::{CartId, Locale, MarketId, OrderId, OrderNumber, Sku};
use crate::limits::{HOLD_AFTER_SESSION, LOOKS_MAX, SESSION_OPEN};
use crate::money::Currency;
use crate::orders::state::FulfillmentStatus;
use crate::payments::attempt::{PayAgain, first_attempt, pay_again, with_session, without_session};
use crate::time::Span;
use std::collections::BTreeMap;

const NOW: Timestamp = Timestamp::from_ms(1_000_000);

fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::parse("EUR").unwrap())
}

fn an_order() -> Order {
    let mut order = Order {
        id: OrderId::from_bits([1; 16]),
        number: OrderNumber::from_bits([1; 10]),
        cart_id: CartId::from_bits([2; 16]),
        market: MarketId::parse("eu").unwrap(),
        locale: Locale::parse("en").unwrap(),
        version: 1,
        status: OrderStatus::Pending,
        payment: PaymentStatus::RequiresPaymentMethod,
        fulfillment: FulfillmentStatus::Pending,
        method: PaymentMethod::Card,
        held: BTreeMap::from([(Sku::parse("MUG").unwrap(), 2)]),
        total: euros(4800),
        captured: euros(0),
        refundable: euros(0),
        attempts: vec![],
        operation: None,
        operations: 0,
        cancel_requested: None,
        identity: "same".to_owned(),
        placed_at: NOW,
        hold_until: NOW,
        due_at: None,
        looks: 0,
        breaks: vec![],
        events: vec![],
    };
    first_attempt(&mut order, NOW);
    with_session(&order, 1, "cs_1")
}

fn seen(session: SessionState, status: Option<IntentStatus>) -> Vec<Seen> {
    let payment = status.map(|status| SeenPayment {
        intent: "pi_1".to_owned(),
        status,
        amount: euros(4800),
        captured: euros(if status == IntentStatus::Succeeded { 4800 } else { 0 }),
    });
    vec![Seen { attempt: 1, session, payment }]
}

fn recorded(step: Step) -> Order {
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
