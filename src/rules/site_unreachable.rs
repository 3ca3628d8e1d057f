//! The home page can be read.

use crate::domain::lang::Text;
use crate::visit::Arrival;

use super::law::NOT_JUDGED;
use super::{Check, Evidence, Fault, Rule, RuleSubject, Severity, SiteView, Verdict, judge};

pub(super) const RULE: Rule = Rule {
    id: "site-unreachable",
    subject: RuleSubject::Site,
    fault: Fault::Other,
    title: Text::fixed("首页无法读取", "the home page could not be read"),
    why: Text::fixed(
        "域名解析失败、连接被拒、超时、传输中断、页面过大，或者文件夹里没有首页，都无法判断备案信息，本次审计不下结论。\
         对访客和检查人员来说网站也是打不开的：备案后长期打不开的网站可能被注销备案。",
        "The name did not resolve, the connection was refused, timed out or was lost, the page is too large, or the \
         folder has no home page, so nothing can be said about the filing. Visitors and inspectors cannot open it \
         either, and a site that stays unreachable may lose its filing.",
    ),
    fix: Text::fixed(
        "先在浏览器里确认首页能打开，再检查域名解析、服务器和防火墙；网络慢时加大 --timeout",
        "Check that the home page opens in a browser; check the name server, the server and the firewall; raise \
         --timeout on a slow connection",
    ),
    basis: &[NOT_JUDGED],
    severity: Severity::Error,
    blocking: true,
    since: "0.1.0",
    examples: &[],
    check: Check::Site(check),
};

/// Where a folder or a file could not be read, no server is at fault.
const FIX_OF_FILES: Text = Text::fixed(
    "把构建输出的目录（里面有 index.html）作为目标；先确认网站已经构建，首页文件可以读取，大小不超过 --max-body",
    "Use the folder of the built site, the one with index.html, as the target; check that the site is built, \
         and that its home page can be read and is no larger than --max-body",
);

fn check(view: &SiteView<'_>) -> Verdict {
    let Some(home) = view.home else {
        if view.visit.away.is_some() {
            return Verdict::NotApplicable(
                "the home page is on another site: site-redirects-away judges it",
            );
        }
        let message = Text::fixed(
            "没有找到首页（文件夹里要有 index.html 或 index.htm）",
            "no home page was found (a folder needs index.html or index.htm)",
        );
        let fix = Text::fixed(
            "把构建输出的目录作为目标，或者直接指定首页文件",
            "Use the folder of the built site as the target, or name the home page's file",
        );
        let seen = &view.visit.target;
        return Verdict::Fail(vec![Evidence { fix: Some(fix), ..judge::of_page(seen, message) }]);
    };
    let Arrival::Failed { error } = &home.arrival else { return Verdict::Pass };
    let message = Text::made(
        format!("首页无法读取：{}", error.zh),
        format!("the home page could not be read: {}", error.en),
    );
    let (seen, fix) = if home.file { ("", Some(FIX_OF_FILES)) } else { (&*error.en, None) };
    let evidence = Evidence { fix, ..judge::of_page(seen, message) };
    Verdict::Fail(vec![Evidence { page: Some(home.address.clone()), ..evidence }])
}
