//! A page of a site on every screen, as facts.

use std::time::Duration;

use crate::domain::lang::{Bilingual as _, Text};
use crate::facts;
use crate::facts::{
    LaidOut, PageFacts, RawPage, Screen, ScreenFacts, ScreenLayout, Sighting, Unseen,
};

use super::chromium::{Browser, SiteTab};
use super::error::BrowserError;
use super::page::PageLook;
use super::proxy::Proxy;
use super::sight::Sight;

/// What a page may take.
#[derive(Clone, Copy, Debug)]
pub struct RenderLimits {
    /// For each screen.
    pub timeout: Duration,
    /// The browser does not check certificates: the run reads sites in spite of TLS faults.
    pub ignore_certificates: bool,
}

/// Opens `url` on every screen through `proxy`. Where one screen fails the others count; the fault says why. Fails where
/// the browser as a whole is lost.
pub async fn render(
    browser: &Browser,
    proxy: &Proxy,
    url: &str,
    limits: RenderLimits,
) -> Result<(Vec<ScreenFacts>, Option<Text>), BrowserError> {
    let mut screens = Vec::new();
    let mut fault = None;
    let mut tab = browser.open(proxy.address(), limits.ignore_certificates).await?;
    for screen in Screen::ALL {
        match on_screen(&mut tab, url, screen, limits.timeout).await {
            Ok(facts) => screens.push(facts),
            Err(error) if error.is_fatal() => return Err(error),
            Err(error) => {
                fault = Some(error.text());
                break;
            }
        }
    }
    tab.close().await;
    Ok((screens, fault))
}

async fn on_screen(
    tab: &mut SiteTab,
    url: &str,
    screen: Screen,
    timeout: Duration,
) -> Result<ScreenFacts, BrowserError> {
    let look = tab.look(url, screen, timeout, &|html| shows_a_filing(&read(html))).await?;
    let facts = read(&look.html);
    let mut laid_out = Vec::new();
    for filing in filings(&facts) {
        laid_out.extend(filing.laid_out(tab, &look).await);
    }
    let size = (pixels(look.size.0), pixels(look.size.1));
    let (stage, endless) = (look.stage, look.endless);
    let mut facts = facts;
    hide_covered(&mut facts, &laid_out);
    let layout = ScreenLayout { screen, laid_out, stage, endless, size };
    Ok(ScreenFacts { layout, facts })
}

fn read(html: &str) -> PageFacts {
    facts::read(RawPage {
        bytes: html.as_bytes(),
        content_type: Some("text/html; charset=utf-8"),
        links: 0,
    })
}

/// An own number or licence that a person sees: then nothing more has to be waited for.
fn shows_a_filing(facts: &PageFacts) -> bool {
    facts.icp.iter().any(|seen| seen.own && seen.visibility.is_shown())
        || facts.licences.iter().any(|seen| seen.own && seen.visibility.is_shown())
}

/// A page shows a few filings; one with thousands of numbers is a list of others'.
const MOST: usize = 32;

/// A filing of the page, and the line of the rendered HTML that it is on.
struct FilingLine {
    icp: bool,
    number: String,
    line: u32,
}

fn filings(facts: &PageFacts) -> Vec<FilingLine> {
    fn own<T: ToString>(list: &[Sighting<T>], icp: bool) -> impl Iterator<Item = FilingLine> {
        let own = list.iter().filter(|seen| seen.own);
        own.map(move |seen| FilingLine { icp, number: seen.number.to_string(), line: seen.line })
    }
    let others = own(&facts.police, false).chain(own(&facts.licences, false));
    own(&facts.icp, true).chain(others).take(MOST).collect()
}

impl FilingLine {
    async fn laid_out(self, tab: &SiteTab, look: &PageLook) -> Option<LaidOut> {
        let at = usize::try_from(self.line).ok()?;
        let Self { icp, number, line } = self;
        let (rect, contrast, font_size, unseen) = match look.sight(at)? {
            Sight::Unseen(why) => ((0, 0, 0, 0), None, 0, Some(why)),
            Sight::Seen { rect, contrast, font_size } => {
                // a page that hangs by now was seen before
                let covered = tab.is_covered(look, at).await.unwrap_or(false);
                let rect = (whole(rect.x), whole(rect.y), pixels(rect.width), pixels(rect.height));
                let unseen = covered.then_some(Unseen::Covered);
                (rect, contrast.map(hundredths), pixels(font_size), unseen)
            }
        };
        Some(LaidOut { icp, number, line, rect, contrast, font_size, unseen })
    }
}

fn hundredths(ratio: f64) -> u16 {
    u16::try_from(pixels(ratio * 100.0)).unwrap_or(u16::MAX)
}

/// What the hit test found covered is not seen.
fn hide_covered(facts: &mut PageFacts, laid_out: &[LaidOut]) {
    fn hide<T>(list: &mut [Sighting<T>], covered: impl Fn(u32) -> bool) {
        for seen in list.iter_mut().filter(|seen| covered(seen.line)) {
            seen.visibility = crate::html::Visibility::Hidden(Unseen::Covered.by().to_owned());
        }
    }
    let covered = |line| {
        laid_out.iter().any(|laid| laid.line == line && laid.unseen == Some(Unseen::Covered))
    };
    hide(&mut facts.icp, covered);
    hide(&mut facts.police, covered);
    hide(&mut facts.licences, covered);
}

/// Pixels without their fraction, within what the type holds.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "`as` saturates, which is what is wanted"
)]
fn pixels(length: f64) -> u32 {
    length.round() as u32
}

#[expect(clippy::cast_possible_truncation, reason = "`as` saturates, which is what is wanted")]
fn whole(length: f64) -> i32 {
    length.round() as i32
}
