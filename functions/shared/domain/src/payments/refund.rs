//! Money that goes back: what staff ask for, what the provider shows, and how much can still be given back.
//!
//! What is left to refund is never counted up and down: it is what was taken less every refund that did not
//! fail, worked out again whenever one of them changes.

use super::{OperationKind, PaymentChange, PaymentStatus, idempotency_key};
use crate::ids::LineId;
use crate::inventory::{StockMove, StockMoveKind};
use crate::limits::{REFUND_PENDING_MAX, REFUNDS_MAX};
use crate::money::{Money, MoneyError};
use crate::orders::ship::complete_if_done;
use crate::orders::state::{Impossible, OrderChange};
use crate::orders::{BreakKind, CancelReason, Order, OrderDocument, OrderEventKind};
use crate::pricing::QuoteLine;
use crate::tax::TaxMode;
use crate::time::Timestamp;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Money given back, or on its way.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Refund {
    /// 1, 2, … on this order.
    pub number: u32,
    /// How much.
    pub amount: Money,
    /// Where it stands.
    pub status: RefundStatus,
    /// Who wanted it.
    pub source: RefundSource,
    /// The provider's payment it comes out of; none for money that came outside of any provider.
    pub intent: Option<String>,
    /// The provider's id, once it is known.
    pub provider_refund: Option<String>,
    /// When it was recorded.
    pub requested_at: Timestamp,
}

/// Where a refund stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundStatus {
    /// Recorded here; the provider does not show it yet.
    Requested,
    /// The provider accepted it.
    Pending,
    /// It arrived, as far as the provider knows.
    Succeeded,
    /// It did not arrive, or was never made.
    Failed,
}

/// Who wanted a refund.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RefundSource {
    /// Staff of the shop.
    Staff,
    /// The rules: the money came after the order was canceled.
    LateMoney,
    /// The rules: the order had been paid by another attempt.
    Surplus,
    /// Somebody at the provider's own dashboard.
    Provider,
}

/// A refund as the provider shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SeenRefund {
    /// The provider's id.
    pub id: String,
    /// Our number, where it carries one.
    pub number: Option<u32>,
    /// How much.
    pub amount: Money,
    /// Where it stands; never [`RefundStatus::Requested`].
    pub status: RefundStatus,
}

/// What staff want back for a shopper.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RefundRequest {
    /// How much; none for what the lines cost, and without lines for all that is left.
    pub amount: Option<Money>,
    /// For which units.
    pub lines: BTreeMap<LineId, u32>,
    /// Whether these units go back on the shelf.
    pub restock: bool,
}

/// A refund to be written, with what it does to the stock.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refunding {
    /// The order with the refund recorded.
    pub order: Order,
    /// What its units do.
    pub moves: Vec<StockMove>,
}

/// Why money cannot be given back.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RefundError {
    /// No money was taken, or the bank has it back.
    #[error("a payment that is {0:?} cannot be refunded")]
    NotRefundable(PaymentStatus),
    /// More than is left, or nothing.
    #[error("{wanted} cannot be refunded: {left} is left")]
    Amount {
        /// What was asked.
        wanted: Money,
        /// What can be given back.
        left: Money,
    },
    /// More units of a line than were bought and not refunded yet.
    #[error("{wanted} of {line} cannot be refunded: {left} are left")]
    Line {
        /// Which line.
        line: LineId,
        /// How many were asked.
        wanted: u32,
        /// How many were bought and not refunded.
        left: u32,
    },
    /// The order's limit is used up.
    #[error("an order has at most {REFUNDS_MAX} refunds")]
    TooMany,
    /// An amount did not fit.
    #[error(transparent)]
    Money(#[from] MoneyError),
    /// The records contradict each other.
    #[error(transparent)]
    Impossible(#[from] Impossible),
}

/// Records a refund that staff want; settling sends it.
///
/// # Errors
/// [`RefundError`]: nothing may be written.
pub fn request_refund(
    order: &Order,
    document: &OrderDocument,
    request: &RefundRequest,
    now: Timestamp,
) -> Result<Refunding, RefundError> {
    if !matches!(order.payment, PaymentStatus::Captured | PaymentStatus::PartiallyRefunded) {
        return Err(RefundError::NotRefundable(order.payment));
    }
    let mut next = order.clone();
    let mut lines_cost = Money::zero(order.total.currency);
    let mut moves = Vec::new();
    for (id, units) in &request.lines {
        let line = document.quote.lines.iter().find(|line| line.id() == *id);
        lines_cost = lines_cost.plus(take_units(&mut next, line, document.quote.tax_mode, id, *units)?)?;
        moves.extend(units_move(&mut next, id, *units, request.restock));
    }
    let amount = match request.amount {
        Some(amount) => amount,
        None if request.lines.is_empty() => order.refundable,
        None => lines_cost,
    };
    let fits = amount.currency == order.total.currency
        && amount.amount_minor > 0
        && amount.amount_minor <= order.refundable.amount_minor;
    if !fits {
        return Err(RefundError::Amount { wanted: amount, left: order.refundable });
    }
    add_refund(&mut next, amount, RefundSource::Staff, paid_intent(order), now)?;
    if next.held.is_empty() && next.shipments == 0 {
        // Everything was refunded before anything was shipped: nothing is left of the order.
        next.status = next.status.after(OrderChange::Cancel)?;
        next.tell(OrderEventKind::Canceled { reason: CancelReason::Staff }, now);
    } else {
        complete_if_done(&mut next, now)?;
    }
    Ok(Refunding { order: next, moves })
}

/// Counts units as refunded and answers what they cost. However a line is split over refunds, the parts are
/// the whole: each is the difference of two rounded shares.
fn take_units(
    order: &mut Order,
    line: Option<&QuoteLine>,
    mode: TaxMode,
    id: &LineId,
    units: u32,
) -> Result<Money, RefundError> {
    let bought = line.map_or(0, |line| line.quantity.get());
    let before = order.refunded_units.get(id).copied().unwrap_or(0);
    let left = bought.saturating_sub(before);
    let line = line.filter(|_| (1..=left).contains(&units));
    let Some(line) = line else { return Err(RefundError::Line { line: id.clone(), wanted: units, left }) };
    let whole = match mode {
        TaxMode::Inclusive => line.amount,
        TaxMode::Exclusive => line.amount.plus(line.tax)?,
    };
    let after = before.saturating_add(units);
    order.refunded_units.insert(id.clone(), after);
    Ok(share(whole, after, bought)?.minus(share(whole, before, bought)?)?)
}

/// What `units` of `all` cost when all cost `whole`.
fn share(whole: Money, units: u32, all: u32) -> Result<Money, MoneyError> {
    let part = Decimal::from(whole.amount_minor)
        .checked_mul(Decimal::from(units))
        .and_then(|product| product.checked_div(Decimal::from(all)))
        .unwrap_or_default();
    Money::round(part, whole.currency)
}

/// Units that wait to be shipped are not promised any more; units that were shipped come back, or do not.
fn units_move(order: &mut Order, line: &LineId, units: u32, restock: bool) -> Vec<StockMove> {
    let held = order.held.get(line).copied().unwrap_or(0);
    let waiting = units.min(held);
    let shipped = units.saturating_sub(waiting);
    match held.saturating_sub(waiting) {
        0 => order.held.remove(line),
        left => order.held.insert(line.clone(), left),
    };
    let waiting_kind = if restock { StockMoveKind::Release } else { StockMoveKind::WriteOff };
    let (mut moves, sku) = (Vec::new(), line.sku());
    if waiting > 0 {
        moves.push(StockMove { sku: sku.clone(), quantity: waiting, kind: waiting_kind });
    }
    if shipped > 0 && restock {
        moves.push(StockMove { sku, quantity: shipped, kind: StockMoveKind::Return });
    }
    moves
}

/// The provider's payment that the order's money came by; none for offline money.
pub fn paid_intent(order: &Order) -> Option<String> {
    order.attempts.iter().find(|attempt| attempt.status == super::AttemptStatus::Won)?.intent.clone()
}

/// Records a refund. Offline money is given back by a person, so it counts as done.
///
/// # Errors
/// [`RefundError::TooMany`], or contradicting records.
pub fn add_refund(
    order: &mut Order,
    amount: Money,
    source: RefundSource,
    intent: Option<String>,
    now: Timestamp,
) -> Result<(), RefundError> {
    // The rules' own refunds are few and must never be turned away.
    if order.refunds.len() >= REFUNDS_MAX && source == RefundSource::Staff {
        return Err(RefundError::TooMany);
    }
    let offline = order.method.is_offline();
    let number = next_number(order);
    order.refunds.push(Refund {
        number,
        amount,
        status: if offline { RefundStatus::Succeeded } else { RefundStatus::Requested },
        source,
        intent,
        provider_refund: None,
        requested_at: now,
    });
    if offline {
        order.tell(OrderEventKind::Refunded { refund: number }, now);
    } else {
        order.due_at = Some(now);
        order.looks = 0;
    }
    work_out(order, now)?;
    Ok(())
}

fn next_number(order: &Order) -> u32 {
    order.refunds.last().map_or(0, |refund| refund.number).saturating_add(1)
}

/// Works out what is left to refund, and the payment's status, from the refunds themselves.
fn work_out(order: &mut Order, now: Timestamp) -> Result<(), Impossible> {
    let paid = paid_intent(order);
    let mut left = order.captured.amount_minor;
    let mut accepted = 0_i64;
    for refund in order.refunds.iter().filter(|refund| refund.intent == paid) {
        match refund.status {
            RefundStatus::Failed => continue,
            RefundStatus::Requested => {}
            RefundStatus::Pending | RefundStatus::Succeeded => {
                accepted = accepted.saturating_add(refund.amount.amount_minor);
            }
        }
        left = left.saturating_sub(refund.amount.amount_minor);
    }
    // One that is only asked for and does not fit any more is going to be refused, and is told of then.
    let excess = accepted.saturating_sub(order.captured.amount_minor);
    if excess > 0 {
        let detail = format!("refunds exceed what was taken by {excess} minor units");
        order.raise(BreakKind::AmountDiffers, detail, now);
    }
    order.refundable = Money::new(left.max(0), order.captured.currency);
    order.payment = status_with(order.payment, accepted, order.captured.amount_minor)?;
    Ok(())
}

fn status_with(status: PaymentStatus, accepted: i64, captured: i64) -> Result<PaymentStatus, Impossible> {
    let shows_refunds = matches!(
        status,
        PaymentStatus::Captured | PaymentStatus::PartiallyRefunded | PaymentStatus::Refunded
    );
    if !shows_refunds {
        return Ok(status);
    }
    let restored = match status {
        PaymentStatus::Captured => status,
        _ => status.after(PaymentChange::RestoreRefund)?,
    };
    match accepted {
        0 => Ok(restored),
        part if part < captured => restored.after(PaymentChange::RefundPart),
        _ => restored.after(PaymentChange::RefundRest),
    }
}

/// The order with what the provider shows of the refunds of one payment; nothing when that is known.
///
/// # Errors
/// [`Impossible`] when the records contradict each other.
pub fn follow_refunds(
    order: &Order,
    intent: &str,
    shown: &[SeenRefund],
    now: Timestamp,
) -> Result<Option<Order>, Impossible> {
    let mut next = order.clone();
    for seen in shown {
        let known = next.refunds.iter().position(|refund| {
            refund.intent.as_deref() == Some(intent)
                && (refund.provider_refund.as_deref() == Some(&seen.id)
                    || (refund.provider_refund.is_none() && seen.number == Some(refund.number)))
        });
        match known {
            Some(position) => follow_one(&mut next, position, seen, now),
            None if seen.status == RefundStatus::Failed => {}
            None => {
                let number = next_number(&next);
                next.refunds.push(Refund {
                    number,
                    amount: seen.amount,
                    status: seen.status,
                    source: RefundSource::Provider,
                    intent: Some(intent.to_owned()),
                    provider_refund: Some(seen.id.clone()),
                    requested_at: now,
                });
                next.tell(OrderEventKind::Refunded { refund: number }, now);
            }
        }
    }
    work_out(&mut next, now)?;
    Ok((next != *order).then_some(next))
}

fn follow_one(order: &mut Order, position: usize, seen: &SeenRefund, now: Timestamp) {
    let Some(refund) = order.refunds.get_mut(position) else { return };
    if refund.status == seen.status && refund.provider_refund.is_some() {
        return;
    }
    let first_seen = refund.provider_refund.is_none();
    refund.status = seen.status;
    refund.amount = seen.amount;
    refund.provider_refund = Some(seen.id.clone());
    let (number, amount) = (refund.number, refund.amount);
    let ours =
        |operation: &super::Operation| operation.kind == OperationKind::Refund && operation.number == number;
    if order.operation.as_ref().is_some_and(ours) {
        order.operation = None;
    }
    if seen.status == RefundStatus::Failed {
        order.raise(BreakKind::RefundFailed, format!("refund {number} of {amount} did not arrive"), now);
    } else if first_seen {
        order.tell(OrderEventKind::Refunded { refund: number }, now);
    }
}

/// The order after a refund was proved not to have been made: it failed, and its money can be refunded again.
///
/// # Errors
/// [`Impossible`] when the records contradict each other.
pub fn refund_refused(order: &Order, number: u32, now: Timestamp) -> Result<Order, Impossible> {
    let mut next = order.clone();
    next.operation = None;
    if let Some(refund) = next.refunds.iter_mut().find(|refund| refund.number == number) {
        refund.status = RefundStatus::Failed;
        let detail = format!("refund {number} of {} was refused", refund.amount);
        next.raise(BreakKind::RefundFailed, detail, now);
    }
    work_out(&mut next, now)?;
    Ok(next)
}

/// The idempotency key of a refund.
pub fn refund_key(order: &Order, refund: &Refund) -> String {
    idempotency_key(&order.id, "refund", refund.number)
}

impl Order {
    /// The oldest refund that the provider does not show yet.
    pub fn refund_to_send(&self) -> Option<&Refund> {
        self.refunds.iter().find(|refund| refund.status == RefundStatus::Requested)
    }

    /// Whether a refund is under way at a bank, and not for so long that a person has to ask.
    pub fn refund_is_pending(&self, now: Timestamp) -> bool {
        let young = |refund: &Refund| now < refund.requested_at.plus(REFUND_PENDING_MAX);
        self.refunds.iter().any(|refund| refund.status == RefundStatus::Pending && young(refund))
    }

    /// What has been given back or is on its way, of all payments of the order.
    pub fn refunded_minor(&self) -> i64 {
        let counts =
            |refund: &&Refund| matches!(refund.status, RefundStatus::Pending | RefundStatus::Succeeded);
        self.refunds
            .iter()
            .filter(counts)
            .fold(0, |sum, refund| sum.saturating_add(refund.amount.amount_minor))
    }

    /// Whether staff can refund anything.
    pub fn can_be_refunded(&self) -> bool {
        matches!(self.payment, PaymentStatus::Captured | PaymentStatus::PartiallyRefunded)
            && self.refundable.amount_minor > 0
    }
}

#[cfg(test)]
#[path = "refund_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "follow_refund_tests.rs"]
mod follow_tests;
