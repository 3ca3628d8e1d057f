//! The pages of rules: `beian explain`, `beian rules` and docs/rules.md say the same, from the rules themselves.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use crate::domain::basis::{Basis, BasisKind};
use crate::domain::lang::{Lang, Text};
use crate::rules::{Check, Example, Rule};

use super::{escape, words};

/// What `beian explain RULE` prints.
pub fn explain(rule: &Rule, lang: Lang) -> String {
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
        let mut body = example.name.get(lang).to_owned();
        for part in parts(example) {
            let _ = write!(body, "\n\n{}", escape::lines(part).trim_end());
        }
        section(&mut page, &head, &body);
    }
    page.truncate(page.trim_end().len());
    page.push('\n');
    page
}

/// What `beian rules` prints: one rule a line, with severity, what it judges, and the fault.
pub fn list(rules: &[&Rule], lang: Lang) -> String {
    let cells = |rule: &Rule| {
        let (severity, scope) = (words::severity(rule.severity), scope(rule.check));
        [rule.id.to_owned(), severity.get(lang).to_owned(), scope.get(lang).to_owned()]
    };
    let rows: Vec<_> = rules.iter().map(|rule| (cells(rule), rule.title.get(lang))).collect();
    pad(&rows)
}

/// Rows of a list, aligned: three cells and a title.
pub(super) fn pad(rows: &[([String; 3], &str)]) -> String {
    let widest =
        |column: usize| rows.iter().map(|(cells, _)| cells[column].width()).max().unwrap_or(0);
    let widths = [widest(0), widest(1), widest(2)];
    let mut lines = String::new();
    for (cells, title) in rows {
        for (cell, width) in cells.iter().zip(widths) {
            // Chinese characters are two columns wide, which `{:width$}` does not know.
            let _ = write!(lines, "{cell}{}  ", " ".repeat(width - cell.width()));
        }
        let _ = writeln!(lines, "{title}");
    }
    lines
}

/// The page of all rules in Markdown (docs/rules.md, docs/rules.zh-CN.md).
pub fn markdown(rules: &[&Rule], lang: Lang) -> String {
    let mut page = String::new();
    let intro = pick(
        lang,
        "# 规则\n\n本页由 `src/rules` 生成，请勿手工修改。每条规则的示例同时也是测试。\
         `beian explain 规则名` 显示同样的内容；`--rule 规则名=off|info|warning|error` 或 `beian.toml` 的 `[rules]` 可以调整级别。\n\n\
         | 规则 | 级别 | 范围 | 问题 |\n|---|---|---|---|\n",
        "# Rules\n\nThis page is generated from `src/rules`; do not edit it. The examples of each rule are its tests too. \
         `beian explain RULE` prints the same; `--rule RULE=off|info|warning|error` or `[rules]` in `beian.toml` sets a rule's level.\n\n\
         | rule | severity | judges | fault |\n|---|---|---|---|\n",
    );
    page.push_str(intro);
    for rule in rules {
        let (severity, scope) = (words::severity(rule.severity), scope(rule.check));
        let _ = writeln!(
            page,
            "| [{id}](#{id}) | {} | {} | {} |",
            severity.get(lang),
            scope.get(lang),
            rule.title.get(lang).replace('|', "\\|"),
            id = rule.id,
        );
    }
    for rule in rules {
        markdown_rule(&mut page, rule, lang);
    }
    page
}

fn markdown_rule(page: &mut String, rule: &Rule, lang: Lang) {
    let say = |zh, en| pick(lang, zh, en);
    let _ = writeln!(
        page,
        "\n## {}\n\n**{}** · {}\n",
        rule.id,
        rule.title.get(lang),
        facts(rule, lang)
    );
    let _ = writeln!(page, "{}{}\n", say("**为什么**：", "**Why:** "), prose(rule.why.get(lang)));
    let _ = writeln!(page, "{}{}", say("**怎么改**：", "**Fix:** "), prose(rule.fix.get(lang)));
    if !rule.basis.is_empty() {
        let _ = writeln!(page, "\n{}\n", say("**依据**：", "**Basis:**"));
        for basis in rule.basis {
            let _ = writeln!(page, "- {}", cite(basis, lang));
        }
    }
    for example in rule.examples {
        let verdict = words::expect(example.expect);
        let _ = writeln!(page, "\n{} → **{}**", prose(example.name.get(lang)), verdict.get(lang));
        if !example.declared.is_empty() {
            let _ = writeln!(page, "\n```toml\n{}\n```", example.declared.trim_end());
        }
        for html in example.pages {
            let _ = writeln!(page, "\n```html\n{}\n```", escape::lines(html).trim_end());
        }
    }
}

/// Severity and scope in a few words.
fn facts(rule: &Rule, lang: Lang) -> String {
    let (severity, scope) = (words::severity(rule.severity), scope(rule.check));
    format!("{} · {}", severity.get(lang), scope.get(lang))
}

const fn scope(check: Check) -> Text {
    match check {
        Check::Page(_) => Text::fixed("每个页面", "every page"),
        Check::Home(_) => Text::fixed("首页", "home page"),
        Check::Site(_) => Text::fixed("整个站点", "site"),
        Check::Dossier => Text::fixed("备案资料", "dossier"),
    }
}

/// Law, article, the state of its text, and how far it binds.
pub(super) fn cite(basis: &Basis, lang: Lang) -> String {
    let kind = match basis.kind {
        BasisKind::Law => Text::fixed("法规", "law"),
        BasisKind::Guide => Text::fixed("接入商或主管部门的指南，不是法规", "a guide, not a law"),
        BasisKind::Reading => Text::fixed("本工具的理解", "our own reading"),
    };
    let (law, kind, as_of) = (basis.cite(lang), kind.get(lang), basis.text_as_of);
    let known = basis.known.get(lang);
    match lang {
        Lang::Zh => format!("{law}（{kind}，文本截至 {as_of}；{known}）"),
        Lang::En => format!("{law} ({kind}, text as of {as_of}; {known})"),
    }
}

/// Declared values and pages of an example.
fn parts(example: &Example) -> impl Iterator<Item = &'static str> {
    let declared = Some(example.declared).filter(|declared| !declared.is_empty());
    declared.into_iter().chain(example.pages.iter().copied())
}

pub(super) fn section(page: &mut String, head: &str, body: &str) {
    if body.is_empty() {
        return;
    }
    let _ = writeln!(page, "{head}");
    for line in body.lines() {
        let _ = writeln!(page, "{}", format!("    {line}").trim_end());
    }
    page.push('\n');
}

/// Text in which Markdown sees no HTML.
pub(super) fn prose(text: &str) -> String {
    text.replace('<', "&lt;")
}

pub(super) fn pick<'t>(lang: Lang, zh: &'t str, en: &'t str) -> &'t str {
    match lang {
        Lang::Zh => zh,
        Lang::En => en,
    }
}

#[cfg(test)]
mod tests {
    use super::super::sample::RULES;
    use super::*;

    #[test]
    fn a_rule_explains_itself() {
        insta::assert_snapshot!(explain(RULES[1], Lang::Zh));
    }

    #[test]
    fn all_rules_in_markdown() {
        insta::assert_snapshot!(markdown(&RULES, Lang::En));
    }

    #[test]
    fn the_list_is_aligned() {
        insta::assert_snapshot!(list(&RULES, Lang::En), @"
        copyright-year-stale  info   home page   the copyright year is old
        icp-not-linked        error  every page  the ICP number is not linked
        ");
    }
}
