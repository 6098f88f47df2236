//! I8: a cart that became an order is that order, line by line.

use crate::{Evidence, Findings, Invariant};
use domain::cart::CartStatus;
use domain::ids::LineId;
use std::collections::BTreeMap;

pub(crate) fn always(evidence: &Evidence<'_>, findings: &mut Findings) {
    for record in evidence.dump.orders() {
        let order = &record.order;
        let Some(cart) = evidence.dump.cart(&order.cart_id) else { continue };
        let closed = cart.status == CartStatus::Closed(order.id.clone());
        findings.unless(closed, Invariant::CartsKeepLines, || {
            format!("{} is {:?}, {} was made of it", cart.id, cart.status, order.id)
        });
        let lines: BTreeMap<LineId, u32> =
            cart.lines.iter().map(|(id, line)| (id.clone(), line.quantity.get())).collect();
        let Some(document) = evidence.dump.document(&order.id) else { continue };
        let ordered = document.quote.units();
        findings.unless(lines == ordered, Invariant::CartsKeepLines, || {
            format!("{} has {lines:?}, {} was made of {ordered:?}", cart.id, order.id)
        });
    }
    for record in evidence.dump.records() {
        let crate::Record::Cart(cart) = record else { continue };
        if let CartStatus::Closed(order) = &cart.status {
            findings.unless(evidence.dump.order(order).is_some(), Invariant::CartsKeepLines, || {
                format!("{} was closed for {order}, which is no order", cart.id)
            });
        }
    }
}
