//! The link to MIIT uses https.

use crate::domain::lang::Text;

use super::icp_link::{self, IcpLink};
use super::judge;
use super::{
    Check, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, fix, law,
};

pub(super) const RULE: Rule = Rule {
    id: "icp-link-insecure",
    subject: RuleSubject::Icp,
    fault: Fault::Link,
    title: Text::fixed(
        "备案号的链接用的是 http",
        "the link to the MIIT filing system uses http, not https",
    ),
    why: Text::fixed(
        "工信部备案系统现用 https://beian.miit.gov.cn/。http 链接可能被劫持或打不开；法规没有要求 https（第33号令第十三条只要求链接），这里只是提醒。",
        "MIIT's filing system is at https://beian.miit.gov.cn/. An http link can be tampered with or fail to open. \
         The law only requires a link (Order 33 art. 13), so this is advice.",
    ),
    fix: Text::fixed(
        "把链接改为 https://beian.miit.gov.cn/",
        "Change the link to https://beian.miit.gov.cn/",
    ),
    basis: &[law::ORDER_33_NUMBER_AND_LINK],
    severity: Severity::Info,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("https 链接", "https"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://beian.miit.gov.cn/">京ICP备19004817号-1</a></footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("http 链接", "http"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="http://beian.miit.gov.cn/">京ICP备19004817号-1</a></footer>"#],
            expect: Expect::Fail,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    icp_link::faults(view, &[IcpLink::Insecure], |seen| {
        let href = seen.link.plain().unwrap_or_default();
        let message = Text::made(
            format!("{} 的链接 {href} 不是 https", seen.number),
            format!("{} links to {href}, not to https", seen.number),
        );
        let mut evidence = judge::at_link(seen, message);
        evidence.fix = Some(fix::link_icp(view, &seen.number));
        evidence
    })
}
