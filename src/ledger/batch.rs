//! Writes, in transactions.

use rusqlite::{Connection, OptionalExtension as _};

use crate::domain::date::Timestamp;
use crate::domain::event::Event;
use crate::domain::record::{EventDetails, Happening};

use super::audits::{self, Audit, AuditRow};
use super::entry::{COLUMNS, EntryColumns};
use super::open::{self, NewLedger};
use super::{Entry, Error, FileState, Id, Ledger, Uid};

/// A transaction: its writes become part of the ledger together, by [`Batch::commit`].
#[derive(Debug)]
pub struct Batch<'a> {
    ledger: &'a mut Ledger,
    /// The file to be created, where this is the first batch of a new ledger.
    new_file: Option<NewLedger>,
    /// Whether the transaction is open.
    open: bool,
    next_entry: i64,
    next_audit: i64,
}

/// How an entry is corrected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Correction {
    /// Its details are replaced by these.
    To(EventDetails),
    /// It did not happen.
    Void,
}

/// An entry to be added; it has no number yet.
pub(super) struct NewEntry<'a> {
    pub(super) uid: Uid,
    pub(super) at: Timestamp,
    pub(super) site: &'a str,
    pub(super) event: Event,
    pub(super) value: Option<&'a EventDetails>,
    pub(super) corrects: Option<Uid>,
}

impl<'a> Batch<'a> {
    pub(super) fn new(ledger: &'a mut Ledger, new_file: Option<NewLedger>) -> Result<Self, Error> {
        let mut batch = Self { ledger, new_file, open: false, next_entry: 0, next_audit: 0 };
        batch.begin().map_err(|error| batch.fault(error))?;
        Ok(batch)
    }

    fn begin(&mut self) -> rusqlite::Result<()> {
        self.db().execute_batch("BEGIN IMMEDIATE")?;
        self.open = true;
        (self.next_entry, self.next_audit) = (self.next("entry")?, self.next("audit")?);
        Ok(())
    }

    /// The number of the next row of a table.
    pub(super) fn next(&self, table: &str) -> rusqlite::Result<i64> {
        let sql = format!("SELECT coalesce(max(id), 0) + 1 FROM {table}");
        self.db().query_row(&sql, (), |row| row.get(0))
    }

    pub(super) fn db(&self) -> &Connection {
        &self.ledger.db
    }

    /// Writes to the disk what can be written before the commit. A full disk is mostly found here, before the caller has
    /// confirmed anything.
    pub fn prepare(&mut self) -> Result<(), Error> {
        let Some(new_file) = &mut self.new_file else {
            return self.db().cache_flush().map_err(|error| self.fault(error));
        };
        if self.open {
            self.ledger.db.execute_batch("COMMIT").map_err(|error| self.ledger.fault(error))?;
            self.open = false;
            new_file.write(&mut self.ledger.db, &self.ledger.path)?;
        }
        Ok(())
    }

    /// Makes the batch part of the ledger. It is on the disk when this returns.
    pub fn commit(mut self) -> Result<(), Error> {
        if self.new_file.is_none() {
            self.db().execute_batch("COMMIT").map_err(|error| self.fault(error))?;
            self.open = false;
            return Ok(());
        }
        self.prepare()?;
        let empty = open::empty(&self.ledger.path)?;
        if let Some(new_file) = self.new_file.take() {
            let placed = new_file.place(&self.ledger.path);
            self.ledger.db = empty;
            placed?;
        }
        self.ledger.file = FileState::Made;
        // The batch is in the ledger: if the file cannot be opened now, the next batch reports it.
        let _ = self.ledger.reopen();
        Ok(())
    }

    /// Adds an event; `at` is now.
    pub fn record(&mut self, happening: &Happening, at: Timestamp) -> Result<Id, Error> {
        let Happening { site, event, details } = happening;
        let uid = self.new_uid()?;
        self.insert(&NewEntry {
            uid,
            at,
            site,
            event: *event,
            value: Some(details),
            corrects: None,
        })
    }

    /// Corrects an entry, or the entry that it corrects. The last correction is the valid one.
    pub fn correct(&mut self, id: Id, change: &Correction, at: Timestamp) -> Result<Id, Error> {
        let named = self.entry(id)?.ok_or_else(|| Error::NoSuchEntry { id: id.to_string() })?;
        let first = named.corrects.unwrap_or(named.uid);
        let value = match change {
            Correction::To(value) => Some(value),
            Correction::Void => None,
        };
        let uid = self.new_uid()?;
        let Entry { site, event, .. } = named;
        self.insert(&NewEntry { uid, at, site: &site, event, value, corrects: Some(first) })
    }

    /// An entry's first version, and its valid details: those recorded last, `None` where it is void.
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

    /// Notes that a site of a run, by its number in it, is recorded. False if it was before.
    pub fn collect(&mut self, run: Uid, site: u64) -> Result<bool, Error> {
        let sql = "INSERT INTO collected VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        let site = i64::try_from(site).unwrap_or(i64::MAX);
        let added = self.db().prepare_cached(sql).and_then(|mut row| row.execute((run, site)));
        Ok(added.map_err(|error| self.fault(error))? == 1)
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

    pub(super) fn insert(&mut self, new: &NewEntry<'_>) -> Result<Id, Error> {
        let at = new.at.to_string();
        let happened = new.value.map(|value| value.when.to_string());
        let due = new.value.and_then(|value| value.due).map(|due| due.to_string());
        let cells = EntryColumns {
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
        let EntryColumns { site, id, uid, at, event, happened, due, note, corrects } = cells;
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

    /// Random bits from SQLite's generator, which the system's seeds.
    pub(super) fn new_uid(&self) -> Result<Uid, Error> {
        let bits: i64 = self
            .db()
            .query_row("SELECT random()", (), |row| row.get(0))
            .map_err(|error| self.fault(error))?;
        Ok(Uid::of(bits.cast_unsigned()))
    }

    pub(super) fn fault(&self, error: rusqlite::Error) -> Error {
        Error::of(&self.ledger.path, error)
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        if self.open {
            // A transaction that cannot be rolled back ends with its connection.
            let _ = self.db().execute_batch("ROLLBACK");
        } else if self.new_file.is_some()
            && let Ok(empty) = open::empty(&self.ledger.path)
        {
            // The database in memory was not written to a file.
            self.ledger.db = empty;
        }
    }
}
