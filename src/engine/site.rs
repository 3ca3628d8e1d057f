//! One site: read from where its job says, judged page by page.

use std::future::poll_fn;
use std::num::NonZeroUsize;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::Poll;

use parking_lot::Mutex;
use tokio::sync::Semaphore;

use crate::audit::{Settings, SiteAudit};
use crate::browser::ProxyUpstream;
use crate::crawl::{self, DiskOptions, LiveSite, Target, TargetKind};
use crate::domain::lang::{Bilingual as _, Text};
use crate::folder::Choice;
use crate::net::Client;
use crate::report::model::SiteReport;
use crate::rules::in_shell;
use crate::visit::{Arrival, Page, Visit};

use super::job::Job;
use super::options::{Progress, Reading};
use super::rendering::{self, RenderWhen, Rendering};
use super::snapshots::{SiteAccess, Snapshots};
use super::stop::Stop;

/// What all sites of an engine share.
pub(super) struct Reader {
    pub(super) client: Client,
    pub(super) reading: Reading,
    pub(super) settings: Arc<Settings>,
    pub(super) snapshots: Snapshots,
    /// Opens home pages in a browser.
    pub(super) rendering: Option<Rendering>,
    /// Folders that are read at once.
    pub(super) disk: Arc<Semaphore>,
    /// Threads for one folder.
    pub(super) threads: usize,
}

/// A site that is being read.
pub(super) struct ActiveSite {
    pub(super) index: usize,
    pub(super) job: Arc<Job>,
    audit: SiteAudit<'static>,
    /// Whether the home page waits until a browser has shown it.
    renders: bool,
    /// The home page that waits.
    home: Mutex<Option<Page>>,
    progress: Arc<dyn Progress>,
    /// Whether someone has taken it on to write its report: that happens once.
    closed: AtomicBool,
}

impl ActiveSite {
    /// Takes a page.
    fn take(&self, page: Page) {
        self.progress.page();
        if page.home && self.renders {
            *self.home.lock() = Some(page);
        } else {
            self.audit.add(page);
        }
    }

    /// Judges the home page that waited.
    fn release(&self) {
        if let Some(page) = self.home.lock().take() {
            self.audit.add(page);
        }
    }

    fn is_first_to_close(&self) -> bool {
        !self.closed.swap(true, Ordering::AcqRel)
    }

    /// The report of a site whose end nobody waits for; `None` if it is being closed already.
    pub(super) fn cut(&self) -> Option<SiteReport> {
        self.is_first_to_close().then(|| {
            self.release();
            self.audit.cut(&self.job.target.text)
        })
    }
}

impl Reader {
    pub(super) fn begin(&self, index: usize, job: Job, progress: Arc<dyn Progress>) -> ActiveSite {
        let audit = SiteAudit::shared(Arc::clone(&self.settings), Arc::new(job.site.clone()))
            .built(inject_arguments(&job.target));
        ActiveSite {
            index,
            job: Arc::new(job),
            audit,
            renders: self.rendering.is_some(),
            home: Mutex::default(),
            progress,
            closed: AtomicBool::new(false),
        }
    }

    /// Judges a site as a whole; `None` if it was reported meanwhile. Where its visit panicked, or its judgement does, it
    /// is reported as one that could not be read: a fault of our own in one site must not end the run, nor let the site
    /// pass.
    pub(super) fn close(&self, site: &ActiveSite, visit: Option<Visit>) -> Option<SiteReport> {
        if !site.is_first_to_close() {
            return None;
        }
        site.release();
        let judged = visit
            .and_then(|visit| catch_unwind(AssertUnwindSafe(|| site.audit.finish(&visit))).ok());
        Some(judged.unwrap_or_else(|| {
            let audit = SiteAudit::new(&self.settings, &site.job.site);
            let error =
                Text::fixed("程序内部错误，请报告给开发者", "internal error; please report it");
            let visit = unread(&site.job, error, &|page| audit.add(page));
            audit.finish(&visit)
        }))
    }

    /// Reads a folder or file on a thread of its own, until `ended` is true; `None` if that panics. One that holds no
    /// page is a site that could not be read.
    pub(super) async fn disk(
        &self,
        site: &Arc<ActiveSite>,
        ended: &Arc<AtomicBool>,
    ) -> Option<Visit> {
        let live = &self.reading.live;
        let home_only = live.home_only;
        let options = DiskOptions {
            threads: NonZeroUsize::new(self.threads),
            max_body: self.reading.max_body,
            base_path: site.job.base_path.clone(),
            // Wrong patterns are the caller's to refuse.
            choice: Choice::new(&live.include, &live.exclude).unwrap_or_default(),
        };
        let (site, ended) = (Arc::clone(site), Arc::clone(ended));
        let reading = tokio::task::spawn_blocking(move || {
            let sink = |page: Page| {
                if page.home || !home_only {
                    site.take(page);
                }
            };
            crawl::disk_until(&site.job.target, &options, &ended, &sink)
                .unwrap_or_else(|error| unread(&site.job, error.words(), &sink))
        });
        reading.await.ok()
    }

    /// Reads a live site until a stop is requested; `None` if that panics.
    pub(super) async fn live(&self, site: &ActiveSite, stop: &Stop) -> Option<Visit> {
        let sink = |page: Page| site.take(page);
        let access = self.snapshots.access(site.index, &site.job, &self.client, &self.reading);
        let SiteAccess { client, names, options, snapshot } = match access {
            Ok(access) => access,
            Err(error) => return Some(unread(&site.job, error.text(), &sink)),
        };
        let target = &site.job.target;
        let stopped = stop.requested();
        let site = LiveSite { client: &client, target, aliases: &names, options: &options };
        let visit = crawl::live_until(site, stopped, &sink);
        let visit = unless_panicking(Box::pin(visit)).await?;
        drop(client);
        if !visit.interrupted {
            self.snapshots.close(snapshot);
        }
        Some(visit)
    }
}

impl Reader {
    /// Opens the home page in a browser, where that was asked for and would tell more than its HTML does.
    pub(super) async fn render_home(
        &self,
        site: &ActiveSite,
        visit: Option<&mut Visit>,
        stop: &Stop,
    ) {
        let (Some(rendering), Some(visit)) = (&self.rendering, visit) else { return };
        let Some(mut page) = site.home.lock().take() else { return };
        let asked = page.facts().is_some()
            && (rendering.options.when == RenderWhen::Always || !site.audit.is_settled(&page));
        if asked
            && !visit.interrupted
            && let Some((url, upstream)) = self.open_at(site, &page)
        {
            tokio::select! {
                () = rendering.open(&mut page, &url, upstream) => {}
                // The page was not judged as it was asked for: the next run has to read the site again.
                () = stop.requested() => visit.interrupted = true,
            }
        }
        site.audit.add(page);
    }

    /// The address at which a browser opens a page, and what answers there.
    fn open_at(&self, site: &ActiveSite, page: &Page) -> Option<(String, ProxyUpstream)> {
        let job = &site.job;
        match &job.target.kind {
            TargetKind::Folder(root) => {
                Some(rendering::folder(root, &job.base_path, &page.address))
            }
            TargetKind::File(path) => {
                let root =
                    path.parent().filter(|root| *root != Path::new("")).unwrap_or(Path::new("."));
                Some(rendering::folder(root, "/", path.file_name()?.to_str()?))
            }
            // What a snapshot holds is not on the net as it was.
            TargetKind::Url(_) | TargetKind::Domain { .. } if self.snapshots.is_reading() => None,
            TargetKind::Url(_) | TargetKind::Domain { .. } => {
                let mut names = job.site.aliases.clone();
                names.extend(job.site.domain.clone());
                let client = self.client.for_target(job.target.url()?, &names, None);
                Some((page.address.clone(), ProxyUpstream::Net(client)))
            }
        }
    }
}

/// The arguments with which `beian inject` takes the pages of a target: its folder, and the page where it is one file.
fn inject_arguments(target: &Target) -> Option<String> {
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

/// The result of a future; `None` if it panics. Nothing of it is left then but its locks, which mind no poison.
async fn unless_panicking<T>(mut work: Pin<Box<impl Future<Output = T>>>) -> Option<T> {
    poll_fn(|context| {
        let step = catch_unwind(AssertUnwindSafe(|| work.as_mut().poll(context)));
        step.map_or(Poll::Ready(None), |step| step.map(Some))
    })
    .await
}

/// The visit to a site that could not be read at all.
fn unread(job: &Job, error: Text, sink: crawl::PageSink<'_>) -> Visit {
    let target = job.target.text.clone();
    let arrival = Arrival::Failed { error };
    sink(Page { address: target.clone(), home: true, file: !job.is_live(), arrival });
    Visit { home: Some(target.clone()), target, pages_found: 1, ..Visit::default() }
}
