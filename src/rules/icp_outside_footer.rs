//! The number is at the bottom of the home page.

use crate::domain::icp_number::NumberState;
use crate::domain::lang::Text;
use crate::facts::PagePart;

use super::{
    Check, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, fix, judge, law,
};

pub(super) const RULE: Rule = Rule {
    id: "icp-outside-footer",
    subject: RuleSubject::Icp,
    fault: Fault::Other,
    title: Text::fixed("备案号不在页面底部", "the ICP number is not at the bottom of the page"),
    why: Text::fixed(
        "备案号要标在“主页底部的中央位置”（第33号令第十三条）。写在别处不好找，接入商核查时可能判为未标明（第二十五条：责令改正，处 5000 元以上 1 万元以下罚款）。",
        "The number belongs at the bottom centre of the home page (Order 33 art. 13). Elsewhere it is hard to find, \
         and a provider may treat it as missing (art. 25: an order to correct and a fine of 5,000 to 10,000 yuan).",
    ),
    fix: Text::fixed("把备案号移到首页页脚", "Move the number into the footer of the home page"),
    basis: &[law::ORDER_33_NUMBER_AND_LINK, law::ORDER_33_FINE],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("在页脚", "in the footer"),
            declared: "",
            pages: &[r#"<!doctype html><main><p>鸿雁照相馆</p></main>
<footer><a href="https://beian.miit.gov.cn/">京ICP备19004817号-1</a></footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed(
                "固定在窗口底部，代码写在最前面",
                "fixed to the bottom of the window, first in the markup",
            ),
            declared: "",
            pages: &[BAR],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("在页面顶部", "at the top"),
            declared: "",
            pages: &[r#"<!doctype html>
<header>鸿雁照相馆 <a href="https://beian.miit.gov.cn/">京ICP备19004817号-1</a></header>
<main><h1>证件照、全家福、婚纱摄影</h1>
<p>门店开业十二年，摄影师都有五年以上经验，每天九点到二十点营业，节假日不休息，可以提前电话预约时间。</p>
<p>照片当天可取，提供底片与精修文件，支持护照、签证、驾驶证、社保卡等各种规格，也可以上门拍摄团体照。</p></main>
<footer>© 2026 鸿雁照相馆</footer>"#],
            expect: Expect::Fail,
        },
    ],
    check: Check::Home(check),
};

const BAR: &str = r#"<!doctype html><style>.bar{position:fixed;bottom:0;width:100%;text-align:center}</style>
<div class="bar"><a href="https://beian.miit.gov.cn/">京ICP备19004817号-1</a></div>
<main><h1>证件照、全家福、婚纱摄影</h1>
<p>门店开业十二年，摄影师都有五年以上经验，每天九点到二十点营业，节假日不休息，可以提前电话预约时间。</p>
<p>照片当天可取，提供底片与精修文件，支持护照、签证、驾驶证、社保卡等各种规格，也可以上门拍摄团体照。</p></main>"#;

fn check(view: &PageView<'_>) -> Verdict {
    let real = |state| state != NumberState::Placeholder;
    let shown: Vec<_> = view
        .facts
        .icp
        .iter()
        .filter(|seen| seen.own && seen.visibility.is_shown())
        .filter(|seen| real(judge::state(view, &seen.number)))
        .collect();
    let Some(first) = shown.first() else {
        return Verdict::NotApplicable("no ICP number on the page");
    };
    if shown.iter().any(|seen| matches!(seen.place, PagePart::Footer | PagePart::Frame)) {
        return Verdict::Pass;
    }
    let place = first.place.name();
    let message = Text::made(
        format!("{} 不在页面底部（位置：{place}）", first.number),
        format!("{} is not at the bottom of the page (it is in: {place})", first.number),
    );
    let mut evidence = judge::at(first, message);
    evidence.fix = Some(fix::show_right_icp(view, &first.number));
    Verdict::Fail(vec![evidence])
}
