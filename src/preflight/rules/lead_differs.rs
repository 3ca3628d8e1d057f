//! A person leads subject and sites alone.

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "lead-differs",
    title: Text::fixed("个人备案的负责人不是本人", "a person's filing is led by somebody else"),
    why: Text::fixed(
        "个人备案时，主体负责人、网站负责人都必须是主办者本人。",
        "In a person's filing the leads of subject and sites are that person.",
    ),
    fix: Text::fixed("负责人都写本人", "Name the person as lead everywhere"),
    basis: &[basis::manual("3.1")],
    severity: Severity::Error,
    scope: RuleScope::Data,
    examples: &[
        pass(
            "本人",
            "the person",
            "[subject]\nkind = \"person\"\nname = \"沈听雨\"\n[[lead]]\nname = \"沈听雨\"",
        ),
        fail(
            "别人",
            "somebody else",
            "[subject]\nkind = \"person\"\nname = \"沈听雨\"\n[[lead]]\nname = \"陈小舟\"",
        ),
        review(
            "没有写负责人",
            "no lead is said",
            "[subject]\nkind = \"person\"\nname = \"沈听雨\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let dossier = view.dossier;
    let (Some(true), Some(own)) = (dossier.is_person(), dossier.subject.name.text()) else {
        return DossierVerdict::NotApplicable;
    };
    if dossier.leads.is_empty() {
        return DossierVerdict::Judged(vec![
            at_top(None)
                .review("没有写负责人（[[lead]]）", "there is no [[lead]]")
                .unsaid(&["lead"]),
        ]);
    }
    let others =
        dossier.leads.iter().filter(|lead| lead.name.text().is_some_and(|name| name != own));
    let found = others
        .map(|lead| {
            let name = lead.name.text().unwrap_or_default();
            at_lead(lead)
                .field(&lead.name)
                .fault(
                    format!("负责人“{name}”不是主办者“{own}”"),
                    format!("the lead {name:?} is not the subject {own:?}"),
                )
                .seen(name)
        })
        .collect();
    DossierVerdict::Judged(found)
}
