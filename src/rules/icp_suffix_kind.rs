//! A web page shows a web number, not the number of an app or mini-program.

use crate::domain::icp_number::{IcpNumber, NumberState};
use crate::domain::lang::Text;

use super::{
    Check, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, judge, law,
};

pub(super) const RULE: Rule = Rule {
    id: "icp-suffix-kind",
    subject: RuleSubject::Icp,
    fault: Fault::Other,
    title: Text::fixed(
        "网页上写的是 App 或小程序的备案号",
        "a web page shows the number of an app or mini-program",
    ),
    why: Text::fixed(
        "后缀带 A 的是 App、带 X 的是小程序、带 K 的是快应用；网站的备案号后缀只有数字（-1）。网页要标明网站自己的备案号（第33号令第十三条），写错会被接入商以“备案号错误”退回。",
        "A suffix with A belongs to an app, with X to a mini-program, with K to a quick app; the suffix of a \
         website is digits only (-1). A web page must show the website's own number (Order 33 art. 13); providers \
         reject any other as incorrect.",
    ),
    fix: Text::fixed(
        "换成网站的备案号（后缀不带字母），可在 https://beian.miit.gov.cn/ 按域名查询",
        "Show the website's number (no letter in the suffix); look the domain up at https://beian.miit.gov.cn/",
    ),
    basis: &[law::ORDER_33_NUMBER_AND_LINK, law::PROVIDER_GUIDE],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("网站备案号", "the number of a website"),
            declared: "",
            pages: &[r#"<!doctype html><p>随手记账</p>
<footer><a href="https://beian.miit.gov.cn/">苏ICP备2023047186号-1</a></footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("App 备案号", "the number of an app"),
            declared: "",
            pages: &[r#"<!doctype html><p>随手记账</p>
<footer><a href="https://beian.miit.gov.cn/">苏ICP备2023047186号-2A</a></footer>"#],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("网站与 App 的备案号都写了", "website and app numbers both shown"),
            declared: "",
            pages: &[r#"<!doctype html><p>随手记账</p>
<footer><a href="https://beian.miit.gov.cn/">苏ICP备2023047186号-1</a>
<a href="https://beian.miit.gov.cn/">苏ICP备2023047186号-2A</a></footer>"#],
            expect: Expect::Pass,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    let shown = judge::shown_icp(view);
    if shown.is_empty() {
        return Verdict::NotApplicable("no ICP number on the page");
    }
    let has_web_number = |number: &IcpNumber| {
        shown.iter().any(|seen| seen.number.same_body(number) && other_kind(&seen.number).is_none())
    };
    let faults = shown.iter().filter_map(|seen| {
        let (zh, en) = other_kind(&seen.number)?;
        let judged = judge::state(view, &seen.number) != NumberState::Placeholder;
        (judged && !has_web_number(&seen.number)).then(|| {
            let message = Text::made(
                format!("{} 是{zh}的备案号，不是网站的", seen.number),
                format!("{} is the number of {en}, not of a website", seen.number),
            );
            judge::at(seen, message)
        })
    });
    judge::verdict(faults.collect())
}

fn other_kind(number: &IcpNumber) -> Option<(&'static str, &'static str)> {
    number.suffix.and_then(|suffix| suffix.kind.owner())
}
