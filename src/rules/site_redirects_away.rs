//! The home page stays on its own site.

use crate::domain::lang::Text;

use super::law::NOT_JUDGED;
use super::{Check, Evidence, Fault, Rule, RuleSubject, Severity, SiteView, Verdict, judge};

pub(super) const RULE: Rule = Rule {
    id: "site-redirects-away",
    subject: RuleSubject::Site,
    fault: Fault::Other,
    title: Text::fixed("首页跳转到了别的网站", "the home page redirects to another site"),
    why: Text::fixed(
        "域名直接跳到了另一个域名，本域名没有自己的页面，所以没有判断。备案按域名进行：跳转目标要展示它自己的备案号；\
         被跳转的域名也要有备案才能在大陆解析。如果两个域名是同一个网站，请声明别名。",
        "The domain redirects to another one and has no page of its own, so it was not judged. Filings are made per \
         domain: the other site shows its own number, and this domain needs a filing of its own to be served in \
         mainland China. If both are the same site, declare the other name as an alias.",
    ),
    fix: Text::fixed(
        "审计跳转后的域名；如果它就是本网站，在 beian.toml 的 aliases 里写上它",
        "Audit the other domain; if it is this site, add it to aliases in beian.toml",
    ),
    basis: &[NOT_JUDGED],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[],
    check: Check::Site(check),
};

fn check(view: &SiteView<'_>) -> Verdict {
    let visit = view.visit;
    let Some(away) = &visit.away else { return Verdict::Pass };
    let message = Text::made(
        format!("首页跳转到了另一个网站 {away}，本网站没有判断"),
        format!("the home page redirects to another site, {away}; this site was not judged"),
    );
    let domain = view.site.domain.as_deref().unwrap_or(&visit.target);
    let fix = Text::made(
        format!(
            "审计 {away}；如果它就是本网站，在 beian.toml 里给 {domain} 加上 aliases = [\"{away}\"]"
        ),
        format!(
            "Audit {away}; if it is this site, give {domain} aliases = [\"{away}\"] in beian.toml"
        ),
    );
    let seen = visit.final_url.as_deref().unwrap_or(away);
    Verdict::Fail(vec![Evidence {
        fix: Some(fix),
        page: visit.home.clone(),
        ..judge::of_page(seen, message)
    }])
}
