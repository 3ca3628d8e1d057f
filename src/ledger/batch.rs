//! Writing: all of a batch, or nothing of it.

use rusqlite::{Connection, OptionalExtension as _};

use crate::domain::date::Timestamp;
use crate::domain::event::Event;
use crate::domain::record::{EventDetails, Happening};

use super::audits::{self, Audit, AuditRow};
use super::entry::{COLUMNS, Cells};
use super::open::{self, Making};
use super::{Entry, Error, FileState, Id, Ledger, Uid};

/// Writes that are under way. They become part of the ledger together, by [`Batch::commit`].
#[derive(Debug)]
pub struct Batch<'a> {
    ledger: &'a mut Ledger,
    /// The file in the making, where this is the first batch of a new ledger.
    making: Option<Making>,
    /// Whether the transaction is open.
    open: bool,
    next_entry: i64,
    next_audit: i64,
}

/// How an entry is corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Correction {
    /// It says something else.
    To(EventDetails),
    /// It did not happen.
    Void,
}

/// An entry as it is added; its number is given to it.
pub(super) struct New<'a> {
    pub(super) uid: Uid,
    pub(super) at: Timestamp,
    pub(super) site: &'a str,
    pub(super) event: Event,
    pub(super) value: Option<&'a EventDetails>,
    pub(super) corrects: Option<Uid>,
}

impl<'a> Batch<'a> {
    pub(super) fn new(ledger: &'a mut Ledger, making: Option<Making>) -> Result<Self, Error> {
        let mut batch = Self { ledger, making, open: false, next_entry: 0, next_audit: 0 };
        batch.begin().map_err(|error| batch.fault(error))?;
        Ok(batch)
    }

    fn begin(&mut self) -> rusqlite::Result<()> {
        self.db().execute_batch("BEGIN IMMEDIATE")?;
        self.open = true;
        let next = |table: &str| {
            let sql = format!("SELECT coalesce(max(id), 0) + 1 FROM {table}");
            self.db().query_row(&sql, (), |row| row.get(0))
        };
        (self.next_entry, self.next_audit) = (next("entry")?, next("audit")?);
        Ok(())
    }

    fn db(&self) -> &Connection {
        &self.ledger.db
    }

    /// Writes to the disk what can be written before the commit: a disk without room is mostly noticed here, while nothing
    /// of the batch was told yet.
    pub fn prepare(&mut self) -> Result<(), Error> {
        let Some(making) = &mut self.making else {
            return self.db().cache_flush().map_err(|error| self.fault(error));
        };
        if self.open {
            self.ledger.db.execute_batch("COMMIT").map_err(|error| self.ledger.fault(error))?;
            self.open = false;
            making.write(&mut self.ledger.db, &self.ledger.path)?;
        }
        Ok(())
    }

    /// Makes the batch part of the ledger. When this returns, the disk has it.
    pub fn commit(mut self) -> Result<(), Error> {
        if self.making.is_none() {
            self.db().execute_batch("COMMIT").map_err(|error| self.fault(error))?;
            self.open = false;
            return Ok(());
        }
        self.prepare()?;
        let empty = open::empty(&self.ledger.path)?;
        if let Some(making) = self.making.take() {
            let placed = making.place(&self.ledger.path);
            self.ledger.db = empty;
            placed?;
        }
        self.ledger.file = FileState::Made;
        // The batch is in the ledger: where it cannot be opened now, the next batch says so.
        let _ = self.ledger.reopen();
        Ok(())
    }

    /// Adds an event; `at` is now.
    pub fn record(&mut self, happening: &Happening, at: Timestamp) -> Result<Id, Error> {
        let Happening { site, event, details } = happening;
        let uid = self.new_uid()?;
        self.insert(&New { uid, at, site, event: *event, value: Some(details), corrects: None })
    }

    /// Corrects an entry, or the entry that it corrects: the last correction holds.
    pub fn correct(&mut self, id: Id, change: &Correction, at: Timestamp) -> Result<Id, Error> {
        let named = self.entry(id)?.ok_or_else(|| Error::NoSuchEntry { id: id.to_string() })?;
        let first = named.corrects.unwrap_or(named.uid);
        let value = match change {
            Correction::To(value) => Some(value),
            Correction::Void => None,
        };
        let uid = self.new_uid()?;
        let Entry { site, event, .. } = named;
        self.insert(&New { uid, at, site: &site, event, value, corrects: Some(first) })
    }

    /// What holds for the event of an entry: the entry as it is, and what was recorded of it last.
    pub fn latest(&self, id: Id) -> Result<Option<(Entry, Option<EventDetails>)>, Error> {
        let Some(named) = self.entry(id)? else { return Ok(None) };
        let first = named.corrects.unwrap_or(named.uid);
        let sql = format!(
            "SELECT {COLUMNS} FROM entry WHERE site = ?1 AND (uid = ?2 OR corrects = ?2) ORDER BY id DESC LIMIT 1"
        );
        let last = self.db().query_row(&sql, (&named.site, first), Entry::read);
        let last = last.map_err(|error| self.fault(error))?;
        Ok(Some((named, last.value)))
    }

    /// Adds an audit; `at` is now.
    pub fn audit(&mut self, audit: &AuditRow, at: Timestamp) -> Result<(), Error> {
        let uid = self.new_uid()?;
        self.insert_audit(uid, audit, at)
    }

    fn entry(&self, id: Id) -> Result<Option<Entry>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM entry WHERE id = ?1");
        let found = self.db().query_row(&sql, [id.0], Entry::read).optional();
        found.map_err(|error| self.fault(error))
    }

    pub(super) fn entry_of_uid(&self, uid: Uid) -> Result<Option<Entry>, Error> {
        let sql = format!("SELECT {COLUMNS} FROM entry WHERE uid = ?1");
        let mut found = self.db().prepare_cached(&sql).map_err(|error| self.fault(error))?;
        found.query_row([uid], Entry::read).optional().map_err(|error| self.fault(error))
    }

    pub(super) fn audit_of_uid(&self, uid: Uid) -> Result<Option<Audit>, Error> {
        audits::of_uid(self.db(), uid).map_err(|error| self.fault(error))
    }

    pub(super) fn insert(&mut self, new: &New<'_>) -> Result<Id, Error> {
        let at = new.at.to_string();
        let happened = new.value.map(|value| value.when.to_string());
        let due = new.value.and_then(|value| value.due).map(|due| due.to_string());
        let cells = Cells {
            site: new.site,
            id: self.next_entry,
            uid: new.uid,
            at: &at,
            event: new.event.name(),
            happened: happened.as_deref(),
            due: due.as_deref(),
            note: new.value.and_then(|value| value.note.as_deref()),
            corrects: new.corrects,
        };
        let seal = cells.seal();
        let Cells { site, id, uid, at, event, happened, due, note, corrects } = cells;
        let sql =
            "INSERT INTO entry (site, id, uid, at, event, happened, due, note, corrects, seal)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)";
        self.db()
            .prepare_cached(sql)
            .and_then(|mut row| {
                row.execute((site, id, uid, at, event, happened, due, note, corrects, seal))
            })
            .map_err(|error| self.fault(error))?;
        self.next_entry += 1;
        Ok(Id(id))
    }

    pub(super) fn insert_audit(
        &mut self,
        uid: Uid,
        audit: &AuditRow,
        at: Timestamp,
    ) -> Result<(), Error> {
        audits::insert(self.db(), self.next_audit, uid, audit, at)
            .map_err(|error| self.fault(error))?;
        self.next_audit += 1;
        Ok(())
    }

    /// Random bits from SQLite, whose generator starts from the system's.
    fn new_uid(&self) -> Result<Uid, Error> {
        let bits: i64 = self
            .db()
            .query_row("SELECT random()", (), |row| row.get(0))
            .map_err(|error| self.fault(error))?;
        Ok(Uid::of(bits.cast_unsigned()))
    }

    fn fault(&self, error: rusqlite::Error) -> Error {
        Error::of(&self.ledger.path, error)
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        if self.open {
            // A transaction that cannot be rolled back ends with its connection.
            let _ = self.db().execute_batch("ROLLBACK");
        } else if self.making.is_some()
            && let Ok(empty) = open::empty(&self.ledger.path)
        {
            // What is in memory did not come to be a file.
            self.ledger.db = empty;
        }
    }
}
