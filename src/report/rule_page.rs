//! The pages of rules: `beian explain`, `beian rules` and docs/rules.md say the same, from the rules themselves.

use std::fmt::Write as _;

use unicode_width::UnicodeWidthStr as _;

use crate::domain::basis::{Basis, BasisKind};
use crate::domain::lang::{Lang, Text};
use crate::rules::{Check, Expect, Rule, Severity};

use super::words::word;
use super::{escape, words};

/// What the page of a rule says, whatever the rule judges.
pub(super) struct RulePage<'a> {
    pub(super) id: &'a str,
    pub(super) title: &'a Text,
    pub(super) why: &'a Text,
    pub(super) fix: &'a Text,
    pub(super) basis: &'a [Basis],
    pub(super) severity: Severity,
    /// What it judges, in a word or two.
    pub(super) scope: Text,
    pub(super) examples: Vec<ExampleText<'a>>,
}

/// An example of a rule.
pub(super) struct ExampleText<'a> {
    pub(super) name: &'a Text,
    pub(super) expect: Expect,
    /// What is judged, and the language that it is written in, as a Markdown fence names it.
    pub(super) inputs: Vec<(&'static str, &'a str)>,
}

impl RulePage<'_> {
    /// The page in a terminal.
    pub(super) fn explain(&self, lang: Lang) -> String {
        let say = |zh, en| word(zh, en, lang);
        let mut page = format!("{}  {}\n", self.id, self.facts(lang));
        let _ = writeln!(page, "{}\n", self.title.get(lang));
        section(&mut page, say("为什么", "Why"), self.why.get(lang));
        section(&mut page, say("怎么改", "Fix"), self.fix.get(lang));
        let basis: Vec<String> = self.basis.iter().map(|basis| cite(basis, lang)).collect();
        section(&mut page, say("依据", "Basis"), &basis.join("\n"));
        for example in &self.examples {
            let verdict = words::expect(example.expect);
            let head = format!("{} [{}]", say("示例", "Example"), verdict.get(lang));
            let mut body = example.name.get(lang).to_owned();
            for (_, input) in &example.inputs {
                let _ = write!(body, "\n\n{}", escape::lines(input).trim_end());
            }
            section(&mut page, &head, &body);
        }
        page.truncate(page.trim_end().len());
        page.push('\n');
        page
    }

    /// The chapter in a page of Markdown.
    pub(super) fn chapter(&self, page: &mut String, lang: Lang) {
        let say = |zh, en| word(zh, en, lang);
        let (title, facts) = (self.title.get(lang), self.facts(lang));
        let _ = writeln!(page, "\n## {}\n\n**{title}** · {facts}\n", self.id);
        let why = prose(self.why.get(lang));
        let _ = writeln!(page, "{}{why}\n", say("**为什么**：", "**Why:** "));
        let _ = writeln!(page, "{}{}", say("**怎么改**：", "**Fix:** "), prose(self.fix.get(lang)));
        if !self.basis.is_empty() {
            let _ = writeln!(page, "\n{}\n", say("**依据**：", "**Basis:**"));
            for basis in self.basis {
                let _ = writeln!(page, "- {}", cite(basis, lang));
            }
        }
        for example in &self.examples {
            let (name, verdict) = (example.name.get(lang), words::expect(example.expect));
            let _ = writeln!(page, "\n{} → **{}**", prose(name), verdict.get(lang));
            for (fence, input) in &example.inputs {
                let _ = writeln!(page, "\n```{fence}\n{}\n```", escape::lines(input).trim_end());
            }
        }
    }

    /// Severity and scope in a few words.
    fn facts(&self, lang: Lang) -> String {
        format!("{} · {}", words::severity(self.severity).get(lang), self.scope.get(lang))
    }

    /// The cells of `beian rules`, before the title.
    fn cells(&self, lang: Lang) -> [String; 3] {
        let severity = words::severity(self.severity).get(lang).to_owned();
        [self.id.to_owned(), severity, self.scope.get(lang).to_owned()]
    }
}

/// What `beian rules` prints: one rule a line, with severity, what it judges, and the fault.
pub(super) fn lines(pages: &[RulePage<'_>], lang: Lang) -> String {
    let rows: Vec<_> = pages.iter().map(|rule| (rule.cells(lang), rule.title.get(lang))).collect();
    pad(&rows)
}

impl From<&'static Rule> for RulePage<'static> {
    fn from(rule: &'static Rule) -> Self {
        let examples = rule.examples.iter().map(|example| {
            let declared = Some(("toml", example.declared)).filter(|(_, text)| !text.is_empty());
            let pages = example.pages.iter().map(|page| ("html", *page));
            let inputs = declared.into_iter().chain(pages).collect();
            ExampleText { name: &example.name, expect: example.expect, inputs }
        });
        Self {
            id: rule.id,
            title: &rule.title,
            why: &rule.why,
            fix: &rule.fix,
            basis: rule.basis,
            severity: rule.severity,
            scope: scope(rule.check),
            examples: examples.collect(),
        }
    }
}

/// What `beian explain RULE` prints.
pub fn explain(rule: &'static Rule, lang: Lang) -> String {
    RulePage::from(rule).explain(lang)
}

/// What `beian rules` prints of these rules.
pub fn list(rules: &[&'static Rule], lang: Lang) -> String {
    let pages: Vec<RulePage<'_>> = rules.iter().map(|rule| RulePage::from(*rule)).collect();
    lines(&pages, lang)
}

/// Rows of a list, aligned: three cells and a title.
fn pad(rows: &[([String; 3], &str)]) -> String {
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
pub fn markdown(rules: &[&'static Rule], lang: Lang) -> String {
    let mut page = String::new();
    let intro = word(
        "# 规则\n\n本页由 `src/rules` 生成，请勿手工修改。每条规则的示例同时也是测试。\
         `beian explain 规则名` 显示同样的内容；`--rule 规则名=off|info|warning|error` 或 `beian.toml` 的 `[rules]` 可以调整级别。\n\n\
         | 规则 | 级别 | 范围 | 问题 |\n|---|---|---|---|\n",
        "# Rules\n\nThis page is generated from `src/rules`; do not edit it. The examples of each rule are its tests too. \
         `beian explain RULE` prints the same; `--rule RULE=off|info|warning|error` or `[rules]` in `beian.toml` sets a rule's level.\n\n\
         | rule | severity | judges | fault |\n|---|---|---|---|\n",
        lang,
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
        RulePage::from(*rule).chapter(&mut page, lang);
    }
    page
}

const fn scope(check: Check) -> Text {
    match check {
        Check::Page(_) => Text::fixed("每个页面", "every page"),
        Check::Home(_) => Text::fixed("首页", "home page"),
        Check::Site(_) => Text::fixed("整个站点", "site"),
    }
}

/// Law, article, the state of its text, and how far it binds.
fn cite(basis: &Basis, lang: Lang) -> String {
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

fn section(page: &mut String, head: &str, body: &str) {
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
fn prose(text: &str) -> String {
    text.replace('<', "&lt;")
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
