//! A site that was never filed is closed while the filing runs.

use crate::preflight::dossier::DossierSite;
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
        review("没有写", "not said", "[[site]]\nname = \"林间小筑\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let mut found = Vec::new();
    let new = || view.sites().filter(|(_, kind)| kind.is_new());
    for (site, kind) in new() {
        let at = at_site(site).field(&site.open);
        match (seen(view, site), site.open.copy()) {
            (Some(true), _) | (None, Some(true)) => {
                let evidence = at.fault(
                    format!("网站现在能打开，而它要办{}", kind.label().zh),
                    format!(
                        "the site answers today, and is still to be filed ({})",
                        kind.label().en
                    ),
                );
                found.push(if kind == FilingKind::First {
                    evidence
                } else {
                    evidence.severity(Severity::Warning)
                });
            }
            // one look from one place does not take back what the dossier says
            (Some(false), Some(true)) => found.push(at.review(
                "材料写着网站能打开（open），从这里却打不开",
                "the dossier says that the site is open; from here it does not answer",
            )),
            (None, None) => found.push(
                at.review(
                    "没有写网站现在能否打开（open）；可用 --live 查看",
                    "whether the site answers (open) is not said; --live looks",
                )
                .unsaid(&["open"]),
            ),
            (Some(false), _) | (None, Some(false)) => {}
        }
    }
    judged(new().next().is_some(), found)
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
