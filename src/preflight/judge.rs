//! A dossier before all rules, with the decisions, papers and plan that follow from it.

use crate::domain::date::Date;
use crate::domain::lang::Text;
use crate::domain::workday::Calendar;
use crate::rules::{Level, Levels, Severity};

use super::data::{
    APPROVALS, NAME_WORDS, PROVINCE_WORDS, REGISTRARS, RESIDENCE, SITES_PER_ORDER, SUFFIXES,
    TableSource,
};
use super::decisions::{self, Decision};
use super::dossier::Dossier;
use super::kind::{self, FilingKind};
use super::live::HostSight;
use super::papers::{self, PaperItem};
use super::plan::{self, PlanStep};
use super::provider::Providers;
use super::rule::{DossierFault, DossierVerdict, DossierView, FilingRule};
use super::rules;

/// What is judged, and by what.
#[derive(Clone, Copy, Debug)]
pub struct JudgeInput<'a> {
    /// The dossier.
    pub dossier: &'a Dossier,
    /// The providers that are known.
    pub providers: &'a Providers,
    /// Today in China.
    pub today: Date,
    /// The day from which the plan counts.
    pub from: Date,
    /// Working days.
    pub calendar: &'a Calendar,
    /// What was seen from outside.
    pub sights: &'a [HostSight],
    /// Levels of rules.
    pub levels: &'a Levels,
}

/// What came out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PreflightOutcome {
    /// The kind of filing of each site, in the dossier's order.
    pub kinds: Vec<FilingKind>,
    /// Faults: the gravest first, then by rule.
    pub findings: Vec<DossierFinding>,
    /// What a person must look at.
    pub reviews: Vec<DossierFinding>,
    /// What follows for the filing as a whole.
    pub decisions: Vec<Decision>,
    /// The papers that are needed.
    pub papers: Vec<PaperItem>,
    /// What happens when.
    pub plan: Vec<PlanStep>,
    /// The tables of data by which it was judged, with their dates.
    pub notes: Vec<Text>,
    /// How many rules had nothing against the dossier.
    pub passed: usize,
}

/// What a rule found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DossierFinding {
    /// The rule's id.
    pub rule: &'static str,
    /// How grave it is.
    pub severity: Severity,
    /// What, where, and the fix.
    pub evidence: DossierFault,
}

impl DossierFinding {
    /// The fix for this dossier, or else the rule's.
    pub fn fix(&self) -> Text {
        let general = || rules::by_id(self.rule).map(|rule| rule.fix.clone());
        self.evidence.fix.clone().or_else(general).unwrap_or_else(|| Text::fixed("", ""))
    }
}

/// Judges a dossier.
pub fn judge(question: &JudgeInput<'_>) -> PreflightOutcome {
    let JudgeInput { dossier, providers, today, from, calendar, sights, levels } = *question;
    let kinds: Vec<FilingKind> =
        dossier.sites.iter().map(|site| kind::of(site, dossier, providers)).collect();
    let provider = dossier.provider.text().and_then(|text| providers.named(text));
    let view =
        DossierView { dossier, kinds: &kinds, provider, providers, today, from, calendar, sights };
    let (mut findings, mut reviews, mut passed) = (Vec::new(), Vec::new(), 0);
    for rule in rules::ALL {
        let level = levels.of(rule.id);
        if level == Some(Level::Off) {
            continue;
        }
        let DossierVerdict::Judged(evidence) = rule.judge(&view) else { continue };
        passed += usize::from(evidence.is_empty());
        for evidence in evidence {
            let review = evidence.review;
            let finding = finding(rule, evidence, level);
            if review { reviews.push(finding) } else { findings.push(finding) }
        }
    }
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    let (decisions, papers, plan) = (decisions::all(&view), papers::all(&view), plan::of(&view));
    let notes = notes(&view, &findings);
    PreflightOutcome { kinds, findings, reviews, decisions, papers, plan, notes, passed }
}

fn finding(rule: &FilingRule, evidence: DossierFault, level: Option<Level>) -> DossierFinding {
    let own = evidence.severity.unwrap_or(rule.severity);
    let severity = match level {
        Some(Level::At(severity)) => severity,
        Some(Level::Off) | None => own,
    };
    DossierFinding { rule: rule.id, severity, evidence }
}

/// The tables of data by which the dossier was judged, with their dates; those more than a year old first.
fn notes(view: &DossierView<'_>, findings: &[DossierFinding]) -> Vec<Text> {
    let mut origins: Vec<TableSource> =
        findings.iter().filter_map(|it| it.evidence.origin.clone()).chain(tables(view)).collect();
    origins.sort_by(|a, b| (&a.as_of, &a.source).cmp(&(&b.as_of, &b.source)));
    origins.dedup();
    let (old, new): (Vec<_>, Vec<_>) =
        origins.into_iter().partition(|origin| origin.is_old(view.today));
    let list =
        |origins: &[TableSource]| Text::joined(origins.iter().map(TableSource::cite), "；", "; ");
    let mut notes = Vec::new();
    if !old.is_empty() {
        let Text { zh, en } = list(&old);
        notes.push(Text::made(
            format!("这些资料已超过一年，以控制台和管局的现行要求为准：{zh}"),
            format!("Tables more than a year old; what console and authority say today goes before them: {en}"),
        ));
    }
    if !new.is_empty() {
        let Text { zh, en } = list(&new);
        notes.push(Text::made(format!("其他资料：{zh}"), format!("Other tables: {en}")));
    }
    notes
}

/// The tables that were consulted, whatever came out.
fn tables(view: &DossierView<'_>) -> Vec<TableSource> {
    let dossier = view.dossier;
    let (named, person) = (
        view.sites().any(|(site, kind)| kind.is_ordered() && site.name.is_said()),
        dossier.is_person() != Some(false),
    );
    let consulted = [
        (dossier.sites.iter().any(|site| !site.domains.is_empty()), &SUFFIXES.origin),
        (dossier.domains.iter().any(|domain| domain.registrar.is_said()), &REGISTRARS.origin),
        (named, &NAME_WORDS.origin),
        (named && person, &NAME_WORDS.later.origin),
        (named && person, &PROVINCE_WORDS.origin),
        (person && !dossier.leads.is_empty(), &RESIDENCE.origin),
        (view.is_ordered(), &APPROVALS.guide.origin),
    ];
    let mut tables: Vec<TableSource> =
        consulted.iter().filter(|(is, _)| *is).map(|(_, origin)| (*origin).clone()).collect();
    tables.extend(view.is_ordered().then(|| SITES_PER_ORDER.origin()));
    tables.extend(view.provider.map(super::provider::Provider::origin));
    tables
}
