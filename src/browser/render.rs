//! The pages of a site on every screen, as facts.

use std::sync::Arc;
use std::time::Duration;

use super::chromium::{Browser, SiteTab};
use super::cover::Cover;
use super::document::TextNode;
use super::error::BrowserError;
use super::later::LaterLook;
use super::page::{PageLook, Tab};
use super::proxy::{Proxy, ProxyUpstream};
use super::sight::{LEAST_CONTRAST, Sight};
use crate::facts;
use crate::facts::{
    Click, LaidOut, PageFacts, RawPage, RenderedKind, Screen, ScreenFacts, ScreenLayout, Sighting,
    Unseen,
};

/// What a page may take.
#[derive(Clone, Copy, Debug)]
pub struct RenderLimits {
    /// For each screen: once until the page is seen, and once to measure what is seen.
    pub timeout: Duration,
    /// The browser does not check certificates: the run reads sites in spite of TLS faults.
    pub ignore_certificates: bool,
}

/// Why a page was not looked at on all screens. What was seen before counts.
pub type PageFault = BrowserError;

/// A site in a browser: a context of its own behind a proxy of its own.
pub struct SiteSession {
    browser: Arc<Browser>,
    proxy: Proxy,
    limits: RenderLimits,
    site: Option<SiteTab>,
}

impl SiteSession {
    /// A session whose pages reach what `upstream` gives. Must be called within a tokio runtime.
    pub async fn new(
        browser: Arc<Browser>,
        upstream: ProxyUpstream,
        limits: RenderLimits,
    ) -> Result<Self, BrowserError> {
        let proxy = Proxy::start(upstream).await?;
        Ok(Self { browser, proxy, limits, site: None })
    }

    /// Opens `url` on every screen. Where one screen fails those before count, and the fault says why; a page that hangs
    /// or crashes ends with its context, and the next one gets a new one. Fails where the browser as a whole is lost.
    ///
    /// A page that is `watched` is looked at once more after it has had half a minute of its own time.
    pub async fn render(
        &mut self,
        url: &str,
        watched: bool,
    ) -> Result<(Vec<ScreenFacts>, Option<PageFault>), BrowserError> {
        self.proxy.expect(url);
        let mut site = match self.site.take() {
            Some(site) => site,
            None => self.browser.open(&self.proxy, self.limits.ignore_certificates).await?,
        };
        let (mut screens, mut last) = (Vec::new(), None);
        for screen in Screen::ALL {
            let seen = on_screen(&mut site, &self.proxy, url, (screen, self.limits.timeout)).await;
            match seen {
                Ok((facts, look)) => {
                    screens.push(facts);
                    last = Some(look);
                }
                Err(error) if error.is_fatal() => return Err(error),
                Err(fault) => {
                    site.close().await;
                    return if self.browser.answers().await {
                        Ok((screens, Some(fault)))
                    } else {
                        Err(BrowserError::Ended)
                    };
                }
            }
        }
        let seen = screens.last().map(|screen| all_shown(&screen.facts)).unwrap_or_default();
        match last.filter(|_| watched && !seen.is_empty()) {
            Some(look) => {
                // the timers of half a minute at once must not ask the site for anything
                self.proxy.hold(true);
                let later = site.tab.later(&look, &seen, &|html| all_shown(&read(html))).await;
                if let Ok(Some(later)) = later {
                    note_later(&mut screens, &later);
                }
                // its clock stands still now, for all pages of the same process
                site.close().await;
            }
            None => self.site = Some(site),
        }
        Ok((screens, None))
    }

    /// Whether its pages are opened by this very process.
    pub fn is_in(&self, browser: &Arc<Browser>) -> bool {
        Arc::ptr_eq(&self.browser, browser)
    }

    /// Ends the site's context.
    pub async fn close(self) {
        if let Some(site) = self.site {
            site.close().await;
        }
    }
}

async fn on_screen(
    site: &mut SiteTab,
    proxy: &Proxy,
    url: &str,
    (screen, timeout): (Screen, Duration),
) -> Result<(ScreenFacts, PageLook), BrowserError> {
    let tab = &mut site.tab;
    let look = tab.look(url, screen, timeout, &|html| shown(&read(html))).await?;
    // a page that took all its time to load is still measured
    tab.allow(timeout);
    let mut facts = read(&look.html);
    let mut laid_out = Vec::new();
    for filing in filings(&facts) {
        laid_out.extend(filing.laid_out(tab, &look).await);
    }
    hide_unseen(&mut facts, &laid_out);
    let badges: Vec<&str> = facts
        .police
        .iter()
        .filter_map(|seen| seen.badge.as_ref()?.image.as_deref())
        .filter(|image| !image.is_empty())
        .collect();
    // a page that hangs by now was seen before
    let badges = if badges.is_empty() {
        Vec::new()
    } else {
        tab.pictures(&badges).await.unwrap_or_default()
    };
    if screen == Screen::Desktop {
        // the last that is done: a click may change the page
        proxy.hold(true);
        click_all(site, &look, url, &mut laid_out).await;
        proxy.hold(false);
    }
    let (width, height) = look.size;
    let layout = ScreenLayout {
        screen,
        size: (pixels(width), pixels(height)),
        badges,
        laid_out,
        endless: look.endless,
        watched: None,
    };
    Ok((ScreenFacts { layout, facts }, look))
}

/// What is gone on the screen that was watched is taken for gone on all: the same script runs there.
fn note_later(screens: &mut [ScreenFacts], later: &LaterLook) {
    if let Some(screen) = screens.last_mut() {
        screen.layout.watched = Some(later.seconds);
    }
    for ScreenFacts { layout, facts } in screens {
        let gone = layout.laid_out.iter_mut().filter(|laid| later.gone.contains(&laid.number));
        for laid in gone.filter(|laid| laid.unseen.is_none()) {
            laid.unseen = Some(Unseen::Later);
        }
        hide_unseen(facts, &layout.laid_out);
    }
}

pub(super) fn read(html: &str) -> PageFacts {
    facts::read(RawPage {
        bytes: html.as_bytes(),
        content_type: Some("text/html; charset=utf-8"),
        links: 0,
    })
}

/// The own numbers and licences that a person sees: where there is one, nothing more has to be waited for.
pub(super) fn shown(facts: &PageFacts) -> Vec<String> {
    let first = own_shown(&facts.icp).chain(own_shown(&facts.licences)).next();
    if first.is_some() { all_shown(facts) } else { Vec::new() }
}

fn all_shown(facts: &PageFacts) -> Vec<String> {
    let others = own_shown(&facts.licences).chain(own_shown(&facts.police));
    own_shown(&facts.icp).chain(others).collect()
}

fn own_shown<T: ToString>(list: &[Sighting<T>]) -> impl Iterator<Item = String> {
    let own = list.iter().filter(|seen| seen.own && seen.visibility.is_shown());
    own.map(|seen| seen.number.to_string())
}

/// A page shows a few filings; one with thousands of numbers is a list of others'.
const MOST: usize = 32;
/// Numbers of a page that are clicked on.
const MOST_CLICKS: usize = 4;

/// A filing of the page, and the line of the rendered HTML that it is on.
pub(super) struct FilingLine {
    kind: RenderedKind,
    number: String,
    line: u32,
}

pub(super) fn filings(facts: &PageFacts) -> Vec<FilingLine> {
    fn own<T: ToString>(
        list: &[Sighting<T>],
        kind: RenderedKind,
    ) -> impl Iterator<Item = FilingLine> {
        let own = list.iter().filter(|seen| seen.own);
        own.map(move |seen| FilingLine { kind, number: seen.number.to_string(), line: seen.line })
    }
    let others =
        own(&facts.police, RenderedKind::Police).chain(own(&facts.licences, RenderedKind::Licence));
    own(&facts.icp, RenderedKind::Icp).chain(others).take(MOST).collect()
}

impl FilingLine {
    fn text(&self, look: &PageLook) -> Option<TextNode> {
        look.text(usize::try_from(self.line).ok()?)
    }

    pub(super) async fn laid_out(self, tab: &Tab, look: &PageLook) -> Option<LaidOut> {
        let text = self.text(look)?;
        let stage = look.stage(&self.number);
        let by_css = look.nodes.get(text).is_some_and(|node| node.by_css);
        let Self { kind, number, line } = self;
        let unseen = LaidOut {
            kind,
            number,
            line,
            rect: (0, 0, 0, 0),
            font_size: 0,
            contrast: None,
            by_css,
            behind_dialog: false,
            stage,
            click: Click::Untried,
            unseen: None,
        };
        Some(match look.sight(text)? {
            Sight::Unseen(why) => LaidOut { unseen: Some(why), ..unseen },
            Sight::Seen { rect, font_size, contrast } => {
                // a page that hangs by now was seen before
                let cover = tab.cover(look, text).await.unwrap_or(Cover::Free);
                let painted = match contrast {
                    None if cover == Cover::Free => {
                        tab.painted_contrast(look, text).await.unwrap_or_default()
                    }
                    known => known,
                };
                let why = match cover {
                    Cover::Covered => Some(Unseen::Covered),
                    _ if painted.is_some_and(|painted| painted < LEAST_CONTRAST) => {
                        Some(Unseen::Blended)
                    }
                    _ => None,
                };
                LaidOut {
                    rect: (whole(rect.x), whole(rect.y), pixels(rect.width), pixels(rect.height)),
                    font_size: pixels(font_size * 100.0),
                    contrast: painted.map(hundredths),
                    behind_dialog: cover == Cover::Dialog,
                    unseen: why,
                    ..unseen
                }
            }
        })
    }
}

/// Clicks on each number once, where it is seen and nothing lies above it.
async fn click_all(site: &mut SiteTab, look: &PageLook, url: &str, laid_out: &mut [LaidOut]) {
    // a page that hangs by now was seen before
    if site.tab.catch_navigations(true).await.is_err() {
        return;
    }
    let mut done: Vec<String> = Vec::new();
    for laid in laid_out.iter_mut() {
        let free = laid.unseen.is_none() && !laid.behind_dialog;
        if !free || done.contains(&laid.number) || done.len() >= MOST_CLICKS {
            continue;
        }
        done.push(laid.number.clone());
        let line = usize::try_from(laid.line).unwrap_or_default();
        let Some(text) = look.text(line) else { continue };
        match click(site, look, text, url).await {
            Ok(click) => laid.click = click,
            Err(_) => break,
        }
    }
    let _still_open = site.tab.catch_navigations(false).await;
}

/// Twice, where nothing comes of it: a window that was just opened may have taken the first click.
async fn click(
    site: &mut SiteTab,
    look: &PageLook,
    text: TextNode,
    url: &str,
) -> Result<Click, BrowserError> {
    let mut click = Click::Untried;
    for _ in 0..2 {
        click = site.tab.click(look, text, url).await?;
        site.close_others().await?;
        if click != Click::Nothing {
            break;
        }
    }
    Ok(click)
}

fn hundredths(ratio: f64) -> u16 {
    u16::try_from(pixels(ratio * 100.0)).unwrap_or(u16::MAX)
}

/// What was found covered, without ink, or gone is not seen.
fn hide_unseen(facts: &mut PageFacts, laid_out: &[LaidOut]) {
    fn hide<T>(list: &mut [Sighting<T>], unseen: impl Fn(u32) -> Option<Unseen>) {
        for seen in list.iter_mut().filter(|seen| seen.own) {
            if let Some(why) = unseen(seen.line) {
                seen.visibility = crate::html::Visibility::Hidden(why.by().to_owned());
            }
        }
    }
    let unseen = |line| laid_out.iter().find(|laid| laid.line == line)?.unseen;
    hide(&mut facts.icp, unseen);
    hide(&mut facts.police, unseen);
    hide(&mut facts.licences, unseen);
}

/// Pixels without their fraction, within what the type holds.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates, which is what is wanted"
)]
pub(super) fn pixels(length: f64) -> u32 {
    length.round() as u32
}

#[expect(clippy::cast_possible_truncation, reason = "`as` saturates, which is what is wanted")]
fn whole(length: f64) -> i32 {
    length.round() as i32
}
