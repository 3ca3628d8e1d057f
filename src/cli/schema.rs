//! `beian schema`.

use clap::Args;

use crate::report::{REPORT_SCHEMAS, ReportSchema};

use super::named::one_of;
use super::{Error, Exit, World};

/// Print the JSON Schema of `beian audit --format json`, or of another command's
#[derive(Args, Debug)]
pub(super) struct Schema {
    /// The command whose report is meant
    #[arg(default_value = "audit", value_parser = one_of(REPORT_SCHEMAS, |it| it.command))]
    of: &'static ReportSchema,
}

impl Schema {
    pub(super) fn run(self, world: &mut World<'_>) -> Result<Exit, Error> {
        world.out.write_all((self.of.schema)().as_bytes())?;
        Ok(Exit::Clean)
    }
}
