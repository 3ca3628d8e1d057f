//! `--record`: opens the ledger.

use crate::config::Config;
use crate::domain::date::Date;
use crate::engine::Recorder;

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
