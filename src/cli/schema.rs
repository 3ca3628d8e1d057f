//! `beian schema`.

use clap::{Args, ValueEnum};

use crate::report::{json, preflight};

use super::{Error, Exit, World};

/// Print the JSON Schema of `beian audit --format json`, or of another command's
#[derive(Args, Debug)]
pub(super) struct Schema {
    /// The command whose report is meant
    #[arg(value_enum, default_value_t)]
    of: Of,
}

/// A command with a report in JSON.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Of {
    #[default]
    Audit,
    Preflight,
}

impl Schema {
    pub(super) fn run(self, world: &mut World<'_>) -> Result<Exit, Error> {
        let schema = match self.of {
            Of::Audit => json::schema(),
            Of::Preflight => preflight::json::schema(),
        };
        world.out.write_all(schema.as_bytes())?;
        Ok(Exit::Clean)
    }
}
