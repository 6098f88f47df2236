//! The journal: queues and messages in one SQLite file, which is all the state the queues have.
//!
//! A message is here from before its send is answered until it is deleted, moved or too old, with its
//! receive count and in the queue it is in, so a restart neither loses it nor forgets where it was.

use std::{collections::BTreeMap, path::Path};

use rusqlite::{Connection, OptionalExtension, Row, params};

use super::{ACCOUNT, attributes::QueueAttributes, error::QueueError};
use crate::REGION;

const SCHEMA: &str = "
CREATE TABLE IF NOT EXISTS queues (
    name TEXT PRIMARY KEY, attributes TEXT NOT NULL, tags TEXT NOT NULL,
    created_at_s INTEGER NOT NULL, modified_at_s INTEGER NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS messages (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, queue TEXT NOT NULL, message_id TEXT NOT NULL,
    body TEXT NOT NULL, attributes TEXT NOT NULL, trace TEXT,
    sent_at_ms INTEGER NOT NULL, visible_at_ms INTEGER NOT NULL,
    receive_count INTEGER NOT NULL DEFAULT 0, first_received_at_ms INTEGER,
    receipt TEXT, source_arn TEXT
) STRICT;
CREATE INDEX IF NOT EXISTS messages_due ON messages (queue, visible_at_ms, seq);
CREATE INDEX IF NOT EXISTS messages_age ON messages (queue, sent_at_ms);
";

const COLUMNS: &str = "seq, message_id, body, attributes, trace, sent_at_ms, visible_at_ms, receive_count, \
                       first_received_at_ms, receipt, source_arn";

/// One queue.
pub(crate) struct Queue {
    pub name: String,
    pub attributes: QueueAttributes,
    pub tags: BTreeMap<String, String>,
    pub created_at_s: i64,
    pub modified_at_s: i64,
}

/// One message where it lies.
pub(crate) struct Message {
    pub seq: i64,
    pub id: String,
    pub body: String,
    /// Message attributes as JSON.
    pub attributes: String,
    pub trace: Option<String>,
    pub sent_at_ms: i64,
    pub visible_at_ms: i64,
    pub receive_count: i64,
    pub first_received_at_ms: Option<i64>,
    pub receipt: Option<String>,
    /// The ARN of the queue from which it was moved to a dead-letter queue.
    pub source_arn: Option<String>,
}

/// How many messages of a queue can be received, are in flight and are delayed.
#[derive(Default)]
pub(crate) struct Counts {
    pub visible: i64,
    pub in_flight: i64,
    pub delayed: i64,
}

/// The ARN of a queue.
pub(crate) fn arn(name: &str) -> String {
    format!("arn:aws:sqs:{REGION}:{ACCOUNT}:{name}")
}

/// The name at the end of a queue's URL or ARN.
pub(crate) fn name_of(url_or_arn: &str) -> &str {
    url_or_arn.rsplit(['/', ':']).next().unwrap_or(url_or_arn)
}

/// Opens the journal in a file, or in memory.
pub(crate) fn open(path: Option<&Path>) -> Result<Connection, rusqlite::Error> {
    let connection = match path {
        None => Connection::open_in_memory()?,
        Some(path) => {
            let connection = Connection::open(path)?;
            connection.pragma_update(None, "journal_mode", "WAL")?;
            connection
        }
    };
    connection.set_prepared_statement_cache_capacity(64);
    connection.execute_batch(SCHEMA)?;
    Ok(connection)
}

/// Shows messages again that somebody had received: the receivers died with the process that had the journal open.
/// What it cut short does not count, or a few restarts in a row would make a dead letter of a good message.
pub(crate) fn release_in_flight(connection: &Connection, now_ms: i64) -> Result<usize, rusqlite::Error> {
    connection.execute(
        "UPDATE messages SET visible_at_ms = ?1, receipt = NULL, receive_count = receive_count - 1 \
         WHERE receipt IS NOT NULL AND visible_at_ms > ?1",
        [now_ms],
    )
}

/// Whether commits from here on reach the disk before they return, or may be lost with the power (never with
/// the process).
pub(crate) fn set_durable(connection: &Connection, durable: bool) -> Result<(), rusqlite::Error> {
    connection.pragma_update(None, "synchronous", if durable { "FULL" } else { "NORMAL" })
}

pub(crate) fn queue(connection: &Connection, url_or_name: &str) -> Result<Queue, QueueError> {
    find_queue(connection, name_of(url_or_name))?.ok_or(QueueError::QueueDoesNotExist)
}

pub(crate) fn find_queue(connection: &Connection, name: &str) -> Result<Option<Queue>, QueueError> {
    let mut statement = connection
        .prepare_cached("SELECT attributes, tags, created_at_s, modified_at_s FROM queues WHERE name = ?1")?;
    let row = statement
        .query_row([name], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get(3)?))
        })
        .optional()?;
    row.map(|(attributes, tags, created_at_s, modified_at_s)| {
        Ok(Queue {
            name: name.to_owned(),
            attributes: QueueAttributes::stored(&attributes)?,
            tags: serde_json::from_str(&tags)?,
            created_at_s,
            modified_at_s,
        })
    })
    .transpose()
}

pub(crate) fn queue_names(connection: &Connection) -> Result<Vec<String>, rusqlite::Error> {
    let mut statement = connection.prepare_cached("SELECT name FROM queues ORDER BY name")?;
    statement.query_map([], |row| row.get(0))?.collect()
}

pub(crate) fn save_queue(connection: &Connection, queue: &Queue) -> Result<(), QueueError> {
    connection.prepare_cached("INSERT OR REPLACE INTO queues VALUES (?1, ?2, ?3, ?4, ?5)")?.execute(
        params![
            queue.name,
            queue.attributes.to_json()?,
            serde_json::to_string(&queue.tags)?,
            queue.created_at_s,
            queue.modified_at_s
        ],
    )?;
    Ok(())
}

pub(crate) fn delete_queue(connection: &Connection, name: &str) -> Result<(), rusqlite::Error> {
    purge(connection, name)?;
    connection.prepare_cached("DELETE FROM queues WHERE name = ?1")?.execute([name])?;
    Ok(())
}

pub(crate) fn purge(connection: &Connection, queue: &str) -> Result<(), rusqlite::Error> {
    connection.prepare_cached("DELETE FROM messages WHERE queue = ?1")?.execute([queue])?;
    Ok(())
}

/// Appends a message; its `seq` is given by the journal.
pub(crate) fn append(connection: &Connection, queue: &str, message: &Message) -> Result<(), rusqlite::Error> {
    connection
        .prepare_cached(
            "INSERT INTO messages (queue, message_id, body, attributes, trace, sent_at_ms, visible_at_ms) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )?
        .execute(params![
            queue,
            message.id,
            message.body,
            message.attributes,
            message.trace,
            message.sent_at_ms,
            message.visible_at_ms
        ])?;
    Ok(())
}

/// The messages that can be received now, oldest first, at most `limit`.
pub(crate) fn due(
    connection: &Connection,
    queue: &str,
    now_ms: i64,
    limit: i64,
) -> Result<Vec<Message>, rusqlite::Error> {
    let mut statement = connection.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM messages WHERE queue = ?1 AND visible_at_ms <= ?2 \
         ORDER BY visible_at_ms, seq LIMIT ?3"
    ))?;
    statement.query_map(params![queue, now_ms, limit], read)?.collect()
}

/// Every message of a queue, oldest first, at most `limit`.
pub(crate) fn all(connection: &Connection, queue: &str, limit: i64) -> Result<Vec<Message>, rusqlite::Error> {
    let mut statement = connection
        .prepare_cached(&format!("SELECT {COLUMNS} FROM messages WHERE queue = ?1 ORDER BY seq LIMIT ?2"))?;
    statement.query_map(params![queue, limit], read)?.collect()
}

fn read(row: &Row<'_>) -> Result<Message, rusqlite::Error> {
    Ok(Message {
        seq: row.get(0)?,
        id: row.get(1)?,
        body: row.get(2)?,
        attributes: row.get(3)?,
        trace: row.get(4)?,
        sent_at_ms: row.get(5)?,
        visible_at_ms: row.get(6)?,
        receive_count: row.get(7)?,
        first_received_at_ms: row.get(8)?,
        receipt: row.get(9)?,
        source_arn: row.get(10)?,
    })
}

/// The next moment, after now, at which a message of the queue can be received.
pub(crate) fn next_due_ms(
    connection: &Connection,
    queue: &str,
    now_ms: i64,
) -> Result<Option<i64>, rusqlite::Error> {
    connection
        .prepare_cached("SELECT min(visible_at_ms) FROM messages WHERE queue = ?1 AND visible_at_ms > ?2")?
        .query_row(params![queue, now_ms], |row| row.get(0))
}

pub(crate) fn mark_received(
    connection: &Connection,
    message: &Message,
    receipt: &str,
    now_ms: i64,
    visible_at_ms: i64,
) -> Result<(), rusqlite::Error> {
    connection
        .prepare_cached(
            "UPDATE messages SET receipt = ?2, visible_at_ms = ?3, receive_count = receive_count + 1, \
             first_received_at_ms = coalesce(first_received_at_ms, ?4) WHERE seq = ?1",
        )?
        .execute(params![message.seq, receipt, visible_at_ms, now_ms])?;
    Ok(())
}

/// Moves a message to a dead-letter queue; its id, age and receive count stay.
pub(crate) fn move_to(
    connection: &Connection,
    message: &Message,
    dead_letter_queue: &str,
    source_arn: &str,
    now_ms: i64,
) -> Result<(), rusqlite::Error> {
    connection
        .prepare_cached(
            "UPDATE messages SET queue = ?2, source_arn = ?3, visible_at_ms = ?4, receipt = NULL WHERE seq = ?1",
        )?
        .execute(params![message.seq, dead_letter_queue, source_arn, now_ms])?;
    Ok(())
}

/// Deletes a message by the receipt of its last receive; a message received again since stays.
pub(crate) fn delete(connection: &Connection, seq: i64, receipt: &str) -> Result<(), rusqlite::Error> {
    connection
        .prepare_cached("DELETE FROM messages WHERE seq = ?1 AND receipt = ?2")?
        .execute(params![seq, receipt])?;
    Ok(())
}

pub(crate) fn delete_by_seq(connection: &Connection, seq: i64) -> Result<(), rusqlite::Error> {
    connection.prepare_cached("DELETE FROM messages WHERE seq = ?1")?.execute([seq])?;
    Ok(())
}

/// Deletes the messages sent before a moment.
pub(crate) fn delete_sent_before(
    connection: &Connection,
    queue: &str,
    sent_at_ms: i64,
) -> Result<(), rusqlite::Error> {
    connection
        .prepare_cached("DELETE FROM messages WHERE queue = ?1 AND sent_at_ms < ?2")?
        .execute(params![queue, sent_at_ms])?;
    Ok(())
}

/// Sets when a message in flight becomes visible; answers whether it was in flight under this receipt.
pub(crate) fn set_visible_at(
    connection: &Connection,
    seq: i64,
    receipt: &str,
    now_ms: i64,
    visible_at_ms: i64,
) -> Result<bool, rusqlite::Error> {
    let changed = connection
        .prepare_cached(
            "UPDATE messages SET visible_at_ms = ?4 WHERE seq = ?1 AND receipt = ?2 AND visible_at_ms > ?3",
        )?
        .execute(params![seq, receipt, now_ms, visible_at_ms])?;
    Ok(changed > 0)
}

pub(crate) fn counts(connection: &Connection, queue: &str, now_ms: i64) -> Result<Counts, rusqlite::Error> {
    connection
        .prepare_cached(
            "SELECT coalesce(sum(visible_at_ms <= ?2), 0), \
             coalesce(sum(visible_at_ms > ?2 AND receipt IS NOT NULL), 0), \
             coalesce(sum(visible_at_ms > ?2 AND receipt IS NULL), 0) FROM messages WHERE queue = ?1",
        )?
        .query_row(params![queue, now_ms], |row| {
            Ok(Counts { visible: row.get(0)?, in_flight: row.get(1)?, delayed: row.get(2)? })
        })
}
