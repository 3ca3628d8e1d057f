//! `--record`: each site's audit goes into the ledger, and what earlier audits saw and this one does not is told.

use std::collections::BTreeMap;

use crate::config::{Config, without_www};
use crate::crawl::TargetKind;
use crate::deadlines::{Loss, losses};
use crate::domain::date::{Date, Timestamp};
use crate::domain::lang::Text;
use crate::ledger::{AuditRow, Finding, Ledger, Sights};
use crate::report::deadlines::loss as words;
use crate::report::model::{self, DriftReport, SiteReport, Status};
use crate::rules::{self, Fault, RuleSubject};

use super::super::context::ledger_path;
use super::super::{Error, World};
use super::args::OutputArgs;
use super::plan::Job;

/// How many sites are written at once: each write waits for the disk, which would hold up a large portfolio.
const AT_ONCE: usize = 256;

/// The ledger of a run.
#[derive(Debug)]
pub(super) struct Recorder {
    ledger: Ledger,
    today: Date,
    now: Timestamp,
    /// What is not written yet.
    pending: Vec<AuditRow>,
    /// What is worth a note once the run is over.
    pub(super) notes: Vec<Text>,
    /// Why recording had to stop.
    pub(super) fault: Option<Error>,
}

impl Recorder {
    /// Opens the ledger, if the user wants it, before any work is done.
    pub(super) fn asked_for(
        args: &OutputArgs,
        config: Option<&Config>,
        today: Date,
        world: &World<'_>,
    ) -> Result<Option<Self>, Error> {
        if !args.record {
            return Ok(None);
        }
        let ledger = Ledger::open_write(&ledger_path(args.ledger.as_deref(), config, world)?)?;
        let (pending, notes) = (Vec::new(), Vec::new());
        Ok(Some(Self { ledger, today, now: world.now, pending, notes, fault: None }))
    }

    /// Records a site, and puts what it lost into its report. After a fault nothing more is recorded.
    pub(super) fn take(&mut self, job: &Job, site: &mut SiteReport) {
        if self.fault.is_some() {
            return;
        }
        let Some(domain) = domain(job, site) else {
            self.notes.push(Text::made(
                format!("{} 没有域名，未记入账本：请在 [[site]] 中声明 domain", site.target),
                format!(
                    "{} is not recorded, it has no domain: declare it in a [[site]]",
                    site.target
                ),
            ));
            return;
        };
        let row = row(domain, is_live(job), self.today, site);
        match self.ledger.last_seen(&row.site, row.live) {
            Ok(last) => self.tell(&row, &losses(last, row.sights).collect::<Vec<_>>(), site),
            Err(error) => self.fault = Some(error.into()),
        }
        self.pending.push(row);
        if self.pending.len() >= AT_ONCE {
            self.flush();
        }
    }

    /// Writes what was taken. To be called at the end of the run.
    pub(super) fn flush(&mut self) {
        let rows = std::mem::take(&mut self.pending);
        if rows.is_empty() || self.fault.is_some() {
            return;
        }
        self.fault = self.write(&rows).err();
    }

    fn write(&mut self, rows: &[AuditRow]) -> Result<(), Error> {
        let mut batch = self.ledger.batch()?;
        for row in rows {
            batch.audit(row, self.now)?;
        }
        Ok(batch.commit()?)
    }

    fn tell(&mut self, row: &AuditRow, lost: &[Loss], site: &mut SiteReport) {
        let report = |loss: &Loss| DriftReport {
            what: loss.mark.name(),
            last_seen: loss.last_seen.to_string(),
        };
        site.drift = lost.iter().map(report).collect();
        let notes = lost.iter().map(words).map(|text| {
            Text::made(format!("{}：{}", row.site, text.zh), format!("{}: {}", row.site, text.en))
        });
        self.notes.extend(notes);
    }
}

fn is_live(job: &Job) -> bool {
    matches!(job.target.kind, TargetKind::Url(_) | TargetKind::Domain { .. })
}

/// The name under which the ledger knows the site.
fn domain(job: &Job, site: &SiteReport) -> Option<String> {
    if let Some(domain) = &site.declared.domain {
        return Some(domain.clone());
    }
    let host = job.target.url().and_then(|url| url.host_str())?;
    Some(without_www(host).to_owned())
}

/// What the ledger keeps of a report.
fn row(domain: String, live: bool, today: Date, site: &SiteReport) -> AuditRow {
    let mut findings: BTreeMap<(&str, &str), Vec<String>> = BTreeMap::new();
    let severe = site.findings.iter().map(|finding| (finding, finding.severity.name()));
    for (finding, severity) in severe.chain(site.reviews.iter().map(|review| (review, "review"))) {
        findings.entry((finding.rule, severity)).or_default().push(finding.page.to_string());
    }
    let finding = |((rule, severity), pages): ((&str, &str), Vec<String>)| Finding {
        rule: rule.to_owned(),
        severity: severity.to_owned(),
        pages,
    };
    AuditRow {
        site: domain,
        day: today,
        target: site.target.clone(),
        live,
        status: site.status.name().to_owned(),
        found: site.pages_found,
        checked: site.pages_checked,
        sights: sights(site),
        findings: findings.into_iter().map(finding).collect(),
    }
}

/// What the home page shows. Of a page that could not be judged nothing is said, and where a person or a browser must
/// look, a number that was not seen may be there all the same.
fn sights(site: &SiteReport) -> Sights {
    if site.status == Status::Error {
        return Sights::default();
    }
    let home =
        |page: &str| [&site.home, &site.final_url].iter().any(|home| home.as_deref() == Some(page));
    let shown =
        |filing: &model::Filing| filing.visible && filing.state == "ok" && home(&filing.page);
    let bad_link =
        site.findings.iter().any(|finding| is_without_link(finding.rule) && home(&finding.page));
    let icp = site.filings.icp.iter().any(|icp| shown(icp) && icp.linked) && !bad_link;
    let badge = site.filings.police.iter().any(|police| shown(&police.filing) && police.badge);
    let doubtful = site.reviews.iter().any(|review| home(&review.page));
    let sure = |seen: bool| Some(seen).filter(|seen| *seen || !doubtful);
    Sights { icp: sure(icp), badge: sure(badge) }
}

/// Whether a finding of this rule means that no link of the ICP number leads to the register.
fn is_without_link(rule: &str) -> bool {
    rules::by_id(rule)
        .is_some_and(|rule| (rule.subject, rule.fault) == (RuleSubject::Icp, Fault::NotLinked))
}

#[cfg(test)]
mod tests {
    use super::super::super::Exit;
    use super::super::super::testing::Bench;
    use super::*;

    const TOML: &str = "ledger = \"l.db\"\n[[site]]\ndomain = \"example.cn\"\ndir = \"public\"\n";

    fn page(footer: &str) -> String {
        format!(
            "<!doctype html><html><head><meta charset=utf-8><title>t</title></head><body><h1>Hello</h1>\
             <p>Some text.</p><footer>© 2026 某某科技有限公司 {footer}</footer></body></html>"
        )
    }

    fn shown() -> String {
        page(
            "<a href=\"https://beian.miit.gov.cn/\">京ICP备11000001号-1</a> \
             <a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=11010502000001\"><img src=\"police.png\" \
             alt=\"公安备案图标\">京公网安备11010502000001号</a>",
        )
    }

    fn audit(bench: &Bench, home: &str, today: &str) -> (Exit, serde_json::Value, String) {
        std::fs::write(bench.folder.path().join("public/index.html"), home).unwrap();
        let done =
            bench.run(&["audit", "public", "--record", "--today", today, "--format", "json"]);
        let report = serde_json::from_str(&done.out).unwrap();
        (done.exit, report, done.err)
    }

    fn seen(bench: &Bench) -> Option<(String, bool, bool)> {
        let path = bench.folder.path().join("l.db");
        let log = Ledger::open_read(&path).unwrap()?.log("example.cn").unwrap();
        log.seen.map(|seen| (seen.day.to_string(), seen.icp, seen.badge))
    }

    #[test]
    fn what_is_seen_closes_and_what_is_lost_is_told_until_it_is_back() {
        let bench = Bench::new()
            .file("beian.toml", TOML)
            .file("public/police.png", "\u{89}PNG")
            .file("public/index.html", "");
        let (_, report, _) = audit(&bench, &page("联系我们"), "2026-10-01");
        assert!(report["sites"][0].get("drift").is_none());
        assert_eq!(seen(&bench), Some(("2026-10-01".to_owned(), false, false)));

        let (exit, report, err) = audit(&bench, &shown(), "2026-10-02");
        assert_eq!(exit, Exit::Clean, "{report}{err}");
        assert_eq!(seen(&bench), Some(("2026-10-02".to_owned(), true, true)));

        for today in ["2026-10-03", "2026-10-04"] {
            let (exit, report, err) = audit(&bench, &page("联系我们"), today);
            assert_eq!(exit, Exit::Findings);
            let drift = &report["sites"][0]["drift"];
            assert_eq!(drift[0]["what"], "icp-link");
            assert_eq!(drift[1]["what"], "police-badge");
            assert_eq!(drift[1]["last_seen"], "2026-10-02");
            assert!(err.contains("example.cn: the linked ICP number is no longer"), "{err}");
        }
        let (_, report, err) = audit(&bench, &shown(), "2026-10-05");
        assert!(report["sites"][0].get("drift").is_none() && err.is_empty(), "{err}");

        let done = bench.run(&["deadlines", "history", "example.cn"]);
        for part in ["2026-10-01 audit of public: fail", "new: icp-missing", "gone: icp-missing"] {
            assert!(done.out.contains(part), "{part}\n{}", done.out);
        }
        assert_eq!(done.out.matches("no longer on the home page").count(), 4, "{}", done.out);
    }

    #[test]
    fn a_page_that_cannot_be_judged_neither_closes_nor_loses_anything() {
        let bench = Bench::new()
            .file("beian.toml", TOML)
            .file("public/police.png", "\u{89}PNG")
            .file("public/index.html", "");
        audit(&bench, &shown(), "2026-10-02");
        let (exit, report, _) = audit(&bench, "{\"no\": \"page\"}", "2026-10-03");
        assert_eq!(exit, Exit::NotJudged);
        assert!(report["sites"][0].get("drift").is_none());
        assert_eq!(seen(&bench), Some(("2026-10-02".to_owned(), true, true)));
    }

    #[test]
    fn a_link_that_leads_elsewhere_is_not_seen() {
        let bench = Bench::new().file("beian.toml", TOML).file("public/index.html", "");
        for footer in [
            "京ICP备11000001号-1",
            "<a href=\"https://example.com/\">京ICP备11000001号-1</a>",
            "<a href=\"https://beian.miit.gov.cn/\" style=\"display:none\">京ICP备11000001号-1</a>",
        ] {
            audit(&bench, &page(footer), "2026-10-02");
            assert_eq!(seen(&bench).map(|(_, icp, _)| icp), Some(false), "{footer}");
        }
    }

    #[test]
    fn a_site_without_a_name_is_noted_and_not_recorded() {
        let bench = Bench::new().file("public/index.html", shown());
        let args = ["audit", "public", "--record", "--ledger", "l.db", "--fail-on", "never"];
        let done = bench.run(&args);
        assert_eq!(done.exit, Exit::Clean);
        assert!(done.err.contains("public is not recorded"), "{}", done.err);
    }

    #[test]
    fn a_ledger_that_cannot_be_written_stops_the_run_before_it_starts() {
        let bench = Bench::new().file("public/index.html", shown()).file("l.db", "");
        let done = bench.run(&["audit", "public", "--record", "--ledger", "l.db"]);
        assert_eq!((done.exit, done.out.as_str()), (Exit::Usage, ""));
        assert!(done.err.contains("damaged"), "{}", done.err);
    }
}
