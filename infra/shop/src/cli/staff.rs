//! The command line for staff: orders, what waits for a person, and queues.

use crate::endpoints::Endpoints;
use crate::staff::OrderName;
use crate::staff::breaks::BreakName;
use crate::staff::queues::QueueName;
use crate::stock::Units;
use clap::{Args, Subcommand};
use domain::orders::BreakKind;
use domain::orders::state::OrderStatus;
use serde::de::DeserializeOwned;

/// Which shop, and how its answers are printed.
#[derive(Debug, Args)]
pub struct Asked {
    /// Print JSON, for programs
    #[arg(long)]
    pub json: bool,
    /// Which shop
    #[command(flatten)]
    pub endpoints: Endpoints,
}

/// What can be done with orders.
#[derive(Debug, Subcommand)]
#[command(after_help = "\
An order is named by its number (V-01JMZ00Z9A) or its id (ord_...). Whatever changes an order goes through the queue
payments and is decided by the same function that settles payments; a refusal prints its reason and exits with 1.

  cargo shop orders list --status confirmed
  cargo shop orders show V-01JMZ00Z9A
  cargo shop orders ship V-01JMZ00Z9A --carrier DHL --tracking 00340434161094042557
  cargo shop orders deliver V-01JMZ00Z9A 1
  cargo shop orders refund V-01JMZ00Z9A MUG-TIDE-S=1 --restock
  cargo shop orders cancel V-01JMZ00Z9A")]
pub enum OrdersCommand {
    /// List orders, newest first
    List(ListOptions),
    /// Show one order: what is paid, what waits to be shipped, what goes back
    Show(OneOrder),
    /// Tell what happened to an order, oldest first
    Timeline(OneOrder),
    /// Record a parcel that was handed to its carrier; the shopper gets a mail
    Ship(ShipOptions),
    /// Record that a parcel arrived; with the last one the order is completed
    Deliver(DeliverOptions),
    /// Cancel an order of which nothing was shipped: units go back on the shelf, money to the shopper
    Cancel(CancelOptions),
    /// Give money back, for units or as an amount, never more than was paid
    Refund(RefundOptions),
    /// Say that the money of a bank transfer, or of a pickup, is there
    MarkPaid(OneOrder),
}

/// Which orders are listed.
#[derive(Debug, Args)]
pub struct ListOptions {
    /// Only these: pending, confirmed, completed or canceled
    #[arg(long, value_parser = named::<OrderStatus>)]
    pub status: Option<OrderStatus>,
    /// Which shop
    #[command(flatten)]
    pub asked: Asked,
}

/// One order.
#[derive(Debug, Args)]
pub struct OneOrder {
    /// The order's number or id
    pub order: OrderName,
    /// Which shop
    #[command(flatten)]
    pub asked: Asked,
}

/// What is in a parcel and who brings it.
#[derive(Debug, Args)]
#[command(after_help = "\
Without lines the parcel holds everything that is left. An order may leave in several parcels:

  cargo shop orders ship V-01JMZ00Z9A --carrier DHL --tracking 00340434161094042557 MUG-TIDE-S=2
  cargo shop orders ship V-01JMZ00Z9A --carrier Hermes

A line's name is its SKU; where something is written on the goods, `cargo shop orders show` tells the longer name.")]
pub struct ShipOptions {
    /// The order's number or id
    pub order: OrderName,
    /// What is in the parcel, as LINE=QUANTITY [default: everything that is left]
    #[arg(value_name = "LINE=QUANTITY")]
    pub lines: Vec<Units>,
    /// Who brings it
    #[arg(long)]
    pub carrier: String,
    /// What the carrier calls it
    #[arg(long, value_name = "NUMBER")]
    pub tracking: Option<String>,
    /// Which shop
    #[command(flatten)]
    pub asked: Asked,
}

/// Which parcel arrived.
#[derive(Debug, Args)]
pub struct DeliverOptions {
    /// The order's number or id
    pub order: OrderName,
    /// The parcel's number on the order: 1, 2, ...
    pub parcel: u32,
    /// Which shop
    #[command(flatten)]
    pub asked: Asked,
}

/// Which order is canceled.
#[derive(Debug, Args)]
pub struct CancelOptions {
    /// The order's number or id
    pub order: OrderName,
    /// Do not ask once more
    #[arg(long)]
    pub yes: bool,
    /// Which shop
    #[command(flatten)]
    pub asked: Asked,
}

/// Which restored table is released.
#[derive(Debug, Args)]
pub struct ReleaseOptions {
    /// Do not ask once more
    #[arg(long)]
    pub yes: bool,
    /// Which shop
    #[command(flatten)]
    pub asked: Asked,
}

/// What is given back.
#[derive(Debug, Args)]
#[command(after_help = "\
  cargo shop orders refund V-01JMZ00Z9A MUG-TIDE-S=1 --restock      one mug came back and can be sold again
  cargo shop orders refund V-01JMZ00Z9A MUG-TIDE-S=1 --no-restock   one mug came back broken
  cargo shop orders refund V-01JMZ00Z9A --amount 5.00               five euros, whatever for
  cargo shop orders refund V-01JMZ00Z9A                             all that is left, no units

Units that were not shipped yet are taken out of the order. The money goes the way it came; money that came outside
the provider (a bank transfer) is only recorded as given back, so transfer it.")]
pub struct RefundOptions {
    /// The order's number or id
    pub order: OrderName,
    /// For which units, as LINE=QUANTITY
    #[arg(value_name = "LINE=QUANTITY", requires = "shelf")]
    pub lines: Vec<Units>,
    /// How much, such as 12.50 [default: what the units cost; without units all that is left]
    #[arg(long)]
    pub amount: Option<String>,
    /// These units go back on the shelf
    #[arg(long, group = "shelf", requires = "lines")]
    pub restock: bool,
    /// These units cannot be sold again
    #[arg(long, group = "shelf", requires = "lines")]
    pub no_restock: bool,
    /// Do not ask once more
    #[arg(long)]
    pub yes: bool,
    /// Which shop
    #[command(flatten)]
    pub asked: Asked,
}

/// What can be done with breaks.
#[derive(Debug, Subcommand)]
#[command(after_help = "\
A break is something no rule can decide: an amount that differs, money for no order, a refund that did not arrive, a
dispute. `show` says what to do about each; `resolve` records that it was done.

  cargo shop breaks list
  cargo shop breaks show V-01JMZ00Z9A
  cargo shop breaks resolve V-01JMZ00Z9A refund_failed
  cargo shop breaks resolve stripe#pi_3PxQ")]
pub enum BreaksCommand {
    /// List what waits for a person
    List(Asked),
    /// Show the breaks of an order, or money without one, with what to do
    Show(ShowBreak),
    /// Record that a break is dealt with
    Resolve(ResolveBreak),
    /// Say that a table restored from a backup is the shop now: its payments are looked after again
    Release(ReleaseOptions),
}

/// Which break is shown.
#[derive(Debug, Args)]
pub struct ShowBreak {
    /// The order's number or id, or the provider's object, such as `stripe#pi_3PxQ`
    pub name: BreakName,
    /// Which shop
    #[command(flatten)]
    pub asked: Asked,
}

/// Which break is dealt with.
#[derive(Debug, Args)]
pub struct ResolveBreak {
    /// The order's number or id, or the provider's object, such as `stripe#pi_3PxQ`
    pub name: BreakName,
    /// Which kind, if the order has several: `amount_differs`, `unexpected_money`, stuck, `refund_failed` or disputed
    #[arg(value_parser = named::<BreakKind>)]
    pub kind: Option<BreakKind>,
    /// Which shop
    #[command(flatten)]
    pub asked: Asked,
}

/// What can be done with queues.
#[derive(Debug, Subcommand)]
#[command(after_help = "\
The queues are payments, stock and notices. A message that failed five times goes to the queue's dead letters
(payments-dlq, ...) and waits there for a person for 14 days.

  cargo shop queues list
  cargo shop queues peek payments-dlq
  cargo shop queues redrive payments          once the reason is gone")]
pub enum QueuesCommand {
    /// List the queues with how many messages wait
    List(Asked),
    /// Show messages and leave them where they are
    ///
    /// Looking counts as one of a message's receives, and the messages are hidden for a moment: look into a queue
    /// itself only when it stands still. Dead letters can be looked at as often as you like.
    Peek(PeekOptions),
    /// Send the dead letters of a queue back to it, to be handled again
    Redrive(RedriveOptions),
}

/// Which messages are shown.
#[derive(Debug, Args)]
pub struct PeekOptions {
    /// The queue, such as payments-dlq
    pub queue: QueueName,
    /// How many at most
    #[arg(long, default_value_t = 10, value_parser = clap::value_parser!(u32).range(1..=100))]
    pub count: u32,
    /// Which shop
    #[command(flatten)]
    pub asked: Asked,
}

/// Whose dead letters go back.
#[derive(Debug, Args)]
pub struct RedriveOptions {
    /// The queue they go back to, such as payments
    pub queue: QueueName,
    /// Do not ask once more
    #[arg(long)]
    pub yes: bool,
    /// Which shop
    #[command(flatten)]
    pub asked: Asked,
}

/// A value of a closed list, by its name in JSON.
fn named<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    serde_json::from_value(serde_json::Value::String(text.to_owned())).map_err(|error| error.to_string())
}
