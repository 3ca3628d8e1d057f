//! `--record`: opens the ledger, and words what the recorder noted.

use crate::config::Config;
use crate::domain::date::Date;
use crate::domain::lang::Text;
use crate::engine::{RecordNote, Recorder};
use crate::report::deadlines::loss;

use super::super::context::ledger_path;
use super::super::{Error, World};
use super::args::OutputArgs;

/// Opens the ledger, if the user wants it, before any work is done.
pub(super) fn recorder(
    args: &OutputArgs,
    config: Option<&Config>,
    today: Date,
    world: &World<'_>,
) -> Result<Option<Recorder>, Error> {
    if !args.record {
        return Ok(None);
    }
    let path = ledger_path(args.ledger.as_deref(), config, world)?;
    Ok(Some(Recorder::open(&path, today, world.now)?))
}

/// The notes of a recorder, in words.
pub(super) fn words(note: RecordNote) -> Vec<Text> {
    match note {
        RecordNote::NoDomain(target) => vec![Text::made(
            format!("{target} 没有域名，未记入账本：请在 [[site]] 中声明 domain"),
            format!("{target} is not recorded, it has no domain: declare it in a [[site]]"),
        )],
        RecordNote::Lost { site, losses } => losses
            .iter()
            .map(loss)
            .map(|text| Text::made(format!("{site}：{}", text.zh), format!("{site}: {}", text.en)))
            .collect(),
    }
}
