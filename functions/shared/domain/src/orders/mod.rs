//! The order: one small state that every payment, hold and message hangs on.

pub mod cancel;
pub mod place;
pub mod state;

use crate::ids::{CartId, Locale, MarketId, OrderId, OrderNumber, Sku};
use crate::limits::LOOKS_MAX;
use crate::money::Money;
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
    /// Units held per SKU.
    pub held: BTreeMap<Sku, u32>,
    /// What is to be paid.
    pub total: Money,
    /// What was taken.
    pub captured: Money,
    /// What can still be given back.
    pub refundable: Money,
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
}

impl Order {
    /// Adds an event behind the last.
    pub fn tell(&mut self, kind: OrderEventKind, at: Timestamp) {
        let sequence = self.events.last().map_or(0, |event| event.sequence).saturating_add(1);
        self.events.push(OrderEvent { sequence, at, kind });
    }

    /// Asks a person to look, once per kind.
    pub fn raise(&mut self, kind: BreakKind, detail: String, at: Timestamp) {
        if !self.breaks.iter().any(|open| open.kind == kind) {
            self.breaks.push(Break { kind, detail, at });
        }
    }

    /// Why it was canceled, if it was.
    pub fn canceled_for(&self) -> Option<CancelReason> {
        self.events.iter().rev().find_map(|event| match event.kind {
            OrderEventKind::Canceled { reason } => Some(reason),
            OrderEventKind::Placed
            | OrderEventKind::Confirmed
            | OrderEventKind::PaymentNotCompleted { .. } => None,
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
