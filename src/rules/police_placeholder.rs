//! A sample, mask or template mark is no police number.

use crate::domain::icp_number::NumberState;
use crate::domain::lang::Text;
use crate::domain::police_number::PoliceNumber;
use crate::domain::province;
use crate::facts::Sighting;

use super::law::{POLICE_DISPLAY, PROVIDER_REVIEW};
use super::{
    Check, Evidence, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, fix,
    judge, police, police_link,
};

pub(super) const RULE: Rule = Rule {
    id: "police-placeholder",
    subject: RuleSubject::Police,
    fault: Fault::NotANumber,
    title: Text::fixed("公安备案号是示例或占位内容", "the police number is a placeholder"),
    why: Text::fixed(
        "主题、模板自带的示例编号不属于本网站，查询结果为空或者是别人的网站；展示它等于没有展示备案号，还容易被认定为冒用。",
        "The sample number of a theme or template is not this site's: looking it up finds nothing, or another site. \
         It counts as showing no number, and may be taken for misuse of someone else's.",
    ),
    fix: Text::fixed(
        "换成自己的公安备案号；还没有取得编号时先整段删除",
        "Replace it with your own police number; if you have none yet, remove it",
    ),
    basis: &[PROVIDER_REVIEW, POLICE_DISPLAY],
    severity: Severity::Error,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("真实编号", "a real number"),
            declared: "",
            pages: &["<html><body><footer>沪公网安备31011502038264号</footer></body></html>"],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("主题自带的 X", "a theme's row of X"),
            declared: "",
            pages: &["<html><body><footer>京公网安备XXXXXXXXXXXXXX号</footer></body></html>"],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("全是 0", "nothing but zeros"),
            declared: "police = \"沪公网安备31011502038264号\"",
            pages: &["<html><body><footer>沪公网安备00000000000000号</footer></body></html>"],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("主题只印出了外框", "a theme's label without a number"),
            declared: "",
            pages: &[
                "<html><body><footer><a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=\">京公网安备 号</a>\
                 </footer></body></html>",
            ],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("没有公安备案号", "no police number"),
            declared: "",
            pages: &["<html><body><footer>沪ICP备2022019547号-1</footer></body></html>"],
            expect: Expect::NotApplicable,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    police::each_shown(view, |number, shown| {
        let sighting = shown.first()?;
        (number.state() == NumberState::Placeholder).then(|| {
            let message = match (number.digits.is_empty(), sighting.raw.as_str()) {
                (true, raw) => Text::made(
                    format!("“{raw}”只有文字，没有编号：编号没有填"),
                    format!("“{raw}” contains no number: it was never filled in"),
                ),
                (false, raw) => Text::made(
                    format!("“{raw}”是示例或占位内容，不是公安备案号"),
                    format!("“{raw}” is a placeholder, not a police number"),
                ),
            };
            let declared = view.site.police_number();
            let fix = declared.map(|right| fix::replace_shown_police(view, &sighting.raw, right));
            let fix = fix.or_else(|| in_link(sighting));
            Evidence { fix, ..judge::at(sighting, message) }
        })
    })
}

/// The number in the link, where the text has none.
fn in_link(sighting: &Sighting<PoliceNumber>) -> Option<Text> {
    let digits = police_link::asked_for(sighting.link.plain()?)?;
    let number = PoliceNumber {
        mark: province::by_digits(&digits).and_then(|it| it.police.first()).copied(),
        mark_written: false,
        digits,
        slip: None,
    };
    (number.state() == NumberState::Ok).then(|| {
        Text::made(
            format!("链接里的编号是 {}；核对后写作 {number}", number.digits),
            format!("The link contains {}: check it and write {number}", number.digits),
        )
    })
}
