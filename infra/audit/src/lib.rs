//! The shop's promises as pure functions: what is in the table, what the provider has, which mails went out in;
//! what contradicts a promise out.
//!
//! [`always`] holds at every moment, between any two calls of anybody. [`settled`] holds once nothing has gone
//! wrong for a while and everything due was looked at. Nothing here reads the table, the clock or a file.
#![deny(clippy::indexing_slicing, clippy::as_conversions, clippy::arithmetic_side_effects)]
#![cfg_attr(
    test,
    expect(clippy::indexing_slicing, clippy::arithmetic_side_effects, reason = "a test may fail loudly")
)]

mod carts;
mod dump;
mod messages;
mod money;
mod orders;
mod outside;
mod stock;

pub use dump::{Dump, OrderRecord, Outbox, Record, StockRecord, Told, Unreadable};
pub use outside::{Ledger, Mail, Taken, mail_of};

use domain::time::Timestamp;
use std::fmt;

/// One of the shop's promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Invariant {
    /// An item cannot be read, so that nothing can be said about it.
    Readable,
    /// I1: no oversell.
    NoOversell,
    /// I2: no double charge.
    NoDoubleCharge,
    /// I3: no goods without money recorded.
    NoGoodsWithoutMoney,
    /// I4: no money without an order.
    NoMoneyWithoutOrder,
    /// I5: events in any order and number give one state. A dump cannot show it; the simulation does.
    OneState,
    /// I6: money conserved.
    MoneyConserved,
    /// I7: stock conserved.
    StockConserved,
    /// I8: carts lose no lines.
    CartsKeepLines,
    /// I9: no message is lost, no mail sent more often than crashes explain.
    MessagesKept,
    /// I10: poison ends in the dead letters. A dump cannot show it; the simulation does.
    PoisonAside,
    /// I12: holds end.
    HoldsEnd,
    /// I14: nothing is stuck.
    NothingStuck,
    /// I15: what was shown is what is charged.
    ShownIsCharged,
}

impl Invariant {
    /// Every promise that is looked at here.
    pub const ALL: &[Self] = &[
        Self::Readable,
        Self::NoOversell,
        Self::NoDoubleCharge,
        Self::NoGoodsWithoutMoney,
        Self::NoMoneyWithoutOrder,
        Self::MoneyConserved,
        Self::StockConserved,
        Self::CartsKeepLines,
        Self::MessagesKept,
        Self::HoldsEnd,
        Self::NothingStuck,
        Self::ShownIsCharged,
    ];

    /// Its number in the list of promises.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Readable => "I0",
            Self::NoOversell => "I1",
            Self::NoDoubleCharge => "I2",
            Self::NoGoodsWithoutMoney => "I3",
            Self::NoMoneyWithoutOrder => "I4",
            Self::OneState => "I5",
            Self::MoneyConserved => "I6",
            Self::StockConserved => "I7",
            Self::CartsKeepLines => "I8",
            Self::MessagesKept => "I9",
            Self::PoisonAside => "I10",
            Self::HoldsEnd => "I12",
            Self::NothingStuck => "I14",
            Self::ShownIsCharged => "I15",
        }
    }
}

/// A promise that was not kept.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Violation {
    /// Which.
    pub invariant: Invariant,
    /// By what, with the two numbers or states that contradict each other.
    pub detail: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.invariant.code(), self.detail)
    }
}

/// Collects what contradicts the promises.
#[derive(Debug, Default)]
pub(crate) struct Findings(Vec<Violation>);

impl Findings {
    pub(crate) fn unless(&mut self, holds: bool, invariant: Invariant, detail: impl FnOnce() -> String) {
        if !holds {
            self.0.push(Violation { invariant, detail: detail() });
        }
    }
}

/// Everything that is looked at.
#[derive(Debug, Clone, Copy)]
pub struct Evidence<'a> {
    /// The table.
    pub dump: &'a Dump,
    /// What the provider has; nothing where it cannot be asked.
    pub ledger: Option<&'a Ledger>,
    /// The mails that went out; nothing where they are not kept.
    pub mails: Option<&'a [Mail]>,
}

/// What holds at every moment, whatever happens.
pub fn always(evidence: &Evidence<'_>) -> Vec<Violation> {
    let mut findings = Findings::default();
    for unreadable in evidence.dump.unreadable() {
        findings.unless(false, Invariant::Readable, || unreadable.to_string());
    }
    stock::always(evidence, &mut findings);
    money::always(evidence, &mut findings);
    orders::always(evidence, &mut findings);
    carts::always(evidence, &mut findings);
    messages::always(evidence, &mut findings);
    findings.0
}

/// What holds besides once faults have stopped and everything due was looked at. `mails_max` is how often one
/// mail may be there: once, and once more for each crash or timeout of its sender.
pub fn settled(evidence: &Evidence<'_>, now: Timestamp, mails_max: usize) -> Vec<Violation> {
    let mut findings = Findings::default();
    money::settled(evidence, &mut findings);
    orders::settled(evidence, now, &mut findings);
    messages::settled(evidence, mails_max, &mut findings);
    findings.0
}

#[cfg(test)]
mod tests;
