//! The order holds as many sites as the province takes at once.

use crate::preflight::data::SITES_PER_ORDER;

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
        "分成几个订单依次提交（见“决定”一节）",
        "Split the sites into orders, one after the other (see the decisions)",
    ),
    basis: &[basis::manual("3.2")],
    severity: Severity::Error,
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
    DossierVerdict::Judged(found.into_iter().collect())
}
