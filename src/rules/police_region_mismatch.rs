//! The first two digits of a police number name the province of its character.

use crate::domain::icp_number::NumberState;
use crate::domain::lang::Text;
use crate::domain::police_number::PoliceNumber;

use super::law::{POLICE_DISPLAY, PROVIDER_REVIEW};
use super::{
    Check, Evidence, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, judge,
    police,
};

pub(super) const RULE: Rule = Rule {
    id: "police-region-mismatch",
    subject: RuleSubject::Police,
    fault: Fault::Mismatch,
    title: Text::fixed(
        "公安备案号的省份简称与前两位数字不符",
        "the police number's province character does not match its digits",
    ),
    why: Text::fixed(
        "公安备案号的前两位是省级行政区代码，应与省份简称一致。不一致多半是照抄了别人的页脚，或者把 ICP 备案号的简称用到了公安备案号上：\
         四川写“川”不写“蜀”，甘肃写“甘”不写“陇”（贵州“贵”“黔”都有）。ICP 备案与公安备案的省份可以不同，本规则不比较它们。",
        "The first two digits are the code of the province that the character stands for. If they differ, the \
         footer was usually copied from another site, or uses the character of ICP numbers: police numbers use 川 \
         for Sichuan (not 蜀) and 甘 for Gansu (not 陇); Guizhou uses both 贵 and 黔. The ICP and the police filing may \
         belong to different provinces; this rule does not compare them.",
    ),
    fix: Text::fixed(
        "到 https://beian.mps.gov.cn 核对编号，按备案详情原样填写简称和数字",
        "Look the number up at https://beian.mps.gov.cn and copy character and digits",
    ),
    basis: &[PROVIDER_REVIEW, POLICE_DISPLAY],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("四川：川 + 51", "Sichuan: 川 with 51"),
            declared: "",
            pages: &["<html><body><footer>川公网安备51010702004918号</footer></body></html>"],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("贵州：黔 + 52 也可以", "Guizhou: 黔 with 52 is right too"),
            declared: "",
            pages: &["<html><body><footer>黔公网安备52010302003861号</footer></body></html>"],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("把 ICP 的“蜀”写进公安备案号", "the character of ICP numbers"),
            declared: "",
            pages: &["<html><body><footer>蜀公网安备51010702004918号</footer></body></html>"],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("照抄北京网站的数字", "digits copied from a site in Beijing"),
            declared: "",
            pages: &["<html><body><footer>沪公网安备11010802047316号</footer></body></html>"],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("没有公安备案号", "no police number"),
            declared: "",
            pages: &["<html><body><footer>蜀ICP备2022019547号-1</footer></body></html>"],
            expect: Expect::NotApplicable,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    police::each_shown(view, |_, shown| {
        // of the spellings of one number, some may leave the character out
        let sighting = shown.iter().find(|sighting| sighting.number.mark_written)?;
        let number = &sighting.number;
        let judged = number.state() == NumberState::Ok || number.fourteen_digit_form().is_some();
        (judged && !number.mark_fits_digits()).then(|| {
            let declared = view.site.police_number();
            let fix = declared.map(|declared| {
                Text::made(
                    format!("改为声明的编号 {declared}"),
                    format!("Show the declared number {declared}"),
                )
            });
            Evidence { fix, ..judge::at(sighting, message(number)) }
        })
    })
}

fn message(number: &PoliceNumber) -> Text {
    let (mark, code) = (number.mark.unwrap_or('？'), number.digits.get(..2).unwrap_or_default());
    let Some(province) = number.province() else {
        return Text::made(
            format!("前两位 {code} 与简称“{mark}”不符"),
            format!("the digits {code} do not belong to {mark}"),
        );
    };
    let right = province.police.first().copied().unwrap_or('？');
    Text::made(
        format!("前两位 {code} 是{}（{right}），简称却是“{mark}”", province.zh),
        format!(
            "the digits {code} stand for {} ({right}), but the character is {mark}",
            province.en
        ),
    )
}
