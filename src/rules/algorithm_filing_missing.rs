//! A service that filed an algorithm shows the number with a link to the public record.

use crate::domain::duty::Duty;
use crate::domain::lang::Text;
use crate::domain::register::Register;

use super::duty::{Notice, Part};
use super::law::ALGORITHM;
use super::{
    Check, Evidence, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, duty,
    judge,
};

pub(super) const RULE: Rule = Rule {
    id: "algorithm-filing-missing",
    subject: RuleSubject::Duty,
    fault: Fault::Missing,
    title: Text::fixed("没有公示算法备案编号", "the algorithm filing number is not shown"),
    why: Text::fixed(
        "完成算法备案的服务，应当在网站的显著位置标明备案编号并提供公示信息链接（算法推荐管理规定第二十六条）；违反的可警告、责令改正，并处 1 万元以上 10 万元以下罚款（第三十一条）。只看页面末尾的文字。",
        "A service with a filed algorithm must show the filing number in a prominent place on its site, with a link \
         to the public record (article 26); otherwise a warning, an order to correct and a fine of 10,000 to \
         100,000 yuan (article 31). Only the end of the page is checked.",
    ),
    fix: Text::fixed(
        "在页脚写上“网信算备…号”，链接到 https://beian.cac.gov.cn/",
        "Show 网信算备…号 in the footer, linked to https://beian.cac.gov.cn/",
    ),
    basis: &[ALGORITHM],
    severity: Severity::Error,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("页脚写明", "shown in the footer"),
            declared: "duties = [\"algorithm\"]",
            pages: &[r#"<!doctype html><p>山湖</p>
<footer><a href="https://beian.miit.gov.cn/">浙ICP备2021036518号-1</a>
<a href="https://beian.cac.gov.cn/#/index">网信算备110000000000001230011号</a></footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("声明了，页脚没有", "declared, not shown"),
            declared: "duties = [\"algorithm\"]",
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
    duty: Duty::Algorithm,
    parts: &[Part {
        words: &[],
        markup: &[],
        register: Some(Register::Algorithm),
        missing: Text::fixed(
            "声明了算法备案，首页末尾没有“网信算备…号”",
            "an algorithm filing is declared, but the end of the home page shows no 网信算备…号",
        ),
    }],
};

fn check(view: &PageView<'_>) -> Verdict {
    match duty::check(view, &NOTICE) {
        Verdict::Pass => linked(view),
        other => other,
    }
}

/// A number without a link to the public record is half of what is asked for.
fn linked(view: &PageView<'_>) -> Verdict {
    let numbers = view.facts.others.iter().filter(|it| it.number.register == Register::Algorithm);
    let mut shown = numbers.filter(|it| it.visibility.is_shown()).peekable();
    let Some(first) = shown.peek().copied() else { return Verdict::Pass };
    let right = |href: &str| href.contains("beian.cac.gov.cn");
    if shown.any(|it| it.link.plain().is_some_and(right)) {
        return Verdict::Pass;
    }
    let message = Text::fixed(
        "算法备案编号没有链接到 beian.cac.gov.cn",
        "the algorithm filing does not link to beian.cac.gov.cn",
    );
    let severity = Some(Severity::Warning);
    Verdict::Fail(vec![Evidence { severity, ..judge::at(first, message) }])
}
