//! The ledger's SQLite file: one row per record, written through in one transaction per change.
//!
//! It is read once, at the start; afterwards it is only written. It does not know what records mean.

use std::path::Path;
use std::time::Duration;

use rusqlite::{Connection, OptionalExtension, params};

use crate::ids;

use super::records::Record;
use super::{LedgerError, Tables};

/// One row to be written; no body means that the row goes.
#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) kind: &'static str,
    pub(crate) id: String,
    pub(crate) body: Option<String>,
}

/// An open ledger file.
#[derive(Debug)]
pub(crate) struct LedgerFile {
    connection: Connection,
}

impl LedgerFile {
    /// Opens the file, creating it and its tables where they do not exist.
    pub(crate) fn open(path: &Path) -> Result<Self, LedgerError> {
        let connection = Connection::open(path)?;
        connection.busy_timeout(Duration::from_secs(2))?;
        connection.pragma_update(None, "journal_mode", "WAL")?;
        connection.pragma_update(None, "synchronous", "NORMAL")?;
        connection.execute_batch(
            "CREATE TABLE IF NOT EXISTS records (
                 kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL, PRIMARY KEY (kind, id)
             ) WITHOUT ROWID;
             CREATE TABLE IF NOT EXISTS settings (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;",
        )?;
        Ok(Self { connection })
    }

    /// The seed of the ledger's ids: the one stored, else the given one, else a random one.
    pub(crate) fn seed(&self, wanted: Option<String>) -> Result<String, LedgerError> {
        if let Some(seed) = self.setting("seed")? {
            return Ok(seed);
        }
        let seed = wanted.map_or_else(ids::random_seed, Ok)?;
        self.connection.execute("INSERT INTO settings (name, value) VALUES ('seed', ?1)", params![seed])?;
        Ok(seed)
    }

    /// The number of the newest object.
    pub(crate) fn counter(&self) -> Result<u64, LedgerError> {
        Ok(self.setting("counter")?.and_then(|text| text.parse().ok()).unwrap_or(0))
    }

    fn setting(&self, name: &str) -> Result<Option<String>, LedgerError> {
        let mut statement = self.connection.prepare_cached("SELECT value FROM settings WHERE name = ?1")?;
        Ok(statement.query_row(params![name], |row| row.get(0)).optional()?)
    }

    /// Reads all records of one kind into their table.
    pub(crate) fn read<R: Record>(&self, tables: &mut Tables) -> Result<(), LedgerError> {
        for body in self.bodies(R::KIND)? {
            let record: R = serde_json::from_str(&body)?;
            R::of_mut(tables).insert(record.id().to_owned(), record);
        }
        Ok(())
    }

    /// The records of one kind as they were written.
    pub(crate) fn bodies(&self, kind: &str) -> Result<Vec<String>, LedgerError> {
        let mut statement = self.connection.prepare_cached("SELECT body FROM records WHERE kind = ?1")?;
        let bodies = statement.query_map(params![kind], |row| row.get(0))?;
        Ok(bodies.collect::<Result<_, _>>()?)
    }

    /// Writes rows and the counter in one transaction.
    pub(crate) fn write(&mut self, rows: &[Row], counter: u64) -> Result<(), LedgerError> {
        let transaction = self.connection.transaction()?;
        for row in rows {
            if let Some(body) = &row.body {
                transaction
                    .prepare_cached(
                        "INSERT INTO records (kind, id, body) VALUES (?1, ?2, ?3)
                         ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body",
                    )?
                    .execute(params![row.kind, row.id, body])?;
            } else {
                transaction
                    .prepare_cached("DELETE FROM records WHERE kind = ?1 AND id = ?2")?
                    .execute(params![row.kind, row.id])?;
            }
        }
        transaction
            .prepare_cached(
                "INSERT INTO settings (name, value) VALUES ('counter', ?1)
                 ON CONFLICT (name) DO UPDATE SET value = excluded.value",
            )?
            .execute(params![counter.to_string()])?;
        transaction.commit()?;
        Ok(())
    }
}
