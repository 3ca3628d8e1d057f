//! The years of the copyright line do not lie ahead.

use crate::domain::lang::Text;

use super::law::COPYRIGHT_YEAR;
use super::{
    Check, Evidence, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict,
    copyright_lines, judge,
};

pub(super) const RULE: Rule = Rule {
    id: "copyright-year-future",
    subject: RuleSubject::Copyright,
    fault: Fault::Other,
    title: Text::fixed("版权年份在未来", "the copyright line names a future year"),
    why: Text::fixed(
        "还没有到的年份一定是笔误或者程序取错了时间，会让整条版权信息失去可信度。",
        "A future year is a typo or the result of a wrong clock, and makes the whole line look unreliable.",
    ),
    fix: Text::fixed("把年份改为今年或更早", "Write the current year or an earlier one"),
    basis: &[COPYRIGHT_YEAR],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("今年或更早", "this year or earlier"),
            declared: "",
            pages: &[
                "<html><body><footer>版权所有 © 2016-2021 苏州示例科技有限公司</footer></body></html>",
            ],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("2036 年", "2036"),
            declared: "",
            pages: &[
                "<html><body><footer>版权所有 © 2016-2036 苏州示例科技有限公司</footer></body></html>",
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
    let mut dated = false;
    let mut faults = Vec::new();
    for line in copyright_lines::shown(view) {
        let Some(year) = line.from.max(line.to) else { continue };
        dated = true;
        if year > this_year {
            let message = Text::made(
                format!("版权信息里的 {year} 年还没有到"),
                format!("the copyright line names {year}, which is in the future"),
            );
            faults.push(Evidence { line: Some(line.line), ..judge::of_page(&line.text, message) });
        }
    }
    if dated {
        judge::verdict(faults)
    } else {
        Verdict::NotApplicable("no copyright line names a year")
    }
}
