//! What is written after an order was confirmed: parcels, money that goes back, and what a person must look at.

use super::{contact_note, finish, greeting, order_link, see_order, titled, to_shopper};
use crate::content::{Content, Fact};
use crate::words::one_line;
use crate::{Letter, MailError, OrderFacts, SHOP_LANGUAGE};
use domain::ids::LineId;
use domain::orders::ship::Shipment;
use domain::orders::state::OrderStatus;
use domain::orders::{Break, BreakKind};
use domain::payments::PaymentMethod;
use domain::payments::dispute::{Dispute, DisputeStatus};
use domain::payments::refund::{Refund, RefundSource};
use domain::shipping::DeliveryKind;
use std::collections::BTreeMap;
use texts::{Texts, say};

/// To the shopper: a parcel left, or waits to be picked up; what is in it, and what still comes.
///
/// # Errors
/// [`MailError::Layout`].
pub fn shipped(facts: &OrderFacts<'_>, shipment: &Shipment) -> Result<Letter, MailError> {
    let (number, texts) = (facts.order.number.as_str(), facts.texts());
    let mut content = to_shopper(facts);
    let rest = still_to_come(facts);
    let next = match facts.document.quote.delivery.kind {
        DeliveryKind::Delivery => {
            content.subject = say!(texts, "mail-shipped-subject", number = number);
            content.title = say!(texts, "mail-shipped-title");
            let address = texts.address(facts.contact);
            content.facts.push(Fact { label: say!(texts, "mail-delivery-to"), lines: address });
            content
                .facts
                .push(Fact { label: say!(texts, "mail-with"), lines: carrier_lines(texts, shipment) });
            let (carrier, at) = (one_line(&shipment.carrier), shipment.shipped_at);
            if rest.is_empty() {
                say!(texts, "mail-shipped", carrier = carrier, at = at)
            } else {
                say!(texts, "mail-shipped-in-part", carrier = carrier, at = at)
            }
        }
        DeliveryKind::Pickup => {
            content.subject = say!(texts, "mail-pickup-subject", number = number);
            content.title = say!(texts, "mail-pickup-title");
            let place = facts.shop.pickup_address.clone();
            content.facts.push(Fact { label: say!(texts, "mail-pickup-at"), lines: place });
            if rest.is_empty() {
                say!(texts, "mail-pickup-bring")
            } else {
                say!(texts, "mail-pickup-bring-in-part")
            }
        }
    };
    let inside = named_units(facts, &shipment.lines);
    content.facts.push(Fact { label: say!(texts, "mail-in-parcel"), lines: inside });
    if !rest.is_empty() {
        content.facts.push(Fact { label: say!(texts, "mail-to-come"), lines: named_units(facts, &rest) });
    }
    content.preview.clone_from(&next);
    content.paragraphs = vec![greeting(facts), next];
    content.button = Some(see_order(facts));
    content.notes = vec![contact_note(facts)];
    finish(facts.contact.email(), content)
}

fn carrier_lines(texts: Texts, shipment: &Shipment) -> Vec<String> {
    let number = shipment.tracking_number.as_ref();
    let number = number.map(|number| say!(texts, "mail-tracking", number = one_line(number)));
    std::iter::once(one_line(&shipment.carrier)).chain(number).collect()
}

/// Units that wait to be shipped; a canceled order has none.
fn still_to_come(facts: &OrderFacts<'_>) -> BTreeMap<LineId, u32> {
    match facts.order.status {
        OrderStatus::Pending | OrderStatus::Confirmed => facts.order.held.clone(),
        OrderStatus::Completed | OrderStatus::Canceled => BTreeMap::new(),
    }
}

fn named_units(facts: &OrderFacts<'_>, units: &BTreeMap<LineId, u32>) -> Vec<String> {
    let title = |id: &LineId| facts.document.quote.title_of(id);
    units.iter().map(|(id, units)| format!("{units} × {}", title(id))).collect()
}

/// To the shopper: money is on its way back, how much and why.
///
/// # Errors
/// [`MailError::Layout`].
pub fn refunded(facts: &OrderFacts<'_>, refund: &Refund) -> Result<Letter, MailError> {
    let (amount, texts) = (refund.amount, facts.texts());
    let way = match facts.order.method {
        PaymentMethod::Card => say!(texts, "mail-refunded-card"),
        PaymentMethod::BankDebit => say!(texts, "mail-refunded-debit"),
        PaymentMethod::Paypal | PaymentMethod::BankTransfer | PaymentMethod::PayOnPickup => {
            say!(texts, "mail-refunded-way")
        }
    };
    let why = match refund.source {
        RefundSource::LateMoney => say!(texts, "mail-refunded-late", amount = amount),
        RefundSource::Surplus => say!(texts, "mail-refunded-twice", amount = amount),
        RefundSource::Staff | RefundSource::Provider => say!(texts, "mail-refunded-given", amount = amount),
    };
    let mut content = to_shopper(facts);
    let number = facts.order.number.as_str();
    content.subject = say!(texts, "mail-refunded-subject", amount = amount, number = number);
    content.preview = say!(texts, "mail-refunded", why = why, way = way);
    content.title = say!(texts, "mail-refunded-title");
    content.paragraphs = vec![greeting(facts), content.preview.clone()];
    content.button = Some(match refund.source {
        RefundSource::LateMoney => order_link(facts, say!(texts, "mail-buy-again")),
        RefundSource::Surplus | RefundSource::Staff | RefundSource::Provider => see_order(facts),
    });
    content.notes = vec![contact_note(facts)];
    if refund.source == RefundSource::LateMoney {
        content.paragraphs.push(say!(texts, "mail-refunded-again"));
    }
    finish(facts.contact.email(), content)
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
    let texts = Texts::in_language(SHOP_LANGUAGE);
    let (number, amount) = (facts.order.number.as_str(), dispute.amount);
    let (subject, title, text) = match status {
        DisputeStatus::Open => (
            say!(texts, "mail-shop-disputed-subject", number = number, amount = amount),
            say!(texts, "mail-shop-disputed-title"),
            say!(texts, "mail-shop-disputed", amount = amount),
        ),
        DisputeStatus::Won => (
            say!(texts, "mail-shop-won-subject", number = number, amount = amount),
            say!(texts, "mail-shop-won-title"),
            say!(texts, "mail-shop-won", amount = amount),
        ),
        DisputeStatus::Lost => (
            say!(texts, "mail-shop-lost-subject", number = number, amount = amount),
            say!(texts, "mail-shop-lost-title"),
            say!(texts, "mail-shop-lost", amount = amount),
        ),
    };
    let mut content = to_merchant(facts);
    (content.subject, content.title) = (subject, title);
    content.preview.clone_from(&text);
    content.paragraphs = vec![text];
    content.facts.push(Fact { label: say!(texts, "mail-shop-dispute"), lines: vec![dispute.id.clone()] });
    finish(&facts.shop.merchant_mail, content)
}

/// To the merchant: no rule can decide something about the order, so a person must.
///
/// # Errors
/// [`MailError::Layout`].
pub fn merchant_attention(facts: &OrderFacts<'_>, raised: &Break) -> Result<Letter, MailError> {
    let texts = Texts::in_language(SHOP_LANGUAGE);
    let (number, detail) = (facts.order.number.as_str(), &raised.detail);
    let what = match raised.kind {
        BreakKind::AmountDiffers => say!(texts, "mail-shop-amount-differs"),
        BreakKind::UnexpectedMoney => say!(texts, "mail-shop-unexpected-money"),
        BreakKind::Stuck => say!(texts, "mail-shop-stuck"),
        BreakKind::RefundFailed => say!(texts, "mail-shop-refund-failed"),
        BreakKind::Disputed => say!(texts, "mail-shop-is-disputed"),
    };
    let mut content = to_merchant(facts);
    content.subject = say!(texts, "mail-shop-attention-subject", number = number, what = &what);
    content.preview = say!(texts, "mail-shop-attention-preview", what = &what, detail = detail);
    content.title = say!(texts, "mail-shop-attention-title");
    content.paragraphs = vec![
        say!(texts, "mail-shop-attention", number = number, what = what, detail = detail),
        say!(texts, "mail-shop-attention-command"),
    ];
    let command = format!("cargo shop breaks show {number}");
    content.facts.push(Fact { label: say!(texts, "mail-shop-command"), lines: vec![command] });
    content.facts.push(Fact { label: say!(texts, "mail-shop-since"), lines: vec![texts.moment(raised.at)] });
    finish(&facts.shop.merchant_mail, content)
}

/// A letter to the shop's own address: without the signed link, which is the shopper's alone.
pub fn to_merchant(facts: &OrderFacts<'_>) -> Content {
    let texts = Texts::in_language(SHOP_LANGUAGE);
    titled(facts, texts, vec![say!(texts, "mail-shop-footer", sender = one_line(facts.sender))])
}
