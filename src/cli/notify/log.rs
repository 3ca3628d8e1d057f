//! `beian notify log`: the last messages.

use clap::Args;

use crate::engine::LedgerContext;
use crate::ledger::OutboxPart;
use crate::notify::log_lines;

use super::super::{Error, Exit, World};

/// Show the last messages and how sending them went, newest first
#[derive(Args, Debug)]
pub(super) struct LogArgs {
    /// At most this many messages
    #[arg(long, value_name = "N", default_value_t = 20)]
    limit: u32,
    /// Only messages that wait, oldest first
    #[arg(long)]
    waiting: bool,
}

impl LogArgs {
    pub(super) fn run(self, context: &LedgerContext, world: &mut World<'_>) -> Result<Exit, Error> {
        let part = if self.waiting { OutboxPart::Pending } else { OutboxPart::Last(self.limit) };
        let Some(ledger) = context.read()? else { return Ok(Exit::Clean) };
        for message in ledger.messages(part)? {
            write!(world.out, "{}", log_lines(&message, world.look.lang))?;
        }
        Ok(Exit::Clean)
    }
}
