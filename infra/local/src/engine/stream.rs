//! A table's changes to a function, without a stream in the table.
//!
//! The stream's filter asks for one attribute, and a sparse index lists the items that have it. This loop reads
//! that index after every write and every second, and hands the items over as stream records in one batch. A
//! record that fails is tried again as often as the template says and then left alone until its item changes:
//! the sweep picks it up, as it does in the cloud.

use std::{
    collections::{HashMap, HashSet},
    sync::Arc,
    time::Duration,
};

use aws_lambda_events::{dynamodb::Event, streams::DynamoDbEventResponse};
use aws_sdk_dynamodb::{Client, error::DisplayErrorContext};
use embedded::Clock;
use serde_json::{Map, Value, json};
use template_reader::{Function, Index, StreamSource, Table};
use tokio::{sync::watch, time::Instant};

use super::{
    StreamHandler,
    invoke::Invoker,
    records::{self, Item},
    stopped,
};

/// How often to look although nobody wrote, and how long a failed record rests.
const PAUSE: Duration = Duration::from_secs(1);

/// One stream's event source mapping.
pub(crate) struct StreamPoller {
    pub function: Arc<Function>,
    pub handler: StreamHandler,
    pub source: StreamSource,
    pub table: Table,
    pub table_name: String,
    pub index: Index,
    pub client: Client,
    pub clock: Clock,
    pub invoker: Invoker,
}

/// An item's present state on its way to the function.
struct Pending {
    key: String,
    image: Map<String, Value>,
    sequence_number: String,
    record: Value,
}

/// What became of an item's last state.
struct Failed {
    image: Map<String, Value>,
    times: u32,
    rest_until: Instant,
}

impl StreamPoller {
    /// Looks after every write and every second until told to stop.
    pub async fn run(self, mut writes: Option<watch::Receiver<u64>>, stop: watch::Receiver<bool>) {
        let mut failed: HashMap<String, Failed> = HashMap::new();
        let mut sequence = self.clock.now_ms().saturating_mul(1_000);
        loop {
            if let Some(writes) = &mut writes {
                writes.mark_unchanged();
            }
            // A batch under way is not broken off by the end.
            self.look(&mut failed, &mut sequence).await;
            tokio::select! {
                () = written(writes.as_mut()) => {}
                () = tokio::time::sleep(PAUSE) => {}
                () = stopped(stop.clone()) => return,
            }
        }
    }

    async fn look(&self, failed: &mut HashMap<String, Failed>, sequence: &mut i64) {
        let items = match self.listed().await {
            Ok(items) => items,
            Err(problem) => {
                tracing::warn!(table = self.table_name, problem, "the table cannot be watched");
                return;
            }
        };
        let mut seen = HashSet::new();
        let mut pending = Vec::new();
        for item in items {
            let next = self.pending(&item, sequence);
            seen.insert(next.key.clone());
            if records::passes(&self.source, &next.record) && self.is_ready(&next, failed) {
                pending.push(next);
            }
        }
        failed.retain(|key, _| seen.contains(key));
        let mut pending = pending.into_iter().peekable();
        let size = usize::try_from(self.source.batch_size).unwrap_or(1).max(1);
        while pending.peek().is_some() {
            let batch: Vec<Pending> = pending.by_ref().take(size).collect();
            self.hand_over(batch, failed).await;
        }
    }

    fn pending(&self, item: &Item, sequence: &mut i64) -> Pending {
        *sequence += 1;
        let sequence_number = format!("{sequence:021}");
        let image = records::image(item);
        let key: Vec<String> = records::key_names(&self.table.key)
            .map(|name| image.get(name).map(Value::to_string).unwrap_or_default())
            .collect();
        let now_ms = self.clock.now_ms();
        let record = records::record(&self.table, &self.table_name, &image, &sequence_number, now_ms);
        Pending { key: key.join(" "), image, sequence_number, record }
    }

    /// Whether this state was not given up and is not resting after a failure.
    fn is_ready(&self, pending: &Pending, failed: &HashMap<String, Failed>) -> bool {
        match failed.get(&pending.key) {
            Some(before) if before.image == pending.image => {
                let given_up = self.source.retries_max.is_some_and(|retries_max| before.times > retries_max);
                !given_up && before.rest_until <= Instant::now()
            }
            _ => true,
        }
    }

    /// Hands a batch over; a batch that fails as a whole is halved until the records at fault stand alone.
    async fn hand_over(&self, batch: Vec<Pending>, failed: &mut HashMap<String, Failed>) {
        let mut batches = vec![batch];
        while let Some(mut batch) = batches.pop() {
            let failures = self.invoke(&batch).await;
            if failures.len() == batch.len() && batch.len() > 1 && self.source.bisects {
                let second_half = batch.split_off(batch.len() / 2);
                batches.extend([second_half, batch]);
                continue;
            }
            for pending in batch {
                if failures.contains(&pending.sequence_number) {
                    let before = failed.remove(&pending.key).filter(|before| before.image == pending.image);
                    let times = before.map_or(0, |before| before.times) + 1;
                    let rest_until = Instant::now() + PAUSE;
                    failed.insert(pending.key, Failed { image: pending.image, times, rest_until });
                } else {
                    failed.remove(&pending.key);
                }
            }
        }
    }

    /// The sequence numbers of the records that failed.
    async fn invoke(&self, batch: &[Pending]) -> HashSet<String> {
        let all = || batch.iter().map(|pending| pending.sequence_number.clone()).collect();
        let records: Vec<&Value> = batch.iter().map(|pending| &pending.record).collect();
        let event: Event = match serde_json::from_value(json!({ "Records": records })) {
            Ok(event) => event,
            Err(error) => {
                tracing::error!(%error, "items do not make an event");
                return all();
            }
        };
        match self.invoker.invoke(&self.function, (self.handler)(event)).await {
            Ok(answer) if self.source.reports_batch_item_failures => {
                reported(&answer, batch).unwrap_or_else(all)
            }
            Ok(_) => HashSet::new(),
            Err(error) => {
                tracing::error!(%error, records = batch.len(), "a batch of changes failed");
                all()
            }
        }
    }

    /// The items the index lists now.
    async fn listed(&self) -> Result<Vec<Item>, String> {
        let mut items = Vec::new();
        let mut start = None;
        loop {
            let page = self
                .client
                .scan()
                .table_name(&self.table_name)
                .index_name(&self.index.name)
                .set_exclusive_start_key(start)
                .send()
                .await
                .map_err(|error| DisplayErrorContext(error).to_string())?;
            for entry in page.items() {
                items.extend(self.item(entry).await?);
            }
            start = page.last_evaluated_key;
            if start.as_ref().is_none_or(HashMap::is_empty) {
                return Ok(items);
            }
        }
    }

    async fn item(&self, entry: &Item) -> Result<Option<Item>, String> {
        let key: Item = records::key_names(&self.table.key)
            .filter_map(|name| entry.get(name).map(|value| (name.to_owned(), value.clone())))
            .collect();
        let found =
            self.client.get_item().table_name(&self.table_name).set_key(Some(key)).consistent_read(true);
        let found = found.send().await.map_err(|error| DisplayErrorContext(error).to_string())?;
        Ok(found.item)
    }
}

/// The records reported as failed, or `None` when an id is empty or not of this batch: then all count as failed.
fn reported(answer: &DynamoDbEventResponse, batch: &[Pending]) -> Option<HashSet<String>> {
    let known: HashSet<&str> = batch.iter().map(|pending| pending.sequence_number.as_str()).collect();
    answer
        .batch_item_failures
        .iter()
        .map(|failure| {
            failure.item_identifier.clone().filter(|identifier| known.contains(identifier.as_str()))
        })
        .collect()
}

/// Ends after the next write; never where writes are not told.
async fn written(writes: Option<&mut watch::Receiver<u64>>) {
    let ended = match writes {
        Some(writes) => writes.changed().await.is_err(),
        None => true,
    };
    if ended {
        std::future::pending::<()>().await;
    }
}
