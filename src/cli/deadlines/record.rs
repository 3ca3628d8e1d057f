//! `beian deadlines record DOMAIN EVENT [WHEN]`.

use clap::Args;

use super::super::usage::ValueError;
use crate::config::nearest;
use crate::domain::date::DateError;
use crate::domain::event::Event;
use crate::domain::lang::Bilingual as _;
use crate::domain::lang::{Lang, Text};
use crate::domain::record::{Happening, When};
use crate::ledger::{Id, Value};
use crate::report::escape;

use super::super::context::note;
use super::super::look::Look;
use super::super::{Error, Exit, World};
use super::acknowledge;
use super::place::Scene;
use super::said::{self, Details};

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
    details: Details,
}

impl Record {
    pub(super) fn run(
        self,
        scene: &Scene,
        world: &mut World<'_>,
        look: Look,
    ) -> Result<Exit, Error> {
        let (site, slip) = scene.site(&self.domain)?;
        let Details { due, note: remark } = self.details;
        let when = self.when.unwrap_or(When::day(scene.today));
        let value = Value { when, due, note: remark };
        said::check(self.event, &value, scene.today)?;
        said::check_hour(when, world)?;
        if let Some(slip) = slip {
            note(&slip, look, world)?;
        }
        let Value { when, due, note } = value;
        let happening = Happening { site, event: self.event, when, due, note };
        scene.tell_ledger(look, world)?;
        let mut ledger = scene.write()?;
        let mut batch = ledger.batch()?;
        let id = batch.record(&happening, world.now)?;
        acknowledge::commit(batch, &told(id, &happening, look), world.out)?;
        Ok(Exit::Clean)
    }
}

/// What is in the ledger now.
fn told(id: Id, happening: &Happening, look: Look) -> String {
    let Happening { site, event, .. } = happening;
    let site = escape::hosts(site);
    if look.is_quiet() {
        return id.to_string();
    }
    let said = said(&happening.clone().into(), look.lang);
    let label = event.label();
    match look.lang {
        Lang::Zh => format!("已记录 #{id}：{site} {}（{}）{said}", label.zh, event.name()),
        Lang::En => format!("recorded #{id}: {site} {} {said}", event.name()),
    }
}

impl From<Happening> for Value {
    fn from(Happening { when, due, note, .. }: Happening) -> Self {
        Self { when, due, note }
    }
}

/// What an entry says, for people.
pub(super) fn said(value: &Value, lang: Lang) -> String {
    let mut said = value.when.to_string();
    if let Some(due) = value.due {
        let due = Text::made(format!("，期限 {due}"), format!(", due {due}"));
        said.push_str(due.get(lang));
    }
    if let Some(note) = &value.note {
        let note = escape::line(note);
        let note = Text::made(format!("（{note}）"), format!(" ({note})"));
        said.push_str(note.get(lang));
    }
    said
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
