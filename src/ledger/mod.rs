//! The ledger: what happened to each site and what audits saw of it, in one SQLite file. Rows are only ever added; a
//! correction is a further row that names the first.
//!
//! What is promised: a write that returned is on the disk; a write that failed changed nothing; several processes at
//! once wait for each other; damage is an error that leaves the file as it is, and never an empty ledger in its place.

mod audits;
mod batch;
mod entry;
mod error;
mod exchange;
mod lines;
mod open;
mod schema;
mod seal;
#[cfg(test)]
mod tests;
mod walk;

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::folder::place_of;

pub use audits::{Audit, AuditRow, LastSeen, RuleFindings, Sights};
pub use batch::{Batch, Correction};
pub use entry::{Entry, Id, Uid};
pub use error::Error;
pub use exchange::{ImportCounts, ImportError, import_lines};
pub use lines::{Imported, Line, LineError};
pub use walk::History;

use open::{Making, Purpose};

/// The file of a ledger, and the files that SQLite keeps beside it.
pub fn files(path: &Path) -> [PathBuf; 4] {
    let real = place_of(path).unwrap_or_else(|_| path.to_owned());
    ["", "-wal", "-shm", "-journal"].map(|ending| {
        let mut name = real.clone().into_os_string();
        name.push(ending);
        PathBuf::from(name)
    })
}

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    db: Connection,
    path: PathBuf,
    file: FileState,
}

/// What a ledger that is open to be written has under its path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FileState {
    /// The file that is open.
    Open,
    /// Nothing yet, and what is open is empty and in memory: the first batch makes the file.
    Missing,
    /// The file that the last batch made; it is to be opened.
    Made,
}

impl Ledger {
    /// Opens a ledger to read it; nothing where there is none: that is one without entries.
    pub fn open_read(path: &Path) -> Result<Option<Self>, Error> {
        let db = open::existing(path, Purpose::Read)?;
        Ok(db.map(|db| Self { db, path: path.to_owned(), file: FileState::Open }))
    }

    /// Opens a ledger to write to it. Where there is none, the first batch that is committed makes it; that it can be made
    /// is looked at here.
    pub fn open_write(path: &Path) -> Result<Self, Error> {
        if let Some(db) = open::existing(path, Purpose::Write)? {
            return Ok(Self { db, path: path.to_owned(), file: FileState::Open });
        }
        Making::check(path)?;
        Ok(Self { db: open::empty(path)?, path: path.to_owned(), file: FileState::Missing })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Starts to write. Other processes wait until the batch is committed or dropped; what is dropped was never written.
    pub fn batch(&mut self) -> Result<Batch<'_>, Error> {
        let mut making = None;
        if self.file == FileState::Missing {
            let begun = Making::begin(&self.path)?;
            // Another process may have made it in the meantime.
            if !self.reopen()? {
                making = Some(begun);
            }
        } else if self.file == FileState::Made {
            self.reopen()?;
        }
        Batch::new(self, making)
    }

    /// Opens the file, if there is one now.
    fn reopen(&mut self) -> Result<bool, Error> {
        let Some(db) = open::existing(&self.path, Purpose::Write)? else { return Ok(false) };
        (self.db, self.file) = (db, FileState::Open);
        Ok(true)
    }

    fn fault(&self, error: rusqlite::Error) -> Error {
        Error::of(&self.path, error)
    }
}
