//! Queue messages: an envelope and a body per type. Bodies carry ids and facts, nothing personal.
//!
//! Unknown fields are ignored; an unknown type or version fails, so that the queue keeps the message.

use crate::time;
use domain::ids::{MessageId, OrderId};
use domain::inventory::StockChange;
use domain::orders::CancelReason;
use domain::time::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// What every message is wrapped in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Envelope {
    /// The message's id: the same for every repeat of the same message.
    pub id: MessageId,
    /// What happened or is asked, such as `OrderConfirmed`.
    #[serde(rename = "type")]
    pub kind: String,
    /// The version of the body's shape.
    pub version: u32,
    /// When it happened, RFC 3339.
    pub occurred_at: String,
    /// The body.
    pub data: Value,
}

/// Why a message cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum MessageError {
    /// It is not JSON of an envelope's or body's shape.
    #[error("the message cannot be read")]
    Unreadable(#[from] serde_json::Error),
    /// Nobody here knows the type or version.
    #[error("messages of type {kind} version {version} are not known here")]
    Unknown {
        /// The type.
        kind: String,
        /// The version.
        version: u32,
    },
}

/// Which queue a message belongs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Queue {
    /// Looks at orders and staff commands.
    Payments,
    /// Stock commands.
    Stock,
    /// What a person must be told.
    Notices,
}

/// Every message there is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Message {
    /// Look at this order's payment: something may have changed.
    OrderDue(OrderRef),
    /// A provider told of something about this order.
    ProviderEventReceived(ProviderEventReceived),
    /// Staff saw the money of an offline payment.
    MarkOrderPaid(OrderRef),
    /// Staff wants the order canceled.
    CancelOrder(OrderRef),
    /// The order was placed.
    OrderPlaced(OrderRef),
    /// The order is paid.
    OrderConfirmed(OrderRef),
    /// The order's payment ended without money; it can be tried again until then.
    PaymentNotCompleted(PaymentNotCompleted),
    /// The order was canceled.
    OrderCanceled(OrderCanceled),
    /// Stock moves.
    ChangeStock(ChangeStock),
}

/// Names an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderRef {
    /// The order.
    pub order_id: OrderId,
}

/// A provider's event that concerns an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ProviderEventReceived {
    /// The order.
    pub order_id: OrderId,
    /// The provider's id of the event.
    pub event_id: String,
}

/// A payment ended without money.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaymentNotCompleted {
    /// The order.
    pub order_id: OrderId,
    /// Until when it can be tried again, RFC 3339.
    pub pay_until: String,
}

/// An order was canceled.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderCanceled {
    /// The order.
    pub order_id: OrderId,
    /// Why.
    pub reason: CancelReason,
}

/// Stock moves: up to `STOCK_LINES_MAX` lines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ChangeStock {
    /// One per SKU and movement.
    pub lines: Vec<StockChange>,
}

const VERSION: u32 = 1;

impl Message {
    /// The type as written in the envelope.
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::OrderDue(_) => "OrderDue",
            Self::ProviderEventReceived(_) => "ProviderEventReceived",
            Self::MarkOrderPaid(_) => "MarkOrderPaid",
            Self::CancelOrder(_) => "CancelOrder",
            Self::OrderPlaced(_) => "OrderPlaced",
            Self::OrderConfirmed(_) => "OrderConfirmed",
            Self::PaymentNotCompleted(_) => "PaymentNotCompleted",
            Self::OrderCanceled(_) => "OrderCanceled",
            Self::ChangeStock(_) => "ChangeStock",
        }
    }

    /// The queue it belongs in.
    pub const fn queue(&self) -> Queue {
        match self {
            Self::OrderDue(_)
            | Self::ProviderEventReceived(_)
            | Self::MarkOrderPaid(_)
            | Self::CancelOrder(_) => Queue::Payments,
            Self::OrderPlaced(_)
            | Self::OrderConfirmed(_)
            | Self::PaymentNotCompleted(_)
            | Self::OrderCanceled(_) => Queue::Notices,
            Self::ChangeStock(_) => Queue::Stock,
        }
    }

    /// The message as it is sent.
    ///
    /// # Errors
    /// [`MessageError::Unreadable`] when it cannot be written as JSON.
    pub fn write(&self, id: &MessageId, occurred_at: Timestamp) -> Result<String, MessageError> {
        let data = match self {
            Self::OrderDue(data)
            | Self::MarkOrderPaid(data)
            | Self::CancelOrder(data)
            | Self::OrderPlaced(data)
            | Self::OrderConfirmed(data) => serde_json::to_value(data),
            Self::ProviderEventReceived(data) => serde_json::to_value(data),
            Self::PaymentNotCompleted(data) => serde_json::to_value(data),
            Self::OrderCanceled(data) => serde_json::to_value(data),
            Self::ChangeStock(data) => serde_json::to_value(data),
        }?;
        let kind = self.kind().to_owned();
        let occurred_at = time::rfc3339(occurred_at);
        let envelope = Envelope { id: id.clone(), kind, version: VERSION, occurred_at, data };
        Ok(serde_json::to_string(&envelope)?)
    }

    /// Reads a message as it was sent.
    ///
    /// # Errors
    /// [`MessageError`].
    pub fn read(body: &str) -> Result<(MessageId, Self), MessageError> {
        let envelope: Envelope = serde_json::from_str(body)?;
        let Envelope { id, kind, version, data, .. } = envelope;
        if version != VERSION {
            return Err(MessageError::Unknown { kind, version });
        }
        let message = match kind.as_str() {
            "OrderDue" => Self::OrderDue(body_of(data)?),
            "ProviderEventReceived" => Self::ProviderEventReceived(body_of(data)?),
            "MarkOrderPaid" => Self::MarkOrderPaid(body_of(data)?),
            "CancelOrder" => Self::CancelOrder(body_of(data)?),
            "OrderPlaced" => Self::OrderPlaced(body_of(data)?),
            "OrderConfirmed" => Self::OrderConfirmed(body_of(data)?),
            "PaymentNotCompleted" => Self::PaymentNotCompleted(body_of(data)?),
            "OrderCanceled" => Self::OrderCanceled(body_of(data)?),
            "ChangeStock" => Self::ChangeStock(body_of(data)?),
            _ => return Err(MessageError::Unknown { kind, version }),
        };
        Ok((id, message))
    }
}

fn body_of<T: DeserializeOwned>(data: Value) -> Result<T, MessageError> {
    Ok(serde_json::from_value(data)?)
}
