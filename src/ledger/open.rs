//! Opening a ledger. Only writers create a missing one, and no other process sees it unfinished; a file that is no intact
//! ledger is refused before SQLite opens it.

use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::domain::lang::Text;
use crate::folder::{Access, Lasting, NewFile, make_private, open_file, sweep};

use super::{Error, schema};

/// The time limit of the wait for another process: far more than a write takes, even of a large import.
const PATIENCE: Duration = Duration::from_mins(1);

/// The largest file, in bytes, that is checked as a whole whenever it is opened: about 15,000 entries, a few hundredths
/// of a second. In larger ones SQLite checks each page that is read, and this program each row.
const CHECKED_WHOLE: u64 = 4 << 20;

/// The options of a connection. A commit returns when the disk has the data; on macOS a plain fsync does not wait for that.
const OPTIONS: &str =
    "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
     PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -16384";

/// What a ledger is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Read,
    Write,
}

/// Opens an existing ledger; `None` where there is none.
pub(super) fn existing(path: &Path, purpose: Purpose) -> Result<Option<Connection>, Error> {
    let Some(size) = inspect(path)? else { return Ok(None) };
    let mut db = connect(path, purpose)?;
    check(&mut db, path, (size, purpose))?;
    Ok(Some(db))
}

/// An empty ledger in memory.
pub(super) fn empty(path: &Path) -> Result<Connection, Error> {
    let of = |error| Error::of(path, error);
    let mut db = Connection::open_in_memory().map_err(of)?;
    schema::upgrade(&mut db).map_err(of)?;
    Ok(db)
}

/// A ledger that does not exist yet. Its first rows are collected in memory and written with it, so that no process sees
/// it empty, and no file is left where writing them fails. Two processes that create one wait for each other. Only the
/// user may read the file and those that SQLite puts beside it.
#[derive(Debug)]
pub(super) struct NewLedger {
    // Dropped in this order: the draft before its folders, the lock last.
    draft: Option<NewFile>,
    folders: NewFolders,
    _lock: Option<File>,
}

impl NewLedger {
    /// Creates missing folders, and waits for other processes that create a ledger there.
    pub(super) fn begin(path: &Path) -> Result<Self, Error> {
        let folder = path.parent().unwrap_or(Path::new(""));
        let mut folders = NewFolders::default();
        folders.make(folder).map_err(|source| unwritable(path, source))?;
        let lock = lock(folder).map_err(|_| Error::Busy { path: path.to_owned() })?;
        // The process that had the lock may have removed the folders that it created.
        folders.make(folder).map_err(|source| unwritable(path, source))?;
        Ok(Self { draft: None, folders, _lock: lock })
    }

    /// Checks that a file can be created there.
    pub(super) fn check(path: &Path) -> Result<(), Error> {
        let begun = Self::begin(path)?;
        let draft = NewFile::begin(path).map_err(|source| unwritable(path, source))?;
        drop((draft, begun));
        Ok(())
    }

    /// Writes the database in memory to the disk, under a temporary name.
    pub(super) fn write(&mut self, db: &mut Connection, path: &Path) -> Result<(), Error> {
        let bytes = db.serialize("main").map_err(|error| Error::of(path, error))?;
        let (before, versions, after) = match bytes.get(..18).zip(bytes.get(20..)) {
            // In WAL mode from now on, so that readers and a writer do not block each other.
            // https://sqlite.org/fileformat.html#file_format_version_numbers
            Some((before, after)) => (before, [2, 2], after),
            None => {
                return Err(Error::Damaged {
                    path: path.to_owned(),
                    what: Text::fixed("太短", "too short"),
                });
            }
        };
        let written = || {
            let mut draft = NewFile::begin(path)?;
            sweep(draft.folder());
            draft.write_all(before)?;
            draft.write_all(&versions)?;
            draft.write_all(after)?;
            Ok(draft)
        };
        self.draft = Some(written().map_err(|source| unwritable(path, source))?);
        Ok(())
    }

    /// Renames the written file to its name.
    pub(super) fn place(mut self, path: &Path) -> Result<(), Error> {
        let placed = match self.draft.take() {
            Some(draft) => draft.place_new(Access::Private, Lasting::AtOnce),
            None => Ok(false),
        };
        if !placed.map_err(|source| unwritable(path, source))? {
            // Created by a process that does not use the lock, or where folders cannot be locked.
            return Err(Error::Busy { path: path.to_owned() });
        }
        self.folders.0.clear();
        Ok(())
    }
}

/// The error for a file that cannot be created.
fn unwritable(path: &Path, source: io::Error) -> Error {
    match source.kind() {
        io::ErrorKind::PermissionDenied => Error::ReadOnly { path: path.to_owned() },
        _ => Error::of_io(path, source),
    }
}

/// Locks a folder, where its file system has locks.
fn lock(folder: &Path) -> Result<Option<File>, TryLockError> {
    const STEP: Duration = Duration::from_millis(10);
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Ok(file) = File::open(folder) else { return Ok(None) };
    let mut waited = Duration::ZERO;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Some(file)),
            Err(TryLockError::WouldBlock) if waited < PATIENCE => {
                std::thread::sleep(STEP);
                waited += STEP;
            }
            Err(error @ TryLockError::WouldBlock) => return Err(error),
            Err(TryLockError::Error(_)) => return Ok(None),
        }
    }
}

/// Folders that were created for a ledger; removed again where no ledger is created.
#[derive(Debug, Default)]
struct NewFolders(Vec<PathBuf>);

impl NewFolders {
    fn make(&mut self, folder: &Path) -> io::Result<()> {
        let missing = |folder: &&Path| !folder.as_os_str().is_empty() && !folder.is_dir();
        self.0.extend(folder.ancestors().take_while(missing).map(Path::to_owned));
        make_private(folder)
    }
}

impl Drop for NewFolders {
    fn drop(&mut self) {
        for folder in &self.0 {
            // A folder that is not empty is left.
            let _ = fs::remove_dir(folder);
        }
    }
}

/// The size of the file in bytes, if there is one; an error if it cannot be a ledger.
fn inspect(path: &Path) -> Result<Option<u64>, Error> {
    let not = |zh: &'static str, en: &'static str| {
        Err(Error::NotALedger { path: path.to_owned(), why: Text::fixed(zh, en) })
    };
    let io = |source| Error::of_io(path, source);
    let logged = fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0);
    if fs::metadata(path).is_ok_and(|data| !data.is_file()) {
        return not("不是文件", "not a file");
    }
    let mut file = match open_file(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            // SQLite would apply an old log beside it to the new file.
            return if logged { Err(Error::Orphan { path: path.to_owned() }) } else { Ok(None) };
        }
        Err(error) => return Err(io(error)),
    };
    let metadata = file.metadata().map_err(io)?;
    let damaged = |zh: &'static str, en: &'static str| {
        Err(Error::Damaged { path: path.to_owned(), what: Text::fixed(zh, en) })
    };
    if metadata.len() == 0 {
        return damaged("文件是空的", "it is empty");
    }
    // https://sqlite.org/fileformat.html#the_database_header
    let mut head = [0; 100];
    match file.read_exact(&mut head) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            return not("太短", "too short for one");
        }
        other => other.map_err(io)?,
    }
    if !head.starts_with(b"SQLite format 3\0") {
        return not("开头不符", "it does not start like one");
    }
    if head[68..72] != schema::APPLICATION_ID.to_be_bytes() {
        return not("是别的程序的数据库", "a database of another program");
    }
    // Where a log is left, its writer may have been stopped in the middle of a page; SQLite repairs that from the log.
    let page = u64::from(u16::from_be_bytes([head[16], head[17]]));
    if !logged && !metadata.len().is_multiple_of(page.max(512)) {
        return damaged("在一页中间结束", "it ends in the middle of a page");
    }
    Ok(Some(metadata.len()))
}

/// Opens the file. Readers need write access, too: the last one to close removes the log.
fn connect(path: &Path, purpose: Purpose) -> Result<Connection, Error> {
    let of = |error| Error::of(path, error);
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags).map_err(of)?;
    db.busy_timeout(PATIENCE).map_err(of)?;
    let read_only = db.is_readonly("main").map_err(of)?;
    match (purpose, schema::version(&db)) {
        (Purpose::Write, _) if read_only => Err(Error::ReadOnly { path: path.to_owned() }),
        (Purpose::Write, Err(error)) if is_closed(&error) => {
            Err(Error::ReadOnly { path: path.to_owned() })
        }
        // The log's index cannot be created in this folder. Without a log nobody writes, and no index is needed.
        (Purpose::Read, Err(error)) if is_closed(&error) && !beside(path, "-wal").exists() => {
            frozen(path)
        }
        (_, Err(error)) => Err(of(error)),
        (_, Ok(_)) => Ok(db),
    }
}

/// Whether a file could not be opened or created.
fn is_closed(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{CannotOpen, PermissionDenied, ReadOnly};
    matches!(error.sqlite_error_code(), Some(CannotOpen | PermissionDenied | ReadOnly))
}

/// Opens a file in a folder that is read-only.
fn frozen(path: &Path) -> Result<Connection, Error> {
    let path = std::path::absolute(path).map_err(|source| Error::of_io(path, source))?;
    let unusable = || Error::of_io(&path, io::Error::from(io::ErrorKind::InvalidFilename));
    let url = url::Url::from_file_path(&path).map_err(|()| unusable())?;
    let flags = OpenFlags::SQLITE_OPEN_READ_ONLY
        | OpenFlags::SQLITE_OPEN_NO_MUTEX
        | OpenFlags::SQLITE_OPEN_URI;
    Connection::open_with_flags(format!("{url}?immutable=1"), flags)
        .map_err(|error| Error::of(&path, error))
}

/// Sets the connection's options, and checks that the ledger is intact and of this program's version.
fn check(db: &mut Connection, path: &Path, (size, purpose): (u64, Purpose)) -> Result<(), Error> {
    let of = |error| Error::of(path, error);
    let damaged = |what: (&'static str, &str)| Error::Damaged {
        path: path.to_owned(),
        what: Text::made(what.0, what.1),
    };
    db.execute_batch(OPTIONS).map_err(of)?;
    let found = schema::version(db).map_err(of)?;
    let known = schema::VERSION;
    if found > known {
        return Err(Error::Newer { path: path.to_owned(), found, known });
    }
    if found < 1 {
        return Err(damaged(("缺少版本", "its version is missing")));
    }
    if found < known {
        // Who only reads leaves the file as it is: an older program may still use it.
        if purpose == Purpose::Read {
            *db = copy_in_memory(db).map_err(of)?;
        }
        schema::upgrade(db).map_err(of)?;
    }
    if !schema::is_whole(db).map_err(of)? {
        return Err(damaged(("表结构不是账本的", "its tables are not those of a ledger")));
    }
    if size <= CHECKED_WHOLE {
        let verdict: String =
            db.query_row("PRAGMA integrity_check(1)", (), |row| row.get(0)).map_err(of)?;
        if verdict != "ok" {
            return Err(damaged(("数据库自检未通过", &verdict)));
        }
    }
    Ok(())
}

/// The same data in memory.
fn copy_in_memory(db: &mut Connection) -> rusqlite::Result<Connection> {
    let mut bytes = db.serialize("main")?.to_vec();
    // Not in WAL mode: memory has no log. https://sqlite.org/fileformat.html#file_format_version_numbers
    if let Some(versions) = bytes.get_mut(18..20) {
        versions.copy_from_slice(&[1, 1]);
    }
    let mut copy = Connection::open_in_memory()?;
    copy.deserialize_read_exact("main", bytes.as_slice(), bytes.len(), false)?;
    copy.execute_batch(OPTIONS)?;
    Ok(copy)
}

/// The name of a file that SQLite keeps beside the ledger. It follows links before it adds the ending.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name: OsString =
        fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()).into_os_string();
    name.push(ending);
    name.into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_only_reads_does_not_upgrade_an_older_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("l.db");
        let db = Connection::open(&path).unwrap();
        db.execute_batch("PRAGMA journal_mode = WAL").unwrap_or_default();
        db.execute_batch(schema::FIRST).unwrap();
        db.pragma_update(None, "application_id", schema::APPLICATION_ID).unwrap();
        db.pragma_update(None, "user_version", 1).unwrap();
        drop(db);
        let before = fs::read(&path).unwrap();
        let read = existing(&path, Purpose::Read).unwrap().unwrap();
        assert_eq!(schema::version(&read).unwrap(), schema::VERSION);
        drop(read);
        assert_eq!(fs::read(&path).unwrap(), before);
        drop(existing(&path, Purpose::Write).unwrap());
        let db = Connection::open(&path).unwrap();
        assert_eq!(schema::version(&db).unwrap(), schema::VERSION);
    }
}
