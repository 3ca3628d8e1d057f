//! A person's website name has none of the generic words that the manual lists.

use crate::preflight::data::NAME_WORDS;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "name-generic-word",
    title: Text::fixed(
        "个人网站名称含有“工作室”“平台”等字样",
        "a person's website name has a generic word such as 工作室",
    ),
    why: Text::fixed(
        "个人网站名称不能含 个人空间、资讯、网站、网络、网址、爱好者、作品展示、论坛、社区、工作室、平台、主页、热线、社团、导航 等。",
        "A person's website name may not hold 个人空间, 资讯, 网站, 网络, 网址, 爱好者, 作品展示, 论坛, 社区, 工作室, 平台, 主页, 热线, 社团, 导航 or the like.",
    ),
    fix: Text::fixed(
        "去掉这些字样，直接说明网站内容",
        "Leave the word out and say what the site holds",
    ),
    basis: &[basis::manual("3.1")],
    severity: Severity::Error,
    scope: RuleScope::Site,
    examples: &[
        pass("没有", "none", "[subject]\nkind = \"person\"\n[[site]]\nname = \"林间小筑\""),
        fail(
            "有“工作室”",
            "工作室",
            "[subject]\nkind = \"person\"\n[[site]]\nname = \"林间工作室\"",
        ),
        pass(
            "江苏的固定格式",
            "Jiangsu's form",
            "[subject]\nkind = \"person\"\nprovince = \"江苏\"\n[[site]]\nname = \"听雨的个人主页\"",
        ),
        fail(
            "江苏的固定格式，前面有“工作室”",
            "Jiangsu's form, with 工作室 before it",
            "[subject]\nkind = \"person\"\nprovince = \"江苏\"\n[[site]]\nname = \"林间工作室的个人主页\"",
        ),
        review(
            "江苏的固定格式，没有写省份",
            "Jiangsu's form, the province not said",
            "[subject]\nkind = \"person\"\n[[site]]\nname = \"听雨的个人主页\"",
        ),
        fail(
            "江苏的固定格式，其他省份",
            "Jiangsu's form in another province",
            "[subject]\nkind = \"person\"\nprovince = \"浙江\"\n[[site]]\nname = \"听雨的个人主页\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let table = &*NAME_WORDS;
    super::names::of_persons(view, |_, name, at| {
        let found = super::name_jiangsu_form::chosen_word(view, name, &at, &table.generic)?;
        Some(found.by(&table.origin))
    })
}
