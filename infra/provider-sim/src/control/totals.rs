//! The ledger summed up by order, to be held against what the shop believes.
//!
//! An order is the `order_id` in an object's metadata; objects without one are summed up under no order.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::ledger::Draft;
use crate::ledger::records::{IntentRecord, IntentStatus, SessionRecord, SessionStatus};
use crate::ledger::returns::{DisputeRecord, RefundRecord};
use crate::params::Metadata;

/// The metadata key that names the order.
const ORDER_KEY: &str = "order_id";

/// What one order authorized, captured, refunded and lost; amounts are minor units of the order's currency.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderTotals {
    /// The currency in lower case; empty where nothing came here.
    pub currency: String,
    /// Sessions that can still be paid.
    pub open_sessions: u32,
    /// Sessions in any state.
    pub sessions: u32,
    /// Authorized and waiting for a capture.
    pub capturable: i64,
    /// Debited, and not known yet whether it comes.
    #[serde(default)]
    pub processing: i64,
    /// Captured.
    pub captured: i64,
    /// Given back from what was captured, or on its way back; not what came back again.
    pub refunded: i64,
    /// Withdrawn by disputes and not given back.
    #[serde(default)]
    pub disputed: i64,
    /// Captures, that is intents that were captured.
    pub captures: u32,
    /// Authorizations that were canceled or lapsed.
    pub voided: u32,
    /// Refunds in any state.
    pub refunds: u32,
    /// Refunds that failed or were canceled.
    #[serde(default)]
    pub refunds_failed: u32,
    /// Disputes in any state.
    #[serde(default)]
    pub disputes: u32,
}

/// The totals of every order.
pub(super) fn by_order(draft: &Draft<'_>) -> BTreeMap<String, OrderTotals> {
    let mut totals: BTreeMap<String, OrderTotals> = BTreeMap::new();
    for session in draft.all::<SessionRecord>() {
        let order = totals.entry(order_of(&session.metadata, &session.intent_data.metadata)).or_default();
        order.currency.clone_from(&session.currency);
        order.sessions += 1;
        order.open_sessions += u32::from(session.status == SessionStatus::Open);
    }
    let mut order_of_intent: BTreeMap<&str, String> = BTreeMap::new();
    for intent in draft.all::<IntentRecord>() {
        let session = intent.session.as_deref().and_then(|id| draft.find::<SessionRecord>(id));
        let session = session.map(|session| session.metadata);
        let name = order_of(&intent.data.metadata, &session.unwrap_or_default());
        let order = totals.entry(name.clone()).or_default();
        // An intent without a session has nothing else to take it from.
        order.currency.clone_from(&intent.currency);
        order.capturable += intent.amount_capturable;
        if intent.status == IntentStatus::Processing {
            order.processing += intent.amount;
        }
        order.captured += intent.amount_received;
        order.captures += u32::from(intent.status == IntentStatus::Succeeded);
        order.voided +=
            u32::from(intent.status == IntentStatus::Canceled && intent.capture_before_s.is_some());
        order_of_intent.insert(&intent.id, name);
    }
    let order_of = |intent: &str| order_of_intent.get(intent).cloned().unwrap_or_default();
    for refund in draft.all::<RefundRecord>() {
        let order = totals.entry(order_of(&refund.payment_intent)).or_default();
        order.refunds += 1;
        if refund.status.holds_money() {
            order.refunded += refund.amount;
        } else {
            order.refunds_failed += 1;
        }
    }
    for dispute in draft.all::<DisputeRecord>() {
        let order = totals.entry(order_of(&dispute.payment_intent)).or_default();
        order.disputes += 1;
        order.disputed += dispute.withdrawn();
    }
    totals
}

fn order_of(first: &Metadata, second: &Metadata) -> String {
    first.get(ORDER_KEY).or_else(|| second.get(ORDER_KEY)).cloned().unwrap_or_default()
}
