//! A content platform shows where to report illegal content.

use crate::domain::duty::Duty;
use crate::domain::lang::Text;

use super::duty::{Notice, Part};
use super::law::CONTENT_PLATFORM;
use super::{Check, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, duty};

pub(super) const RULE: Rule = Rule {
    id: "report-entrance-missing",
    subject: RuleSubject::Duty,
    fault: Fault::Missing,
    title: Text::fixed(
        "内容平台没有违法和不良信息举报入口",
        "the content platform has no link for reporting illegal content",
    ),
    why: Text::fixed(
        "网络信息内容服务平台应当在显著位置设置便捷的投诉举报入口，公布投诉举报方式（网络信息内容生态治理规定第十六条）；违反的由网信部门约谈、警告、责令限期改正，直至暂停信息更新。",
        "A content platform must offer complaints and reports in a prominent place and publish how to report \
         (article 16); the authority may issue a warning, set a deadline, and finally stop the site from updating.",
    ),
    fix: Text::fixed(
        "在页脚写上“违法和不良信息举报”的入口或电话",
        "Put an entrance or phone number for 违法和不良信息举报 in the footer",
    ),
    basis: &[CONTENT_PLATFORM],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("页脚写明", "shown in the footer"),
            declared: "duties = [\"platform\"]",
            pages: &[r#"<!doctype html><p>山湖</p>
<footer><a href="https://beian.miit.gov.cn/">浙ICP备2021036518号-1</a>
违法和不良信息举报电话：0571-00000000</footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("声明了，页脚没有", "declared, not shown"),
            declared: "duties = [\"platform\"]",
            pages: &[r#"<!doctype html><p>山湖</p>
<footer><a href="https://beian.miit.gov.cn/">浙ICP备2021036518号-1</a></footer>"#],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("没有声明", "not declared"),
            declared: "",
            pages: &[r#"<!doctype html><p>山湖</p>
<footer><a href="https://beian.miit.gov.cn/">浙ICP备2021036518号-1</a></footer>"#],
            expect: Expect::NotApplicable,
        },
    ],
    check: Check::Home(check),
};

static NOTICE: Notice = Notice {
    duty: Duty::Platform,
    parts: &[Part {
        words: &["举报", "12377"],
        markup: &["12377.cn", "举报"],
        register: None,
        missing: Text::fixed(
            "声明为内容平台（platform），首页末尾没有举报入口或电话",
            "the site is declared a content platform, but the end of the home page has no link or telephone number for reports",
        ),
    }],
};

fn check(view: &PageView<'_>) -> Verdict {
    duty::check(view, &NOTICE)
}
