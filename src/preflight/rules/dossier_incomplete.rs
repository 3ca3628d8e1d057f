//! What the forms ask for is said.

use crate::preflight::dossier::{Hosting, Request};

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
    examples: &[
        review("空文件", "an empty file", ""),
        review("负责人没有写证件", "a lead without a document", "[[lead]]\nname = \"沈听雨\""),
        pass(
            "齐全",
            "all there",
            "provider = \"aliyun\"\n[subject]\nkind = \"person\"\nname = \"沈听雨\"\nprovince = \"江苏\"\ndocument = \"identity-card\"\ndocument_number = \"11010519491231002X\"\ndocument_valid_to = 2036-05-20\naddress = \"江苏省苏州市临顿路88号\"\n[[lead]]\nname = \"沈听雨\"\ndocument = \"identity-card\"\ndocument_number = \"11010519491231002X\"\ndocument_valid_to = 2036-05-20\nmainland = true\nmobile = \"13800000000\"\n[[site]]\nname = \"听雨的个人博客\"\ndomain = \"example.cn\"\n[[domain]]\nname = \"example.cn\"\nregistrar = \"阿里云计算有限公司\"\nholder_document = \"identity-card\"\n[[server]]\nproduct = \"ecs\"\nmainland = true\nbilling = \"monthly\"\nexpires = 2027-11-18\nown_account = true",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let dossier = view.dossier;
    let subject = &dossier.subject;
    let mut missing: Vec<(&'static str, bool)> = vec![
        ("provider", dossier.provider.is_said()),
        ("subject.kind", subject.kind.is_said()),
        ("subject.name", subject.name.is_said()),
        ("subject.province", subject.province.is_said()),
        ("subject.document", subject.document.kind.is_said()),
        ("subject.document_number", subject.document.number.is_said()),
        ("subject.document_valid_to", subject.document.valid_to.is_said()),
        ("[[lead]]", !dossier.leads.is_empty()),
        ("lead.name", dossier.leads.iter().all(|lead| lead.name.is_said())),
        ("[[site]]", !dossier.sites.is_empty()),
        ("site.name", dossier.sites.iter().all(|site| site.name.is_said())),
        ("site.domain", dossier.sites.iter().all(|site| !site.domains.is_empty())),
        ("[[server]]", !dossier.servers.is_empty()),
    ];
    missing.retain(|(_, said)| !said);
    let list: Vec<&str> = missing.iter().map(|(name, _)| *name).collect();
    let mut found = Vec::new();
    if !list.is_empty() {
        let list = list.join(", ");
        found.push(at_top(None).review(format!("没有写：{list}"), format!("not said: {list}")));
    }
    for site in &dossier.sites {
        for domain in site.domains.iter().filter_map(|it| it.text()) {
            if dossier.domain_named(&super::domain_form::bare(domain)).is_none() {
                found.push(at_site(site).review(format!("没有域名 {domain} 的 [[domain]]：实名认证、持有者、到期日都无法检查"), format!("there is no [[domain]] for {domain}: nothing of its holder and days can be judged")));
            }
        }
    }
    found.extend(of_tables(view));
    DossierVerdict::Judged(found)
}

/// Keys that leads, domains and servers leave out, and without which another rule has nothing to judge.
fn of_tables(view: &DossierView<'_>) -> Vec<DossierFault> {
    let dossier = view.dossier;
    let leads = dossier.leads.iter().map(|lead| {
        let document = &lead.document;
        let keys = [
            ("document", document.kind.is_said()),
            ("document_number", document.number.is_said()),
            ("mainland", lead.mainland.is_said()),
        ];
        left_out(&at_lead(lead), &keys)
    });
    let mut found: Vec<DossierFault> = leads.flatten().collect();
    if !matches!(dossier.asked(), Request::File | Request::Change) {
        return found;
    }
    let domains = dossier.domains.iter().map(|domain| {
        let keys = [
            ("registrar", domain.registrar.is_said()),
            ("holder_document", domain.holder_document.is_said()),
        ];
        left_out(&at_domain(domain), &keys)
    });
    found.extend(domains.flatten());
    let bought =
        dossier.servers.iter().filter(|server| server.hosting.copy() != Some(Hosting::Own));
    let servers = bought.map(|server| {
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

fn left_out(at: &At, keys: &[(&str, bool)]) -> Option<DossierFault> {
    let missing: Vec<&str> = keys.iter().filter(|(_, said)| !said).map(|(key, _)| *key).collect();
    let list = missing.join(", ");
    (!list.is_empty()).then(|| at.review(format!("没有写：{list}"), format!("not said: {list}")))
}
