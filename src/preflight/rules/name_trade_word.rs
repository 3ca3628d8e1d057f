//! A person's website name is not that of a business.

use crate::preflight::data::NAME_WORDS;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "name-trade-word",
    title: Text::fixed(
        "个人网站名称含有公司、集团等字样",
        "a person's website name has a word of companies or the state",
    ),
    why: Text::fixed(
        "个人网站不能涉及行业、企业和产品；2025 年的教程另列：中国、中华、集团、公司、博客、论坛。",
        "A person's site has nothing of trades, companies or products; a how-to of 2025 names 中国, 中华, 集团, 公司, 博客, 论坛 too.",
    ),
    fix: Text::fixed(
        "换成只说明个人内容的名称；确实经营业务，请以企业或个体工商户备案",
        "Take a name that tells of a person's content; if it is a business, file as one",
    ),
    basis: &[basis::HOW_TO, basis::manual("3.1")],
    severity: Severity::Error,
    examples: &[
        pass(
            "个人内容",
            "a person's content",
            "[subject]\nkind = \"person\"\n[[site]]\nname = \"林间小筑\"",
        ),
        pass(
            "单位不受此限",
            "units may",
            "[subject]\nkind = \"enterprise\"\n[[site]]\nname = \"青禾集团\"",
        ),
        fail("有“公司”", "公司", "[subject]\nkind = \"person\"\n[[site]]\nname = \"青禾文具公司\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    if view.dossier.is_person() == Some(false) {
        return DossierVerdict::PASS;
    }
    let table = &NAME_WORDS.later;
    super::names::of_persons(view, |_, name, at| {
        let found = super::names::first(name, &table.words)?;
        let fault = at.fault(found.zh(name), found.en(name)).by(&table.origin);
        super::name_jiangsu_form::unless_form(view, name, fault)
    })
}
