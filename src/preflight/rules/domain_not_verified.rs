//! The domain's real-name check passed long enough ago.

use crate::domain::workday::NthWorkday;

use super::prelude::*;

/// Working days after which guides say that the data has reached the authority: at the least, and surely.
const DAYS: [u16; 2] = [3, 5];

pub(super) const RULE: FilingRule = FilingRule {
    id: "domain-not-verified",
    title: Text::fixed(
        "域名实名认证不足 3～5 个工作日",
        "the domain's real-name check is missing or too recent",
    ),
    why: Text::fixed(
        "实名信息要 3～5 个工作日才同步到工信部。提前提交会被退回：“域名不存在注册商验证库中”，白等一到三周。",
        "The real-name data takes three to five working days to reach MIIT. Filed earlier, the order comes back \
         (域名不存在注册商验证库中) and one to three weeks are lost.",
    ),
    fix: Text::fixed(
        "先完成域名实名认证，等满 5 个工作日再提交",
        "Pass the real-name check first, and wait five working days before handing in",
    ),
    basis: &[basis::FAQ, basis::HOW_TO],
    severity: Severity::Error,
    scope: RuleScope::Filing,
    examples: &[
        pass(
            "两周前通过",
            "passed two weeks ago",
            "[[site]]\ndomain = \"example.cn\"\n[[domain]]\nname = \"example.cn\"\nverified = 2026-11-08",
        ),
        fail(
            "两天前通过",
            "passed two days ago",
            "[[site]]\ndomain = \"example.cn\"\n[[domain]]\nname = \"example.cn\"\nverified = 2026-11-20",
        ),
        review(
            "没有写日期",
            "no day is said",
            "[[site]]\ndomain = \"example.cn\"\n[[domain]]\nname = \"example.cn\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let mut found = Vec::new();
    for domain in &view.dossier.domains {
        let at = at_domain(domain).field(&domain.verified);
        let Some(day) = domain.verified.copy() else {
            found.push(
                at.review(
                    "没有写实名认证通过的日期（verified）",
                    "the day of the real-name check (verified) is not said",
                )
                .unsaid(&["verified"])
                .fix(
                    "到注册商控制台查看域名实名认证状态，通过后写上日期",
                    "Look it up in the registrar's console and write down the day",
                ),
            );
            continue;
        };
        let [least, sure] = DAYS.map(|days| match view.calendar.nth_after(day, days) {
            NthWorkday::On(day) | NthWorkday::NotBefore(day) => day,
        });
        if view.today < least || view.today < sure {
            let evidence = at
                .fault(
                    format!("{day} 才通过实名认证，最早 {least} 可提交，{sure} 起较稳妥"),
                    format!("the check passed on {day}: {least} is the earliest day to hand in, {sure} a safe one"),
                )
                .seen(&day.to_string())
                .fix(format!("等到 {sure} 再提交"), format!("Hand in on {sure} or later"));
            found.push(if view.today < least {
                evidence
            } else {
                evidence.severity(Severity::Warning)
            });
        }
    }
    judged(view.is_ordered() && !view.dossier.domains.is_empty(), found)
}
