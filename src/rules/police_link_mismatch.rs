//! The link around a police number asks for this very number.

use crate::domain::icp_number::NumberState;
use crate::domain::lang::Text;

use super::law::{POLICE_DISPLAY, POLICE_SNIPPET};
use super::police_link::{self, Worth};
use super::{Check, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "police-link-mismatch",
    subject: RuleSubject::Police,
    fault: Fault::Link,
    title: Text::fixed(
        "链接里的编号与公安备案号不一致",
        "the police number's link is for a different number",
    ),
    why: Text::fixed(
        "查询链接用 code（旧平台用 recordcode）带上 14 位编号，打开就是该编号的备案详情。编号不一致时，访客看到的是别人的网站；\
         没有编号时，打开的只是平台首页。这两种情况多半来自照抄的页脚代码。",
        "The link contains the 14 digits as its code parameter (recordcode on the old portal) and opens their \
         record. With other digits visitors see another site's record; without any they see the platform's front \
         page. Usually the footer was copied from another site.",
    ),
    fix: Text::fixed(
        "让链接里的 code 等于页面上的 14 位编号",
        "Set the link's code parameter to the 14 digits shown on the page",
    ),
    basis: &[POLICE_SNIPPET, POLICE_DISPLAY],
    severity: Severity::Error,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("编号一致", "the same number"),
            declared: "",
            pages: &[
                "<html><body><footer><a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=50010302016294\">\
                 渝公网安备50010302016294号</a></footer></body></html>",
            ],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("编号不一致", "another number"),
            declared: "",
            pages: &[
                "<html><body><footer><a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=44030502018427\">\
                 渝公网安备50010302016294号</a></footer></body></html>",
            ],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("旧平台的 recordcode 不一致", "another recordcode on the old portal"),
            declared: "",
            pages: &["<html><body><footer>\
                 <a href=\"http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=44030502018427\">\
                 渝公网安备50010302016294号</a></footer></body></html>"],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("链接里没有编号", "no number in the link"),
            declared: "",
            pages: &[
                "<html><body><footer><a href=\"https://beian.mps.gov.cn/\">渝公网安备50010302016294号</a>\
                 </footer></body></html>",
            ],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("没有公安备案号", "no police number"),
            declared: "",
            pages: &["<html><body><footer>渝ICP备2021016294号-1</footer></body></html>"],
            expect: Expect::NotApplicable,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    police_link::judge(view, |worth, number, _| match worth {
        // a number of another length cannot agree: police-malformed says so, with the link's number
        _ if number.state() != NumberState::Ok => None,
        Worth::CodeDiffers(code) => Some(Text::made(
            format!("页面显示 {number}，链接里的编号却是 {code}"),
            format!("the page shows {number}, but its link is for {code}"),
        )),
        Worth::CodeMissing => Some(Text::made(
            format!("公安备案号 {number} 的链接没有带编号，打开的只是平台首页"),
            format!(
                "the link of the police number {number} contains no number, so it opens the platform's front page"
            ),
        )),
        Worth::Right
        | Worth::OtherForm(_)
        | Worth::Outdated
        | Worth::Wrong(_)
        | Worth::Indirect(_)
        | Worth::AsText(_)
        | Worth::Unlinked => None,
    })
}
