//! `--save`, `--saved` and `--cache`: what is fetched is kept, or comes from what was kept.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use parking_lot::Mutex;

use crate::crawl::{
    CacheFolder, LiveOptions, SnapshotHeader, SnapshotReader, SnapshotWriter, file_name,
};
use crate::domain::date::Timestamp;
use crate::folder::{Folder, make_private, sweep};
use crate::net::Client;

use super::super::{Error, World};
use super::args::SubjectArgs;
use super::plan::Job;
use super::run::Reading;

/// What a run does with snapshots.
#[derive(Debug, Default)]
pub(in crate::cli) struct Snapshots {
    /// Where they are written.
    save: Option<(PathBuf, Arc<Folder>)>,
    /// Where they are read.
    saved: Option<PathBuf>,
    /// Answers of earlier runs.
    cache: Option<Arc<CacheFolder>>,
    started_at: Timestamp,
    /// The first one that could not be written.
    fault: Mutex<Option<io::Error>>,
}

/// How one site is read.
pub(super) struct Taped {
    pub(super) client: Client,
    pub(super) names: Vec<String>,
    pub(super) options: LiveOptions,
    pub(super) saving: Option<Arc<SnapshotWriter>>,
}

impl Snapshots {
    /// What the options ask for. The folder to write to is made, and what killed runs left in it is taken away.
    pub(super) fn new(
        args: &SubjectArgs,
        cache: Option<Arc<CacheFolder>>,
        world: &World<'_>,
    ) -> Result<Self, Error> {
        let placed = |path: &Option<PathBuf>| path.as_ref().map(|path| world.cwd.join(path));
        let (save, saved) = (placed(&args.save), placed(&args.saved));
        let save = save.map(|path| match opened(&path) {
            Ok(folder) => Ok((path, Arc::new(folder))),
            Err(cause) => Err(Error::unwritable(&path, &cause)),
        });
        let save = save.transpose()?;
        if let Some(folder) = saved.as_deref().filter(|folder| !folder.is_dir()) {
            return Err(Error::unreadable(folder, &io::ErrorKind::NotADirectory.into()));
        }
        let started_at = world.now;
        Ok(Self { save, saved, cache, started_at, fault: Mutex::default() })
    }

    /// Sets up how a site is read; where its snapshot cannot be used, why.
    pub(super) fn open(
        &self,
        index: usize,
        job: &Job,
        client: &Client,
        reading: &Reading,
    ) -> Result<Taped, String> {
        let mut names = job.site.aliases.clone();
        names.extend(job.site.domain.clone());
        let options = reading.live.clone();
        if let Some(folder) = &self.saved {
            // It is read as it was read then: other names or limits would ask for what is not there.
            let path = folder.join(file_name(&job.target));
            let (site, archive) = SnapshotReader::open(&path).map_err(|error| error.to_string())?;
            let client = client.replaying(Arc::new(archive), site.max_body);
            return Ok(Taped { client, names: site.names, options: site.options, saving: None });
        }
        let begun = self
            .save
            .as_ref()
            .map(|(_, folder)| begin(folder, index, job, &names, reading, self.started_at));
        let saving = match begun {
            Some(Ok(saving)) => Some(Arc::new(saving)),
            Some(Err(fault)) => {
                self.note(fault);
                None
            }
            None => None,
        };
        let mut client = client.clone();
        if let Some(saving) = &saving {
            client = client.recording(Arc::clone(saving) as Arc<_>);
        }
        if let Some(cache) = &self.cache {
            client = client.caching(Arc::clone(cache) as Arc<_>);
        }
        Ok(Taped { client, names, options, saving })
    }

    /// Puts a whole snapshot in its place.
    pub(super) fn close(&self, saving: Option<Arc<SnapshotWriter>>) {
        if let Some(Err(fault)) = saving.map(|saving| saving.end()) {
            self.note(fault);
        }
    }

    fn note(&self, fault: io::Error) {
        let mut first = self.fault.lock();
        first.get_or_insert(fault);
    }

    /// Why a snapshot could not be written, if one could not.
    pub(super) fn fault(&self) -> Option<Error> {
        let fault = self.fault.lock().take()?;
        let folder = self.save.as_ref().map_or(Path::new(""), |(path, _)| path);
        Some(Error::unwritable(folder, &fault))
    }
}

/// The folder for snapshots: made for the user alone, since pages may be private.
fn opened(path: &Path) -> io::Result<Folder> {
    make_private(path)?;
    let folder = Folder::open(path)?;
    sweep(&folder);
    Ok(folder)
}

fn begin(
    folder: &Arc<Folder>,
    index: usize,
    job: &Job,
    names: &[String],
    reading: &Reading,
    started_at: Timestamp,
) -> io::Result<SnapshotWriter> {
    let site = SnapshotHeader {
        target: job.target.text.clone(),
        place: index as u64,
        started_at,
        names: names.to_vec(),
        options: reading.live.clone(),
        max_body: reading.max_body,
    };
    SnapshotWriter::begin(folder, &job.target, &site)
}
