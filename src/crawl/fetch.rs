//! One page of a live site: fetched, read, its frames merged. Knows nothing of other pages.

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use parking_lot::Mutex;
use tokio::sync::OnceCell;
use tracing::{Instrument as _, Span, debug, debug_span};
use url::Url;

use crate::domain::lang::Text;
use crate::domain::secret::Hidden;
use crate::facts::{self, FrameLink, PageFacts, PageSource, RawPage, Unread, base_of};
use crate::net::{Client, FetchError, FetchFailure, Hop, Response, ResponseBody};
use crate::visit::Arrival;

use super::LiveOptions;
use super::choice::acts;
use super::embedded;
use super::frontier::{QUEUE_FACTOR, page_of_link};
use super::known::{DiscoveredLink, KnownLinks};
use super::parse::{PARSER_PANIC, parse_page};
use super::parser_threads;
use super::robots::RobotsCache;
use super::site::SameSite;

/// From this size on, reading a body holds up the connections of a thread too long.
const LARGE_BODY: usize = 256 << 10;
/// Links of a page that are looked at whatever the cap on pages.
const MIN_LINKS: usize = 10_000;
/// Frame documents of a site that are remembered: a footer frame is the same on every page.
const MAX_CACHED_FRAMES: usize = 64;
/// No standard has it, all browsers follow it.
const REFRESH: &str = "refresh";

/// What all fetches of one site share.
#[derive(Debug)]
pub(super) struct SiteFetcher {
    pub(super) client: Client,
    pub(super) same: SameSite,
    /// How many links of one page are looked at: none, where none are followed.
    pub(super) links: usize,
    /// How many new pages one page may lead to: several times as many as there is room for, as addresses of one page
    /// may be written in several ways.
    leads: usize,
    /// Whether a page had more of either.
    pub(super) more_links: AtomicBool,
    pub(super) robots: RobotsCache,
    frames: Mutex<HashMap<Url, Once<Option<Arc<PageFacts>>>>>,
    pub(super) known: KnownLinks,
    /// Whether the bytes of the home page are kept.
    keep_source: bool,
}

/// Something that is fetched once, however many ask for it.
type Once<T> = Arc<OnceCell<T>>;

/// What came of an address.
#[derive(Debug)]
pub(super) struct Fetched {
    /// Where the redirects ended.
    pub(super) url: Url,
    pub(super) hops: Vec<Hop>,
    pub(super) outcome: FetchOutcome,
}

/// How it ended.
#[derive(Debug)]
pub(super) enum FetchOutcome {
    /// Read.
    Read { status: u16, facts: Box<PageFacts> },
    /// An answer that is no page.
    Not(Arrival),
    /// Nothing usable.
    Failed(FetchError),
    /// A redirect to another site.
    Away { to: Url, status: u16 },
    /// robots.txt forbids it.
    Forbidden,
}

/// The span of a page in the log.
fn page_span(url: &Url) -> Span {
    debug_span!("page", url = %Hidden(url))
}

fn log(outcome: &FetchOutcome) {
    match outcome {
        FetchOutcome::Read { status, facts } => {
            debug!(status, links = facts.links.len(), "page read");
        }
        FetchOutcome::Not(_) => debug!("not an HTML page with a status of success"),
        FetchOutcome::Failed(error) => debug!(%error, "not fetched"),
        FetchOutcome::Away { to, status } => {
            debug!(status, to = %Hidden(to), "leads to another site");
        }
        FetchOutcome::Forbidden => debug!("forbidden by robots.txt"),
    }
}

impl SiteFetcher {
    pub(super) fn new(client: Client, same: SameSite, options: &LiveOptions) -> Self {
        let links = if options.home_only { 0 } else { most_links(options.max_pages) };
        let robots = RobotsCache::new(client.clone(), options.robots);
        let leads = options.max_pages.saturating_mul(4 * QUEUE_FACTOR);
        let known = KnownLinks::new(links);
        let more_links = AtomicBool::default();
        let keep_source = options.keep_source;
        let frames = Mutex::default();
        Self { client, same, links, leads, more_links, robots, frames, known, keep_source }
    }

    /// Fetches and reads a page without asking robots.txt.
    pub(super) async fn fetch(&self, url: &Url) -> Fetched {
        async {
            let result = self.client.get(url, |next| self.same.has_host(next)).await;
            self.fetched(url, result, self.keep_source).await
        }
        .instrument(page_span(url))
        .await
    }

    /// Fetches and reads a page as robots.txt allows, its redirects included.
    pub(super) async fn fetch_as_allowed(&self, url: &Url) -> Fetched {
        async {
            let result = self.robots.get(url, |next| self.same.has_host(next)).await;
            if let Ok(result) = result {
                return self.fetched(url, result, false).await;
            }
            // Where the time is used up, robots.txt itself was not fetched.
            let outcome = if self.client.is_out_of_time() {
                FetchOutcome::Failed(FetchError::SiteTime)
            } else {
                FetchOutcome::Forbidden
            };
            log(&outcome);
            Fetched { url: url.clone(), hops: Vec::new(), outcome }
        }
        .instrument(page_span(url))
        .await
    }

    async fn fetched(
        &self,
        url: &Url,
        came: Result<Response, FetchFailure>,
        keep: bool,
    ) -> Fetched {
        let answer = match came {
            Ok(answer) => answer,
            Err(failure) => {
                let end = failure.hops.last().map_or(url, |hop| &hop.to).clone();
                return Fetched {
                    url: end,
                    hops: failure.hops,
                    outcome: FetchOutcome::Failed(failure.error),
                };
            }
        };
        let (end, hops) = (answer.url.clone(), answer.hops.clone());
        let outcome = self.read_answer(answer, keep).await;
        log(&outcome);
        Fetched { url: end, hops, outcome }
    }

    /// Fetches a discovered page, if robots.txt allows, and merges its frames. Its links are taken out.
    pub(super) async fn fetch_discovered(&self, url: &Url) -> (Fetched, Vec<DiscoveredLink>) {
        let mut fetched = self.fetch_as_allowed(url).await;
        let mut leads = Vec::new();
        if let FetchOutcome::Read { facts, .. } = &mut fetched.outcome {
            leads = self.leads(facts, &fetched.url);
            self.merge_frames(facts, &fetched.url).await;
        }
        (fetched, leads)
    }

    /// The pages of the site that a page leads to and no page before it did; its links are taken out.
    pub(super) fn leads(&self, facts: &mut PageFacts, page: &Url) -> Vec<DiscoveredLink> {
        let hrefs = std::mem::take(&mut facts.links);
        if self.links > 0 && hrefs.len() >= self.links {
            self.more_links.store(true, Ordering::Relaxed);
        }
        if facts.nofollow && self.robots.obeyed {
            return Vec::new();
        }
        let base = base_of(page, facts.base.as_deref());
        let forwards = facts.refresh.iter().chain(&facts.script_redirect);
        let hrefs = forwards.chain(&hrefs).map(String::as_str);
        let page_of = |href: &str| page_of_link(&base, href, &self.same);
        let mut leads = self.known.new_pages(&base, hrefs, page_of);
        if leads.len() > self.leads {
            self.more_links.store(true, Ordering::Relaxed);
            leads.truncate(self.leads);
            leads.shrink_to_fit();
        }
        leads
    }

    async fn read_answer(&self, mut answer: Response, keep: bool) -> FetchOutcome {
        let status = answer.status;
        if let Some(to) = answer.stopped_at.take() {
            return FetchOutcome::Away { to, status };
        }
        let content_type = answer.content_type.take();
        let kind = ContentKind::of(content_type.as_deref());
        if !is_page(status) {
            let retry = answer.retry_after();
            let body = match kind {
                ContentKind::Html | ContentKind::Maybe => {
                    answer.body(self.client.max_body()).await.ok()
                }
                ContentKind::Other => None,
            };
            let intercept = match body {
                Some(body) => read_body(body, content_type, self.links, false)
                    .await
                    .ok()
                    .and_then(|facts| facts.intercept),
                None => None,
            };
            return FetchOutcome::Not(Arrival::Status {
                status,
                error: status_words(status, retry),
                intercept,
            });
        }
        let named = content_type.clone().unwrap_or_default();
        let not_html =
            || FetchOutcome::Not(Arrival::NotHtml { status: Some(status), error: named });
        if kind == ContentKind::Other {
            return not_html();
        }
        let refresh = answer
            .headers
            .get(REFRESH)
            .map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned());
        let cap = self.client.max_body();
        match answer.body(cap).await {
            Err(error) => FetchOutcome::Failed(error),
            Ok(body) if kind == ContentKind::Maybe && !starts_like_markup(&body) => not_html(),
            Ok(body) => match read_body(body, content_type, self.links, keep).await {
                Ok(mut facts) => {
                    if let Some(refresh) = refresh {
                        facts::take_refresh_header(&mut facts, &refresh);
                    }
                    FetchOutcome::Read { status, facts: Box::new(facts) }
                }
                Err(broken) => FetchOutcome::Not(broken),
            },
        }
    }

    /// Merges the frames of the site's own hosts, one step deep. Returns those that could not be: of other
    /// hosts, forbidden, or not arrived.
    pub(super) async fn merge_frames(&self, facts: &mut PageFacts, page: &Url) -> Vec<String> {
        let base = base_of(page, facts.base.as_deref());
        let frames = embedded::frames(&facts.frames, &base, |url| url == page);
        if frames.more {
            facts.note_unread(Unread::Frames);
        }
        let mut unmerged = Vec::new();
        for FrameLink { url, place, .. } in frames.links {
            let own = self.same.covers(&url) && !acts(&url);
            match if own { self.frame(&url).await } else { None } {
                Some(frame) => facts::merge(facts, &frame, &place),
                None => unmerged.push(url.into()),
            }
        }
        unmerged
    }

    /// A frame's document, fetched once for the site; `None` where it is forbidden or did not arrive.
    async fn frame(&self, url: &Url) -> Option<Arc<PageFacts>> {
        let cell = {
            let mut frames = self.frames.lock();
            if frames.len() < MAX_CACHED_FRAMES {
                Arc::clone(frames.entry(url.clone()).or_default())
            } else {
                frames.get(url).map_or_else(Arc::default, Arc::clone)
            }
        };
        let load = async || match self.fetch_as_allowed(url).await.outcome {
            FetchOutcome::Read { facts, .. } => Some(Arc::new(*facts)),
            FetchOutcome::Not(_)
            | FetchOutcome::Failed(_)
            | FetchOutcome::Away { .. }
            | FetchOutcome::Forbidden => None,
        };
        cell.get_or_init(load).await.clone()
    }
}

/// Whether an answer of this status is the page: not one without content (204, 205), nor a part of it (206).
const fn is_page(status: u16) -> bool {
    matches!(status, 200..=203 | 226)
}

/// The error of a response that is no page.
fn status_words(status: u16, retry: Option<Duration>) -> Text {
    match (status, retry) {
        (_, Some(wait)) => Text::made(
            format!("HTTP 状态码 {status}，要求 {} 秒后再试", wait.as_secs()),
            format!("HTTP status {status}, to be asked again after {} s", wait.as_secs()),
        ),
        (300..=399, None) => Text::made(
            "跳转没有写明目标地址",
            format!("HTTP status {status}, a redirect that names no address"),
        ),
        _ => Text::made(format!("HTTP 状态码 {status}"), format!("HTTP status {status}")),
    }
}

/// What a content type promises.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum ContentKind {
    Html,
    /// Missing, or plain text: servers without a table of types send pages like this.
    Maybe,
    Other,
}

impl ContentKind {
    fn of(content_type: Option<&str>) -> Self {
        let essence = content_type.unwrap_or_default().split(';').next().unwrap_or_default().trim();
        match essence.to_ascii_lowercase().as_str() {
            "text/html" | "application/xhtml+xml" => Self::Html,
            "" | "text/plain" => Self::Maybe,
            _ => Self::Other,
        }
    }
}

/// Upper bound on links parsed per page, derived from the site's page limit.
fn most_links(max_pages: usize) -> usize {
    max_pages.saturating_mul(QUEUE_FACTOR).max(MIN_LINKS)
}

fn starts_like_markup(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).trim_ascii_start();
    matches!(body, [b'<', next, ..] if next.is_ascii_alphabetic() || *next == b'!')
}

/// The facts of a body; large ones are read off the threads that serve connections.
async fn read_body(
    body: ResponseBody,
    content_type: Option<String>,
    links: usize,
    keep: bool,
) -> Result<PageFacts, Arrival> {
    let large = body.len() > LARGE_BODY;
    let work = move || {
        let page = RawPage { bytes: &body, content_type: content_type.as_deref(), links };
        let mut facts = parse_page(page)?;
        facts.source = keep.then(|| Arc::new(PageSource { bytes: body.to_vec(), content_type }));
        Some(facts)
    };
    let facts = if large { parser_threads::run(work).await.flatten() } else { work() };
    facts.ok_or(Arrival::Failed { error: PARSER_PANIC })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn content_types_promise_html_or_not() {
        let cases = [
            (Some("text/html; charset=gbk"), ContentKind::Html),
            (Some("Text/HTML"), ContentKind::Html),
            (Some("application/xhtml+xml"), ContentKind::Html),
            (Some("text/plain;charset=utf-8"), ContentKind::Maybe),
            (Some(""), ContentKind::Maybe),
            (None, ContentKind::Maybe),
            (Some("application/pdf"), ContentKind::Other),
            (Some("text/htmlx"), ContentKind::Other),
        ];
        for (content_type, expected) in cases {
            assert_eq!(ContentKind::of(content_type), expected, "{content_type:?}");
        }
    }

    #[test]
    fn a_part_of_a_page_and_no_content_are_no_page() {
        assert!([200, 201, 203].into_iter().all(is_page));
        assert!(![101, 204, 205, 206, 207, 304, 404, 500, 999].into_iter().any(is_page));
    }

    #[test]
    fn markup_is_told_from_text() {
        for page in ["<!DOCTYPE html>", "\u{feff} \n<p>", "<HTML>"] {
            assert!(starts_like_markup(page.as_bytes()), "{page}");
        }
        for text in ["", "{}", "hello", "< 5", "<", "a<p>"] {
            assert!(!starts_like_markup(text.as_bytes()), "{text}");
        }
    }
}
