//! The report of a preflight: the JSON contract, and what all other formats read.

use schemars::JsonSchema;
use serde::Serialize;

use crate::domain::date::Date;
use crate::domain::lang::{Lang, Text};
use crate::domain::personal;
use crate::preflight::dossier::Dossier;
use crate::preflight::rule::FilingRule;
use crate::preflight::{self, PreflightOutcome, rules};
use crate::report::model::{Status, Tool};
use crate::rules::Severity;

/// The version of this contract.
const SCHEMA_VERSION: u32 = 1;

/// The report on one dossier. Numbers of documents and phones are masked in all texts.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PreflightReport {
    /// Version of this contract; it changes only when a key is taken away or changes its meaning.
    pub schema_version: u32,
    /// The program.
    pub tool: Tool,
    /// The dossier's file, as named.
    pub file: String,
    /// The day for which it was judged, `YYYY-MM-DD`.
    pub today: String,
    /// Name of the subject, where the dossier says it.
    pub subject: Option<String>,
    /// The verdict: fail with findings at warning or above, review where a person must look, else pass.
    pub status: Status,
    /// The sites with their kinds of filing.
    pub sites: Vec<SiteKind>,
    /// Faults, the gravest first.
    pub findings: Vec<Entry>,
    /// What a person must look at.
    pub reviews: Vec<Entry>,
    /// What follows for the filing as a whole.
    pub decisions: Vec<DecisionEntry>,
    /// The papers to prepare.
    pub papers: Vec<PaperEntry>,
    /// What happens when.
    pub plan: Vec<StepEntry>,
    /// The tables by which the dossier was judged, with their dates; those more than a year old first.
    pub notes: Vec<String>,
    /// Counts.
    pub summary: Counts,
}

/// A site and its kind of filing.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct SiteKind {
    /// Name of the site, where the dossier says it.
    pub name: Option<String>,
    /// `first`, `new-site-elsewhere`, `new-site-here`, `new-site`, `access`, `already-here`, `change`, `cancel`,
    /// `carrier` or `not-possible`.
    pub kind: String,
}

/// A fault, or something that a person must look at.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct Entry {
    /// The rule's id.
    pub rule: String,
    /// How grave it is.
    pub severity: Severity,
    /// The fault in one line.
    pub title: String,
    /// The table of the dossier, e.g. `[[site]] 青禾文具`; empty for the top of the file.
    pub table: String,
    /// 1-based line in the file.
    pub line: Option<u32>,
    /// What is wrong.
    pub message: String,
    /// What the dossier says there.
    pub evidence: String,
    /// How to put it right.
    pub fix: String,
    /// Document and date of the rule.
    pub reference: String,
    /// The keys that the table leaves out, where that is all that is told.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unsaid: Vec<String>,
}

/// What a table of the dossier leaves out.
#[derive(Clone, Debug)]
pub(super) struct UnsaidKeys<'a> {
    /// The first entry that tells so: where the table is.
    pub(super) entry: &'a Entry,
    /// The keys, each once.
    pub(super) keys: Vec<&'a str>,
}

/// A decision.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct DecisionEntry {
    /// Its name.
    pub id: String,
    /// The question.
    pub question: String,
    /// The answer.
    pub answer: String,
    /// Why.
    pub reason: String,
    /// The document.
    pub source: String,
    /// The state of its text, `YYYY-MM-DD`.
    pub as_of: String,
}

/// A paper.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct PaperEntry {
    /// Whose it is.
    pub of: String,
    /// The paper.
    pub paper: String,
    /// What the photograph must show.
    pub shows: String,
    /// Asked for by some provinces or reviewers only.
    pub maybe: bool,
    /// The document that says so, and its date.
    pub source: String,
}

/// A step of the plan.
#[derive(Clone, Debug, Serialize, JsonSchema)]
pub struct StepEntry {
    /// Its name.
    pub id: String,
    /// What happens.
    pub label: String,
    /// Earliest day, `YYYY-MM-DD`.
    pub earliest: String,
    /// Usual day.
    pub usual: String,
    /// Latest day.
    pub latest: String,
    /// Whether all holidays on the way to all three days are announced; if not, `not_before` names the days that may be later.
    pub announced: bool,
    /// Which of the three days may be later than written, since holidays on the way to it are not announced yet.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_before: Vec<StepDay>,
    /// Whether it has happened.
    pub done: bool,
    /// What to know of it.
    pub note: String,
}

/// One of the three days of a step.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum StepDay {
    /// The earliest one.
    Earliest,
    /// The usual one.
    Usual,
    /// The latest one.
    Latest,
}

/// Counts.
#[derive(Clone, Copy, Debug, Serialize, JsonSchema)]
pub struct Counts {
    /// Findings of severity error.
    pub errors: usize,
    /// Findings of severity warning.
    pub warnings: usize,
    /// Findings of severity info.
    pub infos: usize,
    /// Reviews.
    pub reviews: usize,
    /// Keys of the dossier that reviews want filled in.
    pub unsaid: usize,
    /// Rules that had nothing against the dossier.
    pub passed: usize,
}

impl PreflightReport {
    /// The report in a language.
    pub fn new(
        judged: &PreflightOutcome,
        dossier: &Dossier,
        file: &str,
        today: Date,
        lang: Lang,
    ) -> Self {
        let say = |text: &Text| text.get(lang).to_owned();
        let count = |severity| judged.findings.iter().filter(|it| it.severity == severity).count();
        let summary = Counts {
            errors: count(Severity::Error),
            warnings: count(Severity::Warning),
            infos: count(Severity::Info),
            reviews: judged.reviews.len(),
            unsaid: 0,
            passed: judged.passed,
        };
        let status = match summary {
            Counts { errors: 0, warnings: 0, reviews: 0, .. } => Status::Pass,
            Counts { errors: 0, warnings: 0, .. } => Status::Review,
            Counts { .. } => Status::Fail,
        };
        let sites = dossier.sites.iter().zip(&judged.kinds);
        let mut report = Self {
            schema_version: SCHEMA_VERSION,
            tool: Tool::default(),
            file: file.to_owned(),
            today: today.to_string(),
            subject: dossier.subject.name.text().map(str::to_owned),
            status,
            sites: sites
                .map(|(site, kind)| SiteKind {
                    name: site.name.text().map(personal::mask_all),
                    kind: kind.word().to_owned(),
                })
                .collect(),
            findings: judged.findings.iter().map(|it| entry(it, lang)).collect(),
            reviews: judged.reviews.iter().map(|it| entry(it, lang)).collect(),
            decisions: judged.decisions.iter().map(|it| decision(it, lang)).collect(),
            papers: judged.papers.iter().map(|it| paper(it, lang)).collect(),
            plan: judged.plan.iter().map(|it| step(it, lang)).collect(),
            notes: judged.notes.iter().map(say).collect(),
            summary,
        };
        report.hide_numbers_of_names(dossier);
        report.summary.unsaid = report.unsaid().iter().map(|table| table.keys.len()).sum();
        report
    }

    /// The reviews that ask for more than to be filled in.
    pub(super) fn questions(&self) -> Vec<&Entry> {
        self.reviews.iter().filter(|entry| entry.unsaid.is_empty()).collect()
    }

    /// Whether there are errors to correct before the order is handed in.
    pub(super) fn has_errors_first(&self) -> bool {
        let ahead = self.plan.iter().any(|step| step.id == "hand-in" && !step.done);
        self.summary.errors > 0 && ahead
    }

    /// What is to be filled in, table by table.
    pub(super) fn unsaid(&self) -> Vec<UnsaidKeys<'_>> {
        let mut tables: Vec<UnsaidKeys<'_>> = Vec::new();
        for entry in self.reviews.iter().filter(|entry| !entry.unsaid.is_empty()) {
            let same =
                |it: &UnsaidKeys<'_>| it.entry.table == entry.table && it.entry.line == entry.line;
            let at = tables.iter().position(same).unwrap_or_else(|| {
                tables.push(UnsaidKeys { entry, keys: Vec::new() });
                tables.len() - 1
            });
            let Some(table) = tables.get_mut(at) else { continue };
            for key in entry.unsaid.iter().map(String::as_str) {
                if !table.keys.contains(&key) {
                    table.keys.push(key);
                }
            }
        }
        tables.sort_by_key(|table| table.entry.line);
        tables
    }

    /// A number of a document or a phone in a name of the subject or of a lead is hidden wherever the name is shown.
    fn hide_numbers_of_names(&mut self, dossier: &Dossier) {
        let leads = dossier.leads.iter().filter_map(|lead| lead.name.text());
        let names = dossier.subject.name.text().into_iter().chain(leads);
        let hidden: Vec<(String, String)> = names
            .map(|name| (name, personal::mask_numbers(name)))
            .filter(|(name, shown)| name != shown)
            .flat_map(|(name, shown)| {
                let quoted = name.escape_debug().to_string();
                [personal::mask_all(name), personal::mask_all(&quoted), name.to_owned(), quoted]
                    .map(|form| (form, shown.clone()))
            })
            .collect();
        if hidden.is_empty() {
            return;
        }
        for text in self.texts() {
            for (form, shown) in &hidden {
                *text = text.replace(form, shown);
            }
        }
    }

    /// The texts in which a name of the dossier may be.
    fn texts(&mut self) -> impl Iterator<Item = &mut String> {
        let entries = self.findings.iter_mut().chain(&mut self.reviews);
        let entries =
            entries.flat_map(|it| [&mut it.table, &mut it.message, &mut it.evidence, &mut it.fix]);
        let decisions = self.decisions.iter_mut().flat_map(|it| [&mut it.answer, &mut it.reason]);
        let papers =
            self.papers.iter_mut().flat_map(|it| [&mut it.of, &mut it.paper, &mut it.shows]);
        let plan = self.plan.iter_mut().flat_map(|it| [&mut it.label, &mut it.note]);
        let sites = self.sites.iter_mut().filter_map(|it| it.name.as_mut());
        let others = self.subject.iter_mut().chain(sites).chain(&mut self.notes);
        entries.chain(decisions).chain(papers).chain(plan).chain(others)
    }
}

fn entry(finding: &preflight::DossierFinding, lang: Lang) -> Entry {
    let rule = rules::by_id(finding.rule);
    let evidence = &finding.evidence;
    let origin = evidence.origin.as_ref().map(|origin| origin.cite().get(lang).to_owned());
    let reference = origin.or_else(|| rule.and_then(|rule| cite(rule, lang)));
    Entry {
        rule: finding.rule.to_owned(),
        severity: finding.severity,
        title: rule.map_or_else(String::new, |rule| rule.title.get(lang).to_owned()),
        table: evidence.table.clone(),
        line: evidence.line,
        message: evidence.message.get(lang).to_owned(),
        evidence: evidence.seen.clone(),
        fix: finding.fix().get(lang).to_owned(),
        reference: reference.unwrap_or_default(),
        unsaid: evidence.unsaid.iter().map(|key| (*key).to_owned()).collect(),
    }
}

/// The first document of a rule, with its date.
fn cite(rule: &FilingRule, lang: Lang) -> Option<String> {
    let basis = rule.basis.first()?;
    let (name, day) = (basis.cite(lang), basis.text_as_of);
    Some(match lang {
        Lang::Zh => format!("{name}（{day}）"),
        Lang::En => format!("{name} ({day})"),
    })
}

fn decision(decision: &preflight::Decision, lang: Lang) -> DecisionEntry {
    DecisionEntry {
        id: decision.id.to_owned(),
        question: decision.question.get(lang).to_owned(),
        answer: decision.answer.get(lang).to_owned(),
        reason: decision.reason.get(lang).to_owned(),
        source: decision.source.get(lang).to_owned(),
        as_of: decision.as_of.clone(),
    }
}

fn paper(paper: &preflight::PaperItem, lang: Lang) -> PaperEntry {
    PaperEntry {
        of: paper.of.get(lang).to_owned(),
        paper: paper.paper.get(lang).to_owned(),
        shows: paper.shows.get(lang).to_owned(),
        maybe: paper.maybe,
        source: paper.source.get(lang).to_owned(),
    }
}

fn step(step: &preflight::PlanStep, lang: Lang) -> StepEntry {
    let days = [
        (StepDay::Earliest, step.earliest),
        (StepDay::Usual, step.usual),
        (StepDay::Latest, step.latest),
    ];
    let open = days.into_iter().filter(|(_, day)| !day.announced);
    let not_before: Vec<StepDay> = open.map(|(name, _)| name).collect();
    StepEntry {
        id: step.id.to_owned(),
        label: step.label.get(lang).to_owned(),
        earliest: step.earliest.day.to_string(),
        usual: step.usual.day.to_string(),
        latest: step.latest.day.to_string(),
        announced: not_before.is_empty(),
        not_before,
        done: step.done,
        note: step.note.get(lang).to_owned(),
    }
}
