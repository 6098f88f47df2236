//! Queue messages: an envelope and a body per type. Bodies carry ids and facts, nothing personal.
//!
//! Unknown fields are ignored; an unknown type or version fails, so that the queue keeps the message.

use crate::time;
use domain::ids::{LineId, MessageId, OrderId};
use domain::inventory::StockChange;
use domain::money::Money;
use domain::orders::command::StaffCommand;
use domain::orders::ship::Parcel;
use domain::orders::{BreakKind, CancelReason};
use domain::payments::Provider;
use domain::payments::dispute::DisputeStatus;
use domain::payments::refund::RefundRequest;
use domain::time::Timestamp;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

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
    /// Staff wants money given back.
    RefundOrder(RefundOrder),
    /// Staff handed a parcel to its carrier.
    ShipOrder(ShipOrder),
    /// Staff heard that a parcel arrived.
    DeliverOrder(ParcelRef),
    /// Staff dealt with a break.
    ResolveBreak(BreakRef),
    /// The order was placed.
    OrderPlaced(OrderRef),
    /// The order is paid.
    OrderConfirmed(OrderRef),
    /// The shopper's bank or provider is working on the payment, for hours or days.
    PaymentProcessing(OrderRef),
    /// The order's payment ended without money; it can be tried again until then.
    PaymentNotCompleted(PaymentNotCompleted),
    /// The order was canceled.
    OrderCanceled(OrderCanceled),
    /// A parcel of the order left.
    OrderShipped(ParcelRef),
    /// The order's last parcel arrived.
    OrderCompleted(OrderRef),
    /// Money of the order is on its way back.
    OrderRefunded(RefundRef),
    /// The shopper's bank disputes the order's money, or has decided.
    OrderDisputed(OrderDisputed),
    /// A person has to look at the order.
    OrderNeedsAttention(BreakRef),
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
    /// The provider; older messages do not name it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub provider: Option<Provider>,
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

/// What staff want given back of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundOrder {
    /// The order.
    pub order_id: OrderId,
    /// How much; none for what the lines cost, and without lines for all that is left.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub amount: Option<Money>,
    /// For which units.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub lines: BTreeMap<LineId, u32>,
    /// Whether these units go back on the shelf.
    pub restock: bool,
}

/// A parcel that was handed to its carrier.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShipOrder {
    /// The order.
    pub order_id: OrderId,
    /// What is in it; nothing for everything that is left.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub lines: BTreeMap<LineId, u32>,
    /// Who brings it.
    pub carrier: String,
    /// What the carrier calls it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tracking_number: Option<String>,
}

/// Names a parcel of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ParcelRef {
    /// The order.
    pub order_id: OrderId,
    /// The parcel's number on it.
    pub shipment: u32,
}

/// Names a refund of an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefundRef {
    /// The order.
    pub order_id: OrderId,
    /// The refund's number on it.
    pub refund: u32,
}

/// How a dispute stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OrderDisputed {
    /// The order.
    pub order_id: OrderId,
    /// Open, won or lost.
    pub status: DisputeStatus,
}

/// Names the breaks of one kind on an order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BreakRef {
    /// The order.
    pub order_id: OrderId,
    /// Which kind.
    pub kind: BreakKind,
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
            Self::RefundOrder(_) => "RefundOrder",
            Self::ShipOrder(_) => "ShipOrder",
            Self::DeliverOrder(_) => "DeliverOrder",
            Self::ResolveBreak(_) => "ResolveBreak",
            Self::OrderPlaced(_) => "OrderPlaced",
            Self::OrderConfirmed(_) => "OrderConfirmed",
            Self::PaymentProcessing(_) => "PaymentProcessing",
            Self::PaymentNotCompleted(_) => "PaymentNotCompleted",
            Self::OrderCanceled(_) => "OrderCanceled",
            Self::OrderShipped(_) => "OrderShipped",
            Self::OrderCompleted(_) => "OrderCompleted",
            Self::OrderRefunded(_) => "OrderRefunded",
            Self::OrderDisputed(_) => "OrderDisputed",
            Self::OrderNeedsAttention(_) => "OrderNeedsAttention",
            Self::ChangeStock(_) => "ChangeStock",
        }
    }

    /// The queue it belongs in.
    pub const fn queue(&self) -> Queue {
        match self {
            Self::OrderDue(_)
            | Self::ProviderEventReceived(_)
            | Self::MarkOrderPaid(_)
            | Self::CancelOrder(_)
            | Self::RefundOrder(_)
            | Self::ShipOrder(_)
            | Self::DeliverOrder(_)
            | Self::ResolveBreak(_) => Queue::Payments,
            Self::OrderPlaced(_)
            | Self::OrderConfirmed(_)
            | Self::PaymentProcessing(_)
            | Self::PaymentNotCompleted(_)
            | Self::OrderCanceled(_)
            | Self::OrderShipped(_)
            | Self::OrderCompleted(_)
            | Self::OrderRefunded(_)
            | Self::OrderDisputed(_)
            | Self::OrderNeedsAttention(_) => Queue::Notices,
            Self::ChangeStock(_) => Queue::Stock,
        }
    }

    /// The order it is about and what staff ask of it; nothing for what staff do not send, and for stock.
    pub fn staff_command(&self) -> Option<(&OrderId, StaffCommand)> {
        match self {
            Self::MarkOrderPaid(data) => Some((&data.order_id, StaffCommand::MarkPaid)),
            Self::CancelOrder(data) => Some((&data.order_id, StaffCommand::Cancel)),
            Self::RefundOrder(data) => {
                let RefundOrder { order_id, amount, lines, restock } = data;
                let request = RefundRequest { amount: *amount, lines: lines.clone(), restock: *restock };
                Some((order_id, StaffCommand::Refund(request)))
            }
            Self::ShipOrder(data) => {
                let ShipOrder { order_id, lines, carrier, tracking_number } = data;
                let parcel = Parcel {
                    lines: lines.clone(),
                    carrier: carrier.clone(),
                    tracking_number: tracking_number.clone(),
                };
                Some((order_id, StaffCommand::Ship(parcel)))
            }
            Self::DeliverOrder(data) => {
                Some((&data.order_id, StaffCommand::Deliver { shipment: data.shipment }))
            }
            Self::ResolveBreak(data) => Some((&data.order_id, StaffCommand::Resolve { kind: data.kind })),
            Self::OrderDue(_)
            | Self::ProviderEventReceived(_)
            | Self::OrderPlaced(_)
            | Self::OrderConfirmed(_)
            | Self::PaymentProcessing(_)
            | Self::PaymentNotCompleted(_)
            | Self::OrderCanceled(_)
            | Self::OrderShipped(_)
            | Self::OrderCompleted(_)
            | Self::OrderRefunded(_)
            | Self::OrderDisputed(_)
            | Self::OrderNeedsAttention(_)
            | Self::ChangeStock(_) => None,
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
            | Self::OrderConfirmed(data)
            | Self::PaymentProcessing(data)
            | Self::OrderCompleted(data) => serde_json::to_value(data),
            Self::ProviderEventReceived(data) => serde_json::to_value(data),
            Self::PaymentNotCompleted(data) => serde_json::to_value(data),
            Self::OrderCanceled(data) => serde_json::to_value(data),
            Self::RefundOrder(data) => serde_json::to_value(data),
            Self::ShipOrder(data) => serde_json::to_value(data),
            Self::DeliverOrder(data) | Self::OrderShipped(data) => serde_json::to_value(data),
            Self::ResolveBreak(data) | Self::OrderNeedsAttention(data) => serde_json::to_value(data),
            Self::OrderRefunded(data) => serde_json::to_value(data),
            Self::OrderDisputed(data) => serde_json::to_value(data),
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
            "PaymentProcessing" => Self::PaymentProcessing(body_of(data)?),
            "PaymentNotCompleted" => Self::PaymentNotCompleted(body_of(data)?),
            "OrderCanceled" => Self::OrderCanceled(body_of(data)?),
            "RefundOrder" => Self::RefundOrder(body_of(data)?),
            "ShipOrder" => Self::ShipOrder(body_of(data)?),
            "DeliverOrder" => Self::DeliverOrder(body_of(data)?),
            "ResolveBreak" => Self::ResolveBreak(body_of(data)?),
            "OrderShipped" => Self::OrderShipped(body_of(data)?),
            "OrderCompleted" => Self::OrderCompleted(body_of(data)?),
            "OrderRefunded" => Self::OrderRefunded(body_of(data)?),
            "OrderDisputed" => Self::OrderDisputed(body_of(data)?),
            "OrderNeedsAttention" => Self::OrderNeedsAttention(body_of(data)?),
            "ChangeStock" => Self::ChangeStock(body_of(data)?),
            _ => return Err(MessageError::Unknown { kind, version }),
        };
        Ok((id, message))
    }
}

fn body_of<T: DeserializeOwned>(data: Value) -> Result<T, MessageError> {
    Ok(serde_json::from_value(data)?)
}
