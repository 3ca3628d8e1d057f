//! One audit of a site against an earlier one.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::domain::finding_level::FindingLevel;
use crate::ledger::{AuditRow, RuleFindings};

use super::numbers::{NumberChange, number_changes};

/// A finding, or something that a person must look at, in a comparison.
#[derive(
    Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct ChangedFinding {
    /// Rule id.
    pub rule: String,
    /// `error`, `warning` or `info`; `review` for what a person must look at. Of a mended one, what it was.
    pub severity: String,
    /// The page.
    pub page: String,
    /// What its severity was, where it is graver now. Absent where it is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub was: Option<String>,
}

impl ChangedFinding {
    /// Whether it is at least as grave as a severity, by its name.
    pub fn reaches(&self, least: &str) -> bool {
        FindingLevel::named(&self.severity) <= FindingLevel::named(least)
    }
}

/// The findings of two audits, compared. All lists are in the order of rules and pages.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FindingChanges {
    /// Findings that the earlier audit does not have, or has with a lower severity.
    pub new: Vec<ChangedFinding>,
    /// Findings that only the earlier audit has, on pages that were read again or are gone.
    pub mended: Vec<ChangedFinding>,
    /// Findings that both have.
    pub open: Vec<ChangedFinding>,
    /// Findings of the earlier audit on pages that were not read again: whether they are mended is not known.
    pub unread: Vec<ChangedFinding>,
}

/// The findings of some lists, by rule and [`page_key`]: the page as written, and the gravest severity.
fn by_place<'a>(lists: &[&'a [RuleFindings]]) -> BTreeMap<(&'a str, String), (&'a str, &'a str)> {
    let mut all = BTreeMap::new();
    for finding in lists.iter().copied().flatten() {
        for page in &finding.pages {
            let new = (page.as_str(), finding.severity.as_str());
            let known = all.entry((finding.rule.as_str(), page_key(page))).or_insert(new);
            if is_graver(new.1, known.1) {
                *known = new;
            }
        }
    }
    all
}

/// What a page is known by from audit to audit: a site that moves to https, or to its name with `www.`, has no new pages.
fn page_key(page: &str) -> String {
    let web = page.strip_prefix("https://").or_else(|| page.strip_prefix("http://"));
    let bare = web.map_or(page, |rest| rest.strip_prefix("www.").unwrap_or(rest));
    let folder =
        bare.strip_suffix("index.html").filter(|rest| rest.is_empty() || rest.ends_with('/'));
    folder.unwrap_or(bare).to_owned()
}

/// Whether a severity is graver than another; what a person must look at is the least.
fn is_graver(severity: &str, other: &str) -> bool {
    FindingLevel::named(severity) < FindingLevel::named(other)
}

fn found(rule: &str, (page, severity): (&str, &str)) -> ChangedFinding {
    let (rule, severity, page) = (rule.to_owned(), severity.to_owned(), page.to_owned());
    ChangedFinding { rule, severity, page, was: None }
}

/// All findings of an audit.
pub fn findings_of(audit: &AuditRow) -> Vec<ChangedFinding> {
    by_place(&[&audit.findings]).into_iter().map(|((rule, _), what)| found(rule, what)).collect()
}

/// Compares an audit with an earlier one of the same site. Nothing follows where one of them could not judge the site.
pub fn compare(before: &AuditRow, after: &AuditRow) -> (FindingChanges, Vec<NumberChange>) {
    if !before.is_judged() || !after.is_judged() {
        return Default::default();
    }
    let numbers = match (&before.shown, &after.shown) {
        (Some(was), Some(is)) => number_changes(was, is, after.sights),
        // An audit that was recorded without them says nothing.
        _ => Vec::new(),
    };
    (finding_changes(before, after), numbers)
}

fn finding_changes(before: &AuditRow, after: &AuditRow) -> FindingChanges {
    // What an audit did not read again is as it was.
    let mut was = by_place(&[&before.findings, &before.unread]);
    let unread = by_place(&[&after.unread]);
    let mut changes = FindingChanges::default();
    for (place, now) in by_place(&[&after.findings]) {
        let known = was.remove(&place).map(|(_, severity)| severity);
        let graver = known.is_some_and(|known| is_graver(now.1, known));
        let list = if known.is_none() || graver { &mut changes.new } else { &mut changes.open };
        let was = known.filter(|_| graver).map(str::to_owned);
        list.push(ChangedFinding { was, ..found(place.0, now) });
    }
    for (place, what) in was {
        let list =
            if unread.contains_key(&place) { &mut changes.unread } else { &mut changes.mended };
        list.push(found(place.0, what));
    }
    changes
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::domain::date::Date;
    use crate::ledger::{NumbersShown, RecordedKind, RecordedNumber};

    fn audit(findings: &[(&str, &str, &str)]) -> AuditRow {
        AuditRow {
            site: "a.cn".to_owned(),
            day: Date::constant(2026, 11, 20),
            target: "a.cn".to_owned(),
            live: true,
            status: "fail".to_owned(),
            found: 3,
            checked: 3,
            sights: NumbersShown { icp: Some(true), badge: Some(true) },
            findings: rules(findings),
            unread: Vec::new(),
            shown: Some(Vec::new()),
            run: None,
        }
    }

    fn rules(findings: &[(&str, &str, &str)]) -> Vec<RuleFindings> {
        let finding = |(rule, severity, page): &(&str, &str, &str)| RuleFindings {
            rule: (*rule).to_owned(),
            severity: (*severity).to_owned(),
            pages: vec![(*page).to_owned()],
        };
        findings.iter().map(finding).collect()
    }

    fn told(list: &[ChangedFinding]) -> Vec<String> {
        let line = |finding: &ChangedFinding| {
            let was = finding.was.as_deref().map(|was| format!(" was {was}")).unwrap_or_default();
            format!("{} {} {}{was}", finding.severity, finding.rule, finding.page)
        };
        list.iter().map(line).collect()
    }

    #[test]
    fn findings_are_new_mended_open_or_on_pages_that_were_not_read() {
        let before = audit(&[("a", "error", "/"), ("b", "info", "/"), ("c", "error", "/x")]);
        let mut after = audit(&[("a", "warning", "/"), ("b", "error", "/"), ("d", "info", "/y")]);
        let (changes, _) = compare(&before, &after);
        assert_eq!(told(&changes.new), ["error b / was info", "info d /y"]);
        assert_eq!(told(&changes.mended), ["error c /x"]);
        assert_eq!(told(&changes.open), ["warning a /"]);
        assert!(changes.unread.is_empty());

        after.unread = rules(&[("c", "error", "/x")]);
        let (changes, _) = compare(&before, &after);
        assert_eq!(
            (told(&changes.unread), told(&changes.mended)),
            (vec!["error c /x".into()], vec![])
        );
        // The next audit reads the page again.
        let last = audit(&[("c", "error", "/x")]);
        let (changes, _) = compare(&after, &last);
        assert_eq!(told(&changes.open), ["error c /x"]);
        assert_eq!(told(&changes.mended), ["warning a /", "error b /", "info d /y"]);
    }

    #[test]
    fn a_site_that_moves_to_https_has_the_same_pages() {
        let before = audit(&[("a", "error", "http://a.cn/"), ("a", "error", "http://a.cn/b/")]);
        let pages =
            [("a", "error", "https://www.a.cn/"), ("a", "error", "https://a.cn/b/index.html")];
        let (changes, _) = compare(&before, &audit(&pages));
        assert_eq!(told(&changes.open).len(), 2);
        assert!(changes.new.is_empty() && changes.mended.is_empty());
        let (changes, _) = compare(&before, &audit(&[("a", "error", "http://a.cn/myindex.html")]));
        assert_eq!((changes.new.len(), changes.mended.len()), (1, 2));
    }

    #[test]
    fn nothing_follows_from_an_audit_that_could_not_judge_the_site() {
        let judged = audit(&[("a", "error", "/")]);
        let failed = AuditRow { status: "error".to_owned(), ..audit(&[]) };
        assert_eq!(compare(&judged, &failed), Default::default());
        assert_eq!(compare(&failed, &judged), Default::default());
    }

    fn any_audit() -> impl Strategy<Value = AuditRow> {
        let finding = ("[a-d]", "error|warning|info|review", "/[a-d]?");
        let number = ("[1-3]", prop::option::of("[xy]"), any::<bool>(), any::<bool>());
        let findings = prop::collection::vec(finding, 0..12);
        (findings, prop::collection::vec(number, 0..5)).prop_map(|(findings, numbers)| {
            let finding = |(rule, severity, page): (String, String, String)| RuleFindings {
                rule,
                severity,
                pages: vec![page],
            };
            let number = |(number, link, badge, inner)| RecordedNumber {
                kind: RecordedKind::Police,
                number,
                link,
                badge,
                inner,
            };
            AuditRow {
                findings: findings.into_iter().map(finding).collect(),
                shown: Some(numbers.into_iter().map(number).collect()),
                ..audit(&[])
            }
        })
    }

    proptest! {
        #[test]
        fn an_audit_does_not_differ_from_itself_in_whatever_order(audit in any_audit(), turn in any::<prop::sample::Index>()) {
            let mut other = audit.clone();
            if !other.findings.is_empty() {
                let at = turn.index(other.findings.len());
                other.findings.rotate_left(at);
            }
            if let Some(shown) = &mut other.shown { shown.reverse(); }
            let (findings, numbers) = compare(&audit, &other);
            prop_assert!(findings.new.is_empty() && findings.mended.is_empty() && numbers.is_empty());
            prop_assert_eq!(findings.open, findings_of(&audit));
        }

        #[test]
        fn what_is_new_one_way_is_mended_the_other(one in any_audit(), other in any_audit()) {
            let (there, _) = compare(&one, &other);
            let (back, _) = compare(&other, &one);
            let place = |finding: &ChangedFinding| (finding.rule.clone(), finding.page.clone());
            let new: Vec<_> = there.new.iter().filter(|it| it.was.is_none()).map(place).collect();
            prop_assert_eq!(new, back.mended.iter().map(place).collect::<Vec<_>>());
        }
    }
}
