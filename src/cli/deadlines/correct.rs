//! `beian deadlines correct ID`.

use clap::Args;

use super::super::usage::ValueError;
use crate::domain::date::Date;
use crate::domain::lang::Lang;
use crate::domain::record::When;
use crate::ledger::{Change, Entry, Id, Value};
use crate::report::escape;

use super::super::look::Look;
use super::super::{Error, Exit, World};
use super::acknowledge;
use super::place::Scene;
use super::record;
use super::said::{self, Details};

/// Correct an entry; the first stays in the history
#[derive(Args, Debug)]
pub(super) struct Correct {
    /// The entry's number, as `record` and `history` show it
    #[arg(value_parser = number)]
    id: Id,
    /// When it really happened; what is not given stays
    #[arg(value_parser = record::when, required_unless_present_any = ["void", "due", "note"])]
    when: Option<When>,
    #[command(flatten)]
    details: Details,
    /// It did not happen at all
    #[arg(long, conflicts_with_all = ["when", "due", "note"])]
    void: bool,
}

impl Correct {
    pub(super) fn run(
        self,
        scene: &Scene,
        world: &mut World<'_>,
        look: Look,
    ) -> Result<Exit, Error> {
        let missing = || crate::ledger::Error::NoSuchEntry { id: self.id.to_string() };
        // Without a ledger there is nothing to correct, and none is made.
        if scene.read()?.is_none() {
            return Err(missing().into());
        }
        scene.tell_ledger(look, world)?;
        let mut ledger = scene.write()?;
        let mut batch = ledger.batch()?;
        let (named, holds) = batch.latest(self.id)?.ok_or_else(missing)?;
        let change = self.change(&named, holds, scene.today)?;
        if let Change::To(Value { when, .. }) = &change {
            said::check_hour(*when, world)?;
        }
        let id = batch.correct(self.id, &change, world.now)?;
        acknowledge::commit(batch, &told(id, &named, &change, look), world.out)?;
        Ok(Exit::Clean)
    }

    /// What holds from now on: what is given, else what held before.
    fn change(&self, named: &Entry, holds: Option<Value>, today: Date) -> Result<Change, Error> {
        if self.void {
            return Ok(Change::Void);
        }
        let (when, due, note) = match holds {
            Some(Value { when, due, note }) => (Some(when), due, note),
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
        let value =
            Value { when, due: self.details.due.or(due), note: self.details.note.clone().or(note) };
        said::check(named.event, &value, today)?;
        Ok(Change::To(value))
    }
}

fn number(text: &str) -> Result<Id, ValueError> {
    text.parse().map_err(|_| {
        ValueError::form(("请写记录的编号，例如 12", "write the number of an entry, e.g. 12"))
    })
}

/// What is in the ledger now.
fn told(id: Id, named: &Entry, change: &Change, look: Look) -> String {
    if look.is_quiet() {
        return id.to_string();
    }
    let Entry { id: first, site, event, .. } = named;
    let (label, name, site) = (event.label(), event.name(), escape::line(site));
    match (change, look.lang) {
        (Change::Void, Lang::Zh) => format!("已记录 #{id}：#{first} 作废（{site} {}）", label.zh),
        (Change::Void, Lang::En) => format!("recorded #{id}: #{first} is void ({site} {name})"),
        (Change::To(value), lang) => {
            let said = record::said(value, lang);
            match lang {
                Lang::Zh => {
                    format!("已记录 #{id}：更正 #{first}，{site} {}（{name}）{said}", label.zh)
                }
                Lang::En => format!("recorded #{id}: corrects #{first}, {site} {name} {said}"),
            }
        }
    }
}
