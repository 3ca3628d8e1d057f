//! The link to MIIT is a plain one, not a script or a jump page.

use crate::domain::lang::Text;
use crate::facts::LinkKind;

use super::icp_link::{self, IcpLink};
use super::judge;
use super::{
    Check, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, fix, law,
};

pub(super) const RULE: Rule = Rule {
    id: "icp-link-scripted",
    subject: RuleSubject::Icp,
    fault: Fault::Link,
    title: Text::fixed(
        "备案号靠脚本或跳转页打开工信部",
        "the ICP number opens the MIIT filing system through a script or a redirect page",
    ),
    why: Text::fixed(
        "点击能到备案系统，但页面上没有直接的链接：接入商的检查程序和禁用脚本的浏览器看不到它，容易被判为“未加链接”（第33号令第十三条、第二十五条）。",
        "A click does reach the filing system, but the page has no plain link. Providers' checkers and browsers \
         without scripts do not see it and may treat the number as not linked (Order 33 art. 13 and 25).",
    ),
    fix: Text::fixed(
        "改用普通链接 <a href=\"https://beian.miit.gov.cn/\">，并让外链跳转插件跳过它",
        "Use a plain <a href=\"https://beian.miit.gov.cn/\"> and exclude it from plugins that rewrite external links",
    ),
    basis: &[law::ORDER_33_NUMBER_AND_LINK, law::PROVIDER_GUIDE],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("普通链接", "a plain link"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://beian.miit.gov.cn/">京ICP备19004817号-1</a></footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("点击时由脚本打开", "opened by a click handler"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="javascript:;" onclick="window.open('https://beian.miit.gov.cn/')">京ICP备19004817号-1</a></footer>"#],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("经过跳转页", "through a redirect page"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="/go?url=https%3A%2F%2Fbeian.miit.gov.cn%2F">京ICP备19004817号-1</a></footer>"#],
            expect: Expect::Fail,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    icp_link::faults(view, &[IcpLink::Scripted], |seen| {
        let number = &seen.number;
        let message = match &seen.link.kind {
            LinkKind::Scripted(address) => Text::made(
                format!("{number} 没有普通链接，由脚本打开 {address}"),
                format!("{number} has no plain link; a script opens {address}"),
            ),
            LinkKind::Plain | LinkKind::None | LinkKind::AsText(_) | LinkKind::Empty => Text::made(
                format!("{number} 经跳转页 {} 打开工信部", seen.link.plain().unwrap_or_default()),
                format!(
                    "{number} opens the MIIT filing system through the redirect page {}",
                    seen.link.plain().unwrap_or_default()
                ),
            ),
        };
        let mut evidence = judge::at_link(seen, message);
        evidence.fix = Some(fix::link_icp(view, number));
        evidence
    })
}
