//! Whether a lead is from the mainland fits the document.

use crate::domain::identity_number;
use crate::preflight::dossier::{DocumentKind, Lead};

use super::prelude::*;

/// First two digits of residence permits of Taiwan, Hong Kong and Macao; a foreigner's card begins with 9.
const PERMITS: [&str; 4] = ["71", "81", "82", "83"];

pub(super) const RULE: FilingRule = FilingRule {
    id: "lead-mainland-differs",
    title: Text::fixed(
        "是否大陆居民与证件不符",
        "whether a lead is from the mainland does not fit the document",
    ),
    why: Text::fixed(
        "港澳台居民和外国人用护照、通行证或居住证备案，要准备的材料和人脸核验不同。写错了，材料清单就错了，照片也会被退回。",
        "People of Hong Kong, Macao, Taiwan and foreigners file with a passport or permit: other papers and another face check. With the wrong word the list of papers is wrong and the photographs come back.",
    ),
    fix: Text::fixed("改正 mainland 或 document", "Correct mainland or document"),
    basis: &[basis::QUICK_START],
    severity: Severity::Error,
    scope: RuleScope::Data,
    examples: &[
        pass(
            "大陆居民用身份证",
            "a card of the mainland",
            "[[lead]]\nname = \"沈听雨\"\ndocument = \"identity-card\"\ndocument_number = \"11010519491231002X\"\nmainland = true",
        ),
        pass(
            "港澳台居民居住证",
            "a permit",
            "[[lead]]\nname = \"沈听雨\"\ndocument = \"residence-or-travel-permit\"\ndocument_number = \"810000199408230021\"\nmainland = false",
        ),
        fail(
            "通行证，写了大陆居民",
            "a permit of somebody from the mainland",
            "[[lead]]\nname = \"沈听雨\"\ndocument = \"residence-or-travel-permit\"\nmainland = true",
        ),
        fail(
            "香港居民居住证的号码",
            "the number of a permit",
            "[[lead]]\nname = \"沈听雨\"\ndocument = \"identity-card\"\ndocument_number = \"810000199408230021\"\nmainland = true",
        ),
        fail(
            "大陆身份证，写了非大陆居民",
            "a card of somebody from elsewhere",
            "[[lead]]\nname = \"沈听雨\"\ndocument = \"identity-card\"\ndocument_number = \"11010519491231002X\"\nmainland = false",
        ),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let said = || view.dossier.leads.iter().filter(|lead| lead.mainland.is_said());
    judged(said().next().is_some(), said().filter_map(of_lead).collect())
}

fn of_lead(lead: &Lead) -> Option<DossierFault> {
    let mainland = lead.mainland.copy()?;
    let kind = lead.document.kind.copy();
    let number = lead.document.number.text().unwrap_or_default();
    let at = at_lead(lead).field(&lead.mainland);
    if mainland && let Some(kind @ (DocumentKind::Passport | DocumentKind::Permit)) = kind {
        let label = kind.label();
        return Some(at.fault(
            format!("写的是大陆居民，证件是{}", label.zh),
            format!("from the mainland, with another document ({})", label.en),
        ));
    }
    if number.len() != 18 || kind.is_some_and(|kind| kind != DocumentKind::IdentityCard) {
        return None;
    }
    let elsewhere =
        number.starts_with('9') || PERMITS.iter().any(|permit| number.starts_with(permit));
    if mainland && elsewhere {
        return Some(at.fault(
            "写的是大陆居民，号码是港澳台居民居住证或外国人永久居留证的",
            "from the mainland, with the number of a permit of Hong Kong, Macao, Taiwan or of a foreigner",
        ));
    }
    let inside = kind.is_some() && identity_number::province_of(number).is_some();
    (!mainland && inside).then(|| {
        at.fault(
            "写的不是大陆居民，号码是大陆身份证的",
            "not from the mainland, with the number of a card of the mainland",
        )
    })
}
