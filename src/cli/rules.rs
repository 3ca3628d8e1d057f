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

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use crate::rules;

    use super::*;

    #[test]
    fn each_rule_has_a_row_in_either_language() {
        for lang in ["zh", "en"] {
            let done = Bench::new().run(&["rules", "--lang", lang]);
            assert_eq!(done.exit, Exit::Clean);
            for rule in rules::ALL {
                assert!(done.out.lines().any(|line| line.starts_with(rule.id)), "{}", rule.id);
            }
        }
    }
}
