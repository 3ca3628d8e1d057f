//! `beian explain [RULE]`.

use clap::Args;

use crate::config::nearest;
use crate::domain::lang::Lang;
use crate::preflight::rules as filing_rules;
use crate::report::preflight::rule_page as filing_pages;
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
            None => list(look.lang),
            Some(id) => page(&id, look.lang)?,
        };
        world.out.write_all(page.as_bytes())?;
        Ok(Exit::Clean)
    }
}

/// All rules, those about pages first.
pub(super) fn list(lang: Lang) -> String {
    let filings = filing_pages::list(filing_rules::ALL, lang);
    rule_page::list(rules::ALL, lang) + &filings
}

/// The page of a rule, whatever it judges.
fn page(id: &str, lang: Lang) -> Result<String, Error> {
    if let Some(rule) = filing_rules::by_id(id) {
        return Ok(filing_pages::explain(rule, lang));
    }
    let rule = rules::by_id(id).ok_or_else(|| {
        let ids =
            rules::ALL.iter().map(|rule| rule.id).chain(filing_rules::ALL.iter().map(|it| it.id));
        let meant = nearest(id, ids).unwrap_or_default();
        Error::new(
            (format!("没有规则 {id:?}"), format!("there is no rule {id:?}")),
            (
                format!("是否想写 {meant}？全部规则见 `beian rules`"),
                format!("did you mean {meant}? `beian rules` lists them all"),
            ),
        )
    })?;
    Ok(rule_page::explain(rule, lang))
}
