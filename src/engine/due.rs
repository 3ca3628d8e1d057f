//! The deadlines of many sites: those that a configuration declares, and those that only the ledger has.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::config::{Config, SiteEntry};
use crate::deadlines::{DueFilter, DueTable, DueTableBuilder};
use crate::domain::failure::Failure;
use crate::domain::lang::Text;
use crate::domain::nearest::nearest;
use crate::domain::record::{SiteLog, When};
use crate::domain::workday::{self, Calendar};
use crate::folder::{read_text, unreadable};
use crate::ledger::{self, Ledger};

/// The largest file of holidays, in bytes; that of a year has about 3 KiB.
const LARGEST_PAPER: u64 = 1 << 20;

/// What deadlines are worked out from.
#[derive(Clone, Copy, Debug)]
pub struct DueInputs<'a> {
    /// Declared sites.
    pub config: Option<&'a Config>,
    /// Recorded events.
    pub ledger: Option<&'a Ledger>,
    /// Which days are working days.
    pub calendar: &'a Calendar,
    /// The moment at which the table is true.
    pub now: When,
}

impl DueInputs<'_> {
    /// The table of all sites, or of those of one client.
    pub fn table(
        &self,
        client: Option<&str>,
        filter: DueFilter,
    ) -> Result<DueTable, ledger::Error> {
        let names = clients(self.config).into_iter().map(|name| (name, name.into())).collect();
        let builder = DueTableBuilder::new(self.now, self.calendar, filter);
        let mut sites = SiteCollector { builder, clients: names, wanted: client };
        let domain = |entry: &SiteEntry| entry.site.domain.clone();
        let mut declared: BTreeMap<String, &SiteEntry> =
            entries(self.config).filter_map(|entry| Some((domain(entry)?, entry))).collect();
        if let Some(ledger) = self.ledger {
            ledger.each_log(|log| {
                let entry = declared.remove(log.site.as_str());
                sites.add(&log.site, entry, Some(&log));
                Ok::<(), ledger::Error>(())
            })?;
        }
        for (name, entry) in declared {
            sites.add(&name, Some(entry), None);
        }
        for entry in entries(self.config).filter(|entry| entry.site.domain.is_none()) {
            let folder = entry.dir.as_deref().unwrap_or(Path::new(""));
            sites.add(&folder.display().to_string(), Some(entry), None);
        }
        Ok(sites.builder.finish())
    }
}

/// The names of all clients of a configuration, in order.
pub fn clients(config: Option<&Config>) -> BTreeSet<&str> {
    entries(config).filter_map(|entry| entry.site.client.as_deref()).collect()
}

/// Refuses a client that no site has.
pub fn check_client(wanted: &str, config: Option<&Config>) -> Result<(), Failure> {
    const FEW: usize = 12;
    let clients = clients(config);
    if clients.contains(wanted) {
        return Ok(());
    }
    let more = if clients.len() > FEW { ", …" } else { "" };
    let names: Vec<&str> = clients.iter().copied().take(FEW).collect();
    let names = names.join(", ");
    let fix = match nearest(wanted, clients.iter().copied()) {
        Some(meant) => Text::made(
            format!("是否想写 {meant}？可选：{names}{more}"),
            format!("did you mean {meant}? If not, name one of {names}{more}"),
        ),
        None if clients.is_empty() => Text::fixed(
            "请在 beian.toml 的 [[site]] 里写上 client = \"…\"",
            "write client = \"…\" into the [[site]] tables of beian.toml",
        ),
        None => Text::made(format!("可选：{names}{more}"), format!("name one of {names}{more}")),
    };
    let what = (
        format!("没有 client 为 {wanted} 的 [[site]]"),
        format!("no [[site]] has the client {wanted}"),
    );
    Err(Failure::new(what, fix))
}

/// The files of holidays that count: those that are named, else those of the configuration.
pub fn holiday_files<'a>(named: &'a [PathBuf], config: Option<&'a Config>) -> &'a [PathBuf] {
    match config {
        Some(config) if named.is_empty() => &config.holidays,
        _ => named,
    }
}

/// The program's calendar with the years of these files. `cwd` is the folder that they are relative to.
pub fn calendar(
    named: &[PathBuf],
    config: Option<&Config>,
    cwd: &Path,
) -> Result<Calendar, Failure> {
    let mut papers = Vec::new();
    for path in holiday_files(named, config) {
        let text = read_text(&cwd.join(path), LARGEST_PAPER)
            .map_err(|cause| unreadable(path).because(&cause))?;
        let wrong = |error: workday::PaperError| {
            let path = path.display();
            let fault = Failure::new(
                (format!("{path} 不能使用"), format!("{path} cannot be used")),
                (
                    "请使用数据集 holiday-cn 当年的 JSON 文件",
                    "take the year's JSON file of the data set holiday-cn",
                ),
            );
            fault.because(&error)
        };
        papers.extend(workday::parse(&text).map_err(wrong)?);
    }
    Ok(Calendar::with(&papers))
}

fn entries(config: Option<&Config>) -> impl Iterator<Item = &SiteEntry> {
    config.into_iter().flat_map(|config| &config.sites)
}

/// Adds sites to a table, each with its client; those of other clients than the wanted one are left out.
struct SiteCollector<'a> {
    builder: DueTableBuilder<'a>,
    clients: BTreeMap<&'a str, Arc<str>>,
    wanted: Option<&'a str>,
}

impl SiteCollector<'_> {
    fn add(&mut self, name: &str, entry: Option<&SiteEntry>, log: Option<&SiteLog>) {
        let client = entry.and_then(|entry| entry.site.client.as_deref());
        if self.wanted.is_some() && client != self.wanted {
            return;
        }
        let client = client.and_then(|client| self.clients.get(client));
        self.builder.add(name, client, entry.map(|entry| &entry.site), log);
    }
}
