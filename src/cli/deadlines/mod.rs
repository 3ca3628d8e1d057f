//! `beian deadlines`: what was recorded of each site, and what is due.

mod correct;
mod exchange;
mod history;
mod place;
mod record;
mod said;

use clap::{Args, Subcommand};

use super::look::Look;
use super::{Error, Exit, World};

use place::Place;

/// The clocks of the filing process: record what happened, see what is due
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES, subcommand_required = true, disable_help_subcommand = true)]
pub(super) struct Deadlines {
    #[command(flatten)]
    place: Place,
    #[command(subcommand)]
    action: Option<Action>,
}

const EXAMPLES: &str = "Examples:
  beian deadlines record example.cn opened 2026-10-25
  beian deadlines record example.cn sms-received \"2026-10-20 14:30\"
  beian deadlines record example.cn notice --due 2026-12-01 --note 整改通知
  beian deadlines correct 12 2026-10-26
  beian deadlines history example.cn
  beian deadlines export -o backup.jsonl

Events:
  domain-verified, order-created, order-updated, order-submitted, sms-received,
  sms-checked, icp-approved, opened, police-submitted, police-approved,
  badge-shown, provider-changed, notice, closed";

#[derive(Debug, Subcommand)]
enum Action {
    Record(record::Record),
    Correct(correct::Correct),
    History(history::History),
    Export(exchange::Export),
    Import(exchange::Import),
}

impl Deadlines {
    pub(super) fn run(self, world: &mut World<'_>, look: Look) -> Result<Exit, Error> {
        let scene = self.place.scene(world)?;
        match self.action {
            Some(Action::Record(record)) => record.run(&scene, world, look),
            Some(Action::Correct(correct)) => correct.run(&scene, world, look),
            Some(Action::History(history)) => history.run(&scene, world, look),
            Some(Action::Export(export)) => export.run(&scene, world, look),
            Some(Action::Import(import)) => import.run(&scene, world, look),
            None => Ok(Exit::Clean),
        }
    }
}
