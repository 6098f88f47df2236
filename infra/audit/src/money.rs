//! I2, I4, I6 and I15: what was asked, taken and given back, here and at the provider.

use crate::{Evidence, Findings, Invariant, Record, Taken};
use domain::ids::OrderId;
use domain::money::Money;
use domain::orders::state::OrderStatus;
use domain::orders::{Order, OrderDocument};
use domain::payments::AttemptStatus;
use domain::payments::refund::{RefundSource, RefundStatus, paid_intent};
use domain::tax::TaxMode;

pub(crate) fn always(evidence: &Evidence<'_>, findings: &mut Findings) {
    for record in evidence.dump.orders() {
        of_order(&record.order, findings);
        match evidence.dump.document(&record.order.id) {
            Some(document) => of_document(&record.order, document, findings),
            None => findings
                .unless(false, Invariant::MoneyConserved, || format!("{} has no document", record.order.id)),
        }
    }
    let Some(ledger) = evidence.ledger else { return };
    for (name, taken) in &ledger.orders {
        let order = OrderId::parse(name).ok().and_then(|id| evidence.dump.order(&id));
        if let Some(record) = order {
            at_provider(&record.order, taken, findings);
            continue;
        }
        let known = claimed(evidence, name);
        let anything = taken.captured != 0 || taken.capturable != 0 || !taken.asked.is_empty();
        findings.unless(!anything || known, Invariant::NoMoneyWithoutOrder, || {
            format!("the provider has objects of {name}, which is no order: {taken:?}")
        });
    }
    for record in evidence.dump.orders().filter(|record| !record.order.method.is_offline()) {
        let (id, captured) = (&record.order.id, record.order.captured.amount_minor);
        let taken = ledger.orders.get(id.as_str()).map_or(0, |taken| taken.captured);
        findings.unless(captured <= taken, Invariant::NoGoodsWithoutMoney, || {
            format!("{id} records {captured} as captured, the provider took {taken}")
        });
    }
}

/// What was given back of the payment that counted or is on its way, and what is only promised to be.
fn given_back(order: &Order) -> (i64, i64) {
    let paid = paid_intent(order);
    let sum = |wanted: fn(RefundStatus) -> bool| {
        let refunds = order.refunds.iter().filter(|refund| refund.intent == paid && wanted(refund.status));
        refunds.map(|refund| refund.amount.amount_minor).fold(0, i64::saturating_add)
    };
    let given = sum(|status| matches!(status, RefundStatus::Pending | RefundStatus::Succeeded));
    (given, sum(|status| status == RefundStatus::Requested))
}

/// Whether a person was told of money that names this order.
fn claimed(evidence: &Evidence<'_>, name: &str) -> bool {
    evidence.dump.records().any(|record| matches!(record, Record::Unlicensed(order) if order == name))
}

fn of_order(order: &Order, findings: &mut Findings) {
    let id = &order.id;
    let (captured, refundable) = (order.captured.amount_minor, order.refundable.amount_minor);
    findings.unless(captured <= order.total.amount_minor, Invariant::NoDoubleCharge, || {
        format!("{id} records {captured} as captured, its total is {}", order.total)
    });
    for (status, name) in [(AttemptStatus::Won, "won"), (AttemptStatus::Open, "open")] {
        let count = order.attempts.iter().filter(|attempt| attempt.status == status).count();
        findings
            .unless(count <= 1, Invariant::NoDoubleCharge, || format!("{id} has {count} attempts {name}"));
    }
    let (given, promised) = given_back(order);
    let left = captured.saturating_sub(given).saturating_sub(promised);
    // A promise that does not fit beside what was given back in a dashboard is refused by the provider.
    let elsewhere = order.refunds.iter().any(|refund| refund.source == RefundSource::Provider);
    let adds_up = left == refundable && refundable >= 0
        || elsewhere && left < 0 && refundable == 0 && given <= captured;
    findings.unless(adds_up || order.dispute.is_some(), Invariant::MoneyConserved, || {
        format!(
            "{id} has {captured} captured, {given} given back, {promised} promised and {refundable} refundable"
        )
    });
    for attempt in &order.attempts {
        findings.unless(attempt.amount == order.total, Invariant::ShownIsCharged, || {
            format!("attempt {} of {id} asks for {}, not {}", attempt.number, attempt.amount, order.total)
        });
    }
}

fn of_document(order: &Order, document: &OrderDocument, findings: &mut Findings) {
    let quote = &document.quote;
    findings.unless(order.total == quote.total, Invariant::ShownIsCharged, || {
        format!("{} is {}, its quote was {}", order.id, order.total, quote.total)
    });
    let quoted = quote.units();
    let holds_quoted =
        order.held.iter().all(|(line, held)| quoted.get(line).is_some_and(|most| held <= most));
    let whole = order.status != OrderStatus::Pending || order.held == quoted;
    findings.unless(holds_quoted && whole, Invariant::ShownIsCharged, || {
        format!("{} holds {:?}, its quote lists {quoted:?}", order.id, order.held)
    });
    let sum = |amounts: &mut dyn Iterator<Item = Money>| {
        amounts.fold(0_i64, |sum, amount| sum.saturating_add(amount.amount_minor))
    };
    let lines = sum(&mut quote.lines.iter().map(|line| line.amount));
    let taxes = sum(&mut quote.taxes.iter().map(|share| share.tax));
    let added = match quote.tax_mode {
        TaxMode::Inclusive => 0,
        TaxMode::Exclusive => quote.tax_total.amount_minor,
    };
    let total = lines.saturating_add(quote.delivery.price.amount_minor).saturating_add(added);
    let adds_up = lines == quote.subtotal.amount_minor
        && total == quote.total.amount_minor
        && taxes == quote.tax_total.amount_minor;
    findings.unless(adds_up, Invariant::MoneyConserved, || {
        format!("the quote of {} does not add up: {lines} + delivery + tax = {total}", order.id)
    });
}

fn at_provider(order: &Order, taken: &Taken, findings: &mut Findings) {
    let (id, total) = (&order.id, order.total.amount_minor);
    findings.unless(taken.captured <= total, Invariant::NoDoubleCharge, || {
        format!("the provider took {} for {id}, its total is {total}", taken.captured)
    });
    findings.unless(taken.refunded <= taken.captured, Invariant::MoneyConserved, || {
        format!("the provider gave back {} of {} for {id}", taken.refunded, taken.captured)
    });
    let sessions = order.attempts.iter().filter_map(|attempt| attempt.session.as_ref());
    let payable = sessions.filter(|session| taken.open.contains(session)).count();
    let payable_max = usize::from(order.status == OrderStatus::Pending);
    findings.unless(payable <= payable_max, Invariant::NoMoneyWithoutOrder, || {
        format!("{payable} pages of {id} that were shown can be paid on, it is {:?}", order.status)
    });
    let currency = taken.currency.to_ascii_uppercase();
    let same = currency.is_empty() || currency == order.total.currency.code();
    findings.unless(
        same && taken.asked.iter().all(|asked| *asked == total),
        Invariant::ShownIsCharged,
        || {
            format!(
                "the provider was asked for {:?} {currency} for {id}, which is {}",
                taken.asked, order.total
            )
        },
    );
}

pub(crate) fn settled(evidence: &Evidence<'_>, findings: &mut Findings) {
    let Some(ledger) = evidence.ledger else { return };
    for record in evidence.dump.orders() {
        let order = &record.order;
        let Some(taken) = ledger.orders.get(order.id.as_str()) else { continue };
        if order.method.is_offline() || !order.breaks.is_empty() {
            continue;
        }
        let id = &order.id;
        let (theirs, ours) = (taken.captured, order.captured.amount_minor);
        findings.unless(theirs == ours, Invariant::MoneyConserved, || {
            format!("{id} records {ours} as captured, the provider took {theirs}")
        });
        if order.status == OrderStatus::Pending {
            continue;
        }
        findings.unless(taken.capturable == 0, Invariant::NoMoneyWithoutOrder, || {
            format!("{} is still authorized for {id}, which is {:?}", taken.capturable, order.status)
        });
        findings.unless(taken.open_sessions == 0, Invariant::NoMoneyWithoutOrder, || {
            format!("{} pages of {id} can be paid on, it is {:?}", taken.open_sessions, order.status)
        });
    }
}
