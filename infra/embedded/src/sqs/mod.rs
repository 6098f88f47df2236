//! Queues with SQS's documented behavior, whose whole state is a journal in SQLite.
//!
//! Standard queues only. Visibility, delays, receive counts, redrive after exactly `maxReceiveCount`,
//! batches, long polls, moving back from dead-letter queues. A message is on disk before its send is
//! answered. Receivers are gone when the journal is opened, so what was in flight is visible then. Time is the shop's [`Clock`], so moving the clock makes messages visible.

mod attributes;
mod digest;
mod error;
mod messages;
mod operations;
mod shapes;
mod storage;

use std::{
    path::Path,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use rusqlite::Connection;
use serde_json::json;
use tokio::{sync::watch, time::Instant};

use self::{
    error::QueueError,
    operations::Outcome,
    shapes::{ReceiveMessage, ReceivedMessage},
};
use crate::{EmbeddedError, answer::Answer, blocking, clock::Clock};

/// The account every queue belongs to.
pub(crate) const ACCOUNT: &str = "000000000000";

/// The embedded queues; clones share them.
#[derive(Clone)]
pub struct Queues {
    inner: Arc<Inner>,
}

struct Inner {
    connection: Mutex<Connection>,
    in_file: bool,
    clock: Clock,
    changes: watch::Sender<u64>,
}

/// A message as somebody looking into a queue sees it, without receiving it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QueuedMessage {
    /// The id its sender was told.
    pub message_id: String,
    /// The body.
    pub body: String,
    /// When it was sent, in milliseconds since 1970.
    pub sent_at_ms: i64,
    /// When it can be received, in milliseconds since 1970.
    pub visible_at_ms: i64,
    /// How often it was received.
    pub receive_count: i64,
    /// Whether a receiver has it now.
    pub in_flight: bool,
}

impl Queues {
    /// Opens the queues of a journal file, or queues in memory.
    pub(crate) fn open(path: Option<&Path>, clock: Clock) -> Result<Self, rusqlite::Error> {
        let connection = storage::open(path)?;
        let released = storage::release_in_flight(&connection, clock.now_ms())?;
        if released > 0 {
            tracing::info!(released, "messages are visible again whose receivers are gone");
        }
        let connection = Mutex::new(connection);
        let inner = Inner { connection, in_file: path.is_some(), clock, changes: watch::Sender::new(0) };
        Ok(Self { inner: Arc::new(inner) })
    }

    /// The names of all queues, in order.
    pub async fn names(&self) -> Result<Vec<String>, EmbeddedError> {
        let names = self.run(|connection, _| Ok(storage::queue_names(connection)?)).await;
        names.map_err(EmbeddedError::from_queues)
    }

    /// The oldest messages of a queue, at most `limit`, wherever they are: visible, delayed or in flight.
    pub async fn messages(&self, queue: &str, limit: u32) -> Result<Vec<QueuedMessage>, EmbeddedError> {
        let queue = queue.to_owned();
        let messages = self
            .run(move |connection, now_ms| {
                let queue = storage::queue(connection, &queue)?;
                let messages = storage::all(connection, &queue.name, i64::from(limit))?;
                Ok(messages.into_iter().map(|message| seen(message, now_ms)).collect())
            })
            .await;
        messages.map_err(EmbeddedError::from_queues)
    }

    /// Answers one operation of the JSON protocol; `base_url` is where the caller reaches these queues.
    pub(crate) async fn answer(&self, base_url: &str, operation: &str, body: Vec<u8>) -> Answer {
        let outcome = if operation == "ReceiveMessage" {
            self.receive(body).await.map(|messages| json!({ "Messages": messages }))
        } else {
            let (base_url, operation) = (base_url.to_owned(), operation.to_owned());
            self.run(move |connection, now_ms| {
                let Outcome { answer, changed } =
                    operations::execute(connection, &base_url, &operation, &body, now_ms)?;
                Ok((answer, changed))
            })
            .await
            .map(|(answer, changed)| {
                if changed {
                    self.wake();
                }
                answer
            })
        };
        outcome.map_or_else(|error| error.answer(), |body| Answer::json(200, &body))
    }

    /// Receives at once, or as soon as there is something within the wait time.
    async fn receive(&self, body: Vec<u8>) -> Result<Vec<ReceivedMessage>, QueueError> {
        let request: ReceiveMessage = operations::parse(&body)?;
        let request = Arc::new(request);
        let (mut changes, mut moves) = (self.inner.changes.subscribe(), self.inner.clock.changes());
        let started = Instant::now();
        loop {
            changes.mark_unchanged();
            moves.mark_unchanged();
            let attempt = Arc::clone(&request);
            let tried =
                self.run(move |connection, now_ms| operations::receive(connection, &attempt, now_ms)).await?;
            if tried.moved {
                self.wake();
            }
            let left = tried.wait.saturating_sub(started.elapsed());
            if !tried.messages.is_empty() || left.is_zero() {
                return Ok(tried.messages);
            }
            let pause = tried.next_due.map_or(left, |next_due| left.min(next_due));
            tokio::select! {
                _ = changes.changed() => {}
                _ = moves.changed() => {}
                () = tokio::time::sleep(pause.max(Duration::from_millis(1))) => {}
            }
        }
    }

    fn wake(&self) {
        self.inner.changes.send_modify(|change| *change = change.wrapping_add(1));
    }

    /// Runs a piece of work on the journal, off the runtime's workers where it may wait for a disk.
    async fn run<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Connection, i64) -> Result<T, QueueError> + Send + 'static,
    ) -> Result<T, QueueError> {
        let inner = Arc::clone(&self.inner);
        let locked = move || {
            let mut connection = inner.connection.lock().unwrap_or_else(PoisonError::into_inner);
            work(&mut connection, inner.clock.now_ms())
        };
        blocking::run(self.inner.in_file, locked).await.unwrap_or(Err(QueueError::Stopped))
    }
}

fn seen(message: storage::Message, now_ms: i64) -> QueuedMessage {
    QueuedMessage {
        in_flight: message.receipt.is_some() && message.visible_at_ms > now_ms,
        message_id: message.id,
        body: message.body,
        sent_at_ms: message.sent_at_ms,
        visible_at_ms: message.visible_at_ms,
        receive_count: message.receive_count,
    }
}
