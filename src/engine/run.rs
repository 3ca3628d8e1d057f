//! A run: many sites, several at once, each handed on as soon as it is finished.

use std::collections::BTreeMap;
use std::num::NonZeroUsize;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use tokio::runtime::Handle;
use tokio::sync::Semaphore;
use tokio::task::{AbortHandle, JoinSet};
use tokio::time::{Instant, timeout_at};
use tracing::{debug, info};

use crate::domain::lang::Text;
use crate::domain::secret::Hidden;
use crate::net::Client;
use crate::report::model::SiteReport;

use super::error::Error;
use super::evidence::EvidenceTaker;
use super::job::Job;
use super::options::{Control, EngineOptions, Finished, RunEnd, Sink};
use super::rendering::Rendering;
use super::site::{ActiveSite, Reader};
use super::snapshots::Snapshots;
use super::stop::Stop;

/// After a stop is requested, sites under way may still end in order for this long; then they are reported as far as
/// they were read.
const GRACE: Duration = Duration::from_millis(300);

/// Audits sites. May be used for several runs, one after another or at once: they share connections, politeness and
/// settings.
pub struct Engine {
    reader: Arc<Reader>,
    /// Sites under way at once.
    width: usize,
}

impl Engine {
    /// An engine with these options. An error where the network client or the folder of snapshots cannot be set up.
    pub fn new(options: EngineOptions) -> Result<Self, Error> {
        // A site that waits for its host's turn takes no place among the requests: more sites keep them all in use.
        let width = options.net.concurrency.saturating_mul(2).max(1);
        let processors = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let reader = Reader {
            client: Client::new(options.net)?,
            reading: options.reading,
            settings: Arc::new(options.settings),
            snapshots: Snapshots::open(options.snapshots, options.cache)?,
            rendering: options.render.map(Rendering::new),
            evidence: options.evidence.map(EvidenceTaker::new).transpose()?,
            disk: Arc::new(Semaphore::new(processors)),
            threads: (processors / options.sites.max(1)).max(1),
        };
        Ok(Self { reader: Arc::new(reader), width })
    }

    /// Audits all jobs, several at once, and hands each site to `sink` exactly once, in the order in which they end.
    /// `jobs` are taken as places become free, and come with an index that [`Finished`] repeats.
    ///
    /// Blocks the calling thread, which must not be one of the runtime's own (from a task, use `spawn_blocking`).
    /// Returns the sink's error, where it has one: then all that is under way is given up.
    pub fn run<S: Sink>(
        &self,
        control: &Control,
        jobs: impl IntoIterator<Item = (usize, Job)>,
        sink: &mut S,
    ) -> Result<RunEnd, S::Error> {
        let threads = ThreadStop::new(&control.runtime, &control.stop);
        let run = Arc::new(Run {
            reader: Arc::clone(&self.reader),
            control: control.clone(),
            ended: Arc::clone(&threads.flag),
            under_way: Mutex::default(),
        });
        info!(sites_at_once = self.width, "run begins");
        control.runtime.block_on(run.all(self.width, jobs, sink))?;
        let ending = if control.stop.is_requested() { RunEnd::Stopped } else { RunEnd::Complete };
        info!(?ending, "run ends");
        Ok(ending)
    }

    /// Audits one site. `None` if a stop is requested before it is read to its end.
    pub fn audit(&self, control: &Control, job: Job) -> Option<SiteReport> {
        let mut found = None;
        let mut sink = |site: Finished| {
            found = Some(site.report).filter(|report| !report.interrupted);
            Ok::<(), std::convert::Infallible>(())
        };
        match self.run(control, [(0, job)], &mut sink) {
            Ok(_) => found,
        }
    }

    /// Sites that come one by one, from tasks of the control's runtime.
    pub fn session(&self, control: &Control) -> EngineSession {
        let threads = ThreadStop::new(&control.runtime, &control.stop);
        let run = Arc::new(Run {
            reader: Arc::clone(&self.reader),
            control: control.clone(),
            ended: Arc::clone(&threads.flag),
            under_way: Mutex::default(),
        });
        EngineSession { run, _threads: threads }
    }

    /// The report of a site that is not read at all, for a reason that lies outside of it.
    pub fn not_read(&self, job: &Job, why: Text) -> SiteReport {
        self.reader.not_read(job, why)
    }

    /// Takes the first fault of a snapshot that could not be written; sites are judged all the same.
    pub fn take_snapshot_fault(&self) -> Option<Error> {
        self.reader.snapshots.take_fault()
    }

    /// Writes the manifest of the evidence, where some was taken; `complete` says whether all sites were done.
    pub fn finish_evidence(&self, complete: bool) -> Result<(), Error> {
        self.reader.evidence.as_ref().map_or(Ok(()), |evidence| evidence.finish(complete))
    }

    /// Origins of sites that the user's headers were not sent to, since no target named them.
    pub fn origins_without_headers(&self) -> Vec<String> {
        self.reader.client.withheld()
    }
}

/// Audits sites that come one by one. Clones of the engine's options hold for all of them; how many are under way at once
/// is its caller's care.
pub struct EngineSession {
    run: Arc<Run>,
    _threads: ThreadStop,
}

impl EngineSession {
    /// Audits a site. `index` is its own among those under way. `None` where a stop was requested before it was read to
    /// its end. Dropping the future gives the site up.
    pub async fn audit(&self, index: usize, job: Job) -> Option<SiteReport> {
        let _forgotten = Forgotten { run: &self.run, index };
        let site = Arc::clone(&self.run).site(index, job).await;
        site.map(|site| site.report).filter(|report| !report.interrupted)
    }
}

/// Forgets a site at its end, however that comes.
struct Forgotten<'a> {
    run: &'a Run,
    index: usize,
}

impl Drop for Forgotten<'_> {
    fn drop(&mut self) {
        self.run.under_way().remove(&self.index);
    }
}

/// Turns its flag true when a stop is requested or when it is dropped, so that threads that read folders end with the
/// run, however it ends.
struct ThreadStop {
    flag: Arc<AtomicBool>,
    watcher: AbortHandle,
}

impl ThreadStop {
    fn new(runtime: &Handle, stop: &Stop) -> Self {
        let flag = Arc::new(AtomicBool::new(stop.is_requested()));
        let (stop, stopped) = (stop.clone(), Arc::clone(&flag));
        let watcher = runtime.spawn(async move {
            stop.requested().await;
            stopped.store(true, Ordering::Relaxed);
        });
        Self { flag, watcher: watcher.abort_handle() }
    }
}

impl Drop for ThreadStop {
    fn drop(&mut self) {
        self.flag.store(true, Ordering::Relaxed);
        self.watcher.abort();
    }
}

/// One run.
struct Run {
    reader: Arc<Reader>,
    control: Control,
    /// True once threads shall end.
    ended: Arc<AtomicBool>,
    /// Sites that were begun and not handed on yet, by the index of their job.
    under_way: Mutex<BTreeMap<usize, Arc<ActiveSite>>>,
}

/// The tasks of a run, one a site; `None` where a site was not begun, or reported without waiting for its task.
type Tasks = JoinSet<Option<Finished>>;

impl Run {
    fn under_way(&self) -> MutexGuard<'_, BTreeMap<usize, Arc<ActiveSite>>> {
        self.under_way.lock()
    }

    async fn all<S: Sink>(
        self: Arc<Self>,
        width: usize,
        jobs: impl IntoIterator<Item = (usize, Job)>,
        sink: &mut S,
    ) -> Result<(), S::Error> {
        let stop = &self.control.stop;
        let mut jobs = jobs.into_iter().fuse();
        let mut tasks = JoinSet::new();
        loop {
            while tasks.len() < width
                && !stop.is_requested()
                && let Some((index, job)) = jobs.next()
            {
                tasks.spawn(Arc::clone(&self).site(index, job));
            }
            let joined = tokio::select! {
                biased;
                joined = tasks.join_next() => joined,
                () = stop.requested() => break,
            };
            let Some(joined) = joined else { break };
            self.hand_on(joined.ok().flatten(), sink)?;
        }
        self.wind_down(tasks, sink).await
    }

    fn hand_on<S: Sink>(&self, site: Option<Finished>, sink: &mut S) -> Result<(), S::Error> {
        let Some(site) = site else { return Ok(()) };
        self.under_way().remove(&site.index);
        sink.take(site)
    }

    /// Waits a little for what was begun, and hands on the rest as far as it was read.
    async fn wind_down<S: Sink>(&self, mut tasks: Tasks, sink: &mut S) -> Result<(), S::Error> {
        debug!(under_way = tasks.len(), "no further site is begun");
        let end = Instant::now() + GRACE;
        while let Ok(Some(joined)) = timeout_at(end, tasks.join_next()).await {
            self.hand_on(joined.ok().flatten(), sink)?;
        }
        let left = std::mem::take(&mut *self.under_way());
        let mut closing = 0;
        for site in left.into_values() {
            match site.cut() {
                Some(report) => {
                    let (index, job) = (site.index, Arc::clone(&site.job));
                    sink.take(Finished { index, job, report })?;
                }
                None => closing += 1,
            }
        }
        // Read to their end, and being judged at this moment.
        while closing > 0
            && let Some(joined) = tasks.join_next().await
        {
            if let Ok(Some(site)) = joined {
                closing -= 1;
                sink.take(site)?;
            }
        }
        Ok(())
    }

    /// Audits one site; `None` where a stop is requested before it is begun, or where it was reported meanwhile.
    async fn site(self: Arc<Self>, index: usize, job: Job) -> Option<Finished> {
        let stop = &self.control.stop;
        // Folders that are read at once contend for the disk.
        let place = if job.is_live() {
            None
        } else {
            tokio::select! {
                place = Arc::clone(&self.reader.disk).acquire_owned() => Some(place.ok()?),
                () = stop.requested() => None,
            }
        };
        if stop.is_requested() {
            return None;
        }
        let progress = Arc::clone(&self.control.progress);
        info!(target = %Hidden(&job.target.text), live = job.is_live(), "site begins");
        let site = Arc::new(self.reader.begin(index, job, progress));
        self.under_way().insert(index, Arc::clone(&site));
        let mut visit = if site.job.is_live() {
            self.reader.live(&site, stop).await
        } else {
            self.reader.disk(&site, &self.ended).await
        };
        drop(place);
        self.reader.render_pages(&site, visit.as_mut(), stop).await;
        let evidence = self.reader.take_evidence(&site, visit.as_ref(), stop).await;
        let report = SiteReport { evidence, ..self.reader.close(&site, visit)? };
        let (status, pages) = (report.status.name(), report.pages_checked);
        info!(target = %Hidden(&report.target), status, pages, "site ends");
        self.control.progress.site(report.status);
        Some(Finished { index, job: Arc::clone(&site.job), report })
    }
}
