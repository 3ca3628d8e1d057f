//! Sites that the subject has filed are open and show their number while a further one is filed.

use crate::preflight::dossier::DossierSite;
use crate::preflight::kind::FilingKind;
use crate::preflight::live::{HostSight, Reach};

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "filed-site-not-shown",
    title: Text::fixed(
        "已备案的网站打不开，或没有展示备案号",
        "a site that is filed already is closed or hides its number",
    ),
    why: Text::fixed(
        "新增网站时，管局会看主体已备案的网站：要能打开，页面底部要有备案号并链接到工信部；否则先整改再办新的。",
        "When a site is added, the authority looks at those the subject has: they must open, with number and link at the bottom, or the new one waits.",
    ),
    fix: Text::fixed(
        "让网站能打开，底部展示备案号和链接（`beian audit` 可检查）；不再使用的先注销",
        "Open it with number and link (`beian audit` checks them), or cancel it if it is not used any more",
    ),
    basis: &[basis::HOW_TO],
    severity: Severity::Error,
    scope: RuleScope::Always,
    examples: &[
        pass(
            "打开并展示",
            "open and shown",
            "[[site]]\nname = \"林间小筑\"\n[[filed_site]]\ndomain = \"old.cn\"\nopen = true\nshows_number = true",
        ),
        fail(
            "没有展示备案号",
            "no number",
            "[[site]]\nname = \"林间小筑\"\n[[filed_site]]\ndomain = \"old.cn\"\nopen = true\nshows_number = false",
        ),
        review(
            "没有写",
            "not said",
            "[[site]]\nname = \"林间小筑\"\n[[filed_site]]\ndomain = \"old.cn\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let mut found = Vec::new();
    for site in &view.dossier.filed_sites {
        let at = at("[[filed_site]]", &site.domain, site.line);
        let host = site.domain.text().map(crate::preflight::dossier::bare);
        let sight = view
            .sights
            .iter()
            .find(|sight| Some(&sight.host) == host.as_ref() && sight.reach != Reach::NotAsked);
        let answers = sight.map(HostSight::answers);
        let shows = sight.and_then(HostSight::shows_its_number).or(site.shows_number.copy());
        match (answers.or(site.open.copy()), shows) {
            // one look from one place does not take back what the dossier says
            (Some(false), _) if site.open.copy() == Some(true) => {
                found.push(at.field(&site.open).review(
                    "材料写着网站能打开（open），从这里却打不开",
                    "the dossier says that the site is open; from here it does not answer",
                ));
            }
            (Some(false), _) => {
                found.push(at.field(&site.open).fault("网站打不开", "the site does not answer"));
            }
            (_, Some(false)) => found.push(
                at.field(&site.shows_number)
                    .fault("页面没有展示备案号", "the page does not show its number"),
            ),
            (Some(true), Some(true)) => {}
            _ => found.push(at.review(
                "没有写网站能否打开、是否展示备案号；可用 --live 查看",
                "whether it answers and shows its number is not said; --live looks",
            )),
        }
        let other = sight.filter(|sight| sight.reach == Reach::Answers);
        let other = other.and_then(|sight| sight.other.as_ref());
        if let Some(other) = other.filter(|other| other.shows_number == Some(false)) {
            found.push(at.fault(
                format!("{} 没有展示备案号", other.name),
                format!("{} does not show the number", other.name),
            ));
        }
    }
    let with_new =
        !view.dossier.filed_sites.is_empty() && view.kinds.iter().any(|kind| kind.is_new());
    if !with_new {
        found.clear();
    }
    let moved = || {
        let stays = |kind: &FilingKind| matches!(kind, FilingKind::Access | FilingKind::Change);
        view.sites().filter(move |(_, kind)| stays(kind)).map(|(site, _)| site)
    };
    found.extend(moved().flat_map(|site| of_moved(site, view.sights)));
    judged(with_new || moved().next().is_some() && !view.sights.is_empty(), found)
}

/// What was seen of a site that stays open with its number while its filing moves or changes.
fn of_moved(site: &DossierSite, sights: &[HostSight]) -> Vec<DossierFault> {
    let at = at_site(site).field(&site.open);
    let hosts: Vec<String> = site
        .domains
        .iter()
        .filter_map(|it| it.text())
        .map(crate::preflight::dossier::bare)
        .collect();
    let asked =
        sights.iter().filter(|sight| hosts.contains(&sight.host) && sight.reach != Reach::NotAsked);
    let judge = |sight: &HostSight| {
        let host = &sight.host;
        if !sight.answers() {
            Some(at.review(
                format!("{host} 打不开：已备案的网站在接入或变更期间照常开放、展示备案号"),
                format!("{host} does not answer: a filed site stays open with its number while the filing moves or changes"),
            ))
        } else if sight.shows_its_number() == Some(false) {
            Some(at.review(
                format!("{host} 没有展示备案号"),
                format!("{host} does not show its number"),
            ))
        } else {
            None
        }
    };
    asked.filter_map(judge).collect()
}
