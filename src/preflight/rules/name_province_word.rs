//! Words that eleven provinces refuse in the names of persons' sites.

use crate::domain::province;
use crate::preflight::data::PROVINCE_WORDS;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "name-province-word",
    title: Text::fixed(
        "备案省份不接受网站名称里的词",
        "the province refuses a word of the website name",
    ),
    why: Text::fixed(
        "北京、广东、浙江、河南、辽宁、湖北、宁夏、河北、贵州、湖南、内蒙古各有清单，个人网站名称含有其中的词会被驳回。例如浙江不接受“官网”。",
        "Beijing, Guangdong, Zhejiang, Henan, Liaoning, Hubei, Ningxia, Hebei, Guizhou, Hunan and Inner Mongolia each have a \
         list of words that they refuse in names of persons' sites: in Zhejiang, for one, 官网.",
    ),
    fix: Text::fixed("去掉这个词", "Leave the word out"),
    basis: &[basis::manual("3.1")],
    severity: Severity::Error,
    scope: RuleScope::Site,
    examples: &[
        fail(
            "北京：中心",
            "Beijing: 中心",
            "[subject]\nkind = \"person\"\nprovince = \"北京\"\n[[site]]\nname = \"林间中心\"",
        ),
        fail(
            "广东：交易",
            "Guangdong: 交易",
            "[subject]\nkind = \"person\"\nprovince = \"广东\"\n[[site]]\nname = \"林间交易\"",
        ),
        fail(
            "浙江：官网",
            "Zhejiang: 官网",
            "[subject]\nkind = \"person\"\nprovince = \"浙江\"\n[[site]]\nname = \"林间官网\"",
        ),
        fail(
            "河南：设计",
            "Henan: 设计",
            "[subject]\nkind = \"person\"\nprovince = \"河南\"\n[[site]]\nname = \"林间设计\"",
        ),
        fail(
            "辽宁：互联",
            "Liaoning: 互联",
            "[subject]\nkind = \"person\"\nprovince = \"辽宁\"\n[[site]]\nname = \"林间互联\"",
        ),
        fail(
            "湖北：学院",
            "Hubei: 学院",
            "[subject]\nkind = \"person\"\nprovince = \"湖北\"\n[[site]]\nname = \"林间学院\"",
        ),
        fail(
            "宁夏：技术",
            "Ningxia: 技术",
            "[subject]\nkind = \"person\"\nprovince = \"宁夏\"\n[[site]]\nname = \"林间技术\"",
        ),
        fail(
            "河北：企业",
            "Hebei: 企业",
            "[subject]\nkind = \"person\"\nprovince = \"河北\"\n[[site]]\nname = \"林间企业\"",
        ),
        fail(
            "贵州：信息",
            "Guizhou: 信息",
            "[subject]\nkind = \"person\"\nprovince = \"贵州\"\n[[site]]\nname = \"林间信息\"",
        ),
        fail(
            "湖南：产业",
            "Hunan: 产业",
            "[subject]\nkind = \"person\"\nprovince = \"湖南\"\n[[site]]\nname = \"林间产业\"",
        ),
        fail(
            "内蒙古：营销",
            "Inner Mongolia: 营销",
            "[subject]\nkind = \"person\"\nprovince = \"内蒙古\"\n[[site]]\nname = \"林间营销\"",
        ),
        pass(
            "浙江，没有这些词",
            "Zhejiang, none of them",
            "[subject]\nkind = \"person\"\nprovince = \"浙江\"\n[[site]]\nname = \"林间小筑\"",
        ),
        pass(
            "北京，没有清单里的词",
            "Beijing, none of its words",
            "[subject]\nkind = \"person\"\nprovince = \"北京\"\n[[site]]\nname = \"林间小筑\"",
        ),
        pass(
            "广东，没有清单里的词",
            "Guangdong, none of its words",
            "[subject]\nkind = \"person\"\nprovince = \"广东\"\n[[site]]\nname = \"林间小筑\"",
        ),
        pass(
            "河南，没有清单里的词",
            "Henan, none of its words",
            "[subject]\nkind = \"person\"\nprovince = \"河南\"\n[[site]]\nname = \"林间小筑\"",
        ),
        pass(
            "辽宁，没有清单里的词",
            "Liaoning, none of its words",
            "[subject]\nkind = \"person\"\nprovince = \"辽宁\"\n[[site]]\nname = \"林间小筑\"",
        ),
        pass(
            "湖北，没有清单里的词",
            "Hubei, none of its words",
            "[subject]\nkind = \"person\"\nprovince = \"湖北\"\n[[site]]\nname = \"林间小筑\"",
        ),
        pass(
            "宁夏，没有清单里的词",
            "Ningxia, none of its words",
            "[subject]\nkind = \"person\"\nprovince = \"宁夏\"\n[[site]]\nname = \"林间小筑\"",
        ),
        pass(
            "河北，没有清单里的词",
            "Hebei, none of its words",
            "[subject]\nkind = \"person\"\nprovince = \"河北\"\n[[site]]\nname = \"林间小筑\"",
        ),
        pass(
            "贵州，没有清单里的词",
            "Guizhou, none of its words",
            "[subject]\nkind = \"person\"\nprovince = \"贵州\"\n[[site]]\nname = \"林间小筑\"",
        ),
        pass(
            "湖南，没有清单里的词",
            "Hunan, none of its words",
            "[subject]\nkind = \"person\"\nprovince = \"湖南\"\n[[site]]\nname = \"林间小筑\"",
        ),
        pass(
            "内蒙古，没有清单里的词",
            "Inner Mongolia, none of its words",
            "[subject]\nkind = \"person\"\nprovince = \"内蒙古\"\n[[site]]\nname = \"林间小筑\"",
        ),
        review(
            "没有写省份",
            "the province is not said",
            "[subject]\nkind = \"person\"\n[[site]]\nname = \"林间官网\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let table = &*PROVINCE_WORDS;
    let province = view.dossier.subject.province.copy();
    super::names::of_persons(view, |_, name, at| {
        let Some(province) = province else {
            let refusing: Vec<&str> = table
                .provinces
                .iter()
                .filter(|(_, words)| super::names::first(name, words).is_some())
                .map(|(province, _)| province.as_str())
                .collect();
            let en: Vec<&str> = refusing.iter().map(|zh| english(zh)).collect();
            let (list, list_en) = (refusing.join("、"), en.join(", "));
            return (!refusing.is_empty()).then(|| {
                at.review(
                    format!("没有写省份；“{name}”在 {list} 会被驳回"),
                    format!("the province is not said; {list_en} would refuse {name:?}"),
                )
                .by(&table.origin)
            });
        };
        let found = super::names::first(name, table.provinces.get(province.zh)?)?;
        Some(
            at.fault(
                format!("{}（{}的清单）", found.zh(name), province.zh),
                format!("{} (the list of {})", found.en(name), province.en),
            )
            .by(&table.origin),
        )
    })
}

/// The English name of a province.
fn english(zh: &str) -> &str {
    province::ALL.iter().find(|province| province.zh == zh).map_or(zh, |province| province.en)
}
