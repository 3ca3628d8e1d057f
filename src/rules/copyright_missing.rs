//! The home page says whose it is.

use crate::domain::lang::Text;
use crate::domain::site::Subject;

use super::law::COPYRIGHT;
use super::{
    Check, Evidence, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict,
    copyright_lines, fix, judge,
};

pub(super) const RULE: Rule = Rule {
    id: "copyright-missing",
    subject: RuleSubject::Copyright,
    fault: Fault::Missing,
    title: Text::fixed("首页没有版权所有信息", "the home page has no copyright line"),
    why: Text::fixed(
        "部分省份（云厂商点名的是江苏）要求单位网站在底部写明“版权所有”，名称与备案主体一致；其他省份只是建议。个人网站不作要求。\
         页脚里程序作者的版权（如 Powered by …）不算网站自己的版权信息。",
        "Some provinces (cloud providers name Jiangsu) require organisations to show a copyright line at the bottom \
         of the site, with the name of the filing holder; elsewhere it is advice. It is not required of \
         individuals. A line of the software's author (Powered by …) is not the site's own.",
    ),
    fix: Text::fixed(
        "在首页底部加上：版权所有 © 起始年份-今年 备案主体全称",
        "Add at the bottom of the home page: 版权所有 © first year-this year, and the full name of the filing's holder",
    ),
    basis: &[COPYRIGHT],
    severity: Severity::Info,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("有版权信息", "a copyright line"),
            declared: "",
            pages: &["<html><body><footer>版权所有 © 2019-2026 苏州示例科技有限公司 \
                 <a href=\"https://beian.miit.gov.cn/\">苏ICP备2020048173号-2</a></footer></body></html>"],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed(
                "江苏的网站没有版权信息：警告",
                "a site of Jiangsu without one: warning",
            ),
            declared: "",
            pages: &[
                "<html><body><footer><a href=\"https://beian.miit.gov.cn/\">苏ICP备2020048173号-2</a>\
                 </footer></body></html>",
            ],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("其他省份：提示", "elsewhere: info"),
            declared: "",
            pages: &[
                "<html><body><footer><a href=\"https://beian.miit.gov.cn/\">豫ICP备2021048173号-1</a>\
                 </footer></body></html>",
            ],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("只有程序作者的版权", "only the line of the program's maker"),
            declared: "owner = \"苏州示例科技有限公司\"",
            pages: &["<html><body><footer><p>Powered by ECShop v4.0 &copy; 2005-2018</p>\
                 <a href=\"https://beian.miit.gov.cn/\">豫ICP备2021048173号-1</a></footer></body></html>"],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("个人网站", "an individual's site"),
            declared: "subject = \"person\"",
            pages: &[
                "<html><body><footer><a href=\"https://beian.miit.gov.cn/\">苏ICP备2020048173号-2</a>\
                 </footer></body></html>",
            ],
            expect: Expect::NotApplicable,
        },
    ],
    check: Check::Home(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    if view.site.subject == Some(Subject::Person) {
        return Verdict::NotApplicable("not required of individuals");
    }
    if let Some(why) = judge::not_a_document(view.facts.kind) {
        return Verdict::NotApplicable(why);
    }
    if copyright_lines::shown(view).next().is_some() {
        return Verdict::Pass;
    }
    let (severity, message) = if of_jiangsu(view) {
        (
            Severity::Warning,
            Text::fixed(
                "首页没有版权所有信息，江苏要求单位网站写明",
                "the home page has no copyright line, which Jiangsu requires of organisations",
            ),
        )
    } else {
        (Severity::Info, Text::fixed("首页没有版权所有信息", "the home page has no copyright line"))
    };
    Verdict::Fail(vec![Evidence {
        severity: Some(severity),
        fix: Some(fix::show_copyright(view)),
        ..judge::of_page("", message)
    }])
}

/// Whether the declared ICP number, else the one shown, is of Jiangsu.
fn of_jiangsu(view: &PageView<'_>) -> bool {
    match &view.site.icp {
        Some(declared) => declared.mark == Some('苏'),
        None => judge::shown_icp(view).iter().any(|sighting| sighting.number.mark == Some('苏')),
    }
}
