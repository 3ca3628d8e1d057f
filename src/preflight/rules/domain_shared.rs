//! One site has one domain, and one domain one site and one table.

use std::collections::BTreeSet;

use crate::preflight::dossier::bare;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "domain-shared",
    title: Text::fixed("网站和域名不是一一对应", "sites and domains do not pair one to one"),
    why: Text::fixed(
        "2019 年起一个域名对应一个网站备案号：每个域名单独作为一个网站填写，各用一个备案服务号。",
        "Since 2019 each domain has a site number of its own: each is filled in as a site, and uses a filing service number.",
    ),
    fix: Text::fixed(
        "每个域名写一段 [[site]] 和一段 [[domain]]，不重复",
        "Write one [[site]] and one [[domain]] for each domain",
    ),
    basis: &[basis::manual("3.2")],
    severity: Severity::Warning,
    scope: RuleScope::Filing,
    examples: &[
        pass("一个域名", "one domain", "[[site]]\ndomain = \"example.cn\""),
        fail("两个域名", "two domains", "[[site]]\ndomains = [\"example.cn\", \"example.com\"]"),
        fail(
            "两个网站写了同一个域名",
            "two sites with one domain",
            "[[site]]\nname = \"甲\"\ndomain = \"example.cn\"\n[[site]]\nname = \"乙\"\ndomain = \"www.example.cn\"",
        ),
        fail(
            "同一个域名写了两段",
            "two tables of one domain",
            "[[domain]]\nname = \"example.cn\"\n[[domain]]\nname = \"example.cn\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let dossier = view.dossier;
    let several = dossier.sites.iter().filter(|site| site.domains.len() > 1);
    let several = several.map(|site| {
        let names: Vec<&str> = site.domains.iter().filter_map(|it| it.text()).collect();
        let names = listed(&names);
        at_site(site)
            .fault(
                format!("写了 {} 个域名：{}", site.domains.len(), names.zh),
                format!("{} domains: {}", site.domains.len(), names.en),
            )
            .seen(&names.en)
    });
    let found = several.chain(repeated_in_sites(view)).chain(repeated_tables(view)).collect();
    let any = dossier.sites.iter().any(|site| !site.domains.is_empty());
    judged(any || !dossier.domains.is_empty(), found)
}

/// Domains of a site that a site before it has, too.
fn repeated_in_sites(view: &DossierView<'_>) -> Vec<DossierFault> {
    let (mut before, mut found) = (BTreeSet::new(), Vec::new());
    for site in &view.dossier.sites {
        let own: BTreeSet<String> =
            site.domains.iter().filter_map(|it| it.text()).map(bare).collect();
        for name in own.intersection(&before) {
            let fault = at_site(site).fault(
                format!("域名 {name} 已写在另一个网站里"),
                format!("another site has the domain {name}, too"),
            );
            found.push(fault.seen(name).severity(Severity::Error));
        }
        before.extend(own);
    }
    found
}

/// Tables of a domain that has one before.
fn repeated_tables(view: &DossierView<'_>) -> Vec<DossierFault> {
    let (mut before, mut found) = (BTreeSet::new(), Vec::new());
    for domain in &view.dossier.domains {
        let Some(name) = domain.name.text().map(bare) else { continue };
        if before.contains(&name) {
            let fault = at_domain(domain).field(&domain.name).fault(
                format!("域名 {name} 写了两段 [[domain]]"),
                format!("{name} has more than one [[domain]]"),
            );
            found.push(fault.seen(&name).severity(Severity::Error));
        }
        before.insert(name);
    }
    found
}
