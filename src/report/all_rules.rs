//! The rules of all rooms together, as `beian rules` lists and `beian explain` explains them.

use crate::domain::failure::Failure;
use crate::domain::lang::Lang;
use crate::domain::nearest::nearest;
use crate::preflight::rules as filing_rules;
use crate::rules;

use super::preflight::rule_page as filing_page;
use super::rule_page;

/// All rules, those about pages first.
pub fn list(lang: Lang) -> String {
    let filings = filing_page::list(filing_rules::ALL, lang);
    rule_page::list(rules::ALL, lang) + &filings
}

/// The page of a rule, whatever it judges.
pub fn explain(id: &str, lang: Lang) -> Result<String, Failure> {
    if let Some(rule) = filing_rules::by_id(id) {
        return Ok(filing_page::explain(rule, lang));
    }
    let rule = rules::by_id(id).ok_or_else(|| {
        let ids =
            rules::ALL.iter().map(|rule| rule.id).chain(filing_rules::ALL.iter().map(|it| it.id));
        let meant = nearest(id, ids).unwrap_or_default();
        Failure::new(
            (format!("没有规则 {id:?}"), format!("there is no rule {id:?}")),
            (
                format!("是否想写 {meant}？全部规则见 `beian rules`"),
                format!("did you mean {meant}? `beian rules` lists them all"),
            ),
        )
    })?;
    Ok(rule_page::explain(rule, lang))
}
