//! Snapshots and the cache: what is fetched for a site is written to files, or comes from them.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::Mutex;
use tracing::{debug, warn};

use crate::crawl::{
    CacheFolder, LiveOptions, SnapshotError, SnapshotHeader, SnapshotReader, SnapshotWriter,
    file_name,
};
use crate::domain::date::Timestamp;
use crate::domain::secret::Hidden;
use crate::folder::{Folder, make_private, sweep};
use crate::net::Client;

use super::error::Error;
use super::job::Job;
use super::options::{Reading, SnapshotMode};

/// The snapshots and the cache of an engine.
#[derive(Debug)]
pub(super) struct Snapshots {
    folder: SnapshotSource,
    cache: Option<Arc<CacheFolder>>,
    /// The first fault of a snapshot that could not be written.
    fault: Mutex<Option<io::Error>>,
}

#[derive(Debug)]
enum SnapshotSource {
    Off,
    Write { path: PathBuf, folder: Arc<Folder>, started_at: Timestamp },
    Read(PathBuf),
}

/// How one live site is read.
pub(super) struct SiteAccess {
    pub(super) client: Client,
    /// Further names of the site.
    pub(super) names: Vec<String>,
    pub(super) options: LiveOptions,
    /// The snapshot that is being written.
    pub(super) snapshot: Option<Arc<SnapshotWriter>>,
}

impl Snapshots {
    /// Opens the folder of the snapshots. One to write to is created, and drafts that killed runs left there are removed.
    pub(super) fn open(mode: SnapshotMode, cache: Option<Arc<CacheFolder>>) -> Result<Self, Error> {
        let folder = match mode {
            SnapshotMode::Off => SnapshotSource::Off,
            SnapshotMode::Write { folder: path, started_at } => match private_folder(&path) {
                Ok(folder) => SnapshotSource::Write { path, folder: Arc::new(folder), started_at },
                Err(cause) => return Err(Error::Unwritable(path, cause)),
            },
            SnapshotMode::Read(path) if path.is_dir() => SnapshotSource::Read(path),
            SnapshotMode::Read(path) => {
                return Err(Error::Unreadable(path, io::ErrorKind::NotADirectory.into()));
            }
        };
        Ok(Self { folder, cache, fault: Mutex::default() })
    }

    /// Whether sites come from snapshots, not from the network.
    pub(super) const fn is_reading(&self) -> bool {
        matches!(self.folder, SnapshotSource::Read(_))
    }

    /// How a site is read. An error where its snapshot cannot be used.
    pub(super) fn access(
        &self,
        index: usize,
        job: &Job,
        client: &Client,
        reading: &Reading,
    ) -> Result<SiteAccess, SnapshotError> {
        let names = job.names();
        let options = reading.live.clone();
        if let SnapshotSource::Read(folder) = &self.folder {
            // It is read as it was read then: other names or limits would ask for what is not there.
            let (site, archive) = SnapshotReader::open(&folder.join(file_name(&job.target)))?;
            let client = client.replaying(Arc::new(archive), site.max_body);
            debug!(target = %Hidden(&job.target.text), "read from its snapshot");
            return Ok(SiteAccess {
                client,
                names: site.names,
                options: site.options,
                snapshot: None,
            });
        }
        let snapshot = self.begin(index, job, &names, reading);
        let mut client = client.clone();
        if let Some(snapshot) = &snapshot {
            client = client.recording(Arc::clone(snapshot) as Arc<_>);
        }
        if let Some(cache) = &self.cache {
            client = client.caching(Arc::clone(cache) as Arc<_>);
        }
        Ok(SiteAccess { client, names, options, snapshot })
    }

    fn begin(
        &self,
        index: usize,
        job: &Job,
        names: &[String],
        reading: &Reading,
    ) -> Option<Arc<SnapshotWriter>> {
        let SnapshotSource::Write { folder, started_at, .. } = &self.folder else { return None };
        let site = SnapshotHeader {
            target: job.target.text.clone(),
            place: index as u64,
            started_at: *started_at,
            names: names.to_vec(),
            options: reading.live.clone(),
            max_body: reading.max_body,
        };
        match SnapshotWriter::begin(folder, &job.target, &site) {
            Ok(snapshot) => {
                debug!(target = %Hidden(&job.target.text), "snapshot begins");
                Some(Arc::new(snapshot))
            }
            Err(fault) => {
                self.note(fault);
                None
            }
        }
    }

    /// Puts the snapshot of a site that was read to its end in its place.
    pub(super) fn close(&self, snapshot: Option<Arc<SnapshotWriter>>) {
        if let Some(Err(fault)) = snapshot.map(|snapshot| snapshot.end()) {
            self.note(fault);
        }
    }

    fn note(&self, fault: io::Error) {
        warn!(%fault, "snapshot cannot be written");
        let mut first = self.fault.lock();
        first.get_or_insert(fault);
    }

    /// Takes the first fault of a snapshot that could not be written.
    pub(super) fn take_fault(&self) -> Option<Error> {
        let fault = self.fault.lock().take()?;
        let SnapshotSource::Write { path, .. } = &self.folder else { return None };
        Some(Error::Unwritable(path.clone(), fault))
    }
}

/// A folder for snapshots: created for the user alone, since pages may be private.
fn private_folder(path: &Path) -> io::Result<Folder> {
    make_private(path)?;
    let folder = Folder::open(path)?;
    sweep(&folder);
    Ok(folder)
}
