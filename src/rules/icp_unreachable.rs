//! A visitor can scroll to the number.

use crate::domain::lang::Text;
use crate::facts::Rendered;

use super::law::{ORDER_33_NUMBER_AND_LINK, PUBLIC_CAN_CHECK};
use super::{
    Check, Evidence, Fault, Rule, RuleSubject, Severity, SiteView, Verdict, judge, rendered,
};

pub(super) const RULE: Rule = Rule {
    id: "icp-unreachable",
    subject: RuleSubject::Icp,
    fault: Fault::Hidden,
    title: Text::fixed(
        "页面越滚越长，滚不到备案号",
        "the page grows as it is scrolled, so that nobody reaches the ICP number",
    ),
    why: Text::fixed(
        "页面每次滚到底都会继续加载内容，页脚被不断推远，访客和检查人员到不了备案号所在的位置，等于没有展示（第33号令第十三条）。",
        "The page loads more each time that its end is reached and pushes the footer away: visitors and inspectors never get to \
         the number, which is as good as missing (Order 33 art. 13).",
    ),
    fix: Text::fixed(
        "把自动加载改成“加载更多”按钮，或者把备案号放到始终可见的地方",
        "Load more only when a button is pressed, or put the number where it can always be seen",
    ),
    basis: &[ORDER_33_NUMBER_AND_LINK, PUBLIC_CAN_CHECK],
    severity: Severity::Warning,
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
    let mut evidence: Vec<Evidence> = Vec::new();
    for screen in rendered.screens.iter().filter(|screen| screen.endless) {
        let (_, height) = screen.screen.size();
        // what is seen without the end being reached
        let first = |top: i32| top < i32::try_from(height).unwrap_or(i32::MAX) * 2;
        let mut below = rendered::seen_icp(screen).peekable();
        let Some(number) = below.peek().map(|laid| laid.number.clone()) else { continue };
        if below.any(|laid| first(laid.rect.1)) {
            continue;
        }
        let (zh, en) = rendered::screen(screen.screen);
        let message = Text::made(
            format!("在{zh}上，页面每次滚到底都会变长，滚不到 {number}"),
            format!(
                "on {en}, the page grew each time its end was reached; {number} cannot be scrolled to"
            ),
        );
        evidence.push(judge::of_page(&number, message));
    }
    judge::verdict(evidence)
}
