//! The top-level domain is one of an approved registry.

use crate::preflight::data::SUFFIXES;

use super::domain_form::registered;
use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "domain-suffix-refused",
    title: Text::fixed("域名后缀不能备案", "domains of this suffix cannot be filed"),
    why: Text::fixed(
        "只有工信部批复的顶级域（.cn、.中国、.com、.net 等）下的域名才能备案；国别后缀（.hk、.io、.ai、.me……）不能。",
        "Only domains below top-level domains that MIIT approved can be filed (.cn, .中国, .com, .net …); those of other \
         countries (.hk, .io, .ai, .me …) cannot.",
    ),
    fix: Text::fixed("改用可备案后缀的域名", "Use a domain with another suffix"),
    basis: &[basis::FAQ],
    severity: Severity::Error,
    scope: RuleScope::Filing,
    examples: &[
        pass("可备案的后缀", "a suffix that can be filed", "[[site]]\ndomain = \"example.com\""),
        fail("国别后缀", "the suffix of another country", "[[site]]\ndomain = \"example.io\""),
        pass("不是域名", "no domain", "[[site]]\ndomain = \"127.0.0.1\""),
        review(
            "名单里没有的后缀",
            "a suffix that is in no list",
            "[[site]]\ndomain = \"example.museum\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let table = &*SUFFIXES;
    let mut found = Vec::new();
    let domains =
        || view.dossier.sites.iter().flat_map(|site| site.domains.iter().map(move |it| (site, it)));
    for (site, domain) in domains() {
        // what is no domain is the matter of another rule
        let Some(name) = domain.text().and_then(registered) else { continue };
        let (suffix, _) = idna::domain_to_unicode(name.rsplit('.').next().unwrap_or_default());
        let at = at_site(site).field(domain);
        if table.refused.contains(&suffix) {
            found.push(
                at.fault(format!(".{suffix} 不能备案"), format!(".{suffix} cannot be filed"))
                    .seen(&name)
                    .by(&table.origin),
            );
        } else if !table.filed.contains(&suffix) {
            found.push(
                at.review(
                    format!("请确认 .{suffix} 能否备案"),
                    format!("look up whether .{suffix} can be filed"),
                )
                .seen(&name)
                .fix(
                    "在工信部网站“顶级域”名单里查这个后缀，或问接入商",
                    "See MIIT's list of top-level domains, or ask the provider",
                )
                .by(&table.origin),
            );
        }
    }
    judged(domains().next().is_some(), found)
}
