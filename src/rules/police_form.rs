//! The police number is written as the register gives it.

use crate::domain::icp_number::NumberState;
use crate::domain::lang::Text;
use crate::domain::spelling;

use super::law::{POLICE_DISPLAY, POLICE_SNIPPET, PROVIDER_REVIEW};
use super::{
    Check, Evidence, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, judge,
    police,
};

pub(super) const RULE: Rule = Rule {
    id: "police-form",
    subject: RuleSubject::Police,
    fault: Fault::Other,
    title: Text::fixed(
        "公安备案号的写法与平台给出的不同",
        "the police number is not written as issued",
    ),
    why: Text::fixed(
        "平台给出的代码写作“省份简称＋公网安备＋14 位数字＋号”。“公安网备”“公网备安”之类的错字、缺“号”、缺省份简称或数字中间有空格，\
         访客难以核对，接入商复查时可能按“公安备案号错误”退回。全角、繁体、冒号只作提示；“备”后的空格是旧代码的写法，无妨。",
        "The police platform issues the number as: province character, 公网安备, 14 digits, 号. If characters are \
         swapped, 号 or the province is missing, or there are spaces between the digits, the number is hard to \
         check, and a provider may reject it as incorrect. Full-width or traditional characters and a colon are \
         reported as info; a space after 备 appears in older code from the platform and is allowed.",
    ),
    fix: Text::fixed(
        "照公安备案平台给出的代码写，例如 京公网安备11010502030143号",
        "Write it as issued, for example 京公网安备11010502030143号",
    ),
    basis: &[POLICE_SNIPPET, PROVIDER_REVIEW, POLICE_DISPLAY],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("平台给出的写法", "as issued"),
            declared: "",
            pages: &["<html><body><footer>苏公网安备32050602017352号</footer></body></html>"],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("旧代码有一个空格", "older code with a space"),
            declared: "",
            pages: &["<html><body><footer>苏公网安备 32050602017352号</footer></body></html>"],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("字的顺序颠倒", "swapped characters"),
            declared: "",
            pages: &["<html><body><footer>苏公安网备32050602017352号</footer></body></html>"],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("缺“号”", "without 号"),
            declared: "",
            pages: &["<html><body><footer>苏公网安备32050602017352</footer></body></html>"],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("没有公安备案号", "no police number"),
            declared: "",
            pages: &["<html><body><footer>苏ICP备2020048173号-2</footer></body></html>"],
            expect: Expect::NotApplicable,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    police::each_shown(view, |number, shown| {
        if number.state() != NumberState::Ok {
            return None; // has a rule of its own
        }
        let written = shown.iter().map(|seen| (seen, spelling::of_police(&seen.number, &seen.raw)));
        let (seen, departures) =
            written.min_by_key(|(_, departures)| departures.last().copied())?;
        let severity = match departures.last()? {
            departure if departure.is_grave() => Severity::Warning,
            _ => Severity::Info,
        };
        let right =
            view.site.police_number().filter(|it| it.digits == number.digits).unwrap_or(number);
        let what = judge::listed(departures.iter().map(|departure| departure.text()));
        let message = Text::made(
            format!("页面写的是“{}”，与平台给出的写法 {right} 不同：{}", seen.raw, what.zh),
            format!("“{}” differs from the issued form, {right}: {}", seen.raw, what.en),
        );
        let fix = Text::made(
            format!("把“{}”改写为 {right}", seen.raw),
            format!("Write {right} instead of “{}”", seen.raw),
        );
        Some(Evidence { fix: Some(fix), severity: Some(severity), ..judge::at(seen, message) })
    })
}

#[cfg(test)]
mod tests {
    use super::Severity::{Info, Warning};
    use super::*;
    use crate::rules::tests::Case;

    #[test]
    fn each_form_is_as_grave_as_it_misleads() {
        let cases = [
            ("京公网安备 11010502046718号", None),
            ("京公安网备11010502046718号", Some(Warning)),
            ("京公网备安11010502046718号", Some(Warning)),
            ("公安备案号：11010502046718", Some(Warning)),
            ("京公网安备11010502 046718号", Some(Warning)),
            ("京公網安備11010502046718號", Some(Info)),
            ("京公网安备：11010502046718号", Some(Info)),
            ("京公网安备110105046718号", None),
            ("<p>京公安网备11010502046718号</p><p>京公网安备11010502046718号</p>", None),
        ];
        for (footer, expected) in cases {
            let html = format!(
                "<!doctype html><meta charset=utf-8><p>鸿雁照相馆</p><footer>{footer}</footer>"
            );
            let said = match check(&Case::read("", &html).view()) {
                Verdict::Fail(evidence) => evidence[0].severity,
                _ => None,
            };
            assert_eq!(said, expected, "{footer}");
        }
    }
}
