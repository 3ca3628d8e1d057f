//! The cache on disk: responses of earlier runs, each in a file of its own. docs/cache.md describes the folder.
//!
//! Files are written under a temporary name and renamed: several runs may share a folder, and one that is killed leaves
//! nothing that could be taken for an entry.

mod prune;
mod text;

use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, BufReader, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, SystemTime};

use parking_lot::Mutex;
use serde::{Deserialize, Serialize};

use crate::domain::failure::Failure;
use crate::domain::lang::Text;
use crate::folder::{Access, Folder, Lasting, NewFile, make_private, open_file, unwritable};
use crate::net::{CacheEntry, CacheKey, Exchange, ResponseCache};

use super::record;

const FORMAT: &str = "beian-cache";
const VERSION: u32 = 1;
/// The ending of the names of entries.
const SUFFIX: &str = ".gz";
/// Marks the folder for backup tools to skip (bford.info/cachedir).
const TAG: (&str, &str) = (
    "CACHEDIR.TAG",
    "Signature: 8a477f597d28d172789f06886806bc55\n# Made by beian: answers of web servers, which may be deleted at any time.\n",
);
const DAY: Duration = Duration::from_hours(24);
/// Entries that no run has used for longer are removed.
const MAX_AGE: Duration = Duration::from_hours(30 * 24);
/// Bytes on the disk. Beyond this, the least recently used entries are removed; one run writes no more than this either.
const MAX_BYTES: u64 = 4 << 30;

/// A cache in a folder.
#[derive(Debug)]
pub struct CacheFolder {
    folder: PathBuf,
    now: SystemTime,
    max_bytes: u64,
    asked: AtomicU64,
    unchanged: AtomicU64,
    written: AtomicU64,
    /// Why an entry could not be written; no further one is tried.
    fault: Mutex<Option<io::Error>>,
}

/// How often a cache was asked, and how often it helped.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CacheStats {
    /// Requests for which the cache was asked.
    pub asked: u64,
    /// Requests whose response had not changed.
    pub unchanged: u64,
}

/// The first record of a file.
#[derive(Serialize, Deserialize)]
struct CacheHeader<K> {
    format: String,
    version: u32,
    #[serde(flatten)]
    known: K,
}

impl CacheFolder {
    /// Opens the cache in a folder, which is created when there is something to store.
    pub fn new(folder: PathBuf, now: SystemTime) -> Self {
        Self {
            folder,
            now,
            max_bytes: MAX_BYTES,
            asked: AtomicU64::new(0),
            unchanged: AtomicU64::new(0),
            written: AtomicU64::new(0),
            fault: Mutex::default(),
        }
    }

    /// Opens the cache that a user names, in a folder relative to `cwd`. A path that can never be one is refused.
    pub fn open(named: &Path, cwd: &Path, now: SystemTime) -> Result<Self, Failure> {
        let folder = cwd.join(named);
        if folder.exists() && !folder.is_dir() {
            let cause = io::Error::from(io::ErrorKind::NotADirectory);
            return Err(unwritable(named).because(&cause));
        }
        Ok(Self::new(folder, now))
    }

    /// Keeps the cache within its bounds; what could not be stored is worth a note.
    pub fn tidy(&self) -> Option<Text> {
        self.prune();
        // The kind: the cause itself names a file of a moment.
        let (folder, cause) = (self.folder.display(), self.fault()?.kind());
        Some(Text::made(
            format!("缓存目录 {folder} 无法写入（{cause}），抓到的内容没有存下；审查结果不受影响"),
            format!(
                "the cache {folder} cannot be written ({cause}): what was fetched is not kept; the audit is not affected"
            ),
        ))
    }

    /// Tidies up at the end of a run that used it, and notes what the cache was good for.
    pub fn end(&self) -> Vec<Text> {
        let CacheStats { asked, unchanged } = self.stats();
        if asked == 0 {
            return Vec::new();
        }
        let stats = Text::made(
            format!("缓存：{asked} 次请求中有 {unchanged} 次内容未变（304），未重新下载"),
            format!("cache: {unchanged} of {asked} requests found the answer unchanged (304)"),
        );
        self.tidy().into_iter().chain([stats]).collect()
    }

    /// The counts until now.
    pub fn stats(&self) -> CacheStats {
        let read = |count: &AtomicU64| count.load(Ordering::Relaxed);
        CacheStats { asked: read(&self.asked), unchanged: read(&self.unchanged) }
    }

    /// Why an entry could not be stored, if one could not; `None` on a second call.
    pub fn fault(&self) -> Option<io::Error> {
        self.fault.lock().take()
    }

    /// Removes entries that are too old, and the oldest beyond the size limit.
    pub fn prune(&self) {
        prune::prune(&self.folder, self.now, self.max_bytes);
    }

    fn shard(&self, key: &str) -> PathBuf {
        self.folder.join(key.get(..2).unwrap_or(key))
    }

    fn path(&self, key: &CacheKey) -> PathBuf {
        let key = key.to_string();
        self.shard(&key).join(key + SUFFIX)
    }

    fn write(&self, key: &CacheKey, known: &CacheEntry, answer: &Exchange) -> io::Result<()> {
        let head = CacheHeader { format: FORMAT.to_owned(), version: VERSION, known };
        let parts = [record::pack(&head)?, record::pack(answer)?];
        let length = parts.iter().map(|part| part.len() as u64).sum();
        if self.written.fetch_add(length, Ordering::Relaxed) > self.max_bytes {
            return Ok(());
        }
        let path = self.path(key);
        let folder = path.parent().unwrap_or(&self.folder);
        let open = || Folder::open(folder).map(Arc::new);
        let opened = match open() {
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => {
                self.make(folder)?;
                open()?
            }
            opened => opened?,
        };
        let mut draft = NewFile::begin_in(opened, path.file_name().unwrap_or_default())?;
        for part in parts {
            draft.write_all(&part)?;
        }
        // No sync: a checksum detects what a loss of power leaves of it.
        draft.place(Access::Private, Lasting::Eventually)
    }

    /// Creates a folder that only the user can read: pages may be private.
    fn make(&self, folder: &Path) -> io::Result<()> {
        make_private(folder)?;
        match Folder::open(&self.folder)?.create(OsStr::new(TAG.0), 0o644) {
            Err(fault) if fault.kind() == io::ErrorKind::AlreadyExists => Ok(()),
            tag => tag?.write_all(TAG.1.as_bytes()),
        }
    }
}

impl ResponseCache for CacheFolder {
    fn find(&self, key: &CacheKey) -> Option<CacheEntry> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        head(&mut open(&self.path(key))?)
    }

    fn read(&self, key: &CacheKey, known: &CacheEntry) -> Option<Exchange> {
        let mut records = open(&self.path(key))?;
        // Another run may have replaced the entry.
        let same = head(&mut records)? == *known;
        let answer: Exchange = record::next(&mut records).ok()??;
        (same && answer.url == known.url).then_some(answer)
    }

    fn store(&self, key: &CacheKey, known: &CacheEntry, answer: &Exchange) {
        if self.fault.lock().is_some() {
            return;
        }
        if let Err(fault) = self.write(key, known, answer) {
            *self.fault.lock() = Some(fault);
        }
    }

    fn confirm(&self, key: &CacheKey) {
        self.unchanged.fetch_add(1, Ordering::Relaxed);
        let touch = || {
            let path = self.path(key);
            let used = fs::metadata(&path)?.modified()?;
            if self.now.duration_since(used).is_ok_and(|age| age > DAY) {
                open_file(&path)?.set_modified(self.now)?;
            }
            io::Result::Ok(())
        };
        // An entry that cannot be marked as used is removed too early and fetched again.
        let _ = touch();
    }

    fn remove(&self, key: &CacheKey) {
        // An entry that stays is only asked for once more.
        let _ = fs::remove_file(self.path(key));
    }
}

fn open(path: &Path) -> Option<BufReader<File>> {
    Some(BufReader::new(open_file(path).ok()?))
}

fn head(records: &mut BufReader<File>) -> Option<CacheEntry> {
    match record::next::<CacheHeader<CacheEntry>>(records) {
        Ok(Some(CacheHeader { format, version: VERSION, known })) if format == FORMAT => {
            Some(known)
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests;
