//! The copyright line names the declared owner.

use crate::domain::copyright::{OwnerKind, same_owner};
use crate::domain::lang::Text;
use crate::facts::CopyrightLine;

use super::law::COPYRIGHT;
use super::{
    Check, Evidence, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict,
    copyright_lines, judge,
};

pub(super) const RULE: Rule = Rule {
    id: "copyright-owner-mismatch",
    subject: RuleSubject::Copyright,
    fault: Fault::Mismatch,
    title: Text::fixed(
        "版权所有者与声明的主体不一致",
        "the copyright line does not name the declared owner",
    ),
    why: Text::fixed(
        "要求版权信息的省份同时要求它与备案主体名称一致。写成旧公司名、品牌名、域名或模板作者，接入商复查时会要求改正。\
         全角半角、括号、大小写和空格的差异不算不一致。",
        "Provinces that require a copyright line require it to name the filing holder. A former company name, a \
         brand, a domain or the template's author has to be corrected. Differences in character width, brackets, \
         case and spaces do not matter.",
    ),
    fix: Text::fixed(
        "把版权所有者改为备案主体全称；如果声明的名称不对，就更新 beian.toml 的 owner",
        "Write the full name of the filing holder, or correct owner in beian.toml",
    ),
    basis: &[COPYRIGHT],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("与声明一致", "the declared owner"),
            declared: "owner = \"示例（苏州）科技有限公司\"",
            pages: &[
                "<html><body><footer>版权所有 © 2019-2026 示例(苏州)科技有限公司</footer></body></html>",
            ],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("另一家公司", "another company"),
            declared: "owner = \"示例（苏州）科技有限公司\"",
            pages: &[
                "<html><body><footer>版权所有 © 2019-2026 南京样板网络有限公司</footer></body></html>",
            ],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("没有声明主体", "no owner declared"),
            declared: "",
            pages: &[
                "<html><body><footer>版权所有 © 2019-2026 南京样板网络有限公司</footer></body></html>",
            ],
            expect: Expect::NotApplicable,
        },
        Example {
            name: Text::fixed("只有年份", "years only"),
            declared: "owner = \"示例（苏州）科技有限公司\"",
            pages: &[
                "<html><body><footer>Copyright © 2019-2026 All Rights Reserved</footer></body></html>",
            ],
            expect: Expect::NotApplicable,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    let Some(declared) = view.site.owner.as_deref() else {
        return Verdict::NotApplicable("no owner is declared");
    };
    let lines: Vec<(&CopyrightLine, &str)> = copyright_lines::shown(view)
        .filter_map(|line| Some((line, line.owner.as_deref()?)))
        .collect();
    let Some((line, owner)) = lines.first() else {
        return Verdict::NotApplicable("no copyright line names an owner");
    };
    // the declared name beside further words, such as a brand, is still named
    if lines.iter().any(|(line, owner)| same_owner(owner, declared) || line.text.contains(declared))
    {
        return Verdict::Pass;
    }
    let message = if line.owner_kind == OwnerKind::Domain {
        Text::made(
            format!("版权信息只写了站名或域名“{owner}”，声明的主体是“{declared}”"),
            format!(
                "the copyright line only names the site “{owner}”; the declared owner is “{declared}”"
            ),
        )
    } else {
        Text::made(
            format!("版权所有者是“{owner}”，声明的主体是“{declared}”"),
            format!("the copyright line names “{owner}”; the declared owner is “{declared}”"),
        )
    };
    let fix = Text::made(
        format!("把“{owner}”改为“{declared}”"),
        format!("Write “{declared}” instead of “{owner}”"),
    );
    Verdict::Fail(vec![Evidence {
        line: Some(line.line),
        fix: Some(fix),
        ..judge::of_page(&line.text, message)
    }])
}
