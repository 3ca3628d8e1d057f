//! `beian preflight --record`: what has happened goes into the ledger, each event once. No personal data does.

use crate::config::Config;
use crate::domain::lang::Text;
use crate::domain::record::Happening;
use crate::ledger::Ledger;
use crate::preflight::dossier::Dossier;
use crate::preflight::happenings;

use super::super::context::{ledger_path, note};
use super::super::look::Look;
use super::super::{Error, World};
use super::args::Options;

pub(super) fn record(
    dossier: &Dossier,
    options: &Options,
    config: Option<&Config>,
    world: &mut World<'_>,
    look: Look,
) -> Result<(), Error> {
    let path = ledger_path(options.ledger.as_deref(), config, world)?;
    let mut ledger = Ledger::open_write(&path)?;
    let mut new = Vec::new();
    for happening in happenings(dossier, world.today()) {
        let log = ledger.log(&happening.site)?;
        // a term is the same as long as its last day is
        let is_known = |it: &Happening| {
            let same = if happening.details.due.is_some() {
                it.details.due == happening.details.due
            } else {
                it.details.when.day == happening.details.when.day
            };
            it.event == happening.event && same
        };
        if !log.happenings.iter().any(is_known) {
            new.push(happening);
        }
    }
    if !new.is_empty() {
        let mut batch = ledger.batch()?;
        for happening in &new {
            batch.record(happening, world.now)?;
        }
        batch.commit()?;
    }
    let (count, shown) = (new.len(), path.display());
    let text = Text::made(
        format!("{count} 个事件已记入 {shown}；`beian deadlines` 显示期限"),
        format!("{count} events are recorded in {shown}; `beian deadlines` shows what is due"),
    );
    note(&text, look, world)
}
