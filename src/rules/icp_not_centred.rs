//! The number is in the middle of the bottom.

use crate::domain::lang::Text;
use crate::facts::{Rendered, Screen};

use super::law::ORDER_33_NUMBER_AND_LINK;
use super::{Check, Fault, Rule, RuleSubject, Severity, SiteView, Verdict, judge, rendered};

pub(super) const RULE: Rule = Rule {
    id: "icp-not-centred",
    subject: RuleSubject::Icp,
    fault: Fault::Other,
    title: Text::fixed("备案号不在页面底部中央", "the ICP number is not at the bottom centre"),
    why: Text::fixed(
        "第33号令第十三条要求在主页底部的中央位置标明备案编号。偏左或偏右一般不会被处罚，但与条文不完全一致。",
        "Order 33 art. 13 asks for the number in the central position at the bottom of the home page. To the left or right it \
         is seldom objected to, but it is not what the article says.",
    ),
    fix: Text::fixed(
        "让备案号所在的一行居中（text-align:center）",
        "Centre the line with the number (text-align:center)",
    ),
    basis: &[ORDER_33_NUMBER_AND_LINK],
    severity: Severity::Info,
    blocking: false,
    since: "0.1.0",
    // Only a browser can show it: see tests/browser.
    examples: &[],
    check: Check::Site(check),
};

fn check(view: &SiteView<'_>) -> Verdict {
    rendered::judge(view, on_screens)
}

fn on_screens(rendered: &Rendered) -> Verdict {
    let Some(desktop) = rendered.screens.iter().find(|screen| screen.screen == Screen::Desktop)
    else {
        return Verdict::NotApplicable("the home page was not opened on a desktop's screen");
    };
    let (width, _) = desktop.screen.size();
    // the middle third: a line of several filings has the number beside its centre
    let is_central = |(x, _, length, _): (i32, i32, u32, u32)| {
        let twice = i64::from(x) * 2 + i64::from(length);
        let width = i64::from(width);
        twice * 3 > width * 2 && twice * 3 < width * 4
    };
    let mut seen = rendered::seen_icp(desktop);
    let Some(first) = seen.next() else { return Verdict::NotApplicable("no ICP number is seen") };
    if is_central(first.rect) || seen.any(|laid| is_central(laid.rect)) {
        return Verdict::Pass;
    }
    let message = Text::made(
        format!(
            "{} 在页面宽度 {width} 像素中从 {} 像素处开始，不在中央",
            first.number, first.rect.0
        ),
        format!("{} begins at {} of {width} pixels, not in the centre", first.number, first.rect.0),
    );
    Verdict::Fail(vec![judge::of_page(&first.number, message)])
}
