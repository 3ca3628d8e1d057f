//! The police number links to a register of the police, not elsewhere.

use crate::domain::lang::Text;
use crate::domain::police_number::PoliceNumber;

use super::law::{POLICE_DISPLAY, POLICE_SNIPPET};
use super::links::{LinkDestination, PublicRegister};
use super::mistype::{self, Mistype};
use super::police_link::{self, Worth};
use super::{Check, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "police-link-wrong",
    subject: RuleSubject::Police,
    fault: Fault::NotLinked,
    title: Text::fixed(
        "公安备案号链接到了别的网站",
        "the police number does not link to the police platform",
    ),
    why: Text::fixed(
        "公安备案号要链接到公安备案平台 beian.mps.gov.cn。最常见的错误是链到工信部的 beian.miit.gov.cn：那里只查得到 ICP 备案。\
         链接里漏写“https://”时，浏览器会把它当成本站的一个路径。",
        "The police number must link to the police platform beian.mps.gov.cn. The most frequent error is a link to \
         MIIT's beian.miit.gov.cn, which only has ICP filings. Without https:// browsers take the address for a \
         path on the site itself.",
    ),
    fix: Text::fixed(
        "把链接改为 https://beian.mps.gov.cn/#/query/webSearch?code=14位编号",
        "Link to https://beian.mps.gov.cn/#/query/webSearch?code=DIGITS",
    ),
    basis: &[POLICE_SNIPPET, POLICE_DISPLAY],
    severity: Severity::Error,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("链接到公安备案平台", "linked to the police platform"),
            declared: "",
            pages: &[
                "<html><body><footer><a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=32050602017352\">\
                 苏公网安备32050602017352号</a></footer></body></html>",
            ],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("链到工信部", "linked to MIIT"),
            declared: "",
            pages: &[
                "<html><body><footer><a href=\"https://beian.miit.gov.cn/\">苏公网安备32050602017352号</a>\
                 </footer></body></html>",
            ],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("漏写 https://", "https:// left out"),
            declared: "",
            pages: &[
                "<html><body><footer><a href=\"beian.mps.gov.cn/#/query/webSearch?code=32050602017352\">\
                 苏公网安备32050602017352号</a></footer></body></html>",
            ],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed(
                "没有链接：由 police-not-linked 判断",
                "no link: police-not-linked judges it",
            ),
            declared: "",
            pages: &["<html><body><footer>苏公网安备32050602017352号</footer></body></html>"],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("没有公安备案号", "no police number"),
            declared: "",
            pages: &["<html><body><footer>苏ICP备2020048173号-2</footer></body></html>"],
            expect: Expect::NotApplicable,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    police_link::judge(view, |worth, number, link| match worth {
        Worth::Wrong(destination) => {
            Some(message(destination, link.plain().unwrap_or_default(), number))
        }
        Worth::Right
        | Worth::OtherForm(_)
        | Worth::Outdated
        | Worth::CodeMissing
        | Worth::CodeDiffers(_)
        | Worth::Indirect(_)
        | Worth::AsText(_)
        | Worth::Unlinked => None,
    })
}

fn message(destination: &LinkDestination, href: &str, number: &PoliceNumber) -> Text {
    let (zh, en) = match destination {
        LinkDestination::Register { host, .. } if host.register == PublicRegister::Miit => (
            format!("链接到了工信部的 {}，那里只有 ICP 备案", host.name),
            format!("links to MIIT's {}, which only has ICP filings", host.name),
        ),
        LinkDestination::Register { host, .. } => (
            format!("链接到了 {}，不是公安备案平台", host.name),
            format!("links to {}, not to the police platform", host.name),
        ),
        LinkDestination::LookAlike(host) => (
            format!("链接到了仿冒的 {host}"),
            format!("links to {host}, which imitates a government domain"),
        ),
        LinkDestination::Elsewhere(host) => (
            format!("链接到了 {host}，不是公安备案平台"),
            format!("links to {host}, not to the police platform"),
        ),
        LinkDestination::Mistyped(host) => mistyped(host.name, href),
        LinkDestination::NoScheme => (
            "的链接漏写了“https://”，打开的是本站的一个路径".to_owned(),
            "has a link without https://, which opens a path on this site".to_owned(),
        ),
        LinkDestination::SameSite => (
            "链接到了本站的页面，不是公安备案平台".to_owned(),
            "links to a page of this site, not to the police platform".to_owned(),
        ),
        LinkDestination::NoWebAddress => {
            ("的链接不是网页地址".to_owned(), "has a link that is not a web address".to_owned())
        }
    };
    Text::made(format!("公安备案号 {number} {zh}"), format!("the police number {number} {en}"))
}

fn mistyped(host: &str, href: &str) -> (String, String) {
    match mistype::of(href) {
        Mistype::Signs(odd) => (
            format!("的链接本想写 {host} 的地址，但写错了（混有 {odd}），浏览器打不开它"),
            format!(
                "has a mistyped link to {host} (it contains {odd}), so browsers open something else"
            ),
        ),
        Mistype::Scheme { written, on_https_only } => {
            let (zh, en) = mistype::where_it_fails(on_https_only);
            (
                format!(
                    "的链接本想写 {host} 的地址，但开头写成了 {written}，{zh}；开头要写 https://"
                ),
                format!(
                    "has a mistyped link to {host}: it begins with {written}, so {en}; write https://"
                ),
            )
        }
    }
}
