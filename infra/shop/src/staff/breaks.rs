//! Breaks: what no rule can decide. Those of orders are resolved by a command; money without an order has no order
//! that could decide, so it is marked in the table.

use super::ask::{Commanded, command};
use super::orders::{BreakFacts, break_facts};
use super::told::{Told, columns};
use super::{OrderName, StaffError, find};
use crate::endpoints::Running;
use aws_sdk_sqs::error::DisplayErrorContext;
use contract::messages::{BreakRef, Message};
use contract::time::rfc3339;
use domain::ids::{IdError, OrderNumber};
use domain::orders::BreakKind;
use local::words::word;
use serde::Serialize;
use std::collections::BTreeSet;
use std::fmt;
use std::str::FromStr;
use store::StoreError;
use store::breaks::NoSuchBreak;

/// What a break is about, as people name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BreakName {
    /// An order.
    Order(OrderName),
    /// Money without an order.
    Money {
        /// The provider that has it.
        provider: String,
        /// What the provider calls it.
        object: String,
    },
}

impl FromStr for BreakName {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        match text.split_once('#') {
            Some((provider, object)) => {
                Ok(Self::Money { provider: provider.to_owned(), object: object.to_owned() })
            }
            None => text.parse().map(Self::Order),
        }
    }
}

impl fmt::Display for BreakName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Order(order) => order.fmt(f),
            Self::Money { provider, object } => write!(f, "{provider}#{object}"),
        }
    }
}

/// Everything that waits for a person.
#[derive(Debug, Serialize)]
pub struct BreakList {
    /// On orders.
    pub orders: Vec<OrderBreak>,
    /// Money without an order.
    pub money: Vec<MoneyBreak>,
}

/// An open break of an order.
#[derive(Debug, Serialize)]
pub struct OrderBreak {
    /// The order.
    pub order: OrderNumber,
    /// What waits.
    pub raised: BreakFacts,
}

/// Money that no order licenses.
#[derive(Debug, Serialize)]
pub struct MoneyBreak {
    /// The provider and its object, such as `stripe#pi_1`.
    pub object: String,
    /// The order it names.
    pub claimed_order: String,
    /// Since when, RFC 3339.
    pub at: String,
}

/// The breaks of one order, or one piece of money.
#[derive(Debug, Serialize)]
pub struct BreakView {
    /// What they are about.
    pub about: String,
    /// On the order, also those that were dealt with.
    pub breaks: Vec<BreakFacts>,
    /// Money without an order.
    pub money: Option<MoneyBreak>,
}

/// That money without an order is dealt with.
#[derive(Debug, Serialize)]
pub struct MoneyResolved {
    /// The provider and its object.
    pub object: String,
}

/// What became of a resolution.
#[derive(Debug)]
pub enum Resolved {
    /// The order's function decided.
    Order(Commanded),
    /// It was marked.
    Money(MoneyResolved),
}

/// Everything that waits for a person.
///
/// # Errors
/// [`StaffError::Store`].
pub async fn list(running: &Running) -> Result<BreakList, StaffError> {
    let mut orders = Vec::new();
    for order in running.store.list_orders().await? {
        for raised in &order.open_breaks {
            orders.push(OrderBreak { order: order.number.clone(), raised: break_facts(raised) });
        }
    }
    let money = running.store.list_unlicensed().await?.into_iter().map(money_break).collect();
    Ok(BreakList { orders, money })
}

fn money_break(found: store::lists::Unlicensed) -> MoneyBreak {
    MoneyBreak { object: found.object, claimed_order: found.claimed_order, at: rfc3339(found.raised_at) }
}

/// What waits, or waited, with what to do about it.
///
/// # Errors
/// [`StaffError::NoSuchOrder`], [`StaffError::NoSuchBreak`], [`StaffError::Store`].
pub async fn show(running: &Running, name: &BreakName) -> Result<BreakView, StaffError> {
    match name {
        BreakName::Order(order) => {
            let order = find(running, order).await?;
            let breaks = order.breaks.iter().map(break_facts).collect();
            Ok(BreakView { about: order.number.to_string(), breaks, money: None })
        }
        BreakName::Money { .. } => {
            let about = name.to_string();
            let found =
                running.store.list_unlicensed().await?.into_iter().find(|found| found.object == about);
            let found = found.ok_or_else(|| StaffError::NoSuchBreak(about.clone()))?;
            Ok(BreakView { about, breaks: Vec::new(), money: Some(money_break(found)) })
        }
    }
}

/// Records that a break is dealt with. An order with open breaks of one kind needs no kind.
///
/// # Errors
/// [`StaffError`].
pub async fn resolve(
    running: &Running,
    name: &BreakName,
    kind: Option<BreakKind>,
) -> Result<Resolved, StaffError> {
    match name {
        BreakName::Order(order) => {
            let order = find(running, order).await?;
            let open: BTreeSet<String> =
                order.open_breaks().map(|open| word(&open.kind).replace(' ', "_")).collect();
            let only = order.open_breaks().next().filter(|_| open.len() == 1).map(|open| open.kind);
            let Some(kind) = kind.or(only) else {
                return Err(which(&order.number, &open));
            };
            let message = Message::ResolveBreak(BreakRef { order_id: order.id.clone(), kind });
            command(running, &order, &message).await.map(Resolved::Order)
        }
        BreakName::Money { provider, object } => {
            let now = edge::clock::now();
            match running.store.resolve_unlicensed(provider, object, now).await {
                Ok(()) => Ok(Resolved::Money(MoneyResolved { object: name.to_string() })),
                Err(StoreError::Refused(NoSuchBreak)) => Err(StaffError::NoSuchBreak(name.to_string())),
                Err(StoreError::Busy) => Err(StaffError::Store("it is busy, try again".to_owned())),
                Err(StoreError::Unknown(source) | StoreError::Broken(source)) => {
                    Err(StaffError::Store(DisplayErrorContext(&*source).to_string()))
                }
            }
        }
    }
}

fn which(order: &OrderNumber, open: &BTreeSet<String>) -> StaffError {
    if open.is_empty() {
        return StaffError::NoSuchBreak(order.to_string());
    }
    let kinds = open.iter().cloned().collect::<Vec<_>>().join(", ");
    StaffError::Asked(format!("{order} has breaks of several kinds, so say which is dealt with: {kinds}"))
}

/// What a person does about a break of this kind.
fn advice(kind: BreakKind) -> &'static str {
    match kind {
        BreakKind::AmountDiffers => {
            "the provider has another amount or currency than the order: compare both, refund or ask for the \
             difference"
        }
        BreakKind::UnexpectedMoney => {
            "money came that the order did not ask for: find it at the provider and give it back there"
        }
        BreakKind::Stuck => {
            "looking again and again changed nothing: look at the payment at the provider; resolving looks again"
        }
        BreakKind::RefundFailed => {
            "a refund did not arrive and its amount can be refunded again: refund anew or pay in another way"
        }
        BreakKind::Disputed => {
            "the shopper's bank wants the money back: answer the dispute at the provider before its deadline"
        }
    }
}

const MONEY_ADVICE: &str = "the provider took money in the shop's name and there is no such order: a restored table, or \
    another shop on the same account. Find it at the provider and give it back there, or leave it to the other shop";

impl Told for BreakList {
    fn lines(&self) -> Vec<String> {
        if self.orders.is_empty() && self.money.is_empty() {
            return vec!["nothing waits for a person".to_owned()];
        }
        let on_order = |open: &OrderBreak| {
            let raised = &open.raised;
            vec![
                open.order.to_string(),
                word(&raised.kind),
                format!("since {}", raised.at),
                raised.detail.clone(),
            ]
        };
        let money = |money: &MoneyBreak| {
            let what = "money without an order".to_owned();
            let claims = format!("names {}", money.claimed_order);
            vec![money.object.clone(), what, format!("since {}", money.at), claims]
        };
        let rows: Vec<_> = self.orders.iter().map(on_order).chain(self.money.iter().map(money)).collect();
        columns(&rows)
    }
}

impl Told for BreakView {
    fn lines(&self) -> Vec<String> {
        let about = &self.about;
        let mut lines = Vec::new();
        for raised in &self.breaks {
            let kind = word(&raised.kind);
            let Some(at) = &raised.resolved_at else {
                lines.push(format!("{about}  {kind} since {}: {}", raised.at, raised.detail));
                lines.push(format!("  {}", advice(raised.kind)));
                let named = kind.replace(' ', "_");
                lines.push(format!("  then: cargo shop breaks resolve {about} {named}"));
                continue;
            };
            lines.push(format!("{about}  {kind} of {}, dealt with {at}: {}", raised.at, raised.detail));
        }
        if let Some(money) = &self.money {
            lines.push(format!("{about}  since {}, names {}", money.at, money.claimed_order));
            lines.push(format!("  {MONEY_ADVICE}"));
            lines.push(format!("  then: cargo shop breaks resolve {about}"));
        }
        if lines.is_empty() {
            lines.push(format!("{about}  nothing ever waited for a person"));
        }
        lines
    }
}

impl Told for MoneyResolved {
    fn lines(&self) -> Vec<String> {
        vec![format!("{}  dealt with", self.object)]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_break_is_named_by_its_order_or_by_the_providers_object() {
        let read = |text: &str| text.parse::<BreakName>().unwrap();
        let money = BreakName::Money { provider: "stripe".to_owned(), object: "pi_1".to_owned() };
        assert_eq!(read("stripe#pi_1"), money);
        assert_eq!(money.to_string(), "stripe#pi_1");
        assert!(matches!(read("V-01JMZ00Z9A"), BreakName::Order(_)));
    }

    #[test]
    fn a_view_says_what_to_do_and_how_to_say_that_it_is_done() {
        let raised = |kind, resolved_at: Option<&str>| BreakFacts {
            kind,
            detail: "refund 1 did not arrive".to_owned(),
            at: "2026-11-22T03:00:00Z".to_owned(),
            resolved_at: resolved_at.map(str::to_owned),
        };
        let view = BreakView {
            about: "V-01JMZ00Z9A".to_owned(),
            breaks: vec![
                raised(BreakKind::RefundFailed, None),
                raised(BreakKind::Stuck, Some("2026-11-23T03:00:00Z")),
            ],
            money: None,
        };
        let lines = view.lines();
        assert_eq!(lines.len(), 4, "{lines:#?}");
        assert_eq!(lines[2], "  then: cargo shop breaks resolve V-01JMZ00Z9A refund_failed");
        assert!(lines[3].contains("dealt with 2026-11-23T03:00:00Z"));
    }

    #[test]
    fn several_kinds_are_told_apart_by_whoever_resolves() {
        let number = OrderNumber::parse("V-01JMZ00Z9A").unwrap();
        let open = BTreeSet::from(["disputed".to_owned(), "stuck".to_owned()]);
        assert!(which(&number, &open).to_string().ends_with("say which is dealt with: disputed, stuck"));
        assert!(which(&number, &BTreeSet::new()).to_string().contains("cargo shop breaks list"));
    }
}
