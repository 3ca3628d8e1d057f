//! Leads that subject and sites name are there.

use crate::preflight::dossier::DossierField;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "lead-unknown",
    title: Text::fixed("写了一个没有资料的负责人", "a lead is named of whom nothing is said"),
    why: Text::fixed(
        "主体和每个网站都要有负责人；名字写错时，后面的检查会落空。",
        "Subject and sites each have a lead; with a misspelt name nothing of the lead is judged.",
    ),
    fix: Text::fixed(
        "为他写一段 [[lead]]，或改正姓名",
        "Write a [[lead]] for this person, or correct the name",
    ),
    basis: &[basis::manual("3.1")],
    severity: Severity::Error,
    scope: RuleScope::Always,
    examples: &[
        pass(
            "有资料",
            "there",
            "[[lead]]\nname = \"沈听雨\"\n[[site]]\nname = \"青禾文具\"\nlead = \"沈听雨\"",
        ),
        fail(
            "没有资料",
            "not there",
            "[[lead]]\nname = \"沈听雨\"\n[[site]]\nname = \"青禾文具\"\nlead = \"沈听鱼\"",
        ),
        review(
            "负责人没有写姓名",
            "a lead without a name",
            "[[lead]]\nmobile = \"13800000000\"\n[[site]]\nname = \"青禾文具\"\nlead = \"沈听雨\"",
        ),
        review(
            "两个负责人，网站没有写是谁",
            "two leads, and a site that names none",
            "[[lead]]\nname = \"沈听雨\"\n[[lead]]\nname = \"陈小舟\"\n[[site]]\nname = \"青禾文具\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let dossier = view.dossier;
    let unnamed = dossier.leads.iter().any(|lead| !lead.name.is_said());
    let judge = |at: At, lead: &DossierField<String>| match lead.text() {
        Some(name) if dossier.lead_named(name).is_none() && unnamed => Some(
            at.field(lead)
                .review(
                    format!("“{name}”可能是没有写姓名的那位负责人"),
                    format!("{name:?} may be the lead whose name is not said"),
                )
                .seen(name),
        ),
        Some(name) if dossier.lead_named(name).is_none() => Some(
            at.field(lead)
                .fault(format!("没有负责人“{name}”的资料"), format!("nothing is said of {name:?}"))
                .seen(name),
        ),
        None if dossier.leads.len() > 1 => {
            Some(at.review("没有写负责人是谁（lead）", "which lead is not said").unsaid(&["lead"]))
        }
        _ => None,
    };
    let sites = dossier.sites.iter().filter_map(|site| judge(at_site(site), &site.lead));
    let subject =
        dossier.subject.line.and_then(|_| judge(at_subject(view, None), &dossier.subject.lead));
    judged(!dossier.leads.is_empty(), subject.into_iter().chain(sites).collect())
}
