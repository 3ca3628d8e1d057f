//! What changed between audits: of the ledger's sites since a moment, and between two reports.

use std::collections::HashMap;
use std::io::Read;
use std::path::Path;

use crate::audit::{audit_row, keep_unread};
use crate::changes::{ChangesTable, ComparedAudits, SiteChanges};
use crate::config::Config;
use crate::domain::date::Date;
use crate::domain::failure::{Failure, Remedy as _};
use crate::domain::lang::Bilingual as _;
use crate::ledger::{self, AuditPair, AuditRow, Ledger, RecordedRun, Since};
use crate::report::model::SiteReport;
use crate::report::{ReadError, ReportHead, read_report, site_name};

/// A ledger with audits, and the runs that recorded them. An error where there are none.
pub fn recorded_runs(path: &Path) -> Result<(Ledger, Vec<RecordedRun>), Failure> {
    let nothing = || {
        let path = path.display();
        Failure::new(
            (format!("账本 {path} 里没有检查记录"), format!("the ledger {path} has no audits")),
            (
                "请用 beian audit --record 记录检查，至少两次",
                "record audits with beian audit --record, at least twice",
            ),
        )
    };
    let ledger = Ledger::open_read(path)?.ok_or_else(nothing)?;
    let runs = ledger.runs()?;
    if runs.is_empty() { Err(nothing()) } else { Ok((ledger, runs)) }
}

/// What changed of the sites of a ledger, whose runs these are, since a moment; of `wanted` clients, or of all where it is
/// empty. An error where nothing was recorded since then: that nothing changed would be untrue.
pub fn ledger_changes(
    (ledger, runs): &(Ledger, Vec<RecordedRun>),
    config: Option<&Config>,
    since: Since,
    wanted: &[String],
) -> Result<ChangesTable, Failure> {
    let last = runs.last().map_or((0, Date::default()), |run| (run.number, run.day));
    check_since(since, runs, last)?;
    let audits = |number: usize| {
        let run = runs.iter().find(|run| run.number == number);
        run.map_or_else(ComparedAudits::default, |run| ComparedAudits {
            run: Some(number),
            day: Some(run.day.to_string()),
            ..ComparedAudits::default()
        })
    };
    let from = match since {
        Since::LastRun => audits(last.0.saturating_sub(1)),
        Since::Run(number) => audits(number),
        Since::Day(day) => ComparedAudits { day: Some(day.to_string()), ..Default::default() },
    };
    let clients = clients_by_name(config);
    let mut sites = Vec::new();
    ledger.each_pair(since, |AuditPair { before, after }| {
        let (before, after) = (before.as_ref().map(|it| &it.row), after.as_ref().map(|it| &it.row));
        let name = after.or(before).map(|row| row.site.as_str()).unwrap_or_default();
        let client = clients.get(name).cloned();
        if wanted.is_empty() || client.as_ref().is_some_and(|client| wanted.contains(client)) {
            sites.extend(SiteChanges::of(before, after, client));
        }
        Ok::<(), ledger::Error>(())
    })?;
    Ok(ChangesTable::new(from, audits(last.0), sites))
}

/// Refuses a run that is not recorded, and a comparison of the last run with itself.
fn check_since(since: Since, runs: &[RecordedRun], last: (usize, Date)) -> Result<(), Failure> {
    let is_last = match since {
        Since::LastRun => false,
        Since::Run(number) if !runs.iter().any(|run| run.number == number) => {
            let last = runs.len();
            return Err(Failure::new(
                (format!("没有第 {number} 次运行"), format!("there is no run {number}")),
                (
                    format!("共 {last} 次，用 beian changes --runs 列出"),
                    format!("there are {last}; beian changes --runs lists them"),
                ),
            ));
        }
        Since::Run(number) => number == last.0,
        Since::Day(day) => day >= last.1,
    };
    if !is_last {
        return Ok(());
    }
    let (number, day) = last;
    Err(Failure::new(
        (
            format!("--since：此后没有记录的运行，最后一次是 #{number}（{day}）"),
            format!("--since: no run is recorded after it, the last is #{number} of {day}"),
        ),
        (
            "请写更早的日期或运行序号，`beian changes --runs` 会列出",
            "name an earlier day or run, as `beian changes --runs` lists them",
        ),
    ))
}

/// The client of each declared site, by the name under which the ledger knows it.
fn clients_by_name(config: Option<&Config>) -> HashMap<String, String> {
    let entries =
        config.into_iter().flat_map(|config| config.sites.iter().map(move |it| (config, it)));
    let client = |(config, entry): (&Config, &crate::config::SiteEntry)| {
        Some((entry.ledger_name(&config.path)?, entry.site.client.clone()?))
    };
    entries.filter_map(client).collect()
}

/// One of two reports that are compared.
#[expect(missing_debug_implementations, reason = "a stream has none")]
pub struct ComparedReport<'a> {
    /// Its name, as typed.
    pub path: &'a Path,
    /// Its bytes: JSON or JSON Lines.
    pub source: &'a mut dyn Read,
}

/// A site of the earlier report.
struct EarlierSite {
    row: AuditRow,
    client: Option<String>,
    /// Whether a site of the later report was compared with it, or has the same target and will be.
    taken: bool,
}

/// A site of the later report.
struct LaterSite {
    row: AuditRow,
    client: Option<String>,
    /// The site of the earlier report with the same target, else the only one with the same name.
    before: Option<EarlierMatch>,
}

#[derive(Clone, Copy)]
struct EarlierMatch {
    index: usize,
    is_exact: bool,
}

/// Compares two reports. A site is known by its target, else by its domain: `a.cn` in one is `https://a.cn/` in the other.
pub fn compare_reports(
    before: ComparedReport<'_>,
    after: ComparedReport<'_>,
) -> Result<ChangesTable, Failure> {
    let mut earlier: Vec<EarlierSite> = Vec::new();
    let mut by_target: HashMap<String, usize> = HashMap::new();
    let mut by_name: HashMap<(String, bool), Vec<usize>> = HashMap::new();
    let head = read_report(before.source, |mut site| {
        let row = row_of(&mut site);
        by_target.entry(row.target.clone()).or_insert(earlier.len());
        by_name.entry((row.site.clone(), row.live)).or_default().push(earlier.len());
        earlier.push(EarlierSite { row, client: site.declared.client, taken: false });
    })
    .map_err(|error| unreadable(before.path, &error))?;
    let mut later: Vec<LaterSite> = Vec::new();
    let later_head = read_report(after.source, |mut site| {
        let mut row = row_of(&mut site);
        let exact = by_target.get(&row.target).copied().filter(|at| !earlier[*at].taken);
        let named = || match by_name.get(&(row.site.clone(), row.live))?.as_slice() {
            [only] => Some(*only),
            _ => None,
        };
        let before =
            exact.or_else(named).map(|index| EarlierMatch { index, is_exact: exact.is_some() });
        if let Some(EarlierMatch { index, is_exact }) = before
            && let Some(known) = earlier.get_mut(index)
        {
            known.taken |= is_exact;
            keep_unread(&mut row, &known.row, &site);
        }
        later.push(LaterSite { row, client: site.declared.client, before });
    })
    .map_err(|error| unreadable(after.path, &error))?;
    let sites = site_changes(earlier, later, head, later_head);
    Ok(ChangesTable::new(audits(before.path, head), audits(after.path, later_head), sites))
}

fn unreadable(path: &Path, error: &ReadError) -> Failure {
    let path = path.display();
    Failure::new((format!("{path}：{}", error.zh()), format!("{path}: {error}")), error.fix())
}

fn site_changes(
    mut earlier: Vec<EarlierSite>,
    later: Vec<LaterSite>,
    head: ReportHead,
    later_head: ReportHead,
) -> Vec<SiteChanges> {
    let mut sites = Vec::new();
    for LaterSite { mut row, client, before } in later {
        let found = before.and_then(|EarlierMatch { index, is_exact }| {
            let known = earlier.get_mut(index)?;
            // Of the same name only, while another has the same target.
            let free = is_exact || !known.taken;
            known.taken = true;
            free.then_some(&known.row)
        });
        if found.is_none() {
            row.unread.clear();
        }
        sites.extend(SiteChanges::of(found, Some(&row), client));
    }
    for EarlierSite { row, client, taken } in earlier {
        if !taken {
            sites.extend(SiteChanges::of(Some(&row), None, client));
        }
    }
    let day = |head: ReportHead| head.started_at.map(|at| at.date().to_string());
    let (from, to) = (day(head), day(later_head));
    for site in &mut sites {
        // JSON Lines do not say when they were written.
        for (point, day) in [(&mut site.before, &from), (&mut site.after, &to)] {
            if let Some(point) = point {
                point.day.clone_from(day);
            }
        }
    }
    sites
}

fn audits(path: &Path, head: ReportHead) -> ComparedAudits {
    ComparedAudits {
        run: None,
        day: head.started_at.map(|at| at.date().to_string()),
        file: Some(path.display().to_string()),
        not_audited: head.is_cut.then_some(head.not_audited),
    }
}

/// A site of a report as a row. Its day is that of the report, which is known at the end.
/// What was accepted in one report may not be in the other: it is open in both.
fn row_of(site: &mut SiteReport) -> AuditRow {
    site.take_back_accepted();
    let web = |address: &str| address.starts_with("https://") || address.starts_with("http://");
    let places = [site.final_url.as_deref(), site.home.as_deref(), Some(&site.target)];
    let live = places.into_iter().flatten().any(web);
    audit_row(site_name(site), live, Date::default(), site)
}
