//! What all `deadlines` commands share: the configuration, the ledger, and which day it is.

use std::path::{Path, PathBuf};

use clap::{Args, ValueHint};

use crate::config::{self, Config};
use crate::domain::date::{self, Date};
use crate::domain::lang::Text;
use crate::domain::record::When;
use crate::folder::{NamedFile, keep_apart};
use crate::ledger::Ledger;

use super::super::context::{LEDGER_HELP, configuration, ledger_files, ledger_path, note};
use super::super::look::Look;
use super::super::{Error, World};

/// Options of all `deadlines` commands.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Ledger")]
pub(in crate::cli) struct ContextArgs {
    #[arg(
        long,
        global = true,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        help = LEDGER_HELP
    )]
    ledger: Option<PathBuf>,
    /// Configuration [default: beian.toml in this folder or above]
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    config: Option<PathBuf>,
    /// Use this day as today (YYYY-MM-DD)
    #[arg(long, global = true, value_name = "DATE", value_parser = date::typed)]
    today: Option<Date>,
}

/// Context shared by all `deadlines` commands.
#[derive(Debug)]
pub(in crate::cli) struct Context {
    /// The configuration, where there is one.
    pub(in crate::cli) config: Option<Config>,
    /// The ledger's file; there may be none yet.
    pub(in crate::cli) path: PathBuf,
    /// Today.
    pub(in crate::cli) today: Date,
    /// Now; where today was named, that day without an hour.
    pub(in crate::cli) now: When,
}

impl ContextArgs {
    /// The context that these options and the world give.
    pub(super) fn context(&self, world: &World<'_>) -> Result<Context, Error> {
        let today = self.today.unwrap_or(world.today());
        let config = configuration(self.config.as_deref(), today, world)?;
        let path = ledger_path(self.ledger.as_deref(), config.as_ref(), world)?;
        let now = self.today.map_or(world.now.into(), When::day);
        Ok(Context { config, path, today, now })
    }
}

impl Context {
    /// Opens the ledger to read it; nothing where nothing is recorded yet.
    pub(in crate::cli) fn read(&self) -> Result<Option<Ledger>, Error> {
        Ok(Ledger::open_read(&self.path)?)
    }

    /// Refuses an output that would destroy the ledger, the configuration or another input.
    pub(super) fn protect_inputs(&self, output: &Path, inputs: &[NamedFile]) -> Result<(), Error> {
        let mut read = ledger_files(&self.path);
        read.extend(self.config.iter().map(|it| NamedFile::new("the configuration", &it.path)));
        read.extend_from_slice(inputs);
        Ok(keep_apart(&[NamedFile::new("--output", output)], &read)?)
    }

    /// Opens the ledger to write to it.
    pub(super) fn write(&self) -> Result<Ledger, Error> {
        Ok(Ledger::open_write(&self.path)?)
    }

    /// Notes which ledger is written where a configuration that was found names it: the user did not.
    pub(super) fn note_ledger(&self, look: Look, world: &mut World<'_>) -> Result<(), Error> {
        let found = self.config.as_ref().filter(|config| config.found);
        let Some(config) = found.filter(|config| config.ledger.as_ref() == Some(&self.path)) else {
            return Ok(());
        };
        let (file, ledger) = (config.path.display(), self.path.display());
        let text = Text::made(
            format!("账本为 {ledger}（由 {file} 指定）"),
            format!("the ledger is {ledger}, as {file} says"),
        );
        note(&text, look, world)
    }

    /// The name under which the ledger knows a site: its domain as declared, else the host without `www.`.
    pub(super) fn name(&self, typed: &str) -> Result<String, Error> {
        Ok(config::site_name(self.config.as_ref(), typed)?)
    }

    /// The same, with a note where the site is in no `[[site]]`, which is likely a slip.
    pub(super) fn site(&self, typed: &str) -> Result<(String, Option<Text>), Error> {
        let site = self.name(typed)?;
        let note = self.config.as_ref().and_then(|config| config.undeclared(&site));
        Ok((site, note))
    }
}
