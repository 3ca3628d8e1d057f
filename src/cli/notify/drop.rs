//! `beian notify drop`: messages that are given up.

use clap::Args;

use crate::engine::LedgerContext;
use crate::ledger::Ledger;
use crate::notify::{DropChoice, Task, TaskLock, drop_messages, log_lines};

use super::super::{Error, Exit, World};

/// Give up messages that wait: they are not sent, and stay in the ledger as dropped
#[derive(Args, Debug)]
pub(super) struct DropArgs {
    /// Numbers of messages, as `beian notify log --waiting` lists them
    #[arg(value_name = "MESSAGE", required_unless_present = "channel", value_parser = number)]
    messages: Vec<i64>,
    /// All that wait for this channel, also where it is no longer in beian.toml
    #[arg(long, value_name = "NAME", conflicts_with = "messages")]
    channel: Option<String>,
}

/// `12`, or `#12` as the list has it.
fn number(text: &str) -> Result<i64, std::num::ParseIntError> {
    text.trim_start_matches('#').parse()
}

impl DropArgs {
    pub(super) fn run(self, context: &LedgerContext, world: &mut World<'_>) -> Result<Exit, Error> {
        // A run that is sending them must not be surprised.
        let _lock = TaskLock::take(&context.path, Task::Notify)?;
        let mut ledger = Ledger::open_write(&context.path)?;
        let choice = match self.channel {
            Some(name) => DropChoice::Channel(name),
            None => DropChoice::Numbered(self.messages),
        };
        let dropped = drop_messages(&mut ledger, &choice, world.now)?;
        for message in &dropped {
            write!(world.out, "{}", log_lines(message, world.look.lang))?;
        }
        if dropped.is_empty() {
            world.notes(choice.none_note())?;
        }
        Ok(Exit::Clean)
    }
}
