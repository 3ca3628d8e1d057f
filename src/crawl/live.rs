//! A live site: its home page, then the pages that links and sitemaps name.

use std::collections::BTreeMap;
use std::future::pending;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use tokio::task::JoinSet;
use tracing::{Instrument as _, debug, info, info_span};
use url::Url;

use crate::domain::secret::Hidden;
use crate::folder::Choice;
use crate::net::{Client, FetchError, Phase};
use crate::visit::{Page, SkipReason, Skipped, Visit};

use super::arrival::tls_fault;
use super::fetch::{FetchOutcome, Fetched, SiteFetcher};
use super::frontier::{Frontier, page_of_link};
use super::home;
use super::known::DiscoveredLink;
use super::options::LiveOptions;
use super::site::SameSite;
use super::target::{Target, TargetKind};
use super::{PageSink, arrival, parser_threads, sitemap, twin};

/// Finished pages wait for the ones before them, so that the order of the crawl does not depend on the network;
/// this many at most.
const WINDOW: usize = 256;

/// A live site to visit, and how.
#[derive(Clone, Copy, Debug)]
pub struct LiveSite<'a> {
    /// The connections.
    pub client: &'a Client,
    /// Where its home page is.
    pub target: &'a Target,
    /// Further names of the site.
    pub aliases: &'a [String],
    /// What is read of it.
    pub options: &'a LiveOptions,
}

/// Reads a live site. `aliases` are further names of the site. Each page goes to the sink as soon as its turn comes,
/// the home page first; a fault of a page never ends the crawl. A target on disk yields an empty visit.
///
/// Where the home page redirects to another site, [`Visit::away`] names its host and no page is delivered: that site
/// was not asked. The other pages are read only where the home page arrived.
pub async fn live(
    client: &Client,
    target: &Target,
    aliases: &[String],
    options: &LiveOptions,
    sink: PageSink<'_>,
) -> Visit {
    live_until(LiveSite { client, target, aliases, options }, pending(), sink).await
}

/// The same, until `stop` comes: then the visit holds what was seen, and says that it was interrupted.
pub async fn live_until(
    live: LiveSite<'_>,
    stop: impl Future<Output = ()>,
    sink: PageSink<'_>,
) -> Visit {
    async {
        info!("crawl begins");
        // Boxed: callers hold the future of a site beside those of many others.
        let visit = Box::pin(visit_site(live, stop, sink)).await;
        for skipped in &visit.skipped {
            debug!(url = %Hidden(&skipped.url), why = ?skipped.why, "skipped");
        }
        let (found, interrupted) = (visit.pages_found, visit.interrupted);
        info!(found, skipped = visit.skipped.len(), interrupted, "crawl ends");
        visit
    }
    .instrument(info_span!("site", target = %Hidden(&live.target.text)))
    .await
}

async fn visit_site(
    live: LiveSite<'_>,
    stop: impl Future<Output = ()>,
    sink: PageSink<'_>,
) -> Visit {
    let LiveSite { target, options, .. } = live;
    let mut visit = Visit { target: target.text.clone(), ..Visit::default() };
    let mut stop = pin!(stop);
    let arrived = tokio::select! {
        biased;
        arrived = arrive(live, &mut visit, sink) => Some(arrived),
        () = &mut stop => None,
    };
    let Some(arrived) = arrived else {
        (visit.interrupted, visit.truncated) = (true, true);
        return visit;
    };
    let Some((site, home)) = arrived.filter(|_| !options.home_only) else { return visit };
    let asked = |twin: &Url| home.addresses().any(|url| url.host_str() == twin.host_str());
    let twin = twin::of(target, &home.url).filter(|twin| !asked(twin));
    // A wrong pattern was refused before.
    let choice = Choice::new(&options.include, &options.exclude).unwrap_or_default();
    let mut crawl = Crawl::new(&site, options.max_pages, choice, home.addresses());
    crawl.offer_all(home.leads);
    let work = async {
        let crawling = async {
            crawl.offer_sitemaps(&home.url).await;
            crawl.run(sink).await;
        };
        let looking = async {
            match twin {
                Some(twin) => twin::look(&site, twin).await,
                None => None,
            }
        };
        tokio::join!(Box::pin(crawling), Box::pin(looking)).1
    };
    let twin = tokio::select! {
        biased;
        twin = work => Some(twin),
        () = stop => None,
    };
    visit.interrupted = twin.is_none();
    visit.twin = twin.flatten();
    crawl.close(&mut visit, sink);
    visit
}

/// Reads the home page; nothing where there is nothing to go on from.
async fn arrive(
    live: LiveSite<'_>,
    visit: &mut Visit,
    sink: PageSink<'_>,
) -> Option<(Arc<SiteFetcher>, home::HomePage)> {
    let LiveSite { client, target, aliases, options } = live;
    let (first, fallback) = match &target.kind {
        TargetKind::Url(url) => (url, None),
        TargetKind::Domain { https, http } => (https, Some(http)),
        TargetKind::Folder(_) | TargetKind::File(_) => return None,
    };
    let same = SameSite::new(first, aliases);
    let allowance = allowance(client.options().timeout, options);
    let site = |client: Client| Arc::new(SiteFetcher::new(client, same.clone(), options));
    let mut used = site(client.for_target(first, same.hosts(), Some(allowance)));
    visit.home = Some(first.to_string());
    let mut fetched = used.fetch(first).await;
    if let (FetchOutcome::Failed(error), Some(http)) = (&fetched.outcome, fallback)
        && worth_plain_http(error)
    {
        visit.tls_fault = tls_fault(error);
        let plain = site(client.for_fallback(http, same.hosts(), Some(allowance)));
        let again = plain.fetch(http).await;
        // Where both fail, the first error is reported.
        if !matches!(again.outcome, FetchOutcome::Failed(_)) {
            visit.home = Some(http.to_string());
            (fetched, used) = (again, plain);
        }
    }
    let home = home::settle(&used, fetched, visit, sink).await?;
    Some((used, home))
}

/// The time that all requests for a site may take together, waits for their turn not counted: a few full timeouts for
/// the way to the home page and its surroundings, and a quarter of one for each page. A site that stalls on every page
/// is cut by it long before its pages are; one that answers never comes near it.
fn allowance(timeout: Duration, options: &LiveOptions) -> Duration {
    let pages = if options.home_only { 1 } else { options.max_pages };
    let pages = u32::try_from(pages).unwrap_or(u32::MAX);
    timeout.saturating_mul(6).saturating_add((timeout / 4).saturating_mul(pages))
}

/// A name that leads nowhere, to a forbidden address or to silence leads there over http as well.
fn worth_plain_http(error: &FetchError) -> bool {
    !matches!(
        error,
        FetchError::Unresolvable { .. }
            | FetchError::Refused { .. }
            | FetchError::Timeout(Phase::Name)
            | FetchError::NoRoots
            | FetchError::TooLarge(_)
    )
}

/// A page that came, and where it leads.
struct FetchedPage {
    fetched: Fetched,
    leads: Vec<DiscoveredLink>,
}

/// The crawl behind the home page.
struct Crawl<'a> {
    site: &'a Arc<SiteFetcher>,
    frontier: Frontier,
    max_pages: usize,
    /// Pages delivered, the home page included.
    delivered: usize,
    skipped: Vec<Skipped>,
    /// Pages that were asked for and not delivered yet, by their number.
    asked: BTreeMap<usize, Url>,
    /// Those of them that came and wait for the ones before.
    waiting: BTreeMap<usize, FetchedPage>,
}

impl<'a> Crawl<'a> {
    fn new<'u>(
        site: &'a Arc<SiteFetcher>,
        max_pages: usize,
        choice: Choice,
        home: impl Iterator<Item = &'u Url>,
    ) -> Self {
        Self {
            site,
            frontier: Frontier::new(max_pages, home).choosing(choice),
            max_pages,
            delivered: 1,
            skipped: Vec::new(),
            asked: BTreeMap::new(),
            waiting: BTreeMap::new(),
        }
    }

    fn offer_all(&mut self, leads: Vec<DiscoveredLink>) {
        for DiscoveredLink { met, page } in leads {
            self.site.known.keep(met);
            self.frontier.offer(page);
        }
    }

    /// Offers the pages of the site's sitemaps: those that robots.txt names, else the usual one. An index leads to
    /// further files, one step deep.
    async fn offer_sitemaps(&mut self, home: &Url) {
        let named = if self.site.robots.obeyed {
            self.site.robots.of(home).await.sitemaps.clone()
        } else {
            Vec::new()
        };
        let usual = ["/sitemap.xml".to_owned()];
        let top = if named.is_empty() { &usual[..] } else { &named };
        let own =
            |address: &String| home.join(address).ok().filter(|url| self.site.same.covers(url));
        let mut files: Vec<(Url, bool)> =
            top.iter().filter_map(own).map(|url| (url, true)).collect();
        let mut at = 0;
        while let Some((url, is_top)) = files.get(at).cloned()
            && at < sitemap::MAX_FILES
            && self.frontier.room() > 0
        {
            at += 1;
            let found = self.read_sitemap(&url).await;
            debug!(url = %Hidden(&url), pages = found.pages.len(), files = found.files.len(), "sitemap");
            for page in &found.pages {
                self.frontier_offer(&url, page);
            }
            let further = found.files.iter().filter(|_| is_top);
            let further = further
                .filter_map(|file| url.join(file).ok())
                .filter(|file| self.site.same.covers(file));
            files.extend(further.map(|file| (file, false)));
        }
        if files.len() > at {
            self.frontier.overflow();
        }
    }

    fn frontier_offer(&mut self, base: &Url, href: &str) {
        if let Some(page) = page_of_link(base, href, &self.site.same) {
            self.frontier.offer(page);
        }
    }

    async fn read_sitemap(&self, url: &Url) -> sitemap::Sitemap {
        let own = |next: &Url| self.site.same.has_host(next);
        let Ok(Ok(answer)) = self.site.robots.get(url, own).await else {
            return sitemap::Sitemap::default();
        };
        if !(200..300).contains(&answer.status) {
            return sitemap::Sitemap::default();
        }
        // One more than there is room for, so that a cut is noticed.
        let limit = self.frontier.room().saturating_add(1);
        // A page in its place names nothing: its first bytes are no sitemap.
        let body = answer.body_prefix(sitemap::useful_bytes(limit)).await.unwrap_or_default();
        parser_threads::run(move || sitemap::read(&body, limit)).await.unwrap_or_default()
    }

    /// Reads pages until none is left or the cap is reached. Results are taken in the order of dispatch: the same
    /// site gives the same pages whatever the timing.
    async fn run(&mut self, sink: PageSink<'_>) {
        let width = self.site.client.options().per_host.max(1);
        let mut tasks: JoinSet<(usize, FetchedPage)> = JoinSet::new();
        let (mut dispatched, mut settled) = (0, 0);
        loop {
            while tasks.len() < width
                && dispatched - settled < WINDOW
                && self.delivered + (dispatched - settled) < self.max_pages
                && let Some(url) = self.frontier.next()
            {
                let (site, number) = (Arc::clone(self.site), dispatched);
                self.asked.insert(number, url.clone());
                // Boxed: a task is aligned so widely that a large one leaves a hole that no other fits into.
                let page = async move {
                    let (fetched, leads) = site.fetch_discovered(&url).await;
                    (number, FetchedPage { fetched, leads })
                };
                tasks.spawn(Box::pin(page.in_current_span()));
                dispatched += 1;
            }
            let Some(joined) = tasks.join_next().await else { break };
            match joined {
                Ok((number, came)) => self.waiting.insert(number, came),
                Err(error) => match error.try_into_panic() {
                    Ok(panic) => std::panic::resume_unwind(panic),
                    // Nothing cancels a task but the end of the runtime.
                    Err(_) => break,
                },
            };
            while let Some(came) = self.waiting.remove(&settled) {
                self.settle(settled, came, sink);
                settled += 1;
            }
        }
    }

    fn settle(&mut self, number: usize, came: FetchedPage, sink: PageSink<'_>) {
        let FetchedPage { fetched: Fetched { url, outcome, .. }, leads } = came;
        let Some(asked) = self.asked.remove(&number) else { return };
        let skip = |why| Skipped { url: asked.to_string(), why };
        let arrival = match outcome {
            FetchOutcome::Forbidden => return self.skipped.push(skip(SkipReason::Robots)),
            FetchOutcome::Away { .. } => return self.skipped.push(skip(SkipReason::Away)),
            FetchOutcome::Failed(FetchError::SiteTime) => {
                self.frontier.overflow();
                return self.skipped.push(skip(SkipReason::Time));
            }
            _ if !self.frontier.claim(&asked, &url) => return,
            FetchOutcome::Not(arrival) => arrival,
            FetchOutcome::Failed(error) => arrival::failed(&error),
            FetchOutcome::Read { status, facts } => {
                self.offer_all(leads);
                arrival::whole(*facts, Some(status), Vec::new())
            }
        };
        self.delivered += 1;
        sink(Page { address: url.into(), home: false, file: false, arrival });
    }

    /// Writes down what was found and not read. Where the crawl was cut, what came is delivered, whatever was asked for
    /// before it.
    fn close(mut self, visit: &mut Visit, sink: PageSink<'_>) {
        for (number, came) in std::mem::take(&mut self.waiting) {
            self.settle(number, came, sink);
        }
        let left_over = if visit.interrupted { SkipReason::Interrupted } else { SkipReason::Cap };
        visit.pages_found = self.frontier.found();
        let more_links = self.site.more_links.load(Ordering::Relaxed);
        visit.truncated = visit.interrupted || self.frontier.overflowed() || more_links;
        let traps = self
            .frontier
            .traps()
            .map(|url| Skipped { url: url.to_string(), why: SkipReason::Trap });
        self.skipped.extend(traps);
        self.skipped.extend(self.frontier.take_left());
        let asked = std::mem::take(&mut self.asked).into_values();
        for url in asked.chain(std::iter::from_fn(|| self.frontier.next())) {
            visit.truncated = true;
            self.skipped.push(Skipped { url: url.into(), why: left_over });
        }
        visit.skipped.extend(self.skipped);
    }
}
