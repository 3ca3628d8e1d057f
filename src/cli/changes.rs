//! `beian changes` and `beian diff`: what changed between audits.

use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};

use crate::changes::ChangesTable;
use crate::domain::failure::Failure;
use crate::engine::{ComparedReport, check_client, compare_reports, ledger_changes, recorded_runs};
use crate::folder::{NamedFile, open_stream, unreadable};
use crate::ledger::Since;
use crate::report::changes::{self as formats, Format, incomplete, recorded_run};
use crate::report::{Outcome, Style};
use crate::rules;

use super::audit::FailOn;
use super::context::{LedgerArgs, configuration};
use super::exit::Exit;
use super::exit_codes;
use super::named::one_of;
use super::output::write_result;
use super::{Error, World};

/// How a comparison is written, and when it fails.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Output")]
struct ChangesOutput {
    /// Format of the comparison
    #[arg(long, value_name = "FORMAT", default_value = "text", value_parser = one_of(formats::FORMATS, |it| it.name))]
    format: &'static Format,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    output: Option<PathBuf>,
    /// Exit with 1 if any new finding has this severity or a higher one
    #[arg(long, value_name = "SEVERITY", default_value = "error")]
    fail_on: FailOn,
}

impl ChangesOutput {
    /// Writes the comparison, and says how the command ends. `read` are the files that were read.
    fn write(
        &self,
        table: &ChangesTable,
        read: &[NamedFile],
        world: &mut World<'_>,
    ) -> Result<Exit, Error> {
        let style = Style { rules: rules::ALL, ..world.style() };
        write_result(self.output.as_ref(), read, world, |colour, out| {
            (self.format.write)(table, &Style { colour, ..style }, out)
        })?;
        Ok(Outcome::of_changes(table, self.fail_on.severity()).into())
    }
}

/// Show what changed between recorded audits: new findings, mended ones, numbers, links and badges, of all sites at once
#[derive(Args, Clone, Debug)]
#[command(after_help = format!("{EXAMPLES}{}", exit_codes::CHANGES.help()))]
pub(super) struct ChangesCommand {
    /// Compare with the last audit of each site by then: a date, or the number of a run [default: the run before the last]
    #[arg(long, value_name = "DATE|RUN")]
    since: Option<Since>,
    /// Only the sites of this client of beian.toml; may be given more than once
    #[arg(long, value_name = "NAME")]
    client: Vec<String>,
    /// List the runs that the ledger has, instead
    #[arg(long, conflicts_with_all = ["since", "client", "format", "output", "fail_on"])]
    runs: bool,
    #[command(flatten)]
    ledger: LedgerArgs,
    /// Configuration [default: beian.toml in this folder or above]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    config: Option<PathBuf>,
    #[command(flatten)]
    output: ChangesOutput,
}

const EXAMPLES: &str = "Examples:
  beian audit --all --record                   an audit that is recorded, each night
  beian changes                                what the last run found that earlier ones did not
  beian changes --since 2026-11-01             what changed since that day
  beian changes --runs                         the runs that are recorded
  beian changes --client 某客户 --format markdown -o changes.md

";

impl ChangesCommand {
    pub(super) fn run(self, world: &mut World<'_>) -> Result<Exit, Error> {
        let config = configuration(self.config.as_deref(), world.today(), world)?;
        let path = self.ledger.path(config.as_ref(), world)?;
        let config = config.as_ref();
        self.client.iter().try_for_each(|client| check_client(client, config))?;
        let recorded = recorded_runs(&path)?;
        if self.runs {
            recorded.1.iter().rev().try_for_each(|run| world.line(&recorded_run(run)))?;
            return Ok(Exit::Clean);
        }
        let since = self.since.unwrap_or(Since::LastRun);
        let table = ledger_changes(&recorded, config, since, &self.client)?;
        let mut read = self.ledger.files(config, world);
        read.extend(config.iter().flat_map(|config| config.read_files()));
        self.output.write(&table, &read, world)
    }
}

/// Compare two reports of audits (JSON or JSON Lines): new findings, mended ones, numbers, links and badges
#[derive(Args, Clone, Debug)]
#[command(after_help = format!("{DIFF_EXAMPLES}{}", exit_codes::CHANGES.help()))]
pub(super) struct Diff {
    /// The earlier report, JSON or JSON Lines; - for standard input
    #[arg(value_name = "BEFORE", value_hint = ValueHint::FilePath)]
    before: PathBuf,
    /// The later report
    #[arg(value_name = "AFTER", value_hint = ValueHint::FilePath)]
    after: PathBuf,
    #[command(flatten)]
    output: ChangesOutput,
}

const DIFF_EXAMPLES: &str = "Examples:
  beian diff yesterday.json today.json
  beian diff main.json branch.json --fail-on warning --format markdown -o changes.md

";

impl Diff {
    pub(super) fn run(self, world: &mut World<'_>) -> Result<Exit, Error> {
        let paths = [&self.before, &self.after];
        if paths.iter().all(|path| path.as_os_str() == "-") {
            return Err(Failure::new(
                ("两份报告不能都来自标准输入", "standard input cannot be both reports"),
                ("其中一份请给出文件", "name a file for one of them"),
            )
            .into());
        }
        let table = {
            let mut input: Option<&mut dyn Read> = Some(&mut *world.input);
            let [before, after] = paths.map(|path| open(path, &world.cwd, &mut input));
            let (mut before, mut after) = (before?, after?);
            compare_reports(
                ComparedReport { path: &self.before, source: &mut before },
                ComparedReport { path: &self.after, source: &mut after },
            )?
        };
        for side in [&table.from, &table.to] {
            incomplete(side).map_or(Ok(()), |text| world.warn(&text))?;
        }
        let read = paths.map(|path| NamedFile::new("the report", world.cwd.join(path)));
        self.output.write(&table, &read, world)
    }
}

/// Opens a report: a file, or standard input, which is read once.
fn open<'a>(
    path: &Path,
    cwd: &Path,
    input: &mut Option<&'a mut dyn Read>,
) -> Result<Box<dyn Read + 'a>, Failure> {
    if path.as_os_str() == "-"
        && let Some(input) = input.take()
    {
        return Ok(Box::new(BufReader::new(input)));
    }
    let file = open_stream(&cwd.join(path)).map_err(|cause| unreadable(path).because(&cause))?;
    Ok(Box::new(BufReader::with_capacity(1 << 16, file)))
}
