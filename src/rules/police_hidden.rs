//! The police number is there for readers to see.

use crate::domain::lang::Text;
use crate::html::Visibility;

use super::law::{POLICE_DISPLAY, PUBLIC_CAN_CHECK};
use super::rendered::{self, Hiding};
use super::{
    Check, Evidence, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, judge,
    police, screens,
};

pub(super) const RULE: Rule = Rule {
    id: "police-hidden",
    subject: RuleSubject::Police,
    fault: Fault::Hidden,
    title: Text::fixed("公安备案号在页面上看不见", "the police number is hidden"),
    why: Text::fixed(
        "公安备案号是给公众查询核对用的。用 display:none、hidden 属性、零字号等方式藏起来，访客和检查人员都看不到，等于没有展示。",
        "The number is shown so that the public can check it. If it is hidden by display:none, the hidden attribute \
         or a font size of zero, neither visitors nor inspectors see it, and it counts as missing.",
    ),
    fix: Text::fixed(
        "去掉隐藏它的样式或属性，让编号直接显示在页面底部",
        "Remove the style or attribute that hides the number, so that it shows at the bottom of the page",
    ),
    basis: &[PUBLIC_CAN_CHECK, POLICE_DISPLAY],
    severity: Severity::Error,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("看得见", "visible"),
            declared: "",
            pages: &["<html><body><footer>闽公网安备35020302017846号</footer></body></html>"],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("display:none", "display:none"),
            declared: "",
            pages: &[
                "<html><body><footer style=\"display:none\">闽公网安备35020302017846号</footer></body></html>",
            ],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("一处隐藏、一处显示", "hidden once, shown once"),
            declared: "",
            pages: &["<html><body><p hidden>闽公网安备35020302017846号</p>\
                 <footer>闽公网安备35020302017846号</footer></body></html>"],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("没有公安备案号", "no police number"),
            declared: "",
            pages: &["<html><body><footer>闽ICP备2021017846号-1</footer></body></html>"],
            expect: Expect::NotApplicable,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    let groups = police::own(view.facts);
    if groups.is_empty() {
        return Verdict::NotApplicable("the page has no police number");
    }
    let faults: Vec<Evidence> = groups
        .iter()
        .filter(|group| group.shown().next().is_none())
        .filter_map(|group| {
            let sighting = group.sightings.first()?;
            let Visibility::Hidden(cause) = &sighting.visibility else { return None };
            let Hiding { what, fix } = rendered::hiding(cause);
            let message = Text::made(
                format!("公安备案号 {} {}", group.number, what.zh),
                format!("the police number {} {}", group.number, what.en),
            );
            let fix = Text::made(
                format!("{}，让编号直接显示在页面底部", fix.zh),
                format!("{}, so that the number shows at the bottom of the page", fix.en),
            );
            Some(Evidence { fix: Some(fix), ..judge::at(sighting, message) })
        })
        .collect();
    if faults.is_empty() { screens::unsure(&groups) } else { Verdict::Fail(faults) }
}
