//! `cargo shop audit`: the running shop's whole table, held against its promises.

use crate::endpoints::Running;
use crate::staff::{StaffError, Told};
use audit::{Dump, Evidence, Invariant, Record, Violation, always, settled};
use serde::Serialize;
use std::time::Duration;
use tokio::time::sleep;

/// How long after a first finding the table is read again. A running shop writes while it is read, so what is
/// found once may be two moments side by side; what is found twice is so.
const SECOND_LOOK: Duration = Duration::from_secs(2);

/// What of each promise can be seen in the table alone.
const SEEN: &[(Invariant, &str)] = &[
    (Invariant::Readable, "every order, document, parcel, cart, stock, movement and event can be read"),
    (Invariant::NoOversell, "no stock is below zero; what is reserved is what open orders hold"),
    (Invariant::NoDoubleCharge, "no order has captured more than its total, or two attempts open or won"),
    (Invariant::NoGoodsWithoutMoney, "confirmed and shipped orders have their money recorded, once"),
    (Invariant::NoMoneyWithoutOrder, "every order was written whole: state, document and number"),
    (Invariant::MoneyConserved, "quotes add up; captured less given back is what can be given back"),
    (Invariant::StockConserved, "what came in is available, reserved or in parcels"),
    (Invariant::CartsKeepLines, "a cart that became an order is that order, line by line"),
    (Invariant::MessagesKept, "events and outboxes agree, without a gap, and all of it was sent"),
    (Invariant::HoldsEnd, "no order holds stock 30 minutes after its hold's end"),
    (Invariant::NothingStuck, "whatever waits is due, and nothing is due for 30 minutes"),
    (Invariant::ShownIsCharged, "total and attempts are the amount that was quoted"),
];

/// One promise, what of it was looked at, and what contradicts it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Promise {
    /// Its number in the list of promises; `I0` is that items can be read at all.
    pub code: &'static str,
    /// What was looked at.
    pub seen: &'static str,
    /// What contradicts it.
    pub violations: Vec<String>,
}

/// What was found in a table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Report {
    /// Items that were read.
    pub items: usize,
    /// Orders among them.
    pub orders: usize,
    /// Kinds of things on the shelf.
    pub skus: usize,
    /// Carts.
    pub carts: usize,
    /// Promise by promise.
    pub promises: Vec<Promise>,
}

impl Report {
    /// How many violations there are.
    pub fn violations(&self) -> usize {
        self.promises.iter().map(|promise| promise.violations.len()).sum()
    }

    fn of(dump: &Dump, items: usize, violations: &[Violation]) -> Self {
        let count = |wanted: fn(&Record) -> bool| dump.records().filter(|record| wanted(record)).count();
        let promise = |(invariant, seen): &(Invariant, &'static str)| {
            let broken = violations.iter().filter(|violation| violation.invariant == *invariant);
            let violations = broken.map(|violation| violation.detail.clone()).collect();
            Promise { code: invariant.code(), seen, violations }
        };
        Self {
            items,
            orders: dump.orders().count(),
            skus: count(|record| matches!(record, Record::Stock(_))),
            carts: count(|record| matches!(record, Record::Cart(_))),
            promises: SEEN.iter().map(promise).collect(),
        }
    }
}

impl Told for Report {
    fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for Promise { code, seen, violations } in &self.promises {
            let how = if violations.is_empty() { "ok  " } else { "FAIL" };
            lines.push(format!("{code:<3}  {how}  {seen}"));
            lines.extend(violations.iter().map(|detail| format!("           {detail}")));
        }
        let Self { items, orders, skus, carts, .. } = self;
        lines.push(format!(
            "{items} items: {orders} orders, {skus} SKUs, {carts} carts; {} violations",
            self.violations()
        ));
        lines
    }
}

/// Reads the whole table and holds it against the promises; with a finding once more, and only what is found
/// both times is told. Providers and mails are not asked.
///
/// # Errors
/// [`StaffError::Store`].
pub async fn audit(running: &Running) -> Result<Report, StaffError> {
    let (dump, items, first) = look(running).await?;
    if first.is_empty() {
        return Ok(Report::of(&dump, items, &first));
    }
    sleep(SECOND_LOOK).await;
    let (dump, items, mut violations) = look(running).await?;
    violations.retain(|violation| first.contains(violation));
    Ok(Report::of(&dump, items, &violations))
}

async fn look(running: &Running) -> Result<(Dump, usize, Vec<Violation>), StaffError> {
    let items = running.store.every_item().await?;
    let dump = Dump::of(&items);
    let evidence = Evidence { dump: &dump, ledger: None, mails: None };
    let mut violations = always(&evidence);
    violations.extend(settled(&evidence, edge::clock::now(), 1));
    Ok((dump, items.len(), violations))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn each_promise_is_told_with_what_contradicts_it() {
        let detail = "OWL has 1 reserved, open orders hold 0".to_owned();
        let violation = Violation { invariant: Invariant::NoOversell, detail };
        let report = Report::of(&Dump::default(), 7, &[violation]);
        let lines = report.lines();
        assert_eq!(lines[1], "I1   FAIL  no stock is below zero; what is reserved is what open orders hold");
        assert_eq!(lines[2], "           OWL has 1 reserved, open orders hold 0");
        assert_eq!(lines.last().unwrap(), "7 items: 0 orders, 0 SKUs, 0 carts; 1 violations");
        let codes: BTreeSet<&str> = report.promises.iter().map(|promise| promise.code).collect();
        assert_eq!(codes, Invariant::ALL.iter().map(|invariant| invariant.code()).collect());
    }
}
