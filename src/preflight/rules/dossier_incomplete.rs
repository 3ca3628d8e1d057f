//! What the forms ask for is said.

use crate::preflight::dossier::{Domain, DossierSite, Request, is_within};
use crate::preflight::kind::FilingKind;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "dossier-incomplete",
    title: Text::fixed("材料不齐，有些无法检查", "the dossier leaves out what the forms ask for"),
    why: Text::fixed(
        "没有写的内容既不算通过也不算错误，但备案表格都要填。",
        "What is left out neither passes nor fails, but the forms ask for all of it.",
    ),
    fix: Text::fixed("补上列出的内容", "Fill in what is listed"),
    basis: &[basis::manual("3")],
    severity: Severity::Warning,
    scope: RuleScope::Always,
    examples: &[
        review("空文件", "an empty file", ""),
        review("负责人没有写证件", "a lead without a document", "[[lead]]\nname = \"沈听雨\""),
        pass(
            "齐全",
            "all there",
            "provider = \"aliyun\"\nopen_order = false\n[subject]\nkind = \"person\"\nname = \"沈听雨\"\nprovince = \"江苏\"\ndocument = \"identity-card\"\ndocument_number = \"11010519491231002X\"\ndocument_valid_to = 2036-05-20\naddress = \"江苏省苏州市临顿路88号\"\n[[lead]]\nname = \"沈听雨\"\ndocument = \"identity-card\"\ndocument_number = \"11010519491231002X\"\ndocument_valid_to = 2036-05-20\nmainland = true\nmobile = \"13800000000\"\n[[site]]\nname = \"听雨的个人博客\"\ndomain = \"example.cn\"\n[[domain]]\nname = \"example.cn\"\nregistrar = \"阿里云计算有限公司\"\nholder_document = \"identity-card\"\nholder_number = \"11010519491231002X\"\n[[server]]\nproduct = \"ecs\"\nmainland = true\nbilling = \"monthly\"\nexpires = 2027-11-18\nown_account = true",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let dossier = view.dossier;
    let mut found: Vec<DossierFault> = of_top(view).into_iter().chain(of_subject(view)).collect();
    for site in &dossier.sites {
        let keys = [("name", site.name.is_said()), ("domain", !site.domains.is_empty())];
        found.extend(left_out(&at_site(site), &keys));
        for domain in site.domain_texts().filter(|_| is_handed_in(view)) {
            if dossier.domain_named(domain).is_none() {
                found.push(at_site(site).review(format!("没有域名 {domain} 的 [[domain]]：实名认证、持有者、到期日都无法检查"), format!("there is no [[domain]] for {domain}: nothing of its holder and days can be judged")));
            }
        }
    }
    found.extend(of_filed_sites(view));
    found.extend(of_tables(view));
    DossierVerdict::Judged(found)
}

/// Whether data of a filing are handed in: not where what is filed stays, or goes.
fn is_handed_in(view: &DossierView<'_>) -> bool {
    view.is_of(RuleScope::Filing)
}

fn of_top(view: &DossierView<'_>) -> Option<DossierFault> {
    let dossier = view.dossier;
    let ordered = view.is_of(RuleScope::Order);
    let keys = [
        ("provider", dossier.provider.is_said() || !dossier.has_provider()),
        ("open_order", dossier.open_order.is_said() || !ordered),
        ("subject", dossier.subject.line.is_some() || dossier.subject.name.is_said()),
        ("lead", !dossier.leads.is_empty() || !ordered),
        ("site", !dossier.sites.is_empty() || dossier.asked() == Request::CancelSubject),
        ("server", !dossier.servers.is_empty() || !is_handed_in(view)),
    ];
    left_out(&at_top(None), &keys)
}

fn of_subject(view: &DossierView<'_>) -> Option<DossierFault> {
    let (subject, data) = (&view.dossier.subject, view.is_of(RuleScope::Data));
    let document = &subject.document;
    // what was filed before says where and under which number
    let before = view.kinds.iter().any(|kind| kind.is_ordered() && *kind != FilingKind::First);
    let keys = [
        ("kind", subject.kind.is_said() || !data),
        ("name", subject.name.is_said()),
        ("province", subject.province.is_said() || !data),
        ("document", document.kind.is_said() || !data),
        ("document_number", document.number.is_said() || !data),
        ("document_valid_to", document.valid_to.is_said() || !data),
        ("icp", subject.icp.is_said() || !before),
        ("filed_with", subject.filed_with.is_said() || !before),
    ];
    subject.line.and_then(|_| left_out(&at_subject(view, None), &keys))
}

/// Tables of domains that no site has, and filed sites without domain or number.
fn of_filed_sites(view: &DossierView<'_>) -> Vec<DossierFault> {
    let dossier = view.dossier;
    let used = |domain: &Domain| {
        let mut hosts = dossier.sites.iter().flat_map(DossierSite::domain_texts);
        domain.name.text().is_none_or(|name| hosts.any(|host| is_within(host, name)))
    };
    let unused = dossier.domains.iter().filter(|domain| !used(domain)).map(|domain| {
        at_domain(domain).field(&domain.name).review(
            "没有网站用这个域名：域名是否写错，或漏了 [[site]]",
            "no site has this domain: is it misspelt, or a [[site]] left out?",
        )
    });
    let filed = dossier.filed_sites.iter().filter_map(|site| {
        let keys = [("domain", site.domain.is_said()), ("icp", site.icp.is_said())];
        left_out(&at("[[filed_site]]", &site.domain, site.line), &keys)
    });
    unused.chain(filed).collect()
}

/// Keys that leads, domains and servers leave out, and without which another rule has nothing to judge.
fn of_tables(view: &DossierView<'_>) -> Vec<DossierFault> {
    let (dossier, data) = (view.dossier, view.is_of(RuleScope::Data));
    let leads = dossier.leads.iter().map(|lead| {
        let document = &lead.document;
        let keys = [
            ("name", lead.name.is_said()),
            ("document", document.kind.is_said() || !data),
            ("document_number", document.number.is_said() || !data),
            ("mainland", lead.mainland.is_said() || !data),
        ];
        left_out(&at_lead(lead), &keys)
    });
    let mut found: Vec<DossierFault> = leads.flatten().collect();
    if !is_handed_in(view) {
        return found;
    }
    let domains = dossier.domains.iter().map(|domain| {
        let keys = [
            ("name", domain.name.is_said()),
            ("registrar", domain.registrar.is_said()),
            ("holder_document", domain.holder_document.is_said()),
            ("holder_number", domain.holder_number.is_said()),
        ];
        left_out(&at_domain(domain), &keys)
    });
    found.extend(domains.flatten());
    let servers = dossier.bought_servers().map(|server| {
        let keys = [
            ("billing", server.billing.is_said()),
            ("expires", server.expires.is_said()),
            ("own_account", server.own_account.is_said()),
        ];
        left_out(&at_server(server), &keys)
    });
    found.extend(servers.flatten());
    found
}

fn left_out(at: &At, keys: &[(&'static str, bool)]) -> Option<DossierFault> {
    let missing: Vec<&'static str> =
        keys.iter().filter(|(_, said)| !said).map(|(key, _)| *key).collect();
    let Text { zh, en } = listed(&missing);
    (!missing.is_empty())
        .then(|| at.review(format!("没有写：{zh}"), format!("not said: {en}")).unsaid(&missing))
}
