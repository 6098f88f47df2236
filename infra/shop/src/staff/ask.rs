//! A command to an order: sent through the queue `payments`, and waited for until its answer is in the table.

use super::StaffError;
use super::told::Told;
use crate::endpoints::Running;
use contract::messages::Message;
use domain::ids::{IdError, MessageId, OrderId, OrderNumber};
use domain::money::Money;
use domain::orders::Order;
use domain::orders::state::{FulfillmentStatus, OrderStatus};
use domain::payments::PaymentStatus;
use local::words::word;
use serde::Serialize;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;
use store::commands::CommandOutcome;
use tokio::time::{Instant, sleep};

/// How long a person waits for the answer before being told to look later.
const ANSWER_WAIT: Duration = Duration::from_secs(10);

/// How often the answer is looked for.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// An order as people name it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OrderName {
    /// By the number in the mails.
    Number(OrderNumber),
    /// By its id.
    Id(OrderId),
}

impl FromStr for OrderName {
    type Err = IdError;

    fn from_str(text: &str) -> Result<Self, IdError> {
        let text = text.trim();
        if text.starts_with("ord_") {
            return OrderId::parse(text).map(Self::Id);
        }
        OrderNumber::parse(&text.to_uppercase()).map(Self::Number)
    }
}

impl fmt::Display for OrderName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Number(number) => number.fmt(f),
            Self::Id(id) => id.fmt(f),
        }
    }
}

/// The order of this name.
///
/// # Errors
/// [`StaffError::NoSuchOrder`], [`StaffError::Store`].
pub async fn find(running: &Running, name: &OrderName) -> Result<Order, StaffError> {
    let nothing = || StaffError::NoSuchOrder(name.to_string());
    let id = match name {
        OrderName::Id(id) => id.clone(),
        OrderName::Number(number) => running.store.order_by_number(number).await?.ok_or_else(nothing)?,
    };
    running.store.order(&id).await?.ok_or_else(nothing)
}

/// What became of a command.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It was done.
    Done,
    /// It was refused.
    Refused,
    /// Nobody has answered yet.
    NotYet,
}

/// A command with what became of it, and how the order stands after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Commanded {
    /// The order.
    pub order: OrderNumber,
    /// Its id.
    pub order_id: OrderId,
    /// What was asked, as its message is called.
    pub command: &'static str,
    /// What became of it.
    pub outcome: Outcome,
    /// Why it was refused.
    pub reason: Option<String>,
    /// Where the order stands now.
    pub status: OrderStatus,
    /// Where its payment stands now.
    pub payment: PaymentStatus,
    /// Where its shipment stands now.
    pub fulfillment: FulfillmentStatus,
    /// What can still be given back.
    pub refundable: Money,
}

impl Commanded {
    /// Whether it was done.
    pub fn is_done(&self) -> bool {
        self.outcome == Outcome::Done
    }
}

impl Told for Commanded {
    fn lines(&self) -> Vec<String> {
        let Self { order, command, .. } = self;
        let mut lines = vec![match (&self.outcome, &self.reason) {
            (Outcome::Done, _) => format!("{order}  {command}: done"),
            (Outcome::Refused, why) => {
                format!("{order}  {command}: refused: {}", why.as_deref().unwrap_or("without a reason"))
            }
            (Outcome::NotYet, _) => format!(
                "{order}  {command}: not answered yet. It waits in the queue payments and may still be done: look \
                 with `cargo shop orders timeline {order}` before you ask again"
            ),
        }];
        lines.push(format!(
            "{order}  is {}, payment {}, fulfillment {}, {} can be refunded",
            word(&self.status),
            word(&self.payment),
            word(&self.fulfillment),
            self.refundable.shown()
        ));
        lines
    }
}

/// Sends a command about an order and waits for its answer. A message that the queue delivers twice has the same
/// id, so it is done once.
///
/// # Errors
/// [`StaffError`]; with [`StaffError::Send`] it may have been taken.
pub async fn command(running: &Running, order: &Order, message: &Message) -> Result<Commanded, StaffError> {
    let id = MessageId::from_bits(edge::ids::random()?);
    running.send(&id, message).await?;
    let sent_at = Instant::now();
    let mut outcome = running.store.command_outcome(&order.id, &id).await?;
    while outcome == CommandOutcome::NotYet && sent_at.elapsed() < ANSWER_WAIT {
        sleep(LOOK_EVERY).await;
        outcome = running.store.command_outcome(&order.id, &id).await?;
    }
    let now = running.store.order(&order.id).await?;
    let now = now.ok_or_else(|| StaffError::NoSuchOrder(order.id.to_string()))?;
    let (outcome, reason) = match outcome {
        CommandOutcome::Done => (Outcome::Done, None),
        CommandOutcome::Refused(why) => (Outcome::Refused, Some(why)),
        CommandOutcome::NotYet => (Outcome::NotYet, None),
    };
    Ok(Commanded {
        order: now.number,
        order_id: now.id,
        command: message.kind(),
        outcome,
        reason,
        status: now.status,
        payment: now.payment,
        fulfillment: now.fulfillment,
        refundable: now.refundable,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::money::Currency;

    #[test]
    fn an_order_is_named_by_its_number_or_its_id() {
        let read = |text: &str| text.parse::<OrderName>().map(|name| name.to_string());
        assert_eq!(read("v-01jmz00z9a"), Ok("V-01JMZ00Z9A".to_owned()));
        let id = format!("ord_{}", "09".repeat(16));
        assert_eq!(read(&id), Ok(id.clone()));
        assert_eq!(read("ord_9").unwrap_err().to_string(), "`ord_9` is not an order id");
        assert_eq!(read("4711").unwrap_err().to_string(), "`4711` is not an order number");
    }

    #[test]
    fn a_person_is_told_what_became_of_a_command() {
        let commanded = |outcome, reason: Option<&str>| Commanded {
            order: OrderNumber::parse("V-01JMZ00Z9A").unwrap(),
            order_id: OrderId::from_bits([9; 16]),
            command: "RefundOrder",
            outcome,
            reason: reason.map(str::to_owned),
            status: OrderStatus::Confirmed,
            payment: PaymentStatus::PartiallyRefunded,
            fulfillment: FulfillmentStatus::Ready,
            refundable: Money::new(1640, Currency::parse("EUR").unwrap()),
        };
        assert_eq!(
            commanded(Outcome::Done, None).lines(),
            [
                "V-01JMZ00Z9A  RefundOrder: done",
                "V-01JMZ00Z9A  is confirmed, payment partially refunded, fulfillment ready, €16.40 can be refunded",
            ]
        );
        let refused = commanded(Outcome::Refused, Some("20.00 EUR cannot be refunded: 16.40 EUR is left"));
        assert!(refused.lines()[0].ends_with("refused: 20.00 EUR cannot be refunded: 16.40 EUR is left"));
        assert!(!refused.is_done());
        let waiting = commanded(Outcome::NotYet, None);
        assert!(waiting.lines()[0].contains("`cargo shop orders timeline V-01JMZ00Z9A`"));
    }
}
