//! What several commands need to know before they start: which configuration applies, and where the ledger is.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::{Args, ValueHint};

use crate::config::{self, Config, User};
use crate::crawl::CacheFolder;
use crate::domain::date::{self, Date};
use crate::domain::record::When;
use crate::engine::LedgerContext;
use crate::folder::NamedFile;
use crate::ledger;

use super::{Error, World};

/// Which ledger is meant.
#[derive(Args, Clone, Debug)]
pub(super) struct LedgerArgs {
    // Names of variables are no code in a terminal: a doc comment would want backticks.
    #[arg(
        long,
        value_name = "FILE",
        value_hint = ValueHint::FilePath,
        help = "The ledger [default: ledger of beian.toml, else beian/ledger.db in $XDG_DATA_HOME or ~/.local/share]"
    )]
    pub(super) ledger: Option<PathBuf>,
}

impl LedgerArgs {
    /// Its path: `--ledger`, else `ledger` of the configuration, else a file in the user's data folder.
    pub(super) fn path(
        &self,
        config: Option<&Config>,
        world: &World<'_>,
    ) -> Result<PathBuf, Error> {
        let declared = || config.and_then(|config| config.ledger.as_deref());
        match self.ledger.as_deref().or_else(declared) {
            Some(path) => Ok(world.cwd.join(path)),
            None => {
                Ok(ledger::default_path(world.variable("XDG_DATA_HOME"), world.variable("HOME"))?)
            }
        }
    }

    /// Its files, among those that a command reads. Without a place for a ledger there is none to be written over.
    pub(super) fn files(&self, config: Option<&Config>, world: &World<'_>) -> Vec<NamedFile> {
        self.path(config, world).map_or(Vec::new(), |path| ledger::files(&path).into())
    }
}

/// Options of commands whose work begins with the ledger.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Ledger", mut_arg("ledger", |arg| arg.global(true)))]
pub(super) struct ContextArgs {
    #[command(flatten)]
    ledger: LedgerArgs,
    /// Configuration [default: beian.toml in this folder or above]
    #[arg(long, global = true, value_name = "FILE", value_hint = ValueHint::FilePath)]
    config: Option<PathBuf>,
    /// Use this day as today (YYYY-MM-DD)
    #[arg(long, global = true, value_name = "DATE", value_parser = date::typed)]
    today: Option<Date>,
}

impl ContextArgs {
    /// The same options for another command.
    pub(super) fn args(&self) -> Vec<OsString> {
        let mut args = Vec::new();
        let mut put = |name: &str, value: Option<OsString>| {
            args.extend(value.into_iter().flat_map(|value| [name.into(), value]));
        };
        put("--ledger", self.ledger.ledger.as_ref().map(Into::into));
        put("--config", self.config.as_ref().map(Into::into));
        put("--today", self.today.map(|today| today.to_string().into()));
        args
    }

    /// The context that these options and the world give.
    pub(super) fn context(&self, world: &World<'_>) -> Result<LedgerContext, Error> {
        let today = self.today.unwrap_or(world.today());
        let config = configuration(self.config.as_deref(), today, world)?;
        let path = self.ledger.path(config.as_ref(), world)?;
        let now = self.today.map_or(world.now.into(), When::day);
        Ok(LedgerContext { config, path, today, now })
    }
}

/// The configuration that applies: `--config`, else the nearest `beian.toml`, unless somebody else can have written it.
pub(super) fn configuration(
    named: Option<&Path>,
    today: Date,
    world: &World<'_>,
) -> Result<Option<Config>, Error> {
    if let Some(path) = named {
        return Ok(Some(config::load(&world.cwd.join(path), today)?));
    }
    let user = User::current(world.variable("SUDO_UID"));
    let found = config::find(&world.cwd).map(|path| config::load_found(&path, today, &user));
    Ok(found.transpose()?)
}

/// `--cache`: answers of earlier runs, asked for again only if they have changed.
pub(super) fn cache(
    folder: Option<&Path>,
    world: &World<'_>,
) -> Result<Option<Arc<CacheFolder>>, Error> {
    let opened = folder.map(|folder| CacheFolder::open(folder, &world.cwd, world.now.into()));
    Ok(opened.transpose()?.map(Arc::new))
}
