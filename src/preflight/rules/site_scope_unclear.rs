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
    scope: RuleScope::Site,
    examples: &[
        pass(
            "在经营范围之内",
            "nothing in doubt",
            "[subject]\nkind = \"enterprise\"\nscope = \"文具销售\"\n[[site]]\nname = \"青禾文具\"\npurpose = \"文具销售展示\"",
        ),
        review(
            "没有写经营范围",
            "the scope is not said",
            "[subject]\nkind = \"enterprise\"\n[[site]]\nname = \"青禾文具\"\npurpose = \"文具销售展示\"",
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
    if view.dossier.is_person() != Some(false) {
        return DossierVerdict::NotApplicable;
    }
    let subject = &view.dossier.subject;
    let mut found = Vec::new();
    if !subject.scope.is_said() {
        found.push(
            at_subject(view, None)
                .review("没有写经营范围（scope）", "the business scope (scope) is not said")
                .unsaid(&["scope"]),
        );
    }
    let sites = || view.sites().filter(|(_, kind)| kind.is_ordered()).map(|(site, _)| site);
    for site in sites() {
        let at = at_site(site).field(&site.purpose);
        match (site.purpose.text(), subject.scope.text()) {
            (None, _) => {
                found.push(
                    at.review("没有写网站用途（purpose）", "the purpose is not said")
                        .unsaid(&["purpose"]),
                );
            }
            (Some(purpose), Some(scope)) if !super::name_unrelated::shares_two(scope, purpose) => {
                found.push(
                    at.review(
                        format!("用途“{purpose}”与经营范围“{scope}”没有共同的词，请人工核对"),
                        format!("the purpose {purpose:?} shares no word with the scope {scope:?}: compare them"),
                    )
                    .seen(purpose),
                );
            }
            _ => {}
        }
    }
    judged(sites().next().is_some(), found)
}
