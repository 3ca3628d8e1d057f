//! The domain is registered for more than three months still.

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "domain-expiry-short",
    title: Text::fixed(
        "域名剩余有效期不足三个月",
        "the domain's registration ends within three months",
    ),
    why: Text::fixed(
        "许多省份要求提交备案时域名有效期还有三个月以上；到期的域名不能备案。",
        "Many provinces want more than three months left when a filing is handed in; an expired domain cannot be filed.",
    ),
    fix: Text::fixed("先给域名续费", "Renew the domain first"),
    basis: &[basis::PROVIDERS],
    severity: Severity::Warning,
    scope: RuleScope::Filing,
    examples: &[
        pass("还有一年", "a year left", "[[domain]]\nname = \"example.cn\"\nexpires = 2027-11-10"),
        fail(
            "还有两个月",
            "two months left",
            "[[domain]]\nname = \"example.cn\"\nexpires = 2027-01-20",
        ),
        fail("已经到期", "expired", "[[domain]]\nname = \"example.cn\"\nexpires = 2026-11-01"),
        review("没有写到期日", "the day is not said", "[[domain]]\nname = \"example.cn\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let mut found = Vec::new();
    for domain in &view.dossier.domains {
        let at = at_domain(domain).field(&domain.expires);
        match domain.expires.copy() {
            None => found.push(
                at.review(
                    "没有写域名到期日（expires）",
                    "the day of its expiry (expires) is not said",
                )
                .unsaid(&["expires"]),
            ),
            Some(day) if day < view.today => found.push(
                at.fault(format!("域名已于 {day} 到期"), format!("it expired on {day}"))
                    .seen(&day.to_string())
                    .severity(Severity::Error),
            ),
            Some(day) if day <= months_after(view.today, 3) => found.push(
                at.fault(
                    format!("域名 {day} 到期，不足三个月"),
                    format!("it expires on {day}, within three months"),
                )
                .seen(&day.to_string()),
            ),
            Some(_) => {}
        }
    }
    judged(!view.dossier.domains.is_empty(), found)
}
