//! The number is a link.

use crate::domain::lang::Text;
use crate::facts::LinkKind;

use super::icp_link::{self, IcpLink};
use super::judge;
use super::{
    Check, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, fix, law,
};

pub(super) const RULE: Rule = Rule {
    id: "icp-not-linked",
    subject: RuleSubject::Icp,
    fault: Fault::NotLinked,
    title: Text::fixed(
        "备案号没有链接到工信部",
        "the ICP number does not link to the MIIT filing system",
    ),
    why: Text::fixed(
        "备案号下方要链接备案系统网址供公众查询核对（第33号令第十三条），不链接的责令改正，处 5000 元以上 1 万元以下罚款（第二十五条）；“未加链接”也是接入商单列的退回原因。",
        "The number must link to the filing system so that the public can check it (Order 33 art. 13). Without the \
         link: an order to correct and a fine of 5,000 to 10,000 yuan (art. 25); providers reject filings for this \
         alone.",
    ),
    fix: Text::fixed(
        "给备案号加上指向 https://beian.miit.gov.cn/ 的链接",
        "Make the number a link to https://beian.miit.gov.cn/",
    ),
    basis: &[law::ORDER_33_NUMBER_AND_LINK, law::ORDER_33_FINE, law::PROVIDER_GUIDE],
    severity: Severity::Error,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("备案号带链接", "a linked number"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://beian.miit.gov.cn/">京ICP备19004817号-1</a></footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("只有文字", "plain text"),
            declared: "",
            pages: &["<!doctype html><p>鸿雁照相馆</p><footer>京ICP备19004817号-1</footer>"],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("链接是空的", "a link to nowhere"),
            declared: "",
            pages: &[
                r##"<!doctype html><p>鸿雁照相馆</p><footer><a href="#">京ICP备19004817号-1</a></footer>"##,
            ],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("链接代码被转义，成了文字", "link code shown as text"),
            declared: "",
            pages: &["<!doctype html><p>鸿雁照相馆</p><footer>\
                 &lt;a href=&quot;https://beian.miit.gov.cn/&quot;&gt;京ICP备19004817号-1&lt;/a&gt;</footer>"],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("出现两次，有一次带链接", "shown twice, linked once"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p><footer><p>京ICP备19004817号-1</p>
<p><a href="https://beian.miit.gov.cn/">京ICP备19004817号-1</a></p></footer>"#],
            expect: Expect::Pass,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    icp_link::faults(view, &[IcpLink::None], |seen| {
        let number = &seen.number;
        let message = match (&seen.link.kind, &seen.link.href) {
            (LinkKind::Empty, Some(href)) => Text::made(
                format!("{number} 的链接 href=\"{href}\" 打不开任何页面"),
                format!("the link around {number} leads nowhere (href=\"{href}\")"),
            ),
            (LinkKind::AsText(code), _) => {
                let (zh, en) = icp_link::as_text(*code);
                Text::made(
                    format!("{number} 没有链接：{zh}"),
                    format!("{number} is not a link: {en}"),
                )
            }
            _ => Text::made(format!("{number} 没有链接"), format!("{number} is not a link")),
        };
        let mut evidence = judge::at_link(seen, message);
        let mut fix = fix::link_icp(view, number);
        if matches!(seen.link.kind, LinkKind::AsText(_)) {
            fix = Text::made(
                format!("在后台的“HTML”“源码”或“自定义代码”处填写，不要填进普通文本框。{}", fix.zh),
                format!(
                    "Enter it where the editor accepts HTML, source or custom code, not in a plain text field. {}",
                    fix.en
                ),
            );
        }
        evidence.fix = Some(fix);
        evidence
    })
}
