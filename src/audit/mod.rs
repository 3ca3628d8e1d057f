//! The audit of one site: takes its pages as they come, lets the rules judge them, and closes the report.

mod acceptance;
mod baseline;
mod describe;
mod intern;
mod numbers_shown;
mod open_questions;
mod record;
mod screens;
mod verdicts;

pub use acceptance::{Acceptance, AcceptanceOptions};
pub use baseline::{Baseline, BaselineEntry};
pub use numbers_shown::numbers_shown;
pub use record::{audit_row, keep_unread};

use std::ops::Deref;
use std::sync::Arc;

use crate::domain::date::Date;
use crate::domain::lang::Lang;
use crate::domain::site::Site;
use crate::facts::RenderReason;
use crate::report::model::{Finding, PageReport, SiteReport, Status};
use crate::rules::{self, Levels, PageNumbers, PageView, Rule, RuleSubject, Severity, SiteView};
use crate::visit::{Arrival, Page, Visit};

use intern::Interner;
use parking_lot::Mutex;
use verdicts::{Judge, Verdicts, reaches};

/// What holds for all sites of a run.
#[derive(Clone, Debug)]
pub struct Settings {
    /// Levels of the rules.
    pub levels: Levels,
    /// From which severity on a site fails; `None` = never.
    pub fail_on: Option<Severity>,
    /// Today in China.
    pub today: Date,
    /// Language of messages, fixes and references.
    pub lang: Lang,
}

/// The audit of one site, fed page by page, from several threads.
#[derive(Debug)]
pub struct SiteAudit<'a> {
    settings: Held<'a, Settings>,
    site: Held<'a, Site>,
    rules: &'a [&'static Rule],
    built: Option<String>,
    texts: Interner,
    state: Mutex<AuditState>,
}

/// What an audit looks up: lent for its time, or shared with whoever else has to do with it.
#[derive(Debug)]
enum Held<'a, T> {
    Lent(&'a T),
    Shared(Arc<T>),
}

impl<T> Deref for Held<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        match self {
            Self::Lent(value) => value,
            Self::Shared(value) => value,
        }
    }
}

/// What is known so far: pages are judged as they come and let go. The home page is kept for the rules that judge the
/// site as a whole.
#[derive(Debug, Default)]
struct AuditState {
    home: Option<Page>,
    pages: Vec<PageOutcome>,
    verdicts: Verdicts,
}

/// A page that was described and let go.
#[derive(Debug)]
struct PageOutcome {
    home: bool,
    readable: bool,
    report: PageReport,
    numbers: Option<PageNumbers>,
}

/// A page that was judged by its HTML and is held back for a browser.
#[derive(Debug)]
pub struct PageOnHold {
    page: Page,
    /// What its HTML leaves open.
    pub reasons: Vec<RenderReason>,
    /// `None` once the page may have changed.
    judged: Option<(PageOutcome, Verdicts)>,
}

impl PageOnHold {
    /// The page.
    pub const fn page(&self) -> &Page {
        &self.page
    }

    /// The page, to be changed: it is judged again when it is added.
    pub fn change(&mut self) -> &mut Page {
        self.judged = None;
        &mut self.page
    }

    /// Lets go of the bytes of the page, which no rule looks at.
    pub fn drop_source(&mut self) {
        if let Arrival::Whole { facts, .. } = &mut self.page.arrival {
            facts.source = None;
        }
    }
}

impl<'a> SiteAudit<'a> {
    /// Starts an audit of a site with these declared values.
    pub fn new(settings: &'a Settings, site: &'a Site) -> Self {
        Self::with_rules(Held::Lent(settings), Held::Lent(site), rules::ALL)
    }

    /// The same, for an audit that outlives its caller.
    pub fn shared(settings: Arc<Settings>, site: Arc<Site>) -> SiteAudit<'static> {
        SiteAudit::with_rules(Held::Shared(settings), Held::Shared(site), rules::ALL)
    }

    fn with_rules(
        settings: Held<'a, Settings>,
        site: Held<'a, Site>,
        rules: &'a [&'static Rule],
    ) -> Self {
        Self {
            settings,
            site,
            rules,
            built: None,
            texts: Interner::default(),
            state: Mutex::default(),
        }
    }

    /// The pages are built ones in a folder, which `beian inject` takes like this on a command line.
    #[must_use]
    pub fn built(self, folder: Option<String>) -> Self {
        Self { built: folder, ..self }
    }

    /// Takes a page and judges it, outside of any lock. A site has at most one home page.
    pub fn add(&self, page: Page) {
        let (judged, verdicts) = self.judge(&page);
        self.take(page, judged, verdicts);
    }

    /// The same, unless `hold` keeps the page back, given what its HTML leaves open for a browser: then the page comes
    /// back with that, for [`SiteAudit::add_held`].
    pub fn add_unless(
        &self,
        page: Page,
        hold: impl FnOnce(&Page, &[RenderReason]) -> bool,
    ) -> Option<PageOnHold> {
        let (judged, verdicts) = self.judge(&page);
        let open = page.facts().map(|facts| self.rules().open_questions(facts, &verdicts));
        let Some(open) = open.filter(|open| hold(&page, open)) else {
            self.take(page, judged, verdicts);
            return None;
        };
        Some(PageOnHold { page, reasons: open, judged: Some((judged, verdicts)) })
    }

    /// Takes a page that was held back. It is judged again only where it was changed.
    pub fn add_held(&self, held: PageOnHold) {
        let PageOnHold { page, judged, .. } = held;
        let (judged, verdicts) = judged.unwrap_or_else(|| self.judge(&page));
        self.take(page, judged, verdicts);
    }

    fn take(&self, page: Page, judged: PageOutcome, verdicts: Verdicts) {
        let mut state = self.state.lock();
        state.pages.push(judged);
        state.verdicts.extend(verdicts);
        if page.home {
            state.home = Some(page);
        }
    }

    /// Judges the site as a whole and closes its report: pages, findings and filings in a fixed order (home page
    /// first, then by address; findings by page, line, rule). Of a visit that was interrupted, the site as a whole is
    /// not judged: what its other pages show is not known. Pages that come later are left out.
    pub fn finish(&self, visit: &Visit) -> SiteReport {
        let AuditState { home, mut pages, mut verdicts } = std::mem::take(&mut *self.state.lock());
        pages.sort_by(|a, b| (!a.home, &a.report.url).cmp(&(!b.home, &b.report.url)));

        let home = home.as_ref();
        if !visit.interrupted {
            verdicts.extend(self.judge_site(visit, home, &mut pages));
        }
        let is = |finding: &Finding, what: fn(&Rule) -> bool| {
            self.rules.iter().any(|rule| finding.rule == rule.id && what(rule))
        };
        let blocked = verdicts.findings.iter().any(|finding| is(finding, |rule| rule.blocking));
        if blocked {
            let of_site = |finding: &Finding| is(finding, |rule| rule.subject == RuleSubject::Site);
            verdicts.findings.retain(of_site);
            verdicts.reviews.retain(of_site);
        }
        let home_judged = home.is_some_and(|page| describe::judgeable(page).is_some());
        let judged = home_judged && !blocked && !visit.interrupted;
        let status = self.status(&verdicts, judged, home);
        self.close(visit, status, pages, verdicts)
    }

    /// Closes the report of a site that nobody waits for any longer, from the pages that came: as [`SiteAudit::finish`]
    /// does for a visit that was interrupted. `target` is the target as typed.
    pub fn cut(&self, target: &str) -> SiteReport {
        let state = self.state.lock();
        let home = state.home.as_ref().map(|page| page.address.clone());
        let pages_found = state.pages.len() as u64;
        drop(state);
        let target = target.to_owned();
        let (final_url, truncated, interrupted) = (home.clone(), true, true);
        let rest = Visit::default();
        self.finish(&Visit { target, home, final_url, pages_found, truncated, interrupted, ..rest })
    }

    /// Describes a page and runs the rules that judge it.
    fn judge(&self, page: &Page) -> (PageOutcome, Verdicts) {
        let facts = describe::judgeable(page);
        // That it cannot be read is a fault of its own.
        let garbled = page.facts().filter(|facts| describe::is_garbled(facts));
        let verdicts = facts.or(garbled).map_or_else(Verdicts::default, |facts| {
            let view = PageView {
                address: &page.address,
                home: page.home,
                facts,
                site: &self.site,
                foreign_frames: page.foreign_frames(),
                built: self.built.as_deref(),
                today: self.settings.today,
            };
            self.rules().page(&view, page)
        });
        let judged = PageOutcome {
            home: page.home,
            readable: facts.is_some(),
            report: describe::page(
                page,
                (self.settings.today.year(), self.settings.lang),
                &self.texts,
            ),
            numbers: facts.and_then(|_| PageNumbers::of(page)),
        };
        (judged, verdicts)
    }

    fn judge_site(
        &self,
        visit: &Visit,
        home: Option<&Page>,
        pages: &mut [PageOutcome],
    ) -> Verdicts {
        let numbers: Vec<PageNumbers> =
            pages.iter_mut().filter_map(|page| page.numbers.take()).collect();
        let view =
            SiteView { visit, home, pages: &numbers, site: &self.site, today: self.settings.today };
        let address = home.map(|page| page.address.as_str()).or(visit.home.as_deref());
        self.rules().site(&view, address.unwrap_or(&visit.target))
    }

    fn rules(&self) -> Judge<'_> {
        Judge { settings: &self.settings, rules: self.rules, texts: &self.texts }
    }

    fn status(&self, verdicts: &Verdicts, judged: bool, home: Option<&Page>) -> Status {
        let on_home = |review: &Finding| home.is_some_and(|home| *home.address == *review.page);
        if !judged {
            Status::Error
        } else if reaches(&verdicts.findings, self.settings.fail_on) {
            Status::Fail
        } else if verdicts.reviews.iter().any(on_home) {
            Status::Review
        } else {
            Status::Pass
        }
    }

    fn close(
        &self,
        visit: &Visit,
        status: Status,
        pages: Vec<PageOutcome>,
        verdicts: Verdicts,
    ) -> SiteReport {
        let Verdicts { mut findings, mut reviews } = verdicts;
        let first = pages.first().filter(|page| page.home).map(|page| page.report.url.clone());
        for list in [&mut findings, &mut reviews] {
            list.sort_by(|a, b| {
                let key = |finding: &Finding| (Some(&finding.page) != first.as_ref(), finding.line);
                let (a_inner, a_line) = key(a);
                let (b_inner, b_line) = key(b);
                (a_inner, &a.page, a_line, &a.rule, &a.evidence).cmp(&(
                    b_inner,
                    &b.page,
                    b_line,
                    &b.rule,
                    &b.evidence,
                ))
            });
        }
        let pages_checked = pages.iter().filter(|page| page.readable).count() as u64;
        let pages: Vec<PageReport> = pages.into_iter().map(|page| page.report).collect();
        SiteReport {
            target: visit.target.clone(),
            home: visit.home.clone(),
            final_url: visit.final_url.clone(),
            redirects: describe::redirects(visit),
            status,
            pages_found: visit.pages_found,
            pages_checked,
            truncated: visit.truncated,
            interrupted: visit.interrupted,
            declared: describe::declared(&self.site),
            clocks: describe::clocks(&self.site, self.settings.today),
            filings: describe::all_filings(&pages),
            findings,
            reviews,
            drift: Vec::new(),
            accepted: Vec::new(),
            changes: None,
            trend: Vec::new(),
            evidence: None,
            skipped: describe::skipped(visit),
            pages,
        }
    }
}

#[cfg(test)]
mod tests;
