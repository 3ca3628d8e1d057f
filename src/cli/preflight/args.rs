//! The options of `beian preflight`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};

use crate::config::filing_rule_level;
use crate::domain::date::{self, Date};
use crate::preflight::dossier::FILE_NAME;
use crate::report::preflight::{FORMATS, Format};
use crate::rules::Level;

use super::super::audit::FailOn;
use super::super::context::LedgerArgs;
use super::super::named::one_of;
use super::live::LiveArgs;

/// What is judged, and how.
#[derive(Args, Clone, Debug)]
pub(super) struct Options {
    /// The dossier [default: filing.toml]
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath)]
    dossier: Option<PathBuf>,
    /// The same as FILE
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "dossier")]
    file: Option<PathBuf>,
    /// A table of a provider of your own, instead of the one that came with this version; may be repeated
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) providers: Vec<PathBuf>,
    /// Configuration [default: beian.toml in this folder or above]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    pub(super) config: Option<PathBuf>,
    /// Judge as if this were today (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = date::typed)]
    pub(super) today: Option<Date>,
    /// Plan from this day on [default: today]
    #[arg(long, value_name = "DATE", value_parser = date::typed)]
    pub(super) from: Option<Date>,
    /// Form of the report; ics is the plan alone
    #[arg(
        long,
        value_name = "FORMAT",
        value_parser = one_of(FORMATS, |it| it.name),
        default_value = "text",
        help_heading = "Output"
    )]
    pub(super) format: &'static Format,
    /// Write to a file instead of standard output
    #[arg(short, long, value_name = "FILE", value_hint = ValueHint::FilePath, help_heading = "Output")]
    pub(super) output: Option<PathBuf>,
    /// Exit with 1 if any finding has this severity or a higher one
    #[arg(
        long,
        value_name = "LEVEL",
        value_enum,
        default_value = "error",
        help_heading = "Output"
    )]
    pub(super) fail_on: FailOn,
    /// Change a rule's level, e.g. name-place=warning or lead-emergency=off
    #[arg(long = "rule", value_name = "ID=LEVEL", value_parser = filing_rule_level, help_heading = "Output")]
    pub(super) rules: Vec<(&'static str, Level)>,
    /// Write into the ledger what has happened: real-name checks and the days of the order
    #[arg(long, help_heading = "Ledger")]
    pub(super) record: bool,
    #[command(flatten, next_help_heading = "Ledger")]
    pub(super) ledger: LedgerArgs,
    #[command(flatten)]
    pub(super) live: LiveArgs,
}

impl Options {
    /// The dossier's file, as typed.
    pub(super) fn file(&self) -> &Path {
        self.dossier.as_deref().or(self.file.as_deref()).unwrap_or(Path::new(FILE_NAME))
    }
}
