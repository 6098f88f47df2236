//! I3, I12 and I14: an order's states fit together, its events tell of them, and somebody looks at it in time.

use crate::{Evidence, Findings, Invariant};
use domain::orders::state::{FulfillmentStatus, OrderStatus};
use domain::orders::{Order, OrderEventKind};
use domain::payments::PaymentStatus;
use domain::time::{Span, Timestamp};
use store::table;

/// How late everything due has been looked at once faults have stopped: the promise says 30 minutes.
const LOOKED_AT_WITHIN: Span = Span::minutes(30);

pub(crate) fn always(evidence: &Evidence<'_>, findings: &mut Findings) {
    for record in evidence.dump.orders() {
        let order = &record.order;
        let id = &order.id;
        states(order, findings);
        let whole = evidence.dump.holds(&table::order_document(id))
            && evidence.dump.holds(&table::order_number(&order.number));
        findings.unless(whole, Invariant::NoMoneyWithoutOrder, || format!("{id} was written in part"));
        let watched = order.due_at.is_some() || !order.breaks.is_empty();
        let waits = order.status == OrderStatus::Pending || order.operation.is_some();
        findings.unless(!waits || watched, Invariant::NothingStuck, || {
            format!("{id} is {:?} and nobody will look at it again", order.status)
        });
    }
}

fn states(order: &Order, findings: &mut Findings) {
    let id = &order.id;
    let has_money = matches!(
        order.payment,
        PaymentStatus::Captured
            | PaymentStatus::PartiallyRefunded
            | PaymentStatus::Refunded
            | PaymentStatus::Disputed
    );
    let count =
        |wanted: fn(&OrderEventKind) -> bool| order.events.iter().filter(|event| wanted(&event.kind)).count();
    let confirmed = count(|kind| *kind == OrderEventKind::Confirmed);
    let canceled = count(|kind| matches!(kind, OrderEventKind::Canceled { .. }));
    let stands = matches!(order.status, OrderStatus::Confirmed | OrderStatus::Completed);
    findings.unless(confirmed <= 1 && canceled <= 1, Invariant::NoGoodsWithoutMoney, || {
        format!("{id} was confirmed {confirmed} and canceled {canceled} times")
    });
    findings.unless(!stands || confirmed == 1, Invariant::NoGoodsWithoutMoney, || {
        format!("{id} is {:?} and nothing tells of it", order.status)
    });
    findings.unless(confirmed == 0 || has_money, Invariant::NoGoodsWithoutMoney, || {
        format!("{id} was confirmed and its payment is {:?}", order.payment)
    });
    let paid = !stands
        || order.captured == order.total
        || matches!(order.payment, PaymentStatus::PartiallyRefunded | PaymentStatus::Refunded);
    findings.unless(paid || order.total.amount_minor == 0, Invariant::NoGoodsWithoutMoney, || {
        format!("{id} is {:?} with {} of {} captured", order.status, order.captured, order.total)
    });
    let packed = order.fulfillment != FulfillmentStatus::Pending;
    findings.unless(!packed || confirmed == 1, Invariant::NoGoodsWithoutMoney, || {
        format!("{id} is {:?} without having been confirmed", order.fulfillment)
    });
    findings.unless(
        (order.status == OrderStatus::Canceled) == (canceled == 1),
        Invariant::MessagesKept,
        || format!("{id} is {:?} and was told to be canceled {canceled} times", order.status),
    );
}

pub(crate) fn settled(evidence: &Evidence<'_>, now: Timestamp, findings: &mut Findings) {
    for record in evidence.dump.orders().filter(|record| record.order.breaks.is_empty()) {
        let order = &record.order;
        let id = &order.id;
        if let Some(due) = order.due_at {
            findings.unless(due.plus(LOOKED_AT_WITHIN) >= now, Invariant::NothingStuck, || {
                format!("{id} was due {} minutes ago", minutes(due, now))
            });
        }
        let over = order.hold_until.plus(LOOKED_AT_WITHIN);
        let ended = order.status != OrderStatus::Pending || over >= now;
        findings.unless(ended, Invariant::HoldsEnd, || {
            format!("{id} holds stock {} minutes after its hold's end", minutes(order.hold_until, now))
        });
    }
}

fn minutes(from: Timestamp, to: Timestamp) -> i64 {
    to.as_ms().saturating_sub(from.as_ms()).div_euclid(60_000)
}
