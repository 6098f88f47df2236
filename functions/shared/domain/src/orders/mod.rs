//! The order: one small state that every payment, hold and message hangs on.

pub mod cancel;
pub mod command;
pub mod place;
pub mod ship;
pub mod state;
#[cfg(test)]
pub(crate) mod testing;

use crate::ids::{CartId, LineId, Locale, MarketId, OrderId, OrderNumber};
use crate::limits::{BREAKS_MAX, LOOKS_MAX, REFUND_LOOK_AGAIN};
use crate::money::Money;
use crate::payments::dispute::{Dispute, DisputeStatus};
use crate::payments::refund::Refund;
use crate::payments::{Attempt, Operation, PaymentMethod, PaymentStatus};
use crate::pricing::Quote;
use crate::time::{Span, Timestamp};
use serde::{Deserialize, Serialize};
use state::{FulfillmentStatus, OrderStatus};
use std::collections::BTreeMap;

/// The part of an order that changes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// Derived from the cart's id.
    pub id: OrderId,
    /// The number people use.
    pub number: OrderNumber,
    /// The cart it was made of.
    pub cart_id: CartId,
    /// Its market.
    pub market: MarketId,
    /// The storefront it was placed in.
    pub locale: Locale,
    /// Counts the writes, except the relay's.
    pub version: u64,
    /// Where the order stands.
    pub status: OrderStatus,
    /// Where its payment stands.
    pub payment: PaymentStatus,
    /// Where its shipment stands.
    pub fulfillment: FulfillmentStatus,
    /// How it is paid.
    pub method: PaymentMethod,
    /// Units promised per line and not shipped yet; a canceled order keeps what it gave back.
    pub held: BTreeMap<LineId, u32>,
    /// What is to be paid.
    pub total: Money,
    /// What was taken.
    pub captured: Money,
    /// What can still be given back.
    pub refundable: Money,
    /// Money given back, or on its way, in order.
    pub refunds: Vec<Refund>,
    /// Units that were refunded, by line.
    pub refunded_units: BTreeMap<LineId, u32>,
    /// The last dispute about the money.
    pub dispute: Option<Dispute>,
    /// Parcels that left.
    pub shipments: u32,
    /// Parcels that arrived.
    pub delivered: u32,
    /// Every try to pay, in order.
    pub attempts: Vec<Attempt>,
    /// What the provider was last asked and has not finished.
    pub operation: Option<Operation>,
    /// How many operations were recorded so far.
    pub operations: u32,
    /// Why it shall be canceled, from the moment somebody asks until it is.
    pub cancel_requested: Option<CancelReason>,
    /// A keyed fingerprint of quote, address and delivery: tells a repeat from another order.
    pub identity: String,
    /// A keyed fingerprint of the network it was placed from on that day, from which nobody can tell an address.
    pub network: Option<String>,
    /// When it was placed.
    pub placed_at: Timestamp,
    /// Until when unpaid stock is held.
    pub hold_until: Timestamp,
    /// When somebody must look again; none when nothing is left to do.
    pub due_at: Option<Timestamp>,
    /// Looks in a row that changed nothing.
    pub looks: u32,
    /// What a person has to look at.
    pub breaks: Vec<Break>,
    /// What happened, in order; each is also the message that tells of it.
    pub events: Vec<OrderEvent>,
}

/// Why an order was canceled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CancelReason {
    /// It was not paid in time.
    Expired,
    /// The shopper wanted to change the cart.
    CartChanged,
    /// Staff canceled it.
    Staff,
    /// The provider refused the money after authorizing it.
    CaptureFailed,
    /// The bank did not honor the debit, days later.
    PaymentFailed,
    /// The bank declined again and again.
    TooManyDeclines,
}

/// Something that happened to an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderEvent {
    /// 1, 2, … without gaps.
    pub sequence: u32,
    /// When.
    pub at: Timestamp,
    /// What.
    pub kind: OrderEventKind,
}

/// What can happen to an order that others must hear of. Nothing personal.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum OrderEventKind {
    /// It was placed.
    Placed,
    /// It is paid, or nothing was due.
    Confirmed,
    /// The shopper agreed and the bank works on it, for hours or days.
    PaymentProcessing,
    /// An attempt ended unpaid; the shopper can try again until the given time.
    PaymentNotCompleted {
        /// Until when.
        pay_until: Timestamp,
    },
    /// It was canceled.
    Canceled {
        /// Why.
        reason: CancelReason,
    },
    /// A parcel left.
    Shipped {
        /// Its number.
        shipment: u32,
    },
    /// The last parcel arrived.
    Completed,
    /// Money is on its way back.
    Refunded {
        /// The refund's number.
        refund: u32,
    },
    /// The shopper's bank disputes the money, or has decided.
    Disputed {
        /// How it stands.
        status: DisputeStatus,
    },
    /// A person has to look.
    NeedsAttention {
        /// At what.
        kind: BreakKind,
    },
}

/// Something that no rule can decide and a person must.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Break {
    /// What kind.
    pub kind: BreakKind,
    /// Details for the person, without anything personal.
    pub detail: String,
    /// Since when.
    pub at: Timestamp,
    /// When a person said that it is dealt with.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resolved_at: Option<Timestamp>,
}

/// Kinds of breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BreakKind {
    /// The provider has another amount or currency than the order.
    AmountDiffers,
    /// Money came for an order that is canceled, or a second time.
    UnexpectedMoney,
    /// Looking again and again changed nothing.
    Stuck,
    /// A refund did not arrive.
    RefundFailed,
    /// The shopper's bank wants the money back, and somebody has to answer.
    Disputed,
}

impl Order {
    /// Adds an event behind the last.
    pub fn tell(&mut self, kind: OrderEventKind, at: Timestamp) {
        let sequence = self.events.last().map_or(0, |event| event.sequence).saturating_add(1);
        self.events.push(OrderEvent { sequence, at, kind });
    }

    /// Asks a person to look: once for the same thing, also when they have dealt with it.
    pub fn raise(&mut self, kind: BreakKind, detail: String, at: Timestamp) {
        let known = self.breaks.iter().any(|known| known.kind == kind && known.detail == detail);
        if known || self.breaks.len() >= BREAKS_MAX {
            return;
        }
        self.breaks.push(Break { kind, detail, at, resolved_at: None });
        self.tell(OrderEventKind::NeedsAttention { kind }, at);
    }

    /// Records that the breaks of a kind are dealt with.
    pub fn resolve(&mut self, kind: BreakKind, at: Timestamp) {
        for open in self.breaks.iter_mut().filter(|open| open.kind == kind && open.resolved_at.is_none()) {
            open.resolved_at = Some(at);
        }
    }

    /// What a person still has to look at.
    pub fn open_breaks(&self) -> impl Iterator<Item = &Break> {
        self.breaks.iter().filter(|open| open.resolved_at.is_none())
    }

    /// Why it was canceled, if it was.
    pub fn canceled_for(&self) -> Option<CancelReason> {
        self.events.iter().rev().find_map(|event| match event.kind {
            OrderEventKind::Canceled { reason } => Some(reason),
            OrderEventKind::Placed
            | OrderEventKind::Confirmed
            | OrderEventKind::PaymentProcessing
            | OrderEventKind::PaymentNotCompleted { .. }
            | OrderEventKind::Shipped { .. }
            | OrderEventKind::Completed
            | OrderEventKind::Refunded { .. }
            | OrderEventKind::Disputed { .. }
            | OrderEventKind::NeedsAttention { .. } => None,
        })
    }

    /// The order to be looked at again soon, because the provider could not be asked. Nothing when it will
    /// be looked at soon anyway.
    pub fn postponed(&self, now: Timestamp) -> Option<Self> {
        let minutes = 1_u32.checked_shl(self.looks.min(5)).unwrap_or(32);
        let soon = now.plus(Span::minutes(minutes));
        if self.due_at.is_some_and(|due| due > now && due <= soon) {
            return None;
        }
        let mut next = self.clone();
        next.looks = self.looks.saturating_add(1).min(LOOKS_MAX);
        next.due_at = Some(soon);
        Some(next)
    }

    /// The order after a look that found nothing to do although it was due: the next look comes later and
    /// later, and in the end a person is asked. Nothing when it is not due.
    pub fn looked_in_vain(&self, now: Timestamp) -> Option<Self> {
        let due = self.due_at.filter(|due| *due <= now)?;
        let mut next = self.clone();
        // Waiting for the shopper or the bank is not in vain: the hold's end is the time to look.
        if self.status == OrderStatus::Pending && now < self.hold_until {
            next.looks = 0;
            next.due_at = Some(self.hold_until);
            return Some(next);
        }
        if self.operation.is_none() && self.refund_is_pending(now) {
            next.looks = 0;
            next.due_at = Some(now.plus(REFUND_LOOK_AGAIN));
            return Some(next);
        }
        next.looks = self.looks.saturating_add(1);
        if next.looks > LOOKS_MAX {
            next.due_at = None;
            next.raise(BreakKind::Stuck, format!("nothing changed since it was due at {}", due.as_ms()), now);
        } else {
            let minutes = 1_u32.checked_shl(next.looks.saturating_sub(1).min(8)).unwrap_or(256);
            next.due_at = Some(now.plus(Span::minutes(minutes)));
        }
        Some(next)
    }
}

/// The part of an order that is written once, when it is placed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrderDocument {
    /// The order.
    pub id: OrderId,
    /// The number people use.
    pub number: OrderNumber,
    /// What was bought at which price, tax and delivery.
    pub quote: Quote,
    /// When it was placed.
    pub placed_at: Timestamp,
}

#[cfg(test)]
mod looks_tests;
