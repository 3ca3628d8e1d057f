//! `beian deadlines record DOMAIN EVENT [WHEN]` and `beian deadlines correct ID`.

use clap::Args;

use crate::deadlines::{EntryChange, check_entry, check_hour};
use crate::domain::date::{self, Date};
use crate::domain::event::Event;
use crate::domain::record::{EventDetails, Happening, When};
use crate::engine::{LedgerContext, commit};
use crate::ledger::{self, Correction, Id};
use crate::report::deadlines::confirmation;

use super::super::{Error, Exit, World};

/// Record that something happened to a site
#[derive(Args, Debug)]
pub(super) struct Record {
    /// The site
    domain: String,
    /// What happened; `beian deadlines --help` lists the events
    event: Event,
    /// When: YYYY-MM-DD, or "YYYY-MM-DD HH:MM", as clocks in China show it [default: today]
    #[arg(value_parser = When::typed)]
    when: Option<When>,
    #[command(flatten)]
    details: DetailArgs,
}

/// What is recorded with an event.
#[derive(Args, Debug, Default)]
struct DetailArgs {
    /// The last day (YYYY-MM-DD): to comply with a notice, or of a term (document-term, server-term …)
    #[arg(long, value_name = "DATE", value_parser = date::typed)]
    due: Option<Date>,
    /// A note to keep with the event
    #[arg(long, value_name = "TEXT")]
    note: Option<String>,
}

/// Correct an entry; the original stays in the history
#[derive(Args, Debug)]
pub(super) struct Correct {
    /// The entry's number, as `record` and `history` show it
    id: Id,
    /// When it really happened; what is not given stays as it is
    #[arg(value_parser = When::typed, required_unless_present_any = ["void", "due", "note"])]
    when: Option<When>,
    #[command(flatten)]
    details: DetailArgs,
    /// It did not happen at all
    #[arg(long, conflicts_with_all = ["when", "due", "note"])]
    void: bool,
}

impl Record {
    pub(super) fn run(self, context: &LedgerContext, world: &mut World<'_>) -> Result<Exit, Error> {
        let (site, slip) = context.site(&self.domain)?;
        let DetailArgs { due, note } = self.details;
        let when = self.when.unwrap_or(When::day(context.today));
        let details = EventDetails { when, due, note };
        check_entry(self.event, &details, context.today)?;
        check_hour(when, world.now.into())?;
        world.notes(slip)?;
        let happening = Happening { site, event: self.event, details };
        let mut ledger = context.write(&mut world.streams().1)??;
        let mut batch = ledger.batch()?;
        let id = batch.record(&happening, world.now)?;
        let line = if world.look.is_quiet() {
            id.to_string()
        } else {
            confirmation::recorded(id, &happening, world.look.lang)
        };
        commit(batch, &line, world.out)??;
        Ok(Exit::Clean)
    }
}

impl Correct {
    pub(super) fn run(self, context: &LedgerContext, world: &mut World<'_>) -> Result<Exit, Error> {
        let missing = || ledger::Error::NoSuchEntry { id: self.id.to_string() };
        // Without a ledger there is nothing to correct, and none is made.
        if context.read()?.is_none() {
            return Err(missing().into());
        }
        let mut ledger = context.write(&mut world.streams().1)??;
        let mut batch = ledger.batch()?;
        let (entry, holds) = batch.latest(self.id)?.ok_or_else(missing)?;
        let DetailArgs { due, note } = self.details;
        let change = EntryChange { when: self.when, due, note, void: self.void };
        let change = change.correction(&entry, holds, context.today)?;
        if let Correction::To(EventDetails { when, .. }) = &change {
            check_hour(*when, world.now.into())?;
        }
        let id = batch.correct(self.id, &change, world.now)?;
        let line = if world.look.is_quiet() {
            id.to_string()
        } else {
            confirmation::corrected(id, &entry, &change, world.look.lang)
        };
        commit(batch, &line, world.out)??;
        Ok(Exit::Clean)
    }
}
