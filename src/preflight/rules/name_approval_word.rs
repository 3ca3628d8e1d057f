//! Words of bulletin boards in a name ask for a prior approval.

use crate::preflight::data::NAME_WORDS;
use crate::preflight::dossier::Branch;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "name-approval-word",
    title: Text::fixed(
        "网站名称含有“博客”“论坛”“在线”等需前置审批的字样",
        "the website name has a word that asks for a prior approval",
    ),
    why: Text::fixed(
        "个人网站名称里的 博客、论坛、在线、社区、交流 被视为电子公告服务，需要前置审批；个人拿不到。第292号令 2024 年修订后不再列电子公告，各省仍按旧口径审名称。",
        "博客, 论坛, 在线, 社区, 交流 in a person's website name are taken for a bulletin board, which needs a prior approval that persons do not get. Decree 292 has not named it since 2024; provinces still judge names so.",
    ),
    fix: Text::fixed("去掉这些字样", "Leave the word out"),
    basis: &[basis::manual("3.1")],
    severity: Severity::Error,
    scope: RuleScope::Site,
    examples: &[
        pass("没有", "none", "[subject]\nkind = \"person\"\n[[site]]\nname = \"林间小筑\""),
        fail("有“博客”", "博客", "[subject]\nkind = \"person\"\n[[site]]\nname = \"林间博客\""),
        pass(
            "江苏的固定格式",
            "Jiangsu's form",
            "[subject]\nkind = \"person\"\nprovince = \"江苏\"\n[[site]]\nname = \"听雨的个人博客\"",
        ),
        review(
            "江苏的固定格式，没有写省份",
            "Jiangsu's form, the province not said",
            "[subject]\nkind = \"person\"\n[[site]]\nname = \"听雨的个人博客\"",
        ),
        fail(
            "江苏的固定格式，其他省份",
            "Jiangsu's form in another province",
            "[subject]\nkind = \"person\"\nprovince = \"浙江\"\n[[site]]\nname = \"听雨的个人博客\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let table = &*NAME_WORDS;
    super::names::of_persons(view, |site, name, at| {
        if site.approvals.contains(&Branch::Boards) {
            return None;
        }
        let found = super::name_jiangsu_form::chosen_word(view, name, &at, &table.approval)?;
        Some(found.by(&table.origin))
    })
}
