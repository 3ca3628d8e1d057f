//! One site has one domain.

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "domain-shared",
    title: Text::fixed("一个网站写了几个域名", "one site has several domains"),
    why: Text::fixed(
        "2019 年起一个域名对应一个网站备案号：每个域名单独作为一个网站填写，各用一个备案服务号。",
        "Since 2019 each domain has a site number of its own: each is filled in as a site, and uses a filing service number.",
    ),
    fix: Text::fixed("把每个域名写成单独的 [[site]]", "Write a [[site]] for each domain"),
    basis: &[basis::manual("3.2")],
    severity: Severity::Warning,
    examples: &[
        pass("一个域名", "one domain", "[[site]]\ndomain = \"example.cn\""),
        fail("两个域名", "two domains", "[[site]]\ndomains = [\"example.cn\", \"example.com\"]"),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let several = view.dossier.sites.iter().filter(|site| site.domains.len() > 1);
    let found = several
        .map(|site| {
            let names: Vec<&str> = site.domains.iter().filter_map(|it| it.text()).collect();
            let names = names.join("、");
            at_site(site)
                .fault(
                    format!("写了 {} 个域名：{names}", site.domains.len()),
                    format!("{} domains: {names}", site.domains.len()),
                )
                .seen(&names)
        })
        .collect();
    judged(view.dossier.sites.iter().any(|site| !site.domains.is_empty()), found)
}
