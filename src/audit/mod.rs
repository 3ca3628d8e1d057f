//! The audit of one site: takes its pages as they come, lets the rules judge them, and closes the report.

mod describe;
mod intern;
mod numbers_shown;
mod outcome;
mod verdicts;

pub use numbers_shown::numbers_shown;
pub use outcome::Outcome;

use std::ops::Deref;
use std::sync::Arc;

use crate::domain::date::Date;
use crate::domain::lang::Lang;
use crate::domain::site::Site;
use crate::report::model::{Finding, PageReport, SiteReport, Status};
use crate::rules::{
    self, Fault, Levels, PageNumbers, PageView, Rule, RuleSubject, Severity, SiteView,
};
use crate::visit::{Page, Visit};

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
    pages: Vec<Judged>,
    verdicts: Verdicts,
}

/// A page that was described and let go.
#[derive(Debug)]
struct Judged {
    home: bool,
    readable: bool,
    report: PageReport,
    numbers: Option<PageNumbers>,
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
        let mut state = self.state.lock();
        state.pages.push(judged);
        state.verdicts.extend(verdicts);
        if page.home {
            state.home = Some(page);
        }
    }

    /// Whether the HTML of a page settles what its visitors see: nothing is left to a person, and nothing is missing or
    /// hidden that scripts or style sheets may show.
    pub fn is_settled(&self, page: &Page) -> bool {
        let (_, verdicts) = self.judge(page);
        let may_differ = |finding: &Finding| {
            let of_rule = |rule: &&&Rule| finding.rule == rule.id;
            let fault = self.rules.iter().find(of_rule).map(|rule| rule.fault);
            finding.severity >= Severity::Warning
                && matches!(fault, Some(Fault::Missing | Fault::Hidden))
        };
        verdicts.reviews.is_empty() && !verdicts.findings.iter().any(may_differ)
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
    fn judge(&self, page: &Page) -> (Judged, Verdicts) {
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
        let judged = Judged {
            home: page.home,
            readable: facts.is_some(),
            report: describe::page(page, self.settings.today.year(), &self.texts),
            numbers: facts.and_then(|_| PageNumbers::of(page)),
        };
        (judged, verdicts)
    }

    fn judge_site(&self, visit: &Visit, home: Option<&Page>, pages: &mut [Judged]) -> Verdicts {
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
        pages: Vec<Judged>,
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
            skipped: describe::skipped(visit),
            pages,
        }
    }
}

#[cfg(test)]
mod tests;
