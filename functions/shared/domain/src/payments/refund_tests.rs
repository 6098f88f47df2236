//! Refunds by amount and by line, and what they leave.

use super::*;
use crate::configure::{LineProperty, PropertyText};
use crate::ids::PropertyId;
use crate::orders::state::OrderStatus;
use crate::orders::testing::{NOW, a_document, a_paid_order, euros, line, sku};
use crate::payments::PaymentMethod;
use proptest::prelude::*;

fn by_lines(lines: &[(&str, u32)], restock: bool) -> RefundRequest {
    let lines = lines.iter().map(|(name, units)| (line(name), *units)).collect();
    RefundRequest { amount: None, lines, restock }
}

fn by_amount(minor: i64) -> RefundRequest {
    RefundRequest { amount: Some(euros(minor)), ..RefundRequest::default() }
}

#[test]
fn never_more_than_is_left_is_refunded() {
    let document = a_document(&[("MUG", 2, 4800)]);
    let order = a_paid_order(&document);
    let first = request_refund(&order, &document, &by_amount(4000), NOW).unwrap().order;
    assert_eq!(first.refundable, euros(800));
    for minor in [801, 0, -5] {
        let refused = request_refund(&first, &document, &by_amount(minor), NOW);
        assert_eq!(refused, Err(RefundError::Amount { wanted: euros(minor), left: euros(800) }));
    }
    let rest = request_refund(&first, &document, &RefundRequest::default(), NOW).unwrap().order;
    assert_eq!((rest.refunds[1].amount, rest.refundable), (euros(800), euros(0)));
}

#[test]
fn another_currency_is_not_refunded() {
    let document = a_document(&[("MUG", 2, 4800)]);
    let dollars = Money::new(100, crate::money::Currency::parse("USD").unwrap());
    let request = RefundRequest { amount: Some(dollars), ..RefundRequest::default() };
    let refused = request_refund(&a_paid_order(&document), &document, &request, NOW);
    assert!(matches!(refused, Err(RefundError::Amount { .. })), "{refused:?}");
}

#[test]
fn units_that_wait_go_back_on_the_shelf_or_are_written_off() {
    let document = a_document(&[("MUG", 3, 7200), ("BOWL", 1, 3000)]);
    let order = a_paid_order(&document);
    for (restock, kind) in [(true, StockMoveKind::Release), (false, StockMoveKind::WriteOff)] {
        let refunding = request_refund(&order, &document, &by_lines(&[("MUG", 2)], restock), NOW).unwrap();
        assert_eq!(refunding.moves, [StockMove { sku: sku("MUG"), quantity: 2, kind }]);
        assert_eq!(refunding.order.held[&line("MUG")], 1);
        assert_eq!(refunding.order.refunds[0].amount, euros(4800));
    }
}

#[test]
fn units_that_were_shipped_come_back_only_when_they_are_restocked() {
    let document = a_document(&[("MUG", 3, 7200)]);
    let mut order = a_paid_order(&document);
    order.held.clear();
    order.shipments = 1;
    let moved =
        |restock| request_refund(&order, &document, &by_lines(&[("MUG", 2)], restock), NOW).unwrap().moves;
    let back = StockMove { sku: sku("MUG"), quantity: 2, kind: StockMoveKind::Return };
    assert_eq!((moved(true), moved(false)), (vec![back], vec![]));
}

#[test]
fn more_units_than_were_bought_are_not_refunded() {
    let document = a_document(&[("MUG", 3, 7200)]);
    let order = a_paid_order(&document);
    let two = request_refund(&order, &document, &by_lines(&[("MUG", 2)], true), NOW).unwrap().order;
    let refused = request_refund(&two, &document, &by_lines(&[("MUG", 2)], true), NOW);
    assert_eq!(refused, Err(RefundError::Line { line: line("MUG"), wanted: 2, left: 1 }));
    let unknown = request_refund(&order, &document, &by_lines(&[("OWL", 1)], true), NOW);
    assert_eq!(unknown, Err(RefundError::Line { line: line("OWL"), wanted: 1, left: 0 }));
}

#[test]
fn of_two_lines_of_one_sku_the_one_that_is_meant_is_refunded() {
    let mut document = a_document(&[("MUG", 2, 4800), ("MUG", 1, 3600)]);
    document.quote.lines[1].properties = vec![LineProperty {
        id: PropertyId::parse("engraving").unwrap(),
        name: "Engraving".to_owned(),
        text: PropertyText::parse("Ada").unwrap(),
    }];
    let engraved = document.quote.lines[1].id();
    let order = a_paid_order(&document);
    assert_eq!(order.held, BTreeMap::from([(line("MUG"), 2), (engraved.clone(), 1)]));
    let request =
        RefundRequest { amount: None, lines: BTreeMap::from([(engraved.clone(), 1)]), restock: true };
    let refunding = request_refund(&order, &document, &request, NOW).unwrap();
    assert_eq!(refunding.order.refunds[0].amount, euros(3600));
    assert_eq!(refunding.order.held, BTreeMap::from([(line("MUG"), 2)]));
    let back = StockMove { sku: sku("MUG"), quantity: 1, kind: StockMoveKind::Release };
    assert_eq!(refunding.moves, [back]);
    let again = request_refund(&refunding.order, &document, &request, NOW);
    assert_eq!(again, Err(RefundError::Line { line: engraved, wanted: 1, left: 0 }));
}

#[test]
fn an_order_of_which_everything_was_refunded_before_it_left_is_canceled() {
    let document = a_document(&[("MUG", 2, 4800)]);
    let refunding =
        request_refund(&a_paid_order(&document), &document, &by_lines(&[("MUG", 2)], true), NOW).unwrap();
    assert_eq!(refunding.order.status, OrderStatus::Canceled);
    assert_eq!(refunding.order.canceled_for(), Some(CancelReason::Staff));
}

#[test]
fn an_order_whose_money_was_given_back_without_its_units_is_still_shipped() {
    let document = a_document(&[("MUG", 2, 4800)]);
    let order = request_refund(&a_paid_order(&document), &document, &by_amount(4800), NOW).unwrap().order;
    assert_eq!((order.status, order.held.len()), (OrderStatus::Confirmed, 1));
    let mut shipped = a_paid_order(&document);
    shipped.held.clear();
    shipped.shipments = 1;
    let order = request_refund(&shipped, &document, &by_amount(4800), NOW).unwrap().order;
    assert_eq!(order.status, OrderStatus::Confirmed, "its parcel is still on the way");
}

#[test]
fn where_prices_are_without_tax_it_goes_back_with_them() {
    let mut document = a_document(&[("MUG", 3, 1000), ("BOWL", 1, 100)]);
    document.quote.tax_mode = TaxMode::Exclusive;
    document.quote.lines[0].tax = euros(190);
    let mut order = a_paid_order(&document);
    (order.captured, order.refundable) = (euros(1290), euros(1290));
    for _ in 0..3 {
        order = request_refund(&order, &document, &by_lines(&[("MUG", 1)], true), NOW).unwrap().order;
    }
    let amounts: Vec<i64> = order.refunds.iter().map(|refund| refund.amount.amount_minor).collect();
    assert_eq!(amounts, [397, 396, 397]);
}

#[test]
fn offline_money_is_given_back_by_a_person_and_counts_at_once() {
    let document = a_document(&[("MUG", 2, 4800)]);
    let mut order = a_paid_order(&document);
    order.method = PaymentMethod::BankTransfer;
    order.attempts.clear();
    let order = request_refund(&order, &document, &by_amount(1000), NOW).unwrap().order;
    assert_eq!(
        (order.refunds[0].status, order.payment),
        (RefundStatus::Succeeded, PaymentStatus::PartiallyRefunded)
    );
    assert_eq!(order.due_at, None);
}

#[test]
fn staff_refunds_have_a_limit_and_the_rules_own_do_not() {
    let document = a_document(&[("MUG", 2, 4800)]);
    let mut order = a_paid_order(&document);
    for _ in 0..REFUNDS_MAX {
        order = request_refund(&order, &document, &by_amount(1), NOW).unwrap().order;
    }
    assert_eq!(request_refund(&order, &document, &by_amount(1), NOW), Err(RefundError::TooMany));
    add_refund(&mut order, euros(4800), RefundSource::Surplus, Some("pi_2".to_owned()), NOW).unwrap();
}

#[test]
fn a_refund_the_provider_refused_can_be_asked_for_again() {
    let document = a_document(&[("MUG", 2, 4800)]);
    let order = request_refund(&a_paid_order(&document), &document, &by_amount(4800), NOW).unwrap().order;
    let order = refund_refused(&order, 1, NOW).unwrap();
    assert_eq!((order.refunds[0].status, order.refundable), (RefundStatus::Failed, euros(4800)));
    assert_eq!(order.breaks[0].kind, BreakKind::RefundFailed);
}

proptest! {
    #[test]
    fn however_a_line_is_split_over_refunds_the_parts_are_the_whole(
        units in 1_u32..=20,
        minor in 1_i64..=1_000_000,
        parts in prop::collection::vec(1_u32..=7, 1..20),
    ) {
        prop_assume!(minor >= i64::from(units));
        let document = a_document(&[("MUG", units, minor), ("BOWL", 1, 100)]);
        let mut order = a_paid_order(&document);
        let mut left = units;
        for part in parts.into_iter().chain([units]) {
            let part = part.min(left);
            if part == 0 || order.refunds.len() + 1 == REFUNDS_MAX && part != left {
                continue;
            }
            order = request_refund(&order, &document, &by_lines(&[("MUG", part)], true), NOW).unwrap().order;
            left -= part;
            let refunded: i64 = order.refunds.iter().map(|refund| refund.amount.amount_minor).sum();
            prop_assert_eq!(order.refundable.amount_minor, order.captured.amount_minor - refunded);
        }
        prop_assert_eq!(left, 0);
        let refunded: i64 = order.refunds.iter().map(|refund| refund.amount.amount_minor).sum();
        prop_assert_eq!(refunded, minor);
    }
}
