//! I1 and I7: what is on the shelf, what is promised, and where everything went.

use crate::{Evidence, Findings, Invariant, Record};
use domain::ids::{LineId, Sku};
use domain::inventory::by_sku as units_by_sku;
use domain::orders::state::OrderStatus;
use std::collections::BTreeMap;

/// The sums of one SKU.
#[derive(Debug, Default)]
struct Sums {
    available: i64,
    reserved: i64,
    moved: i64,
    held: i64,
    gone: i64,
}

pub(crate) fn always(evidence: &Evidence<'_>, findings: &mut Findings) {
    let mut by_sku: BTreeMap<Sku, Sums> = BTreeMap::new();
    for record in evidence.dump.records() {
        match record {
            Record::Stock(stock) => {
                let sums = by_sku.entry(stock.sku.clone()).or_default();
                (sums.available, sums.reserved) = (stock.available, stock.reserved);
            }
            Record::Movement(sku, Some(delta)) => {
                let sums = by_sku.entry(sku.clone()).or_default();
                sums.moved = sums.moved.saturating_add(*delta);
            }
            Record::Order(record) if record.order.status != OrderStatus::Canceled => {
                add(&record.order.held, &mut by_sku, |sums| &mut sums.held);
            }
            Record::Parcel(lines) => add(lines, &mut by_sku, |sums| &mut sums.gone),
            _ => {}
        }
    }
    for (sku, sums) in by_sku {
        let Sums { available, reserved, moved, held, gone } = sums;
        findings.unless(available >= 0 && reserved >= 0, Invariant::NoOversell, || {
            format!("{sku} has {available} available and {reserved} reserved")
        });
        findings.unless(reserved == held, Invariant::NoOversell, || {
            format!("{sku} has {reserved} reserved, open orders hold {held}")
        });
        let here = available.saturating_add(reserved).saturating_add(gone);
        findings.unless(moved == here, Invariant::StockConserved, || {
            format!("{moved} of {sku} came in, {available} available + {reserved} reserved + {gone} shipped")
        });
    }
}

/// Adds units to one of the sums of each SKU.
fn add(units: &BTreeMap<LineId, u32>, by_sku: &mut BTreeMap<Sku, Sums>, sum: fn(&mut Sums) -> &mut i64) {
    for (sku, quantity) in units_by_sku(units.iter().map(|(line, units)| (line, *units))) {
        let sum = sum(by_sku.entry(sku).or_default());
        *sum = sum.saturating_add(i64::from(quantity));
    }
}
