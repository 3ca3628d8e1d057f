//! The link leads to today's host of MIIT's filing system.

use crate::domain::icp_number::IcpNumber;
use crate::domain::lang::Text;
use crate::facts::Sighting;

use super::icp_link::{self, IcpLink};
use super::judge;
use super::links::{self, LinkDestination, Rest};
use super::{
    Check, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, fix, law,
};

pub(super) const RULE: Rule = Rule {
    id: "icp-link-outdated",
    subject: RuleSubject::Icp,
    fault: Fault::NotLinked,
    title: Text::fixed(
        "备案号链接的是工信部已停用的域名",
        "the ICP number links to a retired MIIT domain",
    ),
    why: Text::fixed(
        "miibeian.gov.cn、miitbeian.gov.cn（最迟 2019-12 停用）和 www.beian.miit.gov.cn（2020-08 起无法访问）都已打不开，也从不跳转到新址，公众无法核对，等同于没有链接（第33号令第十三条、第二十五条：责令改正，处 5000 元以上 1 万元以下罚款）。现在的网址是 https://beian.miit.gov.cn/。",
        "miibeian.gov.cn and miitbeian.gov.cn (shut down by 2019-12) and www.beian.miit.gov.cn (unreachable since \
         2020-08) do not redirect to the current https://beian.miit.gov.cn/. The public cannot check the number, so \
         the link counts as missing (Order 33 art. 13 and 25: an order to correct and a fine of 5,000 to 10,000 \
         yuan).",
    ),
    fix: Text::fixed(
        "把备案号的链接改为 https://beian.miit.gov.cn/",
        "Make the number link to https://beian.miit.gov.cn/",
    ),
    basis: &[law::ORDER_33_NUMBER_AND_LINK, law::ORDER_33_FINE],
    severity: Severity::Error,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("现在的域名", "the current domain"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://beian.miit.gov.cn/">京ICP备19004817号-1</a></footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("2019 年前的域名", "the domain used before 2019"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="http://www.miitbeian.gov.cn/">京ICP备19004817号-1</a></footer>"#],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("多了 www.", "with www."),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://www.beian.miit.gov.cn/">京ICP备19004817号-1</a></footer>"#],
            expect: Expect::Fail,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    let kinds = [IcpLink::Outdated, IcpLink::OldPath, IcpLink::UnknownPath];
    icp_link::faults(view, &kinds, |seen| {
        let mut evidence = judge::at_link(seen, message(seen));
        if icp_link::worth(seen) != IcpLink::Outdated {
            evidence.severity = Some(Severity::Info);
        }
        evidence.fix = Some(fix::link_icp(view, &seen.number));
        evidence
    })
}

fn message(seen: &Sighting<IcpNumber>) -> Text {
    let number = &seen.number;
    let href = icp_link::opens(&seen.link).unwrap_or_default();
    match links::destination(href) {
        LinkDestination::Register { host, rest, .. } => match host.left {
            None if rest == Rest::Unknown => Text::made(
                format!("{number} 链接到 {href}：域名正确，但工信部备案系统没有已知的这个路径"),
                format!(
                    "{number} links to {href}: the host is right, but this path is not known in MIIT's filing system"
                ),
            ),
            Some(left) => Text::made(
                format!("{number} 链接到 {href}：{} 已停用（{left} 起）", host.name),
                format!("{number} links to {href}: MIIT retired {} by {left}", host.name),
            ),
            None => Text::made(
                format!("{number} 链接到 {href}：域名正确，但路径是旧系统的"),
                format!(
                    "{number} links to {href}: the host is right, but the path belongs to the old system"
                ),
            ),
        },
        _ => Text::made(format!("{number} 链接到 {href}"), format!("{number} links to {href}")),
    }
}
