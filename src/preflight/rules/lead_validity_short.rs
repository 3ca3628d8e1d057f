//! Documents of leads are valid for more than three months.

use super::prelude::*;
use super::validity;

pub(super) const RULE: FilingRule = FilingRule {
    id: "lead-validity-short",
    title: Text::fixed(
        "负责人证件有效期不足三个月",
        "a lead's document is valid for less than three months",
    ),
    why: Text::fixed(
        "负责人身份证的剩余有效期要在三个月以上。",
        "A lead's identity card must be valid for more than three months.",
    ),
    fix: Text::fixed("先换发身份证，再提交", "Renew the card first"),
    basis: &[basis::manual("2")],
    severity: Severity::Error,
    scope: RuleScope::Data,
    examples: &[
        pass(
            "还有十年",
            "ten years",
            "[[lead]]\nname = \"沈听雨\"\ndocument_valid_to = 2036-05-20",
        ),
        fail(
            "还有两个月",
            "two months",
            "[[lead]]\nname = \"沈听雨\"\ndocument_valid_to = 2027-01-20",
        ),
        review("没有写", "not said", "[[lead]]\nname = \"沈听雨\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let leads = &view.dossier.leads;
    let found = leads
        .iter()
        .filter_map(|lead| {
            let field = &lead.document.valid_to;
            let at = at_lead(lead).field(field);
            match field.copy() {
                Some(validity) => validity::fault(validity, &at, view.today),
                None => Some(
                    at.review(
                        "没有写证件有效期（document_valid_to）",
                        "the end of the document is not said",
                    )
                    .unsaid(&["document_valid_to"]),
                ),
            }
        })
        .collect();
    judged(!leads.is_empty(), found)
}
