//! A licence number has the digits of one.

use crate::domain::icp_number::NumberState;
use crate::domain::lang::Text;

use super::law::DECREE_292_NUMBER;
use super::{Check, Example, Expect, Fault, PageView, Rule, RuleSubject, Severity, Verdict, judge};

pub(super) const RULE: Rule = Rule {
    id: "licence-malformed",
    subject: RuleSubject::Licence,
    fault: Fault::NotANumber,
    title: Text::fixed("经营许可证号的格式不对", "the licence number is malformed"),
    why: Text::fixed(
        "ICP 经营许可证号是“省份简称 + ICP证 + 6 位数字 + 号”（如 京ICP证 加 2 位年份和 4 位顺序号），增值电信业务经营许可证号是\
         业务类别加 8 位数字（4 位年份和 4 位顺序号，如 浙B2-20190482）。位数不对就无法核验，模板里的示例号码也一样。",
        "An ICP licence number consists of a province character, ICP证 and six digits (year and serial number); a \
         telecom licence number consists of the service class and eight digits (浙B2-20190482). A number of any \
         other length cannot be checked, nor can a sample from a template.",
    ),
    fix: Text::fixed("按许可证原件上的编号原样填写", "Copy the number from the licence"),
    basis: &[DECREE_292_NUMBER],
    severity: Severity::Warning,
    blocking: false,
    since: "0.1.0",
    examples: &[
        Example {
            name: Text::fixed("8 位数字", "eight digits"),
            declared: "",
            pages: &[
                "<html><body><footer>增值电信业务经营许可证：浙B2-20190482</footer></body></html>",
            ],
            expect: Expect::Pass,
        },
        Example {
            name: Text::fixed("少了一位", "a digit is missing"),
            declared: "",
            pages: &[
                "<html><body><footer>增值电信业务经营许可证：浙B2-2019048</footer></body></html>",
            ],
            expect: Expect::Fail,
        },
        Example {
            name: Text::fixed("没有许可证号", "no licence"),
            declared: "",
            pages: &["<html><body><footer>浙ICP备2019048273号-1</footer></body></html>"],
            expect: Expect::NotApplicable,
        },
    ],
    check: Check::Page(check),
};

fn check(view: &PageView<'_>) -> Verdict {
    let groups = judge::own(&view.facts.licences);
    let shown: Vec<_> = groups.iter().filter_map(|group| group.shown().next()).collect();
    if shown.is_empty() {
        return Verdict::NotApplicable("the page shows no licence");
    }
    let faults = shown.into_iter().filter_map(|sighting| {
        let licence = &sighting.number;
        let message = match licence.state {
            NumberState::Ok => return None,
            NumberState::Malformed => Text::made(
                format!("经营许可证号 {licence} 的位数或类别不对"),
                format!("the licence number {licence} has wrong digits or classes"),
            ),
            NumberState::Placeholder => Text::made(
                format!("“{licence}”是示例或占位内容，不是经营许可证号"),
                format!("“{licence}” is a placeholder, not a licence number"),
            ),
        };
        Some(judge::at(sighting, message))
    });
    judge::verdict(faults.collect())
}
