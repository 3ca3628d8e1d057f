//! The home page of a live site: where its redirects lead, what its frames and badges show.

use url::Url;

use crate::domain::lang::Text;
use crate::facts::{self, FramePlace, PageFacts, PageKind, base_of};
use crate::net::{FetchError, Hop, Response};
use crate::visit::{Arrival, Page, Redirect, SkipReason, Skipped, TlsFault, Visit};

use super::arrival::{redirects, tls_fault};
use super::choice::acts;
use super::fetch::{FetchOutcome, Fetched, SiteFetcher};
use super::frontier::drop_login;
use super::known::DiscoveredLink;
use super::robots::ForbiddenByRobots;
use super::{PageSink, arrival, embedded};

/// Badge images of a page that are asked for.
const MAX_BADGES: usize = 4;

/// A home page that arrived.
pub(super) struct HomePage {
    /// Where it is.
    pub(super) url: Url,
    /// The pages it leads to.
    pub(super) leads: Vec<DiscoveredLink>,
    hops: Vec<Hop>,
}

impl HomePage {
    /// Every address that led to it.
    pub(super) fn addresses(&self) -> impl Iterator<Item = &Url> {
        self.hops.iter().map(|hop| &hop.from).chain(std::iter::once(&self.url))
    }
}

/// A page on the way to the home page.
struct HomeCandidate {
    url: Url,
    hops: Vec<Hop>,
    status: u16,
    facts: PageFacts,
    leads: Vec<DiscoveredLink>,
    /// Frames that could not be merged, those of pages that led here included.
    foreign_frames: Vec<String>,
}

/// Why there is no home page to judge, and where the way ended.
struct NoHomePage {
    url: Url,
    hops: Vec<Hop>,
    reason: NoHomeReason,
}

enum NoHomeReason {
    /// A redirect to another site.
    Away { to: Url, status: u16 },
    /// Something else than a page.
    Not(Arrival),
    /// Nothing.
    Failed(FetchError),
}

/// Writes down how the home page was reached, completes it and delivers it. `None` where there is nothing to go on
/// from.
pub(super) async fn settle(
    site: &SiteFetcher,
    fetched: Fetched,
    visit: &mut Visit,
    sink: PageSink<'_>,
) -> Option<HomePage> {
    let mut reached = arrived(site, fetched, visit).await;
    if let Ok(page) = reached {
        reached = match forward_of(&page.facts, &page.url) {
            Some(to) => forward(site, page, to, visit).await,
            None => Ok(page),
        };
    }
    let (url, hops) = match &reached {
        Ok(page) => (&page.url, &page.hops),
        Err(end) => (&end.url, &end.hops),
    };
    visit.redirects = redirects(hops).collect();
    visit.final_url = Some(url.to_string());
    visit.pages_found = 1;
    note_passed_over_faults(site, hops, url, visit);
    let (url, arrival, home) = match reached {
        Ok(HomeCandidate { url, hops, status, facts, leads, foreign_frames }) => {
            let arrival = arrival::whole(facts, Some(status), foreign_frames);
            (url.clone(), arrival, Some(HomePage { url, leads, hops }))
        }
        Err(NoHomePage { url, reason: NoHomeReason::Away { to, status }, .. }) => {
            visit.redirects.push(Redirect { from: url.into(), to: to.to_string(), status });
            visit.away = to.host_str().map(str::to_owned);
            visit.final_url = Some(to.into());
            return None;
        }
        Err(NoHomePage { url, reason: NoHomeReason::Not(arrival), .. }) => (url, arrival, None),
        Err(NoHomePage { url, reason: NoHomeReason::Failed(error), .. }) => {
            visit.tls_fault = visit.tls_fault.take().or_else(|| tls_fault(&error));
            (url, arrival::failed(&error), None)
        }
    };
    sink(Page { address: url.into(), home: true, file: false, arrival });
    home
}

/// The page that came, with its frames and badges seen to.
async fn arrived(
    site: &SiteFetcher,
    fetched: Fetched,
    visit: &mut Visit,
) -> Result<HomeCandidate, NoHomePage> {
    let Fetched { url, hops, outcome } = fetched;
    let reason = match outcome {
        FetchOutcome::Read { status, facts } => {
            let mut facts = *facts;
            let leads = site.leads(&mut facts, &url);
            check_badges(site, &mut facts, &url, visit).await;
            let foreign_frames = site.merge_frames(&mut facts, &url).await;
            return Ok(HomeCandidate { url, hops, status, facts, leads, foreign_frames });
        }
        FetchOutcome::Away { to, status } => NoHomeReason::Away { to, status },
        FetchOutcome::Not(arrival) => NoHomeReason::Not(arrival),
        FetchOutcome::Failed(error) => NoHomeReason::Failed(error),
        FetchOutcome::Forbidden => NoHomeReason::Not(Arrival::Failed {
            error: Text::fixed("robots.txt 不允许访问", "forbidden by robots.txt"),
        }),
    };
    Err(NoHomePage { url, hops, reason })
}

/// Where a page sends its readers on to, if not to itself.
fn forward_of(facts: &PageFacts, page: &Url) -> Option<Url> {
    let href = match (&facts.refresh, &facts.script_redirect) {
        (Some(href), _) => href,
        (None, Some(href)) if facts.kind == PageKind::Stub => href,
        (None, _) => return None,
    };
    let mut to = base_of(page, facts.base.as_deref()).join(href).ok()?;
    to.set_fragment(None);
    drop_login(&mut to);
    (matches!(to.scheme(), "http" | "https") && to != *page).then_some(to)
}

/// Takes one step of a meta refresh: a stub is a redirect and its target takes its place; a page of its own gets the
/// target merged.
async fn forward(
    site: &SiteFetcher,
    mut page: HomeCandidate,
    to: Url,
    visit: &mut Visit,
) -> Result<HomeCandidate, NoHomePage> {
    let stub = page.facts.kind == PageKind::Stub;
    if stub && !site.same.has_host(&to) {
        return Err(NoHomePage {
            url: page.url,
            hops: page.hops,
            reason: NoHomeReason::Away { to, status: 200 },
        });
    }
    if !site.same.covers(&to) || acts(&to) || !(stub || site.robots.allowed(&to).await) {
        return Ok(page);
    }
    let next = arrived(site, site.fetch(&to).await, visit).await;
    if !stub {
        if let Ok(target) = next {
            facts::merge(&mut page.facts, &target.facts, &FramePlace::WHOLE);
            page.leads.extend(target.leads);
            page.foreign_frames.extend(target.foreign_frames);
        }
        return Ok(page);
    }
    let mut hops = page.hops;
    hops.push(Hop { from: page.url, to, status: 200 });
    match next {
        Ok(target) => {
            hops.extend(target.hops);
            page.leads.extend(target.leads);
            page.foreign_frames.extend(target.foreign_frames);
            let HomeCandidate { leads, foreign_frames, .. } = page;
            let facts = facts::as_frame(&target.facts);
            Ok(HomeCandidate {
                url: target.url,
                hops,
                status: target.status,
                facts,
                leads,
                foreign_frames,
            })
        }
        Err(end) => {
            hops.extend(end.hops);
            Err(NoHomePage { hops, ..end })
        }
    }
}

/// Faults that were passed over with `--insecure`, on any of the hosts on the way.
fn note_passed_over_faults(site: &SiteFetcher, hops: &[Hop], end: &Url, visit: &mut Visit) {
    if visit.tls_fault.is_some() {
        return;
    }
    let mut hosts =
        hops.iter().map(|hop| &hop.from).chain(std::iter::once(end)).filter_map(Url::host_str);
    let fault = hosts.find_map(|host| site.client.tls_fault(host));
    visit.tls_fault = fault.map(|(kind, detail)| TlsFault { kind, detail });
}

/// Asks for the images of the badges: one that the server does not have, or answers with a page, is broken. One that
/// robots.txt forbids is not requested, and listed as skipped.
async fn check_badges(site: &SiteFetcher, facts: &mut PageFacts, page: &Url, visit: &mut Visit) {
    let base = base_of(page, facts.base.as_deref());
    let mut missing = Vec::new();
    for picture in embedded::badge_pictures(facts).into_iter().take(MAX_BADGES) {
        let Ok(mut url) = base.join(&picture) else { continue };
        if !matches!(url.scheme(), "http" | "https") {
            continue;
        }
        match site.robots.get(&url, |_| true).await {
            Ok(Ok(answer)) if is_missing(&answer) => missing.push(picture),
            Ok(_) => {}
            Err(ForbiddenByRobots) => {
                drop_login(&mut url);
                visit.skipped.push(Skipped { url: url.into(), why: SkipReason::BadgeRobots });
            }
        }
    }
    embedded::mark_broken_badges(&mut facts.police, |picture| {
        missing.iter().any(|it| it == picture)
    });
}

/// Whether a response is no image, by its headers alone.
fn is_missing(answer: &Response) -> bool {
    let html = answer
        .content_type
        .as_deref()
        .is_some_and(|kind| kind.trim().to_ascii_lowercase().starts_with("text/html"));
    match answer.status {
        // Too slow, too early, too many: says nothing about the image.
        408 | 425 | 429 => false,
        400..500 => true,
        200..300 => html,
        _ => false,
    }
}
