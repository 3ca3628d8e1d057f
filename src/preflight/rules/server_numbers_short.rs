//! There are filing service numbers for all sites.

use crate::preflight::dossier::Server;
use crate::preflight::provider::Per;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "server-numbers-short",
    title: Text::fixed("备案服务号不够", "there are fewer filing service numbers than sites"),
    why: Text::fixed(
        "每个网站用一个备案服务号；用过的号在网站注销、转走后也不退回。",
        "Each site uses a filing service number; one that was used stays used, also after the site is cancelled or leaves.",
    ),
    fix: Text::fixed(
        "再买一台符合条件的服务器，或减少网站",
        "Buy another server, or file fewer sites",
    ),
    basis: &[basis::SERVERS],
    severity: Severity::Error,
    scope: RuleScope::Filing,
    examples: &[
        pass(
            "够用",
            "enough",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"ecs\"\nnumbers_left = 2\n[[site]]\nname = \"甲\"",
        ),
        fail(
            "不够",
            "too few",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"ecs\"\nnumbers_left = 1\n[[site]]\nname = \"甲\"\n[[site]]\nname = \"乙\"",
        ),
        fail(
            "建站市场只有一个",
            "the site market has one",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"site-market\"\n[[site]]\nname = \"甲\"\n[[site]]\nname = \"乙\"",
        ),
        review(
            "没有写还剩几个",
            "not said",
            "provider = \"aliyun\"\n[[server]]\nproduct = \"ecs\"\n[[site]]\nname = \"甲\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let sites = view.kinds.iter().filter(|kind| kind.is_ordered()).count();
    let servers: Vec<&Server> = view.dossier.bought_servers().collect();
    if sites == 0 || servers.is_empty() {
        return DossierVerdict::NotApplicable;
    }
    let (mut left, mut unsaid, mut account) = (0_usize, false, Vec::new());
    for server in &servers {
        let product = view
            .provider
            .zip(server.product.text())
            .and_then(|(provider, text)| provider.product(text));
        let per_account = product
            .filter(|product| product.per == Per::Account)
            .map(|product| product.id.as_str());
        if per_account.is_some_and(|id| account.contains(&id)) {
            continue;
        }
        account.extend(per_account);
        let most = product.and_then(|product| product.numbers);
        unsaid |= server.numbers_left.copy().is_none();
        let count = server.numbers_left.copy().or(most);
        let Some(count) = count else { return DossierVerdict::Judged(vec![unknown(view, sites)]) };
        left = left.saturating_add(usize::try_from(count).unwrap_or(usize::MAX));
    }
    let at = at_top(servers.first().and_then(|server| server.numbers_left.line().or(server.line)));
    if left < sites {
        let zh = format!("{sites} 个网站，备案服务号最多 {left} 个");
        return DossierVerdict::Judged(vec![
            at.fault(zh, format!("{sites} sites, {left} numbers at the most")),
        ]);
    }
    judged(true, if unsaid { vec![unknown(view, sites)] } else { Vec::new() })
}

fn unknown(view: &DossierView<'_>, sites: usize) -> DossierFault {
    let server = view.dossier.bought_servers().next();
    server
        .map_or_else(|| at_top(None), at_server)
        .review(
            format!("没有写还剩几个备案服务号（numbers_left）；这里要用 {sites} 个"),
            format!("how many numbers are left (numbers_left) is not said; {sites} are needed"),
        )
        .unsaid(&["numbers_left"])
}
