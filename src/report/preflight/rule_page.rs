//! The pages of rules about dossiers: `beian explain` and docs/preflight-rules.md say the same, from the rules themselves.

use std::fmt::Write as _;

use crate::domain::lang::{Lang, Text};
use crate::preflight::rule::FilingRule;
use crate::report::rule_page::{cite, pad, pick, prose, section};
use crate::report::words;

const SCOPE: Text = Text::fixed("备案材料", "dossier");

/// What `beian explain RULE` prints.
pub fn explain(rule: &FilingRule, lang: Lang) -> String {
    let say = |zh, en| pick(lang, zh, en);
    let mut page = format!("{}  {}\n", rule.id, facts(rule, lang));
    let _ = writeln!(page, "{}\n", rule.title.get(lang));
    section(&mut page, say("为什么", "Why"), rule.why.get(lang));
    section(&mut page, say("怎么改", "Fix"), rule.fix.get(lang));
    let basis: Vec<String> = rule.basis.iter().map(|basis| cite(basis, lang)).collect();
    section(&mut page, say("依据", "Basis"), &basis.join("\n"));
    for example in rule.examples {
        let verdict = words::expect(example.expect);
        let head = format!("{} [{}]", say("示例", "Example"), verdict.get(lang));
        let body = format!("{}\n\n{}", example.name.get(lang), example.dossier.trim_end());
        section(&mut page, &head, &body);
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

/// The rows of `beian rules`: id, severity, scope and title, aligned like those of the other rules.
pub fn list(rules: &[&FilingRule], lang: Lang) -> String {
    let rows: Vec<_> = rules
        .iter()
        .map(|rule| {
            let severity = words::severity(rule.severity).get(lang).to_owned();
            ([rule.id.to_owned(), severity, SCOPE.get(lang).to_owned()], rule.title.get(lang))
        })
        .collect();
    pad(&rows)
}

/// The page of all rules in Markdown.
pub fn markdown(rules: &[&FilingRule], lang: Lang) -> String {
    let mut page = pick(
        lang,
        "# 备案材料规则\n\n本页由 `src/preflight/rules` 生成，请勿手工修改。每条规则的示例同时也是测试。`beian explain 规则名` 显示同样的内容；\
         `beian preflight --rule 规则名=off|info|warning|error` 调整级别。\n\n| 规则 | 级别 | 问题 |\n|---|---|---|\n",
        "# Rules about dossiers\n\nThis page is generated from `src/preflight/rules`; do not edit it. The examples of each rule \
         are its tests too. `beian explain RULE` prints the same; `beian preflight --rule RULE=off|info|warning|error` sets a \
         rule's level.\n\n| rule | severity | fault |\n|---|---|---|\n",
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
        let say = |zh, en| pick(lang, zh, en);
        let _ = writeln!(
            page,
            "\n## {}\n\n**{}** · {}\n",
            rule.id,
            rule.title.get(lang),
            facts(rule, lang)
        );
        let _ =
            writeln!(page, "{}{}\n", say("**为什么**：", "**Why:** "), prose(rule.why.get(lang)));
        let _ = writeln!(page, "{}{}", say("**怎么改**：", "**Fix:** "), prose(rule.fix.get(lang)));
        let _ = writeln!(page, "\n{}\n", say("**依据**：", "**Basis:**"));
        for basis in rule.basis {
            let _ = writeln!(page, "- {}", cite(basis, lang));
        }
        for example in rule.examples {
            let verdict = words::expect(example.expect);
            let _ =
                writeln!(page, "\n{} → **{}**", prose(example.name.get(lang)), verdict.get(lang));
            if !example.dossier.is_empty() {
                let _ = writeln!(page, "\n```toml\n{}\n```", example.dossier.trim_end());
            }
        }
    }
    page
}

fn facts(rule: &FilingRule, lang: Lang) -> String {
    format!("{} · {}", words::severity(rule.severity).get(lang), SCOPE.get(lang))
}
