//! `beian deadlines`: what was recorded of each site, and what is due.

mod exchange;
mod history;
mod ics;
mod record;
mod table;

use clap::{Args, Subcommand};

use crate::deadlines::DueFilter;

use super::context::ContextArgs;
use super::exit_codes;
use super::{Error, Exit, World};

/// Deadlines of the filing process: show what is due, record what happened
#[derive(Args, Debug)]
#[command(after_help = format!("{EXAMPLES}{}", exit_codes::DEADLINES.help()), disable_help_subcommand = true)]
pub(super) struct Deadlines {
    #[command(flatten)]
    context: ContextArgs,
    #[command(flatten)]
    table: table::TableArgs,
    #[command(subcommand)]
    action: Option<DeadlinesCommand>,
}

const EXAMPLES: &str = "Examples:
  beian deadlines                                  what is due, soonest first
  beian deadlines due --within 7d                  exit 1 if anything is due within a week
  beian deadlines ics -o deadlines.ics             a calendar to import or to subscribe to
  beian deadlines record example.cn opened 2026-10-25
  beian deadlines record example.cn sms-received \"2026-10-20 14:30\"
  beian deadlines record example.cn notice --due 2026-12-01 --note 整改通知
  beian deadlines correct 12 2026-10-26
  beian deadlines history example.cn
  beian deadlines export -o backup.jsonl

Events:
  domain-verified, order-created, order-updated, order-submitted, sms-received,
  sms-checked, icp-approved, opened, police-submitted, police-approved,
  badge-shown, provider-changed, notice, papers-arrived, document-term, server-term,
  domain-term, certificate-term, data-code, closed

";

#[derive(Debug, Subcommand)]
enum DeadlinesCommand {
    Due(table::DueArgs),
    Ics(ics::Ics),
    Record(record::Record),
    Correct(record::Correct),
    History(history::HistoryArgs),
    Export(exchange::Export),
    Import(exchange::Import),
}

impl Deadlines {
    pub(super) fn run(self, world: &mut World<'_>) -> Result<Exit, Error> {
        let context = self.context.context(world)?;
        if self.action.is_some() {
            self.table.refuse()?;
        }
        match self.action {
            Some(DeadlinesCommand::Due(due)) => due.run(&context, world),
            Some(DeadlinesCommand::Ics(ics)) => ics.run(&context, world),
            Some(DeadlinesCommand::Record(record)) => record.run(&context, world),
            Some(DeadlinesCommand::Correct(correct)) => correct.run(&context, world),
            Some(DeadlinesCommand::History(history)) => history.run(&context, world),
            Some(DeadlinesCommand::Export(export)) => export.run(&context, world),
            Some(DeadlinesCommand::Import(import)) => import.run(&context, world),
            None => self.table.run(&context, DueFilter::default(), world).map(|_| Exit::Clean),
        }
    }
}
