//! The home page can be judged without running its scripts.

use crate::domain::lang::Text;
use crate::facts::{PageFacts, PageKind};

use super::law::NOT_JUDGED;
use super::{Check, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, judge};

pub(super) const RULE: Rule = Rule {
    id: "site-needs-browser",
    subject: RuleSubject::Site,
    fault: Fault::Other,
    title: Text::fixed(
        "首页内容要靠浏览器才能看到",
        "the home page shows its content only in a browser",
    ),
    why: Text::fixed(
        "页面源码是空壳（单页应用，或者只有脚本跳转），备案号要等脚本运行后才可能出现；或者页面在浏览器里没能看完。\
         这时既不能判合格，也不能判缺失。脚本写出的编号，接入商的自动巡检同样可能读不到，所以最好直接写进 HTML。",
        "The HTML is an empty shell (a single-page application or a redirect by script), where a number may appear \
         after scripts have run; or the page could not be looked at in a browser to its end. This tool then cannot say \
         whether the number is there. Providers' automatic checks may miss what scripts write, too; it is better to put \
         it into the HTML.",
    ),
    fix: Text::fixed(
        "用浏览器打开首页，人工核对底部的备案号和链接；也可以安装 Chromium 或 Chrome（Debian、Ubuntu：apt install chromium；\
         Fedora：dnf install chromium；macOS：brew install --cask chromium）后重新审计，由它打开页面（--render auto）。最好把页脚\
         直接写进 index.html，或者使用服务端渲染、预渲染",
        "Open the home page in a browser and check the number and its link; or install Chromium or Chrome (Debian, \
         Ubuntu: apt install chromium; Fedora: dnf install chromium; macOS: brew install --cask chromium) and audit \
         again, which then opens the page in it (--render auto). Better, put the footer into index.html, or render it \
         on the server or at build time",
    ),
    basis: &[NOT_JUDGED],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("普通网页", "an ordinary page"),
            declared: "",
            pages: &[
                "<html><body><h1>示例</h1><footer>浙ICP备2019048273号-1</footer></body></html>",
            ],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("单页应用的空壳", "a single-page application's shell"),
            declared: "",
            pages: &[
                "<!doctype html><html><head><title>示例</title></head><body><div id=\"app\"></div>\
                 <script type=\"module\" src=\"/assets/index-4f2a.js\"></script></body></html>",
            ],
            expect: Expect::Review,
        },
        Example {
            name: Text::fixed("空壳里写死了页脚", "a shell with its footer in the HTML"),
            declared: "",
            pages: &[
                "<!doctype html><html><head><title>示例</title></head><body><div id=\"app\"></div>\
                 <footer><a href=\"https://beian.miit.gov.cn/\">浙ICP备2019048273号-1</a></footer>\
                 <script type=\"module\" src=\"/assets/index-4f2a.js\"></script></body></html>",
            ],
            expect: Expect::Pass,
        },
    ],
    check: Check::Home(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    let facts = view.facts;
    if let Some(fault) = facts.rendered.as_ref().and_then(|rendered| rendered.fault.as_ref()) {
        let message = Text::made(
            format!("首页没能在浏览器里看完（{}），以下按 HTML 判断", fault.zh),
            format!(
                "the home page could not be looked at in the browser to the end ({}); it was judged by its HTML",
                fault.en
            ),
        );
        let mut evidence = judge::of_page(facts.title.as_deref().unwrap_or_default(), message);
        evidence.fix = Some(Text::fixed(
            "重新审计一次；页面很慢时加大 --timeout。还是看不完，就自己打开首页，核对底部的备案号和链接",
            "Audit again, with a longer --timeout where the page is slow. If that does not help, open the home page and \
             check the number and its link at the bottom",
        ));
        return Verdict::Review(vec![evidence]);
    }
    let message = match (facts.kind, facts.script_redirect.as_deref()) {
        (PageKind::Shell, _) => Text::fixed(
            "首页是空壳，内容由脚本生成，没有判断",
            "the home page is an empty shell filled by scripts and was not judged",
        ),
        (PageKind::Stub, Some(target)) => Text::made(
            format!("首页只用脚本跳转到 {target}，目标页面没有判断"),
            format!("the home page only redirects to {target} by a script, and was not judged"),
        ),
        _ => return Verdict::Pass,
    };
    if shows_a_filing(facts) {
        return Verdict::Pass;
    }
    Verdict::Review(vec![judge::of_page(facts.title.as_deref().unwrap_or_default(), message)])
}

/// A filing in the HTML settles the matter, whatever scripts add.
fn shows_a_filing(facts: &PageFacts) -> bool {
    let icp = facts.icp.iter().map(|seen| (seen.own, &seen.visibility));
    let licences = facts.licences.iter().map(|seen| (seen.own, &seen.visibility));
    icp.chain(licences).any(|(own, visibility)| own && visibility.is_shown())
}
