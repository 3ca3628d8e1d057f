//! The years of the copyright line reach the current one.

use crate::domain::lang::Text;
use crate::facts::CopyrightLine;

use super::law::COPYRIGHT_YEAR;
use super::{
    Check, Evidence, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict,
    copyright_lines, judge,
};

pub(super) const RULE: Rule = Rule {
    id: "copyright-year-stale",
    subject: RuleSubject::Copyright,
    fault: Fault::Other,
    title: Text::fixed("版权年份过期", "the copyright year is outdated"),
    why: Text::fixed(
        "没有法规要求更新年份，但停在几年前的版权信息让人以为网站无人维护，检查空壳网站时也容易引起注意。",
        "No law requires the current year, but a copyright line that ended years ago makes the site look abandoned, \
         also to those who search for inactive filings.",
    ),
    fix: Text::fixed(
        "把结束年份改为今年，或者由程序在生成页面时写入",
        "Change the last year to the current one, or have the site generator write it",
    ),
    basis: &[COPYRIGHT_YEAR],
    severity: Severity::Info,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("写到“至今”", "to the present"),
            declared: "",
            pages: &[
                "<html><body><footer>版权所有 © 2019-至今 苏州示例科技有限公司</footer></body></html>",
            ],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("停在 2021 年", "ends in 2021"),
            declared: "",
            pages: &[
                "<html><body><footer>版权所有 © 2016-2021 苏州示例科技有限公司</footer></body></html>",
            ],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("没有年份", "no year"),
            declared: "",
            pages: &["<html><body><footer>版权所有 © 苏州示例科技有限公司</footer></body></html>"],
            expect: Expect::NotApplicable,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    let this_year = view.today.year();
    let is_current = |line: &CopyrightLine| {
        line.open
            || line.year_by_script
            || copyright_lines::last_year(line).is_some_and(|year| year >= this_year)
    };
    if copyright_lines::shown(view).any(is_current) {
        return Verdict::Pass;
    }
    let newest = copyright_lines::shown(view)
        .filter_map(|line| Some((copyright_lines::last_year(line)?, line)))
        .max_by_key(|(year, _)| *year);
    let Some((year, line)) = newest else {
        return Verdict::NotApplicable("no copyright line names a year");
    };
    let message = Text::made(
        format!("版权年份停在 {year} 年，今年是 {this_year} 年"),
        format!("the copyright line ends in {year}; this is {this_year}"),
    );
    let from = line.from.map_or(year, |from| from.min(year));
    let fix =
        Text::made(format!("年份改为 {from}-{this_year}"), format!("Write {from}-{this_year}"));
    Verdict::Fail(vec![Evidence {
        line: Some(line.line),
        fix: Some(fix),
        ..judge::of_page(&line.text, message)
    }])
}
