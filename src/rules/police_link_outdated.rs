//! The police number links to today's register, not to the old portal.

use crate::domain::lang::Text;

use super::law::POLICE_SNIPPET;
use super::police_link::{self, Worth};
use super::{Check, Example, Expect, PageView, Rule, Severity, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "police-link-outdated",
    title: Text::fixed(
        "公安备案号链接到已停用的旧平台",
        "the police number links to the old portal",
    ),
    why: Text::fixed(
        "公安备案平台在 2023 年从 www.beian.gov.cn 迁到 beian.mps.gov.cn，旧地址 2025 年 2 月起有人反映已无法打开，\
         但很多主题和旧代码仍在使用。访客点开是空白，等于没有链接。",
        "The police register moved from www.beian.gov.cn to beian.mps.gov.cn in 2023. The old address has been \
         reported unreachable since February 2025, yet many themes still carry it: a visitor's click leads nowhere.",
    ),
    fix: Text::fixed(
        "把链接改为 https://beian.mps.gov.cn/#/query/webSearch?code=14位编号",
        "Link to https://beian.mps.gov.cn/#/query/webSearch?code=DIGITS",
    ),
    basis: &[POLICE_SNIPPET],
    severity: Severity::Warning,
    examples: &[
        Example {
            name: Text::fixed("新平台", "today's register"),
            declared: "",
            pages: &[
                "<html><body><footer><a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=44030502018427\">\
                 粤公网安备44030502018427号</a></footer></body></html>",
            ],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("旧平台", "the old portal"),
            declared: "",
            pages: &["<html><body><footer>\
                 <a href=\"http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=44030502018427\">\
                 粤公网安备 44030502018427号</a></footer></body></html>"],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("没有公安备案号", "no police number"),
            declared: "",
            pages: &["<html><body><footer>粤ICP备2021018427号</footer></body></html>"],
            expect: Expect::NotApplicable,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    police_link::judge(view, |worth, number| {
        (*worth == Worth::Outdated).then(|| {
            Text::made(
                format!("公安备案号 {number} 链接到旧平台 beian.gov.cn，该平台已迁走"),
                format!("the police number {number} links to the old portal beian.gov.cn, which the register has left"),
            )
        })
    })
}
