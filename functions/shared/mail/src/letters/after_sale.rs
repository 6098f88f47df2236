//! What is written after an order was confirmed: parcels, money that goes back, and what a person must look at.

use super::{contact_note, finish, greeting, order_link, to_shopper};
use crate::content::{Content, Fact};
use crate::words::{moment, one_line};
use crate::{Letter, MailError, OrderFacts};
use domain::ids::Sku;
use domain::orders::ship::Shipment;
use domain::orders::state::OrderStatus;
use domain::orders::{Break, BreakKind};
use domain::payments::PaymentMethod;
use domain::payments::dispute::{Dispute, DisputeStatus};
use domain::payments::refund::{Refund, RefundSource};
use domain::shipping::DeliveryKind;
use std::collections::BTreeMap;

/// To the shopper: a parcel left, or waits to be picked up; what is in it, and what still comes.
///
/// # Errors
/// [`MailError::Layout`].
pub fn shipped(facts: &OrderFacts<'_>, shipment: &Shipment) -> Result<Letter, MailError> {
    let number = &facts.order.number;
    let mut content = to_shopper(facts);
    let rest = still_to_come(facts);
    let more = if rest.is_empty() { "" } else { " The rest follows in another one." };
    let next = match facts.document.quote.delivery.kind {
        DeliveryKind::Delivery => {
            content.subject = format!("Your order {number} is on its way");
            "A parcel is on its way to you.".clone_into(&mut content.title);
            let brings = one_line(&shipment.carrier);
            let brings = format!("{brings} has your parcel since {}.", moment(shipment.shipped_at));
            content.facts.push(Fact { label: "Delivery to", lines: facts.contact.address_lines() });
            content.facts.push(Fact { label: "With", lines: carrier_lines(shipment) });
            format!("{brings}{more}")
        }
        DeliveryKind::Pickup => {
            content.subject = format!("Your order {number} is ready for you");
            "It is ready to be picked up.".clone_into(&mut content.title);
            let place = facts.shop.pickup_address.clone();
            content.facts.push(Fact { label: "Pick it up at", lines: place });
            format!("Please bring the order number when you pick it up.{more}")
        }
    };
    content.facts.push(Fact { label: "In this parcel", lines: named_units(facts, &shipment.lines) });
    if !rest.is_empty() {
        content.facts.push(Fact { label: "Still to come", lines: named_units(facts, &rest) });
    }
    content.preview.clone_from(&next);
    content.paragraphs = vec![greeting(facts), next];
    content.button = Some(order_link(facts, "See your order"));
    content.notes = vec![contact_note(facts)];
    finish(facts.contact.email(), &content)
}

fn carrier_lines(shipment: &Shipment) -> Vec<String> {
    let number =
        shipment.tracking_number.as_ref().map(|number| format!("Tracking number {}", one_line(number)));
    std::iter::once(one_line(&shipment.carrier)).chain(number).collect()
}

/// Units that wait to be shipped; a canceled order has none.
fn still_to_come(facts: &OrderFacts<'_>) -> BTreeMap<Sku, u32> {
    match facts.order.status {
        OrderStatus::Pending | OrderStatus::Confirmed => facts.order.held.clone(),
        OrderStatus::Completed | OrderStatus::Canceled => BTreeMap::new(),
    }
}

fn named_units(facts: &OrderFacts<'_>, units: &BTreeMap<Sku, u32>) -> Vec<String> {
    let title = |sku: &Sku| {
        let line = facts.document.quote.lines.iter().find(|line| line.sku == *sku);
        line.map_or_else(|| sku.to_string(), |line| line.title.clone())
    };
    units.iter().map(|(sku, units)| format!("{units} × {}", title(sku))).collect()
}

/// To the shopper: money is on its way back, how much and why.
///
/// # Errors
/// [`MailError::Layout`].
pub fn refunded(facts: &OrderFacts<'_>, refund: &Refund) -> Result<Letter, MailError> {
    let (number, amount) = (&facts.order.number, refund.amount.shown());
    let way = match facts.order.method {
        PaymentMethod::Card => {
            "It goes back to the card it came from; banks take up to ten working days to show it."
        }
        PaymentMethod::BankDebit => {
            "It goes back to the account it came from; banks take up to ten working days to show it."
        }
        PaymentMethod::Paypal | PaymentMethod::BankTransfer | PaymentMethod::PayOnPickup => {
            "It goes back the way it came."
        }
    };
    let why = match refund.source {
        RefundSource::LateMoney => format!(
            "Your payment of {amount} came when this order had been canceled already, so nothing is sent and all of \
             it goes back."
        ),
        RefundSource::Surplus => {
            format!("This order was paid twice, so {amount} goes back to you. Your order stays as it is.")
        }
        RefundSource::Staff | RefundSource::Provider => format!("We are giving {amount} back to you."),
    };
    let mut content = to_shopper(facts);
    content.subject = format!("{amount} of your order {number} is on its way back");
    content.preview = format!("{why} {way}");
    "Your money is on its way back.".clone_into(&mut content.title);
    content.paragraphs = vec![greeting(facts), format!("{why} {way}")];
    content.button = Some(match refund.source {
        RefundSource::LateMoney => order_link(facts, "Buy it again"),
        RefundSource::Surplus | RefundSource::Staff | RefundSource::Provider => {
            order_link(facts, "See your order")
        }
    });
    content.notes = vec![contact_note(facts)];
    if refund.source == RefundSource::LateMoney {
        content.paragraphs.push(
            "You are welcome to buy it again: the order page puts everything back into your cart.".to_owned(),
        );
    }
    finish(facts.contact.email(), &content)
}

/// To the merchant: the shopper's bank disputes money of the order, or has decided.
///
/// # Errors
/// [`MailError::Layout`].
pub fn merchant_disputed(
    facts: &OrderFacts<'_>,
    dispute: &Dispute,
    status: DisputeStatus,
) -> Result<Letter, MailError> {
    let (number, amount) = (&facts.order.number, dispute.amount.shown());
    let (subject, title, text) = match status {
        DisputeStatus::Open => (
            format!("Order {number}: the shopper's bank disputes {amount}"),
            "A payment is disputed.",
            format!(
                "The shopper's bank wants {amount} back. Answer it at the provider before its deadline; if nobody \
                 does, the money is lost."
            ),
        ),
        DisputeStatus::Won => (
            format!("Order {number}: the dispute over {amount} is won"),
            "A dispute is won.",
            format!("The bank has decided that {amount} stays with you."),
        ),
        DisputeStatus::Lost => (
            format!("Order {number}: the dispute over {amount} is lost"),
            "A dispute is lost.",
            format!("The bank has decided that {amount} stays with the shopper."),
        ),
    };
    let mut content = to_merchant(facts);
    content.subject = subject;
    title.clone_into(&mut content.title);
    content.preview.clone_from(&text);
    content.paragraphs = vec![text];
    content.facts.push(Fact { label: "Dispute", lines: vec![dispute.id.clone()] });
    finish(&facts.shop.merchant_mail, &content)
}

/// To the merchant: no rule can decide something about the order, so a person must.
///
/// # Errors
/// [`MailError::Layout`].
pub fn merchant_attention(facts: &OrderFacts<'_>, raised: &Break) -> Result<Letter, MailError> {
    let number = &facts.order.number;
    let what = match raised.kind {
        BreakKind::AmountDiffers => "the provider has another amount than the order",
        BreakKind::UnexpectedMoney => "money came that the order did not ask for",
        BreakKind::Stuck => "its payment does not get on",
        BreakKind::RefundFailed => "a refund did not arrive",
        BreakKind::Disputed => "its payment is disputed",
    };
    let mut content = to_merchant(facts);
    content.subject = format!("Order {number} needs a person: {what}");
    content.preview = format!("{what}: {}", raised.detail);
    "An order needs a person.".clone_into(&mut content.title);
    content.paragraphs = vec![
        format!("Order {number}: {what} ({}). No rule can decide this.", raised.detail),
        "The command below says what to do about it, and how to say that it is done.".to_owned(),
    ];
    let command = format!("cargo shop breaks show {number}");
    content.facts.push(Fact { label: "Command", lines: vec![command] });
    content.facts.push(Fact { label: "Since", lines: vec![moment(raised.at)] });
    finish(&facts.shop.merchant_mail, &content)
}

/// A letter to the shop's own address: without the signed link, which is the shopper's alone.
pub fn to_merchant(facts: &OrderFacts<'_>) -> Content {
    let footer = vec![format!("Sent by {} to the shop's own address.", one_line(facts.sender))];
    Content { footer, ..to_shopper(facts) }
}
