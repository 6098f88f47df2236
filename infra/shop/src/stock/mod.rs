//! `cargo shop stock`: receipts, adjustments and counts go through the stock queue, as everybody's do, and the
//! answer is read from the movement each line became.

mod lines;

pub use self::lines::{Line, LineError, Units, read_file};

use crate::endpoints::{Running, SendError};
use aws_sdk_sqs::error::DisplayErrorContext;
use contract::messages::{ChangeStock, Message};
use domain::ids::{MessageId, Sku};
use domain::inventory::{MovementKind, Stock, StockChange};
use edge::ids::ChanceError;
use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;
use store::stock::MovementOutcome;
use store::{Never, StoreError};
use tokio::time::{Instant, sleep};

/// Lines in one message, so that it stays far below the queue's 256 KB with the longest reasons.
const LINES_PER_MESSAGE: usize = 200;

/// How long a person waits without any answer before being told to look later.
const ANSWER_WAIT: Duration = Duration::from_secs(10);

/// How often the answer is looked for.
const LOOK_EVERY: Duration = Duration::from_millis(100);

/// Why stock could not be moved or shown.
#[derive(Debug, thiserror::Error)]
pub enum StockError {
    /// These are neither in the catalogue nor in stock.
    #[error("not in the catalogue: {}; nothing was moved", .0.join(", "))]
    UnknownSkus(Vec<String>),
    /// The table could not be read.
    #[error("the table cannot be read: {0}")]
    Store(String),
    /// The command could not be sent.
    #[error(transparent)]
    Send(#[from] SendError),
    /// No id could be made.
    #[error(transparent)]
    Chance(#[from] ChanceError),
}

impl From<StoreError<Never>> for StockError {
    fn from(error: StoreError<Never>) -> Self {
        Self::Store(DisplayErrorContext(error).to_string())
    }
}

/// What became of the lines of a command.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// One line of text per movement, in the order they were asked for.
    pub rows: Vec<String>,
    /// How many were done.
    pub done: usize,
    /// How many were refused or not answered in time.
    pub not_done: usize,
}

/// Sends the lines to the stock queue and waits for what becomes of them.
///
/// # Errors
/// [`StockError`]; with [`StockError::Send`] earlier messages of the same command may have been sent.
pub async fn change(
    running: &Running,
    kind: MovementKind,
    lines: &[Line],
    reason: &str,
) -> Result<Moved, StockError> {
    let skus: BTreeSet<&Sku> = lines.iter().map(|line| &line.of).collect();
    refuse_unknown(running, &skus).await?;
    let command = MessageId::from_bits(edge::ids::random()?);
    let changes: Vec<StockChange> = lines
        .iter()
        .enumerate()
        .map(|(position, line)| StockChange {
            id: edge::ids::movement(command.as_str(), position),
            sku: line.of.clone(),
            kind,
            quantity: line.quantity,
            reason: reason.to_owned(),
        })
        .collect();
    for chunk in changes.chunks(LINES_PER_MESSAGE) {
        send(running, chunk).await?;
    }
    let outcomes = wait(running, &changes).await?;
    let stock = running.store.stock(skus, true).await?;
    Ok(told(&changes, &outcomes, &stock))
}

async fn refuse_unknown(running: &Running, skus: &BTreeSet<&Sku>) -> Result<(), StockError> {
    let in_stock = running.store.stock(skus.iter().copied(), false).await?;
    let mut unknown: BTreeSet<&Sku> =
        skus.iter().copied().filter(|sku| !in_stock.contains_key(*sku)).collect();
    if unknown.is_empty() {
        return Ok(());
    }
    for sku in listed(running).await? {
        unknown.remove(&sku);
    }
    if unknown.is_empty() {
        return Ok(());
    }
    Err(StockError::UnknownSkus(unknown.into_iter().map(ToString::to_string).collect()))
}

/// Every SKU of the published catalogue.
async fn listed(running: &Running) -> Result<BTreeSet<Sku>, StockError> {
    let Some(version) = running.store.catalog_version().await? else { return Ok(BTreeSet::new()) };
    let offers = running.store.all_offers(&version).await?;
    Ok(offers.into_values().flatten().map(|offer| offer.sku).collect())
}

async fn send(running: &Running, lines: &[StockChange]) -> Result<(), StockError> {
    let id = MessageId::from_bits(edge::ids::random()?);
    Ok(running.send(&id, &Message::ChangeStock(ChangeStock { lines: lines.to_vec() })).await?)
}

/// Looks until every change has its answer, or until nothing was answered for a while.
async fn wait(running: &Running, changes: &[StockChange]) -> Result<Vec<MovementOutcome>, StockError> {
    let mut outcomes = vec![MovementOutcome::NotYet; changes.len()];
    let mut last_answer = Instant::now();
    // Messages may overtake each other, so one line that waits says nothing about the next message's.
    while let Some(first) = outcomes.iter().position(|outcome| *outcome == MovementOutcome::NotYet) {
        if last_answer.elapsed() >= ANSWER_WAIT {
            break;
        }
        let mut answered = false;
        for (changes, outcomes) in changes
            .chunks(LINES_PER_MESSAGE)
            .zip(outcomes.chunks_mut(LINES_PER_MESSAGE))
            .skip(first / LINES_PER_MESSAGE)
        {
            answered |= look(running, changes, outcomes).await?;
        }
        if answered {
            last_answer = Instant::now();
        } else {
            sleep(LOOK_EVERY).await;
        }
    }
    Ok(outcomes)
}

/// Looks at the lines of one message up to the first that has no answer: they are done in their order.
async fn look(
    running: &Running,
    changes: &[StockChange],
    outcomes: &mut [MovementOutcome],
) -> Result<bool, StockError> {
    let mut answered = false;
    for (change, outcome) in changes.iter().zip(outcomes) {
        if *outcome != MovementOutcome::NotYet {
            continue;
        }
        *outcome = running.store.movement_outcome(&change.sku, &change.id).await?;
        if *outcome == MovementOutcome::NotYet {
            break;
        }
        answered = true;
    }
    Ok(answered)
}

fn told(changes: &[StockChange], outcomes: &[MovementOutcome], stock: &BTreeMap<Sku, Stock>) -> Moved {
    let mut moved = Moved { rows: Vec::new(), done: 0, not_done: 0 };
    for (change, outcome) in changes.iter().zip(outcomes) {
        let what = match outcome {
            MovementOutcome::Done { delta } => {
                moved.done += 1;
                let now = stock.get(&change.sku).copied().unwrap_or_default();
                format!("{delta:+}  now {}", numbers(&now))
            }
            MovementOutcome::Refused(why) => {
                moved.not_done += 1;
                format!("refused: {why}")
            }
            MovementOutcome::NotYet => {
                moved.not_done += 1;
                "not answered yet: look again with `cargo shop stock show`".to_owned()
            }
        };
        moved.rows.push(format!("{}  {what}", change.sku));
    }
    moved
}

fn numbers(stock: &Stock) -> String {
    format!("{} available, {} reserved, {} on hand", stock.available, stock.reserved, stock.on_hand())
}

/// One line per SKU with its numbers; without SKUs, all of the published catalogue.
///
/// # Errors
/// [`StockError`].
pub async fn show(running: &Running, skus: &[Sku]) -> Result<Vec<String>, StockError> {
    let wanted: BTreeSet<Sku> =
        if skus.is_empty() { listed(running).await? } else { skus.iter().cloned().collect() };
    let stock = running.store.stock(&wanted, true).await?;
    let row = |sku: &Sku| {
        let numbers = stock.get(sku).map_or_else(|| "never had any stock".to_owned(), numbers);
        format!("{sku}  {numbers}")
    };
    Ok(wanted.iter().map(row).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_is_told_what_became_of_every_line() {
        let sku = |text: &str| Sku::parse(text).unwrap();
        let change = |text: &str, position| StockChange {
            id: edge::ids::movement("msg", position),
            sku: sku(text),
            kind: MovementKind::Adjustment,
            quantity: -2,
            reason: "broken".to_owned(),
        };
        let changes = [change("MUG-TIDE", 0), change("MUG-CHALK", 1), change("BOWL", 2)];
        let outcomes = [
            MovementOutcome::Done { delta: -2 },
            MovementOutcome::Refused("only 1 are available, 0 are promised to orders".to_owned()),
            MovementOutcome::NotYet,
        ];
        let stock = BTreeMap::from([(sku("MUG-TIDE"), Stock { available: 4, reserved: 1, version: 3 })]);
        let moved = told(&changes, &outcomes, &stock);
        assert_eq!((moved.done, moved.not_done), (1, 2));
        assert_eq!(
            moved.rows,
            [
                "MUG-TIDE  -2  now 4 available, 1 reserved, 5 on hand",
                "MUG-CHALK  refused: only 1 are available, 0 are promised to orders",
                "BOWL  not answered yet: look again with `cargo shop stock show`",
            ]
        );
    }
}
