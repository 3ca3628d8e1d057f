//! The number of a lead's document can be one.

use crate::preflight::dossier::DocumentKind;

use super::numbers;
use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "lead-number-wrong",
    title: Text::fixed("负责人证件号码有误", "the number of a lead's document is wrong"),
    why: Text::fixed(
        "身份证号码末位是校验码（GB 11643），X 要大写；抄错一位，人脸核验和短信核验都过不去。",
        "The last character of an identity number follows from the others (GB 11643), its X in capitals; one wrong digit, and face and SMS checks fail.",
    ),
    fix: Text::fixed("对照身份证重新填写", "Copy it anew from the card"),
    basis: &[basis::GB_11643, basis::manual("2")],
    severity: Severity::Error,
    scope: RuleScope::Data,
    examples: &[
        pass(
            "正确",
            "right",
            "[[lead]]\nname = \"沈听雨\"\ndocument = \"identity-card\"\ndocument_number = \"440524188001010014\"",
        ),
        fail(
            "校验码不对",
            "the check digit does not fit",
            "[[lead]]\nname = \"沈听雨\"\ndocument = \"identity-card\"\ndocument_number = \"130402198207290622\"",
        ),
        fail(
            "小写 x",
            "a lower-case x",
            "[[lead]]\nname = \"沈听雨\"\ndocument = \"identity-card\"\ndocument_number = \"11010519491231002x\"",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let cards = || {
        let is_card =
            |kind: Option<DocumentKind>| kind.is_none_or(|kind| kind == DocumentKind::IdentityCard);
        view.dossier.leads.iter().filter(move |lead| {
            is_card(lead.document.kind.copy()) && lead.document.number.is_said()
        })
    };
    let found = cards()
        .filter_map(|lead| {
            numbers::identity(
                lead.document.number.text()?,
                &at_lead(lead).field(&lead.document.number),
                view,
            )
        })
        .collect();
    judged(cards().next().is_some(), found)
}
