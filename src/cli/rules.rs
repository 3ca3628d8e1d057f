//! `beian rules`.

use clap::Args;

use super::look::Look;
use super::{Error, Exit, World};

/// List all rules, of pages and of filings: id, severity, scope and title
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  beian rules --lang zh\n  beian explain icp-missing")]
pub(super) struct Rules {}

impl Rules {
    pub(super) fn run(self, world: &mut World<'_>, look: Look) -> Result<Exit, Error> {
        let Self {} = self;
        world.out.write_all(super::explain::list(look.lang).as_bytes())?;
        Ok(Exit::Clean)
    }
}
