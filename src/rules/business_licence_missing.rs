//! A shop shows its business licence on the first page.

use crate::domain::duty::Duty;
use crate::domain::lang::Text;

use super::duty::{Notice, Part};
use super::law::E_COMMERCE;
use super::{Check, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, duty};

pub(super) const RULE: Rule = Rule {
    id: "business-licence-missing",
    subject: RuleSubject::Duty,
    fault: Fault::Missing,
    title: Text::fixed(
        "电商网站首页没有公示营业执照",
        "the shop does not show its business licence",
    ),
    why: Text::fixed(
        "电子商务经营者应当在首页显著位置，持续公示营业执照信息或者其链接标识（电子商务法第十五条），自建网站也一样；违反的责令限期改正，可处 1 万元以下罚款（第七十六条）。文字、图片或链接都可以。",
        "An e-commerce operator must permanently show its business licence, or a link to it, in a prominent place \
         on the home page (E-Commerce Law, article 15), also on a site of its own; otherwise a fine of up to 10,000 \
         yuan (article 76). Text, image or link is enough.",
    ),
    fix: Text::fixed(
        "在首页底部放“营业执照”的文字链接或亮照标识，指向执照图片或公示页",
        "Put 营业执照 at the bottom of the home page, linked to an image of the licence or to its public record",
    ),
    basis: &[E_COMMERCE],
    severity: Severity::Error,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("页脚写明", "shown in the footer"),
            declared: "duties = [\"shop\"]",
            pages: &[r#"<!doctype html><p>山湖</p>
<footer><a href="https://beian.miit.gov.cn/">浙ICP备2021036518号-1</a>
<a href="/licence.html">营业执照</a></footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("声明了，页脚没有", "declared, not shown"),
            declared: "duties = [\"shop\"]",
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
    duty: Duty::Shop,
    parts: &[Part {
        words: &["营业执照", "亮照", "证照信息", "经营证照", "经营者信息公示"],
        markup: &["营业执照", "gsxt.gov.cn", "govicon", "business_licen", "business-licen", "yyzz"],
        register: None,
        missing: Text::fixed(
            "声明为电商网站（shop），首页末尾没有营业执照的文字、图片或链接",
            "the site is declared a shop, but the end of the home page has no text, image or link of its business licence",
        ),
    }],
};

fn check(view: &PageView<'_>) -> Verdict {
    duty::check(view, &NOTICE)
}
