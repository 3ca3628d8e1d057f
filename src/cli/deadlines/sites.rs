//! Which sites the table of deadlines has, and by which calendar.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};

use crate::config::Config;
use crate::deadlines::{DueFilter, DueTable};
use crate::domain::lang::Text;
use crate::domain::workday::{self, Calendar};
use crate::engine::{DueInputs, clients};
use crate::folder::{NamedFile, read_text};

use super::super::{Error, World};
use super::context::Context;

/// The largest file of holidays, in bytes; that of a year has about 3 KiB.
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
    pub(super) fn inputs(&self, context: &Context, cwd: &Path) -> Vec<NamedFile> {
        let files = holidays(&self.holidays, context.config.as_ref());
        files.iter().map(|path| NamedFile::new("--holidays", cwd.join(path))).collect()
    }
}

/// The named years, else those of the configuration.
fn holidays<'a>(named: &'a [PathBuf], config: Option<&'a Config>) -> &'a [PathBuf] {
    match config {
        Some(config) if named.is_empty() => &config.holidays,
        _ => named,
    }
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
    let ledger = context.read()?;
    let inputs =
        DueInputs { config, ledger: ledger.as_ref(), calendar: &calendar, now: context.now };
    Ok(inputs.table(which.client.as_deref(), choice)?)
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
