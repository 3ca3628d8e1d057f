//! The police number on the page is the declared one.

use crate::domain::icp_number::NumberState;
use crate::domain::lang::Text;
use crate::domain::police_number::PoliceNumber;

use super::law::{POLICE_DISPLAY, PROVIDER_REVIEW};
use super::{
    Check, Evidence, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, judge,
    police,
};

pub(super) const RULE: Rule = Rule {
    id: "police-mismatch",
    subject: RuleSubject::Police,
    fault: Fault::Mismatch,
    title: Text::fixed("公安备案号与声明的不一致", "the police number is not the declared one"),
    why: Text::fixed(
        "页面上的公安备案号不是 beian.toml 或 --police 声明的那一个：可能是从别的网站、旧主体或模板带来的。展示别人的编号，\
         接入商会以“公安备案号错误”退回，也可能被认定为冒用。声明的编号已在页面上、旁边又有另一个编号时为警告：多半是旧编号没有删，或者是同一主体的另一次备案。",
        "The page shows a different police number from the one declared in beian.toml or with --police, perhaps \
         from another site, a former operator or a template. Providers reject filings for a wrong number. A second \
         number beside the declared one is a warning: it is mostly a leftover, or belongs to another filing.",
    ),
    fix: Text::fixed(
        "改为自己的编号；如果声明的编号过时了，就更新 beian.toml",
        "Show your own number, or update beian.toml if the declared one is out of date",
    ),
    basis: &[PROVIDER_REVIEW, POLICE_DISPLAY],
    severity: Severity::Error,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("与声明一致", "the declared number"),
            declared: "police = \"湘公网安备43010202016938号\"",
            pages: &["<html><body><footer>湘公网安备 43010202016938号</footer></body></html>"],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("另一个编号", "another number"),
            declared: "police = \"湘公网安备43010202016938号\"",
            pages: &["<html><body><footer>湘公网安备43010202015074号</footer></body></html>"],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed(
                "声明的编号旁边还有另一个编号：警告",
                "another number beside the declared one: warning",
            ),
            declared: "police = \"湘公网安备43010202016938号\"",
            pages: &[
                "<html><body><footer>湘公网安备43010202016938号 湘公网安备43010202015074号</footer></body></html>",
            ],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("没有声明编号", "nothing declared"),
            declared: "",
            pages: &["<html><body><footer>湘公网安备43010202016938号</footer></body></html>"],
            expect: Expect::NotApplicable,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    let Some(declared) = view.site.police_number() else {
        return Verdict::NotApplicable("no police number is declared");
    };
    let declared_is_shown = police::own(view.facts)
        .iter()
        .any(|group| group.number.digits == declared.digits && group.shown().next().is_some());
    police::each_shown(view, |number, shown| {
        let sighting = shown.first()?;
        // a malformed number or a placeholder is a fault of its own, and has its own rule
        let differs = number.state() == NumberState::Ok && number.digits != declared.digits;
        differs.then(|| {
            let message = Text::made(
                format!("页面显示 {number}，声明的是 {declared}"),
                format!("the page shows {number}, but {declared} is declared"),
            );
            Evidence {
                severity: Some(fault(declared_is_shown)),
                fix: Some(replace(number, declared, declared_is_shown)),
                ..judge::at(sighting, message)
            }
        })
    })
}

/// How grave it is that another number is shown. Beside the declared one it is a leftover or a second filing.
const fn fault(declared_is_shown: bool) -> Severity {
    if declared_is_shown { Severity::Warning } else { Severity::Error }
}

/// What to do about a number that is not the declared one.
fn replace(number: &PoliceNumber, declared: &PoliceNumber, declared_is_shown: bool) -> Text {
    if declared_is_shown {
        return Text::made(
            format!("{declared} 已在页面上；如果 {number} 不是本网站的编号，就把它删掉"),
            format!("{declared} is on the page already; remove {number} if it is not this site's"),
        );
    }
    let url = police::record_url(declared);
    Text::made(
        format!("把编号改为 {declared}，链接改为 {url}"),
        format!("Show {declared} and link it to {url}"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_number_is_an_error_and_beside_the_declared_one_a_warning() {
        assert_eq!(fault(false), Severity::Error);
        assert_eq!(fault(true), Severity::Warning);
    }
}
