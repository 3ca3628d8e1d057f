//! What the registry says of a domain is what the dossier says.

use crate::preflight::dossier::Domain;
use crate::preflight::live::{Registration, Registry};

use super::domain_holder_differs::same;
use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "seen-registry-differs",
    title: Text::fixed("注册局的登记与材料不一致", "the registry says otherwise than the dossier"),
    why: Text::fixed(
        "管局以注册局的登记为准：持有者、注册商、到期日与材料不一致，备案会被驳回。只有 --whois 才查询。",
        "The authority goes by the registry: with another holder, registrar or expiry the filing is refused. Asked with --whois only.",
    ),
    fix: Text::fixed(
        "改正材料，或到注册商变更登记",
        "Correct the dossier, or the registration at the registrar",
    ),
    basis: &[basis::HOW_TO],
    severity: Severity::Error,
    scope: RuleScope::Always,
    examples: &[
        seen(
            Expect::Pass,
            Text::fixed("一致", "the same"),
            DOSSIER,
            SeenExample::Registry(
                "Domain Name: example.cn\nRegistrant: 青禾文具店\nDomain Status: ok\nExpiration Time: 2027-11-10 08:00:00",
            ),
        ),
        seen(
            Expect::Fail,
            Text::fixed("持有者是别人", "another holder"),
            DOSSIER,
            SeenExample::Registry("Domain Name: example.cn\nRegistrant: 陈小舟\nDomain Status: ok"),
        ),
        seen(
            Expect::Fail,
            Text::fixed("域名被暂停", "a domain on hold"),
            DOSSIER,
            SeenExample::Registry(
                "Domain Name: example.cn\nRegistrant: 青禾文具店\nDomain Status: serverHold",
            ),
        ),
        seen(
            Expect::Fail,
            Text::fixed("没有登记", "not registered"),
            DOSSIER,
            SeenExample::Registry("No matching record."),
        ),
    ],
    check,
};

const DOSSIER: &str = "[[site]]\nname = \"青禾文具\"\ndomain = \"example.cn\"\n[[domain]]\nname = \"example.cn\"\nholder = \"青禾文具店\"\nexpires = 2027-11-10";

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let asked = || view.sights.iter().filter_map(|sight| Some((sight, sight.registry.as_ref()?)));
    let mut found = Vec::new();
    for (sight, registry) in asked() {
        let host = &sight.host;
        let domain = view.dossier.domain_named(host);
        let at = domain.map_or_else(|| at_top(None), at_domain);
        match registry {
            Registry::NotFound => {
                found.push(at.fault(
                    format!("注册局没有 {host} 的登记"),
                    format!("the registry has no {host}"),
                ));
            }
            // `seen-registry-silent` tells of it
            Registry::Unknown(_) => {}
            Registry::Found(registration) => {
                found.extend(compare(registration, domain, view, &at));
            }
        }
    }
    let told = asked().any(|(_, registry)| !matches!(registry, Registry::Unknown(_)));
    judged(told, found)
}

/// What differs between a registration and the dossier.
fn compare(
    registration: &Registration,
    domain: Option<&Domain>,
    view: &DossierView<'_>,
    at: &At,
) -> Vec<DossierFault> {
    let mut found = Vec::new();
    let holder =
        domain.and_then(|it| it.holder.text()).or_else(|| view.dossier.subject.name.text());
    if let (Some(seen), Some(said)) = (registration.holder.as_deref(), holder)
        && !same(seen, said)
    {
        found.push(
            at.fault(
                format!("登记的持有者是“{seen}”，材料写的是“{said}”"),
                format!("the registered holder is {seen:?}, the dossier says {said:?}"),
            )
            .seen(seen),
        );
    }
    if let (Some(seen), Some(said)) =
        (registration.expires, domain.and_then(|it| it.expires.copy()))
        && seen < said
    {
        found.push(
            at.fault(
                format!("登记的到期日是 {seen}，材料写的是 {said}"),
                format!("it expires on {seen} by the registry, on {said} by the dossier"),
            )
            .severity(Severity::Warning),
        );
    }
    if let (Some(seen), Some(said)) =
        (registration.registrar.as_deref(), domain.and_then(|it| it.registrar.text()))
        && !seen.contains(said)
        && !said.contains(seen)
    {
        found.push(
            at.review(
                format!("登记的注册商是“{seen}”，材料写的是“{said}”"),
                format!("the registrar is {seen:?}, the dossier says {said:?}"),
            )
            .seen(seen),
        );
    }
    let holds = registration
        .statuses
        .iter()
        .find(|status| status.contains("Hold") || status.contains("pendingDelete"));
    if let Some(status) = holds {
        found.push(
            at.fault(
                format!("域名状态是 {status}，不能解析"),
                format!("its status is {status}: it does not resolve"),
            )
            .seen(status),
        );
    }
    found
}
