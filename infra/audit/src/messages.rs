//! I9: every event is told, nothing unsent is out of sight, and mails tell only of what happened.

use crate::{Evidence, Findings, Invariant, Mail, Outbox, Record};
use domain::orders::{CancelReason, Order, OrderEventKind};
use std::collections::BTreeMap;

pub(crate) fn always(evidence: &Evidence<'_>, findings: &mut Findings) {
    let mut told: BTreeMap<&str, &str> = BTreeMap::new();
    for record in evidence.dump.records() {
        let (name, outbox) = match record {
            Record::Order(order) => (order.order.id.as_str(), &order.outbox),
            Record::Event(outbox) => ("a provider's event", outbox),
            _ => continue,
        };
        of_outbox(name, outbox, findings);
        if let Record::Order(record) = record {
            let sequences: Vec<u32> = record.order.events.iter().map(|event| event.sequence).collect();
            let all: Vec<u32> = record.outbox.told.keys().copied().collect();
            findings.unless(sequences == all, Invariant::MessagesKept, || {
                format!("{name} has the events {sequences:?} and tells {all:?}")
            });
            told.extend(record.outbox.told.values().map(|told| (told.id.as_str(), told.kind.as_str())));
        }
    }
    for mail in evidence.mails.unwrap_or_default() {
        findings.unless(told.contains_key(mail.message.as_str()), Invariant::NoGoodsWithoutMoney, || {
            format!("a mail tells of {}, which no order says", mail.message)
        });
    }
}

fn of_outbox(name: &str, outbox: &Outbox, findings: &mut Findings) {
    let Outbox { told, last, sent_through, unsent_since } = outbox;
    let gapless = told.keys().copied().eq(1..=*last);
    findings.unless(gapless, Invariant::MessagesKept, || {
        format!("{name} tells {:?} of {last}", told.keys().collect::<Vec<_>>())
    });
    findings.unless(sent_through <= last, Invariant::MessagesKept, || {
        format!("{name} has sent {sent_through} of {last}")
    });
    let in_sight = sent_through >= last || unsent_since.is_some();
    findings.unless(in_sight, Invariant::MessagesKept, || {
        format!("{name} has sent {sent_through} of {last} and nobody looks for the rest")
    });
}

pub(crate) fn settled(evidence: &Evidence<'_>, mails_max: usize, findings: &mut Findings) {
    for record in evidence.dump.records() {
        if let Record::Event(outbox) = record {
            findings.unless(outbox.sent_through == outbox.last, Invariant::MessagesKept, || {
                "a provider's event was never told".to_owned()
            });
        }
    }
    let mut copies: BTreeMap<&Mail, usize> = BTreeMap::new();
    for mail in evidence.mails.unwrap_or_default() {
        let count = copies.entry(mail).or_default();
        *count = count.saturating_add(1);
    }
    for (mail, count) in &copies {
        findings.unless(*count <= mails_max, Invariant::MessagesKept, || {
            format!("the {} was told {count} times of {}", mail.recipient, mail.message)
        });
    }
    for record in evidence.dump.orders() {
        let (order, outbox) = (&record.order, &record.outbox);
        findings.unless(outbox.sent_through == outbox.last, Invariant::MessagesKept, || {
            format!("{} has sent {} of {}", order.id, outbox.sent_through, outbox.last)
        });
        if evidence.mails.is_none() {
            continue;
        }
        for event in &order.events {
            let Some(told) = outbox.told.get(&event.sequence) else { continue };
            for recipient in told_to(order, &event.kind) {
                let mail = Mail { message: told.id.clone(), recipient: (*recipient).to_owned() };
                findings.unless(copies.contains_key(&mail), Invariant::MessagesKept, || {
                    format!("the {recipient} was never told of {} of {}", told.kind, order.id)
                });
            }
        }
    }
}

/// Who has to be told of an event.
fn told_to(order: &Order, kind: &OrderEventKind) -> &'static [&'static str] {
    let offline = order.method.is_offline();
    match kind {
        OrderEventKind::Placed if offline => &["shopper", "merchant"],
        OrderEventKind::Confirmed if !offline => &["shopper", "merchant"],
        OrderEventKind::Confirmed
        | OrderEventKind::PaymentProcessing
        | OrderEventKind::PaymentNotCompleted { .. } => &["shopper"],
        OrderEventKind::Canceled { reason } if *reason != CancelReason::CartChanged => &["shopper"],
        _ => &[],
    }
}
