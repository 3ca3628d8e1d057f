//! `beian deadlines correct ID`.

use clap::Args;

use crate::deadlines::{check_entry, check_hour};
use crate::domain::date::Date;
use crate::domain::lang::Lang;
use crate::domain::record::{EventDetails, When};
use crate::ledger::{Correction, Entry, Id};
use crate::report::deadlines::details as details_in_words;
use crate::report::escape;

use super::super::look::Look;
use super::super::usage::ValueError;
use super::super::{Error, Exit, World};
use super::commit::commit;
use super::context::Context;
use super::record::{self, DetailArgs};

/// Correct an entry; the original stays in the history
#[derive(Args, Debug)]
pub(super) struct Correct {
    /// The entry's number, as `record` and `history` show it
    #[arg(value_parser = number)]
    id: Id,
    /// When it really happened; what is not given stays as it is
    #[arg(value_parser = record::when, required_unless_present_any = ["void", "due", "note"])]
    when: Option<When>,
    #[command(flatten)]
    details: DetailArgs,
    /// It did not happen at all
    #[arg(long, conflicts_with_all = ["when", "due", "note"])]
    void: bool,
}

impl Correct {
    pub(super) fn run(
        self,
        context: &Context,
        world: &mut World<'_>,
        look: Look,
    ) -> Result<Exit, Error> {
        let missing = || crate::ledger::Error::NoSuchEntry { id: self.id.to_string() };
        // Without a ledger there is nothing to correct, and none is made.
        if context.read()?.is_none() {
            return Err(missing().into());
        }
        context.note_ledger(look, world)?;
        let mut ledger = context.write()?;
        let mut batch = ledger.batch()?;
        let (named, holds) = batch.latest(self.id)?.ok_or_else(missing)?;
        let change = self.change(&named, holds, context.today)?;
        if let Correction::To(EventDetails { when, .. }) = &change {
            check_hour(*when, world.now.into())?;
        }
        let id = batch.correct(self.id, &change, world.now)?;
        commit(batch, &confirmation(id, &named, &change, look), world.out)?;
        Ok(Exit::Clean)
    }

    /// What the correction says: what is given, else what was recorded before.
    fn change(
        &self,
        named: &Entry,
        holds: Option<EventDetails>,
        today: Date,
    ) -> Result<Correction, Error> {
        if self.void {
            return Ok(Correction::Void);
        }
        let (when, due, note) = match holds {
            Some(EventDetails { when, due, note }) => (Some(when), due, note),
            None => (None, None, None),
        };
        let when = self.when.or(when).ok_or_else(|| {
            Error::new(
                (
                    format!("记录 {} 已作废，没有日期", self.id),
                    format!("entry {} is void and has no day", self.id),
                ),
                (
                    "请写上发生的日期，例如 beian deadlines correct ID 2026-10-20",
                    "write the day on which it happened, e.g. beian deadlines correct ID 2026-10-20",
                ),
            )
        })?;
        let value = EventDetails {
            when,
            due: self.details.due.or(due),
            note: self.details.note.clone().or(note),
        };
        check_entry(named.event, &value, today)?;
        Ok(Correction::To(value))
    }
}

fn number(text: &str) -> Result<Id, ValueError> {
    text.parse().map_err(|_| {
        ValueError::form(("请写记录的编号，例如 12", "write the number of an entry, e.g. 12"))
    })
}

/// The line that confirms a correction.
fn confirmation(id: Id, named: &Entry, change: &Correction, look: Look) -> String {
    if look.is_quiet() {
        return id.to_string();
    }
    let Entry { id: first, site, event, .. } = named;
    let (label, name, site) = (event.label(), event.name(), escape::line(site));
    match (change, look.lang) {
        (Correction::Void, Lang::Zh) => {
            format!("已记录 #{id}：#{first} 作废（{site} {}）", label.zh)
        }
        (Correction::Void, Lang::En) => format!("recorded #{id}: #{first} is void ({site} {name})"),
        (Correction::To(value), lang) => {
            let details = details_in_words(value, lang);
            match lang {
                Lang::Zh => {
                    format!("已记录 #{id}：更正 #{first}，{site} {}（{name}）{details}", label.zh)
                }
                Lang::En => format!("recorded #{id}: corrects #{first}, {site} {name} {details}"),
            }
        }
    }
}
