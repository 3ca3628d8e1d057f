//! Pages that stand in a site's place: a check for robots, a waiting room, maintenance, a server's or panel's default
//! page, a parked or suspended domain. They come with status 200 and say nothing of the site. Only little pages are
//! looked at, and only for words that such pages say of themselves: a site that writes about maintenance is a site.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use crate::html::{InertKind, Outline, Tag};

use super::page::{StandIn, StandInKind};
use super::shape::has_letters;

use StandInKind::{Challenge, DefaultPage, Maintenance, Parked, Suspended, WaitingRoom};

/// A page with more letters than this is the site's own, whatever it says.
const MOST_LETTERS: usize = 600;
/// Words in the text alone, rather than in the title, are believed of so many letters and links.
const FEW_LETTERS: usize = 240;
const FEW_LINKS: usize = 4;
/// Bytes of source that are searched for marks.
const MOST_SOURCE: usize = 256 << 10;

/// Marks in the source that only such pages have, whatever little text they show.
const MARKS: &[(&str, StandInKind)] = &[
    ("_cf_chl_opt", Challenge),
    ("cf-browser-verification", Challenge),
    ("cf-challenge-running", Challenge),
    ("cf_chl_prog", Challenge),
    ("acw_sc__v2", Challenge),
    ("acw_sc__v3", Challenge),
    ("aliyun_waf_aa", Challenge),
    ("aliyunwaf_", Challenge),
    ("waf_captcha", Challenge),
    ("__jsl_clearance", Challenge),
    ("__jsluid", Challenge),
    ("wzws_confirm", Challenge),
    ("WZWS_CONFIRM", Challenge),
    ("security_verify_data", Challenge),
    ("yunsuo_session_verify", Challenge),
    ("safedog-flow-item", Challenge),
    ("btwaf", Challenge),
    ("__tst_status", Challenge),
    ("EO_Bot_Ssid", Challenge),
    ("_Incapsula_Resource", Challenge),
    ("sucuri_cloudproxy", Challenge),
    ("awsWafCookieDomainList", Challenge),
    ("gokuProps", Challenge),
    ("captcha-delivery.com", Challenge),
    ("sec-if-cpt-container", Challenge),
    ("anubis_challenge", Challenge),
    ("px-captcha", Challenge),
    ("ddos-guard/js-challenge", Challenge),
    ("cf-waiting-room", WaitingRoom),
    ("queue-it.net", WaitingRoom),
    ("sedoparking.com", Parked),
    ("parkingcrew.net", Parked),
    ("bodis.com", Parked),
    ("parklogic.com", Parked),
];

/// What titles of such pages begin with, in lower case, blanks folded.
const TITLES: &[(&str, StandInKind)] = &[
    ("just a moment", Challenge),
    ("attention required! | cloudflare", Challenge),
    ("ddos-guard", Challenge),
    ("vercel security checkpoint", Challenge),
    ("making sure you're not a bot", Challenge),
    ("checking your browser", Challenge),
    ("verifying your browser", Challenge),
    ("security check", Challenge),
    ("请稍候", Challenge),
    ("请稍等", Challenge),
    ("人机验证", Challenge),
    ("安全验证", Challenge),
    ("访问验证", Challenge),
    ("滑动验证", Challenge),
    ("安全检查", Challenge),
    ("安全检测", Challenge),
    ("浏览器检查", Challenge),
    ("浏览器安全检查", Challenge),
    ("正在检查您的浏览器", Challenge),
    ("网站防火墙", Challenge),
    ("宝塔防火墙", Challenge),
    ("waiting room", WaitingRoom),
    ("virtual waiting room", WaitingRoom),
    ("排队等候", WaitingRoom),
    ("排队等待", WaitingRoom),
    ("正在排队", WaitingRoom),
    ("welcome to nginx", DefaultPage),
    ("welcome to openresty", DefaultPage),
    ("welcome to tengine", DefaultPage),
    ("welcome to centos", DefaultPage),
    ("welcome to caddy", DefaultPage),
    ("caddy works", DefaultPage),
    ("test page for the", DefaultPage),
    ("test page for apache", DefaultPage),
    ("apache http server test page", DefaultPage),
    ("apache2 ubuntu default page", DefaultPage),
    ("apache2 debian default page", DefaultPage),
    ("apache tomcat/", DefaultPage),
    ("iis windows server", DefaultPage),
    ("iis7", DefaultPage),
    ("iis8", DefaultPage),
    ("iis10", DefaultPage),
    ("microsoft internet information services", DefaultPage),
    ("placeholder page", DefaultPage),
    ("default web site page", DefaultPage),
    ("default page", DefaultPage),
    ("domain default page", DefaultPage),
    ("web server's default page", DefaultPage),
    ("lnmp一键安装包", DefaultPage),
    ("恭喜，站点创建成功", DefaultPage),
    ("恭喜,站点创建成功", DefaultPage),
    ("恭喜, 站点创建成功", DefaultPage),
    ("站点创建成功", DefaultPage),
    ("没有找到站点", DefaultPage),
    ("account suspended", Suspended),
    ("this account has been suspended", Suspended),
    ("站点已停止", Suspended),
    ("网站已停止", Suspended),
    ("站点已暂停", Suspended),
    ("网站已暂停", Suspended),
    ("站点已过期", Suspended),
    ("域名已过期", Suspended),
    ("域名停放", Parked),
    ("domain parked", Parked),
    ("parked domain", Parked),
];

/// What such pages say in their text, in lower case, blanks folded.
const WORDS: &[(&str, StandInKind)] = &[
    ("enable javascript and cookies to continue", Challenge),
    ("checking your browser before accessing", Challenge),
    ("checking if the site connection is secure", Challenge),
    ("verify you are human", Challenge),
    ("verifying you are human", Challenge),
    ("needs to review the security of your connection", Challenge),
    ("正在检查您的浏览器", Challenge),
    ("正在验证您的浏览器", Challenge),
    ("正在进行安全检查", Challenge),
    ("正在进行安全检测", Challenge),
    ("正在进行人机验证", Challenge),
    ("正在进行人机识别", Challenge),
    ("正在确认你是不是机器人", Challenge),
    ("请完成安全验证", Challenge),
    ("请完成以下验证", Challenge),
    ("请按住滑块", Challenge),
    ("拖动滑块完成验证", Challenge),
    ("为了您的账号安全，请完成验证", Challenge),
    ("you are now in line", WaitingRoom),
    ("you are in line", WaitingRoom),
    ("your estimated wait time", WaitingRoom),
    ("您正在排队", WaitingRoom),
    ("正在排队中", WaitingRoom),
    ("排队人数较多", WaitingRoom),
    ("当前访问人数过多", WaitingRoom),
    ("当前访问人数较多", WaitingRoom),
    ("当前访问用户过多", WaitingRoom),
    ("访问人数过多，请", WaitingRoom),
    ("thank you for using nginx", DefaultPage),
    ("if you see this page, the nginx web server is successfully installed", DefaultPage),
    ("您的请求在web服务器中没有找到对应的站点", DefaultPage),
    ("本页面由系统自动生成", DefaultPage),
    ("这是默认index.html", DefaultPage),
    ("lnmp一键安装包", DefaultPage),
    ("该站点已经被管理员停止运行", Suspended),
    ("this account has been suspended", Suspended),
    ("主机已到期", Suspended),
    ("虚拟主机已过期", Suspended),
    ("this domain is for sale", Parked),
    ("this domain may be for sale", Parked),
    ("this domain name is for sale", Parked),
    ("buy this domain", Parked),
    ("this domain is parked", Parked),
    ("domain is parked free", Parked),
    ("parked free, courtesy of", Parked),
    ("您访问的域名正在出售", Parked),
];

/// What speaks of a domain, and what is said of one that nobody uses.
const DOMAINS: [&str; 5] = ["该域名", "此域名", "本域名", "这个域名", "访问的域名"];
const DOMAIN_IDLE: [&str; 10] = [
    "出售",
    "转让",
    "可售",
    "停放",
    "已过期",
    "已到期",
    "未绑定",
    "尚未绑定",
    "正在洽谈",
    "尚未使用",
];

/// What is maintained on such a page, and how it says so.
const SUBJECTS: [&str; 12] = [
    "网站",
    "系统",
    "本站",
    "站点",
    "平台",
    "服务器",
    "服务",
    "网页",
    "页面",
    "商城",
    "官网",
    "小站",
];
const WORK: [&str; 8] =
    ["维护", "升级", "检修", "维修", "改版", "更新维护", "维护升级", "升级维护"];
const MAINTENANCE_ENGLISH: [&str; 9] = [
    "under maintenance",
    "down for maintenance",
    "down for scheduled maintenance",
    "unavailable for scheduled maintenance",
    "site maintenance",
    "maintenance mode",
    "undergoing maintenance",
    "undergoing scheduled maintenance",
    "we'll be back soon",
];

/// What stands in the place of the site's page, if anything does.
pub(crate) fn read(outline: &Outline<'_>, title: Option<&str>) -> Option<StandIn> {
    if has_letters(&outline.text, MOST_LETTERS) || outline.source.len() > MOST_SOURCE {
        return None;
    }
    let title = folded(title.unwrap_or_default());
    let text = folded(&outline.text);
    let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
    if letters > MOST_LETTERS {
        return None;
    }
    let found = |kind, evidence: &str| Some(StandIn { kind, evidence: evidence.to_owned() });
    if let Some((words, kind)) = TITLES.iter().find(|(words, _)| begins(&title, words)) {
        return found(*kind, words);
    }
    if let Some(words) = maintenance(&title) {
        return found(Maintenance, words);
    }
    if let Some((mark, kind)) = marks(outline) {
        return found(kind, mark);
    }
    let links = outline.nodes.iter().filter(|node| node.tag == Tag::A).count();
    let short = letters <= FEW_LETTERS && links <= FEW_LINKS;
    if let Some((words, kind)) = WORDS.iter().find(|(words, _)| text.contains(words)) {
        // A server's own page has some links and more words.
        return if short || *kind == DefaultPage { found(*kind, words) } else { None };
    }
    if text == "it works!" {
        return found(DefaultPage, "It works!");
    }
    if let Some(words) = idle_domain(&title) {
        return found(Parked, words);
    }
    if !short {
        return None;
    }
    if let Some(words) = idle_domain(&text) {
        return found(Parked, words);
    }
    maintenance(&text).and_then(|words| found(Maintenance, words))
}

/// Lower case, with one blank where there were some.
fn folded(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    words.join(" ").to_lowercase()
}

/// Whether a title is these words, or goes on behind a sign.
fn begins(title: &str, words: &str) -> bool {
    let Some(rest) = title.strip_prefix(words) else { return false };
    let ascii = words.is_ascii();
    // 安全验证系统 is a product; "Welcome to nginx on Debian" is nginx's page.
    ascii || rest.chars().next().is_none_or(|next| !next.is_alphanumeric() || "页中".contains(next))
}

fn marks(outline: &Outline<'_>) -> Option<(&'static str, StandInKind)> {
    static FINDER: LazyLock<Option<AhoCorasick>> =
        LazyLock::new(|| AhoCorasick::new(MARKS.iter().map(|(mark, _)| mark)).ok());
    // Scripts, mostly; what a reader sees does not count.
    let quoted = |at: usize| {
        outline.inert.iter().any(|it| it.kind == InertKind::Comment && it.span.contains(&at))
    };
    let found = FINDER.as_ref()?.find_iter(outline.source);
    let mut found = found.filter(|found| !quoted(found.start()));
    MARKS.get(found.next()?.pattern().as_usize()).copied()
}

/// The words that say that a site is being worked on.
fn maintenance(text: &str) -> Option<&str> {
    if let Some(words) = MAINTENANCE_ENGLISH.iter().find(|words| text.contains(*words)) {
        return Some(words);
    }
    text.match_indices("维护")
        .chain(text.match_indices("升级"))
        .chain(text.match_indices("检修"))
        .chain(text.match_indices("维修"))
        .find_map(|(at, _)| being_done(text, at))
}

/// `网站维护中`, `系统正在升级`, `正在维护`: work on the site itself, now. `设备维护中心` and `系统维护服务` are business.
fn being_done(text: &str, at: usize) -> Option<&str> {
    let (before, from) = text.split_at(at);
    let work = WORK.iter().filter(|work| from.starts_with(**work)).map(|work| work.len()).max()?;
    let behind = from.get(work..).unwrap_or_default();
    let end = behind.chars().next();
    let sentence_ends = end.is_none_or(|c| !c.is_alphanumeric());
    let going_on = behind.strip_prefix('中').is_some_and(|rest| {
        rest.chars().next().is_none_or(|c| !c.is_alphanumeric() || "请暂预敬给稍无我".contains(c))
    });
    let start = before.char_indices().rev().nth(9).map_or(0, |(at, _)| at);
    // The clause that the word stands in.
    let clause = before.get(start..).unwrap_or_default();
    let clause = clause.rsplit(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let now = clause.ends_with("正在") || clause.ends_with("正在进行") || clause.ends_with("正");
    let own = SUBJECTS.iter().any(|subject| clause.ends_with(subject))
        || SUBJECTS.iter().any(|subject| {
            let rest = clause.split_once(subject).map(|(_, rest)| rest);
            rest.is_some_and(|rest| {
                matches!(
                    rest,
                    "正在" | "正在进行" | "例行" | "临时" | "暂时" | "全面" | "正在全面" | "停机"
                )
            })
        });
    let alone = clause.is_empty();
    let says = now && (sentence_ends || going_on) || (own || alone) && going_on;
    let from = before.len() - clause.len();
    let shown = work + if going_on { '中'.len_utf8() } else { 0 };
    says.then(|| text.get(from..at + shown).unwrap_or_default())
}

/// The words that say that nobody uses a domain.
fn idle_domain(text: &str) -> Option<&str> {
    DOMAINS.iter().flat_map(|name| text.match_indices(name)).find_map(|(at, name)| {
        let rest = text.get(at + name.len()..).unwrap_or_default();
        let near = rest.char_indices().nth(12).map_or(rest.len(), |(end, _)| end);
        let near = rest.get(..near).unwrap_or_default();
        DOMAIN_IDLE
            .iter()
            .filter_map(|words| Some(near.find(words)? + words.len()))
            .min()
            .and_then(|end| text.get(at..at + name.len() + end))
    })
}

#[cfg(test)]
mod tests {
    use super::super::page::StandInKind::{
        Challenge, DefaultPage, Maintenance, Parked, Suspended, WaitingRoom,
    };
    use super::super::{RawPage, read};

    fn kind(page: &str) -> Option<super::StandInKind> {
        let page = RawPage {
            bytes: page.as_bytes(),
            content_type: Some("text/html; charset=utf-8"),
            links: 0,
        };
        read(page).stand_in.map(|it| it.kind)
    }

    fn page(title: &str, body: &str) -> String {
        format!(
            "<!doctype html><html><head><title>{title}</title></head><body>{body}</body></html>"
        )
    }

    fn told(cases: &[(String, super::StandInKind)]) {
        for (page, expected) in cases {
            assert_eq!(kind(page), Some(*expected), "{page}");
        }
    }

    #[test]
    fn checks_and_waiting_rooms_are_told() {
        let cases = [
            (
                page(
                    "Just a moment...",
                    "<noscript>Enable JavaScript and cookies to continue</noscript>",
                ),
                Challenge,
            ),
            (
                page(
                    "某某网",
                    "<p>请稍候，页面即将打开，这里有一些文字</p><script>window._cf_chl_opt={a:1}</script>",
                ),
                Challenge,
            ),
            (
                page(
                    "",
                    "<script>var arg1='A1';document.cookie='acw_sc__v2='+x;location.reload()</script>",
                ),
                Challenge,
            ),
            (page("滑动验证页面", "<p>访问验证</p><p>请按住滑块，拖动到最右边</p>"), Challenge),
            (page("x", "<meta name=aliyun_waf_aa content=1><p>等一下</p>"), Challenge),
            (
                page("x", "<p>安全检查</p><script>document.cookie='__jsl_clearance=1'</script>"),
                Challenge,
            ),
            (
                page("网站防火墙", "<p>您的请求带有不合法参数，已被网站管理员设置拦截！</p>"),
                Challenge,
            ),
            (page("提示", "<h1>正在进行人机验证，请稍候</h1>"), Challenge),
            (
                page("Attention Required! | Cloudflare", "<h1>Sorry, you have been blocked</h1>"),
                Challenge,
            ),
            (
                page("x", "<h1>You are now in line.</h1><p>Thank you for your patience.</p>"),
                WaitingRoom,
            ),
            (page("抢票", "<p>当前访问人数过多，请稍后再试</p>"), WaitingRoom),
        ];
        told(&cases);
    }

    #[test]
    fn maintenance_default_pages_and_idle_domains_are_told() {
        let cases = [
            (page("网站维护中", "<h1>网站维护中</h1><p>请稍后访问</p>"), Maintenance),
            (page("某某公司", "<h1>系统升级中</h1><p>预计 18:00 恢复</p>"), Maintenance),
            (page("某某公司", "<p>网站正在维护，给您带来不便敬请谅解。</p>"), Maintenance),
            (page("提示", "<p>尊敬的用户：系统正在进行升级维护，请稍后再来！</p>"), Maintenance),
            (page("维护中", "<p>我们很快回来</p>"), Maintenance),
            (
                page("Maintenance", "<h1>Briefly unavailable for scheduled maintenance.</h1>"),
                Maintenance,
            ),
            (
                page(
                    "Welcome to nginx!",
                    "<h1>Welcome to nginx!</h1><p>If you see this page, the nginx web server is successfully installed and working.</p>",
                ),
                DefaultPage,
            ),
            (page("Apache2 Ubuntu Default Page: It works", "<p>It works!</p>"), DefaultPage),
            (page("", "<h1>It works!</h1>"), DefaultPage),
            (
                page(
                    "恭喜，站点创建成功！",
                    "<h1>恭喜, 站点创建成功！</h1><p>这是默认index.html，本页面由系统自动生成</p>",
                ),
                DefaultPage,
            ),
            (page("没有找到站点", "<p>您的请求在Web服务器中没有找到对应的站点！</p>"), DefaultPage),
            (
                page("提示", "<p>抱歉，该站点已经被管理员停止运行，请联系管理员了解详情！</p>"),
                Suspended,
            ),
            (page("example.cn", "<h1>该域名正在出售</h1><a href=/x>联系</a>"), Parked),
            (page("example.cn", "<p>您正在访问的域名可以转让！</p>"), Parked),
            (page("example.cn", "<h1>This domain is for sale</h1>"), Parked),
            (
                page(
                    "example.cn",
                    "<iframe src='https://sedoparking.com/frmpark/example.cn'></iframe>",
                ),
                Parked,
            ),
        ];
        told(&cases);
    }

    #[test]
    fn sites_that_only_speak_of_such_things_are_judged() {
        let many =
            "<p>我们为各地的学校和医院提供电梯的安装与维护，系统升级中遇到的问题可以来电咨询。</p>"
                .repeat(20);
        let nav = "<a href=/1>首页</a><a href=/2>新闻</a><a href=/3>产品</a><a href=/4>下载</a><a href=/5>联系</a>";
        let cases = [
            page("某某电梯维护中心", "<h1>电梯维护中心</h1><p>电话 010-12345678</p>"),
            page("系统维护服务 - 某某科技", "<p>网站维护、系统升级、数据恢复。</p>"),
            page("网站维护公司", "<p>专业网站维护</p>"),
            page("某某公司", &many),
            page("某某公司", &format!("{nav}<p>公告：系统正在维护，部分功能暂停。</p>")),
            page("某某公司", "<p>通知：周六 22 点起系统维护，当晚恢复。</p>"),
            page("如何维护中央空调", "<p>正在维护中央空调的师傅说……</p>"),
            page("域名出售 - 某某域名网", "<p>精品域名出售、转让、经纪。</p>"),
            page("安全验证系统 - 某某科技", "<p>滑块验证、人机识别产品。</p>"),
            page("安装 nginx", "<h1>Welcome to nginx 是什么意思</h1>"),
            page("It works! 博客", "<h1>It works!</h1><p>一个博客的第一篇文章。</p>"),
            page(
                "网站维护中",
                "<h1>网站维护中</h1><footer><a href='https://beian.miit.gov.cn/'>京ICP备11000001号-1</a></footer>",
            ),
            page("请稍候再拨——客服热线", "<p>客服时间</p>"),
            page("某某公司", "<p>本站升级维护公告汇总</p>"),
        ];
        for page in cases {
            assert_eq!(kind(&page), None, "{page}");
        }
    }
}
