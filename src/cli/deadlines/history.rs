//! `beian deadlines history DOMAIN`: entries with their corrections, audits with what changed between them.

use clap::Args;

use crate::domain::lang::Text;
use crate::ledger;
use crate::report::deadlines::history;
use crate::report::escape;

use super::super::context::note;
use super::super::look::Look;
use super::super::{Error, Exit, World};
use super::context::Context;

/// Show everything recorded about a site: events, corrections, audits and what changed between them
#[derive(Args, Debug)]
pub(super) struct HistoryArgs {
    /// The site
    domain: String,
}

impl HistoryArgs {
    pub(super) fn run(
        self,
        context: &Context,
        world: &mut World<'_>,
        look: Look,
    ) -> Result<Exit, Error> {
        let (site, slip) = context.site(&self.domain)?;
        let history = match context.read()? {
            Some(ledger) => ledger.history(&site)?,
            None => ledger::History::default(),
        };
        if history == ledger::History::default() {
            if let Some(slip) = slip {
                note(&slip, look, world)?;
            }
            let text = Text::made(
                format!("{site}：还没有记录"),
                format!("{site}: nothing is recorded yet"),
            );
            note(&text, look, world)?;
            return Ok(Exit::Clean);
        }
        writeln!(world.out, "{}", escape::hosts(&site))?;
        for line in history::lines(&history, look.lang) {
            writeln!(world.out, "  {line}")?;
        }
        Ok(Exit::Clean)
    }
}
