//! A service of generative AI shows the number of its filing or registration.

use crate::domain::duty::Duty;
use crate::domain::lang::Text;
use crate::domain::register::Register;

use super::duty::{Notice, Part};
use super::law::GENERATIVE_AI;
use super::{Check, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, duty};

pub(super) const RULE: Rule = Rule {
    id: "generative-ai-filing-missing",
    subject: RuleSubject::Duty,
    fault: Fault::Missing,
    title: Text::fixed(
        "没有公示生成式人工智能备案号",
        "the generative AI filing number is not shown",
    ),
    why: Text::fixed(
        "向公众提供生成式人工智能服务的，应当在显著位置或产品详情页公示所用模型的名称和备案号，登记的应用公示上线编号（国家网信办 2026-01-09 公告，原文未取得）。",
        "Generative AI services for the public must show the model and its filing number, and registered \
         applications their 上线编号, in a prominent place or on the product page (CAC notice of 2026-01-09, of which \
         we do not have the text).",
    ),
    fix: Text::fixed(
        "在页脚写上模型名称和备案号（如 Beijing-名称-日期），或者上线编号",
        "Show the model and its filing number (as Beijing-Name-Date), or the 上线编号, in the footer",
    ),
    basis: &[GENERATIVE_AI],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("页脚写明", "shown in the footer"),
            declared: "duties = [\"generative-ai\"]",
            pages: &[r#"<!doctype html><p>山湖</p>
<footer><a href="https://beian.miit.gov.cn/">浙ICP备2021036518号-1</a>
模型：山湖大模型 备案号：Zhejiang-ShanHu-20240102</footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("声明了，页脚没有", "declared, not shown"),
            declared: "duties = [\"generative-ai\"]",
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
    duty: Duty::GenerativeAi,
    parts: &[Part {
        words: &[],
        markup: &[],
        register: Some(Register::GenerativeAi),
        missing: Text::fixed(
            "声明提供生成式人工智能服务，首页末尾没有模型备案号或上线编号",
            "generative AI is declared, but the end of the home page shows no filing or registration number of a model",
        ),
    }],
};

fn check(view: &PageView<'_>) -> Verdict {
    duty::check(view, &NOTICE)
}
