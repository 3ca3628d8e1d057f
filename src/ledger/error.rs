//! Why the ledger cannot be read or written.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// What is wrong, and where. The file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Something else has this name.
    #[error("{path} is not a ledger ({why})", path = path.display())]
    NotALedger {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        why: &'static str,
    },
    /// What is in the file is not what was written.
    #[error("the ledger {path} is damaged ({what})", path = path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was noticed.
        what: String,
    },
    /// The main file is gone, and its companion with the last entries is still there.
    #[error("the ledger {path} is missing, but {path}-wal with its last entries is there", path = path.display())]
    Orphan {
        /// The missing file.
        path: PathBuf,
    },
    /// A newer program wrote the file.
    #[error("the ledger {path} has schema {found}, this program knows up to {known}", path = path.display())]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The newest schema that is known.
        known: i64,
    },
    /// An older program wrote the file, and it cannot be brought up to date where it is.
    #[error("the ledger {path} has schema {found} and cannot be brought to {known}: it is read-only", path = path.display())]
    Older {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The schema that is needed.
        known: i64,
    },
    /// The file or its folder cannot be written.
    #[error("the ledger {path} is read-only", path = path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// There is no room left.
    #[error("there is no room left to write the ledger {path}", path = path.display())]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// Another process kept the ledger for longer than one waits.
    #[error("the ledger {path} is being written by another process", path = path.display())]
    Busy {
        /// The file.
        path: PathBuf,
    },
    /// The system refused.
    #[error("the ledger {path} cannot be opened", path = path.display())]
    Unusable {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
    /// Any other fault of the database.
    #[error("the ledger {path} cannot be used", path = path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// Why.
        source: rusqlite::Error,
    },
    /// An entry that is not in the ledger.
    #[error("there is no entry {id} in the ledger")]
    NoSuchEntry {
        /// Its number, as typed.
        id: String,
    },
    /// An imported entry has the identity of another one.
    #[error("entry {uid} is in the ledger already, with other content")]
    Conflict {
        /// The identity.
        uid: String,
    },
    /// An imported correction of something else than an entry of the same site and event.
    #[error("the corrected entry {uid} is not in the ledger with the same site and event")]
    Dangling {
        /// The identity that it names.
        uid: String,
    },
}

impl Error {
    /// What to do.
    pub const fn fix(&self) -> &'static str {
        match self {
            Self::NotALedger { .. } => {
                "name another file with --ledger; if it was the ledger, put a backup in its place"
            }
            Self::Damaged { .. } => {
                "keep the file, and put a backup in its place, or import an export into a new one (--ledger)"
            }
            Self::Orphan { .. } => {
                "put the file back beside its -wal, or move the -wal away and import a backup"
            }
            Self::Newer { .. } => "update beian",
            Self::Older { .. } => "make the file and its folder writable for one run",
            Self::ReadOnly { .. } => {
                "make the file and its folder writable, or name another with --ledger"
            }
            Self::Full { .. } => "make room, and run the command again: nothing was recorded",
            Self::Busy { .. } => "run the command again when the other one is done",
            Self::Unusable { .. } | Self::Database { .. } => {
                "look at the file and its folder, or name another with --ledger"
            }
            Self::NoSuchEntry { .. } => "see the numbers with beian deadlines history DOMAIN",
            Self::Conflict { .. } => "import into a ledger of its own with --ledger, and compare",
            Self::Dangling { .. } => "export whole: first entries stand before their corrections",
        }
    }

    /// What SQLite's error means for a ledger.
    pub(super) fn of(path: &Path, error: rusqlite::Error) -> Self {
        let path = path.to_owned();
        let damaged = |what: String| Self::Damaged { path: path.clone(), what };
        match &error {
            rusqlite::Error::SqliteFailure(failure, message) => match failure.code {
                ErrorCode::DatabaseCorrupt => {
                    damaged(message.clone().unwrap_or_else(|| failure.to_string()))
                }
                // In a file that passed for a ledger before: its inside is no longer one.
                ErrorCode::NotADatabase => damaged("not a database".to_owned()),
                ErrorCode::SystemIoFailure
                    if failure.extended_code == rusqlite::ffi::SQLITE_IOERR_SHORT_READ =>
                {
                    damaged("it ends too early".to_owned())
                }
                ErrorCode::DiskFull => Self::Full { path },
                ErrorCode::ReadOnly => Self::ReadOnly { path },
                ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Self::Busy { path },
                _ => Self::Database { path, source: error },
            },
            rusqlite::Error::FromSqlConversionFailure(..)
            | rusqlite::Error::InvalidColumnType(..)
            | rusqlite::Error::IntegralValueOutOfRange(..)
            | rusqlite::Error::Utf8Error(..) => {
                damaged("a row is not as it was written".to_owned())
            }
            _ => Self::Database { path, source: error },
        }
    }

    /// What the system's error means for a ledger.
    pub(super) fn of_io(path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull
            | io::ErrorKind::QuotaExceeded
            | io::ErrorKind::FileTooLarge => Self::Full { path },
            io::ErrorKind::ReadOnlyFilesystem => Self::ReadOnly { path },
            _ => Self::Unusable { path, source },
        }
    }
}
