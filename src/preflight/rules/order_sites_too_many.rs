//! The order holds as many sites as the province takes at once.

use std::collections::BTreeSet;

use crate::preflight::data::SITES_PER_ORDER;
use crate::preflight::kind::FilingKind;

use crate::preflight::dossier::bare;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "order-sites-too-many",
    title: Text::fixed(
        "一个订单里的网站多于备案省份允许的数量",
        "the order has more sites than the province takes at once",
    ),
    why: Text::fixed(
        "湖北、湖南一次只收一个网站；陕西个人四个、单位域名不超过三十个；河南个人三个、单位五个。多出来的网站要等前一个订单办完。",
        "Hubei and Hunan take one site at a time; Shaanxi four of a person and 30 domains of a unit; Henan three and five. Others wait until the order before is done.",
    ),
    fix: Text::fixed(
        "分成几个订单依次提交（见“结论”一节）",
        "Split the sites into orders, one after the other (see the decisions)",
    ),
    basis: &[basis::manual("3.2")],
    severity: Severity::Error,
    scope: RuleScope::Filing,
    examples: &[
        pass(
            "湖北，一个",
            "Hubei, one",
            "[subject]\nkind = \"person\"\nprovince = \"湖北\"\n[[site]]\nname = \"甲\"",
        ),
        fail(
            "湖北，两个",
            "Hubei, two",
            "[subject]\nkind = \"person\"\nprovince = \"湖北\"\n[[site]]\nname = \"甲\"\n[[site]]\nname = \"乙\"",
        ),
        fail(
            "湖南，两个",
            "Hunan, two",
            "[subject]\nkind = \"enterprise\"\nprovince = \"湖南\"\n[[site]]\nname = \"甲\"\n[[site]]\nname = \"乙\"",
        ),
        pass(
            "陕西个人，四个",
            "Shaanxi, a person with four",
            "[subject]\nkind = \"person\"\nprovince = \"陕西\"\n[[site]]\nname = \"甲\"\n[[site]]\nname = \"乙\"\n[[site]]\nname = \"丙\"\n[[site]]\nname = \"丁\"",
        ),
        fail(
            "陕西个人，五个",
            "Shaanxi, a person with five",
            "[subject]\nkind = \"person\"\nprovince = \"陕西\"\n[[site]]\nname = \"甲\"\n[[site]]\nname = \"乙\"\n[[site]]\nname = \"丙\"\n[[site]]\nname = \"丁\"\n[[site]]\nname = \"戊\"",
        ),
        fail(
            "河南个人，四个",
            "Henan, a person with four",
            "[subject]\nkind = \"person\"\nprovince = \"河南\"\n[[site]]\nname = \"甲\"\n[[site]]\nname = \"乙\"\n[[site]]\nname = \"丙\"\n[[site]]\nname = \"丁\"",
        ),
        fail(
            "陕西单位，三十一个域名",
            "Shaanxi, a unit with 31 domains",
            "[subject]\nkind = \"enterprise\"\nprovince = \"陕西\"\n[[site]]\nname = \"甲\"\ndomains = [\"a0.cn\", \"a1.cn\", \"a2.cn\", \"a3.cn\", \"a4.cn\", \"a5.cn\", \"a6.cn\", \"a7.cn\", \"a8.cn\", \"a9.cn\", \"b0.cn\", \"b1.cn\", \"b2.cn\", \"b3.cn\", \"b4.cn\", \"b5.cn\", \"b6.cn\", \"b7.cn\", \"b8.cn\", \"b9.cn\", \"c0.cn\", \"c1.cn\", \"c2.cn\", \"c3.cn\", \"c4.cn\", \"c5.cn\", \"c6.cn\", \"c7.cn\", \"c8.cn\", \"c9.cn\", \"d0.cn\"]",
        ),
        pass(
            "湖北单位，一个",
            "Hubei, a unit with one",
            "[subject]\nkind = \"enterprise\"\nprovince = \"湖北\"\n[[site]]\nname = \"甲\"",
        ),
        fail(
            "湖北单位，两个",
            "Hubei, a unit with two",
            "[subject]\nkind = \"enterprise\"\nprovince = \"湖北\"\n[[site]]\nname = \"甲\"\n[[site]]\nname = \"乙\"",
        ),
        pass(
            "湖南个人，一个",
            "Hunan, a person with one",
            "[subject]\nkind = \"person\"\nprovince = \"湖南\"\n[[site]]\nname = \"甲\"",
        ),
        fail(
            "湖南个人，两个",
            "Hunan, a person with two",
            "[subject]\nkind = \"person\"\nprovince = \"湖南\"\n[[site]]\nname = \"甲\"\n[[site]]\nname = \"乙\"",
        ),
        pass(
            "湖南单位，一个",
            "Hunan, a unit with one",
            "[subject]\nkind = \"enterprise\"\nprovince = \"湖南\"\n[[site]]\nname = \"甲\"",
        ),
        pass(
            "陕西单位，五个",
            "Shaanxi, a unit with five",
            "[subject]\nkind = \"enterprise\"\nprovince = \"陕西\"\n[[site]]\nname = \"甲\"\n[[site]]\nname = \"乙\"\n[[site]]\nname = \"丙\"\n[[site]]\nname = \"丁\"\n[[site]]\nname = \"戊\"",
        ),
        pass(
            "河南个人，三个",
            "Henan, a person with three",
            "[subject]\nkind = \"person\"\nprovince = \"河南\"\n[[site]]\nname = \"甲\"\n[[site]]\nname = \"乙\"\n[[site]]\nname = \"丙\"",
        ),
        pass(
            "河南单位，五个",
            "Henan, a unit with five",
            "[subject]\nkind = \"enterprise\"\nprovince = \"河南\"\n[[site]]\nname = \"甲\"\n[[site]]\nname = \"乙\"\n[[site]]\nname = \"丙\"\n[[site]]\nname = \"丁\"\n[[site]]\nname = \"戊\"",
        ),
        fail(
            "河南单位，六个",
            "Henan, a unit with six",
            "[subject]\nkind = \"enterprise\"\nprovince = \"河南\"\n[[site]]\nname = \"甲\"\n[[site]]\nname = \"乙\"\n[[site]]\nname = \"丙\"\n[[site]]\nname = \"丁\"\n[[site]]\nname = \"戊\"\n[[site]]\nname = \"己\"",
        ),
        pass(
            "浙江，两个",
            "Zhejiang, two",
            "[subject]\nkind = \"enterprise\"\nprovince = \"浙江\"\n[[site]]\nname = \"甲\"\n[[site]]\nname = \"乙\"",
        ),
        review(
            "没有写省份",
            "the province is not said",
            "[subject]\nkind = \"person\"\n[[site]]\nname = \"甲\"\n[[site]]\nname = \"乙\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let sites = view.kinds.iter().filter(|kind| kind.is_ordered()).count();
    if sites == 0 {
        return DossierVerdict::NotApplicable;
    }
    let table = &*SITES_PER_ORDER;
    let (Some(province), Some(person)) =
        (view.dossier.subject.province.copy(), view.dossier.is_person())
    else {
        let evidence = at_subject(view, None).review("没有写省份或主办单位性质，不知道一次能报几个网站", "province or kind of subject are not said: how many sites go into one order is not known");
        return judged(sites > 1, vec![evidence]);
    };
    let most = table.of(province.zh).and_then(|row| if person { row.person } else { row.unit });
    let found = most.filter(|most| sites > *most).map(|most| {
        at_subject(view, view.dossier.subject.province.line())
            .fault(
                format!("{}一次最多 {most} 个网站，这里有 {sites} 个", province.zh),
                format!("{} takes {most} at once, there are {sites}", province.en),
            )
            .by(&table.origin())
    });
    let most_domains = table.of(province.zh).and_then(|row| row.unit_domains).filter(|_| !person);
    let domains = unit_domains(view).all;
    let over = most_domains.filter(|most| domains > *most).map(|most| {
        at_subject(view, view.dossier.subject.province.line())
            .fault(
                format!("{}单位的域名合计不超过 {most} 个，这里有 {domains} 个", province.zh),
                format!(
                    "{} takes {most} domains of a unit in all, there are {domains}",
                    province.en
                ),
            )
            .by(&table.origin())
    });
    DossierVerdict::Judged(found.into_iter().chain(over).collect())
}

/// How many domains a subject has.
#[derive(Clone, Copy, Debug)]
pub struct DomainCount {
    /// Filed before, and no part of this order.
    pub filed: usize,
    /// Those, and the ones of this order; 0 where the order adds no site.
    pub all: usize,
}

/// Counts the domains that a subject has filed and those that the order adds.
pub fn unit_domains(view: &DossierView<'_>) -> DomainCount {
    let adds = |kind: &FilingKind| kind.is_new() || *kind == FilingKind::Access;
    if !view.kinds.iter().any(adds) {
        return DomainCount { filed: 0, all: 0 };
    }
    let sites = || view.sites().filter(|(_, kind)| adds(kind)).map(|(site, _)| site);
    let ordered: BTreeSet<String> =
        sites().flat_map(|site| &site.domains).filter_map(|it| it.text()).map(bare).collect();
    let filed: BTreeSet<String> =
        view.dossier.filed_sites.iter().filter_map(|it| it.domain.text()).map(bare).collect();
    let filed = filed.difference(&ordered).count();
    // a site whose domain is not said has one all the same
    let unnamed = sites().filter(|site| site.domains.is_empty()).count();
    DomainCount { filed, all: filed + ordered.len() + unnamed }
}
