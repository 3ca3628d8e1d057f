//! Scripts leave the number of the HTML where it is.

use crate::domain::lang::Text;
use crate::facts::Rendered;

use super::law::{DECREE_292_FINE, ORDER_33_NUMBER_AND_LINK, PUBLIC_CAN_CHECK};
use super::{Check, Fault, Rule, RuleSubject, Severity, SiteView, Verdict, judge, rendered};

pub(super) const RULE: Rule = Rule {
    id: "icp-removed-by-script",
    subject: RuleSubject::Icp,
    fault: Fault::Missing,
    title: Text::fixed(
        "脚本运行后备案号从页面上消失",
        "scripts remove the ICP number from the page",
    ),
    why: Text::fixed(
        "HTML 源码里有备案号，但浏览器执行脚本后就没有了（例如前端框架的水合丢弃了自己不认识的元素）。访客看不到，等于没有标明（第33号令第十三条；国务院令第292号第二十二条）。",
        "The HTML has the number, but it is gone once the browser has run the scripts (frameworks drop elements that they do not \
         know when they hydrate a page). Visitors do not see it (Order 33 art. 13; Decree 292 art. 22).",
    ),
    fix: Text::fixed(
        "把备案号写进框架的页脚组件或主题配置，而不是构建后插入到框架接管的元素里",
        "Write the number into the footer component or the theme's configuration, not into an element that the framework takes over",
    ),
    basis: &[ORDER_33_NUMBER_AND_LINK, DECREE_292_FINE, PUBLIC_CAN_CHECK],
    severity: Severity::Error,
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
    let evidence = rendered.removed.iter().map(|number| {
        let message = Text::made(
            format!("{number} 在 HTML 里有，脚本运行后没有了"),
            format!("{number} is in the HTML, and gone once scripts have run"),
        );
        judge::of_page(&number.to_string(), message)
    });
    judge::verdict(evidence.collect())
}
