//! The home page answers with its page, not with an error status.

use crate::domain::lang::Text;
use crate::visit::Arrival;

use super::law::NOT_JUDGED;
use super::{Check, Evidence, Fault, Rule, RuleSubject, Severity, SiteView, Verdict, judge};

pub(super) const RULE: Rule = Rule {
    id: "site-status",
    subject: RuleSubject::Site,
    fault: Fault::Other,
    title: Text::fixed("首页返回错误状态码", "the home page answers with an error status"),
    why: Text::fixed(
        "服务器没有给出首页，而是 4xx、5xx 或没完没了的跳转。错误页不能用来判断备案信息；检查人员看到的也是错误页。\
         403、429 有时只针对自动化工具，浏览器里可能是正常的。",
        "The server answered with 4xx, 5xx or endless redirects instead of the home page. An error page says \
         nothing about the filing, and inspectors see it too. 403 and 429 may apply to automated tools only.",
    ),
    fix: Text::fixed(
        "在浏览器里打开首页核对；如果浏览器正常，把审计机器加入防火墙白名单，或者用 --user-agent、--rate 调整后重试",
        "Open the home page in a browser; if it works there, let the auditing machine through the firewall, or try \
         again with --user-agent or --rate",
    ),
    basis: &[NOT_JUDGED],
    severity: Severity::Error,
    blocking: true,
    since: "0.1.0",
    examples: &[],
    check: Check::Site(check),
};

fn check(view: &SiteView<'_>) -> Verdict {
    let Some(home) = view.home else { return Verdict::NotApplicable("there is no home page") };
    let Arrival::Status { status, error, intercept: None } = &home.arrival else {
        return Verdict::Pass;
    };
    let (zh, en) = match status {
        300..=399 => (&*error.zh, &*error.en),
        401 | 407 => ("需要登录", "it asks for a login"),
        403 | 429 => (
            "拒绝了访问，可能只针对自动化工具",
            "it refuses access, perhaps only to automated tools",
        ),
        404 | 410 => ("页面不存在", "there is no such page"),
        400..=499 => ("不接受这个请求", "it does not accept the request"),
        500..=599 => ("服务器出错", "the server is at fault"),
        _ => ("不是正常的网页应答", "that is not the answer of a web page"),
    };
    let message = Text::made(
        format!("首页返回状态码 {status}：{zh}"),
        format!("the home page answers {status}: {en}"),
    );
    let evidence = judge::of_page(&error.en, message);
    Verdict::Fail(vec![Evidence { page: Some(home.address.clone()), ..evidence }])
}
