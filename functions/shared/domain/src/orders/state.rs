//! The order's and the shipment's state machines. Each `after` names every pair of state and event; a
//! repeated event that changes nothing is fine, an impossible one is refused.

use serde::{Deserialize, Serialize};

/// An event that does not fit a state.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{event} cannot happen to something {state}")]
pub struct Impossible {
    /// The state, in lower case.
    pub state: String,
    /// The event, in lower case.
    pub event: String,
}

impl Impossible {
    /// The refusal for this pair.
    pub fn pair(state: impl std::fmt::Debug, event: impl std::fmt::Debug) -> Self {
        let lower = |name: String| name.to_lowercase();
        Self { state: lower(format!("{state:?}")), event: lower(format!("{event:?}")) }
    }
}

/// Where an order stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OrderStatus {
    /// Placed, its stock held, not paid.
    Pending,
    /// Paid, or accepted with nothing to pay.
    Confirmed,
    /// Everything was delivered.
    Completed,
    /// Given up; never revived.
    Canceled,
}

/// What happens to an order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OrderChange {
    /// Money was recorded, or none is due.
    Pay,
    /// The last parcel arrived.
    Fulfill,
    /// Shopper, staff or time ended it.
    Cancel,
}

impl OrderStatus {
    /// Every state, for tables.
    pub const ALL: [Self; 4] = [Self::Pending, Self::Confirmed, Self::Completed, Self::Canceled];

    /// The state after an event.
    ///
    /// # Errors
    /// [`Impossible`].
    pub fn after(self, change: OrderChange) -> Result<Self, Impossible> {
        use OrderChange::{Cancel, Fulfill, Pay};
        match (self, change) {
            (Self::Pending | Self::Confirmed, Pay) => Ok(Self::Confirmed),
            (Self::Completed, Pay) | (Self::Confirmed | Self::Completed, Fulfill) => Ok(Self::Completed),
            (Self::Pending | Self::Confirmed | Self::Canceled, Cancel) => Ok(Self::Canceled),
            (Self::Canceled, Pay | Fulfill) | (Self::Pending, Fulfill) | (Self::Completed, Cancel) => {
                Err(Impossible::pair(self, change))
            }
        }
    }
}

/// Where a shipment stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FulfillmentStatus {
    /// Waiting for the order to be confirmed.
    Pending,
    /// May be packed.
    Ready,
    /// Handed to the carrier.
    Shipped,
    /// Arrived.
    Delivered,
    /// Came back.
    Returned,
}

/// What happens to a shipment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FulfillmentChange {
    /// The order was confirmed.
    Release,
    /// The carrier took it.
    Ship,
    /// It arrived.
    Deliver,
    /// It came back.
    Return,
}

impl FulfillmentStatus {
    /// Every state, for tables.
    pub const ALL: [Self; 5] = [Self::Pending, Self::Ready, Self::Shipped, Self::Delivered, Self::Returned];

    /// The state after an event.
    ///
    /// # Errors
    /// [`Impossible`].
    pub fn after(self, change: FulfillmentChange) -> Result<Self, Impossible> {
        use FulfillmentChange::{Deliver, Release, Return, Ship};
        match (self, change) {
            (Self::Pending | Self::Ready, Release) => Ok(Self::Ready),
            (Self::Ready | Self::Shipped, Ship) => Ok(Self::Shipped),
            (Self::Shipped | Self::Delivered, Deliver) => Ok(Self::Delivered),
            (Self::Shipped | Self::Delivered | Self::Returned, Return) => Ok(Self::Returned),
            (Self::Pending, Ship | Deliver | Return)
            | (Self::Ready, Deliver | Return)
            | (Self::Shipped, Release)
            | (Self::Delivered, Release | Ship)
            | (Self::Returned, Release | Ship | Deliver) => Err(Impossible::pair(self, change)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row<S: std::fmt::Debug, E: std::fmt::Debug>(
        state: S,
        event: E,
        after: Result<S, Impossible>,
    ) -> String {
        let after = after.map_or_else(|_| "-".to_owned(), |after| format!("{after:?}"));
        format!("{state:?} + {event:?} -> {after}")
    }

    #[test]
    fn the_order_machine_is_this_table() {
        let events = [OrderChange::Pay, OrderChange::Fulfill, OrderChange::Cancel];
        let rows: Vec<String> = OrderStatus::ALL
            .iter()
            .flat_map(|state| events.map(|event| row(*state, event, state.after(event))))
            .collect();
        insta::assert_snapshot!(rows.join("\n"));
    }

    #[test]
    fn the_fulfillment_machine_is_this_table() {
        use FulfillmentChange::{Deliver, Release, Return, Ship};
        let rows: Vec<String> = FulfillmentStatus::ALL
            .iter()
            .flat_map(|state| {
                [Release, Ship, Deliver, Return].map(|event| row(*state, event, state.after(event)))
            })
            .collect();
        insta::assert_snapshot!(rows.join("\n"));
    }
}
