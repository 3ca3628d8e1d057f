//! A lead is a person, with a person's document.

use crate::preflight::dossier::DocumentKind;

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "lead-document-kind",
    title: Text::fixed("负责人的证件不是个人证件", "a lead's document is not a person's"),
    why: Text::fixed(
        "负责人是自然人，用身份证，非大陆居民用护照、通行证或居住证；营业执照等单位证件写在主体里。",
        "A lead is a person and has an identity card, or from outside the mainland a passport or permit; a unit's document belongs to the subject.",
    ),
    fix: Text::fixed("改成负责人本人的证件", "Write the lead's own document"),
    basis: &[basis::manual("1.1")],
    severity: Severity::Error,
    scope: RuleScope::Always,
    examples: &[
        pass("身份证", "a card", "[[lead]]\nname = \"沈听雨\"\ndocument = \"identity-card\""),
        fail(
            "营业执照",
            "a business licence",
            "[[lead]]\nname = \"沈听雨\"\ndocument = \"business-licence\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let said = || {
        let leads = view.dossier.leads.iter();
        leads.filter_map(|lead| Some((lead, lead.document.kind.copy()?)))
    };
    let of_units = said().filter(|(_, kind)| !DocumentKind::OF_PERSONS.contains(kind));
    let found = of_units.map(|(lead, kind)| {
        let label = kind.label();
        at_lead(lead)
            .field(&lead.document.kind)
            .fault(
                format!("{}是单位的证件", label.zh),
                format!("a {} is the document of a unit", label.en),
            )
            .seen(kind.word())
    });
    judged(said().next().is_some(), found.collect())
}
