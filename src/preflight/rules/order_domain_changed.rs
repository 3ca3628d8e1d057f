//! Of a filed site domains can be taken out, never changed or added.

use crate::preflight::dossier::Changed;

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
    examples: &[
        pass("变更电话", "a phone changes", "request = \"change\"\nchanges = [\"phone\"]"),
        fail("增加域名", "a domain is added", "request = \"change\"\nchanges = [\"domain-added\"]"),
        review("没有写变更什么", "what changes is not said", "request = \"change\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    use crate::preflight::dossier::Request;
    let dossier = view.dossier;
    let at = at_top(dossier.request.line());
    let mut found = Vec::new();
    if dossier.changes.is_empty() {
        found.push(at.review("没有写变更哪些内容（changes）", "what changes is not said"));
    }
    if dossier.changes.contains(&Changed::DomainAdded) {
        found.push(at.fault("要更换或增加域名", "a domain is to be added or replaced"));
    }
    judged(dossier.asked() == Request::Change, found)
}
