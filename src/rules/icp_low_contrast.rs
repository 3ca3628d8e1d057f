//! The number can be told from its background.

use crate::domain::lang::Text;
use crate::facts::Rendered;

use super::law::{ORDER_33_NUMBER_AND_LINK, PUBLIC_CAN_CHECK};
use super::{
    Check, Evidence, Fault, Rule, RuleSubject, Severity, SiteView, Verdict, judge, rendered,
};

/// WCAG 2.2 asks for 4.5 for text and 3 for large text; with less than 2, in hundredths, hardly anybody reads it.
const LEAST: u16 = 200;

pub(super) const RULE: Rule = Rule {
    id: "icp-low-contrast",
    subject: RuleSubject::Icp,
    fault: Fault::Hidden,
    title: Text::fixed(
        "备案号与背景颜色太接近",
        "the ICP number has almost the colour of its background",
    ),
    why: Text::fixed(
        "备案号要标明在主页上供公众查询核对（第33号令第十三条）。颜色与背景几乎相同的文字，访客和检查人员都会当作没有。",
        "The number must be on the home page for the public to check (Order 33 art. 13). Visitors and inspectors take text \
         in almost the colour of its background for missing.",
    ),
    fix: Text::fixed(
        "加深备案号的颜色，对比度至少 4.5∶1",
        "Give the number a contrast of at least 4.5:1 with its background",
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
    let (mut faint, mut unknown): (Vec<Evidence>, Vec<Evidence>) = (Vec::new(), Vec::new());
    for screen in &rendered.screens {
        let seen = || rendered::seen_icp(screen);
        // one that can be read is enough
        if seen().any(|laid| laid.contrast.is_some_and(|contrast| contrast >= LEAST)) {
            continue;
        }
        let (zh, en) = rendered::screen(screen.screen);
        if let Some((laid, contrast)) = seen().find_map(|laid| Some((laid, laid.contrast?))) {
            let ratio = f32::from(contrast) / 100.0;
            let message = Text::made(
                format!("在{zh}上，{} 与背景的对比度只有 {ratio:.1}∶1", laid.number),
                format!("on {en}, {} has a contrast of only {ratio:.1}:1", laid.number),
            );
            faint.push(judge::of_page(&laid.number, message));
        } else if let Some(laid) = seen().next() {
            let message = Text::made(
                format!(
                    "在{zh}上，{} 的对比度量不出：背后的画面在变化，或页面没有及时回应",
                    laid.number
                ),
                format!(
                    "on {en}, the contrast of {} cannot be measured: what is behind it moves, or the page gave no answer",
                    laid.number
                ),
            );
            unknown.push(judge::of_page(&laid.number, message));
        }
    }
    match (faint.is_empty(), unknown.is_empty()) {
        (false, _) => Verdict::Fail(faint),
        (true, false) => Verdict::Review(unknown),
        (true, true) => Verdict::Pass,
    }
}
