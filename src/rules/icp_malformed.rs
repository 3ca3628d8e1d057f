//! The number has the form of an ICP number.

use crate::domain::icp_number::{IcpNumber, NumberState};
use crate::domain::lang::Text;
use crate::domain::province;
use crate::facts::Sighting;

use super::judge;
use super::{
    Check, Evidence, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, fix,
    law,
};

pub(super) const RULE: Rule = Rule {
    id: "icp-malformed",
    subject: RuleSubject::Icp,
    fault: Fault::NotANumber,
    title: Text::fixed("ICP 备案号格式不对", "the ICP number is malformed"),
    why: Text::fixed(
        "备案号由省份简称、“ICP备”、8 位或 10 位数字和“号”组成，位数不对或缺少省份的号码在备案系统里查不到，等同于没有标明备案号（第33号令第十三条；国务院令第292号第二十二条，5000 元以上 5 万元以下罚款），接入商会以“备案号错误”退回。",
        "An ICP number consists of a province character, ICP备, 8 or 10 digits, and 号. A number in any other form \
         cannot be found in the filing system and counts as missing (Order 33 art. 13; Decree 292 art. 22: a fine \
         of 5,000 to 50,000 yuan); providers reject it as incorrect.",
    ),
    fix: Text::fixed(
        "到 https://beian.miit.gov.cn/ 按域名查询，把页面上的号码改成查到的号码",
        "Look the domain up at https://beian.miit.gov.cn/ and show the number found there",
    ),
    basis: &[law::ORDER_33_NUMBER_AND_LINK, law::DECREE_292_FINE, law::PROVIDER_GUIDE],
    severity: Severity::Error,
    blocking: false,
    since: "0.1.0",
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
        Example {
            name: Text::fixed("字母 O 和 l 混在数字里", "the letters O and l among the digits"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://beian.miit.gov.cn/">京ICP备l9OO4817号-1</a></footer>"#],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("字母 ICP 写错", "the letters of ICP in another order"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://beian.miit.gov.cn/">京IPC备19004817号-1</a></footer>"#],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("2021 年起应为 10 位", "ten digits since 2021"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://beian.miit.gov.cn/">京ICP备21004817号-1</a></footer>"#],
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
    let faults = shown.into_iter().filter(|seen| is_malformed(view, &seen.number));
    judge::verdict(faults.map(|seen| evidence(view, seen)).collect())
}

fn evidence(view: &PageView<'_>, seen: &Sighting<IcpNumber>) -> Evidence {
    let number = &seen.number;
    let (zh, en) = what_is_wrong(number);
    let likely = likely(view, number);
    let declared = view.site.icp.as_ref();
    let asked = likely.as_ref().filter(|_| declared.is_none());
    let (probably_zh, probably_en) = asked.map_or_else(Default::default, |likely| {
        (format!("；很可能是 {likely}，请核对"), format!("; it is probably {likely}: check it"))
    });
    let message = Text::made(
        format!("“{}”不是有效的备案号：{zh}{probably_zh}", seen.raw),
        format!("“{}” is not a valid ICP number: {en}{probably_en}", seen.raw),
    );
    let right = declared.or(likely.as_ref());
    let fix = right.map(|right| fix::replace_shown_icp(view, &seen.raw, right));
    Evidence { fix, ..judge::at(seen, message) }
}

/// The number that was probably meant, for a person to check.
fn likely(view: &PageView<'_>, number: &IcpNumber) -> Option<IcpNumber> {
    let meant = IcpNumber { slip: None, ..number.clone() };
    let slipped = number.slip.is_some() && judge::state(view, &meant) == NumberState::Ok;
    if slipped { Some(meant) } else { meant.with_likely_year(view.today.year()) }
}

/// A wrong province character is the fault of another rule.
fn is_malformed(view: &PageView<'_>, number: &IcpNumber) -> bool {
    let righted = judge::with_right_mark(number);
    judge::state(view, righted.as_ref().unwrap_or(number)) == NumberState::Malformed
}

fn what_is_wrong(number: &IcpNumber) -> (String, String) {
    let digits = number.body.chars().count();
    if let Some(slip) = number.slip {
        return judge::slip(slip);
    }
    match number.mark {
        None => ("缺少省份简称".into(), "the province character is missing".into()),
        Some(mark) if province::by_icp(mark).is_none() && province::meant_by(mark).is_none() => {
            (format!("“{mark}”不是省份简称"), format!("{mark} is not a province character"))
        }
        Some(_) if !matches!(digits, 8 | 10) => (
            format!("数字应为 8 位或 10 位，这里是 {digits} 位"),
            format!("it has {digits} digits instead of 8 or 10"),
        ),
        Some(_) => ("数字开头的年份不可能".into(), "the year at the start is impossible".into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rules::tests::Case;

    fn said(declared: &str, footer: &str) -> String {
        let html = format!(
            "<!doctype html><meta charset=utf-8><p>鸿雁照相馆</p><footer>{footer}</footer>"
        );
        match check(&Case::read(declared, &html).view()) {
            Verdict::Fail(evidence) => evidence[0].message.en.to_string(),
            verdict => panic!("{footer}: {verdict:?}"),
        }
    }

    #[test]
    fn the_text_is_quoted_with_what_is_wrong_and_what_was_probably_meant() {
        for (footer, wrong, likely) in [
            ("京1CP备19004817号-1", "letters", "京ICP备19004817号-1"),
            ("京ICP各19004817号-1", "备", "京ICP备19004817号-1"),
            ("京ICP备l9OO4817号-1", "among the digits", "京ICP备19004817号-1"),
            ("京ICP备2062004817号-1", "year", "京ICP备2026004817号-1"),
            ("京ICP备21004817号-1", "year", "京ICP备2021004817号-1"),
            ("<a href='https://beian.miit.gov.cn/'>19004817号</a>", "words before the digits", ""),
            ("京ICP备1900<br>4817号-1", "line break", "京ICP备19004817号-1"),
            ("东ICP备19004817号-1", "东 is not a province", ""),
            ("京ICP备190048号-1", "6 digits", ""),
        ] {
            let text = said("", footer);
            assert!(text.contains(wrong) && text.contains(likely), "{text}");
            let words = footer.split(['<', '>']).max_by_key(|part| part.contains("4817")).unwrap();
            assert!(text.contains(words.trim()) || footer.contains('<'), "{text}");
            let declared = said("icp = \"京ICP备19004817号-1\"", footer);
            assert!(!declared.contains("probably"), "{declared}");
        }
    }
}
