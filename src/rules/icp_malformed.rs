//! The number has the form of an ICP number.

use crate::domain::icp_number::{IcpNumber, NumberState};
use crate::domain::lang::Text;
use crate::domain::province;

use super::judge;
use super::{Check, Example, Expect, PageView, Rule, Severity, Verdict, fix, law};

pub(super) const RULE: Rule = Rule {
    id: "icp-malformed",
    title: Text::fixed("ICP 备案号格式不对", "the ICP number is malformed"),
    why: Text::fixed(
        "备案号由省份简称、“ICP备”、8 位或 10 位数字和“号”组成，位数不对或缺少省份的号码在备案系统里查不到，等同于没有标明备案号（第33号令第十三条；国务院令第292号第二十二条，5000 元以上 5 万元以下罚款），接入商会以“备案号错误”退回。",
        "An ICP number is a province character, ICP备, 8 or 10 digits and 号. A number of another form cannot be found \
         in the filing system and counts as none (Order 33 art. 13; Decree 292 art. 22: 5,000 to 50,000 yuan); \
         providers reject it as wrong.",
    ),
    fix: Text::fixed(
        "到 https://beian.miit.gov.cn/ 按域名查询，把页面上的号码改成查到的号码",
        "Look the domain up at https://beian.miit.gov.cn/ and show the number found there",
    ),
    basis: &[law::ORDER_33_NUMBER_AND_LINK, law::DECREE_292_FINE, law::PROVIDER_GUIDE],
    severity: Severity::Error,
    examples: &[
        Example {
            name: Text::fixed("8 位数字的备案号", "eight digits"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://beian.miit.gov.cn/">京ICP备19004817号-1</a></footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("少了一位数字", "a digit is missing"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://beian.miit.gov.cn/">京ICP备1900481号-1</a></footer>"#],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("没有省份简称", "no province"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://beian.miit.gov.cn/">ICP备19004817号-1</a></footer>"#],
            expect: Expect::Fail,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    let shown = judge::shown_icp(view);
    if shown.is_empty() {
        return Verdict::NotApplicable("no ICP number on the page");
    }
    let faults = shown.into_iter().filter(|seen| is_malformed(view, &seen.number)).map(|seen| {
        let (zh, en) = what_is_wrong(&seen.number);
        let message = Text::made(
            format!("{} 不是有效的备案号：{zh}", seen.number),
            format!("{} is no valid ICP number: {en}", seen.number),
        );
        let mut evidence = judge::at(seen, message);
        evidence.fix =
            view.site.icp.as_ref().map(|right| fix::replace_icp(view, &seen.number, right));
        evidence
    });
    judge::verdict(faults.collect())
}

/// A wrong province character is the fault of another rule.
fn is_malformed(view: &PageView<'_>, number: &IcpNumber) -> bool {
    let righted = judge::with_right_mark(number);
    judge::state(view, righted.as_ref().unwrap_or(number)) == NumberState::Malformed
}

fn what_is_wrong(number: &IcpNumber) -> (String, String) {
    let digits = number.body.chars().count();
    match number.mark {
        None => ("缺少省份简称".into(), "the province character is missing".into()),
        Some(mark) if province::by_icp(mark).is_none() && province::meant_by(mark).is_none() => {
            (format!("“{mark}”不是省份简称"), format!("{mark} is no province character"))
        }
        Some(_) if !matches!(digits, 8 | 10) => (
            format!("数字应为 8 位或 10 位，这里是 {digits} 位"),
            format!("it has {digits} digits instead of 8 or 10"),
        ),
        Some(_) => ("数字开头的年份不可能".into(), "the year at the start is impossible".into()),
    }
}
