//! A police number has 14 digits that begin with a province.

use crate::domain::icp_number::NumberState;
use crate::domain::lang::Text;
use crate::domain::police_number::PoliceNumber;

use super::law::{POLICE_DISPLAY, PROVIDER_REVIEW};
use super::police_link::{self, Worth};
use super::{
    Check, Evidence, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, fix,
    judge, police,
};

pub(super) const RULE: Rule = Rule {
    id: "police-malformed",
    subject: RuleSubject::Police,
    fault: Fault::NotANumber,
    title: Text::fixed("公安备案号的格式不对", "the police number is malformed"),
    why: Text::fixed(
        "公安联网备案号由省份简称、“公网安备”和 14 位数字组成，前两位数字是省级行政区代码。位数不对的编号在公安备案平台上查不到，\
         接入商复查时会按“公安备案号错误”退回。早期的旧编号只有 12 位，现在通常是在前 6 位后面补“02”。",
        "A police number consists of a province character, 公网安备, and 14 digits, the first two of which are the code \
         of the province. A number of any other length cannot be looked up, and providers reject filings for it. \
         Early numbers had 12 digits; the current form usually has 02 after the first six.",
    ),
    fix: Text::fixed(
        "登录公安备案平台 https://beian.mps.gov.cn 查看备案详情，按上面的 14 位编号原样填写",
        "Look your filing up at https://beian.mps.gov.cn and copy its 14 digits",
    ),
    basis: &[PROVIDER_REVIEW, POLICE_DISPLAY],
    severity: Severity::Error,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("14 位编号", "14 digits"),
            declared: "",
            pages: &[
                "<html><body><footer><a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=33010602094157\">\
                 浙公网安备33010602094157号</a></footer></body></html>",
            ],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("12 位旧编号", "an old number of 12 digits"),
            declared: "",
            pages: &["<html><body><footer>浙公网安备 330106094157号</footer></body></html>"],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("少了一位", "a digit is missing"),
            declared: "",
            pages: &["<html><body><footer>浙公网安备3301060209415号</footer></body></html>"],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("徽章旁只有数字", "digits alone beside the badge"),
            declared: "",
            pages: &["<html><body><footer><img src=\"/beian.png\" alt=\"公安徽章\"> \
                 <a href=\"https://beian.mps.gov.cn/#/query/webSearch?code=33010602094157\">33010602094157</a>\
                 </footer></body></html>"],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("多了“第”字", "with 第 before the digits"),
            declared: "",
            pages: &["<html><body><footer>浙公网安备第33010602094157号</footer></body></html>"],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("没有公安备案号", "no police number"),
            declared: "",
            pages: &["<html><body><footer>浙ICP备2021047316号-1</footer></body></html>"],
            expect: Expect::NotApplicable,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    police::each_shown(view, |number, shown| {
        let sighting = shown.first()?;
        (number.state() == NumberState::Malformed).then(|| {
            let link = police_link::best(shown, &number.digits).map(|(_, worth)| worth);
            let message = message(number, &sighting.raw);
            Evidence { fix: remedy(view, number, link), ..judge::at(sighting, message) }
        })
    })
}

fn message(number: &PoliceNumber, raw: &str) -> Text {
    let digits = number.digits.chars().count();
    if let Some(slip) = number.slip {
        let (zh, en) = judge::slip(slip);
        Text::made(
            format!("“{raw}”不是公安备案号的写法：{zh}；应写作 {number}"),
            format!("“{raw}” is not the form of a police number: {en}; write {number}"),
        )
    } else if digits == 14 {
        Text::made(
            format!("公安备案号 {number} 的前两位不是任何省份的代码"),
            format!(
                "the first two digits of the police number {number} are not the code of any province"
            ),
        )
    } else {
        Text::made(
            format!("公安备案号 {number} 有 {digits} 位数字，应为 14 位"),
            format!("the police number {number} has {digits} digits instead of 14"),
        )
    }
}

/// The declared number, the number that the link carries, the one that is plainly meant, or the likely new form of an
/// old number.
fn remedy(view: &PageView<'_>, number: &PoliceNumber, link: Option<Worth>) -> Option<Text> {
    if let Some(declared) = view.site.police_number() {
        return Some(Text::made(
            format!("改为声明的编号 {declared}"),
            format!("Show the declared number {declared}"),
        ));
    }
    if let Some(Worth::CodeDiffers(code)) = link
        && code.len() == 14
        && code.bytes().all(|byte| byte.is_ascii_digit())
    {
        return Some(Text::made(
            format!("链接里的编号是 {code}；在 https://beian.mps.gov.cn 核对后按它改写页面文字"),
            format!("The link contains {code}: check it at https://beian.mps.gov.cn and show it"),
        ));
    }
    let meant = PoliceNumber { slip: None, ..number.clone() };
    if number.slip.is_some() && meant.state() == NumberState::Ok {
        return Some(fix::write_police(view, &meant));
    }
    meant.fourteen_digit_form().map(|new| {
        Text::made(
            format!("很可能是 {new}（旧的 12 位编号在前 6 位后补“02”）；在 https://beian.mps.gov.cn 核对后改写"),
            format!("It is probably {new} (an old number with 02 inserted); check it at https://beian.mps.gov.cn"),
        )
    })
}
