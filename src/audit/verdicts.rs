//! Rules → findings: which rules run, at what level, and what they say in the report's words.

use crate::domain::basis::Basis;
use crate::domain::lang::Lang;
use crate::report::model::{Finding, Shared};
use crate::rules::{
    Check, Evidence, Level, PageView, Rule, RuleSubject, Severity, SiteView, Verdict, within_bounds,
};
use crate::visit::Page;

use super::Settings;
use super::describe::is_garbled;
use super::intern::Interner;

/// Findings, and what a person must look at.
#[derive(Debug, Default)]
pub(super) struct Verdicts {
    pub(super) findings: Vec<Finding>,
    pub(super) reviews: Vec<Finding>,
}

impl Verdicts {
    /// Adds those of another page.
    pub(super) fn extend(&mut self, other: Self) {
        self.findings.extend(other.findings);
        self.reviews.extend(other.reviews);
    }
}

/// In bytes. Texts of a finding that are longer take up no further fault: of a page of a thousand bad numbers, some are
/// enough.
const MAX_JOINED: usize = 2000;

/// Turns verdicts into findings.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judge<'a> {
    pub(super) settings: &'a Settings,
    pub(super) rules: &'a [&'static Rule],
    pub(super) texts: &'a Interner,
}

/// The page that a finding is about where its evidence names no other.
#[derive(Clone, Copy, Debug)]
struct JudgedPage<'a> {
    address: &'a str,
    /// Whether it is a file, so that lines can be named.
    file: bool,
}

impl Judge<'_> {
    /// Runs the rules that judge one page (and, for the home page, those of the home page).
    pub(super) fn page(&self, view: &PageView<'_>, page: &Page) -> Verdicts {
        let mut verdicts = Verdicts::default();
        // An unreadable page says nothing about what is missing on it.
        let garbled = is_garbled(view.facts);
        for rule in self.running().filter(|rule| !garbled || rule.subject == RuleSubject::Page) {
            let verdict = match rule.check {
                Check::Page(check) => check(view),
                Check::Home(check) if view.home => check(view),
                Check::Home(_) | Check::Site(_) => continue,
            };
            let verdict = within_bounds(rule, view.facts, verdict);
            let place = JudgedPage { address: &page.address, file: page.file };
            self.note(rule, verdict, place, &mut verdicts);
        }
        verdicts.findings.shrink_to_fit();
        verdicts
    }

    /// Runs the rules that judge the site; `home` stands in where evidence names no page.
    pub(super) fn site(&self, view: &SiteView<'_>, home: &str) -> Verdicts {
        let mut verdicts = Verdicts::default();
        let file = view.home.is_some_and(|page| page.file);
        let place = JudgedPage { address: home, file };
        for rule in self.running() {
            if let Check::Site(check) = rule.check {
                self.note(rule, check(view), place, &mut verdicts);
            }
        }
        verdicts
    }

    fn running(&self) -> impl Iterator<Item = &'static Rule> + '_ {
        let levels = &self.settings.levels;
        self.rules.iter().copied().filter(|rule| levels.get(rule) != Some(Level::Off))
    }

    /// Notes a verdict: one finding per rule and page, however many numbers are at fault there.
    fn note(
        &self,
        rule: &'static Rule,
        verdict: Verdict,
        page: JudgedPage<'_>,
        verdicts: &mut Verdicts,
    ) {
        let (evidence, list) = match verdict {
            Verdict::Pass | Verdict::NotApplicable(_) => return,
            Verdict::Fail(evidence) => (evidence, &mut verdicts.findings),
            Verdict::Review(evidence) => (evidence, &mut verdicts.reviews),
        };
        let first = list.len();
        for fault in evidence {
            let finding = self.finding(rule, &fault, page);
            match list.iter_mut().skip(first).find(|known| known.page == finding.page) {
                Some(known) => self.join(known, &finding),
                None => list.push(finding),
            }
        }
    }

    /// Adds what a further fault of the same rule says on the same page.
    fn join(&self, known: &mut Finding, more: &Finding) {
        let (stop, mark) = match self.settings.lang {
            Lang::Zh => ("；", "、"),
            Lang::En => ("; ", ", "),
        };
        let joined = |one: &Shared, other: &Shared, between: &str| {
            let known = one.split(between).any(|part| part == &**other);
            if known || other.is_empty() || one.len() > MAX_JOINED {
                return one.clone();
            }
            self.texts.share(&format!("{one}{between}{other}"))
        };
        known.severity = known.severity.max(more.severity);
        known.message = joined(&known.message, &more.message, stop);
        known.evidence = joined(&known.evidence, &more.evidence, mark);
        known.fix = joined(&known.fix, &more.fix, "\n");
    }

    fn finding(&self, rule: &'static Rule, fault: &Evidence, page: JudgedPage<'_>) -> Finding {
        let Settings { levels, lang, .. } = self.settings;
        let severity = match levels.get(rule) {
            Some(Level::At(severity)) => severity,
            Some(Level::Off) | None => fault.severity.unwrap_or(rule.severity),
        };
        let fix = fault.fix.as_ref().unwrap_or(&rule.fix).get(*lang);
        Finding {
            rule: rule.id.into(),
            severity,
            page: self.texts.share(fault.page.as_deref().unwrap_or(page.address)),
            // Line 0: merged from a frame, in no line of this file.
            line: fault.line.filter(|line| page.file && *line > 0),
            message: self.texts.share(fault.message.get(*lang)),
            evidence: self.texts.share(&fault.seen),
            fix: self.texts.share(fix),
            reference: self.reference(rule),
        }
    }

    fn reference(&self, rule: &Rule) -> Shared {
        self.texts.share(&Basis::cite_all(rule.basis, self.settings.lang))
    }
}

/// Whether any of these is at or above a severity.
pub(super) fn reaches<'f>(
    findings: impl IntoIterator<Item = &'f Finding>,
    least: Option<Severity>,
) -> bool {
    least.is_some_and(|least| findings.into_iter().any(|finding| finding.severity >= least))
}
