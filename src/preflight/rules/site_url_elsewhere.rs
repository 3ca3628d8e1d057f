//! The home page of a site is under its domain.

use crate::preflight::dossier::{DossierField, is_within};

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "site-url-elsewhere",
    title: Text::fixed(
        "首页地址不在网站的域名之下",
        "the home page is not under the site's domain",
    ),
    why: Text::fixed(
        "--live 查看的是首页地址（url）：写成别的网站，“打不开”“没有展示备案号”这些结论说的就不是这个网站。",
        "--live looks at the home page (url): of another site, what it tells of closed pages and missing numbers is not about this one.",
    ),
    fix: Text::fixed(
        "写这个域名下的首页地址，例如 https://www.example.cn/；不写就是 https://域名/",
        "Write the home page under this domain, e.g. https://www.example.cn/; if left out it is https://DOMAIN/",
    ),
    basis: &[basis::HOW_TO],
    severity: Severity::Warning,
    scope: RuleScope::Always,
    examples: &[
        pass(
            "在域名之下",
            "under the domain",
            "[[site]]\ndomain = \"example.cn\"\nurl = \"https://www.example.cn/\"",
        ),
        review(
            "别的域名",
            "another domain",
            "[[site]]\ndomain = \"example.cn\"\nurl = \"https://other.cn/\"",
        ),
        fail(
            "不是网页地址",
            "no address of a page",
            "[[site]]\ndomain = \"example.cn\"\nurl = \"ftp://example.cn/\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let dossier = view.dossier;
    let new = dossier.sites.iter().map(|site| (at_site(site), &site.url, site.domains.first()));
    let filed = dossier
        .filed_sites
        .iter()
        .map(|site| (at("[[filed_site]]", &site.domain, site.line), &site.url, Some(&site.domain)));
    let said: Vec<_> = new.chain(filed).filter(|(_, url, _)| url.is_said()).collect();
    let found = said.iter().filter_map(|(at, url, domain)| {
        of_url(&at.field(url), url.text()?, domain.and_then(DossierField::text))
    });
    judged(!said.is_empty(), found.collect())
}

fn of_url(at: &At, text: &str, domain: Option<&str>) -> Option<DossierFault> {
    let page = url::Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"));
    let Some(host) = page.as_ref().and_then(url::Url::host_str) else {
        let fault = at.fault(
            format!("“{text}”不是 http:// 或 https:// 的网页地址"),
            format!("{text:?} is no address of a page: http:// or https://"),
        );
        return Some(fault.seen(text));
    };
    let domain = domain.filter(|domain| !is_within(host, domain))?;
    let review = at.review(
        format!("{host} 不在 {domain} 之下：请核对"),
        format!("{host} is not under {domain}: look whether it is this site"),
    );
    Some(review.seen(text))
}
