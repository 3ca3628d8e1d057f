//! `beian deadlines history DOMAIN`: entries with their corrections, audits with what changed between them.

use clap::Args;

use crate::engine::LedgerContext;
use crate::ledger::History;
use crate::report::deadlines::history;
use crate::report::escape;

use super::super::{Error, Exit, World};

/// Show everything recorded about a site: events, corrections, audits and what changed between them
#[derive(Args, Debug)]
pub(super) struct HistoryArgs {
    /// The site: its domain, or the name under which a folder was recorded
    domain: String,
}

impl HistoryArgs {
    pub(super) fn run(self, context: &LedgerContext, world: &mut World<'_>) -> Result<Exit, Error> {
        let ledger = context.read()?;
        let of = |site: &str| match &ledger {
            Some(ledger) => ledger.history(site),
            None => Ok(History::default()),
        };
        let (site, slip) = match context.site(&self.domain) {
            // A folder may be recorded under a name that is no host.
            Err(_) if of(&self.domain)? != History::default() => (self.domain, None),
            site => site?,
        };
        let history = of(&site)?;
        if history == History::default() {
            world.notes(slip.into_iter().chain([history::nothing_note(&site)]))?;
            return Ok(Exit::Clean);
        }
        writeln!(world.out, "{}", escape::hosts(&site))?;
        for line in history::lines(&history, world.look.lang) {
            writeln!(world.out, "  {line}")?;
        }
        Ok(Exit::Clean)
    }
}
