//! The providers that the dossier names are ones of which something is known.

use crate::preflight::dossier::DossierField;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "provider-unknown",
    title: Text::fixed("不认识的接入商", "a provider that is not known here"),
    why: Text::fixed(
        "是新增网站还是接入备案、在哪里备案，由接入商是不是同一家决定；名字写错时会被当成另一家，它的条件也没有检查。",
        "Which kind of filing this is hangs on whether two providers are one. A misspelt name is taken for another provider, and nothing of its conditions is judged.",
    ),
    fix: Text::fixed(
        "写 aliyun、tencent、huawei、volcengine、baidu 之一；其他接入商请照控制台核对，或用 --providers 提供它的表",
        "Write aliyun, tencent, huawei, volcengine or baidu; of another provider look at its console, or bring a table with --providers",
    ),
    basis: &[basis::manual("1")],
    severity: Severity::Warning,
    scope: RuleScope::Always,
    examples: &[
        pass(
            "认识的",
            "known ones",
            "provider = \"aliyun\"\n[subject]\nfiled_with = \"腾讯云计算（北京）有限责任公司\"",
        ),
        pass(
            "自有服务器的网络运营商",
            "the network carrier of one's own server",
            "provider = \"电信\"\n[subject]\nfiled_with = \"aliyun\"\n[[server]]\nhosting = \"own\"",
        ),
        review("本接入商", "this provider", "provider = \"aliyum\""),
        review(
            "原接入商",
            "the earlier provider",
            "provider = \"aliyun\"\n[subject]\nfiled_with = \"xyz\"",
        ),
        review(
            "前面的产品",
            "a product in front",
            "[[front]]\nkind = \"cdn\"\nprovider = \"xyz\"\norigin = \"here\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let dossier = view.dossier;
    let before = &dossier.subject.filed_with;
    let fronts = dossier.fronts.iter().map(|front| (at_front(front), &front.provider));
    // the network carrier of one's own server is in no table
    let here = dossier.has_provider().then(|| (at_top(None), &dossier.provider));
    let named: Vec<(At, &DossierField<String>)> = here
        .into_iter()
        .chain([(at_subject(view, None), before)])
        .chain(fronts)
        .filter(|(_, field)| field.is_said())
        .collect();
    let unknown = named.iter().filter_map(|(at, field)| {
        let name = field.text().filter(|name| view.providers.named(name).is_none())?;
        let review = at.field(field).review(
            format!("不认识接入商“{name}”：当作另一家，它的条件没有检查"),
            format!("the provider {name:?} is not known here: it counts as one of its own, and nothing of its conditions was judged"),
        );
        Some(review.seen(name))
    });
    judged(!named.is_empty(), unknown.collect())
}
