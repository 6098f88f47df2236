//! Parcels, money that goes back, and what the merchant must look at.

use crate::shop::NOW;
use crate::{by_card, by_transfer, on_pickup, says};
use domain::ids::LineId;
use domain::money::{Currency, Money};
use domain::orders::ship::Shipment;
use domain::orders::{Break, BreakKind};
use domain::payments::dispute::{Dispute, DisputeStatus};
use domain::payments::refund::{Refund, RefundSource, RefundStatus};
use std::collections::BTreeMap;

fn euros(minor: i64) -> Money {
    Money::new(minor, Currency::parse("EUR").unwrap())
}

pub fn a_parcel() -> Shipment {
    Shipment {
        number: 1,
        lines: BTreeMap::from([(LineId::parse("MUG-TIDE-S").unwrap(), 1)]),
        carrier: "DHL".to_owned(),
        tracking_number: Some("00340434161094042557".to_owned()),
        shipped_at: NOW,
        delivered_at: None,
    }
}

pub fn a_refund(source: RefundSource) -> Refund {
    Refund {
        number: 1,
        amount: euros(1250),
        status: RefundStatus::Pending,
        source,
        intent: None,
        provider_refund: None,
        requested_at: NOW,
    }
}

pub fn a_dispute() -> Dispute {
    Dispute { id: "dp_1".to_owned(), amount: euros(13_690), status: DisputeStatus::Open }
}

pub fn a_break() -> Break {
    let detail = "refund 1 of 12.50 EUR did not arrive".to_owned();
    Break { kind: BreakKind::RefundFailed, detail, at: NOW, resolved_at: None }
}

#[test]
fn a_parcel_is_told_with_its_carrier_what_is_in_it_and_what_still_comes() {
    let mut ordered = by_card().confirmed();
    let mug = LineId::parse("MUG-TIDE-S").unwrap();
    ordered.order.held = BTreeMap::from([(mug, 1)]);
    let letter = mail::shipped(&ordered.facts(), &a_parcel()).unwrap();
    assert_eq!(letter.subject, "Your order V-01JMZ00Z9A is on its way");
    for text in [
        "DHL has your parcel since 22 November 2026, 03:00 UTC. The rest follows in another one.",
        "Tracking number 00340434161094042557",
        "In this parcel",
        "1 × Harbor mug, Tide / Small",
        "Still to come",
    ] {
        says(&letter, text);
    }
    ordered.order.held.clear();
    let last = mail::shipped(&ordered.facts(), &Shipment { tracking_number: None, ..a_parcel() }).unwrap();
    for absent in ["Still to come", "The rest follows", "Tracking number"] {
        assert!(!last.text.contains(absent), "{absent}: {}", last.text);
    }
}

#[test]
fn a_parcel_to_be_picked_up_says_where() {
    let letter = mail::shipped(&on_pickup().confirmed().facts(), &a_parcel()).unwrap();
    assert_eq!(letter.subject, "Your order V-01JMZ00Z9A is ready for you");
    says(&letter, "Vitrine workshop");
    assert!(!letter.text.contains("DHL"), "{}", letter.text);
}

#[test]
fn a_refund_says_how_much_and_which_way_it_goes() {
    let letter = mail::refunded(&by_card().confirmed().facts(), &a_refund(RefundSource::Staff)).unwrap();
    assert_eq!(letter.subject, "€12.50 of your order V-01JMZ00Z9A is on its way back");
    says(&letter, "We are giving €12.50 back to you. It goes back to the card it came from;");
    let letter = mail::refunded(&by_transfer().confirmed().facts(), &a_refund(RefundSource::Staff)).unwrap();
    says(&letter, "It goes back the way it came.");
}

#[test]
fn late_money_goes_back_with_a_way_to_buy_again() {
    let letter = mail::refunded(&by_card().facts(), &a_refund(RefundSource::LateMoney)).unwrap();
    says(&letter, "Your payment of €12.50 came when this order had been canceled already");
    says(&letter, "Buy it again");
    let twice = mail::refunded(&by_card().confirmed().facts(), &a_refund(RefundSource::Surplus)).unwrap();
    says(&twice, "This order was paid twice, so €12.50 goes back to you. Your order stays as it is.");
    assert!(!twice.text.contains("Buy it again"), "{}", twice.text);
}

#[test]
fn the_merchant_hears_of_a_dispute_and_of_its_end() {
    let ordered = by_card().confirmed();
    let told = |status| mail::merchant_disputed(&ordered.facts(), &a_dispute(), status).unwrap();
    let open = told(DisputeStatus::Open);
    assert_eq!(open.to, "merchant@vitrine.example");
    assert_eq!(open.subject, "Order V-01JMZ00Z9A: the shopper's bank disputes €136.90");
    says(&open, "Answer it at the provider before its deadline");
    says(&told(DisputeStatus::Won), "€136.90 stays with you");
    says(&told(DisputeStatus::Lost), "€136.90 stays with the shopper");
    assert!(!open.text.contains("key=abc"), "the link is the shopper's alone");
}

#[test]
fn the_merchant_hears_of_a_break_with_the_command_that_shows_it() {
    let letter = mail::merchant_attention(&by_card().confirmed().facts(), &a_break()).unwrap();
    assert_eq!(letter.subject, "Order V-01JMZ00Z9A needs a person: a refund did not arrive");
    says(&letter, "refund 1 of 12.50 EUR did not arrive");
    says(&letter, "cargo shop breaks show V-01JMZ00Z9A");
    assert!(!letter.text.contains("key=abc"), "the link is the shopper's alone");
}
