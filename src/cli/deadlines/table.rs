//! `beian deadlines`: the table.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::builder::PossibleValue;
use clap::{Args, ValueEnum, ValueHint};

use crate::deadlines::{DueFilter, DueTable};
use crate::folder::write_whole;
use crate::report::Style;
use crate::report::deadlines as deadlines_report;

use super::super::context::note;
use super::super::look::Look;
use super::super::{Error, World};
use super::context::Context;
use super::sites::{SiteArgs, table_of};

/// The most rows of a text table unless `--limit` says otherwise.
const ROWS: usize = 1000;

/// Options of the table.
#[derive(Args, Clone, Debug, Default, PartialEq, Eq)]
#[command(next_help_heading = "Table")]
pub(super) struct TableArgs {
    /// Format of the table
    #[arg(long, value_name = "FORMAT", default_value = "text")]
    format: Format,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// At most this many rows, the soonest; 0 = all [default: 1000 as text, else all]
    #[arg(long, value_name = "N")]
    limit: Option<usize>,
    #[command(flatten)]
    which: SiteArgs,
}

type Format = &'static deadlines_report::Format;

impl ValueEnum for Format {
    fn value_variants<'a>() -> &'a [Self] {
        deadlines_report::FORMATS
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.name))
    }
}

impl TableArgs {
    /// Writes the table, and returns it.
    pub(super) fn run(
        &self,
        context: &Context,
        choice: DueFilter,
        world: &mut World<'_>,
        look: Look,
    ) -> Result<DueTable, Error> {
        let limit = match self.limit {
            None if self.format == Format::default() => Some(ROWS),
            None | Some(0) => None,
            limit => limit,
        };
        let deadlines = table_of(context, &self.which, DueFilter { limit, ..choice }, world)?;
        if !self.format.has_conflicts {
            conflicts(&deadlines, look, world)?;
        }
        match self.output.as_ref().filter(|path| path.as_os_str() != "-") {
            Some(path) => {
                let path = world.cwd.join(path);
                context.protect_inputs(&path, &self.which.inputs(context, &world.cwd))?;
                write_whole(&path, |out| self.write(&deadlines, false, look, out))
                    .map_err(|cause| Error::unwritable(&path, &cause))?;
            }
            None => self.write(&deadlines, look.out_colour, look, world.out)?,
        }
        Ok(deadlines)
    }

    fn write(
        &self,
        deadlines: &DueTable,
        colour: bool,
        look: Look,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let Look { lang, detail, .. } = look;
        let style = Style { lang, colour, detail, width: look.out_width, rules: &[] };
        (self.format.write)(deadlines, &style, self.which.client.as_deref(), out)
    }

    /// Refuses options of the table that stand before a subcommand, where they would be lost.
    pub(super) fn refuse(&self) -> Result<(), Error> {
        if *self == Self::default() {
            return Ok(());
        }
        Err(Error::new(
            (
                "表格的选项写在子命令之前，子命令看不到它们",
                "options of the table stand before a subcommand, which would not see them",
            ),
            (
                "请写在子命令之后，例如 beian deadlines due --format json",
                "write them behind it, e.g. beian deadlines due --format json",
            ),
        ))
    }
}

/// Notes contradictions on standard error, for formats without a place for them.
pub(super) fn conflicts(
    deadlines: &DueTable,
    look: Look,
    world: &mut World<'_>,
) -> Result<(), Error> {
    for (site, conflict) in &deadlines.conflicts {
        note(&deadlines_report::conflict(site, conflict), look, world)?;
    }
    Ok(())
}
