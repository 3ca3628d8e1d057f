//! Why the ledger cannot be read or written.

use std::io;
use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

use crate::domain::failure::Remedy;
use crate::domain::lang::{Bilingual, Text};

/// Why the ledger cannot be read or written. The file is unchanged.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The file is no ledger.
    #[error("{path} is not a ledger ({why})", path = path.display())]
    NotALedger {
        /// The file.
        path: PathBuf,
        /// What it is instead.
        why: Text,
    },
    /// The file is damaged.
    #[error("the ledger {path} is damaged ({what})", path = path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What was noticed.
        what: Text,
    },
    /// The main file is missing, and the write-ahead log with the last entries is still there.
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
    /// The file or its folder cannot be written.
    #[error("the ledger {path} is read-only", path = path.display())]
    ReadOnly {
        /// The file.
        path: PathBuf,
    },
    /// The disk is full.
    #[error("there is no room left to write the ledger {path}", path = path.display())]
    Full {
        /// The file.
        path: PathBuf,
    },
    /// Another process held the ledger's lock for longer than the time limit.
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
    /// What SQLite's error means for a ledger.
    pub(super) fn of(path: &Path, error: rusqlite::Error) -> Self {
        let path = path.to_owned();
        let damaged = |zh: &'static str, en: String| Self::Damaged {
            path: path.clone(),
            what: Text::made(zh, en),
        };
        match &error {
            rusqlite::Error::SqliteFailure(failure, message) => match failure.code {
                ErrorCode::DatabaseCorrupt => {
                    damaged("内容损坏", message.clone().unwrap_or_else(|| failure.to_string()))
                }
                // Of a file whose header was a ledger's: the rest is damaged.
                ErrorCode::NotADatabase => damaged("不再是数据库", "not a database".to_owned()),
                ErrorCode::SystemIoFailure
                    if failure.extended_code == rusqlite::ffi::SQLITE_IOERR_SHORT_READ =>
                {
                    damaged("文件提前结束", "it ends too early".to_owned())
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
                damaged("有一行与写入时不同", "a row is not as it was written".to_owned())
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

impl Remedy for Error {
    fn fix(&self) -> Text {
        match self {
            Self::NotALedger { .. } => Text::fixed(
                "请用 --ledger 给出另一个文件；如果它原是账本，请换回备份",
                "name another file with --ledger; if it was the ledger, put a backup in its place",
            ),
            Self::Damaged { .. } => Text::fixed(
                "请保留这个文件，换回备份，或把导出的内容导入新账本（--ledger）",
                "keep the file, and put a backup in its place, or import an export into a new one (--ledger)",
            ),
            Self::Orphan { .. } => Text::fixed(
                "请把账本文件放回 -wal 旁边，或移走 -wal 并导入备份",
                "put the file back beside its -wal, or move the -wal away and import a backup",
            ),
            Self::Newer { .. } => Text::fixed("请升级 beian", "update beian"),
            Self::ReadOnly { .. } => Text::fixed(
                "请让文件和所在目录可写，或用 --ledger 换一个",
                "make the file and its folder writable, or name another with --ledger",
            ),
            Self::Full { .. } => Text::fixed(
                "请腾出空间后重新运行：这次没有记录任何内容",
                "make room, and run the command again: nothing was recorded",
            ),
            Self::Busy { .. } => Text::fixed(
                "等另一个命令结束后再运行",
                "run the command again when the other one is done",
            ),
            Self::Unusable { .. } | Self::Database { .. } => Text::fixed(
                "请检查文件和所在目录，或用 --ledger 换一个",
                "look at the file and its folder, or name another with --ledger",
            ),
            Self::NoSuchEntry { .. } => Text::fixed(
                "用 beian deadlines history DOMAIN 查看编号",
                "see the numbers with beian deadlines history DOMAIN",
            ),
            Self::Conflict { .. } => Text::fixed(
                "请用 --ledger 导入到另一个账本，再比较",
                "import into a ledger of its own with --ledger, and compare",
            ),
            Self::Dangling { .. } => Text::fixed(
                "请导出完整内容：原记录应在更正之前",
                "export whole: first entries stand before their corrections",
            ),
        }
    }

    fn cause(&self) -> Option<Text> {
        match self {
            Self::Unusable { source, .. } => Some(source.text()),
            Self::Database { source, .. } => Some(Text::untranslated(source.to_string())),
            _ => None,
        }
    }
}

impl Bilingual for Error {
    fn zh(&self) -> String {
        let named = |path: &PathBuf| path.display().to_string();
        match self {
            Self::NotALedger { path, why } => format!("{} 不是账本（{}）", named(path), why.zh),
            Self::Damaged { path, what } => format!("账本 {} 已损坏（{}）", named(path), what.zh),
            Self::Orphan { path } => {
                let path = named(path);
                format!("账本 {path} 不见了，但存有最后几条记录的 {path}-wal 还在")
            }
            Self::Newer { path, found, known } => {
                format!("账本 {} 的版本是 {found}，本程序只认到 {known}", named(path))
            }
            Self::ReadOnly { path } => format!("账本 {} 是只读的", named(path)),
            Self::Full { path } => format!("没有空间写入账本 {}", named(path)),
            Self::Busy { path } => format!("账本 {} 正被另一个进程写入", named(path)),
            Self::Unusable { path, .. } => format!("无法打开账本 {}", named(path)),
            Self::Database { path, .. } => format!("无法使用账本 {}", named(path)),
            Self::NoSuchEntry { id } => format!("账本里没有记录 {id}"),
            Self::Conflict { uid } => format!("记录 {uid} 已在账本里，内容不同"),
            Self::Dangling { uid } => {
                format!("账本里没有同一网站、同一事件的被更正记录 {uid}")
            }
        }
    }
}
