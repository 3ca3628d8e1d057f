//! Words for a client, who runs neither the site nor this program: what speaks of `beian.toml`, of options and of
//! commands is left out of a text.

use std::borrow::Cow;

/// What only who runs this program can do something with.
const OPERATOR: [&str; 12] = [
    "beian ",
    "beian.toml",
    "[[site]]",
    "[audit]",
    "police_",
    "写入 police",
    "审计 ",
    "Audit ",
    "审计机器",
    "重新审计",
    "audit again",
    "the auditing machine",
];

/// A text without the sentences that are for the operator alone. Empty where nothing else was said.
pub(super) fn for_client(text: &str) -> Cow<'_, str> {
    if !speaks_of_operation(text) {
        return Cow::Borrowed(text);
    }
    let mut kept: Vec<String> = Vec::new();
    for line in text.split('\n') {
        let is_html = line.trim_start().starts_with('<');
        if is_html || !speaks_of_operation(line) {
            kept.push(without_or(line).into_owned());
            continue;
        }
        if line.starts_with("beian ") {
            // the words that lead to a command go with it
            kept.pop_if(|lead| lead.ends_with(['：', ':']));
            continue;
        }
        let line = sentences(&without_brackets(line));
        if !line.is_empty() {
            kept.push(line);
        }
    }
    Cow::Owned(kept.join("\n"))
}

fn speaks_of_operation(text: &str) -> bool {
    OPERATOR.iter().any(|word| text.contains(word)) || has_option(text)
}

/// Whether an option is named: two hyphens before a letter, behind a blank or a Chinese character.
fn has_option(text: &str) -> bool {
    text.match_indices("--").any(|(at, _)| {
        let before = text.get(..at).and_then(|text| text.chars().next_back());
        let after = text.get(at + 2..).and_then(|text| text.chars().next());
        before.is_none_or(|c| !c.is_ascii_alphanumeric() && c != '-')
            && after.is_some_and(|c| c.is_ascii_lowercase())
    })
}

/// The text without the brackets that are for the operator.
fn without_brackets(text: &str) -> String {
    let mut text = text.to_owned();
    for [open, close] in [['（', '）'], ['(', ')']] {
        let mut from = 0;
        while let Some(start) = text.get(from..).and_then(|rest| rest.find(open)) {
            let start = from + start;
            let Some(length) = text.get(start..).and_then(|rest| rest.find(close)) else { break };
            let end = start + length + close.len_utf8();
            if text.get(start..end).is_some_and(speaks_of_operation) {
                let blank = text.get(..start).is_some_and(|before| before.ends_with(' '));
                text.replace_range(start - usize::from(blank)..end, "");
            } else {
                from = end;
            }
        }
    }
    text
}

/// The clauses of a line that are not for the operator.
fn sentences(line: &str) -> String {
    let mut kept = String::new();
    for clause in clauses(line) {
        if speaks_of_operation(clause) {
            let start = beginning(clause);
            kept.push_str(start);
            if !start.is_empty() && !clause.trim_end_matches(['。', '；', ';', '.', ' ']).eq(clause)
            {
                kept.push(if clause.is_ascii() { ';' } else { '；' });
                kept.push_str(if clause.is_ascii() { " " } else { "" });
            }
        } else {
            kept.push_str(clause);
        }
    }
    let kept = kept.trim_end_matches(['；', ';', '，', ',', ' ']);
    without_or(kept.trim_start()).into_owned()
}

/// What a clause says before it turns to the operator; a condition alone says nothing.
fn beginning(clause: &str) -> &str {
    const CONDITIONS: [&str; 6] = ["如果", "若", "网络慢", "if ", "and once", "or "];
    let mut end = 0;
    let mut from = 0;
    loop {
        let rest = clause.get(from..).unwrap_or_default();
        let comma = ["，", ", "].iter().filter_map(|it| Some((rest.find(it)?, it.len()))).min();
        let Some((at, length)) = comma else { break };
        let part = rest.get(..at).unwrap_or_default();
        let condition = CONDITIONS.iter().any(|it| part.trim_start().starts_with(it));
        if speaks_of_operation(part) {
            break;
        }
        if !condition {
            end = from + at;
        }
        from += at + length;
    }
    clause.get(..end).unwrap_or_default()
}

/// A line in clauses: a stop belongs to the clause that it ends, an "or" to the one that it begins.
fn clauses(line: &str) -> Vec<&str> {
    const STOPS: [&str; 4] = ["。", "；", "; ", ". "];
    const ORS: [&str; 2] = ["，或", ", or "];
    let mut clauses = Vec::new();
    let mut rest = line;
    loop {
        let stop = STOPS.iter().filter_map(|stop| Some(rest.find(stop)? + stop.len())).min();
        let or = ORS.iter().filter_map(|or| rest.find(or).filter(|at| *at > 0)).min();
        let Some(end) = stop.into_iter().chain(or).min() else { break };
        let (clause, after) = rest.split_at(end);
        clauses.push(clause);
        rest = after;
    }
    clauses.push(rest);
    clauses
}

/// The text without the word that joined it to what is gone.
fn without_or(text: &str) -> Cow<'_, str> {
    for word in ["，或者", "或者", "或"] {
        if let Some(rest) = text.strip_prefix(word) {
            return Cow::Borrowed(rest);
        }
    }
    let Some(rest) = text.strip_prefix(", or ").or_else(|| text.strip_prefix("or ")) else {
        return Cow::Borrowed(text);
    };
    let mut chars = rest.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    Cow::Owned(first.into_iter().chain(chars).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules;

    #[test]
    fn what_is_for_the_operator_is_left_out() {
        for (text, expected) in [
            ("加上链接。", "加上链接。"),
            (
                "每次构建之后运行，写进所有页面：\nbeian inject public --icp X\n或者粘贴到主题的页脚模板中：\n<a>x</a>",
                "粘贴到主题的页脚模板中：\n<a>x</a>",
            ),
            (
                "Run this after each build:\nbeian inject public\nor paste into the theme's footer template:\n<a>x</a>",
                "Paste into the theme's footer template:\n<a>x</a>",
            ),
            (
                "粘贴到网站的页脚模板中（</body> 之前；完整页脚可用 `beian snippet --icp X` 打印）：\n<a>x</a>",
                "粘贴到网站的页脚模板中：\n<a>x</a>",
            ),
            (
                "Paste into the site's footer template, before </body> (`beian snippet` prints a whole footer):\n<a>",
                "Paste into the site's footer template, before </body>:\n<a>",
            ),
            ("Write the full name, or correct owner in beian.toml", "Write the full name"),
            ("改成声明的备案号；若声明的有误，改 beian.toml 或 --icp", "改成声明的备案号"),
            (
                "已达到页数上限，其余页面没有检查（--max-pages 可调）",
                "已达到页数上限，其余页面没有检查",
            ),
            (
                "在 https://beian.mps.gov.cn 提交公安联网备案，把日期写入 beian.toml 的 police_submitted；通过后把编号放到首页底部，并写入 police",
                "在 https://beian.mps.gov.cn 提交公安联网备案；通过后把编号放到首页底部",
            ),
            (
                "A review takes some working days; see https://beian.mps.gov.cn, and once approved note police_approved in \
                 beian.toml",
                "A review takes some working days; see https://beian.mps.gov.cn",
            ),
            (
                "Open it in a browser; or install Chromium and audit again, which then opens it. Better, put the footer \
                 into index.html",
                "Open it in a browser; Better, put the footer into index.html",
            ),
            ("改为自己的编号；如果声明的编号过时了，就更新 beian.toml", "改为自己的编号"),
            ("Audit b.cn; if it is this site, give a.cn aliases in beian.toml", ""),
            ("a -- b, xn--fsqu00a.cn", "a -- b, xn--fsqu00a.cn"),
        ] {
            assert_eq!(for_client(text), expected, "{text}");
        }
    }

    #[test]
    fn no_rule_speaks_of_operation_to_a_client() {
        for rule in rules::ALL {
            for text in [&rule.title, &rule.why, &rule.fix] {
                for text in [&text.zh, &text.en] {
                    let said = for_client(text);
                    assert!(!speaks_of_operation(&said), "{}: {said}", rule.id);
                }
            }
            let title = [&rule.title.zh, &rule.title.en];
            assert!(!title.iter().any(|text| speaks_of_operation(text)), "{}", rule.id);
        }
    }
}
