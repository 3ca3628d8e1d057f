//! Opening a ledger. A missing one is made by writers only, and whole from its first moment; what is no sound ledger is
//! refused before SQLite may touch it.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};

use crate::folder::{Access, Lasting, NewFile, make_private, sweep};

use super::{Error, schema};

/// How long one waits for another process: far above what a write takes, even of a large import.
const PATIENCE: Duration = Duration::from_mins(1);

/// The size up to which the whole file is checked at every opening: some 15,000 entries, a few hundredths of a second.
/// In larger ones SQLite checks each page that is read, and we each row.
const CHECKED_WHOLE: u64 = 4 << 20;

/// What a command wants.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Purpose {
    Read,
    Write,
}

/// Opens an existing ledger; nothing where there is none.
pub(super) fn existing(path: &Path, purpose: Purpose) -> Result<Option<Connection>, Error> {
    let Some(size) = inspect(path)? else { return Ok(None) };
    let mut db = connect(path, purpose)?;
    check(&mut db, path, size)?;
    Ok(Some(db))
}

/// Makes an empty ledger, with the folders that it needs, unless another process does so in the meantime. It is the
/// user's alone, and so is what SQLite puts beside it.
pub(super) fn create(path: &Path) -> Result<(), Error> {
    let empty = empty().map_err(|error| Error::of(path, error))?;
    let made = || {
        let folder = path.parent().unwrap_or(Path::new("."));
        make_private(folder)?;
        let mut draft = NewFile::begin(path)?;
        sweep(draft.folder());
        draft.write_all(&empty)?;
        draft.place_new(Access::Private, Lasting::AtOnce)
    };
    made().map(drop).map_err(|source| match source.kind() {
        io::ErrorKind::PermissionDenied => Error::ReadOnly { path: path.to_owned() },
        _ => Error::of_io(path, source),
    })
}

/// The size of the file, if there is one; an error if it cannot be a ledger.
fn inspect(path: &Path) -> Result<Option<u64>, Error> {
    let not = |why| Err(Error::NotALedger { path: path.to_owned(), why });
    let io = |source| Error::of_io(path, source);
    let logged = fs::metadata(beside(path, "-wal")).is_ok_and(|log| log.len() > 0);
    let mut file = match File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            // With an old log beside it, SQLite would play that into the new file.
            return if logged { Err(Error::Orphan { path: path.to_owned() }) } else { Ok(None) };
        }
        Err(error) => return Err(io(error)),
    };
    let metadata = file.metadata().map_err(io)?;
    if !metadata.is_file() {
        return not("not a file");
    }
    let damaged = |what: &str| Err(Error::Damaged { path: path.to_owned(), what: what.to_owned() });
    if metadata.len() == 0 {
        return damaged("it is empty");
    }
    // https://sqlite.org/fileformat.html#the_database_header
    let mut head = [0; 100];
    match file.read_exact(&mut head) {
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
            return not("too short for one");
        }
        other => other.map_err(io)?,
    }
    if !head.starts_with(b"SQLite format 3\0") {
        return not("it does not start like one");
    }
    if head[68..72] != schema::APPLICATION_ID.to_be_bytes() {
        return not("a database of another program");
    }
    // Where a log is left, its owner may have been stopped in the middle of a page; SQLite mends that from the log.
    let page = u64::from(u16::from_be_bytes([head[16], head[17]]));
    if !logged && !metadata.len().is_multiple_of(page.max(512)) {
        return damaged("it ends in the middle of a page");
    }
    Ok(Some(metadata.len()))
}

/// Opens the file. A reader, too, takes part in writing: the last one to close puts the log away.
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
        // The log's companion cannot be made in this folder. Without a log nobody writes, and none is needed.
        (Purpose::Read, Err(error)) if is_closed(&error) && !beside(path, "-wal").exists() => {
            frozen(path)
        }
        (_, Err(error)) => Err(of(error)),
        (_, Ok(_)) => Ok(db),
    }
}

/// Whether a file could not be opened or made.
fn is_closed(error: &rusqlite::Error) -> bool {
    use rusqlite::ErrorCode::{CannotOpen, PermissionDenied, ReadOnly};
    matches!(error.sqlite_error_code(), Some(CannotOpen | PermissionDenied | ReadOnly))
}

/// Opens a file in a place where nothing can be written.
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

/// Sets what holds for the connection, and looks whether the ledger is sound and of our version.
fn check(db: &mut Connection, path: &Path, size: u64) -> Result<(), Error> {
    let of = |error| Error::of(path, error);
    let damaged = |what: &str| Error::Damaged { path: path.to_owned(), what: what.to_owned() };
    // A write counts as done when the disk has it; on macOS a plain fsync does not say so.
    db.execute_batch(
        "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; PRAGMA checkpoint_fullfsync = ON;
         PRAGMA cell_size_check = ON; PRAGMA trusted_schema = OFF; PRAGMA cache_size = -16384",
    )
    .map_err(of)?;
    let found = schema::version(db).map_err(of)?;
    let known = schema::VERSION;
    if found > known {
        return Err(Error::Newer { path: path.to_owned(), found, known });
    }
    if found < 1 {
        return Err(damaged("its version is missing"));
    }
    if found < known {
        if db.is_readonly("main").map_err(of)? {
            return Err(Error::Older { path: path.to_owned(), found, known });
        }
        schema::upgrade(db).map_err(of)?;
    }
    if !schema::is_whole(db).map_err(of)? {
        return Err(damaged("its tables are not those of a ledger"));
    }
    if size <= CHECKED_WHOLE {
        let verdict: String =
            db.query_row("PRAGMA integrity_check(1)", (), |row| row.get(0)).map_err(of)?;
        if verdict != "ok" {
            return Err(damaged(&verdict));
        }
    }
    Ok(())
}

/// The bytes of an empty ledger.
fn empty() -> rusqlite::Result<Vec<u8>> {
    let mut db = Connection::open_in_memory()?;
    schema::upgrade(&mut db)?;
    let mut bytes = db.serialize("main")?.to_vec();
    // Kept in the file: it is written by way of a log, so that readers and a writer do not stop each other.
    // https://sqlite.org/fileformat.html#file_format_version_numbers
    if let Some(versions) = bytes.get_mut(18..20) {
        versions.fill(2);
    }
    Ok(bytes)
}

/// The name of a file that SQLite keeps beside the ledger. It follows links before it adds the ending.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name: OsString =
        fs::canonicalize(path).unwrap_or_else(|_| path.to_owned()).into_os_string();
    name.push(ending);
    name.into()
}
