//! A site that was never filed is closed while the filing runs.

use crate::preflight::dossier::{DossierSite, Order};
use crate::preflight::kind::FilingKind;
use crate::preflight::live::{HostSight, Reach};

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "site-open-early",
    title: Text::fixed("备案期间网站是打开的", "the site is open while its filing runs"),
    why: Text::fixed(
        "未备案的域名在备案通过前不能对外提供服务：先备案后开通。审核时能打开，会被驳回，严重的会被封停。",
        "A domain may not serve the public before its filing is approved. A site that opens during the review is refused, or blocked.",
    ),
    fix: Text::fixed(
        "暂停域名解析，或关闭网站，等备案通过再开通",
        "Pause the domain's resolution or close the site until the filing is approved",
    ),
    basis: &[basis::HOW_TO],
    severity: Severity::Error,
    scope: RuleScope::Always,
    examples: &[
        pass("还没开通", "closed", "[[site]]\nname = \"林间小筑\"\nopen = false"),
        fail(
            "首次备案时已开通",
            "open at a first filing",
            "[[site]]\nname = \"林间小筑\"\nopen = true",
        ),
        pass(
            "备案通过后开通",
            "open after the approval",
            "[order]\napproved = 2026-11-18\nopened = 2026-11-19\n[[site]]\nname = \"林间小筑\"\nopen = true",
        ),
        fail(
            "没有备案通过就开通",
            "opened without an approval",
            "[order]\nsubmitted = 2026-11-01\nopened = 2026-11-02\n[[site]]\nname = \"林间小筑\"\nopen = false",
        ),
        review("没有写", "not said", "[[site]]\nname = \"林间小筑\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let new = || view.sites().filter(|(_, kind)| kind.is_new());
    let approved = view.dossier.order.approved.copy().is_some_and(|day| day <= view.today);
    if approved || new().next().is_none() {
        return judged(new().next().is_some(), Vec::new());
    }
    if let Some(fault) = opened_early(view) {
        return DossierVerdict::Judged(vec![fault]);
    }
    let found = new().filter_map(|(site, kind)| of_site(view, site, kind));
    DossierVerdict::Judged(found.collect())
}

/// A site that is to be filed, by whether it answers today.
fn of_site(view: &DossierView<'_>, site: &DossierSite, kind: FilingKind) -> Option<DossierFault> {
    let at = at_site(site).field(&site.open);
    match (seen(view, site), site.open.copy()) {
        (Some(true), _) | (None, Some(true)) => {
            let Text { zh, en } = kind.label();
            let fault = at.fault(
                format!("网站现在能打开，而它要办{zh}"),
                format!("the site answers today, and is still to be filed ({en})"),
            );
            Some(fault.severity(grave(kind == FilingKind::First)))
        }
        // one look from one place does not take back what the dossier says
        (Some(false), Some(true)) => Some(at.review(
            "材料写着网站能打开（open），从这里却打不开",
            "the dossier says that the site is open; from here it does not answer",
        )),
        (None, None) => Some(
            at.review(
                "没有写网站现在能否打开（open）；可用 --live 查看",
                "whether the site answers (open) is not said; --live looks",
            )
            .unsaid(&["open"]),
        ),
        (Some(false), _) | (None, Some(false)) => None,
    }
}

/// A first filing fails by it; of a further site it is a warning.
const fn grave(first: bool) -> Severity {
    if first { Severity::Error } else { Severity::Warning }
}

/// An opening of the order, of which no approval is said. A site that moves was open before.
fn opened_early(view: &DossierView<'_>) -> Option<DossierFault> {
    let Order { opened, approved, .. } = &view.dossier.order;
    let moves = view.kinds.iter().any(|kind| !kind.is_new());
    let day = opened.copy().filter(|_| !moves && !approved.is_said())?;
    let fault = at_table("[order]").field(opened).fault(
        format!("网站 {day} 已开通（opened），而没有写备案通过的日期（approved）"),
        format!("the site opened on {day}, and no approval (approved) is said"),
    );
    let fault = fault.seen(&day.to_string()).fix(
        "已经通过的，写上 approved；还没有通过的，关闭网站或暂停解析，删去 opened，等通过再开通",
        "If it is approved, write approved; if not, close the site or pause the domain's resolution, take opened out, and open after the approval",
    );
    Some(fault.severity(grave(view.kinds.contains(&FilingKind::First))))
}

/// Whether any of the site's domains was seen to answer; nothing where none was asked.
fn seen(view: &DossierView<'_>, site: &DossierSite) -> Option<bool> {
    let hosts: Vec<String> = site
        .domains
        .iter()
        .filter_map(|it| it.text())
        .map(crate::preflight::dossier::bare)
        .collect();
    let asked = view
        .sights
        .iter()
        .filter(|sight| hosts.contains(&sight.host) && sight.reach != Reach::NotAsked);
    asked.map(HostSight::answers).reduce(|a, b| a || b)
}
