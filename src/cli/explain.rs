//! `beian explain [RULE]`.

use clap::Args;

use crate::config::nearest;
use crate::report::rule_page;
use crate::rules;

use super::look::Look;
use super::{Error, Exit, World};

/// Explain a rule: why it is there, its legal basis, how to satisfy it, examples
#[derive(Args, Debug)]
#[command(
    after_help = "Examples:\n  beian explain icp-not-linked\n  beian explain icp-not-linked --lang zh\n  beian explain            all rules"
)]
pub(super) struct Explain {
    /// The rule's id; without one, all rules are listed
    rule: Option<String>,
}

impl Explain {
    pub(super) fn run(self, world: &mut World<'_>, look: Look) -> Result<Exit, Error> {
        let page = match self.rule {
            None => rule_page::list(rules::ALL, look.lang),
            Some(id) => rule_page::explain(rule(&id)?, look.lang),
        };
        world.out.write_all(page.as_bytes())?;
        Ok(Exit::Clean)
    }
}

fn rule(id: &str) -> Result<&'static rules::Rule, Error> {
    rules::by_id(id).ok_or_else(|| {
        let meant = nearest(id, rules::ALL.iter().map(|rule| rule.id)).unwrap_or_default();
        Error::new(
            (format!("没有规则 {id:?}"), format!("there is no rule {id:?}")),
            (
                format!("是否想写 {meant}？全部规则见 `beian rules`"),
                format!("did you mean {meant}? `beian rules` lists them all"),
            ),
        )
    })
}

#[cfg(test)]
mod tests {
    use super::super::testing::Bench;
    use super::*;

    #[test]
    fn every_rule_is_explained_in_either_language() {
        for rule in rules::ALL {
            for lang in ["zh", "en"] {
                let done = Bench::new().run(&["explain", rule.id, "--lang", lang]);
                assert_eq!((done.exit, done.err.as_str()), (Exit::Clean, ""));
                assert!(done.out.contains(rule.id), "{}", done.out);
            }
        }
    }

    #[test]
    fn an_unknown_rule_names_the_nearest() {
        let done = Bench::new().run(&["explain", "icp-mising"]);
        assert_eq!((done.exit, done.out.as_str()), (Exit::Usage, ""));
        assert_eq!(
            done.err,
            "error: there is no rule \"icp-mising\"\n  fix: did you mean icp-missing? `beian rules` lists them all\n"
        );
    }

    #[test]
    fn without_a_rule_all_are_listed() {
        let bench = Bench::new();
        assert_eq!(bench.run(&["explain"]).out, bench.run(&["rules"]).out);
    }
}
