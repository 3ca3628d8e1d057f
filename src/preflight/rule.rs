//! What a rule about a dossier is, and what it says.

use crate::domain::basis::Basis;
use crate::domain::date::Date;
use crate::domain::lang::Text;
use crate::domain::personal;
use crate::domain::workday::Calendar;
use crate::rules::{Expect, Severity};

use super::data::TableSource;
use super::dossier::{Dossier, DossierField, DossierSite};
use super::kind::FilingKind;
use super::live::HostSight;
use super::provider::{Provider, Providers};
use super::rule_scope::RuleScope;

/// One rule.
#[derive(Debug)]
pub struct FilingRule {
    /// Subject, then fault, kebab-case; the file's name in snake case.
    pub id: &'static str,
    /// The fault in one line, no full stop.
    pub title: Text,
    /// Why it matters: who refuses what.
    pub why: Text,
    /// How to put it right, in general; findings carry the fix for their own dossier.
    pub fix: Text,
    /// Where it comes from.
    pub basis: &'static [Basis],
    /// Severity unless another level is set.
    pub severity: Severity,
    /// Of which filings it speaks.
    pub scope: RuleScope,
    /// Dossiers and what the rule says of them: shown in the docs, run by the tests.
    pub examples: &'static [DossierExample],
    /// The judgement.
    pub check: fn(&DossierView<'_>) -> DossierVerdict,
}

impl FilingRule {
    /// What the rule says of a dossier; nothing where it does not speak of such a filing.
    pub fn judge(&self, view: &DossierView<'_>) -> DossierVerdict {
        if view.is_of(self.scope) { (self.check)(view) } else { DossierVerdict::NotApplicable }
    }
}

/// A dossier in a rule's docs and tests, judged on 2026-11-22.
#[derive(Debug)]
pub struct DossierExample {
    /// What it shows.
    pub name: Text,
    /// The dossier, as TOML.
    pub dossier: &'static str,
    /// What the rule says of it: the gravest verdict.
    pub expect: Expect,
    /// What was seen from outside.
    pub seen: SeenExample,
}

/// What was seen from outside in an example.
#[derive(Clone, Copy, Debug)]
pub enum SeenExample {
    /// Nothing was looked at.
    Nothing,
    /// The addresses to which hosts resolve: a line each, the name and its address.
    Addresses(&'static str),
    /// The answer of the registry of `.cn`.
    Registry(&'static str),
}

/// A dossier with what was seen from outside.
pub(super) const fn seen(
    expect: Expect,
    name: Text,
    dossier: &'static str,
    seen: SeenExample,
) -> DossierExample {
    DossierExample { name, dossier, expect, seen }
}

/// A dossier that passes.
pub(super) const fn pass(
    zh: &'static str,
    en: &'static str,
    dossier: &'static str,
) -> DossierExample {
    DossierExample {
        name: Text::fixed(zh, en),
        dossier,
        expect: Expect::Pass,
        seen: SeenExample::Nothing,
    }
}

/// A dossier that fails.
pub(super) const fn fail(
    zh: &'static str,
    en: &'static str,
    dossier: &'static str,
) -> DossierExample {
    DossierExample {
        name: Text::fixed(zh, en),
        dossier,
        expect: Expect::Fail,
        seen: SeenExample::Nothing,
    }
}

/// A dossier that a person must look at.
pub(super) const fn review(
    zh: &'static str,
    en: &'static str,
    dossier: &'static str,
) -> DossierExample {
    DossierExample {
        name: Text::fixed(zh, en),
        dossier,
        expect: Expect::Review,
        seen: SeenExample::Nothing,
    }
}

/// A dossier before a rule.
#[derive(Clone, Copy, Debug)]
pub struct DossierView<'a> {
    /// The dossier.
    pub dossier: &'a Dossier,
    /// The kind of filing of each site, in the dossier's order.
    pub kinds: &'a [FilingKind],
    /// The provider, where its table is known.
    pub provider: Option<&'a Provider>,
    /// All providers that are known.
    pub providers: &'a Providers,
    /// Today in China.
    pub today: Date,
    /// The day from which the plan counts.
    pub from: Date,
    /// Working days.
    pub calendar: &'a Calendar,
    /// What was seen from outside; empty unless it was looked at.
    pub sights: &'a [HostSight],
}

impl<'a> DossierView<'a> {
    /// The sites with their kinds of filing.
    pub fn sites(&self) -> impl Iterator<Item = (&'a DossierSite, FilingKind)> {
        self.dossier.sites.iter().zip(self.kinds.iter().copied())
    }

    /// Whether rules of this scope speak of the dossier.
    pub(super) fn is_of(&self, scope: RuleScope) -> bool {
        scope.covers(self.dossier, self.kinds)
    }

    /// Whether any site is filed by an order here.
    pub fn is_ordered(&self) -> bool {
        self.kinds.iter().any(|kind| kind.is_ordered())
    }
}

/// What a rule says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DossierVerdict {
    /// Nothing to judge.
    NotApplicable,
    /// What is not in order; empty where all is.
    Judged(Vec<DossierFault>),
}

impl DossierVerdict {
    /// In order.
    pub const PASS: Self = Self::Judged(Vec::new());

    /// The gravest of what is said, as examples promise it.
    pub fn gravest(&self) -> Expect {
        match self {
            Self::NotApplicable => Expect::NotApplicable,
            Self::Judged(evidence) if evidence.is_empty() => Expect::Pass,
            Self::Judged(evidence) if evidence.iter().all(|it| it.review) => Expect::Review,
            Self::Judged(_) => Expect::Fail,
        }
    }
}

/// One fault of a dossier, or something that a person must look at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DossierFault {
    /// A person must look: the dossier alone cannot tell.
    pub review: bool,
    /// What is wrong, in a sentence with the dossier's own values (personal data masked).
    pub message: Text,
    /// The table of the dossier, e.g. `[[site]] 青禾文具`.
    pub table: String,
    /// 1-based line in the file.
    pub line: Option<u32>,
    /// What the dossier says there (masked).
    pub seen: String,
    /// How to put it right here; the rule's general fix where empty.
    pub fix: Option<Text>,
    /// Severity other than the rule's.
    pub severity: Option<Severity>,
    /// The table of data that it was judged by.
    pub origin: Option<TableSource>,
    /// The keys of the table that are not said, where that is all that is told.
    pub unsaid: Vec<&'static str>,
}

/// Where in the dossier something stands.
#[derive(Clone, Debug)]
pub(super) struct At {
    table: String,
    line: Option<u32>,
}

/// A table of the dossier, with the name of what it describes.
pub(super) fn at(table: &str, name: &DossierField<String>, line: Option<u32>) -> At {
    let table = name.text().map_or_else(|| table.to_owned(), |name| format!("{table} {name}"));
    At { table: personal::mask_all(&table), line }
}

/// The subject, with a line of its own or the one of a field.
pub(super) fn at_subject(view: &DossierView<'_>, line: Option<u32>) -> At {
    At { table: "[subject]".to_owned(), line: line.or(view.dossier.subject.line) }
}

/// The top of the file.
pub(super) fn at_top(line: Option<u32>) -> At {
    At { table: String::new(), line }
}

/// A table of which there is one.
pub(super) fn at_table(table: &str) -> At {
    At { table: table.to_owned(), line: None }
}

/// Names in one line.
pub(super) fn listed<S: AsRef<str>>(names: &[S]) -> Text {
    let join = |joint| names.iter().map(AsRef::as_ref).collect::<Vec<&str>>().join(joint);
    Text::made(join("、"), join(", "))
}

impl At {
    /// The same table, at the line of a field where the field has one.
    pub(super) fn field<T>(&self, field: &DossierField<T>) -> Self {
        Self { table: self.table.clone(), line: field.line().or(self.line) }
    }

    /// A fault here.
    pub(super) fn fault(&self, zh: impl Into<String>, en: impl Into<String>) -> DossierFault {
        let Self { table, line } = self.clone();
        let message = Text::made(zh, en).map(personal::mask_all);
        let seen = String::new();
        DossierFault {
            review: false,
            message,
            table,
            line,
            seen,
            fix: None,
            severity: None,
            origin: None,
            unsaid: Vec::new(),
        }
    }

    /// Something that a person must look at.
    pub(super) fn review(&self, zh: impl Into<String>, en: impl Into<String>) -> DossierFault {
        DossierFault { review: true, ..self.fault(zh, en) }
    }
}

impl DossierFault {
    /// Adds what the dossier says; numbers of documents and phones are masked.
    #[must_use]
    pub(super) fn seen(mut self, text: &str) -> Self {
        self.seen = personal::mask_all(text);
        self
    }

    /// Adds the fix for this dossier.
    #[must_use]
    pub(super) fn fix(mut self, zh: impl Into<String>, en: impl Into<String>) -> Self {
        self.fix = Some(Text::made(zh, en).map(personal::mask_all));
        self
    }

    /// Says that nothing but these keys of the table is missing.
    #[must_use]
    pub(super) fn unsaid(mut self, keys: &[&'static str]) -> Self {
        let list = listed(keys);
        let fix = || Text::made(format!("写上 {}", list.zh), format!("Fill in {}", list.en));
        self.fix = self.fix.or_else(|| Some(fix()));
        self.unsaid = keys.to_vec();
        self
    }

    /// The same for a person to look at, with what to judge at the end of its sentence.
    #[must_use]
    pub(super) fn asking(mut self, zh: &str, en: &str) -> Self {
        self.review = true;
        self.message =
            Text::made(format!("{}{zh}", self.message.zh), format!("{}{en}", self.message.en));
        self
    }

    /// Sets another severity.
    #[must_use]
    pub(super) fn severity(mut self, severity: Severity) -> Self {
        self.severity = Some(severity);
        self
    }

    /// Adds the table of data.
    #[must_use]
    pub(super) fn by(mut self, origin: &TableSource) -> Self {
        self.origin = Some(origin.clone());
        self
    }
}
