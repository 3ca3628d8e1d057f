//! The home page is the site's own, not a provider's "not filed" page.

use crate::domain::lang::Text;
use crate::facts::Intercept;
use crate::visit::{Arrival, Page};

use super::law::{DECREE_292_UNLICENSED, ORDER_33_NO_FILING};
use super::{
    Check, Evidence, Example, Expect, Fault, Rule, RuleSubject, Severity, SiteView, Verdict, judge,
};

pub(super) const RULE: Rule = Rule {
    id: "site-intercepted",
    subject: RuleSubject::Site,
    fault: Fault::Other,
    title: Text::fixed("网站被接入商拦截（未备案）", "the provider blocks the site as not filed"),
    why: Text::fixed(
        "打开的不是网站自己的页面，而是云厂商的“未备案”拦截页：域名没有备案、备案已注销，或者没有在当前接入商做接入备案。\
         在恢复之前无法判断页脚；审核刚通过时，解除拦截通常要等一个工作日左右。",
        "The hosting provider shows its “not filed” page instead of the site: the domain has no filing, has lost \
         it, or has no access filing with this provider. The footer cannot be judged until that is resolved; after \
         an approval the block is usually lifted within a working day.",
    ),
    fix: Text::fixed(
        "登录该云厂商的备案控制台：没有备案的提交备案，在别家备过案的做“接入备案”；期间不要把域名解析到大陆服务器",
        "Sign in to the provider's filing console: file, or add an access filing where the filing was made with \
         another provider; until then do not point the domain to servers in mainland China",
    ),
    basis: &[ORDER_33_NO_FILING, DECREE_292_UNLICENSED],
    severity: Severity::Error,
    blocking: true,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("网站自己的首页", "the site's own home page"),
            declared: "",
            pages: &[
                "<html><body><h1>示例</h1><footer>浙ICP备2019048273号-1</footer></body></html>",
            ],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("云厂商的未备案提示页", "a provider's page instead"),
            declared: "",
            pages: &[
                "<html><head><title>网站暂时无法访问</title></head><body><h1>该网站暂时无法进行访问</h1>\
                 <p>由于该网站未根据工信部相关法规进行备案，阿里云已按要求对网站进行拦截。</p></body></html>",
            ],
            expect: Expect::Fail,
        },
    ],
    check: Check::Site(check),
};

fn check(view: &SiteView<'_>) -> Verdict {
    let Some(home) = view.home else { return Verdict::NotApplicable("there is no home page") };
    let Some(Intercept { provider, evidence }) = intercept(home) else { return Verdict::Pass };
    let message = Text::made(
        format!("打开的是接入商（{provider}）的未备案拦截页，不是网站自己的首页"),
        format!("{provider} shows a “not filed” page in place of the site's home page"),
    );
    let evidence = judge::of_page(evidence, message);
    Verdict::Fail(vec![Evidence { page: Some(home.address.clone()), ..evidence }])
}

fn intercept(home: &Page) -> Option<&Intercept> {
    match &home.arrival {
        Arrival::Whole { facts, .. } => facts.intercept.as_ref(),
        Arrival::Status { intercept, .. } => intercept.as_ref(),
        Arrival::NotHtml { .. } | Arrival::Failed { .. } => None,
    }
}
