//! SARIF 2.1.0, for code scanning: one run, with the rules that found something and their help in both languages.
//! Sources: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/>, and GitHub's limits at
//! <https://docs.github.com/en/code-security/code-scanning/integrating-with-code-scanning/sarif-support-for-code-scanning>,
//! both read 2026-11-26.

mod log;

use std::collections::BTreeSet;
use std::io;

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde::ser::{Error as _, SerializeSeq as _};
use serde::{Serialize, Serializer};

use crate::domain::basis::Basis;
use crate::domain::lang::{Lang, Text};
use crate::rules::{Rule, RuleSubject, Severity};

use crate::report::fingerprint::{FINGERPRINT_KIND, Fingerprint};
use crate::report::format::Format;
use crate::report::model::{Finding, SiteReport, Tool};
use crate::report::places::is_live;
use crate::report::view::View;
use crate::report::{Style, escape, json, words};
use log::{
    ArtifactLocation, Configuration, Descriptor, DescriptorReference, Driver, Help, Invocation,
    KnownRule, Location, LogicalLocation, Notification, PhysicalLocation, Region, ResultObject,
    ResultProperties, SarifLog, SarifMessage, SarifRun, Tags, ToolComponent,
};

/// The format's entry.
pub static FORMAT: Format = Format {
    name: "sarif",
    endings: &["sarif", "sarif.json"],
    streams: false,
    is_text: true,
    write: |report, style, out| write(report, style, MAX_RESULTS, out),
};

/// Results of a run that GitHub takes.
const MAX_RESULTS: u64 = 25_000;
/// Results that GitHub shows of them: the gravest.
const SHOWN_RESULTS: u64 = 5000;
/// In characters of a text: pages may name anything.
const MAX_TEXT: usize = 2000;
const SCHEMA: &str =
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json";

/// Writes at most `most` results, the gravest.
fn write(
    report: &View<'_>,
    style: &Style<'_>,
    most: u64,
    out: &mut dyn io::Write,
) -> io::Result<()> {
    let mut found = SarifFinding::default();
    report.sites.each(&mut |site| {
        found.add(site);
        Ok(())
    })?;
    let rules: Vec<&str> = found.rules.iter().map(String::as_str).collect();
    let results = SarifResults { report, style, quota: found.quota(most), rules: &rules };
    let log = SarifLog {
        schema: SCHEMA,
        version: "2.1.0",
        runs: [SarifRun {
            tool: ToolComponent { driver: driver(&rules, style) },
            automation_details: DescriptorReference { id: "beian/" },
            invocations: [invocation(report, &found, most, style.lang)],
            column_kind: "unicodeCodePoints",
            results,
        }],
    };
    json::line(&log, out)
}

/// What there is to write, counted beforehand: by level from the worst on (error, warning, note, none).
#[derive(Default)]
struct SarifFinding {
    levels: [u64; 4],
    rules: BTreeSet<String>,
}

impl SarifFinding {
    fn add(&mut self, site: &SiteReport) {
        for (finding, review) in site.entries() {
            self.levels[rank(finding, review)] += 1;
            if !self.rules.contains(&*finding.rule) {
                self.rules.insert(finding.rule.to_string());
            }
        }
    }

    fn all(&self) -> u64 {
        self.levels.iter().sum()
    }

    /// How many of each level are written.
    fn quota(&self, most: u64) -> [u64; 4] {
        let mut left = most;
        self.levels.map(|count| {
            let taken = count.min(left);
            left -= taken;
            taken
        })
    }
}

const fn rank(finding: &Finding, review: bool) -> usize {
    match finding.severity {
        _ if review => 3,
        Severity::Error => 0,
        Severity::Warning => 1,
        Severity::Info => 2,
    }
}

/// Levels by rank. What a person must look at has none, as the standard wants it.
const LEVELS: [&str; 4] = ["error", "warning", "note", "none"];

struct SarifResults<'a> {
    report: &'a View<'a>,
    style: &'a Style<'a>,
    quota: [u64; 4],
    /// Ids of the rules in the order of the driver.
    rules: &'a [&'a str],
}

impl Serialize for SarifResults<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut list = to.serialize_seq(None)?;
        let mut left = self.quota;
        let each = self.report.sites.each(&mut |site| {
            for (finding, review) in site.entries() {
                let rank = rank(finding, review);
                if left[rank] == 0 {
                    continue;
                }
                left[rank] -= 1;
                list.serialize_element(&self.result(site, finding, rank))
                    .map_err(|error| io::Error::other(error.to_string()))?;
            }
            Ok(())
        });
        each.map_err(S::Error::custom)?;
        list.end()
    }
}

impl SarifResults<'_> {
    fn result<'f>(&self, site: &SiteReport, finding: &'f Finding, rank: usize) -> ResultObject<'f> {
        let mut message = finding.message.to_string();
        if is_live(site) {
            message = format!("{}: {message}", finding.page);
        }
        let place = self.style.places.of(site, &finding.page, finding.line);
        let relative = !place.path.starts_with('/');
        let path = utf8_percent_encode(&place.path, PATH).to_string();
        ResultObject {
            rule_id: &finding.rule,
            rule_index: self.rules.binary_search(&&*finding.rule).ok(),
            kind: if rank == 3 { "review" } else { "fail" },
            level: LEVELS[rank],
            message: SarifMessage { text: plain(&message) },
            locations: [Location {
                physical_location: PhysicalLocation {
                    artifact_location: ArtifactLocation {
                        uri: if relative { path } else { format!("file://{path}") },
                        uri_base_id: relative.then_some("%SRCROOT%"),
                    },
                    region: Region { start_line: place.line },
                },
                logical_locations: [LogicalLocation {
                    fully_qualified_name: shortened(&finding.page),
                    kind: "resource",
                }],
            }],
            partial_fingerprints: [(FINGERPRINT_KIND, Fingerprint::of(site, finding))].into(),
            properties: ResultProperties {
                site: shortened(&site.target),
                client: site.declared.client.as_deref().map(shortened),
                evidence: shortened(&finding.evidence),
                fix: shortened(&finding.fix),
                reference: &finding.reference,
            },
        }
    }
}

/// What a path may not have as it is in an address.
const PATH: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'%')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'[')
    .add(b'\\')
    .add(b']')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}')
    .add(b':');

fn shortened(text: &str) -> String {
    escape::cut(&escape::lines(text), MAX_TEXT)
}

/// Text of a message, in which brackets would be links.
fn plain(text: &str) -> String {
    shortened(text).replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]")
}

fn invocation(report: &View<'_>, found: &SarifFinding, most: u64, lang: Lang) -> Invocation {
    let mut notes = Vec::new();
    let all = found.all();
    let mut note = |level, text: &Text| {
        let text = text.get(lang).to_owned();
        notes.push(Notification { level, message: SarifMessage { text } });
    };
    if let Some(cut) = report.cut {
        note("error", &words::cut(cut, report.summary.sites));
    }
    if all > most {
        note(
            "warning",
            &Text::made(
                format!("共 {all} 条结果，只写入最严重的 {most} 条；完整的见 JSON 或 CSV 报告"),
                format!("the gravest {most} of {all} results; JSON and CSV have them all"),
            ),
        );
    }
    if all.min(most) > SHOWN_RESULTS {
        note(
            "note",
            &Text::made(
                format!("GitHub 只显示最严重的 {SHOWN_RESULTS} 条"),
                format!("GitHub shows the gravest {SHOWN_RESULTS}"),
            ),
        );
    }
    Invocation { execution_successful: report.cut.is_none(), tool_execution_notifications: notes }
}

fn driver(rules: &[&str], style: &Style<'_>) -> Driver {
    let Tool { name, version } = Tool::default();
    let descriptor = |id: &&str| Descriptor {
        id: (*id).to_owned(),
        known: style.rule(id).map(|rule| known(rule, style.lang)),
    };
    let rules = rules.iter().map(descriptor).collect();
    Driver { name, semantic_version: version.clone(), version, rules }
}

fn known(rule: &Rule, lang: Lang) -> KnownRule {
    let other = match lang {
        Lang::Zh => Lang::En,
        Lang::En => Lang::Zh,
    };
    let both = |text: &Text| format!("{}\n\n{}", text.get(lang), text.get(other));
    let part = |lang| {
        let law = Basis::cite_all(rule.basis, lang);
        let parts = [rule.title.get(lang), rule.why.get(lang), rule.fix.get(lang), &law];
        parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join("\n\n")
    };
    let help = format!("{}\n\n{}", part(lang), part(other));
    let url = rule.url(lang);
    KnownRule {
        short_description: SarifMessage { text: rule.title.get(lang).to_owned() },
        full_description: SarifMessage { text: both(&rule.why) },
        help: Help { markdown: help.replace('<', "&lt;"), text: help },
        help_uri: Some(url).filter(|url| url.starts_with("https://")),
        default_configuration: Configuration { level: level(rule.severity) },
        properties: Tags { tags: ["beian", tag(rule.subject)] },
    }
}

const fn tag(subject: RuleSubject) -> &'static str {
    match subject {
        RuleSubject::Icp => "icp",
        RuleSubject::Police => "police",
        RuleSubject::Licence => "licence",
        RuleSubject::Copyright => "copyright",
        RuleSubject::Duty => "duty",
        RuleSubject::Page => "page",
        RuleSubject::Site => "site",
    }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => LEVELS[0],
        Severity::Warning => LEVELS[1],
        Severity::Info => LEVELS[2],
    }
}

#[cfg(test)]
mod tests;
