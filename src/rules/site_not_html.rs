//! The home page is HTML.

use crate::domain::lang::Text;
use crate::facts::PageKind;
use crate::visit::Arrival;

use super::law::NOT_JUDGED;
use super::{
    Check, Evidence, Example, Expect, Fault, Rule, RuleSubject, Severity, SiteView, Verdict, judge,
};

pub(super) const RULE: Rule = Rule {
    id: "site-not-html",
    subject: RuleSubject::Site,
    fault: Fault::Other,
    title: Text::fixed("首页不是网页", "the home page is not HTML"),
    why: Text::fixed(
        "首页返回的是 JSON、纯文本、图片或下载文件，没有可以展示备案号的页面底部，无法判断。备案的域名应当能打开网页。",
        "The home page is JSON, plain text, an image or a download. It has no page footer that could show a filing \
         number, so nothing can be judged. A filed domain should open a web page.",
    ),
    fix: Text::fixed(
        "让域名首页返回 HTML 页面（Content-Type: text/html），哪怕只有网站名称和备案号",
        "Serve an HTML page (Content-Type: text/html) on the domain, even if it only shows the name and the filing \
         number",
    ),
    basis: &[NOT_JUDGED],
    severity: Severity::Error,
    blocking: true,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("网页", "a page"),
            declared: "",
            pages: &["<html><body><p>示例</p></body></html>"],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("JSON", "JSON"),
            declared: "",
            pages: &["{\"code\":0,\"msg\":\"ok\"}"],
            expect: Expect::Fail,
        },
    ],
    check: Check::Site(check),
};

fn check(view: &SiteView<'_>) -> Verdict {
    let Some(home) = view.home else { return Verdict::NotApplicable("there is no home page") };
    let what = match &home.arrival {
        Arrival::NotHtml { error, .. } => error.as_str(),
        Arrival::Whole { facts, .. } if facts.kind == PageKind::NotHtml => "no markup",
        Arrival::Whole { .. } | Arrival::Status { .. } | Arrival::Failed { .. } => {
            return Verdict::Pass;
        }
    };
    let message = Text::made(
        format!("首页不是 HTML（{what}），没有判断"),
        format!("the home page is not HTML ({what}) and was not judged"),
    );
    let evidence = judge::of_page(what, message);
    Verdict::Fail(vec![Evidence { page: Some(home.address.clone()), ..evidence }])
}
