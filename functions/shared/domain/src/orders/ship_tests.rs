//! Parcels that leave and arrive.

use super::*;
use crate::orders::state::FulfillmentStatus;
use crate::orders::testing::{NOW, a_document, a_paid_order, an_order, line};

fn a_parcel(lines: &[(&str, u32)]) -> Parcel {
    let lines = lines.iter().map(|(name, units)| (line(name), *units)).collect();
    Parcel { lines, carrier: "DHL".to_owned(), tracking_number: Some("0034".to_owned()) }
}

#[test]
fn an_order_leaves_in_several_parcels_and_is_completed_by_the_last() {
    let order = a_paid_order(&a_document(&[("MUG", 2, 4800), ("BOWL", 1, 3000)]));
    let first = ship(&order, a_parcel(&[("MUG", 1)]), NOW).unwrap();
    assert_eq!(first.order.held, BTreeMap::from([(line("MUG"), 1), (line("BOWL"), 1)]));
    let (order, _) = deliver(&first.order, &first.shipment, NOW).unwrap();
    assert_eq!((order.status, order.fulfillment), (OrderStatus::Confirmed, FulfillmentStatus::Shipped));
    let rest = ship(&order, a_parcel(&[]), NOW).unwrap();
    assert_eq!((rest.shipment.number, rest.shipment.lines.len(), rest.moves.len()), (2, 2, 2));
    let (order, arrived) = deliver(&rest.order, &rest.shipment, NOW).unwrap();
    assert_eq!((order.status, order.fulfillment), (OrderStatus::Completed, FulfillmentStatus::Delivered));
    assert_eq!(deliver(&order, &arrived, NOW).unwrap().0, order, "the same parcel arrives once");
}

#[test]
fn only_what_waits_is_shipped() {
    let order = a_paid_order(&a_document(&[("MUG", 2, 4800)]));
    for (name, wanted, left) in [("MUG", 3, 2), ("MUG", 0, 2), ("OWL", 1, 0)] {
        let refused = ship(&order, a_parcel(&[(name, wanted)]), NOW);
        assert_eq!(refused, Err(ShipError::Line { line: line(name), wanted, left }));
    }
    let shipped = ship(&order, a_parcel(&[]), NOW).unwrap().order;
    assert_eq!(ship(&shipped, a_parcel(&[]), NOW), Err(ShipError::NothingLeft));
}

#[test]
fn a_parcel_is_recorded_as_it_was_handed_over() {
    let order = a_paid_order(&a_document(&[("MUG", 2, 4800)]));
    let parcel = Parcel {
        carrier: " DHL ".to_owned(),
        tracking_number: Some(format!(" {} ", "7".repeat(40))),
        ..a_parcel(&[])
    };
    let shipment = ship(&order, parcel, NOW).unwrap().shipment;
    let recorded = Shipment {
        number: 1,
        lines: BTreeMap::from([(line("MUG"), 2)]),
        carrier: "DHL".to_owned(),
        tracking_number: Some("7".repeat(40)),
        shipped_at: NOW,
        delivered_at: None,
    };
    assert_eq!(shipment, recorded);
}

#[test]
fn an_order_leaves_in_at_most_twenty_parcels() {
    let mut order = a_paid_order(&a_document(&[("MUG", 2, 4800)]));
    order.shipments = SHIPMENTS_MAX - 1;
    assert!(ship(&order, a_parcel(&[]), NOW).is_ok());
    order.shipments = SHIPMENTS_MAX;
    assert_eq!(ship(&order, a_parcel(&[]), NOW), Err(ShipError::TooMany));
}

#[test]
fn an_order_that_never_left_is_not_completed() {
    let mut order = a_paid_order(&a_document(&[("MUG", 2, 4800)]));
    order.held.clear();
    let before = order.clone();
    complete_if_done(&mut order, NOW).unwrap();
    assert_eq!(order, before);
}

#[test]
fn an_unpaid_order_is_not_shipped() {
    assert_eq!(ship(&an_order(), a_parcel(&[]), NOW), Err(ShipError::NotReady(OrderStatus::Pending)));
}

#[test]
fn carriers_and_tracking_numbers_are_printable() {
    let order = a_paid_order(&a_document(&[("MUG", 2, 4800)]));
    for carrier in ["", "  ", "DHL\r\nBcc: all", &"x".repeat(41)] {
        let parcel = Parcel { carrier: carrier.to_owned(), ..a_parcel(&[]) };
        assert_eq!(ship(&order, parcel, NOW), Err(ShipError::Text("the carrier's name")));
    }
    let parcel = Parcel { tracking_number: Some("\u{7}".to_owned()), ..a_parcel(&[]) };
    assert_eq!(ship(&order, parcel, NOW), Err(ShipError::Text("the tracking number")));
}
