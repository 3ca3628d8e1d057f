//! `beian deadlines` and `beian deadlines due`: the table.

use std::io;
use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};

use crate::config::{Audience, ReportKeys};
use crate::deadlines::{DueFilter, DueTable, days_typed};
use crate::domain::failure::Failure;
use crate::engine::{LedgerContext, calendar, holiday_files};
use crate::folder::NamedFile;
use crate::report::Style;
use crate::report::deadlines::{self as formats, Format};

use super::super::named::one_of;
use super::super::output::write_result;
use super::super::{Error, Exit, World};

/// The most rows of a text table unless `--limit` says otherwise.
const ROWS: usize = 1000;

/// Options of the table.
#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
#[command(next_help_heading = "Table")]
pub(super) struct TableArgs {
    /// Format of the table
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = one_of(formats::FORMATS, |it| it.name))]
    format: &'static Format,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// At most this many rows, the soonest; 0 = all [default: 1000 as text, else all]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    #[arg(
        long,
        value_name = "READER",
        value_parser = one_of(&Audience::ALL, |it| it.name()),
        help = "Whom an HTML page is for: owner (who runs the site and this program) or client (nothing is said of beian.toml and commands) [default: audience of [report] in beian.toml, else owner]"
    )]
    audience: Option<Audience>,
    #[command(flatten)]
    which: SiteArgs,
}

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

/// Show what the owner must do soon or has missed; exit 1 if there is anything
#[derive(Args, Debug)]
pub(super) struct DueArgs {
    /// How soon: days (7d) or weeks (2w) from today; 0d = today
    #[arg(long, value_name = "TIME", value_parser = days_typed, default_value = "7d")]
    within: u16,
    #[command(flatten)]
    table: TableArgs,
}

impl DueArgs {
    pub(super) fn run(self, context: &LedgerContext, world: &mut World<'_>) -> Result<Exit, Error> {
        let filter = DueFilter { within: Some(self.within), limit: None };
        let due = self.table.run(context, filter, world)?;
        Ok(if due.totals.deadlines == 0 { Exit::Clean } else { Exit::Findings })
    }
}

impl TableArgs {
    /// Writes the table, and returns it.
    pub(super) fn run(
        &self,
        context: &LedgerContext,
        filter: DueFilter,
        world: &mut World<'_>,
    ) -> Result<DueTable, Error> {
        let limit = match self.limit {
            None if self.format == <&Format>::default() => Some(ROWS),
            None | Some(0) => None,
            limit => limit,
        };
        let due = table_of(context, &self.which, DueFilter { limit, ..filter }, world)?;
        if !self.format.has_conflicts {
            note_conflicts(&due, world)?;
        }
        let keys = context.config.as_ref().map(|config| &config.report);
        let is_page = self.format == &formats::html::FORMAT;
        let brand = keys.filter(|_| is_page).map(ReportKeys::brand).transpose()?;
        let audience = self.audience.or(keys.and_then(|keys| keys.audience)).unwrap_or_default();
        let style = Style { audience, brand: brand.as_ref(), ..world.style() };
        let (read, client) =
            (self.which.read_files(context, &world.cwd), self.which.client.as_deref());
        write_result(self.output.as_ref(), &read, world, |colour, out| {
            (self.format.write)(&due, &Style { colour, ..style }, client, out)
        })?;
        Ok(due)
    }

    /// Refuses options of the table that stand before a subcommand, where they would be lost.
    pub(super) fn refuse(&self) -> Result<(), Error> {
        if *self == Self::default() {
            return Ok(());
        }
        Err(Failure::new(
            (
                "表格的选项写在子命令之前，子命令看不到它们",
                "options of the table stand before a subcommand, which would not see them",
            ),
            (
                "请写在子命令之后，例如 beian deadlines due --format json",
                "write them behind it, e.g. beian deadlines due --format json",
            ),
        )
        .into())
    }
}

impl SiteArgs {
    /// The files that are read.
    pub(super) fn read_files(&self, context: &LedgerContext, cwd: &Path) -> Vec<NamedFile> {
        let mut files = context.read_files();
        let holidays = holiday_files(&self.holidays, context.config.as_ref());
        files.extend(holidays.iter().map(|path| NamedFile::new("--holidays", cwd.join(path))));
        files
    }
}

/// What runs for the chosen sites.
pub(super) fn table_of(
    context: &LedgerContext,
    which: &SiteArgs,
    filter: DueFilter,
    world: &World<'_>,
) -> Result<DueTable, Error> {
    let calendar = calendar(&which.holidays, context.config.as_ref(), &world.cwd)?;
    Ok(context.due(which.client.as_deref(), &calendar, filter)?)
}

/// Notes contradictions on standard error, for formats without a place for them.
pub(super) fn note_conflicts(due: &DueTable, world: &mut World<'_>) -> io::Result<()> {
    world.notes(due.conflicts.iter().map(|(site, conflict)| formats::conflict(site, conflict)))
}
