//! One run: the client and the settings that all its sites share, and the audit of each.

use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Mutex, PoisonError};
use std::thread;

use tokio::runtime::Runtime;
use tokio::sync::watch;

use crate::audit::{Settings, SiteAudit};
use crate::crawl::{self, DiskOptions, LiveOptions, TargetKind};
use crate::facts::{Arrival, Page, Visit};
use crate::net::{self, Client, SetupError};
use crate::report::model::SiteReport;

use super::super::Error;
use super::args::ReadingArgs;
use super::gather;
use super::plan::Job;
use super::progress::Progress;

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

/// What all sites of a run share.
pub(in crate::cli) struct Run {
    client: Client,
    threads: usize,
    reading: Reading,
    pub(in crate::cli) settings: Settings,
    runtime: Runtime,
}

impl Run {
    pub(in crate::cli) fn new(
        options: net::Options,
        reading: Reading,
        settings: Settings,
    ) -> Result<Self, Error> {
        let threads = options.concurrency;
        let client = Client::new(options).map_err(|error| setup(&error))?;
        let runtime = Runtime::new().map_err(|cause| {
            Error::new("no threads can be started", "close other programs").because(cause)
        })?;
        Ok(Self { client, threads, reading, settings, runtime })
    }

    /// Audits all sites and hands each report to `done`, with the index of its job, as it comes. True if the user
    /// interrupted: sites that were not done are left out.
    pub(super) fn each(
        &self,
        jobs: &[Job],
        progress: &Progress,
        done: impl FnMut(usize, SiteReport),
    ) -> bool {
        let stop = self.interruption();
        let processors = thread::available_parallelism().map_or(1, NonZeroUsize::get);
        let share = (processors / jobs.len().max(1)).max(1);
        gather::each(jobs, self.threads, &stop, |job| self.site(job, share, &stop, progress), done);
        *stop.borrow()
    }

    /// Turns true at Ctrl-C; a second Ctrl-C ends the program at once.
    fn interruption(&self) -> watch::Receiver<bool> {
        let (sender, receiver) = watch::channel(false);
        self.runtime.spawn(async move {
            // Without a handler the system's own reaction stays: the program ends.
            if tokio::signal::ctrl_c().await.is_ok() {
                sender.send_replace(true);
                if tokio::signal::ctrl_c().await.is_ok() {
                    // The user does not want to wait for what is under way.
                    std::process::exit(i32::from(super::Exit::Interrupted.code()));
                }
            }
            std::future::pending::<()>().await;
        });
        receiver
    }

    /// Audits one site; nothing if the run is stopped before its home page arrived. A fault of our own in one site must
    /// not end the run, nor let the site pass: it is then reported as one that could not be read.
    fn site(
        &self,
        job: &Job,
        share: usize,
        stop: &watch::Receiver<bool>,
        progress: &Progress,
    ) -> Option<SiteReport> {
        let report = catch_unwind(AssertUnwindSafe(|| {
            let audit = SiteAudit::new(&self.settings, &job.site);
            let seen = Mutex::new(Visit {
                target: job.target.text.clone(),
                truncated: true,
                ..Visit::default()
            });
            let sink = |page: Page| {
                if self.reading.live.home_only && !page.home {
                    return;
                }
                progress.page();
                note(&seen, &page);
                audit.add(page);
            };
            let visit = match &job.target.kind {
                TargetKind::Folder(_) | TargetKind::File(_) => Some(self.disk(job, share, &sink)),
                TargetKind::Url(_) | TargetKind::Domain { .. } => {
                    self.live(job, stop.clone(), &sink)
                }
            };
            let cut =
                || seen.lock().ok().map(|seen| seen.clone()).filter(|seen| seen.home.is_some());
            Some(audit.finish(&visit.or_else(cut)?))
        }));
        let report = report.unwrap_or_else(|_| {
            let audit = SiteAudit::new(&self.settings, &job.site);
            let visit = unread(job, "internal error; please report it", &|page| audit.add(page));
            Some(audit.finish(&visit))
        })?;
        progress.site();
        Some(report)
    }

    /// Reads a folder or file; one that holds no page is a site that could not be read.
    fn disk(&self, job: &Job, share: usize, sink: crawl::Sink<'_>) -> Visit {
        let options = DiskOptions {
            threads: NonZeroUsize::new(share),
            max_body: self.reading.max_body,
            base_path: job.base_path.clone(),
        };
        crawl::disk(&job.target, &options, sink)
            .unwrap_or_else(|error| unread(job, &error.to_string(), sink))
    }

    /// Reads a live site; nothing if the run is stopped before it is read.
    fn live(
        &self,
        job: &Job,
        mut stop: watch::Receiver<bool>,
        sink: crawl::Sink<'_>,
    ) -> Option<Visit> {
        let mut names = job.site.aliases.clone();
        names.extend(job.site.domain.clone());
        self.runtime.block_on(async {
            tokio::select! {
                visit = crawl::live(&self.client, &job.target, &names, &self.reading.live, sink) => Some(visit),
                _ = stop.wait_for(|stop| *stop) => None,
            }
        })
    }
}

/// The visit to a site that could not be read at all.
fn unread(job: &Job, error: &str, sink: crawl::Sink<'_>) -> Visit {
    let target = job.target.text.clone();
    let file = job.target.url().is_none();
    let arrival = Arrival::Failed { error: error.to_owned() };
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
        SetupError::CaCert(_) => "name a file with certificates in PEM form",
        SetupError::Header(_) => "write it as NAME:VALUE, e.g. Cookie:a=b",
        SetupError::Proxy(_) => "write it like http://127.0.0.1:8080",
        SetupError::Client(_) => "look at the connection options",
    };
    let built = Error::new(error.to_string(), fix);
    match std::error::Error::source(error) {
        Some(cause) => built.because(cause),
        None => built,
    }
}
