//! `beian rules` and `beian explain [RULE]`.

use clap::Args;

use crate::report::all_rules;

use super::{Error, Exit, World};

/// List all rules, of pages and of filings: id, severity, scope and title
#[derive(Args, Debug)]
#[command(after_help = "Examples:\n  beian rules --lang zh\n  beian explain icp-missing")]
pub(super) struct Rules {}

/// Explain a rule: why it is there, its legal basis, how to satisfy it, examples
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  beian explain icp-not-linked\n  beian explain icp-not-linked --lang zh\n  beian explain            all rules"
)]
pub(super) struct Explain {
    /// The rule's id; without one, all rules are listed
    rule: Option<String>,
}

impl Rules {
    pub(super) fn run(self, world: &mut World<'_>) -> Result<Exit, Error> {
        let Self {} = self;
        Explain { rule: None }.run(world)
    }
}

impl Explain {
    pub(super) fn run(self, world: &mut World<'_>) -> Result<Exit, Error> {
        let page = match self.rule {
            None => all_rules::list(world.look.lang),
            Some(id) => all_rules::explain(&id, world.look.lang)?,
        };
        world.out.write_all(page.as_bytes())?;
        Ok(Exit::Clean)
    }
}
