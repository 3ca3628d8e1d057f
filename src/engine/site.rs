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

use crate::audit::{PageOnHold, Settings, SiteAudit};
use crate::browser::ProxyUpstream;
use crate::crawl::{self, DiskOptions, LiveSite, Target, TargetKind};
use crate::domain::lang::{Bilingual as _, Text};
use crate::facts::{RenderReason, Unopened, note_unopened};
use crate::folder::Choice;
use crate::net::{Client, ExchangeSink};
use crate::report::model::{EvidenceReport, SiteReport};
use crate::rules::in_shell;
use crate::visit::{Arrival, Page, Visit};

use super::evidence::EvidenceTaker;
use super::held::{HeldPage, HeldPages};
use super::home_exchanges::HomeExchanges;
use super::job::Job;
use super::options::{Progress, Reading};
use super::rendering::{self, PageToOpen, RenderWhen, Rendering};
use super::sheets;
use super::snapshots::{SiteAccess, Snapshots};
use super::stop::Stop;

/// What all sites of an engine share.
pub(super) struct Reader {
    pub(super) client: Client,
    pub(super) reading: Reading,
    pub(super) settings: Arc<Settings>,
    pub(super) snapshots: Snapshots,
    /// Opens pages in a browser.
    pub(super) rendering: Option<Rendering>,
    /// Takes evidence of home pages.
    pub(super) evidence: Option<EvidenceTaker>,
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
    /// When pages wait until a browser has shown them.
    renders: Option<RenderWhen>,
    /// The pages that wait.
    held: Mutex<HeldPages>,
    /// What is asked of the site up to its home page, where evidence is taken.
    exchanges: Mutex<Option<Arc<HomeExchanges>>>,
    progress: Arc<dyn Progress>,
    /// Whether someone has taken it on to write its report: that happens once.
    closed: AtomicBool,
}

impl ActiveSite {
    /// Takes a page.
    fn take(&self, page: Page) {
        self.progress.page();
        let Some(when) = self.renders else { return self.audit.add(page) };
        let always = when == RenderWhen::Always;
        let hold = |page: &Page, reasons: &[RenderReason]| {
            // style sheets of folders are at hand
            page.home || always || !reasons.is_empty() || page.file
        };
        let Some(mut page) = self.audit.add_unless(page, hold) else { return };
        if always {
            page.reasons = vec![RenderReason::Always];
        }
        let page = HeldPage::new(page);
        let other = self.held.lock().hold(page);
        if let Some(other) = other {
            self.audit.add_held(other);
        }
    }

    /// Judges the pages that waited.
    fn release(&self) {
        let held = std::mem::take(&mut *self.held.lock());
        for page in held.into_pages() {
            self.audit.add_held(page);
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
            renders: self.rendering.as_ref().map(|rendering| rendering.options.when),
            held: Mutex::default(),
            exchanges: Mutex::default(),
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
            let error =
                Text::fixed("程序内部错误，请报告给开发者", "internal error; please report it");
            self.not_read(&site.job, error)
        }))
    }

    /// The report of a site that could not be read at all.
    pub(super) fn not_read(&self, job: &Job, why: Text) -> SiteReport {
        let audit = SiteAudit::new(&self.settings, &job.site);
        let visit = unread(job, why, &|page| audit.add(page));
        audit.finish(&visit)
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
        let exchanges = Mutex::new(None::<Arc<HomeExchanges>>);
        let sink = |page: Page| {
            if let Some(exchanges) = exchanges.lock().as_ref().filter(|_| page.home) {
                exchanges.close();
            }
            site.take(page);
        };
        let access = self.snapshots.access(site.index, &site.job, &self.client, &self.reading);
        let SiteAccess { client, names, options, snapshot } = match access {
            Ok(access) => access,
            Err(error) => return Some(unread(&site.job, error.text(), &sink)),
        };
        let client = match &self.evidence {
            Some(evidence) => {
                let other = snapshot.clone().map(|snapshot| snapshot as Arc<dyn ExchangeSink>);
                let listener = evidence.listener(other);
                *exchanges.lock() = Some(Arc::clone(&listener));
                *site.exchanges.lock() = Some(Arc::clone(&listener));
                client.recording(listener)
            }
            None => client,
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
    /// Opens pages in a browser, where that was asked for and would tell more than their HTML does: the home page, and of
    /// the others a few of different layouts.
    pub(super) async fn render_pages(
        &self,
        site: &ActiveSite,
        visit: Option<&mut Visit>,
        stop: &Stop,
    ) {
        let (Some(rendering), Some(visit)) = (&self.rendering, visit) else { return };
        let (mut chosen, others) = std::mem::take(&mut *site.held.lock()).choose();
        for page in others {
            site.audit.add_held(page);
        }
        if !visit.interrupted {
            let opened = self.open(rendering, site, &mut chosen);
            tokio::select! {
                () = opened => {}
                // Pages were not judged as was asked for: the next run has to read the site again.
                () = stop.requested() => visit.interrupted = true,
            }
        }
        for mut held in chosen {
            held.drop_source();
            site.audit.add_held(held);
        }
    }

    async fn open(&self, rendering: &Rendering, site: &ActiveSite, held: &mut [PageOnHold]) {
        let access = match self.page_access(site) {
            _ if rendering.options.when == RenderWhen::Missing => {
                return note_all(held, Unopened::NoBrowser);
            }
            None => return note_all(held, Unopened::Snapshot),
            Some(access) => access,
        };
        let mut pages = Vec::new();
        for held in held {
            let Some(url) = access.url(&held.page().address) else { continue };
            let mut reasons = std::mem::take(&mut held.reasons);
            if reasons.is_empty() && access.sheets_may_hide(held.page(), &url).await {
                reasons.push(RenderReason::StyleSheet);
            }
            if !reasons.is_empty() && held.page().facts().is_some() {
                pages.push(PageToOpen { page: held.change(), url, reasons });
            }
        }
        if !pages.is_empty() {
            rendering.open(pages, access.upstream).await;
        }
    }

    /// Takes evidence of the home page of a site that was read to its end.
    pub(super) async fn take_evidence(
        &self,
        site: &ActiveSite,
        visit: Option<&Visit>,
        stop: &Stop,
    ) -> Option<EvidenceReport> {
        let (evidence, visit) = (self.evidence.as_ref()?, visit.filter(|it| !it.interrupted)?);
        let rendering = self.rendering.as_ref().unwrap_or(&evidence.rendering);
        let exchanges = site.exchanges.lock().take();
        let home =
            visit.final_url.as_ref().or(visit.home.as_ref()).filter(|_| visit.away.is_none());
        let page = home.and_then(|home| {
            let access = self.page_access(site)?;
            Some((access.url(home)?, access.upstream))
        });
        let site = (site.index, &*site.job);
        tokio::select! {
            report = evidence.take(rendering, site, (visit, exchanges.as_deref()), page) => report,
            () = stop.requested() => None,
        }
    }

    /// How a browser reaches the pages of a site; `None` where they come from a snapshot, which is not on the net as it was.
    fn page_access<'a>(&self, site: &'a ActiveSite) -> Option<PageAccess<'a>> {
        let job = &*site.job;
        let upstream = match &job.target.kind {
            TargetKind::Folder(root) => rendering::folder(root, &job.base_path),
            TargetKind::File(path) => {
                let root = path.parent().filter(|root| *root != Path::new(""));
                rendering::folder(root.unwrap_or(Path::new(".")), "/")
            }
            TargetKind::Url(_) | TargetKind::Domain { .. } if self.snapshots.is_reading() => {
                return None;
            }
            TargetKind::Url(_) | TargetKind::Domain { .. } => {
                ProxyUpstream::Net(self.client.for_target(job.target.url()?, &job.names(), None))
            }
        };
        Some(PageAccess { job, upstream })
    }
}

/// Notes of pages that leave something open that they are not opened.
fn note_all(held: &mut [PageOnHold], why: Unopened) {
    for held in held.iter_mut().filter(|held| !held.reasons.is_empty()) {
        let reasons = std::mem::take(&mut held.reasons);
        if let Arrival::Whole { facts, .. } = &mut held.change().arrival {
            note_unopened(facts, reasons, why);
        }
    }
}

/// How a browser reaches the pages of a site.
struct PageAccess<'a> {
    job: &'a Job,
    /// Files below a folder; or the net, as far as the guard allows.
    upstream: ProxyUpstream,
}

impl PageAccess<'_> {
    /// The address at which a browser opens a page.
    fn url(&self, address: &str) -> Option<String> {
        match &self.job.target.kind {
            TargetKind::Folder(_) => Some(rendering::address_of(&self.job.base_path, address)),
            TargetKind::File(path) => Some(rendering::address_of("/", path.file_name()?.to_str()?)),
            TargetKind::Url(_) | TargetKind::Domain { .. } => Some(address.to_owned()),
        }
    }

    async fn sheets_may_hide(&self, page: &Page, url: &str) -> bool {
        let source = sheets::source_of(page, &self.job.target);
        let (Some(facts), Some(source)) = (page.facts(), source) else { return false };
        sheets::may_hide(facts, &source, url, &self.upstream).await
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
