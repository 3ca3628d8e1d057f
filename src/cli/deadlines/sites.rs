//! The clocks of all sites: what `beian.toml` declares and what the ledger holds.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueHint};

use crate::config::{Config, SiteEntry};
use crate::deadlines::{DueFilter, DueTable, DueTableBuilder};
use crate::domain::lang::Text;
use crate::domain::record::SiteLog;
use crate::domain::workday::{self, Calendar};
use crate::folder::read_text;

use super::super::apart::Named;
use super::super::{Error, World};
use super::context::Context;

/// The holidays of a year are some 3 KiB.
const LARGEST: u64 = 1 << 20;

/// Which sites the table has, and by which calendar.
#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct SiteArgs {
    /// Only the sites of this client of beian.toml
    #[arg(long, value_name = "NAME")]
    pub(super) client: Option<String>,
    /// Years of public holidays to add or replace, as JSON of holiday-cn [default: holidays of beian.toml]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    holidays: Vec<PathBuf>,
}

impl SiteArgs {
    /// The files that are read.
    pub(super) fn inputs(&self, context: &Context, cwd: &Path) -> Vec<Named> {
        let files = holidays(&self.holidays, context.config.as_ref());
        files.iter().map(|path| Named::new("--holidays", cwd.join(path))).collect()
    }
}

/// The named years, else those of the configuration.
fn holidays<'a>(named: &'a [PathBuf], config: Option<&'a Config>) -> &'a [PathBuf] {
    match config {
        Some(config) if named.is_empty() => &config.holidays,
        _ => named,
    }
}

/// Gathers sites, each with its client.
struct Gathering<'a> {
    builder: DueTableBuilder<'a>,
    clients: BTreeMap<&'a str, Arc<str>>,
    wanted: Option<&'a str>,
}

impl Gathering<'_> {
    fn add(&mut self, name: &str, entry: Option<&SiteEntry>, log: Option<&SiteLog>) {
        let client = entry.and_then(|entry| entry.site.client.as_deref());
        if self.wanted.is_some() && client != self.wanted {
            return;
        }
        let client = client.and_then(|client| self.clients.get(client));
        self.builder.add(name, client, entry.map(|entry| &entry.site), log);
    }
}

/// The names of all clients, in order.
pub(super) fn clients(config: Option<&Config>) -> BTreeSet<&str> {
    sites(config).filter_map(|entry| entry.site.client.as_deref()).collect()
}

fn sites(config: Option<&Config>) -> impl Iterator<Item = &SiteEntry> {
    config.into_iter().flat_map(|config| &config.sites)
}

fn domain_of(entry: &SiteEntry) -> Option<&str> {
    entry.site.domain.as_deref()
}

/// What runs for the chosen sites.
pub(super) fn table_of(
    context: &Context,
    which: &SiteArgs,
    choice: DueFilter,
    world: &World<'_>,
) -> Result<DueTable, Error> {
    let config = context.config.as_ref();
    let calendar = calendar(&which.holidays, config, &world.cwd)?;
    let clients = clients(config);
    if let Some(wanted) = &which.client
        && !clients.contains(wanted.as_str())
    {
        return Err(unknown(wanted, &clients));
    }
    let mut gathering = Gathering {
        builder: DueTableBuilder::new(context.now, &calendar, choice),
        clients: clients.into_iter().map(|name| (name, name.into())).collect(),
        wanted: which.client.as_deref(),
    };
    let domain = |entry| Some((domain_of(entry)?, entry));
    let mut declared: BTreeMap<&str, &SiteEntry> = sites(config).filter_map(domain).collect();
    if let Some(ledger) = context.read()? {
        ledger.each_log(|log| {
            let entry = declared.remove(log.site.as_str());
            gathering.add(&log.site, entry, Some(&log));
            Ok::<(), Error>(())
        })?;
    }
    for (name, entry) in declared {
        gathering.add(name, Some(entry), None);
    }
    for entry in sites(config).filter(|entry| entry.site.domain.is_none()) {
        let folder = entry.dir.as_deref().unwrap_or(Path::new(""));
        gathering.add(&folder.display().to_string(), Some(entry), None);
    }
    Ok(gathering.builder.finish())
}

fn unknown(wanted: &str, clients: &BTreeSet<&str>) -> Error {
    const FEW: usize = 12;
    let names: Vec<&str> = clients.iter().copied().take(FEW).collect();
    let fix = if names.is_empty() {
        Text::fixed(
            "请在 beian.toml 的 [[site]] 里写上 client = \"…\"",
            "write client = \"…\" into the [[site]] tables of beian.toml",
        )
    } else {
        let more = if clients.len() > FEW { ", …" } else { "" };
        let names = names.join(", ");
        Text::made(format!("可选：{names}{more}"), format!("name one of {names}{more}"))
    };
    Error::new(
        (
            format!("没有 client 为 {wanted} 的 [[site]]"),
            format!("no [[site]] has the client {wanted}"),
        ),
        fix,
    )
}

/// The program's calendar with the years that are named, else those of the configuration.
pub(in crate::cli) fn calendar(
    named: &[PathBuf],
    config: Option<&Config>,
    cwd: &Path,
) -> Result<Calendar, Error> {
    let mut papers = Vec::new();
    for path in holidays(named, config) {
        let text =
            read_text(&cwd.join(path), LARGEST).map_err(|cause| Error::unreadable(path, &cause))?;
        let wrong = |error: workday::PaperError| {
            let path = path.display();
            Error::new(
                (format!("{path} 不能使用"), format!("{path} cannot be used")),
                (
                    "请使用数据集 holiday-cn 当年的 JSON 文件",
                    "take the year's JSON file of the data set holiday-cn",
                ),
            )
            .because(&error)
        };
        papers.extend(workday::parse(&text).map_err(wrong)?);
    }
    Ok(Calendar::with(&papers))
}
