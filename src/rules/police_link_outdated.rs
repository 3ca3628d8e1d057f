//! The police number links to its record by the current address of the police platform, not by that of the old portal.

use crate::domain::lang::Text;

use super::law::POLICE_SNIPPET;
use super::police_link::{self, Oddity, Worth};
use super::{Check, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict};

pub(super) const RULE: Rule = Rule {
    id: "police-link-outdated",
    subject: RuleSubject::Police,
    fault: Fault::NotLinked,
    title: Text::fixed(
        "公安备案号的链接不是平台现在的地址",
        "the police number's link is outdated",
    ),
    why: Text::fixed(
        "公安备案平台在 2023 年从 www.beian.gov.cn 迁到 beian.mps.gov.cn，旧地址 2025 年 2 月起有人反映已无法打开，\
         但很多主题和旧代码仍在使用。访客点开是空白，等于没有链接。只换域名不够：新平台的地址是 #/query/webSearch?code=，旧路径、\
         recordcode=、漏掉 # 或 www. 都不是平台给出的写法，不保证打得开备案详情。",
        "The police platform moved from www.beian.gov.cn to beian.mps.gov.cn in 2023. The old address has been \
         reported unreachable since February 2025, but many themes still use it, and a click leads nowhere. \
         Changing the host is not enough: the path on the new platform is #/query/webSearch?code=; with the old \
         path, with recordcode=, without # or with www. the record may not open.",
    ),
    fix: Text::fixed(
        "把链接改为 https://beian.mps.gov.cn/#/query/webSearch?code=14位编号",
        "Link to https://beian.mps.gov.cn/#/query/webSearch?code=DIGITS",
    ),
    basis: &[POLICE_SNIPPET],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("新平台", "today's register"),
            declared: "",
            pages: &[
                "<html><body><footer><a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=44030502018427\">\
                 粤公网安备44030502018427号</a></footer></body></html>",
            ],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("旧平台", "the old portal"),
            declared: "",
            pages: &["<html><body><footer>\
                 <a href=\"http://www.beian.gov.cn/portal/registerSystemInfo?recordcode=44030502018427\">\
                 粤公网安备 44030502018427号</a></footer></body></html>"],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("新域名、旧路径", "the old path on the new host"),
            declared: "",
            pages: &["<html><body><footer>\
                 <a href=\"https://beian.mps.gov.cn/portal/registerSystemInfo?recordcode=44030502018427\">\
                 粤公网安备44030502018427号</a></footer></body></html>"],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("没有公安备案号", "no police number"),
            declared: "",
            pages: &["<html><body><footer>粤ICP备2021018427号</footer></body></html>"],
            expect: Expect::NotApplicable,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    police_link::judge(view, |worth, number, _| match worth {
        Worth::Outdated => Some(Text::made(
            format!("公安备案号 {number} 链接到旧平台 beian.gov.cn，该平台已迁走"),
            format!("the police number {number} links to the retired portal beian.gov.cn"),
        )),
        Worth::OtherForm(oddity) => {
            let (zh, en) = what_is_odd(*oddity);
            Some(Text::made(
                format!("公安备案号 {number} 的链接不是平台给出的地址：{zh}"),
                format!("the link of the police number {number} is not in the issued form: {en}"),
            ))
        }
        Worth::Right
        | Worth::CodeMissing
        | Worth::CodeDiffers(_)
        | Worth::Wrong(_)
        | Worth::Indirect(_)
        | Worth::AsText(_)
        | Worth::Unlinked => None,
    })
}

const fn what_is_odd(oddity: Oddity) -> (&'static str, &'static str) {
    match oddity {
        Oddity::Host => ("域名多了 www.", "www. before the host is wrong"),
        Oddity::OldPath => ("路径是旧平台的", "the path belongs to the old portal"),
        Oddity::NoHash => ("路径前少了 #", "the # before the path is missing"),
        Oddity::Parameter => {
            ("编号要写成 # 之后的 code=", "the number belongs after the #, as code=")
        }
        Oddity::Code => ("code= 后面只能是 14 位数字", "code= takes the 14 digits only"),
        Oddity::Path => ("平台没有已知的这个路径", "the path is not known on the platform"),
    }
}
