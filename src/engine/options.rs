//! What an engine is made with, what controls a run from outside, and what is handed on.

use std::path::PathBuf;
use std::sync::Arc;

use tokio::runtime::Handle;

use crate::audit::Settings;
use crate::crawl::{CacheFolder, LiveOptions};
use crate::domain::date::{Date, Timestamp};
use crate::domain::lang::Lang;
use crate::net;
use crate::report::model::{SiteReport, Status};
use crate::rules::Levels;

use super::evidence::EvidenceOptions;
use super::job::Job;
use super::rendering::RenderOptions;
use super::stop::Stop;

/// Options of an [`Engine`](super::Engine).
#[derive(Debug)]
pub struct EngineOptions {
    /// Connections, shared by all sites.
    pub net: net::ClientOptions,
    /// What is read of each site.
    pub reading: Reading,
    /// How pages are judged.
    pub settings: Settings,
    /// What is done with snapshots of live sites.
    pub snapshots: SnapshotMode,
    /// Answers of earlier runs, which servers are asked about before they are used.
    pub cache: Option<Arc<CacheFolder>>,
    /// How home pages are opened in a browser; `None` = not at all.
    pub render: Option<RenderOptions>,
    /// Where evidence of home pages goes; `None` = none is taken.
    pub evidence: Option<EvidenceOptions>,
    /// About how many sites a run has. A single folder is read by all processors, of many folders each by fewer threads.
    pub sites: usize,
}

impl EngineOptions {
    /// Options with these settings, and the defaults for all else.
    pub fn new(settings: Settings) -> Self {
        Self {
            net: net::ClientOptions::default(),
            reading: Reading::default(),
            settings,
            snapshots: SnapshotMode::Off,
            cache: None,
            render: None,
            evidence: None,
            sites: 1,
        }
    }
}

impl EngineOptions {
    /// Options to look at home pages alone, with the levels that rules have of themselves.
    pub fn home_pages(net: net::ClientOptions, today: Date, lang: Lang) -> Self {
        let settings = Settings { levels: Levels::default(), fail_on: None, today, lang };
        let live = LiveOptions { home_only: true, ..LiveOptions::default() };
        let reading = Reading { live, max_body: net.max_body };
        Self { net, reading, ..Self::new(settings) }
    }
}

/// What is read of each site.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Which pages of a live site. Of folders only `home_only`, `include` and `exclude` count.
    pub live: LiveOptions,
    /// The largest page that is judged, in bytes after decompression.
    pub max_body: u64,
}

impl Default for Reading {
    fn default() -> Self {
        Self { live: LiveOptions::default(), max_body: net::ClientOptions::default().max_body }
    }
}

/// What is done with snapshots: recordings of all requests and answers for a site.
#[derive(Clone, Debug, Default)]
pub enum SnapshotMode {
    /// None are written or read.
    #[default]
    Off,
    /// One file a site is written to this folder, which is created if need be.
    Write {
        /// The folder.
        folder: PathBuf,
        /// When the run started: stands in each snapshot.
        started_at: Timestamp,
    },
    /// Sites are read from the snapshots in this folder, without the network.
    Read(PathBuf),
}

/// What controls a run from outside.
#[derive(Clone)]
pub struct Control {
    /// Where sites are read. It must be a multi-threaded runtime, and outlive the run.
    pub runtime: Handle,
    /// Ends the run early.
    pub stop: Stop,
    /// Hears of pages and sites as they are read.
    pub progress: Arc<dyn Progress>,
}

impl Control {
    /// A run that only its caller's sink hears of.
    pub fn new(runtime: Handle, stop: Stop) -> Self {
        Self { runtime, stop, progress: Arc::new(()) }
    }
}

/// Hears how far a run is, from any thread.
pub trait Progress: Send + Sync {
    /// A page was read.
    fn page(&self) {}

    /// A site was judged.
    fn site(&self, _status: Status) {}
}

/// Progress that nobody looks at.
impl Progress for () {}

/// A site that was read to its end or, where its report says that it was interrupted, as far as the run went.
#[derive(Debug)]
pub struct Finished {
    /// The index that its job came with.
    pub index: usize,
    /// What was audited.
    pub job: Arc<Job>,
    /// What came of it.
    pub report: SiteReport,
}

/// Takes each site as soon as it is finished, on the thread that runs the engine. Closures are sinks.
pub trait Sink {
    /// Why a site could not be taken.
    type Error;

    /// Takes a site. An error ends the run.
    fn take(&mut self, site: Finished) -> Result<(), Self::Error>;
}

impl<F, E> Sink for F
where
    F: FnMut(Finished) -> Result<(), E>,
{
    type Error = E;

    fn take(&mut self, site: Finished) -> Result<(), E> {
        self(site)
    }
}

/// How a run ended whose sink took all sites.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RunEnd {
    /// All jobs are done.
    Complete,
    /// A stop was requested: sites that were begun were handed on as far as they were read, no other was begun.
    Stopped,
}
