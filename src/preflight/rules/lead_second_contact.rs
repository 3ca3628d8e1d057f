//! Units name a second contact; landlines have one form.

use crate::domain::personal::masked;
use crate::domain::phone::{self, Mobile};

use super::prelude::*;

pub(super) const RULE: FilingRule = FilingRule {
    id: "lead-second-contact",
    title: Text::fixed("第二联系方式有误", "the second contact is wrong"),
    why: Text::fixed(
        "单位备案要填联系方式 2：手机或座机（各省要求不同），座机写成 086-区号-号码，有分机再加 -分机。",
        "Units name a second contact, a mobile or a landline by province; a landline is written 086-area-number, with -extension if there is one.",
    ),
    fix: Text::fixed(
        "座机写成 086-0512-65432109 或 086-0512-65432109-801",
        "Write a landline like 086-0512-65432109 or 086-0512-65432109-801",
    ),
    basis: &[basis::manual("3.1")],
    severity: Severity::Error,
    scope: RuleScope::Data,
    examples: &[
        pass(
            "座机",
            "a landline",
            "[subject]\nkind = \"enterprise\"\n[[lead]]\nname = \"甲\"\nsecond_contact = \"086-0512-65432109\"",
        ),
        fail(
            "座机格式不对",
            "another form",
            "[subject]\nkind = \"enterprise\"\n[[lead]]\nname = \"甲\"\nsecond_contact = \"0512-65432109\"",
        ),
        review("没有写", "not said", "[subject]\nkind = \"enterprise\"\n[[lead]]\nname = \"甲\""),
    ],
    check,
};

fn check(view: &DossierView<'_>) -> DossierVerdict {
    let mut found = Vec::new();
    for lead in &view.dossier.leads {
        let at = at_lead(lead).field(&lead.second_contact);
        let Some(text) = lead.second_contact.text() else {
            if view.dossier.is_person() == Some(false) {
                found.push(
                    at.review(
                        "没有写联系方式 2（second_contact）",
                        "the second contact is not said",
                    )
                    .unsaid(&["second_contact"]),
                );
            }
            continue;
        };
        if phone::mobile(text) != Mobile::Wrong || phone::is_landline(text) {
            if lead.mobile.text() == Some(text) {
                found.push(
                    at.fault("联系方式 2 与手机相同", "it is the same as the mobile number")
                        .severity(Severity::Warning),
                );
            }
            continue;
        }
        let shown = masked(text);
        let evidence = at
            .fault(
                format!("{shown} 不是手机号，也不是 086-区号-号码 的座机"),
                format!("{shown} is neither a mobile nor a landline of the form 086-area-number"),
            )
            .seen(&shown);
        found.push(match phone::landline_meant(text) {
            Some(_) => evidence.fix(
                "号码齐全，只是格式不对：写成 086-区号-号码",
                "The number is whole: write it as 086-area-number",
            ),
            None => evidence,
        });
    }
    judged(
        view.dossier.leads.iter().any(|lead| lead.second_contact.is_said())
            || view.dossier.is_person() == Some(false) && !view.dossier.leads.is_empty(),
        found,
    )
}
