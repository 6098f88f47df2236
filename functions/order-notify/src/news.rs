//! Who is told what when something happened to an order: decided on the order as it is when the message is read.

use domain::orders::{Break, BreakKind, CancelReason, Order};
use domain::payments::dispute::{Dispute, DisputeStatus};
use domain::payments::refund::{Refund, RefundStatus};
use domain::time::Timestamp;

/// What a message is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occasion {
    Placed,
    Confirmed,
    PaymentProcessing,
    PaymentNotCompleted { pay_until: Timestamp },
    Canceled { reason: CancelReason },
    Shipped { shipment: u32 },
    Refunded { refund: u32 },
    Disputed { status: DisputeStatus },
    NeedsAttention { kind: BreakKind },
    Completed,
}

/// Who a letter goes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recipient {
    Shopper,
    Merchant,
}

impl Recipient {
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shopper => "shopper",
            Self::Merchant => "merchant",
        }
    }
}

/// What one letter is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum News<'o> {
    Received,
    Confirmation,
    NewOrder,
    PaymentProcessing,
    PaymentNotCompleted { pay_until: Timestamp },
    Canceled { reason: CancelReason },
    Shipped { shipment: u32 },
    Refunded(&'o Refund),
    Disputed(&'o Dispute, DisputeStatus),
    NeedsAttention(&'o Break),
}

impl News<'_> {
    pub const fn recipient(self) -> Recipient {
        match self {
            Self::NewOrder | Self::Disputed(..) | Self::NeedsAttention(_) => Recipient::Merchant,
            Self::Received
            | Self::Confirmation
            | Self::PaymentProcessing
            | Self::PaymentNotCompleted { .. }
            | Self::Canceled { .. }
            | Self::Shipped { .. }
            | Self::Refunded(_) => Recipient::Shopper,
        }
    }
}

/// The letters of an occasion; none where nobody has to be told.
pub fn of(order: &Order, occasion: Occasion) -> Vec<News<'_>> {
    match occasion {
        // An order that is paid at once is told of when it is paid.
        Occasion::Placed if !order.method.is_offline() => Vec::new(),
        Occasion::Placed => vec![News::Received, News::NewOrder],
        Occasion::Confirmed if order.method.is_offline() => vec![News::Confirmation],
        Occasion::Confirmed => vec![News::Confirmation, News::NewOrder],
        Occasion::PaymentProcessing => vec![News::PaymentProcessing],
        Occasion::PaymentNotCompleted { pay_until } => vec![News::PaymentNotCompleted { pay_until }],
        // Whoever changes the cart has done so on purpose and goes on in the shop; a dispute tells of itself; that
        // everything arrived is no news to whoever has it.
        Occasion::Canceled { reason: CancelReason::CartChanged }
        | Occasion::NeedsAttention { kind: BreakKind::Disputed }
        | Occasion::Completed => Vec::new(),
        Occasion::Canceled { reason } => vec![News::Canceled { reason }],
        Occasion::Shipped { shipment } => vec![News::Shipped { shipment }],
        Occasion::Refunded { refund: number } => {
            // One that failed meanwhile the merchant hears of.
            let made = |refund: &&Refund| refund.number == number && refund.status != RefundStatus::Failed;
            order.refunds.iter().find(made).map(News::Refunded).into_iter().collect()
        }
        Occasion::Disputed { status } => {
            order.dispute.as_ref().map(|dispute| News::Disputed(dispute, status)).into_iter().collect()
        }
        Occasion::NeedsAttention { kind } => {
            let open = order.open_breaks().filter(|open| open.kind == kind).last();
            open.map(News::NeedsAttention).into_iter().collect()
        }
    }
}
