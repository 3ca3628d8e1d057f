//! What a rule is: name, texts, legal basis, severity, examples. What it judges is in [`super::check`].

use crate::domain::basis::Basis;
use crate::domain::lang::{Lang, Text};

use super::check::Check;
use super::severity::Severity;

/// One rule: all that is known of it without a page.
///
/// Whatever a rule judges, its id, severity overrides, documentation and examples work alike: `beian rules`, `beian
/// explain`, `--rule` and docs/rules.md are made from these constants.
#[derive(Debug)]
pub struct Rule {
    /// Subject, then fault, in kebab case; the file's name in snake case. Nothing is decided by its letters.
    pub id: &'static str,
    /// What the rule is about.
    pub subject: RuleSubject,
    /// What kind of fault it finds.
    pub fault: Fault,
    /// The fault in one line, no full stop.
    pub title: Text,
    /// Why it matters: what the law asks for and what a violation costs.
    pub why: Text,
    /// How to fix it, in general; findings carry the fix for their own page.
    pub fix: Text,
    /// Where the duty comes from.
    pub basis: &'static [Basis],
    /// Severity unless overridden.
    pub severity: Severity,
    /// Whether a finding of the rule means that the site could not be judged: its status is then `error`, findings and
    /// reviews about other subjects are dropped, and for the exit code it is no finding.
    pub blocking: bool,
    /// The version of this program that brought the rule.
    pub since: &'static str,
    /// Pages and the verdict on each: shown in the docs, run by the tests.
    pub examples: &'static [Example],
    /// What it judges, and the judgement.
    pub check: Check,
}

impl Rule {
    /// The address of its documentation. Relative to the repository as long as the package names none.
    pub fn url(&self, lang: Lang) -> String {
        let repository = env!("CARGO_PKG_REPOSITORY");
        let folder = if repository.is_empty() {
            "docs".to_owned()
        } else {
            format!("{repository}/blob/v{}/docs", env!("CARGO_PKG_VERSION"))
        };
        let page = match lang {
            Lang::Zh => "rules.zh-CN.md",
            Lang::En => "rules.md",
        };
        format!("{folder}/{page}#{}", self.id)
    }
}

/// What a rule is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RuleSubject {
    /// The ICP number and its link.
    Icp,
    /// The police number, its badge and its link.
    Police,
    /// A licence number.
    Licence,
    /// The copyright line.
    Copyright,
    /// What only declared duties ask for: algorithm filing, business licence …
    Duty,
    /// Whether a page can be read.
    Page,
    /// Whether the site can be reached and judged.
    Site,
}

/// What kind of fault a rule finds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Fault {
    /// What must be there is not.
    Missing,
    /// It is there, but not every visitor sees it.
    Hidden,
    /// No link leads to where it must lead: there is none, or it leads elsewhere.
    NotLinked,
    /// The link leads there, but not as it should.
    Link,
    /// What is in its place is no number: malformed, or a placeholder.
    NotANumber,
    /// It differs from what is declared, or from what is elsewhere.
    Mismatch,
    /// Any other.
    Other,
}

/// A page or site in a rule's docs and tests.
#[derive(Debug)]
pub struct Example {
    /// What it shows, zh and en.
    pub name: Text,
    /// Declared values as the body of a `[[site]]` table, e.g. `icp = "京ICP备11000001号-1"`; may be empty.
    pub declared: &'static str,
    /// The pages, home page first: HTML. A site rule about fetching takes its visit from `tests` in its file instead.
    pub pages: &'static [&'static str],
    /// What the rule says of the site, or of the pages together: the gravest verdict. Judged on 2026-11-22.
    pub expect: Expect,
}

/// A promised verdict.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expect {
    /// [`super::Verdict::Pass`]
    Pass,
    /// [`super::Verdict::Fail`]
    Fail,
    /// [`super::Verdict::NotApplicable`]
    NotApplicable,
    /// [`super::Verdict::Review`]
    Review,
}
