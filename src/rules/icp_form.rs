//! The number is written as on the notice.

use crate::domain::icp_number::{IcpNumber, NumberState};
use crate::domain::lang::Text;
use crate::domain::spelling::{self, Departures};
use crate::facts::Sighting;

use super::{
    Check, Evidence, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, fix,
    judge, law,
};

pub(super) const RULE: Rule = Rule {
    id: "icp-form",
    subject: RuleSubject::Icp,
    fault: Fault::Other,
    title: Text::fixed(
        "备案号的写法与备案通知不同",
        "the ICP number is not written as on the filing notice",
    ),
    why: Text::fixed(
        "备案号要照备案通知原样写：省份简称、“ICP备”、数字、“号”，网站号再加“-N”。缺“号”、后缀写错位置、数字中间有空格等写法，访客复制后在备案系统里查不到，接入商也可能以“备案号错误”退回（第33号令第十三条要求“供公众查询核对”）。全角、小写、繁体等写法只作提示。同一页上有一处写对就不提示。",
        "Copy the number exactly from the filing notice: province character, ICP备, digits, 号, and -N for a website. \
         If 号 is missing, the suffix is misplaced, or there are spaces between the digits, a visitor who copies the \
         number will not find it in the filing system, and a provider may reject it as incorrect (Order 33 art. 13: \
         the public must be able to check it). Full-width, lowercase or traditional characters are reported as \
         info. One correct occurrence on the page is enough.",
    ),
    fix: Text::fixed(
        "照备案通知的写法改，例如 京ICP备12345678号-1",
        "Write it as on the filing notice, for example 京ICP备12345678号-1",
    ),
    basis: &[law::PROVIDER_GUIDE, law::PUBLIC_CAN_CHECK],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("照通知写", "as on the notice"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://beian.miit.gov.cn/">京ICP备19004817号-1</a></footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("“备”后的空格无妨", "a space after 备 is allowed"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://beian.miit.gov.cn/">京ICP备 19004817号-1</a></footer>"#],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("缺“号”", "without 号"),
            declared: "icp = \"京ICP备19004817号-1\"",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://beian.miit.gov.cn/">京ICP备19004817</a></footer>"#],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("后缀前是下划线", "an underscore before the suffix"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://beian.miit.gov.cn/">京ICP备19004817号_1</a></footer>"#],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("全角字母：提示", "full-width letters: info"),
            declared: "",
            pages: &[r#"<!doctype html><p>鸿雁照相馆</p>
<footer><a href="https://beian.miit.gov.cn/">京ＩＣＰ备19004817号-1</a></footer>"#],
            expect: Expect::Fail,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    let mut faults = Vec::new();
    let mut asked = false;
    for group in judge::own(&view.facts.icp) {
        if judge::state(view, group.number) != NumberState::Ok {
            continue; // has a rule of its own
        }
        let written = group.shown().map(|seen| (seen, spelling::of_icp(group.number, &seen.raw)));
        let best = written.min_by_key(|(_, departures)| departures.last().copied());
        let Some((seen, departures)) = best else { continue };
        asked = true;
        if !departures.is_empty() {
            faults.push(evidence(view, seen, &departures));
        }
    }
    if asked {
        judge::verdict(faults)
    } else {
        Verdict::NotApplicable("no well-formed ICP number on the page")
    }
}

fn evidence(view: &PageView<'_>, seen: &Sighting<IcpNumber>, departures: &Departures) -> Evidence {
    let number = &seen.number;
    let declared = view.site.icp.as_ref().filter(|declared| {
        declared.same_body(number) && (number.suffix.is_none() || number.suffix == declared.suffix)
    });
    let righted = judge::with_right_mark(number);
    let right = declared.or(righted.as_ref()).unwrap_or(number);
    let what = judge::listed(departures.iter().map(|departure| departure.text()));
    let message = Text::made(
        format!("页面写的是“{}”，与备案通知的写法 {right} 不同：{}", seen.raw, what.zh),
        format!("“{}” differs from the form on the filing notice, {right}: {}", seen.raw, what.en),
    );
    let is_grave = departures.iter().any(|departure| departure.is_grave());
    let fix = fix::replace_shown_icp(view, &seen.raw, right);
    let severity = Some(if is_grave { Severity::Warning } else { Severity::Info });
    Evidence { fix: Some(fix), severity, ..judge::at(seen, message) }
}

#[cfg(test)]
mod tests {
    use super::Severity::{Info, Warning};
    use super::*;
    use crate::rules::tests::Case;

    fn said(declared: &str, footer: &str) -> Option<(Severity, String)> {
        let html = format!(
            "<!doctype html><meta charset=utf-8><p>鸿雁照相馆</p><footer>{footer}</footer>"
        );
        match check(&Case::read(declared, &html).view()) {
            Verdict::Fail(evidence) => {
                Some((evidence[0].severity?, evidence[0].message.en.to_string()))
            }
            _ => None,
        }
    }

    #[test]
    fn both_forms_are_told_and_the_declared_one_is_the_right_one() {
        let declared = "icp = \"京ICP备19004817号-1\"";
        let (severity, text) = said(declared, "京ICP备19004817").unwrap();
        assert_eq!(severity, Warning);
        assert!(text.starts_with("“京ICP备19004817” differs from the form"), "{text}");
        assert!(text.contains("on the filing notice, 京ICP备19004817号-1"), "{text}");
        let (_, text) = said("", "京ICP备19004817号-1-2").unwrap();
        assert!(
            text.contains("“京ICP备19004817号-1-2”") && text.contains(", 京ICP备19004817号-1:"),
            "{text}"
        );
        let (_, text) = said(declared, "京ICP备19004817号-0").unwrap();
        assert!(
            text.contains("“京ICP备19004817号-0”") && text.contains("notice, 京ICP备19004817号-1"),
            "{text}"
        );
    }

    #[test]
    fn what_a_reader_cannot_mistake_is_just_mentioned() {
        for footer in [
            "京icp备19004817号-1",
            "京ICP備19004817號-1",
            "京ICP备19004817号－1",
            "Beijing ICP No. 19004817-1",
        ] {
            assert_eq!(said("", footer).map(|it| it.0), Some(Info), "{footer}");
        }
        for footer in ["京 ICP 备 19004817 号 - 1", "京ICP备19004817号-1、-2", "京ICP备1900481号"]
        {
            assert_eq!(said("", footer), None, "{footer}");
        }
    }

    #[test]
    fn one_right_form_on_the_page_is_enough() {
        assert_eq!(said("", "<p>京ICP备19004817-1</p><p>京ICP备19004817号-1</p>"), None);
        assert!(said("", "<p>京ICP备19004817-1</p><p hidden>京ICP备19004817号-1</p>").is_some());
    }
}
