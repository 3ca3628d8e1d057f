//! Of a filed site domains can be taken out, never changed or added.

use crate::preflight::dossier::{Changed, Request};

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "order-domain-changed",
    title: Text::fixed("变更备案不能更换或增加域名", "a change cannot add or replace a domain"),
    why: Text::fixed(
        "已备案网站的域名只能删除，不能更换或增加；只有一个域名的网站不能变更域名。新域名要作为新网站备案。",
        "Domains of a filed site can be taken out, never changed or added; a site's only domain cannot be changed. A new domain is filed as a new site.",
    ),
    fix: Text::fixed(
        "把新域名作为新增网站备案；旧域名不用了就注销",
        "File the new domain as a new site; cancel the old one if it is not used any more",
    ),
    basis: &[basis::manual("3.1")],
    severity: Severity::Error,
    scope: RuleScope::Always,
    examples: &[
        pass("变更电话", "a phone changes", "request = \"change\"\nchanges = [\"phone\"]"),
        fail("增加域名", "a domain is added", "request = \"change\"\nchanges = [\"domain-added\"]"),
        pass(
            "删除两个域名中的一个",
            "one of two domains is taken out",
            "request = \"change\"\nchanges = [\"domain-removed\"]\n[[site]]\ndomains = [\"a.cn\", \"b.cn\"]",
        ),
        review(
            "删除唯一的域名",
            "the only domain is taken out",
            "request = \"change\"\nchanges = [\"domain-removed\"]\n[[site]]\ndomain = \"a.cn\"",
        ),
        review("没有写变更什么", "what changes is not said", "request = \"change\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let dossier = view.dossier;
    let at = at_top(dossier.request.line());
    let mut found = Vec::new();
    if dossier.changes.is_empty() {
        found.push(
            at.review("没有写变更哪些内容（changes）", "what changes is not said")
                .unsaid(&["changes"]),
        );
    }
    if dossier.changes.contains(&Changed::DomainAdded) {
        found.push(at.fault("要更换或增加域名", "a domain is to be added or replaced"));
    }
    let only = dossier.sites.iter().all(|site| site.domains.len() <= 1);
    if dossier.changes.contains(&Changed::DomainRemoved) && only {
        let review = at.review(
            "要删除域名，而每个网站只写了一个域名：网站唯一的域名不能删除",
            "a domain is to be taken out, and each site here has one: a site's only domain cannot be taken out",
        );
        found.push(review.fix(
            "不再用这个域名的，注销网站（request = \"cancel-site\"）；网站还有其他域名的，都写进 domains",
            "To give up the domain, cancel the site (request = \"cancel-site\"); if the site has more, write all into domains",
        ));
    }
    judged(dossier.asked() == Request::Change, found)
}
