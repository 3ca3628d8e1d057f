//! Snapshots: the recorded exchanges with one site in a file, to be audited again without the network.
//! docs/snapshots.md describes the format.

use std::collections::{HashMap, VecDeque};
use std::ffi::OsStr;
use std::fmt::Write as _;
use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use data_encoding::HEXLOWER;
use parking_lot::Mutex;
use ring::digest::{SHA256, digest};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use url::Url;

use crate::domain::date::Timestamp;
use crate::domain::lang::{Bilingual, Text};
use crate::folder::{Access, Folder, Lasting, NewFile, open_file};
use crate::net::{Exchange, ExchangeSink, ExchangeSource, FetchError};

use super::options::LiveOptions;
use super::record::{self, RecordError};
use super::target::{Target, TargetKind};

/// The ending of the names of snapshots.
const SUFFIX: &str = ".jsonl.gz";
const FORMAT: &str = "beian-snapshot";
const VERSION: u32 = 1;
/// Bytes of an address; longer ones are never requested.
const MAX_URL: usize = 64 << 10;
/// Bytes of the host in a file's name.
const MAX_NAME: usize = 180;
/// Bytes of a target's hash in a file's name, written as hexadecimal digits.
const HASH_BYTES: usize = 8;

/// The first record of a snapshot: what is needed to crawl the site again in the same way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SnapshotHeader {
    /// The target as typed.
    pub target: String,
    /// Its index among the targets of the run.
    pub place: u64,
    /// When the run started.
    pub started_at: Timestamp,
    /// Further names of the site.
    pub names: Vec<String>,
    /// The options of the crawl.
    #[serde(flatten)]
    pub options: LiveOptions,
    /// Bytes up to which pages were judged.
    pub max_body: u64,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum SnapshotRecord<S, E> {
    /// The first record.
    Site {
        format: String,
        version: u32,
        #[serde(flatten)]
        site: S,
    },
    /// One request and its outcome.
    Exchange(E),
    /// The last record: the number of exchanges.
    End(u64),
}

/// Why a snapshot cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum SnapshotError {
    /// It does not exist, or reading it failed.
    #[error("the snapshot {0} cannot be read: {1}")]
    Unreadable(String, #[source] io::Error),
    /// The bytes are not what was written.
    #[error("the snapshot {0} is damaged: {1}")]
    Damaged(String, Text),
    /// It was written by another program, or by a later version.
    #[error("{0} is no snapshot of this version")]
    Foreign(String),
}

impl Bilingual for SnapshotError {
    fn zh(&self) -> String {
        match self {
            Self::Unreadable(name, cause) => format!("无法读取快照 {name}：{}", cause.zh()),
            Self::Damaged(name, cause) => format!("快照 {name} 已损坏：{}", cause.zh()),
            Self::Foreign(name) => format!("{name} 不是这个版本的快照"),
        }
    }
}

/// The name of a target's snapshot: the host and, unless the target is a bare domain, a hash that distinguishes targets
/// on one host. Always one safe path component.
pub fn file_name(target: &Target) -> String {
    let host = target.url().and_then(Url::host_str).unwrap_or_default();
    let mut name = String::new();
    for byte in host.trim_end_matches('.').bytes().take(MAX_NAME) {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => name.push(char::from(byte)),
            b'.' if !name.is_empty() => name.push('.'),
            // Writing to a String cannot fail.
            _ => drop(write!(name, "%{byte:02x}")),
        }
        if name.len() > MAX_NAME {
            break;
        }
    }
    let bare = matches!(&target.kind, TargetKind::Domain { https, .. }
        if https.path() == "/" && https.query().is_none() && https.port().is_none() && !host.ends_with('.'));
    if !bare || name.len() + 1 > MAX_NAME {
        name.push('~');
        let hash = digest(&SHA256, key(target).as_bytes());
        let (first, _) = hash.as_ref().split_at(HASH_BYTES);
        name.push_str(&HEXLOWER.encode(first));
    }
    name + SUFFIX
}

fn key(target: &Target) -> String {
    match &target.kind {
        TargetKind::Domain { https, .. } => format!("domain {https}"),
        TargetKind::Url(url) => url.to_string(),
        TargetKind::Folder(path) | TargetKind::File(path) => path.display().to_string(),
    }
}

/// Writes a snapshot under a temporary name, and renames it when it is complete.
#[derive(Debug)]
pub struct SnapshotWriter(Mutex<WriterState>);

#[derive(Debug)]
struct WriterState {
    /// `None` once the snapshot is complete or given up.
    file: Option<NewFile>,
    exchanges: u64,
    fault: Option<io::Error>,
}

impl WriterState {
    fn write(&mut self, record: &[u8]) -> io::Result<()> {
        self.file.as_mut().map_or(Ok(()), |file| file.write_all(record))
    }
}

impl SnapshotWriter {
    /// Creates a snapshot in a folder.
    pub fn begin(folder: &Arc<Folder>, target: &Target, site: &SnapshotHeader) -> io::Result<Self> {
        let file = NewFile::begin_in(Arc::clone(folder), OsStr::new(&file_name(target)))?;
        let mut state = WriterState { file: Some(file), exchanges: 0, fault: None };
        let first: SnapshotRecord<&SnapshotHeader, ()> =
            SnapshotRecord::Site { format: FORMAT.to_owned(), version: VERSION, site };
        state.write(&record::pack(&first)?)?;
        Ok(Self(Mutex::new(state)))
    }

    /// Completes the snapshot, readable for the user alone: pages may be private. An error where any part of it could
    /// not be written; then no snapshot remains.
    pub fn end(&self) -> io::Result<()> {
        let mut state = self.0.lock();
        if let Some(fault) = state.fault.take() {
            state.file = None;
            return Err(fault);
        }
        let last = record::pack(&SnapshotRecord::<(), ()>::End(state.exchanges))?;
        state.write(&last)?;
        let file = state.file.take();
        file.map_or(Ok(()), |file| file.place(Access::Private, Lasting::AtOnce))
    }
}

impl ExchangeSink for SnapshotWriter {
    fn record(&self, exchange: Exchange) {
        let packed = record::pack(&SnapshotRecord::<(), _>::Exchange(exchange));
        let mut state = self.0.lock();
        match packed.and_then(|packed| state.write(&packed)) {
            Ok(()) => state.exchanges += 1,
            Err(fault) => state.fault = state.fault.take().or(Some(fault)),
        }
    }
}

/// Reads a snapshot. It holds the offsets of the exchanges; bodies stay on the disk until they are requested.
#[derive(Debug)]
pub struct SnapshotReader {
    name: String,
    file: Mutex<File>,
    offsets: Mutex<HashMap<String, VecDeque<u64>>>,
}

impl SnapshotReader {
    /// Opens a snapshot and checks all of it: one that is damaged anywhere is refused.
    pub fn open(path: &Path) -> Result<(SnapshotHeader, Self), SnapshotError> {
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let unreadable = |cause| SnapshotError::Unreadable(name.clone(), cause);
        let damaged = |zh, en| SnapshotError::Damaged(name.clone(), Text::fixed(zh, en));
        let file = open_file(path).map_err(unreadable)?;
        let mut records = BufReader::with_capacity(1 << 16, file);
        let site = head(&mut records, &name)?;
        let mut offsets: HashMap<String, VecDeque<u64>> = HashMap::new();
        let mut count = 0;
        loop {
            let at = records.stream_position().map_err(unreadable)?;
            match next::<SnapshotRecord<IgnoredRecord, Exchange>>(&mut records, &name)? {
                Some(SnapshotRecord::Exchange(exchange)) => {
                    if exchange.url.len() > MAX_URL {
                        return Err(damaged("有过长的地址", "an address is too long"));
                    }
                    offsets.entry(exchange.url).or_default().push_back(at);
                    count += 1;
                }
                Some(SnapshotRecord::End(written)) if written == count => break,
                Some(SnapshotRecord::End(_) | SnapshotRecord::Site { .. }) => {
                    return Err(damaged("缺少记录", "records are missing"));
                }
                None => return Err(damaged("没有结尾", "its end is missing")),
            }
        }
        if !records.fill_buf().map_err(unreadable)?.is_empty() {
            return Err(damaged("结尾之后还有内容", "something follows its end"));
        }
        let file = Mutex::new(records.into_inner());
        Ok((site, Self { name, file, offsets: Mutex::new(offsets) }))
    }

    /// The snapshots of a folder with their headers, in the order of the run. The header of an unreadable snapshot is
    /// `None`.
    pub fn list(folder: &Path) -> io::Result<Vec<(PathBuf, Option<SnapshotHeader>)>> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder)? {
            let path = entry?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if name.ends_with(SUFFIX) && !name.starts_with('.') {
                let site = open_file(&path).ok();
                let site = site.and_then(|file| head(&mut BufReader::new(file), &name).ok());
                found.push((path, site));
            }
        }
        found.sort_by(|(a, one), (b, other)| {
            let place =
                |site: &Option<SnapshotHeader>| site.as_ref().map_or(u64::MAX, |site| site.place);
            (place(one), a).cmp(&(place(other), b))
        });
        Ok(found)
    }

    fn read(&self, at: u64) -> Result<Exchange, SnapshotError> {
        let mut file = self.file.lock();
        let unreadable = |cause| SnapshotError::Unreadable(self.name.clone(), cause);
        file.seek(SeekFrom::Start(at)).map_err(unreadable)?;
        if let Some(SnapshotRecord::Exchange(exchange)) = next::<
            SnapshotRecord<IgnoredRecord, Exchange>,
        >(
            &mut BufReader::new(&*file), &self.name
        )? {
            return Ok(exchange);
        }
        let cause = Text::fixed("有记录移动了位置", "a record moved");
        Err(SnapshotError::Damaged(self.name.clone(), cause))
    }
}

impl ExchangeSource for SnapshotReader {
    fn next(&self, url: &Url) -> Result<Exchange, FetchError> {
        let mut bare = url.clone();
        bare.set_fragment(None);
        let offset = {
            let mut offsets = self.offsets.lock();
            offsets.get_mut(bare.as_str()).and_then(VecDeque::pop_front)
        };
        let offset = offset.ok_or_else(|| FetchError::NotInSnapshot(bare.to_string()))?;
        self.read(offset).map_err(|error| FetchError::NotInSnapshot(error.to_string()))
    }
}

/// A placeholder for the kind of record that is not expected.
#[derive(Deserialize)]
struct IgnoredRecord {}

fn head(records: &mut impl BufRead, name: &str) -> Result<SnapshotHeader, SnapshotError> {
    match next::<SnapshotRecord<SnapshotHeader, IgnoredRecord>>(records, name)? {
        Some(SnapshotRecord::Site { format, version: VERSION, site }) if format == FORMAT => {
            Ok(site)
        }
        _ => Err(SnapshotError::Foreign(name.to_owned())),
    }
}

/// The next record; `None` at the end.
fn next<T: DeserializeOwned>(
    records: &mut impl BufRead,
    name: &str,
) -> Result<Option<T>, SnapshotError> {
    record::next(records).map_err(|fault| match fault {
        RecordError::Unreadable(cause) => SnapshotError::Unreadable(name.to_owned(), cause),
        RecordError::Damaged(cause) => SnapshotError::Damaged(name.to_owned(), cause),
    })
}

#[cfg(test)]
mod tests;
