//! The number is visible.

use crate::domain::icp_number::NumberState;
use crate::domain::lang::Text;
use crate::facts::PageKind;
use crate::html::Visibility;

use super::judge::{self, Presence};
use super::rendered::{self, Hiding};
use super::{
    Check, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, fix, law,
    screens,
};

pub(super) const RULE: Rule = Rule {
    id: "icp-hidden",
    subject: RuleSubject::Icp,
    fault: Fault::Hidden,
    title: Text::fixed("备案号被隐藏，访客看不到", "the ICP number is hidden from visitors"),
    why: Text::fixed(
        "备案号要标明在主页上供公众查询核对（第33号令第十三条），用样式或属性藏起来等于没有标明：责令改正，处 5000 元以上 5 万元以下罚款（国务院令第292号第二十二条）。",
        "The number must be shown on the home page so that the public can check it (Order 33 art. 13). A number \
         hidden by a style or an attribute counts as missing: an order to correct and a fine of 5,000 to 50,000 \
         yuan (Decree 292 art. 22).",
    ),
    fix: Text::fixed(
        "去掉隐藏备案号的样式或属性",
        "Remove the style or attribute that hides the number",
    ),
    basis: &[law::ORDER_33_NUMBER_AND_LINK, law::DECREE_292_FINE, law::PUBLIC_CAN_CHECK],
    severity: Severity::Error,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("看得见的备案号", "a visible number"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://beian.miit.gov.cn/">京ICP备19004817号-1</a></footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("display:none", "display:none"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a style="display:none" href="https://beian.miit.gov.cn/">京ICP备19004817号-1</a></footer>"#],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("一处隐藏、一处可见", "hidden once, visible once"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p><footer><p hidden>京ICP备19004817号-1</p>
<p><a href="https://beian.miit.gov.cn/">京ICP备19004817号-1</a></p></footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed(
                "是否隐藏由脚本决定：人工确认",
                "visibility decided by a script: review",
            ),
            declared: "",
            pages: &[
                r#"<!doctype html><style>footer{opacity:0;transition:opacity 1s}</style><p>鸿雁照相馆</p>
<footer><a href="https://beian.miit.gov.cn/">京ICP备19004817号-1</a></footer>"#,
            ],
            expect: Expect::Review,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    match judge::presence(view) {
        Presence::Hidden if view.facts.kind == PageKind::Shell => {
            return Verdict::NotApplicable("an empty shell: site-needs-browser judges it");
        }
        Presence::Hidden => {}
        Presence::Number => return screens::unsure(&judge::own(&view.facts.icp)),
        Presence::Licence => return Verdict::Pass,
        Presence::Script | Presence::Picture | Presence::Nothing => {
            return Verdict::NotApplicable("no ICP number in the page's text");
        }
    }
    let groups = judge::own(&view.facts.icp);
    let hidden = groups
        .iter()
        .filter(|group| judge::state(view, group.number) != NumberState::Placeholder)
        .filter_map(|group| group.sightings.first())
        .map(|seen| {
            let by = match &seen.visibility {
                Visibility::Hidden(by) => by.as_str(),
                Visibility::Shown | Visibility::Partly { .. } | Visibility::Unsure(_) => "",
            };
            let Hiding { what, fix: unhide } = rendered::hiding(by);
            let message = Text::made(
                format!("{} {}，访客看不到", seen.number, what.zh),
                format!("{} {}", seen.number, what.en),
            );
            let mut evidence = judge::at(seen, message);
            let show = fix::show_right_icp(view, &seen.number);
            evidence.fix = Some(Text::made(
                format!("{}，让备案号显示出来；或者{}", unhide.zh, show.zh),
                format!("{} so that the number shows; or: {}", unhide.en, show.en),
            ));
            evidence
        });
    judge::verdict(hidden.collect())
}
