//! What the staff commands do: each finds what it is about, asks once more where it must, and tells what came.

use super::{Failure, connect};
use crate::cli::staff::{
    Asked, BreaksCommand, CancelOptions, OrdersCommand, QueuesCommand, RedriveOptions, RefundOptions,
    ShipOptions,
};
use crate::endpoints::Running;
use crate::staff::breaks::{self, Resolved};
use crate::staff::confirm::confirmed;
use crate::staff::{self, OrderName, StaffError, find, orders, print, queues};
use crate::stock::Units;
use crate::workspace::Workspace;
use contract::messages::{Message, OrderRef, ParcelRef, RefundOrder, ShipOrder};
use domain::ids::LineId;
use domain::money::Money;
use domain::orders::Order;
use std::collections::BTreeMap;

const NOTHING_DONE: &str = "nothing was done";

/// `cargo shop orders`.
pub async fn orders(workspace: &Workspace, command: OrdersCommand) -> Result<bool, Failure> {
    match command {
        OrdersCommand::List(options) => {
            let running = connect(workspace, &options.asked.endpoints).await?;
            print(&orders::list(&running, options.status).await?, options.asked.json)?;
        }
        OrdersCommand::Show(one) => {
            let running = connect(workspace, &one.asked.endpoints).await?;
            print(&orders::show(&running, &one.order).await?, one.asked.json)?;
        }
        OrdersCommand::Timeline(one) => {
            let running = connect(workspace, &one.asked.endpoints).await?;
            print(&orders::timeline(&running, &one.order).await?, one.asked.json)?;
        }
        OrdersCommand::Ship(options) => return ship(workspace, options).await,
        OrdersCommand::Deliver(options) => {
            let shipment = options.parcel;
            let message =
                |order: &Order| Message::DeliverOrder(ParcelRef { order_id: order.id.clone(), shipment });
            return plain(workspace, &options.asked, &options.order, message).await;
        }
        OrdersCommand::Cancel(options) => return cancel(workspace, options).await,
        OrdersCommand::Refund(options) => return refund(workspace, options).await,
        OrdersCommand::MarkPaid(one) => {
            let message = |order: &Order| Message::MarkOrderPaid(OrderRef { order_id: order.id.clone() });
            return plain(workspace, &one.asked, &one.order, message).await;
        }
    }
    Ok(true)
}

/// A command that nobody has to be asked about.
async fn plain(
    workspace: &Workspace,
    asked: &Asked,
    order: &OrderName,
    message: impl FnOnce(&Order) -> Message,
) -> Result<bool, Failure> {
    let running = connect(workspace, &asked.endpoints).await?;
    let order = find(&running, order).await?;
    send(&running, &order, &message(&order), asked.json).await
}

async fn send(running: &Running, order: &Order, message: &Message, json: bool) -> Result<bool, Failure> {
    let commanded = staff::command(running, order, message).await?;
    print(&commanded, json)?;
    Ok(commanded.is_done())
}

async fn ship(workspace: &Workspace, options: ShipOptions) -> Result<bool, Failure> {
    let lines = units(&options.lines)?;
    let (carrier, tracking_number) = (options.carrier, options.tracking);
    let message = |order: &Order| {
        Message::ShipOrder(ShipOrder { order_id: order.id.clone(), lines, carrier, tracking_number })
    };
    plain(workspace, &options.asked, &options.order, message).await
}

async fn cancel(workspace: &Workspace, options: CancelOptions) -> Result<bool, Failure> {
    let running = connect(workspace, &options.asked.endpoints).await?;
    let order = find(&running, &options.order).await?;
    let money = match order.refundable {
        back if back.amount_minor > 0 => format!(" and give {} back", back.shown()),
        _ => String::new(),
    };
    if !confirmed(
        &format!("Cancel order {} over {}{money}?", order.number, order.total.shown()),
        options.yes,
    )? {
        println!("{NOTHING_DONE}");
        return Ok(false);
    }
    let message = Message::CancelOrder(OrderRef { order_id: order.id.clone() });
    send(&running, &order, &message, options.asked.json).await
}

async fn refund(workspace: &Workspace, options: RefundOptions) -> Result<bool, Failure> {
    let lines = units(&options.lines)?;
    let running = connect(workspace, &options.asked.endpoints).await?;
    let order = find(&running, &options.order).await?;
    let amount =
        options.amount.as_deref().map(|text| Money::parse(text, order.total.currency)).transpose()?;
    let much = match amount {
        Some(amount) => amount.shown(),
        None if lines.is_empty() => format!("all that is left ({})", order.refundable.shown()),
        None => "what these units cost".to_owned(),
    };
    if !confirmed(&format!("Give back {much} of order {}?", order.number), options.yes)? {
        println!("{NOTHING_DONE}");
        return Ok(false);
    }
    let restock = options.restock;
    let message = Message::RefundOrder(RefundOrder { order_id: order.id.clone(), amount, lines, restock });
    send(&running, &order, &message, options.asked.json).await
}

/// The lines of a command: each once, with at least one unit.
fn units(lines: &[Units]) -> Result<BTreeMap<LineId, u32>, StaffError> {
    let mut units = BTreeMap::new();
    for line in lines {
        let quantity = u32::try_from(line.quantity).ok().filter(|quantity| *quantity > 0);
        let quantity =
            quantity.ok_or_else(|| StaffError::Asked(format!("{line}: write how many units, 1 or more")))?;
        if units.insert(line.of.clone(), quantity).is_some() {
            return Err(StaffError::Asked(format!("{} is named twice", line.of)));
        }
    }
    Ok(units)
}

/// `cargo shop breaks`.
pub async fn breaks(workspace: &Workspace, command: BreaksCommand) -> Result<bool, Failure> {
    match command {
        BreaksCommand::List(asked) => {
            let running = connect(workspace, &asked.endpoints).await?;
            print(&breaks::list(&running).await?, asked.json)?;
        }
        BreaksCommand::Show(options) => {
            let running = connect(workspace, &options.asked.endpoints).await?;
            print(&breaks::show(&running, &options.name).await?, options.asked.json)?;
        }
        BreaksCommand::Release(options) => {
            let running = connect(workspace, &options.asked.endpoints).await?;
            if running.store.is_the_shop().await.map_err(StaffError::from)? {
                println!("this table is the shop already");
                return Ok(true);
            }
            let question = "Was every order and payment since the backup compared with the provider's?";
            if !confirmed(question, options.yes)? {
                println!("{NOTHING_DONE}");
                return Ok(false);
            }
            running.store.become_the_shop().await.map_err(StaffError::from)?;
            println!("released: orders that are due are looked at within a minute");
        }
        BreaksCommand::Resolve(options) => {
            let running = connect(workspace, &options.asked.endpoints).await?;
            match breaks::resolve(&running, &options.name, options.kind).await? {
                Resolved::Money(resolved) => print(&resolved, options.asked.json)?,
                Resolved::Order(commanded) => {
                    print(&commanded, options.asked.json)?;
                    return Ok(commanded.is_done());
                }
            }
        }
    }
    Ok(true)
}

/// `cargo shop queues`.
pub async fn queues(workspace: &Workspace, command: QueuesCommand) -> Result<bool, Failure> {
    match command {
        QueuesCommand::List(asked) => {
            let running = connect(workspace, &asked.endpoints).await?;
            print(&queues::list(&running).await?, asked.json)?;
        }
        QueuesCommand::Peek(options) => {
            let running = connect(workspace, &options.asked.endpoints).await?;
            print(&queues::peek(&running, options.queue, options.count).await?, options.asked.json)?;
        }
        QueuesCommand::Redrive(options) => return redrive(workspace, options).await,
    }
    Ok(true)
}

/// `cargo shop audit`.
pub async fn audit(workspace: &Workspace, asked: &Asked) -> Result<bool, Failure> {
    let running = connect(workspace, &asked.endpoints).await?;
    let report = crate::audit::audit(&running).await?;
    print(&report, asked.json)?;
    Ok(report.violations() == 0)
}

async fn redrive(workspace: &Workspace, options: RedriveOptions) -> Result<bool, Failure> {
    let running = connect(workspace, &options.asked.endpoints).await?;
    let queue = queues::QueueName { dead_letters: false, ..options.queue };
    let count = queues::dead_letters(&running, queue.queue).await?;
    if count == 0 {
        println!("{queue} has no dead letters");
        return Ok(true);
    }
    let things = if count == 1 { "1 dead letter".to_owned() } else { format!("{count} dead letters") };
    if !confirmed(&format!("Send {things} back to {queue} to be handled again?"), options.yes)? {
        println!("{NOTHING_DONE}");
        return Ok(false);
    }
    print(&queues::redrive(&running, queue.queue).await?, options.asked.json)?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_command_names_each_sku_once_with_at_least_one_unit() {
        let read = |lines: &[&str]| {
            let lines: Vec<Units> = lines.iter().map(|line| line.parse().unwrap()).collect();
            units(&lines).map_err(|error| error.to_string())
        };
        assert_eq!(read(&["MUG-TIDE=2", "OWL=1"]).unwrap().len(), 2);
        assert_eq!(read(&["OWL=0"]).unwrap_err(), "OWL=0: write how many units, 1 or more");
        assert_eq!(read(&["OWL=-1"]).unwrap_err(), "OWL=-1: write how many units, 1 or more");
        assert_eq!(read(&["OWL=1", "OWL=2"]).unwrap_err(), "OWL is named twice");
    }
}
