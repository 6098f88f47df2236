//! Staff commands: decided on the order as loaded, written once with the row that remembers the answer.

use crate::Shop;
use crate::settle::{STEPS_MAX, SettleError};
use domain::ids::{MessageId, OrderId};
use domain::orders::command::{StaffCommand, obey as decide};
use domain::time::Timestamp;
use store::commands::{Command, CommandOutcome, CommandRefusal};
use store::{Never, StoreError};

/// Writes what a command asks for, or why it cannot be done; settling then does the rest.
///
/// # Errors
/// [`SettleError`]; the command comes again and is decided again.
pub async fn obey(
    shop: &Shop,
    id: &OrderId,
    message: &MessageId,
    kind: &'static str,
    command: &StaffCommand,
    now: Timestamp,
) -> Result<(), SettleError> {
    for _ in 0..STEPS_MAX {
        if shop.store.command_outcome(id, message).await? != CommandOutcome::NotYet {
            return Ok(());
        }
        let order = shop.store.order(id).await?.ok_or(SettleError::NoSuchOrder)?;
        let document = shop.store.order_document(id).await?.ok_or_else(incomplete)?;
        let shipments = match command {
            StaffCommand::Deliver { .. } => shop.store.shipments(id, order.shipments).await?,
            _ => Vec::new(),
        };
        let named = shipments.iter().find(|shipment| {
            matches!(command, StaffCommand::Deliver { shipment: number } if *number == shipment.number)
        });
        let obeyed = match decide(&order, &document, named, command, now) {
            Ok(obeyed) => obeyed,
            Err(why) => {
                tracing::warn!(order.id = %id, kind, %why, "a command was refused");
                return Ok(shop.store.refuse_command(id, message, kind, &why.to_string(), now).await?);
            }
        };
        let reason = format!("order {}", order.number);
        let row = Command { message, kind, reason, movement_id: edge::ids::movement };
        match shop.store.commit_command(&row, &obeyed, now).await {
            Ok(()) => {
                tracing::info!(order.id = %id, kind, "a command was obeyed");
                return Ok(());
            }
            Err(
                StoreError::Refused(CommandRefusal::Repeated | CommandRefusal::Changed)
                | StoreError::Unknown(_),
            ) => {}
            Err(StoreError::Refused(CommandRefusal::NothingHeld)) => {
                return Err(SettleError::Store(StoreError::broken("an order's held units are not there")));
            }
            Err(StoreError::Busy) => return Err(SettleError::Store(StoreError::Busy)),
            Err(StoreError::Broken(source)) => return Err(SettleError::Store(StoreError::Broken(source))),
        }
    }
    Err(SettleError::Contended)
}

fn incomplete() -> SettleError {
    SettleError::Store(StoreError::<Never>::broken("an order has no document"))
}
