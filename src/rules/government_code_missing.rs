//! A government site shows its badge and its site code.

use crate::domain::duty::Duty;
use crate::domain::lang::Text;
use crate::domain::register::Register;

use super::duty::{Notice, Part};
use super::law::GOVERNMENT_SITE;
use super::{Check, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, duty};

pub(super) const RULE: Rule = Rule {
    id: "government-code-missing",
    subject: RuleSubject::Duty,
    fault: Fault::Missing,
    title: Text::fixed(
        "政府网站没有标识或网站标识码",
        "the government site badge or the site code is missing",
    ),
    why: Text::fixed(
        "《政府网站发展指引》（国办发〔2017〕47号，原文未取得）要求首页底部列明党政机关网站标识和网站标识码等信息；抽查时缺少会被通报。",
        "The Guideline for Government Websites of 2017 (of which we do not have the text) requires the badge of \
         Party and government sites and the site code at the bottom of the home page; inspections publish what is \
         missing.",
    ),
    fix: Text::fixed(
        "在页脚写上“网站标识码：”和十位数字，并放上党政机关网站标识（conac）",
        "Show 网站标识码 with its ten digits, and the badge (conac), in the footer",
    ),
    basis: &[GOVERNMENT_SITE],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("页脚写明", "shown in the footer"),
            declared: "duties = [\"government\"]",
            pages: &[r#"<!doctype html><p>山湖</p>
<footer><a href="https://beian.miit.gov.cn/">浙ICP备2021036518号-1</a>
网站标识码：3300000001 <script src="https://dcs.conac.cn/js/33/000/0000/badge.js"></script></footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("声明了，页脚没有", "declared, not shown"),
            declared: "duties = [\"government\"]",
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
    duty: Duty::Government,
    parts: &[
        Part {
            words: &[],
            markup: &["conac", "党政机关", "jiucuo.gov"],
            register: None,
            missing: Text::fixed(
                "没有党政机关网站标识",
                "the badge of government sites is missing",
            ),
        },
        Part {
            words: &[],
            markup: &[],
            register: Some(Register::SiteCode),
            missing: Text::fixed("没有网站标识码", "the site code (网站标识码) is missing"),
        },
    ],
};

fn check(view: &PageView<'_>) -> Verdict {
    duty::check(view, &NOTICE)
}
