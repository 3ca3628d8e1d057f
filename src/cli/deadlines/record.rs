//! `beian deadlines record DOMAIN EVENT [WHEN]`.

use clap::Args;

use crate::config::nearest;
use crate::deadlines::{check_entry, check_hour};
use crate::domain::date::DateError;
use crate::domain::date::{self, Date};
use crate::domain::event::Event;
use crate::domain::lang::{Bilingual as _, Lang};
use crate::domain::record::{EventDetails, Happening, When};
use crate::ledger::Id;
use crate::report::deadlines::details as details_in_words;
use crate::report::escape;

use super::super::context::note;
use super::super::look::Look;
use super::super::usage::ValueError;
use super::super::{Error, Exit, World};
use super::commit::commit;
use super::context::Context;

/// Record that something happened to a site
#[derive(Args, Debug)]
pub(super) struct Record {
    /// The site
    domain: String,
    /// What happened; `beian deadlines --help` lists the events
    #[arg(value_parser = event)]
    event: Event,
    /// When: YYYY-MM-DD, or "YYYY-MM-DD HH:MM", as clocks in China show it [default: today]
    #[arg(value_parser = when)]
    when: Option<When>,
    #[command(flatten)]
    details: DetailArgs,
}

/// What is recorded with an event.
#[derive(Args, Debug, Default)]
pub(super) struct DetailArgs {
    /// The last day to comply that a notice sets (YYYY-MM-DD)
    #[arg(long, value_name = "DATE", value_parser = date::typed)]
    pub(super) due: Option<Date>,
    /// A note to keep with the event
    #[arg(long, value_name = "TEXT")]
    pub(super) note: Option<String>,
}

impl Record {
    pub(super) fn run(
        self,
        context: &Context,
        world: &mut World<'_>,
        look: Look,
    ) -> Result<Exit, Error> {
        let (site, slip) = context.site(&self.domain)?;
        let DetailArgs { due, note: remark } = self.details;
        let when = self.when.unwrap_or(When::day(context.today));
        let details = EventDetails { when, due, note: remark };
        check_entry(self.event, &details, context.today)?;
        check_hour(when, world.now.into())?;
        if let Some(slip) = slip {
            note(&slip, look, world)?;
        }
        let happening = Happening { site, event: self.event, details };
        context.note_ledger(look, world)?;
        let mut ledger = context.write()?;
        let mut batch = ledger.batch()?;
        let id = batch.record(&happening, world.now)?;
        commit(batch, &confirmation(id, &happening, look), world.out)?;
        Ok(Exit::Clean)
    }
}

/// The line that confirms a recorded event.
fn confirmation(id: Id, happening: &Happening, look: Look) -> String {
    if look.is_quiet() {
        return id.to_string();
    }
    let Happening { site, event, details } = happening;
    let (site, details) = (escape::hosts(site), details_in_words(details, look.lang));
    let label = event.label();
    match look.lang {
        Lang::Zh => format!("已记录 #{id}：{site} {}（{}）{details}", label.zh, event.name()),
        Lang::En => format!("recorded #{id}: {site} {} {details}", event.name()),
    }
}

fn event(text: &str) -> Result<Event, ValueError> {
    Event::typed(text).ok_or_else(|| {
        let names = || Event::ALL.iter().map(|event| event.name());
        let meant = nearest(text, names()).unwrap_or_default();
        let all = names().collect::<Vec<_>>().join(", ");
        let zh = |event: &Event| format!("{}（{}）", event.name(), event.label().zh);
        let all_zh = Event::ALL.iter().map(zh).collect::<Vec<_>>().join("、");
        ValueError::form((
            format!("可用的事件：{all_zh}"),
            format!("write {meant}, or one of {all}"),
        ))
    })
}

/// A moment; shared with `correct`.
pub(super) fn when(text: &str) -> Result<When, ValueError> {
    When::typed(text).map_err(|error| match error {
        DateError::Form(_) => ValueError::form((
            "请写成 YYYY-MM-DD，时刻要紧时写成 YYYY-MM-DD HH:MM",
            "write it as YYYY-MM-DD, or YYYY-MM-DD HH:MM where the hour counts",
        )),
        DateError::NoSuchDay { .. } => ValueError::new(error.text(), error.fix()),
    })
}
