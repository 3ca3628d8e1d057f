//! A person's website name is no personal name.

use crate::preflight::data;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "name-personal",
    title: Text::fixed("个人网站名称是人名", "a person's website name is a personal name"),
    why: Text::fixed(
        "个人网站名称不能用姓名（江苏的“某某的个人博客”除外）。",
        "A person's website name may not be a personal name (but for Jiangsu's …的个人博客).",
    ),
    fix: Text::fixed("去掉姓名，写网站内容", "Leave the name out and say what the site holds"),
    basis: &[basis::manual("3.1")],
    severity: Severity::Error,
    scope: RuleScope::Site,
    examples: &[
        pass(
            "不是人名",
            "no name",
            "[subject]\nkind = \"person\"\nname = \"沈听雨\"\n[[site]]\nname = \"林间小筑\"",
        ),
        fail(
            "自己的姓名",
            "the own name",
            "[subject]\nkind = \"person\"\nname = \"沈听雨\"\n[[site]]\nname = \"沈听雨随笔\"",
        ),
        review(
            "某人的小站",
            "somebody's place",
            "[subject]\nkind = \"person\"\nname = \"沈听雨\"\n[[site]]\nname = \"陈小舟的小站\"",
        ),
        review(
            "像人名",
            "perhaps a name",
            "[subject]\nkind = \"person\"\nname = \"沈听雨\"\n[[site]]\nname = \"陈小舟\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let own = view.dossier.subject.name.text().unwrap_or_default();
    super::names::of_persons(view, |_, name, at| {
        if !own.is_empty() && name.contains(own) {
            let fault = at.fault(
                format!("“{name}”里有主办者的姓名"),
                format!("{name:?} has the subject's own name"),
            );
            return super::name_jiangsu_form::unless_form(view, name, fault);
        }
        if super::name_jiangsu_form::is_form(view, name) {
            return None;
        }
        // 王小明的小站 tells of 王小明
        let name = name.split_once('的').map_or(name, |(who, _)| who);
        let count = name.chars().count();
        let surname =
            data::surnames().filter(|it| name.starts_with(it)).max_by_key(|it| it.len())?;
        let given = count - surname.chars().count();
        // more characters make no personal name: 林间小筑
        ((1..=2).contains(&given) && count <= 3 || surname.chars().count() == 2 && given <= 2).then(|| {
            at.review(
                format!("“{name}”以姓氏“{surname}”开头，像人名，请人工判断"),
                format!("{name:?} begins with the surname {surname} and may be a personal name: judge it"),
            )
        })
    })
}
