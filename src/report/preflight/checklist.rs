//! The check list of the filing process, item by item: which rule, clock, decision, step or paper answers it, or why a
//! program cannot.

use std::fmt::Write as _;

use crate::domain::lang::{Lang, Text};

/// The items: group, id, Chinese, English, answers.
const TABLE: &str = include_str!("checklist.tsv");

const GROUPS: [(&str, Text); 11] = [
    ("footer", Text::fixed("页脚", "Footer")),
    ("clocks", Text::fixed("期限", "Clocks")),
    ("domain", Text::fixed("域名", "Domain")),
    ("server", Text::fixed("服务器和产品", "Server and products")),
    ("access", Text::fixed("更换接入商", "Change of provider")),
    ("type", Text::fixed("备案类型和账号", "Kind of filing, account")),
    ("entity", Text::fixed("主体、联系人和内容", "Subject, contacts, content")),
    ("names", Text::fixed("网站名称", "Website names")),
    ("order", Text::fixed("订单和材料", "Order and papers")),
    ("sms", Text::fixed("短信核验", "SMS check")),
    ("after", Text::fixed("备案之后", "After the filing")),
];

const NOTES: [(&str, Text); 7] = [
    (
        "centre",
        Text::fixed(
            "是否居中由排版决定，检查的是页面底部",
            "whether it is centred is a matter of layout; the bottom is what is checked",
        ),
    ),
    (
        "notice",
        Text::fixed(
            "`beian.toml` 列出全部网站，`beian audit` 一次检查，找出没有展示的那个",
            "list all sites in `beian.toml`: one `beian audit` finds the one without",
        ),
    ),
    (
        "states",
        Text::fixed(
            "控制台里的其他状态只有接入商知道；退回后修改并再次提交即重新计时（order-updated、order-submitted）",
            "further states are known to the provider alone; an order that is changed and handed in again starts its clocks anew (order-updated, order-submitted)",
        ),
    ),
    (
        "miit",
        Text::fixed(
            "工信部的查询要输入验证码，程序不能代查：请在 https://beian.miit.gov.cn 查询，把号码写进 icp",
            "MIIT's query asks for a captcha, and a program must not answer it: look at https://beian.miit.gov.cn and write the number down as icp",
        ),
    ),
    (
        "wangpu",
        Text::fixed(
            "阿里巴巴旺铺不需要、也不能关联备案，不在检查之列",
            "a shop of 阿里巴巴旺铺 is not filed by its owner: nothing to check",
        ),
    ),
    (
        "document",
        Text::fixed(
            "证件原件只有本人看得到：名称、地址逐字核对由人来做",
            "the document is before its holder alone: comparing name and address letter by letter is a person's work",
        ),
    ),
    (
        "scan",
        Text::fixed(
            "漏洞和内容安全扫描由接入商和公安机关进行，是另一类工具的事",
            "scans for vulnerabilities and content are made by providers and police: another kind of tool",
        ),
    ),
];

/// One item.
struct Item {
    group: &'static str,
    id: &'static str,
    text: Text,
    answers: Vec<(&'static str, &'static str)>,
}

fn items() -> impl Iterator<Item = Item> {
    TABLE.lines().filter(|line| !line.starts_with('#') && !line.is_empty()).filter_map(|line| {
        let mut cells = line.split('\t');
        let (group, id, zh, en) = (cells.next()?, cells.next()?, cells.next()?, cells.next()?);
        Some(Item { group, id, text: Text::fixed(zh, en), answers: answers(cells.next()?) })
    })
}

/// `kind:name` pairs; the words of a command belong together.
fn answers(cell: &'static str) -> Vec<(&'static str, &'static str)> {
    let mut answers = Vec::new();
    let mut rest = cell.trim();
    while !rest.is_empty() {
        let kinds = [" rule:", " clock:", " decision:", " step:", " note:", " paper"];
        let end = kinds.iter().filter_map(|kind| rest.find(kind)).min().unwrap_or(rest.len());
        let (one, after) = rest.split_at(end);
        answers.push(one.split_once(':').unwrap_or((one, "")));
        rest = after.trim_start();
    }
    answers
}

/// The page (docs/checklist.md, docs/checklist.zh-CN.md).
pub fn markdown(lang: Lang) -> String {
    let say = |zh: &'static str, en: &'static str| match lang {
        Lang::Zh => zh,
        Lang::En => en,
    };
    let count = items().count();
    let mut page = match lang {
        Lang::Zh => format!(
            "# 备案全过程核对表\n\n本页由程序生成。备案文档里的 {count} 项要求，各由哪条规则、哪个期限、哪条结论或哪一步回答；程序不能检查的写明原因。\n\
             规则见 [rules](rules.zh-CN.md) 和 [备案材料规则](preflight-rules.zh-CN.md)，期限见 [deadlines](deadlines.zh-CN.md)，结论、步骤和材料由 `beian preflight` 给出。\n"
        ),
        Lang::En => format!(
            "# The filing process, item by item\n\nThis page is generated. The {count} things that the documents on filings ask for, \
             each with the rule, clock, decision or step that answers it, or the reason why a program cannot. Rules: \
             [of pages](rules.md), [of dossiers](preflight-rules.md); clocks: [deadlines](deadlines.md); decisions, steps and \
             papers: `beian preflight`.\n"
        ),
    };
    for (group, title) in &GROUPS {
        let head = say("| 项 | 要求 | 由谁回答 |", "| item | what is asked | answered by |");
        let _ = write!(page, "\n## {}\n\n{head}\n|---|---|---|\n", title.get(lang));
        for item in items().filter(|item| item.group == *group) {
            let answers: Vec<String> =
                item.answers.iter().map(|(kind, name)| answer(kind, name, lang)).collect();
            let _ = writeln!(
                page,
                "| {} | {} | {} |",
                item.id,
                item.text.get(lang),
                answers.join(say("；", "; "))
            );
        }
    }
    page
}

fn answer(kind: &str, name: &str, lang: Lang) -> String {
    let (pages, dossiers, deadlines) = match lang {
        Lang::Zh => ("rules.zh-CN.md", "preflight-rules.zh-CN.md", "deadlines.zh-CN.md"),
        Lang::En => ("rules.md", "preflight-rules.md", "deadlines.md"),
    };
    let label = |zh, en| Text::fixed(zh, en).get(lang).to_owned();
    match kind {
        "rule" => {
            let page =
                if crate::preflight::rules::by_id(name).is_some() { dossiers } else { pages };
            format!("[{name}]({page}#{name})")
        }
        "clock" => format!("{} [{name}]({deadlines})", label("期限", "clock")),
        "decision" => format!("{} `{name}`", label("结论", "decision")),
        "step" => format!("{} `{name}`", label("计划", "plan")),
        "paper" => label("材料清单", "list of papers"),
        "command" => format!("`beian {name}`"),
        _ => NOTES
            .iter()
            .find(|(key, _)| *key == name)
            .map(|(_, text)| text.get(lang).to_owned())
            .unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::clock;
    use crate::{preflight, rules};

    #[test]
    fn every_item_is_answered_by_something_that_is_there() {
        const DECISIONS: [&str; 9] = [
            "filing-needed",
            "filing-kind",
            "filing-made-on",
            "front",
            "orders",
            "sms",
            "site-open",
            "reachable",
            "opening",
        ];
        const STEPS: [&str; 10] = [
            "hand-in",
            "provider-review",
            "sms-check",
            "authority-review",
            "console-update",
            "opening",
            "move",
            "police-filing",
            "police-review",
            "police-badge",
        ];
        assert_eq!(items().count(), 149);
        for item in items() {
            assert!(GROUPS.iter().any(|(group, _)| *group == item.group), "{}", item.id);
            assert!(!item.answers.is_empty(), "{}", item.id);
            for (kind, name) in item.answers {
                let known = match kind {
                    "rule" => {
                        rules::by_id(name).is_some() || preflight::rules::by_id(name).is_some()
                    }
                    "clock" => clock::named(name).is_some(),
                    "decision" => DECISIONS.contains(&name) || name == "police",
                    "step" => STEPS.contains(&name),
                    "paper" => name.is_empty(),
                    "command" => name.starts_with("audit") || name.starts_with("snippet"),
                    "note" => NOTES.iter().any(|(key, text)| *key == name && !text.zh.is_empty()),
                    _ => false,
                };
                assert!(known, "{}: {kind} {name}", item.id);
            }
        }
    }
}
