//! The link leads to MIIT's filing system and not somewhere else.

use crate::domain::lang::Text;

use super::icp_link::{self, IcpLink};
use super::judge;
use super::links::{self, LinkDestination, PublicRegister, Rest};
use super::mistype::{self, Mistype};
use super::{
    Check, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, fix, law,
};

pub(super) const RULE: Rule = Rule {
    id: "icp-link-wrong",
    subject: RuleSubject::Icp,
    fault: Fault::NotLinked,
    title: Text::fixed(
        "备案号链接到了别处",
        "the ICP number does not link to the MIIT filing system",
    ),
    why: Text::fixed(
        "备案号要链接到工信部备案系统（第33号令第十三条）。链接到公安备案平台、自己的首页、第三方查询站或仿冒域名，公众无法核对，等同于没有链接（第二十五条：责令改正，处 5000 元以上 1 万元以下罚款）。",
        "The number must link to MIIT's filing system (Order 33 art. 13). A link to the police platform, to the \
         site itself, to a third-party lookup site or to a look-alike domain does not let the public check the \
         number and counts as missing (art. 25: an order to correct and a fine of 5,000 to 10,000 yuan).",
    ),
    fix: Text::fixed(
        "把备案号的链接改为 https://beian.miit.gov.cn/",
        "Make the number link to https://beian.miit.gov.cn/",
    ),
    basis: &[law::ORDER_33_NUMBER_AND_LINK, law::ORDER_33_FINE],
    severity: Severity::Error,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("链接到工信部备案系统", "linked to MIIT"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://beian.miit.gov.cn/#/Integrated/index">京ICP备19004817号-1</a></footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("链接到公安备案平台", "linked to the police platform"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://beian.mps.gov.cn/">京ICP备19004817号-1</a></footer>"#],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed(
                "少了 https://，变成站内地址",
                "no scheme: a path on the site itself",
            ),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="beian.miit.gov.cn">京ICP备19004817号-1</a></footer>"#],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("地址外面是中文引号", "curly quotes around the address"),
            declared: "",
            pages: &["<!doctype html><p>鸿雁照相馆</p>
<footer><a href=“https://beian.miit.gov.cn/” target=“_blank”>京ICP备19004817号-1</a></footer>"],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("少了一个引号：警告", "a missing quote: warning"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://beian.miit.gov.cn/ target="_blank">京ICP备19004817号-1</a></footer>"#],
            expect: Expect::Fail,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    icp_link::faults(view, &[IcpLink::Wrong, IcpLink::Junk], |seen| {
        let href = icp_link::opens(&seen.link).unwrap_or_default();
        let (zh, en) = wrong_target(href);
        let message = Text::made(
            format!("{} 链接到 {href}：{zh}", seen.number),
            format!("{} links to {href}: {en}", seen.number),
        );
        let mut evidence = judge::at_link(seen, message);
        if icp_link::worth(seen) == IcpLink::Junk {
            evidence.severity = Some(Severity::Warning);
        }
        evidence.fix = Some(fix::link_icp(view, &seen.number));
        evidence
    })
}

fn wrong_target(href: &str) -> (String, String) {
    let (zh, en) = match links::destination(href) {
        LinkDestination::Register { rest: Rest::Junk, .. } => (
            "域名正确，但地址里混进了引号、空格或标签的其他内容，多半少写了一个引号",
            "the host is right, but the address contains quotes, spaces or other parts of the tag; a quote is probably missing",
        ),
        LinkDestination::Mistyped(host) => return mistyped(host.name, href),
        LinkDestination::Register { host, .. } => match host.register {
            PublicRegister::Police => (
                "那是公安备案平台，不是工信部",
                "that is the police platform, not the MIIT filing system",
            ),
            PublicRegister::Algorithms => (
                "那是网信办算法备案系统，不是工信部",
                "that is the algorithm register, not the MIIT filing system",
            ),
            PublicRegister::Miit => ("那不是工信部备案系统", "that is not MIIT's filing system"),
        },
        LinkDestination::NoScheme => (
            "缺少 https://，浏览器会当成站内路径",
            "without https://, browsers take it for a path on this site",
        ),
        LinkDestination::SameSite => ("那是站内地址", "that is a page of the site itself"),
        LinkDestination::LookAlike(host) => {
            return (format!("{host} 是仿冒域名"), format!("{host} imitates a government domain"));
        }
        LinkDestination::Elsewhere(host) => {
            return (
                format!("{host} 不是工信部备案系统"),
                format!("{host} is not MIIT's filing system"),
            );
        }
        LinkDestination::NoWebAddress => ("那不是网址", "that is not a web address"),
    };
    (zh.to_owned(), en.to_owned())
}

fn mistyped(host: &str, href: &str) -> (String, String) {
    match mistype::of(href) {
        Mistype::Signs(odd) => (
            format!(
                "本想写 {host} 的地址，但写错了（混有 {odd}），浏览器打不开它；要用半角的冒号和引号"
            ),
            format!(
                "the address of {host} is mistyped (it contains {odd}), so browsers open something else; write the \
                 colon and the quotes in ASCII"
            ),
        ),
        Mistype::Scheme { written, on_https_only } => {
            let (zh, en) = mistype::where_it_fails(on_https_only);
            (
                format!("本想写 {host} 的地址，但开头写成了 {written}，{zh}；开头要写 https://"),
                format!(
                    "the address of {host} is mistyped: it begins with {written}, so {en}; write https://"
                ),
            )
        }
    }
}

#[cfg(test)]
mod tests {
    use super::mistyped;

    #[test]
    fn the_remedy_fits_the_slip() {
        let said = |href: &str| mistyped("beian.miit.gov.cn", href);
        for (href, head) in [
            ("https:/beian.miit.gov.cn/", "https:/"),
            ("https//beian.miit.gov.cn/", "https//"),
            ("https://https://beian.miit.gov.cn/", "https://https://"),
        ] {
            let (zh, en) = said(href);
            assert!(
                zh.contains(&format!("写成了 {head}，")) && zh.ends_with("开头要写 https://"),
                "{zh}"
            );
            assert!(
                en.contains(&format!("with {head}, so")) && en.ends_with("; write https://"),
                "{en}"
            );
            assert!(!zh.contains("半角") && !en.contains("ASCII"), "{zh} {en}");
            assert_eq!(en.contains("on https pages"), head == "https:/", "{en}");
        }
        let (zh, en) = said("https：//beian.miit.gov.cn/");
        assert!(zh.contains("混有 ：") && zh.contains("半角") && en.contains("ASCII"), "{zh} {en}");
    }
}
