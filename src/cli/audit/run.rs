//! One run: the client and the settings that all its sites share, and the audit of each.

use std::future::poll_fn;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::Poll;
use std::thread;

use tokio::runtime::Runtime;
use tokio::sync::{Semaphore, watch};
use tokio::task::JoinSet;

use crate::audit::{Settings, SiteAudit};
use crate::crawl::{self, DiskOptions, LiveOptions, TargetKind};
use crate::domain::lang::{Bilingual as _, Text};
use crate::facts::{Arrival, Page, Visit};
use crate::net::{self, Client, SetupError};
use crate::report::model::SiteReport;

use super::super::Error;
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
            },
            max_body: args.max_body,
        }
    }
}

/// One run.
pub(in crate::cli) struct Run {
    shared: Arc<Shared>,
    /// Sites under way at once.
    width: usize,
    runtime: Runtime,
}

/// What all sites of a run share.
struct Shared {
    client: Client,
    reading: Reading,
    settings: Settings,
    progress: Progress,
    stop: watch::Receiver<bool>,
    /// Folders that are read at once.
    disk: Arc<Semaphore>,
    /// Threads for one folder.
    threads: usize,
    snapshots: Snapshots,
}

/// A site that came to an end.
pub(super) struct Done {
    /// The index of its job.
    pub(super) index: usize,
    pub(super) job: Arc<Job>,
    pub(super) report: SiteReport,
    /// False where the user interrupted before all of it was read.
    pub(super) whole: bool,
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
            settings,
            progress,
            stop: interruption(&runtime),
            disk: Arc::new(Semaphore::new(processors)),
            threads: (processors / sites.max(1)).max(1),
            snapshots,
        };
        Ok(Self { shared: Arc::new(shared), width, runtime })
    }

    /// Why a snapshot could not be written, if one could not.
    pub(super) fn unsaved(&self) -> Option<Error> {
        self.shared.snapshots.fault()
    }

    /// How far the run is.
    pub(super) fn progress(&self) -> &Progress {
        &self.shared.progress
    }

    /// Audits all sites, several at once, and hands each to `done` as it comes; a break ends the run. True if the user
    /// interrupted: sites of which nothing was read are left out.
    pub(super) fn each(
        &self,
        jobs: impl IntoIterator<Item = (usize, Job)>,
        mut done: impl FnMut(Done) -> ControlFlow<()>,
    ) -> bool {
        let stopped = || *self.shared.stop.borrow();
        let mut jobs = jobs.into_iter().fuse();
        self.runtime.block_on(async {
            let mut under_way = JoinSet::new();
            loop {
                while under_way.len() < self.width
                    && !stopped()
                    && let Some((index, job)) = jobs.next()
                {
                    under_way.spawn(Arc::clone(&self.shared).audit(index, job));
                }
                let Some(ended) = under_way.join_next().await else { break };
                if let Ok(Some(site)) = ended
                    && done(site).is_break()
                {
                    break;
                }
            }
        });
        stopped()
    }
}

/// Turns true at Ctrl-C; a second Ctrl-C ends the program at once.
#[expect(clippy::exit, reason = "the user does not want to wait for what is under way")]
fn interruption(runtime: &Runtime) -> watch::Receiver<bool> {
    let (sender, receiver) = watch::channel(false);
    runtime.spawn(async move {
        // Without a handler the system's own reaction stays: the program ends.
        if tokio::signal::ctrl_c().await.is_ok() {
            sender.send_replace(true);
            if tokio::signal::ctrl_c().await.is_ok() {
                std::process::exit(i32::from(super::Exit::Interrupted.code()));
            }
        }
        std::future::pending::<()>().await;
    });
    receiver
}

impl Shared {
    /// Audits one site; nothing if the run is stopped before its home page arrived. A fault of our own in one site must
    /// not end the run, nor let the site pass: it is then reported as one that could not be read.
    async fn audit(self: Arc<Self>, index: usize, job: Job) -> Option<Done> {
        let job = Arc::new(job);
        let ended = match job.target.kind {
            TargetKind::Folder(_) | TargetKind::File(_) => {
                let _place = Arc::clone(&self.disk).acquire_owned().await.ok()?;
                if *self.stop.borrow() {
                    return None;
                }
                let (this, its) = (Arc::clone(&self), Arc::clone(&job));
                tokio::task::spawn_blocking(move || Some((this.disk(&its), true))).await.ok()
            }
            TargetKind::Url(_) | TargetKind::Domain { .. } => {
                unbroken(Box::pin(self.live(index, &job))).await
            }
        };
        let (report, whole) = if let Some(ended) = ended {
            ended?
        } else {
            let audit = SiteAudit::new(&self.settings, &job.site);
            let visit = unread(&job, "internal error; please report it", &|page| audit.add(page));
            (audit.finish(&visit), true)
        };
        self.progress.site(report.status);
        Some(Done { index, job, report, whole })
    }

    /// Reads a folder or file; one that holds no page is a site that could not be read.
    fn disk(&self, job: &Job) -> SiteReport {
        let audit = SiteAudit::new(&self.settings, &job.site);
        let sink = |page: Page| {
            if page.home || !self.reading.live.home_only {
                self.progress.page();
                audit.add(page);
            }
        };
        let options = DiskOptions {
            threads: NonZeroUsize::new(self.threads),
            max_body: self.reading.max_body,
            base_path: job.base_path.clone(),
        };
        let visit = crawl::disk(&job.target, &options, &sink)
            .unwrap_or_else(|error| unread(job, &error.to_string(), &sink));
        audit.finish(&visit)
    }

    /// Reads a live site. If the run is stopped meanwhile, what was read is reported as a part of the site; nothing
    /// before the home page arrived.
    async fn live(&self, index: usize, job: &Job) -> Option<(SiteReport, bool)> {
        let audit = SiteAudit::new(&self.settings, &job.site);
        let target = job.target.text.clone();
        let seen = Mutex::new(Visit { target, truncated: true, ..Visit::default() });
        let sink = |page: Page| {
            self.progress.page();
            note(&seen, &page);
            audit.add(page);
        };
        let taped = match self.snapshots.open(index, job, &self.client, &self.reading) {
            Ok(taped) => taped,
            Err(why) => {
                let visit = unread(job, &why, &sink);
                return Some((audit.finish(&visit), true));
            }
        };
        let mut stop = self.stop.clone();
        let Taped { client, names, options, saving } = taped;
        let visit = tokio::select! {
            visit = crawl::live(&client, &job.target, &names, &options, &sink) => Some(visit),
            _ = stop.wait_for(|stop| *stop) => None,
        };
        let whole = visit.is_some();
        drop(client);
        if whole {
            self.snapshots.close(saving);
        }
        let cut = || {
            let seen = seen.lock().unwrap_or_else(PoisonError::into_inner).clone();
            Some(seen).filter(|seen| seen.home.is_some())
        };
        let visit = visit.or_else(cut)?;
        Some((audit.finish(&visit), whole))
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
fn unread(job: &Job, error: &str, sink: crawl::Sink<'_>) -> Visit {
    let target = job.target.text.clone();
    let file = job.target.url().is_none();
    let arrival = Arrival::Failed { error: Text::made(error, error) };
    sink(Page { address: target.clone(), home: true, file, arrival });
    Visit { home: Some(target.clone()), target, pages_found: 1, ..Visit::default() }
}

/// Keeps what an interrupted visit has seen.
fn note(seen: &Mutex<Visit>, page: &Page) {
    let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
    seen.pages_found += 1;
    if page.home {
        seen.home = Some(page.address.clone());
        seen.final_url = Some(page.address.clone());
    }
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
