//! The police number is seen on phones and on desktops alike.

use crate::domain::lang::Text;

use super::law::{POLICE_DISPLAY, PUBLIC_CAN_CHECK};
use super::{
    Check, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, police, screens,
};

pub(super) const RULE: Rule = Rule {
    id: "police-hidden-on-some-screens",
    subject: RuleSubject::Police,
    fault: Fault::Hidden,
    title: Text::fixed(
        "公安备案号在部分屏幕上看不见",
        "the police number is hidden on some screens",
    ),
    why: Text::fixed(
        "用媒体查询、断点类（d-none d-md-block、hidden md:block 之类）把公安备案号只留给电脑或只留给手机，另一半访客和用手机检查的人员就看不到它。",
        "A media query, or classes such as `d-none d-md-block`, may show the police number only on desktops or only \
         on phones. The other visitors do not see it, nor do inspectors who open the site on a phone.",
    ),
    fix: Text::fixed("让它在所有宽度的屏幕上都显示", "Show it on screens of every width"),
    basis: &[PUBLIC_CAN_CHECK, POLICE_DISPLAY],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("所有屏幕上都看得见", "seen on every screen"),
            declared: "",
            pages: &["<!doctype html><p>鸿雁照相馆</p><footer>闽公网安备35020302017846号</footer>"],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("手机上看不见", "hidden on phones"),
            declared: "",
            pages: &["<!doctype html><style>@media (max-width:767px){.pc{display:none}}</style>\
                 <p>鸿雁照相馆</p><footer class=\"pc\">闽公网安备35020302017846号</footer>"],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("手机和电脑各有一处", "once for phones, once for desktops"),
            declared: "",
            pages: &["<!doctype html><style>@media (max-width:767px){.pc{display:none}}\
                 @media (min-width:768px){.phone{display:none}}</style><p>鸿雁照相馆</p>\
                 <footer><p class=\"pc\">闽公网安备35020302017846号</p><p class=\"phone\">闽公网安备35020302017846号</p></footer>"],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("只在打印时隐藏", "hidden in print only"),
            declared: "",
            pages: &["<!doctype html><style>@media print{footer{display:none}}</style>\
                 <p>鸿雁照相馆</p><footer>闽公网安备35020302017846号</footer>"],
            expect: Expect::Pass,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    screens::hidden_on_some(&police::own(view.facts))
}
