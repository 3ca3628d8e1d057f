//! A unit's website name has to do with the unit.

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "name-unrelated",
    title: Text::fixed("网站名称看不出与单位有关", "the website name seems unrelated to the unit"),
    why: Text::fixed(
        "单位的网站名称要与单位名称、品牌或业务有关；看不出关系会被要求修改或说明。",
        "A unit's website name must have to do with its name, brand or business; reviewers ask otherwise.",
    ),
    fix: Text::fixed(
        "用单位简称或品牌作名称；品牌名称附商标证书，并在备注里说明关系",
        "Use the unit's short name or its brand; for a brand hand in the trade mark and tell the relation in the remark",
    ),
    basis: &[basis::manual("3.1")],
    severity: Severity::Warning,
    scope: RuleScope::Site,
    examples: &[
        pass(
            "用单位简称",
            "the short name",
            "[subject]\nkind = \"enterprise\"\nname = \"苏州青禾文具有限公司\"\n[[site]]\nname = \"青禾文具\"",
        ),
        review(
            "看不出关系",
            "nothing in common",
            "[subject]\nkind = \"enterprise\"\nname = \"苏州青禾文具有限公司\"\n[[site]]\nname = \"远山旅行\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let (Some(false), Some(subject)) = (view.dossier.is_person(), view.dossier.subject.name.text())
    else {
        return DossierVerdict::NotApplicable;
    };
    super::names::each(view, |_, name, at| {
        let (zh, en) = (
            format!("“{name}”与“{subject}”没有两个相同的连续汉字，请人工判断是否有关"),
            format!(
                "{name:?} and {subject:?} share no two characters in a row: judge whether they are related"
            ),
        );
        (!shares_two(name, subject)).then(|| at.review(zh, en))
    })
}

/// Whether two Han characters in a row stand in both texts.
pub(super) fn shares_two(a: &str, b: &str) -> bool {
    let chars: Vec<char> = a.chars().filter(|char| super::names::is_han(*char)).collect();
    chars.windows(2).any(|two| b.contains(&two.iter().collect::<String>()))
}
