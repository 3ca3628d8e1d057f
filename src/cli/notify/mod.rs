//! `beian notify`: tells the channels of `beian.toml` what is due, new, gone or mended.

mod drop;
mod log;
mod send;
mod test;

use clap::{Args, Subcommand};

use super::context::ContextArgs;
use super::exit_codes;
use super::{Error, Exit, World};

/// Tell the channels of beian.toml what is due, new, gone or mended since they were told last
#[derive(Args, Debug)]
#[command(
    disable_help_subcommand = true,
    after_help = format!("{EXAMPLES}{}", exit_codes::NOTIFY.help())
)]
pub(super) struct Notify {
    #[command(flatten)]
    context: ContextArgs,
    #[command(flatten)]
    sending: send::SendArgs,
    #[command(subcommand)]
    action: Option<NotifyCommand>,
}

const EXAMPLES: &str = "Examples:
  beian notify --dry-run           what would be told to whom
  beian notify test ops            send a test to the channel ops
  beian notify                     tell it; what cannot be sent waits for the next run
  beian notify log                 the last messages, and how sending them went
  beian notify drop 12             give up a message that is not to be sent any longer

";

#[derive(Debug, Subcommand)]
enum NotifyCommand {
    Test(test::TestArgs),
    Log(log::LogArgs),
    Drop(drop::DropArgs),
}

impl Notify {
    pub(super) fn run(self, world: &mut World<'_>) -> Result<Exit, Error> {
        let context = self.context.context(world)?;
        match self.action {
            Some(NotifyCommand::Test(test)) => test.run(&context, world),
            Some(NotifyCommand::Log(log)) => log.run(&context, world),
            Some(NotifyCommand::Drop(drop)) => drop.run(&context, world),
            None => self.sending.run(&context, world),
        }
    }
}
