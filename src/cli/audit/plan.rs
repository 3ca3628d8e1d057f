//! What a command line and `beian.toml` mean together: the sites to audit.

use crate::config::Config;
use crate::domain::date::Date;
use crate::engine::{Plan, PlanRequest};

use super::super::{Error, World};
use super::args::AuditArgs;

/// What to audit, with what the ledger holds of it.
pub(super) fn plan<'c>(
    audit: &AuditArgs,
    config: Option<&'c Config>,
    today: Date,
    world: &mut World<'_>,
) -> Result<Plan<'c>, Error> {
    let args = &audit.subject;
    let request = PlanRequest {
        targets: &args.targets,
        list: args.targets_file.as_deref(),
        saved: args.saved.as_deref(),
        local: args.local,
        all: args.all,
        clients: &args.client,
        name: args.name.as_deref(),
        base_path: args.base_path.as_deref(),
        declared: args.declared.read(today)?,
        config,
        cwd: &world.cwd,
        base: &world.base(),
        today,
    };
    let mut plan = request.plan(world.input)?;
    // A ledger that was named must be readable.
    let args = &audit.output.ledger;
    let is_named = args.ledger.is_some() || config.is_some_and(|config| config.ledger.is_some());
    match args.path(config, world) {
        Ok(path) if is_named => plan.add_logs(&path)?,
        Ok(path) => plan.add_logs_if_readable(&path),
        Err(_) => {}
    }
    plan.note_conflicts(today);
    Ok(plan)
}
