//! `beian notify`: records what is new, and sends what waits.

use std::path::PathBuf;

use clap::{Args, ValueHint};

use crate::config::{declared_channels, named_channel};
use crate::engine::{LedgerContext, MessageRun, calendar};
use crate::notify::write_result;

use super::super::interrupt::Interruption;
use super::super::{Error, Exit, World};

/// Options of sending.
#[derive(Args, Clone, Debug)]
#[command(next_help_heading = "Sending")]
pub(super) struct SendArgs {
    /// Print what would be told to whom; record and send nothing
    #[arg(long)]
    dry_run: bool,
    /// Only this channel (may be given more than once)
    #[arg(long, value_name = "NAME")]
    channel: Vec<String>,
    /// Try messages at once that could not be sent and would be tried later
    #[arg(long)]
    retry: bool,
    /// How often a message is tried in this run
    #[arg(long, value_name = "N", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=10))]
    tries: u32,
    /// Years of public holidays to add or replace, as JSON of holiday-cn [default: holidays of beian.toml]
    #[arg(long, value_name = "FILE", value_hint = ValueHint::FilePath)]
    holidays: Vec<PathBuf>,
}

impl SendArgs {
    pub(super) fn run(self, context: &LedgerContext, world: &mut World<'_>) -> Result<Exit, Error> {
        let keys = declared_channels(context.config.as_ref())?;
        self.channel.iter().try_for_each(|name| named_channel(keys, name).map(drop))?;
        let run = MessageRun {
            context,
            calendar: &calendar(&self.holidays, context.config.as_ref(), &world.cwd)?,
            wanted: &self.channel,
            lang: world.look.lang,
            started_at: world.now,
            tries: self.tries,
            at_once: self.retry,
        };
        if self.dry_run {
            write!(world.out, "{}", run.preview()?)?;
            return Ok(Exit::Clean);
        }
        let interruption = Interruption::listen();
        let result = run.send(&|name: &str| world.named_variable(name), interruption.stop())?;
        let (out, mut notices) = world.streams();
        write_result(&result, out, &mut notices)?;
        Ok(match () {
            () if interruption.is_on() => Exit::Interrupted,
            () if result.is_waiting() => Exit::Findings,
            () => Exit::Clean,
        })
    }
}
