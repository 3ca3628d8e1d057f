//! The pages of rules about dossiers: `beian explain` and docs/preflight-rules.md say the same, from the rules themselves.

use std::fmt::Write as _;

use crate::domain::lang::{Lang, Text};
use crate::preflight::rule::{FilingRule, SeenExample};
use crate::report::rule_page::{ExampleText, RulePage, lines};
use crate::report::words::{self, word};

/// Of which dossiers a rule speaks.
fn scope(rule: &FilingRule) -> Text {
    let label = rule.scope.label();
    Text::made(format!("备案材料：{}", label.zh), format!("dossier: {}", label.en))
}

impl From<&'static FilingRule> for RulePage<'static> {
    fn from(rule: &'static FilingRule) -> Self {
        let examples = rule.examples.iter().map(|example| {
            let dossier = Some(("toml", example.dossier)).filter(|(_, text)| !text.is_empty());
            let seen = match example.seen {
                SeenExample::Nothing => None,
                SeenExample::Addresses(text) | SeenExample::Registry(text) => Some(("text", text)),
            };
            let inputs = dossier.into_iter().chain(seen).collect();
            ExampleText { name: &example.name, expect: example.expect, inputs }
        });
        Self {
            id: rule.id,
            title: &rule.title,
            why: &rule.why,
            fix: &rule.fix,
            basis: rule.basis,
            severity: rule.severity,
            scope: scope(rule),
            examples: examples.collect(),
        }
    }
}

/// What `beian explain RULE` prints.
pub fn explain(rule: &'static FilingRule, lang: Lang) -> String {
    RulePage::from(rule).explain(lang)
}

/// What `beian rules` prints of these rules.
pub fn list(rules: &[&'static FilingRule], lang: Lang) -> String {
    let pages: Vec<RulePage<'_>> = rules.iter().map(|rule| RulePage::from(*rule)).collect();
    lines(&pages, lang)
}

/// The page of all rules in Markdown.
pub fn markdown(rules: &[&'static FilingRule], lang: Lang) -> String {
    let mut page = word(
        "# 备案材料规则\n\n本页由 `src/preflight/rules` 生成，请勿手工修改。每条规则的示例同时也是测试。`beian explain 规则名` 显示同样的内容；\
         `beian preflight --rule 规则名=off|info|warning|error` 调整级别。\n\n| 规则 | 级别 | 问题 |\n|---|---|---|\n",
        "# Rules about dossiers\n\nThis page is generated from `src/preflight/rules`; do not edit it. The examples of each rule \
         are its tests too. `beian explain RULE` prints the same; `beian preflight --rule RULE=off|info|warning|error` sets a \
         rule's level.\n\n| rule | severity | fault |\n|---|---|---|\n",
        lang,
    )
    .to_owned();
    for rule in rules {
        let severity = words::severity(rule.severity);
        let _ = writeln!(
            page,
            "| [{id}](#{id}) | {} | {} |",
            severity.get(lang),
            rule.title.get(lang),
            id = rule.id
        );
    }
    for rule in rules {
        RulePage::from(*rule).chapter(&mut page, lang);
    }
    page
}
