//! The domain resolves to the declared server.

use crate::preflight::live::Reach;

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
    examples: &[],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let declared: Vec<&str> =
        view.dossier.servers.iter().filter_map(|server| server.address.text()).collect();
    let seen = || view.sights.iter().filter(|sight| !sight.addresses.is_empty());
    if declared.is_empty() || seen().next().is_none() {
        return DossierVerdict::NotApplicable;
    }
    let mut found = Vec::new();
    for sight in seen() {
        let addresses: Vec<String> = sight.addresses.iter().map(ToString::to_string).collect();
        let ours = view.dossier.sites.iter().any(|site| {
            site.domains
                .iter()
                .filter_map(|it| it.text())
                .any(|it| super::domain_form::bare(it) == sight.host)
        });
        if ours && !addresses.iter().any(|address| declared.contains(&address.as_str())) {
            let (list, declared) = (addresses.join(", "), declared.join(", "));
            found.push(
                at_top(None)
                    .fault(
                        format!("{} 解析到 {list}，备案的服务器是 {declared}", sight.host),
                        format!("{} resolves to {list}, the server is {declared}", sight.host),
                    )
                    .seen(&list),
            );
        }
        if sight.www == Some(Reach::NoAddress) && sight.reach == Reach::Answers {
            found.push(
                at_top(None)
                    .fault(
                        format!("www.{} 没有解析：两者都应能打开并展示备案号", sight.host),
                        format!(
                            "www.{} has no address: both names should open and show the number",
                            sight.host
                        ),
                    )
                    .severity(Severity::Info),
            );
        }
    }
    DossierVerdict::Judged(found)
}
