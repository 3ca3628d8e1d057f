//! GitLab's Code Quality report: one entry a finding, which a merge request shows beside its file.
//! Source: <https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>, read 2026-11-26: an array, without
//! a byte order mark; of entries with the same fingerprint all but one are dropped.

use std::io;

use serde::ser::{Error as _, SerializeSeq as _};
use serde::{Serialize, Serializer};

use crate::rules::Severity;

use super::fingerprint::Fingerprint;
use super::format::Format;
use super::model::{Finding, SiteReport};
use super::places::{FilePlace, is_live};
use super::view::View;
use super::{Style, escape, json, words};

/// The format's entry.
pub static FORMAT: Format = Format {
    name: "gitlab",
    endings: &["gl-code-quality-report.json", "codequality.json"],
    streams: false,
    is_text: true,
    write: |report, style, out| json::line(&CodeQuality { report, style }, out),
};

/// The check of the entry that says that a run was cut; it has the fingerprint of no finding.
const INCOMPLETE: &str = "incomplete";
const NO_FINDING: &str = "00000000000000000000000000000000";

/// In characters. A page's text may be longer than a merge request shows.
const MAX_DESCRIPTION: usize = 1000;

/// The whole report.
struct CodeQuality<'a> {
    report: &'a View<'a>,
    style: &'a Style<'a>,
}

#[derive(Serialize)]
struct CodeQualityIssue<'a> {
    description: String,
    check_name: &'a str,
    fingerprint: String,
    severity: &'static str,
    location: Location,
}

#[derive(Serialize)]
struct Location {
    path: String,
    lines: GitlabLines,
}

#[derive(Serialize)]
struct GitlabLines {
    begin: u32,
}

impl From<FilePlace> for Location {
    fn from(place: FilePlace) -> Self {
        // GitLab takes paths below the repository only
        let path = place.path.trim_start_matches('/').to_owned();
        Self { path, lines: GitlabLines { begin: place.line } }
    }
}

impl Serialize for CodeQuality<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let Self { report, style } = self;
        let mut list = to.serialize_seq(None)?;
        if let Some(cut) = report.cut {
            list.serialize_element(&CodeQualityIssue {
                description: words::cut(cut, report.summary.sites).get(style.lang).to_owned(),
                check_name: INCOMPLETE,
                fingerprint: NO_FINDING.to_owned(),
                severity: "major",
                location: style.places.of_configuration().into(),
            })?;
        }
        let each = report.sites.each(&mut |site| {
            for (finding, review) in site.entries() {
                let severity = if review { "info" } else { severity(finding.severity) };
                let issue = issue(site, finding, severity, style);
                list.serialize_element(&issue)
                    .map_err(|error| io::Error::other(error.to_string()))?;
            }
            Ok(())
        });
        each.map_err(S::Error::custom)?;
        list.end()
    }
}

const fn severity(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "major",
        Severity::Warning => "minor",
        Severity::Info => "info",
    }
}

fn issue<'a>(
    site: &SiteReport,
    finding: &'a Finding,
    severity: &'static str,
    style: &Style<'_>,
) -> CodeQualityIssue<'a> {
    let mut description = escape::line(&finding.message).into_owned();
    if is_live(site) {
        description = format!("{}: {description}", escape::line(&finding.page));
    }
    CodeQualityIssue {
        description: escape::cut(&description, MAX_DESCRIPTION),
        check_name: &finding.rule,
        fingerprint: Fingerprint::of(site, finding).to_string(),
        severity,
        location: style.places.of(site, &finding.page, finding.line).into(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::Value;

    use super::super::sample;
    use super::super::view::Cut;
    use super::*;
    use crate::domain::lang::Lang;

    fn written(view: &View<'_>, lang: Lang) -> Vec<Value> {
        let mut out = Vec::new();
        (FORMAT.write)(view, &sample::style(lang), &mut out).unwrap();
        assert!(out.starts_with(b"["), "no byte order mark");
        serde_json::from_slice(&out).unwrap()
    }

    /// The fields that GitLab documents, and what it takes for them.
    fn check(issues: &[Value]) {
        let mut known = BTreeSet::new();
        for issue in issues {
            let text = |name: &str| issue[name].as_str().unwrap().to_owned();
            assert!(!text("description").is_empty() && !text("check_name").is_empty());
            assert!(text("description").chars().count() <= MAX_DESCRIPTION);
            assert!(known.insert(text("fingerprint")), "{issue}");
            let levels = ["info", "minor", "major", "critical", "blocker"];
            assert!(levels.contains(&text("severity").as_str()));
            let path = issue["location"]["path"].as_str().unwrap();
            assert!(!path.is_empty() && !path.starts_with(['/', '.']), "{path}");
            assert!(issue["location"]["lines"]["begin"].as_u64().unwrap() > 0);
        }
    }

    #[test]
    fn every_finding_is_an_entry_that_gitlab_takes() {
        let long = "题".repeat(10_000);
        for text in [sample::HOSTILE, &long] {
            let report = sample::with_text(text);
            let all: usize =
                report.sites.iter().map(|it| it.findings.len() + it.reviews.len()).sum();
            let mut prints = Vec::new();
            for lang in [Lang::Zh, Lang::En] {
                let issues = written(&View::from(&report), lang);
                check(&issues);
                assert_eq!(issues.len(), all);
                prints.push(issues.iter().map(|it| it["fingerprint"].clone()).collect::<Vec<_>>());
            }
            assert_eq!(prints[0], prints[1], "in both languages");
        }
    }

    #[test]
    fn a_run_that_was_cut_says_so_first() {
        let report = sample::hostile();
        let cut = Some(Cut { interrupted: true, not_audited: 3, unfinished: 0 });
        let issues = written(&View { cut, ..View::from(&report) }, Lang::En);
        check(&issues);
        assert_eq!(issues[0]["check_name"], INCOMPLETE);
    }
}
