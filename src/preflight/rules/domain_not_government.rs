//! Bodies of government use the domains that are kept for them.

use crate::preflight::dossier::{SubjectKind, bare};

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "domain-not-government",
    title: Text::fixed(
        "党政机关、事业单位的域名不合规定",
        "the domain is not one for government or public institutions",
    ),
    why: Text::fixed(
        "《互联网政务应用安全管理规定》：党政机关用 .gov.cn 或 .政务，事业单位用 .cn 或 .公益。其他后缀会被驳回。",
        "Government and party bodies use .gov.cn or .政务, public institutions .cn or .公益. Other suffixes are refused.",
    ),
    fix: Text::fixed("改用规定的域名", "Use a domain of that kind"),
    basis: &[basis::GOVERNMENT],
    severity: Severity::Error,
    scope: RuleScope::Filing,
    examples: &[
        pass(
            "机关用 .gov.cn",
            "a body with .gov.cn",
            "[subject]\nkind = \"government\"\n[[site]]\ndomain = \"example.gov.cn\"",
        ),
        review(
            "企业用 .gov.cn",
            "an enterprise with .gov.cn",
            "[subject]\nkind = \"enterprise\"\n[[site]]\ndomain = \"example.gov.cn\"",
        ),
        fail(
            "机关用 .com",
            "a body with .com",
            "[subject]\nkind = \"government\"\n[[site]]\ndomain = \"example.com\"",
        ),
    ],
    check,
};

/// What is kept for government and party bodies.
const KEPT: [&str; 3] = [".gov.cn", ".政务", ".xn--zfr164b"];

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let suffixes: &[&str] = match view.dossier.subject.kind.copy() {
        Some(SubjectKind::Government) => &KEPT,
        Some(SubjectKind::Institution) => &[".cn", ".公益", ".xn--55qw42g"],
        Some(_) => return of_others(view),
        None => return DossierVerdict::NotApplicable,
    };
    let mut found = Vec::new();
    for site in &view.dossier.sites {
        for domain in &site.domains {
            let name = bare(domain.text().unwrap_or_default());
            if !suffixes.iter().any(|suffix| name.ends_with(suffix)) {
                let list = listed(&suffixes[..2]);
                found.push(
                    at_site(site)
                        .field(domain)
                        .fault(
                            format!("{name} 应使用 {}", list.zh),
                            format!("{name} should end with {}", list.en),
                        )
                        .seen(&name),
                );
            }
        }
    }
    judged(view.dossier.sites.iter().any(|site| !site.domains.is_empty()), found)
}

/// Domains that are kept for government, in the filing of somebody else.
fn of_others(view: &DossierView<'_>) -> DossierVerdict {
    let domains =
        || view.dossier.sites.iter().flat_map(|site| site.domains.iter().map(move |it| (site, it)));
    let kept = domains().filter_map(|(site, domain)| {
        let name = bare(domain.text()?);
        let suffix = KEPT.iter().find(|suffix| name.ends_with(**suffix))?;
        let review = at_site(site).field(domain).review(
            format!("{suffix} 只给党政机关：请核对主办单位性质"),
            format!("{suffix} is for government and party bodies: look whether the kind of subject is right"),
        );
        Some(review.seen(&name))
    });
    judged(domains().next().is_some(), kept.collect())
}
