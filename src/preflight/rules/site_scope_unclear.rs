//! What a unit's site does lies within its business scope.

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "site-scope-unclear",
    title: Text::fixed(
        "网站内容是否在经营范围之内",
        "whether the content lies within the business scope",
    ),
    why: Text::fixed(
        "单位网站的内容必须在营业执照的经营范围之内；超出范围的内容会被驳回。",
        "The content of a unit's site must lie within the scope of its licence; other content is refused.",
    ),
    fix: Text::fixed(
        "对照营业执照的经营范围修改网站内容，或先变更经营范围",
        "Compare the content with the licence; change one or the other",
    ),
    basis: &[basis::manual("3.2")],
    severity: Severity::Warning,
    examples: &[
        pass(
            "个人不涉及",
            "nothing in doubt",
            "[subject]\nkind = \"enterprise\"\nscope = \"文具销售\"\n[[site]]\nname = \"青禾文具\"\npurpose = \"文具销售展示\"",
        ),
        review(
            "看不出关联",
            "no word in common",
            "[subject]\nkind = \"enterprise\"\nscope = \"文具销售\"\n[[site]]\nname = \"青禾旅行\"\npurpose = \"旅行线路介绍\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let Some(scope) = view.dossier.subject.scope.text() else {
        return DossierVerdict::NotApplicable;
    };
    let mut found = Vec::new();
    for site in &view.dossier.sites {
        let Some(purpose) = site.purpose.text() else { continue };
        if !super::name_unrelated::shares_two(scope, purpose) {
            found.push(
                at_site(site)
                    .field(&site.purpose)
                    .review(
                        format!("用途“{purpose}”与经营范围“{scope}”没有共同的词，请人工核对"),
                        format!("the purpose {purpose:?} shares no word with the scope {scope:?}: compare them"),
                    )
                    .seen(purpose),
            );
        }
    }
    judged(view.dossier.is_person() == Some(false), found)
}
