//! The ledger: what happened to each site and what audits saw of it, in one SQLite file. Rows are only ever added; a
//! correction is a further row that names the first.
//!
//! What is promised: a write that returned is on the disk; a write that failed changed nothing; several processes at
//! once wait for each other; damage is an error that leaves the file as it is, and never an empty ledger in its place.

mod audits;
mod batch;
mod entry;
mod error;
mod lines;
mod open;
mod schema;
mod seal;
#[cfg(test)]
mod tests;
mod walk;

use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior};

pub use audits::{Audit, AuditRow, Finding, LastSeen, Sights};
pub use batch::{Batch, Change};
pub use entry::{Entry, Id, Uid, Value};
pub use error::Error;
pub use lines::{Imported, Line, LineError};
pub use walk::History;

use open::Purpose;

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    db: Connection,
    path: PathBuf,
}

impl Ledger {
    /// Opens a ledger to read it; nothing where there is none: that is one without entries.
    pub fn open_read(path: &Path) -> Result<Option<Self>, Error> {
        let db = open::existing(path, Purpose::Read)?;
        Ok(db.map(|db| Self { db, path: path.to_owned() }))
    }

    /// Opens a ledger to write to it, and makes it where there is none.
    pub fn open_write(path: &Path) -> Result<Self, Error> {
        let existing = || open::existing(path, Purpose::Write);
        let mut db = existing()?;
        if db.is_none() {
            open::create(path)?;
            db = existing()?;
        }
        let gone = || Error::of_io(path, std::io::Error::from(std::io::ErrorKind::NotFound));
        let db = db.ok_or_else(gone)?;
        Ok(Self { db, path: path.to_owned() })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Starts to write. Other processes wait until the batch is committed or dropped; what is dropped was never written.
    pub fn batch(&mut self) -> Result<Batch<'_>, Error> {
        let path = &self.path;
        let of = |error| Error::of(path, error);
        let all = self.db.transaction_with_behavior(TransactionBehavior::Immediate).map_err(of)?;
        Batch::new(all, path).map_err(of)
    }

    fn fault(&self, error: rusqlite::Error) -> Error {
        Error::of(&self.path, error)
    }
}
