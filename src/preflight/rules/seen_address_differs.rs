//! The domain resolves to the declared server.

use std::net::IpAddr;

use crate::preflight::live::{HostSight, Reach};

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "seen-address-differs",
    title: Text::fixed(
        "域名没有解析到备案的服务器",
        "the domain does not resolve to the server of the filing",
    ),
    why: Text::fixed(
        "域名要解析到备案填写的服务器：解析到别处，华为云驳回，腾讯云、火山引擎会取消接入。只有 --live 才检查。",
        "The domain must resolve to the server of the filing: Huawei Cloud refuses other addresses, Tencent Cloud and Volcengine withdraw the access. Looked at with --live only.",
    ),
    fix: Text::fixed(
        "备案通过后把域名解析到备案的服务器；备案期间可以暂停解析",
        "Point the domain to the server once the filing is approved; until then its resolution may be paused",
    ),
    basis: &[basis::PROVIDERS],
    severity: Severity::Warning,
    scope: RuleScope::Always,
    examples: &[
        seen(
            Expect::Pass,
            Text::fixed("解析到备案的服务器", "it resolves to the server"),
            DOSSIER,
            SeenExample::Addresses("example.cn 203.0.113.10"),
        ),
        seen(
            Expect::Fail,
            Text::fixed("解析到别处", "it resolves elsewhere"),
            DOSSIER,
            SeenExample::Addresses("example.cn 198.51.100.7"),
        ),
    ],
    check,
};

const DOSSIER: &str = "[[site]]\nname = \"青禾文具\"\ndomain = \"example.cn\"\n[[server]]\naddress = \"203.0.113.10\"";

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let declared: Vec<&str> =
        view.dossier.servers.iter().filter_map(|server| server.address.text()).collect();
    let seen = || view.sights.iter().filter(|sight| is_ours(view, sight));
    let mut found = Vec::new();
    for sight in seen() {
        found.extend(elsewhere(view, &sight.host, &sight.addresses, &declared));
        let Some(other) = &sight.other else { continue };
        found.extend(elsewhere(view, &other.name, &other.addresses, &declared));
        if sight.reach == Reach::Answers && other.reach != Reach::Answers {
            let name = &other.name;
            let (zh, en) = match other.reach {
                Reach::NoAddress => ("没有解析", "has no address"),
                _ => ("打不开", "does not answer"),
            };
            let fault = at_top(None).fault(
                format!("{name} {zh}：两个名称都应能打开并展示备案号"),
                format!("{name} {en}: both names should open and show the number"),
            );
            found.push(fault.severity(Severity::Info));
        }
    }
    let looked = seen()
        .any(|sight| !sight.addresses.is_empty() && !declared.is_empty() || sight.other.is_some());
    judged(looked, found)
}

/// Whether a host is one of the sites that are to be filed.
fn is_ours(view: &DossierView<'_>, sight: &HostSight) -> bool {
    let domains = view.dossier.sites.iter().flat_map(|site| &site.domains);
    domains.filter_map(|it| it.text()).any(|it| crate::preflight::dossier::bare(it) == sight.host)
}

/// A name none of whose addresses is that of a server.
fn elsewhere(
    view: &DossierView<'_>,
    name: &str,
    seen: &[IpAddr],
    declared: &[&str],
) -> Option<DossierFault> {
    let is_declared = |address: &IpAddr| {
        declared.iter().any(|text| text.parse::<IpAddr>().is_ok_and(|own| own == *address))
    };
    if seen.is_empty() || declared.is_empty() || seen.iter().any(is_declared) {
        return None;
    }
    let list = seen.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
    let declared = declared.join(", ");
    let fault = at_top(None).fault(
        format!("{name} 解析到 {list}，备案的服务器是 {declared}"),
        format!("{name} resolves to {list}, the server is {declared}"),
    );
    let fault = fault.seen(&list);
    Some(match view.provider.filter(|provider| provider.address_must_match) {
        Some(provider) => fault.severity(Severity::Error).by(&provider.origin()),
        None => fault,
    })
}
