//! The site's certificate outlasts the filing.

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "certificate-expiry-short",
    title: Text::fixed("HTTPS 证书即将到期", "the HTTPS certificate is about to expire"),
    why: Text::fixed(
        "证书过期后浏览器拦截网站，管局和公安核查时打不开，视同网站不能访问。",
        "With an expired certificate browsers stop visitors, and a check finds a site that does not open.",
    ),
    fix: Text::fixed("续期证书，或设置自动续期", "Renew the certificate, or let it renew itself"),
    basis: &[basis::manual("11")],
    severity: Severity::Info,
    scope: RuleScope::Always,
    examples: &[
        pass(
            "还有三个月",
            "three months left",
            "[[domain]]\nname = \"example.cn\"\ncertificate_expires = 2027-03-01",
        ),
        fail(
            "一个月内到期",
            "within a month",
            "[[domain]]\nname = \"example.cn\"\ncertificate_expires = 2026-12-01",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let said =
        || view.dossier.domains.iter().filter_map(|it| Some((it, it.certificate_expires.copy()?)));
    let soon = said().filter(|(_, day)| *day <= months_after(view.today, 1));
    let found = soon
        .map(|(domain, day)| {
            at_domain(domain)
                .field(&domain.certificate_expires)
                .fault(format!("证书 {day} 到期"), format!("the certificate expires on {day}"))
                .seen(&day.to_string())
        })
        .collect();
    judged(said().next().is_some(), found)
}
