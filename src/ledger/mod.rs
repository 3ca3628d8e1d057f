//! The ledger: the events of each site, the results of its audits and the messages about them, in one SQLite file. Rows
//! are only added, never changed; a correction is a further row that refers to the first.
//!
//! Guarantees: a write that returned is on the disk; a write that failed changed nothing; processes that write at the same
//! time wait for each other; damage is reported as an error, and the damaged file is left as it is.

mod audits;
mod batch;
mod checksum;
mod entry;
mod error;
mod exchange;
mod lines;
mod open;
mod outbox;
mod runs;
mod schema;
mod standing;
#[cfg(test)]
mod tests;
mod walk;

use std::path::{Path, PathBuf};

use rusqlite::Connection;

use crate::domain::failure::Failure;
use crate::folder::{NamedFile, place_of};

pub use audits::{
    Audit, AuditRow, LastSeen, NumbersShown, RecordedKind, RecordedNumber, RuleFindings,
};
pub use batch::{Batch, Correction};
pub use entry::{Entry, Id, Uid};
pub use error::Error;
pub use exchange::{ImportCounts, ImportError, import_lines};
pub use lines::{Imported, Line, LineError};
pub use outbox::{OutboxMessage, OutboxPart, SendAttempt, SendOutcome};
pub use runs::{AuditPair, AuditTally, RecordedRun, Since};
pub use standing::SiteStanding;
pub use walk::History;

use open::{NewLedger, Purpose};

/// The file of a ledger, and the files that SQLite keeps beside it, as files that a command reads.
pub fn files(path: &Path) -> [NamedFile; 4] {
    let real = place_of(path).unwrap_or_else(|_| path.to_owned());
    ["", "-wal", "-shm", "-journal"].map(|ending| {
        let mut name = real.clone().into_os_string();
        name.push(ending);
        NamedFile::new("the ledger", PathBuf::from(name))
    })
}

/// The ledger of a user that names none, in the data folder: `XDG_DATA_HOME`, else `.local/share` of `HOME`.
pub fn default_path(data_home: Option<&str>, home: Option<&str>) -> Result<PathBuf, Failure> {
    // https://specifications.freedesktop.org/basedir-spec: a relative path is to be ignored
    let absolute = |path: Option<&str>| path.map(PathBuf::from).filter(|path| path.is_absolute());
    let data = absolute(data_home).or_else(|| Some(absolute(home)?.join(".local/share")));
    data.map(|data| data.join("beian/ledger.db")).ok_or_else(|| {
        Failure::new(
            (
                "没有放账本的位置：XDG_DATA_HOME 和 HOME 都没有设置",
                "there is no place for the ledger: neither XDG_DATA_HOME nor HOME is set",
            ),
            (
                "请用 --ledger 给出文件，或在 beian.toml 里写 ledger",
                "name a file with --ledger, or as ledger in beian.toml",
            ),
        )
    })
}

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    db: Connection,
    path: PathBuf,
    file: FileState,
}

/// Whether a ledger that is open for writing has a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FileState {
    /// The file that is open.
    Open,
    /// Not yet: an empty database in memory is open, and the first batch creates the file.
    Missing,
    /// The last batch created it, and it is not opened yet.
    Made,
}

impl Ledger {
    /// Opens a ledger for reading; `None` where there is none.
    pub fn open_read(path: &Path) -> Result<Option<Self>, Error> {
        let db = open::existing(path, Purpose::Read)?;
        Ok(db.map(|db| Self { db, path: path.to_owned(), file: FileState::Open }))
    }

    /// Opens a ledger for writing. Where there is none, the first committed batch creates it; whether that is possible is
    /// checked here.
    pub fn open_write(path: &Path) -> Result<Self, Error> {
        if let Some(db) = open::existing(path, Purpose::Write)? {
            return Ok(Self { db, path: path.to_owned(), file: FileState::Open });
        }
        NewLedger::check(path)?;
        Ok(Self { db: open::empty(path)?, path: path.to_owned(), file: FileState::Missing })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Begins a batch of writes. Other processes wait until it is committed or dropped; a dropped batch writes nothing.
    pub fn batch(&mut self) -> Result<Batch<'_>, Error> {
        let mut new_file = None;
        if self.file == FileState::Missing {
            let begun = NewLedger::begin(&self.path)?;
            // Another process may have created it in the meantime.
            if !self.reopen()? {
                new_file = Some(begun);
            }
        } else if self.file == FileState::Made {
            self.reopen()?;
        }
        Batch::new(self, new_file)
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
