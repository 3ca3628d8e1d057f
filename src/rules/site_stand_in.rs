//! The home page is the site's own, not a page that is in its place.

use crate::domain::lang::Text;
use crate::facts::StandInKind;
use crate::visit::Arrival;

use super::law::NOT_JUDGED;
use super::{
    Check, Evidence, Example, Expect, Fault, Rule, RuleSubject, Severity, SiteView, Verdict, judge,
};

pub(super) const RULE: Rule = Rule {
    id: "site-stand-in",
    subject: RuleSubject::Site,
    fault: Fault::Other,
    title: Text::fixed(
        "打开的不是网站自己的页面（验证页、排队页、维护页、默认页等）",
        "a page other than the site's own is shown (bot check, maintenance, default page …)",
    ),
    why: Text::fixed(
        "服务器返回了状态码 200，内容却是人机验证、排队、系统维护、Web 服务器或面板的默认页、域名停放页之类，没有网站自己的页脚。\
         不能据此说网站没有备案号，所以没有判断。接入商抽查时看到这样的页面，同样会当作网站无法访问。",
        "The server answers with status 200, but shows a bot check, a waiting room, a maintenance notice, the \
         default page of a web server or hosting panel, or a parked domain, without the site's own footer. Whether \
         the site shows its number cannot be said, so it was not judged. In providers' spot checks such a page \
         counts as a site that cannot be reached.",
    ),
    fix: Text::fixed(
        "等网站恢复后再审计；是防火墙的人机验证时，把审计所用的 IP 或 User-Agent 加入白名单；维护页、默认页上也可以写上备案号",
        "Audit again once the site is back; if a firewall blocks bots, allow this machine's address or the \
         User-Agent; a maintenance page can show the number, too",
    ),
    basis: &[NOT_JUDGED],
    severity: Severity::Error,
    blocking: true,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed(
                "网站自己的首页，提到了维护",
                "the site's own home page, which speaks of maintenance",
            ),
            declared: "",
            pages: &[
                "<html><head><title>示例电梯维护中心</title></head><body><h1>电梯维护</h1><p>电话 010-11000001</p></body></html>",
            ],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("人机验证页", "a bot check"),
            declared: "",
            pages: &[
                "<html><head><title>Just a moment...</title></head><body><noscript>Enable JavaScript and cookies to \
                 continue</noscript><script>window._cf_chl_opt={}</script></body></html>",
            ],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("维护页", "maintenance"),
            declared: "",
            pages: &[
                "<html><head><title>示例</title></head><body><h1>网站维护中</h1><p>请稍后访问。</p></body></html>",
            ],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("Web 服务器的默认页", "a web server's default page"),
            declared: "",
            pages: &[
                "<html><head><title>Welcome to nginx!</title></head><body><h1>Welcome to nginx!</h1></body></html>",
            ],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed(
                "维护页上写了备案号：照常判断",
                "maintenance that shows the number is judged as usual",
            ),
            declared: "",
            pages: &[
                "<html><body><h1>网站维护中</h1><footer><a href=\"https://beian.miit.gov.cn/\">浙ICP备2019048273号-1</a>\
                 </footer></body></html>",
            ],
            expect: Expect::Pass,
        },
    ],
    check: Check::Site(check),
};

fn check(view: &SiteView<'_>) -> Verdict {
    let Some(home) = view.home else { return Verdict::NotApplicable("there is no home page") };
    let Arrival::Whole { facts, .. } = &home.arrival else { return Verdict::Pass };
    let Some(stand_in) = &facts.stand_in else { return Verdict::Pass };
    if facts.intercept.is_some() {
        return Verdict::NotApplicable("site-intercepted judges it");
    }
    let (zh, en) = named(stand_in.kind);
    let message = Text::made(
        format!("打开的是{zh}，不是网站自己的首页，没有判断"),
        format!("what opens is {en}, not the site's own home page: not judged"),
    );
    let evidence = judge::of_page(&stand_in.evidence, message);
    Verdict::Fail(vec![Evidence { page: Some(home.address.clone()), ..evidence }])
}

const fn named(kind: StandInKind) -> (&'static str, &'static str) {
    match kind {
        StandInKind::Challenge => ("人机验证页", "a bot check"),
        StandInKind::WaitingRoom => ("排队等候页", "a waiting room"),
        StandInKind::Maintenance => ("维护页", "a maintenance page"),
        StandInKind::DefaultPage => {
            ("Web 服务器或面板的默认页", "the default page of a web server or panel")
        }
        StandInKind::Parked => ("域名停放或出售页", "the page of a parked domain"),
        StandInKind::Suspended => ("站点已停用的提示页", "the notice of a suspended site"),
    }
}
