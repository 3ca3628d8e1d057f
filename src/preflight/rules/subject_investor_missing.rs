//! A unit names its investor or superior unit.

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "subject-investor-missing",
    title: Text::fixed("没有填写投资人或主管单位", "the investor or superior unit is missing"),
    why: Text::fixed(
        "单位备案要填投资人或主管单位：法定代表人姓名，或上级单位全称。",
        "A unit names its investor or superior unit: the legal representative, or the unit's full name.",
    ),
    fix: Text::fixed("写上 investor", "Fill in investor"),
    basis: &[basis::manual("3.1")],
    severity: Severity::Warning,
    scope: RuleScope::Data,
    examples: &[
        pass("写了", "said", "[subject]\nkind = \"enterprise\"\ninvestor = \"沈听雨\""),
        review("没有写", "not said", "[subject]\nkind = \"enterprise\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let subject = &view.dossier.subject;
    let missing = !subject.investor.is_said();
    let found = missing.then(|| {
        at_subject(view, None)
            .review(
                "没有写投资人或主管单位（investor）",
                "the investor or superior unit is not said",
            )
            .unsaid(&["investor"])
    });
    judged(view.dossier.is_person() == Some(false), found.into_iter().collect())
}
