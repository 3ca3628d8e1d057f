//! The police number links to its record.

use crate::domain::lang::Text;

use super::law::{POLICE_DISPLAY, POLICE_SNIPPET};
use super::police_link::{self, Worth};
use super::{
    Check, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, icp_link,
};

pub(super) const RULE: Rule = Rule {
    id: "police-not-linked",
    subject: RuleSubject::Police,
    fault: Fault::NotLinked,
    title: Text::fixed(
        "公安备案号没有链接到公安备案查询页",
        "the police number does not link to its record",
    ),
    why: Text::fixed(
        "公安备案平台发放的展示代码里，编号本身就是指向备案详情的链接，访客点一下就能核对。只有文字，或者链接为空、“#”、“javascript:”，\
         都无法核对，属地网安部门和接入商常会要求整改。",
        "In the code issued by the police platform the number itself links to its record, so that visitors can \
         check it with one click. Plain text, an empty address, # or javascript: cannot be checked; local police \
         and providers ask for a correction.",
    ),
    fix: Text::fixed(
        "用 <a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=14位编号\" rel=\"noreferrer\" target=\"_blank\"> 包住编号",
        "Wrap the number in <a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=DIGITS\" rel=\"noreferrer\" \
         target=\"_blank\">",
    ),
    basis: &[POLICE_SNIPPET, POLICE_DISPLAY],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("链接到备案详情", "linked to its record"),
            declared: "",
            pages: &[
                "<html><body><footer><a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=11010802047316\">\
                 京公网安备11010802047316号</a></footer></body></html>",
            ],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("只有文字", "plain text"),
            declared: "",
            pages: &["<html><body><footer>京公网安备11010802047316号</footer></body></html>"],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("链接是“#”", "linked to #"),
            declared: "",
            pages: &[
                "<html><body><footer><a href=\"#\">京公网安备 11010802047316号</a></footer></body></html>",
            ],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("出现两次，其中一次有链接", "shown twice, linked once"),
            declared: "",
            pages: &["<html><body><p>京公网安备11010802047316号</p><footer>\
                 <a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=11010802047316\">\
                 京公网安备11010802047316号</a></footer></body></html>"],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("没有公安备案号", "no police number"),
            declared: "",
            pages: &["<html><body><footer>京ICP备2021047316号-1</footer></body></html>"],
            expect: Expect::NotApplicable,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    police_link::judge(view, |worth, number, _| match worth {
        Worth::Unlinked => Some(Text::made(
            format!("公安备案号 {number} 没有链接"),
            format!("the police number {number} has no link"),
        )),
        Worth::AsText(code) => {
            let (zh, en) = icp_link::as_text(*code);
            Some(Text::made(
                format!("公安备案号 {number} 没有链接：{zh}"),
                format!("the police number {number} has no link: {en}"),
            ))
        }
        Worth::Indirect(address) => Some(Text::made(
            format!("公安备案号 {number} 要经过脚本或跳转页才能打开 {address}，没有直接链接"),
            format!(
                "the police number {number} opens {address} only through a script or a redirect page, without a plain link"
            ),
        )),
        Worth::Right
        | Worth::OtherForm(_)
        | Worth::Outdated
        | Worth::CodeMissing
        | Worth::CodeDiffers(_)
        | Worth::Wrong(_) => None,
    })
}
