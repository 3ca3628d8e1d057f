//! One run: the client and the settings that all its sites share, and the audit of each.

use std::collections::BTreeMap;
use std::future::poll_fn;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use parking_lot::{Mutex, MutexGuard};
use tokio::runtime::Runtime;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use crate::audit::{Settings, SiteAudit};
use crate::crawl::{self, DiskOptions, LiveOptions, Target, TargetKind};
use crate::domain::lang::{Bilingual as _, Text};
use crate::folder::Choice;
use crate::net::{self, Client, SetupError};
use crate::report::model::SiteReport;
use crate::rules::in_shell;
use crate::visit::{Arrival, Page, Visit};

use super::super::Error;
use super::super::interrupt::Interruption;
use super::args::ReadingArgs;
use super::plan::Job;
use super::progress::Progress;
use super::snapshots::{Snapshots, Taped};

/// What is read of each site.
#[derive(Clone, Debug)]
pub(in crate::cli) struct Reading {
    /// Live sites.
    pub(in crate::cli) live: LiveOptions,
    /// Bytes of a page; a larger one is not judged.
    pub(in crate::cli) max_body: u64,
}

impl From<&ReadingArgs> for Reading {
    fn from(args: &ReadingArgs) -> Self {
        Self {
            live: LiveOptions {
                max_pages: usize::try_from(args.max_pages).unwrap_or(usize::MAX),
                home_only: args.home_only,
                robots: !args.no_robots,
                include: args.include.clone(),
                exclude: args.exclude.clone(),
            },
            max_body: args.max_body,
        }
    }
}

/// Once the user ends the run, what is under way has so long to come to an end in order; then it is left to itself.
const GRACE: Duration = Duration::from_millis(300);

/// One run.
pub(in crate::cli) struct Run {
    shared: Arc<Shared>,
    /// Sites under way at once.
    width: usize,
    /// There until the end.
    runtime: Option<Runtime>,
}

/// What all sites of a run share.
struct Shared {
    client: Client,
    reading: Reading,
    settings: Arc<Settings>,
    progress: Progress,
    interruption: Arc<Interruption>,
    /// Folders that are read at once.
    disk: Arc<Semaphore>,
    /// Threads for one folder.
    threads: usize,
    snapshots: Snapshots,
    /// Sites that were begun and are not handed over yet, by the index of their job.
    under_way: Mutex<BTreeMap<usize, Arc<UnderWay>>>,
}

/// A site that is being read.
struct UnderWay {
    index: usize,
    job: Arc<Job>,
    audit: SiteAudit<'static>,
    /// What is told of it should nobody wait for its end.
    seen: Mutex<Visit>,
}

/// A site that came to an end, or was cut short: then its report says so.
pub(super) struct Done {
    /// The index of its job.
    pub(super) index: usize,
    pub(super) job: Arc<Job>,
    pub(super) report: SiteReport,
}

impl Run {
    /// For so many sites.
    pub(in crate::cli) fn new(
        options: net::Options,
        reading: Reading,
        settings: Settings,
        sites: usize,
        progress: Progress,
        snapshots: Snapshots,
        interruption: Arc<Interruption>,
    ) -> Result<Self, Error> {
        // A site that waits for its host's turn takes no place among the requests: more sites keep them all in use.
        let width = options.concurrency.saturating_mul(2);
        let client = Client::new(options).map_err(|error| setup(&error))?;
        let runtime = Runtime::new().map_err(|cause| {
            Error::new(
                ("无法启动线程", "no threads can be started"),
                ("请关闭其他程序", "close other programs"),
            )
            .because(&cause)
        })?;
        let processors = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let shared = Shared {
            client,
            reading,
            settings: Arc::new(settings),
            progress,
            interruption,
            disk: Arc::new(Semaphore::new(processors)),
            threads: (processors / sites.max(1)).max(1),
            snapshots,
            under_way: Mutex::default(),
        };
        Ok(Self { shared: Arc::new(shared), width, runtime: Some(runtime) })
    }

    /// Why a snapshot could not be written, if one could not.
    pub(super) fn unsaved(&self) -> Option<Error> {
        self.shared.snapshots.fault()
    }

    /// Places of the sites that did not get the user's headers.
    pub(super) fn withheld(&self) -> Vec<String> {
        self.shared.client.withheld()
    }

    /// How far the run is.
    pub(super) fn progress(&self) -> &Progress {
        &self.shared.progress
    }

    /// Audits all sites, several at once, and hands each to `done` as it comes; a break ends the run. True if the user
    /// interrupted: then the sites that were begun are handed over as far as they were read, and no other is begun.
    pub(super) fn each(
        &self,
        jobs: impl IntoIterator<Item = (usize, Job)>,
        mut done: impl FnMut(Done) -> ControlFlow<()>,
    ) -> bool {
        let shared = &self.shared;
        let mut jobs = jobs.into_iter().fuse();
        let work = async {
            let mut tasks = JoinSet::new();
            loop {
                while tasks.len() < self.width
                    && !shared.interruption.is_on()
                    && let Some((index, job)) = jobs.next()
                {
                    tasks.spawn(Arc::clone(shared).audit(index, job));
                }
                let ended = tokio::select! {
                    biased;
                    ended = tasks.join_next() => ended,
                    () = shared.interruption.comes() => break,
                };
                let Some(ended) = ended else { break };
                if let Ok(Some(site)) = ended
                    && shared.hand_over(site, &mut done).is_break()
                {
                    return;
                }
            }
            shared.wind_up(tasks, &mut done).await;
        };
        if let Some(runtime) = &self.runtime {
            runtime.block_on(work);
        }
        shared.interruption.is_on()
    }
}

impl Drop for Run {
    fn drop(&mut self) {
        self.shared.progress.end();
        // What waits for a disk or a name server in a thread of its own must not hold up the end.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// How `beian inject` is told of the pages of a target: its folder, and the page where it is one file.
fn built(target: &Target) -> Option<String> {
    match &target.kind {
        TargetKind::Folder(_) => Some(in_shell(&target.text)),
        TargetKind::File(_) => {
            let path = Path::new(&target.text);
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            let folder = folder.unwrap_or(Path::new(".")).to_string_lossy();
            let name = path.file_name()?.to_string_lossy();
            Some(format!("{} --include {}", in_shell(&folder), in_shell(&name)))
        }
        TargetKind::Url(_) | TargetKind::Domain { .. } => None,
    }
}

impl Shared {
    fn under_way(&self) -> MutexGuard<'_, BTreeMap<usize, Arc<UnderWay>>> {
        // A map of sites is whole whatever its holder did, so poison means nothing here.
        self.under_way.lock()
    }

    fn hand_over(
        &self,
        site: Done,
        done: &mut impl FnMut(Done) -> ControlFlow<()>,
    ) -> ControlFlow<()> {
        self.under_way().remove(&site.index);
        done(site)
    }

    /// Waits a little for what was begun, and hands over the rest as it is.
    async fn wind_up(
        &self,
        mut tasks: JoinSet<Option<Done>>,
        done: &mut impl FnMut(Done) -> ControlFlow<()>,
    ) {
        let end = Instant::now() + GRACE;
        while let Ok(Some(ended)) = timeout_at(end, tasks.join_next()).await {
            if let Ok(Some(site)) = ended
                && self.hand_over(site, done).is_break()
            {
                return;
            }
        }
        let left = std::mem::take(&mut *self.under_way());
        for site in left.into_values() {
            let seen = site.seen.lock().clone();
            let (index, job, report) =
                (site.index, Arc::clone(&site.job), site.audit.finish(&seen));
            if done(Done { index, job, report }).is_break() {
                return;
            }
        }
    }

    /// Audits one site; nothing if the run is interrupted before it is begun. A fault of our own in one site must not
    /// end the run, nor let the site pass: it is then reported as one that could not be read.
    async fn audit(self: Arc<Self>, index: usize, job: Job) -> Option<Done> {
        let on_disk = matches!(job.target.kind, TargetKind::Folder(_) | TargetKind::File(_));
        let _place = if on_disk {
            tokio::select! {
                place = Arc::clone(&self.disk).acquire_owned() => Some(place.ok()?),
                () = self.interruption.comes() => None,
            }
        } else {
            None
        };
        if self.interruption.is_on() {
            return None;
        }
        let site = self.begin(index, job);
        let ended = if on_disk {
            let (this, its) = (Arc::clone(&self), Arc::clone(&site));
            tokio::task::spawn_blocking(move || this.disk(&its)).await.ok()
        } else {
            unbroken(Box::pin(self.live(&site))).await
        };
        let job = Arc::clone(&site.job);
        let report = ended.unwrap_or_else(|| {
            let audit = SiteAudit::new(&self.settings, &job.site);
            let error =
                Text::fixed("程序内部错误，请报告给开发者", "internal error; please report it");
            let visit = unread(&job, error, &|page| audit.add(page));
            audit.finish(&visit)
        });
        self.progress.site(report.status);
        Some(Done { index, job, report })
    }

    fn begin(&self, index: usize, job: Job) -> Arc<UnderWay> {
        let audit = SiteAudit::shared(Arc::clone(&self.settings), Arc::new(job.site.clone()))
            .built(built(&job.target));
        let target = job.target.text.clone();
        let seen = Visit { target, truncated: true, interrupted: true, ..Visit::default() };
        let site = UnderWay { index, job: Arc::new(job), audit, seen: Mutex::new(seen) };
        let site = Arc::new(site);
        self.under_way().insert(index, Arc::clone(&site));
        site
    }

    /// Reads a folder or file; one that holds no page is a site that could not be read.
    fn disk(&self, site: &UnderWay) -> SiteReport {
        let job = &site.job;
        let sink = |page: Page| {
            if page.home || !self.reading.live.home_only {
                self.progress.page();
                site.take(page);
            }
        };
        let options = DiskOptions {
            threads: NonZeroUsize::new(self.threads),
            max_body: self.reading.max_body,
            base_path: job.base_path.clone(),
            choice: Choice::new(&self.reading.live.include, &self.reading.live.exclude)
                .unwrap_or_default(),
        };
        let visit = crawl::disk_until(&job.target, &options, self.interruption.flag(), &sink)
            .unwrap_or_else(|error| unread(job, error.words(), &sink));
        site.audit.finish(&visit)
    }

    /// Reads a live site.
    async fn live(&self, site: &UnderWay) -> SiteReport {
        let (job, audit) = (&site.job, &site.audit);
        let sink = |page: Page| {
            self.progress.page();
            site.take(page);
        };
        let taped = match self.snapshots.open(site.index, job, &self.client, &self.reading) {
            Ok(taped) => taped,
            Err(why) => return audit.finish(&unread(job, Text::made(&*why, &*why), &sink)),
        };
        let Taped { client, names, options, saving } = taped;
        let stop = self.interruption.comes();
        let visit = crawl::live_until(&client, &job.target, &names, &options, stop, &sink).await;
        drop(client);
        if !visit.interrupted {
            self.snapshots.close(saving);
        }
        audit.finish(&visit)
    }
}

impl UnderWay {
    /// Takes a page.
    fn take(&self, page: Page) {
        let mut seen = self.seen.lock();
        seen.pages_found += 1;
        if page.home {
            seen.home = Some(page.address.clone());
            seen.final_url = Some(page.address.clone());
        }
        drop(seen);
        self.audit.add(page);
    }
}

/// What comes of some work; nothing where it panics. Then nothing of it is left but its locks, which mind no poison.
async fn unbroken<T>(mut work: Pin<Box<impl Future<Output = T>>>) -> Option<T> {
    poll_fn(|context| {
        let step = catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context)));
        step.map_or(Poll::Ready(None), |step| step.map(Some))
    })
    .await
}

/// The visit to a site that could not be read at all.
fn unread(job: &Job, error: Text, sink: crawl::Sink<'_>) -> Visit {
    let target = job.target.text.clone();
    let file = job.target.url().is_none();
    let arrival = Arrival::Failed { error };
    sink(Page { address: target.clone(), home: true, file, arrival });
    Visit { home: Some(target.clone()), target, pages_found: 1, ..Visit::default() }
}

fn setup(error: &SetupError) -> Error {
    let fix = match error {
        SetupError::CaCert(_) => {
            ("请给出 PEM 格式的证书文件", "name a file with certificates in PEM form")
        }
        SetupError::Header(_) => {
            ("请写成 NAME:VALUE，例如 Cookie:a=b", "write it as NAME:VALUE, e.g. Cookie:a=b")
        }
        SetupError::Proxy(_) => {
            ("请写成 http://127.0.0.1:8080 的形式", "write it like http://127.0.0.1:8080")
        }
        SetupError::Client(_) => ("请检查连接选项", "look at the connection options"),
    };
    let built = Error::new(error.text(), fix);
    match std::error::Error::source(error) {
        Some(cause) => built.because(&Text::made(cause.to_string(), cause.to_string())),
        None => built,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc;

    use super::super::super::look::Look;
    use super::super::super::testing::Bench;
    use super::*;
    use crate::domain::lang::Lang;
    use crate::rules::Levels;

    #[test]
    fn what_waits_for_ever_does_not_hold_up_the_end() {
        let run = Bench::new().with_world(|world| {
            let settings = Settings {
                levels: Levels::default(),
                fail_on: None,
                today: world.today(),
                lang: Lang::En,
            };
            let progress = Progress::new(1, Look::unparsed(world), world);
            let reading = Reading { live: LiveOptions::default(), max_body: 1 };
            let interruption = Arc::new(Interruption::listen());
            let (options, snapshots) = (net::Options::default(), Snapshots::default());
            Run::new(options, reading, settings, 1, progress, snapshots, interruption).unwrap()
        });
        let (hangs, wait) = mpsc::channel::<()>();
        run.runtime.as_ref().unwrap().spawn_blocking(move || wait.recv());
        let (ended, end) = mpsc::channel();
        thread::spawn(move || {
            drop(run);
            ended.send(())
        });
        assert!(end.recv_timeout(Duration::from_mins(1)).is_ok());
        drop(hangs);
    }
}
